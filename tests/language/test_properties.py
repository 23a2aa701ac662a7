"""What holds for any text: reading never raises, spans lie where they should, a mistake stays local."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausecheck.language import parser_state
from clausecheck.language.builder import field_types
from clausecheck.language.parser import Parsed, parse, parse_bytes, vocabulary
from clausecheck.language.tokens import Token
from clausecheck.language.tree import KINDS, Block, Clause, Document, Node
from clausecheck.language.values import Value
from clausecheck.source import LINE_END
from tests.examples import examples

TOUR = (Path(__file__).parents[2] / "samples" / "tour.sla").read_text(encoding="utf-8")
LINES = TOUR.split("\n")
#: Whole blocks of the tour: small texts in which mutations meet each other.
BLOCKS = [block + "\n" for block in re.split(r"\n(?=[a-z\[])", TOUR) if not block.startswith("#")]
WORDS = re.findall(r'"""|"[^"\n]*"|\w+(?:[-.:/]\w+)*|[^\w\s]|\n', TOUR)
NOISE = [
    *'"“”\u2018\u2019«»[](){}#,;:.+-*/<>=!?&%$£€_\\\n\r\t\0\u00a0\u200b\u2028\ufeff',
    '"""',
    "24/7",
    "5pm",
    "9-17",
    "X",
    "é",
    "日",
]

#: A clause may take a part whose word also begins a clause of the same block; nobody writes both on two
#: lines.
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
@settings(max_examples=examples(400), deadline=None)
def test_any_text_is_read(text: str) -> None:
    check(parse(text))


@given(st.lists(st.sampled_from([*WORDS, *NOISE]), max_size=40), st.sampled_from(["", " "]))
@settings(max_examples=examples(400), deadline=None)
def test_any_mixture_of_words_is_read(words: list[str], between: str) -> None:
    check(parse(between.join(words)))


@given(st.binary(max_size=400))
@settings(max_examples=examples(200), deadline=None)
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
@settings(max_examples=examples(400), deadline=None)
def test_a_block_with_changed_words_is_read(data: st.DataObject) -> None:
    block = data.draw(st.sampled_from(BLOCKS))
    check(parse(changed(block, data, re.findall(r"\w+|\s+|.", block), st.sampled_from([*WORDS, *NOISE]))))


@given(st.data())
@settings(max_examples=examples(400), deadline=None)
def test_a_block_with_changed_characters_is_read(data: st.DataObject) -> None:
    block = data.draw(st.sampled_from(BLOCKS))
    check(parse(changed(block, data, list(block), st.sampled_from(NOISE) | st.characters())))


@given(st.data())
@settings(max_examples=examples(40), deadline=None)
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
    wording = [node for node in plain.walk() if not getattr(node, "prose", None) and node.kind != "file"]
    also = [
        node for node in parsed.document.walk() if not getattr(node, "prose", None) and node.kind != "file"
    ]
    assert wording == also


def test_tabs_say_the_same() -> None:
    assert parse(TOUR.replace("  ", "\t")).document == parse(TOUR.replace("  ", " ")).document


# ---- a mistake stays local ---------------------------------------------------------------------------


#: Each block of the tour with the one behind it, so that what leaks out is seen; in lines.
PAIRS = [(block + behind).split("\n") for block, behind in itertools.pairwise(BLOCKS)]


def clause_lines(lines: list[str]) -> list[int]:
    """The lines that are not in a text between triple quotes, where nothing is a clause."""
    found, inside = [], False
    for number, line in enumerate(lines):
        opened = inside
        inside ^= line.count('"""') % 2 == 1
        if not opened and not inside:
            found.append(number)
    return found


@pytest.mark.parametrize("lines", PAIRS, ids=lambda lines: lines[0][:30])
def test_a_comma_at_a_line_end_glues_nothing(lines: list[str]) -> None:
    plain = [repr(node) for node in parse("\n".join(lines)).document.walk()]
    for number in clause_lines(lines):
        parsed = parse("\n".join([*lines[:number], lines[number] + ",", *lines[number + 1 :]]))
        assert set(names(parsed)) <= {"stray-comma"}, (lines[number], names(parsed))
        assert [repr(node) for node in parsed.document.walk()] == plain, lines[number]


@pytest.mark.parametrize("lines", PAIRS, ids=lambda lines: lines[0][:30])
def test_a_line_left_out_leaves_the_blocks_around_it(lines: list[str]) -> None:
    whole = heads(parse("\n".join(lines)).document)
    for number in clause_lines(lines):
        line = lines[number]
        if not line.startswith(" ") or "{" in line or "}" in line:
            continue
        parsed = parse("\n".join([*lines[:number], *lines[number + 1 :]]))
        assert heads(parsed.document) == whole, line


@pytest.mark.parametrize(
    "noise", ["foo bar", "respond within", "€ $ %", '"unclosed', "[x", "(((", "availability 5 5"]
)
def test_a_broken_line_leaves_the_blocks_around_it(noise: str) -> None:
    for lines in PAIRS:
        whole = heads(parse("\n".join(lines)).document)
        for number in clause_lines(lines)[1::5]:
            if not re.match(r"  +[a-z]", lines[number]) or lines[number - 1].endswith(","):
                continue
            parsed = parse("\n".join([*lines[:number], "  " + noise, *lines[number:]]))
            assert heads(parsed.document) == whole, lines[number]
            assert 1 <= len(parsed.problems) <= 2, (lines[number], parsed.problems)


@pytest.mark.parametrize("lines", PAIRS, ids=lambda lines: lines[0][:30])
def test_a_brace_that_is_missing_or_too_many_is_one_finding(lines: list[str]) -> None:
    whole = heads(parse("\n".join(lines)).document)
    for number in clause_lines(lines):
        line = lines[number]
        if line.strip() == "}":
            changes = {"unclosed-block": [], "stray-brace": ["  " + line, line]}
        elif line.endswith("{"):
            changes = {"missing-brace": [line.removesuffix(" {")]}
        else:
            continue
        for name, instead in changes.items():
            parsed = parse("\n".join([*lines[:number], *instead, *lines[number + 1 :]]))
            assert names(parsed) == [name], (line, parsed.problems)
            assert heads(parsed.document) == whole


def test_no_word_begins_a_clause_and_a_part_in_one_block() -> None:
    words = vocabulary()
    common = set(field_types(Clause))
    shared = set()
    for block, cls in [
        *((kind, cls) for kind, cls in KINDS.items() if issubclass(cls, Block)),
        ("file", Document),
    ]:
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
    """How many steps the parser takes for a text: tokens that it shifted or was only asked about."""
    steps = 0

    def counting(method: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object) -> object:
            nonlocal steps
            steps += 1
            return method(*args)

        return call

    with monkeypatch.context() as patch:
        for name in ("shift", "step", "typed"):
            patch.setattr(parser_state.ParserState, name, counting(getattr(parser_state.ParserState, name)))
        parse(text)
    return steps


@pytest.mark.parametrize(
    "piece",
    [
        "".join(BLOCKS),
        "priority P1 {\n  respond within 4 huors, durng business\n  updte every\n  foo bar\n}\n",
        'service desk {\n  includes "a" "b",\n    "c"\n',
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
    shifted: list[Token] = []
    shift = parser_state.ParserState.shift

    def listening(self: parser_state.ParserState, type_: str, token: Token) -> None:
        shifted.append(token)
        shift(self, type_, token)

    monkeypatch.setattr(parser_state.ParserState, "shift", listening)
    parsed = parse(TOUR)
    assert len({id(token) for token in shifted}) == len(shifted)
    assert len(shifted) <= len(parsed.tokens) + len(LINE_END.findall(TOUR))
