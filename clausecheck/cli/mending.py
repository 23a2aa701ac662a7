"""`clausecheck check --fix` and `--diff`: mending agreements, file by file, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clausecheck.cli.common import (
    CommandError,
    emit,
    internal,
    read,
    read_stdin,
    rewrite,
    say,
    trace,
    visible,
)
from clausecheck.cli.difference import difference
from clausecheck.cli.fix_options import FixOptions
from clausecheck.cli.runs import (
    CheckRun,
    RunPlan,
    baselines_of,
    seen_by_party,
    split_by_baseline,
    template_of,
)
from clausecheck.cli.workers import Job
from clausecheck.source import Source, encode

if TYPE_CHECKING:
    from clausecheck.fixing import Mended, Offer
    from clausecheck.language.parser import Parsed

#: How a line of a difference looks, by its first sign.
_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def mend_all(plan: RunPlan, options: FixOptions, colour: bool) -> bool:
    """Mend the agreements of a plan, or show how; whether anything changes. What cannot be read is left to the check that
    follows, which says so; with `--diff` none does. Raises `CommandError` for what
    could not be written, after all others."""
    failures: list[str] = []
    changes = False
    asking = _Asking(colour) if options.ask else None
    for job in plan.jobs:
        try:
            changes |= _mend_one(plan, job, options, asking, colour)
        except CommandError as error:
            failures.append(error.message)
        except BrokenPipeError:
            raise
        except Exception as error:
            failures.append(internal(error, job.name).message.partition("\n")[0])
            trace(error)
        if asking is not None and asking.ended:
            break
    if failures:
        raise CommandError(*failures)
    return changes


def _mend_one(plan: RunPlan, job: Job, options: FixOptions, asking: _Asking | None, colour: bool) -> bool:
    """Mend one agreement; whether it changes."""
    from clausecheck.fixing import Kinds, mended
    from clausecheck.importing.reading import is_draft
    from clausecheck.language.parser import parse_bytes

    data = read_stdin() if job.file is None else read(job.file)
    if is_draft(job.name):
        raise CommandError(
            f"{visible(job.name)} is a draft; import it with `clausecheck import`, and mend the agreement"
        )
    parsed = parse_bytes(data, job.name)
    template = template_of(job)
    kinds = Kinds(True, options.unsafe or options.ask, options.blanks)
    done = mended(
        parsed,
        job.rules,
        as_of=job.settings.as_of,
        kinds=kinds,
        leave=_left_alone(plan, job, parsed, template),
        ask=asking,
        against=template,
    )
    before, after = parsed.source.text, done.text
    if before != after:
        if options.diff:
            emit("".join(_difference(before, after, job.name, colour)), None)
        elif job.file is not None:
            rewrite(Path(job.file), data, encode(after, data))
    _tell(job.name, done, options)
    return before != after


def _left_alone(plan: RunPlan, job: Job, parsed: Parsed, template: Parsed | None) -> frozenset[str]:
    """The fingerprints of the findings that the settings do not show: those of a baseline, and those of the other side."""
    from clausecheck.checking import check_parsed

    if job.settings.baseline is None and job.settings.party is None:
        return frozenset()
    result = check_parsed(parsed, job.rules, as_of=job.settings.as_of, against=template)
    told, _ = split_by_baseline([CheckRun(job, result)], baselines_of(plan), plan)
    shown = {finding.fingerprint for one in told for finding in seen_by_party(one).result.findings}
    return frozenset(finding.fingerprint for finding in result.findings) - shown


def _tell(name: str, done: Mended, options: FixOptions) -> None:
    """Say on standard error what was mended and what was not."""
    where = visible(name)
    verb = "would be mended" if options.diff else "mended"
    for offer in done.made:
        what = f" ({offer.mend.because})" if offer.mend.because else ""
        say(f"{where}: {verb}: {offer.finding.code} {offer.finding.name}{what}", prefix="")
    for offer, why in done.refused:
        say(f"{where}: not mended: {offer.finding.code} {offer.finding.name}: {why}", prefix="")
    left = sum(any(not mend.safe for mend in finding.mends) for finding in done.result.findings)
    if left and not (options.unsafe or options.ask):
        ones = "finding has" if left == 1 else "findings have"
        say(f"{where}: {left} {ones} mends that change what is agreed: --unsafe-fixes", prefix="")


def _difference(before: str, after: str, name: str, colour: bool) -> Iterator[str]:
    """The lines that change, with their ends, in colour where that is wanted."""
    for line in difference(before, after, name):
        yield (click.style(line, fg=_STYLES.get(line[:1])) if colour else line) + "\n"


class _Asking:
    """Asks about each mend: yes, no, all that follow, or none any more."""

    def __init__(self, colour: bool) -> None:
        self.colour, self.all, self.ended = colour, False, False

    def __call__(self, offer: Offer, source: Source, after: str) -> bool:
        from clausecheck.fixing import Quit

        if self.all:
            return True
        finding = offer.finding
        line = source.position(finding.span.start).line
        say("", prefix="")
        say(f"{source.path}:{line}: {finding.code} {finding.name}: {finding.message}", prefix="")
        if finding.why:
            say(f"  why   {finding.why}", prefix="")
        say(f"  mend  {offer.mend.text}", prefix="")
        say(f"  this  {offer.mend.because or 'changes nothing that is agreed'}", prefix="")
        for shown in list(_difference(source.text, after, source.path, self.colour))[2:]:
            click.echo(f"  {shown}", nl=False, err=True)
        answer = self.answer()
        self.all = answer == "all"
        self.ended = answer == "quit"
        if self.ended:
            raise Quit
        return answer in ("y", "all")

    @staticmethod
    def answer() -> str:
        """`y`, `n`, `all` or `quit`; at the end of standard input nothing more is wanted."""
        try:
            choice = click.Choice(["y", "n", "all", "quit"])
            answer: str = click.prompt("Mend it?", type=choice, default="n", err=True)
        except click.Abort:  # who is gone wants nothing more
            return "quit"
        return answer
