"""The Python interface: `clausecheck.check(text) -> CheckResult`, and fingerprints that survive edits."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import pickle
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

import clausecheck
from clausecheck import CheckResult, Finding, Severity, check, load_ruleset, parse
from clausecheck.gathered import merged
from clausecheck.language.format import layout
from clausecheck.rules.errors import RulesetError, UnknownRule
from clausecheck.version import LANGUAGE_VERSION

SAMPLES = Path(__file__).parents[1] / "samples"
TEXT = """\
agreement "Support" {
  provider MSP "Northwind Support Ltd" contact "desk@northwind.example"
  customer Client "Acme Ltd"
  signed by Client tbd
}

service desk "Service desk" {
  includes "help desk", "projects"
  excludes "projects"
}
"""
OPENING, CUSTOMER = 'agreement "Support" {\n', '  customer Client "Acme Ltd"\n'
DAY = dt.date(2027, 1, 31)


@pytest.fixture(scope="module")
def result() -> CheckResult:
    """The result for the text above."""
    return check(TEXT, profile=(), as_of=DAY)


def prints(text: str, path: str = "<agreement>") -> dict[str, str]:
    """The fingerprints of all findings of a text, with what they stand for."""
    return {
        finding.fingerprint: finding.name
        for finding in check(text, path=path, profile=(), as_of=DAY).findings
    }


def test_the_interface_is_what_it_says() -> None:
    assert set(clausecheck.__all__) == {
        "CheckResult",
        "Finding",
        "Severity",
        "check",
        "load_ruleset",
        "parse",
    }
    for name in clausecheck.__all__:
        assert getattr(clausecheck, name).__doc__
    with pytest.raises(AttributeError, match="no attribute 'chekc'"):
        _ = clausecheck.chekc


def test_a_newcomer_needs_two_lines() -> None:
    code = "import clausecheck\nprint(len(clausecheck.check('agreement \"A\" {\\n}\\n').findings))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 0


def test_findings_are_sorted_and_complete(result: CheckResult) -> None:
    assert isinstance(result, CheckResult)
    assert list(result.findings) == sorted(result.findings, key=Finding.sort_key)
    names = {finding.name for finding in result.findings}
    assert {"missing-term", "tbd", "included-and-excluded"} <= names
    for finding in result.findings:
        assert re.fullmatch(r"v1:[0-9a-f]{32}", finding.fingerprint)
        assert finding.code
        assert finding.message
        assert finding.file == "<agreement>"
        assert result.sources[finding.file].text == TEXT
    assert result.count(Severity.ERROR) == sum(f.severity is Severity.ERROR for f in result.findings) > 0
    assert result.fails(Severity.ERROR)
    assert result.not_checked


def test_text_and_bytes_are_one(result: CheckResult) -> None:
    assert check(TEXT.encode(), profile=(), as_of=DAY) == result
    assert check(TEXT.encode("utf-16"), profile=(), as_of=DAY) == result
    assert "not-text" in {finding.name for finding in check(b"\x00\xff").findings}


def test_rules_are_chosen_and_unknown_ones_refused() -> None:
    assert {finding.code for finding in check(TEXT, select=["CC102"]).findings} == {"CC102"}
    assert "CC102" not in {finding.code for finding in check(TEXT, ignore=["missing-term"]).findings}
    rules = load_ruleset("msp")
    assert check(TEXT, ruleset=rules, profile=(), as_of=DAY) == check(TEXT, profile=(), as_of=DAY)
    with pytest.raises(UnknownRule, match="did you mean `missing-term`"):
        check(TEXT, select=["missing-trem"])
    with pytest.raises(RulesetError, match="no ruleset `nowhere`"):
        check(TEXT, ruleset="nowhere")


def test_results_can_be_pickled(result: CheckResult) -> None:
    again = pickle.loads(pickle.dumps(result))
    assert again == result
    assert again.findings == result.findings
    finding = result.findings[0]
    start = again.sources[finding.file].position(finding.span.start)
    assert start == result.sources[finding.file].position(finding.span.start)
    for each in result.findings:
        assert pickle.loads(pickle.dumps(each)) == each
        assert hash(each.fingerprint)


def test_results_do_not_change(result: CheckResult) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.findings[0].message = "x"  # type: ignore[misc]
    assert check(TEXT, profile=(), as_of=DAY) == result, "the same text gives the same result"


def test_provenance(result: CheckResult) -> None:
    proof = result.provenance
    assert proof["sha256"] == hashlib.sha256(TEXT.encode()).hexdigest()
    assert proof["clausecheck"] == metadata.version("clausecheck")
    assert proof["language"] == LANGUAGE_VERSION
    assert proof["as of"] == "2027-01-31"
    assert proof["ruleset"]["name"] == "msp"
    rules = Path(__file__).parents[1] / "rulesets"
    files = proof["ruleset"]["files"]
    assert "rulesets/msp.yaml" in files
    for name, digest in files.items():
        assert hashlib.sha256((rules.parent / name).read_bytes()).hexdigest() == digest
    assert proof["data"]["holidays"] == metadata.version("holidays")
    assert proof["data"]["tzdata"]


def test_building_blocks(result: CheckResult) -> None:
    blocks = result.facts["building blocks"]
    assert list(blocks) == [f"B{number:02}" for number in range(1, 32)]
    assert blocks["B01"] == {"title": "parties", "state": "present"}
    assert blocks["B06"] == {"title": "customer duties", "state": "missing"}
    assert {block["state"] for block in check(b"\x00\xff", profile=()).facts["building blocks"].values()} == {
        "undecided"
    }
    full = check((SAMPLES / "tour.sla").read_text(encoding="utf-8"), profile=()).facts["building blocks"]
    assert {block["state"] for block in full.values()} == {"present"}


def test_merged_results() -> None:
    one, two = check(TEXT, path="b.sla", as_of=DAY), check(b"\x00\xff", path="a.sla", as_of=DAY)
    assert merged([one]) is one
    both = merged([one, two])
    assert [*both.findings] == [*one.findings, *two.findings]
    assert both.findings[:2] == [*one.findings[:2]] and both.findings[-1] == two.findings[-1]
    assert dict(both.provenance) == {"b.sla": one.provenance, "a.sla": two.provenance}
    assert dict(both.facts) == {"b.sla": one.facts, "a.sla": two.facts}
    assert list(both.sources) == ["b.sla", "a.sla"]
    assert both.not_checked == one.not_checked
    assert merged([]) == CheckResult()


# Fingerprints


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: "\n\n\n" + text, id="moved down"),
        pytest.param(lambda text: "# a comment\n" + text.replace("{\n", "{  # why\n  # more\n"), id="comments"),
        pytest.param(lambda text: text.replace("  ", "\t    "), id="indented"),
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="line ends of Windows"),
        pytest.param(lambda text: "\ufeff" + text, id="byte order mark"),
        pytest.param(lambda text: layout(parse(text.replace("\n", "  \n\n"))), id="laid out"),
        pytest.param(lambda text: text.replace(CUSTOMER, "").replace(OPENING, OPENING + CUSTOMER), id="order"),
        pytest.param(lambda text: text + '\nservice other "Another" {\n}\n', id="a new block"),
    ],
)  # fmt: skip
def test_fingerprints_survive_edits(change: object) -> None:
    assert callable(change)
    edited = change(TEXT)
    assert edited != TEXT
    before, after = prints(TEXT), prints(edited.encode().decode())
    assert before.items() <= after.items()


def test_fingerprints_survive_a_new_name_of_the_file() -> None:
    assert prints(TEXT, "a.sla") == prints(TEXT, "b/c.sla")


def test_fingerprints_survive_in_published_agreements() -> None:
    for file in sorted((SAMPLES / "published").glob("*.sla"))[:6]:
        text = file.read_text(encoding="utf-8")
        assert prints(text) == prints("# moved\n\n" + text) == prints(layout(parse(text)))


def test_different_defects_have_different_fingerprints() -> None:
    for file in sorted(SAMPLES.rglob("*.sla")):
        findings = check(file.read_bytes()).findings
        assert len({finding.fingerprint for finding in findings}) == len(findings)
    other = TEXT.replace("Support", "Hosting", 1)
    assert not prints(TEXT).keys() & prints(other).keys(), "another agreement has defects of its own"
    two = TEXT + TEXT.partition("\n\n")[2].replace("desk", "help", 1)
    twice = [name for name in prints(two).values() if name == "included-and-excluded"]
    assert len(twice) == 2


def test_a_changed_value_is_another_defect() -> None:
    more = TEXT.replace('"projects"', '"travel"')
    was = {key for key, name in prints(TEXT).items() if name == "included-and-excluded"}
    now = {key for key, name in prints(more).items() if name == "included-and-excluded"}
    assert was
    assert now
    assert not was & now
