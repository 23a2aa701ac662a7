"""`clausecheck rules`: what a ruleset looks for."""

from __future__ import annotations

import click

from clausecheck.cli.common import emit, load_rules, output_option, ruleset_option, visible


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
    """List the rules of a ruleset, one a line: code, severity, name, what is wrong."""
    rules = sorted(load_rules(ruleset).rules, key=lambda rule: rule.code)
    size = max((len(rule.name) for rule in rules), default=0)
    lines = [
        f"{rule.code}  {rule.severity.value:7}  {rule.name:{size}}  {visible(rule.title)}" for rule in rules
    ]
    emit("\n".join(lines), output)
