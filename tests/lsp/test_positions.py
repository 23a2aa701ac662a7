"""Places as editors count them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausecheck import check
from clausecheck.lsp.positions import ENCODINGS, EditorPlace, Lines, TextChange, changed, units
from clausecheck.lsp.session import moved
from clausecheck.source import Source

TEXT = "a😀b\r\né\u2028x\rend"
ANY = st.text(st.characters(), max_size=40) | st.text("ab😀é\r\n\u2028\x0b\ud800", max_size=30)


@pytest.mark.parametrize(
    "encoding,place",
    [("utf-16", EditorPlace(0, 3)), ("utf-8", EditorPlace(0, 5)), ("utf-32", EditorPlace(0, 2))],
)
def test_a_character_is_counted_in_the_units_of_its_encoding(encoding: str, place: EditorPlace) -> None:
    lines = Lines(Source(TEXT), encoding)
    assert lines.place(TEXT.index("b")) == place
    assert lines.offset(place.line, place.character) == TEXT.index("b")


def test_only_what_the_protocol_calls_a_line_end_ends_a_line() -> None:
    lines = Lines(Source(TEXT))
    assert lines.place(TEXT.index("x")) == EditorPlace(1, 2)
    assert lines.place(TEXT.index("end")) == EditorPlace(2, 0)


def test_places_out_of_a_text_are_its_nearest() -> None:
    lines = Lines(Source(TEXT))
    assert lines.offset(0, 99) == TEXT.index("\r")
    assert lines.offset(99, 0) == len(TEXT)
    assert lines.offset(-1, -1) == 0
    assert lines.offset(0, 2) == 1, "within a character is its beginning"
    assert lines.place(999) == EditorPlace(2, 3)


@given(ANY, st.sampled_from(ENCODINGS))
def test_every_offset_comes_back(text: str, encoding: str) -> None:
    lines = Lines(Source(text), encoding)
    for offset in range(len(text) + 1):
        place = lines.place(offset)
        # Between \r and \n there is no place: it is the end of the line.
        inside = text[offset - 1 : offset + 1] == "\r\n"
        assert lines.offset(place.line, place.character) == offset - inside


@given(ANY, ANY, st.integers(0, 40), st.integers(0, 40), st.sampled_from(ENCODINGS))
def test_a_change_replaces_what_lies_between_two_places(
    text: str, new: str, one: int, other: int, encoding: str
) -> None:
    lines = Lines(Source(text), encoding)
    start, end = (lines.place(min(at, len(text))) for at in sorted((one, other)))
    ends = [lines.offset(place.line, place.character) for place in (start, end)]
    assert changed(text, [TextChange(new, start, end)], encoding) == text[: ends[0]] + new + text[ends[1] :]


def test_changes_count_in_the_text_that_those_before_have_made() -> None:
    changes = [
        TextChange("x\n", EditorPlace(0, 0), EditorPlace(0, 0)),
        TextChange("y", EditorPlace(1, 0), EditorPlace(1, 1)),
        TextChange("!"),
    ]
    assert changed("abc", changes[:2], "utf-16") == "x\nybc"
    assert changed("abc", changes, "utf-16") == "!"


def test_units_count_a_lone_surrogate() -> None:
    assert units("\ud800", "utf-8") == 3


def test_findings_move_with_the_text_around_them() -> None:
    text = "priority P1 {\n  respond within 2 hours\n  resolve within 1 hour\n}\nservice s {\n}\n"
    found = check(text).findings
    assert found
    new = text.replace("within 2 hours", "within 22 hours")
    there = list(moved(found, text, new))
    for finding in there:
        assert new[finding.span.start : finding.span.end] in text
    gone = text.index("respond")
    assert not any(one.span.start == gone for one in there), "its clause is another one"
    assert [one.span for one in moved(found, text, text)] == [one.span for one in found]
    assert len(list(moved(found, text, ""))) == len([one for one in found if one.span.end == 0])
