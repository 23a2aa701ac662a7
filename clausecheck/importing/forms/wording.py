"""What is taken as words: definitions, parties, exclusions (forms S6, T6)."""

from __future__ import annotations

import re

from clausecheck.importing.figures import PLACEHOLDER
from clausecheck.importing.outline import DraftPassage, DraftTable
from clausecheck.importing.readings import DraftReading, Found, World, prose, quoted, table
from clausecheck.importing.sides import BETWEEN, kinds, role

_MEANS = re.compile(
    r"^(?:the "
    r"term\s+)?[“\"«](?P<term>[^”\"»]{2,60})[”\"»](?:\s*\([^)]{1,40}\))?,?\s+(?:means?|shall "
    r"mean|will mean|refers? to|is defined as|has the meaning)\s*:?\s*(?P<what>\S.*)$",
    re.I | re.S,
)
_BARE = re.compile(
    r"^(?P<term>[A-Z][\w’'/() -]{1,50}?):?\s+(?:means|shall mean)\s*:?\s*(?P<what>\S.*)$", re.S
)


_PRONOUN = re.compile(r"\W*(?:this|that|it|which|what|these|those|here|our|your|there)\b.*", re.I)


@prose("definition", "S6")
def definition(passage: DraftPassage, world: World) -> Found:
    """`“Downtime” means the minutes in which …`"""
    match = _MEANS.match(passage.text)
    if match is None:
        bare = _BARE.match(passage.text)
        match = bare if bare and len(bare["term"].split()) <= 5 else None
    if match is None or len(match["what"]) < 8 or _PRONOUN.fullmatch(match["term"]):
        return
    if re.fullmatch(r"business (?:day|hour)s?", match["term"].strip(), re.I) and re.search(
        r"\d\s*[ap:.]", match["what"]
    ):
        return
    yield DraftReading(
        "definition",
        "S6",
        (),
        f"define {quoted(match['term'].strip())} {quoted(match['what'].rstrip('.;'))}",
        passage.text,
        (passage,),
    )


@prose("definition by label", "S6")
def labelled(passage: DraftPassage, world: World) -> Found:
    """`Downtime: the minutes in which …`, in a section of definitions."""
    if (
        passage.kind not in ("item", "paragraph")
        or not passage.label
        or passage.part
        or _MEANS.match(passage.text)
    ):
        return
    if not any(
        re.fullmatch(
            r"\W*(?:\d[\d.]*\s*)?(?:key |defined )?(?:definitions?|terms|definitions and "
            r"interpretation|glossary|definitions of terms)\W*",
            text,
            re.I,
        )
        for text in passage.context[-2:]
    ):
        return
    if len(passage.label.split()) > 6 or len(passage.body.split()) < 4 or PLACEHOLDER.search(passage.label):
        return
    yield DraftReading(
        "definition by label",
        "S6",
        (),
        f"define {quoted(passage.label)} {quoted(passage.body.rstrip('.;'))}",
        passage.text,
        (passage,),
    )


@table("definitions table", "T6")
def definitions(grid: DraftTable, world: World) -> Found:
    """A table whose head is `Term` and `Definition`."""
    if (
        len(grid.head) != 2
        or not re.fullmatch(r"\W*(?:defined )?(?:terms?|word|expression)\W*", grid.head[0], re.I)
        or not re.search(r"definition|meaning|description", grid.head[1], re.I)
    ):
        return
    for row in grid.rows:
        if len(row.cells) == 2 and row.cells[0].strip() and row.cells[1].strip():
            yield DraftReading(
                "definitions table",
                "T6",
                (),
                f"define {quoted(row.cells[0])} {quoted(row.cells[1].rstrip('.;'))}",
                row.text,
                (row,),
            )


_FIRST = 12
"""The passages at the beginning of a draft that are read with its title."""


@prose("parties", "S4")
def parties(passage: DraftPassage, world: World) -> Found:
    """`This agreement is between Acme Ltd (“Provider”) and Beta Inc (“Customer”).`"""
    said = f"{passage.text} {world.outline.title if passage.at < _FIRST else ''}"
    if (
        passage.kind == "heading"
        or not re.search(r"\bagreement\b|\bcontract\b|\bSLA\b", said, re.I)
        or len(passage.text) > 900
    ):
        return
    match = BETWEEN.search(passage.text)
    if match is None:
        return
    texts = (match["one"], match["other"])
    sides = kinds(*texts)
    if sorted(sides) != ["Customer", "Provider"]:
        return
    for text, side in zip(texts, sides, strict=True):
        name = _party(text)
        if name:
            yield DraftReading(
                "parties",
                "S4",
                ("agreement",),
                f"{side.casefold()} {side} {quoted(name)}",
                passage.text,
                (passage,),
            )


_COMPANY = re.compile(
    r"\b(?:inc|llc|ltd|limited|gmbh|corp|corporation|plc|llp|lp|b\.?v|s\.?a|ag|pty|co)\b\.?", re.I
)


def _party(text: str) -> str:
    """The name of a party; empty where the draft leaves it open."""
    if not role(text) and not _COMPANY.search(text):
        return ""
    name = re.split(
        r"\s*(?:\(|,\s+(?:a|an|the|duly|with|having|hereinafter|whose)\b|,?\s+hereinafter|[“\"])",
        text.strip(),
        maxsplit=1,
    )[0].strip(" ,")
    if (
        not name
        or len(name.split()) > 7
        or PLACEHOLDER.search(name)
        or not name.removeprefix("the ")[:1].isupper()
        or re.fullmatch(r"(?:the )?(?:customer|client|you|provider|we|us)s?", name, re.I)
    ):
        return ""
    return name


_LEAD = re.compile(
    r"\b(?:exclu\w+|does not (?:include|apply|cover)|do not (?:include|apply|cover)|shall "
    r"not (?:include|apply)|will not (?:include|apply)|not (?:covered|included|apply)|"
    r"exceptions?|excused|do(?:es)? not extend to|not be (?:considered|counted|included)|"
    r"outside (?:of )?(?:the|our|its) scope|"
    r"out of scope|do(?:es)? not count(?=\s*(?::|$))|"
    r"not (?:be )?count(?:ed)?(?: as| towards?| against| in| into)? (?:the )?(?:[\w-]+ )?(?:downtime|"
    r"unavailability|outages?|availability|uptime)|"
    r"not (?:be )?responsible for (?:any )?(?:[\w-]+ ){0,4}?"
    r"(?:miss\w*|fail\w*|delays?|breach\w*|downtime|outages?|unavailability))\b",
    re.I,
)
_DOWN = re.compile(
    r"\b(?:sla|service levels?|uptime|downtime|availability|credits?|unavailability|force "
    r"majeure|excused|service commitment|"
    r"not (?:be )?responsible for)\b",
    re.I,
)


@prose("exclusion", "T")
def exclusion(passage: DraftPassage, world: World) -> Found:
    """An item of a list whose heading or lead says that it holds exclusions."""
    if passage.kind != "item" or passage.part or len(passage.text) > 600:
        return
    above = passage.context[-1] if passage.context else ""
    if passage.label and above.rstrip(":") == passage.label:
        above = passage.context[-2] if len(passage.context) > 1 else ""
    if len(passage.context) > 1 and re.search(r"\bfollowing\b", above, re.I) and not _LEAD.search(above):
        above = f"{passage.context[-2]}: {above}" if len(passage.context[-2].split()) < 6 else above
    if not _LEAD.search(above) or (
        re.search(r"\bnot (?:limited to)\b(?!.*exclu)", above, re.I)
        and not re.search(r"exclu|not (?:apply|cover)", above, re.I)
    ):
        return
    text = passage.text.rstrip(".;, ")
    text = re.sub(r";?\s+(?:and|or)$", "", text)
    about = " ".join(passage.context[-2:])
    if _DOWN.search(above) or (
        _DOWN.search(about)
        and not re.search(r"scope|services? (?:not|out)|not (?:covered|included)|coverage", about, re.I)
    ):
        yield DraftReading(
            "exclusion", "T", ("exceptions",), f"excuse {quoted(text)}", passage.text, (passage,)
        )
    else:
        yield DraftReading(
            "exclusion",
            "T",
            ('service services "Services"',),
            f"excludes {quoted(text)}",
            passage.text,
            (passage,),
        )
