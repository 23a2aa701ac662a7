"""What expressions compute with while they run: three-valued truth, presence, comparison and words.

A truth is `True`, `False` or `None`: not known, because a clause could not be read, a value is `tbd`, or two
values cannot be compared. What is not known never makes a finding.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from clausecheck.agreement.model import Agreement
from clausecheck.agreement.semantics import Semantics, TooMuch
from clausecheck.finding import Label
from clausecheck.language import values as v
from clausecheck.language.tree import Block, Broken, Clause, Document, Node
from clausecheck.quick import dataclass
from clausecheck.rules.ownwords import OwnWords
from clausecheck.rules.schema import FILE, meant, slots
from clausecheck.rules.wording import WordsRead

Truth = bool | None
Parameter = v.Value | bool | tuple[v.Value, ...]
Parameters = Mapping[str, Parameter]


@dataclass(frozen=True, slots=True)
class Bounds:
    """A number of which only bounds are known; `high` is `None` where nothing bounds it."""

    low: int
    high: int | None


#: What a path gives: what was found, and whether more may be there that could not be read.
Found = tuple[list[Any], bool]


#: What something says: each text, whether it is written for people, and its words; and whether more of it is open.
Spoken = tuple[list[tuple[str, bool, "Words"]], bool]


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Whether some items mention something, and the words in quotes in which it was found and not found. The items stay with
    it, for they are known by their identity."""

    items: list[Any]
    answer: Truth
    heard: Met
    unheard: Met


MOST_ASKED, MOST_OF_ALL = 1_000_000, 10_000_000
"""About so many elements the condition of one rule may ask, and those of all rules: quantifiers in each other go over every
combination."""


class Index:
    """An agreement, laid out for many lookups; made once for a run."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement
        self.source = agreement.source
        self.document = agreement.document
        self._kinds: dict[str, list[Node]] = {FILE: [agreement.document]}
        self._broken: dict[str, list[Node]] = {}
        #: What was found out about words, by the place of the rule that asks and the items that it asks about.
        self.said: dict[tuple[Any, ...], Mentioned] = {}
        self._children: dict[int, dict[str, list[Node]]] = {}
        self._inside: dict[tuple[int, frozenset[str]], list[Node]] = {}
        self._spoken: dict[int, Spoken] = {}
        self._words: dict[str, Words] = {}
        #: The names and titles of blocks, by their identity.
        self.names: dict[int, set[str]] = {}
        self._meanings: dict[dt.date, Semantics] = {}
        #: How many elements the conditions of all rules together may still ask about.
        self.left = MOST_OF_ALL
        for node in agreement.document.walk():
            if isinstance(node, Broken):
                self._broken.setdefault(node.meant, []).append(node)

    def meaning(self, as_of: dt.date) -> Semantics:
        """What the agreement means as of a day; one for all who ask."""
        if as_of not in self._meanings:
            self._meanings[as_of] = Semantics(self.agreement, as_of)
        return self._meanings[as_of]

    @functools.cached_property
    def own_words(self) -> OwnWords:
        """What the agreement calls the things that helps speak of."""
        return OwnWords(self.agreement)

    def spoken(self, item: Any) -> Spoken:
        """What something says. That of clauses is kept: dozens of rules look for words in the same ones."""
        if not isinstance(item, Node):
            return [self._words_of(text, quoted) for text, quoted in texts_of(item)], open_value(item)
        found = self._spoken.get(id(item))
        if found is None:
            texts = [self._words_of(item.text, True)] if isinstance(item, Broken) else self._texts(item)
            found = self._spoken[id(item)] = texts, self._is_open(item)
        return found

    def _is_open(self, node: Node) -> bool:
        """`open_value` of a node."""
        if isinstance(node, Block) or not isinstance(node, Clause):
            return open_value(node)
        return any(
            isinstance(said[3], v.Tbd) and v.Text in slots(type(node))[said[1]].classes
            for said in self.agreement.values_of(node)
        )

    def _texts(self, node: Node) -> list[tuple[str, bool, Words]]:
        """What a node says, and what stands in it: what its clauses have said is put together."""
        found = [
            self._words_of(text, quoted)
            for text, quoted in _words_in(said[3] for said in self.agreement.values_of(node))
        ]
        for clause in node.clauses if isinstance(node, Block) else ():
            if isinstance(clause, Broken):
                found += [self._words_of(clause.text, True), *self._texts(clause)]
            else:
                found += self.spoken(clause)[0]
        return found

    def _words_of(self, text: str, quoted: bool) -> tuple[str, bool, Words]:
        words = self._words.get(text)
        if words is None:
            words = self._words[text] = Words(text)
        return text, quoted, words

    def all(self, kind: str) -> list[Node]:
        """Every readable node of a kind."""
        if kind not in self._kinds:
            self._kinds[kind] = self.agreement.of_kind(kind)
        return self._kinds[kind]

    def broken(self, kind: str) -> list[Node]:
        """The nodes that were to be of this kind and could not be read."""
        return self._broken.get(kind, [])

    def children(self, node: Node, kind: str) -> list[Node]:
        """The clauses of a kind in a block, those that could not be read among them; of the document, at
        any depth."""
        if isinstance(node, Document):
            broken = self.broken(kind)
            return [*self.all(kind), *broken] if broken else self.all(kind)
        if not isinstance(node, Block):
            return []
        sorted_ = self._children.get(id(node))
        if sorted_ is None:
            sorted_ = self._children[id(node)] = {}
            for clause in node.clauses:
                sorted_.setdefault(meant(clause), []).append(clause)
        return sorted_.get(kind, [])

    def inside(self, block: Block, kinds: frozenset[str]) -> list[Node]:
        """Every clause at any depth in a block, of these kinds if some are given, those that could not be read among them; each
        of a hundred clauses of a block asks for the same."""
        key = (id(block), kinds)
        if key not in self._inside:
            self._inside[key] = [
                node for node in block.walk() if node is not block and (not kinds or meant(node) in kinds)
            ]
        return self._inside[key]


class Met:
    """Words that were met, in their order. What was met together before is only referred to: a thousand clauses that ask the same
    of the same words would otherwise copy all of them a thousand times."""

    __slots__ = ("parts",)

    def __init__(self) -> None:
        self.parts: list[str | Met] = []

    def add(self, word: str) -> None:
        """Words were met."""
        self.parts.append(word)

    def update(self, other: Met) -> None:
        """All of these were met."""
        if other.parts:
            self.parts.append(other)

    def words(self) -> tuple[str, ...]:
        """Each of them once."""
        found: dict[str, None] = {}
        seen: set[int] = set()
        waiting: list[str | Met] = [self]
        while waiting:
            part = waiting.pop()
            if isinstance(part, str):
                found[part] = None
            elif id(part) not in seen:
                seen.add(id(part))
                waiting += reversed(part.parts)
        return tuple(found)


class Env:
    """One run of the expressions of one rule; `stack` holds the node the rule looks at and the elements of
    the quantifiers around the place that is computed. Once it is `blind`, words in quotes tell it nothing: what is then no
    longer known was only read out of them. `heard` and `unheard` are the words in quotes in which a phrase was found, and
    those in which none was."""

    __slots__ = (
        "answers",
        "as_of",
        "blind",
        "heard",
        "index",
        "labels",
        "left",
        "missing",
        "notes",
        "parameters",
        "stack",
        "unheard",
    )

    def __init__(self, index: Index, parameters: Parameters, as_of: dt.date) -> None:
        self.index = index
        self.parameters = parameters
        self.as_of = as_of
        self.stack: list[Any] = []
        self.notes: dict[str, None] = {}
        self.labels: dict[Label, None] = {}
        self.missing: tuple[str, ...] = ()
        self.blind = False
        self.heard, self.unheard = Met(), Met()
        self.left = MOST_ASKED
        #: What conditions that are about no element have given, and what they have noted.
        self.answers: dict[tuple[object, ...], tuple[Any, tuple[dict[Any, None] | Met, ...]]] = {}

    def ask(self) -> None:
        """Count one element about which a condition asks. Raises `TooMuch`."""
        self.left -= 1
        self.index.left -= 1
        if self.left < 0:
            raise TooMuch(f"more than {MOST_ASKED:,} combinations about which its condition asks")
        if self.index.left < 0:
            raise TooMuch(
                f"more than {MOST_OF_ALL:,} combinations about which the conditions of all rules ask"
            )

    def begin(self, node: Node) -> None:
        """Start on a node."""
        self.stack = [node]
        self.blind = False
        self.forget()

    def forget(self) -> None:
        """Drop what was noted so far."""
        self.notes, self.labels, self.missing = {}, {}, ()
        self.heard, self.unheard = Met(), Met()

    def words(self) -> WordsRead:
        """The words in quotes that were looked at so far."""
        return WordsRead(self.heard.words(), self.unheard.words())

    def silent(self, value: v.Value) -> None:
        """Note that the agreement says that something is unstated, and where."""
        if isinstance(value, v.TimeInWords):
            self.labels[Label(value.span, "no time that anybody could be held to")] = None
            return
        self.notes["the agreement says that this is unstated"] = None
        self.labels[Label(value.span, "said to be unstated")] = None


TruthCode = Callable[[Env], Truth]
FoundCode = Callable[[Env], Found]


# ---- three-valued logic ----------------------------------------------------------------------------


def negated(truth: Truth) -> Truth:
    """The opposite; of what is not known, not known."""
    return None if truth is None else not truth


def some(truths: Iterable[Truth], unknown: bool = False) -> Truth:
    """Whether one holds; `unknown` when there may be more of them."""
    for truth in truths:
        if truth:
            return True
        unknown = unknown or truth is None
    return None if unknown else False


def every(truths: Iterable[Truth], unknown: bool = False) -> Truth:
    """Whether all hold."""
    return negated(some((negated(truth) for truth in truths), unknown))


def all_parts(parts: Iterable[tuple[str, TruthCode]]) -> TruthCode:
    """Whether every part of a rule is there; the names of those that are not stay in `env.missing`."""
    named = tuple(parts)

    def run(env: Env) -> Truth:
        truths = [(words, code(env)) for words, code in named]
        env.missing = tuple(words for words, truth in truths if truth is False)
        return every(truth for _, truth in truths)

    return run


def answered_once(code: Callable[[Env], Any]) -> Callable[[Env], Any]:
    """A condition, or what fulfils one, that is the same wherever a run of a rule asks for it: it is kept, with what it notes.
    A hundred parties then ask once, and not a hundred times, for the kind of their agreement."""
    site = object()

    def run(env: Env) -> Any:
        key = (site, env.blind, id(env.parameters))
        found = env.answers.get(key)
        if found is None:
            before = env.notes, env.labels, env.heard, env.unheard
            env.notes, env.labels, env.heard, env.unheard = {}, {}, Met(), Met()
            try:
                given = code(env)
                found = env.answers[key] = given, (env.notes, env.labels, env.heard, env.unheard)
            finally:
                env.notes, env.labels, env.heard, env.unheard = before
        given, noted = found
        for ours, more in zip((env.notes, env.labels, env.heard, env.unheard), noted, strict=True):
            kept: Any = ours
            kept.update(more)
        return given

    return run


# ---- presence --------------------------------------------------------------------------------------

_QUALIFIERS = frozenset({"during", "outside", "for_", "at", "each", "except_", "measured_by"})


def unstated(item: Any) -> v.Value | None:
    """The `unstated` because of which a value or a clause counts as missing, if there is one.

    A value does when it is `unstated`, when only words say a time that nobody could be held to (`best effort`), or an amount of
    it is (`unstated of end`, `on unstated notice`). A clause does when a value that it cannot do without is, or, where it
    needs none, when nothing else fills it.
    """
    if isinstance(item, v.Unstated) or (isinstance(item, v.TimeInWords) and item.text in v.NO_TIME):
        return item
    if isinstance(item, (v.Anchored, v.Rated)):
        return unstated(item.amount)
    if isinstance(item, v.Notice):
        return unstated(item.length) if item.length is not None else None
    if isinstance(item, v.Choice):
        inner = [unstated(option) for option in item.options]
        return inner[0] if all(inner) else None
    if isinstance(item, tuple):
        inner = [unstated(part) for part in item]
        return inner[0] if inner and all(inner) else None
    if isinstance(item, Clause) and not isinstance(item, Block):
        return _unstated_clause(item)
    return None


def _unstated_clause(clause: Clause) -> v.Value | None:
    fields_ = slots(type(clause))
    first = None
    # What the clause cannot do without, and its value where one is given, decide, whatever else it says.
    deciding = {name for name, what in fields_.items() if what.required or name == "value"}
    for name in sorted(fields_, key=lambda name: name not in deciding):
        content = getattr(clause, name)
        if content is None or content == ():
            continue
        missing = unstated(content)
        if missing is not None and name in deciding:
            return missing
        first = first or missing
        if missing is None and name not in _QUALIFIERS:
            return None
    if first is None or any(what.required for what in fields_.values()):
        return None
    return first


def present(item: Any, env: Env) -> Truth:
    """Whether something found is really there."""
    if isinstance(item, Broken):
        return None
    if isinstance(item, bool):
        return item
    if isinstance(item, str):
        return bool(item)
    missing = unstated(item)
    if missing is not None:
        env.silent(missing)
        return False
    return True


# ---- comparison ------------------------------------------------------------------------------------


def spoken(item: Any) -> str | None:
    """The words of a name, a text or a phrase, as they are compared: without case, with single spaces."""
    text: str | None = None
    if isinstance(item, str):
        text = item
    elif isinstance(item, (v.Text, v.Name, v.Zone, v.Prose)):
        text = item.text
    elif isinstance(item, v.Phrase):
        text = f"{item.text} of {item.of.text}"
    elif isinstance(item, v.Numbered):
        text = f"{item.text} {item.number}" + (f" of {item.of.text}" if item.of else "")
    elif isinstance(item, v.Pair):
        text = f"{spoken(item.name)} {item.text.text}"
    return None if text is None else " ".join(text.casefold().split())


def compare(op: str, left: Any, right: Any, env: Env) -> Truth:
    """Whether `left op right` holds, with `op` one of `= != < <= > >=`.

    Amounts with an event, a rate or a share compare as the amount alone. Not known: what is missing, `tbd`
    or broken; working time against elapsed time; two currencies; a size against a rate; a formula.
    Where the calendar decides (a month against 30 days) the worst placement does, and it is noted.
    """
    if op == "!=":
        return negated(compare("=", left, right, env))
    for item, other, turned in ((left, right, False), (right, left, True)):
        if isinstance(item, v.Choice):
            told = [
                compare(op, o, other, env) if not turned else compare(op, other, o, env) for o in item.options
            ]
            least = item.which in ("sooner", "lower", "smaller")
            below = op in ("<", "<=") if not turned else op in (">", ">=")
            if op == "=":
                return told[0] if all(truth == told[0] for truth in told) else None
            return some(told) if least == below else every(told)
    left, right = _plain(left), _plain(right)
    if left is None or right is None or isinstance(left, Broken) or isinstance(right, Broken):
        return None
    if isinstance(left, v.Duration) and isinstance(right, v.Duration):
        return _compare_durations(op, left, right, env)
    if isinstance(left, Bounds) or isinstance(right, Bounds):
        return _compare_bounds(op, left, right)
    one, other = spoken(left), spoken(right)
    if one is not None and other is not None:
        return one == other if op == "=" else None
    pair = _numbers(left, right)
    if pair is None:
        return None if op != "=" or type(left) is type(right) else False
    return _ordered(op, *pair)


def _plain(item: Any) -> Any:
    while isinstance(item, (v.Anchored, v.Rated)):
        item = item.amount
    if isinstance(item, v.Share):
        return item.percentage
    if isinstance(item, (v.Tbd, v.Unstated, v.Formula)):
        return None
    if isinstance(item, v.Notice):
        return _plain(item.length)
    return item


def _numbers(left: Any, right: Any) -> tuple[Any, Any] | None:
    """The two as what Python can order, or `None` where they have nothing in common."""
    if isinstance(left, bool) or isinstance(right, bool):
        return (left, right) if isinstance(left, bool) and isinstance(right, bool) else None
    if isinstance(left, v.Money) and isinstance(right, v.Money):
        same = left.currency == right.currency and left.currency is not None
        return (left.amount, right.amount) if same else None
    if isinstance(left, v.Size) and isinstance(right, v.Size):
        return (left.scaled, right.scaled) if ("/" in left.unit) == ("/" in right.unit) else None
    if isinstance(left, v.Percentage) and isinstance(right, v.Percentage):
        return left.amount, right.amount
    if isinstance(left, v.Count) and isinstance(right, v.Count):
        return (left.amount, right.amount) if _singular(left.noun) == _singular(right.noun) else None
    if isinstance(left, v.Time) and isinstance(right, v.Time):
        return left.seconds, right.seconds
    day, other_day = _day(left), _day(right)
    if day is not None and other_day is not None:
        return day, other_day
    number, other = _number(left), _number(right)
    return (number, other) if number is not None and other is not None else None


def _singular(noun: str) -> str:
    return noun.casefold().removesuffix("s")


def _day(item: Any) -> dt.date | None:
    return item.date if isinstance(item, v.Date) else item if isinstance(item, dt.date) else None


def _number(item: Any) -> Decimal | None:
    if isinstance(item, (v.Number, v.Count)):
        return item.amount
    if isinstance(item, v.Multiple):
        return item.times
    return Decimal(item) if isinstance(item, (int, Decimal)) else None


def _ordered(op: str, left: Any, right: Any) -> bool:
    if op == "=":
        return bool(left == right)
    if op == "<":
        return bool(left < right)
    if op == "<=":
        return bool(left <= right)
    if op == ">":
        return bool(left > right)
    return bool(left >= right)


def _compare_bounds(op: str, left: Any, right: Any) -> Truth:
    """Compare numbers of which only bounds are known."""
    low, high = _bounds(left)
    other_low, other_high = _bounds(right)
    if low is None or other_low is None:
        return None
    if op in (">", ">="):
        low, high, other_low, other_high = other_low, other_high, low, high
        op = {">": "<", ">=": "<="}[op]
    if op == "=":
        if low == high and other_low == other_high:
            return low == other_low
        apart = (high is not None and high < other_low) or (other_high is not None and other_high < low)
        return False if apart else None
    if high is not None and _ordered(op, high, other_low):
        return True
    return False if other_high is not None and not _ordered(op, low, other_high) else None


def _bounds(item: Any) -> tuple[Decimal | None, Decimal | None]:
    if isinstance(item, Bounds):
        return Decimal(item.low), None if item.high is None else Decimal(item.high)
    number = _number(item)
    return number, number


def _compare_durations(op: str, left: v.Duration, right: v.Duration, env: Env) -> Truth:
    if left.hours is not None or right.hours is not None:
        if left.hours != right.hours:
            return None
        if left.seconds is not None and right.seconds is not None:
            return _ordered(op, left.seconds, right.seconds)
        units = {unit for _, unit in (*left.parts, *right.parts)}
        if len(units) > 1:
            return None
        return _ordered(op, sum(amount for amount, _ in left.parts), sum(amount for amount, _ in right.parts))
    months, seconds = _split(left)
    other_months, other_seconds = _split(right)
    months, seconds = months - other_months, seconds - other_seconds
    if not months or not seconds or (months > 0) == (seconds > 0):
        return _ordered(op, months or seconds, 0)
    span = v.Duration(((abs(months), "month"),)).bounds()
    assert span is not None  # elapsed time always has bounds
    low, high = span if months > 0 else (-span[1], -span[0])
    low, high = low + seconds, high + seconds
    if op == "=":
        return False if low > 0 or high < 0 else None
    holds = {_ordered(op, low, 0), _ordered(op, high, 0)}
    if len(holds) == 2:
        env.notes["a month has 28 to 31 days and a year 365 or 366; the worst case counts here"] = None
    return holds == {True}


def _split(duration: v.Duration) -> tuple[Decimal, Decimal]:
    """Its calendar months, and its seconds."""
    months = seconds = Decimal(0)
    for amount, unit in duration.parts:
        if unit in v.MONTHS:
            months += amount * v.MONTHS[unit]
        else:
            seconds += amount * v.SECONDS[unit]
    return months, seconds


# ---- words in texts --------------------------------------------------------------------------------

_TOKEN = re.compile(r"[^\W_]+|[%€£$]")
_PHRASE = re.compile(r"\*|[^\W_]+|[%€£$]")


class Mention:
    """A phrase to look for: whole words, without regard to case, to hyphens or to spaces between its words
    (`on-site` finds `on site` and `onsite`); a `*` at the end of a word stands for any ending."""

    __slots__ = ("_pieces", "text")

    def __init__(self, text: str) -> None:
        """Raises `ValueError` with a sentence when the phrase holds no word, or a `*` that ends none."""
        self.text = text
        self._pieces: list[tuple[str, bool]] = []
        run = ""
        if re.search(r"(^|[^\w])\*|\*\w|\*\*", text):
            raise ValueError("a `*` stands at the end of a word only")
        for part in _PHRASE.findall(text.casefold()):
            if part == "*":
                self._pieces.append((run, True))
                run = ""
            else:
                run += part
        if run:
            self._pieces.append((run, False))
        if not self._pieces:
            raise ValueError("this phrase holds no word to look for")

    def within(self, words: Words) -> bool:
        """Whether the text has the phrase."""
        return any(self._at(words, start) for start in words.starts_of(self._pieces[0][0]))

    def _at(self, words: Words, at: int) -> bool:
        for piece, open_ in self._pieces:
            if not words.joined.startswith(piece, at):
                return False
            at += len(piece)
            if open_:
                while at not in words.edges:
                    at += 1
            elif at not in words.edges:
                return False
        return True


class Words:
    """A text as `Mention` searches it: its words joined, and where one ends."""

    __slots__ = ("edges", "joined")

    def __init__(self, text: str) -> None:
        self.joined = ""
        parts = _TOKEN.findall(text.casefold())
        self.edges = {0}
        at = 0
        for part in parts:
            at += len(part)
            self.edges.add(at)
        self.joined = "".join(parts)

    def starts_of(self, piece: str) -> Iterable[int]:
        """Where a word begins that begins with this."""
        at = self.joined.find(piece)
        while at >= 0:
            if at in self.edges:
                yield at
            at = self.joined.find(piece, at + 1)


def texts_of(item: Any) -> Iterable[tuple[str, bool]]:
    """Every word that a value says, and whether it is written for people, in quotes."""
    if isinstance(item, str):
        yield item, False
    elif isinstance(item, v.Value):
        yield from _words_in(item.walk())


def _words_in(values: Iterable[v.Value]) -> Iterable[tuple[str, bool]]:
    for value in values:
        if isinstance(value, (v.Text, v.Name, v.Zone, v.Prose, v.Phrase, v.Numbered)):
            yield value.text, isinstance(value, (v.Text, v.Prose))
        elif isinstance(value, v.Count):
            yield value.noun, False


def open_value(item: Any) -> bool:
    """Whether the words of something are not known: it is `tbd`, or cannot be read."""
    if isinstance(item, v.Value):
        return any(isinstance(value, v.Tbd) for value in item.walk())
    if isinstance(item, Clause) and not isinstance(item, Block):
        return any(
            open_value(value) and v.Text in slots(type(item))[name].classes for name, value in item.contents()
        )
    return isinstance(item, Broken)
