"""How much of what goes wrong in agreements is found, and how often something is said where nothing is wrong.

Run `python benchmarks/mutations.py [--kind NAME] [--per-kind N] [--seed N]`. The clean agreements of `samples/clean` are changed
in the ways that `mutation/kinds/` and the subjects beside it list: a number, a unit, a clock, an edge of a band, a dropped
clause, a second one, and many after which the agreement means the same as before; `mutation/rows.py` says which kinds stand for
which sort of slip. Whether a mutant is defective is decided by
the judges of `mutation/judge.py`, which simulate it by brute force and share nothing with the analyses but the reader.

Recall is the share of defective mutants for which a rule speaks of each problem that a judge saw. Precision is the share
of mutants with a finding of a rule about contradictions that are defective. Mutants about which a judge cannot say are counted
apart. Each miss and each false alarm is listed. The exit code is 1 below a recall of 0.99 or a precision of 0.995.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import datetime as dt
import functools
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import mutation.kinds  # noqa: F401 - registers the kinds
from mutation.judge import judge
from mutation.sample import KINDS, Kind, Sample

from clausecheck.checking import check_parsed
from clausecheck.finding import Severity
from clausecheck.language.parser import Parsed, parse
from clausecheck.rules.loader import Ruleset, load

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples" / "clean"
AS_OF = dt.date(2026, 11, 23)
RECALL, PRECISION = 0.99, 0.995
#: The rules about contradictions, by code. Whoever changes nothing must hear from none of them, unless as information.
CONTRADICTIONS = (
    "CC20", "CC21", "CC220", "CC221", "CC222", "CC223", "CC224", "CC23", "CC24", "CC25", "CC26", "CC27", "CC28", "CC29", "CC321",
    "CC37", "CC38", "CC39", "CC46", "CC47", "CC48", "CC49", "CC50", "CC51", "CC52", "CC53", "CC54", "CC55",
)  # fmt: skip
#: What is asked besides for mutants of which a checklist decides, or in which a value is not agreed.
CHECKLISTS = ("CC05", "CC06", "CC1", "CC3", "CC4", "CC6")
#: Codes within the ranges above that are no contradiction.
ASIDE = frozenset({"CC230"})


@dataclass(frozen=True, slots=True)
class Case:
    """A mutant: its kind, the sample it comes from, which one of its kind it is, its text, and what was changed."""

    kind: str
    sample: str
    number: int
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judges and the rules say about a mutant: `problems` as words, those of them of which no rule speaks (`unheard`),
    the reasons for which a judge cannot say, the codes that were found of those asked for, and all codes of contradictions that
    spoke, or of those that must not."""

    case: Case
    problems: tuple[str, ...]
    unheard: tuple[str, ...]
    unsaid: tuple[str, ...]
    hit: tuple[str, ...]
    alarms: tuple[str, ...]

    @property
    def defective(self) -> bool:
        return bool(self.problems)

    @property
    def undecided(self) -> bool:
        return not self.problems and bool(self.unsaid)

    @property
    def sound(self) -> bool:
        return not self.problems and not self.unsaid

    @property
    def missed(self) -> bool:
        return bool(self.unheard)

    @property
    def false_alarm(self) -> bool:
        return self.sound and bool(self.alarms)


@functools.cache
def sample(name: str) -> Sample:
    """A clean agreement, read once."""
    return Sample(name, (SAMPLES / f"{name}.sla").read_text(encoding="utf-8"))


def mutants(kind: Kind, count: int, seed: int, names: Sequence[str]) -> Iterator[Case]:
    """As many mutants of a kind as there are, `count` at most: in turn from each sample, no two alike, the same for a seed."""
    seen: set[str] = set()
    chances = {name: random.Random(f"{seed} {kind.name} {name}") for name in names}
    for turn in range(count * 6):
        name = names[turn % len(names)]
        try:
            made = kind.make(chances[name], sample(name))
        except IndexError:  # nothing to choose from: this sample has nothing of the sort
            continue
        if made is None or made[0] in seen or made[0] == sample(name).text:
            continue
        seen.add(made[0])
        yield Case(kind.name, name, len(seen), made[0], f"{name}: {made[1]}")
        if len(seen) == count:
            return


@functools.cache
def rules(ruleset: str) -> Ruleset:
    """The rules about contradictions and completeness of a ruleset, loaded once."""
    loaded = load(Path(ruleset) if ruleset.endswith(".yaml") else ruleset)
    known = [rule.code for rule in loaded.rules]
    wanted = [
        prefix for prefix in (*CONTRADICTIONS, *CHECKLISTS) if any(code.startswith(prefix) for code in known)
    ]
    return loaded.select(wanted, ())


@functools.cache
def contradictions(ruleset: str) -> Ruleset:
    """The rules about contradictions of a ruleset, loaded once."""
    loaded = rules(ruleset)
    known = [rule.code for rule in loaded.rules]
    return loaded.select(
        [prefix for prefix in CONTRADICTIONS if any(code.startswith(prefix) for code in known)], ()
    )


def asked_of(case: Case, parsed: Parsed) -> tuple[list[tuple[str, tuple[str, ...]]], list[str]]:
    """What is wrong with a mutant, each with the rules of which one must speak, and why a judge cannot say."""
    kind = KINDS[case.kind]
    if kind.known:
        codes = marked(case)
        return ([] if codes[0] == "not" else [("the kind says so", codes)]), []
    if kind.asks:
        return [("the kind says so", kind.asks)], []
    if kind.same:
        return [], []
    problems, unsaid = judge(parsed)
    return [(f"{one.subject}: {one.what}", one.rules) for one in problems], unsaid


def marked(case: Case) -> tuple[str, ...]:
    """What the label of a mutant of a `known` kind says at its end: rules, or `not` and rules."""
    return tuple(case.label.rsplit("[", 1)[1].rstrip("]").split())


def tried(case: Case, ruleset: str) -> Verdict:
    """One mutant, judged and checked."""
    known = KINDS[case.kind].known
    parsed = parse(case.text, f"{case.kind}-{case.number}.sla")
    asked, unsaid = asked_of(case, parsed)
    if known and parsed.problems:
        asked, unsaid = [], [f"the reader objects: {parsed.problems[0].message}"]
    checklist = known or any(code.startswith(CHECKLISTS) for _, codes in asked for code in codes)
    result = check_parsed(parsed, rules(ruleset) if checklist else contradictions(ruleset), as_of=AS_OF)
    wanted = tuple({code for _, codes in asked for code in codes})
    found = [finding.code for finding in result.findings]
    wrong = marked(case)[1:] if known else CONTRADICTIONS
    return Verdict(
        case,
        tuple(words for words, _ in asked),
        tuple(
            dict.fromkeys(words for words, codes in asked if not any(one.startswith(codes) for one in found))
        ),
        tuple(unsaid),
        tuple(dict.fromkeys(code for code in found if wanted and code.startswith(wanted))),
        tuple(
            dict.fromkeys(
                finding.code
                for finding in result.findings
                if finding.code.startswith(wrong)
                and finding.code not in ASIDE
                and finding.severity is not Severity.INFO
            )
        ),
    )


def tried_kind(name: str, count: int, seed: int, ruleset: str) -> list[Verdict]:
    """All mutants of one kind."""
    names = sorted(path.stem for path in SAMPLES.glob("*.sla"))
    return [tried(case, ruleset) for case in mutants(KINDS[name], count, seed, names)]


HEADER = f"{'kind':<28} {'mutants':>7} {'defective':>9} {'found':>6} {'sound':>6} {'false alarms':>12} {'undecided':>9}"


def row(name: str, found: list[Verdict]) -> str:
    """What became of the mutants of one kind."""
    return (
        f"{name:<28} {len(found):>7} {sum(one.defective for one in found):>9} "
        f"{sum(one.defective and not one.missed for one in found):>6} {sum(one.sound for one in found):>6} "
        f"{sum(one.false_alarm for one in found):>12} {sum(one.undecided for one in found):>9}"
    )


def listed(title: str, verdicts: list[Verdict], seed: int, count: int) -> Iterator[str]:
    """Misses, false alarms or open questions, each with what was changed and how to see it."""
    if not verdicts:
        return
    yield f"\n{title} ({len(verdicts)})"
    for one in verdicts:
        yield f"  {one.case.kind} {one.case.number}: {one.case.label}"
        for problem in one.unheard:
            yield f"      a judge says: {problem}"
        for reason in one.unsaid:
            yield f"      cannot say: {reason}"
        if one.alarms:
            yield f"      the rules say: {', '.join(one.alarms)}"
        yield f"      python benchmarks/mutations.py --kind {one.case.kind} --seed {seed} --per-kind {count} --write DIR"


def main() -> None:
    """Change, judge, check, and say what was found."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--per-kind", type=int, default=5, help="how many mutants of each kind, at most")
    arguments.add_argument(
        "--kind", action="append", choices=sorted(KINDS), help="only this kind; may be repeated"
    )
    arguments.add_argument("--jobs", type=int, default=2, help="processes")
    arguments.add_argument("--ruleset", default="msp", help="a name or a YAML file")
    arguments.add_argument("--write", type=Path, metavar="DIR", help="write the mutants there")
    arguments.add_argument(
        "--show", action="store_true", help="list what every mutant is, and the open questions"
    )
    options = arguments.parse_args()
    names = options.kind or list(KINDS)
    start = time.perf_counter()
    verdicts: dict[str, list[Verdict]] = {}
    print(HEADER)
    with concurrent.futures.ProcessPoolExecutor(options.jobs) as pool:
        asked = {
            name: pool.submit(tried_kind, name, options.per_kind, options.seed, options.ruleset)
            for name in names
        }
        for name, future in asked.items():
            verdicts[name] = future.result()
            print(row(name, verdicts[name]), flush=True)
    every = [one for found in verdicts.values() for one in found]
    if options.write is not None:
        options.write.mkdir(parents=True, exist_ok=True)
        for one in every:
            path = options.write / f"{one.case.kind}-{one.case.number}.sla"
            path.write_text(one.case.text, encoding="utf-8")
    defective = [one for one in every if one.defective]
    sound = [one for one in every if one.sound]
    false = [one for one in every if one.false_alarm]
    true = [one for one in defective if one.hit or one.alarms]
    missed = [one for one in every if one.missed]
    recall = 1 - len(missed) / max(1, len(defective))
    precision = len(true) / max(1, len(true) + len(false))
    lines = [
        *listed("misses", missed, options.seed, options.per_kind),
        *listed("false alarms", false, options.seed, options.per_kind),
    ]
    if options.show:
        lines += listed(
            "open questions", [one for one in every if one.undecided], options.seed, options.per_kind
        )
        lines.append("\nall mutants")
        lines += [
            f"  {one.case.kind} {one.case.number}: {one.case.label}\n      "
            + ("; ".join(one.problems) or ("cannot say" if one.undecided else "sound"))
            + f" | {', '.join(one.hit or one.alarms) or 'nothing found'}"
            for one in every
        ]
    print("\n".join(lines))
    print(
        f"\n{len(every)} mutants of {len(verdicts)} kinds in {time.perf_counter() - start:.0f} seconds (seed {options.seed}): "
        f"{len(defective)} defective, {len(sound)} sound, {len(every) - len(defective) - len(sound)} undecided"
    )
    print(f"recall {recall:.4f} (at least {RECALL}), precision {precision:.4f} (at least {PRECISION})")
    sys.exit(0 if recall >= RECALL and precision >= PRECISION else 1)


if __name__ == "__main__":
    main()
