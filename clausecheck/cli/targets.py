"""`clausecheck targets`: which target holds for which ticket."""

from __future__ import annotations

import json

import click

from clausecheck.cli import names
from clausecheck.cli.common import (
    color_option,
    coloured,
    emit,
    encoding,
    end_with_problems,
    one_agreement,
    output_option,
    width,
)


@click.command(
    "targets",
    epilog="""\b
Examples:
  clausecheck targets samples/tour.sla
  clausecheck targets --format markdown -o targets.md draft.sla
  clausecheck targets --format json - < draft.sla""",
)
@click.argument("file", shell_complete=names.files)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True
)
@output_option
@color_option
def command(file: str, form: str, output: str | None, color: str) -> None:
    """Show the matrix of targets of FILE (or `-`): priority by service, plan and site, with the clause for each.

    What could not be read is left out, and makes the exit code 1.
    """
    from clausecheck.reports import matrix

    agreement = one_agreement(file)
    if form == "json":
        emit(json.dumps(matrix.data(agreement), indent=2), output)
    elif form == "markdown":
        emit(matrix.markdown(agreement), output)
    else:
        from clausecheck.reports.terminal import Pen, drawn

        pen = Pen.of(width(output) or 160, False, encoding(output))
        emit(drawn(list(matrix.blocks(agreement, pen)), pen, coloured(color, output)), output)
    end_with_problems(agreement, file)
