"""Every target with its best, typical and worst wait, and the last day for each notice; as tables for a terminal, as Markdown,
and as data.

`promises` says what a ticket of a case is promised; the drawing of one ticket (`clausecheck.reports.timeline`) begins with it
too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from clausecheck.agreement.calendars import data_versions
from clausecheck.agreement.covering import effective
from clausecheck.agreement.deadlines import CALLED, Deadline, Deadlines
from clausecheck.agreement.due import ANY_TIME, LoggedWhen, Waits
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.notices import NoticeDay, notice_days
from clausecheck.agreement.semantics import Semantics
from clausecheck.agreement.targets import DIMENSIONS, TARGET_KINDS, Case, Target
from clausecheck.agreement.waiting import applicable, conditions_of, waits_for
from clausecheck.agreement.words import day_words, length_words, moment_words
from clausecheck.finding import SCHEMA_VERSION
from clausecheck.language import values as v
from clausecheck.language.tree import Block, Clause, Node
from clausecheck.language.write import write
from clausecheck.quick import dataclass
from clausecheck.reports.json_report import members
from clausecheck.reports.markdown import escaped
from clausecheck.reports.markdown import row as markdown_row
from clausecheck.reports.matrix import NOTE, STAR, promise, where
from clausecheck.reports.terminal import Pen

TYPICAL = (
    "typical: half of the tickets wait no longer, if they come evenly while the hours are open on which the target counts"
    " (around the clock where it counts on none)"
)

TABLE_ROOM = 150
"""From how many cells on the targets are a table; with fewer, a list."""


# ---- what a ticket is promised


@dataclass(frozen=True, slots=True)
class TicketPromise:
    """What one clause promises to tickets of a case, or why no moment follows from it.

    `target` is that of the clause. `words` are the promise as written. `deadline` is `None` where nothing is guaranteed, and
    where `undecided` says why it cannot be computed.
    """

    kind: str
    target: Target
    called: str
    words: str
    deadline: Deadline | None = None
    undecided: str = ""

    @property
    def clause(self) -> Node:
        """The clause that promises it."""
        return self.target.clause

    @property
    def logged(self) -> LoggedWhen:
        """For which tickets."""
        return self.deadline.logged if self.deadline is not None else ANY_TIME


def promises(deadlines: Deadlines, case: Case) -> list[TicketPromise]:
    """Everything that tickets of a case are promised, in the order in which a ticket meets it; escalations last."""
    found: list[TicketPromise] = []
    for kind in TARGET_KINDS:
        held = _of_kind(deadlines, case, kind)
        found += sorted(held, key=lambda one: one.clause.span.start)
    return [*found, *_escalations(deadlines, case)]


def _of_kind(deadlines: Deadlines, case: Case, kind: str) -> Iterator[TicketPromise]:
    targets = [
        target for target in deadlines.semantics.targets if target.kind == kind and target.covers(case)
    ]
    for condition in conditions_of(deadlines.semantics, case, kind):
        held = applicable(deadlines, case, kind, condition)
        for deadline in held:
            yield TicketPromise(kind, deadline.target, CALLED[kind], promise(deadline.target), deadline)
        seen = {id(deadline.target) for deadline in held}
        reasons = {id(target): reason for target, reason in deadlines.left_out(case, kind, condition)}
        for target in effective(targets, kind, case, condition):
            if target.condition != condition or id(target) in seen:
                continue
            words = promise(target)
            if target.length is None:
                yield TicketPromise(kind, target, CALLED[kind], words)
            elif id(target) in reasons:
                yield TicketPromise(kind, target, CALLED[kind], words, None, reasons[id(target)])
            elif not held:
                yield TicketPromise(kind, target, CALLED[kind], words, None, "an aim promises no time")


def _escalations(deadlines: Deadlines, case: Case) -> Iterator[TicketPromise]:
    for stage, after in deadlines.escalations():
        if not stage.covers(case):
            continue
        to = write(getattr(stage.clause, "to", ()))
        called = f"escalation to {to}" if to else "escalation"
        words = _after(stage, after)
        if isinstance(after, v.Share):
            yield from _shares(deadlines, case, stage, after, called, words)
            continue
        deadline = deadlines.deadline(stage, case)
        if deadline is None:
            reason = deadlines.undecided[id(stage.clause)][1]
            yield TicketPromise("escalate", stage, called, words, None, reason)
            continue
        if stage.outside is not None:
            shut = frozenset((deadlines.clock(stage.outside),))
            deadline = replace(deadline, logged=LoggedWhen(shut=shut))
        yield TicketPromise("escalate", stage, called, words, deadline)


def _after(stage: Target, after: v.Value) -> str:
    words = [f"after {write(after)}"]
    if stage.outside is not None:
        words.append(f"outside {stage.outside}")
    elif stage.hours != "always" and f" {stage.hours} " not in f" {words[0]} ":
        words.append(f"during {stage.hours}")
    if stage.condition:
        words.append(stage.condition)
    assumed = not stage.stated and stage.hours == "always" and not isinstance(after, v.Share)
    return ", ".join(words) + (STAR if assumed else "")


def _shares(
    deadlines: Deadlines, case: Case, stage: Target, share: v.Share, called: str, words: str
) -> Iterator[TicketPromise]:
    """`after 80% of resolution`: so much of the length of that target, on the same clock."""
    of = write(share.of)
    kind = next((kind for kind, name in TARGET_KINDS.items() if name == of), None)
    if kind is None:
        reason = f"it is a share of `{of}`, which is no target"
        yield TicketPromise("escalate", stage, called, words, None, reason)
        return
    held = [one for one in deadlines.applicable(case, kind) if not one.target.rest and not one.target.average]
    if not held:
        reason = f"no {of} target can be computed, of which it is a share"
        yield TicketPromise("escalate", stage, called, words, None, reason)
    for whole in held:
        assert whole.target.length is not None
        part = replace(whole.target, clause=stage.clause, length=_part_of(whole.target.length, share))
        deadline = deadlines.deadline(part, case)
        if deadline is None:
            reason = deadlines.undecided[id(stage.clause)][1]
            yield TicketPromise("escalate", stage, called, words, None, reason)
            continue
        wording = f"{words} = {write(part.length)}" if isinstance(part.length, v.Duration) else words
        yield TicketPromise("escalate", stage, called, wording, replace(deadline, logged=whole.logged))


def _part_of(length: Any, share: v.Share) -> Any:
    """A share of a length of time."""
    if isinstance(length, v.Choice):
        return replace(length, options=tuple(_part_of(option, share) for option in length.options))
    if isinstance(length, v.Anchored):
        return replace(length, amount=_part_of(length.amount, share))
    if isinstance(length, v.Duration):
        parts = tuple((amount * share.percentage.amount / 100, unit) for amount, unit in length.parts)
        return replace(length, parts=parts)
    return length


# ---- the rows of the table


@dataclass(frozen=True, slots=True)
class Row:
    """One promise and the cases for which it is the same; `waits` is `None` where `undecided` says why, or where nothing is
    guaranteed."""

    promise: TicketPromise
    cases: tuple[Case, ...]
    waits: Waits | None = None
    undecided: str = ""


class DeadlineReport:
    """The deadlines of an agreement as of a day, computed when they are asked for."""

    def __init__(self, agreement: Agreement, as_of: dt.date) -> None:
        self.agreement = agreement
        self.as_of = as_of
        self.semantics = Semantics(agreement, as_of)
        self.deadlines = Deadlines.of(self.semantics)
        self.zone = self.deadlines.reference.zone

    @cached_property
    def rows(self) -> list[Row]:
        """One row for each promise and the deadline that it gives, in the order of the cases."""
        merged: dict[tuple[object, ...], tuple[TicketPromise, list[Case]]] = {}
        for case in self.semantics.cases:
            for one in promises(self.deadlines, case):
                due = one.deadline.due if one.deadline is not None else None
                key = (one.kind, id(one.clause), one.words, due, one.logged, one.undecided)
                merged.setdefault(key, (one, []))[1].append(case)
        return [self._row(one, cases) for one, cases in merged.values()]

    def _row(self, one: TicketPromise, cases: list[Case]) -> Row:
        general = tuple(
            case for case in cases if not any(other is not case and _includes(other, case) for other in cases)
        )
        if one.deadline is None:
            return Row(one, general, None, one.undecided)
        found = waits_for(self.deadlines, one.deadline)
        return Row(one, general, found) if isinstance(found, Waits) else Row(one, general, None, found)

    @cached_property
    def apart(self) -> list[tuple[Target, str]]:
        """The targets that stand in no row, each with the reason."""
        shown = {id(row.promise.clause) for row in self.rows}
        found = []
        for target in self.semantics.targets:
            if id(target.clause) in shown:
                continue
            reason = "for every ticket that it covers, a clause with more parts goes before it"
            if target.length is not None and self.deadlines.deadline(target, _own(target)) is None:
                reason = self.deadlines.undecided[id(target.clause)][1]
            found.append((target, reason))
        return found

    @cached_property
    def notices(self) -> list[NoticeDay]:
        """The notices about what comes after the day of the report, by their last day; those without one last."""
        found = notice_days(self.agreement, self.semantics, self.as_of)
        return sorted(found, key=lambda one: (one.last or one.event or dt.date.max, one.node.span.start))

    # ---- words

    def line(self, node: Node) -> int:
        """The line on which a clause stands."""
        return self.agreement.source.position(node.span.start).line

    def lines(self, node: Node) -> str:
        """The same for people, with the number in the paper contract."""
        return self.agreement.line(node)

    def home(self, node: Node) -> str:
        """The block in which a clause stands."""
        block = self.agreement.parent(node)
        return self.agreement.title(block if isinstance(block, Block) and block.kind != "file" else node)

    def when(self, instant: int) -> str:
        """An instant in local time."""
        return moment_words(instant, self.zone)

    def iso(self, instant: int) -> str:
        """An instant as ISO 8601, with its offset from UTC."""
        return self.deadlines.reference.local(instant).isoformat()

    def priorities(self, cases: Iterable[Case]) -> str:
        """For which priorities a row holds."""
        named = list(dict.fromkeys(case.priority for case in cases if case.priority is not None))
        every = list(self.agreement.names.get("priority", {}))
        return "all" if not named or (len(every) > 1 and named == every) else ", ".join(named)

    def applies(self, row: Row) -> str:
        """For which services, plans, sites and moments of logging a row holds."""
        words = list(dict.fromkeys(where(case) for case in row.cases))
        wording = " or ".join(words) if words != ["all"] else ""
        times = logged_words(row.promise.logged)
        return ", ".join(part for part in (wording, times) if part) or "all"

    def horizon(self) -> str:
        """Over which tickets the waits are taken."""
        weeks, clock = self.deadlines.weeks, self.deadlines.reference
        first, last = clock.local(weeks.start).date(), clock.local(weeks.end - 1).date()
        return f"every ticket logged from {day_words(first)} to {day_words(last)}, {self.zone_words()}"

    def zone_words(self) -> str:
        """The zone of all moments, and whether the agreement states it."""
        stated = [hours.spec.zone for hours in self.semantics.hours.values() if hours.spec and hours.node]
        if self.semantics.zone or any(stated):
            return f"in the time of {self.zone.key}"
        return "in UTC, because no time zone is stated"

    def notes(self) -> Iterator[str]:
        """What must be known to read the table."""
        yield f"best, typical, worst: the real time from logging until the deadline, over {self.horizon()}"
        yield TYPICAL
        yield "pauses of the clock are not taken into account"
        yield from self.semantics.horizon.reasons
        if self.deadlines.weeks.end < self.deadlines.reference.end:
            yield "tickets later in the term are undecided, because holidays are not known so far"
        yield data_words()
        if any(row.promise.words.endswith(STAR) for row in self.rows):
            yield NOTE


def data_words() -> str:
    """The releases of the calendar data."""
    return "calendar data: " + ", ".join(f"{name} {version}" for name, version in data_versions().items())


def logged_words(logged: LoggedWhen) -> str:
    """Which tickets, by the hours that are open or closed when they are logged."""
    words = [f"logged while {clock.spec.name} is open" for clock in logged.open_]
    words += [f"logged while {clock.spec.name} is closed" for clock in logged.shut]
    return " and ".join(sorted(words))


def _includes(general: Case, special: Case) -> bool:
    """Whether every ticket of one case is one of the other."""
    pairs = [(getattr(general, name), getattr(special, name)) for name in DIMENSIONS]
    return general != special and all(one is None or one == other for one, other in pairs)


def _own(target: Target) -> Case:
    """A case that a target covers."""
    return Case(**{name: min(names) for name, names in target.scope if names})


# ---- as text


def apart_words(report: DeadlineReport, target: Target, reason: str) -> str:
    """A target that stands in no row, and why."""
    words = f"{CALLED[target.kind]} {promise(target)} (line {report.lines(target.clause)})"
    return f"not in the table: {words}: {reason}"


def blocks(report: DeadlineReport, pen: Pen) -> Iterator[RenderableType]:
    """The tables and what must be known to read them, for a rich console."""
    if report.rows:
        yield Text("How long tickets really wait\n", "bold")
        if pen.width is None or pen.width >= TABLE_ROOM:
            yield _targets_table(report, pen)
        else:
            yield from _targets_list(report, pen)
        yield Text()
        for note in report.notes():
            yield from pen.wrap(Text("  "), "  ", Text(pen.escape(note), "dim"))
    else:
        yield Text("This agreement promises no target for any ticket.")
    for target, reason in report.apart:
        yield from pen.wrap(Text("  "), "    ", Text(pen.escape(apart_words(report, target, reason))))
    yield Text()
    yield Text(f"Last days for notices, as of {day_words(report.as_of)}\n", "bold")
    if not report.notices:
        yield Text("This agreement asks for no notice by a certain day.")
        return
    remarks: dict[str, int] = {}
    yield _notices_table(report, remarks, pen)
    yield Text()
    closing = [f"({number}) {text}" for text, number in remarks.items()]
    for note in [NOTICE_NOTE, *closing]:
        yield from pen.wrap(Text("  "), "  ", Text(pen.escape(note), "dim"))


NOTICE_NOTE = (
    "last day: on it the notice is received at the latest; the day of an event does not count, and a time"
    " ends with its last day"
)


def _table(headings: Sequence[str]) -> Table:
    made = Table(box=None, pad_edge=False, show_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for heading in headings:
        made.add_column(heading, overflow="fold")
    return made


def _shown(text: str, pen: Pen, style: str = "") -> Text:
    return Text("\n".join(pen.escape(line) for line in text.split("\n")), style)


def _targets_table(report: DeadlineReport, pen: Pen) -> Table:
    scoped = any(report.applies(row) != "all" for row in report.rows)
    headings = [
        "priority",
        "for",
        "target",
        "promised",
        "best",
        "typical",
        "worst",
        "the worst ticket",
        "line",
    ]
    made = _table(headings if scoped else [text for text in headings if text != "for"])
    before = ""
    for row in report.rows:
        priority = report.priorities(row.cases)
        cells = [
            "" if priority == before else priority,
            *([report.applies(row)] if scoped else []),
            row.promise.called,
            row.promise.words,
            *_waits_cells(report, row),
            report.lines(row.promise.clause),
        ]
        before = priority
        made.add_row(*(_shown(cell, pen) for cell in cells))
    return made


def _targets_list(report: DeadlineReport, pen: Pen) -> Iterator[Text]:
    """The same for narrow terminals, one entry below the other."""
    before = ""
    for row in report.rows:
        names = [f"priority {report.priorities(row.cases)}", report.applies(row)]
        heading = ", ".join(name for name in names if not name.endswith("all")) or "every ticket"
        if heading != before:
            yield from pen.wrap(Text(), "  ", Text(pen.escape(heading), "bold"))
        before = heading
        what = f"{row.promise.called}: {row.promise.words}, line {report.lines(row.promise.clause)}"
        yield from pen.wrap(Text("  "), "      ", Text(pen.escape(what)))
        for line in _waits_lines(report, row):
            yield from pen.wrap(Text("    "), "      ", Text(pen.escape(line)))


def _waits_lines(report: DeadlineReport, row: Row) -> Iterator[str]:
    found = row.waits
    if found is None:
        if row.undecided:
            yield f"undecided: {row.undecided}"
    elif found.best == found.worst:
        yield f"{length_words(found.best)} for any ticket"
    else:
        yield f"best {length_words(found.best)}, typical {length_words(found.typical)}, worst {length_words(found.worst)}"
        yield f"the worst ticket: {worst_line(report, found)}"


def _waits_cells(report: DeadlineReport, row: Row) -> list[str]:
    found = row.waits
    if found is None:
        return ["-", "-", "-", f"undecided: {row.undecided}" if row.undecided else "-"]
    lengths = [length_words(found.best), length_words(found.typical), length_words(found.worst)]
    return [*lengths, "\n".join(worst_words(report, found))]


def worst_words(report: DeadlineReport, found: Waits) -> tuple[str, ...]:
    """The ticket that waits longest: when it is logged, and when it falls due."""
    if found.best == found.worst:
        return ("any",)
    due = found.worst_at + found.worst
    return f"logged {report.when(found.worst_at)}", f"due    {report.when(due)}"


def worst_line(report: DeadlineReport, found: Waits) -> str:
    """The same on one line."""
    return ", ".join(" ".join(part.split()) for part in worst_words(report, found))


def _notices_table(report: DeadlineReport, remarks: dict[str, int], pen: Pen) -> Table:
    made = _table(["last day", "send by", "notice", "by", "length", "line"])
    for one in report.notices:
        marks = "".join(f" ({remarks.setdefault(text, len(remarks) + 1)})" for text in one.remarks)
        what = one.what + (f", not before {day_words(one.earliest)}" if one.earliest else "")
        cells = [
            _last_day(one),
            "\n".join(sent_words(one)) or "-",
            what + marks,
            one.who or "-",
            one.length or "-",
            report.lines(one.node),
        ]
        made.add_row(*(_shown(cell, pen) for cell in cells))
    return made


def _last_day(one: NoticeDay) -> str:
    if one.undecided:
        return f"undecided: {one.undecided}"
    if one.last is None:
        return f"no notice; {day_words(one.event)}" if one.event else "no notice"
    return day_words(one.last)


def sent_words(one: NoticeDay) -> list[str]:
    """By which day a notice is sent, with the ways that share a day together."""
    by_day: dict[dt.date, list[str]] = {}
    for sent in one.send_by:
        by_day.setdefault(sent.day, []).append(sent.way)
    return [f"{day_words(day)} by {', '.join(ways)}" for day, ways in sorted(by_day.items())]


# ---- as rows of text

TARGET_HEADINGS = (
    "priority",
    "for",
    "target",
    "promised",
    "best",
    "typical",
    "worst",
    "worst ticket",
    "clause",
)
NOTICE_HEADINGS = ("last day", "send by", "notice", "by", "length", "clause")


def target_cells(report: DeadlineReport, rows: Iterable[Row] | None = None) -> Iterator[tuple[str, ...]]:
    """A row for each promise, or for some `rows` of them, under `TARGET_HEADINGS`."""
    for row in report.rows if rows is None else rows:
        yield (
            report.priorities(row.cases),
            report.applies(row),
            row.promise.called,
            row.promise.words,
            *(" ".join(cell.replace("\n", ", ").split()) for cell in _waits_cells(report, row)),
            f"{report.home(row.promise.clause)}, line {report.lines(row.promise.clause)}",
        )


def notice_cells(
    report: DeadlineReport, notices: Iterable[NoticeDay] | None = None
) -> Iterator[tuple[str, ...]]:
    """A row for each notice, or for some of them, under `NOTICE_HEADINGS`."""
    for one in report.notices if notices is None else notices:
        what = one.what + (f", not before {day_words(one.earliest)}" if one.earliest else "")
        yield (
            _last_day(one),
            "; ".join(sent_words(one)) or "-",
            "; ".join((what, *one.remarks)),
            one.who or "-",
            one.length or "-",
            f"{report.home(one.node)}, line {report.lines(one.node)}",
        )


# ---- as Markdown


def markdown(report: DeadlineReport) -> str:
    """The tables as Markdown, safe to paste anywhere."""
    lines = ["### How long tickets really wait", ""]
    if report.rows:
        lines.append(markdown_row(*TARGET_HEADINGS))
        lines.append("|---" * 9 + "|")
        lines += [markdown_row(*cells) for cells in target_cells(report)]
        lines += ["", *(f"- {escaped(note)}" for note in report.notes())]
    else:
        lines.append("This agreement promises no target for any ticket.")
    lines += [f"- {escaped(apart_words(report, target, reason))}" for target, reason in report.apart]
    lines += ["", f"### Last days for notices, as of {day_words(report.as_of)}", ""]
    if not report.notices:
        return "\n".join([*lines, "This agreement asks for no notice by a certain day."])
    lines.append(markdown_row(*NOTICE_HEADINGS))
    lines.append("|---" * 6 + "|")
    lines += [markdown_row(*cells) for cells in notice_cells(report)]
    return "\n".join([*lines, "", f"- {escaped(NOTICE_NOTE)}"])


# ---- as data


def data(report: DeadlineReport) -> dict[str, Any]:
    """The deadlines as JSON values: moments in ISO 8601 with their offset, lengths of time in whole seconds."""
    weeks, clock = report.deadlines.weeks, report.deadlines.reference
    return {
        "schemaVersion": SCHEMA_VERSION,
        "file": report.agreement.source.path,
        "asOf": report.as_of.isoformat(),
        "zone": report.zone.key,
        "data": dict(data_versions()),
        "from": clock.local(weeks.start).date().isoformat(),
        "to": clock.local(weeks.end - 1).date().isoformat(),
        "remarks": list(report.semantics.horizon.reasons),
        "targets": [_row_data(report, row) for row in report.rows],
        "notShown": [
            {
                **clause_data(report, target.clause),
                "kind": CALLED[target.kind],
                "promise": promise(target),
                "reason": reason,
            }
            for target, reason in report.apart
        ],
        "notices": [_notice_data(report, one) for one in report.notices],
    }


def clause_data(report: DeadlineReport, node: Node) -> dict[str, Any]:
    """Where a clause stands."""
    return {
        "place": report.home(node),
        "path": node.path,
        "line": report.line(node),
        "number": report.agreement.number(node.span.start),
    }


def promise_data(report: DeadlineReport, one: TicketPromise) -> dict[str, Any]:
    """One promise as JSON values."""
    target = one.deadline.target if one.deadline is not None else one.target
    decided = "undecided" if one.undecided else "decided" if one.deadline is not None else "no guarantee"
    return {
        "kind": CALLED[one.kind],
        "to": write(getattr(one.clause, "to", ())) or None if isinstance(one.clause, Clause) else None,
        "promise": one.words.removesuffix(STAR),
        "within": write(target.length) if target.length is not None else None,
        "hours": target.hours,
        "hoursStated": target.stated,
        "outside": target.outside,
        "share": write(one.target.share) if one.target.share is not None else None,
        "rest": one.target.rest,
        "average": one.target.average,
        "condition": one.target.condition or None,
        "state": decided,
        "reason": one.undecided or None,
        **clause_data(report, one.clause),
    }


def _row_data(report: DeadlineReport, row: Row) -> dict[str, Any]:
    made = promise_data(report, row.promise)
    if row.undecided:
        made |= {"state": "undecided", "reason": row.undecided}
    found = row.waits
    logged = row.promise.logged
    return made | {
        "cases": [{name: getattr(case, name) for name in DIMENSIONS} for case in row.cases],
        "logged": {
            "open": sorted(clock.spec.name for clock in logged.open_),
            "closed": sorted(clock.spec.name for clock in logged.shut),
        },
        "best": found.best if found else None,
        "typical": found.typical if found else None,
        "worst": found.worst if found else None,
        "worstTicket": {
            "logged": report.iso(found.worst_at),
            "due": report.iso(found.worst_at + found.worst),
        }
        if found
        else None,
    }


def _notice_data(report: DeadlineReport, one: NoticeDay) -> dict[str, Any]:
    return {
        "what": one.what,
        "who": one.who or None,
        "length": one.length or None,
        "earliest": one.earliest.isoformat() if one.earliest else None,
        "lastDay": one.last.isoformat() if one.last else None,
        "sendBy": [{"way": sent.way, "day": sent.day.isoformat()} for sent in one.send_by],
        "event": one.event.isoformat() if one.event else None,
        "remarks": list(one.remarks),
        "undecided": one.undecided or None,
        **clause_data(report, one.node),
    }


TEXT = {"type": "string"}
MAYBE = {"type": ["string", "null"]}
TRUTH = {"type": "boolean"}
SECONDS = {"type": "integer", "minimum": 0, "description": "seconds"}
DATE = {**TEXT, "format": "date"}
MOMENT = {**TEXT, "format": "date-time", "description": "local time with its offset from UTC"}


def many(item: dict[str, Any]) -> dict[str, Any]:
    """An array."""
    return {"type": "array", "items": item}


def maybe(schema: dict[str, Any]) -> dict[str, Any]:
    """What a schema describes, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


CLAUSE = {
    "place": TEXT,
    "path": TEXT,
    "line": {"type": "integer", "minimum": 1},
    "number": {**TEXT, "description": "the number of the clause in the paper contract; empty without one"},
}
PROMISE = {
    "kind": {"enum": list(CALLED.values())},
    "to": {**MAYBE, "description": "to whom an escalation goes"},
    "promise": {**TEXT, "description": "the promise in words"},
    "within": {**MAYBE, "description": "the promised time as written"},
    "hours": {**TEXT, "description": "the hours on which it counts; `always` is around the clock"},
    "hoursStated": TRUTH,
    "outside": MAYBE,
    "share": MAYBE,
    "rest": TRUTH,
    "average": TRUTH,
    "condition": MAYBE,
    "state": {"enum": ["decided", "undecided", "no guarantee"]},
    "reason": {**MAYBE, "description": "why it is undecided"},
    **CLAUSE,
}


def schema_head(title: str) -> dict[str, Any]:
    """How a JSON Schema begins."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `data`. All members named here are always present; a reader must allow for others."""
    case = members(**dict.fromkeys(DIMENSIONS, MAYBE))
    names = many(TEXT)
    return {
        **schema_head("Deadlines of an agreement"),
        **members(
            schemaVersion={"const": SCHEMA_VERSION},
            file=TEXT,
            asOf=DATE,
            zone=TEXT,
            data={"type": "object", "additionalProperties": TEXT},
            **{"from": DATE},
            to=DATE,
            remarks=many(TEXT),
            targets=many(
                members(
                    **PROMISE,
                    cases=many(case),
                    logged=members(open=names, closed=names),
                    best=maybe(SECONDS),
                    typical=maybe(SECONDS),
                    worst=maybe(SECONDS),
                    worstTicket=maybe(members(logged=MOMENT, due=MOMENT)),
                )
            ),
            notShown=many(members(**CLAUSE, kind=TEXT, promise=TEXT, reason=TEXT)),
            notices=many(
                members(
                    what=TEXT,
                    who=MAYBE,
                    length=MAYBE,
                    earliest=maybe(DATE),
                    lastDay=maybe(DATE),
                    sendBy=many(members(way=TEXT, day=DATE)),
                    event=maybe(DATE),
                    remarks=many(TEXT),
                    undecided=MAYBE,
                    **CLAUSE,
                )
            ),
        ),
    }
