"""Markdown for a comment on a pull or merge request: short, folded by file, and safe whatever an agreement says.

Text of an agreement can make no link, no image, no HTML, no mention, no reference to an issue and no quick action.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from clausecheck.finding import CheckResult, Finding, Severity
from clausecheck.reports.common import Run, by_file, counted, places, profile, shown, told

LONGEST = 60_000  # characters; a comment on GitHub holds 65,536
MARK = "<!-- clausecheck -->"
NOTE = "This is a check by a program, not legal advice."

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|!~&$]|^[-+=/]|^\d+(?=[.)](?:\s|$))")
# Hosts look for references once Markdown is read; an invisible blank after the sign keeps them from finding any.
_REFERENCE = re.compile(r"[@#~%](?=\\?[\w\"])|[!$&^](?=\d)|:(?=//)|\b(?:www(?=\.)|GH(?=-\d))", re.IGNORECASE)
_CODE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
_BREAK = "&#8203;"


def render(result: CheckResult, run: Run) -> str:
    """A heading with the counts, then the findings of each file under a line that unfolds them."""
    lines = [MARK, f"### clausecheck: {_verdict(result, run)}", ""]
    lines += [f"- **not checked:** {escaped(words)}" for words in run.failures]
    lines += [""] * bool(run.failures)
    asked = profile(run)
    ends = [f"<sub>{f'Profile: {escaped(asked)}. ' if asked else ''}{NOTE}</sub>"]
    room = LONGEST - sum(len(line) + 1 for line in (*lines, *ends))
    left = len(result.findings)
    alone = len(list(islice(by_file(result, lambda _: ()), 2))) == 1
    for path, findings, part in by_file(result, lambda _: ()):
        lines_of, number = _file(run.path(path), findings, part, room, unfolded=alone)
        lines += lines_of
        room -= sum(len(line) + 1 for line in lines_of)
        left -= number
        if number < len(findings):
            break
    if left:
        lines += [f"… and {counted(left, 'more finding')}; the whole report is in the log.", ""]
    return "".join(f"{line}\n" for line in (*lines, *ends))


def _verdict(result: CheckResult, run: Run) -> str:
    files = counted(len(result.agreements), "agreement")
    if run.failures:
        files += ", and the run failed"
    if not result.findings:
        return f"no findings in {files}"
    return f"{_listed((result.count(severity), severity) for severity in Severity)} in {files}"


def _tally(findings: Sequence[Finding]) -> str:
    return _listed(
        (sum(finding.severity is severity for finding in findings), severity) for severity in Severity
    )


def _listed(counts: Iterable[tuple[int, Severity]]) -> str:
    return ", ".join(counted(number, severity.value) for number, severity in counts if number)


def _file(
    path: str, findings: list[Finding], result: CheckResult, room: int, unfolded: bool
) -> tuple[list[str], int]:
    """The lines about one file, and how many of its findings they hold: as many as there is room for."""
    summary = f"<code>{html.escape(shown(path))}</code>: {_tally(findings)}"
    lines = [f"<details{' open' if unfolded else ''}><summary>{summary}</summary>", ""]
    room -= sum(len(line) + 1 for line in lines) + len("\n</details>\n\n") + 100
    number = 0
    for finding in findings:
        entry = list(_entry(finding, result))
        room -= sum(len(line) + 1 for line in entry)
        if room < 0:
            break
        lines += entry
        number += 1
    return ([*lines, "", "</details>", ""], number) if number else ([], 0)


def _entry(finding: Finding, result: CheckResult) -> Iterator[str]:
    start, _ = places(finding, result)
    number = f", clause {escaped(finding.number)}" if finding.number else ""
    where = f"line {start.line}{number}" + (f", {escaped(finding.place)}" if finding.place else "")
    head = f"**{finding.severity.value} {escaped(finding.code)}** {escaped(finding.name)}"
    yield f"- {head} ({where})  "
    yield f"  {escaped(told(finding))}"
    if finding.witness is not None:
        yield f"  - case: {escaped(finding.witness.summary)}"
    yield from (
        f"  - {'or' if number else 'help'}: {escaped(words)}" for number, words in enumerate(finding.help)
    )


def escaped(text: str) -> str:
    """`text` on one line, to be read as it stands: nothing in it is Markdown, HTML, a link or a reference, except
    that what stands between two backticks is code, in which hosts look for nothing."""
    line = " ".join(shown(text).split())
    made = [
        f"`{part}`" if number % 2 else _REFERENCE.sub(_broken, _SPECIAL.sub(_quoted, part))
        for number, part in enumerate(_CODE.split(line))
    ]
    return "".join(made)


def row(*cells: str) -> str:
    """One row of a table; a column ends at each `|` that is not escaped, also within code."""
    return "| " + " | ".join(re.sub(r"(?<!\\)\|", r"\|", escaped(cell)) for cell in cells) + " |"


def fenced(lines: Iterable[str]) -> list[str]:
    """Lines as a block of code whose fence none of them can close."""
    kept = list(lines)
    longest = max((len(run) for line in kept for run in re.findall(r"`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}text", *kept, fence]


def _quoted(match: re.Match[str]) -> str:
    found = match.group()
    return f"{found}\\" if found.isdigit() else f"\\{found}"


def _broken(match: re.Match[str]) -> str:
    return f"{match.group()}{_BREAK}"
