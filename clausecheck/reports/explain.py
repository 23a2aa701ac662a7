"""A rule as a page to read: from the same data as the finding, so that the two cannot differ."""

from __future__ import annotations

import json
from collections.abc import Iterator

from rich.padding import Padding
from rich.text import Text

from clausecheck.reports.markdown import escaped
from clausecheck.reports.rule_sections import examples, sections
from clausecheck.reports.terminal import Pen
from clausecheck.rules.plain import CONFIDENCE, GROUP, RISK, Page

_STYLES = {"error": "bold red", "warning": "bold yellow", "info": "bold blue"}


def explanation(page: Page, pen: Pen, whole: bool = False) -> Iterator[Text | Padding]:
    """The page of a rule, as blocks for a rich console; the `whole` one shows its condition and every example."""
    rule = page.rule
    severity = rule.severity.value
    yield Text.assemble((f"{severity}[{rule.code}]", _STYLES[severity]), " ", (rule.name, "bold"))
    yield Text(pen.escape(rule.title))
    yield Text()
    for heading, texts in sections(page, whole):
        yield Text(heading, style="bold")
        for text in texts:
            yield Padding(Text(pen.escape(" ".join(text.split()))), (0, 0, 0, 2), expand=False)
        yield Text()
    for heading, text in examples(page, whole):
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
    for heading, texts in sections(page, whole):
        lines += [f"### {heading}", ""]
        lines += (
            [escaped(texts[0])]
            if len(texts) == 1
            else [f"- {escaped(' '.join(text.split()))}" for text in texts]
        )
        lines.append("")
    for heading, text in examples(page, whole):
        fence = "`" * max(
            3, 1 + max((len(run) for run in text.split("\n") if set(run.strip()) == {"`"}), default=0)
        )
        lines += [f"### {heading}", "", f"{fence}text", *text.rstrip("\n").splitlines(), fence, ""]
    return "\n".join(lines)


def as_json(page: Page) -> str:
    """The page for programs, with all that the rule holds; `json_schema` describes it."""
    return json.dumps(page.mapping(), indent=2)


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
