"""`clausecheck portfolio`: many agreements at a glance."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Sequence
from dataclasses import replace

import click

from clausecheck.cli import names
from clausecheck.cli.common import (
    STDIN,
    CommandError,
    color_option,
    coloured,
    emit,
    encoding,
    output_option,
    say,
    width,
)
from clausecheck.cli.runs import (
    CheckOptions,
    CheckRun,
    baselines_of,
    planned,
    results,
    say_unread,
    seen_by_party,
    settings_options,
    split_by_baseline,
)
from clausecheck.cli.workers import Wanted

TABLES = ("notices", "contradictions", "agreements", "rules", "blocks")
SHEET = "agreements"
"""The table that CSV holds where none is asked for."""


@click.command(
    "portfolio",
    epilog="""\b
Examples:
  clausecheck portfolio agreements/
  clausecheck portfolio --as-of 2027-06-30 --table notices .    the next days alone
  clausecheck portfolio --format csv -o agreements.csv .        one row for each agreement
  clausecheck portfolio --format csv --table rules .            one row for each rule

\b
Exit code: 0, whatever is found; 1 where a file could not be read, or not as a whole, and with --fail-on where something is
found; 2 the run itself failed.""",
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", shell_complete=names.files)
@click.option(
    "--format", "form", type=click.Choice(["text", "csv", "json"]), default="text", show_default=True
)
@click.option(
    "--table",
    type=click.Choice(TABLES),
    help="Only this table, as text or CSV; CSV holds one, agreements by default.",
)
@output_option
@settings_options
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info"]),
    help="From which severity on the exit code is 1; without it, findings do not count.",
)
@color_option
def command(
    paths: tuple[str, ...],
    form: str,
    table: str | None,
    output: str | None,
    asked: CheckOptions,
    fail_on: str | None,
    color: str,
) -> None:
    """Sum up many agreements: the next days for notices, from today (or --as-of) on, and what contradicts itself, then
    findings by agreement and by rule, and building blocks that are missing. Files, folders and settings are those of
    `clausecheck check`.
    """
    from clausecheck.agreement.model import resolve
    from clausecheck.finding import Severity
    from clausecheck.portfolio import Portfolio, PortfolioEntry, Reading, by_rule
    from clausecheck.reports import portfolio as reports

    if table is not None and form == "json":
        raise click.UsageError("--table goes with text and CSV; JSON holds every table.")
    plan = planned(paths or (".",), asked)
    baselines = baselines_of(plan)
    failures: list[str] = []
    every: list[CheckRun] = []
    readings: list[Reading] = []
    today = dt.date.today()
    for done in results(plan, failures, bar=True, wanted=Wanted(parsed=True)):
        assert done.parsed is not None
        readings.append(Reading.of(resolve(done.parsed), done.job.settings.as_of or today))
        every.append(replace(done, parsed=None))
    told, stale = split_by_baseline(every, baselines, plan)
    seen = [seen_by_party(done) for done in told]
    findings = [finding for done in (*seen, *stale) for finding in done.result.findings]
    entries = [
        PortfolioEntry.of(done.job.name, reading, done.result)
        for done, reading in zip(seen, readings, strict=True)
    ]
    summary = Portfolio(tuple(entries), by_rule(findings), tuple(failures))
    if form == "json":
        emit(json.dumps(reports.data(summary), indent=2), output)
    elif form == "csv":
        emit(reports.sheet(summary, table or SHEET), output)
    else:
        from clausecheck.reports.terminal import Pen, drawn

        pen = Pen.of(width(output), False, encoding(output))
        emit(drawn(reports.blocks(summary, pen, table), pen, coloured(color, output)), output)
    if failures:
        raise CommandError(*failures)
    partly = [done for done, reading in zip(every, readings, strict=True) if not reading.whole]
    if say_unread(every) | _say_partly(partly):
        sys.exit(1)
    if fail_on is not None and any(one.severity.rank >= Severity(fail_on).rank for one in findings):
        sys.exit(1)


def _say_partly(runs: Sequence[CheckRun]) -> bool:
    """Say of each file that was not read as a whole that it was not; whether there is one. Of one that was not read at all
    another sentence tells more."""
    from clausecheck.portfolio import unread

    names = [done.job.name for done in runs if not unread(done.job.name, done.result)]
    for name in names:
        asked = "-" if name == STDIN else name
        say(f"{name} was read in part; `clausecheck check {asked}` shows what could not be read")
    return bool(names)
