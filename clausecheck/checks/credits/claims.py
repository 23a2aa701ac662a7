"""How long a credit may be claimed, against the report that proves it and the period over which its figure is measured."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from clausecheck.agreement import uptime
from clausecheck.agreement.credit_limits import blocks_under, is_windowed, window_of_credit
from clausecheck.agreement.hours import add_months, later
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.words import day_words
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Proof, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Claim, Credit, Credits, Report
from clausecheck.language.write import write
from clausecheck.quick import dataclass

_LEVELS = re.compile(
    r"\b(?:availability|uptime|SLA|service|levels?|attainment|targets?|performance|credits?|rebates?|response)\b",
    re.IGNORECASE,
)
_HAPPENED = re.compile(
    r"\b(?:failures?|incidents?|events?|outages?|breach(?:es)?|violations?|miss(?:es|ed)?|downtime|occurrences?)\b"
)
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
#: The ends of calendar periods from which a claim may run, and how many months each of them has.
_ENDS = {f"{unit}-end": months for unit, months in _MONTHS.items()}


@dataclass(frozen=True, slots=True)
class Race:
    """The period in which a report comes latest after the end of the claim: the day of the miss, the last day of the
    claim, and the day on which the report is due."""

    report: Report
    happened: dt.date
    ends: dt.date
    due: dt.date

    @property
    def late(self) -> int:
        """How many days after the end of the claim the report is due; negative for before."""
        return (self.due - self.ends).days


@check("claim-ends-before-report", reads_words=True)
def claim_ends_before_report(context: Context) -> Iterator[Finding | Proof]:
    """A claim that must be made before the report that proves it is due. Blocks with the same claim are one case."""
    reports = level_reports(context.semantics)
    if any(_often(report) for report in reports):
        return
    late: dict[tuple[str, int, dt.date], tuple[Race, list[tuple[Claim, v.Anchored]]]] = {}
    for block in context.agreement.all(Credits):
        claims = block.all(Claim)
        if any(claim.automatic for claim in claims):
            continue
        for claim in claims:
            within = claim.within
            if not isinstance(within, v.Anchored) or not isinstance(within.amount, v.Duration):
                continue
            race = _tightest(context.semantics, within, within.amount, reports)
            if race is None:
                continue
            if race.late > 0:
                case = (write(within), id(race.report), race.ends)
                late.setdefault(case, (race, []))[1].append((claim, within))
                continue
            yield context.proof(
                f"the report is due {-race.late} days before the claim ends at the latest",
                {"claim ends": race.ends.isoformat(), "report due": race.due.isoformat()},
            )
    for worst, alike in late.values():
        yield _too_late(context, alike, worst)


def _too_late(context: Context, claims: list[tuple[Claim, v.Anchored]], race: Race) -> Finding:
    """`claims` all say the same, each in a block of its own."""
    (claim, within), *others = claims
    report, late = race.report, race.late
    when = report.within or report.before or report.on[0]
    event = write(within.event)
    missed = f"for a failure on {day_words(race.happened)}"
    if event in _ENDS:
        period = f"{race.happened:%B %Y}"
        missed = (
            f"for {period}"
            if event == "month-end"
            else f"for the {event.removesuffix('-end')} that ends with {period}"
        )
    return context.draft(
        f"a credit must be claimed within {write(within)}, and the report that shows the miss may come "
        f"{late} day{'' if late == 1 else 's'} later",
        claim,
        "the claim ends",
        span=within.span,
        labels=(
            Label(when.span if isinstance(when, v.Value) else report.head, "the report is due"),
            *(Label(other.span, "and so does this one") for _, other in others),
        ),
        witness=Witness(
            f"{missed} the claim ends on {day_words(race.ends)}; the report is due by {day_words(race.due)}",
            {
                "happened": race.happened.isoformat(),
                "claim ends": race.ends.isoformat(),
                "report due": race.due.isoformat(),
                "days late": late,
            },
        ),
        help=(
            f"let the time run from the report instead: `claim within {write(within.amount)} of report`",
            "write instead `claim automatic`",
        ),
        values=(write(within), write(report.every), write(when)),
    )


# ---- the figure itself ----------------------------------------------------------------------------------


@check("claim-ends-before-figure")
def claim_ends_before_figure(context: Context) -> Iterator[Finding]:
    """A claim that must be made before the month, over which its figure is measured, is over."""
    reports = level_reports(context.semantics)
    for claim in context.agreement.all(Claim):
        within = claim.within
        if claim.automatic or not isinstance(within, v.Anchored) or not isinstance(within.amount, v.Duration):
            continue
        if within.relation == "before" or not _from_a_miss(write(within.event)):
            continue
        race = _tightest(context.semantics, within, within.amount, reports)
        line = _longest(context, claim)
        if (race is not None and race.late > 0) or line is None:
            continue
        clause, unit = line
        lapsed = _before_it_is_over(context.semantics, within.amount, _MONTHS[unit])
        if lapsed is not None:
            yield _before_the_figure(context, claim, within, clause, unit, lapsed)


def _from_a_miss(event: str) -> bool:
    return bool(_HAPPENED.search(event)) and not re.search(r"\bend\b", event)


def _longest(context: Context, claim: Claim) -> tuple[Credit, str] | None:
    """The credit that is claimed whose figure is measured over the longest time, and that time."""
    agreement, found = context.agreement, []
    for block in blocks_under(agreement, claim):
        for clause in block.all(Credit):
            window = window_of_credit(context.semantics, block, clause)
            if window is not None and window.unit in _MONTHS and is_windowed(agreement, clause):
                found.append((clause, window.unit))
    return max(found, key=lambda one: _MONTHS[one[1]], default=None)


def _before_it_is_over(
    semantics: Semantics, claim: v.Duration, months: int
) -> tuple[dt.date, dt.date, dt.date] | None:
    """The period of the term that goes on longest after the end of a claim about its first day: that day, the last day of the
    claim and the last day of the period; `None` where it never does, or where that cannot be computed."""
    worst: tuple[dt.date, dt.date, dt.date] | None = None
    for first, end in _periods(semantics, months):
        ends = _after(semantics, first, claim)
        if ends is None:
            return None
        if ends < end and (worst is None or end - ends > worst[2] - worst[1]):
            worst = (first, ends, end)
    return worst


def _before_the_figure(
    context: Context,
    claim: Claim,
    within: v.Anchored,
    clause: Credit,
    unit: str,
    lapsed: tuple[dt.date, dt.date, dt.date],
) -> Finding:
    """`lapsed` are the day of the miss, the last day of the claim and the last day of the window."""
    happened, ends, over = lapsed
    figure = clause.when if isinstance(clause.when, v.Value) else clause.value
    return context.draft(
        f"a credit must be claimed within {write(within)}, and its figure is that of a whole {unit}: the claim may be over "
        "before the figure is known",
        claim,
        "the claim ends",
        span=within.span,
        labels=(Label(figure.span, f"known when the {unit} is over"),),
        witness=Witness(
            f"for an outage on {day_words(happened)} the claim ends on {day_words(ends)}; the {unit} ends on {day_words(over)}",
            {
                "happened": happened.isoformat(),
                "claim ends": ends.isoformat(),
                "window ends": over.isoformat(),
            },
        ),
        help=(f"`claim within {write(within.amount)} of {unit}-end` instead", "`claim automatic` instead"),
        values=(write(within), unit),
    )


# ---- reports ---------------------------------------------------------------------------------------------


@fact
def level_reports(semantics: Semantics) -> list[Report]:
    """The reports that may show that a promise was missed: they say so, or do not say what they are about. Where the words
    say nothing every report may."""
    return [
        report
        for report in semantics.agreement.all(Report)
        if semantics.wordless or _shows_levels(semantics.agreement, report)
    ]


def _shows_levels(agreement: Agreement, report: Report) -> bool:
    if report.title is None and not report.clauses:
        return True
    return bool(_LEVELS.search(agreement.source.slice(report.span)))


def _often(report: Report) -> bool:
    """Whether a report comes so often that a miss is seen at once."""
    every = report.every
    bounds = every.bounds() if isinstance(every, v.Duration) else None
    return bounds is not None and bounds[1] <= 7 * uptime.DAY


# ---- the claim against the report ------------------------------------------------------------------------


def _tightest(
    semantics: Semantics, within: v.Anchored, claim: v.Duration, reports: list[Report]
) -> Race | None:
    """The report that comes soonest after the end of the claim, or longest before it; `None` where the claim does not run
    from a miss, or where this cannot be computed of every report that comes every month, quarter or year."""
    event = write(within.event)
    if event not in _ENDS and not _HAPPENED.search(event):
        return None
    regular = [report for report in reports if uptime.unit_of(report.every) in _MONTHS]
    races = [
        race for report in regular if (race := _race(semantics, claim, report, _ENDS.get(event))) is not None
    ]
    return min(races, key=lambda race: race.late) if races and len(races) == len(regular) else None


def _race(semantics: Semantics, claim: v.Duration, report: Report, ends_each: int | None) -> Race | None:
    """The period of the term in which a report comes latest after the end of the claim; `None` where that cannot be
    computed. The miss is on the last day of each period of `ends_each` months where the claim runs from there, else on the first
    day of what the report is about."""
    worst: Race | None = None
    every = _MONTHS[uptime.unit_of(report.every)]
    for first, end in _periods(semantics, every if ends_each is None else ends_each):
        happened = first if ends_each is None else end
        about = end if ends_each is None else _end_of(happened, every)
        ends, due = _after(semantics, happened, claim), _due(semantics, report, about)
        if ends is None or due is None:
            return None
        race = Race(report, happened, ends, due)
        if worst is None or race.late > worst.late:
            worst = race
    return worst


def _end_of(day: dt.date, months: int) -> dt.date:
    """The last day of the calendar period of so many months in which a day lies."""
    first = dt.date(day.year, (day.month - 1) // months * months + 1, 1)
    return add_months(first, months) - dt.timedelta(days=1)


def _periods(semantics: Semantics, months: int) -> Iterator[tuple[dt.date, dt.date]]:
    """The first and the last day of each calendar period of so many months that lies in the horizon."""
    span = semantics.horizon
    first = dt.date(span.first.year, (span.first.month - 1) // months * months + 1, 1)
    if first < span.first:
        first = add_months(first, months)
    while (after := add_months(first, months)) <= span.last + dt.timedelta(days=1):
        yield first, after - dt.timedelta(days=1)
        first = after


def _after(semantics: Semantics, day: dt.date, length: v.Duration) -> dt.date | None:
    """The last day of a time that runs from a day, in days or in business days."""
    if length.hours is None:
        return later(day, length)
    clock = semantics.clock(length.hours.text)
    if clock is None or len(length.parts) != 1 or length.parts[0][1] != "day":
        return None
    noon = dt.datetime.combine(day, dt.time(12), dt.UTC)
    return clock.nth_business_date(noon, int(length.parts[0][0]))


def _due(semantics: Semantics, report: Report, end: dt.date) -> dt.date | None:
    """The day on which the report about a period that ends on `end` is due at the latest."""
    if isinstance(report.within, v.Anchored) and isinstance(report.within.amount, v.Duration):
        if "end" not in write(report.within.event):
            return None
        return _after(semantics, end, report.within.amount)
    for value in (report.before, *report.on):
        if isinstance(value, v.Numbered) and value.text == "day" and write(value.of) == "month":
            day = int(value.number) - (1 if value is report.before else 0)
            return end + dt.timedelta(days=day) if 0 < day <= 28 else None
    return None
