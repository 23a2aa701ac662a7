"""What the provider is to do with copies, and cannot do in time or at all: word of a failed run, tests of copies whose keys it
has not."""

from __future__ import annotations

from collections.abc import Iterator

from clausecheck.agreement.backup import BackupMeaning, backups, plain
from clausecheck.agreement.clock import WEEK
from clausecheck.agreement.due import Elapsed
from clausecheck.agreement.mending import mend, more, put
from clausecheck.agreement.parties import called
from clausecheck.agreement.schedule import elapsed
from clausecheck.agreement.words import hours_to_write, hours_words
from clausecheck.checks.backups.restores import compared, due_of
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Customer, Encrypt, Failure, Keys, Must, Node, Provider, Rpo, TestRestore
from clausecheck.language.write import write

# ---- word of a failed run


@check("failure-told-late")
def failure_told_late(context: Context) -> Iterator[Finding]:
    """Word of a failed run that, whenever the run fails, comes only after the time of which data may be lost."""
    for backup in backups(context.semantics):
        limits = [(clause, elapsed(clause.value)) for clause in backup.node.all(Rpo) if clause.when is None]
        for clause in backup.node.all(Failure):
            if clause.reported is None or clause.as_ or clause.when is not None or clause.outside:
                continue
            late = _always_late(backup, clause, limits)
            if late is not None:
                yield _told_late(context, backup, clause, *late)


def _always_late(
    backup: BackupMeaning, clause: Failure, limits: list[tuple[Rpo, int | None]]
) -> tuple[Rpo, int, int] | None:
    """The RPO of the same matter that is over before word of a failed run can be due, its seconds, and the least that the word
    takes in the first week, in seconds; `None` where it may come in time, or the failure is mended by then."""
    due = due_of(backup.semantics, clause.reported, clause.during)
    fixed = elapsed(plain(clause.fixed)) if clause.fixed is not None else None
    if due is None:
        return None
    for rpo, limit in limits:
        about = {write(value) for value in clause.for_}
        if limit is None or (about and about != {write(value) for value in rpo.for_}):
            continue
        if fixed is not None and fixed <= limit:
            continue
        # In time is word that comes no later than the RPO after some run: then the RPO does not end before it.
        if compared(backup.semantics, due, Elapsed(limit), lead=1).ticket is None:
            continue
        sooner = compared(backup.semantics, Elapsed(limit), due, lead=1)
        if sooner.ticket is None and not sooner.undecided:
            start = min((clock.start for clock in due.clocks()), default=0)
            least = min(due(start + hour * 3600) - start - hour * 3600 for hour in range(WEEK // 3600))
            return rpo, limit, least
    return None


def _told_late(
    context: Context, backup: BackupMeaning, clause: Failure, rpo: Rpo, limit: int, least: int
) -> Finding:
    reported = clause.reported
    assert reported is not None
    told, most = write(plain(reported)), write(plain(rpo.value))
    within = reported.amount if isinstance(reported, v.Anchored) else reported
    return context.draft(
        f"that a run of {backup.title} failed may be said only after {told}, when more than the RPO of {most} is at risk already",
        clause,
        f"told after {most}, whenever the run fails",
        span=reported.span,
        labels=(Label(rpo.span, f"at most {most} may be lost"),),
        witness=Witness(
            f"a run that fails need not be told before {hours_words(least)} have passed, and {most} after the copy before it the "
            "RPO is missed: nobody was told in time to act",
            {"reported": least, "rpo": limit},
        ),
        values=(told, most),
        help=(
            mend(
                context.agreement,
                "say it while something can be done: write {} instead",
                put(context.agreement, within, hours_to_write(max(3600, limit // 6 // 3600 * 3600)))
                if limit > 3600
                else put(context.agreement, within, most),
            ),
            mend(
                context.agreement,
                "have it mended in time, whoever is told: write {} instead",
                more(context.agreement, clause, f"fixed within {most}"),
            )
            if clause.fixed is None
            else None,
        ),
    )


# ---- tests without a key


@check("keys-not-with-tester")
def keys_not_with_tester(context: Context) -> Iterator[Finding]:
    """Encrypted copies whose keys the customer alone holds, and tests of restores that the provider is to make."""
    agreement = context.agreement
    customers = called(agreement, Customer, "customer")
    providers = called(agreement, Provider, "provider")
    if any(_hands_over(duty) for duty in agreement.all(Must)):
        return
    for backup in backups(context.semantics):
        keys = [clause for clause in backup.node.all(Keys) if clause.held]
        holders = {write(value) for clause in keys for value in clause.held}
        if (
            not keys
            or not holders <= customers
            or any(clause.for_ or clause.when is not None for clause in keys)
        ):
            continue
        for test in backup.node.all(TestRestore):
            testers = {write(value) for value in test.by}
            if testers and testers <= providers:
                yield _no_key(context, backup, keys[0], test)


def _hands_over(duty: Must) -> bool:
    """Whether a duty speaks of keys: then it is said how the one without them gets them."""
    return any(
        word.strip(".,;").casefold() in ("key", "keys", "passphrase", "passphrases")
        for _, value in duty.contents()
        for inner in value.walk()
        if isinstance(inner, v.Text)
        for word in inner.text.split()
    )


def _no_key(context: Context, backup: BackupMeaning, keys: Keys, test: TestRestore) -> Finding:
    holder, tester = write(keys.held[0]), write(test.by[0])
    encrypted: list[Node] = list(backup.node.all(Encrypt))
    return context.draft(
        f"{tester} is to test restores of {backup.title}, and {holder} alone holds the keys",
        test,
        f"cannot be done without {holder}",
        labels=(
            Label(keys.span, "nobody else can decrypt the copies"),
            *(Label(one.span, "what is copied is encrypted") for one in encrypted[:1]),
        ),
        witness=Witness(
            f"on the day of a test {tester} has copies that it cannot read, and nothing says that {holder} hands over a key or "
            "takes part",
            {"keys": holder, "test": tester},
        ),
        values=(holder, tester),
        help=(
            f'say how {tester} gets the key for a test: `duties of {holder} {{\n  must "enter the key for each test of a restore '
            f'within 2 business days of the request"\n}}`',
            mend(
                context.agreement,
                "let both hold the keys: write {} instead",
                *(put(context.agreement, value, f"{write(value)}, {tester}") for value in keys.held[:1]),
            ),
            mend(
                context.agreement,
                f"let {holder} make the test: write {{}} instead",
                *(put(context.agreement, value, holder) for value in test.by[:1]),
            ),
        ),
    )
