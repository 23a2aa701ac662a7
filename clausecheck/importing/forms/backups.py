"""Backups: schedule, retention, recovery points and times (forms S7, S8)."""

from __future__ import annotations

import re

from clausecheck.importing.figures import SOFT, cell_time, durations
from clausecheck.importing.outline import DraftPassage, DraftTable
from clausecheck.importing.readings import DraftReading, Found, World, prose, table

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
    r"client (?:is|must|shall)|responsib\w+|recommend\w*|not|request\w*|optional|available "
    r"for)\b",
    re.I,
)


@prose("backup schedule", "S7")
def schedule(passage: DraftPassage, world: World) -> Found:
    """`We run a nightly backup.`"""
    text = passage.text
    if not _BACKUP.search(text) or SOFT.search(text) or _NOT.search(text) or passage.kind == "heading":
        return
    kinds = (
        ("full", r"\bfull\b"),
        ("incremental", r"\bincremental\b"),
        ("differential", r"\bdifferential\b"),
        ("snapshot", r"\bsnapshots?\b"),
    )
    found = []
    for rhythm, every in _RHYTHM.items():
        for match in re.finditer(rf"\b{rhythm}\b", text, re.I):
            beside = text[match.start() : match.end() + 40] + text[max(0, match.start() - 40) : match.start()]
            if re.search(
                r"\b(?:retain\w*|kept|retention|keep|tested?|verif\w*|report\w*|review\w*|copies)\b",
                text[match.start() : match.end() + 24],
                re.I,
            ):
                continue
            if _BACKUP.search(beside):
                found.append((match.start(), every))
    if len(found) != 1:
        return
    named = [kind for kind, pattern in kinds if re.search(pattern, text, re.I)]
    if len(named) > 1 or not re.search(
        r"\b(?:run|runs|perform\w*|tak(?:e|en|es)|made|make|conduct\w*|creat\w*|back(?:ed)? up|"
        r"backups? (?:is|are|will)|provid\w*|execut\w*|occur\w*|:)",
        text,
        re.I,
    ):
        return
    yield DraftReading(
        "backup schedule",
        "S7",
        (BACKUP,),
        f"{named[0] if named else 'full'} every {found[0][1]}",
        text,
        (passage,),
    )


@prose("backup retention", "S7")
def retention(passage: DraftPassage, world: World) -> Found:
    """`Daily backups are retained for 30 days.`"""
    text = passage.text
    said = f"{' '.join(passage.above[-2:])} {text}"
    if not _BACKUP.search(said) or not re.search(
        r"\b(?:retain\w*|kept|keep|retention|stored? for|held for)\b", text, re.I
    ):
        return
    lengths = durations(text)
    if (
        len(lengths) != 1
        or SOFT.search(text)
        or _NOT.search(text)
        or re.search(r"\bterminat\w*|\blogs?\b|\bexpir\w*|\bend of\b", text, re.I)
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
