"""`clausecheck explain`: a rule's own documentation."""

from __future__ import annotations

import io

import click

from clausecheck.cli.common import (
    Failed,
    color_option,
    coloured,
    emit,
    encoding,
    load_rules,
    ruleset_option,
    width,
)


@click.command(
    "explain", epilog="Examples:  clausecheck explain missing-termination  ·  clausecheck explain CC126"
)
@click.argument("rule")
@ruleset_option
@color_option
def command(rule: str, ruleset: str, color: str) -> None:
    """Explain RULE (a code or a name): what it looks for, why it matters, its source, and an example."""
    from rich.console import Console

    from clausecheck.reports.explain import explanation
    from clausecheck.reports.frames import Pen
    from clausecheck.rules.errors import UnknownRule

    try:
        found = load_rules(ruleset).rule(rule)
    except UnknownRule as error:
        raise Failed(str(error.args[0])) from None
    tint = coloured(color)
    console = Console(
        file=io.StringIO(),
        force_terminal=tint,
        color_system="standard" if tint else None,
        width=min(width() or 88, 100),
        legacy_windows=False,
        highlight=False,
        markup=False,
    )
    for block in explanation(found, Pen.of(None, False, encoding())):
        console.print(block)
    assert isinstance(console.file, io.StringIO)
    emit("\n".join(line.rstrip() for line in console.file.getvalue().splitlines()), None)
