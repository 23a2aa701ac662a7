"""Results to write in every format: the inputs of the snapshots, real checks, and what is meant to do harm."""

from __future__ import annotations

import functools
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
    merged,
    with_fingerprints,
)
from clausecheck.reports.common import Run
from clausecheck.rules.loader import load
from clausecheck.source import Source, Span
from tests.reports.test_text import cases
from tests.reports.test_text import load as snapshot

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT.parent / "shared" / "schemas"
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


@functools.cache
def real() -> dict[str, CheckResult]:
    """Checks of samples, of copies, and of what is no agreement."""
    draft = (ROOT / "tests" / "cases" / "cli" / "draft.sla").read_bytes()
    flawed = ROOT / "samples" / "flawed" / "response-never-agreed.sla"
    return {
        "draft": check(draft, path="draft.sla"),
        "copies": merged(check(draft, path=path) for path in ("a/x.sla", "b/x.sla", "b/ö %41 #?.sla")),
        "flawed": check(flawed.read_bytes(), path="samples/flawed/response-never-agreed.sla"),
        "not text": check(b"PK\x03\x04\x00\xff\xfe", path="contract.docx"),
        "empty file": check("", path="empty.sla"),
        "misspelt": check("agreement Draft {\n  provder MSP\n}\n", path="misspelt.sla"),
    }


@functools.cache
def results() -> dict[str, CheckResult]:
    """All of them by name."""
    made = {f"snapshot {name}": snapshot(name)[0] for name in cases()}
    made |= real()
    made |= {f"attack {number}": attack(text) for number, text in enumerate(ATTACKS)}
    made |= {"nothing": CheckResult(), "many": many(1000)}
    return made


@functools.cache
def run() -> Run:
    """A run with all rules, started in a folder of a repository."""
    return Run(rules=load("msp"), exit_code=1, root="/repo", folder="/repo/contracts")


FAILED = Run(exit_code=2, failures=("cannot read a\x1b[31m.sla: ##[error]no, really",), root="/r", folder="/r")
