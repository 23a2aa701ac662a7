"""Every command shows examples in its help, and each of them is a line that the command takes."""

from __future__ import annotations

import re
import shlex

import click
import pytest

from clausecheck.cli.main import _COMMANDS, group


def examples(name: str) -> list[str]:
    """The command lines at the end of a help page, without the remarks beside them."""
    command = group.get_command(click.Context(group), name) if name else group
    assert command is not None
    lines = [line.strip() for line in (command.epilog or "").splitlines()]
    found = [re.sub(r'^eval "\$\((.*?)\)"', r"\1", line) for line in lines]
    return [re.split(r"\s{2,}|\s<\s|\s>\s", line)[0] for line in found if line.startswith("clausecheck ")]


@pytest.mark.parametrize("name", ["", *_COMMANDS])
def test_there_are_examples(name: str) -> None:
    found = examples(name)
    assert 2 <= len(found) <= 8
    assert len(set(found)) == len(found)
    if name:
        assert all(f" {name} " in f"{line} " for line in found[:1])


@pytest.mark.parametrize("line", [line for name in ["", *_COMMANDS] for line in examples(name)])
def test_an_example_can_be_typed(line: str) -> None:
    _, name, *args = shlex.split(line)
    above = click.Context(group, **group.context_settings)  # some versions of click keep what it says of `-h`
    command = group.get_command(above, name)
    assert command is not None, line
    if "--help" in args:
        args.remove("--help")
    command.make_context(name, args, parent=above)
