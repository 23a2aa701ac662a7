"""The gallery of broken agreements: each input in `tests/cases/broken` with the messages that it must give.

Beside `NAME.sla` (or `NAME.bin` for bytes that an editor would spoil) stands `NAME.expected` with a line for
each finding: `line:column+length name: message | label | help; help | note; note`. `CLAUSECHECK_UPDATE=1`
rewrites it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from clausecheck.finding import Finding
from clausecheck.language.parser import Parsed, parse, parse_bytes, vocabulary
from clausecheck.language.tree import Block

CASES = Path(__file__).parents[1] / "cases" / "broken"
UPDATE = bool(os.environ.get("CLAUSECHECK_UPDATE"))
TOUR = Path(__file__).parents[2] / "samples" / "tour.sla"

HEAD = "priority P1 {\n  respond within 4 huors\n}\n"
#: Bytes in other encodings, made from one text.
ENCODED = {
    "utf-8-bom": b"\xef\xbb\xbf" + HEAD.encode(),
    "utf-16-le": b"\xff\xfe" + HEAD.encode("utf-16-le"),
    "utf-16-be": b"\xfe\xff" + HEAD.encode("utf-16-be"),
    "utf-16-without-bom": HEAD.encode("utf-16-le"),
    "utf-16-cut-short": b"\xff\xfe" + HEAD.encode("utf-16-le")[:-1],
    "latin-1": 'agreement "Société Générale" {\n}\n'.encode("latin-1"),
    "nul-bytes": b"agreement \x00\x00 {\n}\n",
    "binary": bytes(range(256)) * 4,
    "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00",
    "crlf": HEAD.replace("\n", "\r\n").encode(),
    "lone-cr": HEAD.replace("\n", "\r").encode(),
    "line-separators": HEAD.replace("\n", "\u2028").encode(),
    "empty": b"",
    "blank-lines": b"\n \n\t\n",
    "bom-alone": b"\xef\xbb\xbf",
}
if UPDATE:
    for name, data in ENCODED.items():
        (CASES / f"{name}.bin").write_bytes(data)

INPUTS = sorted([*CASES.glob("*.sla"), *CASES.glob("*.bin")])


def shown(parsed: Parsed) -> str:
    """The findings of a text, a line each."""
    return "".join(line(parsed, finding) + "\n" for finding in parsed.problems)


def line(parsed: Parsed, finding: Finding) -> str:
    place = parsed.source.position(finding.span.start)
    parts = [finding.message, finding.label, "; ".join(finding.help), "; ".join(finding.notes)]
    wording = (
        f"{place.line}:{place.column}+{finding.span.end - finding.span.start} {finding.name}: "
        + " | ".join(parts)
    )
    return wording.rstrip(" |").replace("\n", "\\n")


def test_the_gallery_is_large_and_whole() -> None:
    assert len(INPUTS) >= 100
    assert {path.stem for path in INPUTS} == {path.stem for path in CASES.glob("*.expected")}
    assert {name: (CASES / f"{name}.bin").read_bytes() for name in ENCODED} == ENCODED


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.stem)
def test_a_broken_agreement_gives_its_messages(path: Path) -> None:
    text = shown(parse_bytes(path.read_bytes(), path.name))
    expected = path.with_suffix(".expected")
    if UPDATE:
        expected.write_text(text, encoding="utf-8", newline="\n")
    assert text == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.stem)
def test_a_message_speaks_of_the_agreement_not_of_the_grammar(path: Path) -> None:
    rule_names = [terminal for terminal in vocabulary().literals if terminal.isupper() and "_" in terminal]
    for finding in parse_bytes(path.read_bytes(), path.name).problems:
        wording = " ".join((finding.message, finding.label, *finding.help, *finding.notes))
        assert "Expected one of" not in wording
        for word in ("_NL", "$END", "RBRACE", "LBRACE", "_VALUE", "COMMA", "__", *rule_names):
            assert word not in wording.replace(parse_bytes(path.read_bytes()).source.slice(finding.span), "")
        assert finding.message[0] != " " and not finding.message.endswith(".")
        assert finding.code == ""  # given by the rule of that name


def inside(parsed: Parsed) -> list[str]:
    """The kinds of the clauses in the first block."""
    block = parsed.document.clauses[0]
    assert isinstance(block, Block)
    return [clause.kind for clause in block.clauses]


def test_ten_mistakes_are_ten_findings() -> None:
    assert len(parse_bytes((CASES / "ten-mistakes.sla").read_bytes()).problems) == 10


def test_a_mistake_in_a_header_does_not_take_the_block_along() -> None:
    parsed = parse("priority {\n  respond within 1 huor\n}\nfees {\n  invoice every 1 month\n}\n")
    assert [finding.name for finding in parsed.problems] == ["missing-value", "unknown-unit"]
    assert [clause.kind for clause in parsed.document.clauses] == ["broken", "fees"]
    assert inside(parsed) == ["respond"]


def test_a_broken_clause_leaves_its_neighbours_alone() -> None:
    parsed = parse("priority P1 {\n  update every 1 day\n  respond within\n  resolve within 1 hour\n}\n")
    assert inside(parsed) == ["update", "broken", "resolve"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("respond within 4 huors", "respond within 4 hours"),
        ("respond withn 4 hours", "respond within 4 hours"),
        ("repond within 4 hours", "respond within 4 hours"),
        ("respond within within 4 hours", "respond within 4 hours"),
        ("respond within: 4 hours;", "respond within 4 hours"),
        ("respond within 4 hours, durng business", "respond within 4 hours, during business"),
        ("escalate to “Director” after 2 hrs", 'escalate to "Director" after 2 hours'),
        (
            "resolve within 4 hours for 95%% of incidents",
            "resolve within 4 hours, for 95% of incidents",
        ),
    ],
)
def test_what_is_mended_is_read_as_it_was_meant(written: str, meant: str) -> None:
    bad, good = (parse(f"priority P1 {{\n  {clause}\n}}\n") for clause in (written, meant))
    assert bad.problems and not good.problems
    assert bad.document == good.document


def test_fifty_thousand_lines() -> None:
    block = "priority P{} {{\n  respond within 4 huors\n  resolve within 8 hours\n}}\n\n"
    parsed = parse("".join(block.format(number) for number in range(10_000)))
    assert parsed.source.line_count == 50_001
    assert len(parsed.document.clauses) == 10_000
    assert len(parsed.problems) == 10_000


@pytest.mark.parametrize(
    "text",
    [
        "guarantee " + "(" * 100_000 + "a" + ")" * 100_000,
        "guarantee " + "not " * 100_000 + "a",
        "metric a {\n  formula " + "-" * 100_000 + "1\n}",
        "metric a {\n  formula " + "a + " * 100_000 + "b\n}",
        "metric a {\n  formula " + "(" * 100_000,
        "fees {\n" * 10_000,
        "{" * 100_000,
        "}" * 100_000,
        "{\n}\n" * 10_000,
        '"' * 100_001,
        "[" * 100_000,
        "1," * 100_000,
        "/*" * 100_000,
        "term " + "9" * 1_000_000,
        "a" * 1_000_000,
        "service a {\n  includes " + "x " * 50_000,
    ],
    ids=lambda text: text[:24].strip().replace("\n", " "),
)
def test_nothing_exhausts_the_reader(text: str) -> None:
    parsed = parse(text)
    assert repr(parsed.document) and list(parsed.document.walk())
    for node in parsed.document.walk():
        for _, value in node.contents():
            assert list(value.walk())


def test_a_megabyte_of_an_agreement_cut_in_pieces() -> None:
    words = TOUR.read_text(encoding="utf-8").split(" ")
    text = " ".join(words[index * 7919 % len(words)] for index in range(150_000))
    assert len(text) > 700_000
    assert parse(text).problems
