"""Results to write in every format: the inputs of the snapshots, real checks, and what is meant to do harm."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from clausecheck import check
from clausecheck.finding import (
    CheckResult,
    Citation,
    Edit,
    Finding,
    Label,
    Severity,
    Witness,
    with_fingerprints,
)
from clausecheck.gathered import merged
from clausecheck.reports.common import Run
from clausecheck.rules.loader import load
from clausecheck.source import Source, Span
from tests.reports.test_text import cases
from tests.reports.test_text import load as snapshot

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "tests" / "cases" / "schemas"
SEVERITIES = tuple(Severity)

#: Each does harm somewhere: in a terminal, a log of CI, a comment, a spreadsheet, XML, or a viewer of SARIF.
ATTACKS = (
    "\x1b[31mred\x1b[0m\x9b2J\x07",
    "\n::set-output name=x::y\r\n::error::forged",
    "##[add-path]/tmp ##[stop-commands]x",
    "%0A::warning::forged, file=x:1",
    "<script>alert(1)</script><img src=x onerror=y>",
    "[click](https://evil.example) ![i](https://evil.example/p.png) [1](1)",
    "https://evil.example www.evil.example a@evil.example",
    "@everyone @org/team #1 GH-1 !2 ~label $3 &4 %5 owner/repo#6",
    "`code` ``` | **bold** _i_ ~~s~~ </details> <!-- -->",
    "\n/close\n# heading\n- item\n\n    code\n> quote\n---",
    "=HYPERLINK(1)",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    '"; "quoted, cells"',
    "]]> & &lt; \ufffe\uffff\x00\x0b \ud800",
    "\u202egnp.exe\u2066 zero\u200bwidth",
    "👩‍💻 日本語 🇩🇪 é",
)


def many(number: int, file: str = "many.sla") -> CheckResult:
    """One finding on each line of a file."""
    text = "".join(f'  includes "service number {line}"\n' for line in range(1, number + 1))
    source = Source(text, file)
    findings = (
        Finding(
            "CC001",
            "syntax-error",
            SEVERITIES[line % 3],
            f"clause {line} cannot be read",
            source.line_span(line),
            file,
            place="the agreement",
            path=f"clause {line}",
            help=("write it anew", "or leave it out"),
        )
        for line in range(1, number + 1)
    )
    return CheckResult(with_fingerprints(findings, "many"), sources={file: source})


def attack(text: str) -> CheckResult:
    """A finding in which every field holds a text, in a file with such a name."""
    source = Source(f"before {text} after\n{text}\n", f"{text}.sla")
    finding = Finding(
        "CC001",
        "syntax-error",
        Severity.ERROR,
        text,
        Span(7, 7 + len(text)),
        source.path,
        label=text,
        labels=(Label(Span(0, 6), text), Label(Span(2, 9), "")),
        place=text,
        path=text,
        expected=text,
        witness=Witness(text, {"value": text}),
        notes=(text,),
        why=text,
        help=(text, text),
        citations=(Citation(text, text),),
        edits=(Edit(Span(0, 7), text), Edit(Span(9, 9), "")),
        values=(text,),
    )
    return CheckResult(with_fingerprints([finding], text), sources={source.path: source})


class Cases(Mapping[str, CheckResult]):
    """Results by name, each made when a test first asks for it."""

    def __init__(self, makers: Mapping[str, Callable[[], CheckResult]]) -> None:
        self._makers = makers
        self._made: dict[str, CheckResult] = {}

    def __getitem__(self, name: str) -> CheckResult:
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


def draft(path: str = "draft.sla") -> CheckResult:
    """An agreement that says nothing but its name."""
    return check((ROOT / "tests" / "cases" / "cli" / "draft.sla").read_bytes(), path=path)


def flawed() -> CheckResult:
    """A sample with labels, a case and help."""
    path = "samples/flawed/response-never-agreed.sla"
    return check((ROOT / path).read_bytes(), path=path)


CASES = Cases(
    {f"snapshot {name}": partial(lambda name: snapshot(name)[0], name) for name in cases()}
    | {
        "draft": draft,
        "copies": lambda: merged(draft(path) for path in ("a/x.sla", "b/x.sla", "b/ö %41 #?.sla")),
        "flawed": flawed,
        "not text": lambda: check(b"PK\x03\x04\x00\xff\xfe", path="contract.docx"),
        "empty file": lambda: check("", path="empty.sla"),
        "misspelt": lambda: check("agreement Draft {\n  provder MSP\n}\n", path="misspelt.sla"),
        "nothing": CheckResult,
        "many": partial(many, 1000),
    }
    | {f"attack {number}": partial(attack, text) for number, text in enumerate(ATTACKS)}
)


@functools.cache
def run() -> Run:
    """A run with all rules, started in a folder of a repository."""
    return Run(rules=load("msp"), exit_code=1, root="/repo", folder="/repo/contracts")


FAILED = Run(
    exit_code=2, failures=("cannot read a\x1b[31m.sla: ##[error]no, really",), root="/r", folder="/r"
)
