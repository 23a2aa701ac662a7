"""Documents, texts, dropped clauses."""

from __future__ import annotations

import random

from clausecheck.language import tree as t
from clausecheck.language.write import write
from clausecheck.source import Span
from mutation.sample import TARGETS, Made, Sample, kind, promises, shortened


@kind("precedence-circle", "documents")
def _(rng: random.Random, sample: Sample) -> Made:
    line = sample.world.one(t.Precedence)
    wording = [sample.wording(value) for value in line.values]
    if rng.random() < 0.5:
        return sample.after(
            line, f"precedence {', '.join(reversed(wording))}"
        ), "the order of documents, and its reverse"
    again = rng.choice(wording[:-1])
    new = f"precedence {', '.join([*wording, again])}"
    return sample.put((line.span, new)), f"the order of documents ends with {again} again"


@kind("precedence-shuffled", "documents")
def _(rng: random.Random, sample: Sample) -> Made:
    """Another order, without a circle."""
    line = sample.world.one(t.Precedence)
    wording = [sample.wording(value) for value in line.values]
    shuffled = rng.sample(wording, len(wording))
    return (sample.put((line.span, f"precedence {', '.join(shuffled)}")), f"precedence {', '.join(shuffled)}")


@kind("value-tbd", "documents")
def _(rng: random.Random, sample: Sample) -> Made:
    """A value is still to be agreed, in an agreement that is."""
    clause, length = rng.choice(promises(sample, (*TARGETS, t.Escalate)))
    return sample.changed(clause, length, "tbd")


@kind("two-clocks", "documents", asks=("CC489",))
def _(rng: random.Random, sample: Sample) -> Made:
    """`1 business hour, during always`."""
    working = [(clause, length) for clause, length in promises(sample) if length.hours is not None]
    if not working:
        return None
    clause, _ = rng.choice(working)
    span = Span(clause.span.end, clause.span.end)
    return sample.put(
        (span, ", during always")
    ), f"{sample.where(clause)}: {shortened(sample.wording(clause))}, during always"


#: Which clauses of which block a checklist row asks for, and the rule of that row.
NEEDED: tuple[tuple[type[t.Node], type[t.Node] | None, str, str], ...] = (
    (t.Rpo, t.Backup, "", "CC318"),
    (t.Rto, t.Backup, "", "CC319"),
    (t.Encrypt, t.Backup, "", "CC329"),
    (t.Keys, t.Backup, "", "CC330"),
    (t.TestRestore, t.Backup, "", "CC342"),
    (t.Verify, t.Backup, "jobs", "CC337"),
    (t.Verify, t.Backup, "checksums", "CC341"),
    (t.May, t.Backup, "restore", "CC346"),
    (t.RestoreOrder, t.Backup, "", "CC320"),
    (t.Includes, t.Backup, "", "CC303"),
    (t.Runs, t.Backup, "", "CC316"),
    (t.Term, t.AgreementBlock, "", "CC102"),
    (t.Effective, t.AgreementBlock, "", "CC102"),
    (t.Review, t.AgreementBlock, "", "CC146"),
    (t.Law, t.AgreementBlock, "", "CC130"),
    (t.Signed, t.AgreementBlock, "", "CC135"),
    (t.Hours, None, "", "CC107"),
    (t.Credits, None, "", "CC116"),
    (t.Report, None, "", "CC115"),
    (t.Liability, None, "", "CC128"),
    (t.Exceptions, None, "", "CC117"),
    (t.Change, None, "", "CC123"),
    (t.Onboarding, None, "", "CC125"),
    (t.Duties, None, "", "CC106"),
    (t.Fees, None, "", "CC124"),
    (t.Clock, None, "", "CC111"),
    (t.NoticeTo, t.Termination, "", "CC422"),
    (t.NoticeTo, t.Termination, "received", "CC423"),
    (t.May, t.Termination, "end", "CC427"),
    (t.Withdraw, t.Termination, "", "CC428"),
    (t.NoWithholding, t.Termination, "", "CC437"),
    (t.Exit, t.Termination, "", "CC127"),
    (t.ExitPlan, t.Exit, "", "CC440"),
    (t.Return, t.Exit, "", "CC448"),
    (t.Survives, t.Exit, "", "CC439"),
    (t.Contact, t.Service, "", "CC171"),
    (t.Includes, t.Service, "", "CC150"),
)


@kind("clause-dropped", "completeness", known=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """A clause, or a block, that the checklist asks for."""
    wanted, home, about, rule = rng.choice(NEEDED)
    lines = [
        line
        for line in sample.world.all(wanted)
        if (home is None or isinstance(sample.world.home(line), home)) and _names(line, about)
    ]
    if home not in (None, t.AgreementBlock, t.Termination, t.Exit) and lines:
        block = sample.world.home(rng.choice(lines))
        lines = [line for line in lines if sample.world.home(line) is block]
    if not lines or _said_besides(sample, lines, rule):
        return None
    what = f"{sample.where(lines[0])}: without {wanted.kind}{f' {about}' if about else ''} [{rule}]"
    return sample.drop(*lines), what


#: What else answers a row of the checklist, wherever it stands: a charge is a charge outside of `fees`, too.
_ALSO: dict[str, tuple[type[t.Node], ...]] = {
    "CC117": (t.Excuse, t.ForceMajeure, t.NoLiability),
    "CC123": (t.Amend,),
    "CC124": (t.Charge,),
    "CC150": (t.Contact, t.OpenClause),
    "CC171": (t.Contact,),
    "CC341": (t.Verify,),
}


def _said_besides(sample: Sample, gone: list[t.Node], rule: str) -> bool:
    """Whether something that is left says what the row asks for: anywhere, of `includes` in the same service; of exceptions also
    what an availability leaves out."""
    inside = {
        id(node) for block in gone for node in (block.walk() if isinstance(block, t.Block) else (block,))
    }
    left = [
        node for wanted in _ALSO.get(rule, ()) for node in sample.world.all(wanted) if id(node) not in inside
    ]
    if rule == "CC150":
        left = [node for node in left if sample.world.home(node) is sample.world.home(gone[0])]
    if rule == "CC341":
        left = [
            node
            for node in left
            if isinstance(sample.world.home(node), t.Relies) and _names(node, "checksums")
        ]
    if rule == "CC135" and write(sample.world.one(t.Status).value) != "signed":
        return True  # who signs is asked of what is signed
    return bool(left) or (rule == "CC117" and any(line.except_ for line in sample.world.all(t.Availability)))


def _names(line: t.Node, about: str) -> bool:
    if not about:
        return True
    if isinstance(line, t.NoticeTo):
        return line.received is not None
    values = getattr(line, "values", None) or (getattr(line, "what", None),)
    return any(value is not None and write(value) == about for value in values)


@kind("text-differs", "texts", asks=("CC490",))
def _(rng: random.Random, sample: Sample) -> Made:
    """A text about the fees states another time."""
    days = rng.choice((10, 14, 45, 60))
    wording = f'clause "Invoices" """\nUnder {{fees}} every invoice is paid within {days} days.\n"""\n'
    return f"{sample.text}\n{wording}", f"a clause in prose: invoices within {days} days"


@kind("text-agrees", "equivalent", same=True)
def _(rng: random.Random, sample: Sample) -> Made:
    """A text about the fees states the same time."""
    says = rng.choice(("within 30 days", "within thirty (30) days", "no later than 30 days after it"))
    wording = f'clause "Invoices" """\nUnder {{fees}} every invoice is paid {says}.\n"""\n'
    return f"{sample.text}\n{wording}", f"a clause in prose: invoices {says}"


@kind("words-and-digits", "texts", asks=("CC491",))
def _(rng: random.Random, sample: Sample) -> Made:
    words, digits = rng.choice((("ninety", 60), ("thirty", 13), ("sixty", 90), ("five", 15)))
    wording = f'clause "Returns" """\nEquipment is returned after {words} ({digits}) days.\n"""\n'
    return f"{sample.text}\n{wording}", f"a clause in prose: {words} ({digits}) days"
