"""Deadlines of every make, put together at random: their bounds, their pieces and their comparison against a look at every
quarter of an hour, and the edges at which one second more or less decides."""

from __future__ import annotations

import datetime as dt
import os
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_due import FIRST, HOUR, STEP, clock, hours, office

from clausecheck.agreement.clock import DAY, WEEK, Closure, HoursClock, HoursSpec, Season, WeeklySpan, always
from clausecheck.agreement.due import (
    NEVER,
    BusinessDays,
    DayEnd,
    Due,
    Elapsed,
    LoggedWhen,
    Months,
    OneOf,
    Opened,
    Piece,
    Then,
    Weeks,
    Working,
    _median,
    _round,
    compare,
    longest_possible,
    waits,
)
from tests.examples import examples

EXAMPLES = int(os.environ.get("CLAUSECHECK_PAIRS", examples(60)))
SPAN = 9
"""Days that are looked at, quarter of an hour by quarter of an hour."""


def span(first: dt.date = FIRST, length: int = SPAN) -> Weeks:
    start = int(dt.datetime.combine(first, dt.time(), dt.UTC).timestamp())
    return Weeks(start, start + length * DAY)


@st.composite
def ending(draw: st.DrawFn) -> HoursSpec:
    """Hours of a few weeks, after which they never open again."""
    begin = FIRST + dt.timedelta(draw(st.integers(-12, 2)))
    last = FIRST + dt.timedelta(draw(st.integers(0, SPAN + 5)))
    days_ = draw(st.frozensets(st.integers(0, 6), min_size=1))
    spans = tuple(WeeklySpan(day, 9 * HOUR, 17 * HOUR) for day in sorted(days_))
    return HoursSpec("fair", "Europe/London", seasons=(Season(begin, last, spans),))


@st.composite
def dues(draw: st.DrawFn, depth: int = 2) -> Due:
    """A deadline of any make."""
    kind = draw(st.sampled_from(["plain", "plain", "then", "one of"] if depth else ["plain"]))
    if kind == "then":
        return Then(draw(dues(depth - 1)), draw(dues(depth - 1)))
    if kind == "one of":
        options = draw(st.lists(dues(depth - 1), min_size=1, max_size=3))
        return OneOf(tuple(options), draw(st.booleans()))
    elapsed = Elapsed(draw(st.integers(0, 200)) * STEP)
    built = clock(draw(st.one_of(st.just(office()), hours(), ending())))
    return draw(
        st.sampled_from(
            [
                elapsed,
                elapsed,
                Working(built, draw(st.integers(1, 120)) * STEP),
                Working(built, draw(st.integers(1, 40)) * STEP + draw(st.sampled_from([0, 1, -1]))),
                BusinessDays(built, draw(st.integers(1, 4))),
                DayEnd(built),
                Opened(built, draw(st.booleans())),
                Months(built, draw(st.integers(1, 3))),
            ]
        )
    )


def instants(weeks: Weeks) -> list[int]:
    return [t for at in range(weeks.start, weeks.end, STEP) for t in (at, at + 1, at + STEP - 1)]


ONCE = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))


@given(dues())
@ONCE
def test_no_ticket_waits_shorter_than_least_or_longer_than_most(due: Due) -> None:
    seen = [due(t) - t for t in instants(span())]
    assert due.least <= min(seen)
    assert due.most is None or due.most >= max(seen)
    assert not due.steady or all(a <= b for a, b in pairwise(due(t) for t in instants(span())))


@given(dues())
@ONCE
def test_pieces_are_the_function_at_every_quarter_of_an_hour_and_next_to_it(due: Due) -> None:
    weeks = span()
    pieces = iter(due.pieces(weeks.start, weeks.end))
    piece = next(pieces)
    assert piece.start == weeks.start
    for t in instants(weeks):
        while t >= piece.end:
            following = next(pieces)
            assert following.start == piece.end < following.end
            piece = following
        assert piece.start <= t
        assert piece.at(t) == due(t)
    assert piece.end == weeks.end
    assert next(pieces, None) is None


@given(dues(1), dues(1), st.sampled_from([0, 1, 1, HOUR, -HOUR]))
@ONCE
def test_a_comparison_finds_what_a_look_at_every_ticket_finds(first: Due, second: Due, lead: int) -> None:
    weeks = span()
    tickets = [t for t in instants(weeks) if first(t) < NEVER and second(t) < NEVER]
    leads = [second(t) - first(t) for t in tickets]
    found = compare(first, second, weeks, lead=lead)
    assert (found.ticket is not None) >= any(seen < lead for seen in leads)
    if found.ticket is not None:
        assert weeks.start <= found.ticket < weeks.end
        assert second(found.ticket) - first(found.ticket) == found.lead < lead
        assert (found.lead < 0) >= any(seen < 0 for seen in leads)
    elif found.kinds:
        assert found.undecided == any(first(t) >= NEVER or second(t) >= NEVER for t in instants(weeks))


@given(dues(1))
@ONCE
def test_waits_and_their_quick_bound_hold_for_every_ticket(due: Due) -> None:
    weeks = span()
    seen = [due(t) - t for t in instants(weeks)]
    found = waits(due, weeks)
    bound = longest_possible(due, weeks)
    assert bound is None or bound >= max(seen)
    if max(seen) > NEVER // 2:
        assert found is None
        return
    assert found is not None
    # A length that is no whole step of the walk can have its longest wait between two steps.
    assert found.best <= min(seen) and found.worst >= max(seen)
    assert found.worst == max(seen) or (found.worst_at - weeks.start) % STEP not in (0, 1, STEP - 1)
    assert due(found.worst_at) - found.worst_at == found.worst


# ---- bounds


def every(first: dt.date, last: dt.date, step: int) -> range:
    start = int(dt.datetime.combine(first, dt.time(), dt.UTC).timestamp())
    return range(start, start + (last - first).days * DAY, step)


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York"])
def test_the_least_of_months_is_below_every_month_and_not_far(zone: str) -> None:
    """A month from 8 February lasts 28 days, less the hour by which clocks go forward on 8 March in New York."""
    built = HoursClock(always(zone), dt.date(2026, 1, 1), dt.date(2028, 12, 31))
    for months in range(14):
        due = Months(built, months)
        shortest = min(due(t) - t for t in every(dt.date(2026, 1, 1), dt.date(2028, 12, 31), 11 * HOUR))
        assert 0 <= due.least <= shortest
        assert shortest - due.least <= (2 + 3 * months) * DAY
        assert due.most is None
        assert not due.steady


def test_what_is_promised_after_a_month_may_come_after_28_days() -> None:
    built = HoursClock(always("UTC"), dt.date(2027, 1, 1), dt.date(2027, 12, 31))
    weeks = Weeks(built.start, built.end)
    assert compare(Elapsed(27 * DAY), Months(built, 1), weeks).ticket is None
    for days_, early in ((28, 0), (29, -DAY), (30, -2 * DAY)):
        found = compare(Elapsed(days_ * DAY), Months(built, 1), weeks)
        assert found.ticket is not None
        assert found.lead == early
        assert built.local(found.ticket).month in (1, 2)
    assert compare(Elapsed(28 * DAY), Months(built, 1), weeks, lead=0).ticket is None


@pytest.mark.parametrize("later", [False, True])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_sooner_or_the_later_of_equal_deadlines_is_that_deadline(number: int, later: bool) -> None:
    for due in (Elapsed(HOUR), Working(clock(office()), 4 * HOUR), Months(clock(office()), 1)):
        weeks = span()
        alike = OneOf((due,) * number, later)
        assert [t for t in instants(weeks) if alike(t) != due(t)] == []
        assert list(alike.pieces(weeks.start, weeks.end)) == list(due.pieces(weeks.start, weeks.end))
        assert (alike.least, alike.most, alike.steady) == (due.least, due.most, due.steady)
        assert compare(due, alike, weeks, lead=0).ticket is None


@pytest.mark.parametrize("later", [False, True])
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("minutes", [0, 1, 59, 60, 61, 240, 479, 480, 481])
def test_two_deadlines_that_cross_change_places_at_the_very_second(
    minutes: int, turned: bool, later: bool
) -> None:
    """Closed hours stand still while elapsed time runs: before the crossing one counts, after it the other."""
    built = clock(office())
    some: tuple[Due, ...] = (Working(built, HOUR), Elapsed(minutes * 60 + 13 * HOUR))
    due = OneOf(some[::-1] if turned else some, later)
    chosen = max if later else min
    weeks = span(length=2)
    pieces = list(due.pieces(weeks.start, weeks.end))
    for piece in pieces:
        for t in (piece.start, piece.start + 1, (piece.start + piece.end) // 2, piece.end - 2, piece.end - 1):
            if piece.start <= t < piece.end:
                assert piece.at(t) == chosen(option(t) for option in some)
    assert [one.end for one in pieces[:-1]] == [other.start for other in pieces[1:]]


def test_the_longest_of_several_is_known_where_that_of_all_is_and_the_sooner_of_one_is_enough() -> None:
    bounded, unbounded = Elapsed(HOUR), Working(clock(office()), 60)
    assert OneOf((bounded, Elapsed(60))).most == 60
    assert OneOf((bounded, Elapsed(60)), later=True).most == HOUR
    assert OneOf((unbounded, bounded)).most == HOUR
    assert OneOf((unbounded, bounded), later=True).most is None
    assert OneOf((unbounded, unbounded)).most is None
    assert (OneOf((unbounded, bounded)).least, OneOf((unbounded, bounded), later=True).least) == (60, HOUR)
    assert Then(bounded, bounded).most == 2 * HOUR
    assert Then(bounded, unbounded).most is Then(unbounded, bounded).most is None
    assert Then(bounded, unbounded).least == HOUR + 60


# ---- hours that begin late, or end


LATE = Season(FIRST + dt.timedelta(28), FIRST + dt.timedelta(400), office().spans)


def test_no_quick_bound_where_the_hours_begin_after_the_first_ticket() -> None:
    built = clock(HoursSpec("late", "Europe/London", seasons=(LATE,)), 365)
    due, weeks = Working(built, 4 * HOUR), Weeks(built.start, built.start + 52 * WEEK)
    found = waits(due, weeks)
    assert found is not None
    assert found.worst > 28 * DAY
    assert longest_possible(due, weeks) is None
    assert longest_possible(due, Weeks(built.start + 5 * WEEK, built.start + 9 * WEEK)) is not None


def test_no_quick_bound_where_the_hours_end_before_the_last_ticket_is_done() -> None:
    season = Season(FIRST - dt.timedelta(20), FIRST + dt.timedelta(60), office().spans)
    built = clock(HoursSpec("fair", "Europe/London", seasons=(season,)), 365)
    due = Working(built, 4 * HOUR)
    assert due(built.start + 61 * DAY) == NEVER
    assert longest_possible(due, Weeks(built.start, built.start + 10 * WEEK)) is None
    assert longest_possible(due, Weeks(built.start, built.start + 4 * WEEK)) is not None


def test_no_quick_bound_where_the_hours_open_too_seldom() -> None:
    one = Season(FIRST, FIRST, (WeeklySpan(0, 9 * HOUR, 10 * HOUR),))
    built = clock(HoursSpec("once", "Europe/London", seasons=(one,)))
    assert longest_possible(Working(built, HOUR), span()) is None


@pytest.mark.parametrize("hours_", [1, 7, 8, 9, 16, 17, 40])
def test_the_quick_bound_counts_a_closing_for_every_stretch_that_is_used_up(hours_: int) -> None:
    spans = tuple(WeeklySpan(day, 9 * HOUR, 17 * HOUR) for day in range(7))
    built = clock(HoursSpec("daily", "Asia/Kolkata", spans), 99)
    weeks = Weeks(built.start, built.end)
    bound = longest_possible(Working(built, hours_ * HOUR), weeks)
    assert bound == hours_ * HOUR + -(-hours_ // 8) * 16 * HOUR
    found = waits(Working(built, hours_ * HOUR), weeks)
    assert found is not None
    assert found.worst == bound if hours_ % 8 == 0 else found.worst <= bound


def test_a_quick_bound_is_for_working_time_only() -> None:
    built = clock(office())
    assert longest_possible(Elapsed(HOUR), span()) == HOUR
    assert longest_possible(BusinessDays(built, 1), span()) is None
    assert longest_possible(OneOf((Working(built, HOUR), Elapsed(DAY))), span()) == DAY


def test_the_last_ticket_that_is_done_before_the_hours_end_for_good() -> None:
    """On the last day of the fair, 17:00 is reached from 13:00 on the dot, and never from a second later."""
    season = Season(FIRST - dt.timedelta(20), FIRST, office().spans)
    built = clock(HoursSpec("fair", "Europe/London", seasons=(season,)))
    due = Working(built, 4 * HOUR)
    weeks = span(length=2)
    noon = weeks.start + 13 * HOUR
    assert (due(noon), due(noon + 1)) == (noon + 4 * HOUR, NEVER)
    pieces = list(due.pieces(weeks.start, weeks.end))
    assert [piece.value < NEVER for piece in pieces if piece.end > noon] == [True, False, False][
        : len(pieces)
    ]
    assert [piece for piece in pieces if piece.value < NEVER][-1].end == noon + 1
    assert compare(Elapsed(5 * HOUR), due, weeks, LoggedWhen(frozenset((built,)))).undecided
    assert waits(due, weeks, LoggedWhen(frozenset((built,)))) is None


# ---- what is said of them


def test_waits_are_those_of_the_tickets_that_are_logged_so() -> None:
    built = clock(office())
    weeks = Weeks(built.start, built.start + WEEK)
    open_, shut = LoggedWhen(frozenset((built,))), LoggedWhen(shut=frozenset((built,)))
    found = waits(Opened(built), weeks, open_)
    assert found is not None
    assert (found.best, found.typical, found.worst) == (0, 0, 0)
    found = waits(Opened(built), weeks, shut)
    assert found is not None
    assert (found.best, found.worst) == (1, 64 * HOUR)
    assert built.local(found.worst_at).strftime("%a %H:%M") == "Fri 17:00"
    both = waits(Opened(built), weeks, typically=open_)
    assert both is not None
    assert (both.typical, both.worst) == (0, 64 * HOUR)
    quick = waits(Opened(built), weeks, typically=None)
    assert quick is not None
    assert (quick.typical, quick.worst) == (64 * HOUR, 64 * HOUR)
    assert waits(Opened(built), weeks, open_ & shut) is None
    same = waits(Elapsed(90), weeks)
    assert same is not None
    assert (same.best, same.typical, same.worst, same.worst_at) == (90, 90, 90, weeks.start)


def test_half_of_the_tickets_of_a_week_wait_no_longer_than_the_typical_wait() -> None:
    """40 of 168 hours are open; of the other 128, the waits for an opening come down second by second."""
    built = clock(office())
    weeks = Weeks(built.start, built.start + WEEK)
    found = waits(Opened(built), weeks)
    assert found is not None
    lasting = sorted(Opened(built)(t) - t for t in range(weeks.start, weeks.end, 60))
    assert abs(found.typical - lasting[len(lasting) // 2 - 1]) <= 60
    assert sum(wait <= found.typical for wait in lasting) * 2 >= len(lasting)


def test_the_kinds_of_weeks_are_those_of_the_whole_horizon() -> None:
    start = span().start
    assert Weeks(start, start + 5 * WEEK).distinct([Elapsed(1)]) == [(start, start + WEEK, 5)]
    assert Weeks(start, start + DAY).distinct([Elapsed(1)]) == [(start, start + DAY, 1)]
    built = HoursClock(office("Asia/Kolkata"), FIRST, FIRST + dt.timedelta(100))
    weeks = Weeks(built.start, built.start + 5 * WEEK + DAY)
    assert weeks.distinct([Working(built, HOUR)]) == [
        (built.start, built.start + WEEK, 5),
        (built.start + 5 * WEEK, built.start + 5 * WEEK + DAY, 1),
    ]
    assert len(weeks.distinct([Months(built, 1)])) == 6
    assert sum(count for *_, count in weeks.distinct([Elapsed(1)], LoggedWhen(frozenset((built,))))) == 6


def test_a_week_counts_as_another_kind_where_the_deadline_of_its_last_ticket_meets_a_closure() -> None:
    closed = Closure(FIRST + dt.timedelta(21), FIRST + dt.timedelta(21))
    spec = HoursSpec("office", "Asia/Kolkata", office().spans, closures=(closed,))
    built = HoursClock(spec, FIRST, FIRST + dt.timedelta(60))
    weeks = Weeks(built.start, built.start + 6 * WEEK)
    kinds = weeks.distinct([Working(built, HOUR)])
    # The fourth week has the closed Monday; the ones before it reach to that, and the fifth is as the first again.
    assert sorted((start - built.start) // WEEK for start, _, _ in kinds) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("lead", "early"), [(-HOUR, False), (0, False), (1, False), (HOUR, False), (HOUR + 1, True)]
)
def test_a_lead_is_held_to_the_second(lead: int, early: bool) -> None:
    built = clock(office())
    weeks = span()
    for first, second in [
        (Elapsed(HOUR), Elapsed(2 * HOUR)),
        (Then(Opened(built), Elapsed(HOUR)), Then(Opened(built), Elapsed(2 * HOUR))),
        (OneOf((Elapsed(HOUR),)), OneOf((Elapsed(2 * HOUR),))),
        (Working(built, HOUR), Working(built, 2 * HOUR)),
        (Working(built, HOUR), Then(Working(built, HOUR), Elapsed(HOUR))),
    ]:
        assert (compare(first, second, weeks, lead=lead).ticket is not None) == early


def test_bounds_decide_only_for_one_clock() -> None:
    """Two hours of a clock that is open by night come before one hour of the office, for a ticket of the evening."""
    spans = tuple(WeeklySpan(day, 20 * HOUR, 24 * HOUR) for day in range(7))
    night, day = clock(HoursSpec("night", "Europe/London", spans)), clock(office())
    found = compare(Working(day, HOUR), Working(night, 2 * HOUR), span())
    assert found.ticket is not None
    assert found.lead < 0
    first, second = Then(Opened(day), Elapsed(HOUR)), Then(Opened(night), Elapsed(2 * HOUR))
    assert compare(first, second, span()).ticket is not None


def test_the_ticket_that_is_shown_is_one_that_people_would_name() -> None:
    built = clock(office())
    weeks = Weeks(built.start, built.start + WEEK)
    # Too early from Friday 13:00:01 on: the first full hour by day.
    found = compare(Working(built, 4 * HOUR), Elapsed(4 * HOUR), weeks, LoggedWhen(frozenset((built,))))
    assert found.ticket is not None
    assert found.lead < -HOUR
    local = built.local(found.ticket)
    assert (local.minute, local.second) == (0, 0)
    assert 9 <= local.hour < 18
    assert found.weeks == 1 and found.kinds == 1 and found.breakpoints > 4


@pytest.mark.parametrize(
    ("low", "high", "moment"),
    [
        # on the hour and by day
        (8 * HOUR, 12 * HOUR, 9 * HOUR),
        (8 * HOUR, 9 * HOUR + 1, 9 * HOUR),
        (10 * HOUR, 11 * HOUR, 10 * HOUR),
        (17 * HOUR + 1, 40 * HOUR, 33 * HOUR),
        (17 * HOUR, 40 * HOUR, 17 * HOUR),
        # else on the hour
        (8 * HOUR, 9 * HOUR, 8 * HOUR),
        (18 * HOUR, 20 * HOUR, 18 * HOUR),
        (2 * HOUR - 1, 3 * HOUR, 2 * HOUR),
        # else the half, the quarter, five minutes, the minute
        (HOUR + 1, 2 * HOUR, HOUR + 1800),
        (HOUR + 1, HOUR + 1800, HOUR + 900),
        (HOUR + 1, HOUR + 900, HOUR + 300),
        (HOUR + 1, HOUR + 300, HOUR + 60),
        (HOUR + 1, HOUR + 60, HOUR + 1),
    ],
)
@pytest.mark.parametrize("midnight", [0, -3 * DAY, 5 * HOUR])
def test_round_moments(low: int, high: int, moment: int, midnight: int) -> None:
    assert _round(low + midnight, high + midnight, midnight) == moment + midnight


def test_pieces_of_a_deadline() -> None:
    start = span().start
    assert list(Elapsed(60).pieces(start, start + 10)) == [Piece(start, start + 10, start + 60, 1)]
    built = HoursClock(office("Asia/Kolkata"), FIRST, FIRST + dt.timedelta(100))
    nine = built.start + 9 * HOUR
    pieces = list(Working(built, HOUR).pieces(built.start, built.start + DAY))
    assert [(piece.start, piece.end, piece.value, piece.slope) for piece in pieces] == [
        (built.start, nine, nine + HOUR, 0),
        (nine, nine + 1, nine + HOUR, 0),
        (nine + 1, nine + 7 * HOUR + 1, nine + HOUR + 1, 1),
        (nine + 7 * HOUR + 1, nine + 8 * HOUR, nine + DAY + 1, 1),
        (nine + 8 * HOUR, built.start + DAY, nine + DAY + HOUR, 0),
    ]
    assert list(OneOf((Elapsed(5), Elapsed(7))).pieces(start, start + 9)) == [
        Piece(start, start + 9, start + 5, 1)
    ]
    # Months are one line as long as the other month has the date.
    plain = HoursClock(always("UTC"), FIRST, FIRST + dt.timedelta(100))
    months = list(Months(plain, 1).pieces(plain.start, plain.start + 40 * DAY))
    assert [(piece.start - plain.start) // DAY for piece in months] == [0, 30]


def test_tickets_while_one_clock_is_open_and_another_is_closed() -> None:
    day = clock(office("UTC"))
    night = clock(HoursSpec("long", "UTC", tuple(WeeklySpan(d, 7 * HOUR, 20 * HOUR) for d in range(5))))
    logged = LoggedWhen(frozenset((night,)), frozenset((day,)))
    start = day.start
    assert logged.stretches(start, start + DAY) == [
        (start + 7 * HOUR, start + 9 * HOUR),
        (start + 17 * HOUR, start + 20 * HOUR),
    ]
    for t in range(start, start + DAY, 600):
        assert logged.holds(t) == any(low <= t < high for low, high in logged.stretches(start, start + DAY))
    assert logged.possible and logged.clocks == {day, night}
    inside = LoggedWhen(shut=frozenset((day,))).stretches(start + 9 * HOUR, start + 17 * HOUR)
    assert inside == []


def test_one_second_after_is_after_and_no_ticket_has_no_lead() -> None:
    weeks = span()
    found = compare(Elapsed(HOUR), Elapsed(HOUR + 1), weeks)
    assert (found.ticket, found.lead) == (None, 0)
    built = clock(office())
    late = compare(Working(built, HOUR), OneOf((Working(built, HOUR + 1), Elapsed(99 * DAY))), weeks)
    assert (late.ticket, late.lead, late.undecided) == (None, 0, False)
    assert late.kinds > 0 and late.breakpoints > late.kinds


def test_the_ticket_that_is_shown_is_round_rather_than_the_very_worst() -> None:
    """The hours close at 17:07; the worst ticket comes just then, and one of Saturday morning says it as well."""
    spans = tuple(WeeklySpan(day, 9 * HOUR, 17 * HOUR + 420) for day in range(5))
    built = HoursClock(HoursSpec("odd", "UTC", spans), FIRST, FIRST + dt.timedelta(99))
    weeks = Weeks(built.start, built.start + WEEK)
    shut = LoggedWhen(shut=frozenset((built,)))
    found = compare(Working(built, HOUR), Elapsed(4 * HOUR), weeks, shut)
    assert found.ticket is not None
    assert built.local(found.ticket).strftime("%a %H:%M:%S") == "Sat 09:00:00"
    assert found.lead == 4 * HOUR - 49 * HOUR
    same = compare(Elapsed(61), Elapsed(60), weeks)
    assert (same.ticket, same.lead) == (weeks.start + 9 * HOUR, -1)


def test_weeks_whose_deadlines_lie_beyond_the_clock_stand_for_themselves() -> None:
    built = clock(office())
    far = Then(Elapsed(4000 * DAY), Working(built, HOUR))
    weeks = Weeks(built.start, built.start + 3 * WEEK)
    assert [count for *_, count in weeks.distinct([far])] == [1, 1, 1]


def lunch(begin: int, end: int) -> HoursClock:
    """Hours of a day that close for a few seconds."""
    spans = tuple(
        WeeklySpan(day, *span) for day in range(7) for span in ((9 * HOUR, begin), (end, 17 * HOUR))
    )
    return HoursClock(HoursSpec("lunch", "UTC", spans), FIRST, FIRST + dt.timedelta(99))


@pytest.mark.parametrize("later", [False, True])
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("more", range(-1, 7))
def test_deadlines_that_cross_within_three_seconds(more: int, turned: bool, later: bool) -> None:
    built = lunch(12 * HOUR, 12 * HOUR + 3)
    some: tuple[Due, ...] = (Working(built, HOUR), Elapsed(HOUR + more))
    due = OneOf(some[::-1] if turned else some, later)
    noon = built.start + 12 * HOUR
    told = {t: piece.at(t) for piece in due.pieces(noon - 9, noon + 9) for t in range(piece.start, piece.end)}
    assert told == {
        t: (max if later else min)(option(t) for option in some) for t in range(noon - 9, noon + 9)
    }


def test_a_lead_of_one_second_is_shown_by_a_ticket_that_has_it() -> None:
    """The next ticket, on the minute, is due at the same second by both."""
    built = lunch(12 * HOUR + 59, 12 * HOUR + 62)
    closed = built.start + 12 * HOUR + 59
    found = compare(Working(built, HOUR), Elapsed(HOUR + 2), Weeks(closed, closed + 3))
    assert (found.ticket, found.lead) == (closed, -1)


def test_a_ticket_too_early_by_a_second_says_more_than_a_tie_of_most_weeks() -> None:
    closed = Closure(FIRST + dt.timedelta(15), FIRST + dt.timedelta(15))
    spec = HoursSpec("always but", "UTC", always().spans, closures=(closed,))
    built = HoursClock(spec, FIRST, FIRST + dt.timedelta(99))
    first = OneOf((Elapsed(101), OneOf((Elapsed(100), Opened(built)), later=True)))
    weeks = Weeks(built.start, built.start + 6 * WEEK)
    found = compare(first, Elapsed(100), weeks)
    assert found.lead == -1
    assert (found.kinds, found.weeks) == (3, 6)
    assert found.ticket is not None
    assert built.local(found.ticket).date() == closed.first


@pytest.mark.parametrize("shift", [-1, 0, 1])
@pytest.mark.parametrize("hours_", [4, 8, 12])
def test_pieces_that_begin_with_the_ticket_that_is_due_at_a_closing(hours_: int, shift: int) -> None:
    built = HoursClock(office("UTC"), FIRST, FIRST + dt.timedelta(99))
    due = Working(built, hours_ * HOUR)
    start = built.start + 17 * HOUR - (hours_ % 8 or 8) * HOUR + shift
    told = {t: piece.at(t) for piece in due.pieces(start, start + 90) for t in range(piece.start, piece.end)}
    assert told == {t: due(t) for t in range(start, start + 90)}


def test_tickets_of_two_clocks_that_only_touch() -> None:
    day = clock(office("UTC"))
    evening = clock(HoursSpec("evening", "UTC", tuple(WeeklySpan(d, 17 * HOUR, 20 * HOUR) for d in range(5))))
    both = LoggedWhen(frozenset((day, evening)))
    assert both.stretches(day.start, day.start + WEEK) == []
    assert compare(Elapsed(2), Elapsed(1), Weeks(day.start, day.start + WEEK), both).ticket is None


def test_equal_deadlines_are_one() -> None:
    built = clock(office())
    made: list[list[Due]] = [
        [
            Elapsed(1),
            Working(built, 1),
            BusinessDays(built, 1),
            Opened(built),
            Months(built, 1),
            Then(Elapsed(1), Elapsed(2)),
            OneOf((Elapsed(1), Elapsed(2))),
        ]
        for _ in range(2)
    ]
    assert len({due for each in made for due in each}) == 7
    assert len({LoggedWhen(frozenset((built,))), LoggedWhen(frozenset((built,)))}) == 1


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 1), st.integers(1, 6), st.integers(1, 3)),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=examples(100), deadline=None)
def test_half_of_all_tickets_do_not_wait_longer_than_the_typical_wait(
    runs: list[tuple[int, int, int, int]],
) -> None:
    """Counted out: a run is the first wait, by how much it falls each second, how many seconds, and how often."""
    lasting = sorted(
        max(0, first) - falls * second
        for first, falls, seconds, count in runs
        for second in range(seconds)
        for _ in range(count)
    )
    assert _median(runs) == max(0, lasting[(len(lasting) - 1) // 2])


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("lead", [-1, 0, 1, 2])
@pytest.mark.parametrize("more", range(-1, 7))
def test_the_ticket_that_is_shown_is_one_of_those_that_are_too_early(
    more: int, lead: int, turned: bool
) -> None:
    built = lunch(12 * HOUR, 12 * HOUR + 3)
    noon = built.start + 12 * HOUR
    some: tuple[Due, Due] = (Working(built, HOUR), Elapsed(HOUR + more))
    first, second = some[::-1] if turned else some
    found = compare(first, second, Weeks(noon, noon + 3), lead=lead)
    early = [t for t in range(noon, noon + 3) if second(t) - first(t) < lead]
    assert (found.ticket in early) if early else found.ticket is None
    if found.ticket is not None and min(second(t) - first(t) for t in early) < 0:
        assert found.lead < 0


def test_a_wanted_lead_that_is_not_held_is_shown_on_the_hour() -> None:
    """From 17:07, when both are due at ten in the morning, to 18:07 the second is less than an hour later."""
    spans = tuple(WeeklySpan(day, 9 * HOUR, 17 * HOUR + 420) for day in range(5))
    built = HoursClock(HoursSpec("odd", "UTC", spans), FIRST, FIRST + dt.timedelta(99))
    shut = LoggedWhen(shut=frozenset((built,)))
    weeks = Weeks(built.start, built.start + DAY)
    found = compare(Working(built, HOUR), Elapsed(17 * HOUR - 420), weeks, shut, lead=HOUR)
    assert (found.ticket, found.lead) == (built.start + 18 * HOUR, 53 * 60)


@pytest.mark.parametrize(
    ("logged", "months", "due"),
    [
        ("2027-08-31T00:30", 2, "2027-10-31T00:30"),  # 01:30 comes twice: the first of the two
        ("2027-02-28T01:30", 1, "2027-03-28T01:30"),  # 01:30 does not come: read with the offset from before
        ("2027-01-31T12:00", 1, "2027-02-28T12:00"),
        ("2028-01-31T12:00", 1, "2028-02-29T12:00"),
        ("2027-12-31T23:59", 2, "2028-02-29T23:59"),
        ("2027-11-30T12:00", 12, "2028-11-30T12:00"),
    ],
)
def test_the_corresponding_date_of_a_later_month(logged: str, months: int, due: str) -> None:
    """In London; the instants are given in UTC."""
    built = HoursClock(office(), dt.date(2027, 1, 1), dt.date(2028, 12, 31))
    begin, end = (int(dt.datetime.fromisoformat(f"{each}+00:00").timestamp()) for each in (logged, due))
    assert Months(built, months)(begin) == end


@pytest.mark.parametrize("seconds", [60, HOUR, 4 * HOUR, 8 * HOUR, 20 * HOUR])
def test_deadlines_jump_over_the_night_also_in_the_last_days_of_hours_that_end(seconds: int) -> None:
    season = Season(FIRST, FIRST + dt.timedelta(3), office().spans)
    built = clock(HoursSpec("fair", "Europe/London", seasons=(season,)))
    due = Working(built, seconds)
    for piece in due.pieces(built.start, built.start + 6 * DAY):
        for t in {piece.start, (piece.start + piece.end) // 2, piece.end - 1}:
            assert piece.at(t) == due(t)


def test_of_equal_waits_the_first_is_shown_and_an_opening_may_be_at_once() -> None:
    spans = tuple(WeeklySpan(day, 9 * HOUR, 17 * HOUR) for day in range(7))
    built = HoursClock(HoursSpec("daily", "UTC", spans), FIRST, FIRST + dt.timedelta(99))
    found = waits(Opened(built), Weeks(built.start, built.start + WEEK))
    assert found is not None
    assert (found.worst, found.worst_at) == (16 * HOUR, built.start + 17 * HOUR)
    assert BusinessDays(built, 1).least == Opened(built).least == 0
