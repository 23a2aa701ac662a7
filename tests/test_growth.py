"""A check grows with what it reads: the kinds of clauses of which each was once held against every other, counted in steps, and
what is said of findings that are too many to be shown."""

from __future__ import annotations

import datetime as dt

import pytest

from clausecheck import check
from clausecheck.agreement import due
from clausecheck.finding import CheckResult
from clausecheck.reports.common import Run
from clausecheck.reports.formats import FORMATS
from clausecheck.rules.bounds import MOST_OF_ONE
from clausecheck.rules.loader import load
from tests.steps import steps

HEAD = """agreement "A" {{
  provider M "A Ltd"
  customer C "B Ltd"
  effective 2027-01-01
  term 12 months
}}
hours business in Europe/London {{
  mon-fri 09:00-17:30
{opening}}}
{blocks}
priority P1 {{
  respond within 4 hours
{targets}}}
"""
DAY = dt.date(2026, 11, 27)
RULES = load("msp")

GROWING = {
    "opening": "  tue 08:00-{0}:30\n",
    "targets": "  update every {0} minutes, for s{0}\n",
    "the same target": "  workaround within 3 hours\n",
    "the same target in hours": "  onsite within 6 hours, during business\n",
    "targets in words": '  onsite within {0} hours, for "fault {0}"\n',
    "targets by condition": '  update every {0} minutes, when "case {0}"\n',
    "targets by count": "  update every {0} minutes, when users >= {0}\n",
    "targets by hours": "  update every {0} minutes, outside business, for s{0}\n",
    "targets that come too early": "  workaround within {0} minutes, for s{0}\n",
    "blocks": 'service s{0} "S {0}" {{\n  includes "x"\n  respond within 2 hours, for P1\n}}\n',
    "credits": "credits {{\n  credit 5% of monthly fee per 1 hour\n  cap 20% of monthly fee per month\n}}\n",
    "credits by name": "service s{0} {{\n}}\ncredits for s{0} {{\n  credit 5 GBP per failure\n  cap 20 GBP per month\n}}\n",
    "clocks": "clock for response {{\n  starts at next opening\n  pauses when awaiting customer, at most 3 days\n}}\n",
    "liabilities": "liability {{\n  liable up to 5000 GBP per year\n}}\n",
    "items": 'service desk {{\n  includes "printers"\n  excludes "scanner {0}"\n}}\n',
    "items in and out": 'service desk {{\n  includes "printers"\n  excludes "printers"\n}}\n',
    "shares": "guarantee response for 9{0}% of tickets of P1 each month\n",
    "days": "service t{0} {{\n  respond within 2 days, for t{0}\n  resolve within 3 business days, for t{0}\n}}\n",
    "outside": "service t{0} {{\n  respond within 2 hours, during business\n  resolve within 3 hours, outside business\n}}\n",
    "limits of downtime": "service t{0} {{\n  availability 99.9% each month\n  downtime at most 45 minutes each month\n}}\n",
    "limits of one service": 'limit {0} tickets per month, for "thing {0}"\n',
    "plans": "plan silver-{0} for P1 {{\n  update every {0} hours\n}}\n",
    "plans with prices": "plan team-{0} {{\n  charge 5.00 GBP per month, for team-{0}\n}}\n",
    "caps on all credits": "credits {{\n  credit 5% of monthly fee when availability < 99.{0}%\n  cap 1{0}% of monthly fee\n}}\n",
}
#: Clauses that grow in one block, by the head of the block.
INSIDE = {
    "events of patches": ("service desk", '  patch other within 20 days of "release {0}"\n'),
    "sources of a figure": ("service desk", '  latency p99 90 ms each day, measured by "agent {0}"\n'),
    "recovery points": ("backup vault", '  full every 1 day\n  rpo {0} hours, for "disk {0}"\n'),
    "bands of one table": ("credits for desk", "  credit {0}% of monthly fee when availability < 99.{0}%\n"),
    "the same recovery point": ("backup vault", "  rpo 12 hours\n"),
}
#: So many of a kind are held against each other, whatever there is beyond them.
HELD = {"bands of one table": 100}
IN_BLOCKS = frozenset(kind for kind in GROWING if "target" not in kind) - {"opening"}


def text(kind: str, number: int) -> str:
    parts = dict.fromkeys(("opening", "blocks", "targets"), "")
    if kind in INSIDE:
        head, line = INSIDE[kind]
        parts["blocks"] = f"{head} {{\n{''.join(line.format(one) for one in range(number))}}}\n"
        return HEAD.format(**parts)
    place = kind if kind in parts else "blocks" if kind in IN_BLOCKS else "targets"
    parts[place] = "".join(
        GROWING[kind].format(10 + one % 14 if place == "opening" else one) for one in range(number)
    )
    return HEAD.format(**parts)


def checked(words: str) -> CheckResult:
    return check(words, ruleset=RULES, as_of=DAY)


@pytest.mark.parametrize("kind", [*GROWING, *INSIDE])
def test_a_check_grows_with_the_text(kind: str) -> None:
    """From forty to eighty takes less than two and a half times what it takes from none to forty."""
    number = HELD.get(kind, 40)
    checked(text(kind, 1))
    checked(text(kind, 0))
    none, few, many = (steps(lambda each=each: checked(text(kind, each))) for each in (0, number, 2 * number))  # type: ignore[misc]
    assert many - none <= 2.5 * (few - none) + 2000


#: Kinds that only a rule or two once held against every other: the rule, the head of a block and what stands there many times.
OF_ONE_RULE = {
    "caps against lines": (
        "cap-never-bites", "credits", "  credit {0}% of monthly fee when availability < 9.{0}%\n  cap {0}% of monthly fee\n",
    ),
    "escalations of one priority": (
        "late-escalation", "service desk", '  respond within {0} hours, for P1\n  escalate to "Head" after {0} hours\n',
    ),
    "responses of one priority": ("plan-or-priority", "service desk", "  respond within {0} minutes\n"),
}  # fmt: skip


@pytest.mark.parametrize("kind", OF_ONE_RULE)
def test_a_rule_grows_with_the_text(kind: str) -> None:
    rule, head, line = OF_ONE_RULE[kind]
    rules = RULES.select([rule])

    def found(number: int) -> CheckResult:
        inside = "".join(line.format(one) for one in range(1, number + 1))
        block = f"{head} {{\n{inside}}}\n"
        return check(HEAD.format(opening="", targets="", blocks=block), ruleset=rules, as_of=DAY)

    found(1)
    none, few, many = (steps(lambda number=number: found(number)) for number in (0, 150, 300))  # type: ignore[misc]
    assert many - none <= 2.3 * (few - none) + 2000


def test_restores_that_say_the_same_are_compared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[object] = []
    compare = due.compare
    monkeypatch.setattr(due, "compare", lambda *args, **more: compared.append(args) or compare(*args, **more))
    same = "  restore on request within 4 business hours\n" * 20
    block = f"backup vault {{\n  rpo 1 hour\n  rto 8 hours\n{same}}}\n"
    rules = RULES.select(["restore-slower-than-rto"])
    found = check(HEAD.format(opening="", targets="", blocks=block), ruleset=rules, as_of=DAY).findings
    assert len([finding for finding in found if finding.name == "restore-slower-than-rto"]) == 20
    assert len(compared) == 1


def test_what_is_found_beyond_what_is_shown_costs_little() -> None:
    """Of so many waivers of rules that nobody knows, the last are only counted: no word is looked for that was perhaps meant."""
    waiver = "# clausecheck: waive no-such-rule-{0}: nobody knows it\n"
    words = [
        HEAD.format(opening="", targets="", blocks="".join(map(waiver.format, range(n))))
        for n in (0, 200, 400)
    ]
    checked(words[1])
    none, few, many = (steps(lambda text=text: checked(text)) for text in words)  # type: ignore[misc]
    assert many - few <= min(200 * 600, few - none)


def test_of_very_many_findings_a_hundred_are_shown_and_the_others_counted() -> None:
    result = checked(HEAD.format(opening="  wed 10:00-11:00\n" * 60, blocks="", targets=""))
    overlaps = [finding for finding in result.findings if finding.name == "hours-overlap"]
    pairs = 61 * 60 // 2
    assert len(overlaps) == MOST_OF_ONE + 1
    (last,) = [finding for finding in overlaps if "not shown" in finding.message]
    assert last.message.startswith(f"{pairs - MOST_OF_ONE:,} more findings of this rule are not shown")
    for form in FORMATS.values():
        assert f"{pairs - MOST_OF_ONE:,} more" in form.render(result, Run(rules=RULES, everything=True))


def test_a_page_of_text_makes_no_report_of_many_megabytes() -> None:
    result = checked(HEAD.format(opening="  mon-sun 10:00-11:00\n" * 900, blocks="", targets=""))
    assert all(len(form.render(result, Run(rules=RULES))) < 5_000_000 for form in FORMATS.values())
