"""The copies of a backup: how long they are kept against how often they are made, checked and locked, where they lie, and
what suppliers and maintenance take away from them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from clausecheck.agreement.backup import (
    HOUR,
    BackupMeaning,
    bare,
    bounds_of,
    counted,
    kept_for,
    longest_of,
    plain,
    spell,
)
from clausecheck.agreement.clock import DAY, WEEK
from clausecheck.agreement.schedule import Runs, elapsed, largest_gap
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import (
    Clause,
    Delete,
    Failure,
    Keep,
    Located,
    Maintenance,
    NoGuarantee,
    Relies,
    RestoreOnRequest,
    Rpo,
    Rto,
    Store,
    TestRestore,
    Transfer,
    Verify,
)
from clausecheck.language.write import clock as time_of_day
from clausecheck.language.write import write

#: How far apart the copies of a tier are at the most, in seconds.
_TIERS = {
    "hourly": HOUR,
    "daily": DAY,
    "weekly": WEEK,
    "monthly": 31 * DAY,
    "quarterly": 92 * DAY,
    "yearly": 366 * DAY,
}
#: What `keep` says of copies as such, whichever tier they are of.
_COPIES = frozenset({"copies", "copy", "backups", "backup", "versions", "data", ""})
_EU = frozenset(
    (
        "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU",
        "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE",
    )
)  # fmt: skip
_AREAS = {"EU": _EU, "EEA": _EU | {"IS", "LI", "NO"}}
_ALIASES = {"UK": "GB", "EL": "GR", "USA": "US"}


class Copies(BackupMeaning):
    """What is kept, where, and by whom."""

    def run(self) -> Iterator[Finding]:
        runs = self.all_runs()
        yield from self.retention(runs)
        yield from self.locks()
        yield from self.checks()
        yield from self.places()
        for supplier in self.node.all(Relies):
            yield from self.supplier(supplier)
        yield from self.maintenance(runs)

    def retention(self, runs: Sequence[Runs]) -> Iterator[Finding]:
        """Copies that are gone before the next is made, chains without their full copy, and tiers that nothing fills."""
        if not runs or self.unreadable() or any(one.undecided for one in runs):
            return
        distances = [(one, one.shortest) for one in runs]
        known = [(one, distance) for one, distance in distances if distance is not None]
        if not known or len(known) < len(distances):
            return
        finest, distance = min(known, key=lambda one: one[1])
        longest = self.longest_kept()
        if longest is not None and longest_of(longest[1]) < distance:
            yield self.gone(longest, finest, distance)
            return
        yield from self.chains(known, longest)
        for clause, length in self.kept():
            name = write(clause.value)
            if name in _TIERS and distance > _TIERS[name]:
                yield self.unfilled(clause, length, finest, distance)

    def gone(self, longest: tuple[Keep, v.Duration], finest: Runs, distance: int) -> Finding:
        clause, length = longest
        most = int(longest_of(length))
        return self.finding(
            "no-copy-left",
            f"copies of {self.title} are kept for {write(length)}, and the next copy is made {spell(distance)} "
            f"after the last",
            length,
            clause,
            label="gone after this time",
            labels=(Label(finest.clause.span, "the next copy"),),
            witness=Witness(
                f"a copy is gone after {spell(most)}; for {spell(distance - most)} until the next run there is none",
                {"kept": most, "distance": distance},
            ),
            values=(str(most), str(distance)),
            help=("keep copies at least until the one after the next is made", "copy more often"),
        )

    def chains(
        self, known: Sequence[tuple[Runs, int]], longest: tuple[Keep, v.Duration] | None
    ) -> Iterator[Finding]:
        fulls = [
            (one, distance)
            for one, distance in known
            if one.clause.kind == "full"
            and not any(write(way) == "synthetic" for way in getattr(one.clause, "as_", ()))
        ]
        parts = [one for one, _ in known if one.clause.kind in ("incremental", "differential")]
        if longest is None or not fulls or not parts:
            return
        full, distance = min(fulls, key=lambda one: one[1])
        clause, length = longest
        most = int(longest_of(length))
        if most >= distance:
            return
        yield self.finding(
            "chain-longer-than-kept",
            f"copies of {self.title} are kept for {write(length)}, and those made later still need a full copy "
            f"that is up to {spell(distance)} old",
            length,
            clause,
            label="gone after this time",
            labels=(
                Label(full.clause.span, "the copy that all others need"),
                *(Label(one.clause.span, "needs the last full copy") for one in parts),
            ),
            witness=Witness(
                f"a full copy is gone after {spell(most)}, the next is made after {spell(distance)}: in the "
                f"{spell(distance - most)} between nothing can be restored",
                {"kept": most, "full": distance},
            ),
            values=(str(most), str(distance)),
            help=(
                f"make full copies at least every {write(length)}",
                "keep a full copy as long as a copy that needs it: `keep copies for …` longer than two full runs",
            ),
        )

    def unfilled(self, clause: Keep, length: v.Duration, finest: Runs, distance: int) -> Finding:
        name = write(clause.value)
        assert clause.value is not None
        return self.finding(
            "kept-but-never-made",
            f"{name} copies of {self.title} are to be kept, but no {name} copy is made",
            clause.value,
            clause,
            label=f"{name} copies, for {write(length)}",
            labels=(Label(finest.clause.span, "the most frequent run"),),
            witness=Witness(
                f"{spell(distance)} lie between two runs, and {name} copies need one every "
                f"{spell(_TIERS[name])} at the latest",
                {"distance": distance, "tier": _TIERS[name]},
            ),
            values=(name, str(distance)),
            help=(
                f"add a run that makes them, such as `incremental every {_tier_run(name)}`",
                f"delete `keep {name} …`",
            ),
        )

    def locks(self) -> Iterator[Finding]:
        """Copies that nobody can delete when they should go."""
        kept = [
            (clause, length)
            for clause, length in self.kept()
            if write(clause.value) in _TIERS.keys() | _COPIES
            and clause.for_
            and bounds_of(length) is not None
        ]
        late = [elapsed(one.within) for one in self.node.all(Delete) if "expired" in bare(one.value)]
        if not kept or None in late:
            return
        grace = max((one for one in late if one is not None), default=0)
        clause, length = min(kept, key=lambda one: longest_of(one[1]))
        for store in self.node.all(Store):
            locked = store.immutable
            if not isinstance(locked, v.Duration) or store.for_ or (bounds := bounds_of(locked)) is None:
                continue
            if bounds[0] <= longest_of(length) + grace:
                continue
            which = write(clause.value) or "all"
            yield self.finding(
                "immutable-longer-than-kept",
                f"{which} copies of {self.title} are kept for {write(length)}, but cannot be deleted for "
                f"{write(locked)}",
                locked,
                store,
                label="nobody can delete them before",
                labels=(Label(clause.span, "to be deleted after this time"),),
                witness=Witness(
                    f"a copy is due to go {spell(int(longest_of(length)) + grace)} after it was made"
                    f"{', the time for deleting included' if grace else ''}, and is locked for "
                    f"{spell(int(bounds[0]))}",
                    {"kept": int(longest_of(length)), "grace": grace, "locked": int(bounds[0])},
                ),
                values=(which, str(int(longest_of(length))), str(int(bounds[0]))),
                help=(
                    f"lock copies no longer than they are kept: `immutable {write(length)}`",
                    f"keep them as long as they are locked: `for {write(locked)}`",
                ),
            )

    def checks(self) -> Iterator[Finding]:
        """Copies that are gone before they are checked, or before a restore from them is tried."""
        longest = self.longest_kept()
        if longest is None:
            return
        clause, length = longest
        verified = [
            one
            for one in self.node.all(Verify)
            if bare(one.what) in ("checksums", "integrity", "copies", "restorability")
        ]
        for rule, checks, verb in (
            ("gone-before-verified", verified, "checked"),
            ("gone-before-tested", self.node.all(TestRestore), "tried in a restore"),
        ):
            timed = [
                (one, bounds)
                for one in checks
                if isinstance(one.every, v.Duration) and (bounds := bounds_of(one.every)) is not None
            ]
            if not timed or len(timed) < len(checks):
                continue
            check, bounds = min(timed, key=lambda one: one[1][0])
            if bounds[0] <= longest_of(length):
                continue
            assert check.every is not None
            yield self.finding(
                rule,
                f"copies of {self.title} are gone after {write(length)}, but {verb} only every {write(check.every)}",
                check.every,
                check,
                label=f"{verb} this often",
                labels=(Label(clause.span, "the longest time a copy is kept"),),
                witness=Witness(
                    f"of {spell(int(bounds[0]))} between two checks, the copies of the first "
                    f"{spell(int(bounds[0] - longest_of(length)))} are gone when the second comes",
                    {"kept": int(longest_of(length)), "every": int(bounds[0])},
                ),
                values=(str(int(longest_of(length))), str(int(bounds[0]))),
                help=(f"check at least every {write(length)}", f"keep one copy for {write(check.every)}"),
            )

    # ---- where copies lie --------------------------------------------------------------------------------

    def places(self) -> Iterator[Finding]:
        """A copy in a country in which the data may not be."""
        for located in self.locations():
            if not located.in_ or not all(isinstance(place, v.Name) for place in located.in_):
                continue
            allowed = self.countries([*located.in_, *self.transfers_to()])
            if allowed is None:
                continue
            for store in self.node.all(Store):
                for place in store.in_:
                    country = self.countries([place])
                    if country is None or country <= allowed:
                        continue
                    yield self.finding(
                        "copies-outside-locations",
                        f"copies of {self.title} lie in {write(place)}, and the data are to stay in "
                        f"{write(located.in_)}",
                        place,
                        store,
                        label="the copies are here",
                        labels=(Label(located.span, "the data are here only"),),
                        witness=Witness(
                            f"{write(place)} is not one of {write(located.in_)}, and no clause lets the data go there",
                            {"store": write(place), "located": [write(one) for one in located.in_]},
                        ),
                        values=(write(place), write(located.in_)),
                        help=(
                            f"store the copies in {write(located.in_[0])}",
                            f"let the data lie there too: `located in {write(located.in_)}, {write(place)}`",
                        ),
                    )

    def locations(self) -> Iterator[Located]:
        """What says where the data of this backup are: the backup itself, its services, and the data of the agreement."""
        for clause in self.agreement.all("located"):
            home = self.agreement.parent(clause)
            if not isinstance(clause, Located) or clause.for_ or clause.when is not None or home is None:
                continue
            mine = home.kind == "service" and getattr(home, "name", None) in self.services
            if home is self.node or home.kind == "data" or mine:
                yield clause

    def transfers_to(self) -> Iterable[v.Value]:
        """The countries to which a clause lets data go."""
        for clause in self.agreement.all("transfer"):
            if isinstance(clause, Transfer):
                yield from clause.to

    def countries(self, places: Sequence[v.Value]) -> frozenset[str] | None:
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

    # ---- suppliers ---------------------------------------------------------------------------------------

    def supplier(self, relies: Relies) -> Iterator[Finding]:
        """What a supplier on whom the backup rests promises less than the backup."""
        title = write(relies.title)
        yield from self.unpromised(relies, title)
        figures: tuple[tuple[Sequence[Rto | Rpo], Sequence[Rto | Rpo], str], ...] = (
            (relies.all(Rto), self.node.all(Rto), "rto"),
            (relies.all(Rpo), self.node.all(Rpo), "rpo"),
        )
        for supplied, promised, rule_word in figures:
            theirs = [(one, elapsed(one.value)) for one in supplied if not one.for_]
            ours = [(one, elapsed(one.value)) for one in promised if not counted(one)]
            if not ours or any(seconds is None for _, seconds in ours):
                continue
            own, limit = max(ours, key=lambda one: one[1] or 0)
            for clause, seconds in theirs:
                if seconds is None or limit is None or seconds <= limit or counted(clause):
                    continue
                yield self.finding(
                    "supplier-slower-than-promised",
                    f"{title} promises {rule_word} {write(plain(clause.value))}, and {self.title} promises "
                    f"{rule_word} {write(plain(own.value))} to the customer",
                    clause.value,
                    clause,
                    label="what the supplier promises",
                    labels=(Label(own.value.span, "what the customer is promised"),),
                    witness=Witness(
                        f"the supplier may take {spell(seconds)}, {spell(seconds - limit)} more than the "
                        f"{spell(limit)} that the customer was promised",
                        {"supplier": seconds, "promised": limit},
                    ),
                    values=(rule_word, str(seconds), str(limit)),
                    help=(
                        f"agree `{rule_word} {write(plain(own.value))}` or better with {title}",
                        f"promise the customer no more than {title} does: `{rule_word} {write(plain(clause.value))}`",
                    ),
                )
        yield from self.kept_less(relies, title)

    def unpromised(self, relies: Relies, title: str) -> Iterator[Finding]:
        """A supplier who guarantees no restore, under a promise to restore."""
        others = [other for other in self.node.all(Relies) if other is not relies]
        if any(other.all(Rto) for other in others) or relies.all(Rto):
            return
        for clause in relies.all(NoGuarantee):
            words = {bare(value) for value in clause.values}
            kinds: tuple[type[Clause], ...] = ()
            if words & {"restore", "recovery"}:
                kinds = (Rto, RestoreOnRequest)
            elif "backup" in words:
                kinds = (Rpo,)
            promises: list[Clause] = []
            for kind in kinds:
                promises = promises or [own for own in self.node.all(kind) if _timed(own)]
            if not promises or clause.when is not None or clause.except_ or clause.for_:
                continue
            first = promises[0]
            yield self.finding(
                "supplier-without-recovery",
                f"{self.title} promises the customer to bring data back, and {title}, on whom it rests, "
                f"guarantees no {write(clause.values[0])}",
                clause,
                clause,
                label="the supplier promises nothing",
                labels=tuple(Label(own.span, "promised to the customer") for own in promises),
                witness=Witness(
                    f"if {title} cannot bring the data back, it owes nothing, and the provider still owes "
                    f"`{_said(first)}`",
                    {"supplier": title, "promised": _said(first)},
                ),
                values=(title, _said(first)),
                help=(
                    f"agree a recovery time with {title}, and say so in its block: `rto …`",
                    'keep a copy of your own from which the data come back: `store "own data centre"`, and do not '
                    "let the promise rest on the supplier",
                ),
            )

    def kept_less(self, relies: Relies, title: str) -> Iterator[Finding]:
        """A supplier who deletes copies before the customer was promised."""
        for theirs in relies.all(Keep):
            length = kept_for(theirs)
            name = write(theirs.value)
            if length is None or theirs.when is not None or isinstance(theirs.value, v.Text):
                continue
            own = [
                (clause, kept)
                for clause, kept in self.kept()
                if clause.for_ and (write(clause.value) == name or name in _COPIES)
            ]
            if not own:
                continue
            clause, kept = max(own, key=lambda one: longest_of(one[1]))
            bounds = bounds_of(kept)
            if bounds is None or longest_of(length) >= bounds[0]:
                continue
            yield self.finding(
                "supplier-keeps-less",
                f"{title} keeps {_tier(name)} for {write(length)}, and {self.title} promises "
                f"{_tier(write(clause.value))} for {write(kept)}",
                length,
                theirs,
                label="what the supplier keeps",
                labels=(Label(clause.span, "what the customer is promised"),),
                witness=Witness(
                    f"a copy that is {spell(int(bounds[0]))} old is owed to the customer, and the supplier "
                    f"deleted it {spell(int(bounds[0] - longest_of(length)))} before",
                    {"supplier": int(longest_of(length)), "promised": int(bounds[0])},
                ),
                values=(name, write(length), write(kept)),
                help=(
                    f"agree with {title} to keep them for {write(kept)}",
                    "keep a copy of your own, or promise the customer no longer time than the supplier does",
                ),
            )

    # ---- maintenance -------------------------------------------------------------------------------------

    def maintenance(self, runs: Sequence[Runs]) -> Iterator[Finding]:
        """Regular maintenance during which copies or restores are not owed, and copies are not made up for either."""
        mended = any(clause.fixed is not None for clause in self.node.all(Failure))
        for clause in self.node.all(Maintenance):
            spans = [span for span in clause.spans if isinstance(span, v.HoursSpan)]
            days = [day for day in clause.weekdays if isinstance(day, v.Days)]
            for waiver in self.node.all(NoGuarantee):
                words = [
                    word
                    for word in map(bare, waiver.values)
                    if word == "restore" or (word == "backup" and not mended)
                ]
                if not spans or not days or not words:
                    continue
                if waiver.when is None or "maintenance" not in write(waiver.when):
                    continue
                hours = sum(
                    ((span.end - span.start) % DAY or DAY) * ((day.last - day.first) % 7 + 1)
                    for span in spans
                    for day in days
                )
                longest = largest_gap(runs, failed=1)
                case = f"{spell(hours)} of the 168 hours of every week, in which {_listed(words)} may be cancelled"
                if longest is not None and "backup" in words:
                    case += f"; if a run is cancelled in them, {self.between(longest, runs)}"
                yield self.finding(
                    "maintenance-cancels-backups",
                    f"maintenance of {self.title} may cancel {_listed(words)} every week, and nothing says that they "
                    f"are made up for",
                    clause,
                    clause,
                    label="every week",
                    labels=(
                        Label(waiver.span, "not owed then"),
                        *(Label(one.clause.span, "promised") for one in runs if "backup" in words),
                    ),
                    witness=Witness(
                        case,
                        {"hours": str(Fraction(hours, HOUR)), "gap": longest.seconds if longest else None},
                    ),
                    values=(write(clause.weekdays), write(clause.spans)),
                    help=(
                        "say how soon after the maintenance a cancelled run or restore is made up for: "
                        "`failure fixed within 12 hours`, `restore on request within 24 hours`",
                        "plan the maintenance at night, apart from the runs: "
                        f"`maintenance sun {time_of_day(2 * HOUR)}-{time_of_day(6 * HOUR)}`",
                    ),
                )


def _timed(clause: Clause) -> bool:
    """Whether a promise states a time, and holds without a condition."""
    value = getattr(clause, "value", None) or getattr(clause, "within", None)
    return isinstance(value, v.Duration | v.Anchored) and clause.when is None


def _tier(name: str) -> str:
    """What a `keep` keeps, in words: `daily copies`."""
    return f"{name} copies" if name in _TIERS else name or "copies"


def _said(clause: Clause) -> str:
    """A promise in short, in the words of the language."""
    value = getattr(clause, "value", None)
    if isinstance(clause, Rto | Rpo) and value is not None:
        return f"{clause.kind} {write(plain(value))}"
    return f"restore on request within {write(plain(getattr(clause, 'within', None)))}"


def _tier_run(tier: str) -> str:
    return {
        "hourly": "1 hour",
        "daily": "1 day",
        "weekly": "1 week",
        "monthly": "1 month",
        "quarterly": "1 quarter",
    }.get(tier, "1 year")


def _listed(words: Sequence[str]) -> str:
    plural = [{"backup": "backups", "restore": "restores"}.get(word, word) for word in words]
    return " and ".join(plural)
