"""SARIF against the schema of OASIS, two programs that we did not write, and its meaning: places, links and fixes."""

from __future__ import annotations

import functools
import gzip
import json
import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausecheck.checking import version
from clausecheck.finding import CheckResult, Edit, Finding, Mend, Severity
from clausecheck.reports import sarif
from clausecheck.reports.addresses import help_uri
from clausecheck.reports.common import Run
from clausecheck.rules.loader import load
from clausecheck.source import Source, Span
from tests.examples import examples
from tests.reports.made import CASES, FAILED, SCHEMAS, many, run
from tests.reports.test_text import results as any_results

SCHEMA = SCHEMAS / "sarif-schema-2.1.0.json"


@functools.cache
def validator() -> Any:
    """The schema of OASIS."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return jsonschema.validators.validator_for(schema)(schema)


def written(result: CheckResult, how: Run | None = None) -> dict[str, Any]:
    """The one run of the log."""
    log = json.loads(sarif.render(result, how or Run()))
    assert log["version"] == "2.1.0"
    (made,) = log["runs"]
    return made  # type: ignore[no-any-return]


@pytest.mark.parametrize("case", CASES)
def test_every_result_keeps_to_the_schema(case: str) -> None:
    how = run() if case in ("draft", "nothing") else Run()
    validator().validate(json.loads(sarif.render(CASES[case], how)))


@settings(max_examples=examples(50), deadline=None)
@given(any_results())
def test_any_text_keeps_to_the_schema(result: CheckResult) -> None:
    validator().validate(json.loads(sarif.render(result, Run())))


def test_a_failed_run_keeps_to_the_schema_and_says_so() -> None:
    validator().validate(json.loads(sarif.render(CheckResult(), FAILED)))
    (invocation,) = written(CheckResult(), FAILED)["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["level"] == "error"


def test_an_empty_run() -> None:
    made = written(CheckResult())
    assert made["results"] == []
    assert made["invocations"] == [{"executionSuccessful": True, "exitCode": 0}]


def test_the_rules_are_those_that_are_active() -> None:
    rules = run().rules
    assert rules is not None
    made = written(CASES["draft"], run())
    driver = made["tool"]["driver"]
    assert driver["version"] == driver["semanticVersion"] == version()
    assert driver["properties"] == {"ruleset": rules.name, "rulesetVersion": rules.version}
    assert {rule["id"] for rule in driver["rules"]} == {rule.code for rule in rules.rules}
    for rule in driver["rules"]:
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["shortDescription"]["text"].endswith(".")
        assert rule["help"]["text"] and rule["help"]["markdown"]
        assert len(rule["properties"]["tags"]) <= 20
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
        assert rule["helpUri"].endswith(f"/docs/rules.md#{rule['id'].lower()}")
        assert Path(url2pathname(urlsplit(rule["helpUri"]).path)).is_file(), "an address that exists"
    assert "security-severity" not in json.dumps(made)


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ("https://law.example/clausecheck/", "https://law.example/clausecheck/rules/CC301.html"),
        ("none", ""),
        ("javascript:alert(1)", "file:"),
    ],
)
def test_who_has_published_the_site_names_its_address(
    told: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAUSECHECK_DOCS", told)
    found = help_uri(load("msp").rule("CC301"))
    assert found == address or (address == "file:" and found.startswith("file:///"))


def test_a_rule_that_is_not_active_is_described_by_its_finding() -> None:
    finding = Finding("XX001", "of-a-firm", Severity.INFO, "m", Span(0, 0), "a.sla")
    (rule,) = written(CheckResult((finding,)))["tool"]["driver"]["rules"]
    assert (rule["id"], rule["name"], "helpUri" in rule) == ("XX001", "of-a-firm", False)


@pytest.mark.parametrize("case", CASES)
def test_results_follow_findings(case: str) -> None:
    result, made = CASES[case], written(CASES[case], run())
    rules = made["tool"]["driver"]["rules"]
    levels = {"error": "error", "warning": "warning", "info": "note"}
    assert len(made["results"]) == len(result.findings)
    assert len({one["partialFingerprints"]["primaryLocationLineHash"] for one in made["results"]}) == len(
        result.findings
    )
    for one, finding in zip(made["results"], result.findings, strict=True):
        assert one["ruleId"] == finding.code == rules[one["ruleIndex"]]["id"]
        assert one["level"] == levels[finding.severity.value]
        linked = re.findall(r"\[([^\[\]]*)\]\(([^()]*)\)", one["message"]["text"])
        numbers = [str(number) for number in range(1, len(finding.labels) + 1)]
        assert linked == [(number, number) for number in numbers], "a link for each other place, and no other"
        assert [str(place["id"]) for place in one.get("relatedLocations", [])] == numbers
        assert all(place["message"]["text"] for place in one.get("relatedLocations", []))
        assert len(one.get("fixes", [])) == len(finding.mends)


def cut(text: str, region: dict[str, int]) -> str:
    """What a reader of SARIF takes for the region of a text: lines, and columns in UTF-16 code units."""
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)

    def before(line: int, column: int) -> int:
        whole = "".join(lines[: line - 1])
        head = lines[line - 1].encode("utf-16-le", "surrogatepass")[: 2 * (column - 1)]
        assert len(head) == 2 * (column - 1)
        return len(whole) + len(head.decode("utf-16-le", "surrogatepass"))

    return text[
        before(region["startLine"], region["startColumn"]) : before(region["endLine"], region["endColumn"])
    ]


def of(text: str, span: Span, **more: Any) -> CheckResult:
    """A result of one finding."""
    finding = Finding("CC001", "syntax-error", Severity.ERROR, "m", span, "a.sla", **more)
    return CheckResult((finding,), sources={"a.sla": Source(text, "a.sla")})


def test_columns_count_utf16_code_units() -> None:
    text = 'provider MSP "é 👩‍💻🔥 Ltd" registered\n'
    made = written(of(text, Span(text.index("registered"), len(text) - 1)))
    assert made["columnKind"] == "utf16CodeUnits"
    region = made["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 1, "startColumn": 30, "endLine": 1, "endColumn": 40}
    assert cut(text, region) == "registered"


@settings(max_examples=examples(300), deadline=None)
@given(st.text(st.sampled_from("ab é日👩🔥\n\r")), st.data())
def test_regions_cover_the_span(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    file = sarif._File("a.sla", Source(text), Run())
    assert cut(text, file.region(Span(start, end))) == text[start:end]


def test_a_place_is_at_least_one_character_and_never_blank_at_its_ends() -> None:
    def covered(text: str, span: Span) -> str:
        made = written(of(text, span))
        return cut(text, made["results"][0]["locations"][0]["physicalLocation"]["region"])

    assert covered("abc", Span(1, 1)) == "b"
    assert covered("🔥", Span(0, 0)) == "🔥"
    assert covered("abc", Span(3, 3)) == ""
    assert covered("a\n", Span(1, 1)) == ""
    assert covered("a\nb\n\n", Span(0, 5)) == "a\nb"
    assert covered("", Span(4, 9)) == ""


def test_fixes_replace_exactly_what_the_edits_replace() -> None:
    text = "a 🔥 b\r\nprovder 🔥 MSP\n"
    first, second, third = text.index("🔥"), text.index("provder"), text.index("MSP")
    edits = (
        Edit(Span(first, first + 1), "\u202e日"),
        Edit(Span(second, second + 7), "provider"),
        Edit(Span(third, third), "new "),
        Edit(Span(third, third + 3), ""),
    )
    mends = (Mend("write `provider`", edits, because="changes what is agreed"),)
    (fix,) = written(of(text, Span(0, 1), mends=mends))["results"][0]["fixes"]
    assert fix["description"]["text"] == "write `provider` (changes what is agreed)."
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "a.sla"
    for replacement, edit in zip(change["replacements"], edits, strict=True):
        assert cut(text, replacement["deletedRegion"]) == text[edit.span.start : edit.span.end]
        assert replacement.get("insertedContent", {"text": ""})["text"] == edit.text


def test_a_real_fix() -> None:
    result = CASES["misspelt"]
    fixed = [one for one in written(result)["results"] if "fixes" in one]
    assert len(fixed) == sum(bool(finding.mends) for finding in result.findings) >= 1


@pytest.mark.parametrize(
    "file, uri, relative",
    [
        ("a b.sla", "contracts/a%20b.sla", True),
        ("100%.sla", "contracts/100%25.sla", True),
        ("ü/日本.sla", "contracts/%C3%BC/%E6%97%A5%E6%9C%AC.sla", True),
        ("a:b#c?d.sla", "contracts/a%3Ab%23c%3Fd.sla", True),
        ("../a.sla", "a.sla", True),
        ("bad\udcff.sla", "contracts/bad%FF.sla", True),
        ("<stdin>", "%3Cstdin%3E", True),
        ("/else where/a.sla", "file:///else%20where/a.sla", False),
    ],
)
def test_uris(file: str, uri: str, relative: bool) -> None:
    finding = Finding("CC001", "n", Severity.ERROR, "m", Span(0, 0), file)
    made = written(CheckResult((finding,), sources={file: Source("", file)}), run())
    location = made["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == ({"uri": uri, "uriBaseId": "%SRCROOT%"} if relative else {"uri": uri})
    assert made["artifacts"][0]["location"] == location
    if relative and "%FF" not in uri and file != "<stdin>":
        assert unquote(urlsplit(uri).path) == run().path(file)


def test_the_message_proves_and_helps() -> None:
    result = CASES["snapshot contradiction"]
    text = written(result)["results"][0]["message"]["text"]
    finding = result.findings[0]
    assert text.startswith(f"{finding.message}. See [1](1)")
    assert finding.witness is not None
    assert f"Case: {finding.witness.summary}" in text
    assert "Help: " in text


def test_a_thousand_findings_stay_far_below_the_limit_of_github() -> None:
    data = gzip.compress(sarif.render(many(1000), run()).encode())
    assert len(data) < 1_000_000


#: What sarif-tools reads in a file, as JSON.
READ = """
import json, sys
from sarif import loader
read = loader.load_sarif_file(sys.argv[1])
report = read.get_report()
print(json.dumps({
    "tools": read.get_distinct_tool_names(),
    "counts": {level: report.get_issue_count_for_severity(level) for level in ("error", "warning", "note")},
    "locations": [record["Location"] for record in read.get_records()],
}))
"""


@pytest.mark.slow
@pytest.mark.parametrize("case", ["draft", "copies", "many", "nothing", "not text"])
def test_sarif_tools_read_it(case: str, tmp_path: Path) -> None:
    """With the Python of an environment that has sarif-tools: with it come numpy and matplotlib, which nothing else needs."""
    python = os.environ.get("CLAUSECHECK_SARIF_TOOLS")
    if not python:
        pytest.skip("CLAUSECHECK_SARIF_TOOLS names no Python that has sarif-tools; .ci/run makes one")
    result = CASES[case]
    file = tmp_path / "out.sarif"
    file.write_text(sarif.render(result, run()), encoding="utf-8")
    done = subprocess.run(
        [python, "-c", READ, str(file)], capture_output=True, encoding="utf-8", timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    read = json.loads(done.stdout)
    assert read["tools"] == ["clausecheck"]
    counts = {"error": Severity.ERROR, "warning": Severity.WARNING, "note": Severity.INFO}
    for level, severity in counts.items():
        assert read["counts"][level] == result.count(severity)
    assert {unquote(location) for location in read["locations"]} == {
        run().path(one.file) for one in result.findings
    }


def multitool() -> list[str]:
    """How `@microsoft/sarif-multitool` is started; skips where it cannot be."""
    if shutil.which("npx") is None:
        pytest.skip("npx, which fetches sarif-multitool, is not installed")
    command = ["npx", "--yes", "@microsoft/sarif-multitool@5"]
    try:
        asked = subprocess.run(
            [*command, "--version"], capture_output=True, text=True, timeout=240, check=False, env=plain()
        )
    except subprocess.TimeoutExpired:
        pytest.skip("npx could not fetch sarif-multitool in four minutes")
    if "SARIF Multitool 5" not in asked.stdout + asked.stderr:
        pytest.skip(f"npx could not fetch sarif-multitool: {asked.stderr.strip()[-200:]}")
    return command


def plain() -> dict[str, str]:
    """The environment; .NET asks for no library of languages."""
    return {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}


@pytest.mark.slow
def test_the_multitool_of_microsoft_finds_nothing_wrong(tmp_path: Path) -> None:
    command = multitool()
    names = ["draft", "copies", "misspelt", "not text", "nothing", "snapshot contradiction", "attack 5"]
    for number, name in enumerate(names):
        # Without the rules: the multitool asks for each address of a rule's help.
        (tmp_path / f"{number}.sarif").write_text(sarif.render(CASES[name], Run()), encoding="utf-8")
    # What it does find, it shows: a log with a member that SARIF does not know.
    wrong = sarif.render(CheckResult(), Run()).replace('"version": "2.1.0"', '"version": "2.1.0", "bogus": 1')
    (tmp_path / "wrong.sarif").write_text(wrong, encoding="utf-8")
    done = subprocess.run(
        [*command, "validate", str(tmp_path / "*.sarif"), "--output", str(tmp_path / "found.json")],
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
        env=plain(),
    )
    found = json.loads((tmp_path / "found.json").read_text(encoding="utf-8-sig"))["runs"][0]["results"]
    shown = [json.dumps(one["locations"]) for one in found]
    assert len(shown) == 1 and "wrong.sarif" in shown[0], done.stdout + json.dumps(found, indent=1)


def test_the_page_that_a_rule_of_a_firm_names() -> None:
    own = replace(load("msp").rule("CC301"), code="XX002", file="house.yaml")
    assert help_uri(own) == ""
    assert help_uri(replace(own, page="https://rules.example/XX002")) == "https://rules.example/XX002"
