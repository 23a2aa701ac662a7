"""The matrix of targets: priority by service, site and plan, with the clause that gives each; as a table for a
terminal, as Markdown, and as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from clausecheck.agreement.covering import cases, effective
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.targets import TARGET_KINDS, Case, Target, provenance, targets
from clausecheck.finding import SCHEMA_VERSION
from clausecheck.language import values as v
from clausecheck.language.write import write
from clausecheck.reports.markdown import escaped, row
from clausecheck.reports.terminal import Pen

HEADINGS = {
    "acknowledge": "acknowledge",
    "respond": "response",
    "update": "update",
    "workaround": "workaround",
    "onsite": "on-site",
    "resolve": "resolution",
}


def rows(agreement: Agreement) -> list[tuple[Case, dict[str, tuple[Target, ...]]]]:
    """Each case with the targets that hold for it, by kind; cases for which nothing is promised stand with empty cells."""
    found = targets(agreement)
    return [
        (case, {kind: effective(found, kind, case) for kind in TARGET_KINDS})
        for case in cases(agreement, found)
    ]


def where(case: Case) -> str:
    """For which service, plan, site and region a row holds."""
    named = [f"{name} {value}" for name, value in case.names.items() if name != "priority"]
    return ", ".join(named) or "all"


def promise(target: Target) -> str:
    """One target in words: its length, share, hours."""
    if target.length is None:
        return f"no guarantee, {target.condition}" if target.condition else "no guarantee"
    every = "every " if getattr(target.clause, "every", None) is not None else ""
    words = [every + write(target.length)]
    if target.share is not None:
        words.append(f"for {write(target.share)}")
    if target.rest:
        words.append("for the rest")
    if target.average:
        words.append("on average")
    if target.each is not None:
        words.append(f"each {write(target.each)}")
    if target.outside is not None:
        words.append(f"outside {target.outside}")
    elif target.hours != "always" and f" {target.hours} " not in f" {words[0]} ":
        words.append(f"during {target.hours}")
    until = getattr(target.clause, "until", None)
    if until is not None:
        words.append(f"until {write(until)}")
    if target.condition:
        words.append(target.condition)
    if target.aim:
        words.append("an aim")
    if isinstance(target.length, v.TimeInWords):
        # No clock runs for words: nothing is counted around it.
        return ", ".join([*words, "no promise of time"] if target.length.text in v.NO_TIME else words)
    return ", ".join(words) + ("" if target.stated or target.hours != "always" else STAR)


STAR = " (*)"
NOTE = "(*) no hours are stated: counted around the clock"


def assumed(agreement: Agreement) -> bool:
    """Whether a promise states no hours, so that the note belongs below the table."""
    return any(
        promise(target).endswith(STAR)
        for _, held in rows(agreement)
        for found in held.values()
        for target in found
    )


def _lines(agreement: Agreement, held: Iterable[Target]) -> str:
    clauses = {target.clause.span.start: target.clause for target in held}
    return ", ".join(dict.fromkeys(agreement.line(clauses[start]) for start in sorted(clauses)))


def table(agreement: Agreement, pen: Pen) -> Table:
    """The matrix for a rich console: one row for each case, one column for each kind that anything promises."""
    made = Table(box=None, pad_edge=False, show_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    every = rows(agreement)
    kinds = [kind for kind in TARGET_KINDS if any(held[kind] for _, held in every)]
    for heading in ("priority", "for", *(HEADINGS[kind] for kind in kinds), "lines"):
        made.add_column(heading, overflow="fold")
    for case, held in every:
        cells = ["\n".join(promise(target) for target in held[kind]) or "-" for kind in kinds]
        used = [target for kind in kinds for target in held[kind]]
        texts = [case.priority or "all", where(case), *cells, _lines(agreement, used)]
        made.add_row(*(Text("\n".join(pen.escape(line) for line in text.split("\n"))) for text in texts))
    return made


def blocks(agreement: Agreement, pen: Pen) -> Iterator[RenderableType]:
    """The matrix with its note, or a sentence where nothing is promised, for a rich console."""
    if not rows(agreement):
        yield Text("This agreement promises no target for any ticket.")
        return
    yield table(agreement, pen)
    if assumed(agreement):
        yield Text(f"\n{NOTE}")


def markdown(agreement: Agreement) -> str:
    """The matrix as a Markdown table, one row for each promise, safe to paste anywhere."""
    lines = ["| priority | for | target | promise | clause |", "|---|---|---|---|---|"]
    for case, held in rows(agreement):
        for kind, found in held.items():
            for target in found:
                cells = (
                    case.priority or "all",
                    where(case),
                    HEADINGS[kind],
                    promise(target),
                    provenance(agreement, target),
                )
                lines.append(row(*cells))
    if assumed(agreement):
        lines += ["", escaped(NOTE)]
    return "\n".join(lines)


def data(agreement: Agreement) -> dict[str, Any]:
    """The matrix as JSON values."""
    return {
        "schemaVersion": SCHEMA_VERSION,
        "file": agreement.source.path,
        "cases": [
            {
                "priority": case.priority,
                "service": case.service,
                "plan": case.plan,
                "site": case.site,
                "region": case.region,
                "tier": case.tier,
                "family": case.family,
                "targets": [
                    {
                        "kind": HEADINGS[kind],
                        "within": write(target.length) if target.length is not None else None,
                        "promise": promise(target),
                        "hours": target.hours,
                        "hoursStated": target.stated,
                        "outside": target.outside,
                        "share": write(target.share) if target.share is not None else None,
                        "rest": target.rest,
                        "average": target.average,
                        "path": target.clause.path,
                        "line": agreement.source.position(target.clause.span.start).line,
                        "number": agreement.number(target.clause.span.start),
                    }
                    for kind, found in held.items()
                    for target in found
                ],
            }
            for case, held in rows(agreement)
        ],
    }
