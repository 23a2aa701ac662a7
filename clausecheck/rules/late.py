"""The program of a rule whose expressions the tests have checked: each part is compiled only when it is needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from clausecheck.rules import functions as _functions  # noqa: F401 - fills the registry of functions
from clausecheck.rules import meanings as _meanings  # noqa: F401 - the same
from clausecheck.rules import said as _said  # noqa: F401 - the same
from clausecheck.rules.expression import Compiler
from clausecheck.rules.rule import Pointer, Program, Template, Wording
from clausecheck.rules.runtime import TruthCode, all_parts

T = TypeVar("T")


def late_program(wording: Wording, compiler: Compiler) -> Program:
    """The program of a rule, each part compiled only when it is needed."""
    template = templates(compiler)

    def late(text: str, compile_: Callable[[str], T]) -> Callable[[], T | None]:
        return lambda: compile_(text) if text else None

    def parts() -> TruthCode:
        return all_parts([(words, compiler.condition(text)) for words, text in wording.parts])

    def pointers() -> list[Pointer]:
        return [
            Pointer(path, compiler.path(path)[1], None if words is None else template(words))
            for path, words in wording.pointers
        ]

    return Program(
        {
            "require": parts if wording.parts else late(wording.require, compiler.condition),
            "when": late(wording.when, compiler.condition),
            "message": late(wording.message, template),
            "label": late(wording.label, template),
            "case": late(wording.case, template),
            "help": lambda: [template(text) for text in wording.help],
            "pointers": pointers,
            "expected": lambda: wording.expected,
        },
        wording,
    )


def templates(compiler: Compiler) -> Callable[[str], Template]:
    """What makes templates for a rule; a text that begins at the margin is stripped."""
    return lambda text: (
        Template(text.strip(), compiler) if text == text.lstrip() else Template(text, compiler)
    )
