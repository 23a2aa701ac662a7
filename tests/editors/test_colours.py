"""Colours: the lexer of Pygments, the TextMate grammar and the syntax of Vim say the same, and what the grammar says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.lexers import get_lexer_by_name, get_lexer_for_filename
from pygments.token import Comment, Keyword, Name, Number, Operator, String, Token

from clausecheck.language.lexis import lexis
from clausecheck.language.parser import parse, vocabulary
from clausecheck.reports.highlight import SlaLexer, classes

ROOT = Path(__file__).parents[2]
TOUR = (ROOT / "samples" / "tour.sla").read_text(encoding="utf-8")
GRAMMAR = json.loads(
    (ROOT / "editors" / "vscode" / "syntaxes" / "sla.tmLanguage.json").read_text(encoding="utf-8")
)
BROKEN = [
    'service "no end\nrespond within',
    '"""\nnever closed {x',
    "}}} {{{",
    "é😀 \u2028 # x",
    "[1.2",
    '"',
    "respond within 4hours\r\n\r",
]


def lexed(text: str) -> list[tuple[Any, str]]:
    return list(SlaLexer(stripnl=False, ensurenl=False).get_tokens(text))


def test_the_files_of_editors_are_current() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "colours.py", "--check"], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_pygments_finds_the_lexer_by_its_entry_point() -> None:
    assert type(get_lexer_by_name("sla")).__name__ == "SlaLexer"
    assert type(get_lexer_for_filename("draft.sla")).__name__ == "SlaLexer"


@pytest.mark.parametrize("text", [TOUR, *BROKEN])
def test_nothing_is_lost(text: str) -> None:
    assert "".join(piece for _, piece in lexed(text)) == text.replace("\r\n", "\n").replace("\r", "\n")
    for line in text.splitlines():
        assert "".join(piece for piece, _ in classes(line)) == line


@given(st.text(max_size=60) | st.text('ab"{}[]#.:-0123 \n', max_size=60))
def test_nothing_is_lost_of_any_text(text: str) -> None:
    assert "".join(piece for _, _, piece in SlaLexer().get_tokens_unprocessed(text)) == text


def test_every_sample_is_coloured_without_an_error() -> None:
    for path in sorted((ROOT / "samples").rglob("*.sla")):
        assert Token.Error not in {kind for kind, _ in lexed(path.read_text(encoding="utf-8"))}, path


def test_every_word_of_the_grammar_has_a_class() -> None:
    words = lexis()
    every = {*words.block, *words.clause, *words.part, *words.tie, *words.unit, *words.open, *words.meaning}
    assert not [
        word
        for word in vocabulary().keywords
        if word not in every and not any(word in one.split() for one in every)
    ]
    apart = Counter(
        word for each in (words.part, words.tie, words.unit, words.open, words.meaning) for word in each
    )
    assert max(apart.values()) == 1


def test_the_words_of_a_statement_are_what_the_reader_reads() -> None:
    """Where the reader sees a keyword at the beginning of a statement, a part or a unit, so do colours."""
    wanted: dict[int, set[Any]] = {}
    for token in parse(TOUR).tokens:
        if (
            token.column
            and token.type in vocabulary().keywords.values()
            and token.text in vocabulary().starters
        ):
            wanted[token.span.start] = {Keyword, Keyword.Declaration}
        elif token.type == "UNIT":
            wanted[token.span.start] = {Keyword.Type}
        elif token.type in ("WITHIN", "DURING", "EVERY", "UNLESS", "EXCEPT", "WHEN"):
            wanted[token.span.start] = {Operator.Word}
    at, seen = 0, {}
    for kind, piece in lexed(TOUR):
        seen.update(dict.fromkeys(range(at, at + len(piece)), kind))
        at += len(piece)
    wrong = {TOUR[start : start + 20] for start, kinds in wanted.items() if seen.get(start) not in kinds}
    # A line that goes on with a word that could begin a statement looks like one.
    assert len(wanted) > 400 and len(wrong) <= 6, wrong


# ---- the TextMate grammar, read as its engine reads it

_CLASSES = (
    ("comment", Comment), ("string", String), ("constant.numeric", Number), ("keyword.control", Keyword),
    ("keyword.declaration", Keyword), ("keyword.operator.word", Operator.Word), ("support.type", Keyword.Type),
    ("constant.language", Keyword.Constant), ("support.constant", Name.Builtin),
)  # fmt: skip

_KINDS = (Keyword.Type, Keyword.Constant, Operator.Word, Name.Builtin, Number, Keyword)


def textmate(text: str) -> dict[int, str]:
    """The scope of each character, as an engine gives it: of the patterns that match first, the one that stands first."""
    scopes: dict[int, str] = {}
    inside = None
    begin = 0
    for line in text.splitlines(keepends=True):
        at = 0
        body = line.rstrip("\r\n")
        while at <= len(body):
            if inside is not None:
                end = re.compile(inside["end"]).search(body, at)
                stop = end.end() if end else len(body)
                scopes.update(dict.fromkeys(range(begin + at, begin + stop), inside["name"]))
                at, inside = (stop, None) if end else (len(body) + 1, inside)
                continue
            found = [
                (match.start(), number, pattern, match)
                for number, pattern in enumerate(GRAMMAR["patterns"])
                if (match := re.compile(pattern.get("match") or pattern["begin"]).search(body, at))
                and match.group()
            ]
            if not found:
                break
            start, _, pattern, match = min(found, key=lambda one: one[:2])
            if "name" in pattern:
                scopes.update(dict.fromkeys(range(begin + start, begin + match.end()), pattern["name"]))
            for number, capture in pattern.get("captures", {}).items():
                scopes.update(
                    dict.fromkeys(
                        range(begin + match.start(int(number)), begin + match.end(int(number))),
                        capture["name"],
                    )
                )
            inside = pattern if "begin" in pattern else None
            at = match.end()
        begin += len(line)
    return scopes


@pytest.mark.parametrize("text", [TOUR, *BROKEN[:5]])
def test_the_textmate_grammar_colours_as_pygments_does(text: str) -> None:
    scopes = textmate(text)
    at = 0
    for kind, piece in lexed(text):
        for offset in range(at, at + len(piece)):
            known = next((one for name, one in _CLASSES if scopes.get(offset, "").startswith(name)), None)
            mine = next((one for _, one in _CLASSES[:2] if kind in one), None) or next(
                (one for one in _KINDS if kind in one), None
            )  # fmt: skip
            if "date" in scopes.get(offset, ""):
                continue
            assert known == mine or not text[offset].strip(), (text[at : at + 30], scopes.get(offset), kind)
        at += len(piece)
