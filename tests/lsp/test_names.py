"""Where names are declared and used, and giving them others."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausecheck.checking import check_parsed
from clausecheck.language.parser import Parsed, parse
from clausecheck.lsp.names import CannotRename, at, references, rename
from clausecheck.lsp.version import TextVersion, Verdict
from clausecheck.rules.loader import load

TEXT = """\
agreement "Networks" {
  provider Netz "Netz GmbH"
  customer Werk "Werk AG"
}

hours lan "Hours of the LAN" in Europe/Zurich {
  mon-fri 08:00-18:00
  closed on holidays CH
}

scale weight minor, major

service network "Network" {
  respond within 4 lan hours, during lan
  availability 99.5% each month
}

priority P1 "Down" {
  applies when weight major
  resolve within 8 hours, for network, during lan, by Netz
}

clause "Prose" \"\"\"
As {P1} and {network.respond} say, but not P1 alone.
\"\"\"
"""


def check(path: Path | None, parsed: Parsed) -> Verdict:
    rules = load("msp")
    return Verdict(check_parsed(parsed, rules), rules)


def snapshot(text: str = TEXT) -> TextVersion:
    return TextVersion("file:///a.sla", "a.sla", text)


def used(mark: str) -> list[int]:
    """The lines on which the name at a mark is used, and where it is declared (first)."""
    text = snapshot()
    found = at(text, TEXT.index(mark))
    assert found is not None
    spans = [found[1][0].span, *references(text, found[1])]
    return [text.source.position(span.start).line for span in spans]


@pytest.mark.parametrize(
    "mark,lines",
    [
        ('lan "Hours', [6, 14, 14, 20]),
        ('Netz "', [2, 20]),
        ('network "', [13, 20, 24]),
        ('P1 "', [18, 24]),
        ("major\n", [11, 19]),
        ("weight minor", [11, 19]),
    ],
)
def test_a_name_is_found_wherever_it_is_used(mark: str, lines: list[int]) -> None:
    assert used(mark) == lines


def test_from_a_use_to_its_declaration() -> None:
    found = at(snapshot(), TEXT.index("lan hours, during"))
    assert found is not None
    assert [one.kind for one in found[1]] == ["hours"]
    assert at(snapshot(), TEXT.index("month")) is None


@pytest.mark.parametrize(
    "mark,name",
    [('lan "Hours', "office"), ('Netz "', "Provider-1"), ('network "', "lans"), ("major\n", "grave")],
)
def test_another_name_is_given_everywhere_and_changes_nothing_else(mark: str, name: str) -> None:
    text = snapshot()
    edits = rename(text, TEXT.index(mark), name, check)
    after = TEXT
    for span, new in reversed(edits):
        after = after[: span.start] + new + after[span.end :]
    assert not parse(after).problems
    before, now = (
        [(one.code, one.span and 0) for one in check(None, parse(each)).findings] for each in (TEXT, after)
    )
    assert before == now
    assert len(edits) >= 2


@pytest.mark.parametrize(
    "mark,name,why",
    [
        ('lan "Hours', "for", "word of the language"),
        ('lan "Hours', "two words", "is no name"),
        ('lan "Hours', "", "is no name"),
        ('lan "Hours', "1st", "is no name"),
        ('P1 "', "Network", "declared already, on line 13"),
        ("8 hours", "x", "no declared name"),
    ],
)
def test_what_cannot_be_a_name_is_refused(mark: str, name: str, why: str) -> None:
    with pytest.raises(CannotRename, match=why):
        rename(snapshot(), TEXT.index(mark), name, check)


def test_a_text_that_cannot_be_read_is_left_alone() -> None:
    broken = TEXT + "\nservice {{{\n"
    with pytest.raises(CannotRename, match="mistakes in reading"):
        rename(snapshot(broken), broken.index('lan "Hours'), "office", check)


def test_a_name_that_would_make_something_wrong_is_refused() -> None:
    text = TEXT + '\ndefine weekend "the days on which nobody works"\nservice b {\n  support during lan\n}\n'
    found = text.replace("  support during lan\n", "")
    with pytest.raises(CannotRename, match="found"):
        # `always` needs no declaration, and hours of that name would be another thing
        rename(snapshot(found), found.index('lan "Hours'), "always", check)
