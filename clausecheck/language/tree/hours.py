"""Clauses of hours."""

from __future__ import annotations

from clausecheck.language.tree.base import (
    TARGETS,
    Clause,
    Moment,
    Spans,
    Weekdays,
    Words,
    optional,
    several,
    statement,
)
from clausecheck.language.values import (
    Amount,
    Date,
    Duration,
    Name,
    Phrase,
    Time,
    YearDay,
)


@statement("opening", "hours")
class Opening(Clause):
    """When the hours are open: weekdays, then one or several spans."""

    weekdays: tuple[Weekdays, ...] = several(doc="the days")
    spans: tuple[Spans, ...] = several(doc="the times of the day")
    a_day: Duration | None = optional(doc="how long on each day, where the paper does not say when: `8x5`")
    days_of: Name | Phrase | None = optional("hours", doc="the hours block on whose days it is open")
    from_: Amount | None = optional(doc="the first day of a season")
    to_date: Amount | None = optional(doc="the last day of a season")


@statement("closed", "hours")
class Closed(Clause):
    """When the hours are closed all the same."""

    holidays: tuple[Words, ...] | None = optional(doc="the calendars of public holidays")
    on: tuple[Moment, ...] = several(doc="the days")
    from_: Amount | None = optional(doc="the time, or the day, from which it holds")
    to_date: Amount | None = optional(doc="the last day")
    until: Time | Date | Words | YearDay | None = optional(doc="the time until which it holds")


@statement("open_clause", "service", "hours", "plan", "site")
class OpenClause(Clause):
    """When a service can be used, or on which days hours are open all the same."""

    holidays: tuple[Words, ...] | None = optional(doc="the calendars of public holidays")
    on: tuple[Moment, ...] = several(doc="the days")
    without: tuple[Words, ...] = several(words=TARGETS, doc="what does not hold in that time")
