"""What an editor shows where a place is pointed at: what is found there, what the clause means and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from clausecheck.agreement.words import day_words, length_words
from clausecheck.finding import Finding
from clausecheck.language.builder import field_types
from clausecheck.language.parser import vocabulary
from clausecheck.language.tokens import Token
from clausecheck.language.tree import KINDS, Broken, Node
from clausecheck.lsp.pages import finding_markdown, rule_markdown, word_markdown
from clausecheck.lsp.version import TextVersion, Verdict
from clausecheck.quick import dataclass
from clausecheck.reports.deadlines import DeadlineReport, Row, sent_words, worst_line
from clausecheck.reports.markdown import escaped
from clausecheck.reports.words import meant
from clausecheck.source import Span
from clausecheck.waivers import read as waivers_of

RULE = "\n\n---\n\n"
"""What stands between two things that are said of one place."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown, as Markdown, and for which place."""

    markdown: str
    span: Span


def hover(text: TextVersion, offset: int, verdict: Verdict | None = None) -> Shown | None:
    """What is to be said of a place; `None` where that is nothing. `verdict` is what was found in this version."""
    waived = _waiver(text, offset, verdict)
    if waived is not None:
        return waived
    token = token_at(text, offset)
    if token is None:
        return None
    parts = [finding_markdown(finding) for finding in found_at(verdict, token.span)]
    node = clause_at(text, offset)
    if node is not None and verdict is not None:
        parts += follows(text.report(verdict.day), node)
    parts += _word(text, token, node)
    parts = [part for part in parts if part]
    return Shown(RULE.join(parts), token.span) if parts else None


def token_at(text: TextVersion, offset: int) -> Token | None:
    """The word or sign at an offset, or the one that ends there."""
    found = [
        token
        for token in text.parsed.tokens
        if token.span.start <= offset <= token.span.end and token.text and token.type != "_NL"
    ]
    return found[-1] if found else None


def clause_at(text: TextVersion, offset: int) -> Node | None:
    """The innermost clause or block around an offset."""
    around = list(text.agreement.around(offset))
    return around[-1] if around else None


def found_at(verdict: Verdict | None, span: Span) -> list[Finding]:
    """The findings whose first place reaches into a span; of a block only its header is a place."""
    found = verdict.findings if verdict is not None else ()
    return [one for one in found if one.span.start < span.end and span.start < one.span.end]


def _waiver(text: TextVersion, offset: int, verdict: Verdict | None) -> Shown | None:
    """The page of the rule that a waiver names."""
    if verdict is None or verdict.rules is None:
        return None
    if not any(span.start <= offset <= span.end for span in text.parsed.comments):
        return None
    waivers, _ = waivers_of(text.parsed, text.agreement)
    for waiver in waivers:
        if waiver.span.start <= offset <= waiver.span.end:
            page = rule_markdown(waiver.rule, verdict.rules)
            return Shown(page, waiver.span) if page else None
    return None


def _word(text: TextVersion, token: Token, node: Node | None) -> Iterator[str]:
    """What the word at hand says; of a name, the block that declares it; else what the clause says that it stands in."""
    if token.type == "NAME":
        for nodes in text.agreement.names.values():
            declared = nodes.get(token.text)
            if declared is not None:
                yield f"`{text.agreement.title(declared)}`, line {text.agreement.line(declared)}"
                return
    if token.type not in ("STRING", "TEXT"):
        written = text.source.slice(token.span)
        word = meant(written) or meant(token.text)
        part = _part(token, node)
        page = part or (word_markdown(_keyword(token, node) or word) if word else "")
        if page:
            yield page
            return
    if node is not None and not isinstance(node, Broken):
        yield _clause_markdown(node)


def _part(token: Token, node: Node | None) -> str:
    """What the clause at hand says by a word that begins a part of it."""
    if node is None or isinstance(node, Broken) or token.text not in vocabulary().part_words:
        return ""
    heads, word = vocabulary().parts, token.text
    said = [
        field.spec.doc
        for name, field in field_types(type(node)).items()
        if any(head.split()[:1] == [word] for head in heads.get(name, ()))
    ]
    clause = vocabulary().word(node.kind)
    return (
        f"**{word}** in `{clause}`: {escaped('; '.join(dict.fromkeys(filter(None, said))))}"
        if any(said)
        else ""
    )


def _keyword(token: Token, node: Node | None) -> str:
    """The words with which the clause at hand begins, where the token is the first of them: they say more than one word."""
    if node is None or node.kind not in KINDS or token.span.start != _begin(node, token):
        return ""
    words = vocabulary().word(node.kind)
    return words if words.split()[:1] == [token.text] else ""


def _begin(node: Node, token: Token) -> int:
    """Where a clause begins, without its number in the paper contract."""
    return token.span.start if node.number is not None else node.span.start


def _clause_markdown(node: Node) -> str:
    """One line of what a clause of this kind says."""
    doc = escaped(" ".join((type(node).__doc__ or "").split()))
    return f"**{escaped(vocabulary().word(node.kind))}**: {doc}" if doc else ""


# ---- what follows from a clause


def follows(report: DeadlineReport, node: Node) -> list[str]:
    """What a clause really promises, and on which days its notices end, in Markdown: a table of waits, and a list of days."""
    lines = list(_waits(report, [row for row in report.rows if row.promise.clause is node]))
    lines += [f"- in no row: {escaped(reason)}" for target, reason in report.apart if target.clause is node]
    lines += [f"- {line}" for line in notice_lines(report, node)]
    return ["\n".join(lines)] if lines else []


def _waits(report: DeadlineReport, rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        promise = row.promise
        whose = report.priorities(row.cases)
        wording = f"{promise.called} {promise.words}"
        scope = ", ".join(
            part for part in (whose if whose != "all" else "", report.applies(row)) if part not in ("", "all")
        )
        yield f"- **{escaped(wording)}**" + (f" for {escaped(scope)}" if scope else "")
        found = row.waits
        if found is None:
            if row.undecided:
                yield f"  - undecided: {escaped(row.undecided)}"
        elif found.best == found.worst:
            yield f"  - {length_words(found.best)} for any ticket"
        else:
            yield (
                f"  - best {length_words(found.best)}, typical {length_words(found.typical)}, "
                f"worst **{length_words(found.worst)}** ({escaped(worst_line(report, found))})"
            )


def notice_lines(report: DeadlineReport, node: Node) -> Iterator[str]:
    """The last days of the notices of a clause, in words."""
    for one in report.notices:
        if one.node is not node:
            continue
        if one.undecided:
            yield f"{escaped(one.what)}: undecided, because {escaped(one.undecided)}"
        elif one.last is not None:
            sent = "".join(f"; sent by {escaped(words)}" for words in sent_words(one))
            yield f"{escaped(one.what)}: received by **{day_words(one.last)}**{sent}"
