"""The levels of tickets as drafts call them, and their order."""

from __future__ import annotations

import re
from collections.abc import Iterable

from clausecheck.quick import dataclass

_WORDS = {
    "blocker": 0,
    "emergency": 0,
    "critical": 1,
    "urgent": 1,
    "severe": 1,
    "very high": 1,
    "high": 2,
    "major": 2,
    "important": 2,
    "serious": 2,
    "elevated": 2,
    "medium": 3,
    "moderate": 3,
    "normal": 3,
    "standard": 3,
    "average": 3,
    "significant": 2,
    "minor": 4,
    "low": 4,
    "general": 5,
    "routine": 5,
    "trivial": 5,
    "cosmetic": 5,
    "very low": 5,
    "informational": 6,
    "information": 6,
    "planning": 6,
    "planned": 6,
    "service request": 6,
    "feature request": 6,
    "question": 6,
    "general enquiry": 6,
    "general inquiry": 6,
    "request": 6,
}
_NOT_ALONE = frozenset(
    {
        "general",
        "standard",
        "average",
        "information",
        "question",
        "request",
        "planned",
        "important",
        "serious",
        "significant",
    }
)
"""Words that are levels beside others, and too common to be one by themselves."""
_WORD = "|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True))
_NUMBERED = re.compile(
    r"(?:(?P<kind>priority|severity|sev|pri|level|prio|impact|urgency|class)(?: level)?[ "
    r"#.-]*(?P<digit>[0-9]|I{1,3}|IV|V)|(?P<letter>[PS])[ -]?(?P<short>[0-6]))\b",
    re.I,
)
_PLAIN = re.compile(
    rf"(?P<word>{_WORD})\b(?:[ -](?:priority|severity|impact|urgency|issues?|incidents?|level|"
    rf"tickets?|requests?|problems?|defects?|errors?))*",
    re.I,
)
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
_SIGNS = re.compile(r"^[^\w\[(]+|[^\w)\]]+$")


@dataclass(frozen=True, slots=True)
class Level:
    """A level: the `name` by which clauses call it, its `title` in the draft, and its place in the order (`scheme` and
    `rank`)."""

    name: str
    title: str
    scheme: str
    rank: int
    word: str = ""

    @property
    def header(self) -> str:
        """The head of its block."""
        return f"priority {self.name}"


def level(text: str, *, whole: bool = True, alone: bool = True) -> Level | None:
    """The level that a label names, or nothing. With `whole`, nothing may follow it but a title in brackets or behind a
    dash; not
    `alone`, the words that are too common count as well, since others stand beside it."""
    line = _SIGNS.sub("", text.strip().split("\n")[0]).strip()
    match = _NUMBERED.match(line)
    if match:
        return _numbered(match, line, whole)
    match = _PLAIN.match(line)
    if match is None or (alone and match["word"].casefold() in _NOT_ALONE):
        return None
    rest = line[match.end() :].strip(" :–—-")
    if whole and rest and not rest.startswith("("):
        return None
    inner = _NUMBERED.match(rest.strip("() "))
    if inner and _SIGNS.sub("", rest.strip("() ")) == inner.group():
        return _numbered(inner, f"{inner.group()} ({match['word']})", whole)
    word = match["word"].casefold()
    return Level(
        "-".join(part.capitalize() for part in word.split()), line[: match.end()], "word", _WORDS[word], word
    )


def _numbered(match: re.Match[str], line: str, whole: bool) -> Level | None:
    digit = match["short"] or _ROMAN.get(match["digit"].casefold(), match["digit"])
    letter = (match["letter"] or match["kind"][0]).upper()
    rest = line[match.end() :]
    title = re.match(r"\s*[-–—:/(,]*\s*([A-Za-z][A-Za-z ]{1,30}?)\s*(?:[)(:;,.\n–—-].*)?$", rest)
    word = title[1].strip() if title else ""
    known = _PLAIN.fullmatch(word) if word else None
    if whole and rest.strip(" :.*–—-") and not re.match(r"\s*(?:[-–—:/(,]|" + _WORD + r"\b)", rest, re.I):
        return None
    kind = {"S": "S", "P": "P"}.get(letter, "L")
    name = (
        f"{kind}{digit}" if match["letter"] else {"S": f"S{digit}", "P": f"P{digit}"}.get(letter, f"L{digit}")
    )
    shown = line[: match.end()] if not known else f"{line[: match.end()]} ({known['word']})"
    if match["letter"]:
        shown = known["word"] if known else ""
    return Level(name, shown, kind, int(digit), known["word"].casefold() if known else "")


def find(text: str) -> list[tuple[int, int, Level]]:
    """The numbered levels in a sentence, with their places; words count only before `issues`, `incidents`, `priority` and
    such."""
    found = []
    for match in _NUMBERED.finditer(text):
        one = _numbered(match, match.group(), whole=True)
        if one is not None:
            found.append((match.start(), match.end(), one))
    for match in re.finditer(
        rf"(?<!non-)(?<!non )\b({_WORD})[ -](?:priority|severity|impact|urgency)?[ ]?(?:issues?|"
        rf"incidents?|tickets?|problems?|priority|severity|cases?|requests?|defects?|errors?|"
        rf"faults?)\b",
        text,
        re.I,
    ):
        one = level(match[1], alone=False)
        if one is not None and not any(start <= match.start() < end for start, end, _ in found):
            found.append((match.start(), match.end(), one))
    return sorted(found, key=lambda one: one[0])


def ordered(levels: Iterable[Level]) -> list[Level]:
    """Levels from the most to the least urgent, each once; of one name the fullest title counts."""
    best: dict[str, Level] = {}
    for one in levels:
        known = best.get(one.name)
        if known is None or len(one.title) > len(known.title):
            best[one.name] = one
    return sorted(best.values(), key=lambda one: (one.scheme == "word", one.rank))


def aliases(levels: Iterable[Level]) -> dict[str, str]:
    """The names that words have as numbered levels: where `P1 (Critical)` stands somewhere, `Critical` is P1."""
    known: dict[str, set[str]] = {}
    for one in levels:
        if one.word and one.scheme != "word":
            known.setdefault(one.word, set()).add(one.name)
    return {word: next(iter(names)) for word, names in known.items() if len(names) == 1}
