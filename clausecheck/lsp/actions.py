"""What an editor offers to do about what was found: the mends of findings, and a waiver to which a reason is to be written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausecheck.agreement.mending import edited
from clausecheck.finding import Finding
from clausecheck.fixing import Kinds, mended
from clausecheck.language.tree import Node
from clausecheck.lsp.hovering import found_at
from clausecheck.lsp.version import TextVersion, Verdict
from clausecheck.quick import dataclass
from clausecheck.rules.errors import UnknownRule
from clausecheck.rules.plain import page
from clausecheck.rules.ruleset import Ruleset
from clausecheck.source import Span


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do about a finding: edits, each a span and the new text. `safe` changes nothing that is agreed. The reason of
    a `waiver` is to be written at the end of what is added."""

    title: str
    edits: tuple[tuple[Span, str], ...]
    finding: Finding
    safe: bool = False
    waiver: bool = False


def actions(text: TextVersion, verdict: Verdict, span: Span) -> list[Action]:
    """What can be done about what was found in a part of a text, or, where that is only a cursor, on its line."""
    found: list[Action] = []
    for finding in _meant(text, verdict, span):
        found += [
            Action(
                _title(mend.text, mend.because, finding.help),
                tuple((edit.span, edit.text) for edit in mend.edits),
                finding,
                safe=mend.safe,
            )
            for mend in finding.mends
            if mend.edits
        ]
        if verdict.rules is not None and can_be_waived(finding, verdict.rules):
            found += list(_waiver(text, finding))
    return found


def _meant(text: TextVersion, verdict: Verdict, span: Span) -> list[Finding]:
    """The findings whose first place is in a span, then the contradictions whose other place is. A cursor also means the word
    that ends at it, and, where that has none, the line: many editors ask about a line and send where the cursor is."""
    parts = [Span(span.start, max(span.end, span.start + 1)), Span(max(0, span.start - 1), span.end)]
    if span.start == span.end:
        parts.append(text.source.line_span(text.source.position(span.start).line))
    for part in parts:
        first = found_at(verdict, part)
        found = first + [one for one in _opposite(verdict, part) if one not in first]
        if found:
            return found
    return []


def _opposite(verdict: Verdict, part: Span) -> list[Finding]:
    """The contradictions one of whose other places reaches into a part of a text: either clause may be the one to mend."""
    return [
        one
        for one in verdict.findings
        if one.group == "contradiction"
        and any(label.span.start < part.end and part.start < label.span.end for label in one.labels)
    ]


def _title(words: str, because: str, helps: tuple[str, ...]) -> str:
    """The help of a mend as the name of an action, on one line, with what it changes. A further help may go on from the first,
    and is then given its verb: `add X`, or `Y`."""
    line = " ".join(words.removeprefix("or ").split())
    verb = helps[0].partition(" ")[0] if helps else ""
    if line.startswith("`") and verb.isalpha():
        line = f"{verb} {line}"
    if because:
        line = re.sub(r" \(favours the \w+\)$", "", line)  # said in what it changes
    title = line[:1].upper() + line[1:]
    title = title if len(title) <= 120 else title[:119] + "…"
    return f"{title} ({because})" if because else title


def can_be_waived(finding: Finding, rules: Ruleset) -> bool:
    """Whether the parties may accept it as it is; that something was not read cannot be accepted."""
    try:
        return bool(page(rules.rule(finding.code), rules).waive)
    except UnknownRule:  # no such rule, so no waiver is offered
        return False


def _waiver(text: TextVersion, finding: Finding) -> Iterator[Action]:
    """A waiver above the clause in which a finding stands; it has no reason yet, so it waives nothing before there is one."""
    home = _home(text, finding)
    if home is None:
        return
    line = text.source.position(home.span.start)
    start = text.source.starts[line.line - 1]
    before = text.text[start : home.span.start]
    if before.strip():
        return  # something else stands before it on its line, to which the waiver would belong
    end = "\r\n" if "\r\n" in text.text else "\n"
    words = f"{before}# clausecheck: waive {finding.name}: "
    yield Action(
        f"Waive {finding.name} with a reason",
        ((Span(start, start), words + end),),
        finding,
        waiver=True,
    )


def _home(text: TextVersion, finding: Finding) -> Node | None:
    """The clause, or the block, that a waiver above it would cover: the innermost in which the finding's first place lies."""
    home = None
    for node in text.agreement.around(finding.span.start):
        if node.span.start <= finding.span.start and finding.span.end <= node.span.end:
            home = node
    return home


def all_safe(text: TextVersion, verdict: Verdict) -> list[tuple[Span, str]]:
    """The edits that mend all that can be mended without changing what is agreed, as `clausecheck check --fix` does."""
    if verdict.rules is None:
        return []
    done = mended(text.parsed, verdict.rules, as_of=verdict.as_of, kinds=Kinds())
    edits = [edit for offer in done.made for edit in offer.mend.edits]
    if edited(text.text, edits) == done.text:
        return [(edit.span, edit.text) for edit in edits]
    return [(Span(0, len(text.text)), done.text)] if done.text != text.text else []
