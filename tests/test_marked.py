"""Small agreements whose lines say what must be found there and what must not, and tickets with their deadlines.

`tests/cases/marked/*.sla`: the head says the kind and why; a mark is a comment at the end of a line. `#! found` wants an
error or a warning whose place or label begins there, `#! found info` a finding of any severity, `#! found CC192` one of these
codes, `#! quiet` no error and no warning, `#! quiet CC209` none of these codes in any severity; `/words/` looks only at findings
that say them. `# unrelated: CC627` are codes that do not count, `# reading` allows errors of reading. Cases of wrong findings
(`false-…`) run with every question, the others with the default.

`tests/cases/marked/clocks/*.yaml`: an agreement, tickets with what `simulate` must say, notices that `deadlines` must list.

`open.txt` names the cases that fall short today, one on a line. Each of them must fall short, so that it is taken off in time.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from clausecheck import check
from clausecheck.cli.main import group
from clausecheck.finding import Finding
from clausecheck.source import Source

CASES = Path(__file__).resolve().parent / "cases" / "marked"
AS_OF = dt.date(2026, 11, 27)
MARK = re.compile(r"#!\s*(?P<what>found|quiet)\b(?P<rest>[^#\n]*)")
CODE = re.compile(r"\b[A-Z]{2,}\d+\b")
PYTHON = re.compile(r"\b[A-Z][A-Za-z]+\([a-z_]+=|Decimal\(|frozenset\(")
"""How Python shows a value, which nobody is to read."""
OPEN = frozenset((CASES / "open.txt").read_text(encoding="utf-8").split())
FILES = sorted(CASES.glob("*.sla"))
CLOCKS = sorted(CASES.glob("clocks/*.yaml"))


@dataclass(frozen=True)
class Mark:
    line: int
    found: bool
    codes: tuple[str, ...]
    words: str
    info: bool

    def concerns(self, finding: Finding) -> bool:
        """Whether a finding on this line counts for the mark."""
        if self.codes and finding.code not in self.codes:
            return False
        if self.words and not re.search(self.words, said(finding), re.IGNORECASE):
            return False
        any_severity = self.info if self.found else bool(self.codes)
        return any_severity or finding.severity.value in ("error", "warning")


def said(finding: Finding) -> str:
    parts = (finding.message, finding.witness, finding.why, finding.notes, finding.help, finding.labels)
    return " ".join(str(part) for part in parts)


def marks(text: str) -> Iterator[Mark]:
    for number, line in enumerate(text.split("\n"), 1):
        if mark := MARK.search(line):
            rest = mark["rest"]
            words = re.search(r"/(.+)/", rest)
            if words:
                rest = rest.replace(words.group(0), " ")
            yield Mark(
                number,
                mark["what"] == "found",
                tuple(CODE.findall(rest)),
                words.group(1) if words else "",
                "info" in rest.split(),
            )


def head(text: str, key: str) -> str | None:
    said = re.search(rf"^# {key}\b:?[ \t]*(.*)$", text, re.MULTILINE)
    return said.group(1) if said else None


def touched(finding: Finding, source: Source) -> set[int]:
    """The lines on which the places of a finding begin."""
    spans = [finding.span, *(label.span for label in finding.labels)]
    return {source.position(span.start).line for span in spans}


def shortfalls(path: Path) -> list[str]:
    """What falls short in an agreement with marks."""
    text = path.read_text(encoding="utf-8")
    profile = "thorough" if path.name.startswith("false-") else "core"
    result = check(text, path=path.name, as_of=AS_OF, profile=(profile,))
    assert not result.crashes, result.crashes
    shown = [told for finding in result.findings for told in (finding.message, *finding.notes, *finding.help)]
    for words in (*shown, *(json.dumps(dict(proof), default=str) for proof in result.proofs)):
        assert not PYTHON.search(words), words
    unrelated = CODE.findall(head(text, "unrelated") or "")
    wrong = [
        f"not read: {finding.message}"
        for finding in result.findings
        if re.fullmatch(r"CC0[0-4]\d", finding.code)
        and finding.severity.value == "error"
        and head(text, "reading") is None
    ]
    told = list(marks(text))
    assert told, f"{path.name} marks nothing"
    source = Source(text, path.name)
    for mark in told:
        here = [
            finding
            for finding in result.findings
            if finding.code not in unrelated
            and mark.line in touched(finding, source)
            and mark.concerns(finding)
        ]
        if mark.found and not here:
            wrong.append(f"line {mark.line}: not found {' '.join(mark.codes)} {mark.words}")
        if not mark.found:
            wrong += [f"line {mark.line}: {finding.code} {finding.message}" for finding in here]
    return wrong


def ran(*arguments: str) -> dict[str, Any]:
    done = CliRunner().invoke(group, arguments)
    assert done.stdout.startswith("{"), done.output
    loaded: dict[str, Any] = json.loads(done.stdout)
    return loaded


def same(due: str | None, wanted: str) -> bool:
    """Whether a deadline is the one that is expected, which may leave out the seconds, the time, or the offset."""
    return due is not None and due.startswith(str(wanted).replace(" ", "T"))


def late(agreement: Path, ticket: dict[str, Any]) -> Iterator[str]:
    arguments = ["simulate", str(agreement), "--at", str(ticket["at"]), "--format", "json"]
    for key in ("priority", "service", "plan", "site"):
        if ticket.get(key):
            arguments += [f"--{key}", ticket[key]]
    if ticket.get("events"):
        events = agreement.with_name("events.yaml")
        events.write_text(yaml.safe_dump(ticket["events"], sort_keys=False), encoding="utf-8")
        arguments += ["--events", str(events)]
    due: dict[str, list[str | None]] = {}
    for deadline in ran(*arguments)["deadlines"]:
        due.setdefault(deadline["kind"], []).append(deadline.get("due"))
    for target, wanted in ticket["expect"].items():
        got = due.get(target, [])
        decided = bool(got) and all(same(value, wanted) for value in got)
        if any(got) if wanted == "undecided" else not decided:
            yield f"{ticket['at']}: {target} is {got}, not {wanted}"


def unlisted(agreement: Path, notice: dict[str, Any]) -> Iterator[str]:
    told = ran("deadlines", str(agreement), "--as-of", str(notice["as-of"]), "--format", "json")
    listed = [
        (each.get("lastDay"), each.get("event"))
        for each in told["notices"]
        if notice.get("of", "") in each.get("path", "") + " " + each.get("what", "")
    ]
    for pair in notice["expect"]:
        event = str(pair["event"]) if "event" in pair else None
        if not any(last == str(pair["last"]) and event in (None, there) for last, there in listed):
            yield f"as of {notice['as-of']}: {pair} is not listed: {listed}"


def clock_shortfalls(path: Path, folder: Path) -> list[str]:
    """What falls short in tickets and notices."""
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    agreement = folder / "agreement.sla"
    agreement.write_text(case["agreement"], encoding="utf-8")
    asked = [late(agreement, ticket) for ticket in case.get("tickets", ())]
    asked += [unlisted(agreement, notice) for notice in case.get("notices", ())]
    assert asked, f"{path.name} asks nothing"
    return [wrong for each in asked for wrong in each]


def judged(path: Path, wrong: list[str]) -> None:
    if path.stem in OPEN:
        assert wrong, f"{path.stem} holds now: take it off tests/cases/marked/open.txt"
        pytest.xfail("; ".join(wrong)[:300])
    assert not wrong, "\n".join(wrong)


def test_the_open_cases_are_there() -> None:
    assert not OPEN - {path.stem for path in (*FILES, *CLOCKS)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_agreement(path: Path) -> None:
    judged(path, shortfalls(path))


@pytest.mark.parametrize("path", CLOCKS, ids=lambda path: path.stem)
def test_clock(path: Path, tmp_path: Path) -> None:
    try:
        wrong = clock_shortfalls(path, tmp_path)
    except AssertionError as refused:
        if path.stem not in OPEN:
            raise
        wrong = [str(refused)]
    judged(path, wrong)
