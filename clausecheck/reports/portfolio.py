"""The summary of many agreements: as tables for a terminal, as CSV, and as data."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from clausecheck.agreement.words import day_words
from clausecheck.finding import SCHEMA_VERSION, Severity
from clausecheck.portfolio import Portfolio, PortfolioContradiction, PortfolioEntry, PortfolioNotice
from clausecheck.reports.common import NOT_CHECKED, counted
from clausecheck.reports.csv_report import cell
from clausecheck.reports.json_pieces import jsonable
from clausecheck.reports.json_report import members, rule_count, rule_count_schema
from clausecheck.reports.terminal import Pen

NAMED = 3
"""How many agreements a row about a building block names."""

# ---- as text


def blocks(portfolio: Portfolio, pen: Pen, only: str | None = None) -> Iterator[RenderableType]:
    """The tables for a rich console, the dates and the contradictions first, or `only` one of them (notices, contradictions,
    agreements, rules, blocks)."""
    if only is not None:
        yield from _TEXTS[only](portfolio, pen)
        if portfolio.unread:
            yield Text()
            yield from pen.wrap(Text(), "  ", Text(f"not in it: {_unread(portfolio)}"))
        return
    yield from pen.wrap(Text(), "  ", Text(_head(portfolio), "bold"))
    for name, made in _TEXTS.items():
        yield Text()
        yield from made(portfolio, pen)
        if name == "notices" and portfolio.undecided:
            yield Text()
            yield Text("Undecided days for notices\n", "bold")
            for entry, one in portfolio.undecided:
                yield from pen.wrap(Text("  "), "    ", Text(pen.escape(_undecided_words(entry, one))))


def _head(portfolio: Portfolio) -> str:
    tally = [
        counted(portfolio.total(severity), severity.value)
        for severity in Severity
        if portfolio.total(severity)
    ]
    words = f"{counted(len(portfolio.entries), 'agreement')}: {', '.join(tally) or 'no findings'}"
    if portfolio.unread:
        words += f"; {_unread(portfolio)}"
    days = portfolio.days
    if len(days) == 1:
        return f"{words}. As of {day_words(days[0])}."
    return f"{words}. Settings give them different days for today." if days else f"{words}."


def _unread(portfolio: Portfolio) -> str:
    return f"{counted(len(portfolio.unread), 'file')} could not be read"


def _agreements(portfolio: Portfolio, pen: Pen) -> Iterator[RenderableType]:
    yield Text("Agreements\n", "bold")
    rows = []
    for entry in portfolio.entries:
        name = entry.called if entry.called == entry.file else f"{entry.called}\n{entry.file}"
        name += "" if entry.reading.whole else "\n(could not be read as a whole)"
        upcoming = entry.next
        day = day_words(upcoming.day) if upcoming and upcoming.day else _no_day(entry)
        missing = f"{len(entry.missing)} of {entry.blocks}" if entry.blocks else "-"
        rows.append([name, *_numbers(entry.severities), missing, day])
    headings = ["agreement", *(severity.value for severity in Severity), "blocks missing", "next day"]
    yield _table(headings, rows, pen)


def _no_day(entry: PortfolioEntry) -> str:
    return "undecided" if entry.reading.notices else "-"


def _rules(portfolio: Portfolio, pen: Pen) -> Iterator[RenderableType]:
    yield Text("Findings by rule\n", "bold")
    rows = [
        [rule.code, rule.name, str(rule.findings), str(rule.files), *_numbers(rule.severities)]
        for rule in portfolio.rules
    ]
    if rows:
        yield _table(["code", "rule", "findings", "files", *(one.value for one in Severity)], rows, pen)
    else:
        yield Text("None.")


def _numbers(severities: Any) -> list[str]:
    return [str(severities.get(severity.value) or "-") for severity in Severity]


def _missing(portfolio: Portfolio, pen: Pen) -> Iterator[RenderableType]:
    yield Text("Building blocks that are missing\n", "bold")
    rows = [
        [title, f"{len(entries)} of {len(portfolio.entries)}", _named(entry.called for entry in entries)]
        for _, title, entries in portfolio.missing
    ]
    if rows:
        yield _table(["building block", "missing in", "agreements"], rows, pen)
    else:
        yield Text("None.")


def _named(names: Iterable[str]) -> str:
    every = list(names)
    more = f" and {len(every) - NAMED} more" if len(every) > NAMED else ""
    return ", ".join(every[:NAMED]) + more


def _notices(portfolio: Portfolio, pen: Pen) -> Iterator[RenderableType]:
    yield Text("Next days for notices\n", "bold")
    remarks: dict[str, int] = {}
    rows = [_notice_cells(entry, one, remarks) for entry, one in portfolio.notices]
    if rows:
        yield _table(["last day", "agreement", "notice", "by", "length", "clause"], rows, pen)
    else:
        yield Text("None that can be computed." if portfolio.undecided else "None.")
    notes = [f"({number}) {text}" for text, number in remarks.items()]
    silent = [
        entry.called for entry in portfolio.entries if entry.reading.whole and not entry.reading.notices
    ]
    if silent and portfolio.notices:
        notes.append(f"no notice by a certain day is asked for in {_named(silent)}")
    parts = [entry.called for entry in portfolio.entries if not entry.reading.whole]
    if parts:
        notes.append(f"what is missing here may stand in what could not be read of {_named(parts)}")
    if notes:
        yield Text()
    for note in notes:
        yield from pen.wrap(Text("  "), "  ", Text(pen.escape(note), "dim"))


def _notice_cells(entry: PortfolioEntry, one: PortfolioNotice, remarks: dict[str, int]) -> list[str]:
    """A row of the table; what was assumed is a note below it, with a number in `remarks`."""
    notice = one.notice
    marks = "".join(f" ({remarks.setdefault(text, len(remarks) + 1)})" for text in notice.remarks)
    what = notice.what if notice.last else f"{notice.what} (no notice)"
    early = f", not before {day_words(notice.earliest)}" if notice.earliest else ""
    sent = "".join(f"\nsent by {way.way}: {day_words(way.day)}" for way in notice.send_by)
    return [
        (day_words(one.day) if one.day else "-") + sent,
        entry.called,
        what + early + marks,
        notice.who or "-",
        notice.length or "-",
        f"{entry.file}:{one.line}",
    ]


def _contradictions(portfolio: Portfolio, pen: Pen) -> Iterator[RenderableType]:
    yield Text("Contradictions\n", "bold")
    if not portfolio.contradictions:
        yield Text("None.")
    for at, (entry, one) in enumerate(portfolio.contradictions):
        if at:
            yield Text()
        place = f"{entry.file}:{one.line}" + (f" [{one.number}]" if one.number else "")
        head = f"{one.severity.value}[{one.code}] {entry.called}: {one.message} ({place})"
        yield from pen.wrap(Text(), "  ", Text(pen.escape(head)))
        if one.case:
            yield from pen.wrap(Text("  "), "  ", Text(pen.escape(f"case: {one.case}"), "dim"))


def _undecided_words(entry: PortfolioEntry, one: PortfolioNotice) -> str:
    return f"{entry.called}: {one.notice.what}: {one.notice.undecided} ({entry.file}:{one.line})"


_TEXTS: dict[str, Callable[[Portfolio, Pen], Iterator[RenderableType]]] = {
    "notices": _notices,
    "contradictions": _contradictions,
    "agreements": _agreements,
    "rules": _rules,
    "blocks": _missing,
}


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]], pen: Pen) -> Table:
    made = Table(box=None, pad_edge=False, show_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for heading in headings:
        made.add_column(heading, overflow="fold")
    for row in rows:
        made.add_row(*(Text("\n".join(pen.escape(line) for line in text.split("\n"))) for text in row))
    return made


# ---- as CSV


def sheet(portfolio: Portfolio, table: str) -> str:
    """One table as CSV by RFC 4180: a header, then a row for each notice, contradiction, agreement, rule, or missing
    building block; last a row for each file that could not be read, which is in none of them."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    rows = _SHEETS[table](portfolio)
    writer.writerow(COLUMNS[table])
    writer.writerows([cell(one) if isinstance(one, str) else one for one in row] for row in rows)
    for words in portfolio.missed if table == "agreements" else portfolio.unread:
        made = {**dict.fromkeys(COLUMNS[table], ""), _UNREAD[table]: cell(f"{NOT_CHECKED}: {words}")}
        writer.writerow(made.values())
    return text.getvalue()


#: The headings of each table.
COLUMNS = {
    "notices": (
        "last day", "event", "file", "line", "reference", "agreement", "notice", "by", "length", "send by",
        "remarks", "undecided",
    ),
    "contradictions": (
        "severity", "code", "rule", "file", "line", "number", "reference", "agreement", "contradiction", "case",
    ),
    "agreements": (
        "file", "reference", "title", "next day", "next notice", "undecided notices", "contradictions", "read",
        "error", "warning", "info", "waived", "baselined", "blocks", "blocks missing", "missing",
    ),
    "rules": ("code", "rule", "findings", "files", "error", "warning", "info"),
    "blocks": ("block", "title", "file", "reference", "agreement"),
}  # fmt: skip

#: In which column of each table it stands that a file could not be read, and why.
_UNREAD = {
    "notices": "undecided",
    "contradictions": "contradiction",
    "agreements": "read",
    "rules": "rule",
    "blocks": "agreement",
}

_Row = list[str | int]


def _agreement_rows(portfolio: Portfolio) -> Iterator[_Row]:
    return map(agreement_row, portfolio.entries)


def agreement_row(entry: PortfolioEntry) -> list[str | int]:
    """An agreement as values for `COLUMNS["agreements"]`."""
    upcoming = entry.next
    return [
        entry.file,
        entry.reading.reference,
        entry.reading.title,
        _iso(upcoming.day) if upcoming else "",
        upcoming.notice.what if upcoming else "",
        sum(one.day is None for one in entry.reading.notices),
        len(entry.contradictions),
        "not at all" if entry.unread else "whole" if entry.reading.whole else "in part",
        *(entry.severities.get(severity.value, 0) for severity in Severity),
        entry.waived,
        entry.baselined,
        entry.blocks,
        len(entry.missing),
        "; ".join(entry.missing.values()),
    ]


def _rule_rows(portfolio: Portfolio) -> Iterator[_Row]:
    for rule in portfolio.rules:
        counts = (rule.severities.get(severity.value, 0) for severity in Severity)
        yield [rule.code, rule.name, rule.findings, rule.files, *counts]


def _block_rows(portfolio: Portfolio) -> Iterator[_Row]:
    for number, title, entries in portfolio.missing:
        for entry in entries:
            yield [number, title, entry.file, entry.reading.reference, entry.reading.title]


def _notice_rows(portfolio: Portfolio) -> Iterator[_Row]:
    for entry, one in (*portfolio.notices, *portfolio.undecided):
        yield [
            _iso(one.notice.last),
            _iso(one.notice.event),
            entry.file,
            one.line,
            entry.reading.reference,
            entry.reading.title,
            one.notice.what,
            one.notice.who,
            one.notice.length,
            "; ".join(f"{sent.day.isoformat()} by {sent.way}" for sent in one.notice.send_by),
            "; ".join(one.notice.remarks),
            one.notice.undecided,
        ]


def _contradiction_rows(portfolio: Portfolio) -> Iterator[_Row]:
    for entry, one in portfolio.contradictions:
        yield [
            one.severity.value,
            one.code,
            one.name,
            entry.file,
            one.line,
            one.number,
            entry.reading.reference,
            entry.reading.title,
            one.message,
            one.case,
        ]


def _iso(day: Any) -> str:
    return day.isoformat() if day else ""


_SHEETS: dict[str, Callable[[Portfolio], Iterator[_Row]]] = {
    "notices": _notice_rows,
    "contradictions": _contradiction_rows,
    "agreements": _agreement_rows,
    "rules": _rule_rows,
    "blocks": _block_rows,
}


# ---- as data


def data(portfolio: Portfolio) -> dict[str, Any]:
    """The summary as JSON values, which `json_schema` describes."""
    made = {
        "schemaVersion": SCHEMA_VERSION,
        "asOf": portfolio.days[0] if len(portfolio.days) == 1 else None,
        "summary": {
            "agreements": len(portfolio.entries),
            **{severity.value: portfolio.total(severity) for severity in Severity},
            "waived": sum(entry.waived for entry in portfolio.entries),
            "baselined": sum(entry.baselined for entry in portfolio.entries),
            "contradictions": len(portfolio.contradictions),
            "unread": portfolio.unread,
        },
        "notices": [_notice_data(entry, one) for entry, one in portfolio.notices],
        "undecided": [_notice_data(entry, one) for entry, one in portfolio.undecided],
        "contradictions": [_contradiction_data(entry, one) for entry, one in portfolio.contradictions],
        "agreements": [_entry_data(entry) for entry in portfolio.entries],
        "rules": [rule_count(rule) for rule in portfolio.rules],
        "missing": [
            {"block": number, "title": title, "files": [entry.file for entry in entries]}
            for number, title, entries in portfolio.missing
        ],
    }
    plain: dict[str, Any] = jsonable(made)
    return plain


def _entry_data(entry: PortfolioEntry) -> dict[str, Any]:
    upcoming = entry.next
    return {
        "file": entry.file,
        "reference": entry.reading.reference,
        "title": entry.reading.title,
        "asOf": entry.reading.as_of,
        "readAsAWhole": entry.reading.whole,
        **{severity.value: entry.severities.get(severity.value, 0) for severity in Severity},
        "waived": entry.waived,
        "baselined": entry.baselined,
        "blocks": {"of": entry.blocks, "missing": entry.missing, "undecided": entry.undecided},
        "nextDay": upcoming.day if upcoming else None,
    }


def _notice_data(entry: PortfolioEntry, one: PortfolioNotice) -> dict[str, Any]:
    notice = one.notice
    return {
        "file": entry.file,
        "line": one.line,
        "path": notice.node.path,
        "reference": entry.reading.reference,
        "title": entry.reading.title,
        "what": notice.what,
        "who": notice.who or None,
        "length": notice.length or None,
        "lastDay": notice.last,
        "earliest": notice.earliest,
        "event": notice.event,
        "sendBy": [{"way": sent.way, "day": sent.day} for sent in notice.send_by],
        "remarks": notice.remarks,
        "undecided": notice.undecided or None,
    }


def _contradiction_data(entry: PortfolioEntry, one: PortfolioContradiction) -> dict[str, Any]:
    return {
        "file": entry.file,
        "line": one.line,
        "number": one.number or None,
        "reference": entry.reading.reference,
        "title": entry.reading.title,
        "rule": {"code": one.code, "name": one.name},
        "severity": one.severity.value,
        "message": one.message,
        "case": one.case or None,
    }


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `data`. All members named here are always present; a reader must allow for others."""
    count = {"type": "integer", "minimum": 0}
    text = {"type": "string"}
    texts = {"type": "array", "items": text}
    date = {"type": "string", "format": "date"}
    maybe = {"type": ["string", "null"]}
    maybe_date = {**maybe, "format": "date"}
    titles = {"type": "object", "additionalProperties": text}
    severities = dict.fromkeys((severity.value for severity in Severity), count)

    def many(item: dict[str, Any]) -> dict[str, Any]:
        return {"type": "array", "items": item}

    agreement = members(
        file=text, reference=text, title=text, asOf=date, readAsAWhole={"type": "boolean"}, **severities,
        waived=count, baselined=count, nextDay=maybe_date,
        blocks=members(of=count, missing=titles, undecided=titles),
    )  # fmt: skip
    notice = members(
        file=text, line={"type": "integer", "minimum": 1}, path=text, reference=text, title=text, what=text,
        who=maybe, length=maybe, lastDay=maybe_date, earliest=maybe_date, event=maybe_date,
        sendBy=many(members(way=text, day=date)), remarks=texts, undecided=maybe,
    )  # fmt: skip
    contradiction = members(
        file=text, line={"type": "integer", "minimum": 1}, number=maybe, reference=text, title=text,
        rule=members(code=text, name=text), severity={"enum": ["error", "warning"]}, message=text, case=maybe,
    )  # fmt: skip
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Summary of many agreements",
        **members(
            schemaVersion={"const": SCHEMA_VERSION},
            asOf={**maybe_date, "description": "the day that counts as today; null where settings differ"},
            summary=members(
                agreements=count,
                **severities,
                waived=count,
                baselined=count,
                contradictions=count,
                unread=texts,
            ),
            notices=many(notice),
            undecided=many(notice),
            contradictions=many(contradiction),
            agreements=many(agreement),
            rules=many(rule_count_schema()),
            missing=many(members(block=text, title=text, files=texts)),
        ),
    }
