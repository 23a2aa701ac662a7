"""`clausecheck format`: the canonical layout of agreements."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from clausecheck.cli.common import agreements, emit, label, read, read_stdin


@click.command("format", epilog="Examples:  clausecheck format draft.sla  ·  clausecheck format --check agreements/")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit code 1 if something would change.")
def command(paths: tuple[str, ...], only_check: bool) -> None:
    """Lay agreements out: indentation, spaces, line breaks. Words, comments and blank lines stay.

    With `-`, standard input goes to standard output. A file that cannot be read as an agreement is left as it is, and
    makes the exit code 1.
    """
    from clausecheck.language.format import Unreadable, layout
    from clausecheck.language.parser import parse_bytes

    changed = unreadable = 0
    files: list[Path | None] = [None] if "-" in paths else []
    named = tuple(path for path in paths if path != "-")
    if named:
        files += agreements(named)
    for path in files:
        data = read_stdin() if path is None else read(path)
        name = "<stdin>" if path is None else label(path)
        try:
            text = layout(parse_bytes(data, name))
        except Unreadable as error:
            click.echo(f"{name}: left as it is: {error}", err=True)
            unreadable += 1
            continue
        if path is None:
            emit(text, None)
        elif text.encode() != data:
            changed += 1
            click.echo(f"{name}: {'would be laid out anew' if only_check else 'laid out anew'}", err=True)
            if not only_check:
                emit(text, str(path))
    if unreadable or (changed and only_check):
        sys.exit(1)


