"""Conditions about what an agreement means: effective targets, real waits, days of notices. They say what the commands print."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from clausecheck.agreement.deadlines import CALLED
from clausecheck.agreement.model import Agreement, resolve
from clausecheck.agreement.targets import TARGET_KINDS
from clausecheck.language.parser import parse
from clausecheck.reports import deadlines, matrix
from clausecheck.rules import compiled
from clausecheck.rules.engine import run
from clausecheck.rules.expression import Compiler
from clausecheck.rules.late import late_program  # noqa: F401 - with it come all functions
from clausecheck.rules.loader import load
from clausecheck.rules.rule import Program, Wording
from clausecheck.rules.runtime import Env, Index
from clausecheck.rules.syntax import ExpressionError

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DAY = dt.date(2027, 2, 1)
SAMPLES = [ROOT / "samples" / "tour.sla", *sorted((ROOT / "samples" / "clean").glob("*.sla"))]

OFFICE = """\
agreement "Support" {
  provider P "Provider Ltd"
  customer C "Customer Ltd"
  effective 2027-01-01
  term 24 months, renewed every 12 months, unless 3 months notice
}
hours office in Europe/Dublin {
  mon-fri 08:00-18:00
}
hours whole in Europe/Dublin {
  mon-sun 00:00-24:00
}
service mail "Mail"
service files "Files"
priority P1 "Critical" {
  respond within 20 minutes, during whole
  resolve within 4 office hours
}
priority P2 "High" {
  respond within 40 minutes, during office, for mail
  respond within 90 minutes, during office, for files
}
priority P3 "Low" {
  respond within tbd
}
"""


def agreement(text: str) -> Agreement:
    return resolve(parse(text))


def holds(condition: str, text: str = OFFICE, **parameters: Any) -> bool | None:
    """What a condition about the whole of an agreement gives."""
    code = Compiler(parameters=parameters).condition(condition)
    env = Env(Index(agreement(text)), parameters, DAY)
    env.begin(env.index.document)
    return code(env)


@pytest.mark.parametrize(
    ("condition", "answer"),
    [
        ("target(P1, response) <= 20 minutes", True),
        ("target(P1, response) < 20 minutes", False),
        ('target("critical", respond) = 20 minutes', True),
        ("target(P1, resolution) <= 4 hours", True),
        ("target(P2, response) <= 40 minutes", False),
        ("target(P2, response) >= 40 minutes", True),
        ("target(P2, response, mail) <= 40 minutes", True),
        ("target(mail, response, P2) <= 40 minutes", True),
        ("target(P2, response) != 1 hour", True),
        ("target(P2, response) in [40 minutes, 90 minutes]", True),
        ("target(P2, response) in [40 minutes, 60 minutes]", False),
        ("any(target(P2, response), it > 1 hour)", True),
        ("count(target(P2, response)) = 2", True),
        ("target(P3, response) <= 9 hours", None),
        ("target(P9, response) <= 9 hours", None),
        ("any(target(P9, response))", False),
        ("any(target(P1, workaround))", False),
        ("target(priority, resolve) <= 4 hours", True),
        ("during(P1, response, always)", True),
        ("during(P1, response, whole)", True),
        ("during(P2, response, office)", True),
        ("during(P2, response, always)", False),
        ("during(P9, response, always)", None),
        ("during(P1, resolve, hours)", True),
        ("worst_wait(P1, response) = 20 minutes", True),
        ("worst_wait(P2, response, mail) > 2 days", True),
        ("best_wait(P2, response, files) = 90 minutes", True),
        ("typical_wait(P2, response, mail) < 1 hour", True),
        ("worst_wait(P3, response) > 1 hour", None),
        ("notice_days(renewal) <= 92 days", True),
        ("notice_days(renewal) < 85 days", False),
        ("last_day(renewal) >= 2028-09-30", True),
        ("last_day(renewal) > 2028-10-01", False),
        ("any(last_day(price))", False),
        ("notice_days(end, price) > 1 day", None),
    ],
)
def test_conditions(condition: str, answer: bool | None) -> None:
    assert holds(condition) is answer


def test_days_of_a_notice_are_those_that_are_written() -> None:
    text = OFFICE.replace("3 months notice", "45 days notice")
    assert holds("notice_days(renewal) = 45 days", text)


def test_names_from_parameters_and_paths() -> None:
    made = load(HERE / "meanings.yaml")
    found = run(agreement(OFFICE), made, as_of=DAY)
    assert [(finding.name, finding.message) for finding in found] == [
        (
            "worst-of-each",
            'priority P2 "High" waits 2 days 15 hours 40 minutes and 2 days 16 hours 30 minutes',
        ),
        ("of-a-parameter", "mail is answered within 20 minutes, 40 minutes and tbd"),
    ]


def test_the_compiled_form_says_the_same() -> None:
    made = load(HERE / "meanings.yaml")
    again = compiled.load(_dump(made))
    assert again is not None
    told = [finding.message for finding in run(agreement(OFFICE), made, as_of=DAY)]
    assert [finding.message for finding in run(agreement(OFFICE), again, as_of=DAY)] == told


def _dump(made: Any) -> bytes:
    """As our own rulesets are kept: with the words of each program, not its code."""
    rules = []
    for rule in made.rules:
        if rule.program is not None and rule.program.wording is None:
            wording = Wording(
                require=rule.require, when=rule.when, message=rule.message, case=rule.case, help=rule.help
            )
            rule = dataclasses.replace(rule, program=Program({}, wording))
        rules.append(rule)
    return compiled.dump(dataclasses.replace(made, rules=tuple(rules)))


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.stem)
def test_they_say_what_the_commands_print(file: Path) -> None:
    """For each priority: the same lengths as `targets`, the same waits as `deadlines`."""
    made = agreement(file.read_text(encoding="utf-8"))
    index = Index(made)
    report = deadlines.DeadlineReport(made, DAY)
    shown = matrix.data(made)["cases"]
    waits = [row for row in deadlines.data(report)["targets"] if row["kind"] in CALLED.values()]
    for name in made.names.get("priority", {}):
        for kind, called in TARGET_KINDS.items():
            env = Env(index, {}, DAY)
            env.begin(index.document)
            lengths = values(f"target({name}, {called})", env)
            printed = {
                target["path"]
                for case in shown
                if case["priority"] == name
                for target in case["targets"]
                if target["kind"] == matrix.HEADINGS[kind]
                and target["within"] is not None
                and "an aim" not in target["promise"]
            }
            assert bool(lengths) == bool(printed), (name, called)
            worst = {int(one.seconds) for one in values(f"worst_wait({name}, {called})", env)}
            told = {
                row["worst"]
                for row in waits
                if row["kind"] == CALLED[kind]
                and row["worst"] is not None
                and name in {case["priority"] for case in row["cases"]}
            }
            every = {row["worst"] for row in waits if row["kind"] == CALLED[kind]}
            assert told <= worst <= every, (name, called)


def values(path: str, env: Env) -> list[Any]:
    return Compiler().path(path)[1](env)[0]


@pytest.mark.parametrize(
    ("condition", "offset", "said", "hint"),
    [
        ("target(P1, respons) <= 5 minutes", 11, "`respons` is no kind of target", "did you mean `respond`?"),
        ("target(P1) <= 5 minutes", 0, "`target` is called `target(P1, response, …)`", ""),
        (
            "target(thiss, response) <= 1 hour",
            7,
            "`thiss` is nothing here, and may be a name",
            "did you mean `this`?",
        ),
        ("worst_wait(all, response) <= 50%", 29, "cannot be compared with `50%`", ""),
        (
            "target(file, response) <= 1 hour",
            7,
            "tickets are told apart by none of these",
            "it is one of `priority`",
        ),
        (
            "target(hours, response) <= 1 hour",
            7,
            "tickets are told apart by none of these",
            "it is one of `priority`",
        ),
        ("target(3 hours, response) <= 1 hour", 7, "a name, or a block with one, belongs here", ""),
        ("notice_days(renwal) >= 3 days", 12, "`renwal` is no notice", "did you mean `renewal`?"),
        ("notice_days() >= 3 days", 0, "`notice_days` is called", ""),
        ("last_day(end) >= 3 days", 17, "is a date and cannot be compared with `3 days`", ""),
        ("during(P1, response)", 0, "`during` is called", ""),
        ("during(P1, response, priority)", 21, "the name of hours belongs here", ""),
        (
            "wors_wait(P1, response) > 3 days",
            0,
            "there is no function `wors_wait`",
            "did you mean `worst_wait`?",
        ),
        ("target(it, response) > 3 days", 7, "`it` is the element of", ""),
    ],
)
def test_mistakes(condition: str, offset: int, said: str, hint: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        Compiler().condition(condition)
    assert raised.value.offset == offset
    assert said in raised.value.message
    assert raised.value.hint.startswith(hint)
