"""What holds for any text: reading never raises, spans lie where they should, a mistake stays local."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausecheck.language import machine
from clausecheck.language.builder import field_types
from clausecheck.language.lexer import Token
from clausecheck.language.parser import Parsed, parse, parse_bytes, vocabulary
from clausecheck.language.tree import KINDS, Block, Clause, Document, Node
from clausecheck.language.values import Value
from clausecheck.source import LINE_END

TOUR = (Path(__file__).parents[2] / "samples" / "tour.sla").read_text(encoding="utf-8")
LINES = TOUR.split("\n")
#: Whole blocks of the tour: small texts in which mutations meet each other.
BLOCKS = [block + "\n" for block in re.split(r"\n(?=[a-z\[])", TOUR) if not block.startswith("#")]
WORDS = re.findall(r'"""|"[^"\n]*"|\w+(?:[-.:/]\w+)*|[^\w\s]|\n', TOUR)
NOISE = [*'"“”‘’«»[](){}#,;:.+-*/<>=!?&%$£€_\\\n\r\t\0\u00a0\u200b\u2028\ufeff', '"""', "24/7", "5pm", "9-17", "X", "é", "日"]

#: A clause may take a part whose word also begins a clause of the same block; nobody writes both on two lines.
SHARED = {("agreement", "contact")}


def check(parsed: Parsed) -> None:
    """What holds for the tree and the findings of any text."""
    size = len(parsed.source.text)
    for finding in parsed.problems:
        assert 0 <= finding.span.start <= finding.span.end <= size
        assert finding.message and finding.name
        for edit in finding.edits:
            assert 0 <= edit.span.start <= edit.span.end <= size
    assert parsed.document.span.end == size
    check_block(parsed.document, size)


def check_block(block: Block, size: int) -> None:
    end = 0
    for node in block.clauses:
        assert 0 <= node.span.start <= node.head.end <= node.span.end <= size
        assert node.head.start == node.span.start
        assert node.span.start >= end  # in the order of the text, none inside another
        end = node.span.end
        for _, value in node.contents():
            check_value(value, node)
        if isinstance(node, Block):
            check_block(node, size)
            for clause in node.clauses:
                assert node.span.start <= clause.span.start and clause.span.end <= node.span.end


def check_value(value: Value, node: Node) -> None:
    for inner in value.walk():
        assert node.head.start <= inner.span.start <= inner.span.end <= node.head.end, (value, inner)


def names(parsed: Parsed) -> list[str]:
    return [finding.name for finding in parsed.problems]


def heads(document: Document) -> list[str]:
    return [node.kind if node.kind != "broken" else getattr(node, "meant", "") for node in document.clauses]


@given(st.text())
@settings(max_examples=400, deadline=None)
def test_any_text_is_read(text: str) -> None:
    check(parse(text))


@given(st.lists(st.sampled_from([*WORDS, *NOISE]), max_size=40), st.sampled_from(["", " "]))
@settings(max_examples=800, deadline=None)
def test_any_mixture_of_words_is_read(words: list[str], between: str) -> None:
    check(parse(between.join(words)))


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read(data: bytes) -> None:
    check(parse_bytes(data))


def changed(text: str, draw: st.DataObject, pieces: list[str], noise: st.SearchStrategy[str]) -> str:
    """A text with some pieces left out, doubled, put elsewhere or put in."""
    for _ in range(draw.draw(st.integers(1, 4))):
        at = draw.draw(st.integers(0, len(pieces) - 1))
        match draw.draw(st.sampled_from(["delete", "double", "insert", "swap"])):
            case "delete":
                del pieces[at]
            case "double":
                pieces.insert(at, pieces[at])
            case "insert":
                pieces.insert(at, draw.draw(noise))
            case "swap":
                other = draw.draw(st.integers(0, len(pieces) - 1))
                pieces[at], pieces[other] = pieces[other], pieces[at]
        pieces = pieces or [""]
    return "".join(pieces)


@given(st.data())
@settings(max_examples=600, deadline=None)
def test_a_block_with_changed_words_is_read(data: st.DataObject) -> None:
    block = data.draw(st.sampled_from(BLOCKS))
    check(parse(changed(block, data, re.findall(r"\w+|\s+|.", block), st.sampled_from([*WORDS, *NOISE]))))


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_a_block_with_changed_characters_is_read(data: st.DataObject) -> None:
    block = data.draw(st.sampled_from(BLOCKS))
    check(parse(changed(block, data, list(block), st.sampled_from(NOISE) | st.characters())))


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_the_tour_with_changed_lines_is_read(data: st.DataObject) -> None:
    lines = TOUR.splitlines(keepends=True)
    check(parse(changed(TOUR, data, lines, st.sampled_from([*lines, *(word + "\n" for word in WORDS)]))))


def test_the_tour_itself() -> None:
    parsed = parse(TOUR)
    check(parsed)
    assert names(parsed) == []


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_other_systems_say_the_same(end: str) -> None:
    parsed = parse(TOUR.replace("\n", end))
    assert names(parsed) == []
    plain = parse(TOUR).document
    said = [node for node in plain.walk() if not getattr(node, "prose", None) and node.kind != "file"]
    also = [node for node in parsed.document.walk() if not getattr(node, "prose", None) and node.kind != "file"]
    assert said == also


def test_tabs_say_the_same() -> None:
    assert parse(TOUR.replace("  ", "\t")).document == parse(TOUR.replace("  ", " ")).document


# ---- a mistake stays local ---------------------------------------------------------------------------


def texts() -> set[int]:
    """The lines that lie in a text between triple quotes, where nothing is a clause."""
    found, inside = set(), False
    for number, line in enumerate(LINES):
        if inside:
            found.add(number)
        inside ^= line.count('"""') % 2 == 1
        if inside:
            found.add(number)
    return found


def test_a_comma_at_a_line_end_glues_nothing() -> None:
    whole = parse(TOUR).document
    plain = [repr(node) for node in whole.walk()]
    for number, line in enumerate(LINES):
        if number in texts():
            continue
        text = "\n".join([*LINES[:number], line + ",", *LINES[number + 1 :]])
        parsed = parse(text)
        assert set(names(parsed)) <= {"stray-comma"}, (line, names(parsed))
        assert [repr(node) for node in parsed.document.walk()] == plain, line


def test_a_line_left_out_leaves_the_blocks_around_it() -> None:
    whole = heads(parse(TOUR).document)
    for number, line in enumerate(LINES):
        if not line.startswith(" ") or "{" in line or "}" in line or number in texts():
            continue
        parsed = parse("\n".join([*LINES[:number], *LINES[number + 1 :]]))
        assert heads(parsed.document) == whole, line


@pytest.mark.parametrize("noise", ["foo bar", "respond within", "€ $ %", '"unclosed', "[x", "(((", "availability 5 5 5"])
def test_a_broken_line_leaves_the_blocks_around_it(noise: str) -> None:
    whole = heads(parse(TOUR).document)
    for number, line in enumerate(LINES):
        if not re.match(r"  +[a-z]", line) or "{" in line or number in texts() or LINES[number - 1].endswith(","):
            continue
        parsed = parse("\n".join([*LINES[:number], "  " + noise, *LINES[number:]]))
        assert heads(parsed.document) == whole, line
        assert 1 <= len(parsed.problems) <= 2, (line, parsed.problems)


def test_a_brace_left_out_loses_one_block_at_most() -> None:
    whole = heads(parse(TOUR).document)
    for number, line in enumerate(LINES):
        if number in texts() or line.strip() != "}":
            continue
        parsed = parse("\n".join([*LINES[:number], *LINES[number + 1 :]]))
        assert names(parsed) == ["unclosed-block"], (number, parsed.problems)
        assert heads(parsed.document) == whole
    for number, line in enumerate(LINES):
        if number in texts() or not line.endswith("{"):
            continue
        parsed = parse("\n".join([*LINES[:number], line.removesuffix(" {"), *LINES[number + 1 :]]))
        assert names(parsed) == ["missing-brace"], (line, parsed.problems)
        assert heads(parsed.document) == whole


def test_a_brace_too_many_is_one_finding() -> None:
    whole = heads(parse(TOUR).document)
    for number, line in enumerate(LINES):
        if number in texts() or line.strip() != "}":
            continue
        parsed = parse("\n".join([*LINES[:number], "  " + line, *LINES[number:]]))
        assert names(parsed) == ["stray-brace"], (number, parsed.problems)
        assert heads(parsed.document) == whole


def test_no_word_begins_a_clause_and_a_part_in_one_block() -> None:
    words = vocabulary()
    common = set(field_types(Clause))
    shared = set()
    for block, cls in [*((kind, cls) for kind, cls in KINDS.items() if issubclass(cls, Block)), ("file", Document)]:
        inside = {kind: found for kind, found in KINDS.items() if block in found.inside}
        starters = {head.split()[0] for kind in inside for head in words.heads[kind]}
        for found in inside.values():
            for name in field_types(found):
                heads_ = {head.split()[0] for head in words.parts.get(name, ()) if head}
                shared |= {(block, word) for word in heads_ & starters}
                assert name not in common or not heads_ & starters
        assert cls is not None
    assert shared <= SHARED


# ---- growth ------------------------------------------------------------------------------------------


def counted(text: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many steps the parser takes for a text: tokens that it was fed or only asked about."""
    steps = 0

    def counting(method: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object) -> object:
            nonlocal steps
            steps += 1
            return method(*args)

        return call

    with monkeypatch.context() as patch:
        for name in ("feed", "step", "typed"):
            patch.setattr(machine.Machine, name, counting(getattr(machine.Machine, name)))
        parse(text)
    return steps


@pytest.mark.parametrize(
    "piece",
    [
        "".join(BLOCKS),
        "priority P1 {\n  respond within 4 huors, durng business\n  updte every\n  foo bar\n}\n",
        "service desk {\n  includes \"a\" \"b\",\n    \"c\"\n",
        "{\n}\n}\n",
        "The provider shall do its best.\n",
        ", ",
    ],
    ids=["tour", "misspelt", "unclosed", "braces", "prose", "commas"],
)
def test_work_grows_with_the_text(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    few, many = (counted(piece * times, monkeypatch) for times in (4, 16))
    assert many <= 4.5 * few + 200


def test_a_token_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    fed: list[Token] = []
    feed = machine.Machine.feed

    def listening(self: machine.Machine, type_: str, token: Token) -> None:
        fed.append(token)
        feed(self, type_, token)

    monkeypatch.setattr(machine.Machine, "feed", listening)
    parsed = parse(TOUR)
    assert len({id(token) for token in fed}) == len(fed)
    assert len(fed) <= len(parsed.tokens) + len(LINE_END.findall(TOUR))
