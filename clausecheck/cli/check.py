"""`clausecheck check`: the main job."""

from __future__ import annotations

import itertools
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from clausecheck.cli import names
from clausecheck.cli.common import CommandError, color_option, coloured, output_option, say, why
from clausecheck.cli.documents import unread
from clausecheck.cli.fix_options import FixOptions, fix_options
from clausecheck.cli.reporting import (
    FORMATS_HELP,
    CannotReport,
    ReportFile,
    format_option,
    no_stale,
    ready,
    report_option,
    write,
)
from clausecheck.cli.runs import (
    CheckOptions,
    CheckRun,
    RunPlan,
    baselines_of,
    planned,
    put_aside,
    remarks,
    results,
    seen_by_party,
    settings_options,
    split_by_baseline,
    stderr_is_terminal,
)
from clausecheck.cli.workers import FEW, Wanted
from clausecheck.quick import dataclass

if TYPE_CHECKING:
    from clausecheck.finding import CheckResult
    from clausecheck.gathered import ResultStore


@dataclass(frozen=True, slots=True)
class _Reports:
    """How a result is shown, and where it is written."""

    form: str
    output: str | None
    targets: tuple[ReportFile, ...]
    quiet: bool
    proofs: bool
    everything: bool
    statistics: bool
    timings: bool
    color: str
    wanted: Wanted
    processes: int | None

    @property
    def of_rules(self) -> bool:
        """Whether a report says something of rules that have found nothing; text does not."""
        return self.form != "text" or bool(self.targets)


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
  clausecheck check --watch draft.sla            again after each change
  clausecheck check --diff --unsafe-fixes a.sla  what mends would change

\b
Exit code: 0 nothing at or above the threshold, 1 findings, 2 the run itself failed.""",
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", shell_complete=names.files)
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
    "--baseline",
    metavar="FILE",
    shell_complete=names.files,
    help="Report only what `clausecheck baseline` has not recorded there.",
)
@click.option(
    "--against",
    metavar="FILE",
    shell_complete=names.files,
    help="A template or tender: also find where an agreement offers less, in effect.",
)
@click.option(
    "--stdin-filename",
    metavar="NAME",
    shell_complete=names.files,
    help="The file for which standard input stands: its name and its settings.",
)
@click.option("--quiet", "-q", is_flag=True, help="One line for each finding, and no summary.")
@click.option(
    "--proofs",
    is_flag=True,
    help="Also list what was shown to be free of contradiction, and what was not decided.",
)
@click.option(
    "--all", "everything", is_flag=True, help="Show every finding in a frame, in the order of work."
)
@click.option(
    "--statistics",
    is_flag=True,
    help="Also count the findings of each rule; in text and JSON.",
)
@click.option(
    "--timings",
    is_flag=True,
    help="Also say on standard error how long each rule took; what rules share counts for the first.",
)
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(1, 256),
    metavar="N",
    help="How many processes check at once; as many as there are processors by default, and one for a few files.",
)
@click.option(
    "--no-cache",
    is_flag=True,
    envvar="CLAUSECHECK_NO_CACHE",
    show_envvar=True,
    help="Check every agreement anew, and keep no result. `clausecheck clean` removes what is kept.",
)
@click.option(
    "--watch",
    is_flag=True,
    help="Check again whenever an agreement, a config, a ruleset or a baseline changes, until Ctrl-C.",
)
@fix_options
@color_option
def command(
    paths: tuple[str, ...],
    form: str,
    output: str | None,
    targets: tuple[ReportFile, ...],
    asked: CheckOptions,
    fail_on: str | None,
    party: str | None,
    baseline: str | None,
    against: str | None,
    stdin_filename: str | None,
    quiet: bool,
    proofs: bool,
    everything: bool,
    statistics: bool,
    timings: bool,
    jobs: int | None,
    no_cache: bool,
    watch: bool,
    fixes: FixOptions,
    color: str,
) -> None:
    """Check agreements: files, folders (searched for *.sla, hidden ones left out), or - for standard input; the
    current folder by default. Settings come from the nearest clausecheck.toml or pyproject.toml."""
    asked = replace(asked, fail_on=fail_on, party=party, baseline=baseline, against=against)
    fixes.refuse_beside(paths, watch=watch)
    if watch and ("-" in paths or stdin_filename is not None):
        raise click.UsageError("--watch goes with files and folders; standard input is read once.")
    ready(targets, output, paths)
    wanted = Wanted(kept=not (no_cache or timings))
    reports = _Reports(
        form, output, targets, quiet, proofs, everything, statistics, timings, color, wanted, jobs
    )
    if watch:
        from clausecheck.cli.watch import check_again

        with no_stale(targets):
            check_again(paths or (".",), asked, lambda plan: _checked(plan, reports))
    with no_stale(targets):
        plan = planned(paths or (".",), asked, stdin_filename)
        if fixes.wanted:
            from clausecheck.cli.mending import mend_all

            changes = mend_all(plan, fixes, coloured(color, output))
            if fixes.diff:
                sys.exit(int(changes))
        fails = _checked(plan, reports)
    if fails:
        sys.exit(1)


def _checked(plan: RunPlan, reports: _Reports) -> bool:
    """Check and report; whether a finding is at or above the threshold. Raises `CommandError` for what could not be read."""
    from clausecheck.spool import CannotKeep, Spool

    if len(plan.jobs) <= FEW:
        return _checked_in(plan, reports, [], [])
    found: Spool[CheckResult] = Spool()
    kept: Spool[CheckResult] = Spool()
    try:
        return _checked_in(plan, reports, found, kept)
    except CannotKeep as error:
        raise CommandError(f"cannot keep the results: {why(error)}") from None
    finally:
        found.close()
        kept.close()


def _checked_in(plan: RunPlan, reports: _Reports, found: ResultStore, kept: ResultStore) -> bool:
    """The same, with places for results as they are found and as they are told; of many files, no more than one is in memory."""
    from clausecheck.gathered import merged
    from clausecheck.reports.common import Run
    from clausecheck.rules.echoes import in_order

    baselines = baselines_of(plan)
    ready(reports.targets, reports.output)
    failures: list[str] = []
    every: Iterable[CheckRun] = results(
        plan, failures, bar=not reports.quiet, wanted=reports.wanted, processes=reports.processes
    )
    if baselines:
        told, stale = split_by_baseline(put_aside(every, found), baselines, plan)
        every = itertools.chain(told, stale)
    hidden: Counter[str] = Counter()
    fails = False

    def shown() -> Iterator[CheckResult]:
        nonlocal fails
        for done in every:
            party = done.job.settings.party
            if done.result.agreements:  # what a baseline says of itself is for both sides
                ordered = in_order(done.result)
                before = len(done.result.findings)
                done = seen_by_party(replace(done, result=ordered))
                if party is not None:
                    hidden[party] += before - len(done.result.findings)
            fails = fails or done.result.fails(done.job.settings.threshold)
            yield done.result

    result = merged(shown(), kept)
    run = Run(
        rules=plan.rules() if reports.of_rules else None,
        exit_code=2 if failures else int(fails),
        failures=tuple(failures),
        quiet=reports.quiet,
        proofs=reports.proofs,
        everything=reports.everything,
        statistics=reports.statistics,
        remarks=(
            *_unread(len(failures) - len(result.crashes)),
            *_crashed(result),
            *unread(result),
            *_hidden(hidden),
            *remarks(plan, result),
            *_untried(plan, reports),
        ),
    )
    unwritten = write(result, run, reports.form, reports.output, reports.targets, reports.color)
    if unwritten:
        raise CannotReport(*failures, *unwritten)
    if reports.timings:
        for line in _timings(result):
            say(line, prefix="")
    if failures:
        raise CommandError(*failures)
    return fails


def _untried(plan: RunPlan, reports: _Reports) -> Iterator[str]:
    """Which rulesets of one's own have examples that were not run, or have failed. Only who sits before a terminal can act on
    that; a server of CI has no note of what was run elsewhere."""
    if not reports.wanted.kept or reports.quiet or not stderr_is_terminal():
        return
    from clausecheck.rules.trying import untried

    own = {id(job.rules): job.rules for job in plan.jobs if job.settings.words_about_rules() is None}
    for words in dict.fromkeys(filter(None, map(untried, own.values()))):
        yield f"{words}; `clausecheck rules test` runs them"


def _unread(count: int) -> Iterator[str]:
    if count:
        yield f"{count} {'file' if count == 1 else 'files'} could not be read, or not be checked"


def _crashed(result: CheckResult) -> Iterator[str]:
    """The rules that failed: what they would have found is not in the report."""
    for crash in result.crashes:
        yield f"{crash.rule} crashed on {crash.file}, so what it would have found is not here"


def _timings(result: CheckResult) -> Iterator[str]:
    """How long each rule took, the slowest first, on lines of their own."""
    yield f"{sum(result.seconds.values()) * 1000:8.1f} ms  all rules"
    for rule, seconds in sorted(result.seconds.items(), key=lambda pair: -pair[1]):
        yield f"{seconds * 1000:8.1f} ms  {rule}"


def _hidden(hidden: Mapping[str, int]) -> Iterator[str]:
    """How many findings are not shown, because they put only the other side at risk."""
    for party, number in hidden.items():
        ones = "finding puts" if number == 1 else "findings put"
        yield f"as the {party} reads it: {number} {ones} only the other side at risk, not shown"
