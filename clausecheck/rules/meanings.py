"""The functions of the expression language that ask what an agreement means: which target is effective, how long a ticket
really waits, by which day a notice is given. They ask what `clausecheck targets` and `clausecheck deadlines` print."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from clausecheck.agreement.notices import ABOUT
from clausecheck.agreement.targets import DIMENSIONS, TARGET_KINDS, Target
from clausecheck.agreement.waiting import (
    ALL,
    counts_around_the_clock,
    days_of,
    notices_about,
    promised_to,
    waits_of,
)
from clausecheck.language import values as v
from clausecheck.language.parser import close_word
from clausecheck.language.tree import Broken
from clausecheck.rules.errors import did_you_mean
from clausecheck.rules.expression import Call, Compiler, Expr
from clausecheck.rules.functions import arity, function, truth
from clausecheck.rules.runtime import Env, Found, FoundCode, Truth, every
from clausecheck.rules.schema import NAMES, Type, values_type
from clausecheck.rules.syntax import ExpressionError, Tree

#: Which kind of target each word means: `response`, and `respond` as the clause says it.
_KINDS = {word: kind for kind, called in TARGET_KINDS.items() for word in (called, kind)}
_FIXED = {"minute": 60, "second": 1, "hour": 3600}
_UNITS = (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1))
_ALWAYS = "always"

_Names = Callable[[Env], tuple[list[list[str]], bool]]
"""Of which tickets is asked: names that together mean them, of each combination; and whether there may be more."""


def _of_each(type_: Type, code: FoundCode) -> Expr:
    """Values of which a comparison asks each."""
    return Expr(type_, code, 0, "", each=True)


# ---- whose tickets, and which target -----------------------------------------------------------------


def _asked(compiler: Compiler, call: Call, last: int = 0) -> tuple[_Names, str]:
    """What most of these functions are called with: whose tickets, and the kind of target; behind these come further names,
    but for the `last` arguments, which are other things."""
    arity(compiler, call, 2 + last, None)
    trees = [tree for tree, _ in call.arguments]
    kind = _one_of(compiler, trees[1], _KINDS, "kind of target")
    more = trees[2 : len(trees) - last]
    codes = [_names(compiler, tree) for tree in (trees[0], *more)]

    def named(env: Env) -> tuple[list[list[str]], bool]:
        combined: list[list[str]] = [[]]
        unknown = False
        for code in codes:
            names, open_ = code(env)
            unknown = unknown or open_
            combined = [[*before, name] for before in combined for name in names]
        return combined, unknown

    return named, _KINDS[kind]


def _one_of(compiler: Compiler, tree: Tree, words: Iterable[str], what: str) -> str:
    """The word of an argument that is one of some words."""
    given = compiler.text[tree.start : tree.end].strip("\"'").replace("-", "").lower()
    known = list(words)
    if given not in known:
        hint = did_you_mean(close_word(given, known)) or f"known are {', '.join(known)}"
        compiler.fail(f"`{compiler.text[tree.start : tree.end]}` is no {what}", tree.start, hint)
    return given


def _names(compiler: Compiler, tree: Tree) -> Callable[[Env], tuple[list[str], bool]]:
    """An argument that says whose tickets are meant: `all`, the name or title of a priority, a service, a site …, as a word or
    in quotes, a parameter that holds one, or a path to such blocks."""
    word = _single_word(tree)
    if word == ALL:
        return lambda env: ([ALL], False)
    try:
        expr = compiler.expr(tree)
    except ExpressionError:
        near = close_word(word, [*compiler.parameters, "this", "parent", *NAMES]) if word else None
        if not word or word == "it":
            raise
        if near and word[:1].islower():
            compiler.fail(
                f"`{word}` is nothing here, and may be a name",
                tree.start,
                f'{did_you_mean(near)} A name that is spelt like that stands in quotes: `"{word}"`',
            )
        return lambda env: ([word], False)
    if expr.type.kinds and not {kind.rstrip("_") for kind in expr.type.kinds} <= {*DIMENSIONS}:
        known = ", ".join(f"`{name}`" for name in DIMENSIONS)
        compiler.fail(
            f"`{expr.text}` is {expr.type.describe()}, and tickets are told apart by none of these",
            expr.start,
            f"it is one of {known}, a name, or `all`",
        )
    if not expr.type.kinds and "words" not in expr.type.categories:
        compiler.fail(
            f"`{expr.text}` is {expr.type.describe()}; a name, or a block with one, belongs here", expr.start
        )
    code = compiler.found(expr)

    def named(env: Env) -> tuple[list[str], bool]:
        items, unknown = code(env)
        unknown = unknown or any(isinstance(item, Broken) for item in items)
        return [name for item in items if (name := _name_of(item))], unknown

    return named


def _single_word(tree: Tree) -> str:
    head = tree.children[0] if tree.data == "path" and len(tree.children) == 1 else None
    return str(head.children[0]) if isinstance(head, Tree) and head.data == "word" else ""


def _name_of(item: Any) -> str:
    """The name of a block, or the words of a value."""
    value = item if isinstance(item, v.Value) else getattr(item, "name", None) or getattr(item, "title", None)
    return str(getattr(value, "text", "") or "")


# ---- effective targets -------------------------------------------------------------------------------


def _promised(named: _Names, kind: str, env: Env) -> tuple[list[Target], bool]:
    combined, unknown = named(env)
    semantics = env.index.meaning(env.as_of)
    found = {id(one): one for names in combined for one in promised_to(semantics, names, kind)}
    return list(found.values()), unknown


@function(
    "target(P1, response, …)",
    "The effective targets of a kind, as `clausecheck targets` shows them: for the tickets of a priority, a service, a plan, a "
    "site (its name or title, `this`, a path; further names narrow it), or `all`. A comparison holds where it holds for each. "
    "The length is as long as it is promised, on whatever hours it counts: `during` and `worst_wait` say the rest.",
)
def _target(compiler: Compiler, call: Call) -> Expr:
    named, kind = _asked(compiler, call)

    def run(env: Env) -> Found:
        found, unknown = _promised(named, kind, env)
        return [_length(target) for target in found], unknown

    return _of_each(values_type(v.Duration, v.Anchored, v.Choice), run)


def _length(target: Target) -> Any:
    """The length of a target; hours are hours on whichever clock, days are not."""
    length = target.length
    if (
        isinstance(length, v.Duration)
        and length.hours is not None
        and all(u in _FIXED for _, u in length.parts)
    ):
        return replace(length, hours=None)
    return length


@function(
    "during(P1, response, …, always)",
    "Each of these targets counts on the hours that are named last; `always` are those that never close.",
)
def _during(compiler: Compiler, call: Call) -> Expr:
    named, kind = _asked(compiler, call, last=1)
    tree = call.arguments[-1][0]
    hours = (lambda env: ([_ALWAYS], False)) if _single_word(tree) == _ALWAYS else _hours(compiler, tree)

    def counts(target: Target, wanted: list[str], env: Env) -> Truth:
        if target.hours in wanted:
            return True
        if _ALWAYS in wanted:
            return counts_around_the_clock(env.index.meaning(env.as_of), target.hours)
        return False

    def run(env: Env) -> Truth:
        found, unknown = _promised(named, kind, env)
        wanted, open_ = hours(env)
        if not found or (open_ and not wanted):
            return None
        return every((counts(target, wanted, env) for target in found), unknown)

    return truth(run)


def _hours(compiler: Compiler, tree: Tree) -> Callable[[Env], tuple[list[str], bool]]:
    """An argument that names hours: a word, a text, a parameter, or a path to `hours` blocks."""
    word = _single_word(tree)
    try:
        expr = compiler.expr(tree)
    except ExpressionError:
        if not word:
            raise
        return lambda env: ([word], False)
    if expr.type.kinds - {"hours"} or (not expr.type.kinds and "words" not in expr.type.categories):
        compiler.fail(f"`{expr.text}` is {expr.type.describe()}; the name of hours belongs here", expr.start)
    code = compiler.found(expr)

    def named(env: Env) -> tuple[list[str], bool]:
        items, unknown = code(env)
        return [name for item in items if (name := _name_of(item))], unknown

    return named


# ---- how long tickets really wait --------------------------------------------------------------------


def _wait(which: str) -> Callable[[Compiler, Call], Expr]:
    def build(compiler: Compiler, call: Call) -> Expr:
        named, kind = _asked(compiler, call)

        def run(env: Env) -> Found:
            combined, unknown = named(env)
            semantics = env.index.meaning(env.as_of)
            found: dict[int, None] = {}
            for names in combined:
                waits, open_ = waits_of(semantics, names, kind)
                unknown = unknown or open_
                found.update({getattr(one, which): None for one in waits})
            return [_elapsed(seconds) for seconds in sorted(found)], unknown

        return _of_each(values_type(v.Duration), run)

    return build


function(
    "worst_wait(P1, response, …)",
    "How long the ticket that waits longest really waits for such a target, in time on the wall, as `clausecheck deadlines` "
    "computes it: nights, weekends and holidays included, pauses not.",
)(_wait("worst"))
function("typical_wait(P1, response, …)", "The same for the wait that half of the tickets do not exceed.")(
    _wait("typical")
)
function("best_wait(P1, response, …)", "The same for the ticket that waits least.")(_wait("best"))


def _elapsed(seconds: int) -> v.Duration:
    """So many seconds, as people say them."""
    parts: list[tuple[Decimal, str]] = []
    for unit, length in _UNITS:
        count, seconds = divmod(seconds, length)
        if count:
            parts.append((Decimal(count), unit))
    return v.Duration(tuple(parts) or ((Decimal(0), "minute"),))


# ---- notices -----------------------------------------------------------------------------------------


def _about(compiler: Compiler, call: Call) -> list[str]:
    arity(compiler, call, 1, len(ABOUT))
    return [_one_of(compiler, tree, ABOUT, "notice") for tree, _ in call.arguments]


@function(
    "notice_days(renewal)",
    "How many days lie between the last day of a notice and the end that it is for, as `clausecheck deadlines` counts them, of "
    "each notice that can still be given: against a `renewal`, for an `option` to renew, that ends the agreement without a "
    "reason (`end`), of a new `price`.",
)
def _notice_days(compiler: Compiler, call: Call) -> Expr:
    about = _about(compiler, call)

    def run(env: Env) -> Found:
        found = list(notices_about(env.index.meaning(env.as_of), about))
        days = [days_of(notice) for notice in found]
        known = sorted({one for one in days if one is not None})
        return [v.Duration(((Decimal(one), "day"),)) for one in known], len(known) < len({*days})

    return _of_each(values_type(v.Duration), run)


@function(
    "last_day(renewal)",
    "The last day on which such a notice is received in time, of each notice that can still be given: a date.",
)
def _last_day(compiler: Compiler, call: Call) -> Expr:
    about = _about(compiler, call)

    def run(env: Env) -> Found:
        found = list(notices_about(env.index.meaning(env.as_of), about))
        days = sorted({notice.last for notice in found if notice.last is not None})
        return [v.Date(day) for day in days], any(notice.last is None for notice in found)

    return _of_each(values_type(v.Date), run)
