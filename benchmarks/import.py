"""How well drafts are read: precision, recall, questions and what was not read, by form and by reader.

    python benchmarks/import.py             the table
    python benchmarks/import.py --check     exit code 1 where the precision on tuned documents is below 0.97
    python benchmarks/import.py --errors    also each clause that is wrong, and each that is missing

`import/licensed.yaml` has the clauses that a careful reader finds in published documents (`import/licensed/`, with licences),
`import/own.yaml` documents that are written for this benchmark, and `import/sealed.yaml` documents that no pattern was tuned on:
the digest in `import/sealed.sha256` was recorded before. A text in Markdown is made into a Word file or a page, as it says.
"""

from __future__ import annotations

import argparse
import fnmatch
import hashlib
import io
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from clausecheck.importing.account import UNREAD
from clausecheck.importing.blocks import CannotImport
from clausecheck.importing.importer import import_draft
from clausecheck.importing.readings import DraftReading

HERE = Path(__file__).parent / "import"
GATE = 0.97
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
    options = asked.parse_args()
    whole: dict[str, Score] = defaultdict(Score)
    forms: dict[str, Score] = defaultdict(Score)
    for kind in ("licensed", "own", "sealed"):
        for entry in yaml.safe_load((HERE / f"{kind}.yaml").read_text(encoding="utf-8")):
            tuned = "sealed" if kind == "sealed" else "tuned"
            scored(entry, whole[tuned], whole[f"{tuned}, {entry['form']}"], forms[tuned])
    for name, score in sorted(whole.items()):
        print(
            f"{name:14} {score.documents:3} documents  precision {score.share(score.wrong):.3f}  "
            f"recall {score.share(score.missed):.3f}  "
            f"{score.questions} questions  {score.unread} of {score.passages} passages not read"
        )
    for name in ("tuned", "sealed"):
        print(f"\n{name}, by clause        right  wrong  missed")
        score = whole[name]
        for key in sorted({*score.right, *score.wrong, *score.missed}):
            print(f"  {key:22} {score.right[key]:5} {score.wrong[key]:6} {score.missed[key]:7}")
    if options.errors:
        print("\n".join(line for name in ("tuned", "sealed") for line in whole[name].errors))
    seal = (HERE / "sealed.sha256").read_text(encoding="utf-8").strip()
    broken = hashlib.sha256((HERE / "sealed.yaml").read_bytes()).hexdigest() != seal
    if broken:
        print("the sealed documents are not those whose digest was recorded")
    return int(options.check and (broken or whole["tuned"].share(whole["tuned"].wrong) < GATE))


def scored(entry: dict[str, Any], *scores: Score) -> None:
    """Add one document to scores."""
    gold = Counter(line.strip() for line in entry["gold"].splitlines() if line.strip())
    try:
        done = import_draft(made(entry), entry["name"] + ENDINGS[entry["form"]])
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


def made(entry: dict[str, Any]) -> bytes:
    """The bytes of a document in its form."""
    if "file" in entry:
        return (HERE / "licensed" / entry["file"]).read_bytes()
    text: str = entry["text"]
    if entry["form"] == "md":
        return text.encode()
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table")
    if entry["form"] == "html":
        return f"<!DOCTYPE html><html><head><title>x</title></head><body>{parser.render(text)}</body></html>".encode()
    return as_word(parser.parse(text))


def as_word(tokens: list[Any]) -> bytes:
    """A document as a Word file with real styles, lists and tables."""
    import docx

    document = docx.Document()
    rows: list[list[str]] = []
    style = "Normal"
    lists: list[str] = []
    for token in tokens:
        if token.type == "heading_open":
            style = f"Heading {token.tag[1]}"
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append("List Bullet" if token.type.startswith("bullet") else "List Number")
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "table_open":
            rows = []
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "table_close":
            grid = document.add_table(len(rows), max(map(len, rows)))
            for at, row in enumerate(rows):
                for column, text in enumerate(row):
                    grid.cell(at, column).text = text
            rows = []
        elif token.type == "inline":
            words = "".join(
                one.content for one in token.children or () if one.type in ("text", "code_inline")
            )
            if rows:
                rows[-1].append(words)
            else:
                document.add_paragraph(words, style=lists[-1] if lists else style)
                style = "Normal"
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


if __name__ == "__main__":
    sys.exit(main())
