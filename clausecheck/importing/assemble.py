"""From readings to the text of an agreement, which always parses: what does not becomes text, and is never lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace

from clausecheck.importing.account import TEXT, UNREAD, Entry
from clausecheck.importing.blocks import CannotImport
from clausecheck.importing.levels import ordered
from clausecheck.importing.outline import Outline
from clausecheck.importing.readings import DraftReading, Question, World, quoted
from clausecheck.quick import dataclass

NOT_READ = "# import: not read"
SETTLED = "# import: settled"
"""The comments before a text that was not understood, and before one of which somebody has said that it is only text."""
_FIRST = (
    "agreement",
    "define",
    "hours",
    "service",
    "priority",
    "plan",
    "credits",
    "backup",
    "fees",
    "termination",
    "exceptions",
)
_ROUNDS = 12
_NUMBER = re.compile(r"[A-Za-z0-9]+(?:[.()/-]+[A-Za-z0-9]+)*\)?")


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question of the draft, with its id, where it stands, and the answer that was given."""

    id: str
    question: Question
    place: str
    quote: str
    answer: str = ""


@dataclass(slots=True)
class DraftLine:
    """A line of the agreement: its text, and the reading that it comes from."""

    text: str
    reading: DraftReading | None = None


@dataclass(slots=True)
class Assembled:
    """The text of an agreement, its lines with their readings, the questions, and the readings that became text."""

    text: str
    lines: list[DraftLine]
    questions: list[OpenQuestion]
    demoted: list[DraftReading] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class WrittenClause:
    """A clause that is written: `text` is complete; `readings` are those that say the same."""

    text: str
    readings: tuple[DraftReading, ...]
    asked: tuple[OpenQuestion, ...]


def questions(
    readings: Sequence[DraftReading], answers: Mapping[str, str]
) -> dict[tuple[int, str], OpenQuestion]:
    """The questions of a draft in the order of the draft, by the reading's place in the list and the key."""
    found: dict[tuple[int, str], OpenQuestion] = {}
    same: dict[tuple[object, ...], str] = {}
    taken: set[str] = set()
    for at, reading in enumerate(readings):
        for question in reading.questions:
            place = reading.place
            where = (
                question.key,
                place.block,
                "" if question.key in ("base", "zone") else reading.clause,
                question.text,
            )
            if where not in same:
                name = f"{question.key}-{place.number or f'b{place.block}'}"
                count = 1
                while (id_ := name if count == 1 else f"{name}-{count}") in taken:
                    count += 1
                taken.add(id_)
                same[where] = id_
            id_ = same[where]
            found[at, question.key] = OpenQuestion(
                id_, question, place.place, " ".join(reading.quote.split()), answers.get(id_, "")
            )
    return found


def assemble(
    outline: Outline,
    world: World,
    readings: Sequence[DraftReading],
    entries: Sequence[Entry],
    answers: Mapping[str, str],
    head: Sequence[str],
) -> Assembled:
    """The agreement of a draft. `head` are comments for its beginning. Raises `CannotImport` for an answer that does not
    fit."""
    from clausecheck.language.parser import parse

    asked = questions(readings, answers)
    unknown = sorted(set(answers) - {one.id for one in asked.values()})
    if unknown:
        raise CannotImport(
            f"there is no question {unknown[0]}; the draft asks "
            f"{', '.join(dict.fromkeys(one.id for one in asked.values())) or 'nothing'}"
        )
    broken = next((one for one in asked.values() if re.search(r"[\n\r{}#]", one.answer)), None)
    if broken is not None:
        raise CannotImport(f"the answer to {broken.id} does not fit there: it is one value")
    demoted: list[DraftReading] = []
    for _ in range(_ROUNDS):
        lines = list(
            _lines(
                outline,
                world,
                [one for one in readings if one not in demoted],
                _all(entries, demoted),
                _by(readings, asked),
                head,
            )
        )
        text = "\n".join(line.text for line in lines) + "\n"
        parsed = parse(text)
        bad = [
            line
            for problem in parsed.problems
            for line in _near(lines, parsed.source.position(problem.span.start).line)
        ]
        if not parsed.problems:
            return Assembled(text, lines, list({one.id: one for one in asked.values()}.values()), demoted)
        answered = next(
            (one for line in bad for one in _by(readings, asked).get(id(line.reading), ()) if one.answer),
            None,
        )
        if answered is not None:
            raise CannotImport(f"the answer to {answered.id}, `{answered.answer}`, does not fit there")
        if not bad:
            break
        demoted += [line.reading for line in bad if line.reading is not None and line.reading not in demoted]
    raise CannotImport(
        "what was read of it cannot be written as an agreement; nothing is written (this is a "
        "defect of clausecheck)"
    )


def _near(lines: Sequence[DraftLine], number: int) -> list[DraftLine]:
    """The line with a number, where it comes from a reading; else the lines of the block that it opens."""
    line = lines[min(number, len(lines)) - 1]
    if line.reading is not None:
        return [line]
    found = []
    for later in lines[number:]:
        if later.text == "}":
            break
        if later.reading is not None:
            found.append(later)
    return found


def _by(
    readings: Sequence[DraftReading], asked: Mapping[tuple[int, str], OpenQuestion]
) -> dict[int, tuple[OpenQuestion, ...]]:
    made: dict[int, tuple[OpenQuestion, ...]] = {}
    for (at, _), one in asked.items():
        made[id(readings[at])] = (*made.get(id(readings[at]), ()), one)
    return made


def _all(entries: Sequence[Entry], demoted: Sequence[DraftReading]) -> list[Entry]:
    """The entries, with what could not be written among what was not read."""
    lost = {passage.at for reading in demoted for passage in reading.passages}
    return [
        replace(one, fate=UNREAD, why="it could not be written as a clause")
        if one.passage.at in lost
        else one
        for one in entries
    ]


def _lines(
    outline: Outline,
    world: World,
    readings: Sequence[DraftReading],
    entries: Sequence[Entry],
    asked: Mapping[int, tuple[OpenQuestion, ...]],
    head: Sequence[str],
) -> Iterator[DraftLine]:
    for text in head:
        yield DraftLine(f"# {comment(text)}" if text else "")
    blocks = _blocks(readings, asked)
    _add_what_is_named(blocks, world, readings)
    unread = any(one.fate == UNREAD for one in entries)
    yield from _agreement(outline, blocks.pop("agreement", []), unread)
    for name in sorted(
        blocks,
        key=lambda one: (_FIRST.index(one.split()[0]) if one.split()[0] in _FIRST else 99, _rank(one, world)),
    ):
        yield DraftLine("")
        if name == "define":
            for clause in blocks[name]:
                yield from _clause(clause, "")
            continue
        yield DraftLine(f"{name} {{")
        for clause in blocks[name]:
            yield from _clause(clause, "  ")
        yield DraftLine("}")
    yield from _texts(entries)


def _rank(name: str, world: World) -> int:
    if not name.startswith("priority "):
        return 0
    names = [one.name for one in ordered(world.levels)]
    key = name.split()[1]
    return names.index(key) if key in names else len(names)


def _blocks(
    readings: Sequence[DraftReading], asked: Mapping[int, tuple[OpenQuestion, ...]]
) -> dict[str, list[WrittenClause]]:
    """The clauses by the head of their block, each text once."""
    made: dict[str, dict[str, WrittenClause]] = {}
    heads: dict[str, str] = {}
    defined: set[str] = set()
    for reading in readings:
        mine = asked.get(id(reading), ())
        name, text = reading.path[0] if reading.path else "define", reading.clause
        for one in mine:
            told = one.question.before + one.answer if one.answer else one.question.left
            name, text = (
                name.replace(f"{{{one.question.key}}}", told),
                text.replace(f"{{{one.question.key}}}", told),
            )
        name = name.replace("{zone}", "tbd")
        key = _key(name)
        if key.startswith("hours "):
            name = heads[key] if key in heads and not (heads[key].endswith(" in tbd") and text) else name
        if heads.get(key, name) != name and heads[key].endswith(" in tbd"):
            made[name] = made.pop(heads[key])
        heads.setdefault(key, name)
        if not heads[key].endswith(" in tbd") or key == _key(name):
            name = heads[key] if heads[key] in made else name
        heads[key] = name
        if not text:
            if name.startswith("service ") and reading.pattern == "what a table is about":
                made.setdefault(name, {})
            continue
        if name == "define":
            term = (re.match(r'define "((?:\\.|[^"])*)"', text) or [text, text])[1].casefold()
            if term in defined:
                continue
            defined.add(term)
        clauses = made.setdefault(name, {})
        known = clauses.get(text)
        clauses[text] = WrittenClause(
            text, (*(known.readings if known else ()), reading), known.asked if known else mine
        )
    return {name: list(clauses.values()) for name, clauses in made.items()}


def _key(name: str) -> str:
    """What a block is, without its title."""
    return " ".join(name.split()[:2]) if name.startswith(("hours", "service", "plan", "backup")) else name


def _add_what_is_named(
    blocks: dict[str, list[WrittenClause]], world: World, readings: Sequence[DraftReading]
) -> None:
    """Declare the hours and levels that clauses name and the draft does not define."""
    text = "\n".join(clause.text for clauses in blocks.values() for clause in clauses)
    if re.search(r"\bbusiness (?:hour|day)|during business", text) and not any(
        name.startswith("hours business") for name in blocks
    ):
        blocks['hours business "Business hours" in tbd'] = [WrittenClause("tbd tbd", (), ())]
    declared = {name.split()[1] for name in blocks if name.startswith("priority ")}
    for name in dict.fromkeys(re.findall(r", for ([\w-]+)$", text, re.M)):
        if name not in declared and any(one.name == name for one in world.levels):
            blocks[f"priority {name}"] = []
    titles = {one.name: one.title for one in ordered(world.levels)}
    for name in list(blocks):
        word, _, key = name.partition(" ")
        if word == "priority" and titles.get(key) and titles[key].casefold() != key.casefold():
            blocks[f"{name} {quoted(titles[key])}"] = blocks.pop(name)


def _agreement(outline: Outline, clauses: Sequence[WrittenClause], unread: bool) -> Iterator[DraftLine]:
    title = outline.title or outline.draft.name.rpartition("/")[2]
    yield DraftLine(f"agreement {quoted(title)[:202] if len(title) < 200 else quoted(title[:190])} {{")
    yield DraftLine(
        f"  kind {'extract' if unread else kind_of(outline)}"
        + (f"  # {EXTRACT} {kind_of(outline)}" if unread else "")
    )
    yield DraftLine("  status draft")
    for role in ("provider", "customer"):
        if not any(clause.text.startswith(f"{role} ") for clause in clauses):
            yield DraftLine(f"  {role} {role.capitalize()}")
    for clause in sorted(clauses, key=lambda one: not one.text.startswith(("provider", "customer"))):
        yield from _clause(clause, "  ")
    yield DraftLine("}")


EXTRACT = "import: not all of it was read; once it is settled, it is a"


def kind_of(outline: Outline) -> str:
    """The kind of document that a draft is, by its title and by what it speaks of."""
    title = outline.title.casefold()
    if re.search(r"\bsupport\b", title) and not re.search(r"\bservice level|\bsla\b", title):
        return "support"
    if re.search(r"service level|\bsla\b|uptime", title):
        return "sla"
    if re.search(r"master|managed|services agreement|consulting", title):
        return "contract"
    return "terms" if re.search(r"terms|policy|hosting", title) else "sla"


def _clause(clause: WrittenClause, indent: str) -> Iterator[DraftLine]:
    for reading in clause.readings:
        place = reading.place
        yield DraftLine(f"{indent}# {place.place} · {reading.pattern} · “{comment(reading.quote)}”")
    for one in clause.asked:
        if not one.answer:
            yield DraftLine(f"{indent}# question {one.id}: {comment(one.question.text)}")
    first = clause.readings[0] if clause.readings else None
    yield DraftLine(f"{indent}{paper(first.place.number) if first else ''}{clause.text}", first)


def paper(number: str) -> str:
    """A number of the draft as the number of a clause on paper; nothing where it has none."""
    return f"[{number}] " if number and _NUMBER.fullmatch(number) and len(number) <= 20 else ""


def comment(text: str) -> str:
    """Words of the draft as a comment: on one line, and at most 300 characters."""
    text = " ".join(text.split())
    return text if len(text) <= 300 else f"{text[:297]}…"


def _texts(entries: Sequence[Entry]) -> Iterator[DraftLine]:
    """What was kept as text, and what was not read, by the section in which it stands."""
    group: list[Entry] = []
    for one in (*(entry for entry in entries if entry.fate in (TEXT, UNREAD)), None):
        if group and (one is None or _section(one) != _section(group[0])):
            yield from _text(group)
            group = []
        if one is not None:
            group.append(one)


def _section(one: Entry) -> tuple[object, ...]:
    passage = one.passage
    return one.fate, passage.section, passage.number


def _text(group: Sequence[Entry]) -> Iterator[DraftLine]:
    first = group[0].passage
    title = first.section or "Text"
    yield DraftLine("")
    if group[0].fate == UNREAD:
        for one in group:
            yield DraftLine(f"{NOT_READ} · {one.passage.place} · {one.why}")
    yield DraftLine(f'{paper(first.number)}clause {quoted(title[:120])} """')
    block = 0
    for one in group:
        if one.passage.block != block and block:
            yield DraftLine("")
        block = one.passage.block
        for line in one.passage.text.split("\n"):
            yield DraftLine("  " + line.replace("{", "[").replace("}", "]").replace('"""', "'''"))
    yield DraftLine('"""')
