"""The numbers that Word shows before paragraphs: they stand nowhere in its file, and are computed from numbering and styles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import Any

from clausecheck.quick import dataclass

MAX_LEVELS = 9
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


def local(element: Any) -> str:
    """The name of an element without its namespace: transitional and strict files name the same things."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(element: Any, name: str = "val") -> str:
    """An attribute by its local name; empty where it is not there."""
    for key, text in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(text)
    return ""


def child(element: Any, *names: str) -> Any:
    """The first child along a path of local names, or `None`."""
    for name in names:
        element = next((one for one in element if local(one) == name), None) if element is not None else None
    return element


def _whole(text: str, usual: int) -> int:
    return int(text) if text.isascii() and text.lstrip("-").isdigit() and len(text) < 7 else usual


@dataclass(slots=True)
class _Level:
    form: str = "decimal"
    text: str = ""
    start: int = 1
    legal: bool = False
    restart: int = -1
    style: str = ""


@dataclass(slots=True)
class _Style:
    base: str = ""
    name: str = ""
    num: str = ""
    level: int = -1
    outline: int = -1
    hidden: bool = False


def _level(element: Any) -> _Level:
    made = _Level()
    for one in element:
        name = local(one)
        if name == "numFmt":
            made.form = value(one)
        elif name == "lvlText":
            made.text = value(one)
        elif name == "start":
            made.start = _whole(value(one), 1)
        elif name == "isLgl":
            made.legal = value(one) not in ("0", "false")
        elif name == "lvlRestart":
            made.restart = _whole(value(one), -1)
        elif name == "pStyle":
            made.style = value(one)
    return made


@dataclass(slots=True)
class Styles:
    """The paragraph styles of a file: names, what they are based on, and the numbers that they bring."""

    styles: dict[str, _Style] = field(default_factory=dict)
    usual: str = ""

    def read(self, root: Any) -> None:
        """Take in `styles.xml`; one that is missing is harmless."""
        for element in root if root is not None else ():
            if local(element) != "style":
                continue
            key = value(element, "styleId")
            style = _Style(value(_or(child(element, "basedOn"))), value(_or(child(element, "name"))).lower())
            numbers = child(element, "pPr", "numPr")
            if numbers is not None:
                style.num = value(_or(child(numbers, "numId")))
                style.level = _whole(value(_or(child(numbers, "ilvl"))), -1)
            style.outline = _whole(value(_or(child(element, "pPr", "outlineLvl"))), -1)
            style.hidden = child(element, "rPr", "vanish") is not None
            self.styles[key] = style
            if value(element, "default") in ("1", "true") and value(element, "type") == "paragraph":
                self.usual = key

    def chain(self, key: str) -> Iterator[tuple[str, _Style]]:
        """A style and those that it is based on; a circle ends."""
        seen: set[str] = set()
        while key in self.styles and key not in seen:
            seen.add(key)
            yield key, self.styles[key]
            key = self.styles[key].base

    def name(self, key: str) -> str:
        """The name of a style for people, in small letters."""
        return self.styles[key].name if key in self.styles else key.lower()

    def outline(self, key: str) -> int:
        """The level of a heading, from 1; 0 where the style is no heading."""
        for _, style in self.chain(key):
            if style.name.startswith("heading ") and style.name[8:].isdigit():
                return int(style.name[8:])
            if 0 <= style.outline < MAX_LEVELS:
                return style.outline + 1
            if style.name in ("title", "subtitle"):
                return 1
        return 0


def _or(element: Any) -> Any:
    return element if element is not None else _NOTHING


class _Nothing:
    attrib: dict[str, str] = {}  # noqa: RUF012 - never written to


_NOTHING = _Nothing()


@dataclass(slots=True)
class Numbering:
    """The lists of a file and how far each has come."""

    styles: Styles
    lists: dict[str, dict[int, _Level]] = field(default_factory=dict)
    numbers: dict[str, tuple[str, dict[int, _Level], dict[int, int]]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    counters: dict[str, list[int | None]] = field(default_factory=dict)
    labels: dict[str, list[str]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)

    def read(self, root: Any) -> None:
        """Take in `numbering.xml`."""
        named: dict[str, str] = {}
        for element in root if root is not None else ():
            if local(element) == "abstractNum":
                key = value(element, "abstractNumId")
                self.lists[key] = {
                    _whole(value(one, "ilvl"), 0): _level(one) for one in element if local(one) == "lvl"
                }
                if child(element, "styleLink") is not None:
                    named[value(child(element, "styleLink"))] = key
                if child(element, "numStyleLink") is not None:
                    self.links[key] = value(child(element, "numStyleLink"))
            elif local(element) == "num":
                self._num(element)
        self.links = {key: named[style] for key, style in self.links.items() if style in named}

    def _num(self, element: Any) -> None:
        levels: dict[int, _Level] = {}
        starts: dict[int, int] = {}
        for one in element:
            if local(one) != "lvlOverride":
                continue
            at = _whole(value(one, "ilvl"), 0)
            if child(one, "lvl") is not None:
                levels[at] = _level(child(one, "lvl"))
            if child(one, "startOverride") is not None:
                starts[at] = _whole(value(child(one, "startOverride")), 1)
        self.numbers[value(element, "numId")] = (value(_or(child(element, "abstractNumId"))), levels, starts)

    def place(self, properties: Any, style: str) -> tuple[str, int] | None:
        """The list and the level of a paragraph: its own, else those of its style; `None` where it has no number."""
        own = child(properties, "numPr") if properties is not None else None
        num = value(_or(child(own, "numId"))) if own is not None else ""
        level = _whole(value(_or(child(own, "ilvl"))), -1) if own is not None else -1
        by_style = ""
        if not num:
            for key, known in self.styles.chain(style or self.styles.usual):
                if known.num:
                    num, by_style = known.num, key
                    level = level if level >= 0 else known.level
                    break
        if num in ("", "0") or num not in self.numbers:
            return None
        if level < 0 and by_style:
            level = next((at for at, one in self.levels(num).items() if one.style == by_style), 0)
        return num, min(max(level, 0), MAX_LEVELS - 1)

    def levels(self, num: str) -> dict[int, _Level]:
        """The levels of a list, with what this use of it says otherwise."""
        key, own, _ = self.numbers[num]
        key = self.links.get(key, key)
        return {**self.lists.get(key, {}), **own}

    def next(self, num: str, level: int) -> tuple[str, bool]:
        """The number of the next paragraph at a level, whole (`4.2(a)`), and whether it is a bullet instead."""
        levels = self.levels(num)
        known = levels.get(level) or _Level("bullet")
        if known.form in ("bullet", "none") or not known.text:
            return "", known.form == "bullet"
        key, _, starts = self.numbers[num]
        key = self.links.get(key, key)
        counts = self.counters.setdefault(key, [None] * MAX_LEVELS)
        if level in starts and (num, level) not in self.begun:
            counts[level] = None
        self.begun.add((num, level))
        start = starts.get(level, known.start)
        now = counts[level]
        counts[level] = start if now is None else now + 1
        for below in range(level + 1, MAX_LEVELS):
            restart = levels[below].restart if below in levels else -1
            if restart == 0 or (restart > 0 and level + 1 > restart):
                continue
            counts[below] = None
        label = known.text
        for at in range(level + 1):
            count = counts[at]
            if count is None:
                count = counts[at] = levels[at].start if at in levels else 1
            form = "decimal" if known.legal else levels[at].form if at in levels else "decimal"
            label = label.replace(f"%{at + 1}", _shown(count, form))
        return self._whole_label(key, level, label.strip()), False

    def _whole_label(self, key: str, level: int, label: str) -> str:
        """`(a)` below `4.2` is `4.2(a)`."""
        labels = self.labels.setdefault(key, [""] * MAX_LEVELS)
        bare = label.rstrip(".:")
        above = next((one for one in reversed(labels[:level]) if one), "")
        if above and bare.startswith("("):
            bare = above + bare
        labels[level] = bare
        labels[level + 1 :] = [""] * (MAX_LEVELS - level - 1)
        return bare


def _shown(count: int, form: str) -> str:
    """A count as a format of Word writes it."""
    if form in ("lowerLetter", "upperLetter") and 0 < count < 1000:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman") and 0 < count < 4000:
        text = ""
        for worth, sign in _ROMAN:
            while count >= worth:
                text, count = text + sign, count - worth
        return text.upper() if form == "upperRoman" else text
    if form == "decimalZero":
        return f"{count:02d}"
    return str(count)
