"""`clausecheck format`: the canonical layout of agreements."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from clausecheck.cli import names
from clausecheck.cli.common import STDIN, CommandError, agreements, emit, label, read, read_stdin, say


@click.command(
    "format",
    epilog="""\b
Examples:
  clausecheck format draft.sla            lay one agreement out
  clausecheck format --check agreements/  only say what would change
  clausecheck format - < draft.sla        to standard output""",
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", shell_complete=names.files)
@click.option(
    "--check", "only_check", is_flag=True, help="Change nothing; exit code 1 if something would change."
)
def command(paths: tuple[str, ...], only_check: bool) -> None:
    """Lay agreements out: indentation, spaces, line breaks. Words, comments and blank lines stay.

    With `-`, standard input goes to standard output. What cannot be read as an agreement is left as it is, and makes
    the exit code 1.
    """
    from clausecheck.language.format import UnreadableText, layout
    from clausecheck.language.parser import parse, parse_bytes

    failures: list[str] = []
    changed = unreadable = 0
    files: list[Path | None] = [None] if "-" in paths else []
    named = tuple(path for path in paths if path != "-")
    if named:
        files += agreements(named)
    for path in files:
        name = STDIN if path is None else label(path)
        try:
            data = read_stdin() if path is None else read(path)
            text = layout(parse_bytes(data, name))
            if parse(text, name).problems:
                raise CommandError(
                    f"{name}: left as it is: its new layout could not be read, a defect of clausecheck"
                )
            if path is None:
                emit("" if only_check else text, None, as_is=True)
            elif text.encode() != data and not only_check:
                emit(text, str(path), again=True, as_is=True)
        except UnreadableText as error:
            say(f"{name}: left as it is: {error}", prefix="")
            unreadable += 1
        except CommandError as error:
            failures.append(error.message)
        else:
            if text.encode() != data:
                changed += 1
                if path is not None or only_check:
                    say(f"{name}: {'would be laid out anew' if only_check else 'laid out anew'}", prefix="")
    if failures:
        raise CommandError(*failures)
    if unreadable or (changed and only_check):
        sys.exit(1)
