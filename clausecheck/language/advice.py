"""What to write instead, where a line as people write it cannot be read and the general message would lead away."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from clausecheck.finding import Edit, Finding
from clausecheck.language.habits import HABITS, PLAIN_WORDS, plainly
from clausecheck.language.openings import BEGINNINGS
from clausecheck.language.tree import KINDS
from clausecheck.language.values import RHYTHMS, TIME_WORDS
from clausecheck.source import Source

_WAYS = "|".join(
    re.escape(way) for ways in TIME_WORDS.values() for way in sorted(ways, key=len, reverse=True)
)
_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[\w-]*"
_RHYTHM = "|".join(RHYTHMS)

#: A line, and what to write instead; `\1` is what the first group holds. A line is looked at only once it cannot be read, and no
#: pattern looks further than the line.
ADVICE: tuple[tuple[str, tuple[str, ...]], ...] = (
    (rf'^(.*?)(?:within )?"({_WAYS})"(.*)$', (r"write `\1\2\3` without quotes; it promises no instant",)),
    (r'^(\w+) within "[^"]*\bagree[^"]*"(.*)$', (r"write `\1 as agreed\2`; it promises no instant",)),
    (r'^(acknowledge|respond|resolve|workaround|onsite) ("[^"]*")$',
     (r"a time stands behind the keyword: `\1 within 4 hours`",
      r"a condition stands behind `when`: `\1 within 4 hours, when \2`")),
    (r"^(?:e-?mail|contact|support|helpdesk)?:? ?<?([\w.+-]{1,60}@[\w.-]{1,80}\w)>?$", (r'write `contact email "\1"`',)),
    (r"^(.*[£$€])(\d+) ?(?:m|M|mn|million)\b(.*)$", (r"write `\1\2,000,000\3`",)),
    (r"^(respond|resolve) by (?:the )?(?:end|close) of (?:the )?next (?:business|working) day(.*)$",
     (r"write `\1 next business day\2`",)),
    (r"^root cause(?: analysis| report)?\b(.*)$", (r"write `root-cause report\1`",)),
    (r"^escalate (.*?),? within (\d.*)$", (r"write `escalate \1 after \2`",)),
    (rf"^(\d[\d:.]*-\d[\d:.]*) ({_DAY})(.*)$", (r"the days come first: `\2 \1\3`",)),
    (rf"^({_DAY} \S+),? from day (\d+).*$",
     (r"a measured month that begins on day \2 stands in a promise: `availability 99.9% each month from day \2`",
      "hours hold from a date: `from 2027-01-01`")),
    (r'^maintenance "(?i:the )?((?i:first|second|third|fourth|last)) ((?i:[a-z]+day))[^"]*"(.*)$',
     (r"write `maintenance \1 \2 of month\3`",)),
    (r"^(?:scheduled |planned )?maintenance (?:on )?every ((?i:second|third|fourth)) ((?i:[a-z]+day))s?(.*)$",
     (r"the one of each month: `maintenance \1 \2 of month\3`",)),
    (r"^maintenance every (?:\d+ )?(\w+?)s?\b(.*)$",
     (r"how much there is in each \1: `maintenance at most 4 hours each \1`",
      r"when it is: `maintenance last sunday of \1 02:00-06:00`")),
    (r"^(pauses|starts|stops|resumes) when ([^,]+), (.+)$",
     (r"where either is enough: `\1 when \2 or \3`", r"where both must hold: `\1 when \2 and \3`")),
    (r"^credit (?!formula)(.*[*/].*)$", (r"write `credit formula \1`",)),
    (r"^(.*) between ([\d.]+%?) and ([\d.]+%)(.*)$", (r"write `\1 >= \2 and < \3\4`",)),
    (r"^(claim.*?), in writing,? by (.*)$", (r"say it once, with `by`: `\1, by writing, \2`",)),
    (r"^keep (\d+ copies) per (\w+) for (.*)$",
     (r"how often copies are made and how long they are kept are two clauses: `full every 1 \2` and `keep \1 for \3`",)),
    (rf"^keep (\d+) ({_RHYTHM}), (\d+) ({_RHYTHM})$",
     (r"two clauses: `keep \2 for \1 copies` and `keep \4 for \3 copies`",)),
    (r'^store ("[^"]*") or ("[^"]*")(.*)$',
     (r"which of the two is for the agreement to say; both are two clauses: `store \1\3` and `store \2\3`",)),
    (r"^(\w+ .*?),? by (?:the )?(\d+)(?:st|nd|rd|th) ((?:business|working) day)(?: of (?:the |each )?month)?$",
     (r"write `\1, within \2 \3s of month-end`",)),
    (r"^(\w+ .*?),? by (?:the )?(\d+)(?:st|nd|rd|th)(?: day)?(?: of (?:the |each )?month)?$",
     (r"write `\1, on day \2 of month`",)),
    (r"^(.*) (\d+) billing (cycles|periods)\b(.*)$", (r'say how long one is: `\1 \2 months\4`',)),
    (r"^(.*), measured in steps of (.*)$", (r"write `\1, in steps of \2`",)),
    (r"^(must|deliver) (\"[^\"]*\") (?:at least )?(\d+ [\w ]+?) before (\w+)$", (r"write `\1 \2, on \3 notice`",)),
    (r"^escalate to (.+?) after (.+?) without progress$", (r'write `escalate to \1 after \2, when "no progress"`',)),
    (r"^(.*\boutage) over (\d.*)$", (r"write `\1 for \2`",)),
    (r"^approve by (.*)$", (r"in `termination` say it as a part of a clause: `with consent of \1`",)),
    (r"^warrant availability ([\d.,]+ ?%)(.*)$",
     (r"an availability is promised in the service: `availability \1 each month\2`",)),
    (r"^(.*\bwhen payment overdue),? (on .*)$", (r"say for how long: `\1 30 days, \2`",)),
    (r"^availability of ([\w-]+) ([\d.]+ ?%)(.*)$", (r"of what stands behind `for`: `availability \2\3, for \1`",)),
    (r"^(?:availability|uptime)(?: of)? ([\d.]+ ?%) (each \w+),? per (\w+)(.*)$",
     (r"what is counted stands with the figure: `availability \1 per \3 \2\4`",)),
    (rf"^(.*?{_DAY}) (\d\d?:\d\d) ?[-–] ?{_DAY} (\d\d?:\d\d)(?: UTC)?(.*)$",  # noqa: RUF001
     (r"hours that go past midnight belong to the day on which they begin: `\1 \2-\3\4`",)),
    (r"^(max(?:imum)?) (.*fee.*)$", (r"write `cap \2`",)),
    (r"^min(?:imum)? (?:charge |fee )?(\S*\d.*)$", (r"write `charge at least \1`",)),
    *((rf"^{verb} (?:is )?not (?:promised|guaranteed|offered|available|included)(.*)$",
       (rf"say so openly: `no guarantee of {noun}\1`",))
      for verb, noun in (("respond", "response"), ("resolve", "resolution"), ("workaround", "workaround"), ("onsite", "onsite"))),
    (r"^applies when (otherwise|else)\b(.*)$", (r"write `applies otherwise`",)),
    (rf"^({_DAY} \S+), ({_DAY} \S+)(.*)$", (r"days with other hours are a line of their own: `\1` and `\2\3`",)),
    (r"^closes after (\d+ [\w ]+?) without (?:an )?(?:answer|reply|response)(.*)$",
     (r"write `closes when unanswered for \1\2`",)),
    (rf"^({_RHYTHM}) (?:backup |copy )?at (\S+)(.*)$",
     (r"which copy it is comes first: `full \1 at \2\3` or `incremental \1 at \2\3`",)),
    (r"^(delete|return|hand over|keep) (.+?) (\d+ \w+) (after|of|from) (.*)$", (r"write `\1 \2 within \3 \4 \5`",)),
    (r"^escalate to (.+? after [^,]+), (?:then )?(?:to )?(.+? after [^,]+)(.*)$",
     (r"a clause for each step: `escalate to \1` and `escalate to \2`",)),
    (r'^(provider|customer) "(\w+)([^"]*)"(.*)$', (r'a short name comes first, by which clauses call it: `\1 \2 "\2\3"\4`',)),
    (r"^([\d.]+ ?%) (availability|credit)\b(.*)$", (r"the keyword comes first: `\2 \1\3`",)),
    (r"^([\d.]+ ?%) uptime\b(.*)$", (r"the keyword comes first: `availability \1\2`",)),
    (r"^(month|quarter|year)ly (?:fee|price|charge) (?:of |is )?(\d[\d.,]* [A-Z]{3})(.*)$", (r"write `charge \2 per \1\3`",)),
    (r"^parties (\w+)(?:,| and) (\w+)$", (r"each party has its clause: `provider \1` and `customer \2`",)),
    (r"^signed (on \S+) by (.+)$", (r"for whom stands first: `signed by A \2 \1`",)),
    (r"^notice (?:of |period )?(?:of )?(\d+ \w+)(.*)$",
     (r"a notice belongs to what it ends: `end by either for convenience, on \1 notice\2`",)),
    (rf"^backup ({_RHYTHM}) (.*)$", (r"which copy it is comes first: `full \1 \2` or `incremental \1 \2`",)),
    (r"^(?i:priority|severity|sev|level) (\d)\b(.*)$", (r"a name begins with a letter: write `priority P\1\2`",)),
    (r"^(maintenance .*\d\d:\d\d) (UTC|GMT|CET|EET|[ECMP]S?T)\b(.*)$",
     (r"hours are those of the zone of the agreement: `\1\3`, with `zone \2` in `agreement`",)),
    (r"^(?:support|service|opening) hours (?:are )?(\w[\w-]*)(.*)$", (r"write `open during \1\2`",)),
    (r"^downtime (?:excludes|does not include) (.*)$",
     (r"what is left out stands with the figure: `availability 99.9% each month, except \1`",)),
    (r"^([\d.]+ ?%) ?(?:to|-|–) ?([\d.]+ ?%) ?: ?([\d.]+ ?%)(?: credit)?$",  # noqa: RUF001
     (r"of what, and of which figure: `credit \3 of monthly fee when availability from \1 to \2`",)),
    (r"^(?:below|less than|under|<) ?([\d.]+ ?%) ?: ?([\d.]+ ?%)(?: credit)?$",
     (r"of what, and of which figure: `credit \2 of monthly fee when availability < \1`",)),
    (r"^(?:on|upon|after|following) (?:termination|expiry|the end)\b.*$",
     (r"what happens after the end stands in `exit`: `return data within 30 days of end`, `keep backups for 60 days from end`",)),
    (r"^immediate termination (?:by either party )?for (.*)$", (r'write `end by either for "\1", without notice`',)),
    (rf"^ret(?:ention|ain|ained) (\d+ \w+) ({_RHYTHM})(?:,| and) (\d+ \w+) ({_RHYTHM})(.*)$",
     (r"a clause for each: `keep \2 for \1` and `keep \4 for \3`",)),
    (r'^encrypt(?:ion|ed)? (?:with )?"?([\w.-]+(?: [\w.]+)?)"? at rest,? (?:and )?"?([\w.-]+(?: [\w.]+)?)"? in transit$',
     (r'write `encrypt at-rest "\1", in-transit "\2"`',)),
    (r"^((?i:rto|rpo)) (.+? for [\w-]+), (.+? for [\w-]+)$", (r"a clause for each: `\1 \2` and `\1 \3`",)),
    (r"^restore (?:requests|on request) (.*?), (\d+) free (per \w+)(?:,? (?:and )?then .+)?$",
     (r"write `restore on request \1, free \2 \3`",)),
    (r"^stor(?:e|age) (in [\w-]+), (\d+ copies)\b.*$", (r"two clauses: `store \1` and `store \2`",)),
    (r"^notify ((?:by|within|when|immediately)\b.*)$", (r"of what comes first: `notify outage \1`",)),
    (r"^(.*\bdeemed \w+) (?:when|if|once|where|by being) used\b(.*)$", (r"write `\1 by use\2`",)),
    (r"^(.*\bdeemed \w+) (?:on|upon) (.*)$", (r"write `\1 after \2`",)),
    (r"^deemed (?:accepted|approved) (.*)$", (r'what is accepted comes first: `accept "result", deemed accepted \1`',)),
    (r"^credit (?:in proportion|proportionate|pro[ -]?rata)\b.*$", (r"write `credit formula monthly fee * downtime / month`",)),
    (r"^credit (.*?),? (?:on|upon) request(.*)$",
     (r"that it is asked for is a clause of its own: `claim by customer` and `credit \1\2`",)),
    (r'^insurance ("[^"]*") (.+?) and (.*)$', (r"each amount has its clause: `insurance \1 \2` and `insurance \1 \3`",)),
    (r"^disputes (.+? within [^,]+), (?:then )?(.+? within [^,]+)(.*)$",
     (r"a clause for each step with its time: `disputes \1` and `disputes \2`",)),
    (r"^applies to (.*)$", (r'write `applies when "\1"`',)),
    (r"^patch (within .*)$", (r"which patches comes first: `patch critical \1` or `patch all \1`",)),
    (r"^(respond|resolve|workaround|acknowledge) by (\d.*)$", (r"write `\1 within \2`",)),
    (r"^end (for [\w ]+), (\d+ \w+) to (?:cure|remedy)(.*)$", (r"write `end by either \1, cured within \2\3`",)),
    (r"^subcontract (with .*)$", (r"say to whom; `other` is anyone else: `subcontract other, \1`",)),
    (r"^no liability for (.*)$", (r"say whose: `no liability of A for \1`",)),
    (r"^immutable (?:for )?(.*)$", (r'a part of `store`: `store "where", immutable \1`',)),
    (r"^(?i:mean time to (?:repair|restore|resolve)|mttr) (?:of )?(\d\w* \w+)(.*)$",
     (r"write `resolve within \1, on average\2`",)),
    (r"^pay within (\d+ days),? end of month(.*)$", (r"write `pay within \1 of month-end\2`",)),
    (r"^runs (during .*)$", (r"the hours of a clock stand in its header: `clock \1 {`",)),
    (r"^return (.*?), in (.+? format)$", (r'write `return \1, as "\2"`',)),
)  # fmt: skip
#: The same for lines that begin with no keyword: what is promised in them.
PROSE_ADVICE: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        r"^(?:backup |copy )?(\w[\w -]*?) every (\d.*)$",
        (r'which copy it is comes first: `incremental every \2, for "\1"` or `full every \2, for "\1"`',),
    ),
    (
        r"^((?:ISO|SOC|PCI|BSI|TISAX|Cyber Essentials)\b[\w /:.-]*?)(?: certified| compliant| certification)?$",
        (r'write `control "\1"`',),
    ),
    (r"^annual (\w[\w -]*)$", (r'something that is done each year: `deliver "\1" every 1 year`',)),
    (rf"^({_RHYTHM}) (\w[\w -]*)$", (r'something that is done again and again: `deliver "\2" \1`',)),
    (
        r"^(\w[\w -]*?) (?:up to |of )?(\d[\d.,]* ?[kMGTP]i?B\b.*?)(?:, .*)?$",
        (r'how much is included: `limit "\1" \2`',),
    ),
    (
        r'^(\w+) "([^"]*)" (within \d.*|every \d.*)$',
        (r'something that is done by a time: `deliver "\1 \2" \3`',),
    ),
    (r"^(\w[\w -]*?) (within \d.*)$", (r'something that is done by a time: `deliver "\1" \2`',)),
    (r"^(\w[\w -]*?) (on \d[\w ]* notice.*)$", (r'a duty with its notice: `must "\1" \2`',)),
    (
        r"^(\w[\w -]*?) (?:of )?(\d[\d.,]* ?(?:%|[kMGT]bit/s|ms|milliseconds).*)$",
        (r"what is measured is guaranteed: `guarantee \1 >= \2`",),
    ),
    (r"^(\w[\w -]*?) (every \d.*)$", (r'something that is done again and again: `deliver "\1" \2`',)),
)
#: A condition in words of its own, where nothing better is known.
_IN_WORDS = re.compile(
    r'^(applies when )([^"<>=()]+)()$|^(.*\bwhen )((?:no |not )?[a-zA-Z][^",<>=()]*?)((?:, .*)?)$'
)
_COPIES = re.compile(rf"\b({_RHYTHM}) for (\d+) copies")
_GROUP = re.compile(r"\\(\d)")
_WRITTEN = re.compile(r"`([^`]+)`")
#: What may be said of a line that is written as people write it.
_USUAL = frozenset(
    {
        "unknown-keyword", "syntax-error", "missing-value", "misplaced-clause", "misplaced-part", "unknown-unit", "unknown-word",
        "missing-word", "missing-line-end", "not-a-block", "stray-sign", "wrong-value", "missing-comma", "time-format",
        "unknown-character",
    }
)  # fmt: skip
#: Labels that begin no clause, and stand before what they say.
_LABELS = frozenset(
    {
        "scope", "support", "location", "users", "frequency", "retention", "review", "contact", "phone", "email", "version",
        "parties", "between", "order", "notices", "hours", "coverage", "time", "zone", "jurisdiction", "governing", "law",
        "description", "definition", "criteria", "patching", "rate", "set-up", "late", "expenses", "professional", "public",
        "cyber", "excluding", "except", "closed", "weekdays", "monday", "tuesday", "wednesday", "thursday", "friday",
        "saturday", "sunday", "bandwidth", "throughput", "storage", "packet", "average", "first", "customer", "calls",
        "breach", "penetration", "due", "approval", "material", "either", "no", "not", "interest", "insurance", "liability",
        "security", "data", "exit", "bank",
    }
)  # fmt: skip
#: Words that begin a part of a clause in some advice.
_PARTS = frozenset({"with", "from"})
MOST_TRIED = 400
"""Advice that is tried in one text; a text with more lines that cannot be read needs another kind of help."""
MOST_LINES = 400
"""How far above a line its block may begin."""
_NUMBER = re.compile(r"^\[[^\]]{0,80}\]\s*")


@functools.cache
def _compiled() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    """The patterns, compiled when the first line that cannot be read asks for them: most texts never do."""
    return tuple((re.compile(pattern), texts) for pattern, texts in (*ADVICE, *PROSE_ADVICE))


@functools.cache
def _habits() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    """The same for lines in their plain form."""
    return tuple((re.compile(pattern), texts) for pattern, texts in HABITS)


@functools.cache
def _first_words() -> frozenset[str]:
    """The words with which clauses begin, as far as they are written in small letters."""
    own = (kind.split("_")[0] for kind in KINDS)
    return frozenset(word for word in (*BEGINNINGS, *own, *_LABELS) if word.islower())


def _kept(found: re.Match[str]) -> str:
    """`daily for 30 copies` by its time: `daily for 30 days`."""
    number, unit = RHYTHMS[found[1]]
    return f"{found[1]} for {number * int(found[2])} {unit}s"


def advised(
    problems: Iterable[Finding], source: Source, problems_of: Callable[[str], tuple[str, ...]]
) -> list[Finding]:
    """The findings, each with the advice for its line in the place of the general one, where there is any that reads.

    `problems_of` reads a text and names what is wrong with it: advice is tried before it is given.
    """
    problems = list(problems)
    tried = Tried(source, problems_of, problems)
    return [_advised(problem, source, tried) for problem in problems]


class Tried:
    """Advice for the lines of one text, tried in the block in which the line stands."""

    def __init__(
        self, source: Source, problems_of: Callable[[str], tuple[str, ...]], problems: Iterable[Finding]
    ) -> None:
        self.source = source
        self.edits: dict[int, list[Edit]] = {}
        for problem in problems:
            self.edits.setdefault(source.position(problem.span.start).line, []).extend(problem.edits)
        self.problems_of = problems_of
        self.left = MOST_TRIED
        self.lines: dict[tuple[int, bool], tuple[str, ...]] = {}

    def reads(self, text: str, number: int, *, here: bool) -> bool:
        """Whether a help can be followed at a line: each clause that it writes out reads, and, for `here`, in this block."""
        clauses = [clause for clause in _WRITTEN.findall(text) if len(clause.split()) > 1]
        header = self.header(number)
        for clause in clauses:
            if self.left <= 0:
                return False
            self.left -= 1
            close = "}\n" if clause.endswith("{") else ""
            wrong = self.problems_of(
                f"{header}\n  {clause}\n  {close}}}\n" if header else f"{clause}\n{close}"
            )
            part = bool(wrong) and clause.split()[0] in _PARTS  # `with consent of other` is no clause
            if not part and any(name != "misplaced-clause" or here for name in wrong):
                return False
        return True

    def helped(
        self,
        line: str,
        advice: Iterable[tuple[re.Pattern[str], tuple[str, ...]]],
        number: int,
        *,
        here: bool = False,
    ) -> tuple[str, ...]:
        """What the first advice for a line says of which something can be followed."""
        for pattern, texts in advice:
            if found := pattern.match(line):
                told = (
                    text
                    for text in texts
                    if all(found[int(group)] is not None for group in _GROUP.findall(text))
                )
                written = (_COPIES.sub(_kept, " ".join(found.expand(text).split())) for text in told)
                help_ = tuple(text for text in written if self.reads(text, number, here=here))
                if help_:
                    return help_
        return ()

    def mended(self, number: int) -> bool:
        """Whether a line reads once all is corrected that the messages about it correct by themselves."""
        text, begin = self.source.line(number), self.source.line_span(number).start
        for edit in sorted(self.edits.get(number, ()), key=lambda edit: -edit.span.start):
            start, end = edit.span.start - begin, edit.span.end - begin
            if start < 0 or end > len(text):
                return False
            text = text[:start] + edit.text + text[end:]
        return self.reads(f"`{_NUMBER.sub('', text.strip())}`", number, here=True)

    def usual(self, line: str, number: int, *, elsewhere: bool) -> tuple[str, ...]:
        """What to write for a line as people write it, and for `elsewhere` also in another block; it is asked once for all
        that is wrong with a line."""
        key = (number, elsewhere)
        if key not in self.lines:
            self.lines[key] = self._usual(line, number, elsewhere)
        return self.lines[key]

    def _usual(self, line: str, number: int, elsewhere: bool) -> tuple[str, ...]:
        forms = [line, *plainly(line, _first_words())]
        for form in forms[1:]:
            if (
                " " in form
                and '"' not in form.replace(' "', "")
                and self.reads(f"`{form}`", number, here=True)
            ):
                return (f"write `{form}`",)
        for form in forms:
            if help_ := self.helped(form, _habits(), number, here=True):
                return help_
        for form in forms if elsewhere else ():
            if help_ := self.helped(form, _habits(), number):
                return help_
        for form in forms[1:]:
            if help_ := self.helped(form, _compiled(), number, here=True):
                return help_
        return ()

    def in_quotes(self, line: str, number: int) -> tuple[str, ...]:
        """The clause for a few words that say what is promised, in the block in which they stand."""
        keyword = PLAIN_WORDS.get(self.header(number).split(" ")[0])
        if keyword is None or not re.fullmatch(r"[A-Za-z][\w /&'-]{2,60}", line):
            return ()
        text = f'say which clause it is, with the words in quotes: `{keyword} "{line}"`'
        return (text,) if self.reads(text, number, here=True) else ()

    def header(self, number: int) -> str:
        """The line that opens the block in which a line stands, or nothing."""
        depth = 0
        for above in range(number - 1, max(0, number - MOST_LINES), -1):
            line = self.source.line(above).split("#")[0].strip()
            depth += (line == "}") - line.endswith("{")
            if depth < 0:
                return line
        return ""


def _advised(problem: Finding, source: Source, tried: Tried) -> Finding:
    if problem.severity.value != "error":
        return problem
    number = source.position(problem.span.start).line
    line = _NUMBER.sub("", source.line(number).strip())
    if len(line) > 200 or tried.left <= 0:
        return problem
    prose = problem.name == "unknown-keyword" and not problem.edits
    advice, general = _compiled()[: len(ADVICE)], _compiled()[len(ADVICE) :] if prose else ()
    help_ = tried.helped(line, advice, number)
    if not help_ and _may_be_usual(problem) and not (problem.edits and tried.mended(number)):
        help_ = tried.usual(line, number, elsewhere=problem.name != "misplaced-clause")
    help_ = (
        help_
        or tried.helped(line, general, number, here=True)
        or (tried.in_quotes(line, number) if prose else ())
    )
    if help_:
        return replace(problem, help=help_, edits=())
    if _in_words(problem) and (found := _IN_WORDS.match(line)):
        begin, words, rest = (part for part in found.groups() if part is not None)
        if words.split()[-1] in ("and", "or", "not", "no") or "%" in words:
            return problem
        text = f'a condition in words of its own stands in quotes: `{begin}"{words}"{rest}`'
        if tried.reads(text, number, here=True):
            return replace(problem, help=(text,))
    return problem


def _may_be_usual(problem: Finding) -> bool:
    """Whether a message may be about a line that is written as people write it, and not about one figure or sign in it."""
    return problem.name in _USUAL and not (problem.name == "syntax-error" and problem.edits)


def _in_words(problem: Finding) -> bool:
    """Whether a condition may be what could not be read, and nothing better is known."""
    unsaid = not problem.help or problem.name == "misplaced-part"
    if problem.name == "one-value":
        return True
    return unsaid and problem.name in ("syntax-error", "missing-value", "misplaced-part")
