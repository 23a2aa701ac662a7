"""A collection on one and on two workers of Dask: the same findings as one process, and how much sooner.

    python benchmarks/scale.py [--files 20000] [--workers 2]

The agreements are generated: targets, backups and terminations with figures, hours and mistakes drawn from a fixed seed, 20 to
60 lines each. Ratios are of seconds on the wall between runs of the same minutes; the start of the workers is left out.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

import pyarrow.parquet as pq

from clausecheck import check, load_ruleset
from clausecheck.cli.runs import CheckOptions, configured
from clausecheck.collection.place import Place
from clausecheck.collection.plan import write_plan
from clausecheck.collection.run import Cluster, connected, run
from clausecheck.collection.work import Task, made_of
from clausecheck.reports.common import identified

AS_OF = dt.date(2026, 11, 27)


def agreement(number: int) -> str:
    """The text of a generated agreement; the same for the same number."""
    chance = random.Random(number)
    months, notice = chance.choice((12, 24, 36)), chance.choice((30, 60, 90, 180))
    lines = [
        f'agreement "SLA-{number}" {{',
        f'  provider A{number % 97} "Provider {number % 97} Ltd"',
        f'  customer B{number % 1009} "Customer {number % 1009} Ltd"',
        "  zone Europe/London",
        f"  effective 2026-{chance.randint(1, 12):02d}-01",
        f"  term {months} months, renewed 12 months, unless {notice} days notice",
        "  currency GBP",
        f"  status {chance.choice(('draft', 'signed'))}",
        "}",
        "hours desk in Europe/London {",
        f"  mon-fri {chance.choice(('08:00-18:00', '09:00-17:00'))}",
        "}",
    ]
    users = (50, 10, 1)
    for level, share in enumerate(users[: chance.randint(1, 3)], 1):
        response, resolution = level * chance.choice((1, 2, 4)), level * chance.choice((2, 8, 24))
        clock = chance.choice(("during desk", "during always"))
        lines += [
            f"priority P{level} {{",
            f"  applies when users >= {share}%",
            f"  respond within {response} hours, {clock}",
            f"  resolve within {resolution} hours, {chance.choice(('during desk', 'during always'))}",
            "}",
        ]
    for at in range(chance.randint(1, 3)):
        lines += [
            f'service s{at} "Service {at}" {{',
            '  includes "operating system", "monitoring"',
            f"  availability {chance.choice(('99.5', '99.9'))}% each month, at least {chance.choice((99, '99.7'))}%",
            f"  maintenance sun 02:00-05:00, on {chance.choice((2, 7))} days notice",
            "  open during desk",
            "}",
        ]
    if chance.random() < 0.6:
        lines += [
            "backup all {",
            '  includes "the servers"',
            f"  full every {chance.choice((1, 7))} days",
            f"  rpo {chance.choice((4, 24, 48))} hours",
            f"  keep daily for {chance.choice((7, 30))} days",
            "}",
        ]
    if chance.random() < 0.7:
        days = chance.choice((30, 90, 400))
        lines += ["termination {", f"  end by either for convenience, on {days} days written notice", "}"]
    return "\n".join(lines) + "\n"


def single(folder: Path, rules: object) -> tuple[float, set[tuple[str, str]]]:
    """Seconds that one process takes to check each agreement with `clausecheck.check`, and what it finds: the file and the
    fingerprint."""
    found: set[tuple[str, str]] = set()
    started = time.perf_counter()
    for file in sorted(folder.rglob("*.sla")):
        name = file.relative_to(folder).as_posix()
        result = check(file.read_bytes(), path=name, ruleset=rules, as_of=AS_OF)  # type: ignore[arg-type]
        found |= {(name, fingerprint) for _, fingerprint in identified(result)}
    return time.perf_counter() - started, found


def collected(
    folder: Path, place: Path, workers: int, shard: int
) -> tuple[float, set[tuple[str, str]], float]:
    """Seconds that so many workers take, what they find, and the most memory of one of them, in MiB."""
    source, results = Place(str(folder)), Place(str(place))
    settings = configured(Path("collection.sla"), CheckOptions(no_config=True))
    task = Task(source, results, settings, AS_OF, made_of(settings.rules({})))
    plan = write_plan(source, results, shard, AS_OF, task.made_of, lambda link: None)
    with connected(Cluster(workers=workers)) as client:
        started = time.perf_counter()
        total = run(client, plan, task, lambda count: None)
        seconds = time.perf_counter() - started
    rows = pq.read_table(place / "findings", columns=["file", "fingerprint"]).to_pylist()
    return seconds, {(row["file"], row["fingerprint"]) for row in rows}, total.memory


def main() -> None:
    """Write the agreements, check them in one process, with one worker and with several, and print the ratios."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--shard", type=int, default=500)
    asked = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="collection-"))
    try:
        folder = work / "agreements"
        for number in range(asked.files):
            place = folder / f"{number // 1000:05d}"
            place.mkdir(parents=True, exist_ok=True)
            (place / f"{number}.sla").write_text(agreement(number), encoding="utf-8")
        alone, expected = single(folder, load_ruleset("msp").with_profile(("core",)))
        one, first, _ = collected(folder, work / "one", 1, asked.shard)
        many, second, memory = collected(folder, work / "many", asked.workers, asked.shard)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(f"{asked.files:,} agreements, {len(expected):,} findings")
    print(f"the same findings with 1 worker: {first == expected}; with {asked.workers}: {second == expected}")
    print(f"1 worker : one process {one / alone:.2f} ×")
    print(
        f"1 worker : {asked.workers} workers {one / many:.2f} ×, {one / many / asked.workers:.2f} of linear"
    )
    print(
        f"a million agreements like these: {many / asked.files * 1e6 * asked.workers / 3600:.1f} processor hours here"
    )
    print(f"at most {memory:.0f} MiB in one worker")
    if first != expected or second != expected:
        sys.exit(1)


if __name__ == "__main__":
    main()
