"""A rule in plain words: what must hold, what to write, what a reviewer may answer, when it speaks. All of it comes from the
rule itself, so that no page can differ from what a check says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from clausecheck.agreement.model import resolve
from clausecheck.language import values as v
from clausecheck.language.parser import parse
from clausecheck.quick import dataclass
from clausecheck.rules.echoes import group_of
from clausecheck.rules.engine import run
from clausecheck.rules.errors import UnknownRule
from clausecheck.rules.rule import Rule, value_text
from clausecheck.rules.ruleset import Ruleset
from clausecheck.rules.shapetable import ALWAYS, table

RISK = {"both": "both sides", "provider": "the provider", "customer": "the customer"}
CONFIDENCE = {
    "verified": "read in the source",
    "secondary": "read in a secondary source",
    "knowledge-high": "general knowledge, sure",
    "knowledge-mid": "general knowledge, fairly sure",
    "knowledge-low": "general knowledge, unsure",
    "practice": "good practice",
}
GROUP = {
    "reading": "the text cannot be read",
    "contradiction": "a contradiction",
    "promise": "a promise that is still open or that nobody can compute",
    "hole": "a hole",
    "gap": "a gap",
    "suggestion": "good practice",
}

#: How a title says that something is missing, and how the same is said as what must hold. The first that fits counts.
_SAID = (
    (r"^nothing says ((?:(?!, and nothing ).)+)$", r"The agreement says \1."),
    (r"^the agreement (.+?),? (?:and|but) nothing says (.+)$", r"Where the agreement \1, it also says \2."),
    (r"^(.+?),? (?:and|but) nothing says (.+)$", r"Where \1, the agreement also says \2."),
    (r"^(.+?), (?:and|but) nothing (\w+s) (.+)$", r"Where \1, a clause \2 \3."),
    (r"^nothing (?!is |can )(\w+s) ([^,]+)$", r"A clause \1 \2."),
    (r"^the fees do not state (.+)$", r"The fees state \1."),
    (r"^an? ([\w -]+?) does not (say|promise|list) (.+)$", r"Each \1 \2s \3."),
)
_FIGURES = (v.Duration, v.Percentage, v.Money, v.Size, v.Count, v.Multiple, v.Number, v.Date)
_DENIED = re.compile(r'\bdenied\(\w+((?:,\s*"[^"]+")+)\)')


@dataclass(frozen=True, slots=True)
class Page:
    """What is to be said of a rule. `holds` is what must hold, in sentences; `write` what mends it, an alternative each;
    `finding` and `case` what it says of its own flawed example; `answers` what a reviewer may answer, each with what to do
    then; `waive` the waiver to write, empty for what cannot be waived; `beside` the rules beside which it is silent, with their
    titles; `parts` what is looked for one by one, and whether it is of those that count most.
    """

    rule: Rule
    group: str
    holds: tuple[str, ...]
    write: tuple[str, ...]
    finding: str
    case: str
    answers: tuple[tuple[str, str], ...]
    waive: str
    speaks: tuple[str, ...]
    beside: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, bool], ...]

    def mapping(self) -> dict[str, Any]:
        """The page for programs, in the types of JSON."""
        rule = self.rule
        return {
            "schemaVersion": "1.0",
            "code": rule.code,
            "name": rule.name,
            "aliases": list(rule.aliases),
            "severity": rule.severity.value,
            "group": self.group,
            "tier": rule.tier,
            "block": rule.block,
            "overlay": rule.overlay,
            "title": rule.title,
            "mustHold": list(self.holds),
            "parts": [{"part": words, "counts": counts} for words, counts in self.parts],
            "why": rule.why,
            "risk": rule.risk,
            "finding": self.finding,
            "case": self.case,
            "write": list(self.write),
            "decision": rule.decision,
            "answers": [{"answer": answer, "then": then} for answer, then in self.answers],
            "waive": self.waive,
            "speaks": list(self.speaks),
            "silentBeside": [{"rule": name, "title": title} for name, title in self.beside],
            "sources": [
                {"source": str(one), "confidence": one.confidence, "url": one.url} for one in rule.citations
            ],
            "covers": list(rule.subject),
            "status": rule.standing,
            "condition": condition(rule),
            "flawed": list(rule.flawed),
            "clean": list(rule.clean),
        }


def page(rule: Rule, ruleset: Ruleset, *, tried: bool = True) -> Page:
    """All that can be said of a rule of a ruleset; unless it is to be `tried`, without what it says of its example."""
    found = _found(rule, ruleset) if tried else ("", "", ())
    waive = "" if not rule.can_be_waived else f'# clausecheck: waive {rule.name} by "NAME" until DATE: reason'
    return Page(
        rule,
        group_of(rule, rule.severity),
        tuple(holds(rule)),
        found[2] or tuple(rule.help),
        found[0],
        found[1],
        tuple(_answers(rule, bool(waive))),
        waive,
        tuple(_speaks(rule)),
        tuple(_beside(rule, ruleset)),
        tuple((part, part in rule.core_parts or not rule.core_parts) for part in rule.parts),
    )


def holds(rule: Rule) -> Iterator[str]:
    """What must hold, a sentence each: what the title says is missing is there, what it says is wrong is not so."""
    yield positive(rule.title)
    for name, value in rule.parameters.items():
        if isinstance(value, _FIGURES):
            yield f"The figure that counts here, {name.replace('_', ' ')}: {value_text(value)}."


def positive(title: str) -> str:
    """A title, which says what is wrong, as a sentence that says what must hold."""
    for pattern, into in _SAID:
        made, number = re.subn(pattern, into, title)
        if number:
            return made[:1].upper() + made[1:].replace(" nor ", " and ")
    return f"This must not be so: {title.rstrip('.')}."


def condition(rule: Rule) -> str:
    """The rule as a condition of the language of rules; empty where a check or the reader finds it."""
    if not rule.require:
        return ""
    looks = " and ".join(rule.for_each)
    return f"each {looks}" + (f", when {rule.when}" if rule.when else "") + f": {rule.require}"


def _found(rule: Rule, ruleset: Ruleset) -> tuple[str, str, tuple[str, ...]]:
    """What the rule says of its first flawed example: message, case and helps; empty without an example."""
    for text in rule.flawed[:1]:
        try:
            found = run(
                resolve(parse(text)), ruleset.with_previews(), only=[rule.name], as_of=rule.valid_from
            )
        except Exception:  # an example of a firm's own check that fails: its page is shown all the same
            return "", "", ()
        for finding in found:
            if finding.name == rule.name:
                return finding.message, finding.witness.summary if finding.witness else "", finding.help
    return "", "", ()


def _answers(rule: Rule, waivable: bool) -> Iterator[tuple[str, str]]:
    """What a reviewer may answer besides writing the clause, and what to do then."""
    group = group_of(rule, rule.severity)
    if rule.decision:
        yield (
            "The parties have to decide.",
            f"ask them {rule.decision}, and write it down"
            if rule.decision.startswith(
                ("whether", "which", "how", "what", "who", "when", "by", "until", "on")
            )
            else f"{rule.decision.rstrip('.')}; then write it down",
        )
    if rule.tier in ALWAYS:
        if group == "contradiction":
            yield (
                "One of the two is wrong.",
                "change the clause that does not say what was agreed, not the one that is easier to change",
            )
    else:
        yield from _elsewhere(rule)
        yield (
            "It is still being talked about.",
            "write `tbd` in place of the value: it stays on the list until it is agreed",
        )
        for promise in _denials(rule):
            yield (
                f"Nothing of the kind is promised ({promise}).",
                f"say so openly: `no guarantee of {promise}`",
            )
    overlay = table().overlays.get(rule.overlay)
    if overlay is not None:
        yield (
            f"This does not bind us: we are not {overlay.title}."
            if overlay.title.startswith(("a ", "an "))
            else f"This does not concern us: {overlay.title}.",
            f"check what the agreement declares: the rule speaks because of {overlay.declare}",
        )
    if waivable:
        yield "We accept it as it is.", "waive it, with the reason"


def _elsewhere(rule: Rule) -> Iterator[tuple[str, str]]:
    """What to do where another document says it."""
    block = table().blocks.get(rule.block)
    if block is not None and rule.block in table().of_a_master:
        yield (
            "It is in the other document: the agreement under which this one stands.",
            'name that agreement, `kind sla, under "Master Services Agreement"`: '
            f"all questions about {block.title} are left to it",
        )
    else:
        yield (
            "It is in the other document.",
            f'waive it with the place: `# clausecheck: waive {rule.name}: it is in "Security Policy", clause 4.2`',
        )


def _denials(rule: Rule) -> list[str]:
    """The promises whose open denial the rule hears."""
    spoken = " ".join(_DENIED.findall(f"{rule.require} {rule.when}"))
    words = re.findall(r'"([^"*]+)"', spoken)
    return list(dict.fromkeys(words))[:1]


def _speaks(rule: Rule) -> Iterator[str]:
    """In which profile, about which subject, and by which declared fact a rule speaks, a sentence each."""
    if rule.tier in ALWAYS:
        yield "In every profile, about every document."
    elif rule.tier == "core":
        yield "In the profiles core and thorough."
    else:
        yield f"In the profile thorough, or with `--select {rule.name}`."
    yield from _asked(rule)
    overlay = table().overlays.get(rule.overlay)
    if overlay is not None:
        yield f"Only about {overlay.title}, declared by {overlay.declare}, or with `--profile {overlay.name}`."
    if rule.in_drafts is not None:
        yield f"In a draft it is {rule.in_drafts.value}."
    if rule.valid_from is not None:
        yield f"From {rule.valid_from.isoformat()} on."
    if rule.valid_to is not None:
        yield f"Until {rule.valid_to.isoformat()}."


def _asked(rule: Rule) -> Iterator[str]:
    """To which block of questions a rule belongs, and which kinds of documents are never asked about it."""
    block = table().blocks.get(rule.block)
    if block is None:
        return
    yield f"It belongs to the block: {block.title}."
    if rule.tier in ALWAYS or not block.opened:
        return
    never = [
        shape.title
        for shape in table().shapes.values()
        if rule.block not in (*shape.asks, *shape.where_opened)
    ]
    if never:
        yield f"Not asked of: {'; '.join(never)}."


def _beside(rule: Rule, ruleset: Ruleset) -> Iterator[tuple[str, str]]:
    """The rules beside whose findings this one is silent, and their titles."""
    for name in rule.silent_beside:
        try:
            other = ruleset.rule(name)
        except UnknownRule:
            yield name, ""
        else:
            yield other.name, other.title
