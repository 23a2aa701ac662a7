"""What `check`, `waivers` and `baseline` share: which files there are, under which settings, and the result of each."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clausecheck import inputs
from clausecheck.cli import names
from clausecheck.cli.common import (
    STDIN,
    CommandError,
    agreements,
    label,
    read,
    say,
    visible,
    why,
)
from clausecheck.cli.workers import Job, Wanted, default_processes, outcomes
from clausecheck.quick import dataclass

if TYPE_CHECKING:
    from clausecheck.baseline import Baseline, Compared
    from clausecheck.config import Finder, Given, Settings
    from clausecheck.finding import CheckResult
    from clausecheck.gathered import ResultStore
    from clausecheck.language.parser import Parsed
    from clausecheck.rules.loader import Ruleset
    from clausecheck.waivers import Judged

MANY = 10
"""From how many files on a progress bar is worth its line."""
NAMED = 10
"""How many files, or findings, a remark names."""


class DateType(click.ParamType):  # type: ignore[type-arg,unused-ignore] # generic since click 8.5
    """A date as ISO 8601 writes it."""

    name = "date"

    def convert(
        self, value: str | dt.date, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        if isinstance(value, dt.date):
            return value
        with contextlib.suppress(ValueError):
            day = dt.date.fromisoformat(value)
            if day.isoformat() == value:
                return day
        return self.fail(f"{value!r} is not a date; write it like 2027-01-31", param, ctx)


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What the command line says of settings; what is `None` or empty is left to the config."""

    config: str | None = None
    no_config: bool = False
    ruleset: str | None = None
    profile: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    as_of: dt.date | None = None
    fail_on: str | None = None
    party: str | None = None
    baseline: str | None = None
    against: str | None = None


_OPTIONS = (
    click.option(
        "--ruleset", "-r", metavar="NAME|FILE", shell_complete=names.rulesets,
        help="The rules: a name that comes with clausecheck (msp by default) or a package, or a YAML file.",
    ),
    click.option(
        "--profile", multiple=True, metavar="NAME", shell_complete=names.profiles,
        help="How much is asked: core (the default), thorough, or an overlay such as gdpr or dora, asked in any case.",
    ),
    click.option(
        "--select", multiple=True, metavar="RULE", shell_complete=names.rules,
        help="Only these rules: codes, names, or prefixes like CC3.",
    ),
    click.option(
        "--ignore", multiple=True, metavar="RULE", shell_complete=names.rules, help="Not these rules."
    ),
    click.option("--as-of", type=DateType(), metavar="DATE", help="The day that counts as today, such as 2027-01-31."),
    click.option(
        "--config", metavar="FILE", shell_complete=names.files,
        help="The settings, instead of the nearest clausecheck.toml or pyproject.toml of each file.",
    ),
    click.option("--no-config", is_flag=True, help="Use no config."),
)  # fmt: skip


def settings_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that settings have in every command; they arrive as one `asked`."""

    @functools.wraps(command)
    def wrapped(
        *args: Any,
        ruleset: str | None,
        profile: Sequence[str],
        select: Sequence[str],
        ignore: Sequence[str],
        as_of: dt.date | None,
        config: str | None,
        no_config: bool,
        **more: Any,
    ) -> None:
        """It has a parameter for each of these options, as click calls it."""
        if config is not None and no_config:
            raise click.UsageError("--config and --no-config exclude each other.")
        asked = CheckOptions(
            config, no_config, ruleset, _split(profile), _split(select), _split(ignore), as_of
        )
        command(*args, asked=asked, **more)

    made: Callable[..., None] = wrapped
    for option in reversed(_OPTIONS):
        made = option(made)
    return made


def _split(names: Sequence[str]) -> tuple[str, ...]:
    """`--select CC1,CC2` is `--select CC1 --select CC2`."""
    return tuple(part.strip() for name in names for part in name.split(",") if part.strip())


@dataclass(frozen=True, slots=True)
class RunPlan:
    """What a run will check, what it leaves out and by which pattern, and the folders that it has searched."""

    jobs: tuple[Job, ...]
    excluded: tuple[tuple[str, Given], ...] = ()
    searched: tuple[str, ...] = ()

    def rules(self) -> Ruleset | None:
        """All rules that take part, as one ruleset; where settings differ, of each rule the first."""
        rulesets = list({id(job.rules): job.rules for job in self.jobs}.values())
        if len(rulesets) < 2:
            return rulesets[0] if rulesets else None
        active = {rule.name: rule for rules in reversed(rulesets) for rule in rules.rules}
        baselined = {rule.name: rule for rules in reversed(rulesets) for rule in rules.inactive}
        inactive = tuple(rule for name, rule in baselined.items() if name not in active)
        return replace(rulesets[0], rules=tuple(active.values()), inactive=inactive)


@dataclass(frozen=True, slots=True)
class CheckRun:
    """A job with its result, and what became of each waiver; `parsed` is what was read, where that was asked for."""

    job: Job
    result: CheckResult
    judged: tuple[Judged, ...] = ()
    parsed: Parsed | None = field(default=None, repr=False)


def put_aside(runs: Iterable[CheckRun], store: ResultStore) -> Sequence[CheckRun]:
    """Jobs with their results, which are kept in a store; of what was read nothing is kept."""
    from clausecheck.gathered import Made

    jobs: list[Job] = []
    for done in runs:
        store.append(done.result)
        jobs.append(done.job)
    return Made(lambda at: CheckRun(jobs[at], store[at]), len(jobs))


@contextlib.contextmanager
def failing() -> Iterator[None]:
    """What is wrong with a config, a ruleset or an option, as `CommandError` with every line of it."""
    from clausecheck.config import ConfigError
    from clausecheck.rules.errors import RulesetError, UnknownProfile, UnknownRule

    try:
        yield
    except (ConfigError, RulesetError) as error:
        raise CommandError(*(visible(str(problem)) for problem in error.problems)) from None
    except (UnknownProfile, UnknownRule) as error:
        raise CommandError(visible(str(error.args[0]))) from None
    except OSError as error:
        at = f"{visible(str(error.filename))}: " if error.filename else ""
        raise CommandError(f"cannot read the settings: {at}{why(error)}") from None


def planned(paths: tuple[str, ...], asked: CheckOptions, stdin_filename: str | None = None) -> RunPlan:
    """Find the agreements and the settings of each. Raises `CommandError` for anything that is wrong before a check."""
    if stdin_filename is not None and "-" not in paths:
        raise click.UsageError("--stdin-filename goes with `-`, standard input.")
    stdin_name = label(Path(stdin_filename)) if stdin_filename else STDIN
    if stdin_filename:
        inputs.note(stdin_filename, "an agreement")
    files: list[Path | None] = [None] if "-" in paths else []
    named = tuple(path for path in paths if path != "-")
    finder = _finder(asked)
    jobs: list[Job] = []
    excluded: list[tuple[str, Given]] = []
    folders = tuple(path for path in named if os.path.isdir(path))
    try:
        files += agreements(named)
    except CommandError:
        with failing():  # a mistake in the options is said before a mistake in the paths
            _with(finder.settings(Path(STDIN)), asked).rules(finder.made)
        raise
    if None in files and any(file is not None and label(file) == stdin_name for file in files):
        raise CommandError(
            f"{visible(stdin_name)} is given twice: as a file and as the name of standard input"
        )
    for file in files:
        name = stdin_name if file is None else label(file)
        with failing():
            settings = finder.settings(file or Path(stdin_filename or STDIN))
            pattern = settings.excluded() if file is not None or stdin_filename else None
            if pattern is not None:
                excluded.append((name, pattern))
                continue
            settings = _with(settings, asked)
            job = Job(file, name, settings, finder.made)
            if settings.words_about_rules() is None:
                _ = job.rules  # a mistake in what is said of rules is told before anything is checked
            jobs.append(job)
    if not jobs and folders:
        raise CommandError(f"nothing to check: every agreement is excluded ({_by(excluded[0][1])})")
    return RunPlan(tuple(jobs), tuple(excluded), folders)


def configured(path: Path, asked: CheckOptions) -> Settings:
    """The settings for one path, with what the command line says. Raises `CommandError`."""
    with failing():
        return _with(_finder(asked).settings(path), asked)


def excluded() -> Callable[[Path], str]:
    """A function that says by which pattern of its config a file is excluded; nothing where it is not. It raises
    `CommandError` for a broken config."""
    finder = _finder(CheckOptions())

    def pattern(file: Path) -> str:
        with failing():
            found = finder.settings(file).excluded()
        return visible(_by(found)) if found is not None else ""

    return pattern


def _finder(asked: CheckOptions) -> Finder:
    from clausecheck.config import Finder

    if asked.config is not None and not os.path.lexists(asked.config):
        raise CommandError(f"there is no config {visible(asked.config)}")
    return Finder(Path(asked.config) if asked.config is not None else None, none=asked.no_config)


def _with(settings: Settings, asked: CheckOptions) -> Settings:
    """Settings with what the command line says, which wins."""
    from clausecheck.config import Given, Origin

    def one(value: Any, option: str) -> Given | None:
        return Given(value, Origin(key=option)) if value is not None else None

    def many(values: Iterable[str], option: str) -> tuple[Given, ...]:
        return tuple(Given(value, Origin(key=option)) for value in values)

    return settings.with_options(
        ruleset=one(asked.ruleset, "--ruleset"),
        profile=many(asked.profile, "--profile"),
        select=many(asked.select, "--select"),
        ignore=many(asked.ignore, "--ignore"),
        as_of=one(asked.as_of, "--as-of"),
        fail_on=one(asked.fail_on, "--fail-on"),
        for_=one(asked.party, "--for"),
        baseline=one(Path(asked.baseline) if asked.baseline else None, "--baseline"),
        against=one(Path(asked.against) if asked.against else None, "--against"),
    )


def results(
    plan: RunPlan,
    failures: list[str],
    *,
    bar: bool = False,
    wanted: Wanted | None = None,
    processes: int | None = 1,
) -> Iterator[CheckRun]:
    """The result of each job; a file that cannot be read, or a rule that crashed on it, is noted in `failures`, and
    the rest goes on. `wanted` says what else is to be given; `processes` is how many check at once, `None` for as many as the
    machine has processors. Raises `CommandError` for a template that settings name and that cannot be read."""
    jobs = plan.jobs
    templates = templates_of(jobs)
    made = outcomes(
        jobs, wanted or Wanted(), templates, default_processes() if processes is None else processes
    )
    for job, outcome in zip(_progress(jobs, bar and stderr_is_terminal()), made, strict=True):
        if outcome.fatal:
            raise CommandError(outcome.fatal)
        failures += outcome.failures
        if outcome.result is not None:
            yield CheckRun(job, outcome.result, outcome.judged, outcome.parsed)


def say_unread(runs: Iterable[CheckRun]) -> bool:
    """Say of each file that is no text or no agreement that it was not checked; whether there is one."""
    from clausecheck.portfolio import unread

    lines = [line for done in runs if (line := unread(done.job.name, done.result))]
    for line in lines:
        say(line)
    return bool(lines)


def templates_of(jobs: Iterable[Job]) -> dict[Path, Parsed]:
    """The templates that settings name, each read once. Raises `CommandError`, which says where one is named."""
    found: dict[Path, Parsed] = {}
    for job in jobs:
        file = job.settings.against
        if file is not None and file not in found:
            template = template_of(job)
            if template is not None:
                found[file] = template
    return found


def template_of(job: Job) -> Parsed | None:
    """The template that the settings of a job name, if any. Raises `CommandError`, which says where it is named."""
    if job.settings.against is None:
        return None
    try:
        return template_at(job.settings.against)
    except CommandError as error:
        named = job.settings.values["against"].origin
        where = f" (`against` in {visible(str(named))})" if named.file else ""
        raise CommandError(f"{error.message}{where}") from None


def template_at(file: Path) -> Parsed:
    """The template in a file. Raises `CommandError` where it cannot be read, or does not read as an agreement."""
    from clausecheck.language.parser import parse_bytes

    name = label(file)
    if file.is_dir():
        raise CommandError(f"{visible(name)} is a folder; name one template")
    parsed = parse_bytes(read(file, "a template"), name)
    if parsed.problems:
        raise CommandError(
            f"the template {visible(name)} does not read as an agreement; `clausecheck check {visible(name)}` shows why"
        )
    return parsed


def seen_by_party(done: CheckRun) -> CheckRun:
    """A result as the side reads it that its settings name."""
    from clausecheck.finding import for_party

    party = done.job.settings.party
    return replace(done, result=for_party(done.result, party)) if party is not None else done


def stderr_is_terminal() -> bool:
    """Whether somebody can read what is said on standard error."""
    return sys.stderr is not None and sys.stderr.isatty()


def _progress(jobs: Sequence[Job], bar: bool) -> Iterator[Job]:
    """The jobs, with a bar on a terminal when there are many."""
    if not bar or len(jobs) < MANY:
        yield from jobs
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as shown:
        yield from shown.track(jobs, description="checking")


# ---- baselines ---------------------------------------------------------------------------------------


def baseline_at(file: Path) -> Baseline:
    """The baseline in a file. Raises `CommandError` with one line."""
    from clausecheck.baseline import BrokenBaseline, parse

    if not os.path.lexists(file):
        raise CommandError(f"there is no baseline {visible(label(file))}; `clausecheck baseline` writes one")
    data = read(file, "a baseline")
    try:
        return parse(data.decode("utf-8"), Path(os.path.abspath(file)).parent, label(file))
    except UnicodeDecodeError:  # said below
        reason = "it is not text in UTF-8"
    except BrokenBaseline as error:
        reason = str(error)
    raise CommandError(f"the baseline {visible(label(file))} is broken: {visible(reason)}")


def compared(baseline: Baseline, group: Sequence[CheckRun], plan: RunPlan, unread: Iterable[str]) -> Compared:
    """What of the results of a group is known, and which entries are stale; `unread` are files that could not be read."""
    from clausecheck.baseline import compare
    from clausecheck.gathered import Made
    from clausecheck.rules.rule import COMPARED
    from clausecheck.waivers import OWN

    blind = set(unread)
    rulesets: dict[int, Ruleset] = {}
    readers: dict[int, set[str]] = {}
    for done in group:
        rules = done.job.rules
        if id(rules) not in rulesets:
            rulesets[id(rules)] = rules
            readers[id(rules)] = {
                rule.name for rule in rules.known() if rule.reader and rule.ruleset not in (OWN, COMPARED)
            }
        if any(finding.name in readers[id(rules)] for finding in done.result.findings):
            blind.add(done.job.name)  # where a clause cannot be read, rules may be silent because of that
    ran = {rule.code for rules in rulesets.values() for rule in rules.rules}
    found = Made(lambda at: group[at].result, len(group))
    return compare(baseline, found, ran=ran, searched=plan.searched, unread=blind)


def baselines_of(plan: RunPlan) -> dict[Path, Baseline]:
    """The baselines that the settings of a plan name, each read once. Raises `CommandError`."""
    files = dict.fromkeys(job.settings.baseline for job in plan.jobs)
    return {file: baseline_at(file) for file in files if file is not None}


def split_by_baseline(
    every: Sequence[CheckRun], baselines: Mapping[Path, Baseline], plan: RunPlan
) -> tuple[Sequence[CheckRun], list[CheckRun]]:
    """The results with what is known put apart, each by its own baseline; and a further one for each baseline that has
    stale entries."""
    gone: list[CheckRun] = []
    if not baselines:
        return every, gone
    from clausecheck.checking import stale
    from clausecheck.gathered import Made

    def among(places: Sequence[int]) -> Sequence[CheckRun]:
        return Made(lambda at: every[places[at]], len(places))

    made: dict[int, tuple[Sequence[CheckResult], int]] = {}
    names = {done.job.name for done in every}
    unread = {job.name for job in plan.jobs} - names
    files = [done.job.settings.baseline for done in every]
    for file, baseline in baselines.items():
        places = [at for at, named in enumerate(files) if named == file]
        group = among(places)
        found = compared(baseline, group, plan, unread)
        made |= {at: (found.results, number) for number, at in enumerate(places)}
        if found.stale and group:
            job = group[0].job
            gone.append(CheckRun(job, stale(found.stale, baseline.source, job.rules)))

    def told(at: int) -> CheckRun:
        if at not in made:
            return every[at]
        group, number = made[at]
        return replace(every[at], result=group[number])

    return Made(told, len(every)), gone


# ---- remarks -----------------------------------------------------------------------------------------


def remarks(plan: RunPlan, result: CheckResult) -> Iterator[str]:
    """What a summary says of files and findings that are not reported, and why: nothing is left out in silence."""
    if plan.excluded:
        count = len(plan.excluded)
        names = [f"{name} by {_by(pattern)}" for name, pattern in plan.excluded]
        yield f"{count} {'file is' if count == 1 else 'files are'} excluded: {listed(names)}"
    if result.waived:
        count = len(result.waived)
        names = [
            f"{one.finding.name} in {one.finding.file} ({one.reason})" for one in islice(result.waived, NAMED)
        ]
        yield f"{count} waived: {listed(names, count)}"
    if result.baselined:
        count = len(result.baselined)
        yield f"{count} {'finding is' if count == 1 else 'findings are'} known from the baseline, and not shown"


def _by(pattern: Given) -> str:
    return f"`{pattern.value}` in {pattern.origin}"


def listed(names: Sequence[str], count: int | None = None) -> str:
    """Names in a row, the first ten of them, and how many more there are; of `count` where not all are given."""
    whole = len(names) if count is None else count
    more = f" and {whole - NAMED} more" if whole > NAMED else ""
    return ", ".join(names[:NAMED]) + more
