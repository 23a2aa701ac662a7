"""`clausecheck deadlines`: how long tickets really wait, and the last day for each notice."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

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
    say,
    width,
)
from clausecheck.cli.runs import DateType

if TYPE_CHECKING:
    from clausecheck.agreement.model import Agreement


@click.command(
    "deadlines",
    epilog="""\b
Examples:
  clausecheck deadlines samples/tour.sla
  clausecheck deadlines --as-of 2027-06-01 draft.sla     notices from that day on
  clausecheck deadlines --format markdown -o deadlines.md draft.sla
  clausecheck deadlines --format ics -o acme.ics draft.sla      for a calendar""",
)
@click.argument("file", shell_complete=names.files)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown", "ics"]),
    default="text",
    show_default=True,
    help="How it is written; ics is a calendar of notices, reviews, reports and tests.",
)
@output_option
@click.option(
    "--as-of", type=DateType(), metavar="DATE", help="The day that counts as today, such as 2027-01-31."
)
@color_option
def command(file: str, form: str, output: str | None, as_of: dt.date | None, color: str) -> None:
    """Show every target of FILE (or `-`) with the best, typical and worst time that tickets really wait, and the ticket
    that waits longest; then the last day to give each notice.

    What could not be read is left out, and makes the exit code 1.
    """
    from clausecheck.reports import deadlines

    agreement = one_agreement(file)
    if form == "ics":
        _calendar(agreement, as_of or dt.date.today(), output)
        end_with_problems(agreement, file)
        return
    report = deadlines.DeadlineReport(agreement, as_of or dt.date.today())
    if form == "json":
        emit(json.dumps(deadlines.data(report), indent=2), output)
    elif form == "markdown":
        emit(deadlines.markdown(report), output)
    else:
        from clausecheck.reports.terminal import Pen, drawn

        pen = Pen.of(width(output), False, encoding(output))
        emit(drawn(deadlines.blocks(report, pen), pen, coloured(color, output)), output)
    end_with_problems(agreement, file)


def _calendar(agreement: Agreement, as_of: dt.date, output: str | None) -> None:
    """The days as a calendar; those that are undecided cannot be in it, and are said on standard error."""
    from clausecheck.reports import ics

    emit(ics.calendar(agreement, as_of), output)
    for words in ics.left_out(agreement, as_of):
        say(f"not in the calendar: {words}")
