"""Promised figures that nobody can measure, or that nobody has to reach."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from clausecheck.agreement import uptime
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.targets import TARGET_KINDS
from clausecheck.agreement.words import exact_length, in_row
from clausecheck.agreement.written import changed, without, written
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import (
    Availability,
    Clause,
    Credit,
    Define,
    Downtime,
    Failover,
    Guarantee,
    Latency,
    LimitTo,
    Metric,
    Node,
    Outage,
    RestoreOnRequest,
    Rpo,
    Rto,
)
from clausecheck.language.write import write

_EFFORTS = re.compile(
    r"\b(?:efforts?|endeavou?rs?|best[- ]effort|strives?|aims? to|where possible)\b", re.IGNORECASE
)
_ALL = re.compile(
    r"\b(?:all|every|each|whole|entire|complete(?:ly)?|total(?:ly)?)\b[^.]*"
    r"\b(?:nodes?|servers?|instances?|machines?|users?|sites?|regions?|zones?|hosts?|systems|services|lines|links)\b"
    r"|\b(?:no|none of (?:the|our|its)|neither of the|not (?:one|a single)(?: of the)?) (?:end[- ])?"
    r"(?:users?|customers?|sites?|nodes?|servers?|hosts?|instances?|machines?|regions?|lines?|links?)\b",
    re.IGNORECASE,
)
#: What a definition of an outage is a definition of.
_AN_OUTAGE = re.compile(r"\b(?:outages?|downtime|unavailab\w*|down)\b", re.IGNORECASE)
_PART = '"a part of the service does not answer"'
#: A restart that was tried first and did not help; one that happens by itself is a failure like others.
_AGAIN = r"(?:re-?start|re-?boot|power[- ]cycl)\w*"
_RESTART = re.compile(
    rf"\b(?:after|despite|in spite of|even with|following|beyond|by|with|through)\b(?! itself)[^.]{{0,30}}\b{_AGAIN}"
    rf"|\b{_AGAIN}[^.]{{0,25}}\b(?:still|not|never|cannot|fails?|without success)\b"
    rf"|\b(?:although|even (?:though|if|when|once))\b[^.]{{0,30}}\b{_AGAIN}"
    rf"|\b(?:surviv|outlast|outliv)\w* (?:a|the|its) {_AGAIN}",
    re.IGNORECASE,
)
#: What is used up as it happens, so that a number of it needs a time in which it is counted.
_HAPPENS = re.compile(
    r"\b(?:incidents?|tickets?|requests?|calls?|cases?|hours?|minutes?|visits?|changes?|restores?|reports?|questions?|messages?|"
    r"orders?|transactions?|sessions?)\b",
    re.IGNORECASE,
)


@check("effort-on-a-figure", reads_words=True)
def effort_on_a_figure(context: Context) -> Iterator[Finding]:
    """A figure that the provider only tries to reach."""
    agreement = context.agreement
    clauses: list[Clause] = [
        *agreement.all(Availability),
        *agreement.all(Guarantee),
        *agreement.all(Latency),
        *agreement.all(Downtime),
        *agreement.all(Rpo),
        *agreement.all(Rto),
        *agreement.all(RestoreOnRequest),
        *agreement.all(Failover),
    ]
    for clause in clauses:
        words = [text for text in clause.with_ if isinstance(text, v.Text) and _EFFORTS.search(text.text)]
        absolute = isinstance(clause, Availability) and write(clause.value) == "100%"
        if words and not absolute:  # of 100% `absolute-with-effort` speaks
            yield context.draft(
                f"a figure is promised with {write(words[0])} only: missing it breaks nothing",
                clause,
                "strives for it",
                witness=Witness(
                    f"the figure is missed by far, with efforts: `{agreement.source.slice(clause.span)}` is kept",
                    {"words": words[0].text},
                ),
                values=(clause.kind, words[0].text),
                help=(
                    f"promise the figure instead, without the words: `{_plainly(context, clause, words)}`",
                    "call it an aim, and promise a minimum beside it",
                ),
            )


def _plainly(context: Context, clause: Clause, words: list[v.Text]) -> str:
    """A clause without some of the words that it stands with."""
    return without(written(context.agreement, clause), "with", clause.with_, words)


@check("average-with-share")
def average_with_share(context: Context) -> Iterator[Finding]:
    """A time that holds on average and for a share of cases at once."""
    for clause in context.agreement.of_kinds(TARGET_KINDS):
        shares = [value for value in clause.for_ if isinstance(value, v.Share | v.Percentage)]
        within = getattr(clause, "within", None)
        if getattr(clause, "on_average", None) and shares and within is not None:
            length = write(within)
            of_all = without(written(context.agreement, clause), "for", clause.for_, shares)
            yield context.draft(
                f"{length} on average, for {write(shares[0])}: an average has no share of cases",
                clause,
                "an average, or a share?",
                witness=Witness(
                    f"nine tickets of 1 hour and one of 100 hours: the average is 10.9 hours, and nine of ten take 1; "
                    f"the clause does not say which of the two must keep {length}",
                    {"share": write(shares[0]), "length": length},
                ),
                values=(length, write(shares[0])),
                help=(
                    f"promise the share instead: `{written(context.agreement, clause).replace(' on average', '')}`",
                    f"promise the average of all instead: `{of_all}`",
                ),
            )


@check("latency-not-measurable")
def latency_not_measurable(context: Context) -> Iterator[Finding]:
    """A latency of which no percentile, no window or no place of measuring is said."""
    for clause in context.agreement.all(Latency):
        home = context.agreement.parent(clause)
        measured = clause.measured_by or clause.at or (home is not None and home.measured_by)
        metric = any(metric.measured_by for metric in context.agreement.all(Metric))
        missing = [
            what
            for what, there in (
                ("percentile", clause.quantile is not None),
                ("window", clause.each is not None),
                ("place of measuring", bool(measured) or metric),
            )
            if not there
        ]
        if missing:
            yield context.draft(
                f"a latency has no {in_row(missing)}",
                clause,
                f"no {in_row(missing)}",
                witness=Witness(
                    f"one slow answer of a thousand, or all of them: {write(clause.amount_is)} are missed by both, or by neither",
                    {"missing": missing},
                ),
                values=(write(clause.amount_is), *missing),
                help=(f"say all three instead: `{_measurable(context, clause, missing)}`",),
            )


def _measurable(context: Context, clause: Latency, missing: list[str]) -> str:
    """A latency with what it lacks."""
    amount = context.agreement.source.slice(clause.amount_is.span) if clause.amount_is is not None else ""
    quantile = "p95 " if "percentile" in missing else ""
    window = " each month" if "window" in missing else ""
    text = changed(context.agreement, clause, clause.amount_is, f"{quantile}{amount}{window}")
    return (
        f'{text}, measured by "a probe at the edge of the network"'
        if "place of measuring" in missing
        else text
    )


@check("outage-as-short-as-probe")
def outage_as_short_as_probe(context: Context) -> Iterator[Finding]:
    """An outage that counts after a time in which no second probe can confirm it."""
    for clause in context.agreement.all(Outage):
        counted, spaced = uptime.seconds(clause.counted), uptime.seconds(clause.spaced)
        if counted is not None and spaced is not None and counted <= spaced:
            longer = changed(context.agreement, clause, clause.counted, exact_length(Fraction(2 * spaced)))
            yield context.draft(
                f"an outage counts after {write(clause.counted)}, and is looked for every {write(clause.spaced)} only",
                clause,
                "no second probe within that time",
                witness=Witness(
                    f"a probe fails, and the next one, {write(clause.spaced)} later, does not: the outage lasted anything "
                    f"between a "
                    f"moment and nearly {write(clause.spaced)} twice over, and whether it reached {write(clause.counted)} "
                    f"nobody saw",
                    {"counted": str(counted), "spaced": str(spaced)},
                ),
                values=(write(clause.counted), write(clause.spaced)),
                help=(
                    "probe more often than the shortest outage that counts lasts",
                    f"let longer ones count instead: `{longer}`",
                ),
            )


@check("outage-only-of-all", reads_words=True)
def outage_only_of_all(context: Context) -> Iterator[Finding]:
    """Outages that by their words need everything to be gone at once."""
    yield from _by_words(
        context,
        _ALL,
        "all at once",
        "one of them works, and the others do not: no outage, for as long as it lasts",
    )


@check("outage-only-after-restart", reads_words=True)
def outage_only_after_restart(context: Context) -> Iterator[Finding]:
    """Outages that by their words begin with a restart that does not help."""
    yield from _by_words(
        context,
        _RESTART,
        "restart",
        "a service that has to be restarted every hour: it is up all month, by these words",
    )


def _said_outages(agreement: Agreement) -> Iterator[tuple[Clause, v.Text]]:
    """The clauses that say in words what an outage is, in a service or as a definition."""
    for clause in agreement.all(Outage):
        if clause.title is not None:
            yield clause, clause.title
    for term in agreement.all(Define):
        called = (
            write(term.name) if term.name is not None else term.title.text if term.title is not None else ""
        )
        if term.meaning is not None and _AN_OUTAGE.search(called.replace("-", " ")):
            yield term, term.meaning


def _by_words(context: Context, pattern: re.Pattern[str], called: str, case: str) -> Iterator[Finding]:
    """Definitions of an outage in which words stand that leave most failures out; nobody reads more than these words."""
    for clause, words in _said_outages(context.agreement):
        found = pattern.search(words.text)
        if found is not None:
            part = changed(context.agreement, clause, words, _PART)
            yield context.draft(
                f"what counts as an outage is said with the words {write(words)}: less than that never counts",
                clause,
                f'"{found.group()}"',
                span=words.span,
                witness=Witness(case, {"words": words.text}),
                values=(called, words.text),
                help=(f"let the failure of a part count instead: `{part}`",),
            )


@check("limit-without-period")
def limit_without_period(context: Context) -> Iterator[Finding]:
    """A number of things that happen, without the time in which they are counted."""
    for clause in context.agreement.all(LimitTo):
        amount = clause.amount_is
        counted = isinstance(amount, v.Count) and bool(_HAPPENS.search(amount.noun))
        happens = counted or isinstance(amount, v.Duration)
        if happens and clause.each is None and not clause.for_:
            called = clause.title.text if clause.title is not None else write(amount)
            timed = changed(context.agreement, clause, amount, f"{write(amount)} per month")
            yield context.draft(
                f'{write(amount)} are included of "{called}", and nothing says in which time',
                clause,
                "per month, per year, or once?",
                witness=Witness(
                    f"{write(amount)} in January and one more in February: within the limit if it is one of each month, "
                    f"above it if "
                    "it is one of the year",
                    {"limit": write(amount)},
                ),
                values=(called, write(amount)),
                help=(f"say the time instead: `{timed}`",),
            )


@check("share-without-period")
def share_without_period(context: Context) -> Iterator[Finding]:
    """A share of tickets that must meet a target, without the period over which it is counted."""
    agreement = context.agreement
    for target in context.semantics.targets:
        if target.share is not None and target.promised and not target.average and target.each is None:
            yield from _without_period(context, target.clause, target.share, target.kind)
    for clause in agreement.all(Guarantee):
        share = next((value for value in clause.for_ if isinstance(value, v.Share | v.Percentage)), None)
        figure = isinstance(clause.target, v.Fact) and clause.target.compares
        if share is not None and not figure:
            yield from _without_period(context, clause, share, clause.kind)


def _without_period(context: Context, clause: Node, share: v.Value, kind: str) -> Iterator[Finding]:
    """The finding, where neither the clause nor its block says the period."""
    home = context.agreement.parent(clause)
    if any(isinstance(one, Clause) and one.each is not None for one in (clause, home)):
        return
    yield context.draft(
        f"{write(share)} must meet a target, and nothing says in which period they are counted",
        clause,
        "over which period?",
        span=share.span,
        witness=Witness(
            "a month in which every ticket is late, after eleven good ones: met over the year, missed over the month",
            {"share": write(share)},
        ),
        values=(kind, write(share)),
        help=(f"say the period instead: `{written(context.agreement, clause)}, each month`",),
    )


@check("rolling-counted")
def rolling_counted(context: Context) -> Iterator[Finding]:
    """A figure over a rolling window, of which a clause counts how often it is missed."""
    rolling = {
        id(promise.clause): promise
        for promise in uptime.availability_promises(context.semantics)
        if (each := uptime.window_of(promise.clause, promise.home)) is not None and _rolls(each)
    }
    if not rolling:
        return
    for node in context.agreement.document.walk():
        often = getattr(node, "times_in", None) or getattr(node, "in_window", None)
        when = node.when if isinstance(node, Clause) else None
        if (
            often is None
            or when is None
            or not isinstance(node, Clause)
            or (isinstance(node, Credit) and node.each is not None)
        ):
            continue
        for promise in rolling.values():
            subjects = [write(fact.subject) for fact in when.walk() if isinstance(fact, v.Fact)]
            if any(_about(subject, promise.names) for subject in subjects):
                yield _counted(context, promise.clause, node, write(often))


def _rolls(each: object) -> bool:
    """Whether a window has no calendar period of its own: so many days, one after each other."""
    return isinstance(each, v.Duration) and each.hours is None and not uptime.unit_of(each)


def _about(subject: str, names: frozenset[str]) -> bool:
    figure, _, of = subject.partition(" of ")
    return uptime.is_availability(figure) and (not of or of in names)


def _counted(context: Context, clause: Availability, node: Clause, often: str) -> Finding:
    window = write(clause.each)
    return context.draft(
        f"an availability over any {window} has no occurrences, and a clause counts {often}",
        node,
        f"counts {often}",
        labels=(Label(clause.span, f"a new window of {window} begins at every moment"),),
        witness=Witness(
            f"one bad day: it lies in each of the windows that end within the next {window}, and so misses the "
            f"figure once, or once "
            "for each of them",
            {"window": window, "often": often},
        ),
        values=(window, often),
        help=(
            f"measure in calendar periods instead: `{changed(context.agreement, clause, clause.each, 'month')}`",
            "say that windows which overlap count once",
        ),
    )
