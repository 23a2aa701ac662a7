"""Expressions of rules: read with `grammar/expression.lark`, checked against the schema, made closures.

An expression is checked once, when its ruleset is loaded; running it only calls closures. What is wrong
with it is an `ExpressionError` with the offset in the expression's text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple, NoReturn

from clausecheck.language import values as v
from clausecheck.language.currencies import iso_currencies
from clausecheck.language.parser import close_word
from clausecheck.language.tree import Broken
from clausecheck.quick import dataclass
from clausecheck.rules.errors import did_you_mean
from clausecheck.rules.runtime import (
    Env,
    Found,
    FoundCode,
    Parameter,
    Truth,
    TruthCode,
    answered_once,
    compare,
    every,
    negated,
    present,
    some,
    unstated,
)
from clausecheck.rules.schema import (
    DOCUMENT,
    FILE,
    NAMES,
    TRUTH,
    VALUE_KINDS,
    Type,
    children,
    guess_kind,
    names_in,
    node_fields,
    parents,
    value_fields,
    values_type,
)
from clausecheck.rules.syntax import ExpressionError, Tree, Word, read


class Expr(NamedTuple):
    """A checked part of an expression: its type, its code (a `TruthCode` if the type is a truth, else a
    `FoundCode`), where it stands, its text, and the value of a literal. One that is `counted` is a number; of one that is about
    `each` of several, a comparison holds where it holds for every one."""

    type: Type
    code: Callable[[Env], Any]
    start: int
    text: str
    literal: Parameter | None = None
    counted: bool = False
    each: bool = False


class Call(NamedTuple):
    """A call of a function while it is checked: its name, and its arguments with their names after `as`."""

    name: str
    arguments: Sequence[tuple[Tree, str]]
    start: int


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the language: how it is called, what it is for, and how a call is compiled."""

    name: str
    signature: str
    doc: str
    build: Callable[[Compiler, Call], Expr]


#: Every function, by name; `functions.py` fills it and the documentation prints it.
FUNCTIONS: dict[str, Function] = {}


@dataclass(slots=True)
class _Scope:
    type: Type
    name: str = ""


class Compiler:
    """Checks and compiles the expressions of one rule.

    `looks_at` is the type of the node that the rule looks at, `parameters` are the rule's. `used` gathers the
    parameters that some expression names, `phrases` those that are looked for in texts.
    """

    def __init__(self, looks_at: Type = DOCUMENT, parameters: Mapping[str, Parameter] | None = None) -> None:
        self.scopes = [_Scope(looks_at)]
        self.parameters = dict(parameters or {})
        self.used: set[str] = set()
        self.phrases: set[str] = set()
        self.parts = False  # whether the rule has parts, so that `{missing}` means something
        self.text = ""
        self._reach = len(self.scopes)

    # ---- what callers want ---------------------------------------------------------------------------

    def condition(self, text: str) -> TruthCode:
        """An expression as a condition; a path holds when something is there. Raises `ExpressionError`."""
        return self.truth(self.expr(self._start(text)))

    def path(self, text: str) -> tuple[Type, FoundCode]:
        """An expression that finds clauses, values or a number. Raises `ExpressionError`."""
        expr = self.expr(self._start(text))
        return expr.type, self.found(expr)

    def literal(self, text: str) -> Parameter | None:
        """The value of an expression that is a literal; `None` if it is none. Raises `ExpressionError`."""
        return self.expr(self._start(text)).literal

    def presence(self, text: str) -> str:
        """The path that must hold something, if an expression asks for nothing else; otherwise empty."""
        tree = self._start(text)
        if tree.data == "path" and isinstance(tree.children[0], Tree):
            head = tree.children[0]
            if head.data == "call" and head.children[0] in ("any", "count") and len(head.children) == 2:
                argument = head.children[1]
                assert isinstance(argument, Tree)
                tree = argument.children[0]  # type: ignore[assignment]
                head = tree.children[0]  # type: ignore[assignment]
            if isinstance(head, Tree) and head.data == "word":
                return text[tree.start : tree.end].removeprefix("file.").removeprefix("this.")
        return ""

    def _start(self, text: str) -> Tree:
        self.text = text
        return read(text)

    # ---- helpers -------------------------------------------------------------------------------------

    def fail(self, message: str, offset: int, hint: str = "") -> NoReturn:
        """Refuse the expression."""
        raise ExpressionError(message, offset, hint)

    def make(
        self, tree: Tree, type_: Type, code: Callable[[Env], Any], literal: Parameter | None = None
    ) -> Expr:
        """An `Expr` for a tree."""
        return Expr(type_, code, tree.start, self.text[tree.start : tree.end], literal)

    def truth(self, expr: Expr) -> TruthCode:
        """The code of an expression as a condition."""
        if expr.type.is_truth:
            return expr.code
        if expr.counted:
            self.fail(f"`{expr.text}` is a number, not a condition", expr.start, f"write `{expr.text} >= 1`")
        code: FoundCode = expr.code

        def there(env: Env) -> Truth:
            items, unknown = code(env)
            return some((present(item, env) for item in items), unknown)

        return there

    def found(self, expr: Expr) -> FoundCode:
        """The code of an expression that finds something."""
        if expr.type.is_truth:
            self.fail(f"`{expr.text}` is a condition; a path or a value belongs here", expr.start)
        code: FoundCode = expr.code
        return code

    def inside(self, type_: Type, name: str, tree: Tree) -> TruthCode:
        """A condition about each element of something, known as `name` if that is not empty."""
        if name and (name in self.parameters or any(scope.name == name for scope in self.scopes)):
            self.fail(
                f"`{name}` already means something here",
                tree.start,
                "choose another name after `as`",
            )
        self.scopes.append(_Scope(type_.one(), name))
        try:
            return self.truth(self.expr(tree))
        finally:
            self.scopes.pop()

    # ---- expressions ---------------------------------------------------------------------------------

    def expr(self, tree: Tree) -> Expr:
        """Check and compile a syntax tree. What asks about many elements, and is about none of those around it, is answered once
        for all of them."""
        method: Callable[[Tree], Expr] = getattr(self, "_" + tree.data)
        around, self._reach = self._reach, len(self.scopes)
        made = method(tree)
        asks = made.text.startswith("where(") or (made.type.is_truth and "(" in made.text)
        if self._reach == len(self.scopes) and asks:
            made = made._replace(code=answered_once(made.code))
        self._reach = min(around, self._reach)
        return made

    def _element(self, level: int) -> FoundCode:
        """The node or the element of a scope; `_reach` remembers the outermost that an expression is about."""
        self._reach = min(self._reach, level)
        return _element(level)

    def _trees(self, tree: Tree) -> list[Tree]:
        return [child for child in tree.children if isinstance(child, Tree)]

    def _or(self, tree: Tree) -> Expr:
        codes = [self.truth(self.expr(child)) for child in self._trees(tree)]
        return self.make(tree, TRUTH, lambda env: some(code(env) for code in codes))

    def _and(self, tree: Tree) -> Expr:
        codes = [self.truth(self.expr(child)) for child in self._trees(tree)]
        return self.make(tree, TRUTH, lambda env: every(code(env) for code in codes))

    def _negation(self, tree: Tree) -> Expr:
        code = self.truth(self.expr(self._trees(tree)[0]))
        return self.make(tree, TRUTH, lambda env: negated(code(env)))

    def _group(self, tree: Tree) -> Expr:
        return self.expr(self._trees(tree)[0])

    def _compare(self, tree: Tree) -> Expr:
        left, right = (self.expr(child) for child in self._trees(tree))
        op = next(str(child) for child in tree.children if isinstance(child, Word))
        self._comparable(op, left, right)
        compared = _comparison if not (left.each or right.each) else _each_comparison
        return self.make(tree, TRUTH, compared(op, self.found(left), self.found(right)))

    def _comparable(self, op: str, left: Expr, right: Expr) -> None:
        if left.text == right.text:
            self.fail(f"`{left.text}` is compared with itself", right.start)
        for expr in (left, right):
            if expr.type.is_truth:
                self.fail(
                    f"`{expr.text}` is a condition and cannot be compared",
                    expr.start,
                    "join conditions with `and`, `or`",
                )
            if expr.type.kinds:
                self._node_compared(expr)
            if expr.type.several:
                self._several_compared(op, expr, left, right)
        shared = left.type.categories & right.type.categories
        if not shared:
            self.fail(
                f"`{left.text}` is {left.type.describe()} and cannot be compared with "
                f"`{right.text}`, {right.type.describe()}",
                right.start if right.literal is not None or left.literal is None else left.start,
            )
        if op not in ("=", "!=") and not shared - {"words", "true or false"}:
            self.fail(
                f"`{left.text}` is {left.type.describe()}, which has no order",
                left.start,
                "use `=`, `!=` or `in`",
            )
        for expr, other in ((left, right), (right, left)):
            self._word_known(expr, other)

    def _node_compared(self, expr: Expr) -> NoReturn:
        own = [
            name for name in ("value", "within", "every", "amount_is", "name") if name in names_in(expr.type)
        ]
        self.fail(
            f"`{expr.text}` is a clause, not a value, and cannot be compared; name a part of it",
            expr.start,
            did_you_mean(f"{expr.text}.{own[0]}") if own else "",
        )

    def _several_compared(self, op: str, expr: Expr, left: Expr, right: Expr) -> NoReturn:
        wording = f"it {op} {right.text}" if expr is left else f"{left.text} {op} it"
        self.fail(
            f"`{expr.text}` may stand several times",
            expr.start,
            f"write `any({expr.text}, {wording})` or `all({expr.text}, {wording})`",
        )

    def _word_known(self, expr: Expr, other: Expr) -> None:
        """Refuse a misspelt word where the schema names the words that may stand there."""
        literal = other.literal
        if not expr.type.words or not isinstance(literal, v.Text) or literal.text in expr.type.words:
            return
        near = close_word(literal.text, expr.type.words)
        if near:
            self.fail(f"`{literal.text}` is no word of `{expr.text}`", other.start, did_you_mean(near))

    def _member(self, tree: Tree) -> Expr:
        left, choices = self._trees(tree)
        expr = self.expr(left)
        codes = []
        for choice in self._trees(choices):
            option = self.expr(choice)
            one = Expr(option.type.one(), option.code, option.start, option.text, option.literal)
            self._comparable("=", expr, one) if not expr.type.several else self._several_in(expr, choices)
            codes.append(self.found(option))
        if not codes:
            self.fail("this list is empty", choices.start)
        code = self.found(expr)

        def among(env: Env) -> Truth:
            items, _ = code(env)
            if not items:
                return None
            found = [chosen(env) for chosen in codes]
            more = any(unknown for _, unknown in found)
            return every(
                some((compare("=", one, item, env) for some_, _ in found for item in some_), more)
                for one in (items if expr.each else items[:1])
            )

        return self.make(tree, TRUTH, among)

    def _several_in(self, expr: Expr, choices: Tree) -> NoReturn:
        wording = self.text[choices.start : choices.end]
        self.fail(
            f"`{expr.text}` may stand several times",
            expr.start,
            f"write `any({expr.text}, it in {wording})` or `all({expr.text}, it in {wording})`",
        )

    def _not_member(self, tree: Tree) -> Expr:
        inner = self._member(tree)
        return self.make(tree, TRUTH, lambda env: negated(inner.code(env)))

    def _kind(self, tree: Tree) -> Expr:
        expr = self.expr(self._trees(tree)[0])
        word = next(child for child in tree.children if isinstance(child, Word))
        cls = v.Duration if word == "working" else VALUE_KINDS.get(str(word))
        start = word.start
        if cls is None:
            near = close_word(str(word), [*VALUE_KINDS, "working"])
            self.fail(f"`{word}` is no kind of value", start, did_you_mean(near))
        if expr.type.kinds or expr.type.is_truth:
            self.fail(
                f"`{expr.text}` is {expr.type.describe()}, not a value", expr.start, "name a field of it"
            )
        if expr.type.several:
            wording = f"it is {word}"
            self.fail(
                f"`{expr.text}` may stand several times",
                expr.start,
                f"write `any({expr.text}, {wording})` or `all({expr.text}, {wording})`",
            )
        if not any(issubclass(cls, own) for own in expr.type.classes):
            self.fail(f"`{expr.text}` is {expr.type.describe()} and never `{word}`", start)
        code, working = self.found(expr), word == "working"

        def of_kind(env: Env) -> Truth:
            items, unknown = code(env)
            if not items:
                return None if unknown else False
            return all(
                isinstance(one, cls) and (not working or getattr(one, "hours", None) is not None)
                for one in (items if expr.each else items[:1])
            )

        return self.make(tree, TRUTH, of_kind)

    def _not_kind(self, tree: Tree) -> Expr:
        inner = self._kind(tree)
        return self.make(tree, TRUTH, lambda env: negated(inner.code(env)))

    # ---- literals ------------------------------------------------------------------------------------

    def _constant(self, tree: Tree, value: v.Value | bool) -> Expr:
        found: Found = ([value], False)
        return self.make(tree, values_type(type(value)), lambda env: found, value)

    def _true(self, tree: Tree) -> Expr:
        return self._constant(tree, True)

    def _false(self, tree: Tree) -> Expr:
        return self._constant(tree, False)

    def _string(self, tree: Tree) -> Expr:
        text = str(tree.children[0])
        quote = text[0]
        return self._constant(tree, v.Text(text[1:-1].replace("\\" + quote, quote).replace("\\\\", "\\")))

    def _percentage(self, tree: Tree) -> Expr:
        return self._constant(tree, v.Percentage(Decimal(str(tree.children[0]).rstrip("%").strip())))

    def _date(self, tree: Tree) -> Expr:
        try:
            return self._constant(tree, v.Date(dt.date.fromisoformat(str(tree.children[0]))))
        except ValueError:
            raise ExpressionError(f"there is no day `{tree.children[0]}`", tree.start) from None

    def _quantity(self, tree: Tree) -> Expr:
        measures = [self._measure(child) for child in self._trees(tree)]
        if len(measures) == 1:
            return self._constant(tree, measures[0])
        parts: list[tuple[Decimal, str]] = []
        for measure, child in zip(measures, self._trees(tree), strict=True):
            if not isinstance(measure, v.Duration) or measure.hours is not None:
                self.fail("only lengths of time are written one after the other", child.start)
            parts += measure.parts
        return self._constant(tree, v.Duration(tuple(parts)))

    def _measure(self, tree: Tree) -> v.Value:
        number, *words = (child for child in tree.children if isinstance(child, Word))
        amount, names = Decimal(str(number)), [str(word) for word in words]
        if not names:
            return v.Number(amount)
        last, offset = names[-1], words[-1].start
        if last in v.UNITS and len(names) <= 2:
            return v.Duration(((amount, v.UNITS[last]),), v.Name(names[0]) if len(names) == 2 else None)
        if len(names) > 1:
            self.fail(f"`{last}` does not fit here", offset)
        if last in iso_currencies():
            return v.Money(amount, last)
        if last in v.SIZES:
            return v.Size(amount, last)
        if last == "times":
            return v.Multiple(amount)
        near = close_word(last, [*(unit for unit in v.UNITS if len(unit) > 2), *iso_currencies(), *v.SIZES])
        short = {
            "h": "hours",
            "hr": "hours",
            "hrs": "hours",
            "min": "minutes",
            "mins": "minutes",
            "d": "days",
        }
        near = short.get(last.lower(), near)
        if near:
            self.fail(f"`{last}` is not a unit", offset, did_you_mean(near))
        return v.Count(amount, last)

    # ---- paths ---------------------------------------------------------------------------------------

    def _path(self, tree: Tree) -> Expr:
        head, *steps = tree.children
        assert isinstance(head, Tree)
        expr = self._call(head) if head.data == "call" else self._word(head)
        if not steps:
            return expr
        if expr.type.is_truth:
            self.fail(f"`{expr.text}` is a condition and has no parts", expr.start)
        type_, code = expr.type, self.found(expr)
        for step in steps:
            assert isinstance(step, Word)
            type_, code = self.step(type_, code, str(step), step.start)
        return self.make(tree, type_, code)

    def _word(self, tree: Tree) -> Expr:
        name, start = str(tree.children[0]), tree.start
        for level in range(len(self.scopes) - 1, -1, -1):
            if self.scopes[level].name == name:
                return self.make(tree, self.scopes[level].type, self._element(level))
        if name == "this":
            return self.make(tree, self.scopes[0].type, self._element(0))
        if name == "it":
            if len(self.scopes) == 1:
                self.fail(
                    "`it` is the element of `any`, `all`, `none` or `count`, and stands in their condition",
                    start,
                )
            return self.make(tree, self.scopes[-1].type, self._element(len(self.scopes) - 1))
        if name == "file":
            return self.make(tree, DOCUMENT, lambda env: ([env.index.document], False))
        if name == "as_of":
            return self.make(tree, values_type(v.Date), lambda env: ([v.Date(env.as_of)], False))
        for level in range(len(self.scopes) - 1, -1, -1):
            type_ = self.scopes[level].type
            if name in names_in(type_):
                if name in self.parameters:
                    self.fail(
                        f"`{name}` is a parameter of this rule and a part of {type_.owner()}",
                        start,
                        "rename the parameter",
                    )
                made, code = self.step(type_, self._element(level), name, start)
                return self.make(tree, made, code)
        if name in self.parameters:
            self.used.add(name)
            return self._parameter(tree, name)
        raise self._unknown_name(name, start)

    def _parameter(self, tree: Tree, name: str) -> Expr:
        value = self.parameters[name]
        many = isinstance(value, tuple)
        each = value if isinstance(value, tuple) else (value,)
        type_ = Type(classes=frozenset(type(one) for one in each), several=many)

        def given(env: Env) -> Found:
            now = env.parameters[name]
            return (list(now) if isinstance(now, tuple) else [now]), False

        return self.make(tree, type_, given, value)

    def _unknown_name(self, name: str, start: int) -> ExpressionError:
        known = [*self.parameters, "this", "file", "as_of", *FUNCTIONS]
        for scope in self.scopes:
            known += names_in(scope.type)
        spoken = guess_kind(name)
        if spoken in known:
            hint = did_you_mean(spoken)
        elif name in NAMES or spoken:
            hint = did_you_mean(f"file.{name if name in NAMES else spoken}")
        else:
            hint = did_you_mean(close_word(name, known) or close_word(name, NAMES))
        return ExpressionError(
            f"{self.scopes[-1].type.owner()} has no `{name}`, and it is no parameter of this rule",
            start,
            hint,
        )

    def step(self, type_: Type, code: FoundCode, name: str, start: int) -> tuple[Type, FoundCode]:
        """What a path gives when it goes on with a name."""
        classes: set[type] = set()
        words: tuple[str, ...] = ()
        several, attributes = type_.several, set()
        for kind in type_.kinds:
            if name in node_fields(kind):
                attribute, own = node_fields(kind)[name]
                attributes.add(attribute)
                classes |= own.classes
                several, words = several or own.several, own.words
        if attributes:
            made = Type(
                classes=frozenset(classes), several=several, words=words if len(type_.kinds) == 1 else ()
            )
            return made, _field_step(code, attributes.pop())
        child = NAMES.get(name)
        if child is not None and any(child in children(kind) for kind in type_.kinds):
            return Type(kinds=frozenset({child}), several=True), _child_step(code, child)
        if name == "parent" and type_.kinds - {FILE}:
            return Type(kinds=parents(type_.kinds), several=type_.several), _parent_step(code)
        if name == "clauses" and (inner := frozenset().union(*(children(kind) for kind in type_.kinds))):
            return Type(kinds=inner, several=True), _clauses_step(code)
        for cls in type_.classes:
            if name in value_fields(cls):
                classes |= value_fields(cls)[name].classes
                several = several or value_fields(cls)[name].several
        if classes:
            return Type(classes=frozenset(classes), several=several), _field_step(code, name)
        near = guess_kind(name)
        known = names_in(type_)
        hint = did_you_mean(near if near in known else close_word(name, known))
        if not hint and child is not None:
            homes = [f"`{home.rstrip('_')}`" for home in sorted(parents([child])) if home != FILE][:4]
            hint = f"`{name}` stands in {' or '.join(homes)}" if homes else ""
        raise ExpressionError(f"{type_.owner()} has no `{name}`", start, hint)

    def _call(self, tree: Tree) -> Expr:
        name = str(tree.children[0])
        function = FUNCTIONS.get(name)
        if function is None:
            self.fail(
                f"there is no function `{name}`",
                tree.start,
                did_you_mean(close_word(name, FUNCTIONS)) or f"there are {', '.join(FUNCTIONS)}",
            )
        arguments = []
        for child in self._trees(tree):
            inner = child.children[0]
            assert isinstance(inner, Tree)
            arguments.append((inner, str(child.children[1]) if len(child.children) > 1 else ""))
        made = function.build(self, Call(name, arguments, tree.start))
        text = self.text[tree.start : tree.end]
        return Expr(made.type, made.code, tree.start, text, None, made.counted, made.each)


# ---- closures ----------------------------------------------------------------------------------------


def _element(level: int) -> FoundCode:
    return lambda env: ([env.stack[level]], False)


def _comparison(op: str, left: FoundCode, right: FoundCode) -> TruthCode:
    def code(env: Env) -> Truth:
        ours, _ = left(env)
        theirs, _ = right(env)
        return compare(op, ours[0], theirs[0], env) if ours and theirs else None

    return code


def _each_comparison(op: str, left: FoundCode, right: FoundCode) -> TruthCode:
    def code(env: Env) -> Truth:
        (ours, unknown), (theirs, more) = left(env), right(env)
        if not ours or not theirs:
            return None
        return every((compare(op, one, other, env) for one in ours for other in theirs), unknown or more)

    return code


def _field_step(code: FoundCode, attribute: str) -> FoundCode:
    def step(env: Env) -> Found:
        items, unknown = code(env)
        found: list[Any] = []
        for item in items:
            if isinstance(item, (Broken, v.Tbd)):
                unknown = True
                continue
            content = getattr(item, attribute, None)
            if isinstance(content, tuple):
                found += content
            elif content is not None and content != "":
                found.append(content)
        return found, unknown

    return step


def _child_step(code: FoundCode, kind: str) -> FoundCode:
    def step(env: Env) -> Found:
        items, unknown = code(env)
        found: list[Any] = []
        for item in items:
            unknown = unknown or isinstance(item, Broken)
            found += env.index.children(item, kind)
        return found, unknown

    return step


def _clauses_step(code: FoundCode) -> FoundCode:
    def step(env: Env) -> Found:
        items, unknown = code(env)
        found = [clause for item in items for clause in getattr(item, "clauses", ())]
        return found, unknown or any(isinstance(item, Broken) for item in items)

    return step


def _parent_step(code: FoundCode) -> FoundCode:
    def step(env: Env) -> Found:
        items, unknown = code(env)
        homes = [env.index.agreement.parent(item) for item in items]
        return [home for home in homes if home is not None], unknown

    return step


def holds(item: Any, condition: TruthCode, env: Env, missing: Truth) -> Truth:
    """Whether a condition holds of an element; what could not be read is not known, and `missing` is the
    answer where it cannot be told because the element is `unstated`."""
    if isinstance(item, Broken):
        return None
    env.ask()
    env.stack.append(item)
    try:
        truth = condition(env)
    finally:
        env.stack.pop()
    if truth is None and (value := unstated(item)) is not None:
        env.silent(value)
        return missing
    return truth
