"""What a reader understands although it is not written: names, `applies when`, and for what clauses in braces are."""

from __future__ import annotations

import pytest

from clausecheck.language.format import layout
from clausecheck.language.parser import parse
from clausecheck.language.tree import Backup, Hours, Node, Priority, Service
from clausecheck.language.write import write


def _clauses(text: str) -> list[Node]:
    """The clauses of the only block of a text that has no problems; the text in its layout says the same."""
    parsed = parse(text)
    assert [problem.message for problem in parsed.problems] == []
    assert parse(layout(parsed)).document == parsed.document
    (block,) = parsed.document.clauses
    return list(block.clauses)  # type: ignore[attr-defined]


def _same(one: str, other: str) -> None:
    """Two texts that say the same."""
    assert [problem.message for problem in parse(one).problems] == []
    assert parse(one).document == parse(other).document


def test_clauses_for_one_priority_stand_together_in_a_service() -> None:
    _same(
        'service net "N" {\n P2 "High" {\n respond within 2 hours\n update hourly\n }\n latency 5 ms\n}\n',
        'service net "N" {\n respond within 2 hours, for P2\n update hourly, for P2\n latency 5 ms\n}\n',
    )


def test_a_group_says_for_all_its_clauses_what_they_do_not_say_themselves() -> None:
    one, other = _clauses(
        "plan gold {\n for P1, P2, during day {\n resolve within 4 hours\n respond within 1 hour, during night, for P3\n }\n}\n"
    )
    assert [write(value) for value in (one.for_, one.during)] == ["P1, P2", "day"]
    assert [write(value) for value in (other.for_, other.during)] == ["P3, P1, P2", "night"]


def test_a_share_in_a_group_stays() -> None:
    (clause,) = _clauses("service s {\n Critical {\n resolve within 1 hour, for 90% of tickets\n }\n}\n")
    assert write(clause.for_) == "90% of tickets, Critical"


@pytest.mark.parametrize(
    "condition", ["impact low or urgency low", "severity 2", "sites >= 3", "when vip", "if devices > 10%"]
)
def test_a_condition_in_a_priority_says_when_it_applies(condition: str) -> None:
    said = condition.removeprefix("when ").removeprefix("if ")
    _same(f"priority P2 {{\n  {condition}\n}}\n", f"priority P2 {{\n  applies when {said}\n}}\n")


def test_a_level_outside_all_blocks_is_a_priority() -> None:
    _same(
        'Sev2 "Broken" {\n respond within 1 hour\n}\n',
        'priority Sev2 "Broken" {\n respond within 1 hour\n}\n',
    )


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("backup {\n full weekly\n}\n", Backup, "backup"),
        ('backup "File server" {\n full weekly\n}\n', Backup, "File-server"),
        ("hours in Europe/Paris {\n mon-fri 08:00-18:00\n}\n", Hours, "business"),
        ('service "E-mail, managed" {\n includes "spam filter"\n}\n', Service, "E-mail-managed"),
        ('priority "Urgent" {\n respond within 1 hour\n}\n', Priority, "Urgent"),
    ],
)
def test_a_block_without_a_name_is_called_by_its_title_or_its_kind(
    text: str, kind: type[Service], name: str
) -> None:
    parsed = parse(text)
    assert [problem.message for problem in parsed.problems] == []
    (block,) = parsed.document.clauses
    assert isinstance(block, kind)
    assert block.name.text == name
    assert layout(parsed).split("\n")[0] == text.split("\n")[0]


def test_two_blocks_without_a_name_have_two() -> None:
    first, second = parse(
        "backup {\n full weekly\n}\nbackup backup-2 {\n full daily\n}\nbackup {\n}\n"
    ).document.clauses[::2]
    assert (first.name.text, second.name.text) == ("backup", "backup-3")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "text", ["priority {\n}\n", "plan {\n}\n", "service s {\n monitoring {\n }\n}\n", "gold {\n}\n"]
)
def test_what_nobody_can_call_is_asked_about(text: str) -> None:
    assert parse(text).problems


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("A may terminate on 60 days notice", "end by A, on 60 days notice"),
        ("B may suspend when payment overdue 20 days", "suspend by B when payment overdue 20 days"),
        (
            "end by B for convenience, on 10 days notice, in writing",
            "end by B for convenience, on 10 days notice, by writing",
        ),
        (
            "end by A when breach, if not remedied within 2 weeks",
            "end by A when breach, cured within 2 weeks",
        ),
        ("end by A upon insolvency of B", "end by A when insolvency of B"),
        ("end by A on a change of control of B", "end by A when change-of-control of B"),
        ('suspend by A on "abuse", without notice', 'suspend by A for "abuse", without notice'),
        ("cancellation by B on 1 month notice", "end by B on 1 month notice"),
        ("termination fee 20% of remaining fees", "early fee 20% of remaining fees"),
    ],
)
def test_grounds_and_notices_as_contracts_say_them(said: str, meant: str) -> None:
    _same(f"termination {{\n  {said}\n}}\n", f"termination {{\n  {meant}\n}}\n")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ('increase by "HICP" plus 1.5%, each year', 'increase formula "HICP" + 1.5%, each year'),
        ("increase RPI minus 1%", "increase formula RPI - 1%"),
        ("interest base rate plus 8%", "interest formula base rate + 8%"),
    ],
)
def test_an_index_with_more_is_a_formula(said: str, meant: str) -> None:
    _same(f"fees {{\n  {said}\n}}\n", f"fees {{\n  {meant}\n}}\n")


def test_copies_and_steps_are_lists() -> None:
    _same('backup b {\n store "A" and "B" in GB\n}\n', 'backup b {\n store "A", "B" in GB\n}\n')
    _same(
        'termination {\n disputes "talks", then "the courts"\n}\n',
        'termination {\n disputes "talks", "the courts"\n}\n',
    )


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ('severity S1 "Down" {\n respond within 1 hour\n}\n', 'priority S1 "Down" {\n respond within 1 hour\n}\n'),
        ("service credits for web {\n cap 10% of annual fee\n}\n", None),
        ("service level credits {\n cap 10% of annual fee\n}\n", "credits {\n cap 10% of annual fee\n}\n"),
        ("office hours in Europe/Rome {\n mon-thu 08:00-16:00\n}\n",
         "hours office in Europe/Rome {\n mon-thu 08:00-16:00\n}\n"),
        ("limitation of liability {\n capped at 5,000 EUR\n}\n", "liability {\n cap 5000 EUR\n}\n"),
        ("fees {\n annual fee of 900 EUR\n}\n", "fees {\n charge 900 EUR per year\n}\n"),
        ("fees {\n quarterly price £90, plus VAT\n}\n", "fees {\n charge £90 per quarter, plus VAT\n}\n"),
        ("fees {\n on-call stand-by $40 per day\n}\n", 'fees {\n charge "on-call stand-by" $40 per day\n}\n'),
        ("service s {\n yearly uptime 99%\n}\n", "service s {\n availability 99% each year\n}\n"),
        ("credits {\n 15% of monthly fee if latency exceeds 90 ms\n}\n",
         "credits {\n credit 15% of monthly fee when latency > 90 ms\n}\n"),
        ("priority P3 {\n fewer than 4 users affected\n}\n", "priority P3 {\n applies when users < 4\n}\n"),
        ("priority P4 {\n all other incidents\n}\n", "priority P4 {\n applies otherwise\n}\n"),
        ("backup b {\n RPO 6 hours\n monthly copies kept 2 years\n}\n",
         "backup b {\n rpo 6 hours\n keep monthly for 2 years\n}\n"),
    ],
)  # fmt: skip
def test_a_beginning_is_read_as_contracts_write_it(said: str, meant: str | None) -> None:
    if meant is None:  # a service of that name
        assert parse(said).problems
    else:
        _same(said, meant)


def test_comments_stay_where_the_period_moves() -> None:
    (block,) = parse("fees {\n monthly fee 90 EUR  # net\n}\n").document.clauses
    assert block.clauses[0].trailing == ("# net",)  # type: ignore[attr-defined]
