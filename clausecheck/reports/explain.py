"""A rule as a page to read: from the same data as the finding, so that the two cannot differ."""

from __future__ import annotations

from collections.abc import Iterator

from rich.padding import Padding
from rich.text import Text

from clausecheck.reports.terminal import Pen
from clausecheck.rules.rule import Rule

_STYLES = {"error": "bold red", "warning": "bold yellow", "info": "bold blue"}
_CONFIDENCE = {
    "verified": "read in the source",
    "secondary": "read in a secondary source",
    "knowledge-high": "general knowledge, sure",
    "knowledge-mid": "general knowledge, fairly sure",
    "knowledge-low": "general knowledge, unsure",
    "practice": "good practice",
}
_RISK = {"both": "both sides", "provider": "the provider", "customer": "the customer"}


def explanation(rule: Rule, pen: Pen) -> Iterator[Text | Padding]:
    """The page of a rule, as blocks for a rich console."""
    severity = rule.severity.value
    yield Text.assemble((f"{severity}[{rule.code}]", _STYLES[severity]), " ", (rule.name, "bold"))
    yield Text(pen.escape(rule.title))
    yield Text()
    if rule.why:
        yield from _section("Why", rule.why, pen)
    yield from _section("Who is at risk", _RISK[rule.risk], pen)
    for number, text in enumerate(rule.help):
        yield from _section(
            "What to write" if number == 0 else "", text, pen, gap=number == len(rule.help) - 1
        )
    if rule.require:
        looks = " and ".join(rule.for_each)
        condition = f"each {looks}" + (f", when {rule.when}" if rule.when else "") + f": {rule.require}"
        yield from _section("What must hold", condition, pen)
    for citation in rule.citations:
        yield from _section("Source", f"{citation} ({_CONFIDENCE[citation.confidence]})", pen, gap=False)
    if rule.citations:
        yield Text()
    if rule.subject:
        yield from _section("Covers", ", ".join(rule.subject), pen)
    if rule.aliases:
        yield from _section("Also called", ", ".join(rule.aliases), pen)
    yield from _section("Status", rule.standing, pen)
    for heading, examples in (("Flawed", rule.flawed), ("Clean", rule.clean)):
        for text in examples[:1]:
            yield Text(heading, style="bold")
            for line in text.rstrip("\n").splitlines():
                yield Padding(Text(pen.escape(line)), (0, 0, 0, 2), expand=False)
            yield Text()


def _section(heading: str, text: str, pen: Pen, gap: bool = True) -> Iterator[Text | Padding]:
    if heading:
        yield Text(heading, style="bold")
    yield Padding(Text(pen.escape(" ".join(text.split()))), (0, 0, 0, 2), expand=False)
    if gap:
        yield Text()
