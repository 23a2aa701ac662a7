"""Telling prose from an agreement: a contract, a letter or a page of notes in a file that should hold clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from clausecheck.finding import Finding, draft
from clausecheck.source import Source, Span

NAME = "prose-not-clauses"
LOST = Fraction(3, 5)
"""From this share of unreadable lines on a text may be prose; in an agreement with some mistakes most lines read well."""
SENTENCES = Fraction(1, 2)
"""The share of the unreadable lines that have to look like prose."""
BLOCKS = Fraction(1, 6)
"""With more lines than this share that open or close a block, beside one pair around all of it, somebody tried to write
clauses."""
WORDS = 12
"""Fewer words than this are no prose, but a line that went wrong."""

_WORD = re.compile(r"[^\W\d_][\w'’-]+")
_BEGINS = re.compile(r"[^\w\"{}\s]*\s*(?:[A-ZÀ-ÖØ-Þ]|\d+[.)]|[(§•*|>-])")
_ENDS = re.compile(r"[.;:!?|]\s*$")


def as_prose(source: Source, problems: Sequence[Finding], skipped: Sequence[Span]) -> Finding | None:
    """The one finding that a text is prose, or nothing. `problems` are what the reader said of it, and `skipped` the places
    of comments and of texts over several lines, which are not judged."""
    if not problems:
        return None
    lines = list(_content(source, skipped))
    unread = _lines_of(source, problems)
    lost = [(number, text) for number, text in lines if number in unread]
    blocks = sum(text.endswith("{") or text == "}" for _, text in lines)
    alike = [(number, text) for number, text in lost if _reads_as_prose(text)]
    words = sum(len(_WORD.findall(text)) for _, text in alike)
    if (
        not alike
        or words < WORDS
        or len(lost) < LOST * len(lines)
        or blocks - 2 > BLOCKS * len(lines)
        or len(alike) < SENTENCES * len(lost)
    ):
        return None
    number, text = alike[0]
    begin = source.line_span(number).start + source.line(number).index(text[:1])
    held = len(problems) - 1
    return draft(
        NAME,
        "this is prose, not an agreement in the language of clausecheck, and it was not checked",
        Span(begin, begin + len(text)),
        label=f"one of {len(lost)} lines that hold no clause" if len(lost) > 1 else "no clause",
        notes=(
            f"{held} further mistake{'s' if held != 1 else ''} of reading {'are' if held != 1 else 'is'} held back",
        )
        if held
        else (),
        help=(
            'write down what it promises, one clause a line, beginning with `agreement "Title" {`; '
            "`docs/language.md` lists the clauses, and `samples/` shows whole agreements",
        ),
    )


def _content(source: Source, skipped: Sequence[Span]) -> Iterator[tuple[int, str]]:
    """The lines that say something, each with its number; without those that begin in a comment or go on with a text."""
    dark: set[int] = set()
    for span in skipped:
        first, last = source.position(span.start), source.position(max(span.start, span.end - 1))
        alone = not source.line(first.line)[: first.column - 1].strip()
        dark.update(range(first.line + (0 if alone else 1), last.line + 1))
    for number in range(1, source.line_count + 1):
        text = source.line(number).strip()
        if text and number not in dark:
            yield number, text


def _lines_of(source: Source, problems: Sequence[Finding]) -> set[int]:
    found: set[int] = set()
    for problem in problems:
        first = source.position(problem.span.start).line
        found.update(range(first, source.position(max(problem.span.start, problem.span.end - 1)).line + 1))
    return found


def _reads_as_prose(text: str) -> bool:
    """Whether a line looks like one of a contract or a letter: it begins as a sentence, a number or a bullet, or ends as
    a sentence; a clause begins with a small letter and ends with a value or a brace."""
    if text.endswith("{") or text == "}":
        return False
    words = len(_WORD.findall(text))
    return words >= 2 and bool(_BEGINS.match(text) or (words >= 4 and _ENDS.search(text)) or words >= 8)
