"""`clausecheck show`: an agreement as it was understood."""

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
    "show",
    epilog="""\b
Examples:
  clausecheck show draft.sla                    an outline to read
  clausecheck show --format json - < draft.sla  for a program""",
)
@click.argument("file", shell_complete=names.files)
@click.option("--format", "form", type=click.Choice(["tree", "json"]), default="tree", show_default=True)
@output_option
@color_option
def command(file: str, form: str, output: str | None, color: str) -> None:
    """Show FILE (or `-`) as an outline, or as JSON that `clausecheck schema` describes.

    What could not be read is shown as such, and makes the exit code 1.
    """
    agreement = one_agreement(file)
    if form == "json":
        from clausecheck.agreement.export import to_json

        emit(json.dumps(to_json(agreement), indent=2, ensure_ascii=True), output)
    else:
        from clausecheck.reports.outline import outline
        from clausecheck.reports.terminal import Pen, drawn

        pen = Pen.of(width(output), False, encoding(output))
        emit(drawn([outline(agreement, pen)], pen, coloured(color, output)), output)
    end_with_problems(agreement, file)
