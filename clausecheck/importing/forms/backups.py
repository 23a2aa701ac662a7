"""Backups: schedule, retention, recovery points and times (forms S7, S8)."""

from __future__ import annotations

import re

from clausecheck.importing.figures import SOFT, cell_time, durations
from clausecheck.importing.outline import DraftPassage, DraftTable
from clausecheck.importing.readings import DraftReading, Found, World, named, prose, quoted, table

BACKUP = 'backup data "Backups"'
_BACKUP = re.compile(r"\bback(?:ed)?[- ]?ups?\b|\bback(?:ed)? up\b|\bsnapshots?\b", re.I)
_RHYTHM = {
    "hourly": "1 hour",
    "daily": "1 day",
    "nightly": "1 day",
    "every night": "1 day",
    "each night": "1 day",
    "every day": "1 day",
    "each day": "1 day",
    "once a day": "1 day",
    "weekly": "1 week",
    "every week": "1 week",
    "each week": "1 week",
    "monthly": "1 month",
}
_NOT = re.compile(
    r"\b(?:if|unless|fail\w*|customer (?:is|must|shall|should)|you (?:are|must|should)|"
    r"client (?:is|must|shall)|(?:its|their|your) own|when|while|only|responsib\w+|recommend\w*|not|request\w*|"
    r"optional|available "
    r"for)\b",
    re.I,
)


_KINDS = (
    ("full", re.compile(r"\bfull\b", re.I)),
    ("incremental", re.compile(r"\bincremental\b", re.I)),
    ("differential", re.compile(r"\bdifferential\b", re.I)),
    ("snapshot", re.compile(r"\bsnapshots?\b", re.I)),
)
_MADE = re.compile(
    r"\b(?:run|runs|perform\w*|tak(?:e|en|es)|made|make|conduct\w*|creat\w*|back(?:ed)? up|"
    r"backups? (?:is|are|will)|provid\w*|execut\w*|occur\w*)\b|:",
    re.I,
)
_KEPT = re.compile(
    r"\b(?:retain\w*|kept|retention|keep|test(?:ed|s)?|verif\w*|check(?:ed|s)?|monitor\w*|validat\w*|replicat\w*|synchroni\w*|transfer\w*|upload\w*|ship\w*|report\w*|review\w*|copies)\b",
    re.I,
)


@prose("backup schedule", "S7")
def schedule(passage: DraftPassage, world: World) -> Found:
    """`We run a nightly backup.`, `Incremental backups run every 6 hours and full backups every week.`"""
    text = passage.text
    if not _BACKUP.search(text) or SOFT.search(text) or _NOT.search(text) or passage.kind == "heading":
        return
    if not _MADE.search(text):
        return
    pieces = re.split(r",?\s+and\s+(?=(?:a |an )?(?:full|incremental|differential)\b)", text)
    found = [(_kinds(one), _rhythms(one)) for one in pieces]
    if any(len(kinds) > 1 or len(rhythms) != 1 for kinds, rhythms in found):
        return
    if len({kinds[0] if kinds else "" for kinds, _ in found}) != len(found):
        return
    for kinds, rhythms in found:
        clause = f"{kinds[0] if kinds else 'full'} every {rhythms[0]}"
        yield DraftReading("backup schedule", "S7", (BACKUP,), clause, text, (passage,))


def _kinds(text: str) -> list[str]:
    return [kind for kind, pattern in _KINDS if pattern.search(text)]


def _rhythms(text: str) -> list[str]:
    """How often a text says that backups are taken."""
    found = []
    for rhythm, every in _RHYTHM.items():
        for match in re.finditer(rf"\b{rhythm}\b", text, re.I):
            beside = text[match.start() : match.end() + 40] + text[max(0, match.start() - 40) : match.start()]
            if _BACKUP.search(beside) and _is_taken(text, match):
                found.append(every)
    for match, made in durations(text):
        before = text[max(0, match.start() - 40) : match.start()]
        if re.search(r"\bevery\s+$", before, re.I) and "business" not in made and _is_taken(text, match):
            found.append(made)
    return found


def _is_taken(text: str, match: re.Match[str]) -> bool:
    """Whether a rhythm is one of taking backups, not of keeping, testing or reporting them."""
    if _KEPT.search(text[match.start() : match.end() + 24]):
        return False
    verbs = [*_MADE.finditer(text, 0, match.start()), *_KEPT.finditer(text, 0, match.start())]
    return not verbs or not _KEPT.match(max(verbs, key=lambda one: one.end()).group())


_COPIES = re.compile(
    r"\b(?:cop(?:y|ies)|retention period|retention|versions?|generations?|(?:restore|recovery) points?|retained)\b",
    re.I,
)
"""What a sentence below a heading about backups may be about, to be about backups."""


@prose("backup retention", "S7")
def retention(passage: DraftPassage, world: World) -> Found:
    """`Daily backups are retained for 30 days.`"""
    text = passage.text
    said = f"{' '.join(passage.above[-2:])} {text}"
    if (
        not _BACKUP.search(said)
        or not (_BACKUP.search(text) or _COPIES.search(text))
        or not re.search(r"\b(?:retain\w*|kept|keep|retention|stored? for|held for)\b", text, re.I)
    ):
        return
    lengths = durations(text)
    if (
        len(lengths) != 1
        or SOFT.search(text)
        or _NOT.search(text)
        or re.search(
            r"\bterminat\w*|\blogs?\b|\bexpir\w*|\bend of\b|\bdeleted\b|\barchiv\w+|\bsuspen\w+|\bfrom the\b",
            text,
            re.I,
        )
    ):
        return
    match, made = lengths[0]
    near = text[max(0, match.start() - 60) : match.end() + 40]
    if not re.search(r"\b(?:retain\w*|kept|keep|retention|stored?|held)\b", near, re.I) or "business" in made:
        return
    before = text[: match.start()]
    which = re.findall(r"\b(hourly|daily|nightly|weekly|monthly|yearly)\b", before, re.I)
    if len(which) > 1:
        return
    kind = {"nightly": "daily"}.get(which[0].casefold(), which[0].casefold()) if which else "copies"
    yield DraftReading("backup retention", "S7", (BACKUP,), f"keep {kind} for {made}", text, (passage,))


_OBJECTIVES = (
    ("rpo", re.compile(r"\brpos?\b|\brecovery[- ]point objectives?\b", re.I)),
    ("rto", re.compile(r"\brtos?\b|\brecovery[- ]time objectives?\b", re.I)),
)


@prose("recovery objective", "S8")
def objective(passage: DraftPassage, world: World) -> Found:
    """`Recovery Point Objective (RPO): 4 hours`, and both in one sentence."""
    text = passage.text
    names = [(name, match) for name, pattern in _OBJECTIVES if (match := pattern.search(text))]
    lengths = durations(text)
    soft = SOFT.search(re.sub(r"objectives?", "", text, flags=re.I))
    if (
        not names
        or len(names) != len(lengths)
        or soft
        or re.search(r"\b(?:if|unless|fail\w*|tier|per plan|example|critical|non-critical)\b", text, re.I)
    ):
        return
    if passage.kind == "heading":
        return
    names.sort(key=lambda one: one[1].start())
    for (name, _), (_, made) in zip(names, lengths, strict=True):
        if "business" in made:
            return
        yield DraftReading("recovery objective", "S8", (BACKUP,), f"{name} {made}", text, (passage,))


@table("recovery table", "S8")
def recovery_table(grid: DraftTable, world: World) -> Found:
    """A table with a row `RPO` or `RTO`, and one column of figures."""
    if len(grid.head) != 2:
        return
    for row in grid.rows:
        names = [name for name, pattern in _OBJECTIVES if row.cells and pattern.search(row.cells[0])]
        time = cell_time(row.cells[1]) if len(row.cells) == 2 else None
        if len(names) == 1 and time is not None and not time.working and time.text[0].isdigit():
            yield DraftReading("recovery table", "S8", (BACKUP,), f"{names[0]} {time.text}", row.text, (row,))


_OFTEN = re.compile(r"\b(?:frequency|schedule|interval|how often|rhythm|cycle)\b", re.I)
_LONG = re.compile(r"\b(?:retention|retained|kept|keep|stored for|how long)\b", re.I)


@table("backups of systems", "S7")
def systems_table(grid: DraftTable, world: World) -> Found:
    """Rows are systems; columns say how often they are backed up, for how long that is kept, and their recovery objectives."""
    about = " ".join((*grid.context[-2:], *grid.head, world.outline.title))
    columns = {at: word for at, title in enumerate(grid.head) if at and (word := _column(title))}
    kinds = [
        at for at, title in enumerate(grid.head) if at and re.search(r"\b(?:type|kind|method)\b", title, re.I)
    ]
    words = list(columns.values())
    if len(set(words)) < 2 or len(words) != len(set(words)) or not _SAFE.search(about):
        return
    for row in grid.rows:
        name = row.cells[0].strip(" *")
        if not name or len(name.split()) > 6 or len(row.cells) <= max(columns):
            continue
        path = (f"backup {named(name, 'backup')} {quoted(name)}",)
        made = _kinds(row.cells[kinds[0]]) if len(kinds) == 1 else []
        for at, word in columns.items():
            time = cell_time(re.sub(r"^every\s+", "", row.cells[at].strip(), flags=re.I))
            if time is None or time.working or not time.text[0].isdigit() or SOFT.search(row.cells[at]):
                continue
            kind = made[0] if len(made) == 1 else "full"
            clause = {"every": f"{kind} every", "keep": "keep copies for"}.get(word, word)
            if word != "every" or len(made) <= 1:
                yield DraftReading(
                    "backups of systems", "S7", path, f"{clause} {time.text}", row.text, (row,)
                )


_SAFE = re.compile(r"\b(?:back(?:ed)?[- ]?ups?|recovery|rpos?|rtos?|snapshots?)\b", re.I)
_OTHER_RHYTHM = re.compile(
    r"\b(?:review|report|test|patch|update|payment|invoice|audit|training|log)\w*\b", re.I
)


def _column(title: str) -> str:
    """What a column of a table of systems says: `every`, `keep`, `rpo` or `rto`."""
    names = [name for name, pattern in _OBJECTIVES if pattern.search(title)]
    if names:
        return names[0] if len(names) == 1 else ""
    if _OTHER_RHYTHM.search(title):
        return ""
    return "keep" if _LONG.search(title) else "every" if _OFTEN.search(title) else ""
