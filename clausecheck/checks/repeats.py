"""Two figures about one subject: a contradiction, a question which of them counts, a limit that the other one makes idle, a
figure beside a blank for it, and a minimum above its own level."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from clausecheck.agreement.clashes import Clash, Relation, amount_of, clashes
from clausecheck.agreement.commitments import LEAST, MOST, SHARE, Commitment
from clausecheck.agreement.credit_limits import caps_never_reached
from clausecheck.agreement.figures import MORE, compared, figure, period
from clausecheck.agreement.mending import after, gone, mend, more, put, without
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.words import figure_words
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Mend, Proof, Witness
from clausecheck.language import values as v
from clausecheck.language.parser import vocabulary
from clausecheck.language.tree import Block, Clause, Guarantee
from clausecheck.language.write import write

#: The subject that has a rule of its own for two levels.
_AVAILABILITY = "availability"


# ---- two figures ---------------------------------------------------------------------------------------


@check("figure-said-twice")
def figure_said_twice(context: Context) -> Iterator[Finding | Proof]:
    """Two figures about one subject over one window, and two that no result meets; undecided where they cannot be compared."""
    for clash in clashes(context.semantics):
        if clash.relation is Relation.OPEN:
            yield context.undecided(
                f"{called(clash.first)}: undecided, because {clash.because}: {said(clash.first)} and {said(clash.second)}",
                {"first": said(clash.first), "second": said(clash.second)},
            )
        elif clash.relation is Relation.NEVER:
            yield _never(context, clash)
        elif clash.relation is Relation.TWICE and clash.first.kind != _AVAILABILITY:
            yield _twice(context, clash)


def called(one: Commitment) -> str:
    """What a commitment is about, for people: the word of its clause, or the guaranteed figure."""
    if isinstance(one.clause, Guarantee):
        target = one.clause.target
        return f"`{write(target.subject)}`" if isinstance(target, v.Fact) else "`guarantee`"
    return f"`{vocabulary().word(one.clause.kind)}`"


def said(one: Commitment) -> str:
    """A figure as its clause says it: `14 days of invoice`, `>= 64% each month`."""
    text = write(one.value)
    if isinstance(one.clause, Guarantee) and one.kind != SHARE:
        symbol = {LEAST: ">", MOST: "<"}.get(one.direction, "=")
        text = f"{symbol}{'' if one.strict or symbol == '=' else '='} {text}"
    if one.window.written and not isinstance(one.value, v.Rated):
        text += f" each {one.window.written}"
    return text


def _twice(context: Context, clash: Clash) -> Finding:
    one, other = clash.first, clash.second
    first, second = said(one), said(other)
    beside = f": {clash.because}" if clash.because else ""
    return context.draft(
        f"{called(other)} stands twice for the same thing, with {first} and with {second}{beside}",
        other.clause,
        f"{second} here",
        span=other.value.span,
        labels=(Label(one.value.span, f"{first} there"),),
        values=(first, second),
        witness=Witness(_between(one, other), {"first": first, "second": second}),
        help=(
            *_one_of_two(context.agreement, clash),
            "say for what, or under which condition, each of them holds",
        ),
    )


def _one_of_two(agreement: Agreement, clash: Clash) -> Iterator[Mend | str]:
    """Either of two clauses without the other."""
    one, other = clash.first.clause, clash.second.clause
    if one is other or isinstance(one, Block) or isinstance(other, Block):
        yield "let one of the two hold"
        return
    yield mend(agreement, "let the first hold: delete {}", gone(agreement, other))
    yield mend(agreement, "let the second hold: delete {}", gone(agreement, one))


def _between(one: Commitment, other: Commitment) -> str:
    """A result that keeps one figure and breaks the other."""
    first, second = one.figure, other.figure
    levels = first is not None and second is not None and first.dimension == "percent" == second.dimension
    if (
        levels
        and first is not None
        and second is not None
        and {one.direction, other.direction} <= {LEAST, MOST}
    ):
        amounts = [figure.amount for figure in (first, second) if figure.amount is not None]
        middle = sum(amounts, Fraction(0)) / 2
        return f"a result of {figure_words(middle)}% keeps one of the two and breaks the other"
    return f"whoever goes by {said(one)} keeps one clause and breaks the other, which says {said(other)}"


def _never(context: Context, clash: Clash) -> Finding:
    one, other = clash.first, clash.second
    first, second = _bound(one), _bound(other)
    return context.draft(
        f"{called(one)} is promised with {first} and with {second}, and no result is both",
        other.clause,
        second,
        span=other.value.span,
        labels=(Label(one.value.span, first),),
        values=(first, second),
        witness=Witness(
            f"every result that is {first} is not {second}: whatever happens, one of the two is broken",
            {"first": first, "second": second},
        ),
        help=(*_one_of_two(context.agreement, clash), "turn the sign of one of the two"),
    )


def _bound(one: Commitment) -> str:
    """A bound in words: `at least 64% each month`, `below 64% each month`."""
    words = {
        (LEAST, False): "at least",
        (LEAST, True): "above",
        (MOST, False): "at most",
        (MOST, True): "below",
    }
    window = (
        f" each {one.window.written}" if one.window.written and not isinstance(one.value, v.Rated) else ""
    )
    return f"{words.get((one.direction, one.strict), 'exactly')} {write(one.value)}{window}"


@check("two-availability-levels")
def two_availability_levels(context: Context) -> Iterator[Finding]:
    """Two levels of availability for one service over the same time, by clauses or by guarantees."""
    for clash in clashes(context.semantics):
        if clash.relation is Relation.TWICE and clash.first.kind == _AVAILABILITY:
            yield _two_levels(context, clash)


def _two_levels(context: Context, clash: Clash) -> Finding:
    one, other = clash.first, clash.second
    levels = [each.figure.amount or Fraction(0) for each in (one, other) if each.figure is not None]
    low, high = min(levels), max(levels)
    middle = figure_words((low + high) / 2)
    whose = _whose(context, one, other)
    help_ = list(_one_of_two(context.agreement, clash))
    target = one.clause if levels[0] == high else other.clause
    if low != high and getattr(target, "least", getattr(target, "at_least", None)) is None:
        help_.append(
            _target_and_minimum(context.agreement, clash, f"at least {figure_words(low)}%", levels[0] == high)
        )
    return context.draft(
        f"{whose} is promised with {_level(one)} and with {_level(other)} over the same time",
        other.clause,
        "one level",
        span=other.value.span,
        labels=(Label(one.value.span, "another one"),),
        witness=Witness(
            f"an availability of {middle}% keeps one promise and breaks the other",
            {"levels": [str(low), str(high)]},
        ),
        help=tuple(help_),
        values=(write(one.value), write(other.value)),
    )


def _target_and_minimum(agreement: Agreement, clash: Clash, minimum: str, first_is_target: bool) -> Mend:
    """The higher of two levels as a target, with the lower one as its minimum."""
    one, other = clash.first.clause, clash.second.clause
    target, least = (one, other) if first_is_target else (other, one)
    say = "say that one is the minimum: write {} instead of both (favours the provider)"
    new = more(agreement, target, minimum)
    new.shown = after(agreement, target, new)
    return Mend(say.replace("{}", f"`{new.shown}`"), mend(agreement, say, new, gone(agreement, least)).edits)


def _level(one: Commitment) -> str:
    return f"more than {write(one.value)}" if one.strict else write(one.value)


def _whose(context: Context, one: Commitment, other: Commitment) -> str:
    """The service or plan of which two availabilities are promised, else what all of them have."""
    for each in (one, other):
        home = context.agreement.parent(each.clause)
        if home is not None and home.kind in ("service", "plan", "backup", "relies"):
            return context.agreement.title(home)
    for kind, names in (*one.scope.items(), *other.scope.items()):
        node = context.agreement.names.get(kind, {}).get(min(names))
        if node is not None:
            return context.agreement.title(node)
    return "one thing"


# ---- which counts --------------------------------------------------------------------------------------


@check("which-figure-counts")
def which_figure_counts(context: Context) -> Iterator[Finding]:
    """Two figures about one subject that both hold, or may be about two things, while nothing says which counts."""
    for clash in clashes(context.semantics):
        if clash.relation is not Relation.ASKED:
            continue
        one, other = clash.first, clash.second
        first, second = said(one), said(other)
        yield context.draft(
            f"{called(other)} is promised with {first} and with {second}, and nothing says which counts: {clash.because}",
            other.clause,
            f"{second} here",
            span=other.value.span,
            labels=(Label(one.value.span, f"{first} there"),),
            values=(first, second),
            witness=Witness(
                f"where {first} is kept and {second} is not, one side sees a breach and the other none",
                {"first": first, "second": second, "because": clash.because},
            ),
            help=(
                mend(
                    context.agreement,
                    f"keep {first}: delete {{}}",
                    without(context.agreement, other.clause, other.value),
                ),
                mend(
                    context.agreement,
                    f"keep {second}: delete {{}}",
                    without(context.agreement, one.clause, one.value),
                ),
                *_ways(clash),
            ),
        )


def _ways(clash: Clash) -> tuple[str, ...]:
    """How to say which of two figures counts."""
    one, other = clash.first, clash.second
    if one.event != other.event and one.event and other.event:
        return (
            f"say which of them comes first, the sooner or the later of {write(one.value)} and {write(other.value)}",
        )
    if one.window != other.window:
        return ("say in a text that both hold, and which of them credits and grounds to leave are about",)
    return ("say for what, or under which condition, each of them holds",)


# ---- idle limits ---------------------------------------------------------------------------------------


_REACHED = "mend the figure, or the period, of one of the two"


@check("limit-never-reached")
def limit_never_reached(context: Context) -> Iterator[Finding]:
    """A limit that another one about the same thing stops short of: of a day above that of its week, of a part above that of
    the whole."""
    for clash in clashes(context.semantics):
        if clash.relation is not Relation.IDLE:
            continue
        idle, stopping = clash.idle
        never, stops = said(idle), said(stopping)
        message = f"the limit of {never} is never reached: {stops} stops before it"
        yield _never_reached(
            context, (idle.clause, idle.value, never), (stopping.value, stops), message, _stopped(clash)
        )
    for cap, stopping_cap in caps_never_reached(context.semantics):
        never, stops = write(cap.value), write(stopping_cap.value)
        yield _never_reached(
            context,
            (cap, cap.value, never),
            (stopping_cap.value, stops),
            f"the cap of {never} is never reached: the cap on all credits, {stops}, stops before it",
            f"whoever has been credited {stops} gets no more, and is not above {never} by then",
        )


def _never_reached(
    context: Context,
    idle: tuple[Clause, v.Value, str],
    stopping: tuple[v.Value, str],
    message: str,
    why: str,
) -> Finding:
    """The finding of a clause whose value, said in these words, is never reached, because another value stops before it."""
    clause, value, never = idle
    other, stops = stopping
    return context.draft(
        message,
        clause,
        "never reached",
        span=value.span,
        labels=(Label(other.span, "stops before it"),),
        values=(never, stops),
        witness=Witness(why, {"idle": never, "stops": stops}),
        help=(
            mend(
                context.agreement,
                f"leave out {never}, which never counts: {{}}",
                without(context.agreement, clause, value),
            ),
            _REACHED,
        ),
    )


def _stopped(clash: Clash) -> str:
    """Why a limit is never reached."""
    idle, stopping = clash.idle
    if clash.times > 1:
        return (
            f"a {idle.window.name} touches at most {clash.times} {stopping.window.name}s: {clash.times} times "
            f"{write(stopping.value)} is no more than {write(idle.value)}"
        )
    return f"whoever has used up {said(stopping)} gets no more, and is not above {said(idle)} by then"


# ---- blanks --------------------------------------------------------------------------------------------


@check("figure-beside-blank")
def figure_beside_blank(context: Context) -> Iterator[Finding]:
    """A figure, and another clause about the same thing in which it is left open."""
    for clash in clashes(context.semantics):
        if clash.relation is not Relation.BLANK:
            continue
        left, filled = (clash.first, clash.second) if clash.first.blank else (clash.second, clash.first)
        figure = said(filled)
        yield context.draft(
            f"{called(filled)} is {figure} here, and `{left.blank}` in another clause about the same thing",
            filled.clause,
            "agreed here",
            span=filled.value.span,
            labels=(Label(left.value.span, "left open there"),),
            values=(figure, left.blank),
            witness=Witness(
                f"by one clause {figure} is agreed, by the other it is still to be agreed; each side quotes the one it likes",
                {"figure": figure, "blank": left.blank},
            ),
            help=(
                mend(
                    context.agreement,
                    "delete the blank: {}",
                    without(context.agreement, left.clause, left.value),
                ),
                "say for what, or under which condition, the blank is",
            ),
        )


# ---- a minimum above its level ---------------------------------------------------------------------------

#: The fields of which the minimum of a clause must not lie above.
_ABOVE = ("value", "amount_is", "at_most", "for_")


@check("minimum-above-target")
def minimum_above_target(context: Context) -> Iterator[Finding]:
    """A clause whose minimum lies above its own level, or its own limit."""
    for node in context.agreement.document.walk():
        least = getattr(node, "at_least", None)
        if not isinstance(node, Clause) or not isinstance(least, v.Value):
            continue
        for value in _levels(node):
            if _above(least, value):
                yield _minimum_above(context, node, least, value)
                break


def _levels(node: Clause) -> Iterator[v.Value]:
    """The levels of a clause that its minimum belongs to."""
    if isinstance(node, Guarantee):
        facts = node.target.conditions if isinstance(node.target, v.All) else (node.target,)
        for fact in facts:
            for compare in fact.compares if isinstance(fact, v.Fact) else ():
                if isinstance(compare, v.Compare) and compare.operator in (">=", ">", "=", "=="):
                    yield compare.amount
        return
    for name in _ABOVE:
        content = getattr(node, name, None)
        for value in content if isinstance(content, tuple) else (content,):
            if isinstance(value, v.Value):
                yield value


def _above(least: v.Value, value: v.Value) -> bool:
    """Whether a minimum is surely more than a level of the same kind: per the same things, or per calendar periods of which one
    holds the other (2 a quarter are 8 a year)."""
    first, second = (figure(one.amount if isinstance(one, v.Rated) else one) for one in (least, value))
    if first is None or second is None:
        return False
    per, also = (one.per if isinstance(one, v.Rated) else () for one in (least, value))
    if per == also:
        return compared(first, second) == MORE
    if len(per) != 1 or len(also) != 1 or first.dimension != second.dimension:
        return False
    low, high = amount_of(first), amount_of(second)
    if low is None or high is None:
        return False
    window, limit = period(per[0].unit), period(also[0].unit)
    whole, touched = limit.holds(window), window.holds(limit)
    if whole is not None:  # so much in each short period, and at most so much in the long one around them
        return low * whole[1] > high
    return touched is not None and low > high * touched[0]


def _minimum_above(context: Context, node: Clause, least: v.Value, value: v.Value) -> Finding:
    low, high = write(least), write(value)
    most = node.kind in ("limit", "covers") or value is getattr(node, "at_most", None)
    return context.draft(
        f"a minimum of {low} is set for a {'limit' if most else 'target'} of {high}",
        node,
        "the minimum",
        span=least.span,
        labels=(Label(value.span, "the limit" if most else "the target"),),
        values=(low, high),
        witness=Witness(
            f"nothing is at least {low} and at most {high}"
            if most
            else f"a result of {high} meets the target and is below the minimum",
            {"minimum": low, "target": high},
        ),
        help=(
            mend(
                context.agreement,
                "exchange the two figures: write {} instead",
                put(context.agreement, least, high, node),
                put(context.agreement, value, low, node),
            ),
        ),
    )
