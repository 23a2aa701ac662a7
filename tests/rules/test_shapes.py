"""What a shape of document leaves to the profile `thorough`: counted there, not shown, and never a contradiction."""

from __future__ import annotations

import datetime as dt

import pytest

from clausecheck import check
from clausecheck.finding import CheckResult
from clausecheck.rules.loader import load
from clausecheck.rules.shapetable import table

DAY = dt.date(2026, 11, 27)
RESTORES = """agreement "Copies of the drawings" {{
  {kind}
}}
service copies "Copies" {{
  includes "restores"
}}
priority Now "A disk is lost" {{
  applies when "a disk is lost"
  respond within 45 minutes
}}
priority Later "All else" {{
  applies otherwise
  respond within 5 hours
}}
"""


def names(result: CheckResult) -> set[str]:
    return {finding.name for finding in result.findings}


@pytest.mark.parametrize("name", sorted(table().shapes))
def test_what_a_shape_leaves_to_thorough_is_a_question_of_the_core(name: str) -> None:
    known = {rule.name: rule for rule in load("msp").rules}
    shape = table().shapes[name]
    for left in shape.only_thorough:
        assert known[left].tier == "core", f"{left} is no rule of the core"
        assert known[left].block in (*shape.asks, *shape.where_opened), f"{left} is asked of no {shape.title}"


def test_a_backup_service_is_asked_for_no_resolution_of_its_restores() -> None:
    asked = names(check(RESTORES.format(kind="kind contract"), as_of=DAY))
    left = check(RESTORES.format(kind="kind backup"), as_of=DAY)
    assert {"missing-resolution", "no-one-decides-priority"} <= asked
    assert not {"missing-resolution", "no-one-decides-priority"} & names(left)


def test_what_is_left_is_counted_and_asked_by_thorough() -> None:
    text = RESTORES.format(kind="kind backup")
    thorough = check(text, profile=("thorough",), as_of=DAY)
    assert "missing-resolution" in names(thorough)
    selected = check(text, select=("missing-resolution",), as_of=DAY)
    assert "missing-resolution" in names(selected)


LIFTS = """agreement "Care of the goods lifts" {{
  kind {kind}
  provider Hoist "Hoist & Sons"
  customer Mill "Mill Ltd"
  term 24 months
}}
hours day in Europe/London {{
  mon-sat 07:00-19:00
  closed on holidays GB-ENG
}}
service lifts "Maintenance of the lifts" {{
  includes {work}
  onsite within 4 hours, during day
}}
fees {{
  charge 900.00 GBP per quarter
}}
termination {{
  end by either for convenience, on 3 months notice
  exit {{
    return "keys of the shaft" at end
  }}
}}
"""
OPERATED = {
    "missing-availability",
    "missing-data-terms",
    "assistance-incomplete",
    "credentials-handover-incomplete",
}


@pytest.mark.parametrize("kind", ["contract", "maintenance"])
def test_who_only_mends_machines_is_asked_about_nothing_that_is_operated(kind: str) -> None:
    found = check(LIFTS.format(kind=kind, work='"inspection", "spare parts"'), as_of=DAY)
    assert not OPERATED & names(found)
    assert "withholding-not-excluded" in names(found), (
        "what is not about a thing that is operated is still asked"
    )


def test_who_watches_machines_from_afar_has_a_contract_for_managed_services() -> None:
    found = check(
        LIFTS.format(kind="contract", work='"monitoring of the controllers", "passwords"'), as_of=DAY
    )
    assert names(found) >= OPERATED


VAULT = """agreement "Copies of the archive" {{
  kind backup
  provider Vault "Vault Ltd"
  customer Mill "Mill Ltd"
{said}}}
service copies "Copies" {{
  includes "nightly copies"
}}
backup archive for copies {{
  full every 1 day
  keep 14 versions
  store offsite in "Leeds"
}}
"""
WAY_OUT = {"missing-termination", "missing-liability"}


@pytest.mark.parametrize(
    "text",
    [
        VAULT.format(said="  term 36 months\n"),
        VAULT.format(said="") + "fees {\n  charge 90.00 GBP per month\n}\n",
    ],
    ids=["for years", "for money"],
)
def test_a_backup_service_for_money_or_for_years_is_asked_how_it_ends_and_who_answers(text: str) -> None:
    assert names(check(text, as_of=DAY)) >= WAY_OUT
    assert not WAY_OUT & names(check(VAULT.format(said=""), as_of=DAY))


def test_published_terms_that_set_priorities_are_asked_for_a_resolution() -> None:
    assert "missing-resolution" in names(check(RESTORES.format(kind="kind terms"), as_of=DAY))


BOUGHT = """agreement "Services" {{
  kind contract
  provider Bell "Bell Ltd"
  customer Mill "Mill Ltd"
  term 24 months
}}
service bought {title} {{
  includes {work}
}}
fees {{
  charge 900.00 GBP per month
}}
liability {{
  cap 100% of annual fee per year
}}
termination {{
  end by either for convenience, on 3 months notice
  exit {{
    assist transition
  }}
}}
"""
COPIES = {"missing-backup", "data-loss-without-bearer"}
HELD = COPIES | {"missing-data-terms", "credentials-handover-incomplete"}


@pytest.mark.parametrize(
    ("title", "work", "left"),
    [
        ('"Leased line to Leeds"', '"fibre", "internet access"', HELD),
        ('"Two SIP trunks"', '"voice"', HELD),
        ('"The network of the mill"', '"managed switches", "wireless"', COPIES),
        ('"Engineers on call"', '"on-call rota at night"', HELD),
        ('"Leased line and hosting"', '"fibre", "web hosting"', set()),
        ('"On-call care of the servers"', '"on-call", "server patches"', set()),
    ],
)
def test_who_holds_no_data_is_not_asked_about_them(title: str, work: str, left: set[str]) -> None:
    found = names(check(BOUGHT.format(title=title, work=work), as_of=DAY))
    assert HELD - found == left


OFFERED = """agreement "Care of your site" {{
  kind msa
  status {status}
  provider Weft "Weft Ltd"
  customer {customer}
  effective {since}
}}
service site "Your site" {{
  includes "hosting"
}}
fees {{
  charge "care" unstated per month
}}
"""
WHO_AND_HOW_MUCH = {"party-without-legal-name", "charge-without-amount"}


@pytest.mark.parametrize(
    ("status", "customer", "since", "asked"),
    [
        ("agreed", "Subscriber", '"the day of the order"', set()),
        ("signed", "Subscriber", '"the day of the order"', WHO_AND_HOW_MUCH),
        ("agreed", "Subscriber", "2027-02-01", WHO_AND_HOW_MUCH),
        ("agreed", "Hale", '"the day of the order"', WHO_AND_HOW_MUCH),
    ],
)
def test_terms_for_whoever_signs_up_name_no_customer_and_no_price(
    status: str, customer: str, since: str, asked: set[str]
) -> None:
    text = OFFERED.format(status=status, customer=customer, since=since)
    assert names(check(text, as_of=DAY)) & WHO_AND_HOW_MUCH == asked


def test_a_resolution_that_terms_do_not_promise_is_no_error() -> None:
    def severity(kind: str) -> str:
        found = check(RESTORES.format(kind=kind), select=("missing-resolution",), as_of=DAY).findings
        return found[0].severity.value

    assert (severity("kind contract"), severity("kind terms")) == ("error", "warning")


@pytest.mark.parametrize(
    ("said", "severity"),
    [
        ("zone unstated", "warning"),
        ("currency CHF", "info"),
        ("currency EUR", "warning"),
    ],
)
def test_a_country_with_one_zone_needs_no_zone(said: str, severity: str) -> None:
    text = f'agreement "Support" {{\n  {said}\n}}\nhours desk in unstated {{\n  mon-fri 08:00-17:00\n}}\n'
    (found,) = check(text, select=("hours-without-zone",), as_of=DAY).findings
    assert found.severity.value == severity
