"""Who follows a message gets further: what it says to write, put in its place, reads or gives another message.

Over the gallery of broken agreements, over lines as people who knew the contract and not the language wrote them, and over the
samples with one word left out, doubled, misspelt or swapped with the next.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from clausecheck.finding import Finding
from clausecheck.language.openings import BEGINNINGS
from clausecheck.language.parser import Parsed, parse, vocabulary
from clausecheck.language.tree import Broken

TESTS = Path(__file__).parents[1]
SAMPLES = TESTS.parent / "samples"
GALLERY = sorted((TESTS / "cases" / "broken").glob("*.sla"))
#: The block in which a line stands, and the line.
WRITTEN = [
    ("priority P1 {", 'respond within "as soon as reasonably practicable"'),
    ("priority P1 {", 'resolve within "a period agreed with the user"'),
    ("priority P1 {", 'onsite "when required"'),
    ("priority P1 {", 'workaround "partial"'),
    ("priority P1 {", "root cause analysis within 10 business days"),
    ("priority P1 {", "restore within 6 hours"),
    ("priority P1 {", "respond not guaranteed"),
    ("priority P1 {", "applies when nobody at a branch can log in, or cannot print"),
    ("priority P1 {", "mean time to repair 6 hours each month"),
    ("priority P1 {", 'escalate to "lead" after 1 hour, to "director" after 3 hours'),
    ("", 'escalate to "manager" within 90 minutes'),
    ("", "lower to at most Low when workaround"),
    ("agreement \"T\" {", "effective 3rd of May 2028"),
    ("agreement \"T\" {", "effective 2028-02-30"),
    ("hours desk in Europe/Oslo {", "8:15-16:45 mon-thu"),
    ("hours desk in Europe/Oslo {", "mon-fri 08:00-17:00, from day 16 of month"),
    ("service web \"Web\" {", 'maintenance "first Tuesday" 22:00-23:00'),
    ("service web \"Web\" {", "maintenance every 2 weeks"),
    ("service web \"Web\" {", "maintenance sat 23:00 - sun 03:00"),
    ("service web \"Web\" {", "availability of network 99.9% each quarter"),
    ("service web \"Web\" {", "availability 99.5% each month, per site"),
    ("service web \"Web\" {", "spare devices within 2 business days"),
    ("service web \"Web\" {", "throughput 200 Mbit/s each month"),
    ("clock {", "pauses when awaiting supplier, awaiting customer"),
    ("clock {", "closes after 5 days without answer"),
    ("clock {", "runs during business"),
    ("credits {", "credit annual fee * missed / logged"),
    ("credits {", "maximum 20% of annual fee"),
    ("credits {", "claim within 45 days of month-end, in writing, by post"),
    ("fees {", "charge 12.500 CHF per month"),
    ("fees {", "minimum 250 EUR per month"),
    ("fees {", "pay within 60 days end of month"),
    ("backup core {", "keep 5 copies per month for 12 months"),
    ("backup core {", "keep 14 daily, 8 weekly"),
    ("backup core {", 'store "hall A" or "hall B"'),
    ("backup core {", "nightly at 23:30"),
    ("backup core {", "immutable for 21 days"),
    ("termination {", "end by A when outage over 7 days"),
    ("termination {", "suspend by A when payment overdue, on 14 days notice"),
    ("exit {", "delete backups 45 days after end"),
    ("exit {", "return data within 20 days, in open format"),
    ("security {", "subcontract with written consent of B"),
    ("security {", "background checks for all people"),
    ("liability {", "warrant availability 99.5%"),
]  # fmt: skip
#: With which words a line begins that a message writes out whole.
BEGIN = {*vocabulary().starters, *BEGINNINGS}
DAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun|weekdays)")
CODE = re.compile(r"`([^`]+)`")


def followed(text: str, parsed: Parsed, finding: Finding) -> Iterator[tuple[str, str]]:
    """What a message says to write, and the text in which that was done."""
    source = parsed.source
    if finding.edits:
        for edit in sorted(finding.edits, key=lambda edit: -edit.span.start):
            text = text[: edit.span.start] + edit.text + text[edit.span.end :]
        yield "; ".join(finding.help), text
        return
    number = source.position(finding.span.start).line
    line = source.line(number)
    begin = source.line_span(number).start
    before = re.match(r"\s*(?:\[[^\]]*\]\s*)?", line)
    assert before is not None
    for help_ in finding.help:
        for written in CODE.findall(help_):
            if " " in written and (written.split()[0] in BEGIN or DAY.match(written)):
                tail = " {" if line.rstrip().endswith("{") and not written.endswith("{") else ""
                yield help_, text[:begin] + before.group() + written + tail + text[begin + len(line) :]
            elif help_.startswith(f"write `{written}`"):
                yield help_, text[: finding.span.start] + written + text[finding.span.end :]


def failures(text: str) -> list[str]:
    """The messages of a text that have no help at all, or whose help, when followed, changes nothing."""
    parsed = parse(text)
    found = []
    said = [(problem.name, problem.message) for problem in parsed.problems]
    for problem in parsed.problems:
        shown = f"{problem.message} | {problem.label} | {problem.help}"
        if problem.name == "prose-not-clauses" or problem.severity.value != "error":
            continue
        if not (problem.help or problem.notes or "expected" in problem.label):
            found.append(f"no help: {shown}")
        for help_, new in followed(text, parsed, problem):
            again = [(other.name, other.message) for other in parse(new).problems]
            key = (problem.name, problem.message)
            if new == text or again.count(key) >= said.count(key):
                found.append(f"leads back: {shown}; followed: {help_}")
    return found


@pytest.mark.parametrize("path", GALLERY, ids=lambda path: path.stem)
def test_a_suggestion_of_the_gallery_leads_on(path: Path) -> None:
    assert failures(path.read_text(encoding="utf-8", errors="replace")) == []


@pytest.mark.parametrize(("block", "line"), WRITTEN, ids=[line for _, line in WRITTEN])
def test_a_line_as_people_write_it_is_read_or_led_on(block: str, line: str) -> None:
    text = f"{block}\n  {line}\n}}\n" if block else f"{line}\n"
    assert failures(text) == []
    parsed = parse(text)
    assert not parsed.problems or all(problem.help for problem in parsed.problems)


def blocks() -> list[str]:
    """The blocks of the samples, each a text of its own."""
    found = []
    for path in sorted([*SAMPLES.glob("*.sla"), *(SAMPLES / "clean").glob("*.sla")]):
        block: list[str] = []
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.lstrip().startswith("#") or not line.strip():
                continue
            block.append(line)
            if line.startswith("}") or (len(block) == 1 and not line.endswith(("{", ","))):
                found.append("\n".join(block) + "\n")
                block = []
    return [block for block in found if '"""' not in block and not parse(block).problems]


def spoiled(line: str, choice: random.Random) -> str:
    """A line with one word left out, doubled, swapped with the next, or misspelt."""
    pieces = re.findall(r'"[^"]*"|\s+|[\w./%:+-]+|[^\s\w]', line)
    words = [at for at, piece in enumerate(pieces) if not piece.isspace() and piece not in "{}"]
    if len(words) < 2:
        return line
    nth = choice.randrange(len(words) - 1)
    at, following = words[nth], words[nth + 1]
    word = pieces[at]
    how = choice.randrange(5)
    if how == 0:
        pieces[at] = ""
    elif how == 1:
        pieces[at] = f"{word} {word}"
    elif how == 2:
        pieces[at], pieces[following] = pieces[following], word
    elif len(word) > 2 and word.isalpha():
        letter = choice.randrange(len(word) - 1)
        pieces[at] = (
            word[:letter]
            + (word[letter + 1] + word[letter] if how == 3 else word[letter + 1])
            + word[letter + 2 :]
        )
    return "".join(pieces)


@pytest.mark.parametrize("seed", range(6))
def test_one_spoiled_word_never_leads_in_a_circle(seed: int) -> None:
    choice, pool = random.Random(seed), blocks()
    for _ in range(60):
        lines = choice.choice(pool).splitlines()
        at = choice.randrange(len(lines))
        text = "\n".join([*lines[:at], spoiled(lines[at], choice), *lines[at + 1 :]]) + "\n"
        assert failures(text) == [], text


def test_prose_in_a_block_is_led_to_a_clause_of_that_block() -> None:
    text = "duties of B {\n  The customer tells the provider of each planned move in time\n}\n"
    (problem,) = parse(text).problems
    assert problem.help == (
        "say which clause it is, with the words in quotes: "
        '`must "The customer tells the provider of each planned move in time"`',
    )
    assert isinstance(parse(text).document.clauses[0].clauses[0], Broken)  # type: ignore[attr-defined]
