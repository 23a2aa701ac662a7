"""`clausecheck lsp`: the language server for editors."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clausecheck.cli.common import CommandError, agreements
from clausecheck.cli.runs import (
    CheckOptions,
    CheckRun,
    RunPlan,
    baselines_of,
    excluded,
    planned,
    seen_by_party,
    settings_options,
    split_by_baseline,
    template_of,
)
from clausecheck.cli.watch import State, configs_around, stamps, used_by
from clausecheck.quick import dataclass

if TYPE_CHECKING:
    from clausecheck.baseline import Baseline
    from clausecheck.language.parser import Parsed
    from clausecheck.lsp.version import Verdict


MOST_KNOWN = 100
"""Of how many files the settings are kept."""


@click.command(
    "lsp",
    epilog="""\b
Examples:
  clausecheck lsp                        what an editor starts, and talks to on standard input
  clausecheck lsp --profile thorough     with more questions than the config of each file asks""",
)
@settings_options
@click.option(
    "--stdio", is_flag=True, help="Talk on standard input and output, as it does anyway; some editors say so."
)
def command(asked: CheckOptions, stdio: bool) -> None:
    """Serve an editor by the Language Server Protocol, on standard input and output: what is wrong while it is written, what a
    clause means, what may stand next, quick fixes. Settings come from the nearest clausecheck.toml or pyproject.toml.

    An editor starts it; docs/editors.md says how. It needs the extra `lsp`."""
    _needed()
    from clausecheck.lsp.features import serving

    sys.exit(serving(EditorChecks(asked).check, _files).run())


def _needed() -> None:
    """Raises `CommandError` where the package is not installed that speaks the protocol."""
    try:
        import pygls.lsp.server  # noqa: F401
    except ImportError:
        raise CommandError(
            "the language server needs the package pygls; install it with: pip install 'clausecheck[lsp]'"
        ) from None


def _files(folder: Path) -> Iterator[Path]:
    """The agreements in a folder, without those that a config excludes; none where it cannot be searched."""
    try:
        leave = excluded()
        yield from (file for file in agreements((str(folder),), quiet=True) if not leave(file))
    except CommandError:  # a check of a text says it
        return


@dataclass(frozen=True, slots=True)
class _FileSettings:
    """How one file is checked, and the state of all files on which that depends."""

    plan: RunPlan
    baselines: dict[Path, Baseline]
    state: State


class EditorChecks:
    """Checks texts as `clausecheck check` checks the files for which they stand: with their config, their waivers and their
    baseline. What was read of those is kept until one of them changes."""

    def __init__(self, asked: CheckOptions) -> None:
        self.asked = asked
        self.known: dict[Path | None, _FileSettings] = {}

    def check(self, path: Path | None, parsed: Parsed) -> Verdict:
        """What is found in a text."""
        from clausecheck.checking import check_parsed
        from clausecheck.lsp.version import Verdict
        from clausecheck.rules.echoes import in_order

        try:
            known = self.settings(path)
            if not known.plan.jobs:
                return Verdict(excluded=known.plan.excluded[0][1].value)
            job = known.plan.jobs[0]
            result = check_parsed(parsed, job.rules, as_of=job.settings.as_of, against=template_of(job))
        except CommandError as error:
            return Verdict(failure=error.message)
        told, _ = split_by_baseline([CheckRun(job, result, parsed=parsed)], known.baselines, known.plan)
        [seen] = [seen_by_party(one) for one in told]
        return Verdict(in_order(seen.result), job.rules, job.settings.as_of or dt.date.today())

    def settings(self, path: Path | None) -> _FileSettings:
        """How the text of a file is checked. Raises `CommandError` for a config or a ruleset that is wrong."""
        known = self.known.get(path)
        if known is not None and stamps(known.state) == known.state:
            return known
        self.known.pop(path, None)
        around = () if path is None else tuple(configs_around({path.parent}))
        before = stamps(around)
        plan = planned(("-",), self.asked, str(path) if path is not None else None)
        baselines = baselines_of(plan)
        state = {**stamps(used_by(plan, self.asked)), **before}
        while len(self.known) >= MOST_KNOWN:
            del self.known[next(iter(self.known))]
        self.known[path] = _FileSettings(plan, baselines, state)
        return self.known[path]
