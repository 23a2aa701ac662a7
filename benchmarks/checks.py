"""What the checks cost, next to reading the same agreement, and how that grows.

Every check of the default ruleset runs on each clean sample, all of which have public holidays in their hours; calendar
data are loaded before, as in any run of more than one file. What several checks share counts for the first that asks for
it. Reading and checking take turns in one process, so that the ratio does not hang on the machine, and no garbage is
collected while one of them is measured, which would count for whichever was at work. The goal is at most 1.5; that it is
missed is printed and fails nothing.

The second table repeats the priorities of an agreement for more and more services. The number of pairs that can meet one
another grows with it, and so should the time; the time for each target should not.

    python benchmarks/checks.py [--rounds N]
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from clausecheck.agreement.model import resolve
from clausecheck.agreement.semantics import Semantics
from clausecheck.context import Context, find_check
from clausecheck.language.parser import Parsed, parse
from clausecheck.rules.loader import Ruleset, load

CLEAN = Path(__file__).resolve().parent.parent / "samples" / "clean"
AS_OF = dt.date(2026, 11, 23)
GOAL = 1.5

HEAD = """agreement "Growing" {{
  effective 2027-01-01
  term 36 months
  zone Europe/London
}}
hours business in Europe/London {{
  mon-fri 09:00-17:30
  closed on holidays GB-ENG
}}
{services}
"""
PRIORITY = """priority P{number} "Level {number}" {{
{targets}}}
"""


def checks(ruleset: Ruleset, parsed: Parsed, subject: str = "") -> list[tuple[str, Callable[[], object]]]:
    """Each check of the ruleset, with a call that runs it on one agreement; of the package of checks `subject` alone."""
    semantics = Semantics(resolve(parsed), AS_OF)
    found: list[tuple[str, Callable[[], object]]] = []
    for rule in ruleset.rules:
        if not rule.check:
            continue
        function = find_check(rule.check)
        if subject and f".{subject}." not in f"{function.__module__}.":
            continue
        context = Context(semantics, rule.name, rule.parameters)
        found.append((rule.name, lambda function=function, context=context: list(function(context))))  # type: ignore[misc]
    return found


def took(work: Callable[[], object]) -> float:
    """Seconds of processor time, without the collection of garbage."""
    gc.disable()
    try:
        begin = time.process_time()
        work()
        return time.process_time() - begin
    finally:
        gc.enable()


def run(ruleset: Ruleset, text: str) -> tuple[float, dict[str, float]]:
    """Seconds of reading, and of each check."""
    reading = took(lambda: parse(text))
    return reading, {name: took(work) for name, work in checks(ruleset, parse(text))}


def grown(services: int) -> str:
    """An agreement of so many services with four priorities, each with a response and a resolution for every service."""
    names = [f"s{number}" for number in range(services)]
    blocks = "".join(f'service {name} "Service {name}" {{\n  includes "all"\n}}\n' for name in names)
    for number in range(1, 5):
        targets = "".join(
            f"  respond within {number * 2 + index % 2} business hours, for {name}\n"
            f"  resolve within {number * 10 + index % 3} business hours, for {name}\n"
            for index, name in enumerate(names)
        )
        blocks += PRIORITY.format(number=number, targets=targets)
    return HEAD.format(services=blocks)


def main() -> None:
    """Print both tables."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--rounds", type=int, default=7)
    rounds = arguments.parse_args().rounds
    ruleset = load("msp")
    good = True
    print(f"{'agreement':24}{'lines':>7}{'reading':>10}{'checks':>10}{'ratio':>8}   the dearest")
    for path in sorted(CLEAN.glob("*.sla")):
        text = path.read_text(encoding="utf-8")
        run(ruleset, text)
        turns = [run(ruleset, text) for _ in range(rounds)]
        reading = statistics.median(turn[0] for turn in turns)
        each = {name: statistics.median(turn[1][name] for turn in turns) for name in turns[0][1]}
        total = sum(each.values())
        dearest = sorted(each.items(), key=lambda item: -item[1])[:3]
        told = ", ".join(f"{name} {seconds * 1000:.0f} ms" for name, seconds in dearest)
        print(
            f"{path.stem:24}{len(text.splitlines()):7}{reading * 1000:7.0f} ms{total * 1000:7.0f} ms"
            f"{total / reading:8.2f}   {told}"
        )
        good = good and total / reading <= GOAL
    print()
    print(f"{'services':>8}{'targets':>9}{'deadlines':>11}{'a target':>11}")
    for services in (5, 10, 20, 40):
        parsed = parse(grown(services))
        spent = statistics.median(
            sum(took(work) for _, work in checks(ruleset, parsed, "deadlines")) for _ in range(3)
        )
        targets = services * 8
        print(f"{services:8}{targets:9}{spent * 1000:8.0f} ms{spent * 1000 / targets:8.2f} ms")
    print("goal: a ratio of at most", GOAL, "- met" if good else "- missed")


if __name__ == "__main__":
    main()
