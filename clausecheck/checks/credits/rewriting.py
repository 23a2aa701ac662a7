"""The lines of a credit table as they would read with other ends: what mends bands that overlap, leave gaps or pay too early."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from clausecheck.agreement.credit_tables import Band, Table
from clausecheck.agreement.mending import Alteration, mend, put
from clausecheck.agreement.model import Agreement
from clausecheck.finding import Mend


def rewritten(
    agreement: Agreement, say: str, table: Table, bands: Iterable[tuple[Band, str, str]]
) -> Mend | None:
    """A mend that gives bands other ends, each as its sign and its figure, such as `>= 99.0%` and `< 99.9%`, or nothing for
    none; `None` where nothing changes."""
    changes = [_ends(agreement, table, band, low, high) for band, low, high in bands]
    return mend(agreement, say, *changes) if changes else None


def _ends(agreement: Agreement, table: Table, band: Band, low: str, high: str) -> Alteration:
    ends = " and ".join(end for end in (low, high) if end)
    return put(agreement, band.fact, f"{table.subject} {ends}")


def low_end(band: Band) -> str:
    """The lower end of a band as it is, and nothing where it has none."""
    return "" if band.low is None else f"{'>=' if band.low_in else '>'} {band.written(band.low)}"


def high_end(band: Band) -> str:
    """The upper end of a band as it is, and nothing where it has none."""
    return "" if band.high is None else f"{'<=' if band.high_in else '<'} {band.written(band.high)}"


def meeting(bands: Sequence[Band]) -> list[tuple[Band, str, str]]:
    """Bands that share results, with ends at which they meet; nothing where one lies within another that goes on to both
    sides, or several go on to the same side beside one that does not, so that only the parties know what is meant."""
    if all(band.low is None for band in bands):
        if any(band.high is None for band in bands):
            return []
        order = sorted(bands, key=lambda band: band.high or 0)
        ends = [
            (band, "" if not at else _from(order[at - 1]), high_end(band)) for at, band in enumerate(order)
        ]
    else:
        order = sorted(bands, key=lambda band: (band.low is not None, band.low or 0))
        highs = [band.high for band in order if band.high is not None]
        if any(band.low is None for band in order[1:]):
            return []
        if highs != sorted(highs) or (len(highs) < len(order) and any(b.high is not None for b in order[1:])):
            return []
        after = [*order[1:], None]
        ends = [
            (band, low_end(band), _up_to(other) if other is not None else high_end(band))
            for band, other in zip(order, after, strict=True)
        ]
    return [(band, low, high) for band, low, high in ends if (low, high) != (low_end(band), high_end(band))]


def _from(lower: Band) -> str:
    """Where a band begins above another one."""
    assert lower.high is not None
    return f"{'>' if lower.high_in else '>='} {lower.written(lower.high)}"


def _up_to(upper: Band) -> str:
    """Where a band ends below another one."""
    assert upper.low is not None
    return f"{'<' if upper.low_in else '<='} {upper.written(upper.low)}"
