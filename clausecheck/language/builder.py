"""From what the grammar recognised to the nodes of the tree: a method for each rule that makes a value, and
one for statements, which checks every value against the type of its field. It never raises on what a text can
hold.
"""

from __future__ import annotations

import functools
import re
import types
from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from dataclasses import MISSING, Field, fields
from decimal import Decimal
from typing import Any, TypeVar, Union, get_args, get_origin

from clausecheck.finding import Edit, Finding, draft
from clausecheck.language import values as v
from clausecheck.language.grammar import Vocabulary, plain
from clausecheck.language.hints import hints_of
from clausecheck.language.parts import Part, as_fields
from clausecheck.language.spelling import CURRENCY_NAMES, SHORT_UNITS, SIZE_NAMES, close_word, number_of
from clausecheck.language.tokens import Token
from clausecheck.language.tree import KINDS, Block, Broken, Clause, Document, FieldSpec, Grouped, Node
from clausecheck.quick import dataclass
from clausecheck.source import Source, Span

Child = Any
"""What a rule's children are: tokens, values, parts, clauses, or lists of them."""


@dataclass(slots=True)
class Head:
    """The keyword of a statement and the fields that it fills by position."""

    kind: str
    parts: list[Part]
    span: Span
    broken: Broken | None = None


@dataclass(slots=True)
class Body:
    """The clauses of a block."""

    clauses: list[Node]
    span: Span


@dataclass(frozen=True, slots=True)
class FieldType:
    """What a field accepts."""

    name: str
    classes: tuple[type, ...]
    several: bool
    required: bool
    spec: FieldSpec

    def describe(self) -> str:
        """What belongs there, in the words of the language: the chief kind of value with an example, and the
        names of others."""
        known = [cls for cls in self.classes if issubclass(cls, v.Value) and cls not in (v.Tbd, v.Unstated)]
        chief = [cls for cls in known if cls not in _DERIVED] or known
        if not chief:
            return "nothing"
        if len(chief) > 8:
            return "words in quotes, a name or an amount"
        first = chief[0].described.replace(", such as", " such as")
        others = [without_example(cls.described) for cls in chief[1:3]]
        return first + (
            f", or {others[0]}" if len(others) == 1 else f", {' or '.join(others)}" if others else ""
        )


#: Kinds of values that are built from others, and need not be named where those may stand.
_DERIVED = (v.AndAbove, v.NthDay, v.PeriodFrom, v.TimeInWords,
            v.Anchored, v.Choice, v.Phrase, v.Numbered, v.Share, v.Multiple, v.Pair, v.Formula, v.Rated,
            v.Number, v.Not, v.All, v.Any, v.Operation, v.Bracket, v.Negative)  # fmt: skip


def _classes(annotation: Any) -> tuple[type, ...]:
    origin = get_origin(annotation)
    if origin is Union or origin is types.UnionType:
        return _one_of(get_args(annotation))
    if origin is tuple:
        return _classes(get_args(annotation)[0])
    return () if annotation is type(None) else (annotation,)


@functools.cache
def _one_of(options: tuple[Any, ...]) -> tuple[type, ...]:
    # Kept by the options, not by the union: to Python unions are equal whatever their order.
    return tuple(dict.fromkeys(cls for option in options for cls in _classes(option)))


def _is_tuple(annotation: Any) -> bool:
    if get_origin(annotation) is tuple:
        return True
    return any(get_origin(option) is tuple for option in get_args(annotation))


_FIELD_TYPES: dict[type, dict[str, FieldType]] = {}
_BY_FIELD: dict[Field[Any], FieldType] = {}


def field_types(cls: type[Node]) -> dict[str, FieldType]:
    """The fields of a class that the text fills, by name."""
    if cls not in _FIELD_TYPES:
        hints = hints_of(cls)
        _FIELD_TYPES[cls] = {
            item.name: _BY_FIELD.get(item) or _field_type(item, hints[item.name])
            for item in fields(cls)
            if "spec" in item.metadata
        }
    return _FIELD_TYPES[cls]


def _field_type(item: Field[Any], hint: Any) -> FieldType:
    """What a field is, said once for all classes that have it from the same base."""
    made = FieldType(
        item.name, _classes(hint), _is_tuple(hint), item.default is MISSING, item.metadata["spec"]
    )
    _BY_FIELD[item] = made
    return made


#: Values that hold others.
_HOLDING = frozenset({v.Anchored, v.Rated, v.Choice})
#: Values that may be meant otherwise.
_CORRECTED = frozenset({v.Anchored, v.Rated, v.Name, v.TimeInWords, v.Count})
_REQUIRED: dict[type, tuple[str, ...]] = {}


def required(cls: type[Node]) -> tuple[str, ...]:
    """The names of the fields of a class without which it says nothing."""
    found = _REQUIRED.get(cls)
    if found is None:
        found = _REQUIRED[cls] = tuple(name for name, wanted in field_types(cls).items() if wanted.required)
    return found


def fits(value: v.Value, classes: tuple[type, ...]) -> bool:
    """Whether a value may stand where one of these classes is wanted. What is anchored to an event, chosen
    from or counted per unit must itself fit, where the field says anything about it."""
    if not isinstance(value, classes):
        return False
    if value.__class__ not in _HOLDING:
        return True
    plain_classes = (*classes, v.Tbd, v.Unstated, v.Number)
    if isinstance(value, v.Anchored):
        return fits(
            value.amount, (*plain_classes, v.Duration) if v.Duration not in classes else plain_classes
        )
    if isinstance(value, v.Rated):
        return fits(value.amount, plain_classes)
    if isinstance(value, v.Choice):
        words = (v.Name, v.Phrase, v.Text)
        return all(isinstance(option, words) or fits(option, plain_classes) for option in value.options)
    return True


def join(children: Iterable[Child]) -> Span:
    """The span from the first to the last child."""
    if not isinstance(children, list):
        children = list(children)
    if not children:
        return Span(0, 0)
    first, last = children[0], children[-1]
    if first.__class__ is not list and last.__class__ is not list:
        return Span(first.span.start, last.span.end)
    spans = [child.span for child in _flat(children)]
    return Span(spans[0].start, spans[-1].end) if spans else Span(0, 0)


def _flat(children: list[Child]) -> list[Child]:
    if list not in map(type, children):
        return children
    flat: list[Child] = []
    for child in children:
        if isinstance(child, list):
            flat += _flat(child)
        else:
            flat.append(child)
    return flat


_REFERENCE = re.compile(r"\{(\[[^\]{}\r\n]*\]|[^\W\d_][\w.\-]*)\}")
_NEGATIVE = {"not", "excluded", "optional"}


class Builder:
    """Has a method for each rule of the grammar, as Lark wants its transformer; `problems` gathers what does
    not fit.

    One builder is used for many texts; `start_on` names the text that is being read.
    """

    def __init__(self) -> None:
        self.problems: list[Finding] = []
        self.source = Source("")
        self.vocabulary: Vocabulary | None = None

    def start_on(self, source: Source) -> None:
        """Forget the last text and begin with this one."""
        self.source = source
        self.problems = []

    def __getattr__(self, rule: str) -> Callable[[list[Child]], Any]:
        """Rules without a method of their own: a kind of statement, else the field of that name."""
        if rule.startswith("_") or rule.isupper():
            raise AttributeError(rule)
        name = plain(rule)
        if name != rule and hasattr(type(self), name):
            made: Callable[[list[Child]], Any] = getattr(self, name)
        elif name in KINDS:
            made = functools.partial(self.make_head, name)
        else:
            made = functools.partial(self.make_part, name)
        return made

    def problem(self, name: str, span: Span, message: str, **more: Any) -> None:
        self.problems.append(draft(name, message, span, file=self.source.path, **more))

    # ---- values --------------------------------------------------------------------------------------

    def items(self, children: list[Child]) -> list[Child]:
        return [child for child in children if not isinstance(child, Token)]

    texts = items
    figures = items

    def text(self, children: list[Token]) -> v.Text:
        return v.Text(str(children[0].value), span=children[0].span)

    def name(self, children: list[Token]) -> v.Name:
        return v.Name(children[0].text, span=children[0].span)

    def words(self, children: list[Token]) -> v.Name:
        return v.Name(" ".join(token.text for token in children), span=join(children))

    def of_target(self, children: list[Child]) -> v.Value:
        target: v.Value = children[1]
        return target

    def phrase(self, children: list[Child]) -> v.Phrase:
        return v.Phrase(children[0].text, children[1], span=join(children))

    def numbered(self, children: list[Child]) -> v.Numbered:
        of = children[2] if len(children) > 2 else None
        return v.Numbered(children[0].text, children[1].value, of, span=join(children))

    def pair(self, children: list[Child]) -> v.Pair:
        return v.Pair(children[0], children[1], span=join(children))

    def days(self, children: list[Token]) -> v.Days:
        first, _, last = children[0].text.lower().partition("-")
        begin = v.WEEKDAYS.index(first[:3])
        return v.Days(begin, v.WEEKDAYS.index(last[:3]) if last else begin, span=children[0].span)

    def zone(self, children: list[Token]) -> v.Zone:
        return v.Zone(children[0].text, span=children[0].span)

    def hours_span(self, children: list[Token]) -> v.HoursSpan:
        ends: Any = children[0].value
        return v.HoursSpan(ends[0], ends[1], span=children[0].span)

    def open(self, children: list[Token]) -> v.Tbd | v.Unstated:
        made = v.Tbd if children[0].text == "tbd" else v.Unstated
        return made(span=children[0].span)

    def number(self, children: list[Any]) -> v.Number:
        return v.Number(children[0].value, span=children[0].span)

    def percentage(self, children: list[Any]) -> v.Percentage:
        low, high = _ends(children[0])
        made = v.Percentage(low, span=children[0].span)
        made.other = None if high is None else v.Percentage(high, span=made.span)
        return made

    def time_words(self, children: list[Token]) -> v.TimeInWords:
        return v.TimeInWords(str(children[0].value), span=children[0].span)

    def bounded(self, children: list[Any]) -> v.Value:
        """A figure with its bound; in a share, a rate or with an event, that of the figure inside."""
        value: v.Value = children[-1]
        figure: Any = value
        while isinstance(figure, v.Anchored | v.Rated | v.Share):
            figure = figure.percentage if isinstance(figure, v.Share) else figure.amount
        words = " ".join(token.text for token in children[:-1])
        if isinstance(figure, v.Bounded):
            figure.bound = words
        else:
            self.problem(
                "wrong-value",
                value.span,
                f"`{short(self.source.slice(value.span))}` {_kind_of(value)}; behind `{words}` belongs a figure",
                label="not a figure",
            )
        value.span = join(children)
        return value

    def date(self, children: list[Any]) -> v.Date:
        return v.Date(children[0].value, span=children[0].span)

    def time(self, children: list[Any]) -> v.Time:
        return v.Time(children[0].value, span=children[0].span)

    def money(self, children: list[Any]) -> v.Money:
        if len(children) == 1:
            amount, code = children[0].value
            return v.Money(amount, code, span=children[0].span)
        currency = children[1].text if children[1].type == "CURRENCY" else None
        return _ranged(children[0], lambda amount: v.Money(amount, currency, span=join(children)))

    def size(self, children: list[Any]) -> v.Size:
        return _ranged(children[0], lambda amount: v.Size(amount, children[1].text, span=join(children)))

    def count(self, children: list[Any]) -> v.Count:
        return _ranged(children[0], lambda amount: v.Count(amount, children[1].text, span=join(children)))

    def duration(self, children: list[Any]) -> v.Duration:
        if children[0].type == "NUMBER_RANGE":
            unit = v.UNITS[children[1].text]
            return _ranged(children[0], lambda amount: v.Duration(((amount, unit),), span=join(children)))
        pairs = zip(children[::2], children[1::2], strict=True)
        parts = tuple((number.value, v.UNITS[unit.text]) for number, unit in pairs)
        return v.Duration(parts, span=join(children))

    def working_duration(self, children: list[Any]) -> v.Duration:
        hours = v.Name(children[1].text, span=children[1].span)
        unit = v.UNITS[children[2].text]
        return _ranged(children[0], lambda amount: v.Duration(((amount, unit),), hours, span=join(children)))

    def nth_day(self, children: list[Any]) -> v.NthDay:
        number, day, of = children[0].value
        return v.NthDay(number, day, of, span=children[0].span)

    def year_day(self, children: list[Any]) -> v.YearDay:
        month, day = children[0].value
        return v.YearDay(month, day, span=children[0].span)

    def period_from(self, children: list[Any]) -> v.PeriodFrom:
        unit, start = children[0].value
        return v.PeriodFrom(unit, start, span=children[0].span)

    def and_above(self, children: list[Child]) -> v.AndAbove:
        return v.AndAbove(children[0], span=join(children))

    def anchor(self, children: list[Child]) -> tuple[str, v.Value, Span]:
        return children[0].text, children[1], join(children)

    def anchored(self, children: list[Child]) -> v.Share | v.Anchored:
        amount, (relation, event, span) = children
        span = amount.span.join(span)
        if isinstance(amount, v.Percentage) and relation == "of":
            return v.Share(amount, event, span=span)
        return v.Anchored(amount, relation, event, span=span)

    def multiple(self, children: list[Any]) -> v.Multiple:
        of = children[2] if len(children) > 2 else None
        return v.Multiple(children[0].value, of, span=join(children))

    def per(self, children: list[Child]) -> v.Per:
        return v.Per(children[1], len(children) > 2, span=join(children))

    def rated(self, children: list[Child]) -> v.Rated:
        return v.Rated(children[0], tuple(children[1:]), span=join(children))

    def choice_word(self, children: list[Token]) -> Token:
        return children[0]

    def choice(self, children: list[Child]) -> v.Choice:
        options = tuple(child for child in children if isinstance(child, v.Value))
        return v.Choice(children[0].text, options, span=join(children))  # type: ignore[arg-type]

    def formula(self, children: list[Child]) -> v.Formula:
        return v.Formula(children[1], span=join(children))

    def operation(self, children: list[Child]) -> v.Operation:
        signs = {"PLUS": "+", "MINUS": "-", "STAR": "*", "SLASH": "/"}
        return v.Operation(signs[children[1].type], children[0], children[2], span=join(children))

    def bracket(self, children: list[Child]) -> v.Bracket:
        return v.Bracket(children[1], span=join(children))

    def negative(self, children: list[Child]) -> v.Negative:
        return v.Negative(children[1], span=join(children))

    # ---- conditions ------------------------------------------------------------------------------------

    def compare(self, children: list[Child]) -> v.Compare:
        return v.Compare(str(children[0].value), children[1], span=join(children))

    def fact(self, children: list[Child]) -> v.Fact:
        subject, span = children[0], join(children)
        if len(children) == 1:
            return v.Fact(subject, span=span)
        second = children[1]
        if isinstance(second, Token) and second.type == "NUMBER":  # `severity 1` is `severity = 1`
            amount: Any = second.value
            number = v.Number(amount, span=second.span)
            return v.Fact(subject, (v.Compare("=", number, span=second.span),), span=span)
        if isinstance(second, v.Compare):
            return v.Fact(subject, (second,), span=span)
        if second.type == "FROM_VALUE":
            between = v.Between(children[2], children[4], span=join(children[1:]))
            return v.Fact(subject, (between,), span=span)
        amount = children[2] if len(children) > 2 else None
        state = "missed" if second.type == "MISSED_BY" else second.text
        return v.Fact(subject, (), state, amount, span=span)

    def negated(self, children: list[Child]) -> v.Not:
        return v.Not(children[1], span=join(children))

    def group(self, children: list[Child]) -> v.Condition:
        inner: v.Condition = children[1]
        inner.span = join(children)  # the parentheses belong to the clause, whose span is that of its values
        return inner

    def conjunction(self, children: list[Child]) -> v.Condition:
        found: list[Any] = []
        for child in children:
            if isinstance(child, Token):
                continue
            if isinstance(child, v.Compare):  # `>= 99% and < 99.9%`: the second end of a band
                if found and isinstance(found[-1], v.Fact) and found[-1].compares:
                    before = found[-1]
                    joined = before.span.join(child.span)
                    found[-1] = v.Fact(before.subject, (*before.compares, child), span=joined)
                else:
                    self.problem(
                        "syntax-error",
                        child.span,
                        "a comparison follows `and`, but nothing before it is compared",
                        help=("say what is compared, once: `availability >= 99.0% and < 99.9%`",),
                    )
                continue
            found.append(child)
        return found[0] if len(found) == 1 else v.All(tuple(found), span=join(children))

    def condition(self, children: list[Child]) -> v.Condition:
        found = [child for child in children if not isinstance(child, Token)]
        return found[0] if len(found) == 1 else v.Any(tuple(found), span=join(children))

    # ---- parts -----------------------------------------------------------------------------------------

    def make_part(self, name: str, children: list[Child]) -> Part:
        found = [child for child in _flat(children) if isinstance(child, v.Value)]
        words = [child.text for child in children if isinstance(child, Token)]
        return Part(name, found, join(children), not _NEGATIVE.intersection(words))

    def currency_code(self, children: list[Child]) -> Part:
        child: Any = children[0]
        if isinstance(child, Token):
            code = child.text if child.type == "CURRENCY" else self._currency(child.text, child.span)
            child = v.Name(code, span=child.span)
        return Part("currency_code", [child], child.span)

    def notice_word(self, children: list[Token]) -> v.Notice:
        return v.Notice(None, len(children) > 1, span=join(children))

    def notice_period(self, children: list[Child]) -> v.Notice:
        return v.Notice(children[0], children[1].written, span=join(children))

    def every(self, children: list[Child]) -> Part | list[Part]:
        token = children[0]
        if not isinstance(token, Token) or token.type != "RHYTHM":
            return self.make_part("every", children)
        number, unit = v.RHYTHMS.get(token.text) or (1, token.text.split()[-1])
        often = Part("every", [v.Duration(((Decimal(number), unit),), span=token.span)], token.span)
        if token.text != "nightly":
            return often
        return [often, Part("at", [v.Name("night", span=token.span)], token.span)]

    def days_of(self, children: list[Child]) -> Part:
        """`on business days`: the days of the hours block `business`."""
        name: v.Name = children[1]
        *first, last = name.text.split()
        if first and last in ("day", "days"):
            text = " ".join(first)
            name = v.Name(text, span=Span(name.span.start, name.span.start + len(text)))
        return Part("days_of", [name], join(children))

    def counts(self, children: list[Token]) -> Part:
        return Part("counts", [], children[0].span, children[0].type == "COUNTS")

    def tax(self, children: list[Token]) -> Part:
        token = children[0]
        word = "plus-tax" if token.type == "PLUS_TAX" else "with-tax"
        return Part("tax", [v.Name(word, span=token.span)], token.span)

    def in_doubt(self, children: list[Token]) -> Part:
        token = children[0]
        return Part(
            "in_doubt",
            [v.Name("higher" if token.type == "IN_DOUBT" else "lower", span=token.span)],
            token.span,
        )

    def by(self, children: list[Child]) -> Part:
        means = {"VERBAL": "word-of-mouth", "REGISTERED_LETTER": "registered-letter"}
        token = children[0]
        if not isinstance(token, Token) or token.type not in means:
            return self.make_part("by", children)
        return Part("by", [v.Name(means[token.type], span=token.span)], token.span)

    def first_full(self, children: list[Child]) -> Part:
        token: Token = children[0]
        period: v.Value = v.Name(token.text.split()[-1], span=token.span)
        if len(children) > 1:
            period = v.Phrase(token.text.split()[-1], children[2], span=join(children))
        return Part("first_full", [period], join(children))

    def in_window(self, children: list[Any]) -> Part:
        span = join(children)
        return Part("in_window", [v.Window(children[1].value, children[3], span=span)], span)

    def between(self, children: list[Any]) -> Part:
        span = join(children)
        return Part("between", [v.Between(children[1], children[3], span=span)], span)

    def times_in(self, children: list[Any]) -> Part:
        span = join(children)
        return Part("times_in", [v.TimesIn(children[0].value, children[3], span=span)], span)

    def prose(self, children: list[Any]) -> Part:
        token = children[0]
        text, start = token.value
        references = tuple(
            v.Name(match.group(1), span=Span(start + match.start(), start + match.end()))
            for match in _REFERENCE.finditer(text)
        )
        return Part("prose", [v.Prose(text, references, span=token.span)], token.span)

    # ---- statements ------------------------------------------------------------------------------------

    def make_head(self, kind: str, children: list[Child]) -> Head:
        parts = []
        for child in children:
            if isinstance(child, Token) and child.type == "EIGHT_FIVE":
                parts += self.eight_five(child)
            elif isinstance(child, Part):
                parts.append(child)
            elif isinstance(child, v.Value):
                parts.append(Part("name", [child], child.span))
        return Head(kind, parts, join(children))

    def eight_five(self, token: Token) -> list[Part]:
        """The opening that `8x5` means: the days, and hours of the day that nobody stated."""
        value: Any = token.value
        days = v.Days(0, value[1] - 1, span=token.span)
        return [
            Part("weekdays", [days], token.span),
            Part("spans", [v.Unstated(span=token.span)], token.span),
            Part("a_day", [v.Duration(((Decimal(value[0]), "hour"),), span=token.span)], token.span),
        ]

    def broken(self, children: list[Any]) -> Head:
        token = children[0]
        return Head("broken", [], token.span, broken=token.value)

    def body(self, children: list[Child]) -> Body:
        return Body(_ungrouped(children), join(children))

    def statement(self, children: list[Child]) -> Node:
        number = str(children[0].value) if isinstance(children[0], Token) else None
        head: Head = next(child for child in children if isinstance(child, Head))
        body = children[-1] if isinstance(children[-1], Body) else None
        parts = [*head.parts, *(child for child in _flat(children) if isinstance(child, Part))]
        span = join(children)
        header = span if body is None else Span(span.start, join(children[:-1]).end)
        if head.broken is not None:
            node: Node = head.broken
        else:
            node = self.make_clause(head, parts, header)
        if body is not None and isinstance(node, Block):
            node.clauses = tuple(body.clauses)
        node.number, node.span, node.head = number, span, header
        return node

    def _word(self, kind: str) -> str:
        assert self.vocabulary is not None
        return self.vocabulary.word(kind)

    def _part(self, name: str, kind: str) -> str:
        """The words behind which a field's value stands: those of its part, else of its clause."""
        assert self.vocabulary is not None
        return self.vocabulary.part(name) if name in self.vocabulary.parts else self._word(kind)

    def make_clause(self, head: Head, parts: Sequence[Part], header: Span) -> Node:
        """The clause with its fields filled, or a broken one when it would say something else than was
        written: a value that it needs, or one that narrows it, does not fit."""
        cls = KINDS[head.kind]
        types_ = field_types(cls)
        filled: dict[str, Any] = {}
        failed, strange = False, set[str]()
        for part in as_fields(parts, types_, head.kind):
            wanted = types_.get(part.name) or self._sibling(part, types_)
            if wanted is None:
                if part.name not in strange:
                    self._misplaced(head.kind, part, types_)
                strange.add(part.name)
                continue
            if wanted.name in filled and not wanted.several:
                self.problem(
                    "said-twice",
                    part.span,
                    f"`{self._part(part.name, head.kind)}` stands twice in this clause",
                    label="said a second time",
                    help=("keep the one that holds, or write two clauses",),
                )
                continue
            good = self._checked(part, wanted, head.kind)
            if good is None:
                failed = True
            elif wanted.several:
                filled[wanted.name] = (*filled.get(wanted.name, ()), *good)
            else:
                filled[wanted.name] = good
        missing = [name for name in required(cls) if name not in filled]
        if missing and not failed:
            wanted = types_[missing[0]]
            doc = wanted.spec.doc if wanted.spec.doc not in ("", "what it says") else "what"
            self.problem(
                "incomplete-clause",
                header,
                f"`{self._word(head.kind)}` does not say {doc}",
                label="something is missing",
                help=(f"add {wanted.describe()}",),
            )
        if missing or (failed and not issubclass(cls, Block)):
            name = filled.get("name")
            text = self.source.slice(header)
            return Broken(meant=head.kind, name=name.text if isinstance(name, v.Name) else "", text=text)
        return cls(**filled)

    def _sibling(self, part: Part, types_: dict[str, FieldType]) -> FieldType | None:
        """The field of the clause that is said with the same word: `to 5` may be read as the end of a range
        where the clause only knows `to` with a person."""
        assert self.vocabulary is not None
        words = self.vocabulary.parts.get(part.name)
        same = (name for name in types_ if words and self.vocabulary.parts.get(name) == words)
        name = next(same, None)
        return types_[name] if name else None

    def _misplaced(self, kind: str, part: Part, types_: dict[str, FieldType]) -> None:
        assert self.vocabulary is not None
        known = self.vocabulary.parts
        common = field_types(Clause)
        special = [
            f"`{self.vocabulary.part(name)}`" for name in types_ if name in known and name not in common
        ]
        others = ", ".join(f"`{self.vocabulary.part(name)}`" for name in common if name in known)
        span, word = part.span, self._part(part.name, kind)
        if part.name == "prose":
            self.problem(
                "misplaced-part",
                Span(span.start, span.start + 3),
                f"`{self._word(kind)}` takes no text",
                label="not a part of this clause",
                help=("only `clause` and `text` end with a long text",),
            )
            return
        self.problem(
            "misplaced-part",
            span,
            f"`{self._word(kind)}` takes no `{word}`",
            label="not a part of this clause",
            help=("its own parts are " + ", ".join(special),) if special else (),
            notes=(f"any clause takes {others}",),
        )

    def _checked(self, part: Part, wanted: FieldType, kind: str) -> Any:
        """The value for the field, or `None` after a problem was said."""
        if bool in wanted.classes and not part.values:
            return part.truth
        good = [fit for value in part.values if (fit := self._fitting(value, wanted, part, kind)) is not None]
        if wanted.several:
            return tuple(good) if good or not part.values else None
        if not good:
            return () if not part.values and part.name == "holidays" else None
        if len(good) > 1:
            self.problem(
                "one-value",
                good[1].span.join(good[-1].span),
                f"`{self._part(part.name, kind)}` takes one value, not a list",
                label="one value too many",
                help=("write one clause for each",),
            )
        return good[0]

    def _fitting(self, value: v.Value, wanted: FieldType, part: Part, kind: str) -> v.Value | None:
        """The value if it fits, with a misspelt unit corrected; else `None`, after a problem was said."""
        corrected = self._corrected(value, wanted)
        _settle(corrected, lasting=part.name in _LASTING or kind in _LASTING)
        if not fits(corrected, wanted.classes):
            self._wrong_value(corrected, wanted, part, kind)
            return None
        limit = wanted.spec.limit
        if limit is not None and isinstance(corrected, v.Percentage) and corrected.amount > limit:
            self.problem(
                "percentage-out-of-range",
                corrected.span,
                f"`{self._word(kind)}` cannot be more than {limit}%",
                label=f"more than {limit}%",
                help=("write the share that is meant, such as `99.9%`",),
            )
        return corrected

    def _corrected(self, value: v.Value, wanted: FieldType) -> v.Value:
        """The value as it was meant: a count whose noun is a misspelt unit or currency, a zone that reads as
        a name."""
        if value.__class__ not in _CORRECTED:
            return value
        if isinstance(value, v.Anchored | v.Rated):
            inner = self._corrected(value.amount, wanted)
            if inner is not value.amount:
                value.amount = inner  # type: ignore[assignment]
            return value
        if isinstance(value, v.Name) and value.text in _PLACELESS and v.Zone in wanted.classes:
            return v.Zone(value.text, span=value.span)
        if isinstance(value, v.Name) and wanted.name == "every" and (often := _each_one(value)) is not None:
            return often
        if (
            isinstance(value, v.TimeInWords)
            and v.TimeInWords not in wanted.classes
            and v.Name in wanted.classes
        ):
            return v.Name(self.source.slice(value.span), span=value.span)
        if not isinstance(value, v.Count):
            return value
        noun = value.noun
        span = Span(value.span.end - len(noun), value.span.end)
        if v.Duration in wanted.classes and not (noun in v.SIZES or noun.isupper()):
            unit = SHORT_UNITS.get(noun.lower()) or close_word(noun, _LONG_UNITS)
            if unit:
                why = "units are written in small letters" if unit == noun.lower() else ""
                self._misspelt("unknown-unit", span, f"`{noun}` is not a unit of time", unit, why)
                return v.Duration(((value.amount, v.UNITS[unit]),), span=value.span)
        codelike = (noun.isupper() and len(noun) == 3) or noun.lower() in CURRENCY_NAMES
        if v.Count in wanted.classes:  # `20 VPN per month` is a count, `20 GPB per month` none
            codelike = any(sorted(noun) == sorted(code) for code in _MAIN_CURRENCIES)
        if v.Money in wanted.classes and codelike:
            return v.Money(value.amount, self._currency(noun, span), span=value.span)
        size = SIZE_NAMES.get(noun.lower()) or (close_word(noun, tuple(v.SIZES)) if len(noun) < 5 else None)
        if v.Size in wanted.classes and size:
            self._misspelt("unknown-unit", span, f"`{noun}` is not a unit of size", size)
            return v.Size(value.amount, size, span=value.span)
        return value

    def _currency(self, code: str, span: Span) -> str:
        """The currency that was meant by letters that are none, which is said as a problem."""
        guess = CURRENCY_NAMES.get(code.lower()) or close_word(code, _MAIN_CURRENCIES)
        if guess is not None:
            self._misspelt("unknown-currency", span, f"`{code}` is not a currency", guess)
            return guess
        self.problem(
            "unknown-currency",
            span,
            f"`{code}` is not a currency",
            label="not in ISO 4217",
            help=("write the three letters of ISO 4217, such as `EUR`, `GBP`, `USD`",),
        )
        return code

    def _misspelt(self, name: str, span: Span, message: str, guess: str, note: str = "") -> None:
        self.problem(
            name,
            span,
            message,
            label=f"did you mean `{guess}`?",
            help=(f"write `{guess}`",),
            notes=(note,) if note else (),
            edits=(Edit(span, guess),),
        )

    def _wrong_value(self, value: v.Value, wanted: FieldType, part: Part, kind: str) -> None:
        where = self._part(part.name, kind)
        written = short(self.source.slice(value.span))
        help_: tuple[str, ...] = ()
        if isinstance(value, v.Name) and v.Duration in wanted.classes:
            words = value.text.split()
            if (said := number_of(words[:1])) is not None:
                figures = f"{said} {' '.join(words[1:])}"
                self.problem(
                    "number-format",
                    value.span,
                    f"`{written}` is written in words",
                    label="a number is written in figures",
                    help=(f"write `{figures}`",),
                )
                return
            if words[-1] in v.UNITS:
                help_ = (f"write `1 {written}`",) if len(words) < 2 else ("write `tbd` until it is agreed",)
        if isinstance(value, v.Number) and v.Percentage in wanted.classes and v.Money not in wanted.classes:
            help_ = (f"write `{written}%`",)
        if isinstance(value, v.YearDay) and v.Date in wanted.classes:
            help_ = (f"say the year as well: `2027-{value.month:02}-{value.day:02}` is a date",)
        self.problem(
            "wrong-value",
            value.span,
            f"`{written}` {_kind_of(value)}; behind `{where}` belongs {without_example(wanted.describe())}",
            label=f"expected {wanted.describe()}",
            help=help_,
        )

    def start(self, children: list[Child]) -> Document:
        clauses = tuple(_ungrouped(children))
        end = Span(0, len(self.source.text))
        return Document(clauses=clauses, span=end, head=Span(0, 0))


def _ungrouped(children: Iterable[Child]) -> list[Node]:
    """The clauses among some children, those of a group each with what its header says; what a clause says itself goes before."""
    found: list[Node] = []
    for child in children:
        if not isinstance(child, Grouped):
            found += [child] if isinstance(child, Node) else []
            continue
        said = {name: value for name in field_types(Clause) if (value := getattr(child, name))}
        named = tuple(value.name if isinstance(value, v.Pair) else value for value in child.values)
        for clause in child.clauses:
            if isinstance(clause, Clause):
                for name, value in said.items():
                    setattr(clause, name, getattr(clause, name) or _placed(value, clause))
                more = tuple(value for value in named if value not in clause.for_)
                clause.for_ = (*clause.for_, *_placed(more, clause))
            found.append(clause)
    return found


def _placed(said: Any, clause: Clause) -> Any:
    """A value of a group's header, or several, as one of a clause in it: it stands at the end of that clause."""
    copy = deepcopy(said)
    here = Span(clause.head.end, clause.head.end)
    for value in copy if isinstance(copy, tuple) else (copy,):
        for inner in value.walk():
            inner.span = here
    return copy


def _ends(token: Token) -> tuple[Decimal, Decimal | None]:
    """The figure of a token, and the upper one where it is a range."""
    value: Any = token.value
    return value if isinstance(value, tuple) else (value, None)


#: Zones of the database that have no place in their name.
_PLACELESS = frozenset({"UTC", "GMT", "CET", "EET", "WET", "MET", "EST", "MST", "HST"})


def _each_one(value: v.Name) -> v.Duration | None:
    """`every month`, `every night`, `every business day`: one of it."""
    *before, last = value.text.split()
    unit = "day" if last == "night" else v.UNITS.get(last)
    if unit is None or len(before) > 1 or (before and unit != "day"):
        return None
    hours = (
        v.Name(before[0], span=Span(value.span.start, value.span.start + len(before[0]))) if before else None
    )
    return v.Duration(((Decimal(1), unit),), hours, span=value.span)


F = TypeVar("F", bound=v.Bounded)


def _ranged(token: Token, make: Callable[[Decimal], F]) -> F:
    """A figure whose lower end is taken; `_settle` says later which end is promised."""
    low, high = _ends(token)
    made = make(low)
    made.other = None if high is None else make(high)
    return made


#: Where a length is the least that something lasts, so that of a range the lower end is promised.
_LASTING = frozenset({"for_", "keep", "at_least", "immutable", "availability"})


def _settle(value: v.Value, *, lasting: bool) -> None:
    """Of a range, keep the end that is promised as the figure (semantics: "range")."""
    if isinstance(value, v.Share):
        return  # the lower end stands already
    while isinstance(value, v.Anchored | v.Rated):
        value = value.amount
    other = getattr(value, "other", None)
    if other is None or lasting or isinstance(value, v.Percentage):
        return
    if isinstance(value, v.Duration):
        value.parts, other.parts = other.parts, value.parts
    else:
        value.amount, other.amount = other.amount, value.amount  # type: ignore[attr-defined]


def _kind_of(value: v.Value) -> str:
    inner = value.amount if isinstance(value, v.Rated | v.Anchored) else value
    what = without_example(type(inner).described)
    return f"{'are' if what.startswith(('words', 'weekdays', 'hours', 'conditions')) else 'is'} {what}"


def without_example(described: str) -> str:
    """A description of values without "such as …"."""
    return re.sub(r",? such as `[^`]*`(?: or `[^`]*`)?", "", described).replace(", or ", " or ")


def short(text: str, limit: int = 40) -> str:
    """A text on one line of at most `limit` characters."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


_LONG_UNITS = tuple(unit for unit in v.UNITS if unit != "ms")
#: Those among which a misspelt code is looked for: most codes are but a letter away from another.
_MAIN_CURRENCIES = (
    "EUR",
    "GBP",
    "USD",
    "CHF",
    "SEK",
    "NOK",
    "DKK",
    "PLN",
    "JPY",
    "AUD",
    "CAD",
    "INR",
    "SGD",
    "NZD",
)
