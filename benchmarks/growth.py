"""How the time of a check grows with one kind of clause or block, next to a bare parse of the same text.

Every kind of the language is there: each class of the tree gives one, made of the first clause of its kind in the samples
`tour.sla` and `words.sla`, which stands there so many times more, with names and words of its own or as it is. Kinds that
are no class (typos, names that nobody declares, references in one text, waivers …) are written below. What grows stands in
the whole tour, so that it meets everything that an agreement can say.

For each kind, the table says what a check of `n` and of ten times as many costs above the check of the bare tour, how
much dearer the ten times are, and how many bare parses of the same text the larger check costs. Seconds are those of the
processor, in one process, after the ruleset has been used once; of the best of three runs where they are few. The goals are
a factor of 12, and 20 parses for 10,000 of a kind: where fewer cost more than 20, so many are made and measured.

    python benchmarks/growth.py [KIND …] [--number 100] [--at-most SECONDS] [--worst 10]
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

from clausecheck.__main__ import COLLECT_AFTER
from clausecheck.agreement.model import Agreement, resolve
from clausecheck.checking import check_parsed, in_order
from clausecheck.language.parser import parse
from clausecheck.language.tree import KINDS, Block, Document, Grouped, Node
from clausecheck.rules.loader import Ruleset, load

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
AS_OF = dt.date(2026, 11, 27)
GROWTH, PARSES = 12, 20
"""The goals: how much dearer ten times as many may be, and how many bare parses a check of `MOST` may cost."""
MOST = 10_000
FLOOR = 0.25
"""Seconds below which a growth is not judged: the clock and the garbage decide there."""

#: A text of so many of a kind, from how many there are to be.
Growing = Callable[[int], str]


def _insert(text: str, at: int, more: str) -> str:
    return f"{text[:at]}\n{more}\n{text[at:]}"


def _numbered(words: str, number: int) -> str:
    """A clause with its words in quotes, its number in the contract and the name of its block made its own."""
    words = re.sub(r'"([^"\n]*)"', lambda found: f'"{found[1]} {number}"', words)
    return re.sub(r"^\[[^]]*\]", f"[{number + 100}]", words)


def _own_name(agreement: Agreement, node: Node, number: int, words: str) -> str:
    """The same for what declares a name: the name is another each time."""
    name = getattr(node, "name", None) or getattr(node, "values", None)
    span = getattr(name, "span", None)
    if span is None or node.kind in ("signed",):
        return words
    at = span.start - node.span.start
    own = agreement.source.slice(span)
    return words[:at] + f"{own}-{number}" + words[at + len(own) :] if words[at:].startswith(own) else words


def of_classes() -> Iterator[tuple[str, Growing]]:
    """Each kind of clause and block that the language has: with words of its own each time, and as it is."""
    samples = [(name, (SAMPLES / name).read_text(encoding="utf-8")) for name in ("tour.sla", "words.sla")]
    read = [resolve(parse(text, name)) for name, text in samples]
    tour = read[0]
    for kind in (
        one for one in KINDS if one != Grouped.kind
    ):  # reading puts its clauses elsewhere: it stands below
        found = next(((agreement, node) for agreement in read for node in agreement.of_kind(kind)), None)
        if found is None:
            raise ValueError(f"no sample holds a clause of the kind {kind}")
        yield kind, _growing(tour, *found, own=True)
        yield f"{kind} (the same)", _growing(tour, *found, own=False)


def _growing(tour: Agreement, agreement: Agreement, node: Node, *, own: bool) -> Growing:
    words = agreement.source.slice(node.span)
    home = agreement.parent(node)
    assert home is not None
    inside = not isinstance(home, Document)
    # Blocks and clauses of another sample, and clauses of the file, stand at the end; others behind their model.
    if agreement is tour:
        at = node.span.end
        before = after = ""
    else:
        at = len(tour.source.text)
        before = agreement.source.slice(home.head).rstrip(" {") + " {\n" if inside else ""
        after = "\n}" if inside else ""

    def grown(number: int) -> str:
        each = range(number)
        copies = (
            [_own_name(agreement, node, one, _numbered(words, one)) if own else words for one in each]
            if not isinstance(node, Block)
            else [_block(agreement, node, one, words) if own else words for one in each]
        )
        return _insert(tour.source.text, at, before + "\n".join(copies) + after)

    return grown


def _block(agreement: Agreement, node: Node, number: int, words: str) -> str:
    named = _own_name(agreement, node, number, words)
    head, brace, rest = named.partition("{")
    return _numbered(head, number) + brace + rest


PRIORITIES = (
    'service s{0} "Service {0}" {{\n  respond within 1 hour, for P1\n  resolve within {1} hours, for P2\n}}'
)
HOURS = "hours h{0} in Europe/London {{\n  mon-fri 09:00-17:30\n  closed on holidays GB-ENG\n}}"

BACKUP = """backup b{0} for servers {{
  incremental every 4 hours
  keep daily for 30 days
  rpo 1 hour
  rto 8 hours
  restore on request within 4 business hours
  test restore every 3 months
}}"""

#: Kinds that no class of the tree is, by name: before what of the tour they stand, and one of them, with `{0}` for its number.
WRITTEN = {
    "services with priorities": ("scale impact", PRIORITIES),
    "names that nobody declares": ("  handled in", "  respond within 1 hour, for nobody{0}"),
    "hours that nobody declares": ("  handled in", "  open during hours-{0}"),
    "names written almost right": ("  handled in", "  respond within 1 hour, for serverz"),
    "typos in keywords": ("  handled in", "  repsond within {0} minutes"),
    "typos in parts": ("  handled in", "  respond witin {0} minutes"),
    "blocks that are none": ("scale impact", "servise s{0} {{\n  includes \"x\"\n}}"),
    "names that are doubled": ("scale impact", 'service desk "Again {0}" {{\n  includes "x"\n}}'),
    "names that differ in case": ("scale impact", 'site hQ{0} "a"\nsite Hq{0} "b"'),
    "waivers of unknown rules": ("scale impact", "# clausecheck: waive no-such-rule-{0}: nobody knows it"),
    "waivers of known rules": ("scale impact", "# clausecheck: waive CC055: case {0}"),
    "waivers of one rule": ("scale impact", "# clausecheck: waive CC055: because"),
    "comments": ("scale impact", "# a comment {0}"),
    "empty lines": ("scale impact", ""),
    "placeholders": ("  handled in", "  includes \"TBC {0}\""),
    "values that are open": ("  handled in", "  dispatch within tbd, for P1"),
    "values that are unstated": ("  handled in", "  dispatch within unstated, for P1"),
    "responses of one priority": ("  contain within", "  respond within {0} minutes"),
    "responses by service": ("  contain within", "  respond within {0} minutes, for s{0}"),
    "responses by condition": ("  contain within", '  respond within {0} minutes, when "case {0}"'),
    "responses by count": ("  contain within", "  respond within 15 minutes, when users >= {0}"),
    "responses by hours": ("  contain within", "  respond within {1} minutes, outside business, for s{0}"),
    "responses and resolutions": ("  contain within", "  respond within {0} minutes\n  resolve within {0} hours"),
    "hours with holidays": ("site HQ", HOURS),
    "spans of one hours block": ("  sat 09:00-12:00", "  mon-fri 09:00-17:30"),
    "spans that overlap": ("  sat 09:00-12:00", "  mon-sun 08:00-{1}:59"),
    "days on which it is closed": ("  closed on holidays", "  closed on 20{1}-12-24"),
    "priorities without a condition": ("priority P3", 'priority Q{0} "Q {0}" {{\n  respond within {0} minutes\n}}'),
    "priorities by count": ("priority P3", "priority Q{0} {{\n  applies when users >= {0}\n  respond within {0} hours\n}}"),
    "bands of a credit": ("  cap 25%", "  credit {1}% of monthly fee when availability < {1}.{0}%"),
    "bands of credits that meet": ("  cap 25%", "  credit 5% of monthly fee when availability >= 9{1}.0% and < 99.9%"),
    "availability by service": ("scale impact", 'service a{0} "A {0}" {{\n  includes "x"\n  availability 99.9% each month\n}}'),
    "availability, each differs": ("  downtime at most", "  availability 99.{0}% each month"),
    "maintenance windows": ("  downtime at most", "  maintenance sun 02:00-06:00, at most {0} hours per month"),
    "guarantees of one promise": ("review every", "guarantee response for 95% of tickets each month"),
    "guarantees, each differs": ("review every", "guarantee response for {1}% of tickets of P1 each month, for s{0}"),
    "backups with their lines": ("# ---- duties", BACKUP),
    "restores on request, each differs": (
        "  test restore every 3 months",
        "  restore on request within {0} business minutes",
    ),
    "items that are included": ("  excludes \"hardware", '  includes "thing {0}", "other {0}"'),
    "items of one clause": ('"service requests"', ' "thing {0}",'),
    "items in and out": ("  excludes \"hardware", '  includes "thing {0}"\n  excludes "thing {0}"'),
    "includes and excludes, alike": ("  excludes \"hardware", '  includes "printers"\n  excludes "printers"'),
    "texts for one block": ("text for termination", 'text for termination """\nNotice {0} is given within {0} days.\n"""'),
    "references in one text": ("Notice under clause", "Clause {{[9]}} and {{termination}} number {0}."),
    "references that lead nowhere": ("Notice under clause", "Clause {{[{0}.{0}.1]}} and {{nothing.{0}}}."),
    "sentences of one text": ("Notice under clause", "The supplier shall respond within {0} minutes of each call {0}."),
    "clauses in prose": ("[8.4] clause", 'clause "Special {0}" """\nThe supplier answers within {0} hours.\n"""'),
    "definitions": ("define incident", 'define word-{0} "a word {0}"'),
    "definitions that are used": ("define incident", 'define "Word {0}" as 8 hours of business'),
    "formulas": ("guarantee first-fix", "metric m{0} in percent {{\n  formula a{0} / b{0}\n}}"),
    "exits of one ground": ("  withdraw within", "  end by Client for convenience, on {0} days notice"),
    "exits of many grounds": ("  withdraw within", '  end by either for "ground {0}", on {0} days notice'),
    "exits by availability": ("  withdraw within", "  end by Client when availability of desk < {1}.{0}% in 2 of 3 months"),
    "duties of one party": ("fees {", 'duties of Client {{\n  must "do thing {0}" within {0} days\n}}'),
    "duties, each alike": ("  must \"give", '  must "answer" within {0} days'),
    "clocks": ("clock for response", "clock for s{0} {{\n  starts when logged\n  pauses when awaiting customer\n}}"),
    "plans with targets": ("# ---- what is measured", 'plan p{0} for servers {{\n  respond within {1} minutes, for P2\n}}'),
    "escalations": ("  contain within", '  escalate to "Head {0}" after {0} hours'),
    "reports to one party": ("review every", 'report "R {0}" to Client every 1 month within {1} days of month-end'),
    "nested exits": ("  withdraw within", "  exit {{\n    keep backups for {0} days from end\n  }}"),
    "numbers of the paper": ("scale impact", '[{0}.1] service n{0} "N {0}" {{\n  includes "x"\n}}'),
    "one number many times": ("scale impact", '[7.1] service n{0} "N {0}" {{\n  includes "x"\n}}'),
    "clauses for one priority together": ("  handled in", '  for P1 {{\n    dispatch within {0} minutes, when "case {0}"\n  }}'),
    "prices": ("  invoice every", "  charge {0}.00 GBP per month, for servers"),
}  # fmt: skip


def written() -> Iterator[tuple[str, Growing]]:
    """Each kind that is written above."""
    tour = (SAMPLES / "tour.sla").read_text(encoding="utf-8")
    for name, (before, each) in WRITTEN.items():
        at = tour.index(before)
        own_line = tour[:at].rpartition("\n")[2].strip() == "" or before.startswith("Notice")

        def grown(number: int, at: int = at, each: str = each, line: bool = own_line) -> str:
            copies = [each.format(one, 10 + one % 80) for one in range(number)]
            return tour[:at] + ("\n".join(copies) + "\n" if line else "".join(copies)) + tour[at:]

        yield name, grown
    yield (
        "targets by service and hours",
        lambda n: (
            tour
            + "\n".join(
                f'{HOURS.format(one)}\nservice s{one} "S" {{\n  includes "x"\n  respond within 2 h{one} hours\n}}'
                for one in range(n)
            )
        ),
    )


def kinds() -> dict[str, Growing]:
    """Every kind by its name, with what makes a text of so many."""
    return dict([*of_classes(), *written()])


# ---- measuring --------------------------------------------------------------------------------------


class TooLong(BaseException):
    """A check ran beyond what it is given; no rule catches it."""


def seconds(work: Callable[[], object], at_most: float) -> float:
    """Seconds of the processor that `work` takes; `at_most`, and not more, where it would be longer."""

    def stop(signal_: int, frame: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGVTALRM, stop)
    gc.collect()
    begin = time.process_time()
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, at_most)
        work()
    except TooLong:
        return float("inf")
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return time.process_time() - begin


def checking(text: str, ruleset: Ruleset) -> Callable[[], object]:
    """A check of a text, as the command does it, without its reading."""
    parsed = parse(text, "a.sla")
    return lambda: in_order(check_parsed(parsed, ruleset, as_of=AS_OF))


def _measured(text: str, ruleset: Ruleset, at_most: float) -> tuple[float, float]:
    """What a check of a text costs, in seconds and in bare parses of the text."""
    parsing = seconds(lambda: parse(text, "a.sla"), 60)
    spent = seconds(checking(text, ruleset), at_most)
    return spent, spent / parsing


def main() -> int:
    """Print the table; 1 where a goal is missed."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("kinds", nargs="*", help="only kinds whose names hold one of these words")
    arguments.add_argument("--number", type=int, default=100, help="how many there are at first")
    arguments.add_argument(
        "--at-most", type=float, default=60, help="seconds after which a check is given up"
    )
    arguments.add_argument("--worst", type=int, default=0, help="show so many rules that cost most")
    options = arguments.parse_args()
    gc.set_threshold(COLLECT_AFTER)  # as the command does
    ruleset = load("msp").with_profile(("core",))
    tour = (SAMPLES / "tour.sla").read_text(encoding="utf-8")
    checking(tour, ruleset)()
    base = min(seconds(checking(tour, ruleset), 60) for _ in range(3))
    print(f"the tour alone: {base:.2f} s")
    print(f"{'kind':40}{'few':>8}{'ten times':>10}{'growth':>8}{'parses':>8}")
    missed = 0
    for name, grown in kinds().items():
        if options.kinds and not any(word in name for word in options.kinds):
            continue
        few, many = grown(options.number), grown(10 * options.number)
        small = seconds(checking(few, ruleset), options.at_most)
        if small - base < FLOOR:  # a short time is measured as often as that of the tour
            small = min(small, *(seconds(checking(few, ruleset), options.at_most) for _ in range(2)))
        large, parses = _measured(many, ruleset, options.at_most)
        growth = (large - base) / max(small - base, 0.002)
        shown = f"{name:40}{small:8.2f}{large:10.2f}{growth:8.1f}{parses:8.1f}"
        if parses > PARSES and 10 * options.number < MOST:
            _, parses = _measured(grown(MOST), ruleset, options.at_most)
            shown += f"  {MOST:,}: {parses:.1f}"
        bad = (growth > GROWTH and large - base > FLOOR) or parses > PARSES
        missed += bad
        print(f"{shown}{'  missed' if bad else ''}", flush=True)
        if options.worst and bad:
            _worst(many if large < float("inf") else few, ruleset, options.worst)
    print(f"{missed} kinds miss a goal")
    return int(missed > 0)


def _worst(text: str, ruleset: Ruleset, number: int) -> None:
    """Print the rules that cost most on a text."""
    result = check_parsed(parse(text, "a.sla"), ruleset, as_of=AS_OF)
    for rule, spent in sorted(result.seconds.items(), key=lambda pair: -pair[1])[:number]:
        print(f"    {rule:44}{spent:8.2f}")


if __name__ == "__main__":
    sys.exit(main())
