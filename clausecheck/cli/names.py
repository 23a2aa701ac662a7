"""What a shell may complete: files, rules, rulesets, and the names that an agreement declares.

A shell asks at each press of a key, so rulesets and agreements are looked through for their names and not read as a whole;
what cannot be read completes nothing.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from clausecheck import resources

_RULE = re.compile(r"^  ([a-z][a-z0-9-]*):[ \t]*\n(?:    .*\n|[ \t]*\n)*?    code: *(\w+)", re.MULTILINE)
_MOST = 2_000_000
"""How many characters of a file are looked through."""

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def files(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Files and folders, which the shell finds itself."""
    return [CompletionItem(incomplete, type="file")]


def rules(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The codes and names of the rules, also after a comma."""
    before, comma, last = incomplete.rpartition(",")
    folder = resources.folder("rulesets")
    own = [Path(str(ctx.params["ruleset"]))] if ctx.params.get("ruleset") else []
    found: dict[str, str] = {}
    for file in [*own, *sorted(folder.rglob("*.yaml"))]:
        for name, code in _RULE.findall(_text(file)):
            found.setdefault(name, code)
    if last[:1].isupper() or last[:1].isdigit():
        items = [(code, name) for name, code in sorted(found.items(), key=lambda pair: pair[1])]
    else:
        items = sorted(found.items())
    return [
        CompletionItem(before + comma + value, help=help) for value, help in items if value.startswith(last)
    ]


def rulesets(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The rulesets that come with clausecheck, and those of packages; where none begins like that, files."""
    from clausecheck.rules.places import every_name

    names = every_name()
    items = [CompletionItem(name) for name in names if name.startswith(incomplete)]
    return items or files(ctx, param, incomplete)


def profiles(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The profiles: those that are a tier, and the overlays."""
    from clausecheck.rules.shapetable import PROFILES, table

    return [CompletionItem(name) for name in (*PROFILES, *table().overlays) if name.startswith(incomplete)]


def declared(kind: str) -> Completer:
    """The names of one kind of block (`priority`) in the file that the command line names."""
    # A block without a brace may be a clause that begins with the same word.
    body = "" if kind in ("site", "region", "tier", "family") else r"(?=[^\n]*\{)"
    block = re.compile(rf"^(?:\[[^\]\n]*\][ \t]*)?{kind}[ \t]+([\w.-]+){body}", re.MULTILINE)

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        # Where the option is last and has no value yet, click has not come to the arguments.
        given = [str(name) for name in (ctx.params.get("file"), *ctx.args) if name]
        names = dict.fromkeys(name for file in given for name in block.findall(_text(Path(file))))
        return [CompletionItem(name) for name in names if name.startswith(incomplete)]

    return complete


def _text(file: Path) -> str:
    with contextlib.suppress(OSError, ValueError):
        if file.is_file():
            with file.open(encoding="utf-8", errors="replace") as stream:
                return stream.read(_MOST)
    return ""
