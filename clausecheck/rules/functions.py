"""The functions of the expression language. Each is one entry of `FUNCTIONS`, with its signature and what
it is for."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from clausecheck.language import values as v
from clausecheck.language.parser import close_word
from clausecheck.language.tree import KINDS, Block, Broken
from clausecheck.rules.errors import did_you_mean
from clausecheck.rules.expression import FUNCTIONS, Call, Compiler, Expr, Function, holds
from clausecheck.rules.runtime import (
    Bounds,
    Env,
    Found,
    FoundCode,
    Index,
    Mention,
    Mentioned,
    Met,
    Truth,
    TruthCode,
    every,
    negated,
    open_value,
    present,
    some,
    spoken,
)
from clausecheck.rules.schema import NAMES, TRUTH, Type, node_fields, values_type

Build = Callable[[Compiler, Call], Expr]


def function(signature: str, doc: str) -> Callable[[Build], Build]:
    """Register a function of the language under the name in its signature."""

    def register(build: Build) -> Build:
        name = signature.partition("(")[0]
        FUNCTIONS[name] = Function(name, signature, doc, build)
        return build

    return register


def arity(compiler: Compiler, call: Call, least: int, most: int | None) -> None:
    given = len(call.arguments)
    if given < least or (most is not None and given > most):
        compiler.fail(f"`{call.name}` is called `{FUNCTIONS[call.name].signature}`", call.start)


def _element_test(compiler: Compiler, call: Call) -> tuple[FoundCode, Callable[[Any, Env, Truth], Truth]]:
    """The path of a quantifier, and what is asked of each element."""
    arity(compiler, call, 1, 2)
    (tree, name), *rest = call.arguments
    expr = compiler.expr(tree)
    if expr.type.is_truth:
        compiler.fail(f"`{expr.text}` is a condition; `{call.name}` goes over a path", expr.start)
    code = compiler.found(expr)
    if not rest:
        return code, lambda item, env, missing: present(item, env)
    condition: TruthCode = compiler.inside(expr.type, name, rest[0][0])
    return code, lambda item, env, missing: holds(item, condition, env, missing)


def truth(code: TruthCode) -> Expr:
    """A condition of its own."""
    return Expr(TRUTH, code, 0, "")


@function("any(path, condition)", "Something on the path is there and, where a condition stands, fulfils it.")
def _any(compiler: Compiler, call: Call) -> Expr:
    code, test = _element_test(compiler, call)

    def run(env: Env) -> Truth:
        items, unknown = code(env)
        return some((test(item, env, False) for item in items), unknown)

    return truth(run)


@function(
    "all(path, condition)",
    "Everything on the path fulfils the condition; so does a path on which nothing is.",
)
def _all(compiler: Compiler, call: Call) -> Expr:
    code, test = _element_test(compiler, call)

    def run(env: Env) -> Truth:
        items, unknown = code(env)
        return every((test(item, env, True) for item in items), unknown)

    return truth(run)


@function("none(path, condition)", "Nothing on the path is there or, where a condition stands, fulfils it.")
def _none(compiler: Compiler, call: Call) -> Expr:
    found = _any(compiler, call)
    return truth(lambda env: negated(found.code(env)))


@function("count(path, condition)", "How many on the path are there or, where a condition stands, fulfil it.")
def _count(compiler: Compiler, call: Call) -> Expr:
    code, test = _element_test(compiler, call)

    def run(env: Env) -> Found:
        items, unknown = code(env)
        truths = [test(item, env, False) for item in items]
        sure = sum(truth is True for truth in truths)
        return [Bounds(sure, None if unknown else sure + sum(truth is None for truth in truths))], False

    return Expr(values_type(int), run, 0, "", None, True)


@function(
    "where(path, condition)",
    "What on the path surely fulfils the condition: for `point at` and for the braces of a message.",
)
def _where(compiler: Compiler, call: Call) -> Expr:
    arity(compiler, call, 2, 2)
    path = compiler.expr(call.arguments[0][0])
    code, test = _element_test(compiler, call)

    def run(env: Env) -> Found:
        items, unknown = code(env)
        truths = [(item, test(item, env, False)) for item in items]
        found = [item for item, truth in truths if truth is True]
        return found, unknown or any(truth is None for _, truth in truths)

    return Expr(path.type, run, 0, "")


@function("stands(path)", "The path is written, even if it says `unstated`.")
def _stands(compiler: Compiler, call: Call) -> Expr:
    arity(compiler, call, 1, 1)
    code = compiler.found(compiler.expr(call.arguments[0][0]))

    def run(env: Env) -> Truth:
        items, unknown = code(env)
        return some((None if isinstance(item, Broken) else True for item in items), unknown)

    return truth(run)


@functools.lru_cache(4096)
def _mention(text: str) -> Mention:
    return Mention(text)


@function(
    'mentions(path, "phrase", …)',
    "One of the phrases stands in a text, name or condition on the path (of a block: anywhere in it). "
    "Whole words, without regard to case, hyphens or spaces; `*` at the end of a word stands for any ending.",
)
def _mentions(compiler: Compiler, call: Call) -> Expr:
    arity(compiler, call, 2, None)
    (tree, _), *phrases = call.arguments
    expr = compiler.expr(tree)
    code = compiler.found(expr)
    wanted = [phrases_of(compiler, phrase) for phrase, _ in phrases]
    site = object()

    def run(env: Env) -> Truth:
        items, unknown = code(env)
        # Each node of a rule may ask the same of the same words: they are read once.
        key = (site, id(env.parameters), env.blind, unknown, *map(id, items))
        known = env.index.said.get(key)
        if known is None:
            heard, unheard = env.heard, env.unheard
            env.heard, env.unheard = Met(), Met()
            mentions = [mention for given in wanted for mention in given(env)]
            answer = spoken_of(items, mentions, env, unknown)
            known = env.index.said[key] = Mentioned(items, answer, env.heard, env.unheard)
            env.heard, env.unheard = heard, unheard
        env.heard.update(known.heard)
        env.unheard.update(known.unheard)
        return known.answer

    return truth(run)


def spoken_of(items: Iterable[Any], mentions: Sequence[Mention], env: Env, unknown: bool = False) -> Truth:
    """Whether one of the phrases stands in the words of something; `unknown` when there may be more of it."""
    for item in items:
        texts, open_ = env.index.spoken(item)
        for text, for_people, words in texts:
            if for_people and env.blind:
                unknown = True
                continue
            if any(mention.within(words) for mention in mentions):
                if for_people:
                    env.heard.add(text)
                return True
            if for_people:
                env.unheard.add(text)
        unknown = unknown or open_
    return None if unknown else False


def phrases_of(compiler: Compiler, tree: Any) -> Callable[[Env], list[Mention]]:
    """The phrases to look for: a text, or a parameter that is one or several."""
    expr = compiler.expr(tree)
    literal = expr.literal
    each = literal if isinstance(literal, tuple) else (literal,)
    if not each or not all(isinstance(text, v.Text) for text in each):
        compiler.fail("`mentions` looks for words in quotes, or for a parameter that holds words", expr.start)
    for text in each:
        assert isinstance(text, v.Text)
        try:
            _mention(text.text)
        except ValueError as error:
            compiler.fail(f"`{text.text}`: {error}", expr.start)
    if expr.text in compiler.parameters:
        compiler.phrases.add(expr.text)
    code = compiler.found(expr)
    return lambda env: [_mention(text.text) for text in code(env)[0]]


def _naming(compiler: Compiler, call: Call, at: int) -> FoundCode:
    """An argument that names things: words, names or texts."""
    expr = compiler.expr(call.arguments[at][0])
    if expr.type.kinds or "words" not in expr.type.categories:
        compiler.fail(f"`{expr.text}` is {expr.type.describe()}; words or names belong here", expr.start)
    return compiler.found(expr)


def _named(compiler: Compiler, call: Call, at: int) -> FoundCode:
    """An argument that is a node with a name."""
    expr = compiler.expr(call.arguments[at][0])
    if not expr.type.kinds or not any("name" in node_fields(kind) for kind in expr.type.kinds):
        compiler.fail(
            f"`{expr.text}` is {expr.type.describe()}; a block or clause with a name belongs here", expr.start
        )
    return compiler.found(expr)


def _names_of(node: Any, index: Index) -> set[str]:
    """The name and the title of a node, as they are compared."""
    known = index.names.get(id(node))
    if known is None:
        found = {spoken(getattr(node, attribute, None) or "") for attribute in ("name", "title")}
        known = index.names[id(node)] = {text for text in found if text}
    return known


def _refers(items: list[Any], nodes: list[Any], index: Index) -> Iterator[Truth]:
    names = set[str]().union(*(_names_of(node, index) for node in nodes))
    for item in items:
        if open_value(item):
            yield None
        wording = {spoken(value) for value in item.walk()} if isinstance(item, v.Value) else {spoken(item)}
        yield not names.isdisjoint(wording)


@function(
    "refers(path, node)", "A value on the path is the name or the title of the block: `refers(for, this)`."
)
def _refers_function(compiler: Compiler, call: Call) -> Expr:
    arity(compiler, call, 2, 2)
    values, nodes = _naming(compiler, call, 0), _named(compiler, call, 1)

    def run(env: Env) -> Truth:
        items, unknown = values(env)
        blocks, more = nodes(env)
        return some(_refers(items, blocks, env.index), unknown or more)

    return truth(run)


@function(
    "applies_to(path, node)",
    "A clause or block on the path has no `for`, or its `for` names the block (or `all`).",
)
def _applies_to(compiler: Compiler, call: Call) -> Expr:
    arity(compiler, call, 2, 2)
    expr = compiler.expr(call.arguments[0][0])
    if not expr.type.kinds:
        compiler.fail(
            f"`{expr.text}` is {expr.type.describe()}; a clause or a block belongs here", expr.start
        )
    clauses, nodes = compiler.found(expr), _named(compiler, call, 1)

    def applies(clause: Any, blocks: list[Any], more: bool, index: Index) -> Truth:
        if isinstance(clause, Broken):
            return None
        if not clause.for_ or any(spoken(value) in ("all", "rest") for value in clause.for_):
            return True
        return some(_refers(list(clause.for_), blocks, index), more)

    def run(env: Env) -> Truth:
        items, unknown = clauses(env)
        blocks, more = nodes(env)
        return some((applies(item, blocks, more, env.index) for item in items), unknown)

    return truth(run)


_ROLES = {"provider": {"provider", "supplier", "msp"}, "customer": {"customer", "client"}}
_BOTH = {"either", "both", "parties", "anyone", "each party", "either party"}


@function(
    'party(path, "customer")',
    "A value on the path names that party (`customer` or `provider`): by its declared name or title, by "
    "its role, or as `either` or `both`. "
    "Not known where the agreement declares no such party and the word could mean it.",
)
def _party(compiler: Compiler, call: Call) -> Expr:
    arity(compiler, call, 2, 2)
    values = _naming(compiler, call, 0)
    role = compiler.expr(call.arguments[1][0])
    literal = role.literal
    if not isinstance(literal, v.Text) or literal.text not in _ROLES:
        near = close_word(literal.text, _ROLES) if isinstance(literal, v.Text) else None
        compiler.fail('a party is "customer" or "provider"', role.start, did_you_mean(near))
    kind = literal.text
    other = "provider" if kind == "customer" else "customer"

    def means(item: Any, env: Env) -> Truth:
        if open_value(item):
            return None
        wording = {spoken(value) for value in item.walk()} if isinstance(item, v.Value) else {spoken(item)}
        if wording & (_BOTH | {kind}):
            return True
        parties = env.index.all(kind)
        names = set().union(*(_names_of(party, env.index) for party in parties))
        if wording & names:
            return True
        theirs = set().union(*(_names_of(party, env.index) for party in env.index.all(other)))
        if parties or wording & (theirs | {other}):
            return False
        return True if wording & _ROLES[kind] else None

    def run(env: Env) -> Truth:
        items, unknown = values(env)
        return some((means(item, env) for item in items), unknown)

    return truth(run)


@function(
    "facts(path)",
    "Each single fact in the conditions on the path, those under `and`, `or` and `not` too: "
    "`facts(when).state`.",
)
def _facts(compiler: Compiler, call: Call) -> Expr:
    arity(compiler, call, 1, 1)
    expr = compiler.expr(call.arguments[0][0])
    if v.Fact not in expr.type.classes:
        compiler.fail(
            f"`{expr.text}` is {expr.type.describe()}; a condition of the agreement belongs here", expr.start
        )
    code = compiler.found(expr)

    def run(env: Env) -> Found:
        items, unknown = code(env)
        return [fact for item in items for fact in item.walk() if isinstance(fact, v.Fact)], unknown

    return Expr(values_type(v.Fact, several=True), run, 0, "")


def kinds_named(compiler: Compiler, call: Call, what: str) -> set[str]:
    """The kinds that the arguments behind the first name; `what` they are kinds of is for the message that refuses another
    word."""
    kinds: set[str] = set()
    for tree, _ in call.arguments[1:]:
        name = compiler.text[tree.start : tree.end]
        if name not in NAMES:
            near = close_word(name, NAMES)
            compiler.fail(f"`{name}` is no kind of {what}", tree.start, did_you_mean(near))
        kinds.add(NAMES[name])
    return kinds


@function(
    "inside(path, kind, …)",
    "Every clause at any depth in the blocks on the path, of these kinds if some are given: "
    "`inside(termination, keep)`.",
)
def _inside(compiler: Compiler, call: Call) -> Expr:
    arity(compiler, call, 1, None)
    expr = compiler.expr(call.arguments[0][0])
    if not expr.type.kinds:
        compiler.fail(f"`{expr.text}` is {expr.type.describe()}; a block belongs here", expr.start)
    code = compiler.found(expr)
    kinds = kinds_named(compiler, call, "clause")
    named = frozenset(kinds)

    def run(env: Env) -> Found:
        items, unknown = code(env)
        unknown = unknown or any(isinstance(item, Broken) for item in items)
        found = [env.index.inside(item, named) for item in items if isinstance(item, Block)]
        return found[0] if len(found) == 1 else [node for nodes in found for node in nodes], unknown

    return Expr(Type(kinds=frozenset(kinds or KINDS), several=True), run, 0, "")


def documented() -> list[Function]:
    """Every function in the order in which the documentation shows it."""
    return list(FUNCTIONS.values())
