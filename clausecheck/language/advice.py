"""What to write instead, where a line as people write it cannot be read and the general message would lead away."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import replace

from clausecheck.finding import Finding
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
    (r"^root cause(?: analysis| report)?\b(.*)$", (r"write `root-cause report\1`",)),
    (r"^escalate (.*?),? within (\d.*)$", (r"write `escalate \1 after \2`",)),
    (rf"^(\d[\d:.]*-\d[\d:.]*) ({_DAY})(.*)$", (r"the days come first: `\2 \1\3`",)),
    (rf"^({_DAY} \S+),? from day (\d+).*$",
     (r"a measured month that begins on day \2 stands in a promise: `availability 99.9% each month from day \2`",
      "hours hold from a date: `from 2027-01-01`")),
    (r'^maintenance "(?i:the )?((?i:first|second|third|fourth|last)) ((?i:[a-z]+day))[^"]*"(.*)$',
     (r"write `maintenance \1 \2 of month\3`",)),
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
     (r"which of the two is for the agreement to say; both are `store \1, \2\3`",)),
    (r"^(.*\boutage) over (\d.*)$", (r"write `\1 for \2`",)),
    (r"^approve by (.*)$", (r"in `termination` say it as a part of a clause: `with consent of \1`",)),
    (r"^warrant availability ([\d.,]+ ?%)(.*)$",
     (r"an availability is promised in the service: `availability \1 each month\2`",)),
    (r"^(.*\bwhen payment overdue),? (on .*)$", (r"say for how long: `\1 30 days, \2`",)),
)  # fmt: skip
_COPIES = re.compile(rf"\b({_RHYTHM}) for (\d+) copies")
_NUMBER = re.compile(r"^\[[^\]]{0,80}\]\s*")


@functools.cache
def _compiled() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    """The patterns, compiled when the first line that cannot be read asks for them: most texts never do."""
    return tuple((re.compile(pattern), texts) for pattern, texts in ADVICE)


def _kept(found: re.Match[str]) -> str:
    """`daily for 30 copies` by its time: `daily for 30 days`."""
    number, unit = RHYTHMS[found[1]]
    return f"{found[1]} for {number * int(found[2])} {unit}s"


def advised(problems: Iterable[Finding], source: Source) -> list[Finding]:
    """The findings, each with the advice for its line in the place of the general one, where there is any."""
    return [_advised(problem, source) for problem in problems]


def _advised(problem: Finding, source: Source) -> Finding:
    line = _NUMBER.sub("", source.line(source.position(problem.span.start).line).strip())
    if len(line) > 200 or problem.severity.value != "error":
        return problem
    for pattern, texts in _compiled():
        if found := pattern.match(line):
            help_ = tuple(_COPIES.sub(_kept, " ".join(found.expand(text).split())) for text in texts)
            return replace(problem, help=help_, edits=())
    return problem
