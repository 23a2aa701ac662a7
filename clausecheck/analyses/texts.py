"""Figures in texts: a number that a text states and that the clause it talks about states otherwise.

A text is read only where it is clear which clause it is about: `text for termination` is about that block, a sentence with a
reference in braces about what the reference names, a title about its own block. A figure counts as different when the sentence
names what it is about (notice, cure, response …), the clause has a value of that kind, and none of them can be the same. Texts
are cut into words once, from left to right, so that the time grows with their length and with nothing else.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clausecheck.agreement.model import Agreement
from clausecheck.finding import Finding, Label, Proof, Witness, draft
from clausecheck.language import values as v
from clausecheck.language.parser import vocabulary
from clausecheck.language.tree import Block, Clause, Node, SpecialClause, TextFor
from clausecheck.language.write import write
from clausecheck.source import Span

_TOKEN = re.compile(
    r"\d{4}-\d{2}-\d{2}(?!\d)|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[A-Za-z]+(?:-[A-Za-z]+)*|\{[^{}\n]*\}|\S"
)
_LONGEST = 18
"""Digits of the longest number that is read."""
_UNITS = {"hrs": "hour", "hr": "hour", "mins": "minute", "min": "minute", "wk": "week"} | {
    form: name for form, name in v.UNITS.items() if len(form) > 2
}
_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: at for at, word in enumerate(_SMALL)} | {
    word: 10 * at for at, word in enumerate(_TENS, start=2)
}
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_WORKING = frozenset({"business", "working"})
_SIGNS = {"£": "GBP", "€": "EUR", "$": None, "¥": None}
_CODES = frozenset(
    [
        "AED",
        "AUD",
        "BRL",
        "CAD",
        "CHF",
        "CNY",
        "CZK",
        "DKK",
        "EUR",
        "GBP",
        "HKD",
        "HUF",
        "ILS",
        "INR",
        "JPY",
        "KRW",
        "MXN",
        "NOK",
        "NZD",
        "PLN",
        "RON",
        "SEK",
        "SGD",
        "THB",
        "TRY",
        "USD",
        "ZAR",
    ]
)
#: A sentence with one of these tells of another figure on purpose.
_ASIDE = frozenset({"example", "formerly", "previously", "instead", "rather", "former", "unlike", "earlier"})

#: What a figure is about, by the words beside it; and which fields of which clauses hold the value for it.
_TOPICS: dict[str, tuple[tuple[str, ...], tuple[tuple[str, str], ...]]] = {
    "notice": (("notice", "notices"), (("end", "notice"), ("term", "unless"), ("renew", "unless"), ("renew", "notice"),
               ("suspend", "notice"), ("increase", "notice"), ("maintenance", "notice"), ("assign", "notice"),
               ("audit", "notice"), ("subcontract", "notice"), ("amend", "notice"))),
    "convenience": (("convenience",), (("end", "notice"),)),
    "cure": (("cure", "cured", "remedy", "remedied"), (("end", "cured"), ("must", "cured"), ("suspend", "cured"))),
    "response": (("respond", "responds", "responded", "response", "responses"), (("respond", "within"),)),
    "resolution": (("resolve", "resolves", "resolved", "resolution"), (("resolve", "within"),)),
    "acknowledgement": (("acknowledge", "acknowledges", "acknowledged", "acknowledgement", "acknowledgment"),
                        (("acknowledge", "within"),)),
    "retention": (("retain", "retained", "retention", "keep", "keeps", "kept"),
                  (("keep", "for_"), ("keep", "at_least"), ("keep", "at_most"))),
    "deletion": (("delete", "deletes", "deleted", "deletion", "erased", "erasure", "destroyed"),
                 (("delete", "within"), ("delete", "after"))),
    "return": (("return", "returns", "returned"), (("return_", "within"),)),
    "availability": (("available", "availability", "uptime"), (("availability", "value"), ("availability", "at_least"))),
    "payment": (("pay", "pays", "paid", "payable", "payment"), (("pay", "within"),)),
    "interest": (("interest",), (("interest", "value"),)),
    "increase": (("increase", "increases", "increased"), (("increase", "at_most"), ("increase", "value"))),
    "liability": (("liable", "liability"), (("cap", "value"), ("liable", "at_most"))),
    "recovery point": (("rpo",), (("rpo", "value"),)),
    "recovery time": (("rto",), (("rto", "value"),)),
    "term": (("term",), (("term", "value"),)),
    "renewal": (("renewed", "renewal", "renewals", "renews"), (("term", "renewed"), ("renew", "for_"))),
    "claim": (("claim", "claims", "claimed"), (("claim", "within"),)),
    "beginning": (("effective", "commences", "commencement"), (("effective", "value"),)),
}  # fmt: skip
#: Each word that names a topic.
_NAMING = {word: topic for topic, (words, _) in _TOPICS.items() for word in words}
_BETWEEN = (
    "a all an and any are at be by calls case clause data days each every for from giving has in incident incidents invoice "
    "invoices is it its least less more most must never no not of on our period periods prior request requests s section "
    "shall target than that the these this ticket tickets time times to under upon up us we will with within written advance "
    "previous initial backups copies records priority critical ' ’ \" “ ” ( ) : -"
)
#: Words that may stand between a figure and what it is about.
_GLUE = frozenset(_BETWEEN.split())
_NEAR = 8
"""How many words away from a figure the word that says what it is about is looked for."""


def find(agreement: Agreement, parameters: Mapping[str, Any]) -> Iterator[Finding | Proof]:
    """Figures in texts that differ from their clauses, and numbers whose words and digits differ."""
    for node, text, place in _texts(agreement):
        tokens = _tokens(text)
        for sentence in _sentences(tokens):
            yield from _doubled(agreement, node, sentence, place)
            yield from _compared(agreement, node, sentence, place)


# ---- texts, sentences, words -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number, a sign or a reference, and where it stands in its text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands in the source: offsets in it count from `base`; without one the whole text is the place."""

    base: int | None
    whole: Span

    def span(self, start: int, end: int) -> Span:
        return self.whole if self.base is None else Span(self.base + start, self.base + end)


def _texts(agreement: Agreement) -> Iterator[tuple[Node, str, Place]]:
    """Texts about clauses and blocks, and titles of blocks."""
    for node in agreement.document.walk():
        if isinstance(node, TextFor | SpecialClause) and node.prose is not None:
            span = node.prose.span
            at = agreement.source.text.find(node.prose.text, span.start, span.end)
            yield node, node.prose.text, Place(None if at < 0 else at, span)
        title = getattr(node, "title", None)
        if isinstance(node, Block) and isinstance(title, v.Text) and node.kind != "agreement":
            yield node, title.text, Place(None, title.span)


def _tokens(text: str) -> list[Token]:
    return [Token(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text)]


def _sentences(tokens: list[Token]) -> Iterator[list[Token]]:
    """The tokens between full stops, semicolons and the like; a stop within a number is part of it."""
    sentence: list[Token] = []
    for at, token in enumerate(tokens):
        sentence.append(token)
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.text in (".", ";", "!", "?") and (following is None or following.start > token.end):
            yield sentence
            sentence = []
    if sentence:
        yield sentence


# ---- figures -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figure:
    """A value that a text states in words: `written` as it stands there, from `start` to `end` in the text and from the token
    `first` up to, but without, the token `after` in its sentence."""

    value: v.Value
    written: str
    start: int
    end: int
    first: int
    after: int
    working: bool = False


def _number(tokens: list[Token], at: int) -> tuple[Decimal | None, int]:
    """The number that begins at a token, in digits, in words, or in words with digits in brackets after them."""
    token = tokens[at].text
    if token[0].isdigit() and token.isascii():
        digits = token.replace(",", "")
        return (Decimal(digits), at + 1) if "-" not in token and len(digits) <= _LONGEST else (None, at + 1)
    amount, after = _in_words(tokens, at)
    if amount is None:
        return None, at + 1
    bracket = tokens[after : after + 3]
    if len(bracket) == 3 and bracket[0].text == "(" and bracket[2].text == ")" and bracket[1].text.isdigit():
        after += 3
    return Decimal(amount), after


def _in_words(tokens: list[Token], at: int) -> tuple[int | None, int]:
    """A number below a thousand in words: `ninety`, `twenty-four`, `one hundred and eighty`."""
    total, found = 0, False
    while at < len(tokens):
        word = tokens[at].text.casefold()
        parts = word.split("-")
        if all(part in _WORDS for part in parts) and len(parts) <= 2:
            if found and total % 100 and total % 10:
                break
            total += sum(_WORDS[part] for part in parts)
            found = True
        elif word == "hundred" and found and total < 10:
            total *= 100
        elif word == "and" and found and total and total % 100 == 0 and at + 1 < len(tokens):
            if tokens[at + 1].text.casefold().split("-")[0] not in _WORDS:
                break
        else:
            break
        at += 1
    return (total, at) if found else (None, at)


def _figures(sentence: list[Token]) -> Iterator[Figure]:
    """The durations, percentages, amounts of money and dates of a sentence."""
    at = 0
    while at < len(sentence):
        found = _date(sentence, at) or _money(sentence, at) or _measure(sentence, at)
        if found is None:
            at += 1
            continue
        figure, at = found
        if figure is not None:
            yield figure


_Read = tuple[Figure | None, int] | None


def _made(
    sentence: list[Token], at: int, after: int, value: v.Value, working: bool = False
) -> tuple[Figure, int]:
    first, last = sentence[at], sentence[after - 1]
    words: list[str] = []
    for before, token in zip([None, *sentence[at : after - 1]], sentence[at:after], strict=True):
        words.append((" " if before is not None and token.start > before.end else "") + token.text)
    return Figure(value, "".join(words), first.start, last.end, at, after, working), after


def _date(sentence: list[Token], at: int) -> _Read:
    """`2027-01-31`, `31 January 2027`, `January 31, 2027`."""
    text = sentence[at].text
    words = [token.text.casefold() for token in sentence[at : at + 4]]
    try:
        if text.count("-") == 2 and text[0].isdigit():
            return _made(sentence, at, at + 1, v.Date(dt.date.fromisoformat(text)))
        if len(words) >= 3 and words[1] in _MONTHS and words[0].isdigit() and words[2].isdigit():
            day = dt.date(int(words[2]), _MONTHS.index(words[1]) + 1, int(words[0]))
            return _made(sentence, at, at + 3, v.Date(day))
        if (
            len(words) == 4
            and words[0] in _MONTHS
            and words[1].isdigit()
            and words[2] == ","
            and words[3].isdigit()
        ):
            day = dt.date(int(words[3]), _MONTHS.index(words[0]) + 1, int(words[1]))
            return _made(sentence, at, at + 4, v.Date(day))
    except (ValueError, OverflowError):
        return None, at + 1
    return None


def _money(sentence: list[Token], at: int) -> _Read:
    """`GBP 500`, `£500`, `500 GBP`."""
    text = sentence[at].text
    if (text in _SIGNS or text in _CODES) and at + 1 < len(sentence):
        amount, after = _number(sentence, at + 1)
        if amount is not None and sentence[at + 1].text[0].isdigit():
            return _made(sentence, at, after, v.Money(amount, _SIGNS.get(text, text)))
        return None
    if text[0].isdigit() and at + 1 < len(sentence) and sentence[at + 1].text in _CODES:
        amount, after = _number(sentence, at)
        if amount is not None:
            return _made(sentence, at, after + 1, v.Money(amount, sentence[at + 1].text))
    return None


def _measure(sentence: list[Token], at: int) -> _Read:
    """`99.9 %`, `ninety (90) days`, `4 business hours`, `30-day`."""
    head = sentence[at].text.casefold()
    word, _, name = head.rpartition("-")
    if name in _UNITS and word:
        short, _ = _in_words([Token(word, 0, 0)], 0)
        return _made(sentence, at, at + 1, _duration(Decimal(short), name)) if short is not None else None
    amount, after = _number(sentence, at)
    if amount is None:
        return None
    words = [token.text.casefold() for token in sentence[after : after + 4]]
    if words[:1] == ["%"] or words[:1] == ["percent"]:
        return _made(sentence, at, after + 1, v.Percentage(amount))
    if words[:2] == ["per", "cent"]:
        return _made(sentence, at, after + 2, v.Percentage(amount))
    if words[:1] == ["-"]:
        after, words = after + 1, words[1:]
    working = bool(words) and words[0] in _WORKING
    if working:
        after, words = after + 1, words[1:]
    if not words or words[0] not in _UNITS:
        return None, max(after, at + 1)
    if len(words) > 1 and words[1] in ("a", "per", "each", "every", "out"):
        return None, after + 1
    return _made(sentence, at, after + 1, _duration(amount, words[0]), working)


def _duration(amount: Decimal, name: str) -> v.Duration:
    return v.Duration(((amount, _UNITS[name]),))


def _doubled(agreement: Agreement, node: Node, sentence: list[Token], place: Place) -> Iterator[Finding]:
    """`ninety (60) days`: a number in words with another one in digits behind it."""
    at = 0
    while at < len(sentence):
        amount, after = _in_words(sentence, at)
        bracket = sentence[after : after + 3]
        stated = (
            amount is not None
            and len(bracket) == 3
            and bracket[0].text == "("
            and bracket[2].text == ")"
            and bracket[1].text.isdigit()
            and bracket[1].text.isascii()
            and len(bracket[1].text) <= _LONGEST
        )
        if stated and int(bracket[1].text) != amount:
            words = " ".join(token.text for token in sentence[at:after])
            digits = bracket[1].text
            yield draft(
                "words-and-digits-differ",
                f"the text says {words}, and in digits {digits}",
                place.span(sentence[at].start, sentence[after - 1].end),
                file=agreement.source.path,
                label=f"{amount}",
                labels=(Label(place.span(bracket[1].start, bracket[1].end), digits),),
                place=agreement.title(node),
                path=node.path,
                witness=Witness(
                    f"{words} is {amount}, not {digits}", {"words": amount, "digits": int(digits)}
                ),
                values=(words, digits),
                help=("write one of the two, or let both say the same",),
            )
        at = max(after, at + 1)


# ---- what a sentence is about ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stated:
    """A value of a clause: its topics, the clause and the value without its event."""

    topics: frozenset[str]
    node: Node
    value: v.Value


def _compared(
    agreement: Agreement, node: Node, sentence: list[Token], place: Place
) -> Iterator[Finding | Proof]:
    """The figures of a sentence against the values of what the sentence is about."""
    words = {token.text.casefold() for token in sentence}
    figures = list(_figures(sentence))
    if not figures or _ASIDE & words:
        return
    references = [token.text[1:-1].strip() for token in sentence if _refers(token)]
    targets = [target for text in references for target in _followed(agreement, text)] or list(
        _about(agreement, node)
    )
    stated = [value for target, only in targets for value in _stated(target, only)]
    for figure in figures:
        topics = _topics(sentence, figure)
        relevant = [
            value for value in stated if type(value.value) is type(figure.value) and value.topics & topics
        ]
        if "convenience" in words:
            relevant = [one for one in relevant if _for_convenience(one.node)] or relevant
        if not relevant:
            continue
        if all(_differs(figure, value.value) for value in relevant):
            yield _differing(agreement, node, figure, relevant, place)
        elif any(_equal(figure, value.value) for value in relevant):
            what = agreement.title(relevant[0].node)
            summary = f"the text says {figure.written}, as `{what}` does"
            yield Proof("text-differs", summary, {"figure": figure.written})


def _refers(token: Token) -> bool:
    return token.text.startswith("{") and len(token.text) > 2


def _for_convenience(node: Node) -> bool:
    return "convenience" in write(getattr(node, "for_", ()))


def _topics(sentence: list[Token], figure: Figure) -> set[str]:
    """What the words beside a figure say that it is about; `""` where a reference stands there."""
    before = sentence[max(0, figure.first - _NEAR) : figure.first]
    found: set[str] = set()
    for side in (reversed(before), iter(sentence[figure.after : figure.after + _NEAR])):
        for token in side:
            word = token.text.casefold()
            if word in _NAMING:
                found.add(_NAMING[word])
                break
            if _refers(token):
                found.add("")
            elif word not in _GLUE:
                break
    return found


def _differing(
    agreement: Agreement, node: Node, figure: Figure, relevant: list[Stated], place: Place
) -> Finding:
    wording = list(dict.fromkeys(write(value.value) for value in relevant))
    clause = relevant[0].node
    home = agreement.title(agreement.parent(clause) or clause)
    return draft(
        "text-differs",
        f"the text says {figure.written}, and {home} says {' and '.join(wording)}",
        place.span(figure.start, figure.end),
        file=agreement.source.path,
        label="in words",
        labels=tuple(Label(value.value.span, "in the clause") for value in relevant),
        place=agreement.title(node),
        path=node.path,
        witness=Witness(
            f"{figure.written} in the text, {' or '.join(wording)} in the clause: "
            "whoever relies on one reads the other as a breach",
            {"text": figure.written, "clause": wording},
        ),
        values=(figure.written, *wording),
        help=(
            "let both say the same",
            "leave the figure out of the text and refer to the clause in braces",
        ),
    )


def _about(agreement: Agreement, node: Node) -> Iterator[tuple[Node, str]]:
    """The blocks and clauses that a text is about; the second of a pair would be the one field that counts."""
    if isinstance(node, TextFor):
        for value in node.for_:
            if isinstance(value, v.Name):
                yield from _followed(agreement, value.text)
    elif isinstance(node, Block):
        yield node, ""


def _followed(agreement: Agreement, path: str) -> list[tuple[Node, str]]:
    """What a reference names: a number of the paper contract, or a path of kinds and names, with the field at its end."""
    if path.startswith("["):
        wanted = path[1:-1].strip()
        return [(node, "") for node in agreement.document.walk() if node.number == wanted]
    first, *rest = path.split(".")
    nodes = [named[first] for named in agreement.names.values() if first in named]
    nodes = nodes or [node for node in agreement.document.clauses if _called(node) == first]
    for place, step in enumerate(rest):
        inner = [child for node in nodes if isinstance(node, Block) for child in node.clauses]
        chosen = [child for child in inner if step in _calls(child)]
        if not chosen and place == len(rest) - 1:
            fields = [node for node in nodes if any(name.strip("_") == step for name, _ in node.contents())]
            return [(node, step) for node in fields]
        nodes = chosen
    return [(node, "") for node in nodes]


def _called(node: Node) -> str:
    return node.kind if node.kind in ("opening", "broken") else vocabulary().word(node.kind)


def _calls(child: Node) -> set[str]:
    """The words by which a reference can name a clause."""
    calls = {child.kind.strip("_"), _called(child)}
    if isinstance(child, Clause):
        calls |= {value.text for value in child.for_ if isinstance(value, v.Name | v.Text)}
    value = getattr(child, "value", None) or getattr(child, "name", None)
    return calls | ({value.text} if isinstance(value, v.Name) else set())


def _stated(target: Node, only: str) -> Iterator[Stated]:
    """The values of a clause, or of the clauses of a block, with their topics; `""` is that of the one field asked for."""
    for node in target.walk() if isinstance(target, Block) else (target,):
        for field, value in node.contents():
            topics = {topic for topic, (_, fields) in _TOPICS.items() if (node.kind, field) in fields}
            if only:
                topics = {""} if field.strip("_") == only else set()
            for inner in value.walk():
                if topics and isinstance(inner, v.Duration | v.Percentage | v.Money | v.Date):
                    yield Stated(frozenset(topics), node, inner)


# ---- equal or different ------------------------------------------------------------------------------------


def _equal(figure: Figure, value: v.Value) -> bool:
    stated = figure.value
    if isinstance(stated, v.Duration) and isinstance(value, v.Duration):
        if figure.working != (value.hours is not None):
            return False
        return v.Duration(stated.parts).bounds() == v.Duration(value.parts).bounds()
    if isinstance(stated, v.Money) and isinstance(value, v.Money):
        return stated.amount == value.amount
    return stated == value


def _differs(figure: Figure, value: v.Value) -> bool:
    """Whether two values surely are not the same; working time and elapsed time cannot be compared."""
    stated = figure.value
    if isinstance(stated, v.Duration) and isinstance(value, v.Duration):
        if figure.working != (value.hours is not None):
            return False
        left, right = v.Duration(stated.parts).bounds(), v.Duration(value.parts).bounds()
        units = {name for _, name in (*stated.parts, *value.parts)}
        if figure.working and len(units) > 1:
            return False
        return left is not None and right is not None and (left[1] < right[0] or right[1] < left[0])
    if isinstance(stated, v.Money) and isinstance(value, v.Money):
        same = stated.currency is None or value.currency is None or stated.currency == value.currency
        return same and stated.amount != value.amount
    return not _equal(figure, value)
