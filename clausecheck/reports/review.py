"""The report in the order in which a reviewer works: what the document is, the verdict, what must be mended before signing with
its frame and case, then the gaps with one line each, then what is only counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.text import Text

from clausecheck.finding import CheckResult, Finding, Severity
from clausecheck.reports.common import counted, told
from clausecheck.reports.terminal import Pen

CONTRADICTION = "contradiction"
NAMES = {
    "reading": ("reading error", "reading errors"),
    "contradiction": ("contradiction", "contradictions"),
    "promise": ("open promise", "open promises"),
    "hole": ("hole", "holes"),
    "gap": ("gap", "gaps"),
    "suggestion": ("suggestion", "suggestions"),
}
SCREEN = 12
"""Gaps of one block that are listed; the others are counted."""
_SPACES = re.compile(r"\s+")


def unread(findings: Sequence[Finding]) -> bool:
    """Whether the text could not be read as a whole: then only that is told, and the rest waits."""
    return any(finding.group == "reading" and finding.severity is Severity.ERROR for finding in findings)


def first(findings: Sequence[Finding]) -> list[Finding]:
    """What must be mended before signing, in the order of work."""
    return sorted(
        (finding for finding in findings if finding.severity is Severity.ERROR),
        key=lambda finding: finding.rank,
    )


def header(path: str, result: CheckResult, pen: Pen) -> Iterator[Text]:
    """The first line of an agreement: its file, its title and parties, what it was taken for, and the profile."""
    nothing = any(finding.file == path and finding.name == "not-text" for finding in result.findings)
    scope = {} if nothing else scope_of(path, result)
    parts = [pen.escape(part) for part in (title_of(path, result),) if part]
    if scope:
        under = f" under {_quoted(scope['under'])}" if scope["under"] else ""
        taken = "" if scope["stated"] else "taken for "
        parts.append(pen.escape(f"{taken}{scope['title']}{under}"))
        parts.append(f"profile {', '.join(scope['profile'])}")
    dot = f" {pen.glyphs.dot} "
    head = Text.assemble((pen.escape(path), "bold"), "   " if parts else "", dot.join(parts))
    yield from pen.wrap(Text(), "    ", head)
    if scope and not scope["stated"]:
        words = "no `kind` in `agreement` that is known says what this document is; write `kind contract`, `kind sla` or another"
        yield from pen.wrap(Text("    "), "    ", Text(words, "dim"))


_STYLES = {"stop": "red", "look": "yellow", "clear": "green"}


def judged(findings: Sequence[Finding]) -> tuple[str, str, list[str]]:
    """The verdict in words, whether it is a `stop`, a `look` or `clear`, and how much of what there is."""
    numbers = Counter(group_of(finding) for finding in findings)
    parts = [counted_group(group, numbers[group]) for group in NAMES if numbers[group]]
    if unread(findings):
        return "CANNOT BE READ AS A WHOLE", "stop", parts
    if any(finding.severity is Severity.ERROR for finding in findings):
        return "NOT READY TO SIGN", "stop", parts
    if findings:
        return "NOTHING THAT MUST BE MENDED", "look", parts
    return "NO FINDINGS", "clear", parts


def verdict(findings: Sequence[Finding], pen: Pen) -> Iterator[Text]:
    """One line: whether something speaks against signing, and how much of what there is."""
    head, state, parts = judged(findings)
    style = f"bold {_STYLES[state]}"
    dot = f" {pen.glyphs.dot} "
    yield from pen.wrap(Text(), "    ", Text.assemble((head, style), "   " if parts else "", dot.join(parts)))


def counted_group(group: str, number: int) -> str:
    """`1 contradiction`, `3 holes`."""
    return f"{number} {NAMES[group][number != 1]}"


def group_of(finding: Finding) -> str:
    """The group of a finding; what is no error of its group counts as a gap."""
    if finding.severity is Severity.ERROR or finding.group in ("reading", "suggestion"):
        return finding.group or "gap"
    return "gap" if finding.severity is Severity.WARNING else "suggestion"


def gaps(
    findings: Sequence[Finding], titles: Mapping[str, str], result: CheckResult, pen: Pen
) -> Iterator[Text]:
    """The warnings: one line each, under the block of questions to which they belong, with the number of the clause or the
    line."""
    warnings = [finding for finding in findings if finding.severity is Severity.WARNING]
    if not warnings:
        return
    yield Text("Gaps", "bold")
    yield Text()
    for title, listed in by_block(warnings, titles):
        yield Text(f"  {pen.escape(title)}", "bold")
        for finding in listed[:SCREEN]:
            at = f"    {where(finding, result):<8} "
            line = Text.assemble(
                pen.escape(_SPACES.sub(" ", told(finding))), "  ", (pen.escape(finding.code), "dim")
            )
            yield from pen.wrap(Text(at, "dim"), " " * len(at), line)
        if len(listed) > SCREEN:
            yield Text(f"    and {len(listed) - SCREEN} more (--all shows them)", "dim")
    yield Text()


def by_block(findings: Sequence[Finding], titles: Mapping[str, str]) -> Iterator[tuple[str, list[Finding]]]:
    """Findings under the titles of their blocks of questions, in the order of `titles`; those about clauses that do not go
    together come first."""
    blocks: dict[str, list[Finding]] = {}
    for finding in sorted(findings, key=lambda finding: finding.rank):
        block = CONTRADICTION if finding.group == CONTRADICTION else finding.block
        blocks.setdefault(block, []).append(finding)
    titles = {CONTRADICTION: "clauses that do not go together", **titles}
    order = list(titles)
    for block in sorted(blocks, key=lambda name: order.index(name) if name in titles else len(order)):
        yield titles.get(block, block or "other rules"), blocks[block]


def where(finding: Finding, result: CheckResult) -> str:
    """The number of a finding's clause in the paper contract, else its line."""
    if finding.number:
        return f"[{finding.number}]"
    source = result.sources.get(finding.file)
    return f"line {source.position(finding.span.start).line}" if source is not None else ""


def at_risk(finding: Finding, names: Mapping[str, str]) -> str:
    """Who must act and who is at risk, by the names that the agreement gives the parties."""
    if finding.risk == "both":
        return "both are at risk"
    other = "customer" if finding.risk == "provider" else "provider"
    return f"{names.get(finding.risk, finding.risk)} is at risk, {names.get(other, other)} must act"


def party_names(path: str, result: CheckResult) -> dict[str, str]:
    """How an agreement calls its provider and its customer; empty where it does not say."""
    facts = facts_of(path, result)
    names: Mapping[str, str] = facts.get("parties", {})
    return {role: name for role, name in names.items() if name}


def counts(path: str, findings: Sequence[Finding], result: CheckResult) -> Iterator[tuple[str, str]]:
    """What is only counted: suggestions, the questions that the profile does not ask, and the overlays, as rows of a name and
    a text."""
    number = sum(group_of(finding) == "suggestion" for finding in findings)
    if number:
        yield "suggestions", f"{counted(number, 'suggestion')} of good practice (--all shows them)"
    scope = scope_of(path, result)
    if not scope:
        return
    left: Mapping[str, int] = scope["not asked"]
    if left:
        most = ", ".join(f"{title} {count}" for title, count in list(left.items())[:4])
        more = ", …" if len(left) > 4 else ""
        yield "not asked", f"{sum(left.values())} further questions: --profile thorough ({most}{more})"
    if scope["left to others"]:
        yield "left to others", ", ".join(scope["left to others"])
    states: Mapping[str, str] = scope["overlays"]
    asked = [name for name, state in states.items() if state != "not declared"]
    silent = [name for name, state in states.items() if state == "not declared"]
    words = (
        [f"{', '.join(asked)} asked, as a fact in the agreement or the profile calls for it"] if asked else []
    )
    words += [f"{', '.join(silent)} not asked: no fact in the agreement calls for it"] if silent else []
    yield "overlays", "; ".join(words)


def facts_of(path: str, result: CheckResult) -> Mapping[str, Any]:
    """The facts about one of the agreements of a result."""
    facts = result.facts if len(result.agreements) == 1 else result.facts.get(path, {})
    return facts if isinstance(facts, Mapping) else {}


def scope_of(path: str, result: CheckResult) -> Mapping[str, Any]:
    """What an agreement was taken for, and what it was asked."""
    scope = facts_of(path, result).get("scope", {})
    return scope if isinstance(scope, Mapping) else {}


def title_of(path: str, result: CheckResult) -> str:
    """The title of an agreement and its parties; empty where it states neither."""
    names = party_names(path, result)
    title = facts_of(path, result).get("title", "")
    between = " → ".join(names[role] for role in ("provider", "customer") if role in names)
    return " · ".join(part for part in (f'"{title}"' if title else "", between) if part)


def _quoted(names: Sequence[str]) -> str:
    return " and ".join(f'"{name}"' for name in names)
