"""How well drafts are read: precision, recall, questions and what was not read, by form and by reader.

    python benchmarks/import.py             the table
    python benchmarks/import.py --check     exit code 1 where the precision on tuned documents is below 0.97
    python benchmarks/import.py --errors    also each clause that is wrong or missing in the tuned ones
    python benchmarks/import.py --sealed    also those in the sealed ones: once read, they are sealed no more

`import/licensed.yaml` has the clauses that a careful reader finds in published documents (`import/licensed/`, with licences),
`import/own.yaml` and `own2.yaml` documents that are written for this benchmark, and `import/sealed.yaml` and `sealed2.yaml`
documents
that no pattern was tuned on: the digests in `import/sealed.sha256` were recorded before. `drafts.py` makes the files of them.
"""

from __future__ import annotations

import argparse
import fnmatch
import hashlib
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from drafts import made

from clausecheck.importing.account import UNREAD
from clausecheck.importing.blocks import CannotImport
from clausecheck.importing.importer import import_draft
from clausecheck.importing.readings import DraftReading

HERE = Path(__file__).parent / "import"
GATE = 0.97
TUNED, SEALED = "tuned", "sealed"
SETS = {"licensed": TUNED, "own": TUNED, "own2": TUNED, "sealed": SEALED, "sealed2": SEALED}
ENDINGS = {"md": ".md", "html": ".html", "docx": ".docx"}


@dataclass
class Score:
    """What became of the documents of one set."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    documents: int = 0
    questions: int = 0
    unread: int = 0
    passages: int = 0
    errors: list[str] = field(default_factory=list)

    def share(self, of: Counter[str]) -> float:
        """The share of what is right among it and `of`."""
        right, other = sum(self.right.values()), sum(of.values())
        return right / (right + other) if right + other else 1.0


def main() -> int:
    """Measure, print, and check where that is asked for."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--check", action="store_true")
    asked.add_argument("--errors", action="store_true")
    asked.add_argument("--sealed", action="store_true")
    options = asked.parse_args()
    whole: dict[str, Score] = defaultdict(Score)
    for kind, tuned in SETS.items():
        for entry in yaml.safe_load((HERE / f"{kind}.yaml").read_text(encoding="utf-8")):
            scored(entry, whole[tuned], whole[f"{tuned}, {kind}"], whole[f"{tuned}, {entry['form']}"])
    for name, score in sorted(whole.items()):
        print(
            f"{name:16} {score.documents:3} documents  precision {score.share(score.wrong):.3f}  "
            f"recall {score.share(score.missed):.3f}  "
            f"{score.questions} questions  {score.unread} of {score.passages} passages not read"
        )
    for name in (TUNED, SEALED):
        print(f"\n{name}, by clause        right  wrong  missed")
        score = whole[name]
        for key in sorted({*score.right, *score.wrong, *score.missed}):
            print(f"  {key:22} {score.right[key]:5} {score.wrong[key]:6} {score.missed[key]:7}")
    shown = [name for name, wanted in ((TUNED, options.errors), (SEALED, options.sealed)) if wanted]
    print("\n".join(line for name in shown for line in whole[name].errors))
    broken = [
        name for digest, name in seals() if hashlib.sha256((HERE / name).read_bytes()).hexdigest() != digest
    ]
    for name in broken:
        print(f"{name} is not the file whose digest was recorded")
    return int(options.check and (bool(broken) or whole[TUNED].share(whole[TUNED].wrong) < GATE))


def seals() -> list[tuple[str, str]]:
    """The digests that were recorded, each with its file."""
    lines = (HERE / "sealed.sha256").read_text(encoding="utf-8").splitlines()
    return [(line.split()[0], line.split()[1]) for line in lines]


def scored(entry: dict[str, Any], *scores: Score) -> None:
    """Add one document to scores."""
    gold = Counter(line.strip() for line in entry["gold"].splitlines() if line.strip())
    try:
        done = import_draft(
            made(entry), entry["name"] + ENDINGS[entry["form"]], changes=entry.get("changes", "")
        )
    except CannotImport as error:
        for score in scores:
            score.documents += 1
            score.missed.update(kind(line) for line in gold.elements())
            score.errors.append(f"{entry['name']}: refused, {error}")
        return
    found = Counter(line for reading in done.readings if reading.clause for line in [told(reading)])
    found = Counter(dict.fromkeys(found, 1))
    matched, left = [], sorted(gold.elements(), key=lambda line: line.endswith("…"))
    for line in found:
        known = next(
            (one for one in left if one == line or ("…" in one and fnmatch.fnmatchcase(line, literal(one)))),
            None,
        )
        if known is not None:
            matched.append(line)
            left.remove(known)
    for score in scores:
        score.documents += 1
        score.questions += len(done.questions)
        score.unread += done.count(UNREAD)
        score.passages += len(done.entries)
        score.right.update(map(kind, matched))
        score.wrong.update(kind(line) for line in found if line not in matched)
        score.missed.update(kind(line) for line in left)
        score.errors += [f"{entry['name']}: wrong   {line}" for line in found if line not in matched]
        score.errors += [f"{entry['name']}: missed  {line}" for line in left]


def literal(pattern: str) -> str:
    """A gold line with `…` for anything, as a pattern of `fnmatch`."""
    return "".join(f"[{char}]" if char in "[*?" else char for char in pattern).replace("…", "*")


def told(reading: DraftReading) -> str:
    """A reading as gold says it: `priority P1: respond within 1 hour`, with `?` for what is asked."""
    head = (
        " ".join(reading.path[0].split()[:2])
        if reading.path and not reading.path[0].startswith("credits for")
        else "credits"
    )
    clause = reading.clause
    for question in reading.questions:
        clause = clause.replace(f"{{{question.key}}}", f"{question.before}?")
    return f"{head if reading.path else 'define'}: {clause}"


def kind(line: str) -> str:
    """The keyword of a clause, under which it is counted."""
    clause = line.partition(": ")[2]
    word = clause.split(" ", 1)[0]
    return "opening hours" if word[:3] in ("mon", "tue", "wed", "thu", "fri", "sat", "sun") else word


if __name__ == "__main__":
    sys.exit(main())
