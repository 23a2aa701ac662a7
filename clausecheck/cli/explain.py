"""`clausecheck explain`: a rule's own documentation, or what a word of the language says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from clausecheck.reports.terminal import Pen
    from clausecheck.rules.errors import UnknownRule

WIDEST = 100
"""Prose in longer lines is hard to read, however wide the terminal is."""


@click.command(
    "explain",
    epilog="""\b
Examples:
  clausecheck explain missing-termination
  clausecheck explain CC126 --all                   with its condition and every example
  clausecheck explain CC126 --format markdown       for a wiki or a comment
  clausecheck explain maintenance                   a word of the language
  clausecheck explain uptime                        what a contract calls it
  clausecheck explain --ruleset own.yaml my-rule    a rule of your own""",
)
@click.argument("rule", shell_complete=names.rules)
@ruleset_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How a rule is written; `clausecheck schema rule` describes the JSON.",
)
@click.option("--all", "whole", is_flag=True, help="The condition of the rule, and every example, too.")
@color_option
def command(rule: str, ruleset: str, form: str, whole: bool, color: str) -> None:
    """Explain RULE (a code or a name): what must hold, why, what to write, what a reviewer may answer, how to waive it,
    when it speaks, its source, and an example.

    A keyword, a part, a unit or an event of the language is explained as well, and so is what contracts call it."""
    from clausecheck.reports.explain import as_json, as_markdown, explanation
    from clausecheck.reports.terminal import Pen, drawn
    from clausecheck.rules.errors import UnknownRule
    from clausecheck.rules.plain import page

    columns = width()
    pen = Pen.of(None if columns is None else min(columns, WIDEST), False, encoding())
    rules = load_rules(ruleset)
    try:
        made = page(rules.rule(rule), rules)
    except UnknownRule as error:
        emit(drawn(_word(rule, form, error, pen), pen, coloured(color)), None)
        return
    if form == "json":
        emit(as_json(made), None)
    elif form == "markdown":
        emit(as_markdown(made, whole), None)
    else:
        emit(drawn(explanation(made, pen, whole), pen, coloured(color)), None)


def _word(text: str, form: str, error: UnknownRule, pen: Pen) -> Iterator[Any]:
    """The page of a word of the language; raises `CommandError` for a word of which nothing is known."""
    from clausecheck.reports.words import meant, near, page

    word = meant(text)
    if word is None:
        guess = near(text)
        more = f"; as a word of the language: did you mean `{guess}`?" if guess else ""
        raise CommandError(visible(str(error.args[0]) + more)) from None
    if form != "text":
        raise CommandError(f"`{visible(text)}` is a word of the language: only rules are written as {form}")
    return page(word, pen)
