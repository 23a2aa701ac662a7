"""Where a name is declared and where it is used: for going there, and for giving it another name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from clausecheck.agreement.model import Agreement
from clausecheck.language import values as v
from clausecheck.language.builder import field_types
from clausecheck.language.parser import vocabulary
from clausecheck.language.tree import Broken, Define, FieldSpec, Node, Scale
from clausecheck.lsp.session import path_of
from clausecheck.lsp.version import Check, TextVersion
from clausecheck.quick import dataclass
from clausecheck.source import Span

_NAME = re.compile(r"[^\W\d_][\w-]*(?:\.[\w-]+)*")
_IN_TEXT = re.compile(r"\{(\[[^\]{}\r\n]*\]|[^\W\d_][\w.\-]*)\}")


class CannotRename(ValueError):
    """Why a name cannot be another one, in words."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A name that an agreement declares: the kind of its block, the node, and where the name stands in it."""

    kind: str
    name: str
    node: Node
    span: Span


@dataclass(frozen=True, slots=True)
class Use:
    """A place where a name stands; `kinds` are those of the blocks that it may mean there, none where any is meant. A `fixed` one
    has a meaning of its own where none of these is called so."""

    name: str
    span: Span
    kinds: tuple[str, ...] = ()
    fixed: bool = False


def declarations(agreement: Agreement) -> Iterator[Declared]:
    """Every name that is declared, in the order of the text; the levels of a scale, and numbers of clauses, are names too."""
    for node in agreement.document.walk():
        if isinstance(node, Broken):
            continue
        name = getattr(node, "name", None)
        if isinstance(node, Define) and isinstance(node.title, v.Text):
            yield Declared("define", node.title.text, node, _within_quotes(node.title.span))
        elif isinstance(name, v.Name) and node.kind != "signed":
            yield Declared(
                "party" if node.kind in ("provider", "customer") else node.kind, name.text, node, name.span
            )
        if isinstance(node, Scale):
            yield from (
                Declared("scale-level", level.text, node, level.span)
                for level in node.levels
                if isinstance(level, v.Name)
            )


def _within_quotes(span: Span) -> Span:
    return Span(span.start + 1, span.end - 1) if span.end - span.start >= 2 else span


def uses(text: TextVersion) -> Iterator[Use]:
    """Every place where a name may be used, in the order of the text, without those that declare one."""
    declared = {one.span for one in declarations(text.agreement)}
    found: dict[Span, Use] = {}
    for node in text.agreement.document.walk():
        if isinstance(node, Broken):
            continue
        types = field_types(type(node))
        for field, value in node.contents():
            for use in _inside(value, types[field].spec):
                if use.span.end > use.span.start:
                    found.setdefault(use.span, use)
    # What stands in a value that the tree keeps in another form is still a word of the text.
    for token in text.parsed.tokens:
        if token.type == "NAME" and token.span not in found and text.source.slice(token.span) == token.text:
            found[token.span] = Use(token.text, token.span)
        if token.type in ("STRING", "TEXT"):
            for match in _IN_TEXT.finditer(text.source.text, token.span.start, token.span.end):
                name = match[1].partition(".")[0]
                if not name.startswith("["):
                    span = Span(match.start(1), match.start(1) + len(name))
                    found[span] = Use(name, span)
    for span in sorted(found):
        if span not in declared:
            yield found[span]


def _inside(value: v.Value, spec: FieldSpec) -> Iterator[Use]:
    """The names in a value: itself, the hours of a duration, and what a condition speaks of."""
    if isinstance(value, v.Prose):
        return  # its references are paths; `uses` finds their first names
    for inner in value.walk():
        if isinstance(inner, v.Duration) and inner.hours is not None:
            yield Use(inner.hours.text, inner.hours.span, ("hours",), fixed=True)
        elif isinstance(inner, v.Name):
            yield Use(inner.text, inner.span, spec.refers, inner.text in spec.words)


def declared_by(agreement: Agreement, use: Use) -> list[Declared]:
    """What a use means: what is declared under its name, of the kinds that may stand there, else of any kind."""
    named = [one for one in declarations(agreement) if one.name == use.name]
    meant = [one for one in named if one.kind in use.kinds]
    return meant or ([] if use.fixed else named)


def at(text: TextVersion, offset: int) -> tuple[Span, list[Declared]] | None:
    """The name at an offset and what it means; `None` where no declared name stands."""
    for one in declarations(text.agreement):
        if one.span.start <= offset <= one.span.end:
            return one.span, [one]
    for use in uses(text):
        if use.span.start <= offset <= use.span.end:
            meant = declared_by(text.agreement, use)
            return (use.span, meant) if meant else None
    return None


def references(text: TextVersion, meant: Iterable[Declared]) -> list[Span]:
    """Where what is declared is used, in the order of the text."""
    wanted = {(one.kind, one.name) for one in meant}
    names = {name for _, name in wanted}
    return [
        use.span
        for use in uses(text)
        if use.name in names
        and any((one.kind, one.name) in wanted for one in declared_by(text.agreement, use))
    ]


# ---- another name


def rename(text: TextVersion, offset: int, name: str, check: Check) -> list[tuple[Span, str]]:
    """The edits that give the name at an offset another one, everywhere. Raises `CannotRename` where that is no name, where it
    is taken, and where the text would say something else afterwards: it is read and checked before it is changed."""
    found = at(text, offset)
    if found is None:
        raise CannotRename("no declared name stands here")
    _, meant = found
    old = meant[0].name
    if name == old:
        return []
    _refuse(text.agreement, meant[0], name)
    if text.parsed.problems:
        raise CannotRename(
            f"the text has mistakes in reading, which come first: {text.parsed.problems[0].message}"
        )
    spans = sorted({*(one.span for one in meant), *references(text, meant)})
    pieces, last = [], 0
    for span in spans:
        pieces += [text.text[last : span.start], name]
        last = span.end
    after = TextVersion(
        text.uri, text.name, "".join((*pieces, text.text[last:])), text.version, text.encoding
    )
    _compare(text, after, check)
    return [(span, name) for span in spans]


def _refuse(agreement: Agreement, meant: Declared, name: str) -> None:
    """Raises `CannotRename` for what cannot be a name, and for a name that is taken."""
    if meant.kind != "define" and not _NAME.fullmatch(name):
        raise CannotRename(
            f"`{name}` is no name: a name has letters, digits and hyphens, and begins with a letter"
        )
    if meant.kind == "define" and (not name.strip() or '"' in name or "\n" in name or "\r" in name):
        raise CannotRename("a defined word is one line without quotes")
    if name in vocabulary().reserved:
        raise CannotRename(f"`{name}` is a word of the language and cannot be a name")
    for one in declarations(agreement):
        if one.name.casefold() == name.casefold() and one.name != meant.name:
            line = agreement.source.position(one.span.start).line
            raise CannotRename(f"`{one.name}` is declared already, on line {line}")


def _compare(before: TextVersion, after: TextVersion, check: Check) -> None:
    """Raises `CannotRename` where a text does not read, or has findings that it had not."""
    if after.parsed.problems:
        raise CannotRename(f"the text could not be read any more: {after.parsed.problems[0].message}")
    path = path_of(before.uri)
    was, now = (check(path, text.parsed) for text in (before, after))
    if now.failure or was.failure:
        return
    fresh = Counter(one.code for one in now.findings) - Counter(one.code for one in was.findings)
    for finding in now.findings:
        if fresh[finding.code]:
            raise CannotRename(f"then this would be found: {finding.message} ({finding.code} {finding.name})")
