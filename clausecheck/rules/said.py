"""The functions of the expression language by which a rule hears what an agreement says expressly: that something is not
promised, that two clauses speak of the same thing, that a formula explains its words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clausecheck.agreement.formulas import unexplained
from clausecheck.agreement.weeks import of_block
from clausecheck.agreement.words import word_set
from clausecheck.language import values as v
from clausecheck.language.tree import Broken, Clause, Closed, Document, Hours, Node
from clausecheck.language.write import write
from clausecheck.rules.expression import Call, Compiler, Expr
from clausecheck.rules.functions import arity, function, kinds_named, phrases_of, spoken_of, truth
from clausecheck.rules.runtime import Env, Found, FoundCode, Mention, Truth, every, some
from clausecheck.rules.schema import Type

#: Kinds of blocks that share the work, or the tickets, of an agreement between them.
_SHARING = ("service", "priority", "backup")
_FILLER = frozenset(
    {"the", "a", "an", "of", "and", "for", "all", "any", "to", "in", "on", "our", "your", "its"}
)


# ---- denials -----------------------------------------------------------------------------------------


@function(
    'denied(block, "promise", …)',
    "The agreement expressly promises nothing of that kind (`no guarantee of …`), for the whole of the block: in it, for it, "
    "around it, or for every service that it serves; of `file`, for the whole agreement. What is denied in some cases only "
    "does not count.",
)
def _denied(compiler: Compiler, call: Call) -> Expr:
    arity(compiler, call, 2, None)
    (tree, _), *phrases = call.arguments
    blocks = _nodes(compiler, tree)
    wanted = [phrases_of(compiler, phrase) for phrase, _ in phrases]

    def run(env: Env) -> Truth:
        items, unknown = blocks(env)
        mentions = [mention for given in wanted for mention in given(env)]
        return some((denied(item, mentions, env) for item in items), unknown)

    return truth(run)


def denied(block: Node, mentions: list[Mention], env: Env) -> Truth:
    """Whether `no guarantee of …` takes away what the phrases call, for the whole of a block."""
    index = env.index
    general: list[Node] = []
    for clause in index.all("no_guarantee"):
        if isinstance(clause, Clause) and not _limited(clause):
            home = index.agreement.parent(clause)
            here = home is None or home is block or home.kind == "agreement"
            called = {write(value) for value in clause.for_}
            if called & _named(block) if called else here:
                general.append(clause)
    told = spoken_of((value for clause in general for value in clause.values), mentions, env)  # type: ignore[attr-defined]
    if told is True:
        return told
    shares = [
        every(denied(each, mentions, env) for each in blocks) for blocks in _shares(block, env) if blocks
    ]
    return some([told, *shares])


def _limited(clause: Clause) -> bool:
    """Whether a denial holds in some cases only."""
    return bool(clause.when or clause.during or clause.outside or clause.except_ or clause.at)


def _shares(block: Node, env: Env) -> Iterator[list[Node]]:
    """The blocks that are together what a block is about: for the whole agreement all of one kind, for a backup its
    services."""
    if isinstance(block, Document):
        yield from (env.index.all(kind) for kind in _SHARING)
    elif block.kind == "backup" and isinstance(block, Clause):
        names = {write(value) for value in block.for_}
        yield [service for service in env.index.all("service") if _named(service) & names]


def _named(block: Node) -> set[str]:
    return {write(name) for name in (getattr(block, "name", None), getattr(block, "title", None)) if name}


# ---- the same thing ----------------------------------------------------------------------------------


@function(
    "alike(path, path)",
    "Something on the one path is called by the same words as something on the other, whatever their order, case and number.",
)
def _alike(compiler: Compiler, call: Call) -> Expr:
    arity(compiler, call, 2, 2)
    one, other = (compiler.found(compiler.expr(tree)) for tree, _ in call.arguments)

    def run(env: Env) -> Truth:
        (first, unknown), (second, more) = one(env), other(env)
        called = {words for item in first if (words := _matter(item))}
        same = any(
            words <= own or own <= words for item in second if (words := _matter(item)) for own in called
        )
        return True if same else None if unknown or more else False

    return truth(run)


@function(
    "differ(path)",
    "The path finds two things that are called differently: `differ(store.in)` where copies lie in two regions. What is no "
    "name and no text is passed over.",
)
def _differ(compiler: Compiler, call: Call) -> Expr:
    arity(compiler, call, 1, 1)
    code = compiler.found(compiler.expr(call.arguments[0][0]))

    def run(env: Env) -> Truth:
        items, unknown = code(env)
        called = {
            write(item).casefold() for item in items if isinstance(item, v.Text | v.Name | v.Phrase | v.Zone)
        }
        return True if len(called) > 1 else None if unknown else False

    return truth(run)


_MINUTES_OF_A_WEEK = 7 * 24 * 60


@function(
    "never_closes(path)",
    "Each hours block on the path is open in every minute of every week, and closes on no day.",
)
def _never_closes(compiler: Compiler, call: Call) -> Expr:
    arity(compiler, call, 1, 1)
    code = _nodes(compiler, call.arguments[0][0])

    def run(env: Env) -> Truth:
        items, unknown = code(env)
        return every((_always_open(item, env) for item in items), unknown)

    return truth(run)


def _always_open(item: Node, env: Env) -> bool:
    if not isinstance(item, Hours) or any(True for _ in item.all(Closed)):
        return False
    minutes = of_block(env.index.agreement, item)
    return minutes is not None and len(minutes) == _MINUTES_OF_A_WEEK


#: The words for the lowest level of a scale.
_LOWEST = frozenset(
    {"low", "lowest", "lesser", "minor", "minimal", "trivial", "cosmetic", "negligible", "none", "no"}
)


@function(
    "graded(path)",
    "The texts on the path, two or more, are the levels of one scale in words, down to the lowest: they differ in one word each "
    "(`its effect is high`, `its effect is low`).",
)
def _graded(compiler: Compiler, call: Call) -> Expr:
    arity(compiler, call, 1, 1)
    code = compiler.found(compiler.expr(call.arguments[0][0]))

    def run(env: Env) -> Truth:
        items, unknown = code(env)
        if unknown or len(items) < 2 or not all(isinstance(item, v.Text) for item in items):
            return None if unknown else False
        texts = [item.text.casefold().split() for item in items]
        if len({len(words) for words in texts}) > 1:
            return False
        differing = [set(words) for words in zip(*texts, strict=True) if len(set(words)) > 1]
        return len(differing) == 1 and len(differing[0]) == len(texts) and bool(differing[0] & _LOWEST)

    return truth(run)


def _matter(item: Any) -> frozenset[str]:
    """The words that name a thing; none for what has no words."""
    return word_set(item.text, _FILLER) if isinstance(item, (v.Text, v.Name, v.Phrase)) else frozenset()


# ---- where something stands --------------------------------------------------------------------------


@function("in_block(path, kind, …)", "Something on the path stands in a block of one of these kinds.")
def _in_block(compiler: Compiler, call: Call) -> Expr:
    arity(compiler, call, 2, None)
    code = _nodes(compiler, call.arguments[0][0])
    kinds = kinds_named(compiler, call, "block")

    def run(env: Env) -> Truth:
        items, unknown = code(env)
        homes = (block for item in items for block in env.index.agreement.ancestors(item))
        return some((block.kind in kinds for block in homes), unknown)

    return truth(run)


@function("among(path, path, …)", "Everything on the paths.")
def _among(compiler: Compiler, call: Call) -> Expr:
    arity(compiler, call, 2, None)
    parts = [compiler.expr(tree) for tree, _ in call.arguments]
    codes = [compiler.found(part) for part in parts]

    def run(env: Env) -> Found:
        found = [code(env) for code in codes]
        return [item for items, _ in found for item in items], any(unknown for _, unknown in found)

    type_ = Type(
        kinds=frozenset().union(*(part.type.kinds for part in parts)),
        classes=frozenset().union(*(part.type.classes for part in parts)),
        several=True,
    )
    return Expr(type_, run, 0, "")


# ---- formulas ----------------------------------------------------------------------------------------


@function(
    "explained(path)",
    "A formula on the path says how a figure is computed: each of its names is declared or known, or it is in quotes.",
)
def _explained(compiler: Compiler, call: Call) -> Expr:
    arity(compiler, call, 1, 1)
    code = _nodes(compiler, call.arguments[0][0])

    def run(env: Env) -> Truth:
        items, unknown = code(env)
        return some(
            (
                None if isinstance(item, Broken) else not unexplained(env.index.agreement, item)
                for item in items
            ),
            unknown,
        )

    return truth(run)


def _nodes(compiler: Compiler, tree: Any) -> FoundCode:
    """An argument that finds clauses or blocks."""
    expr = compiler.expr(tree)
    if not expr.type.kinds:
        compiler.fail(
            f"`{expr.text}` is {expr.type.describe()}; a clause or a block belongs here", expr.start
        )
    return compiler.found(expr)
