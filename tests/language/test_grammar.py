"""The grammar has no conflicts, and says the same as the dataclasses of the tree."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from lark import Lark
from lark import logger as lark_logger
from lark.grammar import NonTerminal

from clausecheck.language.builder import field_types
from clausecheck.language.grammar import compile_grammar, grammar_table, plain
from clausecheck.language.parser import parse, reader, vocabulary
from clausecheck.language.tree import KINDS, Clause

TOUR = Path(__file__).parents[2] / "samples" / "tour.sla"


@pytest.fixture(scope="module")
def lark() -> Iterator[tuple[Lark, list[str]]]:
    """The grammar, compiled anew, and what Lark says while it does so."""
    wording: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            wording.append(record.getMessage())

    listener, level = Listener(), lark_logger.level
    lark_logger.addHandler(listener)
    lark_logger.setLevel(logging.DEBUG)
    try:
        yield compile_grammar(debug=True), wording
    finally:
        lark_logger.setLevel(level)
        lark_logger.removeHandler(listener)


def below(lark: Lark, rule: str) -> set[str]:
    """The rules that stand directly in a rule."""
    rules = [found for found in lark.rules if found.origin.name == rule]
    aliases = {
        found.origin.name: found.alias for found in lark.rules if found.alias and len(found.expansion) == 1
    }
    return {
        aliases.get(symbol.name) or symbol.name
        for found in rules
        for symbol in found.expansion
        if isinstance(symbol, NonTerminal)
    }


def field(rule: str) -> str:
    return "name" if plain(rule) in ("name", "open") else plain(rule)


def test_there_are_no_conflicts(lark: tuple[Lark, list[str]]) -> None:
    assert [line for line in lark[1] if "conflict" in line.lower() or "collision" in line.lower()] == []


def test_each_statement_has_its_dataclass(lark: tuple[Lark, list[str]]) -> None:
    assert below(lark[0], "_head") - {"broken"} == set(KINDS)


def test_each_slot_has_its_field(lark: tuple[Lark, list[str]]) -> None:
    for kind, cls in KINDS.items():
        slots = {field(rule) for rule in below(lark[0], kind)}
        assert slots <= set(field_types(cls)), kind


def test_each_part_has_its_field(lark: tuple[Lark, list[str]]) -> None:
    parts = below(lark[0], "part")
    fields = {name for cls in KINDS.values() for name in field_types(cls)}
    assert parts - fields == set()


def test_each_field_has_its_rule(lark: tuple[Lark, list[str]]) -> None:
    # What is aimed at is said by `within`, where `at most` says what is promised; `8x5` says how long on each day.
    parts = below(lark[0], "part") | {"prose", "aim", "a_day"}
    for kind, cls in KINDS.items():
        slots = {field(rule) for rule in below(lark[0], kind)}
        assert set(field_types(cls)) - slots - parts == set(), kind


def test_positional_fields_that_are_required_cannot_be_left_out(lark: tuple[Lark, list[str]]) -> None:
    """What a clause needs stands in each form of it, unless the class says that it may be absent."""
    for kind, cls in KINDS.items():
        forms = [rule for rule in lark[0].rules if rule.origin.name == kind]
        for name, wanted in field_types(cls).items():
            wording = [
                any(isinstance(s, NonTerminal) and field(s.name) == name for s in form.expansion)
                for form in forms
            ]
            if any(wording) and not all(wording):
                assert not wanted.required, (kind, name)


def test_the_schema_knows_its_blocks() -> None:
    for kind, cls in KINDS.items():
        assert cls.inside, kind
        for block in cls.inside:
            assert block == "file" or block in KINDS, (kind, block)
        assert (cls.__doc__ or "").strip(), kind
        for name, wanted in field_types(cls).items():
            assert wanted.spec.doc, (kind, name)
            assert wanted.describe(), (kind, name)


def test_keywords_and_parts_are_words(lark: tuple[Lark, list[str]]) -> None:
    words = vocabulary()
    for kind in KINDS:
        assert words.heads[kind] or kind in ("opening", "grouped")
    assert all(words.parts[name] for name in words.parts if name not in ("times_in", "holidays")), words.parts
    for word in reader().starters | words.part_words:
        assert word == word.lower() and word.isascii()


def test_the_cached_grammar_is_the_grammar(lark: tuple[Lark, list[str]]) -> None:
    rules = [(rule.origin.name, [symbol.name for symbol in rule.expansion]) for rule in lark[0].rules]
    assert sorted((rule.origin, [*rule.symbols]) for rule in grammar_table().rules) == sorted(rules)


def test_the_tour_shows_every_kind() -> None:
    """Kinds that the tour does not show are printed; they are to be added there."""
    document = parse(TOUR.read_text(encoding="utf-8")).document
    shown = {node.kind for node in document.walk()}
    missing = sorted(set(KINDS) - shown)
    print("kinds that the tour does not show:", ", ".join(missing) or "none")
    clauses = [node for node in document.walk() if isinstance(node, Clause)]
    used = {
        name for node in clauses for name in field_types(type(node)) if getattr(node, name) not in (None, ())
    }
    unused = sorted({name for cls in KINDS.values() for name in field_types(cls)} - used)
    print("fields that the tour does not show:", ", ".join(unused) or "none")
    assert len(missing) < len(KINDS) / 2
