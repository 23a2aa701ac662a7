"""Values as a contract says them: `99.9%`, `GBP 4,200.00`, `90 days' written notice`, `Monday to Friday`.

Nothing here reads as source code: names are said by their titles, words with hyphens in plain English. Every figure keeps its
digits as they are written.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from decimal import Decimal

from clausecheck.agreement.model import Agreement
from clausecheck.agreement.words import in_row
from clausecheck.language import values as v
from clausecheck.language.tree import Hours, Node, Priority
from clausecheck.language.write import DAY_NAMES, clock, number, unit
from clausecheck.render.document import BLANK, UNSTATED, clean
from clausecheck.render.wording import ABSTRACT, EVENTS, KNOWN, MONTHS, PARTICIPLES, TIMES, plain_words

_COMPARES = {
    ">=": "at least", "=>": "at least", ">": "above", "<=": "at most", "=<": "at most", "<": "below", "=": "",
}  # fmt: skip
#: Kinds that are called by their short name, which the document defines, and not by their title.
_CALLED = frozenset({"define", "provider", "customer", "site", "region", "tier", "family"})
#: States that are compared with a length of time.
_LASTING = frozenset({"force-majeure", "outage", "downtime", "incident"})
_OPERATORS = {"*": "×", "/": "÷", "+": "+", "-": "−"}


IN_CASE = "in case of "
"""Before a condition that is no clause of its own; `when` does not stand before it."""
_VERB = re.compile(
    r"(?i)\b(?:is|are|was|were|has|have|had|can|cannot|could|do|does|did|may|must|will|would|causes?|affects?|fails?|stands?|stops?"
    r"|starts?|needs?|works?|hurts?|asks?|gives?|breaks?|ends?|ended|answers?|confirms?|agrees?|misses|leaves?|changes?|grows?)\b"
)


def has_verb(text: str) -> bool:
    """Whether a text holds a verb of its own, so that it can stand behind `when`."""
    return _VERB.search(re.split(r"\b(?:that|which|who|where)\b", text)[0]) is not None


_PROVED = re.compile(
    r"(?i)\b(?:opens?|boots?|runs?|loads?|reads?|match(?:es)?|pass(?:es)?|responds?|shows?|(?:logs?|signs?) (?:in|on))\b"
)
"""Verbs by which a restore is proved; elsewhere most of them are nouns as well: `failed runs`."""


def says_proof(text: str) -> bool:
    """Whether the words for what a test of a restore must show are a sentence: `the user opens the mailbox`."""
    return has_verb(text) or _PROVED.search(text) is not None


def _one(noun: str) -> str:
    """The word for one of what is counted, of a word for several: `run` of `runs`, `copy` of `copies`; else the word itself."""
    head, of, rest = noun.partition(" of ")
    if re.search(r"[^aeiou]ies$", head) and head not in ("series", "species"):
        head = head[:-3] + "y"
    elif re.search(r"(?:ch|sh|ss|x)es$", head):
        head = head[:-2]
    elif re.search(r"[^sui]s$", head):
        head = head[:-1]
    return head + of + rest


class Speaker:
    """Says the values of one agreement: it knows what the agreement's names stand for."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement
        self.titles: dict[str, str] = {}
        self.kinds: dict[str, str] = {}
        for kind, names in agreement.names.items():
            for name, node in names.items():
                self.titles.setdefault(name, self._called(name, node))
                self.kinds.setdefault(name, kind)
        self.provider = self._party("provider", "the provider")
        self.customer = self._party("customer", "the customer")

    def _party(self, kind: str, otherwise: str) -> str:
        names = [getattr(node, "name", None) for node in self.agreement.of_kind(kind)]
        said = [clean(name.text) for name in names if isinstance(name, v.Name)]
        return in_row(said) or otherwise

    @staticmethod
    def _called(name: str, node: Node) -> str:
        title = getattr(node, "title", None)
        if isinstance(node, Priority):
            return f"priority {clean(name)}" if not name.lower().startswith("prio") else clean(name)
        if isinstance(node, Hours) and title is None:
            return name if name.endswith("hours") else f"{clean(name)} hours"
        if node.kind in _CALLED or not isinstance(title, v.Text):
            return clean(name)
        return clean(title.text)

    # ---- rows

    def row(self, values: Iterable[object], joiner: str = "and") -> str:
        """Values in a row: `a, b and c`; with semicolons where one has a comma in it."""
        said = [text for value in values if (text := self.say(value))]
        if any(", " in text for text in said) and len(said) > 1:
            return f"{'; '.join(said[:-1])}; {joiner} {said[-1]}"
        return in_row(said) if joiner == "and" else f" {joiner} ".join(said)

    def say(self, value: object) -> str:
        """A value as a noun phrase; nothing for `None`."""
        text = _say(value, self)
        if not isinstance(value, v.Bounded):
            return text
        if value.other is not None:
            text = _ranged(value, value.other, self)
        return f"{value.bound} {text}" if value.bound else text

    def name(self, text: str) -> str:
        """A name, or words that stand together: by the title of what it names, else in plain words."""
        if text in self.titles:
            return self.titles[text]
        return KNOWN.get(text) or plain_words(clean(text))

    def thing(self, value: object) -> str:
        """What something is of: `the monthly fee`, `incidents`, `priority P1`."""
        if isinstance(value, v.Name):
            return ABSTRACT.get(value.text) or self.name(value.text)
        return self.say(value)

    def event(self, value: object) -> str:
        """An event from which time is counted: `the report`, `the end of this agreement`."""
        if isinstance(value, v.Name):
            if value.text in EVENTS:
                return EVENTS[value.text]
            named = self.kinds.get(value.text)
            return self.name(value.text) if named else f"the {self.name(value.text)}"
        if isinstance(value, v.Phrase):
            return f"the {EVENTS.get(value.text, plain_words(clean(value.text))).removeprefix('the ')} of {self.thing(value.of)}"
        return self.say(value)

    # ---- conditions

    def condition(self, value: object) -> str:
        """A condition as a clause behind `when`: `the availability of Managed servers is below 99.0%`."""
        if isinstance(value, v.All | v.Any):
            word = "and" if isinstance(value, v.All) else "or"
            inner = [
                f"either {said}" if isinstance(one, v.Any) and word == "and" else said
                for one in value.conditions
                if (said := self.condition(one))
            ]
            return f" {word} ".join(inner)
        if isinstance(value, v.Not):
            if isinstance(value.condition, v.Fact) and not (
                value.condition.compares or value.condition.state or value.condition.amount
            ):
                subject = value.condition.subject
                if isinstance(subject, v.Name) and " is " in (positive := PARTICIPLES.get(subject.text, "")):
                    return positive.replace(" is ", " is not ", 1)
                if isinstance(subject, v.Name) and subject.text not in PARTICIPLES:
                    return f"there is no {self.name(subject.text)}"
            inside = self.condition(value.condition)
            return f"not {inside}" if inside.startswith(IN_CASE) else f"it is not the case that {inside}"
        if isinstance(value, v.Fact):
            return self.fact(value)
        return self.say(value)

    def fact(self, fact: v.Fact) -> str:
        """One thing that is or is not so."""
        subject = fact.subject
        if isinstance(subject, v.Text):
            text = clean(subject.text)
            return text if has_verb(text) else f"{IN_CASE}{text}"
        if fact.compares:
            ends = " and ".join(self.compared(one) for one in fact.compares)
            verb = "has lasted" if isinstance(subject, v.Name) and subject.text in _LASTING else "is"
            return f"{self.subject(subject, fact)} {verb} {ends}".replace("  ", " ")
        if fact.state == "missed":
            if isinstance(subject, v.Name) and subject.text not in {*ABSTRACT, *self.kinds}:
                return f"the promised {self.subject(subject, fact)} is missing"
            by = f" by {self.say(fact.amount)}" if fact.amount is not None else ""
            return f"{self.subject(subject, fact)} is missed{by}"
        if fact.state == "overdue":
            by = f" by {self.say(fact.amount)}" if fact.amount is not None else ""
            return f"{self.subject(subject, fact)} is overdue{by}"
        if fact.amount is not None:
            return f"{self.subject(subject, fact)} is {self.say(fact.amount)}"
        if isinstance(subject, v.Name):
            return self._observed(subject.text)
        return f"there is {self.say(subject)}"

    def _observed(self, text: str) -> str:
        if text in PARTICIPLES:
            return PARTICIPLES[text]
        first, _, rest = text.partition(" ")
        if rest and self.kinds.get(first) == "scale":
            return f"{plain_words(clean(first))} is {plain_words(clean(rest))}"
        if rest and first in ("awaiting", "waiting"):
            return f"the ticket awaits {KNOWN.get(rest) or self.name(rest.removeprefix('for '))}"
        if not rest and text.endswith("ed"):
            return f"it is {plain_words(clean(text))}"
        return f"{IN_CASE}{self.name(text)}"

    def subject(self, value: object, fact: v.Fact | None = None) -> str:
        """What a condition is about, as the subject of a sentence."""
        if isinstance(value, v.Phrase):
            what = (
                ABSTRACT.get(value.text)
                or f"the {plain_words(clean(self.titles.get(value.text, value.text)))}"
            )
            return f"{what} of {self.thing(value.of)}"
        if isinstance(value, v.Name):
            if value.text in ABSTRACT:
                return ABSTRACT[value.text]
            counts = {"users", "devices", "sites", "staff", "servers", "tickets", "requests", "incidents", "calls", "zones",
                      "regions", "nodes", "branches", "locations", "backups"}  # fmt: skip
            if value.text in counts:
                share = fact is not None and any(
                    isinstance(getattr(one, "amount", None), v.Percentage) for one in fact.compares
                )
                return f"the {'share' if share else 'number'} of {value.text} concerned"
            return self.name(value.text)
        return self.say(value)

    def compared(self, value: v.Compare | v.Between) -> str:
        """A comparison behind `is`: `at least 99.0%`, `from 95.0% to 99.0%`."""
        if isinstance(value, v.Between):
            return f"from {self.say(value.low)} to {self.say(value.high)}"
        return f"{_COMPARES.get(value.operator, '')} {self.say(value.amount)}".strip()

    def notice(self, value: object) -> str:
        """A notice: `90 days' written notice`; without a length `written notice`."""
        if not isinstance(value, v.Notice):
            return self.say(value)
        word = "written notice" if value.written else "notice"
        if value.length is None:
            return word
        length = value.length
        if isinstance(length, v.Duration) and length.other is None:
            said = self.say(length)
            return f"{said}{chr(39) if said.endswith('s') else chr(39) + 's'} {word}"
        if isinstance(length, v.Duration):
            return f"{self.say(length)}' {word}"
        if isinstance(length, v.Anchored):
            return f"{word} of {self.say(length)}"
        return f"{word} of {self.say(length)}"


def amount(value: Decimal, places: bool = False) -> str:
    """A number with commas between thousands; with `places`, the decimals that are written stay."""
    text = format(value, "f") if places else number(value)
    whole, dot, rest = text.partition(".")
    return f"{int(whole):,}{dot}{rest}" if whole.lstrip("-").isdigit() else text


def _ranged(value: v.Bounded, other: v.Value, speaker: Speaker) -> str:
    def height(one: v.Value) -> Decimal:
        return one.parts[0][0] if isinstance(one, v.Duration) else getattr(one, "amount", Decimal(0))

    low, high = sorted((value, other), key=height)
    first, second = _say(low, speaker), _say(high, speaker)
    head, _, tail = first.partition(" ")
    return f"{head if tail and second.rstrip('s').endswith(tail.rstrip('s')) else first} to {second}"


@functools.singledispatch
def _say(value: object, speaker: Speaker) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return speaker.row(value)
    return clean(str(value))


@_say.register
def _(value: v.Text, speaker: Speaker) -> str:
    return clean(value.text)


@_say.register
def _(value: v.Name, speaker: Speaker) -> str:
    return speaker.name(value.text)


@_say.register
def _(value: v.Zone, speaker: Speaker) -> str:
    return f"{clean(value.text)} time"


@_say.register
def _(value: v.Phrase, speaker: Speaker) -> str:
    if value.text == "day" and isinstance(value.of, v.Name):
        return f"a day of {speaker.name(value.of.text)}"
    text = KNOWN.get(value.text, plain_words(clean(value.text)))
    start = "" if text.startswith(("the ", "a ", "order")) else "the "
    return f"{start}{text} of {speaker.thing(value.of)}"


@_say.register
def _(value: v.Numbered, speaker: Speaker) -> str:
    of = (
        f" of {_period(value.of.text) if isinstance(value.of, v.Name) else speaker.say(value.of)}"
        if value.of
        else ""
    )
    return f"{plain_words(clean(value.text))} {number(value.number)}{of}"


def _period(text: str) -> str:
    return f"the {plain_words(clean(text))}"


@_say.register
def _(value: v.Pair, speaker: Speaker) -> str:
    return f"{speaker.say(value.name)} {clean(value.text.text)}"


@_say.register
def _(value: v.Number, speaker: Speaker) -> str:
    return amount(value.amount)


@_say.register
def _(value: v.Percentage, speaker: Speaker) -> str:
    return format(value.amount, "f") + "%"


@_say.register
def _(value: v.Duration, speaker: Speaker) -> str:
    hours = f"{clean(value.hours.text)} " if value.hours else ""
    return " ".join(f"{amount(count)} {hours}{unit(count, name)}" for count, name in value.parts)


@_say.register
def _(value: v.Money, speaker: Speaker) -> str:
    return f"{value.currency or UNSTATED} {amount(value.amount, places=True)}"


@_say.register
def _(value: v.Size, speaker: Speaker) -> str:
    return f"{amount(value.amount)} {value.unit}"


@_say.register
def _(value: v.Count, speaker: Speaker) -> str:
    noun = plain_words(clean(value.noun))
    return f"{amount(value.amount)} {_one(noun) if value.amount == 1 else noun}"


@_say.register
def _(value: v.Date, speaker: Speaker) -> str:
    return f"{value.date.day} {MONTHS[value.date.month - 1]} {value.date.year}"


@_say.register
def _(value: v.Time, speaker: Speaker) -> str:
    return clock(value.seconds)


@_say.register
def _(value: v.HoursSpan, speaker: Speaker) -> str:
    if (value.start, value.end) == (0, 86400):
        return "00:00 to 24:00"
    night = " on the next day" if value.end <= value.start else ""
    return f"{clock(value.start)} to {clock(value.end)}{night}"


@_say.register
def _(value: v.Days, speaker: Speaker) -> str:
    first, last = DAY_NAMES[value.first].title(), DAY_NAMES[value.last].title()
    return first if first == last else f"{first} to {last}"


@_say.register
def _(value: v.NthDay, speaker: Speaker) -> str:
    day = "business day" if value.day is None else DAY_NAMES[value.day].title()
    return f"the {v.ORDINALS[value.number]} {day} of the {value.of}"


@_say.register
def _(value: v.YearDay, speaker: Speaker) -> str:
    return f"{value.day} {MONTHS[value.month - 1]}"


@_say.register
def _(value: v.PeriodFrom, speaker: Speaker) -> str:
    day = "day " if isinstance(value.start, v.Number) else ""
    return f"{value.unit} that begins on {day}{speaker.say(value.start)}"


@_say.register
def _(value: v.TimeInWords, speaker: Speaker) -> str:
    return TIMES.get(value.text, value.text)


@_say.register
def _(value: v.AndAbove, speaker: Speaker) -> str:
    return f"{speaker.name(value.name.text)} and above"


@_say.register
def _(value: v.Tbd, speaker: Speaker) -> str:
    return BLANK


@_say.register
def _(value: v.Unstated, speaker: Speaker) -> str:
    return UNSTATED


@_say.register
def _(value: v.Share, speaker: Speaker) -> str:
    return f"{speaker.say(value.percentage)} of {speaker.thing(value.of)}"


@_say.register
def _(value: v.Anchored, speaker: Speaker) -> str:
    return f"{speaker.say(value.amount)} {value.relation} {speaker.event(value.event)}"


@_say.register
def _(value: v.Multiple, speaker: Speaker) -> str:
    if not value.of:
        return f"{amount(value.times)} time{'' if value.times == 1 else 's'}"
    of = speaker.thing(value.of)
    return of if value.times == 1 else f"{amount(value.times)} times {of}"


@_say.register
def _(value: v.Rated, speaker: Speaker) -> str:
    return " ".join([speaker.say(value.amount), *(speaker.say(per) for per in value.per)])


@_say.register
def _(value: v.Per, speaker: Speaker) -> str:
    if isinstance(value.unit, v.Phrase):
        of = value.unit.of
        said = f"{plain_words(clean(value.unit.text))} of {speaker.thing(of)}"
    elif isinstance(value.unit, v.Duration) and value.unit.parts[0][0] == 1 and len(value.unit.parts) == 1:
        said = speaker.say(value.unit).partition(" ")[2]
    else:
        said = speaker.say(value.unit)
    return f"per {'missed ' if value.missed else ''}{said}"


@_say.register
def _(value: v.Choice, speaker: Speaker) -> str:
    return f"the {value.which} of {speaker.row(value.options)}"


@_say.register
def _(value: v.Formula, speaker: Speaker) -> str:
    return speaker.say(value.expression)


@_say.register
def _(value: v.Operation, speaker: Speaker) -> str:
    operator = _OPERATORS.get(value.operator, value.operator)
    return f"{_term(value.left, speaker)} {operator} {_term(value.right, speaker)}"


def _term(value: object, speaker: Speaker) -> str:
    if isinstance(value, v.Name):
        return ABSTRACT.get(value.text) or speaker.name(value.text)
    return speaker.say(value)


@_say.register
def _(value: v.Bracket, speaker: Speaker) -> str:
    return f"({_term(value.inner, speaker)})"


@_say.register
def _(value: v.Negative, speaker: Speaker) -> str:
    return f"−{_term(value.inner, speaker)}"


@_say.register
def _(value: v.Between, speaker: Speaker) -> str:
    return f"from {speaker.say(value.low)} to {speaker.say(value.high)}"


@_say.register
def _(value: v.Window, speaker: Speaker) -> str:
    return f"{amount(value.count)} of {speaker.say(value.of)}"


@_say.register
def _(value: v.TimesIn, speaker: Speaker) -> str:
    times = "once" if value.times == 1 else f"{amount(value.times)} times"
    return f"{times} in {speaker.say(value.within)}"


@_say.register
def _(value: v.Notice, speaker: Speaker) -> str:
    return speaker.notice(value)


@_say.register(v.Fact)
@_say.register(v.Not)
@_say.register(v.All)
@_say.register(v.Any)
def _(value: v.Condition, speaker: Speaker) -> str:
    return speaker.condition(value)
