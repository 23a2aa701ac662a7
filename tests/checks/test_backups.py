"""Backups: what the rules' own examples do not show, with figures computed another way."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest

from clausecheck import check
from clausecheck.agreement.words import hours_words
from clausecheck.finding import CheckResult, Finding

HOUR, DAY = 3600, 86400
HEAD = """
agreement "Backup" {
  zone Europe/London
  provider MSP "M"
  customer Client "C"
  effective 2027-01-01
  term 36 months
}
hours business in Europe/London {
  mon-fri 09:00-17:30
  closed on holidays GB-ENG
}
hours desk {
  mon-fri 09:00-17:30
}
hours lost {
  unstated 09:00-17:30
}
priority P1 {
  resolve within 4 hours
}
priority P3 {
  resolve within 5 business days
}
service servers "Servers" {
}
service m365 "Microsoft 365" {
}
"""


def result(lines: str, after: str = "", header: str = "core") -> CheckResult:
    body = "\n".join(f"  {line}" for line in lines.strip().splitlines())
    text = f"{HEAD}backup {header} {{\n{body}\n}}\n{after}"
    return check(text, ruleset="backup-figures", profile=(), as_of=dt.date(2026, 11, 23))


def found(lines: str, after: str = "", header: str = "core") -> list[Finding]:
    return list(result(lines, after, header).findings)


def names(lines: str, after: str = "", header: str = "core") -> list[str]:
    return [finding.name for finding in found(lines, after, header)]


def values(finding: Finding) -> dict[str, Any]:
    assert finding.witness is not None
    return dict(finding.witness.values)


def wording(finding: Finding) -> str:
    assert finding.witness is not None
    return finding.witness.summary


# ---- copies against the RPO


def test_a_weekend_without_copies_is_named_with_its_days() -> None:
    (finding,) = found("full every 1 day on mon-fri, at 20:00\nrpo 24 hours")
    assert finding.name == "rpo-missed-by-schedule"
    assert values(finding)["gap"] == 73 * HOUR  # the weekend of the clock change in autumn
    assert "Fri 29 Oct 2027 20:00 and Mon 1 Nov 2027 20:00 (Europe/London): 73 hours" in wording(finding)
    assert [label.text for label in finding.labels] == ["copied only then"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # a tie is kept; one minute less is not
        ("full on mon-fri, at 20:00\nrpo 72 hours\nfailure at most 0 runs", ["rpo-without-slack"]),
        ("full on mon-fri, at 20:00\nrpo 73 hours\nfailure at most 0 runs", []),
        ("full on mon-fri, at 20:00\nrpo 71 hours", ["rpo-missed-by-schedule"]),
        # the plain words are too slow: `backup-interval-over-rpo` says it
        ("full every 1 day, at 01:00\nrpo 4 hours", []),
        ("full every 1 week on sun\nincremental every 1 day\nrpo 4 hours", []),
        # nothing is known, or nothing is asked
        ("full every 1 day on mon-fri\nincremental every tbd\nrpo 4 hours", []),
        ("full every 1 day on mon-fri\nrpo tbd", []),
        ("full every 1 day on mon-fri\nrpo unstated", []),
        ("rpo 4 hours", []),
        ("full every 1 week on sun\nreplication\nrpo 4 hours", []),
        ("runs on request\nrpo 4 hours", []),
        # several clauses help each other
        ("full on sun, at 20:00\nincremental on mon-sat, at 20:00\nrpo 24 hours\nfailure at most 0 runs", ["rpo-without-slack"]),
        ("full on sun, at 20:00\nincremental on mon-fri, at 20:00\nrpo 36 hours", ["rpo-missed-by-schedule"]),
        ("full on sun\nlog shipping every 15 minutes\nrpo 4 hours", []),
        ("full on sun\nreplication every 5 minutes\nrpo 4 hours", []),
        # from the last copy
        ('full on mon-fri, at 20:00\nrpo 24 hours from "the last copy"', ["rpo-missed-by-schedule"]),
        ("full every 1 month, at 01:00\nrpo 30 days", ["rpo-missed-by-schedule"]),
    ],
)  # fmt: skip
def test_the_schedule_against_the_rpo(lines: str, expected: list[str]) -> None:
    assert names(lines) == expected


@pytest.mark.parametrize(
    ("lines", "header", "about"),
    [
        ("incremental every 1 hour, for servers\nincremental every 8 hours, for m365\nrpo 4 hours",
         "core for servers, m365", "m365"),
        ('includes "SQL", "files"\nincremental every 8 hours\nlog shipping every 15 minutes, for "SQL"\nrpo 4 hours',
         "core", '"files"'),
        ("full on sun\nincremental every 1 hour, for tier 1\nrpo 4 hours, for tier 2", "core", "tier 2"),
    ],
)  # fmt: skip
def test_what_a_clause_is_for_keeps_copies_apart(lines: str, header: str, about: str) -> None:
    (finding,) = found(lines, "scale tier 1, 2\n", header)
    assert finding.name == "rpo-missed-by-schedule"
    assert finding.message.endswith(f"between two copies of {about}")


@pytest.mark.parametrize(
    ("lines", "header"),
    [
        ("incremental every 1 hour, for servers\nincremental every 8 hours, for m365\n"
         "rpo 4 hours, for servers\nrpo 24 hours, for m365", "core for servers, m365"),
        # whether these words are about the same is not known
        ('includes "SQL Server databases"\nfull on sun\nlog shipping every 15 minutes, for "databases"\nrpo 4 hours',
         "core"),
        ('full on sun\nlog shipping every 15 minutes, for "SQL"\nrpo 4 hours, for servers', "core for servers"),
    ],
)  # fmt: skip
def test_what_may_be_about_the_same_helps(lines: str, header: str) -> None:
    assert names(lines, header=header) == []


def test_an_rpo_of_which_others_take_over_everything_is_about_nothing() -> None:
    told = result("full every 1 hour\nrpo 4 hours\nrpo 8 hours, for servers", header="core for servers")
    assert (told.findings, told.crashes) == ((), ())
    assert [proof["rpo"] for proof in told.proofs] == [8 * HOUR]


def test_a_kept_rpo_is_a_proof_with_its_dates() -> None:
    (proof,) = result("incremental every 4 hours\nrpo 12 hours").proofs
    assert proof["summary"] == (
        "backup core: never more than 4 hours between two copies from 2027-01-01 to 2029-12-31, RPO 12 hours"
    )
    assert proof["decided"] is True
    assert (proof["longest"], proof["rpo"]) == (4 * HOUR, 12 * HOUR)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("incremental every unstated\nrpo 4 hours", "unstated"),
        ("incremental every 1 hour, during lost\nrpo 4 hours", "the hours lost cannot be computed"),
        ("incremental every 1 hour\nrpo 4 business hours", "no elapsed time"),
    ],
)
def test_an_undecided_rpo_says_why(lines: str, reason: str) -> None:
    (proof,) = result(lines).proofs
    assert proof["decided"] is False
    assert reason in proof["summary"]


# ---- failed runs

RATE = "guarantee backup-success >= {rate} each {period}, for core\n"


@pytest.mark.parametrize(
    ("every", "rpo", "rate", "period", "failed"),
    [
        (24, 24, "95%", "month", 1),  # 31 x 5% = 1.55
        (24, 24, "99%", "month", 0),
        (24, 24, "99%", "year", 3),  # 366 x 1% = 3.66
        (12, 24, "95%", "month", 3),  # 62 x 5% = 3.1
        (1, 24, "98%", "month", 14),  # 744 x 2% = 14.88
        (24, 24, "100%", "month", 0),
    ],
)
def test_a_success_rate_lets_so_many_runs_fail(
    every: int, rpo: int, rate: str, period: str, failed: int
) -> None:
    lines = f"incremental every {every} hours\nrpo {rpo} hours"
    days = {"month": 31, "year": 366}[period]
    allowed = int(Fraction(days * 24, every) * (100 - Fraction(rate[:-1])) / 100)
    assert allowed == failed
    lost = (failed + 1) * every
    findings = found(lines, RATE.format(rate=rate, period=period))
    if lost <= rpo:
        # 100% is no rate that lets a run fail, and says nothing about one that fails all the same
        assert [one.name for one in findings if one.name == "success-rate-over-rpo"] == []
        return
    (finding,) = findings
    assert finding.name == "success-rate-over-rpo"
    assert values(finding)["gap"] == lost * HOUR


@pytest.mark.parametrize(
    ("lines", "after", "expected"),
    [
        # the stricter of two limits counts, and is blamed
        ("incremental every 8 hours\nrpo 24 hours\nfailure at most 2 runs", RATE.format(rate="95%", period="month"), []),
        ("incremental every 8 hours\nrpo 24 hours\nfailure at most 3 runs", RATE.format(rate="95%", period="month"),
         ["failed-runs-over-rpo"]),
        ("incremental every 24 hours\nrpo 24 hours\nfailure at most 9 runs", RATE.format(rate="95%", period="month"),
         ["success-rate-over-rpo"]),
        ("incremental every 4 hours\nrpo 8 hours\nfailure at most 9 runs, fixed within 4 hours", "", []),
        ("incremental every 4 hours\nrpo 8 hours\nfailure at most 1 runs, fixed within 24 hours", "", []),
        ("incremental every 4 hours\nrpo 8 hours\nfailure fixed within 5 hours", "", ["failed-runs-over-rpo"]),
        ("incremental every 4 hours\nrpo 8 hours\nfailure fixed within 8 business hours", "", ["failed-runs-over-rpo"]),
        ("incremental every 4 hours\nrpo 4 hours\nfailure fixed within 1 business day", "", []),
        # nothing is said about failures: one
        ("incremental every 5 hours\nrpo 8 hours", "", ["rpo-without-slack"]),
        ("incremental every 4 hours\nrpo 8 hours", "", []),
        # a rate of something else, or of another backup
        ("incremental every 8 hours\nrpo 24 hours", "guarantee restores >= 95% each month, for core\n", []),
        ("incremental every 8 hours\nrpo 24 hours", "guarantee backup-success >= 90% each month, for m365\n", []),
        # one system may fail more often than all of them
        ("incremental every 24 hours\nrpo 24 hours\nfailure at most 9 runs",
         "guarantee backup-success >= 99% each month, at least 90% per server, for core\n", ["success-rate-over-rpo"]),
    ],
)  # fmt: skip
def test_what_may_fail_against_the_rpo(lines: str, after: str, expected: list[str]) -> None:
    assert names(lines, after) == expected


def test_a_failure_that_is_told_too_late_is_noted_where_it_matters() -> None:
    (finding,) = found(
        "incremental every 4 hours\nrpo 8 hours\nfailure reported within 1 day, fixed within 5 hours"
    )
    assert finding.notes == ("a failed run is reported within 1 day only",)


# ---- restores


def test_the_longest_line_in_the_book() -> None:
    (finding,) = found("size 10 TB, link 100 Mbit/s\nrto 4 hours")
    assert finding.name == "restore-over-line"
    assert values(finding)["seconds"] == 10 * 10**12 * 8 // 10**8 == 800_000
    assert "222 hours 13 minutes" in wording(finding)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("size 450 GB, link 1 Gbit/s\nrto 1 hour", []),  # exactly an hour
        ("size 451 GB, link 1 Gbit/s\nrto 1 hour", ["restore-over-line"]),
        ("size 450 GB, link 125 MB/s\nrto 1 hour", []),
        ("size 450 GiB, link 1 Gbit/s\nrto 1 hour", ["restore-over-line"]),
        ("size 10 TB, link tbd\nrto 1 hour", []),
        ("size unstated, link 1 Mbit/s\nrto 1 hour", []),
        ("size 10 TB, link 1 Mbit/s\nrto tbd", []),
        # a part of the data says nothing about all of it
        ("size 10 TB, link 1 Gbit/s\nrto 8 hours, for servers", []),
        ("size 10 TB, link 1 Gbit/s\nrto 8 hours, for servers\nrto 24 hours, for m365", []),
        ("size 10 TB, link 1 Gbit/s\nrto 8 hours, for servers\nrto 12 hours, for m365", ["restore-over-line"]),
        # one finding for one line
        ("size 10 TB, link 100 Mbit/s\nrto 4 hours\ntest restore everything every 12 months, within 4 hours",
         ["restore-over-line"]),
        # work may go on elsewhere
        ('size 10 TB, link 100 Mbit/s\nrto 4 hours\nfailover to "B", within 5 hours',
         ["restore-over-line", "failover-slower-than-rto"]),
    ],
)  # fmt: skip
def test_what_a_line_carries(lines: str, expected: list[str]) -> None:
    assert names(lines, header="core for servers, m365") == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("rto 8 hours\nrestore on request within 8 hours", []),
        ("rto 8 hours\nrestore on request within 9 hours", ["restore-slower-than-rto"]),
        ("rto 8 hours\nrestore on request within 8 hours, during business", ["restore-slower-than-rto"]),
        ("rto 8 hours, during business\nrestore on request within 8 hours", []),
        ("rto 8 hours, during business\nrestore on request within 9 business hours", ["restore-slower-than-rto"]),
        ("rto 8 hours, during business\nrestore on request within 7 business hours", []),
        ("rto 1 business day\nrestore on request within 2 business days", ["restore-slower-than-rto"]),
        ("rto 8 hours\nrestore on request as P3", ["restore-slower-than-rto"]),
        ("rto 8 hours\nrestore on request as P1", []),
        ("rto 8 hours\nrestore on request as P3, within 4 hours", []),
        # on hours that are undecided it still lasts as long as it says
        ("rto 4 hours\nrestore on request within 8 hours, during lost", ["restore-slower-than-rto"]),
        ("rto 8 hours\nrestore on request within 4 hours, during lost", []),
        # not the same matter, or not said
        ("rto 8 hours\nrestore on request within 24 hours, when customer-fault", []),
        ('rto 8 hours\nrestore on request within 24 hours, for "single files"', []),
        ("rto 8 hours, for servers\nrestore on request within 24 hours, for m365", []),
        ("rto 8 hours, for servers\nrestore on request within 24 hours, for servers", ["restore-slower-than-rto"]),
        ("rto 8 hours\nrestore on request within tbd", []),
        ("rto unstated\nrestore on request within 24 hours", []),
        ('rto 8 hours from "the order"\nrestore on request within 24 hours of "the approval"', []),
        # one finding for one clause, whatever it misses
        ("rto 8 hours, for servers\nrto 12 hours, for m365\nrestore on request within 24 hours", ["restore-slower-than-rto"]),
    ],
)  # fmt: skip
def test_a_restore_against_the_rto(lines: str, expected: list[str]) -> None:
    assert names(lines, header="core for servers, m365") == expected


def test_a_restore_in_working_time_names_a_moment_that_can_be_checked() -> None:
    (finding,) = found("rto 8 hours\nrestore on request within 4 business hours")
    told = values(finding)
    asked = dt.datetime.fromisoformat(told["asked"])
    due = asked + dt.timedelta(seconds=told["restore"])
    minute, worked = asked, 0
    while minute < due:  # London is on UTC or an hour ahead of it; the moment is within one week
        ahead = (
            1
            if dt.datetime(2027, 3, 28, 1, tzinfo=dt.UTC)
            <= minute
            < dt.datetime(2027, 10, 31, 1, tzinfo=dt.UTC)
            else 0
        )
        local = minute + dt.timedelta(hours=ahead)
        worked += local.weekday() < 5 and dt.time(9) <= local.time() < dt.time(17, 30)
        minute += dt.timedelta(minutes=1)
    assert worked == 4 * 60
    assert told["restore"] > 8 * HOUR


# ---- what is kept, and where


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("full every 1 week\nkeep copies for 7 days", []),
        ("full every 1 week\nkeep copies for 6 days", ["no-copy-left"]),
        ("full every 1 month, at 01:00\nkeep copies for 1 month", []),
        ("full every 1 week\nkeep copies for tbd", []),
        ("full every 1 week\nkeep current\nkeep copies for 3 days", []),
        ("full every 1 week\nkeep copies for 30 days\nkeep deleted for 3 days", []),
        ("full every tbd\nkeep copies for 3 days", []),
        ("full every 1 week\nincremental every 1 day\nkeep copies for 6 days", ["chain-longer-than-kept"]),
        ("full every 1 week\nincremental every 1 day\nkeep copies for 7 days", []),
        ("full every 1 week\nkeep daily for 30 days", ["kept-but-never-made"]),
        ("full every 1 day on mon-fri\nkeep daily for 30 days", []),
        ("full every 2 days\nkeep daily for 30 days\nkeep weekly for 5 weeks", ["kept-but-never-made"]),
        ("full every 1 month\nkeep monthly for 12 months", []),
        ("keep copies for 10 days\nverify checksums every 2 weeks", ["gone-before-verified"]),
        ("keep copies for 14 days\nverify checksums every 2 weeks", []),
        ("keep copies for 14 days\nverify jobs every 1 month", []),
        ("keep copies for 31 days\nverify checksums every 1 month", []),
        ("keep copies for 30 days\ntest restore every 3 months", ["gone-before-tested"]),
        ("keep copies for 30 days\ntest restore files every 1 month\ntest restore everything every 12 months", []),
        ("keep copies for 30 days\nkeep 3 versions\ntest restore every 3 months", []),
        ("keep daily for 30 days\nstore in IE, immutable tbd", []),
        ("keep daily for 30 days\nstore in IE, immutable 31 days", ["immutable-longer-than-kept"]),
        ("keep daily for 1 month\nstore in IE, immutable 31 days", []),
        ("keep deleted for 7 days\nstore in IE, immutable 30 days", []),
        ("keep daily for 30 days\ndelete expired within tbd\nstore in IE, immutable 31 days", []),
    ],
)  # fmt: skip
def test_how_long_copies_are_kept(lines: str, expected: list[str]) -> None:
    assert names(lines) == expected


@pytest.mark.parametrize(
    ("store", "located", "expected"),
    [
        ("US", "GB, IE", ["copies-outside-locations"]),
        ("IE", "GB, IE", []),
        ("DE", "EU", []),
        ("NO", "EU", ["copies-outside-locations"]),
        ("NO", "EEA", []),
        ("UK", "GB", []),
        ("EU", "DE", ["copies-outside-locations"]),
        ("US", "unstated", []),
        ("US", '"the European Union"', []),
        ('"somewhere"', "GB", []),
    ],
)
def test_where_copies_lie(store: str, located: str, expected: list[str]) -> None:
    assert names(f'store "vault" in {store}', f"data {{\n  located in {located}\n}}\n") == expected


@pytest.mark.parametrize(
    ("own", "theirs", "expected"),
    [
        ("rto 8 hours", "no guarantee of restore", ["supplier-without-recovery"]),
        ("rto 8 hours", "no guarantee of availability", []),
        ("rto tbd", "no guarantee of restore", []),
        ("rpo 8 hours", "no guarantee of backup", ["supplier-without-recovery"]),
        ("rto 8 hours, for servers\nrto 24 hours, for m365", "rto 12 hours", []),
        (
            "rto 8 hours, for servers\nrto 24 hours, for m365",
            "rto 25 hours",
            ["supplier-slower-than-promised"],
        ),
        ("rto 8 hours", "rto 8 hours", []),
        ("rto 8 hours", "rto 9 business hours", []),
        ("keep daily for 30 days", "keep daily for 29 days", ["supplier-keeps-less"]),
        ("keep daily for 30 days", "keep daily for 30 days", []),
        ("keep daily for 30 days", "keep for 20 days from end", []),
        (
            "keep daily for 30 days\nkeep monthly for 12 months",
            "keep copies for 90 days",
            ["supplier-keeps-less"],
        ),
        ("keep monthly for 1 month", "keep monthly for 30 days", []),
    ],
)
def test_what_a_supplier_promises(own: str, theirs: str, expected: list[str]) -> None:
    assert names(f'{own}\nrelies on "V" {{\n    {theirs}\n  }}', header="core for servers, m365") == expected


def test_another_supplier_who_promises_is_enough() -> None:
    lines = 'rto 8 hours\nrelies on "V" {\n    no guarantee of restore\n  }\n  relies on "W" {\n    rto 4 hours\n  }'
    assert names(lines) == []


def test_maintenance_counts_its_hours_of_the_week() -> None:
    (finding,) = found(
        "incremental every 1 day\nmaintenance fri-sat 22:00-02:00\n"
        'no guarantee of backup, when "maintenance cancels it"'
    )
    assert finding.name == "maintenance-cancels-backups"
    assert "8 hours of the 168 hours of every week" in wording(finding)
    assert "48 hours" in wording(finding)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (45, "45 seconds"),
        (60, "1 minute"),
        (3600, "1 hour"),
        (63 * HOUR + 1800, "63 hours 30 minutes"),
        (7 * DAY, "7 days"),
        (7 * DAY + HOUR, "169 hours"),
        (31 * DAY + HOUR, "31 days 1 hour"),
        (Fraction(800_000), "222 hours 13 minutes"),
    ],
)
def test_lengths_in_words(seconds: int | Fraction, words: str) -> None:
    assert hours_words(seconds) == words


@pytest.mark.parametrize(("apart", "severity"), [("20 minutes", "info"), ("25 minutes", "warning")])
def test_copies_two_thirds_of_the_rpo_apart_have_the_usual_slack(apart: str, severity: str) -> None:
    text = f'backup ledger {{\n  includes "ledger"\n  log shipping every {apart}\n  rpo 30 minutes\n}}\n'
    found = [one for one in check(text).findings if one.name == "rpo-without-slack"]
    assert [one.severity.value for one in found] == [severity]
