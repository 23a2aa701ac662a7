"""Names: declared twice, used but declared nowhere, declared but used nowhere; and names that come from elsewhere,
time zones (IANA) and holiday calendars (the `holidays` library), that do not exist."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from clausecheck.agreement import calendars
from clausecheck.agreement.model import Agreement
from clausecheck.finding import Finding, Label, Witness, draft
from clausecheck.language import values as v
from clausecheck.language.builder import field_types
from clausecheck.language.parser import close_word, vocabulary
from clausecheck.language.tree import SUBJECTS, TARGETS, Block, Clause, Define, FieldSpec, Node, Scale
from clausecheck.language.write import write

#: Kinds whose names may stand in the same places and so must differ from one another.
_SHARED = frozenset({"service", "backup", "priority", "plan", "metric", "party"})
#: Kinds of which a file holds at most one block.
_ONCE = ("agreement", "termination", "exit")
#: Names that are declared to be referred to; the others have a meaning of their own.
_TO_BE_USED = ("hours", "metric", "scale", "define")


def doubled(agreement: Agreement, parameters: Mapping[str, Any]) -> Iterator[Finding]:
    """Two blocks with one name (case does not count), or two of what can stand only once."""
    seen: dict[tuple[str, str], Node] = {}
    for kind, name, node in _declarations(agreement):
        key = ("shared" if kind in _SHARED else kind, name.text.casefold())
        first = seen.setdefault(key, node)
        if first is node:
            continue
        yield draft(
            "doubled-name",
            f"two blocks are called `{name.text}`",
            name.span,
            file=agreement.source.path,
            label=f"`{name.text}` again",
            witness=Witness(
                f"a clause for {name.text} may mean either of the two blocks", {"name": name.text}
            ),
            labels=(Label(first.head, "declared here first"),),
            place=agreement.title(node),
            path=node.path,
            values=(name.text,),
            help=("give one of them another name, or join them",),
        )
    for kind in _ONCE:
        for node in agreement.all(kind)[1:]:
            yield draft(
                "doubled-block",
                f"a second `{vocabulary().word(kind)}` block stands in this agreement",
                node.head,
                file=agreement.source.path,
                labels=(Label(agreement.all(kind)[0].head, "the first one"),),
                place=agreement.title(node),
                path=node.path,
                help=("join the two blocks",),
            )


def undefined(agreement: Agreement, parameters: Mapping[str, Any]) -> Iterator[Finding]:
    """Names that are used, but declared nowhere; zones and holiday calendars that do not exist."""
    known = _Known(agreement)
    for node in agreement.document.walk():
        types = field_types(type(node))
        for field, value in node.contents():
            yield from _in_field(agreement, known, node, types[field].spec, value)
            for inner in value.walk():
                yield from _inside(agreement, known, node, inner)
        yield from _zones(agreement, node)
        yield from _references(agreement, known, node)


def unused(agreement: Agreement, parameters: Mapping[str, Any]) -> Iterator[Finding]:
    """Hours, metrics, scales and defined words that nothing in the agreement uses; a site is a plain fact."""
    used: set[str] = set()
    texts: list[str] = []
    for node in agreement.document.walk():
        for field, value in node.contents():
            for inner in value.walk():
                if isinstance(inner, v.Text | v.Prose):
                    if not (isinstance(node, Define) and field in ("title", "meaning")):
                        texts.append(inner.text)
                elif isinstance(inner, v.Name | v.Phrase | v.Numbered) and field not in ("name", "levels"):
                    used.update([inner.text, *inner.text.split()])
    everything = "\n".join(texts).casefold()
    for kind, name, node in _declarations(agreement):
        counted = isinstance(node, Define) and node.as_  # a unit: counting itself is its use
        if kind not in _TO_BE_USED or name.text in used or counted:
            continue
        if re.search(rf"(?<!\w){re.escape(name.text.casefold())}", everything):
            continue
        yield draft(
            "unused-name",
            f"`{name.text}` is declared and never used",
            name.span,
            file=agreement.source.path,
            label=f"nothing refers to `{name.text}`",
            place=agreement.title(node),
            path=node.path,
            values=(name.text,),
            help=("refer to it where it counts, or delete it",),
        )


class _Known:
    """The names that an agreement declares, and those that need no declaration."""

    def __init__(self, agreement: Agreement) -> None:
        self.by_kind = agreement.names
        self.all = {name for names in agreement.names.values() for name in names}
        self.levels: set[str] = set()
        for node in agreement.all("scale"):
            if isinstance(node, Scale):
                self.levels.update(write(level) for level in node.levels)
        #: The numbers of the paper contract, and what a condition may speak of.
        self.numbers = {node.number for node in agreement.document.walk() if node.number is not None}
        self.subjects = self.all | self.levels | set(TARGETS) | set(SUBJECTS)
        #: A party that could not be read leaves its name open.
        self.parties_open = len(agreement.names.get("party", {})) < 2

    def of(self, kinds: Iterable[str]) -> set[str]:
        return {name for kind in kinds for name in self.by_kind.get(kind, ())}


def _declarations(agreement: Agreement) -> Iterator[tuple[str, v.Name, Node]]:
    for node in agreement.document.walk():
        name = getattr(node, "name", None)
        if isinstance(node, Define) and node.title is not None:
            name = v.Name(node.title.text, span=node.title.span)
        if isinstance(name, v.Name) and node.kind not in ("signed", "broken"):
            yield "party" if node.kind in ("provider", "customer") else node.kind, name, node


def _undefined(
    agreement: Agreement, node: Node, value: v.Value, word: str, what: str, near: Iterable[str], **more: Any
) -> Finding:
    near = sorted(set(near))
    guess = close_word(word, near)
    if guess is not None:
        more = {"label": f"did you mean `{guess}`?", "help": (f"write `{guess}`",), **more}
    else:
        listed = ", ".join(f"`{name}`" for name in near[:8])
        more = {"help": (f"one of {listed}",) if near else ("declare it, or put it in quotes",), **more}
    return draft(
        "undefined-name",
        f"`{word}` is used here, but no {what} of that name is declared",
        value.span,
        file=agreement.source.path,
        place=agreement.title(node),
        path=node.path,
        values=(word,),
        **more,
    )


def _in_field(
    agreement: Agreement, known: _Known, node: Node, spec: FieldSpec, value: v.Value
) -> Iterator[Finding]:
    """A field that refers to blocks of certain kinds."""
    if not spec.refers and not spec.words:
        return
    if not isinstance(value, v.Name | v.Phrase | v.Numbered):
        return
    word = value.text
    declared = known.of(spec.refers)
    if word in declared or word in spec.words or word in known.by_kind.get("define", ()):
        return
    if not spec.refers and " " in word and word.split()[0] in spec.words:
        return
    if isinstance(value, v.Phrase | v.Numbered) and (word in known.all or not spec.refers or word in TARGETS):
        return
    if isinstance(value, v.Phrase):
        return
    if "party" in spec.refers and known.parties_open:
        return
    parts = [part for part in word.split() if close_word(part, vocabulary().part_words)]
    if " " in word and parts:
        part = parts[-1]
        guess = close_word(part, vocabulary().part_words)
        yield _undefined(
            agreement, node, value, word, "block", (), label=f"is `{part}` meant to be `{guess}`?",
            help=(f"write `{guess}`, or put the words in quotes",),
        )  # fmt: skip
        return
    kinds = [vocabulary().word(kind) if kind != "party" else "party" for kind in spec.refers]
    what = " or ".join(kinds[:3]) if kinds else "word"
    near = declared | set(spec.words)
    yield _undefined(agreement, node, value, word, what, near if close_word(word, near) else declared)


def _inside(agreement: Agreement, known: _Known, node: Node, value: v.Value) -> Iterator[Finding]:
    """Names deep in values: the hours of a working duration, the subject of a condition."""
    if isinstance(value, v.Duration) and value.hours is not None:
        hours = known.of(["hours"])
        if value.hours.text not in hours | {"always"}:
            help_ = (f"declare them: `hours {value.hours.text} {{`",)
            more: dict[str, Any] = {} if close_word(value.hours.text, hours) else {"help": help_}
            yield _undefined(agreement, node, value.hours, value.hours.text, "hours block", hours, **more)
    if isinstance(value, v.Fact) and not isinstance(value.subject, v.Text):
        subject = value.subject
        words = subject.text.split()
        names = known.subjects
        counted = any(isinstance(c, v.Compare) and isinstance(c.amount, v.Number) for c in value.compares)
        if words[0] not in names and not counted and not (len(words) == 1 and value.state == "missed"):
            yield draft(
                "undefined-condition",
                f"nothing says what `{subject.text}` is or how it is seen",
                subject.span,
                file=agreement.source.path,
                place=agreement.title(node),
                path=node.path,
                values=(subject.text,),
                label=f"did you mean `{guess}`?" if (guess := close_word(words[0], names)) else "",
                help=(f'declare `metric {words[0]} "…" {{`, or put the condition in quotes',),
            )
        if (
            isinstance(subject, v.Phrase)
            and isinstance(subject.of, v.Name)
            and subject.of.text not in known.all
        ):
            near = known.of(["service", "priority", "backup", "plan", "metric"])
            yield _undefined(agreement, node, subject.of, subject.of.text, "service or priority", near)


def _zones(agreement: Agreement, node: Node) -> Iterator[Finding]:
    zones = [value for _, value in node.contents() if isinstance(value, v.Zone)]
    if node.kind in ("zone_is", "hours", "site"):
        places = [getattr(node, "value", None), *getattr(node, "in_", ())]
        zones += [
            v.Zone(p.text, span=p.span) for p in places if isinstance(p, v.Name) and node.kind != "site"
        ]
    for zone in zones:
        if not calendars.known_zone(zone.text):
            guess = calendars.suggest_zone(zone.text)
            yield draft(
                "unknown-zone",
                f"there is no time zone `{zone.text}`",
                zone.span,
                file=agreement.source.path,
                place=agreement.title(node),
                path=node.path,
                values=(zone.text,),
                label=f"did you mean `{guess}`?" if guess else "not in the IANA database",
                help=(
                    f"write `{guess}`"
                    if guess
                    else "name a zone of the IANA database, such as `Europe/London`",
                ),
            )
    for calendar in getattr(node, "holidays", None) or ():
        if isinstance(calendar, v.Name) and not calendars.known_calendar(calendar.text):
            guess = calendars.suggest_calendar(calendar.text)
            yield draft(
                "unknown-calendar",
                f"there is no calendar of public holidays called `{calendar.text}`",
                calendar.span,
                file=agreement.source.path,
                place=agreement.title(node),
                path=node.path,
                values=(calendar.text,),
                label=f"did you mean `{guess}`?" if guess else "unknown country or region",
                help=(
                    f"write `{guess}`"
                    if guess
                    else "name a country, or a country and its region, such as `GB-ENG`",
                ),
            )


def _references(agreement: Agreement, known: _Known, node: Node) -> Iterator[Finding]:
    """References in braces in a text: a number of the paper contract, or a path of kinds and names."""
    prose = getattr(node, "prose", None)
    if not isinstance(prose, v.Prose):
        return
    for reference in prose.references:
        if reference.text.startswith("["):
            good = reference.text[1:-1].strip() in known.numbers
            near: Iterable[str] = sorted(f"[{number}]" for number in known.numbers)
        else:
            good, near = _follow(agreement, known, reference.text)
        if not good:
            guess = close_word(reference.text, near)
            yield draft(
                "undefined-reference",
                f"the text refers to `{reference.text}`, which is not there",
                reference.span,
                file=agreement.source.path,
                place=agreement.title(node),
                path=node.path,
                values=(reference.text,),
                label=f"did you mean `{guess}`?" if guess else "leads nowhere",
                help=("name a block, then what is in it, such as `{termination.exit.return}`",),
            )


def _follow(agreement: Agreement, known: _Known, path: str) -> tuple[bool, set[str]]:
    """Whether a dotted path leads somewhere, and what could have stood where it fails."""
    first, *rest = path.split(".")
    if first in known.all:
        nodes: list[Node] = [node for kind, name, node in _declarations(agreement) if name.text == first]
    else:
        nodes = [node for node in agreement.document.clauses if node.kind == first]
    near = {"agreement", *known.all} | {node.kind for node in agreement.document.clauses}
    for step in rest:
        if not nodes:
            break
        inner = [child for node in nodes if isinstance(node, Block) for child in node.clauses]
        near = set()
        chosen: list[Node] = []
        for child in inner:
            calls = {child.kind.strip("_"), vocabulary().word(child.kind)}
            if isinstance(child, Clause):
                calls |= {value.text for value in child.for_ if isinstance(value, v.Name | v.Text)}
            value = getattr(child, "value", None) or getattr(child, "name", None)
            if isinstance(value, v.Name):
                calls.add(value.text)
            near |= calls
            if step in calls:
                chosen.append(child)
        fields = {name.strip("_") for node in nodes for name, _ in node.contents()}
        near |= fields
        if not chosen and step in fields:
            return True, near
        nodes = chosen
    return bool(nodes), near
