"""`clausecheck diff`: what changed between two agreements, in effect and not in text."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clausecheck.cli import names
from clausecheck.cli.common import (
    STDIN,
    CommandError,
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
from clausecheck.cli.runs import CheckOptions, configured, failing, settings_options

if TYPE_CHECKING:
    from clausecheck.comparison.effects import ComparedAgreements
    from clausecheck.config import Settings
    from clausecheck.finding import Finding
    from clausecheck.language.parser import Parsed
    from clausecheck.reports.difference import Difference


@click.command(
    "diff",
    epilog="""\b
Examples:
  clausecheck diff signed.sla draft.sla
  clausecheck diff --format markdown -o diff.md signed.sla draft.sla    for a pull request
  clausecheck diff --exit-code signed.sla draft.sla    1 as soon as anything changed
  git show main:acme.sla | clausecheck diff - acme.sla

\b
Exit code: 0 no new finding at or above the threshold, 1 new findings, a file that does not read, or, with
--exit-code, any change in effect; 2 the run itself failed.""",
)
@click.argument("old", shell_complete=names.files)
@click.argument("new", shell_complete=names.files)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True
)
@output_option
@settings_options
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info"]),
    help="From which severity on a new finding makes the exit code 1; error by default.",
)
@click.option("--exit-code", is_flag=True, help="Exit code 1 also where anything changed in effect.")
@color_option
def command(
    old: str,
    new: str,
    form: str,
    output: str | None,
    asked: CheckOptions,
    fail_on: str | None,
    exit_code: bool,
    color: str,
) -> None:
    """Say what changed from OLD to NEW in effect: targets with the tickets that fall due later or earlier, credits, availability,
    notices, backups, ends, prices, what is in and out, and who gains by it; then the findings that are new, and those that are
    gone. Order, layout, comments, other units and other names are no change. `-` is standard input; settings are those of NEW.
    """
    from dataclasses import replace

    from clausecheck.finding import Severity
    from clausecheck.reports import difference

    if old == new == "-":
        raise click.UsageError("Standard input can be one of the two.")
    settings = configured(Path(STDIN if new == "-" else new), replace(asked, fail_on=fail_on))
    texts = _read(old), _read(new)
    unread = [parsed for parsed in texts if parsed.problems]
    for parsed in unread:
        name = visible(parsed.source.path)
        say(f"{name} does not read as an agreement; `clausecheck check {name}` shows why", prefix="")
    if unread:
        sys.exit(1)
    found = _compared(*texts, settings)
    if form == "json":
        emit(json.dumps(difference.data(found), indent=2), output)
    elif form == "markdown":
        emit(difference.markdown(found), output)
    else:
        from clausecheck.reports.terminal import Pen, drawn

        pen = Pen.of(width(output), False, encoding(output))
        emit(drawn(difference.blocks(found, pen), pen, coloured(color, output)), output)
    threshold: Severity = settings.threshold
    failing_now = any(one.severity.rank >= threshold.rank for one in found.fresh)
    if failing_now or (exit_code and found.changes):
        sys.exit(1)


def _read(name: str) -> Parsed:
    from clausecheck.language.parser import parse_bytes

    if name != "-" and Path(name).is_dir():
        raise CommandError(f"{visible(name)} is a folder; name one file")
    return parse_bytes(
        read_stdin() if name == "-" else read(Path(name)), STDIN if name == "-" else label(Path(name))
    )


def _compared(old: Parsed, new: Parsed, settings: Settings) -> Difference:
    from clausecheck.comparison.effects import compare_agreements
    from clausecheck.reports.difference import Difference

    day = settings.as_of or dt.date.today()
    compared = compare_agreements(old, new, day)
    before, after = _findings(compared, new, settings, day)
    known, gone = _keys(before), _keys(after)
    fresh = [one for key, one in gone.items() if key not in known]
    return Difference(
        compared.changes,
        compared.old,
        compared.new,
        fresh,
        [one for key, one in known.items() if key not in gone],
    )


def _findings(
    compared: ComparedAgreements, new: Parsed, settings: Settings, day: dt.date
) -> tuple[list[Finding], list[Finding]]:
    """The findings in both texts, the old one read with the names of the new one, so that they are known again."""
    from clausecheck.checking import check_parsed
    from clausecheck.rules.echoes import in_order

    with failing():
        rules = settings.rules({})
        results = [in_order(check_parsed(parsed, rules, as_of=day)) for parsed in (compared.old_parsed, new)]
    for result in results:
        for crash in result.crashes:
            raise CommandError(f"{visible(crash.file)}: {visible(crash.message)}")
    return list(results[0].findings), list(results[1].findings)


def _keys(findings: list[Finding]) -> dict[tuple[object, ...], Finding]:
    """Findings by what makes them the same finding in both texts: not by lines, nor by what the agreement is called."""
    found: dict[tuple[object, ...], Finding] = {}
    for one in findings:
        key = (one.code, one.path, one.expected, one.values)
        number = 0
        while (*key, number) in found:
            number += 1
        found[(*key, number)] = one
    return found
