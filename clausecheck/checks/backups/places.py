"""Where the copies of a backup lie, against where the data may be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from clausecheck.agreement.backup import BackupMeaning, backups
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Data, Located, Service, Store, Transfer
from clausecheck.language.write import write

_EU = frozenset(
    (
        "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU",
        "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE",
    )
)  # fmt: skip
_AREAS = {"EU": _EU, "EEA": _EU | {"IS", "LI", "NO"}}
_ALIASES = {"UK": "GB", "EL": "GR", "USA": "US"}


@check("copies-outside-locations")
def copies_outside_locations(context: Context) -> Iterator[Finding]:
    """A copy in a country in which the data may not be."""
    transferred = _countries(place for clause in context.agreement.all(Transfer) for place in clause.to)
    if transferred is None:
        return  # nobody knows where the data may go
    for backup in backups(context.semantics):
        for located in _locations(backup):
            if not located.in_ or not all(isinstance(place, v.Name) for place in located.in_):
                continue
            own = _countries(located.in_)
            if own is None:
                continue
            allowed = own | transferred
            for store in backup.node.all(Store):
                for place in store.in_:
                    country = _countries([place])
                    if country is not None and not country <= allowed:
                        yield _finding(context, backup, store, place, located)


def _locations(backup: BackupMeaning) -> Iterator[Located]:
    """What says where the data of a backup are: the backup itself, its services, and the data of the agreement."""
    for clause in backup.agreement.all(Located):
        home = backup.agreement.parent(clause)
        if clause.for_ or clause.when is not None:
            continue
        mine = isinstance(home, Service) and home.name in backup.services
        if home is backup.node or isinstance(home, Data) or mine:
            yield clause


def _countries(places: Iterable[v.Value]) -> frozenset[str] | None:
    """The countries of some places; `None` where one is no code of a country or an area."""
    found: set[str] = set()
    for place in places:
        code = write(place).partition("-")[0]
        code = _ALIASES.get(code, code)
        if code in _AREAS:
            found |= _AREAS[code]
        elif isinstance(place, v.Name) and re.fullmatch("[A-Z]{2}", code):
            found.add(code)
        else:
            return None
    return frozenset(found)


def _finding(
    context: Context, backup: BackupMeaning, store: Store, place: v.Value, located: Located
) -> Finding:
    return context.draft(
        f"copies of {backup.title} lie in {write(place)}, and the data are to stay in {write(located.in_)}",
        store,
        "the copies are here",
        span=place.span,
        labels=(Label(located.span, "the data are here only"),),
        witness=Witness(
            f"{write(place)} is not one of {write(located.in_)}, and no clause lets the data go there",
            {"store": write(place), "located": [write(one) for one in located.in_]},
        ),
        values=(write(place), write(located.in_)),
        help=(
            f"store the copies in {write(located.in_[0])}",
            f"let the data lie there too instead: `located in {write(located.in_)}, {write(place)}`",
        ),
    )
