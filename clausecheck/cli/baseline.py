"""`clausecheck baseline`: record the findings that are known, so that a check reports new ones only."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from clausecheck.cli import names
from clausecheck.cli.common import CommandError, emit, label, rewrite, visible
from clausecheck.cli.runs import (
    CheckOptions,
    CheckRun,
    RunPlan,
    baseline_at,
    compared,
    planned,
    results,
    say_unread,
    settings_options,
)


def _target(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value is not None and (not value or not value.lower().endswith(".json")):
        raise click.BadParameter(f"{visible(value)!r} does not end with `.json`.", ctx, param)
    return value


@click.command(
    "baseline",
    epilog="""\b
Examples:
  clausecheck baseline agreements/             record what is known today
  clausecheck check --baseline .clausecheck-baseline.json agreements/
  clausecheck baseline --update agreements/    forget what has been mended""",
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", shell_complete=names.files)
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    callback=_target,
    help="The baseline; that of the config by default, else .clausecheck-baseline.json.",
)
@click.option("--update", is_flag=True, help="Remove entries whose findings are gone. Nothing is added.")
@settings_options
def command(paths: tuple[str, ...], output: str | None, update: bool, asked: CheckOptions) -> None:
    """Record every finding, by fingerprint, in a file that people can review: one line for each.

    A baseline that is there is never written over: `--update` removes entries whose findings are gone. To accept new
    findings as well, remove the file first.
    """
    from clausecheck.baseline import FILE

    plan = planned(paths or (".",), asked)
    failures: list[str] = []
    targets: dict[Path, list[CheckRun]] = {}
    for job in plan.jobs:
        targets.setdefault(Path(output or job.settings.baseline or FILE), [])
    for target in targets:
        if not update and os.path.lexists(target):
            raise CommandError(
                f"{visible(label(target))} is there; `--update` removes what is gone from it, "
                "and to record everything anew, remove it first"
            )
    baselines = {target: baseline_at(target) for target in targets} if update else {}
    for done in results(plan, failures, bar=True):
        targets[Path(output or done.job.settings.baseline or FILE)].append(done)
    if failures:
        raise CommandError(
            *failures, "nothing was written: a baseline of a part would look like one of the whole"
        )
    for target, group in targets.items():
        if update:
            _update(target, baselines[target], group, plan)
        else:
            _record(target, group)
    if say_unread([done for group in targets.values() for done in group]):
        sys.exit(1)


def _record(target: Path, group: list[CheckRun]) -> None:
    from clausecheck.baseline import record, render

    entries = record([done.result for done in group], Path(os.path.abspath(target)).parent)
    emit(render(entries), str(target), new=True)
    emit(f"{label(target)}: {_counted(len(entries))} recorded", None)


def _update(target: Path, baseline: object, group: list[CheckRun], plan: RunPlan) -> None:
    from clausecheck.baseline import Baseline, render

    assert isinstance(baseline, Baseline)
    found = compared(baseline, group, plan, ())
    text = render(found.kept)
    if text != baseline.source.text:
        rewrite(target, baseline.source.text.encode(), text.encode())
    lines = [f"removed: {entry.rule} in {entry.file}: {entry.message}" for entry in found.stale]
    new = sum(len(result.findings) for result in found.results)
    lines.append(f"{label(target)}: {len(found.stale)} removed, {_counted(len(found.kept))} kept")
    if new:
        lines.append(f"{_counted(new)} not in it: `clausecheck check --baseline {label(target)}` shows them")
    emit("\n".join(map(visible, lines)), None)


def _counted(number: int) -> str:
    return f"{number} {'finding' if number == 1 else 'findings'}"
