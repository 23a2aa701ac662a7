"""Laying out changes space and nothing else."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausecheck.language.format import UnreadableText, changed_by, layout
from clausecheck.language.parser import parse
from tests.examples import examples

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLES = sorted((ROOT / "samples").rglob("*.sla"))
TOUR = (ROOT / "samples" / "tour.sla").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples_keep_their_tree_and_settle(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    before = parse(text)
    once = layout(before)
    after = parse(once)
    assert not after.problems
    assert after.document == before.document
    assert layout(after) == once


def comments(text: str) -> list[str]:
    return [
        *(token.comment for token in parse(text).tokens if token.comment),
        *(line for token in parse(text).tokens for line in token.trivia if line),
    ]


@settings(max_examples=examples(40), deadline=None)
@given(seed=st.integers(0, 10**9))
def test_any_spacing_of_the_tour_comes_to_one_layout(seed: int) -> None:
    """Indentation, spaces, blank lines and line breaks behind a comma before a part, all at random."""
    chance = random.Random(seed)
    lines = []
    inside_text = False
    for line in TOUR.split("\n"):
        if line.count('"""') == 1:
            inside_text = not inside_text
        if not inside_text and '"""' not in line and line.strip() and not line.lstrip().startswith("#"):
            line = " " * chance.randrange(6) + line.strip() + " " * chance.randrange(3)
            if ", within" in line and chance.random() < 0.5:
                line = line.replace(", within", ",\n   within", 1)
            if not line.rstrip().endswith(","):  # behind a comma the clause goes on in the very next line
                line += "\n" * chance.randrange(2)
        lines.append(line)
    text = "\n".join(lines)
    before = parse(text)
    assert not before.problems
    once = layout(before)
    after = parse(once)
    assert after.document == before.document == parse(TOUR).document
    assert layout(after) == once
    assert comments(once) == comments(text)


def test_long_clauses_are_broken_behind_a_comma_and_never_before_a_keyword() -> None:
    text = (
        "exceptions {\n  excuse " + ", ".join(f'"{"x" * 30} {i}"' for i in range(4)) + ", force-majeure\n}\n"
    )
    once = layout(parse(text))
    assert len(once.split("\n")) > 4
    assert all(not line.strip().startswith("force-majeure") for line in once.split("\n"))
    assert parse(once).document == parse(text).document


def test_comments_inside_a_clause_stay_where_they_are() -> None:
    text = 'service desk {\n  includes "a", # first\n    "b", # second\n    "c"\n} # end\n# last\n'
    once = layout(parse(text))
    assert (
        once
        == 'service desk {\n  includes "a",  # first\n      "b",  # second\n      "c"\n}  # end\n# last\n'
    )


def test_what_cannot_be_read_is_left_alone() -> None:
    with pytest.raises(UnreadableText):
        layout(parse("priority P1 {\n  respond within 4 huors\n}\n"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_no_layout_of_a_sample_is_refused_whatever_its_line_ends(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("\n", "\r\n")
    before = parse(text)
    once = layout(before)
    assert changed_by(before, parse(once)) == ""
    assert "\n" not in once.replace("\r\n", "")
