"""For the checklists B (building blocks), TM (termination) and BK (backup): how many rows are rules, how many are said not
to be checkable and why, and the sums.

Run `python scripts/checklist_coverage.py`; with `--check` the exit code is 1 when a row is neither a rule nor said not to be
checkable, or when its rule has no flawed or no clean example. A row is a rule when a rule's `subject` names it; it is not
checkable when a ruleset says so in a comment: `# TM30: not checkable, because …`.
"""

from __future__ import annotations

import argparse
import re
import sys

from clausecheck import resources
from clausecheck.rules.loader import available, load
from clausecheck.rules.rule import Rule

LISTS = {"B": 31, "TM": 56, "BK": 63}
_SAID = re.compile(r"^\s*#\s*((?:TM|BK|B)\d{2}):?\s+(not checkable, because .*|comes with .*)$", re.MULTILINE)


def rows() -> list[str]:
    """The ids of every row, in order."""
    return [f"{name}{number:02}" for name, count in LISTS.items() for number in range(1, count + 1)]


def covered() -> tuple[dict[str, list[Rule]], dict[str, str]]:
    """The rules of each row, and the reasons of rows that are not checkable."""
    found: dict[str, list[Rule]] = {}
    reasons: dict[str, str] = {}
    for name in available():
        for rule in load(name).known():
            for row in rule.subject:
                if rule.name not in [other.name for other in found.get(row, [])]:
                    found.setdefault(row, []).append(rule)
    for file in sorted(resources.folder("rulesets").rglob("*.yaml")):
        text = file.read_text(encoding="utf-8")
        reasons.update({match.group(1): match.group(2) for match in _SAID.finditer(text)})
    return found, reasons


def main() -> int:
    """Print the table; say what is missing."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true")
    strict = arguments.parse_args().check
    found, reasons = covered()
    problems: list[str] = []
    totals = [0, 0, 0, 0]
    print(f"{'list':6}{'rows':>6}{'rules':>8}{'not checkable':>15}{'open':>6}")
    for name in LISTS:
        own = [row for row in rows() if row.removesuffix(row[-2:]) == name]
        ruled = [row for row in own if row in found]
        wording = [row for row in own if row not in found and row in reasons]
        open_ = [row for row in own if row not in found and row not in reasons]
        problems += [f"{row}: neither a rule nor said not to be checkable" for row in open_]
        counts = [len(own), len(ruled), len(wording), len(open_)]
        totals = [total + count for total, count in zip(totals, counts, strict=True)]
        print(f"{name:6}{counts[0]:>6}{counts[1]:>8}{counts[2]:>15}{counts[3]:>6}")
    print(f"{'all':6}{totals[0]:>6}{totals[1]:>8}{totals[2]:>15}{totals[3]:>6}")
    for row in rows():
        if row in reasons and row not in found:
            print(f"{row}: {reasons[row]}")
        for rule in found.get(row, ()):
            if not rule.reader and not (rule.flawed and rule.clean):
                problems.append(f"{row}: {rule.name} lacks an example")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if strict and problems else 0


if __name__ == "__main__":
    sys.exit(main())
