"""What rules compute with: truth, presence, comparison and words, each against a computation that counts it out."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import permutations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausecheck.language import values as v
from clausecheck.language.tree import Broken, Node
from clausecheck.rules.runtime import (
    Bounds,
    Env,
    Index,
    Mention,
    Truth,
    Words,
    all_parts,
    compare,
    every,
    negated,
    open_value,
    present,
    some,
    spoken,
    texts_of,
    unstated,
)
from clausecheck.source import Span
from tests.examples import examples
from tests.rules.common import agreement, node, tree

DAY = dt.date(2027, 1, 1)
OPERATORS = ("=", "!=", "<", "<=", ">", ">=")
UNSTATED, TBD = v.Unstated(), v.Tbd()


def env() -> Env:
    return Env(Index(agreement("")), {}, DAY)


def told(op: str, left: Any, right: Any) -> Truth:
    return compare(op, left, right, env())


def holds(op: str, left: Any, right: Any) -> bool:
    return {
        "=": left == right,
        "!=": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }[op]


def last(*parts: tuple[Any, str], hours: str | None = None) -> v.Duration:
    return v.Duration(
        tuple((Decimal(amount), unit) for amount, unit in parts), None if hours is None else v.Name(hours)
    )


# ---- truth -------------------------------------------------------------------------------------------

TRUTHS: tuple[Truth, ...] = (True, False, None)


@pytest.mark.parametrize("unknown", [False, True])
@pytest.mark.parametrize("truths", [each for size in range(4) for each in product(TRUTHS, repeat=size)])
def test_one_of_them_and_all_of_them(truths: tuple[Truth, ...], unknown: bool) -> None:
    """What is not known may be either: the answer is known where both ways give it."""
    open_ = [*truths, None] if unknown else list(truths)
    worlds = list(product(*([True, False] if truth is None else [truth] for truth in open_)))
    if unknown:  # there may be more of them, or none
        worlds += list(product(*([True, False] if truth is None else [truth] for truth in truths)))
    for function, whole in ((some, any), (every, all)):
        answers = {whole(world) for world in worlds}
        assert function(truths, unknown) is (answers.pop() if len(answers) == 1 else None)


def test_the_opposite_of_what_is_not_known_is_not_known() -> None:
    assert [negated(truth) for truth in TRUTHS] == [False, True, None]


def test_the_parts_that_are_missing_are_named() -> None:
    there = env()
    run = all_parts(
        [("a", lambda _: True), ("b", lambda _: False), ("c", lambda _: None), ("d", lambda _: False)]
    )
    assert run(there) is False
    assert there.missing == ("b", "d")
    assert all_parts([("a", lambda _: True), ("c", lambda _: None)])(there) is None
    assert there.missing == ()
    there.begin(there.index.document)
    assert (there.stack, there.notes, there.labels, there.missing) == ([there.index.document], {}, {}, ())


# ---- presence ----------------------------------------------------------------------------------------

HOUR = last((1, "hour"))
OTHER = v.Unstated()


@pytest.mark.parametrize(
    ("item", "missing"),
    [
        (UNSTATED, True),
        (TBD, False),
        (HOUR, False),
        (v.Anchored(UNSTATED, "of", v.Name("end")), True),
        (v.Anchored(HOUR, "of", v.Name("end")), False),
        (v.Rated(UNSTATED, (v.Per(HOUR),)), True),
        (v.Rated(HOUR, ()), False),
        (v.Notice(UNSTATED), True),
        (v.Notice(HOUR), False),
        (v.Notice(None), False),
        (v.Choice("sooner", (UNSTATED, UNSTATED)), True),
        (v.Choice("sooner", (UNSTATED, HOUR)), False),
        (v.Choice("sooner", (HOUR, UNSTATED)), False),
        ((), False),
        ((UNSTATED,), True),
        ((UNSTATED, UNSTATED), True),
        ((UNSTATED, v.Text("a")), False),
        ((v.Text("a"), UNSTATED), False),
        ((v.Text("a"),), False),
        ("text", False),
    ],
)
def test_what_counts_as_unstated(item: object, missing: bool) -> None:
    assert (unstated(item) is not None) == missing


def test_the_first_unstated_is_the_one_that_is_shown() -> None:
    first, second = v.Unstated(), v.Unstated()
    assert unstated((first, second)) is first
    assert unstated(v.Choice("later", (first, second))) is first
    assert unstated(v.Anchored(second, "of", v.Name("end"))) is second


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("priority P1 {\nrespond within unstated\n}", False),
        ("priority P1 {\nrespond within 1 hour\n}", True),
        ("priority P1 {\nrespond automatic\n}", True),
        ("priority P1 {\nrespond within unstated, for tickets\n}", False),
        ("priority P1 {\nrespond within unstated, during business\n}", False),
        ("priority P1 {\nrespond within unstated, automatic\n}", True),
        ("priority P1 {\nupdate every unstated\n}", False),
        ("priority P1 {\nupdate every unstated, to Client\n}", True),
        ("priority P1 {\nupdate to unstated\n}", False),
        ("backup b {\nrpo unstated\n}", False),
        ("backup b {\nrpo 4 hours\n}", True),
        ("service a {\nincludes unstated\n}", False),
        ('service a {\nincludes "a", unstated\n}', True),
        ('service a {\nincludes unstated, "a"\n}', True),
        ("service a {\nincludes tbd\n}", True),
        ("service a {\navailability unstated each month\n}", False),
        ("service a {\navailability 99.9% each unstated\n}", True),
    ],
)
def test_whether_a_clause_is_there(text: str, there: bool) -> None:
    read = agreement(text)
    assert [problem.message for problem in read.problems] == []
    *_, clause = read.document.walk()
    around = env()
    assert present(clause, around) is there
    assert bool(around.notes) is bool(around.labels) is not there


def test_what_is_there_at_all() -> None:
    around = env()
    assert present(Broken(), around) is None
    assert [present(each, around) for each in (True, False, "", "a", HOUR, TBD)] == [
        True,
        False,
        False,
        True,
        True,
        True,
    ]


# ---- comparison --------------------------------------------------------------------------------------


def first_of(month: int) -> int:
    return dt.date(2000 + month // 12, month % 12 + 1, 1).toordinal()


def placements(months: int) -> list[int]:
    """The length in days of so many months, wherever in four hundred years they begin."""
    return sorted({first_of(month + months) - first_of(month) for month in range(4800)})


@pytest.mark.parametrize("months", [1, 2, 3, 6, 11, 12, 13, 24, 48])
def test_months_are_compared_with_days_wherever_they_lie(months: int) -> None:
    lengths = placements(months)
    for days in range(lengths[0] - 2, lengths[-1] + 3):
        for op in OPERATORS:
            truths = {holds(op, length, days) for length in lengths}
            expected: Truth = truths == {True}
            if op in ("=", "!="):
                expected = None if lengths[0] <= days <= lengths[-1] else op == "!="
            for extra in (last(), last((1, "month"), (5, "day"))):
                left = v.Duration((*last((months, "month")).parts, *extra.parts))
                right = v.Duration((*last((days, "day")).parts, *extra.parts))
                around = env()
                assert compare(op, left, right, around) is expected
                assert bool(around.notes) == (op not in ("=", "!=") and len(truths) == 2)
                turned = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(op, op)
                assert told(turned, right, left) is expected


LENGTHS = [
    (last((30, "minute")), 1800),
    (last((1, "hour")), 3600),
    (last((60, "minute")), 3600),
    (last((1, "hour"), (30, "minute")), 5400),
    (last((7, "day")), 604800),
    (last((1, "week")), 604800),
]


@pytest.mark.parametrize("op", OPERATORS)
def test_lengths_of_one_sort_are_compared_exactly(op: str) -> None:
    for (left, one), (right, other) in product(LENGTHS, LENGTHS):
        assert told(op, left, right) is holds(op, one, other)
    months = [
        (last((3, "month")), 3),
        (last((1, "quarter")), 3),
        (last((1, "year")), 12),
        (last((4, "month")), 4),
    ]
    for (left, one), (right, other) in product(months, months):
        assert told(op, left, right) is holds(op, one, other)
    # More months and as many days more are longer, whatever the calendar.
    assert told(op, last((2, "month"), (1, "day")), last((1, "month"))) is holds(op, 1, 0)
    assert told(op, last((1, "month")), last((2, "month"), (1, "day"))) is holds(op, 0, 1)


def test_half_a_month_is_as_long_as_nothing_and_as_a_month_at_the_worst() -> None:
    half = last((Decimal("1.5"), "month"))
    around = env()
    assert compare(">", half, last((1, "month")), around) is True
    assert compare("=", half, last((1, "month")), around) is False
    assert not around.notes
    days = last((1, "month"), (20, "day"))
    assert told("<", days, half) is told(">", days, half) is False
    assert told("=", days, half) is None
    assert told(">", last((1, "month"), (32, "day")), half) is True
    second = last((1, "month"), (1, "second"))
    assert told("<", second, half) is told(">", second, half) is False


@pytest.mark.parametrize("op", OPERATORS)
def test_working_time_is_compared_with_working_time_of_the_same_hours(op: str) -> None:
    hour, two, day = (
        last((1, "hour"), hours="business"),
        last((120, "minute"), hours="business"),
        last((2, "day"), hours="business"),
    )
    assert told(op, hour, two) is holds(op, 1, 2)
    assert told(op, day, last((2, "day"), hours="business")) is holds(op, 2, 2)
    assert told(op, day, last((3, "day"), hours="business")) is holds(op, 2, 3)
    assert told(op, day, two) is None
    assert told(op, last((1, "day"), (1, "hour"), hours="business"), day) is None
    assert told(op, hour, last((1, "hour"))) is None
    assert told(op, last((1, "hour")), hour) is None
    assert told(op, hour, last((1, "hour"), hours="support")) is None


NUMBERS = st.integers(0, 8)
RANGES = st.builds(
    lambda low, more: Bounds(low, None if more is None else low + more),
    NUMBERS,
    st.none() | st.integers(0, 5),
)


def members(item: Any) -> range:
    if isinstance(item, Bounds):
        return range(item.low, (40 if item.high is None else item.high) + 1)
    return range(item, item + 1)


@given(st.sampled_from(OPERATORS), RANGES | NUMBERS, RANGES | NUMBERS)
@settings(max_examples=examples(400), deadline=None)
def test_numbers_of_which_only_bounds_are_known_are_compared_as_each_of_them(
    op: str, left: Any, right: Any
) -> None:
    truths = {holds(op, one, other) for one, other in product(members(left), members(right))}
    assert told(op, left, right) is (truths.pop() if len(truths) == 1 else None)


def test_bounds_are_values() -> None:
    assert len({Bounds(1, 2), Bounds(1, 2), Bounds(1, None)}) == 2


def test_bounds_are_compared_with_numbers_only() -> None:
    for op in OPERATORS:
        assert told(op, Bounds(1, 2), v.Text("1")) is told(op, v.Text("1"), Bounds(1, 2)) is None
    assert told("<", Bounds(1, 2), v.Count(Decimal(3), "users")) is True


@pytest.mark.parametrize("which", ["sooner", "lower", "later", "higher"])
@pytest.mark.parametrize("op", ["<", "<=", ">", ">="])
def test_a_choice_is_compared_as_the_one_that_counts(which: str, op: str) -> None:
    def percent(amount: int) -> v.Percentage:
        return v.Percentage(Decimal(amount))

    for options in product((1, 2, 3), repeat=2):
        counts = min(options) if which in ("sooner", "lower") else max(options)
        choice = v.Choice(which, tuple(percent(option) for option in options))
        for other in (1, 2, 3):
            assert told(op, choice, percent(other)) is holds(op, counts, other)
            assert told(op, percent(other), choice) is holds(op, other, counts)
            same = options[0] == options[1] or other not in options
            assert told("=", choice, percent(other)) is (counts == other if same else None)
            assert told("!=", choice, percent(other)) is (counts != other if same else None)


def money(amount: str, currency: str | None = "GBP") -> v.Money:
    return v.Money(Decimal(amount), currency)


def size(amount: int, unit: str) -> v.Size:
    return v.Size(Decimal(amount), unit)


def count(amount: int, noun: str) -> v.Count:
    return v.Count(Decimal(amount), noun)


AMOUNTS = [
    # what is less, what is more
    (money("9.90"), money("10")),
    (size(999, "MB"), size(1, "GB")),
    (size(1, "GB"), size(1, "GiB")),
    (size(10, "Mbit/s"), size(10, "MB/s")),
    (v.Percentage(Decimal("99.5")), v.Percentage(Decimal("99.9"))),
    (v.Share(v.Percentage(Decimal(1)), v.Text("fee")), v.Percentage(Decimal(2))),
    (count(1, "User"), count(2, "users")),
    (count(1, "user"), v.Number(Decimal(2))),
    (v.Time(60), v.Time(120)),
    (v.Date(DAY), v.Date(dt.date(2027, 1, 2))),
    (DAY, v.Date(dt.date(2027, 1, 2))),
    (v.Number(Decimal(1)), v.Number(Decimal("1.5"))),
    (v.Multiple(Decimal(1)), v.Multiple(Decimal(2))),
    (1, v.Number(Decimal(2))),
    (Decimal(1), 2),
    (v.Rated(money("1"), ()), money("2")),
    (v.Anchored(v.Rated(money("1"), ()), "of", v.Name("end")), money("2")),
    (v.Notice(HOUR), last((2, "hour"))),
    (False, True),
]


@pytest.mark.parametrize("op", OPERATORS)
@pytest.mark.parametrize(("less", "more"), AMOUNTS, ids=lambda value: type(value).__name__)
def test_amounts_of_one_sort(op: str, less: object, more: object) -> None:
    assert told(op, less, more) is holds(op, 0, 1)
    assert told(op, more, less) is holds(op, 1, 0)
    assert told(op, less, less) is holds(op, 0, 0)


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        (money("1"), money("1", "EUR"), None),
        (money("1", None), money("1", None), None),
        (size(1, "GB"), size(1, "Gbit/s"), None),
        (count(1, "users"), count(1, "servers"), None),
        (TBD, HOUR, None),
        (UNSTATED, HOUR, None),
        (HOUR, TBD, None),
        (None, HOUR, None),
        (HOUR, None, None),
        (Broken(), HOUR, None),
        (HOUR, Broken(), None),
        (v.Formula(v.Name("fee")), money("1"), None),
        (v.Notice(None), HOUR, None),
        (v.Notice(UNSTATED), HOUR, None),
        (HOUR, v.Percentage(Decimal(1)), False),
        (v.Text("1"), v.Number(Decimal(1)), False),
        (True, 1, False),
        (1, True, False),
        (v.Time(60), v.Number(Decimal(60)), False),
        (v.Days(0, 4), v.Days(0, 4), None),
    ],
)
def test_what_has_no_order(left: object, right: object, equal: Truth) -> None:
    assert told("=", left, right) is equal
    assert told("!=", left, right) is negated(equal)
    for op in ("<", "<=", ">", ">="):
        assert told(op, left, right) is None


SORTS = [
    HOUR,
    money("1"),
    size(1, "GB"),
    v.Percentage(Decimal(1)),
    count(1, "users"),
    v.Time(60),
    v.Date(DAY),
    v.Text("1"),
    v.Multiple(Decimal(1)),
    True,
    v.Days(0, 4),
]


@pytest.mark.parametrize(
    ("one", "other"), list(permutations(SORTS, 2)), ids=lambda value: type(value).__name__
)
def test_amounts_of_two_sorts_are_not_equal_and_have_no_order(one: object, other: object) -> None:
    counted = {type(one), type(other)} == {v.Count, v.Multiple}  # both are numbers
    assert told("=", one, other) is counted
    assert told("<", one, other) is (False if counted else None)


# ---- words -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("A  B", "a b"),
        (v.Text("Core\n Data"), "core data"),
        (v.Name("P1"), "p1"),
        (v.Zone("Europe/London"), "europe/london"),
        (v.Prose(" A\n B "), "a b"),
        (v.Phrase("Availability", v.Name("API")), "availability of api"),
        (v.Numbered("Day", 5), "day 5"),
        (v.Numbered("Day", 5, v.Name("month")), "day 5 of month"),
        (v.Pair(v.Name("Desk"), v.Text("1st  Line")), "desk 1st line"),
        (HOUR, None),
        (None, None),
    ],
)
def test_words_as_they_are_compared(item: object, words: str | None) -> None:
    assert spoken(item) == words
    if words is not None:
        assert told("=", item, words.upper()) is True
        assert told("=", item, words + "x") is False
        assert told("<", item, words) is None


def test_every_word_that_something_says() -> None:
    read = agreement(
        'backup core "Core" for a {\nkeep daily for 3 copies\n}\nbackup b {\nkeep (\n}\nrespond within ('
    )
    index = Index(read)

    def said(item: Node) -> list[tuple[str, bool]]:
        return [(text, quoted) for text, quoted, _ in index.spoken(item)[0]]

    core, other = read.of_kind("backup")
    assert sorted(said(core)) == [
        ("Core", True),
        ("a", False),
        ("copies", False),
        ("core", False),
        ("daily", False),
    ]
    assert sorted(said(read.of_kind("keep")[0])) == [("copies", False), ("daily", False)]
    assert said(other) == [("b", False), ("keep (", True)]
    assert said(read.document)[-1] == ("respond within (", True)
    assert list(texts_of("a")) == [("a", False)]
    assert list(texts_of(v.Phrase("b", v.Name("c")))) == [("b", False), ("c", False)]
    assert list(texts_of(HOUR)) == list(texts_of(None)) == []


def test_words_that_are_not_known() -> None:
    read = agreement('service a {\nincludes "x", tbd\nincludes "y"\navailability tbd\n}')
    first, second = read.of_kind("includes")
    assert open_value(first) and not open_value(second)
    assert open_value(TBD) and not open_value(UNSTATED)
    assert open_value(v.Anchored(TBD, "of", v.Name("end")))
    assert not open_value(read.of_kind("availability")[0])  # no words can stand there
    assert not open_value(read.of_kind("service")[0])
    assert open_value(Broken())
    assert not open_value("text")


@given(st.lists(st.sampled_from(["on", "site", "onsite", "best", "effort", "efforts", "e", "99", "%"]), max_size=6),
       st.lists(st.sampled_from(["on", "site", "best", "effort", "e", "99", "%"]), min_size=1, max_size=3),
       st.lists(st.booleans(), min_size=3, max_size=3))  # fmt: skip
@settings(max_examples=examples(400), deadline=None)
def test_a_phrase_is_found_where_a_run_of_words_spells_it(
    words: list[str], phrase: list[str], stars: list[bool]
) -> None:
    wanted = [word + "*" if star and word != "%" else word for word, star in zip(phrase, stars, strict=False)]

    def runs(at: int, letters: str, rest: list[str]) -> bool:
        """Whether the rest of the phrase, without its spaces, can be spelled from word `at` on."""
        while not letters:
            if not rest:
                return True
            letters, rest = rest[0], rest[1:]
        if at == len(words):
            return False
        joined = "".join(words[at:])
        if letters.endswith("*"):
            stem = letters[:-1]
            if not joined.startswith(stem):
                return False
            taken, end = 0, at
            while taken < len(stem):
                taken, end = taken + len(words[end]), end + 1
            return runs(end, "", rest)
        if not joined.startswith(letters):
            return False
        taken, end = 0, at
        while taken < len(letters):
            taken, end = taken + len(words[end]), end + 1
        # The next word of the phrase may go on within this word of the text.
        if taken == len(letters):
            return runs(end, "", rest)
        return bool(rest) and runs(at, letters + rest[0], rest[1:])

    # Without stars inside, words of a phrase run together.
    found = Mention(" ".join(wanted)).within(Words(" ".join(words)))
    assert found == any(runs(at, "", wanted) for at in range(len(words)))


def test_a_word_that_comes_twice_may_be_the_second_one() -> None:
    assert Mention("a* b").within(Words("a a b"))
    assert Mention("a b").within(Words("a c a b"))
    assert not Mention("a* b").within(Words("a a c b"))


def test_what_an_index_finds() -> None:
    text = "service a {\nincludes tbd\n}\nbackup b {\nrpo 1 hour\nkeep daily for 3 days\nkeep weekly for 3 weeks\n}"
    index = Index(agreement(text))
    backup = index.all("backup")[0]
    assert [clause.kind for clause in index.children(backup, "keep")] == ["keep", "keep"]
    assert index.children(backup, "includes") == index.children(index.all("rpo")[0], "keep") == []
    assert len(index.children(index.document, "keep")) == 2
    broken = Broken(meant="keep", text="keep (")
    cut = Index(tree(node("backup", name=v.Name("b"), clauses=(broken,))))
    assert cut.broken("keep") == cut.children(cut.document, "keep") == [broken]
    assert cut.children(cut.all("backup")[0], "keep") == [broken]
    assert cut.broken("rpo") == []


@pytest.mark.parametrize(
    ("text", "written", "in_own_words"),
    [
        ('agreement "A" {\nprovider Host\n}', "`by MSP` of MSP", "`by Host` of MSP"),
        ('agreement "A" {\nprovider Host\ncustomer MSP\n}', "`by MSP to Client`", "`by MSP to MSP`"),
        ('agreement "A" {\nprovider Host\n}', '`"MSP" by MSP`', '`"MSP" by Host`'),
        ('agreement "A" {\nprovider Host\n}', "`MSPs`", "`MSPs`"),
        ('agreement "A" {\nprovider Host\n}', "by MSP", "by MSP"),
        ("hours desk {\n}\nhours night {\n}", "`during business`", "`during desk`"),
        ("", "`by MSP`", "`by MSP`"),
    ],
)
def test_help_speaks_with_the_names_of_the_agreement(text: str, written: str, in_own_words: str) -> None:
    of = agreement(text)
    behind = Span(len(of.source.text) + 1, len(of.source.text) + 1)
    assert Index(of).own_words.of(written, behind) == in_own_words
