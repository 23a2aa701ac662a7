"""What a figure is about: the words beside it, and the clauses that hold a value for that."""

from __future__ import annotations

from collections.abc import Iterator

from clausecheck.agreement.model import Agreement
from clausecheck.agreement.paths import called, calls
from clausecheck.agreement.words import word_set
from clausecheck.checks.texts.figures import FigureInText
from clausecheck.checks.texts.sentences import Sentence
from clausecheck.language import values as v
from clausecheck.language.tree import Block, Charge, Node, TextFor
from clausecheck.language.write import write
from clausecheck.quick import dataclass

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
    "price": (("charge", "charges", "charged", "price", "priced", "costs", "billed", "rate", "fee", "fees",
               "amounts"), (("charge", "amount_is"),)),
    "beginning": (("effective", "commences", "commencement"), (("effective", "value"),)),
}  # fmt: skip
#: The topics of each field of a clause.
_OF_FIELDS = {
    place: frozenset(topic for topic, (_, fields) in _TOPICS.items() if place in fields)
    for place in {place for _, fields in _TOPICS.values() for place in fields}
}
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
#: How sentences name the unit of a price.
_PERIOD_WORDS = {
    unit: {unit, f"{unit}s", adverb}
    for unit, adverb in (
        ("hour", "hourly"), ("day", "daily"), ("week", "weekly"), ("month", "monthly"), ("quarter", "quarterly"),
        ("year", "annual"),
        ("user", "users"), ("device", "devices"), ("seat", "seats"), ("server", "servers"), ("gb", "gb"), ("ticket", "tickets"),
    )
}  # fmt: skip
#: Prices of another kind than what is paid for the service.
_OTHER_PRICES = frozenset({
    "late", "overdue", "reminder", "dunning", "interest", "setup", "set-up", "travel", "extra", "additional", "surcharge",
    "one-off", "minimum", "maximum", "deposit", "cancellation", "discount", "below", "above", "exceeding", "up",
})  # fmt: skip
#: What is paid for the service as a whole is called so; a certificate that costs 50.00 EUR is something else.
_FOR_ALL = frozenset(
    {
        "fee",
        "fees",
        "price",
        "charge",
        "charges",
        "charged",
        "service",
        "services",
        "amounts",
        "billed",
        "rate",
    }
)
_NEAR = 8
"""How many words away from a figure the word that says what it is about is looked for."""

# ---- the words beside a figure -----------------------------------------------------------------------


def topics(sentence: Sentence, figure: FigureInText, values: list[Stated]) -> set[str]:
    """What the words beside a figure say that it is about; `""` where a reference stands there. Money that is paid is a price,
    too; what the `values` are prices of may stand between them: `the rate for work out of scope is 90.00 GBP`."""
    tokens = sentence.tokens
    before = tokens[max(0, figure.first - _NEAR) : figure.first]
    found: set[str] = set()
    named = {word for one in values for what in _subjects(one) for word in what.text.casefold().split()}
    for side in (reversed(before), iter(tokens[figure.after : figure.after + _NEAR])):
        for token in side:
            word = token.text.casefold()
            if word in _NAMING:
                found.add(_NAMING[word])
                break
            if token.refers:
                found.add("")
            elif word not in _GLUE and word not in named:
                break
    if "payment" in found and isinstance(figure.value, v.Money):
        found.add("price")
    return found


# ---- the values of the clauses -----------------------------------------------------------------------


def charged_for(found: list[Stated], sentence: Sentence) -> list[Stated]:
    """The values without the prices of what a sentence does not name: of charges, only those whose subject it names, or the
    only one."""
    prices = [one for one in found if isinstance(one.node, Charge)]
    if not prices:
        return found
    words = word_set(" ".join(token.text for token in sentence.tokens))
    named = [one for one in prices if any(word_set(what.text) <= words for what in _subjects(one))]
    if not named:
        bare = [one for one in prices if not _subjects(one)]
        alone = len({id(one.node) for one in bare}) == 1
        spoken = {token.text.casefold() for token in sentence.tokens}
        named = bare if alone and _may_tell_of(bare[0], spoken, alone=len(bare) == len(prices)) else []
    return [one for one in found if not isinstance(one.node, Charge) or one in named]


def _subjects(one: Stated) -> tuple[v.Text, ...]:
    """What the price of a charge is for, in words."""
    return getattr(one.node, "subjects", ())


def _may_tell_of(price: Stated, words: set[str], *, alone: bool) -> bool:
    """Whether a sentence that names nothing may tell of a price for each of some period: it names no other price and no other
    unit; where other prices stand beside it, or it does not speak of the fee or the services, it names the period."""
    value = getattr(price.node, "amount_is", None)
    units = (
        {write(per.unit).split()[-1].rstrip("s") for per in value.per}
        if isinstance(value, v.Rated)
        else set()
    )
    told = {unit for unit, called in _PERIOD_WORDS.items() if words & called}
    alone = alone and bool(words & _FOR_ALL)
    return not words & _OTHER_PRICES and told <= units and bool(alone or told)


@dataclass(frozen=True, slots=True)
class Stated:
    """A value of a clause: its topics, the clause and the value without its event."""

    topics: frozenset[str]
    node: Node
    value: v.Value


def stated(agreement: Agreement, sentence: Sentence) -> list[Stated]:
    """The values of what a sentence is about: of what its references name, else of what its text is about."""
    references = [token.text[1:-1].strip() for token in sentence.tokens if token.refers]
    about = [target for text in references for target in _followed(agreement, text)]
    about = about or agreement.once(
        ("about", id(sentence.node)), lambda agreement: list(_about(agreement, sentence.node))
    )
    return [value for target, only in about for value in _values(agreement, target, only)]


def _about(agreement: Agreement, node: Node) -> Iterator[tuple[Node, str]]:
    """The blocks and clauses that a text is about; the second of a pair would be the one field that counts."""
    if isinstance(node, TextFor):
        for value in node.for_:
            if isinstance(value, v.Name):
                yield from _named(agreement, value.text)
    elif isinstance(node, Block):
        yield node, ""


def _named(agreement: Agreement, text: str) -> list[tuple[Node, str]]:
    """What a text is for: a path, or a block by its kind and its name (`plan Gold`)."""
    kind, _, name = text.partition(" ")
    block = agreement.names.get(kind, {}).get(name) if name else None
    return [(block, "")] if block is not None else _followed(agreement, text)


def _followed(agreement: Agreement, path: str) -> list[tuple[Node, str]]:
    """What a reference names: a number of the paper contract, or a path of kinds and names, with the field at its end."""
    if path.startswith("["):
        numbered = agreement.once("numbered", _numbered)
        return [(node, "") for node in numbered.get(path[1:-1].strip(), ())]
    first, *rest = path.split(".")
    nodes = [named[first] for named in agreement.names.values() if first in named]
    nodes = nodes or agreement.once("called", _by_what_it_is_called).get(first, [])
    for place, step in enumerate(rest):
        inner = [child for node in nodes if isinstance(node, Block) for child in node.clauses]
        chosen = [child for child in inner if step in calls(child)]
        if not chosen and place == len(rest) - 1:
            fields = [node for node in nodes if any(name.strip("_") == step for name, _ in node.contents())]
            return [(node, step) for node in fields]
        nodes = chosen
    return [(node, "") for node in nodes]


def _by_what_it_is_called(agreement: Agreement) -> dict[str, list[Node]]:
    """The clauses and blocks outside of all blocks, by what a path calls them."""
    found: dict[str, list[Node]] = {}
    for node in agreement.document.clauses:
        found.setdefault(called(node), []).append(node)
    return found


def _numbered(agreement: Agreement) -> dict[str, list[Node]]:
    """The clauses by their numbers in the paper contract."""
    found: dict[str, list[Node]] = {}
    for node in agreement.document.walk():
        if node.number:
            found.setdefault(node.number, []).append(node)
    return found


def _values(agreement: Agreement, target: Node, only: str) -> list[Stated]:
    """The values of a clause, or of the clauses of a block, with their topics; `""` is that of the one field asked for. Many
    sentences are about one block."""
    return agreement.once(("stated", id(target), only), lambda _: list(_values_of(target, only)))


def _values_of(target: Node, only: str) -> Iterator[Stated]:
    for node in target.walk() if isinstance(target, Block) else (target,):
        for field, value in node.contents():
            found = _OF_FIELDS.get((node.kind, field), frozenset())
            if only:
                found = frozenset({""} if field.strip("_") == only else ())
            for inner in value.walk():
                if found and isinstance(inner, v.Duration | v.Percentage | v.Money | v.Date):
                    yield Stated(found, node, inner)
