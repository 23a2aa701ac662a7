"""What is agreed, on one page and as data: the parties, the term, notices, targets, credits, backups, the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from fractions import Fraction

from clausecheck.agreement.credit_tables import Table, credit_tables, credited
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.notices import Terms, terms
from clausecheck.agreement.schedule import METHODS
from clausecheck.agreement.words import day_words
from clausecheck.agreement.written import written
from clausecheck.language import values as v
from clausecheck.language.tree import (
    Backup,
    Block,
    Broken,
    Clause,
    Credits,
    Customer,
    Effective,
    End,
    Exit,
    Node,
    Provider,
    Renew,
    Term,
)
from clausecheck.language.write import write
from clausecheck.portfolio import next_notices
from clausecheck.quick import dataclass
from clausecheck.reports import deadlines

_PERIODS = 3
TARGET_HEADINGS = (
    "priority",
    "target",
    "promised",
    "longest wait",
    "the ticket that waits longest",
    "clause",
)
Line = tuple[str, str]
"""A clause in its own words, and where it stands."""

_BACKUP_PARTS = {
    "what is copied": ("includes", "excludes"),
    "copies": METHODS,
    "kept": ("keep",),
    "at most lost (RPO)": ("rpo",),
    "back within (RTO)": ("rto", "restore_on_request"),
    "stored": ("store", "encrypt"),
    "tested": ("verify", "test_restore"),
}


@dataclass(frozen=True, slots=True)
class CreditStep:
    """One band of a credit table. `left` and `right` count the edges of the table between which it lies; `size` is the
    credit as a share of the highest one."""

    wording: str
    credit: str
    left: int
    right: int
    size: Fraction
    line: str


@dataclass(frozen=True, slots=True)
class CreditChart:
    """A credit table: its figure, the ends of its bands from low to high as they are written, and its bands."""

    title: str
    edges: tuple[str, ...]
    steps: tuple[CreditStep, ...]


@dataclass(frozen=True, slots=True)
class Deal:
    """What an agreement says, in the order in which people ask: each list is empty where it says nothing."""

    parties: tuple[tuple[str, str], ...]
    life: tuple[tuple[str, str], ...]
    notices: tuple[tuple[str, ...], ...]
    targets: tuple[tuple[str, ...], ...]
    target_notes: tuple[str, ...]
    charts: tuple[CreditChart, ...]
    credits: tuple[Line, ...]
    backups: tuple[tuple[str, tuple[tuple[str, tuple[Line, ...]], ...]], ...]
    ends: tuple[Line, ...]
    exit: tuple[Line, ...]


def deal_of(agreement: Agreement, as_of: dt.date) -> Deal:
    """What an agreement says as of a day."""
    report = deadlines.DeadlineReport(agreement, as_of)
    tables = [table for table in credit_tables(report.semantics) if table.filled]
    drawn = {id(band.clause) for table in tables for band in table.bands}
    others = (
        clause
        for block in agreement.all(Credits)
        for clause in block.clauses
        if id(clause) not in drawn and not isinstance(clause, Broken)
    )
    return Deal(
        tuple(_parties(agreement)),
        tuple(_life(agreement, terms(agreement, report.semantics))),
        tuple(deadlines.notice_cells(report, (one.notice for one in next_notices(agreement, as_of)))),
        tuple(_targets(report)),
        (
            *(report.notes() if report.rows else ()),
            *(deadlines.apart_words(report, target, reason) for target, reason in report.apart),
        ),
        tuple(_chart(agreement, table) for table in tables),
        _lines(agreement, others),
        tuple((agreement.title(block), tuple(_backup(agreement, block))) for block in agreement.all(Backup)),
        _lines(agreement, agreement.all(End)),
        _lines(
            agreement,
            (one for block in agreement.all(Exit) for one in block.clauses if not isinstance(one, Broken)),
        ),
    )


def _targets(report: deadlines.DeadlineReport) -> Iterator[tuple[str, ...]]:
    """The promises to tickets with the longest wait of each, under `TARGET_HEADINGS`; escalations, and what promises nothing,
    are no part of the page."""
    kept = [
        row for row in report.rows if row.promise.kind != "escalate" and row.promise.target.length is not None
    ]
    for cells in deadlines.target_cells(report, kept):
        named = dict(zip(deadlines.TARGET_HEADINGS, cells, strict=True))
        priority = named["priority"] if named["for"] == "all" else f"{named['priority']}, {named['for']}"
        yield (
            priority,
            named["target"],
            named["promised"],
            named["worst"],
            named["worst ticket"],
            named["clause"],
        )


def _lines(agreement: Agreement, nodes: Iterable[Node]) -> tuple[Line, ...]:
    return tuple((_words(agreement, node), _place(agreement, node)) for node in nodes)


def _words(agreement: Agreement, node: Node) -> str:
    """A clause in its own words; of a block, its header and its clauses."""
    text = written(agreement, node)
    number = f"[{node.number}]" if getattr(node, "number", None) else ""
    text = text.removeprefix(number).strip()
    return text if not isinstance(node, Block) else text.replace("{ ", "{").replace(" }", "}")


def _place(agreement: Agreement, node: Node) -> str:
    number = agreement.number(node.span.start)
    return f"[{number}]" if number else f"line {agreement.source.position(node.span.start).line}"


def _parties(agreement: Agreement) -> Iterator[tuple[str, str]]:
    parties: list[Provider | Customer] = [*agreement.all(Provider), *agreement.all(Customer)]
    for node in parties:
        called = write(node.name)
        title = node.title.text if isinstance(node.title, v.Text) else ""
        yield node.kind, f"{called} ({title})" if title and title != called else called


def _life(agreement: Agreement, run: Terms) -> Iterator[tuple[str, str]]:
    for title, kind in (("begins", Effective), ("term", Term), ("renewal", Renew)):
        for words, _ in _lines(agreement, agreement.all(kind)):
            yield title, words
    if run.undecided:
        yield "last day", f"undecided: {run.undecided}"
    for period in run.periods[:_PERIODS]:
        called = "first term" if period.number == 0 else f"renewal {period.number}"
        yield called, f"{day_words(period.first)} to {day_words(period.last)}"
    if run.more:
        yield "afterwards", "it goes on renewing until it is ended"
    elif len(run.periods) > _PERIODS:
        yield "last day", day_words(run.periods[-1].last)
    for remark in run.remarks:
        yield "assumed", remark


def _chart(agreement: Agreement, table: Table) -> CreditChart:
    points: dict[Fraction, str] = {}
    for band in table.filled:
        for end in (band.low, band.high):
            if end is not None:
                points.setdefault(end, band.written(end))
    edges = sorted(points)
    amounts = [(credited(band.clause.value) or ("", Fraction(0)))[1] for band in table.filled]
    most = max([amount for amount in amounts if amount > 0], default=Fraction(1))
    steps = [
        CreditStep(
            band.wording,
            write(band.clause.value),
            0 if band.low is None else edges.index(band.low) + 1,
            len(edges) + 1 if band.high is None else edges.index(band.high) + 1,
            max(Fraction(0), amount) / most,
            agreement.line(band.clause),
        )
        for band, amount in zip(table.filled, amounts, strict=True)
    ]
    each = f", each {table.each}" if table.each else ""
    names = f" of {', '.join(sorted(table.names))}" if table.names else ""
    return CreditChart(f"{table.subject}{names}{each}", tuple(points[edge] for edge in edges), tuple(steps))


def _backup(agreement: Agreement, block: Backup) -> Iterator[tuple[str, tuple[Line, ...]]]:
    services = ", ".join(write(value) for value in block.for_)
    if services:
        yield "for", ((services, ""),)
    for title, kinds in _BACKUP_PARTS.items():
        held = [one for one in block.clauses if isinstance(one, Clause) and one.kind in kinds]
        if held:
            yield title, _lines(agreement, held)
