"""`clausecheck rules`: what a ruleset looks for; and its subcommands for those who write rules."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clausecheck.cli import names
from clausecheck.cli.common import (
    STDIN,
    CommandError,
    emit,
    load_rules,
    output_option,
    ruleset_option,
    say,
    visible,
)

if TYPE_CHECKING:
    from clausecheck.rules.rule import Rule
    from clausecheck.rules.ruleset import Ruleset

TIERS = ("readable", "contradiction", "core", "thorough")
"""Those of `clausecheck.rules.shapetable`, which a look at the help does not need."""


@click.group(
    "rules",
    invoke_without_command=True,
    subcommand_metavar="[COMMAND]",
    epilog="""\b
Examples:
  clausecheck rules                              all that `msp` looks for
  clausecheck rules --block backup --tier core   those of one block of questions
  clausecheck rules --source GDPR --format markdown
  clausecheck rules --ruleset own.yaml --format json -o rules.json
  clausecheck rules new own                      begins a ruleset in own.yaml
  clausecheck rules test own.yaml                runs its examples
  clausecheck rules schema -o rules.schema.json  for editors""",
)
@ruleset_option
@click.option(
    "--select",
    multiple=True,
    metavar="RULE",
    shell_complete=names.rules,
    help="Only these: codes, names, or prefixes like CC3.",
)
@click.option(
    "--block", multiple=True, metavar="NAME", help="Only those of a block of questions, such as backup."
)
@click.option("--tier", multiple=True, type=click.Choice(TIERS), help="Only those of a tier.")
@click.option(
    "--severity",
    multiple=True,
    type=click.Choice(["error", "warning", "info"]),
    help="Only those of a severity.",
)
@click.option(
    "--source", metavar="WORDS", help="Only those that a source asks for in whose name the words stand."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How they are written; `clausecheck schema rules` describes the JSON.",
)
@output_option
@click.pass_context
def command(
    ctx: click.Context,
    ruleset: str,
    select: tuple[str, ...],
    block: tuple[str, ...],
    tier: tuple[str, ...],
    severity: tuple[str, ...],
    source: str | None,
    form: str,
    output: str | None,
) -> None:
    """List the rules of a ruleset, one a line: code, severity, name, what is wrong. Rules that are in preview or deprecated
    are called so.

    The commands are for those who write rules: `new` begins a ruleset, `test` runs the examples of one, `schema` prints the
    JSON Schema for editors."""
    if ctx.invoked_subcommand is not None:
        _refuse_options(ctx)
        return
    from clausecheck.reports import rule_list

    loaded = load_rules(ruleset, select).with_previews()
    asked: list[tuple[str, bool, Callable[[Rule], bool]]] = [
        ("--block", bool(block), lambda rule: rule.block in block),
        ("--tier", bool(tier), lambda rule: rule.tier in tier),
        ("--severity", bool(severity), lambda rule: rule.severity.value in severity),
        ("--source", source is not None, lambda rule: _asks((source or "").casefold(), rule)),
    ]
    rules = [rule for rule in loaded.rules if not select or _selected(rule, loaded, select)]
    _known(block, (rule.block for rule in loaded.known()), "block of questions")
    rules = [rule for rule in rules if all(fits(rule) for _, wanted, fits in asked if wanted)]
    rules.sort(key=lambda rule: rule.code)
    if not rules:
        options = [option for option, wanted, _ in asked if wanted]
        raise CommandError(
            f"no rule of {visible(ruleset)} fits {' and '.join(options) or 'what is asked for'}"
        )
    if form == "json":
        emit(rule_list.as_json(loaded, rules), output)
    else:
        emit(rule_list.markdown(rules) if form == "markdown" else rule_list.text(rules, visible), output)
    say_untried(loaded)


def _refuse_options(ctx: click.Context) -> None:
    """An option before a subcommand would have no effect."""
    for param in ctx.command.params:
        source = ctx.get_parameter_source(param.name or "")
        if source is not None and source.name == "COMMANDLINE":
            raise click.UsageError(
                f"{param.opts[0]} belongs behind `{ctx.invoked_subcommand}`, if anywhere.", ctx
            )


def _selected(rule: Rule, loaded: Ruleset, select: Iterable[str]) -> bool:
    """Whether a rule was asked for; those of the reader stay in every ruleset, and are not."""
    return any(rule.name == one.name for one in loaded.matching(*select))


def _asks(words: str, rule: Rule) -> bool:
    return any(words in str(citation).casefold() for citation in rule.citations)


def _known(given: Iterable[str], known: Iterable[str], what: str) -> None:
    """Refuse a word that is none of those that are known."""
    from clausecheck.language.spelling import close_word

    words = sorted({word for word in known if word})
    for text in given:
        if text not in words:
            near = close_word(text, words)
            hint = f"did you mean `{near}`?" if near else f"known are {', '.join(words)}"
            raise CommandError(visible(f"there is no {what} `{text}`; {hint}"))


def say_untried(ruleset: Ruleset) -> None:
    """Say on standard error that examples were not run since a file was changed, or have failed; nothing where nothing is
    kept between runs, for then nobody knows."""
    from clausecheck.rules.trying import untried

    words = "" if os.environ.get("CLAUSECHECK_NO_CACHE") else untried(ruleset)
    if words:
        say(f"{words}; `clausecheck rules test` runs them")


@command.command(
    "test",
    epilog="""\b
Examples:
  clausecheck rules test firm.yaml
  clausecheck rules test --select FIRM002 firm.yaml
  clausecheck rules test --format junit -o rules.xml firm.yaml

\b
Exit code: 0 each example shows what it is to show, 1 one contradicts its rule, 2 the run itself failed.""",
)
@click.argument("ruleset", required=False, metavar="[NAME|FILE]", shell_complete=names.rulesets)
@click.option(
    "--select",
    multiple=True,
    metavar="RULE",
    shell_complete=names.rules,
    help="Only these rules: codes, names, or prefixes like FIRM1.",
)
@click.option("--inherited", is_flag=True, help="Also the rules that it extends, as it has changed them.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "junit"]),
    default="text",
    show_default=True,
    help="How it is written; junit is for CI servers.",
)
@output_option
def test(
    ruleset: str | None, select: tuple[str, ...], inherited: bool, form: str, output: str | None
) -> None:
    """Run the examples of the rules of a ruleset, by default the one that the config names: each flawed one must give a
    finding of its rule, and each clean one none. Only the rule of an example runs on it."""
    from clausecheck.reports import rule_tests
    from clausecheck.rules.trying import note_tried, own, tried

    named = ruleset if ruleset is not None else _configured()
    loaded = load_rules(named).with_previews()
    rules = tuple(loaded.known()) if inherited else own(loaded)
    if select:
        from clausecheck.rules.errors import UnknownRule

        try:
            chosen = {rule.name for rule in loaded.matching(*select)}
        except UnknownRule as error:
            raise CommandError(visible(str(error.args[0]))) from None
        rules = tuple(rule for rule in loaded.known() if rule.name in chosen)
    results = [one for one in tried(loaded, rules) if one.rule.ruleset != "template"]
    emit(rule_tests.junit(results) if form == "junit" else rule_tests.text(results, named), output)
    if output is not None and any(not one.passed for one in results):
        say(rule_tests.counted(results))
    if not select and not os.environ.get("CLAUSECHECK_NO_CACHE"):
        note_tried(loaded, results)
    if any(not one.passed for one in results):
        sys.exit(1)


def _configured() -> str:
    """The ruleset that the config of the current folder names."""
    from clausecheck.cli.runs import CheckOptions, configured

    return str(configured(Path(STDIN), CheckOptions()).ruleset)


@command.command(
    "new",
    epilog="""\b
Examples:
  clausecheck rules new acme                        writes acme.yaml
  clausecheck rules new acme --letters ACM -o rules/acme.yaml""",
)
@click.argument("name")
@click.option("--letters", metavar="LETTERS", help="Two to five capitals with which its codes begin.")
@output_option
def new(name: str, letters: str | None, output: str | None) -> None:
    """Begin a ruleset called NAME, in NAME.yaml: it builds on `msp`, and has one rule with its examples. No file is ever
    written over."""
    from clausecheck.rules.ruleset import CODE, NAME, OURS
    from clausecheck.rules.starting import starting

    if not NAME.fullmatch(name):
        raise CommandError(
            f"{visible(name)!r} is no name of a ruleset: small letters, digits and hyphens, such as `acme`"
        )
    if letters is not None and (not CODE.fullmatch(f"{letters}001") or letters == OURS):
        raise CommandError(
            f"{visible(letters)!r} is no beginning of codes: two to five capitals, and not {OURS}, which are clausecheck's"
        )
    file = output or f"{name}.yaml"
    emit(starting(name, file, letters or ""), file, as_is=True, new=True)
    say(f"{visible(file)} is written; `clausecheck rules test {visible(file)}` runs its examples", prefix="")


@command.command(
    "schema",
    epilog="""\b
Examples:
  clausecheck rules schema -o rules.schema.json
  clausecheck rules schema""",
)
@output_option
def schema(output: str | None) -> None:
    """Print the JSON Schema (2020-12) of a ruleset, for editors: with the YAML extension of VS Code, write
    `# yaml-language-server: $schema=rules.schema.json` at the top of a ruleset."""
    from clausecheck.rules.keys import json_schema

    emit(json.dumps(json_schema(), indent=2, ensure_ascii=False), output)
