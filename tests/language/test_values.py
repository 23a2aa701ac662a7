"""The values of the language: what is written becomes the right typed value, with its span."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from typing import Any

import pytest

from clausecheck.language import values as v
from clausecheck.language.parser import parse
from clausecheck.language.tree import Block, Node, Opening, TextFor

name = v.Name


def duration(amount: str, unit: str, hours: str | None = None) -> v.Duration:
    return v.Duration(((D(amount), unit),), name(hours) if hours else None)


def percent(amount: str) -> v.Percentage:
    return v.Percentage(D(amount))


def money(amount: str, currency: str | None = "GBP") -> v.Money:
    return v.Money(D(amount), currency)


def clause(text: str, block: str) -> Node:
    """The one clause of a block."""
    parsed = parse(f"{block} {{\n  {text}\n}}\n")
    assert parsed.problems == ()
    (outer,) = parsed.document.clauses
    assert isinstance(outer, Block)
    (node,) = outer.clauses
    for _, value in node.contents():
        for inner in value.walk():
            assert node.span.start <= inner.span.start <= inner.span.end <= node.span.end
    return node


PRIORITY, BACKUP, FEES, CREDITS = "priority P1", "backup core", "fees", "credits for servers"
SERVICE, TERMINATION, AGREEMENT, METRIC = "service desk", "termination", 'agreement "A"', "metric m"

CASES: list[tuple[str, str, str, Any]] = [
    # durations: elapsed, working, compound
    (PRIORITY, "respond within 15 minutes", "within", duration("15", "minute")),
    (PRIORITY, "respond within 1 hour", "within", duration("1", "hour")),
    (PRIORITY, "respond within 1.5 hours", "within", duration("1.5", "hour")),
    (PRIORITY, "respond within 4 business hours", "within", duration("4", "hour", "business")),
    (PRIORITY, "respond within 1 business day", "within", duration("1", "day", "business")),
    (PRIORITY, "respond within 2 Desk-Hours days", "within", duration("2", "day", "Desk-Hours")),
    (PRIORITY, "respond within 1 hour 30 minutes", "within", v.Duration(((D(1), "hour"), (D(30), "minute")))),
    (BACKUP, "keep yearly for 7 years", "for_", (duration("7", "year"),)),
    (BACKUP, "full every 1 week", "every", duration("1", "week")),
    (AGREEMENT, "term 36 months", "value", duration("36", "month")),
    (AGREEMENT, "term 2 quarters", "value", duration("2", "quarter")),
    (SERVICE, "latency p95 200 ms", "amount_is", duration("200", "millisecond")),
    # choices and events
    (
        PRIORITY,
        "respond within sooner of 8 business hours or 30 minutes after opening of business",
        "within",
        v.Choice(
            "sooner",
            (
                duration("8", "hour", "business"),
                v.Anchored(duration("30", "minute"), "after", v.Phrase("opening", name("business"))),
            ),
        ),
    ),
    (
        PRIORITY,
        "resolve within later of 1 day or tbd",
        "within",
        v.Choice("later", (duration("1", "day"), v.Tbd())),
    ),
    (
        FEES,
        "pay within 30 days of invoice",
        "within",
        v.Anchored(duration("30", "day"), "of", name("invoice")),
    ),
    (
        BACKUP,
        "keep daily for 60 days from end",
        "for_",
        (v.Anchored(duration("60", "day"), "from", name("end")),),
    ),
    # percentages, money, rates
    (SERVICE, "availability 99.9%", "value", percent("99.9")),
    (SERVICE, "availability 99.90 %, at least 99%", "at_least", percent("99")),
    (
        PRIORITY,
        "resolve within 1 day, for 95% of incidents",
        "for_",
        (v.Share(percent("95"), name("incidents")),),
    ),
    (FEES, "charge 4200.00 GBP", "amount_is", money("4200.00")),
    (FEES, "charge 10 unstated", "amount_is", money("10", None)),
    (
        FEES,
        "charge 900.00 EUR per month",
        "amount_is",
        v.Rated(money("900.00", "EUR"), (v.Per(name("month")),)),
    ),
    (
        FEES,
        "charge 12.00 GBP per user per 30 days",
        "amount_is",
        v.Rated(money("12.00"), (v.Per(name("user")), v.Per(duration("30", "day")))),
    ),
    (FEES, 'charge "work" 1.5 times', "amount_is", v.Multiple(D("1.5"))),
    (
        CREDITS,
        "credit 10 times price of outage",
        "value",
        v.Multiple(D(10), v.Phrase("price", name("outage"))),
    ),
    (
        CREDITS,
        "credit 50.00 GBP per response of P1 missed",
        "value",
        v.Rated(money("50.00"), (v.Per(v.Phrase("response", name("P1")), True),)),
    ),
    (CREDITS, "credit 5% of monthly fee", "value", v.Share(percent("5"), name("monthly fee"))),
    (
        CREDITS,
        "credit 0.7% of monthly fee per 0.05% of availability",
        "value",
        v.Rated(
            v.Share(percent("0.7"), name("monthly fee")),
            (v.Per(v.Share(percent("0.05"), name("availability"))),),
        ),
    ),
    # dates, times, days, zones
    (AGREEMENT, "effective 2027-01-01", "value", v.Date(dt.date(2027, 1, 1))),
    (AGREEMENT, "effective 2028-02-29", "value", v.Date(dt.date(2028, 2, 29))),
    (AGREEMENT, "zone Europe/London", "value", v.Zone("Europe/London")),
    (AGREEMENT, "zone America/Argentina/Buenos_Aires", "value", v.Zone("America/Argentina/Buenos_Aires")),
    (AGREEMENT, "currency CHF", "currency_code", name("CHF")),
    (BACKUP, "full every 1 week on sun at 01:00", "at", (v.Time(3600),)),
    (BACKUP, "full every 1 week on sun at 01:00", "on", (v.Days(6, 6),)),
    ("hours h", "closed on 2027-12-24 from 12:00", "from_", v.Time(12 * 3600)),
    ("hours h", "mon-fri 09:00-17:30", "weekdays", (v.Days(0, 4),)),
    ("hours h", "mon-fri 09:00-17:30", "spans", (v.HoursSpan(9 * 3600, 17 * 3600 + 1800),)),
    ("hours h", "Fri-Mon 22:00-06:00", "weekdays", (v.Days(4, 0),)),
    ("hours h", "mon, wed 00:00-24:00", "spans", (v.HoursSpan(0, 86400),)),
    (
        "hours h",
        "tue 08:00-12:00, 13:00-17:00",
        "spans",
        (v.HoursSpan(28800, 43200), v.HoursSpan(46800, 61200)),
    ),
    # sizes, counts, words with numbers, pairs
    (BACKUP, "size 10 TB, link 1 Gbit/s", "value", v.Size(D(10), "TB")),
    (BACKUP, "size 512 GiB, link 100 MB/s", "link", v.Size(D(100), "MB/s")),
    (
        SERVICE,
        "covers 120 users, 140 devices",
        "values",
        (v.Count(D(120), "users"), v.Count(D(140), "devices")),
    ),
    (SERVICE, "limit 20 VPN per month", "amount_is", v.Rated(v.Count(D(20), "VPN"), (v.Per(name("month")),))),
    (BACKUP, "keep 3 versions", "value", v.Count(D(3), "versions")),
    (PRIORITY, "starts at tier 2", "at", (v.Numbered("tier", D(2)),)),
    (
        SERVICE,
        'contact phone "+44 20", email "a@b.example"',
        "values",
        (v.Pair(name("phone"), v.Text("+44 20")), v.Pair(name("email"), v.Text("a@b.example"))),
    ),
    (SERVICE, r'includes "a \"b\" \\ c"', "values", (v.Text('a "b" \\ c'),)),
    (
        TERMINATION,
        "end by either, on 90 days written notice",
        "notice",
        v.Notice(duration("90", "day"), True),
    ),
    (TERMINATION, "end by either, on notice", "notice", v.Notice(None, False)),
    # windows
    (
        TERMINATION,
        "end by Client when availability of servers < 99.0% in 2 of 3 months",
        "in_window",
        v.Window(D(2), duration("3", "month")),
    ),
    (
        TERMINATION,
        "end by Client when resolution of P1 missed 3 times in 6 months",
        "times_in",
        v.TimesIn(D(3), duration("6", "month")),
    ),
    (
        TERMINATION,
        "end by Client when availability < 99.0% averaged over 30 days",
        "averaged_over",
        duration("30", "day"),
    ),
    # conditions
    (PRIORITY, "applies when impact high", "when", v.Fact(name("impact high"))),
    (PRIORITY, "applies when users >= 75%", "when", v.Fact(name("users"), (v.Compare(">=", percent("75")),))),
    (
        PRIORITY,
        "applies when impact high and urgency high or users > 5",
        "when",
        v.Any(
            (
                v.All((v.Fact(name("impact high")), v.Fact(name("urgency high")))),
                v.Fact(name("users"), (v.Compare(">", v.Number(D(5))),)),
            )
        ),
    ),
    (
        PRIORITY,
        "applies when a and (b or not c)",
        "when",
        v.All((v.Fact(name("a")), v.Any((v.Fact(name("b")), v.Not(v.Fact(name("c"))))))),
    ),
    (
        CREDITS,
        "credit 5% when availability >= 99.0% and < 99.9%",
        "when",
        v.Fact(name("availability"), (v.Compare(">=", percent("99.0")), v.Compare("<", percent("99.9")))),
    ),
    (
        CREDITS,
        "credit 5% when availability from 95.0% to 99.0%",
        "when",
        v.Fact(name("availability"), (v.Between(percent("95.0"), percent("99.0")),)),
    ),
    (
        TERMINATION,
        "end by MSP when payment overdue 45 days",
        "when",
        v.Fact(name("payment"), (), "overdue", duration("45", "day")),
    ),
    (TERMINATION, 'void when "either is insolvent"', "when", v.Fact(v.Text("either is insolvent"))),
    (
        CREDITS,
        "credit 5% when availability ≤ 99%",
        "when",
        v.Fact(name("availability"), (v.Compare("<=", percent("99")),)),
    ),
    # formulas
    (METRIC, "formula solved / logged", "expression", v.Operation("/", name("solved"), name("logged"))),
    (
        METRIC,
        "formula a + b * c - d",
        "expression",
        v.Operation("-", v.Operation("+", name("a"), v.Operation("*", name("b"), name("c"))), name("d")),
    ),
    (
        METRIC,
        "formula (a + b) * -c / 2",
        "expression",
        v.Operation(
            "/",
            v.Operation("*", v.Bracket(v.Operation("+", name("a"), name("b"))), v.Negative(name("c"))),
            v.Number(D(2)),
        ),
    ),
    (
        METRIC,
        "formula 100% - downtime of servers",
        "expression",
        v.Operation("-", percent("100"), v.Phrase("downtime", name("servers"))),
    ),
    # lists over several lines
    (SERVICE, 'includes "a",\n    "b", "c"', "values", (v.Text("a"), v.Text("b"), v.Text("c"))),
]


@pytest.mark.parametrize(("block", "text", "field", "expected"), CASES, ids=[case[1][:60] for case in CASES])
def test_a_value_is_typed(block: str, text: str, field: str, expected: object) -> None:
    assert getattr(clause(text, block), field) == expected


OPEN = [
    (AGREEMENT, "reference {}", "value"),
    (AGREEMENT, "currency {}", "currency_code"),
    (AGREEMENT, "provider {}", "name"),
    (AGREEMENT, "effective {}", "value"),
    (AGREEMENT, "zone {}", "value"),
    (AGREEMENT, "term {}", "value"),
    (SERVICE, "availability {}", "value"),
    (SERVICE, "latency {}", "amount_is"),
    (PRIORITY, "respond within {}", "within"),
    (BACKUP, "size {}", "value"),
    (BACKUP, "keep {}", "value"),
    (FEES, "charge {}", "amount_is"),
    (FEES, "interest {}", "value"),
    ("liability", "insurance {}", "amount_is"),
]


@pytest.mark.parametrize(("word", "cls"), [("tbd", v.Tbd), ("unstated", v.Unstated)])
@pytest.mark.parametrize(("block", "text", "field"), OPEN, ids=[case[1] for case in OPEN])
def test_any_value_may_be_open(block: str, text: str, field: str, word: str, cls: type[v.Value]) -> None:
    assert getattr(clause(text.format(word), block), field) == cls()


def test_opening_hours_may_be_open() -> None:
    node = clause("tbd 09:00-17:00", "hours h")
    assert isinstance(node, Opening) and node.weekdays == (v.Tbd(),)
    node = clause("mon-fri unstated", "hours h")
    assert isinstance(node, Opening) and node.spans == (v.Unstated(),)


def test_amounts_are_exact() -> None:
    node: Any = clause("availability 99.995%", SERVICE)
    assert str(node.value.amount) == "99.995"
    node = clause("charge 0.10 GBP", FEES)
    assert node.amount_is.amount + D("0.20") == D("0.30")


def test_a_duration_knows_its_length() -> None:
    node: Any = clause("respond within 1 hour 30 minutes", PRIORITY)
    assert node.within.seconds == 5400
    node = clause("term 13 months", AGREEMENT)
    assert node.value.seconds is None
    assert node.value.bounds() == ((365 + 28) * 86400, (366 + 31) * 86400)
    node = clause("respond within 1 business day", PRIORITY)
    assert node.within.seconds is None and node.within.bounds() is None
    node = clause("size 1 Gbit/s", BACKUP)
    assert node.value.scaled == 10**9


def test_references_in_prose_have_spans() -> None:
    text = 'text for termination """\nSee {[9]}, {termination.convenience.notice} and {not this one}.\n"""\n'
    parsed = parse(text)
    (node,) = parsed.document.clauses
    assert isinstance(node, TextFor)
    assert [reference.text for reference in node.prose.references] == [
        "[9]",
        "termination.convenience.notice",
    ]
    for reference in node.prose.references:
        assert parsed.source.slice(reference.span) == "{" + reference.text + "}"
    assert node.prose.text.startswith("\nSee")
    assert node.prose.span.end == len(text) - 1


def test_spans_cover_the_words_of_a_value() -> None:
    clause_ = "credit 5% of monthly fee when availability >= 99.0% and < 99.9%, for m365"
    parsed = parse(f"credits for servers {{\n  {clause_}\n}}\n")
    (block,) = parsed.document.clauses
    assert isinstance(block, Block)
    node: Any = block.clauses[0]
    assert parsed.source.slice(block.head) == "credits for servers"
    assert parsed.source.slice(node.span) == clause_
    assert parsed.source.slice(node.value.span) == "5% of monthly fee"
    assert parsed.source.slice(node.value.percentage.span) == "5%"
    assert parsed.source.slice(node.when.span) == "availability >= 99.0% and < 99.9%"
    assert [parsed.source.slice(compare.span) for compare in node.when.compares] == [">= 99.0%", "< 99.9%"]
    assert parsed.source.slice(node.for_[0].span) == "m365"


def test_a_keyword_may_be_a_name() -> None:
    node: Any = clause("keep backup data for report", BACKUP)
    assert node.value == name("backup data") and node.for_ == (name("report"),)


def test_numbers_and_comments_stay() -> None:
    lines = [
        "# top",
        "",
        "[3.2] fees {  # of all",
        "  # each",
        "  [3.2.1] invoice every 1 month  # p7",
        "  # last",
        "}",
        "# end",
    ]
    parsed = parse("\n".join(lines))
    (block,) = parsed.document.clauses
    assert isinstance(block, Block)
    node = block.clauses[0]
    assert (block.number, node.number) == ("3.2", "3.2.1")
    assert block.leading == ("# top", "") and node.leading == ("# each",)
    assert block.trailing == ("# of all",) and node.trailing == ("# p7",)
    assert block.closing == ("# last",) and parsed.document.closing == ("# end",)


def test_the_parentheses_of_a_condition_belong_to_its_clause() -> None:
    text = "priority P1 {\n  applies when (users >= 5) or (users >= 2 and sites >= 1)\n}\n"
    (clause,) = [node for node in parse(text).document.walk() if node.kind == "applies"]
    assert text[clause.span.start : clause.span.end] == text.splitlines()[1].strip()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (
            "service x {\n  maintenance on friday 20:00-23:00, on 4 days notice\n}\n",
            "service x {\n  maintenance fri 20:00-23:00, on 4 days notice\n}\n",
        ),
        (
            'agreement "X" {\n  term 3 years, renewed for 24 months, unless 90 days notice\n}\n',
            'agreement "X" {\n  term 3 years, renewed 24 months, unless 90 days notice\n}\n',
        ),
    ],
)
def test_a_word_that_says_nothing_of_its_own_is_read_over(written: str, meant: str) -> None:
    assert not parse(written).problems
    assert parse(written).document == parse(meant).document
