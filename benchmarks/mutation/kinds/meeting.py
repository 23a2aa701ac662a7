"""Two clauses that do not go together, and their sound twins: copies and the line, word of failures and the loss that is allowed,
keys and tests, plans and their order, credits and their period, a fee that has no price. Which of the two a text is, the
computation beside it decides."""

from __future__ import annotations

import random

from clausecheck.language import tree as t
from clausecheck.language.write import write
from mutation.sample import Made, Sample, availabilities, kind, one_of


def _end(flawed: bool, code: str) -> str:
    return f"[{code}]" if flawed else f"[not {code}]"


def _added(sample: Sample, text: str, flawed: bool, code: str) -> tuple[str, str]:
    """The agreement with one more block at its end."""
    return f"{sample.text.rstrip()}\n\n{text}\n", f"also {' '.join(text.split())} {_end(flawed, code)}"


@kind("full-copy-over-line", "backups", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """A full copy in bits against a line in bits per second and the days until the next one."""
    tera, mega, days = rng.choice((2, 6, 15, 30)), rng.choice((20, 100, 400, 1000)), rng.choice((1, 2, 7))
    seconds = tera * 8 * 10**12 / (mega * 10**6)
    flawed = seconds > days * 86400
    every = "1 day" if days == 1 else f"{days} days"
    text = f"backup extra {{\n  size {tera} TB, link {mega} Mbit/s\n  full every {every}\n}}"
    return _added(sample, text, flawed, "CC391")


@kind("failure-told-late", "backups", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """Word of a failed copy after so many hours, against the hours of data that may be lost."""
    told, lost = rng.choice((1, 4, 20, 48, 96)), rng.choice((2, 8, 26, 72))
    text = f"backup extra {{\n  rpo {lost} hours\n  failure reported within {told} hours\n}}"
    return _added(sample, text, told > lost, "CC392")


@kind("keys-and-tests", "backups", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """One party holds the keys, and the same or the other one is to test."""
    own, ours = (write(sample.world.one(kind_).name) for kind_ in (t.Provider, t.Customer))
    keys, tester = rng.choice((ours, f"{ours}, {own}", own)), rng.choice((own, ours))
    every = rng.choice(("3 months", "6 months"))
    text = f"backup extra {{\n  keys held by {keys}\n  test restore every {every}, by {tester}\n}}"
    return _added(sample, text, keys == ours and tester == own, "CC393")


@kind("plan-below-cheaper", "deadlines", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """Two plans with prices; the dearer one answers later, or sooner."""
    prices, hours = rng.sample((90, 240, 310, 900), 2), rng.sample((1, 2, 6, 9), 2)
    flawed = (prices[0] > prices[1]) == (hours[0] > hours[1])
    worst = write(sample.world.all(t.Priority)[0].name)
    plans = [
        f"plan {name} {{\n  charge {price} EUR per month\n  respond within {length} hours, during always, for {worst}\n}}"
        for name, price, length in zip(("Ash", "Oak"), prices, hours, strict=True)
    ]
    return _added(sample, "\n".join(plans), flawed, "CC247")


@kind("credits-of-other-period", "credits", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """An availability of another period than its credits, or of the same."""
    line = one_of(rng, [one for one in availabilities(sample) if one.each is not None])
    if line is None or not sample.world.all(t.Credits):
        return None
    home = sample.world.home(line)
    level = sample.wording(line.value)
    period = rng.choice(("month", "quarter"))
    text = (
        f"service extra {{\n  availability {level} each {period}\n}}\n"
        f"credits for extra {{\n  credit 5% of monthly fee when availability < {level} each month\n}}"
    )
    return _added(sample, text, period == "quarter", "CC548") if home is not None else None


@kind("fee-that-nobody-states", "credits", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """A share of a fee for something that has no price, or one that names no thing at all."""
    if not sample.world.all(t.Charge):
        return None
    thing = rng.choice(("greenhouse", "aquarium", "", ""))
    fee = f"the fee of the affected {thing}" if thing else "the monthly fee of the affected service"
    text = f'credits {{\n  credit 4% of "{fee}" when "the visit is missed"\n}}'
    return _added(sample, text, bool(thing), "CC550")


@kind("maintenance-over-closing", "availability", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """A window that begins before the hours end, or when they end."""
    close, begin = rng.choice((17, 18, 19)), rng.choice((16, 17, 18, 19))
    flawed = begin < close
    text = (
        f"hours counter in Europe/London {{\n  mon-sat 08:00-{close}:00\n}}\nservice extra {{\n"
        "  availability 99% each month, during counter, except maintenance\n"
        f"  maintenance sat {begin}:00-{begin + 4}:00, on 5 days notice\n}}"
    )
    return _added(sample, text, flawed, "CC516")
