"""A rule, as `explain`, the reports and the engine see it, and the templates of its messages."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from clausecheck.finding import Citation, Severity
from clausecheck.language import values as v
from clausecheck.language.tree import Broken, Document, Node
from clausecheck.quick import dataclass
from clausecheck.rules.expression import Compiler
from clausecheck.rules.plaindata import plain
from clausecheck.rules.runtime import Bounds, Env, FoundCode, Parameter, TruthCode, spoken
from clausecheck.rules.syntax import ExpressionError
from clausecheck.source import Span

CLASSES = (
    "presence", "completeness", "arithmetic", "set", "order", "chain", "time", "precedence", "language",
    "regulatory", "syntax",
)  # fmt: skip
RISKS = ("provider", "customer", "both")
CONFIDENCES = ("verified", "secondary", "knowledge-high", "knowledge-mid", "knowledge-low", "practice")
STATUSES = ("preview", "stable", "deprecated")
"""How far a rule is in its life: on trial, in use, or on its way out."""
#: Sources that may carry an error; the others stay below it until they are checked against the primary text.
FIRM = ("verified", "knowledge-high", "practice")

_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([A-Za-z][^{}\n]*)\}")
_MOST = 6


class Template:
    """Words with paths in braces: `{this} keeps copies for {keep.for}`; `{{` and `}}` are braces. In a rule with
    `parts`, `{missing}` names those that are not there.

    A brace that is not followed by a letter stands for itself, so that clauses can be written in a help.
    """

    __slots__ = ("_parts", "text")

    def __init__(self, text: str, compiler: Compiler) -> None:
        """Raises `ExpressionError`, with the offset in the whole text."""
        self.text = text
        self._parts: list[str | FoundCode] = []
        at = 0
        for match in _PLACEHOLDER.finditer(text):
            self._parts.append(text[at : match.start()])
            at = match.end()
            if match.group(1) is None:
                self._parts.append(match.group()[0])
                continue
            if match.group(1) == "missing" and compiler.parts:
                self._parts.append(lambda env: (list(env.missing), False))
                continue
            try:
                _, code = compiler.path(match.group(1))
            except ExpressionError as error:
                raise ExpressionError(error.message, match.start(1) + error.offset, error.hint) from None
            self._parts.append(code)
        self._parts.append(text[at:])

    def render(self, env: Env) -> str:
        """The words for the node at which the environment stands."""
        return "".join(part if isinstance(part, str) else listed(part(env)[0], env) for part in self._parts)

    def values(self, env: Env) -> Iterator[v.Value]:
        """The values of the agreement that the words name."""
        for part in self._parts:
            if not isinstance(part, str):
                yield from (item for item in part(env)[0] if isinstance(item, v.Value))


def listed(items: list[Any], env: Env) -> str:
    """What a path found, in the words of the agreement."""
    texts = list(dict.fromkeys(shown(item, env) for item in items))
    if len(texts) > _MOST:
        texts = [*texts[: _MOST - 1], f"{len(texts) - _MOST + 1} more"]
    if not texts:
        return "nothing"
    return texts[0] if len(texts) == 1 else ", ".join(texts[:-1]) + " and " + texts[-1]


def shown(item: Any, env: Env) -> str:
    """One thing that a path found, for people."""
    if isinstance(item, Document):
        return "the agreement"
    if isinstance(item, Broken):
        return "a clause that cannot be read"
    if isinstance(item, Node):
        return env.index.agreement.title(item)
    if isinstance(item, Bounds):
        return str(item.low) if item.low == item.high else f"at least {item.low}"
    if isinstance(item, bool):
        return "yes" if item else "no"
    if isinstance(item, v.Value):
        if item.span == v.NOWHERE:
            return value_text(item)
        if isinstance(item, v.Text):
            return f'"{item.text}"'
        return " ".join(env.index.source.slice(item.span).split())
    return str(item)


def value_text(value: Parameter) -> str:
    """A parameter as it is written in a ruleset."""
    if isinstance(value, tuple):
        return ", ".join(value_text(item) for item in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, v.Duration):
        hours = f"{value.hours.text} " if value.hours else ""
        return " ".join(f"{_digits(n)} {hours}{unit}{'' if n == 1 else 's'}" for n, unit in value.parts)
    if isinstance(value, v.Percentage):
        return f"{_digits(value.amount)}%"
    if isinstance(value, v.Money):
        return f"{value.amount} {value.currency}"
    if isinstance(value, v.Size):
        return f"{_digits(value.amount)} {value.unit}"
    if isinstance(value, v.Count):
        return f"{_digits(value.amount)} {value.noun}"
    if isinstance(value, v.Multiple):
        return f"{_digits(value.times)} times"
    if isinstance(value, v.Number):
        return _digits(value.amount)
    if isinstance(value, v.Date):
        return value.date.isoformat()
    return spoken(value) if not isinstance(value, v.Text) else value.text  # type: ignore[return-value]


def _digits(number: Decimal) -> str:
    return f"{number:f}"


COMPARED = "template"
"""The ruleset of what a draft offers less than a template: found by `check --against` alone, and waived as any other."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """A path at whose clauses or values a finding points, and what stands under them."""

    path: str
    code: FoundCode
    label: Template | None = None


class Later(Protocol):
    """Where the fields of a rule come from that it was not given."""

    def fill(self, rule: Rule, name: str) -> None:
        """Give a rule the field of a name; nothing for what is no field."""


@plain
@dataclass(frozen=True, slots=True)
class Wording:
    """The expressions and templates of a rule, as its ruleset has them. A rule has `require` or `parts`, each with what it is
    called; `pointers` are paths with the words under them, `expected` the path that is missing."""

    require: str = ""
    parts: tuple[tuple[str, str], ...] = ()
    when: str = ""
    message: str = ""
    label: str = ""
    case: str = ""
    help: tuple[str, ...] = ()
    pointers: tuple[tuple[str, str | None], ...] = ()
    expected: str = ""


class Program:
    """The compiled parts of a rule that is an expression, each made when it is first asked for.

    A ruleset that a user writes is compiled, and so checked, when it is loaded. Those that come with clausecheck are
    checked by its tests; compiling hundreds of rules of which most never speak would be most of a run.
    """

    def __init__(self, parts: Mapping[str, Callable[[], Any]], wording: Wording | None = None) -> None:
        """`parts` makes `require`, `message`, `when`, `label`, `case`, `help`, `pointers` and `expected`; `wording` is what they
        are made of, where they are made late."""
        self._parts = parts
        self.wording = wording

    def compile(self) -> None:
        """Make every part now. Raises `ExpressionError`."""
        for name in self._parts:
            getattr(self, name)

    @functools.cached_property
    def require(self) -> TruthCode:
        """What must hold."""
        made: TruthCode = self._parts["require"]()
        return made

    @functools.cached_property
    def when(self) -> TruthCode | None:
        """The guard, if there is one."""
        made: TruthCode | None = self._parts["when"]()
        return made

    @functools.cached_property
    def message(self) -> Template:
        """What is said about a node that does not fulfil the rule."""
        made: Template = self._parts["message"]()
        return made

    @functools.cached_property
    def label(self) -> Template | None:
        """What stands under the primary place."""
        made: Template | None = self._parts["label"]()
        return made

    @functools.cached_property
    def case(self) -> Template | None:
        """The computation that proves the finding, for people."""
        made: Template | None = self._parts["case"]()
        return made

    @functools.cached_property
    def help(self) -> tuple[Template, ...]:
        """What would mend it."""
        return tuple(self._parts["help"]())

    @functools.cached_property
    def pointers(self) -> tuple[Pointer, ...]:
        """Where a finding points."""
        return tuple(self._parts["pointers"]())

    @functools.cached_property
    def expected(self) -> str:
        """The path that is missing: as it is given, or the one whose presence is required; otherwise empty."""
        return str(self._parts["expected"]())


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule and all that is said about it.

    `kind` is its class (`presence`, `time`, …), `subject` the rows of the checklists that it covers,
    `for_each` the kinds that it looks at (`agreement` is the whole file). Exactly one of `require`,
    `check`, `analysis` and `reader` says how it works: an expression, the name of a check in Python, that of an analysis in
    the older shape (`clausecheck.rules.adapter`), or findings that the reader makes itself. The `message` of the last three
    only describes what they find. `ruleset`, `file` and `line` say where the rule stands, and `example_lines` in which line
    each flawed and then each clean example begins. `since` is the version in which it
    came, `status` one of `STATUSES`, and `replaced_by` names the rules that take the place of one that is deprecated.

    `tier` is one of those of `clausecheck.rules.shapes`, `group` what kind of thing it finds where its tier does not say that,
    `block` the block of questions, `overlay` the facts without which it does not speak, and `silent_beside` the rules
    beside whose findings its own say nothing new. Of a rule with `parts` (what each is called), only `core_parts` have its
    severity, if any are named; `in_drafts` is its severity while the agreement is a draft. `decision` says what only the
    parties can settle, of a rule whose help can propose no clause, and `page` the web address of a page about it. `later` gives
    the fields that have no value yet when they are first asked for.
    """

    name: str
    code: str
    severity: Severity
    kind: str
    risk: str
    why: str
    summary: str = ""
    aliases: tuple[str, ...] = ()
    since: str = ""
    status: str = "stable"
    replaced_by: tuple[str, ...] = ()
    tier: str = "core"
    group: str = ""
    block: str = ""
    overlay: str = ""
    silent_beside: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    core_parts: tuple[str, ...] = ()
    in_drafts: Severity | None = None
    subject: tuple[str, ...] = ()
    for_each: tuple[str, ...] = ("agreement",)
    when: str = ""
    require: str = ""
    check: str = ""
    analysis: str = ""
    reader: bool = False
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    message: str = ""
    label: str = ""
    case: str = ""
    help: tuple[str, ...] = ()
    decision: str = ""
    citations: tuple[Citation, ...] = ()
    page: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    flawed: tuple[str, ...] = ()
    clean: tuple[str, ...] = ()
    example_lines: tuple[int, ...] = field(default=(), compare=False)
    ruleset: str = ""
    file: str = ""
    line: int = 0
    span: Span = field(default=Span(0, 0), compare=False, repr=False)
    phrases: frozenset[str] = field(default=frozenset(), compare=False, repr=False)
    program: Program | None = field(default=None, compare=False, repr=False)
    later: Later | None = field(default=None, compare=False, repr=False)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """A field that has no value yet, of a rule that was not decoded to its end."""
            if name != "later" and self.later is not None:
                self.later.fill(self, name)
            return object.__getattribute__(self, name)

    @property
    def title(self) -> str:
        """One line for people: the summary, else the message in words for any agreement, else the first sentence of why."""
        return self.summary or self.plain_message or self.why.partition(". ")[0].rstrip(".").strip()

    @property
    def plain_message(self) -> str:
        """The message in words for any agreement: what only an agreement can fill is called by its kind."""
        kind = " or ".join(self.for_each).replace("_", " ")

        def words(match: re.Match[str]) -> str:
            path = match.group(1)
            if path is None:
                return match.group()[0]
            if path in self.parameters:
                return value_text(self.parameters[path])
            return {"this": f"the {kind}", "parent": f"the block of `{kind}`", "missing": "a part of it"}.get(
                path, "…"
            )

        return " ".join(_PLACEHOLDER.sub(words, self.message).split())

    @property
    def standing(self) -> str:
        """Where the rule is in its life, in words: `stable, since 0.1.0`."""
        words = self.status + (f", since {self.since}" if self.since else "")
        return words + (f"; {self.successor}" if self.status == "deprecated" else "")

    @property
    def successor(self) -> str:
        """What takes the place of a deprecated rule, in words."""
        names = " and ".join(f"`{name}`" for name in self.replaced_by)
        return f"{names or 'nothing'} {'take' if len(self.replaced_by) > 1 else 'takes'} its place"

    @property
    def can_be_waived(self) -> bool:
        """Whether the parties may accept what it finds as it is: not what the reader finds, for what cannot be read was not
        checked; what falls short of a template is found beside the rules, and may be accepted."""
        return not self.reader or self.ruleset == COMPARED

    def in_force(self, day: dt.date) -> bool:
        """Whether the rule holds on a day."""
        after = self.valid_from is None or self.valid_from <= day
        return after and (self.valid_to is None or day <= self.valid_to)
