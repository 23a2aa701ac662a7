"""`clausecheck schema`: the JSON Schemas of what the other commands write."""

from __future__ import annotations

import json

import click

from clausecheck.cli.common import emit, output_option

KINDS = (
    "agreement",
    "report",
    "config",
    "deadlines",
    "simulation",
    "portfolio",
    "rule",
    "rules",
    "ruleset",
    "diff",
)


@click.command(
    "schema",
    epilog="""\b
Examples:
  clausecheck schema -o agreement.schema.json
  clausecheck schema report
  clausecheck schema config -o clausecheck.schema.json    for editors""",
)
@click.argument(
    "what",
    type=click.Choice(KINDS),
    default="agreement",
    metavar=f"[{'|'.join(KINDS)}]",  # versions of click differ in what they make of a choice with a default
)
@output_option
def command(what: str, output: str | None) -> None:
    """Print the JSON Schema (2020-12) of `show --format json` (agreement), of `check --format json` (report), of
    clausecheck.toml (config), of a ruleset in YAML (ruleset), or of what `deadlines`, `simulate` (simulation), `portfolio`,
    `diff`, `explain` (rule) and `rules` write with `--format json`."""
    if what == "agreement":
        from clausecheck.agreement.export import json_schema
    elif what == "config":
        from clausecheck.config.keys import json_schema
    elif what == "deadlines":
        from clausecheck.reports.deadlines import json_schema
    elif what == "portfolio":
        from clausecheck.reports.portfolio import json_schema
    elif what == "diff":
        from clausecheck.reports.difference import json_schema
    elif what == "rule":
        from clausecheck.reports.explain import json_schema
    elif what == "rules":
        from clausecheck.reports.rule_list import json_schema
    elif what == "ruleset":
        from clausecheck.rules.keys import json_schema
    elif what == "simulation":
        from clausecheck.reports.timeline import json_schema
    else:
        from clausecheck.reports.json_report import json_schema
    emit(json.dumps(json_schema(), indent=2, ensure_ascii=False), output)
