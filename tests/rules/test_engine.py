"""Running a ruleset: what findings say, which rules run, and what happens when one fails."""

from __future__ import annotations

import dataclasses
import datetime as dt
import pickle
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from clausecheck.finding import Edit, Finding, Mend, Severity, draft, with_fingerprints
from clausecheck.language import values as v
from clausecheck.language.tree import Broken
from clausecheck.rules.bounds import MOST_OF_ONE
from clausecheck.rules.engine import examples, run
from clausecheck.rules.errors import RuleCrashed, RulesetError, UnknownFinding, UnknownRule
from clausecheck.rules.loader import Ruleset, load
from clausecheck.rules.rule import Rule
from clausecheck.rules.runtime import Parameters
from clausecheck.source import Span
from tests.rules.common import HERE, agreement, demo, demo_names, node, tree
from tests.steps import in_proportion

DAY = dt.date(2027, 1, 1)


def check(text: str, *only: str, ruleset: Ruleset | None = None) -> list[Finding]:
    """The findings of some rules of the demonstration ruleset."""
    return run(agreement(text), ruleset or demo(), as_of=DAY, only=only or None)


def ruleset(tmp_path: Path, text: str, **analyses: Any) -> Ruleset:
    """A ruleset from text."""
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path, {"demo-names": demo_names, **analyses})


def own(made: Ruleset, active: bool = True) -> list[str]:
    """The names of the rules that the demonstration ruleset brings, without those of the reader's ruleset."""
    rules = made.rules if active else made.inactive
    return [rule.name for rule in rules if rule.ruleset in ("demo", "firm")]


FIRM = f"ruleset: firm\nextends: [{HERE / 'demo.yaml'}]\n"


def test_a_finding_carries_what_its_rule_says() -> None:
    text = 'backup core "Core" for servers {\n  full every 1 day\n}\ntermination {\n}\n'
    source = agreement(text).source
    (finding,) = check(text)
    assert finding == Finding(
        code="DEMO312",
        name="backup-without-restore-test",
        severity=Severity.ERROR,
        message='backup core "Core" is never restored as a test',
        span=Span(0, text.index(" {")),
        label="no clause of this backup tests a restore",
        place='backup core "Core"',
        path="backup core",
        expected="test_restore",
        why="A backup that was never restored is a hope. "
        "The tests show whether the recovery time can be met.",
        help=("add `test restore every 3 months`",),
        mends=(
            Mend(
                "add `test restore every 3 months`",
                (Edit(Span(text.index("}"), text.index("}")), "  test restore every 3 months\n"),),
                because="adds a promise that nobody has made yet, and its figures are examples",
            ),
        ),
        citations=finding.citations,
        risk="customer",
        file=source.path,
        group="hole",
        title=finding.title,
    )
    assert str(finding.citations[0]) == "Regulation (EU) 2016/679, 32(1)(d)"
    assert pickle.loads(pickle.dumps(finding)) == finding


def test_unstated_counts_as_missing_and_is_shown() -> None:
    text = "backup core {\n  test restore every unstated\n}\n"
    (finding,) = check(text, "untested-backup")
    assert finding.notes == ("the agreement says that this is unstated",)
    assert [(text[label.span.start : label.span.end], label.text) for label in finding.labels] == [
        ("unstated", "said to be unstated")
    ]


def test_a_broken_clause_makes_no_second_finding() -> None:
    broken = Broken(meant="test_restore")
    for clauses in ((broken,), (node("full"), broken)):
        backup = node("backup", name=v.Name("core"), clauses=clauses)
        assert run(tree(backup, Broken(meant="termination")), demo(), as_of=DAY) == []


def test_point_at_shows_every_place() -> None:
    text = "backup core {\n  keep daily for 14 days\n}\n"
    (finding,) = check(text, "DEMO313")
    assert text[finding.span.start : finding.span.end] == "14 days"
    assert finding.label == "shorter than 30 days"
    assert [text[label.span.start : label.span.end] for label in finding.labels] == ["backup core"]
    assert finding.message == "backup core keeps daily copies for 14 days only"
    assert finding.help == ("keep copies for 30 days or longer",)
    assert finding.values == ("daily", "14 days")
    assert finding.path == "backup core / keep daily"


def test_the_worst_placement_counts_and_is_said() -> None:
    (finding,) = check("backup core {\n  keep daily for 1 month\n}\n", "DEMO313")
    assert finding.notes == ("a month has 28 to 31 days and a year 365 or 366; the worst case counts here",)


def test_what_is_missing_points_at_the_agreement_or_at_the_first_block() -> None:
    text = '\nagreement "A" {\n}\n'
    (finding,) = check(text, "no-termination")
    assert text[finding.span.start : finding.span.end] == 'agreement "A"'
    assert (finding.place, finding.path, finding.expected) == ('agreement "A"', "agreement", "termination")
    (finding,) = check("# a comment\nsite HQ\n", "no-termination")
    assert (finding.span, finding.place, finding.path) == (
        Span(12, 19),
        "site HQ",
        "site HQ",
    )
    (finding,) = check("# a comment\n", "no-termination")
    assert (finding.span, finding.place, finding.path) == (Span(0, 11), "", "")


def test_a_draft_of_the_reader_gets_its_rule_and_place() -> None:
    text = "termination {\n  end by Client\n}\n"
    broken = draft("demo-unreadable", "no", Span(text.index("end"), len(text) - 3))
    (finding,) = run(dataclasses.replace(agreement(text), problems=(broken,)), demo(), as_of=DAY)
    assert (finding.code, finding.place, finding.path) == ("DEMO001", "termination", "termination")
    assert finding.why == "What cannot be read cannot be checked."


def test_fingerprints_survive_unrelated_edits() -> None:
    before = "backup a {\n}\nbackup b {\n}\n"
    after = "# new\n\nsite HQ\nbackup b {\n  full every 1 day\n}\nbackup a {\n}\n"
    prints = [
        {finding.fingerprint for finding in with_fingerprints(check(text, "DEMO312"), "x")}
        for text in (before, after)
    ]
    assert prints[0] == prints[1]
    assert len(prints[0]) == 2


def test_a_finding_without_a_rule_is_an_error_and_one_switched_off_is_dropped(tmp_path: Path) -> None:
    strange, known = draft("strange", "?", Span(0, 0)), draft("demo-unreadable", "no", Span(0, 0))
    resolved = agreement("termination {\n}\nservice a {\n}\nservice a {\n}\n")
    with pytest.raises(UnknownFinding, match="`strange`"):
        run(dataclasses.replace(resolved, problems=(strange,)), demo())
    resolved = dataclasses.replace(resolved, problems=(known,))
    off = ruleset(tmp_path, FIRM + "off: [demo-unreadable, doubled-names]\n")
    assert {finding.name for finding in run(resolved, demo())} == {"doubled-names", "demo-unreadable"}
    assert run(resolved, off) == []


def test_an_analysis_that_makes_unknown_findings(tmp_path: Path) -> None:
    def other(agreement: Any, parameters: Parameters) -> Iterable[Finding]:
        yield draft("not-a-rule", "?", Span(0, 0))

    path = tmp_path / "own.yaml"
    path.write_text((HERE / "demo.yaml").read_text())
    with pytest.raises(UnknownFinding, match="`not-a-rule`"):
        run(agreement("site HQ\n"), load(path, {"demo-names": other}))


def test_an_analysis_gets_its_parameters_and_runs_once(tmp_path: Path) -> None:
    calls: list[Parameters] = []

    def counted(agreement: Any, parameters: Parameters) -> Iterable[Finding]:
        calls.append(parameters)
        return []

    text = (HERE / "demo.yaml").read_text()
    body = text[text.index("  doubled-names:") : text.index("  demo-unreadable:")]
    body = (
        body.replace("doubled-names", "more-names")
        .replace("DEMO201", "DEMO202")
        .replace("most: 1", "least: 2 days")
    )
    made = ruleset(tmp_path, FIRM + "rules:\n" + body, **{"demo-names": counted})
    run(agreement("site HQ\n"), made, as_of=dt.date(2027, 1, 31))
    assert calls == [
        {
            "as-of": v.Date(dt.date(2027, 1, 31)),
            "most": v.Number(Decimal(1)),
            "least": v.Duration(((Decimal(2), "day"),)),
        }
    ]


def test_parameters_of_one_analysis_must_agree(tmp_path: Path) -> None:
    text = (HERE / "demo.yaml").read_text()
    body = text[text.index("  doubled-names:") : text.index("  demo-unreadable:")]
    body = (
        body.replace("doubled-names", "more-names")
        .replace("DEMO201", "DEMO202")
        .replace("most: 1", "most: 2")
    )
    with pytest.raises(RulesetError, match="`most` is 2 here and 1 in `doubled-names`"):
        ruleset(tmp_path, FIRM + "rules:\n" + body)


def test_a_crash_names_the_rule(tmp_path: Path) -> None:
    def crash(agreement: Any, parameters: Parameters) -> Iterable[Finding]:
        yield draft("doubled-names", "?", Span(0, 0))
        raise ZeroDivisionError("oh")

    path = tmp_path / "own.yaml"
    path.write_text((HERE / "demo.yaml").read_text())
    with pytest.raises(
        RuleCrashed, match="the rule `doubled-names` crashed: ZeroDivisionError: oh"
    ) as raised:
        run(agreement("site HQ\n"), load(path, {"demo-names": crash}))
    assert raised.value.rule == "doubled-names"
    assert isinstance(raised.value.original, ZeroDivisionError)


def test_a_firm_changes_severity_and_parameters_and_switches_off(tmp_path: Path) -> None:
    made = ruleset(
        tmp_path,
        FIRM + "off: [DEMO102, no-termination]\n"
        "overrides:\n  untested-backup: {severity: info}\n  DEMO313: {parameters: {shortest: 7 days}}\n",
    )
    assert own(made) == [
        "backup-without-restore-test", "copies-kept-too-short", "doubled-names", "demo-unreadable",
    ]  # fmt: skip
    assert {*own(made, False)} == {"no-termination", "service-without-backup"}
    found = check("backup a {\n  keep daily for 8 days\n  keep hourly for 6 days\n}\n", ruleset=made)
    assert [(f.code, f.severity, f.message) for f in found] == [
        ("DEMO312", Severity.INFO, "backup a is never restored as a test"),
        ("DEMO313", Severity.WARNING, "backup a keeps hourly copies for 6 days only"),
    ]
    assert found[1].help == ("keep copies for 7 days or longer",)
    assert {Path(made.file).as_posix(), "tests/rules/demo.yaml"} <= set(made.digests)


def test_rules_are_found_by_code_name_alias_and_prefix() -> None:
    made = demo()
    for text in ("DEMO312", "backup-without-restore-test", "untested-backup", "DEMO999", "demo312"):
        assert made.rule(text).code == "DEMO312"
    assert [rule.code for rule in made.matching("DEMO3")] == ["DEMO312", "DEMO313"]
    assert len(made.matching("DEMO")) == len(own(made))
    for wrong, hint in (("untested-backups", "untested-backup"), ("DEMO32", "DEMO3"), ("XX", "")):
        with pytest.raises(UnknownRule) as raised:
            made.matching(wrong)
        assert f"no rule is called `{wrong}`" in str(raised.value)
        assert hint in str(raised.value)


def test_select_and_ignore() -> None:
    made = demo().select(["DEMO3"], ["copies-kept-too-short"])
    assert own(made) == ["backup-without-restore-test", "demo-unreadable"]
    assert len(list(made.known())) == len(demo().rules)
    assert "demo-unreadable" not in own(demo().select(ignore=["DEMO001"]))
    assert {*own(made.select(["no-termination"]))} == {"no-termination", "demo-unreadable"}
    for wrong in ({"select": ["DEMO9x"]}, {"ignore": ["no-terminatoin"]}):
        with pytest.raises(UnknownRule):
            demo().select(**wrong)


def test_rules_hold_from_a_day_to_a_day(tmp_path: Path) -> None:
    text = (HERE / "demo.yaml").read_text()
    body = text[text.index("  no-termination:") : text.index("  service-without-backup:")]
    body = body.replace("no-termination:", "later:").replace("DEMO101", "FIRM101")
    body += "    valid from: 2027-01-12\n    valid to: 2027-12-31\n"
    made = ruleset(tmp_path, FIRM + "rules:\n" + body)
    for day, found in (("2027-01-11", 0), ("2027-01-12", 1), ("2027-12-31", 1), ("2028-01-01", 0)):
        day_ = dt.date.fromisoformat(day)
        assert len(run(agreement("site HQ\n"), made, as_of=day_, only=["later"])) == found


def test_a_rule_tells_all_about_itself() -> None:
    rule = demo().rule("DEMO312")
    assert isinstance(rule, Rule)
    assert rule.title == "the backup is never restored as a test"
    assert (rule.kind, rule.risk, rule.subject) == ("completeness", "customer", ("B18", "BK40"))
    assert (rule.ruleset, rule.file, rule.line) == ("demo", "tests/rules/demo.yaml", 7)
    assert rule.for_each == ("backup",)
    assert len(rule.flawed) == 2
    assert [kind for found, kind, _ in examples(demo()) if found.name == rule.name] == [
        "flawed",
        "flawed",
        "clean",
    ]


def test_running_is_linear() -> None:
    """Ten times the text takes about ten times the work, never a hundred times."""
    block = "backup b{n} {{\n  keep daily for 14 days\n}}\nservice s{n} {{\n  includes desk\n}}\n"
    made = demo()

    def check(blocks: int) -> None:
        found = run(agreement("".join(block.format(n=n) for n in range(blocks))), made)
        more = 2 if blocks > MOST_OF_ONE else 0
        assert len(found) == 2 * min(blocks, MOST_OF_ONE) + 1 + more

    assert in_proportion(check, 20)
    check(2000)


def test_unrelated_ruleset_needs_no_rules_of_its_own(tmp_path: Path) -> None:
    made = ruleset(tmp_path, FIRM)
    assert [dataclasses.replace(rule, program=None) for rule in made.rules] == [
        dataclasses.replace(rule, program=None) for rule in demo().rules
    ]
    assert made.extends[-1:] == ("demo",)


def test_help_uses_the_names_of_the_agreement() -> None:
    """What rules call MSP, Client and business, unless the agreement uses these words itself; quoted words stay."""
    from clausecheck.agreement.model import resolve
    from clausecheck.language.parser import parse
    from clausecheck.rules.runtime import Index
    from clausecheck.source import Span

    text = 'agreement "A" {\n  provider Host "H"\n  customer Firm "F"\n}\n'
    text += "hours office in Europe/London {\n  mon-fri 09:00-17:00\n}\n"
    nowhere = Span(len(text) + 1, len(text) + 1)
    own = Index(resolve(parse(text))).own_words
    help_ = 'add `accept "MSP data" within 2 business days, by Client`, or ask the Client'
    wording = own.of(help_, nowhere)
    assert wording == 'add `accept "MSP data" within 2 office days, by Firm`, or ask the Client'
    own = Index(resolve(parse(text.replace("Firm", "Client").replace("office", "business")))).own_words
    assert own.of("`by MSP to Client, during business`", nowhere) == "`by Host to Client, during business`"
    bare = Index(resolve(parse('priority P1 "Critical" {\n}\n'))).own_words
    assert bare.of(help_, nowhere) == help_.replace("business ", "")


# The life of a rule


def lives(status: str, *, base: str = "", more: str = "") -> str:
    """A ruleset with one rule that is always broken; `more` stands at its top."""
    return f"""ruleset: firm
since: "1.2"
{base}{more}rules:
  tried:
    code: FIRM001
    {status}
    severity: warning
    class: presence
    require: any(file.backup)
    message: there is no backup
    why: Nothing comes back.
    source: practice
    flawed: agreement "A"
    clean: backup core
"""


def test_a_rule_in_preview_runs_when_it_is_selected(tmp_path: Path) -> None:
    made = ruleset(tmp_path, lives("status: preview"))
    assert "tried" not in [rule.name for rule in made.rules]
    assert made.rule("tried").standing == "preview, since 1.2"
    for chosen in (made.select(["tried"]), made.select(["FIRM001"]), made.with_previews()):
        assert [finding.name for finding in run(agreement('agreement "A"\n'), chosen)] == ["tried"]
    assert "tried" not in [rule.name for rule in made.select(["FIRM"]).rules]


def test_a_rule_in_preview_stays_off_where_a_ruleset_has_it_off(tmp_path: Path) -> None:
    base = tmp_path / "base.yaml"
    base.write_text(lives("status: preview"), encoding="utf-8")
    on = ruleset(tmp_path, "ruleset: top\nextends: [base.yaml]\n")
    off = ruleset(tmp_path, "ruleset: top\nextends: [base.yaml]\noff: [tried]\n")
    assert "tried" in [rule.name for rule in on.with_previews().rules]
    assert "tried" not in [rule.name for rule in off.with_previews().rules]


def test_a_deprecated_rule_names_what_takes_its_place(tmp_path: Path) -> None:
    base = f"extends: [{HERE / 'demo.yaml'}]\n"
    text = lives(
        "status: deprecated\n    replaced by: backup-without-restore-test\n    since: 0.9", base=base
    )
    made = ruleset(tmp_path, text)
    (finding,) = check('agreement "A"\n', "tried", ruleset=made)
    assert finding.notes == ("this rule is deprecated; `backup-without-restore-test` takes its place",)
    assert (
        made.rule("tried").standing == "deprecated, since 0.9; `backup-without-restore-test` takes its place"
    )
    gone = ruleset(tmp_path, lives("status: deprecated\n    replaced by: nothing"))
    (finding,) = check('agreement "A"\n', "tried", ruleset=gone)
    assert finding.notes == ("this rule is deprecated; nothing takes its place",)


def test_our_rules_say_since_when_they_are_there() -> None:
    assert {rule.name for rule in load("msp").known() if not rule.since} == set()
