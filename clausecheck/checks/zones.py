"""Names that come from elsewhere and do not exist: time zones (IANA) and holiday calendars (the `holidays` library)."""

from __future__ import annotations

from collections.abc import Iterator

from clausecheck.agreement import calendars
from clausecheck.agreement.mending import mend, put
from clausecheck.agreement.model import Agreement
from clausecheck.context import Context, check
from clausecheck.finding import Finding
from clausecheck.language import values as v
from clausecheck.language.tree import LOCAL_TIME, Node


@check("unknown-zone")
def unknown_zone(context: Context) -> Iterator[Finding]:
    """Time zones that the IANA database does not have."""
    for node in context.agreement.document.walk():
        for zone in _zones(context.agreement, node):
            if calendars.known_zone(zone.text):
                continue
            guess = calendars.suggest_zone(zone.text)
            instead = "name a zone of the IANA database, such as Europe/London"
            yield context.draft(
                f"there is no time zone `{zone.text}`",
                node,
                f"did you mean `{guess}`?" if guess else "not in the IANA database",
                span=zone.span,
                values=(zone.text,),
                help=(
                    mend(context.agreement, "write {} instead", put(context.agreement, zone, guess))
                    if guess
                    else instead,
                ),
            )


def _zones(agreement: Agreement, node: Node) -> list[v.Zone | v.Name]:
    """What a clause says that must be a zone."""
    found: list[v.Zone | v.Name] = [
        value
        for _, _, value, inner in agreement.values_of(node)
        if inner is value and isinstance(value, v.Zone)
    ]
    if node.kind in ("zone_is", "hours"):
        places = [getattr(node, "value", None), *getattr(node, "in_", ())]
        found += [place for place in places if isinstance(place, v.Name) and place.text != LOCAL_TIME]
    return found


@check("unknown-calendar")
def unknown_calendar(context: Context) -> Iterator[Finding]:
    """Calendars of public holidays of countries or regions that do not exist."""
    for node in context.agreement.document.walk():
        for calendar in getattr(node, "holidays", None) or ():
            if not isinstance(calendar, v.Name) or calendars.known_calendar(calendar.text):
                continue
            guess = calendars.suggest_calendar(calendar.text)
            instead = "name a country, or a country and its region, such as GB-ENG"
            yield context.draft(
                f"there is no calendar of public holidays called `{calendar.text}`",
                node,
                f"did you mean `{guess}`?" if guess else "unknown country or region",
                span=calendar.span,
                values=(calendar.text,),
                help=(
                    mend(context.agreement, "write {} instead", put(context.agreement, calendar, guess))
                    if guess
                    else instead,
                ),
            )
