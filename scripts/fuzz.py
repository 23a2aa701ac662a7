"""Try inputs that nobody would write, for as long as one likes: `python scripts/fuzz.py [TARGET…] --seconds 1800`.

Each input is made from its number and the seed, so a run can be repeated. What fails is made smaller and written to
`tests/cases/fuzz/`, from where `tests/test_fuzz.py` tries it again for ever. `--hypothesis` lets Hypothesis choose and shrink
instead, and `--atheris` (where that is installed) lets the branches that are reached guide the choice.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.fuzzing import FOUND, TARGETS, Made

SLOW, STUCK = 60, 900
"""Seconds of the processor, and by the clock, after which an input counts as one that hangs: a busy machine makes none."""


class Hangs(Exception):
    """An input took longer than `SLOW`."""


def failure(name: str, made: Made) -> BaseException | None:
    """What is wrong with an input for a target; nothing where all holds."""
    limited = hasattr(signal, "setitimer")
    if limited:
        signal.signal(signal.SIGALRM, _stop)
        signal.signal(signal.SIGPROF, _stop)
        signal.setitimer(signal.ITIMER_REAL, STUCK)
        signal.setitimer(signal.ITIMER_PROF, SLOW)
    try:
        TARGETS[name].judge(made)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return error
    finally:
        if limited:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.setitimer(signal.ITIMER_PROF, 0)
    return None


def _stop(*_: object) -> None:
    raise Hangs(f"this takes longer than {SLOW} seconds")


def kind(error: BaseException) -> str:
    """By what two failures count as one: what was raised and where, or what was said, without figures and names."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(last.filename).name}:{last.name}"
    return f"{type(error).__name__} {place} {re.sub(r'[0-9]+|`[^`]*`', '', str(error))[:80]}"


def smaller(name: str, made: Made, error: BaseException, seconds: float = 60) -> Made:
    """The input with as many lines left out as it takes for the same failure, in the time that there is."""
    end = time.monotonic() + seconds
    wanted = kind(error)
    for file in made.files:
        step = max(1, made.files[file].count(b"\n") // 2)
        while step and time.monotonic() < end:
            lines, at = made.files[file].split(b"\n"), 0
            while at < len(lines) and time.monotonic() < end:
                tried = Made({**made.files, file: b"\n".join(lines[:at] + lines[at + step :])}, made.args)
                found = failure(name, tried)
                if found is not None and kind(found) == wanted:
                    made, lines = tried, tried.files[file].split(b"\n")
                else:
                    at += step
            step //= 2
    return made


def keep(name: str, made: Made, error: BaseException) -> Path:
    """Write what was found where the tests try it again."""
    data = {"target": name, "found": kind(error), **made.as_data()}
    text = json.dumps(data, indent=1, ensure_ascii=True) + "\n"
    file = FOUND / f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:10]}.json"
    FOUND.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def run(name: str, seconds: float, seed: int, most: int | None = None) -> tuple[int, dict[str, Path]]:
    """Try one target for some seconds, or `most` inputs; how many inputs there were, and what was found, by kind."""
    end = time.monotonic() + seconds
    found: dict[str, Path] = {}
    number = 0
    while time.monotonic() < end and (most is None or number < most):
        made = TARGETS[name].make(random.Random(f"{seed} {name} {number}"))
        number += 1
        error = failure(name, made)
        if error is not None and kind(error) not in found:
            found[kind(error)] = keep(name, smaller(name, made, error), error)
            print(f"{name} {number}: {kind(error)}", flush=True)
    return number, found


def hypothesis_test(name: str, examples: int, seed: int) -> Any:
    """A test of Hypothesis over the inputs of a target."""
    from hypothesis import HealthCheck, given, settings
    from hypothesis import seed as seeded
    from hypothesis import strategies as st

    @seeded(seed)
    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.randoms(use_true_random=False))
    def test(rng: random.Random) -> None:
        made = TARGETS[name].make(rng)
        error = failure(name, made)
        if error is not None:
            keep(name, made, error)
            raise error

    return test


def _atheris(name: str) -> None:
    import atheris  # type: ignore[import-not-found]

    test = hypothesis_test(name, 100, 0)
    atheris.instrument_all()
    atheris.Setup(sys.argv[:1], test.hypothesis.fuzz_one_input)
    atheris.Fuzz()


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"{', '.join(TARGETS)}; all by default")
    parser.add_argument("--seconds", type=float, default=60, help="for each target (60)")
    parser.add_argument("--inputs", type=int, help="at most so many for each target")
    parser.add_argument("--seed", type=int, default=0, help="another seed makes other inputs (0)")
    parser.add_argument(
        "--hypothesis", action="store_true", help="let Hypothesis choose --inputs of them (1000)"
    )
    parser.add_argument("--atheris", action="store_true", help="guided by coverage, one target, until Ctrl-C")
    asked = parser.parse_args()
    if unknown := [name for name in asked.targets if name not in TARGETS]:
        parser.error(f"there is no target {', '.join(unknown)}; the targets are {', '.join(TARGETS)}")
    bad = 0
    for name in asked.targets or TARGETS:
        if asked.atheris:
            _atheris(name)
        elif asked.hypothesis:
            hypothesis_test(name, asked.inputs or 1_000, asked.seed)()
        else:
            number, found = run(name, asked.seconds, asked.seed, asked.inputs)
            bad += len(found)
            print(f"{name}: {number} inputs, {len(found)} kinds of failures", flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
