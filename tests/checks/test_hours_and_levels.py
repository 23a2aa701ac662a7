"""Targets of plans and priorities, aims, and lengths that the days of hours make ambiguous: where they speak, and where not."""

from __future__ import annotations

import datetime as dt

import pytest

from clausecheck import check

HEAD = """agreement "Support" {
  effective 2027-02-01
  term 12 months
  zone Europe/Dublin
}
hours floor {
  mon-fri 07:00-17:00
}
service till {
  includes "tills"
}
"""


def codes(body: str, code: str) -> list[str]:
    found = check(HEAD + body, select=(code,), profile=(), as_of=dt.date(2026, 11, 27)).findings
    assert not [one for one in found if one.name == "syntax-error"]
    return [one.code for one in found if one.code == code]


def one(*lines: str, name: str = "P1", when: str = "otherwise") -> str:
    return f"priority {name} {{\n  applies {when}\n  " + "\n  ".join(lines) + "\n}\n"


PLAN = "plan Silver for till {\n  respond within 20 minutes\n}\n"


@pytest.mark.parametrize(
    ("code", "flawed", "sound"),
    [
        # a plan's clause and a priority's give one ticket two times; the plan names the priority in the twin
        (
            "CC219",
            PLAN + one("respond within 3 hours"),
            PLAN.replace("minutes", "minutes, for P1") + one("respond within 3 hours"),
        ),
        (
            "CC258",
            one('resolve within 9 hours, with "aim"', 'resolve within 7 hours, with "maximum"'),
            one('resolve within 7 hours, with "aim"', 'resolve within 9 hours, with "maximum"'),
        ),
        (
            "CC259",
            one("respond within 2 hours, outside floor"),
            one("respond within 2 hours, outside floor", "respond within 1 hour, during floor"),
        ),
        # logged at 16:59 it falls due the next day; logged at 17:01 in the same evening
        (
            "CC260",
            one("respond within 9 hours, during floor", "respond within 1 hour, outside floor"),
            one("respond within 1 hour, during floor", "respond within 20 hours, outside floor"),
        ),
        (
            "CC261",
            one("respond within 11 hours, during floor"),
            one("respond within 11 floor hours"),
        ),
        (
            "CC262",
            one("respond within 10 floor hours", when="when users >= 5")
            + one("respond within 1 floor day", name="P2"),
            one("respond within 6 floor hours", when="when users >= 5")
            + one("respond within 1 floor day", name="P2"),
        ),
        (
            "CC263",
            one("resolve within 50 hours", when="when users >= 5")
            + one("resolve within 70 hours", name="P2"),
            one("resolve within 50 floor hours", when="when users >= 5")
            + one("resolve within 70 floor hours", name="P2"),
        ),
    ],
)
def test_it_speaks_of_the_flaw_and_not_of_its_neighbour(code: str, flawed: str, sound: str) -> None:
    assert codes(flawed, code)
    assert not codes(sound, code)
