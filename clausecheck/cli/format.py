"""`clausecheck format`: the canonical layout of agreements."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from clausecheck.cli import names
from clausecheck.cli.common import (
    STDIN,
    CommandError,
    agreements,
    emit,
    label,
    read,
    read_stdin,
    rewrite,
    say,
    visible,
)
from clausecheck.cli.runs import excluded
from clausecheck.quick import dataclass


@click.command(
    "format",
    epilog="""\b
Examples:
  clausecheck format draft.sla            lay one agreement out
  clausecheck format --check agreements/  only say what would change
  clausecheck format --diff draft.sla     show what would change
  clausecheck format - < draft.sla        to standard output

\b
Exit code: 0 nothing to change, or changed; 1 a file cannot be read as an agreement, or, with --check or
--diff, something would change; 2 the run itself failed.""",
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", shell_complete=names.files)
@click.option(
    "--check", "only_check", is_flag=True, help="Change nothing; exit code 1 if something would change."
)
@click.option("--diff", "only_diff", is_flag=True, help="As --check, and show the lines that would change.")
def command(paths: tuple[str, ...], only_check: bool, only_diff: bool) -> None:
    """Lay agreements out: indentation, spaces, line breaks. Words, comments, blank lines and line ends stay.

    With `-`, standard input goes to standard output. What cannot be read as an agreement is left as it is, and makes
    the exit code 1. Files that the config excludes are left alone.
    """
    from clausecheck.language.format import UnreadableText

    failures: list[str] = []
    differences: list[str] = []
    changed = unreadable = 0
    changing = not (only_check or only_diff)
    for path in _files(paths):
        name = STDIN if path is None else label(path)
        try:
            made = _laid_out(path, name)
            if changing and path is None:
                emit(made.after, None, as_is=True)
            elif changing and path is not None and made.changed:
                rewrite(path, made.data, made.after.encode())
        except UnreadableText as error:
            say(f"{name}: left as it is: {error}", prefix="")
            unreadable += 1
        except CommandError as error:
            failures.append(error.message)
        else:
            changed += made.changed
            differences += made.difference(name) if only_diff and made.changed else []
            if made.changed and (path is not None or not changing):
                say(f"{name}: {'laid out anew' if changing else 'would be laid out anew'}", prefix="")
    if only_diff:
        emit("\n".join(differences), None)
    if failures:
        raise CommandError(*failures)
    if unreadable or (changed and not changing):
        sys.exit(1)


def _files(paths: tuple[str, ...]) -> Iterator[Path | None]:
    """The files that are named, without those that a config excludes; `None` is standard input."""
    if "-" in paths:
        yield None
    named = tuple(path for path in paths if path != "-")
    leave = excluded() if named else None
    for file in agreements(named):
        pattern = leave(file) if leave is not None else ""
        if pattern:
            say(f"{label(file)}: left as it is: it is excluded ({pattern})", prefix="")
        else:
            yield file


@dataclass(frozen=True, slots=True)
class _LaidOut:
    """An agreement as it stands, in bytes and as text, and in its layout."""

    data: bytes
    before: str
    after: str

    @property
    def changed(self) -> bool:
        """Whether the file would have other bytes."""
        return self.after.encode() != self.data

    def difference(self, name: str) -> list[str]:
        """The lines that change, as a unified difference."""
        from clausecheck.cli.difference import difference

        return difference(self.before, self.after, name, "laid out")


def _laid_out(path: Path | None, name: str) -> _LaidOut:
    """An agreement and its layout, which says what the agreement says. Raises `CommandError`, and `UnreadableText` where it
    cannot be read as an agreement."""
    from clausecheck.language.format import changed_by, layout
    from clausecheck.language.parser import parse, parse_bytes

    data = read_stdin() if path is None else read(path)
    parsed = parse_bytes(data, name)
    text = layout(parsed)
    reason = changed_by(parsed, parse(text, name))
    if reason:
        raise CommandError(
            f"{visible(name)}: left as it is: its new layout is refused: {reason}, a defect of clausecheck"
        )
    return _LaidOut(data, parsed.source.text, text)
