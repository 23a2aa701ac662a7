"""The review as one page for people who never saw a terminal: it needs no network, works without its script, prints well, and
whatever an agreement says in it is text."""

from __future__ import annotations

import base64
import hashlib
import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

from clausecheck.finding import CheckResult, Severity, Waived
from clausecheck.reports.common import Run, counted, told
from clausecheck.reports.deadlines import NOTICE_HEADINGS, NOTICE_NOTE
from clausecheck.reports.deal import TARGET_HEADINGS, Deal, Line
from clausecheck.reports.dossier import Chapter, Dossier, Excerpt, ExcerptLine, Item, dossier_of
from clausecheck.reports.highlight import classes
from clausecheck.reports.html_drawings import bands, timeline
from clausecheck.reports.html_parts import (
    Html,
    heading,
    link,
    listed,
    own,
    pairs,
    rows,
    scrolled,
    sentence,
    tag,
    words,
)
from clausecheck.reports.text import DISCLAIMER

_HERE = Path(__file__).resolve().parent
_CALLED = {Severity.ERROR: "must be mended", Severity.WARNING: "gap", Severity.INFO: "suggestion"}
_SURE = {"verified": "read in the source", "secondary": "from a secondary source", "practice": "practice"}
_STATES = {"present": "there", "missing": "missing", "undecided": "could not be decided"}


def render(result: CheckResult, run: Run) -> str:
    """The whole page."""
    return "".join(pieces(result, run))


def pieces(result: CheckResult, run: Run) -> Iterator[str]:
    """The same chapter by chapter."""
    dossier = dossier_of(result, run)
    style, script = (
        Html((_HERE / name).read_text(encoding="utf-8").strip()) for name in ("review.css", "review.js")
    )
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    name = dossier.heads[0].name if len(dossier.heads) == 1 else ""
    name = name or f"Review of {counted(len(dossier.heads), 'agreement')}"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", f"Review: {name}"),
        tag("style", style),
    )
    yield f'<!DOCTYPE html>\n<html lang="en">\n{head}\n<body>'
    yield from _body(dossier, name)
    yield f"{tag('script', script)}</body>\n</html>\n"


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _body(dossier: Dossier, name: str) -> Iterator[str]:
    several = len(dossier.heads) != 1
    yield tag("a", "Go to the review", class_="skip", href="#review")
    yield tag("header", tag("h1", own(name)), tag("p", "Review of a service level agreement before signing"))
    if several:
        links = [
            tag(
                "a",
                own(head.name),
                f": {head.verdict.lower()}",
                href=f"#file-{number}",
            )
            for number, head in enumerate(dossier.heads, 1)
        ]
        yield tag("nav", listed(links), aria_label="Agreements")
    level = 3 if several else 2
    end = "</main>"
    yield tag("main", id="review", tabindex="-1").removesuffix(end)
    for number, chapter in enumerate(dossier.chapters(), 1):
        yield tag("div", *_chapter(chapter, number, level), id=f"file-{number}", class_="chapter")
    yield tag("div", *_end(dossier))
    yield end
    yield tag("footer", tag("p", DISCLAIMER))


def _chapter(chapter: Chapter, number: int, level: int) -> Iterator[Html]:
    if level > 2:
        yield heading(level - 1, own(chapter.title or chapter.path))
    about = " · ".join(part for part in (chapter.path, chapter.about) if part)
    yield tag(
        "div",
        tag("p", chapter.verdict, class_="head"),
        tag("p", " · ".join(chapter.counts)) if chapter.counts else None,
        tag("p", own(about), class_="quiet"),
        class_=f"verdict {chapter.state}",
    )
    if chapter.deal is not None:
        yield tag("div", *_deal(chapter.deal, level), class_="deal")
    if chapter.sections:
        yield _filters(chapter, number)
    if chapter.waits:
        waiting = counted(chapter.waits, "finding")
        yield tag("p", f"{waiting} about what could be read wait until the rest can be.")
    for title, items in chapter.sections:
        made = [_item(item, number, level + 1) for item in items]
        yield tag("div", heading(level, title), made, class_="findings")
    yield from _checklists(chapter, level)


def _filters(chapter: Chapter, number: int) -> Html:
    """Hidden until the script shows them: without it, every finding stands there."""
    items = [item for _, held in chapter.sections for item in held]
    severities = [
        tag(
            "label",
            tag("input", type="checkbox", checked=True, data_filter="severity", value=severity.value),
            f" {_CALLED[severity]} ({sum(item.finding.severity is severity for item in items)})",
        )
        for severity in Severity
    ]
    blocks = [("", "all subjects"), *((one, one) for one in dict.fromkeys(item.block for item in items))]
    names = chapter.names
    parties = [(role, f"{names.get(role, role)} is at risk") for role in ("provider", "customer")]
    return tag(
        "form",
        tag("fieldset", tag("legend", "Show"), severities),
        _select(f"block-{number}", "Subject", "block", blocks),
        _select(f"party-{number}", "Party", "party", [("", "both parties"), *parties]),
        tag("p", role="status", aria_live="polite"),
        class_="filters",
        hidden=True,
        aria_label=f"Choose findings of {chapter.path}",
    )


def _select(name: str, label: str, kind: str, options: list[tuple[str, str]]) -> Html:
    made = [tag("option", text, value=value) for value, text in options]
    return tag("div", tag("label", label, for_=name), " ", tag("select", made, id=name, data_filter=kind))


def _item(item: Item, chapter: int, level: int) -> Html:
    finding = item.finding
    name = f"finding-{chapter}-{item.number}"
    facts: list[tuple[object, object]] = [("Where", own(item.where)), ("Who", own(item.who))]
    if finding.witness is not None:
        facts.append(("Case", sentence(finding.witness.summary)))
    facts += [("Note", sentence(note)) for note in finding.notes]
    if finding.help:
        facts.append(("Suggestion" if len(finding.help) == 1 else "Suggestions", _ways(finding.help)))
    if finding.why:
        facts.append(("Why", sentence(finding.why)))
    if finding.citations:
        cited = [
            (link(one.url, str(one)), f" ({_SURE.get(one.confidence, 'not verified')})")
            for one in finding.citations
        ]
        facts.append(("Source", listed(cited)))
    called = _CALLED[finding.severity]
    parts = ([] if called == item.kind else [called]) + [item.block, f"{finding.code} {finding.name}"]
    about = "".join(f" · {part}" for part in parts)
    return tag(
        "article",
        heading(level, f"{item.number}. ", sentence(item.what), id=name),
        tag("p", tag("span", item.kind, class_="kind"), about, class_="quiet"),
        [_excerpt(excerpt) for excerpt in item.excerpts],
        timeline(item.timeline) if item.timeline is not None else None,
        pairs(facts),
        class_=f"finding {finding.severity.value}",
        aria_labelledby=name,
        data_severity=finding.severity.value,
        data_block=item.block,
        data_party=finding.risk,
    )


def _ways(helps: tuple[str, ...]) -> Html:
    """The suggestions; what spans several lines keeps them."""
    return listed(
        tag("pre", [(words(line), Html("\n")) for line in text.splitlines()], tabindex="0")
        if "\n" in text.strip()
        else sentence(text)
        for text in helps
    )


def _excerpt(excerpt: Excerpt) -> Html:
    lines = [
        tag(
            "div",
            tag("span", line.number, class_="line"),
            tag("bdi", _coloured(line)),
        )
        for line in excerpt.lines
    ]
    first = excerpt.lines[0].number if excerpt.lines else 1
    return tag(
        "div",
        scrolled(lines, f"Text from line {first}", "clause wide"),
        tag("p", f"and {counted(excerpt.more, 'more line')}", class_="quiet") if excerpt.more else None,
        tag("p", sentence(excerpt.label), class_="label") if excerpt.label else None,
        class_="excerpt",
    )


def _coloured(line: ExcerptLine) -> Iterator[Html]:
    """A line of the text, coloured by what its words are, with a mark on what is meant."""
    parts = (line.before, line.marked, line.after)
    ends = (len(line.before), len(line.before) + len(line.marked))
    made: tuple[list[Html], ...] = ([], [], [])
    at = 0
    for piece, kind in classes("".join(parts)):
        # A word may be meant in part: it is cut where the mark begins and ends.
        cuts = [at, *(end for end in ends if at < end < at + len(piece)), at + len(piece)]
        for start, end in itertools.pairwise(cuts):
            part = words(piece[start - at : end - at])
            made[sum(start >= one for one in ends)].append(tag("span", part, class_=kind) if kind else part)
        at += len(piece)
    yield from made[0]
    if line.marked:
        yield tag("mark", made[1])
    yield from made[2]


def _deal(deal: Deal, level: int) -> Iterator[Html]:
    """What is agreed, on one page."""
    yield heading(level, "The deal at a glance")
    yield pairs([(_begun(role), own(text)) for role, text in deal.parties])
    if deal.life:
        yield heading(level + 1, "Term")
        yield pairs([(_begun(name), own(text)) for name, text in deal.life])
    yield heading(level + 1, "Days for notices")
    if deal.notices:
        yield rows(
            NOTICE_HEADINGS,
            map(_cells, deal.notices),
            "The next notices: the last day on which each is in time",
        )
        yield tag("p", NOTICE_NOTE, class_="quiet")
    else:
        yield tag("p", "This agreement asks for no notice by a certain day.")
    yield heading(level + 1, "Targets and how long tickets really wait")
    if deal.targets:
        yield rows(
            TARGET_HEADINGS,
            map(_cells, deal.targets),
            "Targets, and the longest time that a ticket really waits",
        )
    else:
        yield tag("p", "This agreement promises no target for any ticket.")
    yield tag("div", listed(map(sentence, deal.target_notes)), class_="quiet")
    yield from _credits(deal, level + 1)
    yield from _backups(deal, level + 1)
    yield heading(level + 1, "The end")
    yield _clauses(deal.ends, "Nothing says who may end it.")
    yield heading(level + 1, "After the end")
    yield _clauses(deal.exit, "Nothing says what happens after the end.")


def _credits(deal: Deal, level: int) -> Iterator[Html]:
    yield heading(level, "Service credits")
    for chart in deal.charts:
        yield tag("p", own(chart.title), class_="label")
        yield bands(chart)
        steps = [(own(step.wording), own(step.credit), f"line {step.line}") for step in chart.steps]
        yield rows(("result", "credit", "clause"), steps, f"Credits by {chart.title}")
    yield _clauses(deal.credits, "" if deal.charts else "No service credits are agreed.")


def _backups(deal: Deal, level: int) -> Iterator[Html]:
    yield heading(level, "Backups")
    if not deal.backups:
        yield tag("p", "No backup is promised.")
    for title, parts in deal.backups:
        yield tag("p", own(title), class_="label")
        yield pairs([(_begun(name), _clauses(lines, "")) for name, lines in parts])


def _clauses(lines: tuple[Line, ...], otherwise: str) -> Html:
    if not lines:
        return tag("p", otherwise) if otherwise else Html()
    return listed(
        (own(text), (" ", tag("span", place, class_="quiet")) if place else None) for text, place in lines
    )


def _begun(text: str) -> str:
    """A text with a capital at its beginning, and the rest as it is."""
    return text[:1].upper() + text[1:]


def _cells(cells: tuple[str, ...]) -> list[Html]:
    return [sentence(cell) for cell in cells]


def _checklists(chapter: Chapter, level: int) -> Iterator[Html]:
    if chapter.blocks:
        yield heading(level, "Checklist: what such a document needs")
        yield rows(
            ("building block", "state"),
            [
                (title, tag("span", _STATES.get(state, state), class_=f"state {state}"))
                for title, state in chapter.blocks
            ],
            "Building blocks",
        )
    if chapter.questions:
        headings = ("subject", "must be mended", "gaps", "suggestions", "further questions not asked")
        yield heading(level, "Checklist by subject")
        yield rows(headings, chapter.questions, "Findings by subject")
    if chapter.counted:
        yield heading(level, "What is only counted")
        yield pairs([(_begun(name), own(text)) for name, text in chapter.counted])
    yield heading(level, "Waived by the agreement itself")
    if chapter.waived:
        headings = ("finding", "by", "until", "reason", "where")
        yield rows(headings, [_waived(one, at) for one, at in chapter.waived], "Waivers")
    else:
        yield tag("p", "Nothing was waived.")
    if chapter.provenance:
        yield heading(level, "With what it was checked")
        yield pairs([(_begun(name), own(text)) for name, text in chapter.provenance])
        yield _folded(
            "Files of the ruleset, with SHA-256",
            [own(f"{name} {digest}") for name, digest in chapter.digests],
        )


def _waived(one: Waived, at: str) -> tuple[object, ...]:
    until = one.until.isoformat() if one.until else "for good"
    finding = one.finding
    return f"{finding.code} {told(finding)}", own(one.by or "nobody named"), until, own(one.reason), at


def _end(dossier: Dossier) -> Iterator[Html]:
    yield heading(2, "What was proven")
    settled = sum(len(texts) for _, texts in dossier.proven)
    yield tag("p", f"{counted(settled, 'question')} of time and arithmetic settled without a contradiction.")
    for rule, texts in dossier.proven:
        yield _folded(f"{rule} ({len(texts)})", map(sentence, texts))
    yield heading(2, "What could not be decided")
    if not dossier.undecided:
        yield tag("p", "Nothing of what was looked at.")
    for rule, texts in dossier.undecided:
        yield tag("p", rule, class_="label")
        yield listed(map(sentence, texts))
    if dossier.known:
        yield heading(2, "Known from a baseline, and not counted")
        yield listed((f"{at}: ", sentence(text)) for text, at in dossier.known)
    yield heading(2, "What was not checked")
    yield listed(map(sentence, dossier.not_checked))
    if dossier.remarks:
        yield heading(2, "Remarks")
        yield listed(map(sentence, dossier.remarks))


def _folded(summary: str, items: Iterable[Html]) -> Html:
    return tag("details", tag("summary", summary), listed(items))
