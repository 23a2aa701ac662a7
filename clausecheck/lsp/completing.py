"""What an editor offers while somebody writes: the words that the grammar takes there, and the names that are declared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from clausecheck.agreement.calendars import calendar_codes, zone_names
from clausecheck.agreement.model import Agreement
from clausecheck.language import values as v
from clausecheck.language.ahead import Ahead, ahead
from clausecheck.language.builder import field_types
from clausecheck.language.currencies import iso_currencies
from clausecheck.language.examples import COMMON
from clausecheck.language.parser import vocabulary
from clausecheck.language.tree import KINDS, SUBJECTS, Block, Clause, Currency, Scale
from clausecheck.language.write import write
from clausecheck.lsp.version import TextVersion
from clausecheck.quick import dataclass
from clausecheck.rules.ruleset import Ruleset
from clausecheck.source import Span

_WORD = re.compile(r"[\w./+-]*\Z")
_WAIVING = re.compile(r"#+[ \t]*clausecheck:[ \t]*waive[ \t]+(?:[\w-]+[ \t]*,[ \t]*)*([\w-]*)\Z")
_FIGURE = re.compile(r"(?:^|[\s,])(\d+(?:[.,]\d+)*)[ \t]+\Z")
_EXAMPLE = re.compile(r"`([^`]+)`")
#: Words that tie values together; they are offered behind names and parts.
_TIES = frozenset(
    {
        "and",
        "or",
        "of",
        "per",
        "at",
        "above",
        "below",
        "sooner",
        "later",
        "smaller",
        "larger",
        "tbd",
        "unstated",
    }
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A word to write in the place of `span`. `sort` is its class (`name`, `keyword`, `part`, `unit`, `value`, `snippet`,
    `rule`), `detail` one line about it, `page` the word whose page says more, and `snippet` what is written where an editor
    knows snippets, with `${1:…}` for what is to be filled in."""

    label: str
    sort: str
    span: Span
    detail: str = ""
    page: str = ""
    snippet: str = ""


def completions(
    text: TextVersion, offset: int, declared: Agreement, rules: Ruleset | None = None
) -> list[Suggestion]:
    """What may be written at an offset. `declared` is an agreement with the names that are known, which may be of an earlier
    version of the text; `rules` are those that a waiver may name."""
    before = text.text[:offset]
    line = before[max(before.rfind("\n"), before.rfind("\r")) + 1 :]
    waiving = _WAIVING.search(line)
    if waiving is not None:
        span = Span(offset - len(waiving[1]), offset)
        return [
            Suggestion(rule.name, "rule", span, f"{rule.code} {rule.title}")
            for rule in (rules.rules if rules else ())
        ]
    match = _WORD.search(line)
    begun = match.group() if match is not None else ""
    # `mon-` and `Europe/` are the beginnings of one word, `4h` is a figure with its unit.
    begun = begun.lstrip("0123456789.") if begun[:1].isdigit() else begun
    span = Span(offset - len(begun), offset)
    found = ahead(before[: span.start])
    if found is None:
        return []
    made = _statements(found) if found.begins else _inside(found, declared, line[: len(line) - len(begun)])
    unique: dict[tuple[str, str], Suggestion] = {}
    for one in made:
        unique.setdefault((one.label, "snippet" if one.sort == "snippet" else ""), replace(one, span=span))
    return list(unique.values())


NOWHERE = Span(0, 0)


# ---- where a statement begins


def _statements(found: Ahead) -> Iterator[Suggestion]:
    """The statements that may begin in a block, and clauses with which most agreements get along."""
    words = vocabulary()
    for said, written, block in COMMON:
        if block == found.enclosing:
            yield Suggestion(written, "snippet", NOWHERE, said, written.split()[0], _snippet_of(written))
    for kind, cls in KINDS.items():
        if found.enclosing not in cls.inside or kind not in words.heads or not words.heads[kind]:
            continue
        for head in words.heads[kind]:
            yield Suggestion(head, "keyword", NOWHERE, _first_sentence(cls), head, _skeleton(kind, cls, head))
    if found.enclosing == "hours":
        yield from (Suggestion(day, "value", NOWHERE, "a weekday") for day in v.WEEKDAYS)


def _first_sentence(cls: type[Clause]) -> str:
    return " ".join((cls.__doc__ or "").split()).split(". ")[0].rstrip(".")


def _skeleton(kind: str, cls: type[Clause], head: str) -> str:
    """A statement with what it cannot do without to be filled in, and the braces of a block."""
    fields, words = field_types(cls), vocabulary()
    pieces, number = [head], 0
    for name in (*words.positional(kind), *(name for name in fields if name not in words.positional(kind))):
        field = fields.get(name)
        if field is None or not field.required:
            continue
        number += 1
        part = "" if name in words.positional(kind) else f"{words.part(name)} "
        pieces.append(f"{part}${{{number}:{_escaped(_example(field.describe()))}}}")
    body = " {\n\t$0\n}" if issubclass(cls, Block) else "$0"
    return " ".join(pieces) + body


def _example(described: str) -> str:
    """The example in a description of a value; `…` where it has none."""
    found = _EXAMPLE.search(described)
    return found[1] if found is not None else "…"


def _snippet_of(written: str) -> str:
    """A clause whose figures and names in quotes are to be looked at one by one."""
    numbers = iter(range(1, 100))

    def stop(match: re.Match[str]) -> str:
        return f"${{{next(numbers)}:{match.group()}}}"

    return re.sub(r'"[^"]*"|\d[\d.,:-]*\d|\d', stop, _escaped(written)) + "$0"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("$", "\\$").replace("}", "\\}")


# ---- within a statement


def _inside(found: Ahead, declared: Agreement, line: str) -> Iterator[Suggestion]:
    """What may come next within a statement."""
    types = found.types
    figure = _FIGURE.search(line)
    if figure is not None:
        yield from _units(found, declared, one=figure[1] == "1")
    if "NAME" in types:
        yield from _names(found, declared)
    if "DAYS" in types and found.kind in ("hours", "opening", "", "closed"):
        yield from (Suggestion(day, "value", NOWHERE, "a weekday") for day in v.WEEKDAYS)
    if "ZONE" in types and (found.asked.split() or [""])[-1] in ("in", "zone"):
        yield from (Suggestion(name, "value", NOWHERE, "a time zone") for name in sorted(zone_names()))
    if "CURRENCY" in types and (figure is not None or found.asked == "currency"):
        yield from _currencies(declared)
    yield from (_part(word, found.kind) for word in found.parts)
    yield from _words(found)


def _units(found: Ahead, declared: Agreement, *, one: bool) -> Iterator[Suggestion]:
    """The units that a figure may have, and the hours on which it may count."""
    if "UNIT" in found.types:
        for form, unit in v.UNITS.items():
            if form.endswith("s") is not one and len(form) > 2:
                yield Suggestion(form, "unit", NOWHERE, f"a unit of time, {unit}", form)
        for name in declared.names.get("hours", {}):
            form = "hour" if one else "hours"
            yield Suggestion(f"{name} {form}", "unit", NOWHERE, f"counted while `{name}` is open")
    if "SIZE" in found.types:
        yield from (Suggestion(size, "unit", NOWHERE, "a size, or a rate") for size in v.SIZES)
    if "CURRENCY" in found.types:
        yield from _currencies(declared)


def _currencies(declared: Agreement) -> Iterator[Suggestion]:
    """The currency of the agreement first, then all others."""
    own = [write(node.currency_code) for node in declared.all(Currency)]
    codes = dict.fromkeys([*(code for code in own if code in iso_currencies()), *sorted(iso_currencies())])
    yield from (Suggestion(code, "unit", NOWHERE, "a currency") for code in codes)


def _names(found: Ahead, declared: Agreement) -> Iterator[Suggestion]:
    """The names that may stand there: those to which the field refers, its own words, and of what a condition may speak."""
    field = found.field
    if found.asked.endswith("holidays"):
        yield from (
            Suggestion(code, "value", NOWHERE, "a calendar of public holidays") for code in calendar_codes()
        )
        return
    if field is None or v.Fact in field.classes or found.asked in ("when", "and", "or", "not"):
        yield from _facts(found, declared)
        return
    for kind in field.spec.refers:
        yield from _declared(kind, declared)
    example = _example(field.describe())
    if "NUMBER" in found.types and example[:1].isdigit():
        yield Suggestion(example, "value", NOWHERE, field.spec.doc, "", _snippet_of(example))
    yield from (Suggestion(word, "value", NOWHERE, field.spec.doc, word) for word in field.spec.words)
    if any(issubclass(cls, v.Duration) for cls in field.classes) and not found.asked.endswith("holidays"):
        yield from (
            Suggestion(word, "value", NOWHERE, "words for a time")
            for ways in v.TIME_WORDS.values()
            for word in ways[:1]
            if "TIME_WORDS" in found.types
        )


def _declared(kind: str, declared: Agreement) -> Iterator[Suggestion]:
    if kind == "scale-level":
        levels = {write(level): node for node in declared.all(Scale) for level in node.levels}
        yield from (
            Suggestion(level, "name", NOWHERE, declared.title(node)) for level, node in levels.items()
        )
        return
    for name, node in declared.names.get(kind, {}).items():
        yield Suggestion(name, "name", NOWHERE, declared.title(node))


def _facts(found: Ahead, declared: Agreement) -> Iterator[Suggestion]:
    """What a condition may speak of; behind a scale its levels."""
    last = found.before[-1] if found.before else None
    scale = declared.names.get("scale", {}).get(last.text) if last is not None else None
    if isinstance(scale, Scale):
        yield from (
            Suggestion(write(level), "name", NOWHERE, declared.title(scale)) for level in scale.levels
        )
        return
    if last is not None and last.type == "NAME":
        yield from (Suggestion(sign, "part", NOWHERE, "compares") for sign in (">=", "<=", ">", "<"))
        return
    for kind in ("scale", "metric", "define", "service", "party"):
        yield from _declared(kind, declared)
    yield from (
        Suggestion(word, "value", NOWHERE, "something that can be observed or counted", word)
        for word in SUBJECTS
    )


def _part(word: str, kind: str) -> Suggestion:
    """A word that begins a part, with what the clause says by it."""
    words = vocabulary()
    fields = field_types(KINDS[kind]) if kind in KINDS else {}
    for name, heads in words.parts.items():
        if name in fields and any(head.split()[:1] == [word] for head in heads):
            return Suggestion(word, "part", NOWHERE, fields[name].spec.doc, word)
    return Suggestion(word, "part", NOWHERE, page=word)


def _words(found: Ahead) -> Iterable[Suggestion]:
    """The other words of the language that fit: those of the keyword itself, and those that tie values together."""
    open_ = "_NL" not in found.types
    for word in found.words:
        if word in found.parts or (not open_ and word in vocabulary().part_words):
            continue
        if open_ or word in _TIES or len(found.words) < 12:
            yield Suggestion(word, "keyword", NOWHERE, page=word)
