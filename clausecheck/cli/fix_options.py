"""The options of `clausecheck check` that mend what it finds."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

from clausecheck.quick import dataclass


@dataclass(frozen=True, slots=True)
class FixOptions:
    """Whether mends are written (`fix`) or shown (`diff`), which ones besides the safe ones, and whether each is asked for."""

    fix: bool = False
    diff: bool = False
    unsafe: bool = False
    blanks: bool = False
    ask: bool = False

    @property
    def wanted(self) -> bool:
        """Whether anything is to be mended."""
        return self.fix or self.diff

    def refuse_beside(self, paths: tuple[str, ...], *, watch: bool) -> None:
        """Raises a usage error for what does not go together."""
        if self.fix and self.diff:
            raise click.UsageError("--fix writes and --diff only shows; they exclude each other.")
        if (self.unsafe or self.blanks) and not self.wanted:
            raise click.UsageError("--unsafe-fixes and --draft-missing go with --fix or --diff.")
        if self.ask and not self.fix:
            raise click.UsageError("--ask goes with --fix.")
        if self.fix and "-" in paths:
            raise click.UsageError("--fix goes with files; for standard input there is --diff.")
        if self.wanted and watch:
            raise click.UsageError("--watch goes without --fix and --diff.")


_OPTIONS = (
    click.option("--fix", is_flag=True, help="Mend what changes nothing that is agreed, then check what is left."),
    click.option("--diff", is_flag=True, help="Show what --fix would change and write nothing; exit code 1 if anything."),
    click.option("--unsafe-fixes", "unsafe", is_flag=True,
        help="With --fix or --diff: also what changes an obligation, invents a figure or favours a side."),
    click.option("--draft-missing", "blanks", is_flag=True,
        help="With --fix or --diff: also what is missing, with `tbd` for each figure that has to be settled."),
    click.option("--ask", is_flag=True, help="With --fix: show each change with its reason, and ask."),
)  # fmt: skip


def fix_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that mend; they arrive as one `fixes`."""

    @functools.wraps(command)
    def wrapped(
        *args: Any, fix: bool, diff: bool, unsafe: bool, blanks: bool, ask: bool, **more: Any
    ) -> None:
        """It has a parameter for each of these options, as click calls it."""
        command(*args, fixes=FixOptions(fix, diff, unsafe, blanks, ask), **more)

    made: Callable[..., None] = wrapped
    for option in reversed(_OPTIONS):
        made = option(made)
    return made
