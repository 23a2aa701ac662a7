"""Drawings for a page: the timeline of a case and the bands of a credit table, as SVG without a script or a style of its
own."""

from __future__ import annotations

from clausecheck.reports.case_timeline import CaseTimeline
from clausecheck.reports.deal import CreditChart
from clausecheck.reports.html_parts import Html, scrolled, tag, words

_WIDTH = 760
_LEFT = 110
_ROOM = _WIDTH - _LEFT - 20
_ROW = 24
_BARS = 110
_LONGEST_NAME = 16


def timeline(drawn: CaseTimeline) -> Html:
    """The moments of a case over an axis of days or hours, and below it the hours that are open."""
    moments, hours = len(drawn.moments), len(drawn.hours)
    axis = 10 + moments * _ROW
    height = axis + 26 + hours * _ROW
    parts: list[Html] = []
    for place, text in drawn.ticks:
        x = _x(place)
        parts.append(tag("line", class_="tick", x1=x, x2=x, y1=6, y2=height - 20 * (not hours)))
        parts.append(_text(text, x, axis + 16, "small", "middle"))
    parts.append(tag("line", class_="axis", x1=_LEFT, x2=_LEFT + _ROOM, y1=axis, y2=axis))
    for row, moment in enumerate(drawn.moments):
        x, y = _x(moment.at), 18 + row * _ROW
        parts.append(tag("line", class_="stem", x1=x, x2=x, y1=y, y2=height - 4 if hours else axis))
        parts.append(tag("circle", class_="dot", cx=x, cy=y, r=5))
        right = moment.at > 0.5
        label = f"{moment.what}: {moment.when}"
        parts.append(_text(label, x - 10 if right else x + 10, y + 4, "", "end" if right else "start"))
    for row, (name, spans) in enumerate(drawn.hours):
        y = axis + 26 + row * _ROW
        short = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
        parts.append(_text(short, _LEFT - 8, y + 13, "small", "end"))
        parts.append(tag("rect", class_="shut", x=_LEFT, y=y + 2, width=_ROOM, height=_ROW - 8))
        for start, end in spans:
            wide = max(1.0, round((end - start) * _ROOM, 1))
            parts.append(tag("rect", class_="open", x=_x(start), y=y + 2, width=wide, height=_ROW - 8))
    told = "; ".join(f"{moment.what} {moment.when}" for moment in drawn.moments)
    svg = _svg(parts, height, f"Timeline: {told}")
    below = [f"Times in {drawn.zone}. " if drawn.zone else ""]
    if drawn.hours:
        below.append("A filled bar is a time in which the hours of that name are open.")
    return tag(
        "figure", scrolled(svg, "Timeline of the case"), tag("figcaption", below) if any(below) else None
    )


def bands(chart: CreditChart) -> Html:
    """The bands of a credit table from the lowest to the highest result, each as high as its credit."""
    columns = len(chart.edges) + 1
    wide = (_WIDTH - 40) / columns
    base = _BARS + 34
    parts: list[Html] = []
    for step in sorted(chart.steps, key=lambda one: (one.left, one.right)):
        x = 20 + step.left * wide
        span = max(step.right - step.left, 0) * wide
        high = max(3.0, float(step.size) * _BARS)
        parts.append(
            tag("rect", class_="band", x=round(x + 1, 1), y=round(base - high, 1),
                width=round(max(span - 2, 3), 1), height=round(high, 1))
        )  # fmt: skip
        parts.append(_text(step.credit, x + span / 2, base - high - 6, "small", "middle"))
    parts.append(tag("line", class_="axis", x1=20, x2=_WIDTH - 20, y1=base, y2=base))
    for number, edge in enumerate(chart.edges, 1):
        x = 20 + number * wide
        parts.append(tag("line", class_="tick", x1=x, x2=x, y1=base, y2=base + 6))
        parts.append(_text(edge, x, base + 20, "small", "middle"))
    told = "; ".join(f"{step.wording}: {step.credit}" for step in chart.steps)
    svg = _svg(parts, base + 30, f"Credits by {chart.title}: {told}")
    caption = (
        "From the lowest result on the left to the highest on the right; the steps are not to scale in width."
    )
    return tag("figure", scrolled(svg, f"Credits by {chart.title}"), tag("figcaption", caption))


def _svg(parts: list[Html], height: float, label: str) -> Html:
    return tag("svg", parts, viewBox=f"0 0 {_WIDTH} {height:g}", role="img", aria_label=label)


def _text(text: str, x: float, y: float, kind: str, anchor: str) -> Html:
    return tag("text", words(text), x=round(x, 1), y=round(y, 1), class_=kind or None, text_anchor=anchor)


def _x(place: float) -> float:
    return round(_LEFT + place * _ROOM, 1)
