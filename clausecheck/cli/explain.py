"""`clausecheck explain`: a rule's own documentation, or what a word of the language says."""

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
  clausecheck explain maintenance                   a word of the language
  clausecheck explain uptime                        what a contract calls it
  clausecheck explain --ruleset own.yaml my-rule    a rule of your own""",
)
@click.argument("rule", shell_complete=names.rules)
@ruleset_option
@color_option
def command(rule: str, ruleset: str, color: str) -> None:
    """Explain RULE (a code or a name): what it looks for, why it matters, its source, and an example.

    A keyword, a part, a unit or an event of the language is explained as well, and so is what contracts call it."""
    from clausecheck.reports.explain import explanation
    from clausecheck.reports.terminal import Pen, drawn
    from clausecheck.rules.errors import UnknownRule

    columns = width()
    pen = Pen.of(None if columns is None else min(columns, WIDEST), False, encoding())
    try:
        found = explanation(load_rules(ruleset).rule(rule), pen)
    except UnknownRule as error:
        from clausecheck.reports.words import meant, near, page

        word = meant(rule)
        if word is None:
            guess = near(rule)
            message = str(error.args[0]) + (
                f"; as a word of the language: did you mean `{guess}`?" if guess else ""
            )
            raise CommandError(visible(message)) from None
        found = page(word, pen)
    emit(drawn(found, pen, coloured(color)), None)
