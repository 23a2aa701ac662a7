"""The phrase builder: each part of a clause with the words that bind it into a sentence, and what is left over at its end.

A pattern (`sentences`) names the parts that have a place of their own; whatever it does not name follows in one order for all
clauses, so that nothing that an agreement says can be lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import field, fields

from clausecheck.agreement.words import in_row
from clausecheck.language import values as v
from clausecheck.language.tree import Downtime, Failover, Node, Outage, TestRestore
from clausecheck.quick import dataclass
from clausecheck.render.values import IN_CASE, Speaker, says_proof
from clausecheck.render.wording import EVENTS, PARTICIPLES

#: The order in which parts follow a sentence, and those that a comma sets apart.
_ORDER = (
    "values", "value", "title", "amount_is", "weekdays", "spans", "kinds", "of_whom", "subjects", "expression", "target",
    "what", "by", "means", "held", "to", "to_at_least", "to_at_most", "one_lower",
    "one_higher", "automatic", "manual", "at", "on",
    "holidays", "every", "within", "in_", "as_", "on_average", "for_", "each", "until", "before", "after", "during",
    "outside", "when", "over", "below", "above", "between",
)  # fmt: skip
_LOOSE = frozenset({
    "when", "except_", "with_", "measured_by", "at_least", "at_most", "notice", "unless", "without", "aim", "inclusive", "counts",
    "excess", "tax", "free", "carry", "link", "certified", "steps", "cumulative", "in_cash", "no_carry", "no_transfer",
    "prolonged", "cured", "deemed", "deemed_when", "under", "committed", "averaged_over", "in_doubt", "answered", "pro_rata",
    "consistent", "offsite", "immutable", "separate", "disputed", "fixed", "tested", "received", "used", "reported", "notified",
    "evidence", "ends", "counted", "spaced", "version", "first_full", "thereafter", "in_total", "in_last",
})  # fmt: skip
#: Ways to send word, which stand behind `by` like those who act.
MEANS = frozenset({
    "email", "post", "courier", "phone", "portal", "writing", "hand", "fax", "letter", "registered-letter", "word-of-mouth",
    "status-page", "chat",
})  # fmt: skip
#: What a sentence is about, where it is several.
_PLURAL = frozenset({"The fees", "These hours", "Credits"})
_FLAGS: dict[str, tuple[str, str]] = {
    "automatic": ("automatically", "by a person"),
    "manual": ("by hand", "not by hand"),
    "certified": ("with a certificate", "without a certificate"),
    "offsite": ("away from the original", ""),
    "counts": ("which counts as downtime", "which does not count as downtime"),
    "excess": ("and what goes beyond the window counts as downtime", ""),
    "inclusive": ("with maintenance counted as downtime", ""),
    "thereafter": ("and thereafter for an indefinite time", ""),
    "no_carry": ("and not carried over", ""),
    "no_transfer": ("and cannot be transferred", ""),
    "one_lower": ("by one level", ""),
    "one_higher": ("by one level", ""),
    "cumulative": ("in addition to other credits for the same event", "and not in addition to others for the same event"),
    "pro_rata": ("in proportion", "without a reduction in proportion"),
    "consistent": ("in a state from which applications can start", "not in a state from which applications can start"),
    "in_cash": ("in cash", "not in cash"),
    "in_total": ("in total", ""),
    "on_average": ("on average", ""),
    "otherwise": ("in all cases to which no other priority applies", ""),
    "mandatory": ("required", "optional"),
    "included": ("included", "not included"),
}  # fmt: skip
_BEFORE: dict[str, str] = {
    "outside": "outside", "except_": "except for", "measured_by": "as measured by", "to_at_least": "to at least",
    "to_at_most": "to at most", "from_": "from", "to_date": "to", "until": "until", "before": "before", "after": "after",
    "over": "above", "below": "below", "above": "above", "under": "under", "without": "without",
    "averaged_over": "averaged over", "counted": "counted after", "used": "to be used within",
    "cured": "unless it is cured within", "disputed": "open to dispute within", "fixed": "and mended within",
    "reported": "reported within", "notified": "notified within", "tested": "and tested every",
    "received": "and count as received after", "ends": "and over after", "evidence": "with evidence to",
    "link": "over a line of", "committed": "committed for", "travel": "with a travel time of", "held": "held by",
    "version": "version", "contact_at": "contact", "in_window": "in", "times_in": "", "steps": "in steps of",
    "answered": "with an answer within", "at_least": "at least", "at_most": "at most", "value": "", "values": "",
    "title": "", "what": "of", "address": "of", "days_of": "on the days of", "weekdays": "on", "between": "between",
    "first_full": "from the first full", "in_last": "in the last", "quantile": "", "of_whom": "of",
}  # fmt: skip


@dataclass(slots=True)
class ClauseWords:
    """A clause that is being said: which of its fields have been, and the phrase of each."""

    speaker: Speaker
    node: Node
    home: str = "The service"
    #: Who does what a clause says where it names nobody, if not the provider: the party of a list of duties, a supplier.
    doer: str = ""
    done: set[str] = field(default_factory=set)

    def get(self, name: str) -> object:
        """The content of a field; `None` where the clause has no such field, or says nothing."""
        content = getattr(self.node, name, None)
        if name in ("by", "means") and (content := getattr(self.node, "by", ())):
            content = tuple(one for one in content if _means(one) is (name == "means"))
        return None if content == () else content

    def has(self, name: str) -> bool:
        """Whether a clause says something there, and it was not said yet."""
        return self.get(name) is not None and name not in self.done

    def value(self, name: str) -> str:
        """The values of a field without the words that bind them; the field counts as said."""
        content = self.get(name)
        self.done.add(name)
        if content is None:
            return ""
        return self.speaker.say(content) if not isinstance(content, bool) else self._flag(name, content)

    def flag(self, name: str) -> bool | None:
        """A flag, which counts as said."""
        self.done.add(name)
        content = self.get(name)
        return content if isinstance(content, bool) else None

    def part(self, name: str) -> str:
        """A part with the words that bind it: `within 4 hours`; the field counts as said."""
        content = self.get(name)
        if content is None or name in self.done:
            return ""
        self.done.add(name)
        if isinstance(content, bool):
            return self._flag(name, content)
        special = _SPECIAL.get(name)
        if special is not None:
            return special(content, self.speaker, self)
        word = _BEFORE.get(name, name.strip("_").replace("_", " "))
        said = self.speaker.say(content)
        if said.startswith(("at least ", "at most ")) and name in ("at_least", "at_most"):
            word = ""
        return f"{word} {said}".strip()

    @staticmethod
    def _flag(name: str, content: bool) -> str:
        yes, no = _FLAGS.get(
            name, (name.strip("_").replace("_", " "), f"not {name.strip('_').replace('_', ' ')}")
        )
        return yes if content else no

    def rest(self) -> str:
        """All parts that were not said yet, in their order, to be put behind a sentence."""
        names = [item.name for item in fields(self.node) if "spec" in item.metadata or item.name == "prose"]
        names += ["means"] if "by" in names else []
        names.sort(key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))
        text = ""
        for name in names:
            if name in ("name", "prose") or not self.has(name):
                continue
            if said := self.part(name):
                loose = name in _LOOSE and (text or name not in ("when", "without", "with_"))
                text += f"{',' if loose else ''} {said}"
        return text


#: Where a pattern puts what it does not name, if not at its end.
_HERE = "\x00"


def _means(value: object) -> bool:
    """Whether what stands behind `by` is a way to send word, and nobody who acts."""
    return isinstance(value, v.Name) and value.text in MEANS


def sentence(said: ClauseWords, pattern: str) -> str:
    """A sentence from its pattern, with everything that the pattern does not name behind it.

    In a pattern `{field}` is a part with its words, `{field.v}` its values alone, `{rest}` all that it does not name.
    `{P}` is the provider, or who does it where the clause says so, `{K}` the customer, and `{H}` what the clause is about.
    `[…|…]` takes the first wording all of whose fields are there, or nothing; `name=` before it asks for a flag.
    """

    def chosen(match: re.Match[str]) -> str:
        for option in match[1].split("|"):
            names = [name.partition(".")[0] for name in re.findall(r"\{(\w+(?:\.v)?)\}", option)]
            flags = re.match(r"(\w+)(=|!)(?=\w| )", option)
            if flags is not None:
                if said.get(flags[1]) is not (flags[2] == "="):
                    continue
                said.done.add(flags[1])
                option = option[flags.end() :]
            if all(said.has(name) for name in names if name not in ("P", "K", "H")):
                return filled(option)
        return ""

    def filled(text: str) -> str:
        return re.sub(r"\{(\w+)(\.v)?\}", one, text)

    def one(match: re.Match[str]) -> str:
        name = match[1]
        parties = {"P": said.doer or said.speaker.provider, "K": said.speaker.customer, "H": said.home}
        if name == "P" and said.has("by"):
            return said.value("by")
        if name in parties:
            return parties[name]
        return said.value(name) if match[2] else said.part(name)

    pattern = pattern.replace("[s]", "" if said.home in _PLURAL else "s").replace("{rest}", _HERE)
    pieces = re.split(r"(\[[^\]]*\])", pattern)
    text = "".join(
        chosen(inner) if (inner := re.fullmatch(r"\[([^\]]*)\]", piece)) else filled(piece)
        for piece in pieces
    )
    rest = said.rest()
    return finished(text.replace(_HERE, rest) if _HERE in text else text + rest)


def finished(text: str) -> str:
    """A sentence with its capital letter, its full stop, and no space too many."""
    text = re.sub(r" +", " ", text).replace(" ,", ",").replace(" .", ".").strip().strip(",").strip()
    text = re.sub(r",(?: ?,)+", ",", text).replace(":,", ":")
    if text and text[0].islower() and not re.match(r"\w+\.\w", text):
        text = text[0].upper() + text[1:]
    return text if text.endswith((".", ":", "?", "!")) else f"{text}."


# ---- parts that are said in more than one way


def _time(content: object, speaker: Speaker, word: str) -> str:
    said = speaker.say(content)
    if isinstance(content, v.TimeInWords):
        return said
    return f"{word} {said}".strip()


def _within(content: object, speaker: Speaker, said: ClauseWords) -> str:
    return _time(content, speaker, "within")


def _aim(content: object, speaker: Speaker, said: ClauseWords) -> str:
    return f"aiming {'to do so' if isinstance(content, v.TimeInWords) else 'at'} {speaker.say(content)}"


def every(content: object, speaker: Speaker, said: ClauseWords | None = None) -> str:
    """`every 30 minutes`, `every month`."""
    if isinstance(content, v.TimeInWords):
        return speaker.say(content)
    if (
        isinstance(content, v.Duration)
        and content.parts[0][0] == 1
        and len(content.parts) == 1
        and content.other is None
    ):
        return f"every {speaker.say(content).partition(' ')[2]}"
    return f"every {speaker.say(content)}"


def _each(content: object, speaker: Speaker, said: ClauseWords) -> str:
    return f"each {speaker.say(content)}"


def _row(content: object) -> tuple[object, ...]:
    return content if isinstance(content, tuple) else (content,)


def _during(content: object, speaker: Speaker, said: ClauseWords) -> str:
    row = _row(content)
    if all(isinstance(one, v.Name) and one.text == "always" for one in row):
        return "at all times"
    return f"during {speaker.row(row)}"


def _for(content: object, speaker: Speaker, said: ClauseWords) -> str:
    scopes: list[str] = []
    shares: list[str] = []
    before: object = None
    for one in _row(content):
        said_one = speaker.say(one)
        if _is_share(one):
            shares.append(f"{said_one} of cases" if isinstance(one, v.Percentage) else said_one)
        elif (
            isinstance(before, v.Share)
            and isinstance(one, v.Name)
            and speaker.kinds.get(one.text) == "priority"
        ):
            shares.append(said_one)  # `95% of tickets of P2, P3`: the share is one of the tickets of both
            continue
        else:
            scopes.append(said_one)
        before = one
    if scopes and shares:  # one clause is about the share of what is in its scope, not about both
        return f"for {in_row(scopes)} in {in_row(shares)}"
    row = scopes or shares
    if len(row) > 1 and row[0] in ("convenience", "cause", "switching"):
        return f"for {_GROUNDS.get(row[0], row[0])} as far as {in_row(row[1:])} {'is' if len(row) == 2 else 'are'} concerned"
    return f"for {in_row([_GROUNDS.get(one, one) for one in row])}"


#: Grounds for an end that need more than their own word.
_GROUNDS = {"switching": "switching to another provider"}


def _is_share(value: object) -> bool:
    """Whether a value says for which part of the cases something holds."""
    return isinstance(value, v.Share | v.Percentage) or (isinstance(value, v.Name) and value.text == "rest")


def _until(content: object, speaker: Speaker, said: ClauseWords) -> str:
    if isinstance(content, v.Name) and content.text.endswith("ed") and content.text in PARTICIPLES:
        return f"until {PARTICIPLES[content.text]}"
    if isinstance(content, v.Name) and content.text in EVENTS:
        return f"until {EVENTS[content.text]}"
    return f"until {speaker.say(content)}"


def of_parties(said: ClauseWords) -> bool:
    """Whether what stands behind `for` is parties and nothing else: whose a contact or a limit is."""
    row = said.get("for_")
    return isinstance(row, tuple) and all(
        isinstance(one, v.Name) and said.speaker.kinds.get(one.text) == "party" for one in row
    )


def _at(content: object, speaker: Speaker, said: ClauseWords) -> str:
    return f"at {speaker.row(_row(content))}"


def when(content: object, speaker: Speaker) -> str:
    """A condition with the word that binds it: `when impact is high`, `in case of reduced capacity`."""
    text = speaker.condition(content)
    return text if text.startswith((IN_CASE, f"not {IN_CASE}")) else f"when {text}"


def _when(content: object, speaker: Speaker, said: ClauseWords) -> str:
    return when(content, speaker)


def _by(content: object, speaker: Speaker, said: ClauseWords) -> str:
    return f"by {speaker.row(_row(content))}"


def _to(content: object, speaker: Speaker, said: ClauseWords) -> str:
    return f"to {speaker.row(_row(content))}"


def _on(content: object, speaker: Speaker, said: ClauseWords) -> str:
    row = _row(content)
    text = speaker.row(row)
    months = all(isinstance(one, v.Name) and one.text in _MONTH_NAMES for one in row)
    return f"{'in' if months else 'on'} {text}"


_MONTH_NAMES = frozenset(name.lower() for name in v.MONTH_NAMES)


def _notice(content: object, speaker: Speaker, said: ClauseWords) -> str:
    return f"on {speaker.notice(content)}"


def _unless(content: object, speaker: Speaker, said: ClauseWords) -> str:
    text = speaker.notice(content)
    return f"unless {text} is given" if isinstance(content, v.Notice) else f"unless {text}"


def _with(content: object, speaker: Speaker, said: ClauseWords) -> str:
    if [one.text for one in _row(content) if isinstance(one, v.Name)] == ["cash"]:
        return "in cash"
    if isinstance(said.node, TestRestore) and says_proof(speaker.row(_row(content))):
        return f"such that {speaker.row(_row(content))}"
    return f"with {speaker.row(_row(content))}"


def _as(content: object, speaker: Speaker, said: ClauseWords) -> str:
    text = speaker.row(_row(content))
    return f"{'in' if text.endswith(('format', 'formats')) else 'as'} {text}"


def _in(content: object, speaker: Speaker, said: ClauseWords) -> str:
    row = _row(content)
    return f"in {speaker.row(row)}"


def _holidays(content: object, speaker: Speaker, said: ClauseWords) -> str:
    calendars = speaker.row(_row(content)) if content else ""
    return "on public holidays" + (f" ({calendars})" if calendars else "")


def _deemed(content: object, speaker: Speaker, said: ClauseWords) -> str:
    if isinstance(content, v.Name | v.Phrase):
        return f"and deemed accepted after {speaker.event(content)}"
    return f"and deemed accepted after {speaker.say(content)} without an answer"


def _deemed_when(content: object, speaker: Speaker, said: ClauseWords) -> str:
    return f"and deemed accepted when {speaker.say(content)}"


def _free(content: object, speaker: Speaker, said: ClauseWords) -> str:
    if isinstance(said.node, Outage | Downtime):
        return f"of which the first {speaker.say(content)} do not count"
    return f"of which {speaker.say(content)} are free of charge"


def _carry(content: object, speaker: Speaker, said: ClauseWords) -> str:
    return f"of which {speaker.say(content)} may be carried over"


def _spaced(content: object, speaker: Speaker, said: ClauseWords) -> str:
    return f"with the checks {speaker.say(content)} apart"


def _prolonged(content: object, speaker: Speaker, said: ClauseWords) -> str:
    return f"which may be prolonged by {speaker.say(content)}"


def _immutable(content: object, speaker: Speaker, said: ClauseWords) -> str:
    return f"unchangeable for {speaker.say(content)}"


def _separate(content: object, speaker: Speaker, said: ClauseWords) -> str:
    return f"with {speaker.row(_row(content))} separate from those of the original"


def _doubt(content: object, speaker: Speaker, said: ClauseWords) -> str:
    return f"and in doubt the {speaker.say(content)} one holds"


def _between(content: object, speaker: Speaker, said: ClauseWords) -> str:
    assert isinstance(content, v.Between)
    return f"between {speaker.say(content.low)} and {speaker.say(content.high)}"


def _tax(content: object, speaker: Speaker, said: ClauseWords) -> str:
    return speaker.say(content)


def _disputed(content: object, speaker: Speaker, said: ClauseWords) -> str:
    return f"which may be disputed within {speaker.say(content)}"


def _first_full(content: object, speaker: Speaker, said: ClauseWords) -> str:
    if isinstance(content, v.Phrase):
        return f"from the first full {content.text} of {speaker.event(content.of)}"
    return f"from the first full {speaker.say(content)}"


def _sector(content: object, speaker: Speaker, said: ClauseWords) -> str:
    return f"in the {speaker.row(_row(content))} sector"


def _tested(content: object, speaker: Speaker, said: ClauseWords) -> str:
    verb = "the move is tested" if isinstance(said.node, Failover) else "tested"
    return f"and {verb} {every(content, speaker)}"


_SPECIAL: dict[str, Callable[[object, Speaker, ClauseWords], str]] = {
    "within": _within, "aim": _aim, "every": every, "each": _each, "for_": _for, "until": _until, "during": _during,
    "at": _at, "when": _when, "by": _by, "means": _by, "to": _to, "on": _on, "notice": _notice, "unless": _unless,
    "with_": _with, "as_": _as, "in_": _in, "holidays": _holidays, "deemed": _deemed, "deemed_when": _deemed_when,
    "free": _free, "carry": _carry,
    "spaced": _spaced,
    "prolonged": _prolonged, "immutable": _immutable, "separate": _separate, "in_doubt": _doubt, "between": _between,
    "tax": _tax, "disputed": _disputed, "first_full": _first_full, "tested": _tested, "sector": _sector,
}  # fmt: skip
