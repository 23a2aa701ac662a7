"""Waivers: their grammar, what they cover, and what is said of those that are wrong, unused or expired."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausecheck.agreement.model import resolve
from clausecheck.checking import check, check_parsed
from clausecheck.finding import CheckResult, Severity
from clausecheck.language.format import layout
from clausecheck.language.parser import parse
from clausecheck.rules.loader import load
from clausecheck.waivers import EXAMPLE, Judged, Waiver, read
from tests.examples import examples

ROOT = Path(__file__).resolve().parent.parent
DAY = dt.date(2027, 1, 15)
TEXT = """\
agreement "Support" {{ {agreement}
  {inside}
  status draft
}}
{above}
priority P1 "Critical" {{ {header}
  respond within tbd {behind}
  {between}
  resolve within tbd
  {closing}
}} {brace}
"""
PLACES = ("agreement", "inside", "above", "header", "behind", "between", "closing", "brace")


def text(**comments: str) -> str:
    """An agreement with two open values and a missing term, with comments at places."""
    return TEXT.format(**{**dict.fromkeys(PLACES, ""), **comments})


def checked(source: str, **more: object) -> CheckResult:
    """What `tbd` and `missing-term`, and the rules about waivers, find."""
    more.setdefault("select", ("tbd", "missing-term"))
    return check(source, profile=(), as_of=DAY, **more)  # type: ignore[arg-type]


def waivers(source: str) -> list[Waiver]:
    parsed = parse(source)
    return read(parsed, resolve(parsed))[0]


def names(result: CheckResult) -> list[str]:
    return [
        f"{finding.name}:{result.sources[finding.file].position(finding.span.start).line}"
        for finding in result.findings
    ]


def judged(source: str, ruleset: str = "msp", **more: object) -> list[str]:
    found: list[Judged] = []
    check_parsed(parse(source), load(ruleset).select(**more), as_of=DAY, judged=found)  # type: ignore[arg-type]
    return [one.state for one in found]


# The grammar


@pytest.mark.parametrize(
    ("comment", "rules", "by", "until", "reason"),
    [
        ("# clausecheck: waive tbd: open", ["tbd"], "", None, "open"),
        ("#clausecheck:waive tbd:open", ["tbd"], "", None, "open"),
        ("## clausecheck:  waive  CC060 :  so:  be it ", ["CC060"], "", None, "so: be it"),
        ('# clausecheck: waive tbd, CC102 by "J. O\'Neill": x', ["tbd", "CC102"], "J. O'Neill", None, "x"),
        ("# clausecheck: waive tbd until 2027-03-31: x", ["tbd"], "", dt.date(2027, 3, 31), "x"),
        (
            '# clausecheck: waive tbd by "a: b" until 2027-03-31: x',
            ["tbd"],
            "a: b",
            dt.date(2027, 3, 31),
            "x",
        ),
        ('# clausecheck: waive tbd until 2027-03-31 by "a": 5 %', ["tbd"], "a", dt.date(2027, 3, 31), "5 %"),
    ],
)
def test_a_waiver_is_read(
    comment: str, rules: list[str], by: str, until: dt.date | None, reason: str
) -> None:
    found = waivers(text(behind=comment))
    assert [waiver.rule for waiver in found] == rules
    assert {(waiver.by, waiver.until, waiver.reason) for waiver in found} == {(by, until, reason)}
    source = parse(text(behind=comment)).source
    assert [source.slice(waiver.span) for waiver in found] == rules
    assert checked(text(behind=comment)).count(Severity.ERROR) == 1, "only the missing term"


@pytest.mark.parametrize(
    ("comment", "message", "under"),
    [
        ("# clausecheck: waive", "a rule is missing: its code or its name stands after `waive`", "e"),
        ("# clausecheck: waive tbd", "the reason is missing: it stands at the end, after a colon", "d"),
        ("# clausecheck: waive tbd:", "the reason is missing: it stands at the end, after a colon", ":"),
        ("# clausecheck: waive tbd: --", "the reason is missing: it stands at the end, after a colon", "-- "),
        ("# clausecheck: waive tbd reason", "`reason` is no word of a waiver", "reason"),
        (
            "# clausecheck: waive tbd untl 2027-03-31: x",
            "`untl` is no word of a waiver; did you mean `until`?",
            "untl",
        ),
        (
            "# clausecheck: waive tbd,: x",
            "a rule is missing: its code or its name stands after `waive`",
            None,
        ),
        (
            '# clausecheck: waive by "x": y',
            "a rule is missing: its code or its name stands after `waive`",
            "by",
        ),
        ("# clausecheck: waive tbd by me: x", "who accepts it stands in quotes after `by`", "me"),
        ('# clausecheck: waive tbd by " ": x', "nobody stands after `by`", '" "'),
        ('# clausecheck: waive tbd by "a" by "b": x', "`by` stands twice", "by"),
        (
            "# clausecheck: waive tbd until 31.3.2027: x",
            "`31.3.2027` is no date; it is written like 2027-03-31",
            "31.3.2027",
        ),
        (
            "# clausecheck: waive tbd until 2027-02-30: x",
            "`2027-02-30` is no date; it is written like 2027-03-31",
            "2027-02-30",
        ),
        (
            "# clausecheck: waive tbd until 20270331: x",
            "`20270331` is no date; it is written like 2027-03-31",
            "20270331",
        ),
        (
            "# clausecheck: waive tbd until: x",
            "a date is missing after `until`; it is written like 2027-03-31",
            None,
        ),
        ("# clausecheck: ignore tbd: x", "`waive` comes after `clausecheck:`, not `ignore`", "ignore"),
        ("# clausecheck: Waive tbd: x", "`waive` comes after `clausecheck:`, not `Waive`", "Waive"),
        ("# clausecheck:", "`waive` comes after `clausecheck:`, not nothing", None),
        (
            "# Clausecheck: waive tbd: x",
            "a waiver begins with `# clausecheck: waive`, in small letters",
            None,
        ),
        ("# clausecheck waive tbd: x", "a waiver begins with `# clausecheck: waive`, in small letters", None),
        ("# clausecheck-disable tbd", "a waiver begins with `# clausecheck: waive`, in small letters", None),
    ],
)
def test_what_is_meant_as_a_waiver_and_is_none_is_an_error(
    comment: str, message: str, under: str | None
) -> None:
    result = checked(text(behind=comment))
    (finding,) = [finding for finding in result.findings if finding.name == "waiver-syntax"]
    assert (finding.code, finding.severity, finding.message) == ("CC090", Severity.ERROR, message)
    if under is not None:
        assert result.sources[finding.file].slice(finding.span).strip() == under.strip()
    assert finding.help
    assert not result.waived


@pytest.mark.parametrize(
    "comment", ["# clausecheck found this", "# see clausecheck: waive tbd: x", "# waive tbd: x"]
)
def test_other_comments_are_other_comments(comment: str) -> None:
    assert names(checked(text(behind=comment))) == ["missing-term:1", "tbd:7", "tbd:9"]


@settings(max_examples=examples(300), deadline=None)
@given(st.text(st.sampled_from('ab:," \t-2027until by"tbd#\\é{}'), max_size=30))
def test_any_comment_is_a_waiver_or_one_finding(tail: str) -> None:
    result = checked(text(behind=f"# clausecheck:{tail}"))
    about = [finding for finding in result.findings if finding.code.startswith("CC09")]
    assert result.waived or about


def test_the_example_in_the_help_is_a_waiver() -> None:
    assert len(waivers(text(agreement=EXAMPLE))) == 1


def test_texts_in_quotes_are_no_comments() -> None:
    source = text() + 'text for P1 """\n# clausecheck: waive tbd: x\n"""\n'
    assert waivers(source) == []


# What it covers

WAIVE = "# clausecheck: waive tbd: open until the workshop"


@pytest.mark.parametrize(
    ("place", "left"),
    [
        ("behind", ["missing-term:1", "tbd:9"]),
        ("between", ["missing-term:1", "tbd:7"]),
        ("header", ["missing-term:1"]),
        ("above", ["missing-term:1"]),
        ("brace", ["missing-term:1", "waiver-syntax:11", "tbd:7", "tbd:9"]),
        ("closing", ["missing-term:1", "waiver-syntax:10", "tbd:7", "tbd:9"]),
        ("inside", ["missing-term:1", "waiver-unused:2", "tbd:7", "tbd:9"]),
        ("agreement", ["missing-term:1", "waiver-unused:1", "tbd:7", "tbd:9"]),
    ],
)
def test_a_waiver_is_for_its_clause_or_its_block(place: str, left: list[str]) -> None:
    result = checked(text(**{place: WAIVE}))
    assert sorted(names(result)) == sorted(left)
    assert len(result.waived) == 3 - sum(not name.startswith("waiver") for name in left)


def test_what_is_missing_is_waived_at_the_header_of_the_agreement() -> None:
    comment = '# clausecheck: waive missing-term by "J. Rivers" until 2027-03-31: the framework has it'
    for source in (text(agreement=comment), f"# a head\n\n{comment}\n# more\n\n{text()}"):
        result = checked(source)
        assert [finding.name for finding in result.findings] == ["tbd", "tbd"]
        (waived,) = result.waived
        assert (waived.finding.name, waived.finding.severity) == ("missing-term", Severity.ERROR)
        assert (waived.reason, waived.by, waived.until) == (
            "the framework has it",
            "J. Rivers",
            dt.date(2027, 3, 31),
        )
        assert result.sources[waived.finding.file].slice(waived.span) == comment
        assert not result.fails(Severity.ERROR)


def test_a_clause_over_several_lines_and_a_comment_within_it() -> None:
    source = text().replace(
        "resolve within tbd", f"resolve within tbd,\n    {WAIVE}\n    during business,  {WAIVE}\n   for P1"
    )
    result = checked(source)
    assert names(result) == ["missing-term:1", "tbd:7", "waiver-unused:11"]


def test_laying_out_keeps_every_waiver_where_it_holds() -> None:
    for place in ("agreement", "inside", "above", "header", "behind", "between"):
        before = text(**{place: WAIVE}).replace("  ", "\t\t")
        after = layout(parse(before))
        assert judged(after) == judged(before), place
        assert [one.finding.path for one in checked(after).waived] == [
            one.finding.path for one in checked(before).waived
        ], place


def test_the_nearest_waiver_is_the_one_that_is_used() -> None:
    result = checked(text(header=WAIVE, behind=WAIVE, between=WAIVE))
    assert names(result) == ["missing-term:1", "waiver-unused:6"]


def test_waived_findings_keep_their_fingerprints() -> None:
    before = {finding.fingerprint for finding in checked(text()).findings}
    result = checked(text(behind=WAIVE))
    assert {one.finding.fingerprint for one in result.waived} | {
        f.fingerprint for f in result.findings
    } == before


# What is wrong with it


def test_an_unused_waiver_says_where_the_finding_stands() -> None:
    result = checked(text(inside=WAIVE))
    (finding,) = [finding for finding in result.findings if finding.name == "waiver-unused"]
    assert finding.severity is Severity.WARNING
    assert finding.notes == ("`tbd` is reported in line 7, which this waiver does not cover",)
    mended = checked(text(inside=WAIVE).replace("tbd\n", "1 hour\n").replace("tbd ", "1 hour "))
    (finding,) = [finding for finding in mended.findings if finding.name == "waiver-unused"]
    assert (finding.notes, finding.help) == ((), ("remove it",))


@pytest.mark.parametrize(
    ("last", "expired"), [("2027-01-14", True), ("2027-01-15", False), ("2027-01-16", False)]
)
def test_the_last_day_of_a_waiver_is_still_its_own(last: str, expired: bool) -> None:
    result = checked(text(behind=f"# clausecheck: waive tbd until {last}: open"))
    assert ("waiver-expired:7" in names(result)) is expired
    assert ("tbd:7" in names(result)) is expired
    if expired:
        (finding,) = [finding for finding in result.findings if finding.name == "waiver-expired"]
        assert finding.message == f"the waiver of `tbd` ended on {last}"
        assert result.sources[finding.file].slice(finding.span) == last


def test_a_rule_that_does_not_exist() -> None:
    result = checked(text(behind="# clausecheck: waive tdb, CC60: x"))
    found = [finding for finding in result.findings if finding.name == "waiver-unknown-rule"]
    assert [finding.message for finding in found] == ["no rule is called `tdb`", "no rule is called `CC60`"]
    assert found[1].help[0].startswith("Did you mean `CC060`") or found[1].help[0].startswith(
        "Did you mean `CC"
    )


def test_codes_names_and_aliases(tmp_path: Path) -> None:
    firm = tmp_path / "firm.yaml"
    firm.write_text(
        "ruleset: firm\nrules:\n  open:\n    code: FIRM001\n    aliases: [left-open, FIRM900]\n    severity: error\n"
        "    class: presence\n    for each: respond\n    require: within is not tbd\n    message: open\n    why: x\n"
        "    source: practice\n    flawed: []\n    clean: []\n".replace(
            "within is not tbd", "not within is tbd"
        ),
        encoding="utf-8",
    )
    for word in ("open", "FIRM001", "left-open", "FIRM900", "firm001"):
        result = check(text(behind=f"# clausecheck: waive {word}: x"), ruleset=firm, as_of=DAY)
        assert [one.finding.name for one in result.waived] == ["open"], word
        assert result.findings == (), word


@pytest.mark.parametrize(
    "rule", ["unknown-keyword", "CC003", "waiver-syntax", "waiver-unused", "baseline-stale"]
)
def test_what_cannot_be_read_cannot_be_waived(rule: str) -> None:
    result = checked(text(behind=f"# clausecheck: waive {rule}: x"))
    (finding,) = [finding for finding in result.findings if finding.name == "waiver-not-possible"]
    assert finding.severity is Severity.ERROR
    assert finding.message.startswith(f"`{rule}` cannot be waived: ")


def test_a_rule_that_did_not_run_is_neither_used_nor_unused() -> None:
    source = text(header="# clausecheck: waive missing-term, tbd: x")
    assert judged(source) == ["unused", "used"]
    assert judged(source, select=("tbd",)) == ["not checked", "used"]
    assert judged(source, ignore=("missing-term",)) == ["not checked", "used"]
    assert judged(source, "names") == ["not checked", "used"], "another ruleset of ours has it"


def test_nothing_is_unused_while_something_cannot_be_read() -> None:
    source = text(behind=WAIVE).replace("respond within tbd", "respnod wihtin tbd xyz")
    assert judged(source) == ["not checked"]
    assert not [name for name in names(checked(source)) if name.startswith("waiver")]


def test_rules_about_waivers_belong_to_every_ruleset_and_stay_selected() -> None:
    source = text(behind="# clausecheck: nonsense")
    for ruleset in ("reading", "names", "msp"):
        assert "waiver-syntax:7" in names(check(source, ruleset=ruleset, as_of=DAY))
    assert "waiver-syntax:7" in names(check(source, select=("CC3",), as_of=DAY))
    assert "waiver-syntax:7" not in names(check(source, ignore=("CC090",), as_of=DAY))


def test_a_file_that_says_nothing_but_a_waiver() -> None:
    assert [finding.name for finding in check(f"{WAIVE}\n", as_of=DAY).findings] == [
        "empty-agreement",
        "waiver-syntax",
    ]


def test_the_waivers_of_the_documentation_are_waivers() -> None:
    page = (ROOT / "docs" / "config.md").read_text(encoding="utf-8")
    (source,) = re.findall(r"^```sla\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    result = check(source, profile=(), as_of=DAY)
    assert [finding.name for finding in result.findings if finding.code.startswith("CC09")] == []
    assert {one.finding.name for one in result.waived} == {
        "missing-term",
        "missing-parties",
        "response-undefined",
        "tbd",
    }
