"""Rights to leave beside credits: over a result that keeps the promise, beside the only remedy, and what leaving costs."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from clausecheck.agreement.credit_tables import names_of_figure
from clausecheck.agreement.mending import gone, mend, put, struck
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.notices import renewal
from clausecheck.agreement.uptime import availability_promises, is_availability, promised_to
from clausecheck.agreement.words import in_row_once
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import TARGETS, Credits, EarlyFee, End, Provider, Renew, SoleRemedy, Term
from clausecheck.language.write import number, write

# ---- grounds to leave ------------------------------------------------------------------------------------


@check("exit-above-promise")
def exit_above_promise(context: Context) -> Iterator[Finding]:
    """A right to leave because of an availability that keeps the promise."""
    for clause in context.agreement.all(End):
        figure = clause.when
        if not isinstance(figure, v.Fact) or len(figure.compares) != 1:
            continue
        part = figure.compares[0]
        if not isinstance(part, v.Compare) or part.operator != "<":
            continue
        if not isinstance(part.amount, v.Percentage) or not is_availability(write(figure.subject)):
            continue
        held = promised_to(availability_promises(context.semantics), names_of_figure(figure))
        if not held or any(promise.percentage >= part.amount.amount for promise in held):
            continue
        promise = max(held, key=lambda each: each.percentage)
        promised = write(promise.clause.value)
        yield context.draft(
            f"the agreement may be ended over an availability of less than {write(part.amount)}, "
            f"and only {promised} is promised",
            clause,
            "a ground to leave",
            span=figure.span,
            labels=(Label(promise.clause.value.span, "what is promised"),),
            witness=Witness(
                f"an availability of {promised} keeps the promise and is less than {write(part.amount)}",
                {"promised": str(promise.percentage), "ground": str(part.amount.amount)},
            ),
            help=(
                mend(
                    context.agreement,
                    f"end it only below {promised}: write {{}} instead (favours the provider)",
                    put(context.agreement, part.amount, promised),
                ),
                mend(
                    context.agreement,
                    f"promise {write(part.amount)}: write {{}} instead (favours the customer)",
                    *(put(context.agreement, each.clause.value, write(part.amount)) for each in held),
                ),
            ),
            values=(write(part.amount), promised),
        )


@check("sole-remedy-beside-another")
def sole_remedy_beside_another(context: Context) -> Iterator[Finding]:
    """Credits as the only remedy beside a right to leave because of the same misses."""
    for block in context.agreement.all(Credits):
        for sole in block.all(SoleRemedy):
            about = {write(value) for value in sole.for_}
            if sole.except_ or not about <= set(TARGETS):
                continue
            rights = [
                (clause, subject)
                for clause in context.agreement.all(End)
                if _by_customer(context.agreement, clause)
                and (subject := _missed(context.agreement, clause)) is not None
                and (not about or subject in about)
            ]
            if not rights:
                continue
            first = rights[0][0]
            yield context.draft(
                f"credits are the only remedy, and missing {in_row_once(name for _, name in rights)} "
                "also lets the customer leave",
                sole,
                "the only remedy",
                labels=tuple(
                    Label(other.when.span if isinstance(other.when, v.Value) else other.span, "another one")
                    for other, _ in rights
                ),
                witness=Witness(
                    f"the customer gives notice because `{_ground(first)}`, and the provider answers that a credit "
                    "is all there is",
                    {"ground": write(first.when)},
                ),
                help=("write instead `sole remedy except termination`",),
                values=tuple(write(other.when) for other, _ in rights),
            )


def _ground(clause: End) -> str:
    """The ground of a right to leave, with how often."""
    often = f" in {write(clause.in_window)}" if clause.in_window is not None else ""
    return f"{write(clause.when)}{often}" + (f" {write(clause.times_in)}" if clause.times_in else "")


def _by_customer(agreement: Agreement, clause: End) -> bool:
    """Whether a right to leave is not the provider's alone."""
    parties = agreement.names.get("party", {})
    providers = {name for name, node in parties.items() if isinstance(node, Provider)} | {"provider"}
    return not clause.by or any(write(value) not in providers for value in clause.by)


def _missed(agreement: Agreement, clause: End) -> str | None:
    """The promise whose miss is the ground of a right to leave, if that is the ground."""
    if clause.when is None:
        return None
    for part in clause.when.walk():
        if not isinstance(part, v.Fact):
            continue
        subject = write(part.subject).split(" of ")[0]
        known = subject in TARGETS or subject in agreement.names.get("metric", {})
        if known and (part.state == "missed" or part.compares):
            return subject
    return None


# ---- what leaving early costs ----------------------------------------------------------------------------


@check("early-fee-after-term")
def early_fee_after_term(context: Context) -> Iterator[Finding]:
    """A fee for leaving in a year that the term does not have, with all the renewals that there may be."""
    terms = context.agreement.all(Term)
    months = _months(terms[0].value) if len(terms) == 1 else None
    if months is None:
        return
    term = terms[0]
    length, times = renewal(context.agreement)
    renewals = ""
    if term.renewed is not None or term.automatic or length:
        each = _months(length)
        if each is None or times is None:
            return
        months += times * each
        renewals = f" and {times} renewals of {write(length)}"
    rights = [clause for clause in context.agreement.all(Renew) if not clause.automatic]
    for clause in context.agreement.all(EarlyFee):
        for value in clause.in_:
            if not isinstance(value, v.Numbered) or value.text != "year" or (value.number - 1) * 12 < months:
                continue
            yield context.draft(
                f"a fee is set for leaving early in {write(value)}, and "
                + (
                    "only a renewal that somebody asks for has that year"
                    if rights
                    else "the term is over by then"
                ),
                clause,
                f"after the term of {write(term.value)}{renewals}",
                span=value.span,
                labels=(Label(term.span if term.value is None else term.value.span, "the term"),),
                witness=Witness(
                    f"{write(value)} begins after {number((value.number - 1) * 12)} months; "
                    f"the term has {number(months)}" + (", with all its renewals" if renewals else ""),
                    {"year": str(value.number), "term in months": str(months)},
                ),
                help=(
                    mend(
                        context.agreement,
                        "strike the year: write {} instead" if len(clause.in_) > 1 else "delete {}",
                        struck(context.agreement, clause, "in_", value)
                        if len(clause.in_) > 1
                        else gone(context.agreement, clause),
                    ),
                    "say that it is the first year of a renewal",
                ),
                values=(write(value), write(term.value)),
            )


def _months(length: object) -> Decimal | None:
    """A length in months; `None` where it has other parts, or is none."""
    if not isinstance(length, v.Duration) or any(unit not in v.MONTHS for _, unit in length.parts):
        return None
    return sum((amount * v.MONTHS[unit] for amount, unit in length.parts), Decimal(0))
