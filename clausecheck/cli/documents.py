"""Drafts in Word, in Markdown and on web pages where an agreement is read: they are imported in memory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from clausecheck.cli.common import CommandError, read, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from clausecheck.finding import CheckResult, Finding
    from clausecheck.importing.importer import Imported


NOTES = 6
"""How many places of a draft a finding quotes."""


def imported(data: bytes, name: str, changes: str = "", answers: Mapping[str, str] | None = None) -> Imported:
    """A draft that is imported. Raises `CommandError` with one line where it cannot be."""
    from clausecheck.importing.blocks import CannotImport
    from clausecheck.importing.importer import import_draft
    from clausecheck.importing.reading import NEEDS

    try:
        return import_draft(data, name, changes=changes, answers=answers)
    except CannotImport as error:
        raise CommandError(f"cannot import {visible(name)}: {visible(str(error))}") from None
    except ImportError:
        raise CommandError(NEEDS) from None


def is_imported(name: str) -> bool:
    """Whether a file is one that is imported, or refused, where an agreement is read."""
    from clausecheck.importing.reading import is_draft, is_other_document

    return is_draft(name) or is_other_document(name)


def as_agreement(data: bytes, name: str) -> bytes:
    """The bytes of an agreement: those of a draft are the agreement that is read from it. Raises `CommandError`."""
    return imported(data, name).text.encode("utf-8") if is_imported(name) else data


def original(result: CheckResult) -> bytes | None:
    """The bytes of the Word file that was checked, where it was one, and nothing else."""
    names = list(result.sources)
    if len(names) != 1 or not names[0].lower().endswith(".docx"):
        return None
    try:
        return read(Path(names[0]), "a draft")
    except CommandError:  # it came from standard input, under this name
        return None


def unread(result: CheckResult) -> Iterator[str]:
    """How much of each draft was not read as clauses, and so was not checked."""
    from clausecheck.importing.reading import is_draft

    for name in filter(is_draft, result.sources):
        source = result.sources[name]
        from clausecheck.importing.assemble import NOT_READ

        count = sum(line.startswith(NOT_READ) for line in source.text.split("\n"))
        if count:
            told = "1 passage was" if count == 1 else f"{count} passages were"
            yield f"{name}: {told} not read as clauses, and not checked; `clausecheck import {name}` lists them"


def with_quotes(result: CheckResult, name: str) -> CheckResult:
    """A result in which each finding about a draft also says where the draft says so, and in which words."""
    from clausecheck.importing.reading import is_draft

    source = result.sources.get(name)
    if not is_draft(name) or source is None:
        return result
    lines = source.text.split("\n")

    def told(finding: Finding) -> Finding:
        spans = (finding.span, *(label.span for label in finding.labels))
        places = dict.fromkeys(source.position(span.start).line - 1 for span in spans)
        found = list(dict.fromkeys(line for at in places for line in _above(lines, at)))[:NOTES]
        return replace(finding, notes=(*finding.notes, *found)) if found else finding

    return replace(result, findings=tuple(map(told, result.findings)))


def _above(lines: list[str], at: int) -> list[str]:
    """What the comments above a line say of its places in the draft."""
    found: list[str] = []
    while at > 0 and lines[at - 1].lstrip().startswith("# "):
        at -= 1
        place, _, rest = lines[at].strip()[2:].partition(" · ")
        _, _, quote = rest.partition(" · ")
        if quote:
            found.insert(0, f"the draft, {'clause ' if place[:1].isdigit() else ''}{place}: {quote}")
    return found
