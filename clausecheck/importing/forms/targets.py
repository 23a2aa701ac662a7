"""Response, resolution, updates and workarounds for each level: tables, lists and sentences (forms T1 to T4, S1, T6)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from clausecheck.importing.figures import (
    AIMS,
    ALWAYS,
    NOTHING,
    RANGE,
    SOFT,
    ReadTime,
    cell_time,
    durations,
    said_once,
)
from clausecheck.importing.levels import Level, find, level
from clausecheck.importing.outline import DraftPassage, DraftTable
from clausecheck.importing.readings import DraftReading, Found, Question, World, named, prose, quoted, table
from clausecheck.quick import dataclass

_METRICS = (
    ("workaround", re.compile(r"\bwork[- ]?arounds?|temporary (?:fix|solution)|mitigat", re.I)),
    (
        "update",
        re.compile(
            r"\b(?:status |progress |ticket |customer )?updates?\b|communication (?:interval|"
            r"frequency)|update frequency",
            re.I,
        ),
    ),
    ("onsite", re.compile(r"\bon[- ]?site\b", re.I)),
    ("acknowledge", re.compile(r"\backnowledg\w*|\back\b", re.I)),
    (
        "resolve",
        re.compile(
            r"\bresol(?:ution|ve[ds]?|ving)\b|\brestor(?:ation|e[ds]?)\b|\bfix(?:ed)?\b|time to "
            r"(?:fix|repair|resolve)|\bmttr\b|\brepair",
            re.I,
        ),
    ),
    (
        "respond",
        re.compile(
            r"\b(?:respon(?:se|d|ds|ded|ding))\b|\breaction\b|first contact|callback|\banswer(?:ed|"
            r"s)?\b|\brepl(?:y|ied|ies)\b",
            re.I,
        ),
    ),
)
_WORD_OF = {"update": "update every", "onsite": "onsite within"}
_LEVEL_HEAD = re.compile(
    r"priorit|severit|level|impact|urgency|class|categor|type|incident|issue|tier|sla|ticket|description",
    re.I,
)
_MEANING = re.compile(
    r"definition|description|example|criteria|meaning|characteri|impact|condition|what it "
    r"means|details|when|scenario",
    re.I,
)
_COVER = re.compile(r"\bhours\b|coverage|support window|availability|schedule|service window", re.I)
_NOT_PROMISED = re.compile(
    r"\b(?:average|averages|historical|actual|current performance|illustrat\w+|example|"
    r"sample|past|last (?:month|quarter|year)|industry|uptime chart|escalat\w+|"
    r"penalt\w+|credits?|missed|breach\w*)\b",
    re.I,
)
_AIM_HEAD = re.compile(
    r"\(targets?\)|\b(?:goals?|objectives?|aims?|indicative|estimated?|typical|expected|"
    r"aspirational|approximate)\b",
    re.I,
)
_PLANS = re.compile(r"\b(?:plans?|tiers?|packages?|subscriptions?|support levels?|editions?)\b", re.I)
_TIER = (
    r"(?:basic|standard|premium|professional|pro|enterprise|business|starter|free|"
    r"community|bronze|silver|gold|platinum|essential|essentials|advanced|"
    r"plus|ultimate|developer|team|growth|scale|flat|core|elite|premier)"
)
_PLAN_NAME = re.compile(rf"(?:{_TIER}(?:[ +-](?:plan|tier|support|package|plus|\+))*)", re.I)


_BESIDE_METRIC = re.compile(
    rf"(?P<first>{_PLAN_NAME.pattern})\b(?=\s+\S)|.*\s(?P<last>{_PLAN_NAME.pattern})$", re.I
)


def metric(text: str) -> str:
    """The clause of the language for a heading such as `Resolution time`; empty where it names none, or several."""
    found = _metrics(text)
    if len(found) > 1 and found[-1] == "respond" and found[0] == "acknowledge":
        return "respond"
    return found[0] if len(found) == 1 else ""


def _metrics(text: str) -> list[str]:
    """The metrics that a text names: a temporary fix is a workaround, and no fix besides."""
    rest = _METRICS[0][1].sub(" ", text)
    return [name for name, pattern in _METRICS if pattern.search(text if name == "workaround" else rest)]


def _two(text: str) -> tuple[str, str] | None:
    """The two metrics of a heading such as `Response / Resolution`."""
    parts = re.split(r"\s*(?:/|&|\band\b|\|)\s*", text)
    if len(parts) != 2:
        return None
    one, other = metric(parts[0]), metric(parts[1])
    return (one, other) if one and other and one != other else None


def target(word: str, time: ReadTime, *, aim: bool, during: str = "") -> tuple[str, tuple[Question, ...]]:
    """A clause for a target, and what it leaves open."""
    hours = time.during or ("" if time.working else during)
    text = f"{_WORD_OF.get(word, word + ' within')} {time.text}"
    if hours:
        text += f", during {hours}"
    if aim and time.text not in ("best effort", "as soon as possible", "as agreed"):
        text += ', with "aim"'
    return text, ()


def block(one: Level, world: World) -> str:
    """The head of the block of a level, by the name that it has in the whole draft."""
    name = world.alias.get(one.word, one.name) if one.scheme == "word" else one.name
    return f"priority {name}"


# ---- tables ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Column:
    at: int
    kind: str
    aim: bool = False
    second: str = ""
    plan: str = ""


def _level_column(rows: Sequence[Sequence[str]]) -> int:
    """The column whose cells name levels; -1 where there is none."""
    width = max(map(len, rows), default=0)
    for at in range(min(width, 3)):
        cells = [row[at] for row in rows if at < len(row)]
        strict = sum(level(cell) is not None for cell in cells)
        loose = sum(level(cell, alone=False) is not None for cell in cells)
        if strict and loose >= 2 and loose * 4 >= len(cells) * 3:
            return at
    return -1


def _columns(head: Sequence[str], key: int, context: Sequence[str]) -> list[_Column]:
    """What each column of a table of targets holds."""
    made: list[_Column] = []
    above = " / ".join(context[-2:])
    for at, title in enumerate(head):
        if at == key or not title:
            continue
        aim = bool(_AIM_HEAD.search(title))
        both = _two(title)
        word = metric(title)
        if both:
            made.append(_Column(at, both[0], aim, both[1]))
        elif word and not _NOT_PROMISED.search(title) and "%" not in title:
            made.append(_Column(at, word, aim))
        elif _MEANING.search(title):
            made.append(_Column(at, "meaning"))
        elif _COVER.search(title):
            made.append(_Column(at, "hours"))
        elif re.fullmatch(
            r"(?:target|sla|time|commitment|maximum|max|target time|time frame|timeframe)s?",
            title.strip(" *"),
            re.I,
        ):
            if metric(above):
                made.append(_Column(at, metric(above), aim))
        elif _PLAN_NAME.fullmatch(title.strip(" *")) and metric(above):
            made.append(_Column(at, metric(above), aim, plan=title.strip(" *")))
        else:
            made.append(_Column(at, ""))
    return _told_apart([_of_plan(one, head[one.at]) for one in made])


def _of_plan(column: _Column, title: str) -> _Column:
    """A column of targets with the plan that a head of several rows names beside the metric (`Gold` over `Response`, or the other
    way round)."""
    if column.kind in ("", "meaning", "hours") or column.plan:
        return column
    plan = _BESIDE_METRIC.match(title.strip(" *"))
    name = (plan["first"] or plan["last"]) if plan else ""
    rest = (
        title.strip(" *").removeprefix(name)
        if plan and plan["first"]
        else title.strip(" *").removesuffix(name)
    )
    return replace(column, plan=name) if name and (metric(rest) or _two(rest)) else column


def _told_apart(columns: list[_Column]) -> list[_Column]:
    """Columns of which no two say the same of a level: where their heads tell them apart by words that are not understood, their
    figures are not."""
    said = Counter((one.kind, one.plan) for one in columns)
    said.update((one.second, one.plan) for one in columns if one.second)
    return [
        replace(one, kind="", second="")
        if one.kind not in ("", "meaning", "hours")
        and max(said[one.kind, one.plan], said[one.second, one.plan] if one.second else 0) > 1
        else one
        for one in columns
    ]


@table("targets by level", "T1")
def by_level(grid: DraftTable, world: World) -> Found:
    """Rows are levels; columns are response, resolution, …, or plans where the heading says what the figures are."""
    if _unpromised(grid):
        return
    rows = [row.cells for row in grid.rows]
    key = _level_column(rows)
    if key < 0:
        return
    columns = _columns(grid.head, key, grid.context)
    targets = [one for one in columns if one.kind not in ("", "meaning", "hours")]
    if not targets:
        yield from _meanings(grid, key, columns, world)
        return
    plans_above = _plan_above(grid.context)
    aim = world.aims or bool(_AIM_HEAD.search(" ".join(grid.context[-1:])))
    for row in grid.rows:
        one = level(row.cells[key], alone=False) if key < len(row.cells) else None
        if one is None:
            continue
        world.know(one)
        hours = next(
            (
                _hours_in(row.cells[column.at])
                for column in columns
                if column.kind == "hours" and column.at < len(row.cells)
            ),
            "",
        )
        for column in columns:
            if column.at >= len(row.cells) or not row.cells[column.at].strip():
                continue
            cell = row.cells[column.at]
            if column.kind == "meaning":
                yield _meaning(one, cell, row, world)
            elif column.kind not in ("", "hours"):
                yield from _cells(_RowOf(one, row, world, aim, hours, plans_above), column, cell)
        yield from _first_cell_meaning(one, row.cells[key], row, world)


def _unpromised(grid: DraftTable) -> bool:
    heads = [title for title in grid.head if not _MEANING.search(title)]  # `Example` is only one of a level
    return bool(_NOT_PROMISED.search(" ".join((*grid.context[-1:], *heads))))


def _plan_above(context: Sequence[str]) -> str:
    """The plan that the nearest heading names (`Gold Plan`)."""
    for text in reversed(context[-2:]):
        match = re.fullmatch(
            rf"[^\w]*({_PLAN_NAME.pattern})\s*(?:plan|tier|support|package|customers?)?[^\w]*", text, re.I
        )
        tier = re.match(r"tier (\d)\b", text, re.I)
        if tier:
            return f"Tier {tier[1]}"
        if match and (_PLANS.search(text) or _PLANS.search(" ".join(context))):
            return re.sub(r"\s+(?:plan|tier|support|package)$", "", match[1], flags=re.I)
    return ""


def _meanings(grid: DraftTable, key: int, columns: Sequence[_Column], world: World) -> Found:
    """A table of definitions: rows are levels, and a column says when each is meant (T6)."""
    meanings = [one for one in columns if one.kind == "meaning"]
    if not meanings or not any(_LEVEL_HEAD.search(title) for title in grid.head):
        return
    for row in grid.rows:
        one = level(row.cells[key], alone=False)
        if one is None or meanings[0].at >= len(row.cells) or not row.cells[meanings[0].at].strip():
            continue
        world.know(one)
        yield _meaning(one, row.cells[meanings[0].at], row, world)


def _meaning(one: Level, cell: str, row: DraftPassage, world: World) -> DraftReading:
    return DraftReading(
        "meaning of a level",
        "T6",
        (block(one, world),),
        f"applies when {quoted(cell)}",
        cell,
        (row,),
        (),
        one,
    )


def _first_cell_meaning(one: Level, cell: str, row: DraftPassage, world: World) -> Found:
    lines = cell.split("\n", 1)
    if len(lines) == 2 and len(lines[1].split()) > 4:
        yield _meaning(one, lines[1], row, world)


def _hours_in(cell: str) -> str:
    if ALWAYS.search(cell) and len(cell) < 40:
        return "always"
    return (
        "business"
        if re.fullmatch(
            r"\W*(?:(?:standard|normal) )?(?:business|working|office|support) hours(?: only)?\W*", cell, re.I
        )
        else ""
    )


@dataclass(frozen=True, slots=True)
class _RowOf:
    """What holds for all figures of a row: its level, its hours and its plan, and whether they are only aimed at."""

    one: Level | None
    row: DraftPassage
    world: World
    aim: bool = False
    hours: str = ""
    plan: str = ""
    form: str = "T1"


def _cells(known: _RowOf, column: _Column, cell: str) -> Found:
    words = [column.kind, column.second] if column.second else [column.kind]
    pieces = [cell]
    if column.second:
        pieces = re.split(r"\s*(?:/|\||;|\n)\s*", _SLASHES.sub("none", ALWAYS.sub("24x7", cell)))
    if len(pieces) != len(words):
        return
    known = replace(
        known,
        aim=known.aim or column.aim,
        plan=column.plan or known.plan,
        form="T4" if column.second else "T2" if column.plan else known.form,
    )
    for word, piece in zip(words, pieces, strict=True):
        yield from _one(known, word, piece, cell)


_SLASHES = re.compile(r"\bn/a\b", re.I)


def _one(known: _RowOf, word: str, piece: str, cell: str) -> Found:
    """The reading of one figure of a table, or nothing where the cell says more than is understood."""
    one, row, world, form, plan = known.one, known.row, known.world, known.form, known.plan
    name = "target of a plan" if plan else "target by level"
    if plan:
        head: tuple[str, ...] = (f"plan {named(plan, 'plan')} {quoted(plan)}",)
        suffix = f", for {block(one, world).removeprefix('priority ')}" if one is not None else ""
    else:
        head = (block(one, world),) if one is not None else ('service services "Services"',)
        suffix = ""
    if NOTHING.fullmatch(piece.strip(" *.")):
        yield DraftReading(name, form, head, "", cell, (row,), (), one)
        return
    span = RANGE.fullmatch(piece.strip(" *."))
    if span:
        clause, _ = target(word, ReadTime("{range}"), aim=known.aim, during=known.hours)
        ends = _ends(span)
        if ends:
            question = Question("range", f"“{' '.join(piece.split())}”: which end is promised?", ends)
            yield DraftReading(name, form, head, clause + suffix, cell, (row,), (question,), one)
        return
    if word != "update" and re.fullmatch(r"\W*(?:once )?(?:hourly|daily|weekly)\W*", piece, re.I):
        return
    soft = bool(SOFT.search(piece))
    time = cell_time(AIMS.sub("", piece)) if soft and AIMS.search(piece) else cell_time(piece)
    if time is None or (
        soft and not AIMS.search(piece) and time.text not in ("best effort", "as soon as possible")
    ):
        return
    clause, questions = target(word, time, aim=known.aim or soft, during=known.hours)
    yield DraftReading(name, form, head, clause + suffix, cell, (row,), questions, one)


def _ends(span: re.Match[str]) -> tuple[str, ...]:
    """The two ends of a range as lengths, the later first."""
    unit = f"{span[3] or ''} {span[4]}"
    found = []
    for at in (2, 1):
        made = durations(f"{span[at]} {unit}")
        if not made:
            return ()
        found.append(made[0][1])
    return tuple(found)


@table("targets by metric", "T1")
def by_metric(grid: DraftTable, world: World) -> Found:
    """Rows are response, resolution, …; columns are levels."""
    if _unpromised(grid):
        return
    levels = {at: one for at, title in enumerate(grid.head) if at and (one := level(title, alone=False))}
    if len(levels) < 2 or not any(level(title) for title in grid.head[1:]):
        return
    for one in levels.values():
        world.know(one)
    for row in grid.rows:
        word = metric(row.cells[0]) if row.cells else ""
        if not word or _NOT_PROMISED.search(row.cells[0]):
            continue
        aim = world.aims or bool(_AIM_HEAD.search(row.cells[0]))
        for at, one in levels.items():
            if at < len(row.cells) and row.cells[at].strip():
                yield from _one(
                    _RowOf(one, row, world, aim, plan=_plan_above(grid.context)),
                    word,
                    row.cells[at],
                    row.cells[at],
                )


@table("targets by plan", "T3")
def by_plan(grid: DraftTable, world: World) -> Found:
    """Rows are plans; columns are response, resolution, …."""
    if _unpromised(grid) or _level_column([row.cells for row in grid.rows]) >= 0:
        return
    plans = [row for row in grid.rows if row.cells and _PLAN_NAME.fullmatch(row.cells[0].strip(" *"))]
    if (
        len(plans) < 2
        or len(plans) != len(grid.rows)
        or not _PLANS.search(f"{grid.head[0]} {' '.join(grid.context)}")
    ):
        return
    for row in plans:
        for column in _columns(grid.head, 0, grid.context):
            if (
                column.kind in ("", "meaning", "hours")
                or column.second
                or column.at >= len(row.cells)
                or not row.cells[column.at].strip()
            ):
                continue
            yield from _one(
                _RowOf(None, row, world, world.aims or column.aim, plan=row.cells[0].strip(" *"), form="T3"),
                column.kind,
                row.cells[column.at],
                row.cells[column.at],
            )


@table("targets in rows", "T1")
def in_rows(grid: DraftTable, world: World) -> Found:
    """Rows are `P1 response`, `P1 resolution`, …; one column holds the figures."""
    if (
        _unpromised(grid)
        or len(grid.head) != 2
        or not re.search(r"commitment|target|sla|time|level|value|standard", grid.head[1], re.I)
    ):
        return
    for row in grid.rows:
        if len(row.cells) != 2:
            continue
        one = level(row.cells[0], whole=False)
        word = metric(row.cells[0])
        if one is None or not word:
            continue
        world.know(one)
        aim = world.aims or bool(_AIM_HEAD.search(f"{grid.head[1]} {row.cells[0]}"))
        yield from _one(_RowOf(one, row, world, aim), word, row.cells[1], row.cells[1])


@table("targets, one to a row", "T1")
def one_to_a_row(grid: DraftTable, world: World) -> Found:
    """Each row is a level, a metric in a column of its own, and a figure; cells of levels are often merged down."""
    rows = [row.cells for row in grid.rows]
    key = _level_column(rows)
    if _unpromised(grid) or key < 0 or any(metric(title) for at, title in enumerate(grid.head) if at != key):
        return
    others = [at for at in range(len(grid.head)) if at != key]
    measures = [at for at in others if rows and all(at < len(row) and _is_measure(row[at]) for row in rows)]
    if len(measures) != 1 or len({metric(row[measures[0]]) for row in rows}) < 2:
        return
    figures = [
        at
        for at in others
        if at not in measures and _mostly(rows, at, lambda cell: cell_time(cell) is not None)
    ]
    clocks = [
        at for at in others if at not in measures and _mostly(rows, at, lambda cell: bool(_hours_in(cell)))
    ]
    if len(figures) != 1:
        return
    for row in grid.rows:
        one = level(row.cells[key], alone=False)
        if one is None or figures[0] >= len(row.cells):
            continue
        world.know(one)
        hours = _hours_in(row.cells[clocks[0]]) if clocks and clocks[0] < len(row.cells) else ""
        aim = world.aims or bool(_AIM_HEAD.search(f"{grid.head[figures[0]]} {row.cells[measures[0]]}"))
        cell = row.cells[figures[0]]
        yield from _one(
            _RowOf(one, row, world, aim, hours, _plan_above(grid.context)),
            metric(row.cells[measures[0]]),
            cell,
            cell,
        )


def _is_measure(cell: str) -> bool:
    """Whether a cell is the name of one metric (`Response time`), and says no more."""
    return (
        bool(metric(cell))
        and len(cell.split()) <= 5
        and not durations(cell)
        and not _NOT_PROMISED.search(cell)
    )


def _mostly(rows: Sequence[Sequence[str]], at: int, understood: Callable[[str], bool]) -> bool:
    """Whether a column is understood in most of its rows; a cell that says that there is none counts for nothing."""
    cells = [row[at] for row in rows if at < len(row) and not NOTHING.fullmatch(row[at].strip(" *."))]
    return bool(cells) and sum(map(understood, cells)) * 4 >= len(cells) * 3


# ---- lists and sentences ---------------------------------------------------------------------------------

_GUARD = re.compile(
    r"\b(?:if|unless|fail\w*|not|never|n[o']t|exceed\w*|credits?|otherwise|more than|example|"
    r"e\.g|was|were|average|median|currently|has been|missed|breach\w*|"
    r"refund\w*|escalat\w+|penalt\w+|customer (?:must|shall|will|should)|client (?:must|"
    r"shall|will|should)|you (?:must|shall|will|should)|invoice\w*|terminat\w*|"
    r"except|of the end|claims?|payment|excluding|pages?|api|quer(?:y|ies)|requests per|"
    r"latency|load|data|%|rate|percent\w*|had|name a|appoint\w*|designate\w*|who)\b|%",
    re.I,
)
_SPLIT = re.compile(r"\s*[;|•/]\s*|,\s+(?:and\s+)?(?!\d{3}\b)|\s+and\s+|\s+–\s+|\s+-\s+|\)\s*,?\s*|\s*\(")


_OF_PLAN = re.compile(rf"\b(?:our|the|this) ({_TIER}) (?:plan|tier|package)\b(?! (?:or|and)\b)", re.I)
_UNTIL = re.compile(
    r"\s*\b(?:until|till) (?:the )?(?:\w+ )?(?:is )?(?:resol\w+|restor\w+|fixed|closed|closure)", re.I
)
_FILLER = re.compile(
    r"\b(?:within|in|at most|maximum|max|up to|every|each|of|target|time|business|working|"
    r"hours?|days?|during|only)\b|24x7|[^\w]+",
    re.I,
)


def _is_bare(piece: str, length: re.Match[str]) -> bool:
    """Whether a piece is only a length, so that what it is of stands elsewhere."""
    rest = piece[: length.start()] + " " + piece[length.end() :]
    for _, _, one in find(rest):
        rest = rest.replace(one.title, " ")
    return not _FILLER.sub("", rest).strip()


@prose("target in a list or sentence", "S1")
def in_prose(passage: DraftPassage, world: World) -> Found:
    """`P1 – Critical: respond within 1 hour, resolve within 4 hours`, and the same with the level in the heading above."""
    text = passage.text
    if _GUARD.search(_UNTIL.sub("", text)) or not durations(text) or len(text) > 400:
        return
    if passage.kind == "heading" and not level(text, whole=False):
        return
    soft = SOFT.search(text)
    if soft and not AIMS.search(text):
        return
    if sum(bool(pattern.search(passage.label)) for _, pattern in _METRICS) > 1:
        return
    one = _level_of(passage)
    plans = set(_OF_PLAN.findall(text)) if one is None else set()
    if one is None and len(plans) != 1 and not _general(passage):
        return
    pairs = list(_pairs(passage, one))
    if not pairs or any(word == "" for word, _ in pairs) or len({word for word, _ in pairs}) != len(pairs):
        return
    if one is not None:
        world.know(one)
    plan = plans.pop() if len(plans) == 1 else _plan_above(passage.above)
    head = (block(one, world),) if one is not None else ('service services "Services"',)
    suffix = ""
    if plan:
        head = (f"plan {named(plan, 'plan')} {quoted(plan)}",)
        suffix = f", for {block(one, world).removeprefix('priority ')}" if one is not None else ""
    for word, time in pairs:
        clause, questions = target(word, time, aim=bool(soft) or world.aims)
        yield DraftReading(
            "target in a list or sentence", "S1", head, clause + suffix, text, (passage,), questions, one
        )


def _level_of(passage: DraftPassage) -> Level | None:
    """The level of which a passage speaks: its own label, one in its words, else the nearest heading that is one."""
    own = find(passage.text)
    if len({one.name for _, _, one in own}) > 1:
        return None
    labelled = level(passage.label) if passage.label else level(passage.text, whole=False)
    if labelled is not None and (labelled.scheme != "word" or passage.label):
        return labelled
    if own:
        return own[0][2]
    for text in reversed(passage.above[-3:]):
        above = level(text.rstrip(":"), whole=False)
        if above is not None and (above.scheme != "word" or level(text.rstrip(":"))):
            return above
        if len({one.name for _, _, one in find(text)}) == 1 and len(text.split()) < 12:
            return find(text)[0][2]
    return None


_ALL = re.compile(
    r"\b(?:all|any|each|every) (?:support )?(?:tickets?|requests?|incidents?|inquir\w+|"
    r"enquir\w+|issues?|cases?|emails?)\b",
    re.I,
)
_FIRM = re.compile(r"\b(?:will|shall|must|guarantees?|commits?|agrees?)\b", re.I)


_WE = re.compile(r"\bwe\b", re.I)


def _general(passage: DraftPassage) -> bool:
    """Whether a sentence promises something for every ticket, whatever its level."""
    return bool(
        _ALL.search(passage.text)
        and _FIRM.search(passage.text)
        and re.search(r"\brespon[ds]", passage.text, re.I)
    )


def _pairs(passage: DraftPassage, one: Level | None) -> Iterator[tuple[str, ReadTime]]:
    """The metrics of a passage with their lengths. A length that belongs to no metric gives an empty word."""
    body = _UNTIL.sub("", ALWAYS.sub("24x7", said_once(passage.text)))
    inherited = metric(passage.label) if passage.label else ""
    if inherited or (passage.label and one is not None and level(passage.label, whole=False)):
        body = _UNTIL.sub("", ALWAYS.sub("24x7", said_once(passage.body)))
    above = (
        ""
        if inherited
        else next((word for text in reversed(passage.above[-2:]) if (word := metric(text))), "")
    )
    pending = inherited
    last: tuple[str, ReadTime] | None = None
    for piece in _SPLIT.split(body):
        if not piece.strip():
            continue
        lengths = durations(piece)
        words = _metrics(piece)
        if len(words) == 2 and set(words) == {"acknowledge", "respond"}:
            words = ["respond"]
        hours = (
            "always"
            if ALWAYS.search(piece)
            else "business"
            if re.search(r"\b(?:business|working|office|support) hours\b", piece, re.I) and not lengths
            else ""
        )
        if not lengths and ALWAYS.search(piece):
            lengths = []
        if not lengths:
            if last is not None and hours:
                last = (last[0], last[1] if last[1].working else ReadTime(last[1].text, hours))
            elif len(words) == 1:
                pending = words[0]
            elif len(words) > 1:
                pending = ""
            continue
        if last is not None:
            yield last
            last = None
        if len(lengths) != 1 or len(words) > 1:
            yield "", ReadTime("")
            return
        word = words[0] if words else pending or (above if _is_bare(piece, lengths[0][0]) else "")
        during = hours or (
            "business"
            if re.search(
                r"(?:during|in|within) (?:\w+ )?(?:business|working|office|support) hours", piece, re.I
            )
            else ""
        )
        made = lengths[0][1]
        last = (word, ReadTime(made, "" if "business" in made else during))
        pending = inherited
    if last is not None:
        yield last


_GOES_ON = re.compile(
    r"[\s,;]*(?:(?:and|or|to|of|for|on|the|all|any|each|every|business hours|during|24x7|within|a)\b[\s,;]*)*",
    re.I,
)
"""What may stand between a length and the next level, so that the metric holds for both."""


@prose("targets of several levels", "S1")
def several_levels(passage: DraftPassage, world: World) -> Found:
    """`We respond to P1 incidents within 1 hour and to P2 incidents within 4 hours`: one metric, and a length behind each
    level."""
    text = said_once(passage.text)
    levels, lengths, words = find(text), durations(text), _metrics(text)
    if passage.kind == "heading" or len(text) > 400 or _GUARD.search(text) or SOFT.search(text):
        return
    if words not in (["respond"], ["resolve"], ["acknowledge"], ["workaround"]) or not (
        _FIRM.search(text) or _WE.search(text)
    ):
        return
    names = [one.name for _, _, one in levels]
    places = sorted([(start, 0) for start, _, _ in levels] + [(match.start(), 1) for match, _ in lengths])
    if len(names) < 2 or len(set(names)) != len(names) or [kind for _, kind in places] != [0, 1] * len(names):
        return
    between = [
        text[match.end() : start] for (match, _), (start, _, _) in zip(lengths, levels[1:], strict=False)
    ]
    if not all(map(_GOES_ON.fullmatch, between)):
        return
    for (_, _, one), (match, made) in zip(levels, lengths, strict=True):
        world.know(one)
        hours = _hours_in(text[match.end() : match.end() + 30].split(",")[0])
        clause, _ = target(words[0], ReadTime(made, hours), aim=world.aims)
        yield DraftReading(
            "targets of several levels", "S1", (block(one, world),), clause, passage.text, (passage,), (), one
        )


@prose("meaning of a level in a list", "T6")
def labelled_meaning(passage: DraftPassage, world: World) -> Found:
    """`Definition: a whole floor cannot work`, in a list below the name of a level."""
    if passage.kind != "item" or not passage.label or passage.part or durations(passage.text):
        return
    above = passage.above[-1] if passage.above else ""
    one = level(above.rstrip(":"))
    if one is None or not _MEANING.fullmatch(passage.label.strip(" *")) or len(passage.body.split()) < 3:
        return
    world.know(one)
    words = passage.body.rstrip(".;")
    yield DraftReading(
        "meaning of a level in a list",
        "T6",
        (block(one, world),),
        f"applies when {quoted(words)}",
        passage.body,
        (passage,),
        (),
        one,
    )


@prose("meaning of a level", "T6")
def meaning(passage: DraftPassage, world: World) -> Found:
    """`P1 (Critical): the service is down for all users`: an item or a paragraph whose label is a level, with no figure."""
    if (
        passage.kind not in ("item", "paragraph")
        or not passage.label
        or durations(passage.text)
        or passage.part
    ):
        return
    one = level(passage.label)
    if one is None or len(passage.body.split()) < 3 or (SOFT.search(passage.body) and metric(passage.body)):
        return
    if one.scheme == "word" and not re.search(
        r"priorit|severit|level|classif|impact|urgen", " ".join(passage.above[-2:]), re.I
    ):
        return
    if re.search(r"%|\bcredit|\bfee\b|\bbackup", passage.text, re.I):
        return
    world.know(one)
    yield DraftReading(
        "meaning of a level",
        "T6",
        (block(one, world),),
        f"applies when {quoted(passage.body.rstrip('.;'))}",
        passage.body,
        (passage,),
        (),
        one,
    )
