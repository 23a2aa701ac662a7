"""`clausecheck show`: an agreement as it was understood."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from clausecheck.cli.common import (
    STDIN,
    Failed,
    color_option,
    coloured,
    emit,
    encoding,
    label,
    output_option,
    read,
    read_stdin,
    say,
    visible,
    width,
)


@click.command(
    "show",
    epilog="""\b
Examples:
  clausecheck show draft.sla                    an outline to read
  clausecheck show --format json - < draft.sla  for a program""",
)
@click.argument("file")
@click.option("--format", "form", type=click.Choice(["tree", "json"]), default="tree", show_default=True)
@output_option
@color_option
def command(file: str, form: str, output: str | None, color: str) -> None:
    """Show FILE (or `-`) as an outline, or as JSON that `clausecheck schema` describes.

    What could not be read is shown as such, and makes the exit code 1.
    """
    from clausecheck.agreement.model import resolve
    from clausecheck.language.parser import parse_bytes

    if file != "-" and Path(file).is_dir():
        raise Failed(f"{visible(file)} is a folder; show one file")
    data = read_stdin() if file == "-" else read(Path(file))
    agreement = resolve(parse_bytes(data, STDIN if file == "-" else label(Path(file))))
    if form == "json":
        from clausecheck.agreement.export import to_json

        emit(json.dumps(to_json(agreement), indent=2, ensure_ascii=True), output)
    else:
        from clausecheck.reports.frames import Pen, drawn
        from clausecheck.reports.outline import outline

        pen = Pen.of(width(output), False, encoding(output))
        emit(drawn([outline(agreement, pen)], pen, coloured(color, output)), output)
    if agreement.problems:
        count = len(agreement.problems)
        problems = "problem" if count == 1 else "problems"
        say(f"{count} {problems} in reading; `clausecheck check {file}` shows them")
        sys.exit(1)
