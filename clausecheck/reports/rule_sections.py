"""What is said of a rule, in the order in which a reviewer asks: the sections of every page about it."""

from __future__ import annotations

from collections.abc import Iterator

from clausecheck.rules.plain import CONFIDENCE, GROUP, RISK, Page, condition

Section = tuple[str, list[str]]
"""A heading, and what stands under it, a paragraph each."""


def sections(page: Page, whole: bool) -> Iterator[Section]:
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


def examples(page: Page, whole: bool) -> Iterator[tuple[str, str]]:
    """The examples of a rule: one of each kind, or all."""
    for heading, examples in (("Flawed", page.rule.flawed), ("Clean", page.rule.clean)):
        for text in examples if whole else examples[:1]:
            yield heading, text
