"""Taking an edited Word file back into the agreement from which it was rendered, clause by clause.

Each clause of a rendered file has a bookmark, and the file says what its words were. What stands under it is compared with that,
and with what the agreement renders to now: a clause that nobody edited in the file stays to the letter, whatever was done to it
in the agreement since. Where figures or quoted words changed, they are changed in the clause, and only if the clause then renders
to exactly the edited words; everything else is asked about, and left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field

from clausecheck.importing import removing
from clausecheck.importing.blocks import CannotImport
from clausecheck.importing.figures import date, durations, money
from clausecheck.importing.readings import quoted
from clausecheck.quick import dataclass
from clausecheck.render.origin import digest

_PERCENT = re.compile(r"\d{1,3}(?:\.\d+)?%")
_DATE = re.compile(r"\b\d{1,2} [A-Z][a-z]+ \d{4}\b")
_CLOCK = re.compile(r"\b\d{2}:\d{2}\b")
_NUMBER = re.compile(r"(?<![\w.:])\d+(?:\.\d+)?(?![\w:%])")


@dataclass(frozen=True, slots=True)
class EditedClause:
    """A clause whose words were edited: its path, the old words and the new ones, and whether the agreement says the new ones.
    `why` says what stands against that, where it is more than that no value explains the words."""

    path: str
    old: str
    new: str
    taken: bool
    why: str = ""


@dataclass(slots=True)
class Updated:
    """An agreement after an edited file was taken back: its `text`; the clauses that were edited; the paths and words of those
    that are gone from the file and still in the agreement (`removed`), and of those that were taken out of it (`taken_out`); the
    paths and words of clauses that are only in the file, edited there; and the paragraphs that are new in it."""

    text: str
    edited: list[EditedClause] = field(default_factory=list)
    removed: list[tuple[str, str]] = field(default_factory=list)
    taken_out: list[tuple[str, str]] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)

    @property
    def open(self) -> list[EditedClause]:
        """The edited clauses that could not be taken over."""
        return [one for one in self.edited if not one.taken]


@dataclass(frozen=True, slots=True)
class _Place:
    """A clause in an agreement and in what it renders to: the number of its node, its mark, its path, where it stands,
    its words."""

    node: int
    mark: str
    path: str
    start: int
    end: int
    words: str


def update(source: str, data: bytes, changes: str = "", *, remove: bool = False) -> Updated:
    """Take the Word file `data` back into the agreement `source`; with `remove`, clauses that are gone from the file go from the
    agreement, else they are marked there. Raises `CannotImport` where the file has no clause of it, and `ImportError` where
    python-docx is not installed."""
    from clausecheck.importing.word import marked, origin_of

    old, known = _rendered(source)
    edited, before = marked(data, changes), origin_of(data)
    words: dict[str, str] = {}
    for anchors, text in edited:
        for anchor in anchors:
            words.setdefault(anchor, text)
    if not any(one.mark in words for one in old):
        raise CannotImport(
            "no clause of the agreement is marked in it: it was not rendered from this agreement"
        )
    done = Updated(source)
    gone = [
        one for one in old if one.words and not words.get(one.mark) and (not before or one.mark in before)
    ]
    changed = [(one, new) for one in old if (new := words.get(one.mark)) and _is_edited(one, new, before)]
    taken = _taken(source, [(one, new) for one, new in changed if not _is_since(one, before)])
    done.edited = [
        EditedClause(one.path, one.words, new, one.node in taken, TWICE if _is_since(one, before) else "")
        for one, new in changed
    ]
    may_go = (
        {one.node for one in gone if one.mark in before and not _is_since(one, before)} if remove else set()
    )
    out, going = removing.taken_out(source, may_go, _silent(source, old)) if may_go else (set(), [])
    done.taken_out = [(one.path, one.words) for one in gone if one.node in out]
    done.removed = [(one.path, one.words) for one in gone if one.node not in out]
    marks = removing.marked(source, {one.node for one in gone} - out)
    done.text = removing.applied(source, [*taken.values(), *going, *marks])
    done.lost = _lost(words, before, {one.mark for one in old})
    done.added = list(_added(edited, known))
    if done.added:
        done.text = done.text.rstrip("\n") + "\n\n" + _added_text(done.added)
    return done


def _silent(source: str, old: Sequence[_Place]) -> set[int]:
    """The places of what has no words in the file."""
    return set(range(1, len(removing.nodes(source)))) - {one.node for one in old if one.words}


def _lost(words: Mapping[str, str], before: Mapping[str, str], here: Collection[str]) -> list[str]:
    """The words of clauses that were edited in the file, and that the agreement has no more."""
    return [
        text
        for mark, text in words.items()
        if text and mark in before and mark not in here and before[mark] != digest(text)
    ]


TWICE = "it was changed in the agreement too, since the file was rendered"


def _is_edited(place: _Place, new: str, before: Mapping[str, str]) -> bool:
    """Whether a clause was edited in the file: its words are others than those of the agreement now, and than those of then."""
    return new != place.words and before.get(place.mark) != digest(new)


def _is_since(place: _Place, before: Mapping[str, str]) -> bool:
    """Whether a clause was changed in the agreement since the file was rendered."""
    return place.mark in before and before[place.mark] != digest(place.words)


def _rendered(source: str) -> tuple[list[_Place], list[str]]:
    """The marked clauses of an agreement in the words of its Word file, and all paragraphs of that file."""
    from clausecheck.agreement.model import resolve
    from clausecheck.importing.word import marked
    from clausecheck.language.parser import parse
    from clausecheck.render import docx
    from clausecheck.render.compose import compose
    from clausecheck.render.document import mark_name

    parsed = parse(source)
    if parsed.problems:
        raise CannotImport("the agreement cannot be read as a whole; `clausecheck check` shows why")
    agreement = resolve(parsed)
    paragraphs = marked(docx.render(compose(agreement)), "")
    words = {anchor: text for anchors, text in reversed(paragraphs) for anchor in anchors}
    seen: dict[str, int] = {}
    places = []
    for number, node in enumerate(agreement.document.walk()):
        seen[node.path] = seen.get(node.path, 0) + 1
        mark = mark_name(node.path, seen[node.path])
        if mark in words:
            places.append(_Place(number, mark, node.path, node.span.start, node.span.end, words[mark]))
    return places, [text for _, text in paragraphs]


def _taken(source: str, changed: Sequence[tuple[_Place, str]]) -> dict[int, removing.Change]:
    """The changes of clauses after which each renders to its edited words, by the number of its node."""
    wanted = {place.node: new for place, new in changed}
    tried = {
        place.node: change for place, new in changed if (change := _change(source, place, new)) is not None
    }
    while tried:
        try:
            now = {
                place.node: place.words
                for place in _rendered(removing.applied(source, list(tried.values())))[0]
            }
        except CannotImport:  # each change is then refused, and named
            now = {}
        wrong = [node for node in tried if now.get(node) != wanted[node]]
        if not wrong:
            return tried
        for node in wrong if now else list(tried)[-1:]:
            del tried[node]
    return {}


def _change(source: str, place: _Place, new: str) -> removing.Change | None:
    """The clause with the figures and quoted words of its edited words, where it is plain which those are."""
    clause = source[place.start : place.end]
    head, brace, _ = clause.partition("{")
    text = head if brace else clause
    made = _with_words(text, place.words, new)
    if made is None:
        made = _with_figures(text, place.words, new)
    if made is None or made == text:
        return None
    return place.start, place.start + len(text), made


def _with_words(clause: str, old: str, new: str) -> str | None:
    """A clause in which one quoted text is another, where the words around it are the same."""
    for match in re.finditer(r'"((?:\\.|[^"\\])+)"', clause):
        said = " ".join(match[1].replace('\\"', '"').replace("\\\\", "\\").split())
        if not said or old.count(said) != 1:
            continue
        before, _, behind = old.partition(said)
        if new.startswith(before) and new.endswith(behind) and len(new) > len(before) + len(behind):
            told = new[len(before) : len(new) - len(behind)] if behind else new[len(before) :]
            return clause[: match.start()] + quoted(told) + clause[match.end() :]
    return None


def _figures(text: str) -> list[tuple[int, str]]:
    """The figures of a text as the language writes them, in their order."""
    found = [(match.start(), match.end(), made) for match, made in durations(text)]
    found += [(match.start(), match.end(), made) for match, made in money(text)]
    found += [(match.start(), match.end(), date(match.group())) for match in _DATE.finditer(text)]
    for pattern in (_PERCENT, _CLOCK, _NUMBER):
        found += [(match.start(), match.end(), match.group()) for match in pattern.finditer(text)]
    kept: list[tuple[int, int, str]] = []
    for start, end, made in found:
        if made and not any(other < end and start < until for other, until, _ in kept):
            kept.append((start, end, made))
    return [(start, made) for start, _, made in sorted(kept)]


def _with_figures(clause: str, old: str, new: str) -> str | None:
    """A clause in which figures are others, where both texts have as many of them."""
    before, after = _figures(old), _figures(new)
    if len(before) != len(after):
        return None
    made = clause
    for (_, one), (_, other) in zip(before, after, strict=True):
        if one == other:
            continue
        places = list(re.finditer(_as_written(one), made))
        if len(places) != 1:
            return None
        made = made[: places[0].start()] + other + made[places[0].end() :]
    return made


def _as_written(figure: str) -> str:
    """A pattern for a figure in a clause: `1 hour` as it is, a number of hours in any hours block."""
    count, _, unit = figure.partition(" ")
    unit = unit.rpartition(" ")[2].rstrip("s")
    if unit and unit.isalpha() and unit.islower():
        return rf"(?<![\w.]){re.escape(count)} (?:[\w-]+ )?{unit}s?(?![\w-])"
    return rf"(?<![\w.]){re.escape(figure)}(?![\w%])"


def _added(edited: Sequence[tuple[tuple[str, ...], str]], known: Sequence[str]) -> Iterator[str]:
    """The paragraphs of the edited file that have no mark and were not in it."""
    left = list(known)
    for anchors, text in edited:
        if text in left:
            left.remove(text)
        elif not anchors and text:
            yield text


def _added_text(added: Sequence[str]) -> str:
    from clausecheck.importing.assemble import NOT_READ

    lines = [f"{NOT_READ} · added in the edited file", 'clause "Added in the edited file" """']
    lines += [
        "  " + one.replace("{", "[").replace("}", "]").replace('"""', "'''").replace("\n", " ")
        for one in added
    ]
    return "\n".join([*lines, '"""', ""])
