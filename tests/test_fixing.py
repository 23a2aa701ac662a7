"""Mends: on flawed samples, traps, drafts and the examples of rules they leave an agreement that can be read, with fewer findings
and no new error; and whatever of them is made, the rest of the text stays as it is."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausecheck.agreement.mending import edited
from clausecheck.checking import check_parsed
from clausecheck.finding import CheckResult, Edit, Mend, Severity, draft
from clausecheck.fixing import OPEN_VALUE, Kinds, Mended, Offer, Quit, mended
from clausecheck.language.parser import Parsed, parse, parse_bytes
from clausecheck.rules.blanks import blanked
from clausecheck.rules.loader import Ruleset, load
from clausecheck.rules.rule import Rule
from clausecheck.source import Source, Span
from tests import test_traps

ROOT = Path(__file__).resolve().parent.parent
AS_OF = dt.date(2026, 11, 23)
ALL = Kinds(unsafe=True)
FLAWED = sorted((ROOT / "samples" / "flawed").glob("*.sla"))
DRAFTS = sorted((ROOT / "tests" / "cases" / "drafts").glob("*.sla"))
MARKED = sorted((ROOT / "tests" / "cases" / "marked").glob("*.sla"))[::25]
OTHERS = [
    *sorted((ROOT / "tests" / "cases" / "marked").glob("*.sla"))[7::25],
    *sorted((ROOT / "samples" / "published").glob("*.sla"))[::6],
]


@functools.cache
def core() -> Ruleset:
    return load("msp").with_profile(("core",))


@functools.cache
def every() -> Ruleset:
    return load("msp").with_previews()


def wrong_codes(result: CheckResult) -> set[str]:
    return {finding.code for finding in result.findings}


def errors(result: CheckResult) -> int:
    return sum(finding.severity is Severity.ERROR for finding in result.findings)


def holds(before: Parsed, done: Mended, rules: Ruleset) -> None:
    """What must hold of every agreement after its mends."""
    found = check_parsed(before, rules, as_of=AS_OF)
    assert not done.parsed.problems
    assert done.result == check_parsed(done.parsed, rules, as_of=AS_OF), "what is told is not what is written"
    if done.made:
        left = [one for one in done.result.findings if one.name != OPEN_VALUE]
        assert len(left) < len(found.findings)
    else:
        assert done.text == before.source.text
    unfiltered = check_parsed(before, replace(rules.never_silent(), profile=()), as_of=AS_OF)
    new = {finding.code for finding in done.result.findings if finding.severity is Severity.ERROR}
    assert new <= wrong_codes(found) | wrong_codes(unfiltered)


@pytest.mark.parametrize("path", [*FLAWED, *DRAFTS, *MARKED], ids=lambda path: path.stem)
def test_mends_leave_fewer_findings_and_no_new_error(path: Path) -> None:
    parsed = parse_bytes(path.read_bytes(), path.name)
    done = mended(parsed, core(), as_of=AS_OF, kinds=ALL)
    holds(parsed, done, core())
    if path in FLAWED or path in DRAFTS:
        assert done.made
    again = mended(done.parsed, core(), as_of=AS_OF, kinds=ALL)
    assert again.text == done.text, "mending twice mends more"


@pytest.mark.slow
@pytest.mark.parametrize("kinds", [ALL, Kinds(blanks=True)], ids=["unsafe", "blanks"])
@pytest.mark.parametrize("path", [*FLAWED, *DRAFTS, *OTHERS], ids=lambda path: path.stem)
def test_all_kinds_of_mends_leave_an_agreement(path: Path, kinds: Kinds) -> None:
    """Also what `--draft-missing` adds: what it leaves open is found as open, and nothing else is new."""
    parsed = parse_bytes(path.read_bytes(), path.name)
    done = mended(parsed, core(), as_of=AS_OF, kinds=kinds)
    holds(parsed, done, core())


@pytest.mark.parametrize("path", test_traps.FILES, ids=lambda path: path.stem)
def test_mends_of_a_trap(path: Path) -> None:
    parsed = parse(test_traps.agreement(path, "flawed"), "trap.sla")
    done = mended(parsed, test_traps.RULES, as_of=AS_OF, kinds=ALL)
    assert not done.parsed.problems
    assert errors(done.result) <= errors(check_parsed(parsed, test_traps.RULES, as_of=AS_OF))
    if done.made:
        assert done.result.findings == ()


def _examples() -> list[Rule]:
    return [rule for rule in every().rules if rule.flawed and not rule.reader]


@pytest.mark.parametrize("rule", _examples()[::7], ids=lambda rule: rule.code)
def test_mends_of_the_examples_of(rule: Rule) -> None:
    as_of = rule.valid_from or AS_OF
    for text in rule.flawed[:2]:
        parsed = parse(text)
        before = check_parsed(parsed, every(), as_of=as_of)
        others = frozenset(found.fingerprint for found in before.findings if found.code != rule.code)
        done = mended(parsed, every(), as_of=as_of, kinds=ALL, leave=others)
        assert not done.parsed.problems
        assert len(done.result.findings) < len(before.findings) or not done.made


def test_at_least_sixty_rules_carry_a_mend() -> None:
    carry = set()
    for rule in _examples():
        result = check_parsed(parse(rule.flawed[0]), every(), as_of=rule.valid_from or AS_OF)
        carry |= {finding.code for finding in result.findings if finding.mends}
        if len(carry) >= 60:
            return
    raise AssertionError(f"only {len(carry)}")


#: Contradictions of figures, each with how many of its helps say the one value that removes it.
COMPUTED = {
    "cap-below-band": 2, "cap-never-bites": 1, "band-order": 3, "exit-above-promise": 2, "early-fee-after-term": 1,
    "minimum-above-target": 1, "maintenance-said-twice": 2, "promise-above-supplier": 1, "notice-longer-than-renewal": 1,
    "notice-before-start": 2, "no-copy-left": 1, "gone-before-verified": 2, "gone-before-tested": 2,
    "price-ends-before-term": 1, "two-shares": 2, "limit-never-reached": 1, "priority-line-never-decides": 1,
    "reminder-after-closing": 2, "two-records": 2,
}  # fmt: skip


@pytest.mark.parametrize("name", COMPUTED)
def test_each_value_that_is_proposed_for_a_contradiction_removes_it(name: str) -> None:
    rule = every().rule(name)
    parsed = parse(rule.flawed[0])
    found = check_parsed(parsed, every(), as_of=AS_OF).findings
    mine = next(finding for finding in found if finding.name == name)
    others = frozenset(finding.fingerprint for finding in found if finding.name != name)
    assert len(mine.mends) >= COMPUTED[name]
    for mend in mine.mends:
        done = mended(
            parsed,
            every(),
            as_of=AS_OF,
            kinds=ALL,
            leave=others,
            ask=lambda offer, *_, text=mend.text: offer.mend.text == text,
        )
        assert [offer.mend.text for offer in done.made] == [mend.text], done.refused
        assert not [finding for finding in done.result.findings if finding.name == name]


# ---- safe and unsafe


def made(text: str, kinds: Kinds = ALL, rules: Ruleset | None = None, **more: object) -> Mended:
    return mended(parse(text), rules or core(), as_of=AS_OF, kinds=kinds, **more)  # type: ignore[arg-type]


AGREEMENT = """agreement "Print Service" {
  kind extract
  provider Quill "Quill Ltd" in GB
  customer Dorr "Dorr Ltd" in GB
}

hours shift "Shift" in Europe/London {
  mon-fri 07:00-15:00
}

priority Red "Red" {
  applies when impact high
  respond within 1 hour, during %s # by phone
}
"""


def test_a_spelling_with_one_reading_is_safe() -> None:
    done = made(AGREEMENT % "shfit", Kinds())
    assert done.text == AGREEMENT % "shift"
    assert [offer.mend.because for offer in done.made] == [""]


def test_a_spelling_with_two_readings_is_not_safe() -> None:
    text = (AGREEMENT % "shif").replace(
        "priority Red", "hours shifu {\n  mon-fri 08:00-12:00\n}\n\npriority Red"
    )
    done = made(text, Kinds())
    assert done.text == text
    finding = next(found for found in done.result.findings if found.name == "undefined-name")
    assert not finding.mends[0].safe
    assert finding.mends[0].because


def test_a_figure_of_a_name_is_no_slip() -> None:
    text = (AGREEMENT % "shift") + 'service desk "Desk" {\n  includes "print" for Red2\n}\n'
    names = {offer.finding.name for offer in made(text, Kinds()).made}
    assert "undefined-name" not in names


def test_what_changes_an_obligation_says_so_and_waits_to_be_asked_for() -> None:
    path = ROOT / "samples" / "flawed" / "response-never-agreed.sla"
    text = path.read_text(encoding="utf-8")
    assert made(text, Kinds()).text == text
    done = made(text)
    assert done.made
    assert all(offer.mend.because for offer in done.made)


def test_a_mend_names_whom_it_favours() -> None:
    text = (ROOT / "samples" / "flawed" / "termination-leaves-backups.sla").read_text(encoding="utf-8")
    result = check_parsed(parse(text), core(), as_of=AS_OF)
    said = [mend.because for finding in result.findings for mend in finding.mends if "favours" in mend.text]
    assert said
    assert all("favours the" in because for because in said)


# ---- what stays as it is


def test_line_ends_and_comments_stay() -> None:
    text = (AGREEMENT % "shfit").replace("\n", "\r\n")
    done = made(text, rules=every())
    assert done.made
    assert "\n" not in done.text.replace("\r\n", "")
    assert "# by phone" in done.text


def test_a_mend_that_would_lose_a_comment_is_not_made() -> None:
    text = AGREEMENT % "shift" + "\n"
    at = text.index("respond within")
    text = text[:at] + "respond within 1 hour, # by phone\n    during shift\n}\n"
    parsed = parse(text)
    before = check_parsed(parsed, every(), as_of=AS_OF)
    assert not parsed.problems
    done = mended(parsed, every(), as_of=AS_OF, kinds=ALL)
    assert "# by phone" in done.text
    assert len(done.result.findings) <= len(before.findings)


def test_a_new_clause_stands_as_its_neighbours_do() -> None:
    text = AGREEMENT.replace("\n  ", "\n\t") % "shift"
    done = made(text, rules=every())
    new = [line for line in done.text.splitlines() if line not in text.splitlines() and line.strip()]
    inside = [line for line in new if line[0] in " \t"]
    assert any(line.startswith("\t") for line in inside)


def test_a_text_that_cannot_be_read_is_mended_by_the_edits_of_the_reader_alone() -> None:
    text = (AGREEMENT % "shift").replace("mon-fri 07:00-15:00", "mon-fri 07:00–15:00")
    done = made(text, Kinds())
    assert not done.parsed.problems
    assert done.text == AGREEMENT % "shift"
    lost = AGREEMENT % "shift" + "it shall be so that the parties\n"
    assert made(lost).text == lost


def test_a_baseline_and_the_other_side_are_left_alone() -> None:
    text = AGREEMENT % "shfit"
    every_one = frozenset(
        found.fingerprint for found in check_parsed(parse(text), core(), as_of=AS_OF).findings
    )
    assert made(text, leave=every_one).text == text


# ---- blanks


@pytest.mark.parametrize(
    ("clause", "blank"),
    [
        ("respond within 4 hours", "respond within tbd"),
        ("  update every 3 business hours, to Client", "  update every tbd, to Client"),
        ('define incident "a fault of 3 hours"', 'define incident "a fault of 3 hours"'),
        ("}", "}"),
    ],
)
def test_figures_of_a_new_clause_become_blanks(clause: str, blank: str) -> None:
    assert blanked(clause) == blank


def test_what_is_missing_is_drafted_with_blanks() -> None:
    path = ROOT / "tests" / "cases" / "drafts" / "dutch-provider.sla"
    text = path.read_text(encoding="utf-8")
    done = made(text, Kinds(blanks=True))
    assert done.made
    assert all(offer.blank for offer in done.made)
    assert "tbd" in done.text.replace(text, "")
    assert not done.parsed.problems
    gone = {offer.finding.name for offer in done.made}
    left = [found for found in done.result.findings if found.name != "tbd"]
    assert len(left) < len(check_parsed(parse(text), core(), as_of=AS_OF).findings)
    assert gone


# ---- asking


def asking(*answers: bool) -> Callable[[Offer, Source, str], bool]:
    given_ = list(answers)

    def ask(offer: Offer, source: Source, after: str) -> bool:
        if not given_:
            raise Quit
        assert source.text != after
        return given_.pop(0)

    return ask


def test_each_mend_is_asked_for_and_those_that_were_made_stay() -> None:
    text = (ROOT / "samples" / "flawed" / "response-never-agreed.sla").read_text(encoding="utf-8")
    assert len(made(text, ask=asking(True)).made) == 1
    assert made(text, ask=asking(False, False)).text == text


# ---- any of them


@functools.cache
def edits_of(path: Path) -> tuple[Parsed, tuple[tuple[Edit, ...], ...]]:
    parsed = parse_bytes(path.read_bytes(), path.name)
    result = check_parsed(parsed, every(), as_of=AS_OF)
    return parsed, tuple(mend.edits for finding in result.findings for mend in finding.mends)


def apart(chosen: list[tuple[Edit, ...]]) -> list[Edit]:
    """The edits of those that are about places of their own."""
    taken: list[Edit] = []
    for edits in chosen:
        if all(
            edit.span.end < other.span.start or other.span.end < edit.span.start
            for edit in edits
            for other in taken
        ):
            taken += edits
    return taken


@pytest.mark.parametrize("path", [*FLAWED, *DRAFTS], ids=lambda path: path.stem)
@given(data=st.data())
def test_any_of_the_mends_leave_a_text_that_can_be_read(path: Path, data: st.DataObject) -> None:
    parsed, every_one = edits_of(path)
    chosen = data.draw(st.lists(st.sampled_from(every_one), max_size=12, unique_by=id))
    text = edited(parsed.source.text, apart(chosen))
    after = parse(text)
    assert after.problems == ()
    kept = {parsed.source.slice(span).rstrip() for span in parsed.comments}
    assert kept <= {after.source.slice(span).rstrip() for span in after.comments}


@pytest.mark.parametrize("first", [("aaa bbb", "x"), ("bbb ccc", "y")])
def test_of_mends_that_overlap_one_is_made(monkeypatch: pytest.MonkeyPatch, first: tuple[str, str]) -> None:
    """Two findings want to write one word anew: the second is not made on what the first one left."""
    wanted = [first, *({("aaa bbb", "x"), ("bbb ccc", "y")} - {first})]

    def found(parsed: Parsed, *_: object, **__: object) -> CheckResult:
        text, findings = parsed.source.text, []
        for number, (words, instead) in enumerate(wanted):
            at = text.find(words)
            if at >= 0:
                span = Span(at, at + len(words))
                mend = Mend(f"write {instead}", (Edit(span, instead),), safe=True)
                made = draft("figure-said-twice", words, span, help=(mend,), file="a.sla")
                findings.append(replace(made, code=f"CC{number}", fingerprint=words))
        return CheckResult(findings=tuple(findings), sources={"a.sla": parsed.source})

    monkeypatch.setattr("clausecheck.fixing.check_parsed", found)
    done = mended(parse('service s "aaa bbb ccc ddd eee" {\n  includes "x"\n}\n', "a.sla"), core(), kinds=ALL)
    assert done.parsed.document.clauses[0].title.text == "aaa bbb ccc ddd eee".replace(*first)  # type: ignore[attr-defined]
    assert [offer.finding.fingerprint for offer in done.made] == [first[0]]
