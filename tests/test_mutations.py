"""The mutation benchmark itself: its kinds make readable mutants, its judges have an opinion, and what they call sound or
defective is what the rules say. The whole benchmark is `python benchmarks/mutations.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

import mutations  # noqa: E402
from mutation import sample as kinds  # noqa: E402
from mutation.judge import judge  # noqa: E402
from mutation.judges import credits  # noqa: E402
from mutation.judges.grid import Due, Grid  # noqa: E402
from mutation.judges.world import World  # noqa: E402
from mutation.rows import ROWS  # noqa: E402

from clausecheck.language.parser import parse  # noqa: E402

#: Cheap kinds of several subjects.
TRIED = (
    "response-longer", "case-dropped", "band-edge-shifted", "availability-raised", "data-deleted-sooner", "clause-dropped",
    "unit-of-target-rewritten",
)  # fmt: skip
SAMPLE = "backup-service"


def test_every_kind_makes_mutants_with_labels_of_their_own() -> None:
    samples = sorted(path.stem for path in mutations.SAMPLES.glob("*.sla"))
    assert len(kinds.KINDS) >= 40
    labels = set()
    for kind in kinds.KINDS.values():
        made = list(mutations.mutants(kind, 2, 1, samples))
        assert made, kind.name
        assert kind.same + bool(kind.asks) <= 1, kind.name
        assert len({case.text for case in made}) == len({case.label for case in made}) == len(made), kind.name
        assert not labels & {(case.kind, case.label) for case in made}
        labels |= {(case.kind, case.label) for case in made}


def test_every_sort_of_slip_has_a_kind_or_a_test_that_walks() -> None:
    for row, names in ROWS.items():
        assert names, row
        for name in names:
            assert name in kinds.KINDS or (BENCHMARKS.parent / name).is_file(), f"{row}: {name}"


def test_the_same_seed_makes_the_same_mutants() -> None:
    kind = kinds.KINDS["targets-swapped"]
    first, again, other = (list(mutations.mutants(kind, 3, seed, [SAMPLE])) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_the_judges_see_nothing_wrong_with_a_clean_sample() -> None:
    text = (mutations.SAMPLES / f"{SAMPLE}.sla").read_text(encoding="utf-8")
    assert judge(parse(text)) == ([], [])


@pytest.mark.parametrize("name", TRIED)
def test_rules_and_judges_agree(name: str) -> None:
    for case in mutations.mutants(kinds.KINDS[name], 1, 1, [SAMPLE]):
        assert not parse(case.text).problems, case.label
        verdict = mutations.tried(case, "msp")
        assert verdict.defective or verdict.sound or verdict.undecided
        assert not verdict.missed, (case.label, verdict.problems)
        assert not verdict.false_alarm, (case.label, verdict.alarms)


def test_a_walk_over_working_hours() -> None:
    """Hours of 09:00 to 17:00: a ticket of Friday 16:00 with two hours falls due on Monday at 10:00."""
    text = """
agreement "Support" {
  effective 2027-01-01
  term 1 month
  zone Europe/London
}
hours business in Europe/London {
  mon-fri 09:00-17:00
}
"""
    grid = Grid(World(parse(text)), 60)
    exact, just = grid.walk(Due(120, "business"))
    friday = 7 * 24 + 16
    assert exact[friday] == 2 * (friday + 66)
    assert just[friday] == 2 * (friday + 66) + 1
    days, _ = grid.walk(Due(1, "business", True))
    assert days[friday] == 2 * (10 * 24 + 17)


def test_a_credit_table_is_read_figure_by_figure() -> None:
    def band(low: str, high: str, amount: int) -> credits.Band:
        return credits.Band(int(float(low) * 1000), int(float(high) * 1000), amount, True)  # type: ignore[arg-type]

    tight = (band("99", "99.899", 5), credits.Band(0, 98_999, 10, True))  # type: ignore[arg-type]
    assert credits._tried(99_900, tight, True, None) == (frozenset(), False)
    gap = (band("99", "99.8", 5), credits.Band(0, 98_999, 10, True))  # type: ignore[arg-type]
    assert credits._tried(99_900, gap, True, None)[0] == {"no credit for a missed promise"}
