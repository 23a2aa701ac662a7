"""What must be told ahead: a notice stands in `notify` as in every clause that takes one, wherever `notify` may stand."""

from __future__ import annotations

import pytest

from clausecheck.language import values as v
from clausecheck.language.parser import parse
from clausecheck.language.tree import Notify


@pytest.mark.parametrize("block", Notify.inside)
@pytest.mark.parametrize("words", ["45 days ahead", "on 45 days notice", "45 days in advance"])
def test_a_length_ahead_is_a_notice(block: str, words: str) -> None:
    head = {
        "service": "service mail",
        "backup": "backup files",
        "site": "site HQ",
        "relies": 'relies on "Acme"',
    }.get(block, block)
    parsed = parse(f'{head} {{\n  notify "price changes" {words}, to B\n}}\n')
    assert [problem.message for problem in parsed.problems] == []
    [clause] = [node for node in parsed.document.walk() if isinstance(node, Notify)]
    assert isinstance(clause.notice, v.Notice) and clause.notice.length == v.Duration(((45, "day"),))
    assert clause.on == ()


def test_a_day_stays_a_day() -> None:
    parsed = parse("change {\n  notify moves on 2027-03-01\n}\n")
    [clause] = [node for node in parsed.document.walk() if isinstance(node, Notify)]
    assert not parsed.problems
    assert clause.notice is None and len(clause.on) == 1
