"""Every figure that an agreement commits somebody to, in one shape, so that any two of them can be held against each other.

A clause is read by its fields: those of `_FIGURES` hold its figures, those of `_MANNER` say how it is done and not what it is
about, and all others tell it apart from its like. What the agreement declares (services, plans, priorities …) is its scope;
words in quotes are compared as sets of words, and different ones may be about different things.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import field, fields

from clausecheck.agreement.figures import Figure, Period, blank, figure, period
from clausecheck.agreement.fiscal import fiscal_start
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.parties import called
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.targets import TARGET_KINDS
from clausecheck.agreement.words import word_set
from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.write import write
from clausecheck.quick import dataclass

MOST, LEAST, EXACT = "at most", "at least", "exactly"
#: The subject of shares of tickets; two of them over one window have a rule of their own.
SHARE = "share of tickets"
_TICKETS = frozenset({"ticket", "incident", "request", "case", "issue", "fault"})

#: The fields that hold a figure, for each kind of clause of which one about a thing counts. Rungs of an escalation, bands of
#: credits, schedules of copies and reminders may well be several, and are not here.
_FIGURES: dict[str, tuple[str, ...]] = {
    "term": ("value", "renewed", "unless", "at_most", "after"),
    "renew": ("for_", "unless", "at_most", "after", "notice"),
    "effective": ("value",),
    "pay": ("within",), "invoice": ("every", "within"), "dispute": ("within",), "interest": ("value", "at_most"),
    "increase": ("value", "at_most", "notice", "within", "every"), "true_up": ("every", "within"),
    "refund": ("within",), "charge": ("amount_is", "at_least", "at_most"),
    "claim": ("within", "reported"), "decide": ("within",), "paid": ("within",), "cap": ("value",), "forfeit": ("after",),
    "rpo": ("value",), "rto": ("value",), "keep": ("for_", "at_least", "at_most"), "verify": ("every",),
    "test_restore": ("every", "within", "fixed"), "failure": ("reported", "fixed", "at_most"),
    "restore_on_request": ("within", "free"), "copy_on_request": ("within", "free"),
    "failover": ("within", "tested"), "failback": ("within",), "new_systems": ("within",),
    "patch": ("within", "every"), "notify": ("within",), "audit": ("every", "notice", "at_most"),
    "subcontract": ("notice", "disputed"), "located": ("notice",), "control": ("within", "every"),
    "must": ("within", "every", "cured"), "deliver": ("within", "every"), "hand_over": ("within",), "return_": ("within",),
    "delete": ("within", "after"), "assist": ("for_", "within", "at_most", "free"), "confidentiality": ("for_",),
    "exit_plan": ("within", "tested", "every"), "end": ("notice", "cured", "used", "notified", "prolonged"),
    "suspend": ("notice", "after", "cured", "at_most"), "void": ("after",), "withdraw": ("within",),
    "early_fee": ("value", "at_most"), "notice_to": ("received",), "force_majeure": ("notified", "ends"),
    "availability": ("value",), "latency": ("amount_is",), "downtime": ("at_most", "below", "within"),
    "maintenance": ("notice", "at_most", "within"), "emergency_maintenance": ("notice", "at_most", "within"),
    "outage": ("counted", "spaced"), "limit": ("amount_is",), "covers": ("values",), "guarantee": ("target",),
    "review": ("every",), "report": ("every", "within"), "root_cause_report": ("within",), "dispatch": ("within",),
    "contain": ("within",), "reopens": ("within",), "decided": ("disputed",), "accept": ("within",),
    "approve": ("within",), "assess": ("within",), "request": ("notice", "within"), "amend": ("notice",),
    "liable": ("at_most",), "indemnify": ("at_most",), "insurance": ("amount_is",), "may": ("at_most", "within"),
    "licence": ("committed",), "excuse": ("notice", "at_most", "below"),
    **dict.fromkeys(TARGET_KINDS, ("within", "every")),
}  # fmt: skip
#: Fields that tell which of several stages a clause is: two prices with two minimums are two prices.
_STAGES = {"early_fee": ("after", "within"), "charge": ("amount_is", "at_least", "at_most")}
#: How something is done, which does not make it another thing: two clauses that differ in it alone are about one.
_MANNER = frozenset({
    "with_", "measured_by", "as_", "under", "evidence", "certified", "automatic", "without", "pro_rata", "in_cash",
    "prolonged", "consistent", "mandatory", "number",
})  # fmt: skip
#: Clauses whose `with` says which of several they are: meetings, tests, charges, duties.
_WITH_MATTERS = frozenset({
    "review", "test_restore", "charge", "must", "control", "verify", "audit", "deliver", "cap", "respond", "resolve",
})  # fmt: skip
#: Who may act beside the parties by their names.
_ANYBODY = frozenset({"either", "both", "parties", "third-party", "regulator", "anyone"})
#: Clauses whose `by` names a means where it names no party.
_BY_MEANS = frozenset(
    {"notify", "increase", "return_", "hand_over", "deliver", "pay", "report", "copy_on_request"}
)
#: Clauses that mean the same in whichever of these blocks they stand.
_ANYWHERE: dict[str, tuple[str, ...]] = {
    "notify": ("security", "data", "exceptions", "change", "file"),
    "audit": ("security", "data"), "subcontract": ("security", "data"), "located": ("data",),
    "increase": ("fees",), "return_": ("exit", "data"), "delete": ("exit", "data", "termination"),
    "keep": ("exit", "termination", "security", "data"), "charge": ("fees",), "patch": ("security",),
    "root_cause_report": ("security",), "contain": ("security",), "force_majeure": ("exceptions",),
}  # fmt: skip
#: Figures that mean the same in clauses of two kinds: the notice against a renewal, the notice of force majeure.
_ONE_SUBJECT = {
    ("term", "unless"): "notice against renewal", ("renew", "unless"): "notice against renewal",
    ("term", "renewed"): "length of a renewal", ("renew", "for_"): "length of a renewal",
    ("force_majeure", "notified"): "notice of force majeure",
}  # fmt: skip
_LEAST = frozenset({"at_least", "notice", "unless"})
_MOST = frozenset(
    {"within", "at_most", "below", "reported", "notified", "fixed", "cured", "received", "free"}
)
#: Names of figures that have clauses of their own, as `guarantee` says them.
_OWN_CLAUSE = {
    "availability": "availability", "uptime": "availability", "latency": "latency", "downtime": "downtime", "rpo": "rpo",
    "rto": "rto",
}  # fmt: skip
_LEVELS = {
    "aim": "aim", "target": "aim", "goal": "aim", "objective": "aim", "maximum": "maximum", "minimum": "maximum",
    "limit": "maximum",
}  # fmt: skip
#: Dimensions of scope: the kinds of blocks whose declared names a clause or the blocks around it may be limited to.
_DIMENSIONS = ("service", "plan", "priority", "site", "region", "tier", "family", "backup")
#: What `for` says about how long, and not about what.
_LENGTHS = (v.Duration, v.Anchored, v.Tbd, v.Unstated)
#: What `at` says about how much, and not about where.
_PRICES = (v.Money, v.Rated, v.Percentage, v.Share, v.Multiple)
_FILLER = frozenset(
    {"the", "a", "an", "of", "and", "for", "all", "any", "to", "in", "on", "our", "your", "its", "or"}
)
_BREACH = frozenset({"breach", "breache", "data", "personal", "security", "suspected", "actual"})


@dataclass(frozen=True, slots=True, eq=False)
class Commitment:
    """One figure of one clause.

    `subject` says what it is about, in one spelling, and is the same for all that may be held against each other. `scope`
    holds the declared names to which a dimension is limited, `parts` what else narrows it (conditions, hours, places …).
    `figure` is `None` where it is left open, and `blank` says how. `direction` is how the figure binds (`at most` …), `strict`
    whether the figure itself is outside. `grows` is whether the quantity adds up over time, so that one can be limited per day
    and per week. `also` are other levels of the same clause, such as a minimum; `level` is what the clause calls its figure.
    `manner` is what says how and not what, and `event` from when a time counts. `timed` are targets of tickets, which are
    compared by instants and not here.
    """

    clause: t.Clause
    value: v.Value
    subject: tuple[str, ...]
    scope: dict[str, frozenset[str]]
    parts: dict[str, str]
    figure: Figure | None
    direction: str = EXACT
    strict: bool = False
    blank: str = ""
    window: Period = field(default_factory=Period)
    grows: bool = False
    also: tuple[Figure, ...] = ()
    level: str = ""
    manner: str = ""
    event: str = ""
    timed: bool = False

    @property
    def kind(self) -> str:
        """What it is about, in a word: the kind of clause, or the figure that two kinds of clauses share."""
        return self.subject[0]


@fact
def commitments(semantics: Semantics) -> list[Commitment]:
    """Every figure that the agreement commits somebody to, in the order of the text. Promises of suppliers are about their
    own subject."""
    agreement = semantics.agreement
    found: list[Commitment] = []
    for kind in _FIGURES:
        for node in agreement.of_kind(kind):
            if isinstance(node, t.Clause):
                found += _read(agreement, node)
    return sorted(found, key=lambda one: (one.clause.span.start, one.value.span.start))


def narrowed(agreement: Agreement, node: t.Clause) -> tuple[dict[str, frozenset[str]], dict[str, str]]:
    """To which declared names a clause is limited by itself and the blocks around it, and what else narrows it."""
    carriers = _carriers(agreement, node)
    scope, words, shares = _addressed(agreement, node, carriers)
    parts = _parts(agreement, node, carriers)
    if words:
        parts["for"] = words
    if shares:
        parts["share"] = shares
    return scope, parts


# ---- one clause --------------------------------------------------------------------------------------


def _read(agreement: Agreement, node: t.Clause) -> Iterator[Commitment]:
    """The figures of one clause, all of one scope."""
    carriers = _carriers(agreement, node)
    scope, parts = narrowed(agreement, node)
    lengths = [value for value in node.for_ if isinstance(value, _LENGTHS)]
    manner, level = _manner(agreement, node)
    realm = _realm(agreement, node)
    fiscal = fiscal_start(agreement)
    window = next(
        (period(carrier.each, fiscal) for carrier in carriers if carrier.each is not None), Period()
    )
    base = _Base(node, realm, scope, parts, manner, level, window, fiscal)
    if isinstance(node, t.Guarantee):
        yield from _guaranteed(agreement, base)
        return
    for name in (*_FIGURES[node.kind], "at"):
        if name == "for_":
            values: Sequence[object] = lengths
        elif name == "at":
            values = [value for value in node.at if isinstance(value, _PRICES)]
        else:
            content = getattr(node, name, None)
            values = content if isinstance(content, tuple) else (content,)
        for value in values:
            if isinstance(value, v.Value):
                yield from _committed(base, name, value)


@dataclass(frozen=True, slots=True)
class _Base:
    """What all figures of one clause share."""

    node: t.Clause
    realm: str
    scope: dict[str, frozenset[str]]
    parts: dict[str, str]
    manner: str
    level: str
    window: Period
    fiscal: v.YearDay | None


def _carriers(agreement: Agreement, node: t.Clause) -> list[t.Clause]:
    """A clause and the blocks around it, whose parts hold for it."""
    return [node, *(block for block in agreement.ancestors(node) if isinstance(block, t.Clause))]


def _committed(base: _Base, name: str, value: v.Value) -> Iterator[Commitment]:
    """The commitment of one value of one field; none where it is words."""
    node = base.node
    window, counted = base.window, value
    per, below = "", name == "below"
    if isinstance(value, v.Rated):
        counted = value.amount
        named, rest = _per(value, base.fiscal)
        window = named or window
        per = " per ".join(sorted(rest))
    amount, left = figure(counted), blank(value)
    identity = _identity(node, name)
    if isinstance(node, t.LimitTo):
        amount, noun = _bare(node, amount)
        identity += f" {noun}"
    elif isinstance(node, t.Charge):  # a price per hour is not another figure for the price per month
        identity += f" each {window.name}"
    elif isinstance(node, t.Covers) and amount is not None:
        identity += f" {amount.dimension}"
    if (amount is None and not left) or (isinstance(node, t.Covers) and not isinstance(value, v.Count)):
        return
    event = write(value.event).strip('"').casefold() if isinstance(value, v.Anchored) else ""
    if node.kind == "downtime" and name == "below":
        name = "at_most"
    kind = _ONE_SUBJECT.get((node.kind, name))
    subject = (kind, "", "", "") if kind else (node.kind, name, base.realm, f"{identity} {per}".strip())
    if node.kind == "notify" and subject[3] == "what:force majeure":
        subject = ("notice of force majeure", "", "", "")
    also = tuple(one for one in (figure(getattr(node, "at_least", None)),) if one is not None)
    parts = base.parts
    if event and (name == "for_" or "regulator" in parts.get("to", "")):
        parts, event = (
            {**parts, "from": event},
            "",
        )  # what is kept, or a law asks for, from two events is two things
    yield Commitment(
        node, value, subject, base.scope, parts, None if left else amount,
        direction=_direction(node, name),
        strict=below,
        blank=left,
        window=window,
        grows=node.kind in ("limit", "cap") or (name in ("at_most", "below", "free") and bool(window.name)),
        also=also if node.kind == "availability" else (),
        level=base.level,
        manner=base.manner,
        event=event,
        timed=node.kind in TARGET_KINDS and not base.realm,
    )  # fmt: skip


def _direction(node: t.Clause, name: str) -> str:
    """How a field binds."""
    if node.kind == "availability" or name in _LEAST or (node.kind == "keep" and name == "for_"):
        return LEAST
    if name in _MOST or node.kind in ("latency", "limit", "cap", "rpo", "rto"):
        return MOST
    return EXACT


def _per(rated: v.Rated, fiscal: v.YearDay | None) -> tuple[Period | None, list[str]]:
    """The window of a rate, and what else it is for each of: `100 calls per user per day`."""
    window: Period | None = None
    rest: list[str] = []
    for per in rated.per:
        named = period(per.unit, fiscal)
        if window is None and (named.unit or isinstance(per.unit, v.Duration)):
            window = named
        else:
            rest.append(write(per.unit))
    return window, rest


def _bare(node: t.LimitTo, amount: Figure | None) -> tuple[Figure | None, str]:
    """A limit as a bare number where it counts something, and what it counts: its title, else the noun of its figure."""
    counted = isinstance(amount.value, v.Count | v.Number) if amount is not None else False
    noun = amount.dimension if amount is not None else ""
    if node.title is not None:
        noun = _words(node.title)
    elif isinstance(node.at_least, v.Rated | v.Count) and amount is None:
        least = figure(node.at_least.amount if isinstance(node.at_least, v.Rated) else node.at_least)
        noun = least.dimension if least is not None else ""
    if amount is not None and counted:
        amount = Figure("number", amount.value, amount.amount)
    return amount, noun


def _identity(node: t.Clause, name: str) -> str:
    """What tells a clause apart from its like, in one spelling: all its own values that are no figures of it and say not how
    it is done."""
    words: list[str] = []
    figures = {*_FIGURES[node.kind], *_STAGES.get(node.kind, ()), name}
    for own in _own_fields(node.kind):
        if (
            own in figures
            or own in _MANNER
            or own in ("name", "to", "notice", "at_least", "at_most", "title")
        ):
            continue
        content = getattr(node, own)
        values = content if isinstance(content, tuple) else (content,)
        said = " ".join(sorted(filter(None, (_words(value) for value in values))))
        if said:
            words.append(f"{_PLACE.get(own, own)}:{said}")
    if node.kind in _STAGES:
        words += [
            f"{stage}:{write(content)}"
            for stage in _STAGES[node.kind]
            if stage != name and (content := getattr(node, stage, None))
        ]
    title = getattr(node, "title", None)
    if title is not None and not isinstance(node, t.LimitTo):
        words.append(f"title:{_words(title)}")
    if node.kind == "report" and title is None:
        words.append(f"report {node.span.start}")  # two reports without a title may be two reports
    return " ".join(words)


#: Fields that mean one thing under several names.
_PLACE = {"value": "what", "values": "what", "subjects": "what"}


@functools.cache
def _own_fields(kind: str) -> tuple[str, ...]:
    """The fields that a kind of clause has beyond those that every clause may have."""
    shared = {item.name for item in fields(t.Block)}
    return tuple(
        item.name for item in fields(t.KINDS[kind]) if "spec" in item.metadata and item.name not in shared
    )


def _words(value: object) -> str:
    """A value in one spelling: words without case, order, filler and plural endings; figures as they are written."""
    if value is None or value is False or not isinstance(value, v.Value):
        return "yes" if value is True else ""
    if not isinstance(value, v.Text | v.Name | v.Phrase):
        return write(value)
    text = write(value)
    words = word_set(text.replace("-", " "), without=_FILLER)
    if words & {"breach", "breache"} and words <= _BREACH:
        return "breach"
    return " ".join(sorted(words)) or text.casefold()


# ---- to whom it applies ------------------------------------------------------------------------------


def _addressed(
    agreement: Agreement, node: t.Clause, carriers: list[t.Clause]
) -> tuple[dict[str, frozenset[str]], str, str]:
    """The declared names to which a clause is limited, what its `for` says in other words, and the shares in it."""
    scope: dict[str, frozenset[str]] = {}
    for block in carriers[1:]:
        if block.kind in _DIMENSIONS:
            scope.setdefault(block.kind, frozenset({write(getattr(block, "name", ""))}))
    words: set[str] = set()
    shares: set[str] = set()
    told: set[str] = set()
    for carrier in carriers:
        own: dict[str, set[str]] = {}
        for value in carrier.for_:
            if isinstance(value, v.Share | v.Percentage):
                shares.add(write(value))
            elif isinstance(value, _LENGTHS):
                continue
            elif (dimension := _dimension(agreement, value)) is not None:
                own.setdefault(dimension, set()).add(write(value))
            else:
                words.add(_words(value))
        for dimension, names in own.items():
            if dimension not in told and (carrier is node or dimension not in scope):
                scope[dimension] = frozenset(names)
            told.add(dimension)
    return _without_all(agreement, scope), " ".join(sorted(words)), " ".join(sorted(shares))


def _dimension(agreement: Agreement, value: v.Value) -> str | None:
    """The kind of block that declares a name."""
    text = value.text if isinstance(value, v.Name) else ""
    return next((kind for kind in _DIMENSIONS if text in agreement.names.get(kind, ())), None)


def _without_all(agreement: Agreement, scope: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """A scope without the services and backups where it names all that there are: that is no limit."""

    def all_of(dimension: str, names: frozenset[str]) -> bool:
        every = agreement.names.get(dimension, ())
        # The numbers first: of ten thousand services each clause names one.
        return dimension in ("service", "backup") and len(names) >= len(every) and names.issuperset(every)

    return {dimension: names for dimension, names in scope.items() if not all_of(dimension, names)}


def _parts(agreement: Agreement, node: t.Clause, carriers: list[t.Clause]) -> dict[str, str]:
    """What narrows a clause besides names: conditions, hours, places, days, thresholds, and who acts where that is not the
    provider."""
    found: dict[str, str] = {}
    for part in ("during", "outside", "when", "except_"):
        said = [
            content
            for carrier in carriers
            if (content := getattr(carrier, part)) and not (part == "during" and write(content) == "always")
        ]
        wording = " and ".join(_condition(content) for content in said[: None if part == "when" else 1])
        if wording:
            found[part] = wording
    places = sorted(_words(value) for value in node.at if not isinstance(value, _PRICES))
    if places:
        found["at"] = " ".join(places)
    if node.kind in _WITH_MATTERS and node.with_ and not _level(node):
        found["with"] = " ".join(sorted(_words(value) for value in node.with_))
    found |= _actors(agreement, node)
    return found


def _condition(content: object) -> str:
    """A condition, or hours, in one spelling."""
    if isinstance(content, tuple):
        return " ".join(sorted(_words(value) for value in content))
    if isinstance(content, v.Fact) and isinstance(content.subject, v.Text) and not content.compares:
        return _words(content.subject)
    return write(content)


def _actors(agreement: Agreement, node: t.Clause) -> dict[str, str]:
    """Who does it and who gets it, where that is not the provider and the customer. Words that name no party say by which
    means where the clause is one of `_BY_MEANS`."""
    found: dict[str, str] = {}
    providers = called(agreement, t.Provider, "provider", "Provider")
    customers = called(agreement, t.Customer, "customer", "Customer", "Client")

    def known(name: str) -> bool:
        return name in providers or name in customers or name in _ANYBODY

    by = {write(value) if known(write(value)) else _words(value) for value in node.by}
    if node.kind in _BY_MEANS:
        by = set(filter(known, by))
    if by - providers:
        found["by"] = " ".join(sorted(by))
    to = {
        write(value) if known(write(value)) else _words(value)
        for value in getattr(node, "to", ())
        if isinstance(value, v.Value)
    }
    if to - customers:
        found["to"] = " ".join(sorted(to))
    return found


def _manner(agreement: Agreement, node: t.Clause) -> tuple[str, str]:
    """How a clause says that it is done, and whether it calls its figure an aim or a maximum."""
    said: list[str] = []
    for item in fields(node):
        if item.name not in _MANNER or "spec" not in item.metadata:
            continue
        if item.name == "with_" and (node.kind in _WITH_MATTERS or _level(node)):
            continue
        content = getattr(node, item.name)
        values = content if isinstance(content, tuple) else (content,)
        said += [f"{item.name} {word}" for value in values if (word := _words(value))]
    if node.kind in _BY_MEANS:
        said += [f"by {_words(value)}" for value in node.by if not isinstance(value, v.Name)]
    return ", ".join(sorted(said)), _level(node)


def _level(node: t.Clause) -> str:
    """`aim` or `maximum` where the clause calls its figure so."""
    return next((_LEVELS[word] for value in node.with_ if (word := _words(value)) in _LEVELS), "")


def _realm(agreement: Agreement, node: t.Clause) -> str:
    """The block in which a clause has its meaning; nothing where it means the same anywhere."""
    home = agreement.parent(node)
    if home is None or home.kind in ("file", "agreement", *_DIMENSIONS):
        inside = next((up for up in agreement.ancestors(node) if up.kind == "relies"), None)
        return inside.path if inside is not None else ""
    return "" if home.kind in _ANYWHERE.get(node.kind, ()) else home.path


# ---- guarantees --------------------------------------------------------------------------------------

_OPERATORS = {
    ">=": (LEAST, False), ">": (LEAST, True), "<=": (MOST, False), "<": (MOST, True), "=": (EXACT, False),
    "==": (EXACT, False),
}  # fmt: skip


def _guaranteed(agreement: Agreement, base: _Base) -> Iterator[Commitment]:
    """The figures of a guarantee: of each comparison that must hold, alone or together with others."""
    target = base.node.target if isinstance(base.node, t.Guarantee) else None
    minimum = figure(getattr(base.node, "at_least", None))
    facts = target.conditions if isinstance(target, v.All) else (target,)
    for one in facts:
        if not isinstance(one, v.Fact):
            continue
        kind, of = _subject(one.subject)
        if not one.compares:
            yield from _share(agreement, base, kind)
        scope = dict(base.scope)
        parts = dict(base.parts)
        for value in of:
            dimension = _dimension(agreement, value)
            if dimension is None:
                parts["of"] = _words(value)
            elif dimension not in ("service", "backup") or len(agreement.names[dimension]) > 1:
                scope[dimension] = frozenset({write(value)})
        clause_of_own = _OWN_CLAUSE.get(kind)
        subject = (
            (clause_of_own, _FIGURES[clause_of_own][0], base.realm, "")
            if clause_of_own is not None
            else ("guarantee", "target", base.realm, kind)
        )
        for amount, direction, strict in _bounds(one):
            yield Commitment(
                base.node, amount, subject, scope, parts, None if blank(amount) else figure(amount),
                direction=direction,
                strict=strict,
                blank=blank(amount),
                window=base.window,
                grows=_grows(kind, amount),
                also=(minimum,) if minimum is not None else (),
                level=base.level,
                manner=base.manner,
            )  # fmt: skip


def _share(agreement: Agreement, base: _Base, kind: str) -> Iterator[Commitment]:
    """The share of tickets that must keep a target: `guarantee response for 95% of tickets of P1`."""
    for value in base.node.for_:
        amount = value.percentage if isinstance(value, v.Share) else value
        if not isinstance(amount, v.Percentage):
            continue
        scope = dict(base.scope)
        parts = {name: said for name, said in base.parts.items() if name != "share"}
        of = value.of if isinstance(value, v.Share) else None
        of = of.of if isinstance(of, v.Phrase) else of
        if isinstance(of, v.Name) and (dimension := _dimension(agreement, of)) is not None:
            scope[dimension] = frozenset({of.text})
        elif of is not None and _words(of) not in _TICKETS:
            parts["of"] = _words(of)
        yield Commitment(
            base.node, value, (SHARE, "", base.realm, kind), scope, parts, figure(amount),
            direction=LEAST, window=base.window, level=base.level, manner=base.manner,
        )  # fmt: skip


def _bounds(one: v.Fact) -> Iterator[tuple[v.Value, str, bool]]:
    """The bounds that a comparison sets, each with its direction and whether the figure itself is outside."""
    for compare in one.compares:
        if isinstance(compare, v.Between):
            yield compare.low, LEAST, False
            yield compare.high, MOST, False
        elif compare.operator in _OPERATORS:
            direction, strict = _OPERATORS[compare.operator]
            if figure(compare.amount) is not None or blank(compare.amount):
                yield compare.amount, direction, strict


def _subject(subject: v.Value) -> tuple[str, tuple[v.Value, ...]]:
    """The figure that a guarantee is about, and what it is of."""
    if isinstance(subject, v.Phrase):
        return subject.text.casefold(), (subject.of,)
    if isinstance(subject, v.Name):
        return subject.text.casefold(), ()
    return _words(subject), ()


def _grows(kind: str, amount: v.Value) -> bool:
    """Whether a guaranteed figure adds up over time: what is counted, and downtime; shares and single times do not."""
    return isinstance(amount, v.Count | v.Number | v.Money) or kind in ("downtime", "outage")
