"""`clausecheck explain`: a rule's own documentation."""

from __future__ import annotations

import click

from clausecheck.cli import names
from clausecheck.cli.common import (
    CommandError,
    color_option,
    coloured,
    emit,
    encoding,
    load_rules,
    ruleset_option,
    visible,
    width,
)

WIDEST = 100
"""Prose in longer lines is hard to read, however wide the terminal is."""


@click.command(
    "explain",
    epilog="""\b
Examples:
  clausecheck explain missing-termination
  clausecheck explain CC126
  clausecheck explain --ruleset own.yaml my-rule    a rule of your own""",
)
@click.argument("rule", shell_complete=names.rules)
@ruleset_option
@color_option
def command(rule: str, ruleset: str, color: str) -> None:
    """Explain RULE (a code or a name): what it looks for, why it matters, its source, and an example."""
    from clausecheck.reports.explain import explanation
    from clausecheck.reports.terminal import Pen, drawn
    from clausecheck.rules.errors import UnknownRule

    try:
        found = load_rules(ruleset).rule(rule)
    except UnknownRule as error:
        raise CommandError(visible(str(error.args[0]))) from None
    columns = width()
    pen = Pen.of(None if columns is None else min(columns, WIDEST), False, encoding())
    emit(drawn(explanation(found, pen), pen, coloured(color)), None)
