"""`clausecheck init`: the first draft of an agreement, from a template."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from clausecheck.cli import names
from clausecheck.cli.common import CommandError, emit, say, visible
from clausecheck.inputs import SUFFIX

if TYPE_CHECKING:
    from clausecheck.drafting import Asked

_CONFIG = "clausecheck.toml"
_AGREEMENT = "agreement"
_HOOK = ".pre-commit-config.yaml"


def _templates(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from clausecheck.drafting import templates

    return [
        CompletionItem(name, help=line) for name, line in templates().items() if name.startswith(incomplete)
    ]


@click.command(
    "init",
    epilog="""\b
Examples:
  clausecheck init                                  ask for everything
  clausecheck init --list                           the templates, and the values they need
  clausecheck init help-desk acme.sla               ask for the values only
  clausecheck init backup --defaults                ask nothing; what only the parties know is tbd
  clausecheck init hosting --defaults --set country=DE --set "provider=Elbsicher GmbH"
  clausecheck init internal --config --hook         also a config, and a check before each commit

\b
Exit code: 0 the draft is written, 2 it is not; nothing is left half written.""",
)
@click.argument("template", required=False, metavar="[NAME]", shell_complete=_templates)
@click.argument("file", required=False, shell_complete=names.files)
@click.option("--list", "listing", is_flag=True, help="Show the templates, and the values they need.")
@click.option(
    "--defaults",
    is_flag=True,
    help="Ask nothing: take what is proposed, and tbd for what only the parties know.",
)
@click.option(
    "--set", "given", multiple=True, metavar="KEY=VALUE",
    help="A value, such as country=DE; tbd where it is not agreed yet. As often as you like.",
)  # fmt: skip
@click.option("--config", is_flag=True, help=f"Also write {_CONFIG} into the current folder.")
@click.option("--hook", is_flag=True, help=f"Also write {_HOOK} into the current folder.")
def command(
    template: str | None,
    file: str | None,
    listing: bool,
    defaults: bool,
    given: tuple[str, ...],
    config: bool,
    hook: bool,
) -> None:
    """Begin an agreement from the template NAME, in FILE (NAME.sla by default; - for standard output).

    It asks for the values that the template needs and proposes those that are usual in the country. Where there is no
    terminal, it asks nothing and says which values are missing. No file is ever written over.
    """
    from clausecheck.drafting import BadValue, companion, draft, proposals

    if listing:
        emit("\n".join(_listed()), None)
        return
    asking = not defaults and sys.stdin is not None and sys.stdin.isatty()
    with _asking():
        name = _chosen(template, asking)
    files = _targets(file or f"{name}{SUFFIX}", config, hook)
    values = _given(name, given)
    if asking:
        with _asking():
            _ask(name, values)
    elif not defaults:
        _complete(name, values)
    every = proposals(name, values)
    try:
        text = draft(name, every)
    except BadValue as error:
        raise CommandError(visible(str(error))) from None
    texts = {_CONFIG: companion(_CONFIG), _HOOK: companion("pre-commit-config.yaml"), _AGREEMENT: text}
    _write(files, texts)
    _tell(every, values, files[_AGREEMENT])


@contextlib.contextmanager
def _asking() -> Iterator[None]:
    """Questions end with their line, also where Ctrl-C is the answer."""
    try:
        yield
    except click.Abort:
        click.echo(err=True)
        raise


def _listed() -> list[str]:
    from clausecheck.drafting import asked, templates

    rows = templates()
    width = max(map(len, rows))
    lines = [f"{name:{width}}  {line}" for name, line in rows.items()]
    keys = {one.key: one for name in rows for one in asked(name)}
    wide = max(map(len, keys))
    return [
        *lines,
        "",
        "Values (--set KEY=VALUE):",
        *(f"  {key:{wide}}  {one.question}" for key, one in keys.items()),
    ]


def _chosen(template: str | None, asking: bool) -> str:
    """The name of a template that there is. Raises `CommandError`."""
    from clausecheck.drafting import nearest, templates

    known = templates()
    if template is None:
        if not asking:
            raise CommandError(
                f"which template? One of {', '.join(known)}; `clausecheck init --list` says what each is for"
            )
        for line in _listed()[: len(known)]:
            click.echo(line, err=True)
        return str(click.prompt("Template", type=click.Choice(list(known)), err=True, show_choices=False))
    if template not in known:
        meant = nearest(template, known)
        hint = f"did you mean `{meant}`?" if meant else f"there are {', '.join(known)}"
        raise CommandError(f"there is no template {visible(repr(template))}; {hint}")
    return template


def _targets(file: str, config: bool, hook: bool) -> dict[str, str | None]:
    """What is written where; none of it may be there yet. Raises `CommandError`."""
    if file != "-" and not file.lower().endswith(SUFFIX):
        raise CommandError(f"the name of an agreement ends in {SUFFIX}: {visible(file)}{SUFFIX}?")
    wanted: dict[str, str | None] = {_AGREEMENT: None if file == "-" else file}
    wanted |= {_CONFIG: _CONFIG} if config else {}
    wanted |= {_HOOK: _HOOK} if hook else {}
    there = [path for path in wanted.values() if path is not None and os.path.lexists(path)]
    if there:
        lines = [f"{visible(path)} is already there, and nothing is written over" for path in there]
        raise CommandError(*lines)
    return wanted


def _given(name: str, given: tuple[str, ...]) -> dict[str, str]:
    """The values of `--set`, each read. Raises `CommandError` with everything that is wrong with them."""
    from clausecheck.drafting import ASKED, BadValue, asked, nearest

    needed = {one.key: one for one in asked(name)}
    values: dict[str, str] = {}
    wrong: list[str] = []
    for pair in given:
        key, equals, text = pair.partition("=")
        key = key.strip()
        if not equals:
            wrong.append(f"--set {visible(pair)}: a key, an equals sign and a value are needed")
        elif key in values:
            wrong.append(f"--set {key}: it is given twice")
        elif key in needed:
            try:
                values[key] = needed[key].taken(text)
            except BadValue as error:
                wrong.append(visible(f"--set {key}: {error}"))
        elif key in {one.key for one in ASKED}:
            wrong.append(f"--set {key}: the template {name} needs no such value")
        else:
            meant = nearest(key, needed)
            hint = f"did you mean `{meant}`?" if meant else f"there are {', '.join(needed)}"
            wrong.append(f"--set {visible(key)}: there is no such value; {hint}")
    if wrong:
        raise CommandError(*wrong)
    return values


def _ask(name: str, values: dict[str, str]) -> None:
    """Ask for each value that was not given, until it can be taken."""
    from clausecheck.drafting import OPEN, asked

    click.echo(
        f"Enter takes what stands in brackets; {OPEN} leaves a value open. Ctrl-C stops, and nothing is written.",
        err=True,
    )
    for one in asked(name):
        if one.key not in values:
            proposed = one.proposed(values)
            values[one.key] = str(
                click.prompt(
                    one.question,
                    default=proposed,  # where it is nothing, an empty answer is told so, not only asked again
                    show_default=bool(proposed),
                    value_proc=functools.partial(_answer, one),
                    err=True,
                )
            )


def _answer(one: Asked, text: str) -> str:
    from clausecheck.drafting import OPEN, BadValue

    try:
        return one.taken(text)
    except BadValue as error:
        needed = f"an answer is needed{f', or {OPEN} to leave it open' if one.may_be_open else ''}"
        raise click.UsageError(visible(str(error)) if text.strip() else needed) from None


def _complete(name: str, values: dict[str, str]) -> None:
    """Raises `CommandError` where a value is missing that cannot be proposed."""
    from clausecheck.drafting import asked

    missing = [one.key for one in asked(name) if one.key not in values and not one.proposed(values)]
    if missing:
        raise CommandError(
            f"there is no terminal to ask at, and these values are missing: {', '.join(missing)}",
            "give each with --set KEY=VALUE (tbd where it is not agreed), or take --defaults",
        )


def _write(files: dict[str, str | None], texts: dict[str, str]) -> None:
    """Write all of it or nothing: what was written is taken away again where the rest cannot be."""
    written: list[str] = []
    try:
        for key, text in texts.items():
            if key in files:
                path = files[key]
                emit(text, path, as_is=True, new=True)
                if path is not None:
                    written.append(path)
    except BaseException:
        for path in written:
            with contextlib.suppress(OSError):
                os.unlink(path)
        raise


def _tell(values: dict[str, str], given: dict[str, str], path: str | None) -> None:
    """What was taken without being asked, what is open, and what comes next."""
    from clausecheck.drafting import OPEN

    taken = [f"{key} {value}" for key, value in values.items() if key not in given and value != OPEN]
    still = [key for key, value in values.items() if value == OPEN]
    if taken:
        say(f"taken as usual: {', '.join(taken)}", prefix="")
    if still:
        say(f"left open (tbd): {', '.join(still)}", prefix="")
    if path is not None:
        say(f"{path} is written; what is still tbd in it, only the parties can say", prefix="")
        say(f"next: clausecheck check {path}", prefix="")
