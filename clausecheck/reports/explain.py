"""A rule as a page to read: from the same data as the finding, so that the two cannot differ."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.padding import Padding
from rich.text import Text

from clausecheck.reports.terminal import Pen
from clausecheck.rules.rule import Rule
from clausecheck.rules.shapes import ALWAYS, table

_STYLES = {"error": "bold red", "warning": "bold yellow", "info": "bold blue"}
_CONFIDENCE = {
    "verified": "read in the source",
    "secondary": "read in a secondary source",
    "knowledge-high": "general knowledge, sure",
    "knowledge-mid": "general knowledge, fairly sure",
    "knowledge-low": "general knowledge, unsure",
    "practice": "good practice",
}
_PATH = re.compile(r"\{[A-Za-z][^{}]*\}")
WAIVE = "If both sides accept it as it is, say so in the agreement:"
_RISK = {"both": "both sides", "provider": "the provider", "customer": "the customer"}


def explanation(rule: Rule, pen: Pen) -> Iterator[Text | Padding]:
    """The page of a rule, as blocks for a rich console."""
    severity = rule.severity.value
    yield Text.assemble((f"{severity}[{rule.code}]", _STYLES[severity]), " ", (rule.name, "bold"))
    yield Text(pen.escape(rule.title))
    yield Text()
    if rule.message and not rule.summary:
        yield from _section("What it says", _plain(rule), pen)
    if rule.why:
        yield from _section("Why", rule.why, pen)
    yield from _section("Who is at risk", _RISK[rule.risk], pen)
    for number, text in enumerate(rule.help):
        yield from _section(
            "What to write" if number == 0 else "", text, pen, gap=number == len(rule.help) - 1
        )
    yield from _section("How to waive", f"{WAIVE} `# clausecheck: waive {rule.name} until DATE: reason`", pen)
    yield from _section("When it speaks", " ".join(_speaks(rule)), pen)
    if rule.core_parts:
        yield from _section("Parts that count most", "; ".join(rule.core_parts), pen)
    if rule.silent_beside:
        yield from _section("Silent beside a finding of", ", ".join(rule.silent_beside), pen)
    for citation in rule.citations:
        yield from _section("Source", f"{citation} ({_CONFIDENCE[citation.confidence]})", pen, gap=False)
    if rule.citations:
        yield Text()
    if rule.subject:
        yield from _section("Covers", ", ".join(rule.subject), pen)
    if rule.aliases:
        yield from _section("Also called", ", ".join(rule.aliases), pen)
    yield from _section("Status", rule.standing, pen)
    if rule.require:
        looks = " and ".join(rule.for_each)
        condition = f"each {looks}" + (f", when {rule.when}" if rule.when else "") + f": {rule.require}"
        yield from _section("As a condition", condition, pen)
    for heading, examples in (("Flawed", rule.flawed), ("Clean", rule.clean)):
        for text in examples[:1]:
            yield Text(heading, style="bold")
            for line in text.rstrip("\n").splitlines():
                yield Padding(Text(pen.escape(line)), (0, 0, 0, 2), expand=False)
            yield Text()


def _plain(rule: Rule) -> str:
    """The message of a rule without the paths that only an agreement can fill."""
    kind = " or ".join(rule.for_each)
    return _PATH.sub("…", rule.message.replace("{this}", f"the {kind}"))


def _speaks(rule: Rule) -> Iterator[str]:
    """In which profile, about which subject, and by which declared fact a rule speaks, a sentence each."""
    if rule.tier in ALWAYS:
        yield "In every profile, about every document."
    elif rule.tier == "core":
        yield "In the profiles core and thorough."
    else:
        yield f"In the profile thorough, or with `--select {rule.name}`."
    block = table().blocks.get(rule.block)
    if block is not None:
        yield f"It belongs to the block: {block.title}."
    overlay = table().overlays.get(rule.overlay)
    if overlay is not None:
        yield (
            f"Only about {overlay.title}, declared by {overlay.declare}, or with `--profile {overlay.name}`."
        )
    if rule.in_drafts is not None:
        yield f"In a draft it is {rule.in_drafts.value}."


def _section(heading: str, text: str, pen: Pen, gap: bool = True) -> Iterator[Text | Padding]:
    if heading:
        yield Text(heading, style="bold")
    yield Padding(Text(pen.escape(" ".join(text.split()))), (0, 0, 0, 2), expand=False)
    if gap:
        yield Text()
