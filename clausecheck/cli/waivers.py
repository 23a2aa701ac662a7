"""`clausecheck waivers`: every waiver that agreements hold, and whether it is still used."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from clausecheck.cli import names
from clausecheck.cli.common import (
    CommandError,
    color_option,
    coloured,
    emit,
    encoding,
    output_option,
    say,
    visible,
    width,
)
from clausecheck.cli.runs import CheckOptions, CheckRun, planned, results, say_unread, settings_options
from clausecheck.cli.workers import Wanted

STYLES = {"used": "green", "unused": "yellow", "not checked": "dim"}


@click.command(
    "waivers",
    epilog="""\b
Examples:
  clausecheck waivers agreements/
  clausecheck waivers --format json --as-of 2027-06-30 .""",
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", shell_complete=names.files)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@output_option
@settings_options
@color_option
def command(paths: tuple[str, ...], form: str, output: str | None, color: str, asked: CheckOptions) -> None:
    """List every waiver: where it stands, the rule, who accepts it until when and why, and whether it is used, unused,
    expired, or of a rule that did not run.

    A comment that is meant as a waiver and is none makes the exit code 1.
    """
    failures: list[str] = []
    done = list(results(planned(paths or (".",), asked), failures, bar=True, wanted=Wanted(judged=True)))
    rows = [row for one in done for row in _rows(one)]
    if form == "json":
        emit(json.dumps({"schemaVersion": "1.0", "waivers": rows}, indent=2), output)
    else:
        from clausecheck.reports.terminal import Pen, drawn

        pen = Pen.of(width(output), False, encoding(output))
        emit(drawn(_lines(rows, pen), pen, coloured(color, output)), output)
    if failures:
        raise CommandError(*failures)
    unread = say_unread(done)
    wrong = sum(found.name == "waiver-syntax" for one in done for found in one.result.findings)
    if wrong:
        say(
            f"{wrong} {'comment is' if wrong == 1 else 'comments are'} no waiver; `clausecheck check` shows where"
        )
    if wrong or unread:
        sys.exit(1)


def _rows(done: CheckRun) -> list[dict[str, Any]]:
    """The waivers of one agreement, for programs."""
    source = done.result.sources[done.job.name]
    return [
        {
            "file": done.job.name,
            "line": source.position(one.waiver.span.start).line,
            "rule": one.rule or one.waiver.rule,
            "state": one.state,
            "by": one.waiver.by,
            "until": one.waiver.until.isoformat() if one.waiver.until else None,
            "reason": one.waiver.reason,
            "place": one.waiver.place,
        }
        for one in done.judged
    ]


def _lines(rows: list[dict[str, Any]], pen: Any) -> list[Any]:
    from rich.text import Text

    lines: list[Any] = []
    for row in rows:
        terms = [f'by "{row["by"]}"'] if row["by"] else []
        terms += [f"until {row['until']}"] if row["until"] else []
        head = Text.assemble(
            f"{visible(row['file'])}:{row['line']}  ",
            (row["state"], STYLES.get(row["state"], "red")),
            f"  {visible(row['rule'])}",
            *(f"  {pen.escape(term)}" for term in terms),
        )
        lines += [
            *pen.wrap(Text(), "    ", head),
            *pen.wrap(Text("    "), "    ", Text(pen.escape(row["reason"]), "dim")),
        ]
    states = [row["state"] for row in rows]
    tally = ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(sorted(states)))
    count = len(rows)
    lines.append(Text(f"{count} {'waiver' if count == 1 else 'waivers'}{f': {tally}' if tally else ''}."))
    return lines
