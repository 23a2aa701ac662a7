"""A rule as a page to read: from the same data as the finding, so that the two cannot differ."""

from __future__ import annotations

import json
from collections.abc import Iterator

from rich.padding import Padding
from rich.text import Text

from clausecheck.reports.markdown import escaped
from clausecheck.reports.terminal import Pen
from clausecheck.rules.plain import CONFIDENCE, GROUP, RISK, Page, condition

_STYLES = {"error": "bold red", "warning": "bold yellow", "info": "bold blue"}

Section = tuple[str, list[str]]
"""A heading, and what stands under it, a paragraph each."""


def explanation(page: Page, pen: Pen, whole: bool = False) -> Iterator[Text | Padding]:
    """The page of a rule, as blocks for a rich console; the `whole` one shows its condition and every example."""
    rule = page.rule
    severity = rule.severity.value
    yield Text.assemble((f"{severity}[{rule.code}]", _STYLES[severity]), " ", (rule.name, "bold"))
    yield Text(pen.escape(rule.title))
    yield Text()
    for heading, texts in _sections(page, whole):
        yield Text(heading, style="bold")
        for text in texts:
            yield Padding(Text(pen.escape(" ".join(text.split()))), (0, 0, 0, 2), expand=False)
        yield Text()
    for heading, text in _examples(page, whole):
        yield Text(heading, style="bold")
        for line in text.rstrip("\n").splitlines():
            yield Padding(Text(pen.escape(line)), (0, 0, 0, 2), expand=False)
        yield Text()


def as_markdown(page: Page, whole: bool = False) -> str:
    """The page in Markdown; nothing in it is HTML or a link."""
    rule = page.rule
    lines = [
        f"## {escaped(rule.code)} {escaped(rule.name)}",
        "",
        f"**{rule.severity.value}**: {escaped(rule.title)}",
        "",
    ]
    for heading, texts in _sections(page, whole):
        lines += [f"### {heading}", ""]
        lines += (
            [escaped(texts[0])]
            if len(texts) == 1
            else [f"- {escaped(' '.join(text.split()))}" for text in texts]
        )
        lines.append("")
    for heading, text in _examples(page, whole):
        fence = "`" * max(
            3, 1 + max((len(run) for run in text.split("\n") if set(run.strip()) == {"`"}), default=0)
        )
        lines += [f"### {heading}", "", f"{fence}text", *text.rstrip("\n").splitlines(), fence, ""]
    return "\n".join(lines)


def as_json(page: Page) -> str:
    """The page for programs, with all that the rule holds; `json_schema` describes it."""
    return json.dumps(page.mapping(), indent=2)


def _sections(page: Page, whole: bool) -> Iterator[Section]:
    """What is said of a rule, in the order in which a reviewer asks."""
    rule = page.rule
    yield "What must hold", list(page.holds)
    if page.parts:
        yield "Each of these is asked", [_part(page, part, counts) for part, counts in page.parts]
    if rule.why:
        yield "Why", [rule.why]
    yield "Who is at risk", [RISK[rule.risk]]
    if page.finding:
        yield (
            "What it says of the flawed example below",
            [page.finding, *([f"case: {page.case}"] if page.case else [])],
        )
    yield (
        "What to write",
        [
            f"{'or ' if number and not text.startswith('or ') else ''}{text}"
            for number, text in enumerate(page.write)
        ]
        or ["what the clean example below says, in your words" if rule.clean else "what the parties agreed"],
    )
    if page.answers:
        yield "What you may answer", [f"{answer} Then: {then}." for answer, then in page.answers]
    yield (
        "How to waive",
        [
            "It cannot be waived: it says that something was not read, or that a waiver says nothing."
            if not page.waive
            else f"If both sides accept it as it is, say so in the agreement, above the clause or behind it: `{page.waive}`"
        ],
    )
    yield "When it speaks", [" ".join(page.speaks)]
    if page.beside:
        yield (
            "Silent beside",
            [f"{name}: {title}" if title else name for name, title in page.beside],
        )
    if rule.citations:
        yield "Source", [f"{citation} ({CONFIDENCE[citation.confidence]})" for citation in rule.citations]
    if rule.subject:
        yield "Covers", [", ".join(rule.subject)]
    if rule.aliases:
        yield "Also called", [", ".join(rule.aliases)]
    yield "Status", [f"{rule.severity.value}, {GROUP[page.group]}; {rule.standing}"]
    if whole and condition(rule):
        yield "As a condition", [condition(rule)]


def _part(page: Page, part: str, counts: bool) -> str:
    """A part, and how much it counts where some count more."""
    if not page.rule.core_parts:
        return part
    return f"{part}: {page.rule.severity.value if counts else page.rule.severity.lower.value}"


def _examples(page: Page, whole: bool) -> Iterator[tuple[str, str]]:
    """The examples of a rule: one of each kind, or all."""
    for heading, examples in (("Flawed", page.rule.flawed), ("Clean", page.rule.clean)):
        for text in examples if whole else examples[:1]:
            yield heading, text


def json_schema() -> dict[str, object]:
    """The JSON Schema (2020-12) of `clausecheck explain --format json`."""
    text: dict[str, object] = {"type": "string"}
    texts: dict[str, object] = {"type": "array", "items": text}

    def rows(**fields: dict[str, object]) -> dict[str, object]:
        return {"type": "array", "items": _object(fields)}

    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A rule of clausecheck",
        **_object(
            {
                "schemaVersion": text,
                "code": text,
                "name": text,
                "aliases": texts,
                "severity": {"enum": ["error", "warning", "info"]},
                "group": {"enum": list(GROUP)},
                "tier": text,
                "block": text,
                "overlay": text,
                "title": text,
                "mustHold": texts,
                "parts": rows(part=text, counts={"type": "boolean"}),
                "why": text,
                "risk": {"enum": list(RISK)},
                "finding": text,
                "case": text,
                "write": texts,
                "decision": text,
                "answers": rows(answer=text, then=text),
                "waive": text,
                "speaks": texts,
                "silentBeside": rows(rule=text, title=text),
                "sources": rows(source=text, confidence={"enum": list(CONFIDENCE)}, url=text),
                "covers": texts,
                "status": text,
                "condition": text,
                "flawed": texts,
                "clean": texts,
            }
        ),
    }


def _object(fields: dict[str, dict[str, object]]) -> dict[str, object]:
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}
