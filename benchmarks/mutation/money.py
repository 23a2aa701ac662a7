"""What happens to money in an agreement: a cap that one step uses up or that stands in another block, a claim that is over
before its month, a decision without a time, credits that are lost with the end, liability below the credits, a remedy without
a way out, a price that ends, an offer that is answered late, silence that agrees. Its kinds and the judge of them stand side by
side, and share with the analyses only the reader, as the other kinds and judges do.

The judge pays: it counts what one and two failures earn, what a year of misses comes to, and walks the days of the term.
"""

from __future__ import annotations

import calendar
import datetime as dt
import random
from collections.abc import Iterator
from fractions import Fraction

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.write import write
from clausecheck.source import Span
from mutation.judges.world import Problem, World, event, later, plain
from mutation.sample import Made, Sample, kind, one_of

_DAY = dt.timedelta(days=1)
_MISSES = ("failure", "outage", "incident")


# ---- kinds -----------------------------------------------------------------------------------------


def _shares(sample: Sample, rated: bool) -> list[t.Credit]:
    """The credits that are a share of the monthly fee, for each of something or once."""
    return [
        line
        for line in sample.world.all(t.Credit)
        if isinstance(line.value, v.Rated) == rated and _percent(line.value) is not None
    ]


@kind("cap-of-one-step", "money")
def _(rng: random.Random, sample: Sample) -> Made:
    """The cap becomes one, two or three times what a single failure earns."""
    line = one_of(rng, _shares(sample, rated=True))
    caps = [cap for cap in sample.world.all(t.Cap) if isinstance(sample.world.home(cap), t.Credits)]
    if line is None or len(caps) != 1:
        return None
    size = (_percent(line.value) or Fraction(0)) * rng.choice((1, 1, 2, 3))
    return sample.changed(caps[0], caps[0].value, f"{size}% of monthly fee per month")


@kind("cap-in-another-block", "money")
def _(rng: random.Random, sample: Sample) -> Made:
    """The cap moves to a block for all credits, and is another one."""
    caps = [cap for cap in sample.world.all(t.Cap) if isinstance(sample.world.home(cap), t.Credits)]
    if len(caps) != 1:
        return None
    block = sample.world.home(caps[0])
    assert isinstance(block, t.Block)
    size = rng.choice((1, 4, 8, 12, 25, 60))
    end = sample.line(block).end
    text = f"\ncredits {{\n  cap {size}% of monthly fee per month\n}}\n"
    return (
        sample.put((sample.line(caps[0]), ""), (Span(end, end), text)),
        f"credits: a cap of {size}% in a block of its own",
    )


@kind("rate-per-failure", "money")
def _(rng: random.Random, sample: Sample) -> Made:
    """A credit is given per failure, or hangs on several of them."""
    lines = [
        line
        for line in _shares(sample, rated=False)
        if isinstance(line.when, v.Fact) and line.when.state == "missed" and line.times_in is None
    ]
    line = one_of(rng, lines)
    if line is None or line.when is None:
        return None
    often = rng.choice((f" {rng.choice((2, 3, 4))} times in {rng.choice((1, 3))} months", ""))
    each = rng.choice((f" per {rng.choice(('failure', 'incident', 'breach'))}", "", ""))
    if not often and not each:
        return None
    end, tail = line.value.span.end, line.when.span.end
    edits = [(Span(end, end), each), (Span(tail, tail), often)]
    return sample.put(*edits), f"credits: {write(line.value)}{each} when {write(line.when)}{often}"


@kind("claim-from-the-outage", "money")
def _(rng: random.Random, sample: Sample) -> Made:
    """A claim counts from the outage itself."""
    line = one_of(rng, [one for one in sample.world.all(t.Claim) if isinstance(one.within, v.Anchored)])
    if line is None:
        return None
    days = rng.choice((3, 10, 14, 21, 40, 90))
    return sample.changed(line, line.within, f"{days} days of {rng.choice(_MISSES)}")


@kind("paid-after-a-decision", "money")
def _(rng: random.Random, sample: Sample) -> Made:
    """Credits are paid after a decision, whose time may be gone."""
    line = one_of(rng, sample.world.all(t.Paid))
    if line is None:
        return None
    days, what = (
        rng.choice((10, 20, 30, 45)),
        rng.choice(('"the determination"', "confirmation", '"approval"')),
    )
    edits = [(line.span, f"paid within {days} days of {what}")]
    gone = rng.random() < 0.6
    edits += [(sample.line(one), "") for one in sample.world.all(t.Decide) if gone]
    return sample.put(
        *edits
    ), f"credits: paid within {days} days of {what}{', nobody decides' if gone else ''}"


@kind("credits-lost-at-the-end", "money")
def _(rng: random.Random, sample: Sample) -> Made:
    """Credits are forfeit, with the end or after a time."""
    block = one_of(rng, sample.world.all(t.Credits))
    if block is None or block.all(t.Forfeit):
        return None
    wording = rng.choice(
        ("forfeit when termination", "forfeit when end", f"forfeit after {rng.choice((12, 18, 24))} months")
    )
    return sample.after(block.clauses[-1], wording), f"credits: also {wording}"


@kind("liability-lowered", "money")
def _(rng: random.Random, sample: Sample) -> Made:
    """The cap of liability becomes another share of the annual fee."""
    caps = [cap for cap in sample.world.all(t.Cap) if isinstance(sample.world.home(cap), t.Liability)]
    cap = one_of(rng, caps)
    share = next((one for one in cap.value.walk() if isinstance(one, v.Percentage)), None) if cap else None
    if cap is None or share is None:
        return None
    return sample.changed(cap, share, f"{rng.choice((2, 5, 10, 20, 45, 80, 120))}%")


@kind("one-thing-above-the-cap", "money")
def _(rng: random.Random, sample: Sample) -> Made:
    """For one thing a party answers up to another share of the annual fee."""
    lines = [line for line in sample.world.all(t.Liable) if _of_annual_fee(line.at_most) is not None]
    line = one_of(rng, lines)
    share = (
        next((one for one in line.at_most.walk() if isinstance(one, v.Percentage)), None)
        if line and line.at_most
        else None
    )
    if line is None or share is None:
        return None
    return sample.changed(line, share, f"{rng.choice((25, 90, 150, 200, 220, 400))}%")


@kind("no-way-out", "money")
def _(rng: random.Random, sample: Sample) -> Made:
    """The customer loses its rights to leave, and credits may be the only remedy."""
    ends = [one for one in sample.world.all(t.End) if _of_customer(sample.world, one)]
    lines = sample.world.all(t.SoleRemedy)
    if not lines or not ends:
        return None
    kept = rng.choice((None, None, rng.choice(ends)))
    sole = rng.choice(("sole remedy", "sole remedy", "sole remedy except termination"))
    edits = [(sample.line(one), "") for one in ends if one is not kept]
    return (
        sample.put((lines[0].span, sole), *edits),
        f"{sole}, and {'no right to leave' if kept is None else 'only ' + ' '.join(write(kept.when or kept.for_).split())}",
    )


@kind("price-until", "money")
def _(rng: random.Random, sample: Sample) -> Made:
    """A price is agreed until some day, and nothing says how prices rise."""
    prices = [
        one
        for one in sample.world.all(t.Charge)
        if _by_the_month(one) and one.until is None and one.from_ is None
    ]
    rises = sample.world.all(t.Increase)
    line = one_of(rng, prices)
    if line is None:
        return None
    last = sample.world.end_day - _DAY
    day = rng.choice((last, last - dt.timedelta(days=rng.choice((30, 181, 365)))))
    end = sample.whole(line).end
    edits = [(Span(end, end), f", until {day.isoformat()}"), *((sample.line(one), "") for one in rises)]
    return sample.put(*edits), f"{write(line.subjects)}: a price until {day}, and no increase"


@kind("offer-answered", "money")
def _(rng: random.Random, sample: Sample) -> Made:
    """A new price may be answered for some time, and only the notice before the renewal leads out."""
    rises = [one for one in sample.world.all(t.Increase) if one.notice is not None]
    ends = [one for one in sample.world.all(t.End) if _of_customer(sample.world, one)]
    customer = write(sample.world.one(t.Customer).name)
    if len(rises) != 1:
        return None
    days = rng.choice((7, 14, 30, 45, 75))
    start = sample.text.rfind("\n", 0, rises[0].span.start) + 1
    edits = [
        (Span(start, start), f'  approve "new price" by {customer}, within {days} days\n'),
        *((sample.line(one), "") for one in ends),
    ]
    return sample.put(*edits), f"a new price is answered within {days} days"


@kind("silence", "money")
def _(rng: random.Random, sample: Sample) -> Made:
    """Somebody answers to a new price, or is taken to have answered."""
    rises = sample.world.all(t.Increase)
    if not rises:
        return None
    parties = [write(sample.world.one(t.Customer).name), write(sample.world.one(t.Provider).name)]
    who, manner = (
        rng.choice((parties[0], parties[0], parties[1])),
        rng.choice(("when unanswered", "in writing")),
    )
    wording = f'approve "new price" by {who}, within {rng.choice((10, 20, 30))} days, {manner}'
    start = sample.text.rfind("\n", 0, rises[0].span.start) + 1
    return sample.put((Span(start, start), f"  {wording}\n")), f"fees: {wording}"


@kind("no-credits-beside-credits", "money")
def _(rng: random.Random, sample: Sample) -> Made:
    """A clause denies the credits of its block, or those of one case."""
    line = one_of(rng, sample.world.all(t.Credit))
    if line is None:
        return None
    wording = rng.choice(("no credits", "no credits", "no credit when payment overdue"))
    start = sample.text.rfind("\n", 0, line.span.start) + 1
    return sample.put((Span(start, start), f"  {wording}\n")), f"{sample.where(line)}: {wording}"


@kind("prices-frozen", "money")
def _(rng: random.Random, sample: Sample) -> Made:
    """Prices do not rise for some time, or at all."""
    line = one_of(rng, sample.world.all(t.Increase))
    if line is None:
        return None
    last = sample.world.end_day - _DAY
    until = rng.choice((None, last, last - dt.timedelta(days=rng.choice((40, 200, 500)))))
    wording = "no increase" if until is None else f"no increase until {until.isoformat()}"
    start = sample.text.rfind("\n", 0, line.span.start) + 1
    return sample.put((Span(start, start), f"  {wording}\n")), f"fees: {wording}"


# ---- the judge -------------------------------------------------------------------------------------


def money(world: World) -> list[Problem]:
    """What becomes of the money, clause by clause."""
    return [
        *_steps(world),
        *_claimed(world),
        *_decided(world),
        *_lost(world),
        *_answered_for(world),
        *_one_above_all(world),
        *_all_there_is(world),
        *_priced(world),
        *_offered(world),
        *_silent(world),
        *_denied(world),
        *_frozen(world),
    ]


def _percent(value: object) -> Fraction | None:
    """A share of the monthly fee in percent, whatever it is for each of."""
    if isinstance(value, v.Rated):
        value = value.amount
    if isinstance(value, v.Share) and write(value.of) == "monthly fee":
        return Fraction(value.percentage.amount)
    return None


def _steps(world: World) -> Iterator[Problem]:
    """One failure and two of them, paid under each cap that holds; and what each of several failures is worth."""
    for block in world.all(t.Credits):
        caps = [
            cap
            for cap in world.all(t.Cap)
            if isinstance(home := world.home(cap), t.Credits) and (home is block or not home.for_)
        ]
        for line in block.all(t.Credit):
            earned = _percent(line.value)
            rated = isinstance(line.value, v.Rated)
            if rated and line.times_in is not None:
                yield Problem("money", "a rate on a condition of several failures", ("CC529",))
            for cap in caps:
                most = _percent(cap.value)
                if earned is None or most is None or cap.for_:
                    continue
                if rated and min(earned, most) == min(2 * earned, most):
                    yield Problem("money", "a cap that one failure uses up", ("CC528", "CC531"))
                if not rated and min(earned, most) < earned:
                    yield Problem("money", "a credit above a cap", ("CC531",))


def _of_months(line: t.Credit) -> bool:
    """Whether a credit is due for what a month comes to."""
    fact = line.when
    return isinstance(fact, v.Fact) and any(
        isinstance(value, v.Percentage) for value in fact.walk() if fact.compares
    )


def _claimed(world: World) -> Iterator[Problem]:
    """A claim from the failure itself: every day of the term, against the last day of its month."""
    for block in world.all(t.Credits):
        names = {
            write(line.when.subject).split(" of ")[0] for line in block.all(t.Credit) if _of_months(line)
        }  # type: ignore[union-attr]
        if not names:
            continue
        for claim in block.all(t.Claim):
            if event(claim.within) not in _MISSES:
                continue
            day = world.first_day
            while day < world.end_day:
                month = day.replace(day=calendar.monthrange(day.year, day.month)[1])
                if later(day, plain(claim.within)) < month:
                    yield Problem("money", f"a claim of {day} is over before its month", ("CC533", "CC542"))
                    break
                day += _DAY


def _decided(world: World) -> Iterator[Problem]:
    """Credits that are paid after a decision without a time."""
    for line in world.all(t.Paid):
        home = world.home(line)
        if not isinstance(home, t.Credits) or event(line.within) not in (
            "the determination",
            "confirmation",
            "approval",
        ):
            continue
        if not any(one.within is not None for one in home.all(t.Decide)):
            yield Problem("money", f"paid after {event(line.within)}, which has no time", ("CC544",))


def _lost(world: World) -> Iterator[Problem]:
    """Credits that are lost with the end: those of the last month are known the day after."""
    for line in world.all(t.Forfeit):
        home = world.home(line)
        if (
            line.when is None
            or write(line.when) not in ("termination", "end")
            or not isinstance(home, t.Credits)
        ):
            continue
        if any(_of_months(one) for one in home.all(t.Credit)):
            yield Problem("money", "the credits of the last month are lost before they are owed", ("CC543",))


def _answered_for(world: World) -> Iterator[Problem]:
    """Twelve months in which all credits are owed up to their cap, against the liability of a year."""
    providers = {write(one.name) for one in world.all(t.Provider)}
    year = Fraction(0)
    for cap in world.all(t.Cap):
        if isinstance(world.home(cap), t.Credits):
            most = _percent(cap.value)
            if most is None or not isinstance(cap.value, v.Rated) or write(cap.value.per[0].unit) != "month":
                return
            year += 12 * most
    if len([block for block in world.all(t.Credits) if block.all(t.Credit)]) != 1:
        return
    for cap in world.all(t.Cap):
        value = cap.value.amount if isinstance(cap.value, v.Rated) else cap.value
        if not isinstance(world.home(cap), t.Liability) or not isinstance(value, v.Share):
            continue
        if write(value.of) != "annual fee" or not {write(one) for one in cap.for_} & providers:
            continue
        if 12 * Fraction(value.percentage.amount) < year:
            yield Problem("money", "a year of credits is more than the liability", ("CC541",))


def _one_above_all(world: World) -> Iterator[Problem]:
    """A loss of one thing, as large as a party answers for it, paid under the cap of that party."""
    for line in world.all(t.Liable):
        asked = _of_annual_fee(line.at_most)
        about = {write(one) for one in line.for_}
        for cap in world.all(t.Cap):
            most = _of_annual_fee(cap.value)
            if not isinstance(world.home(cap), t.Liability) or asked is None or most is None:
                continue
            same = {write(one) for one in cap.for_} & {write(one) for one in line.values}
            if same and not about & {write(one) for one in cap.except_} and min(asked, most) < asked:
                yield Problem("money", "one thing above the cap on all", ("CC549",))


def _of_annual_fee(value: object) -> Fraction | None:
    """A share of the annual fee in percent, for each year; `None` for anything else."""
    if not isinstance(value, v.Rated) or not isinstance(value.amount, v.Share):
        return None
    share = value.amount
    yearly = write(value.per[0].unit) == "year" and write(share.of) == "annual fee"
    return Fraction(share.percentage.amount) if yearly else None


def _of_customer(world: World, line: t.End) -> bool:
    customers = {write(one.name) for one in world.all(t.Customer)} | {"either", "customer"}
    return not line.by or any(write(one) in customers for one in line.by)


def _all_there_is(world: World) -> Iterator[Problem]:
    """A customer that is credited less than a month's fee for a month without service, and has no right to leave over it."""
    ends = [one for one in world.all(t.End) if _of_customer(world, one)]
    for line in ends:
        about = [write(one) for one in line.for_]
        if line.when is None and about in (["convenience"], []):
            return
        text = world.source(line)
        if line.when is None or any(
            word in text for word in ("missed", "availability", "breach", "fail", "service", "default")
        ):
            return
    for sole in world.all(t.SoleRemedy):
        home = world.home(sole)
        if sole.except_ or sole.for_ or not isinstance(home, t.Credits):
            continue
        most = [_percent(cap.value) for cap in home.all(t.Cap)]
        if any(one is not None and one < 100 for one in most):
            yield Problem("money", "a small remedy, and no way out", ("CC545",))


def _by_the_month(line: t.Charge) -> bool:
    value = line.amount_is
    if (
        not isinstance(value, v.Rated)
        or not isinstance(value.amount, v.Money)
        or "onboarding" in write(line.subjects)
    ):
        return False
    return any(write(per.unit) == "month" for per in value.per) and line.over is None


def _priced(world: World) -> Iterator[Problem]:
    """The last day of the term: a price that ended before it, and no clause that says what comes then."""
    if world.all(t.Increase):
        return
    for line in world.all(t.Charge):
        if not _by_the_month(line) or not isinstance(line.until, v.Date):
            continue
        after = [
            one
            for one in world.all(t.Charge)
            if one is not line
            and write(one.subjects) == write(line.subjects)
            and isinstance(one.from_, v.Date)
        ]
        if line.until.date < world.end_day - _DAY and not after:
            yield Problem("money", f"no price after {line.until.date}", ("CC476",))


def _offered(world: World) -> Iterator[Problem]:
    """The last offer before the end of the term: each day on which it may still be refused, against the notice day."""
    answers = [
        one
        for one in world.all(t.Approve)
        if write(one.what) == '"new price"' and isinstance(world.home(one), t.Fees) and one.within is not None
    ]
    rises = [one for one in world.all(t.Increase) if one.notice is not None]
    if not answers or len(rises) != 1 or any(_of_customer(world, one) for one in world.all(t.End)):
        return
    customers = {write(one.name) for one in world.all(t.Customer)}
    term = world.one(t.Term)
    if not isinstance(term.unless, v.Notice) or not {write(one) for one in answers[0].by} & customers:
        return
    last = world.end_day - _DAY

    def latest(length: v.Duration) -> dt.date:
        day = last
        while later(day, length) > last:
            day -= _DAY
        return day

    assert rises[0].notice is not None
    offer, leave = latest(plain(rises[0].notice.length)), latest(plain(term.unless.length))
    if offer <= leave < later(offer, plain(answers[0].within)):
        yield Problem("money", f"refused until after {leave}", ("CC477",))


def _silent(world: World) -> Iterator[Problem]:
    """A customer that agrees by not answering."""
    providers = {write(one.name) for one in world.all(t.Provider)}
    for line in world.all(t.Approve):
        if line.when is None or write(line.when) != "unanswered" or write(line.what) != '"new price"':
            continue
        if not {write(one) for one in line.by} & providers:
            yield Problem("money", "silence agrees", ("CC478",))


def _denied(world: World) -> Iterator[Problem]:
    """A miss that is credited by a line of a block in which another line credits nothing, whatever happens."""
    for block in world.all(t.Credits):
        lines = [one for one in block.all(t.Credit) if _percent(one.value) != 0]
        if lines and any(one.when is None for one in block.all(t.NoCredit)):
            yield Problem("money", "credited and not credited", ("CC547",))


def _frozen(world: World) -> Iterator[Problem]:
    """The days of the term, one by one: whether there is one on which prices may rise by one clause and do not by the other,
    and none on which they may by both."""
    term = world.one(t.Term)
    goes_on = term.renewed is not None or any(one.automatic for one in world.all(t.Renew))
    for line in world.all(t.NoIncrease):
        for rise in world.all(t.Increase):
            if rise.when is not None or (line.until is not None and goes_on):
                continue
            days = [
                begin
                for number in range((world.end_day - world.first_day).days)
                if _may_rise(rise, begin := world.first_day + number * _DAY, world.first_day)
            ]
            free = [day for day in days if isinstance(line.until, v.Date) and day > line.until.date]
            nothing_left = isinstance(line.until, v.Date) and line.until.date >= world.end_day - _DAY
            if not free and (days or nothing_left or line.until is None):
                yield Problem("money", "prices rise on frozen days only", ("CC479",))


def _may_rise(rise: t.Increase, day: dt.date, start: dt.date) -> bool:
    """Whether prices may rise on a day: on New Year's Day for `each year`, on the anniversary for `every 12 months`."""
    if write(rise.each) == "year":
        return (day.month, day.day) == (1, 1) and day > start
    if write(rise.every) in ("12 months", "1 year"):
        return (day.month, day.day) == (start.month, start.day) and day > start
    return False
