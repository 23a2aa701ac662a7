"""Pages of the documentation as Markdown, for an editor to show: of a word of the language, of a rule, of a finding."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator

from rich.padding import Padding
from rich.text import Text

from clausecheck.finding import Finding
from clausecheck.reports.explain import as_markdown
from clausecheck.reports.markdown import escaped
from clausecheck.reports.terminal import Pen
from clausecheck.reports.words import page as word_page
from clausecheck.rules.errors import UnknownRule
from clausecheck.rules.plain import page as rule_page
from clausecheck.rules.ruleset import Ruleset


@functools.lru_cache(maxsize=1000)
def word_markdown(word: str) -> str:
    """What `clausecheck explain` says of a word of the language; nothing for any other word."""
    return "\n".join(_lines(word_page(word, Pen.of(None, False, "utf-8")))).strip()


def _lines(blocks: Iterable[Text | Padding]) -> Iterator[str]:
    """The blocks of a page as lines of Markdown: what is indented there is a list here, what is an example is code."""
    for block in blocks:
        inner = block.renderable if isinstance(block, Padding) else block
        text = inner.plain if isinstance(inner, Text) else ""
        style = str(inner.style) if isinstance(inner, Text) else ""
        if style == "green":
            yield from ("```sla", text.strip(), "```")
        elif isinstance(block, Padding):
            yield f"- {escaped(text)}"
        elif isinstance(inner, Text) and inner.spans and "bold" in str(inner.spans[0].style):
            head = text[: inner.spans[0].end]
            yield from ("", f"**{escaped(head)}** {escaped(text[len(head) :].strip())}", "")
        else:
            yield from (escaped(text.strip().removeprefix("# ")), "")


def rule_markdown(name: str, rules: Ruleset) -> str:
    """The page of a rule by its code or its name; nothing for a rule that is not there."""
    try:
        return as_markdown(rule_page(rules.rule(name), rules))
    except UnknownRule:  # what was hovered over is no rule
        return ""


def finding_markdown(finding: Finding) -> str:
    """What is to be said of a finding where its place is pointed at: its rule, why it matters, and what would mend it."""
    lines = [f"**{finding.code} {escaped(finding.name)}**: {escaped(finding.message)}"]
    if finding.witness is not None and finding.witness.summary:
        lines.append(f"Case: {escaped(finding.witness.summary)}")
    lines += [escaped(note) for note in finding.notes]
    if finding.why:
        lines.append(escaped(" ".join(finding.why.split())))
    helps = [
        f"- {'or ' * (number > 0 and not text.startswith('or '))}{escaped(text)}"
        for number, text in enumerate(finding.help)
    ]
    lines += ["\n".join(helps)] if helps else []
    lines.append(f"`clausecheck explain {finding.name}`")
    return "\n\n".join(lines)
