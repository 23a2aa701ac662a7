"""Overlays speak where the agreement declares the fact, and nowhere else."""

from __future__ import annotations

import pytest

from clausecheck import check

AGREEMENT = """agreement "Support" {{
  provider P "Acme" in NL
  customer C "Utility"{facts}
  service S "Servers"
  backup core for S {{
    includes "SQL Server", "file shares"
    full every 1 day
  }}
}}
"""


@pytest.mark.parametrize(
    ("facts", "dora", "essential"),
    [
        ("", False, False),
        (" sector energy in EU", False, True),
        (' sector "digital infrastructure" in DE', False, True),
        (" sector healthcare in FR", False, True),
        (" sector energy in US", False, False),
        (" sector energy", False, False),
        (" sector financial in EU", True, False),
    ],
)
def test_who_is_bound_by_which_law(facts: str, dora: bool, essential: bool) -> None:
    result = check(AGREEMENT.format(facts=facts), profile=("thorough",))
    overlays = result.facts["scope"]["overlays"]
    assert (overlays["dora"], overlays["essential-entity"]) == tuple(
        "declared" if one else "not declared" for one in (dora, essential)
    )
    found = {finding.code for finding in result.findings}
    assert ("CC320" in found) == essential, "the order of restores is asked of essential entities"
    assert ("CC356" in found) == dora, "where work goes on is asked of financial entities"


def test_the_overlay_can_be_asked_for() -> None:
    result = check(AGREEMENT.format(facts=""), profile=("thorough", "essential-entity"))
    assert "CC320" in {finding.code for finding in result.findings}


def test_an_overlay_alone_is_asked_for_beside_core() -> None:
    result = check(AGREEMENT.format(facts=""), profile=("gdpr",))
    assert result.facts["scope"]["profile"] == ["core", "gdpr"]
