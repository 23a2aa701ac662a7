"""Names: declared twice, used but declared nowhere, declared but used nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from clausecheck.agreement.formulas import unexplained
from clausecheck.agreement.mending import Alteration, mend, put, spelling
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.paths import calls
from clausecheck.agreement.semantics import Semantics, fact
from clausecheck.agreement.targets import TARGET_KINDS
from clausecheck.agreement.words import in_row
from clausecheck.context import Context, check
from clausecheck.finding import Edit, Finding, Label, Severity, Witness
from clausecheck.language import values as v
from clausecheck.language.builder import field_types
from clausecheck.language.parser import close_word, vocabulary
from clausecheck.language.spelling import one_reading
from clausecheck.language.tree import (
    EXCEPTIONS,
    SUBJECTS,
    TARGETS,
    AgreementBlock,
    Block,
    Clause,
    Define,
    Exit,
    FieldSpec,
    Hours,
    Kind,
    Node,
    Scale,
    Termination,
    ZoneIs,
)
from clausecheck.language.write import write

#: Kinds whose names may stand in the same places and so must differ from one another.
_SHARED = frozenset({"service", "backup", "priority", "plan", "metric", "party"})
#: Kinds of which a file holds at most one block.
_ONCE: tuple[type[Block], ...] = (AgreementBlock, Termination, Exit)
#: At so many further places is a name shown that nothing declares.
_PLACES = 6
#: What a promise may be for beside services and plans, each declared in one line.
_SCOPES = ("region", "tier", "family")
#: Names that are declared to be referred to; the others have a meaning of their own.
_TO_BE_USED = ("hours", "metric", "scale", "define")


# ---- what is declared


@fact
def _declared(semantics: Semantics) -> list[tuple[str, v.Name, Node]]:
    """Every declaration of the text, also of a name that stands twice: its kind, the name, and the node."""
    found: list[tuple[str, v.Name, Node]] = []
    for node in semantics.agreement.document.walk():
        name = getattr(node, "name", None)
        if isinstance(node, Define) and node.title is not None:
            name = v.Name(node.title.text, span=node.title.span)
        if isinstance(name, v.Name) and node.kind not in ("signed", "broken"):
            found.append(("party" if node.kind in ("provider", "customer") else node.kind, name, node))
    return found


class _Known:
    """The names that an agreement declares, and those that need no declaration."""

    def __init__(self, agreement: Agreement) -> None:
        self.by_kind = agreement.names
        self.all = {name for names in agreement.names.values() for name in names}
        levels = {write(level) for node in agreement.all(Scale) for level in node.levels}
        #: The numbers of the paper contract, and what a condition may speak of.
        self.numbers = {node.number for node in agreement.document.walk() if node.number is not None}
        self.subjects = self.all | levels | set(TARGETS) | set(SUBJECTS)
        #: A party that could not be read leaves its name open.
        self.parties_open = len(agreement.names.get("party", {})) < 2

    def of(self, kinds: Iterable[str]) -> set[str]:
        """The declared names of several kinds."""
        return {name for kind in kinds for name in self.by_kind.get(kind, ())}


@fact
def _known(semantics: Semantics) -> _Known:
    return _Known(semantics.agreement)


# ---- twice


@check("doubled-name")
def doubled_name(context: Context) -> Iterator[Finding]:
    """Two blocks with one name; case does not count."""
    seen: dict[tuple[str, str], Node] = {}
    for kind, name, node in _declared(context.semantics):
        key = ("shared" if kind in _SHARED else kind, name.text.casefold())
        first = seen.setdefault(key, node)
        if first is node:
            continue
        yield context.draft(
            f"two blocks are called `{name.text}`",
            node,
            f"`{name.text}` again",
            span=name.span,
            witness=Witness(
                f"a clause for {name.text} may mean either of the two blocks", {"name": name.text}
            ),
            labels=(Label(first.head, "declared here first"),),
            values=(name.text,),
            help=("give one of them another name, or join them",),
        )


#: The kinds of services; all other kinds are of documents.
_SERVICES = frozenset({"managed", "monitored", "supported", "hosted"})


@check("doubled-block")
def doubled_block(context: Context) -> Iterator[Finding]:
    """Two of what can stand only once."""
    for kind in _ONCE:
        blocks = context.agreement.all(kind)
        for node in blocks[1:]:
            yield context.draft(
                f"a second `{vocabulary().word(node.kind)}` block stands in this agreement",
                node,
                span=node.head,
                labels=(Label(blocks[0].head, "the first one"),),
                help=("join the two blocks",),
            )


# ---- nowhere declared


@check("undefined-name")
def undefined_name(context: Context) -> Iterator[Finding]:
    """Names that are used, but declared nowhere."""
    counted: dict[str, list[tuple[Node, v.Name]]] = {}
    for node, field, value, inner in context.agreement.values():
        if inner is value:
            spec = field_types(type(node))[field].spec
            if "hours" not in spec.refers or not isinstance(value, v.Name):
                yield from _in_field(context, node, spec, value)
            elif not _may_stand(context, spec, value):
                counted.setdefault(value.text, []).append((node, value))
        yield from _inside(context, node, inner)
        if isinstance(inner, v.Duration) and isinstance(inner.hours, v.Name):
            counted.setdefault(inner.hours.text, []).append((node, inner.hours))
    for places in counted.values():
        yield from _counted_on(context, places)


def _counted_on(context: Context, places: list[tuple[Node, v.Name]]) -> Iterator[Finding]:
    """One finding about hours that nothing declares, with all the places that count on them. Where the only hours there are can
    be meant, everything is computed with them, and it asks for the word; else it says what cannot be decided until then."""
    (node, name), *others = places
    hours = _known(context.semantics).of(["hours"])
    if name.text in hours | {"always"}:
        return
    meant = context.semantics.hours_of(name.text)
    more: dict[str, Any] = {}
    if not close_word(name.text, hours):
        zone = _zone(context.agreement)
        block = f"declare them: `hours {name.text} in {zone} {{\n  mon-fri 09:00-17:00\n}}`"
        more["help"] = (
            *(f"count in hours that are declared: {one} instead" for one in sorted(hours)[:3]),
            block,
        )
    if meant is not None and meant.spec is not None:
        more |= {
            "notes": (
                f"all that counts on `{name.text}` is computed with `{meant.name}`, the only hours there are",
            ),
            "also_said": f"; `{meant.name}`, the only hours there are, is taken for it",
            "at_most": Severity.WARNING,
        }
    elif waiting := _waiting([node for node, _ in places]):
        more["notes"] = (f"until they are declared, it is not decided {waiting}",)
    # What an ordinary business day is for a report alone, or a claim alone, nobody disputes. Where there are both, one is held
    # against the other; and a deadline of a ticket is another thing.
    kinds = {node.kind for node, _ in places}
    held = context.agreement.of_kind("claim") and context.agreement.of_kind("report")
    if name.text in _ORDINARY and len(kinds) == 1 and kinds <= _PAPERWORK and not held:
        more["at_most"] = Severity.WARNING
    also = tuple(Label(other.span, f"`{name.text}` again") for _, other in others[:_PLACES])
    yield _undefined(context, node, name, "hours block", hours, labels=also, **more)


#: Words for the days on which everybody works.
_ORDINARY = frozenset({"business", "working"})
#: Kinds of clauses of which a day more or less makes no case.
_PAPERWORK = frozenset({"report", "claim", "decide", "review", "meeting", "invoice", "payment", "pay"})

#: What is asked of the clauses of a kind that counts in hours, in the words of the rules that ask it.
_QUESTIONS: Mapping[str, str] = {
    **dict.fromkeys(
        TARGET_KINDS, "whether the deadlines of tickets come in their order and can be kept (CC200 to CC219)"
    ),
    "claim": "whether a claim can still be made once the figures are there (CC533)",
    "report": "whether a claim can still be made once the figures are there (CC533)",
    "restore_on_request": "whether a restore on request fits the recovery time (CC374)",
    "failure": "whether word of a failed copy comes in time",
    "open_clause": "when a service is open, and what its availability is worth (CC507)",
    "availability": "what the availability allows in a month (CC507)",
    "maintenance": "whether maintenance fits the availability (CC507)",
}


def _waiting(nodes: Iterable[Node]) -> str:
    """What cannot be decided as long as the hours of some clauses are not known, in words."""
    asked = dict.fromkeys(
        _QUESTIONS.get(node.kind, "whether a time that counts on them fits the dates and times beside it")
        for node in nodes
    )
    return in_row(list(asked))


def _zone(agreement: Agreement) -> str:
    """The time zone that an agreement states, in its clause for that or in hours; else that of London, as an example."""
    said = [clause.value for clause in agreement.all(ZoneIs)]
    said += [place for hours in agreement.all(Hours) for place in hours.in_]
    return next((write(place) for place in said if isinstance(place, v.Zone)), "Europe/London")


def _undefined(
    context: Context,
    node: Node,
    name: v.Name | v.Phrase | v.Numbered,
    what: str,
    near: Iterable[str],
    also_said: str = "",
    **more: Any,
) -> Finding:
    """A finding about a name that no block (`what`) of the `near` names declares; `also_said` ends the message, and
    `more` goes before what is guessed."""
    near = sorted(set(near))
    word = name.text
    guess = close_word(word, near)
    if guess is not None:
        spelled = spelling(word, name.span, guess, near)
        more = {"label": f"did you mean `{guess}`?", "help": (spelled,), **more}
    else:
        listed = ", ".join(f"`{name}`" for name in near[:8])
        more = {"help": (f"one of {listed}",) if near else ("declare it, or put it in quotes",), **more}
    message = f"`{word}` is used here, but no {what} of that name is declared{also_said}"
    return context.draft(message, node, span=name.span, values=(word,), **more)


def _unknown_kind(
    context: Context, node: Kind, name: v.Name | v.Phrase | v.Numbered, spec: FieldSpec
) -> Finding:
    """A finding about a kind of document, or of service, that there is not."""
    service = any(block.kind == "service" for block in context.agreement.ancestors(node))
    known = [word for word in spec.words if (word in _SERVICES) is service]
    what = "kind of service" if service else "kind of document"
    guess = close_word(name.text, known)
    listed = ", ".join(f"`kind {word}`" for word in known)
    return context.draft(
        f"`{name.text}` is no {what}",
        node,
        f"did you mean `{guess}`?" if guess else "",
        span=name.span,
        values=(name.text,),
        help=(spelling(name.text, name.span, guess, known) if guess else f"write one of {listed}",),
    )


def _in_field(context: Context, node: Node, spec: FieldSpec, value: v.Value) -> Iterator[Finding]:
    """A field that refers to blocks of certain kinds."""
    if not isinstance(value, v.Name | v.Phrase | v.Numbered) or _may_stand(context, spec, value):
        return
    word = value.text
    parts = [part for part in word.split() if close_word(part, vocabulary().part_words)]
    if " " in word and parts:
        part = parts[-1]
        guess = close_word(part, vocabulary().part_words)
        yield _undefined(
            context, node, value, "block", (), label=f"is `{part}` meant to be `{guess}`?",
            help=(f"write `{word.replace(part, str(guess))}`", "put the words in quotes"),
        )  # fmt: skip
        return
    if isinstance(node, Kind):
        # `kind template, for sla`: what it is a template for is a kind, too, whatever else may stand behind `for`.
        documents = field_types(Kind)["value"].spec
        if value.text not in documents.words:
            yield _unknown_kind(context, node, value, documents)
        return
    declared = _known(context.semantics).of(spec.refers)
    scopes = _scopes_beside(context, node, word) if spec.refers else ()
    if scopes:
        of_these = _known(context.semantics).of(scopes)
        help_ = tuple(f'declare it: `{scope} {word} "{word.capitalize()}"`' for scope in scopes)
        more: dict[str, Any] = {} if close_word(word, of_these) else {"help": help_}
        yield _undefined(context, node, value, " or ".join(scopes), of_these, **more)
        return
    kinds = [vocabulary().word(kind) if kind != "party" else "party" for kind in spec.refers]
    what = " or ".join(kinds[:3]) if kinds else "word"
    near = declared | set(spec.words)
    yield _undefined(context, node, value, what, near if close_word(word, near) else declared)


def _scopes_beside(context: Context, node: Node, word: str) -> tuple[str, ...]:
    """Of which kind of scope an unknown name was meant to be: that of the name which it nearly is, else those that stand in
    clauses of the same kind; nothing where that is not certain."""
    by_kind = context.agreement.names
    near = close_word(word, sorted(_known(context.semantics).all))
    if near is not None:
        kinds = [kind for kind, names in by_kind.items() if near in names]
        return tuple(kinds) if set(kinds) <= set(_SCOPES) else ()
    beside = context.agreement.once(
        ("kinds in for", type(node)), lambda agreement: _kinds_beside(agreement, type(node))
    )
    if not beside or not beside <= set(_SCOPES):
        return ()
    return tuple(kind for kind in _SCOPES if by_kind.get(kind))


def _kinds_beside(agreement: Agreement, cls: type[Node]) -> frozenset[str]:
    """The kinds of what the clauses of a class are for, by the names in them that are declared."""
    words = {
        write(value) for other in agreement.all(cls) if isinstance(other, Clause) for value in other.for_
    }
    return frozenset(kind for kind, names in agreement.names.items() if not words.isdisjoint(names))


def _may_stand(context: Context, spec: FieldSpec, value: v.Name | v.Phrase | v.Numbered) -> bool:
    """Whether a name may stand in a field: it refers to nothing, is declared, or needs no declaration."""
    known, word = _known(context.semantics), value.text
    if not spec.refers and not spec.words:
        return True
    if word in known.of(spec.refers) or word in spec.words or word in known.by_kind.get("define", ()):
        return True
    if not spec.refers and " " in word and word.split()[0] in spec.words:
        return True
    if isinstance(value, v.Phrase):
        return True
    if isinstance(value, v.Numbered) and (word in known.all or not spec.refers or word in TARGETS):
        return True
    return "party" in spec.refers and (known.parties_open or word in ("both", "either"))


def _inside(context: Context, node: Node, value: v.Value) -> Iterator[Finding]:
    """Names deep in values: of what a condition speaks."""
    known = _known(context.semantics)
    subject = value.subject if isinstance(value, v.Fact) else None
    if isinstance(subject, v.Phrase) and isinstance(subject.of, v.Name) and subject.of.text not in known.all:
        near = known.of(["service", "priority", "backup", "plan", "metric"])
        yield _undefined(context, node, subject.of, "service or priority", near)


#: What can be missed, beside the figures that are promised.
_MISSED = frozenset(
    {"target", "targets", "level", "levels", "deadline", "deadlines", "service-level", "service-levels"}
)


@check("undefined-condition")
def undefined_condition(context: Context) -> Iterator[Finding]:
    """Conditions about something of which nothing says what it is, and names in formulas that nothing declares."""
    for node in context.agreement.document.walk():
        for _, _, value, inner in context.agreement.values_of(node):
            if (
                isinstance(inner, v.Fact)
                and not isinstance(inner.subject, v.Text)
                and inner not in _grounds(value)
            ):
                yield from _unseen(context, node, inner)
        for name in unexplained(context.agreement, node):
            yield context.draft(
                f"the formula counts `{name.text}`, and nothing says what that is",
                node,
                "declared nowhere",
                span=name.span,
                values=(name.text,),
                help=("say in a definition what it counts", "say it in the formula, in quotes"),
            )


def _grounds(value: v.Value) -> list[v.Fact]:
    """In a list with `or`, the bare words that need no declaration: who else is waited for, what else excuses."""
    return [
        one
        for several in value.walk()
        if isinstance(several, v.Any)
        for one in several.conditions
        if isinstance(one, v.Fact) and not one.state and not one.compares and write(one.subject) in EXCEPTIONS
    ]


def _unseen(context: Context, node: Node, condition: v.Fact) -> Iterator[Finding]:
    """A condition whose subject nothing declares, and that nobody can see by its name alone."""
    names = _known(context.semantics).subjects
    text = write(condition.subject)
    first, *more = text.split()
    lost = not more and condition.state == "missed"
    if first in names or _counts(condition) or (lost and first in _MISSED):
        return
    guess = close_word(first, names)
    yield context.draft(
        f"nothing says what `{text}` is or how it is " + ("missed" if lost else "seen"),
        node,
        f"did you mean `{guess}`?" if guess else "",
        span=condition.subject.span,
        values=(text,),
        help=(
            replace(
                mend(context.agreement, "write {} instead", put(context.agreement, condition.subject, guess)),
                safe=one_reading(first, names),
            )
            if guess and not more
            else None,
            f"declare {first} as a metric with its formula, or in a definition",
            "say the condition in quotes",
        ),
    )


def _counts(condition: v.Fact) -> bool:
    """Whether a condition compares with a plain number, so that its words say what is counted."""
    return any(isinstance(one, v.Compare) and isinstance(one.amount, v.Number) for one in condition.compares)


# ---- references in texts


@check("undefined-reference")
def undefined_reference(context: Context) -> Iterator[Finding]:
    """References in braces in a text: a number of the paper contract, or a path of kinds and names."""
    numbers = _known(context.semantics).numbers
    for node in context.agreement.document.walk():
        prose = getattr(node, "prose", None)
        for reference in prose.references if isinstance(prose, v.Prose) else ():
            if reference.text.startswith("["):
                good = reference.text[1:-1].strip() in numbers
                near: Iterable[str] = sorted(f"[{number}]" for number in numbers)
            else:
                good, near = _follow(context, reference.text)
            if good:
                continue
            guess = close_word(reference.text, near)
            yield context.draft(
                f"the text refers to `{reference.text}`, which is not there",
                node,
                f"did you mean `{guess}`?" if guess else "leads nowhere",
                span=reference.span,
                values=(reference.text,),
                help=(
                    replace(
                        mend(
                            context.agreement,
                            "write {} instead",
                            Alteration(node, Edit(reference.span, f"{{{guess}}}"), f"{{{guess}}}"),
                        ),
                        safe=one_reading(reference.text, near),
                    )
                    if guess
                    else "name the number of a clause, or a block and then what is in it",
                ),
            )


def _follow(context: Context, path: str) -> tuple[bool, set[str]]:
    """Whether a dotted path leads somewhere, and what could have stood where it fails."""
    first, *rest = path.split(".")
    known, top = _known(context.semantics), context.agreement.document.clauses
    if first in known.all:
        nodes = [node for _, name, node in _declared(context.semantics) if name.text == first]
    else:
        nodes = [node for node in top if node.kind == first]
    near = {"agreement", *known.all} | {node.kind for node in top}
    for step in rest:
        if not nodes:
            break
        inner = [child for node in nodes if isinstance(node, Block) for child in node.clauses]
        fields = {name.strip("_") for node in nodes for name, _ in node.contents()}
        near = {call for child in inner for call in calls(child)} | fields
        nodes = [child for child in inner if step in calls(child)]
        if not nodes and step in fields:
            return True, near
    return bool(nodes), near


# ---- nowhere used


@check("unused-name")
def unused_name(context: Context) -> Iterator[Finding]:
    """Hours, metrics, scales and defined words that nothing in the agreement uses; a site is a plain fact."""
    used, texts = _used(context.agreement)
    clauses = _words_of_clauses(context.agreement)
    for kind, name, node in _declared(context.semantics):
        counted = isinstance(node, Define) and node.as_  # a unit: counting itself is its use
        if kind not in _TO_BE_USED or name.text in used or counted:
            continue
        word = name.text.casefold()
        if word in texts and re.search(rf"(?<!\w){re.escape(word)}", texts):
            continue
        if kind == Define.kind and any(_one_word(name.text.casefold(), word) for word in clauses):
            continue
        yield context.draft(
            f"`{name.text}` is declared and never used",
            node,
            f"nothing refers to `{name.text}`",
            span=name.span,
            values=(name.text,),
            help=("refer to it where it counts, or delete it",),
        )


def _words_of_clauses(agreement: Agreement) -> set[str]:
    """The words by which the clauses of an agreement say what they promise: `resolve`, `resolution`."""
    kinds = {node.kind for node in agreement.document.walk()} - {Define.kind, "broken", "document", "opening"}
    words = {word for kind in kinds for word in vocabulary().word(kind).split()}
    return words | {TARGET_KINDS[kind] for kind in kinds if kind in TARGET_KINDS}


def _one_word(defined: str, word: str) -> bool:
    """Whether a defined word is another form of one of a clause, or a phrase with it: `response`, `response time`."""
    return any(_same_stem(part, word) for part in re.findall(r"[^\W_]+", defined))


def _same_stem(one: str, other: str) -> bool:
    shared = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return one == other or shared >= max(5, min(len(one), len(other)) - 2)


def _used(agreement: Agreement) -> tuple[set[str], str]:
    """The words that stand where a name may stand, and all texts in quotes, in small letters."""
    used: set[str] = set()
    texts: list[str] = []
    for node, field, _, inner in agreement.values():
        if isinstance(inner, v.Text | v.Prose):
            if not (isinstance(node, Define) and field in ("title", "meaning")):
                texts.append(inner.text)
        elif isinstance(inner, v.Name | v.Phrase | v.Numbered) and field not in ("name", "levels"):
            used.update([inner.text, *inner.text.split()])
    # `define response` says what the target of each `respond` is.
    used.update(word for kind, word in TARGET_KINDS.items() if word and agreement.of_kind(kind))
    return used, "\n".join(texts).casefold()
