"""The report for people: snapshots beside their inputs, and what must hold for any text."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from clausecheck.finding import CheckResult, Citation, Edit, Finding, Label, Severity, Witness
from clausecheck.reports import text
from clausecheck.source import Source, Span
from tests.examples import examples

CASES = Path(__file__).parent.parent / "cases" / "reports"
VARIANTS: dict[str, dict[str, Any]] = {
    "80.txt": {"width": 80},
    "80.ansi": {"width": 80, "color": True},
    "200.txt": {"width": 200},
    "200.ansi": {"width": 200, "color": True},
    "piped.txt": {},
    "ascii.txt": {"width": 80, "ascii": True},
    "quiet.txt": {"quiet": True},
}
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def cases() -> list[str]:
    """The names of all inputs."""
    return sorted(path.stem for path in CASES.glob("*.yaml"))


def load(name: str) -> tuple[CheckResult, tuple[str, ...]]:
    """The result that `name`.yaml describes, and its remarks; spans are written as the text they cover."""
    data = yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    sources = {path: Source(content, path) for path, content in data["sources"].items()}

    def finding(values: dict[str, Any]) -> Finding:
        values.setdefault("file", next(iter(sources)))
        content = sources[values["file"]].text

        def span(at: str | list[int]) -> Span:
            if isinstance(at, list):
                return Span(*at)
            return Span(content.index(at), content.index(at) + len(at))

        rest: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in values.items()
        }
        special: dict[str, Any] = {
            "severity": Severity(values["severity"]),
            "span": span(values["span"]),
            "labels": tuple(Label(span(at), words) for at, words in values.get("labels", [])),
            "witness": Witness(**values["witness"]) if "witness" in values else None,
            "citations": tuple(Citation(**citation) for citation in values.get("citations", [])),
            "edits": tuple(Edit(span(at), new) for at, new in values.get("edits", [])),
        }
        return Finding(**rest | special)

    result = CheckResult(
        findings=tuple(finding(values) for values in data.get("findings", [])),
        proofs=tuple(data.get("proofs", [])),
        facts=data.get("facts", {}),
        provenance=data.get("provenance", {}),
        sources=sources,
        not_checked=tuple(data.get("not_checked", [])),
    )
    return result, tuple(data.get("remarks", []))


def compare(path: Path, output: str) -> None:
    """Compare with a golden file, byte for byte, or rewrite it when CLAUSECHECK_UPDATE is set."""
    if os.environ.get("CLAUSECHECK_UPDATE"):
        path.write_bytes(output.encode())
    assert path.exists(), f"no {path.name}: run with CLAUSECHECK_UPDATE=1"
    assert output == path.read_bytes().decode()


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("case", cases())
def test_snapshot(case: str, variant: str) -> None:
    result, remarks = load(case)
    compare(CASES / f"{case}.{variant}", text.render(result, remarks=remarks, **VARIANTS[variant]))


def hostile_text(**kwargs: Any) -> st.SearchStrategy[str]:
    """Text with more than its share of what goes wrong: controls, joiners, wide and combining characters."""
    nasty = st.sampled_from(
        "\x1b\x9b\u202e\u200d\u200c\ufe0f\u0301\t\r\n\v\x85\u2028 \u3000日👩❤🇩\ud800[]\\a\u00ad"
    )
    return st.one_of(
        st.text(st.one_of(nasty, st.characters(), st.sampled_from("ab ")), **kwargs),
        st.text(st.characters(), max_size=5).map(lambda part: part * 80),
    )


@st.composite
def results(draw: st.DrawFn) -> CheckResult:
    """Results of any text, with spans anywhere in it, at its end or beyond."""
    content = draw(hostile_text(max_size=200))
    words = hostile_text(max_size=120)
    offsets = st.integers(0, len(content) + 2)
    spans = st.tuples(offsets, offsets).map(lambda pair: Span(min(pair), max(pair)))
    texts = st.lists(words, max_size=3).map(tuple)
    findings = st.builds(
        Finding,
        code=st.sampled_from(["CC1", "CC2"]),
        name=words,
        severity=st.sampled_from(Severity),
        message=words,
        span=spans,
        file=st.sampled_from(["a.sla", "gone.sla"]),
        label=words,
        labels=st.lists(st.builds(Label, spans, words), max_size=4).map(tuple),
        place=words,
        path=words,
        witness=st.none()
        | st.builds(Witness, words, st.dictionaries(words, words | st.floats(), max_size=2)),
        notes=texts,
        why=words,
        help=texts,
        citations=st.lists(st.builds(Citation, words, words), max_size=2).map(tuple),
        edits=st.lists(st.builds(Edit, spans, words), max_size=1).map(tuple),
    )
    return CheckResult(
        findings=tuple(draw(st.lists(findings, max_size=3))),
        sources={"a.sla": Source(content, "a.sla"), draw(words): Source("")},
        not_checked=draw(texts),
    )


def unseen(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and char not in "\u200c\u200d"


@settings(max_examples=examples(150), deadline=None)
@given(results(), st.integers(60, 220))
def test_any_text_fits_and_is_harmless(result: CheckResult, width: int) -> None:
    report = text.render(result, width=width)
    for line in report.split("\n"):
        assert cell_len(line) <= width
        assert not any(map(unseen, line))
        assert line == line.rstrip(" ")
    report.encode()
    assert ANSI.sub("", text.render(result, width=width, color=True)) == report


@settings(max_examples=examples(100), deadline=None)
@given(
    results(), st.none() | st.integers(0, 59), st.booleans(), st.sampled_from(["ascii", "cp1252", "cp437"])
)
def test_any_width_and_encoding(result: CheckResult, width: int | None, quiet: bool, encoding: str) -> None:
    report = text.render(result, width=width, quiet=quiet, encoding=encoding)
    report.encode(encoding)
    assert text.render(result, width=width, quiet=quiet, ascii=True).isascii()
    if quiet:
        assert report.count("\n") == len(result.findings)


@settings(max_examples=examples(100), deadline=None)
@example("\U0001f3fb" * 80, 60)
@given(hostile_text(max_size=60), st.integers(60, 100))
def test_underline_stands_under_its_text(before: str, width: int) -> None:
    before = before.replace("\n", "").replace("\r", "").replace("█", "")
    source = Source(f"{before}████ after", "a.sla")
    span = Span(len(before), len(before) + 4)
    finding = Finding("CC1", "name", Severity.ERROR, "message", span, "a.sla")
    lines = text.render(CheckResult((finding,), sources={"a.sla": source}), width=width).split("\n")
    number = next(number for number, line in enumerate(lines) if "████" in line)
    shown, under = lines[number : number + 2]
    assert under.endswith(" ━━━━")
    assert cell_len(under) == cell_len(shown[: shown.index("████")]) + 4


@settings(max_examples=examples(100), deadline=None)
@given(hostile_text(min_size=1), st.integers(60, 100))
def test_wrapping_loses_nothing(message: str, width: int) -> None:
    finding = Finding("CC1", "name", Severity.ERROR, message, Span(0, 0), label=message)
    result = CheckResult((finding,), sources={"<agreement>": Source("x")})
    wrapped, straight = (
        "".join(re.sub(r"[\s│]", "", text.render(result, width=cells))) for cells in (width, None)
    )
    assert wrapped == straight


def test_a_line_of_a_megabyte_with_many_findings_is_quick() -> None:
    source = Source("word " * 200_000, "a.sla")
    findings = tuple(
        Finding("CC1", "name", Severity.ERROR, "m", Span(at, at + 4), "a.sla")
        for at in range(0, 900_000, 3000)
    )
    for width in (80, None):
        report = text.render(CheckResult(findings, sources={"a.sla": source}), width=width)
        assert max(map(len, report.split("\n"))) < 500


def test_an_unlabelled_place_at_the_end_of_a_full_row_has_one_row() -> None:
    source = Source("x" * 200, "a.sla")
    finding = Finding("CC1", "name", Severity.ERROR, "m", Span(200, 200), "a.sla")
    report = text.render(CheckResult((finding,), sources={"a.sla": source}), width=60)
    assert report.count("│") == 2


def test_narrow_terminals_count_as_forty_cells() -> None:
    result, _ = load("contradiction")
    assert text.render(result, width=3) == text.render(result, width=40)


def test_what_explains_a_rule_is_said_once() -> None:
    result, _ = load("contradiction")
    report = text.render(result, everything=True)
    assert report.count("clausecheck explain resolution-before-response") == 1
    assert report.count("A promise to finish") == 1


def test_undecodable_file_has_no_frame_lines() -> None:
    finding = Finding("CC1", "not-text", Severity.ERROR, "not text", Span(0, 0), "x.bin", label="here")
    report = text.render(CheckResult((finding,)))
    assert "x.bin:1:1" in report
    assert "│ here" in report
    assert "0 agreements checked: 1 error." in report


@pytest.mark.parametrize("files", [1, 12])
def test_a_clean_run_names_files(files: int) -> None:
    report = text.render(CheckResult(sources={f"{n}.sla": Source("") for n in range(files)}))
    assert report.startswith("No findings: ")
    assert ("and 2 more" in report) == (files == 12)
    assert "not legal advice" in report
