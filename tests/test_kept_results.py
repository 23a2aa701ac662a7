"""Results that are kept: the same report as a check, a new check for whatever has changed, and nothing to read for others."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from clausecheck import cache, kept_results, resources
from clausecheck.agreement import calendars
from clausecheck.checking import check_parsed
from clausecheck.finding import CheckResult, Crash, Severity
from clausecheck.kept_results import KeptResults, words_of
from clausecheck.language.parser import parse_bytes
from clausecheck.rules.loader import Ruleset, load

FLAWED = Path(__file__).parent.parent / "samples" / "flawed"
DAY = dt.date(2027, 3, 1)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(cache, "folder", lambda: tmp_path / "cache")
    return tmp_path / "cache"


@pytest.fixture(scope="module")
def rules() -> Ruleset:
    return load("msp").with_profile(["core"])


@pytest.fixture(scope="module")
def data() -> bytes:
    return sorted(FLAWED.glob("*.sla"))[0].read_bytes()


@pytest.fixture(scope="module")
def result(rules: Ruleset, data: bytes) -> CheckResult:
    return check_parsed(parse_bytes(data, "draft.sla"), rules, as_of=DAY)


def test_what_is_kept_is_what_was_found(
    place: Path, rules: Ruleset, data: bytes, result: CheckResult
) -> None:
    assert result.findings
    kept = KeptResults(words_of(rules), DAY)
    assert kept.load(data, "draft.sla") is None
    kept.save(data, "draft.sla", result)
    found = KeptResults(words_of(rules), DAY).load(data, "draft.sla")
    assert found == result
    assert found is not None
    assert found.sources["draft.sla"].text == result.sources["draft.sla"].text


def test_only_who_has_the_agreement_can_read_it(
    place: Path, rules: Ruleset, data: bytes, result: CheckResult
) -> None:
    kept = KeptResults(words_of(rules), DAY)
    kept.save(data, "draft.sla", result)
    [entry] = list(place.iterdir())
    content = entry.read_bytes()
    words = {word for word in data.decode().split() if len(word) > 5}
    assert len(words) > 100
    assert not [word for word in words if word.encode() in content]
    name = entry.name
    assert kept_results._sealed(cache.read(name) or b"", name, data).startswith(b'{"CheckResult"')
    assert not kept_results._sealed(cache.read(name) or b"", name, data + b" ").startswith(b'{"Check')


def test_everything_that_a_result_depends_on_is_in_the_name(
    place: Path, rules: Ruleset, data: bytes, result: CheckResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    KeptResults(words_of(rules), DAY).save(data, "draft.sla", result)
    assert KeptResults(words_of(rules), DAY).load(data, "draft.sla") is not None
    assert KeptResults(words_of(rules), DAY).load(data + b"\n", "draft.sla") is None
    assert KeptResults(words_of(rules), DAY).load(data, "other.sla") is None
    assert KeptResults(words_of(rules), DAY + dt.timedelta(1)).load(data, "draft.sla") is None
    first, *others = rules.rules
    changed = [
        replace(rules, rules=tuple(others), inactive=(*rules.inactive, first)),
        replace(rules, rules=(replace(first, severity=Severity.INFO), *others)),
        replace(rules, rules=(replace(first, in_drafts=Severity.INFO), *others)),
        replace(rules, rules=(replace(first, parameters={"x": True}), *others)),
        replace(rules, profile=("thorough",)),
        replace(rules, named=frozenset({first.name})),
        replace(rules, digests={**rules.digests, "more.yaml": "0"}),
    ]
    for other in changed:
        assert KeptResults(words_of(other), DAY).load(data, "draft.sla") is None
    for home, name, value in [
        (resources, "origin", lambda: ("0.0.1",)),
        (kept_results, "data_versions", lambda: {**calendars.data_versions(), "holidays": "0"}),
        (kept_results, "FORM", "another"),
        (sys, "version", "4.0"),
    ]:
        with monkeypatch.context() as patch:
            patch.setattr(home, name, value)
            assert KeptResults(words_of(rules), DAY).load(data, "draft.sla") is None
    assert KeptResults(words_of(rules), DAY).load(data, "draft.sla") is not None


def test_what_cannot_be_known_to_be_the_same_is_not_kept(
    place: Path, rules: Ruleset, data: bytes, result: CheckResult
) -> None:
    crashed = replace(result, crashes=(Crash("draft.sla", "x", "it crashed"),))
    KeptResults(words_of(rules), DAY).save(data, "draft.sla", crashed)
    KeptResults(words_of(replace(rules, checks={"x": lambda _: ()})), DAY).save(data, "draft.sla", result)
    foreign = replace(rules.rules[0], code="ABC001", check="theirs")
    KeptResults(words_of(replace(rules, rules=(foreign, *rules.rules))), DAY).save(data, "draft.sla", result)
    odd = replace(result, facts={"odd": object()})
    KeptResults(words_of(rules), DAY).save(data, "draft.sla", odd)
    assert not place.exists()


@pytest.mark.parametrize(
    "spoil", [lambda d: b"", lambda d: d[:-1], lambda d: d[:40] + b"x" + d[41:], lambda d: d * 2]
)
def test_a_damaged_entry_is_no_result(
    place: Path, rules: Ruleset, data: bytes, result: CheckResult, spoil: object
) -> None:
    kept = KeptResults(words_of(rules), DAY)
    kept.save(data, "draft.sla", result)
    [entry] = list(place.iterdir())
    assert callable(spoil)
    entry.write_bytes(spoil(entry.read_bytes()))
    assert kept.load(data, "draft.sla") is None
    content = kept_results._sealed(b'{"Finding": []}', entry.name, data)
    cache.write(entry.name, content)
    assert kept.load(data, "draft.sla") is None
