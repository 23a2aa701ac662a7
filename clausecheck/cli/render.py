"""`clausecheck render`: an agreement as a contract that people sign."""

from __future__ import annotations

import importlib

import click

from clausecheck.cli import names
from clausecheck.cli.common import (
    CommandError,
    emit,
    emit_bytes,
    end_with_problems,
    one_agreement,
    output_option,
    visible,
)

_ENDINGS = {"docx": (".docx",), "html": (".html", ".htm"), "markdown": (".md", ".markdown"), "pdf": (".pdf",)}
_NEEDS = {"docx": "python-docx", "pdf": "WeasyPrint"}


@click.command(
    "render",
    epilog="""\b
Examples:
  clausecheck render draft.sla --output draft.docx   a Word document to sign
  clausecheck render draft.sla --output draft.pdf    the same on paper
  clausecheck render draft.sla                       Markdown, to read here
  clausecheck render - --format html < draft.sla     a page, to standard output""",
)
@click.argument("file", shell_complete=names.files)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(_ENDINGS)),
    help="What to write; else the ending of the output says it, and without one it is Markdown.",
)
@output_option
def command(file: str, form: str | None, output: str | None) -> None:
    """Write FILE (or `-`) as a contract: parties, numbered clauses, schedules with tables, signatures.

    What is `tbd` becomes a blank to fill in. Word needs the extra `docx`, and PDF the extra `pdf`. An agreement that
    cannot be read as a whole is not written, for a clause would be missing from it; the exit code is 1.
    """
    agreement = one_agreement(file)
    end_with_problems(agreement, file)
    form = form or _usual(output)
    from clausecheck.render.compose import compose

    document = compose(agreement)
    writer = importlib.import_module(f"clausecheck.render.{form}")
    try:
        made = writer.render(document)
    except (ImportError, OSError) as error:
        if form not in _NEEDS:
            raise
        raise CommandError(
            f"{form} needs {_NEEDS[form]}, which cannot be used here ({visible(str(error).splitlines()[0])}); "
            f"install it with `python -m pip install 'clausecheck[{form}]'`"
        ) from None
    if isinstance(made, bytes):
        emit_bytes(made, output)
    else:
        emit(made, output)


def _usual(output: str | None) -> str:
    """The format for which the ending of a file's name is usual; Markdown where there is no file."""
    if output is None:
        return "markdown"
    for form, endings in _ENDINGS.items():
        if output.lower().endswith(endings):
            return form
    raise CommandError(f"the ending of {visible(output)} is that of no format; name one with `--format`")
