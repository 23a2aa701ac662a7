"""`clausecheck show`: an agreement as it was understood."""

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
    "show",
    epilog="Examples:  clausecheck show samples/tour.sla  ·  clausecheck show --format json - < draft.sla",
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
        raise Failed(f"{file} is a folder; show one file")
    data = read_stdin() if file == "-" else read(Path(file))
    agreement = resolve(parse_bytes(data, "<stdin>" if file == "-" else label(Path(file))))
    if form == "json":
        from clausecheck.agreement.export import to_json

        emit(json.dumps(to_json(agreement), indent=2, ensure_ascii=True), output)
    else:
        from rich.console import Console

        from clausecheck.reports.outline import outline
        from clausecheck.reports.frames import Pen

        wide = width() if output is None else None
        console = Console(
            file=io.StringIO(),
            force_terminal=coloured(color) and output is None,
            no_color=not coloured(color),
            color_system="standard" if coloured(color) and output is None else None,
            width=wide or 400,
            legacy_windows=False,
            highlight=False,
            markup=False,
        )
        pen = Pen.of(wide, False, encoding() if output is None else "utf-8")
        console.print(outline(agreement, pen), soft_wrap=wide is None)
        assert isinstance(console.file, io.StringIO)
        emit("\n".join(line.rstrip() for line in console.file.getvalue().splitlines()), output)
    if agreement.problems:
        count = len(agreement.problems)
        problems = "problem" if count == 1 else "problems"
        click.echo(f"clausecheck: {count} {problems} in reading; `clausecheck check {file}` shows them", err=True)
        sys.exit(1)
