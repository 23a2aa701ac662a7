"""From the bytes of a draft to an agreement: read, recognise, account, assemble."""

from __future__ import annotations

import importlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from clausecheck.importing.account import FATES, IGNORED, TEXT, TYPED, UNREAD, Entry, account
from clausecheck.importing.assemble import Assembled, OpenQuestion, assemble
from clausecheck.importing.blocks import HEADING, TABLE, CannotImport, Draft
from clausecheck.importing.figures import decimal
from clausecheck.importing.outline import DraftPassage, Outline, outline
from clausecheck.importing.reading import read_draft
from clausecheck.importing.readings import PROSE, TABLES, DraftReading, World, named, quoted
from clausecheck.importing.scoping import scoped
from clausecheck.quick import dataclass

_FORMS = ("targets", "availability", "hours", "credits", "ending", "backups", "wording")
FORMS = {"docx": "a Word file", "html": "a web page", "markdown": "a Markdown file"}


@dataclass(frozen=True, slots=True)
class Imported:
    """A draft that was imported: the `text` of its agreement, what became of each passage, what was read, and what is asked."""

    draft: Draft
    outline: Outline
    entries: tuple[Entry, ...]
    readings: tuple[DraftReading, ...]
    questions: tuple[OpenQuestion, ...]
    text: str

    def count(self, fate: str) -> int:
        """How many passages had one fate."""
        return sum(one.fate == fate for one in self.entries)

    def as_data(self) -> dict[str, Any]:
        """All of it as data, for JSON."""
        return {
            "file": self.draft.name,
            "form": self.draft.form,
            "counts": {fate: self.count(fate) for fate in FATES},
            "not read": [_told(one) for one in self.entries if one.fate == UNREAD],
            "questions": [
                {
                    "id": one.id,
                    "question": one.question.text,
                    "choices": list(one.question.choices),
                    "place": one.place,
                    "quote": one.quote,
                    "answer": one.answer or None,
                }
                for one in self.questions
            ],
            "typed": [
                {
                    "clause": one.clause,
                    "in": list(one.path),
                    "file": self.draft.name,
                    "number": one.place.number,
                    "block": one.place.block,
                    "row": one.place.row,
                    "quote": one.quote,
                    "pattern": one.pattern,
                    "form": one.form,
                }
                for one in self.readings
            ],
            "kept as text": [_told(one) for one in self.entries if one.fate == TEXT],
            "ignored": [_told(one) for one in self.entries if one.fate == IGNORED],
            "remarks": list(self.draft.remarks),
            "comments": [{"by": who, "text": text} for who, text in self.draft.comments],
        }


def _told(one: Entry) -> dict[str, Any]:
    passage = one.passage
    return {
        "number": passage.number,
        "block": passage.block,
        "row": passage.row,
        "why": one.why,
        "text": passage.text,
    }


def import_draft(
    data: bytes, name: str, *, changes: str = "", answers: Mapping[str, str] | None = None
) -> Imported:
    """Import a draft. `name` is its file, `changes` what to do with tracked changes, `answers` the answers to its questions
    by their
    ids. Raises `CannotImport`, and `ImportError` where the extra is not installed."""
    return from_draft(read_draft(data, name, changes), answers or {})


def from_draft(draft: Draft, answers: Mapping[str, str]) -> Imported:
    """Import what was read already."""
    read = outline(draft)
    told = language(read.text)
    if told:
        raise CannotImport(f"it seems to be in {told}; only English is read")
    world = World.of(read)
    readings = recognised(read, world)
    refuse_what_is_no_agreement(read, readings)
    entries = account(read.passages, readings)
    made = assemble(read, world, readings, entries, answers, _head(draft, entries))
    return _with(draft, read, entries, readings, made)


def _with(
    draft: Draft, read: Outline, entries: Sequence[Entry], readings: Sequence[DraftReading], made: Assembled
) -> Imported:
    lost = {passage.at for reading in made.demoted for passage in reading.passages}
    kept = tuple(one for one in readings if one not in made.demoted)
    told = tuple(
        replace(one, fate=UNREAD, why="it could not be written as a clause")
        if one.passage.at in lost
        else one
        for one in entries
    )
    return Imported(draft, read, told, kept, tuple(made.questions), made.text)


def _head(draft: Draft, entries: Sequence[Entry]) -> list[str]:
    counts = Counter(one.fate for one in entries)
    name = draft.name.replace("\\", "/").rpartition("/")[2]
    return [
        f"Imported from {name}, {FORMS[draft.form]}: {counts[TYPED]} passages typed, "
        f"{counts[TEXT]} kept as text, {counts[UNREAD]} not read, "
        f"{counts[IGNORED]} ignored.",
        "Above each clause stands where it comes from, the pattern that read it, and the words of the draft.",
        "",
    ]


LONGEST = 3_000
"""A sentence of more characters is no sentence that a pattern understands."""


def recognised(read: Outline, world: World) -> list[DraftReading]:
    """What all patterns read, in the order of the draft, each once."""
    for name in _FORMS:
        importlib.import_module(f"clausecheck.importing.forms.{name}")
    found: list[DraftReading] = []
    for grid in read.grids:
        plain = replace(grid, head=tuple(map(decimal, grid.head)), rows=tuple(map(_plain, grid.rows)))
        for _, _, table in TABLES:
            found += table(plain, world)
    for passage in read.passages:
        if passage.ignored or passage.kind == TABLE or len(passage.text) > LONGEST:
            continue
        plain_passage = _plain(passage)
        for _, _, prose in PROSE:
            found += prose(plain_passage, world)
    world.settle()
    found = [_verbatim(one, read.passages) for one in found]
    found = [_renamed(one, world) for one in found]
    found = [one for one in found if not _said_below(one, found)]
    found = scoped(_one_block_of_hours(found))
    unique = {(one.place.at, one.path, one.clause): one for one in found}
    return sorted(unique.values(), key=lambda one: one.place.at)


def _plain(passage: DraftPassage) -> DraftPassage:
    """A passage as patterns read it: with decimal points."""
    text, cells = decimal(passage.text), tuple(map(decimal, passage.cells))
    if text == passage.text and cells == passage.cells:
        return passage
    return replace(passage, text=text, cells=cells, label=decimal(passage.label))


def _verbatim(one: DraftReading, passages: Sequence[DraftPassage]) -> DraftReading:
    """A reading of plain passages with the words of the draft."""
    told = tuple(passages[passage.at] for passage in one.passages)
    if all(plain is passage for plain, passage in zip(one.passages, told, strict=True)):
        return one
    quote = one.quote
    for plain, passage in zip(one.passages, told, strict=True):
        for new, old in zip((plain.text, *plain.cells), (passage.text, *passage.cells), strict=True):
            at = new.find(quote)
            quote = (
                old[at : at + len(quote)]
                if at >= 0 and new != old
                else quote.replace(new, old)
                if new
                else quote
            )
    return replace(one, passages=told, quote=quote)


def _renamed(one: DraftReading, world: World) -> DraftReading:
    """A reading whose level has, in the whole draft, the name of a numbered one."""
    if one.level is None or one.level.scheme != "word" or one.level.word not in world.alias:
        return one
    old, new = one.level.name, world.alias[one.level.word]
    path = tuple(f"priority {new}" if head == f"priority {old}" else head for head in one.path)
    clause = re.sub(rf", for {re.escape(old)}$", f", for {new}", one.clause)
    return replace(one, path=path, clause=clause)


def _one_block_of_hours(found: Sequence[DraftReading]) -> list[DraftReading]:
    """Readings in which the only hours that a draft defines are those of business, whatever it calls them."""
    found = _named_hours(found)
    if any(head.startswith("hours business") for one in found for head in one.path):
        return list(found)
    return [
        replace(one, path=tuple(re.sub("^hours support", "hours business", head) for head in one.path))
        for one in found
    ]


_HOURS = re.compile(r'^hours (?:business|support) "[^"]*"')


def _named_hours(found: Sequence[DraftReading]) -> list[DraftReading]:
    """Readings in which the hours of several desks (`Telephone: …`, `Counter: …`) are blocks of their own, each by its label."""
    labels: dict[int, str] = {}
    for one in found:
        if one.path and _HOURS.match(one.path[0]) and one.place.label and not one.place.row:
            labels[one.place.at] = one.place.label.strip()
    if len({label.casefold() for label in labels.values()}) < 2 or len(labels) != len(set(labels.values())):
        return list(found)
    made = []
    for one in found:
        label = labels.get(one.place.at, "") if one.path and _HOURS.match(one.path[0]) else ""
        head = (
            _HOURS.sub(f"hours {named(label, 'desk')} {quoted(label)}".replace("\\", ""), one.path[0])
            if label
            else ""
        )
        made.append(replace(one, path=(head, *one.path[1:])) if head else one)
    return made


def _said_below(one: DraftReading, found: Sequence[DraftReading]) -> bool:
    """Whether a heading (`Priority 1 - 4 Hour Response`) says only what the text below it says again."""
    if one.place.kind != HEADING:
        return False
    word = one.clause.split(" ", 1)[0]
    head = one.place.text.rstrip(":")
    return any(
        other.path == one.path
        and other.clause.split(" ", 1)[0] == word
        and head in (text.rstrip(":") for text in other.place.context)
        for other in found
        if other.place.kind != HEADING
    )


# ---- what is no agreement --------------------------------------------------------------------------------

_STOPS = {
    "Spanish": "el los las una del que por para con está servicio nivel acuerdo horas cliente tiempo",
    "French": "le les des une du que pour avec est dans sur niveau service heures aux cette contrat",
    "German": "der die das und ist nicht für mit auf eine den dem von werden wird zu im stunden",
    "Italian": "il gli della delle che per con una sono nel alla servizio livello ore cliente",
    "Portuguese": "os as uma do da que para com não nível serviço horas cliente pelo em",
    "Dutch": "de het een van en voor met niet is wordt zijn op uur dienst binnen worden",
    "Polish": "i w na z do nie się jest oraz dla przez godzin usług klient",
    "Swedish": "och att det som för med av är inte en ett på till ska",
}
_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "is",
        "for",
        "be",
        "with",
        "will",
        "by",
        "on",
        "or",
        "any",
        "shall",
        "that",
        "this",
        "are",
        "not",
        "as",
        "from",
    ]
)


def language(text: str) -> str:
    """The language of a text where it is plainly not English; empty for English, and where it is too short to tell."""
    words = re.findall(r"[^\W\d_]+", text.casefold())[:20_000]
    if len(words) < 40:
        return ""
    letters = sum(char.isalpha() for char in text[:50_000])
    if sum(char.isascii() and char.isalpha() for char in text[:50_000]) * 2 < letters:
        return "a language with other letters than Latin ones"
    english = sum(word in _ENGLISH for word in words)
    scores = {
        name: sum(word in set(stops.split()) - _ENGLISH for word in words) for name, stops in _STOPS.items()
    }
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > 2 * english and scores[best] * 20 > len(words) else ""


_KINDS = re.compile(
    r"\b(?:service level agreement|slas?|service levels?|agreement|contract|terms of "
    r"(?:service|use)|terms and conditions|support (?:policy|plan|terms)|"
    r"uptime (?:guarantee|commitment)|policy)\b",
    re.I,
)
_LAB = re.compile(r"\bip sla\b", re.I)
_WORDS_ONLY = frozenset({"S6", "T", "T6"})


def refuse_what_is_no_agreement(read: Outline, readings: Sequence[DraftReading]) -> None:
    """Raises `CannotImport` for a document that only speaks of other things, with what was seen."""
    text = read.text
    figures = sum(one.form not in _WORDS_ONLY for one in readings)
    spoken = len(_KINDS.findall(text))
    titled = bool(_KINDS.search(read.title))
    lab = len(_LAB.findall(text))
    sides = bool(
        re.search(r"\b(?:customers?|clients?|subscribers?|you|users?|tenants?|departments?)\b", text, re.I)
    ) and bool(re.search(r"\b(?:provider|supplier|company|we|our|vendor|team|contractor|host)\b", text, re.I))
    if not lab and (figures or titled) and (spoken >= 2 or figures >= 3) and sides:
        return
    if not lab and ((figures >= 2 and spoken) or (titled and len(readings) >= 3)):
        return
    heads = [passage.text for passage in read.passages if passage.kind == HEADING][:5]
    seen = (
        f"headings such as {', '.join(f'“{one[:50]}”' for one in heads)}"
        if heads
        else f"{len(read.passages)} passages without headings"
    )
    why = (
        f"it speaks of “IP SLA”, a function of routers, {lab} times"
        if lab
        else "no parties, promises or service levels were found"
    )
    raise CannotImport(f"it does not read as an agreement: {why}; seen were {seen}")
