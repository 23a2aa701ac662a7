"""`clausecheck check`: the main job."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import click

from clausecheck.cli.common import Failed, color_option, output_option
from clausecheck.cli.reporting import FORMATS_HELP, Target, format_option, ready, report_option, write
from clausecheck.cli.runs import (
    Asked,
    Done,
    baselines_of,
    known_apart,
    planned,
    remarks,
    results,
    settings_options,
)


@click.command(
    "check",
    epilog=FORMATS_HELP
    + """

\b
Examples:
  clausecheck check draft.sla                    one agreement
  clausecheck check agreements/                  a folder with everything in it
  clausecheck check --ignore CC055 draft.sla     without unused names
  clausecheck check --format json -o out.json .  for a program
  clausecheck check --report sarif=out.sarif .   also for code scanning
  clausecheck check - --stdin-filename a.sla     from standard input

\b
Exit code: 0 nothing at or above the threshold, 1 findings, 2 the run itself failed.""",
)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@format_option
@output_option
@report_option
@settings_options
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info"]),
    help="From which severity on the exit code is 1; error by default.",
)
@click.option(
    "--for",
    "party",
    type=click.Choice(["provider", "customer"]),
    help="As this side reads it: without what puts only the other side at risk, its own risks first.",
)
@click.option(
    "--baseline", metavar="FILE", help="Report only what `clausecheck baseline` has not recorded there."
)
@click.option(
    "--stdin-filename",
    metavar="NAME",
    help="The file for which standard input stands: its name and its settings.",
)
@click.option("--quiet", "-q", is_flag=True, help="One line for each finding, and no summary.")
@click.option(
    "--proofs",
    is_flag=True,
    help="Also list what was shown to be free of contradiction, and what was not decided.",
)
@color_option
def command(
    paths: tuple[str, ...],
    form: str,
    output: str | None,
    targets: tuple[Target, ...],
    asked: Asked,
    fail_on: str | None,
    party: str | None,
    baseline: str | None,
    stdin_filename: str | None,
    quiet: bool,
    proofs: bool,
    color: str,
) -> None:
    """Check agreements: files, folders (searched for *.sla, hidden ones left out), or - for standard input; the
    current folder by default. Settings come from the nearest clausecheck.toml or pyproject.toml."""
    from clausecheck.finding import merged
    from clausecheck.reports.common import Run

    asked = replace(asked, fail_on=fail_on, party=party, baseline=baseline)
    ready(targets, output, paths)
    plan = planned(paths or (".",), asked, stdin_filename)
    baselines = baselines_of(plan)
    ready(targets, output, map(str, baselines))
    failures: list[str] = []
    every = list(results(plan, failures, bar=not quiet))
    told, stale = known_apart(every, baselines, plan)
    seen = [_seen(done) for done in told]
    result = merged([*(one.result for one in seen), *(one.result for one in stale)])
    fails = any(one.result.fails(one.job.settings.threshold) for one in (*seen, *stale))
    run = Run(
        rules=plan.rules(),
        exit_code=2 if failures else int(fails),
        failures=tuple(failures),
        quiet=quiet,
        proofs=proofs,
        remarks=(*_unread(failures), *_hidden(told, seen), *remarks(plan, result)),
    )
    failures += write(result, run, form, output, targets, color)
    if failures:
        raise Failed(*failures)
    if fails:
        sys.exit(1)


def _seen(done: Done) -> Done:
    """A result as the side reads it that its settings name."""
    from clausecheck.finding import seen_by

    party = done.job.settings.party
    return replace(done, result=seen_by(done.result, party)) if party is not None else done


def _unread(failures: Sequence[str]) -> Iterator[str]:
    if failures:
        yield f"{len(failures)} {'file' if len(failures) == 1 else 'files'} could not be read"


def _hidden(told: Iterable[Done], seen: Iterable[Done]) -> Iterator[str]:
    """How many findings are not shown, because they put only the other side at risk."""
    hidden: dict[str, int] = {}
    for before, after in zip(told, seen, strict=True):
        party = before.job.settings.party
        if party is not None:
            left_out = len(before.result.findings) - len(after.result.findings)
            hidden[party] = hidden.get(party, 0) + left_out
    for party, number in hidden.items():
        ones = "finding puts" if number == 1 else "findings put"
        yield f"as the {party} reads it: {number} {ones} only the other side at risk, not shown"
