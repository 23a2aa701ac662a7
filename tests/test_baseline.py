"""Baselines: what survives moving, renaming and laying out anew, what is new, and what is stale."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausecheck.baseline import (
    MEMBERS,
    Baseline,
    BaselineEntry,
    BrokenBaseline,
    Compared,
    compare,
    parse,
    record,
    render,
)
from clausecheck.checking import check, stale
from clausecheck.finding import CheckResult
from clausecheck.language.format import layout
from clausecheck.language.parser import parse as parse_text
from clausecheck.rules.loader import load
from tests.examples import examples

DAY = dt.date(2027, 1, 15)
TEXT = """\
agreement "Support" {
  reference "NW-1"
  effective tbd
}
priority P1 "Critical" {
  respond within tbd
  resolve within tbd, for desk
}
"""
RULES = ("tbd", "missing-term", "missing-parties")


def checked(text: str = TEXT, path: str = "a.sla", select: tuple[str, ...] = RULES) -> CheckResult:
    return check(text, path=path, select=select, profile=(), as_of=DAY)


def baseline(*results: CheckResult, folder: Path | None = None) -> Baseline:
    """The baseline of results, written and read again."""
    here = folder or Path.cwd()
    return parse(render(record(results, here)), here, "known.json")


def compared(baselined: Baseline, *results: CheckResult, searched: tuple[str, ...] = ()) -> Compared:
    ran = {load("msp").rule(name).code for name in RULES}
    return compare(baselined, results, ran=ran, searched=searched)


def names(result: CheckResult) -> list[str]:
    return [finding.name for finding in result.findings]


def test_known_findings_are_not_reported() -> None:
    before = checked()
    found = compared(baseline(before), before)
    (result,) = found.results
    assert (result.findings, set(result.baselined), found.stale) == ((), set(before.findings), ())
    assert len(before.findings) == 5


CHANGES: dict[str, Callable[[str], str]] = {
    "lines above": lambda text: "# a comment\n\n\n" + text,
    "laid out anew": lambda text: layout(parse_text(text.replace("  ", "\t").replace(" {", "   {"))),
    "line ends of Windows": lambda text: text.replace("\n", "\r\n"),
    "a clause over two lines": lambda text: text.replace("tbd, for", "tbd,\n      for"),
    "blocks in another order": lambda text: text[text.index("priority") :] + text[: text.index("priority")],
    "clauses in another order": lambda text: text.replace("  respond within tbd\n", "").replace(
        "for desk\n", "for desk\n  respond within tbd\n"
    ),
    "an unrelated clause": lambda text: text.replace("  respond", "  update every 1 hour\n  respond"),
    "a comment behind": lambda text: text.replace("respond within tbd", "respond within tbd  # soon"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("path", ["a.sla", "b.sla", "elsewhere/deep/c.sla"])
def test_it_survives_edits_moves_and_new_names(change: Callable[[str], str], path: str) -> None:
    found = compared(baseline(checked()), checked(change(TEXT), path))
    assert [names(result) for result in found.results] == [[]]
    assert found.stale == ()
    assert {entry.file for entry in found.kept} == {path}, "written anew, it names the new file"


def test_a_new_finding_is_reported() -> None:
    worse = TEXT.replace("  respond", "  update every tbd\n  respond")
    (result,) = compared(baseline(checked()), checked(worse)).results
    assert names(result) == ["tbd"]
    assert result.findings[0].path.endswith("update")


def test_one_entry_is_for_one_finding() -> None:
    """Two agreements with the same words have the same fingerprints; each needs its own entry."""
    one = checked()
    copy = checked(path="copy.sla")
    found = compared(baseline(one), one, copy)
    assert [len(result.findings) for result in found.results] == [0, 5]
    found = compared(baseline(one), copy, one)
    assert [len(result.findings) for result in found.results] == [5, 0], (
        "the file that the entry names goes first"
    )
    found = compared(baseline(one, copy), copy, one)
    assert [len(result.findings) for result in found.results] == [0, 0]


MENDED = TEXT.replace("respond within tbd", "respond within 1 hour")


def test_what_is_mended_is_stale() -> None:
    baselined = baseline(checked())
    found = compared(baselined, checked(MENDED))
    (entry,) = found.stale
    assert (entry.rule, entry.path, entry.file) == ("CC060 tbd", "priority P1 / respond", "a.sla")
    assert '"path": "priority P1 / respond"' in baselined.source.line(entry.line)
    result = stale(found.stale, baselined.source, load("msp"))
    (finding,) = result.findings
    assert (finding.code, finding.file, finding.severity.value) == ("CC095", "known.json", "info")
    assert finding.message.startswith("CC060 tbd is no longer found in a.sla: a value of `respond`")
    assert result.sources["known.json"].position(finding.span.start).line == entry.line
    assert result.agreements == ()
    assert set(found.kept) | {entry} == set(baselined.entries)


def test_it_is_judged_only_where_the_run_could_have_seen_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.sla").write_text(TEXT, encoding="utf-8")
    baselined = baseline(checked())
    other = checked(TEXT.replace("NW-1", "NW-2"), "b.sla")

    def stale_after(*results: CheckResult, searched: tuple[str, ...] = (), **more: object) -> int:
        codes = more.pop("ran", {load("msp").rule(name).code for name in RULES})
        return len(compare(baselined, results, ran=codes, searched=searched, **more).stale)  # type: ignore[arg-type]

    assert stale_after(other) == 0, "another file was checked"
    assert stale_after(other, searched=("x",)) == 0
    assert stale_after(other, searched=(".",)) == 5, (
        "its folder was searched and it was not there, or is excluded"
    )
    assert stale_after(checked(MENDED), ran={"CC101"}) == 0, "the rule did not run"
    assert stale_after(checked(MENDED), unread={"a.sla"}) == 0, "it could not be read as a whole"
    copy = checked(MENDED, "copy.sla")
    assert stale_after(copy) == 0, "its file is still there"
    Path("a.sla").unlink()
    assert stale_after(copy) == 1, "it has moved"


def test_files_are_seen_from_the_folder_of_the_baseline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    baselined = baseline(checked(path="agreements/a.sla"), folder=tmp_path / "quality")
    assert {entry.file for entry in baselined.entries} == {"../agreements/a.sla"}
    monkeypatch.chdir("/")
    gone = compared(baselined, checked(MENDED, (tmp_path / "agreements" / "a.sla").as_posix()))
    assert len(gone.stale) == 1


def test_it_is_sorted_and_one_line_an_entry() -> None:
    b, a = checked(path="b.sla"), checked(path="a.sla")
    text = render(record([b, a], Path.cwd()))
    assert text == render(reversed(record([a, b], Path.cwd())))
    lines = text.splitlines()
    assert len(lines) == 10 + 2
    assert [json.loads(line.rstrip(","))["file"] for line in lines[1:-1]] == ["a.sla"] * 5 + ["b.sla"] * 5
    shorter = render(record([b, checked(MENDED, "a.sla")], Path.cwd())).splitlines()
    assert len(set(lines) - set(shorter)) == 1, "one finding less is one line less"
    assert set(shorter) < set(lines)


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(st.tuples(*[st.text(max_size=9)] * len(MEMBERS)), max_size=6))
def test_what_is_written_is_read(rows: list[tuple[str, ...]]) -> None:
    entries = [BaselineEntry(*row) for row in rows]
    text = render(entries)
    assert sorted(parse(text, Path("/"), "x").entries, key=BaselineEntry.sort_key) == sorted(
        entries, key=BaselineEntry.sort_key
    )
    assert text.count("\n") == (len(entries) + 2 if entries else 1)


GOOD = render(record([checked()], Path.cwd()))


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("", "line 1: this is not JSON: Expecting value"),
        (GOOD[:-20], "line 6: this is not JSON: "),
        ("[" * 100_000, "this is not JSON: "),
        ("[]", "this is no baseline of clausecheck"),
        ("{}", "this is no baseline of clausecheck"),
        (
            GOOD.replace('baseline": 1', 'baseline": 2'),
            "it was written by another version of clausecheck; write it anew",
        ),
        (GOOD.replace('"fingerprints": "v1"', '"fingerprints": "v9"'), "it was written by another version"),
        ('{"clausecheck-baseline": 1, "fingerprints": "v1"}', "it has no list of findings"),
        (
            '{"clausecheck-baseline": 1, "fingerprints": "v1", "findings": [1]}',
            "entry 1 is none: it needs fingerprint, rule, ",
        ),
        (
            GOOD.replace('"rule": "CC060 tbd"', '"rule": 5', 1),
            "entry 1 is none: it needs fingerprint, rule, ",
        ),
        ("<<<<<<< HEAD\n" + GOOD, "line 1: this is not JSON: "),
    ],
)
def test_a_broken_baseline_says_what_is_wrong(text: str, wording: str) -> None:
    with pytest.raises(BrokenBaseline) as raised:
        parse(text, Path("/"), "x")
    assert str(raised.value).startswith(wording)
    assert "\n" not in str(raised.value)


def test_an_entry_twice_is_two_entries() -> None:
    result = checked()
    baselined = baseline(result, result)
    assert len(baselined.entries) == 10
    assert len({entry.line for entry in baselined.entries}) == 10
    assert len(compared(baselined, result).stale) == 5


def test_waived_findings_are_not_recorded() -> None:
    waived = checked(TEXT.replace("respond within tbd", "respond within tbd  # clausecheck: waive tbd: open"))
    assert len(baseline(waived).entries) == 4
    assert len(compared(baseline(checked()), waived).stale) == 1, "the waiver takes its place"
    assert compared(baseline(waived), replace(waived, waived=())).results[0].findings == ()
