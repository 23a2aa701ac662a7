"""`clausecheck rules`: what a ruleset looks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clausecheck.cli.common import emit, load_rules, output_option, ruleset_option, visible

if TYPE_CHECKING:
    from clausecheck.rules.rule import Rule


@click.command(
    "rules",
    epilog="""\b
Examples:
  clausecheck rules                      all that `msp` looks for
  clausecheck rules --ruleset backup     those about backups alone
  clausecheck rules --ruleset own.yaml -o rules.txt""",
)
@ruleset_option
@output_option
def command(ruleset: str, output: str | None) -> None:
    """List the rules of a ruleset, one a line: code, severity, name, what is wrong. Rules that are in preview or deprecated
    are called so."""
    rules = sorted(load_rules(ruleset).with_previews().rules, key=lambda rule: rule.code)
    size = max((len(rule.name) for rule in rules), default=0)
    lines = [
        f"{rule.code}  {rule.severity.value:7}  {rule.name:{size}}  {visible(rule.title)}{_mark(rule)}"
        for rule in rules
    ]
    emit("\n".join(lines), output)


def _mark(rule: Rule) -> str:
    """What is said of a rule that is not stable."""
    if rule.status == "deprecated":
        return visible(f" (deprecated; {rule.successor})")
    return "" if rule.status == "stable" else f" ({rule.status})"
