"""`clausecheck check`: the main job."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clausecheck.cli.common import (
    STDIN,
    Failed,
    agreements,
    color_option,
    internal,
    label,
    load_rules,
    output_option,
    read,
    read_stdin,
    ruleset_option,
    visible,
)
from clausecheck.cli.reporting import FORMATS_HELP, Target, format_option, ready, report_option, write

if TYPE_CHECKING:
    from clausecheck.finding import CheckResult
    from clausecheck.rules.loader import Ruleset

MANY = 10
"""From how many files on a progress bar is worth its line."""


class _Date(click.ParamType):  # type: ignore[type-arg,unused-ignore] # generic since click 8.5
    name = "date"

    def convert(
        self, value: str | dt.date, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        if isinstance(value, dt.date):
            return value
        try:
            day = dt.date.fromisoformat(value)
            if day.isoformat() == value:
                return day
        except ValueError:
            pass
        return self.fail(f"{value!r} is not a date; write it like 2027-01-31", param, ctx)


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
@ruleset_option
@click.option(
    "--select", multiple=True, metavar="RULE", help="Only these rules: codes, names, or prefixes like CC3."
)
@click.option("--ignore", multiple=True, metavar="RULE", help="Not these rules.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info"]),
    default="error",
    show_default=True,
    help="From which severity on the exit code is 1.",
)
@click.option(
    "--as-of", type=_Date(), metavar="DATE", help="The day that counts as today, such as 2027-01-31."
)
@click.option(
    "--for",
    "party",
    type=click.Choice(["provider", "customer"]),
    help="As this side reads it: without what puts only the other side at risk, its own risks first.",
)
@click.option("--stdin-filename", metavar="NAME", help="The name that findings give to standard input.")
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
    ruleset: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: str,
    as_of: dt.date | None,
    party: str | None,
    stdin_filename: str | None,
    quiet: bool,
    proofs: bool,
    color: str,
) -> None:
    """Check agreements: files, folders (searched for *.sla, hidden ones left out), or - for standard input; the
    current folder by default."""
    from clausecheck.finding import Severity, merged, seen_by
    from clausecheck.reports.common import Run

    if stdin_filename is not None and "-" not in paths:
        raise click.UsageError("--stdin-filename goes with `-`, standard input.")
    ready(targets, output, paths)
    rules = load_rules(ruleset, _split(select), _split(ignore))
    failures: list[str] = []
    bar = not quiet and _stderr_is_terminal()
    stdin_name = label(Path(stdin_filename)) if stdin_filename else STDIN
    result = merged(_results(paths or (".",), rules, as_of, stdin_name, failures, bar))
    hidden = 0
    if party is not None:
        everything = result
        result = seen_by(result, party)
        hidden = len(everything.findings) - len(result.findings)
    count = len(failures)
    remarks = [f"{count} {'file' if count == 1 else 'files'} could not be read"] if count else []
    if party is not None:
        ones = "finding puts" if hidden == 1 else "findings put"
        remarks.append(f"as the {party} reads it: {hidden} {ones} only the other side at risk, not shown")
    fails = result.fails(Severity(fail_on))
    run = Run(
        rules=rules,
        exit_code=2 if failures else int(fails),
        failures=tuple(failures),
        quiet=quiet,
        proofs=proofs,
        remarks=tuple(remarks),
    )
    failures += write(result, run, form, output, targets, color)
    if failures:
        raise Failed(*failures)
    if fails:
        sys.exit(1)


def _split(names: Sequence[str]) -> tuple[str, ...]:
    """`--select CC1,CC2` is `--select CC1 --select CC2`."""
    return tuple(part.strip() for name in names for part in name.split(",") if part.strip())


def _results(
    paths: tuple[str, ...],
    rules: Ruleset,
    as_of: dt.date | None,
    stdin_name: str,
    failures: list[str],
    bar: bool,
) -> Iterator[CheckResult]:
    """One result for each agreement; a file that cannot be read is noted in `failures`, and the rest goes on."""
    from clausecheck.checking import check_parsed
    from clausecheck.language.parser import parse_bytes
    from clausecheck.rules.errors import RuleCrashed, UnknownFinding

    jobs: list[Path | None] = [None] if "-" in paths else []
    named = tuple(path for path in paths if path != "-")
    if named:
        jobs += agreements(named)
    if None in jobs and any(job is not None and label(job) == stdin_name for job in jobs):
        raise Failed(f"{visible(stdin_name)} is given twice: as a file and as the name of standard input")
    for job in _progress(jobs, bar):
        try:
            data = read_stdin() if job is None else read(job)
        except Failed as error:
            failures.append(error.message)
            continue
        name = stdin_name if job is None else label(job)
        try:
            result = check_parsed(parse_bytes(data, name), rules, as_of=as_of)
        except (RuleCrashed, UnknownFinding) as error:
            raise Failed(f"{visible(name)}: {visible(str(error))}") from error
        except Exception as error:
            raise internal(error, name) from error
        yield result


def _stderr_is_terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()


def _progress(jobs: list[Path | None], bar: bool) -> Iterator[Path | None]:
    """The jobs, with a bar on a terminal when there are many."""
    if not bar or len(jobs) < MANY:
        yield from jobs
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as shown:
        yield from shown.track(jobs, description="checking")
