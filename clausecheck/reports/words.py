"""A word of the language as a page to read: what it says, where it stands, which parts it takes, and an example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.padding import Padding
from rich.text import Text

from clausecheck.language import values as v
from clausecheck.language.builder import FieldType, field_types, without_example
from clausecheck.language.examples import COMMON
from clausecheck.language.parser import vocabulary
from clausecheck.language.spelling import MEANT, close_word
from clausecheck.language.tree import ACTORS, EXCEPTIONS, KINDS, SUBJECTS, TARGETS, Clause
from clausecheck.reports.terminal import Pen

_LISTS = (
    (ACTORS, "Who acts, or a way to send word: stands behind `by`, `to`."),
    (TARGETS, "What a promise can be about: stands behind `for`, `without`, `no guarantee of`."),
    (EXCEPTIONS, "What can be excepted: stands behind `except` and `excuse`."),
    (
        SUBJECTS,
        "Something that a condition can observe or count: stands behind `when`, and as an event behind `of` and `after`.",
    ),
)


def meant(word: str) -> str | None:
    """The word of the language that a word of contracts stands for, itself where it is one; `None` for any other word."""
    words = vocabulary()
    lower = word.strip("`").lower()
    phrases = {way: way for ways in (*v.PHRASES.values(), *v.TIME_WORDS.values()) for way in ways}
    known = {
        *words.starters, *words.part_words, *v.UNITS, *v.RHYTHMS, *phrases,
        *(each for group, _ in _LISTS for each in group),
        *(head for heads in (*words.heads.values(), *words.parts.values()) for head in heads),
    }  # fmt: skip
    for form in (word, lower, lower.replace(" ", "-"), lower.removesuffix("s")):
        if form in known:
            return form
        if form in MEANT:
            return MEANT[form]
    return None


def near(word: str) -> str | None:
    """The word of the language that is spelt most like this one."""
    words = vocabulary()
    return close_word(word, (*words.starters, *sorted(words.part_words), *MEANT))


def page(word: str, pen: Pen) -> Iterator[Text | Padding]:
    """All that the language knows of a word, as blocks for a rich console."""
    words = vocabulary()
    kinds = [
        kind
        for kind, heads in words.heads.items()
        if word in heads or any(head.split()[0] == word for head in heads)
    ]
    for kind in kinds:
        yield from _clause(kind, pen)
    if not kinds or word in words.part_words:
        yield from _part(word, pen)
    for meaning in _other(word):
        yield Text(pen.escape(f"`{word}`: {meaning}"))
        yield Text()


def _clause(kind: str, pen: Pen) -> Iterator[Text | Padding]:
    words, cls = vocabulary(), KINDS[kind]
    yield Text.assemble(
        (words.word(kind), "bold"), ("  a clause" if "file" not in cls.inside else "  at the outermost level")
    )
    yield Text(pen.escape(" ".join((cls.__doc__ or "").split())))
    places = [("the outermost level" if place == "file" else f"`{place}`") for place in cls.inside]
    yield Text(pen.escape(f"Stands in {', '.join(places)}."))
    common = field_types(Clause)
    rows = {name: field for name, field in field_types(cls).items() if name not in common or name == "for_"}
    yield from _fields(rows, words.positional(kind), pen)
    for said, written, _ in COMMON:
        if written.startswith(words.word(kind)):
            yield Text(pen.escape(f"  {written}"), style="green")
            yield Text(pen.escape(f"    # {said}"), style="dim")
    yield Text()


def _fields(rows: Mapping[str, FieldType], positional: list[str], pen: Pen) -> Iterator[Text | Padding]:
    words = vocabulary()
    for name, field in rows.items():
        head = (
            f"`{words.part(name)}` …"
            if name in words.parts
            else "behind the keyword"
            if name in positional
            else ""
        )
        if not head:
            continue
        flag = bool in field.classes
        doc = f": {field.spec.doc}" if field.spec.doc else ""
        takes = "" if flag else f" ({without_example(field.describe())})"
        yield Padding(Text(pen.escape(f"{head}{'' if flag else ' …'}{doc}{takes}")), (0, 0, 0, 2))


def _part(word: str, pen: Pen) -> Iterator[Text | Padding]:
    """A word that begins a part: which clauses take it, and for what."""
    words = vocabulary()
    names = [
        name
        for name, heads in words.parts.items()
        if word in heads or any(h.split()[:1] == [word] for h in heads)
    ]
    for name in names:
        takes: dict[str, list[str]] = {}
        for kind, cls in KINDS.items():
            field = field_types(cls).get(name)
            if field is not None:
                takes.setdefault(field.spec.doc, []).append(words.word(kind))
        if not takes:
            continue
        yield Text.assemble((words.part(name), "bold"), "  a part")
        for doc, kinds in takes.items():
            where = "any clause" if len(kinds) == len(KINDS) else ", ".join(f"`{kind}`" for kind in kinds)
            yield Padding(Text(pen.escape(f"{doc or 'it stands'}: in {where}")), (0, 0, 0, 2))
        yield Text()


def _other(word: str) -> Iterator[str]:
    if word in v.UNITS:
        yield f"a unit of time, `{v.UNITS[word]}`; a name before it counts on that hours block: `4 business {word}`."
    if word in v.RHYTHMS:
        number, unit = v.RHYTHMS[word]
        yield f"how often: every {number} {unit}{'s' * (number > 1)}."
    for meaning, ways in v.TIME_WORDS.items():
        if word in ways:
            yield f"words for a time, read as `{meaning}`; they promise no instant that can be computed without more."
    for ways in v.PHRASES.values():
        if word in ways:
            yield "words that stand together and are read as one."
    for group, doc in _LISTS:
        if word in group:
            yield doc
