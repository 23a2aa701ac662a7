"""Two figures about one subject: what is a contradiction, what is asked, and what both holds."""

from __future__ import annotations

import datetime as dt
from itertools import permutations

import pytest

from clausecheck import check
from clausecheck.agreement.figures import LESS, MORE, SAME, UNKNOWN, compared, figure, period
from clausecheck.language import values as v
from clausecheck.language.parser import parse
from clausecheck.language.tree import LimitTo, Pay
from clausecheck.rules.bounds import MOST_OF_ONE

AS_OF = dt.date(2026, 11, 27)
RULES = ("CC290", "CC287", "CC288", "CC289", "CC503", "CC504")
HEAD = (
    'agreement "A" {\n  zone Europe/London\n  effective 2027-01-01\n  term 24 months\n  status draft\n  currency EUR\n'
    '  provider A "A Ltd"\n  customer B "B Ltd"\n}\n'
    "hours desk in Europe/London {\n  mon-fri 09:00-17:00\n}\n"
    "service web {\n}\nservice mail {\n}\nmetric m in percent {\n  formula a / b\n}\n"
)


def found(text: str) -> list[str]:
    result = check(HEAD + text, select=RULES, as_of=AS_OF, profile=())
    assert not result.crashes
    assert [finding.message for finding in result.findings if finding.code < "CC05"] == []
    return sorted(finding.code for finding in result.findings)


def inside(block: str, *lines: str) -> str:
    return f"{block} {{\n" + "".join(f"  {line}\n" for line in lines) + "}\n"


TWICE = [
    inside("service x", 'limit "tickets" 60 per month', "limit 80 tickets per month"),
    inside("service x", "limit 500 GB per month", "limit 1 TB per month"),
    inside("service x", "limit 20 users", "limit 30 users"),
    inside("service x", "covers 100 users", "covers 120 users, 3 sites"),
    inside("service x", "maintenance on 5 days notice", "maintenance on 10 days notice"),
    inside("service x", "outage counted after 60 seconds", "outage counted after 5 minutes"),
    inside("service x", "downtime below 40 minutes each month", "downtime at most 60 minutes per month"),
    inside("service x", "latency 200 ms each day") + "guarantee latency < 100 ms each day, for x\n",
    inside("fees", 'charge "support" 95.00 EUR per hour', 'charge "Support" 110.00 EUR per hour'),
    inside(
        "fees",
        'charge "visit" 95.00 EUR per hour, at least 95.00 EUR',
        'charge "visit" 95.00 EUR per hour, at least 190.00 EUR',
    ),
    inside("fees", 'interest 5% above "base"', 'interest 8% above "base"'),
    inside("fees", "increase 3% each year", "increase 5% each year"),
    inside("fees", "increase at most 3%, on 60 days notice", "increase at most 3%, on 90 days notice"),
    inside(
        "termination",
        "end by either for convenience, on 90 days written notice",
        "end by either for convenience, on 30 days notice",
    ),
    inside(
        "termination",
        'end by A for "material breach", on notice, cured within 30 days',
        'end by A for "a material breach", on notice, cured within 14 days',
    ),
    inside("backup core", "rpo 4 hours", "rpo 8 hours"),
    inside("backup core", "keep daily for 30 days", "keep daily for 14 days"),
    inside("backup core", "test restore every 3 months", "test restore every 6 months"),
    inside(
        "exit",
        "assist transition for 60 days from end, at 95.00 EUR per hour",
        "assist transition for 60 days from end, at 120.00 EUR per hour",
    ),
    inside(
        "security", "patch critical within 48 hours of release", "patch critical within 7 days of release"
    ),
    inside("security", "audit every 12 months") + inside("data", "audit every 24 months"),
    inside("data", "notify subcontractors within 30 days")
    + inside("security", "notify subcontractors within 14 days"),
    inside("security", "notify breach within 24 hours of detected")
    + inside("data", 'notify "personal data breach" within 72 hours of detected'),
    'force-majeure "war" notified within 2 days\n'
    + inside("exceptions", "notify force-majeure within 5 days"),
    inside("liability", "cap 100% of annual fee per year", "cap 200% of annual fee per year"),
    "review every 3 months by A, B\nreview every 6 months by A, B\n",
    'report "Monthly report" to B within 10 days {\n}\nreport "monthly report" to B within 15 days {\n}\n',
    "guarantee m >= 95% each month\nguarantee m >= 90% each month\n",
    "guarantee m >= 95% each month\nguarantee m <= 90% each year\n",
    "guarantee m >= 90% and m < 80% each month\n",
    'guarantee m >= 90% each month, with "aim"\nguarantee m >= 95% each month, with "minimum"\n',
]


@pytest.mark.parametrize("text", TWICE)
def test_one_thing_has_two_figures(text: str) -> None:
    assert found(text) == ["CC290"]


@pytest.mark.parametrize(
    "text",
    [
        inside("service x", "availability 99.9% each month")
        + "guarantee availability > 99.9% each month, for x\n",
        inside("service x", "availability 99.9% each month, except maintenance")
        + "guarantee availability of x >= 99.5% each calendar month\n",
        "guarantee availability >= 99.5% each month, for web\nguarantee availability >= 99.9% each month, for web\n",
    ],
)
def test_one_service_has_two_levels(text: str) -> None:
    assert found(text) == ["CC503"]


@pytest.mark.parametrize(
    "text",
    [
        inside("service x", "availability 99.9% each month", "availability 99.5% each year"),
        "guarantee m <= 5% each month\nguarantee m <= 2% each year\n",
        "guarantee response for 95% of tickets each month\nguarantee response for 97% of tickets each year\n",
        inside("fees", "pay within 30 days of invoice", "pay within 14 days of receipt"),
        inside("fees", "pay within 30 days of invoice", "pay within 1 month of invoice"),
        inside("fees", "pay within 30 days of invoice", "pay within 20 desk days of invoice"),
        inside("fees", "charge 2000.00 EUR per month", "charge 300.00 EUR per month"),
        inside(
            "service x",
            'latency p95 200 ms each day, measured by "probe A"',
            'latency p95 90 ms each day, measured by "log of B"',
        ),
        inside("exit", "return data within 5 days of end", "return data within 5 days of payment"),
        inside("credits", "claim within 30 days of end of month", "claim within 60 days of invoice"),
    ],
)
def test_it_is_asked_which_counts(text: str) -> None:
    assert found(text) == ["CC287"]


@pytest.mark.parametrize(
    "text",
    [
        inside("service x", "availability 99.9% each month", "availability unstated each month"),
        inside("backup core", "keep daily for 30 days", "keep daily for tbd"),
        inside("priority P1", "resolve within 4 hours", "resolve within tbd"),
        "guarantee m >= 95% each month\nguarantee m >= tbd each month\n",
    ],
)
def test_a_blank_stands_beside_a_figure(text: str) -> None:
    assert found(text) == ["CC288"]


@pytest.mark.parametrize(
    ("one", "other", "idle"),
    [
        ("100 calls per day", "10 calls per week", True),
        ("100 calls per day", "500 calls per week", False),
        ("100 calls per day", "700 calls per week", True),
        ("30 calls per day", "1000 calls per month", True),
        ("30 calls per day", "900 calls per month", False),
        ("30 calls per day", "930 calls per month", True),
        ("2 TB per month", "6000 GB per quarter", True),
        ("2 TB per month", "5000 GB per quarter", False),
        ("1000 calls per week", "4500 calls per month", False),  # a month may touch six weeks
        ("1000 calls per week", "6000 calls per month", True),
        ("30 calls per day", "10 mails per month", False),
    ],
)
def test_a_limit_is_never_reached(one: str, other: str, idle: bool) -> None:
    for lines in permutations((f"limit {one}", f"limit {other}")):
        assert found(inside("service x", *lines)) == (["CC289"] if idle else [])


@pytest.mark.parametrize(
    "text",
    [
        inside(
            "service x", "availability 99.9% each month, except maintenance", "availability 99.5% each month"
        ),
        inside("service x", "availability 99.9% each month, during desk", "availability 99.5% each month"),
        inside("service x", "availability 99.9% each month, at least 99.5%")
        + "guarantee availability >= 99.5% each month, for x\n",
        inside(
            "service x",
            "maintenance sat 22:00-24:00, on 5 days notice",
            "maintenance sun 02:00-06:00, on 10 days notice",
        ),
        inside(
            "service x",
            'outage "unreachable" counted after 60 seconds',
            'outage "slow" counted after 5 minutes',
        ),
        inside("service x", "latency p95 200 ms each day", "latency p50 100 ms each day"),
        inside("fees", "charge 95.00 EUR per hour", "charge 2000.00 EUR per month"),
        inside(
            "fees",
            'charge "work" 95.00 EUR per hour, during desk',
            'charge "work" 140.00 EUR per hour, outside desk',
        ),
        inside(
            "fees",
            'charge "work" 95.00 EUR per hour, at most 500.00 EUR',
            'charge "work" 80.00 EUR per hour, at most 900.00 EUR',
        ),
        inside("fees", 'charge "work" 95.00 EUR per hour')
        + inside("service x", 'charge "work" 80.00 EUR per hour'),
        inside("fees", "increase at most 3% each year", "increase at most 2% each 6 months"),
        inside("fees", 'increase at most 3%, when "index"', 'increase at most 5%, when "staff cost"'),
        inside(
            "termination",
            "end by B for convenience, on 90 days written notice",
            "end by either for convenience, on 30 days notice",
        ),
        inside(
            "termination", "notice by email, received after 1 day", "notice by post, received after 3 days"
        ),
        inside("backup core", "rpo 4 hours", "rto 8 hours") + inside("plan gold", "rpo 1 hour"),
        inside("backup core", "rpo 4 hours for web", "rpo 8 hours for mail"),
        inside("backup core", "keep daily for 30 days", "keep monthly for 12 months"),
        inside("backup core", 'relies on "S" {\n    rpo 2 hours\n  }', "rpo 4 hours"),
        inside(
            "security",
            "notify incidents within 4 hours of detected",
            "notify breach within 24 hours of detected",
        ),
        inside("security", "notify breach within 24 hours", "notify breach within 72 hours, to regulator"),
        inside("security", "notify breach within 24 hours", "notify breach within 4 hours, by B"),
        inside("exit", "keep backups for 60 days from end")
        + inside("termination", "keep backups for 180 days from suspended"),
        inside("liability", "cap 100% of annual fee per year", "cap 500000.00 EUR per year"),
        inside("credits for web", "cap 20% of monthly fee per month")
        + inside("credits for mail", "cap 30% of monthly fee per month"),
        inside("credits for web", "cap 20% of monthly fee per month", "cap 100% of monthly fee per year"),
        "report to B within 10 days {\n}\nreport to B within 15 days {\n}\n",
        "guarantee m >= 95% each month\nguarantee m >= 97% each month, for web\n",
        "guarantee m >= 90% each month\nguarantee m <= 98% each month\n",
        'guarantee m >= 95% each month, with "aim"\nguarantee m >= 90% each month, with "minimum"\n',
        'guarantee m >= 95% each month, for "large customers"\nguarantee m >= 90% each month, for "small customers"\n',
        inside("priority P1", 'respond within 1 hour, with "aim"', 'respond within tbd, with "maximum"'),
        inside("priority P1", "respond within 1 hour, during desk", "respond within tbd, outside desk"),
    ],
)
def test_both_hold(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", TWICE[:12])
def test_it_is_found_in_either_order_and_not_where_the_figures_are_one(text: str) -> None:
    block, *lines, end = text.splitlines()
    if end != "}":
        return
    assert found("\n".join([block, *reversed(lines), end]) + "\n") == ["CC290"]
    assert found("\n".join([block, lines[0], lines[0], end]) + "\n") == []


def test_what_cannot_be_compared_is_undecided() -> None:
    text = inside("liability", "cap 100% of annual fee per year", "cap 500000.00 EUR per year")
    proofs = check(HEAD + text, select=("CC290",), as_of=AS_OF, profile=()).proofs
    assert [proof["summary"] for proof in proofs] == [
        "`cap`: undecided, because they are of two dimensions: 100% of annual fee per year and 500000.00 EUR per year"
    ]


@pytest.mark.parametrize(
    ("one", "other", "order"),
    [
        ("30 days", "720 hours", SAME),
        ("30 days", "1 month", UNKNOWN),
        ("27 days", "1 month", LESS),
        ("32 days", "1 month", MORE),
        ("12 months", "1 year", SAME),
        ("1 month 2 days", "1 month 3 days", LESS),
        ("8 desk hours", "480 desk minutes", SAME),
        ("1 desk day", "2 desk days", LESS),
        ("1 desk day", "8 desk hours", UNKNOWN),
        ("20 desk days", "10 days", MORE),
    ],
)
def test_lengths_are_compared_where_every_calendar_says_the_same(one: str, other: str, order: str) -> None:
    def length(text: str) -> v.Value:
        (clause,) = (
            node
            for node in parse(f"fees {{\n  pay within {text}\n}}\n").document.walk()
            if isinstance(node, Pay)
        )
        assert clause.within is not None
        return clause.within

    first, second = figure(length(one)), figure(length(other))
    assert first is not None and second is not None
    assert compared(first, second) == order
    assert compared(second, first) == {LESS: MORE, MORE: LESS}.get(order, order)


def test_one_period_has_one_name() -> None:
    assert period(v.Name("calendar month")) == period(v.Name("month")) == period(v.Duration(((1, "month"),)))
    assert (
        period(v.Name("fiscal quarter")) != period(v.Name("quarter")) == period(v.Duration(((3, "month"),)))
    )


def test_many_clauses_about_one_subject_take_no_time() -> None:
    lines = [f"limit {100 + number} calls per month" for number in range(800)]
    parsed = parse(inside("service x", *lines))
    assert len([node for node in parsed.document.walk() if isinstance(node, LimitTo)]) == 800
    assert len(found(inside("service x", *lines))) == MOST_OF_ONE + 1
    result = check(HEAD + inside("service x", *lines), select=RULES, as_of=AS_OF, profile=())
    beyond = [finding.message for finding in result.findings if "are not shown" in finding.message]
    assert [message.split(maxsplit=1)[0] for message in beyond] == [f"{799 - MOST_OF_ONE:,}"]
