"""`clausecheck targets`: which target holds for which ticket."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import click

from clausecheck.cli.common import (
    Failed,
    color_option,
    coloured,
    emit,
    encoding,
    label,
    output_option,
    read,
    read_stdin,
    width,
)


@click.command(
    "targets",
    epilog="Examples:  clausecheck targets samples/tour.sla  ·  clausecheck targets --format markdown draft.sla",
)
@click.argument("file")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True
)
@output_option
@color_option
def command(file: str, form: str, output: str | None, color: str) -> None:
    """Show the matrix of targets of FILE (or `-`): priority by service, plan and site, with the clause for each.

    What could not be read is left out, said on standard error, and makes the exit code 1.
    """
    from clausecheck.agreement.model import resolve
    from clausecheck.language.parser import parse_bytes
    from clausecheck.reports import matrix

    if file != "-" and Path(file).is_dir():
        raise Failed(f"{file} is a folder; name one file")
    data = read_stdin() if file == "-" else read(Path(file))
    agreement = resolve(parse_bytes(data, "<stdin>" if file == "-" else label(Path(file))))
    if form == "json":
        emit(json.dumps(matrix.data(agreement), indent=2), output)
    elif form == "markdown":
        emit(matrix.markdown(agreement), output)
    elif not matrix.rows(agreement):
        emit("This agreement promises no target for any ticket.", output)
    else:
        from rich.console import Console

        from clausecheck.reports.frames import Pen

        tint = coloured(color) and output is None
        console = Console(
            file=io.StringIO(),
            force_terminal=tint,
            color_system="standard" if tint else None,
            width=(width() if output is None else None) or 160,
            legacy_windows=False,
        )
        console.print(matrix.table(agreement, Pen.of(None, False, encoding() if output is None else "utf-8")))
        if matrix.assumed(agreement):
            console.print(f"\n{matrix.NOTE}", markup=False, highlight=False)
        assert isinstance(console.file, io.StringIO)
        emit("\n".join(line.rstrip() for line in console.file.getvalue().splitlines()), output)
    if agreement.problems:
        click.echo(
            f"clausecheck: {len(agreement.problems)} problems in reading; `clausecheck check` shows them",
            err=True,
        )
        sys.exit(1)
