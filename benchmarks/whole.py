"""Whole processes, next to those of other linters on the same machine in the same minutes; writes `benchmarks/RESULTS.md`.

    python benchmarks/whole.py [--rounds 10] [--short] [--no-spectral]

Each row compares commands that take turns, round by round, so that whatever else the machine does falls on all of them; the
figure is the median of the ratios of a round, with the least and the greatest. Processor time is that of the process and its
children; rows that say so compare the time on the wall. `--short` prints ratios of a few rounds and writes nothing.

The peers are installed into a folder of their own: yamllint from PyPI, Spectral from npm. They read a twin of each agreement:
YAML with the same words on as many lines.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import os
import platform
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from parse import whole_checks

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "samples" / "clean" / "helpdesk.sla"
MANY = 200
GROWING = 2
"""Rounds of what takes minutes."""
COMMAND = [sys.executable, "-m", "clausecheck"]


@dataclass(frozen=True)
class Cost:
    """What a process took: seconds of processor time, and seconds on the wall."""

    processor: float
    wall: float


@dataclass(frozen=True)
class Row:
    """A line of the table: the work, the ratios of the rounds or one figure for each round, and the goal."""

    work: str
    values: Sequence[float]
    goal: str
    unit: str = "×"

    def line(self) -> str:
        """The line in Markdown."""
        middle = statistics.median(self.values)
        spread = f"{min(self.values):.2f} to {max(self.values):.2f}"
        return f"| {self.work} | {middle:.2f} {self.unit} | {spread} | {len(self.values)} | {self.goal} |"


def cost(command: Sequence[str | Path], *, cwd: Path, cache: Path) -> Cost:
    """Run a command to its end, whatever its exit code below 2, and measure it."""
    env = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    with subprocess.Popen(
        command, cwd=cwd, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        _, problems = process.communicate()
    wall = time.perf_counter() - began
    if process.returncode > 1:
        raise SystemExit(
            f"{' '.join(map(str, command))} ended with {process.returncode}: {problems.decode()[-500:]}"
        )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(spent, wall)


def peak(command: Sequence[str | Path], *, cwd: Path, cache: Path) -> float:
    """The most memory that a command, or one of the processes that it starts, had at one time, in MiB (Linux).

    The system is asked again and again: what it says of a process that has ended counts the one that began it as well."""
    env = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    most = 0
    with subprocess.Popen(
        command, cwd=cwd, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        while process.poll() is None:
            with contextlib.suppress(OSError):
                tasks = Path(f"/proc/{process.pid}/task")
                children = [
                    pid for task in tasks.iterdir() for pid in (task / "children").read_text().split()
                ]
                for pid in (str(process.pid), *children):
                    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
                    most = max(most, *map(int, re.findall(r"VmHWM:\s*(\d+) kB", status)), 0)
            time.sleep(0.1)
    return most / 1024


def twin(text: str) -> str:
    """An agreement as YAML: each line one, each word in it, blocks indented."""
    lines, depth = ["---"], 0
    for number, line in enumerate(text.splitlines()[1:], start=2):
        words = line.strip()
        if words.startswith("#") or not words:
            lines.append(f"{'  ' * depth}# {words.lstrip('# ')}".rstrip() if words else "")
            continue
        if words == "}":
            depth -= 1
            lines.append(f"{'  ' * depth}  end_{number}: true")
            continue
        key, _, rest = words.rstrip("{ ").partition(" ")
        name = "".join(sign if sign.isalnum() else "_" for sign in key)
        quoted = rest.replace("'", "''")
        if words.endswith("{"):
            lines.append(f"{'  ' * depth}{name}_{number}:")
            depth += 1
        else:
            lines.append(f"{'  ' * depth}{name}_{number}: '{quoted}'")
    return "\n".join(lines) + "\n"


class Peers:
    """The other linters, in a folder of their own."""

    def __init__(self, folder: Path, spectral: bool) -> None:
        venv.create(folder / "venv", with_pip=True)
        python = folder / "venv" / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", "yamllint"], check=True)
        self.yamllint: list[str | Path] = [
            folder / "venv" / "bin" / "yamllint", "-d", "{extends: default, rules: {line-length: disable}}",
        ]  # fmt: skip
        self.versions = [_first(python, "-m", "yamllint", "--version")]
        self.spectral: list[str | Path] = []
        if spectral and shutil.which("npm"):
            done = subprocess.run(
                [
                    "npm",
                    "install",
                    "--silent",
                    "--no-audit",
                    "--no-fund",
                    "--prefix",
                    folder,
                    "@stoplight/spectral-cli",
                ],
                check=False,
                capture_output=True,
            )
            binary = folder / "node_modules" / ".bin" / "spectral"
            if done.returncode == 0 and binary.exists():
                (folder / "rules.yaml").write_text(
                    "rules:\n  filled:\n    given: '$..*'\n    then: {function: truthy}\n"
                )
                self.spectral = [binary, "lint", "--fail-severity", "off", "--ruleset", folder / "rules.yaml"]
                self.versions.append("spectral " + _first(binary, "--version"))


def _first(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout.split("\n")[0]


def rows(work: Path, peers: Peers, rounds: int, *, short: bool) -> Iterator[Row]:
    """Every row of the table."""
    cache, one = work / "cache", work / "one"
    one.mkdir()
    text = SAMPLE.read_text(encoding="utf-8")
    (one / "a.sla").write_text(text, encoding="utf-8")
    (one / "a.yaml").write_text(twin(text), encoding="utf-8")
    check = [*COMMAND, "check"]

    def run(*command: str | Path, where: Path = one) -> Cost:
        return cost(command, cwd=where, cache=cache)

    def compared(
        title: str,
        goal: str,
        ours: Callable[[], Cost],
        theirs: Callable[[], Cost],
        *,
        wall: bool = False,
        times: int = 0,
    ) -> Row:
        ours(), theirs()
        found = []
        for _ in range(times or rounds):
            left, right = ours(), theirs()
            found.append(left.wall / right.wall if wall else left.processor / right.processor)
        return Row(title, found, goal)

    def yamllint() -> Cost:
        return run(*peers.yamllint, "a.yaml")

    fresh = lambda: run(*check, "--no-cache", "a.sla")  # noqa: E731 - a command among commands
    kept = lambda: run(*check, "a.sla")  # noqa: E731
    yield compared("one file, result not cached : yamllint", "≤ 2.0", fresh, yamllint)
    if peers.spectral:
        yield compared(
            "one file, result not cached : spectral", "≤ 0.35", fresh, lambda: run(*peers.spectral, "a.yaml")
        )
    yield compared("one file, unchanged : yamllint", "≤ 1.0", kept, yamllint)

    bare = lambda: run(sys.executable, "-c", "pass")  # noqa: E731
    for words in (["--version"], ["--help"], ["completion", "bash"]):
        yield compared(
            f"`{' '.join(words)}` : `python -c pass`", "≤ 3", lambda words=words: run(*COMMAND, *words), bare
        )
    reading, parsing = whole_checks(text, rounds)
    yield Row("in one process, whole check : reading the text", reading, "≤ 2.0")
    yield Row("in one process, whole check : bare Lark run over its tokens", parsing, "none")

    folder = _copies(work / "many", text, 20 if short else MANY)
    count = len(list(folder.glob("*.sla")))
    few = max(3, rounds // 3)
    everything = lambda: run(*peers.yamllint, ".", where=folder)  # noqa: E731
    yield compared(
        f"{count} files, nothing cached, all processors (wall) : yamllint", "≤ 1.0",
        lambda: run(*check, "--no-cache", "--quiet", ".", where=folder), everything, wall=True, times=few,
    )  # fmt: skip
    yield compared(
        f"{count} files, unchanged (wall) : yamllint", "≤ 0.1",
        lambda: run(*check, "--quiet", ".", where=folder), everything, wall=True, times=few,
    )  # fmt: skip

    def first() -> Cost:
        place = Path(tempfile.mkdtemp(dir=work))
        return cost([*check, "--no-cache", "a.sla"], cwd=one, cache=place)

    yield Row("first run with an empty cache, beyond a later one", [
        (first().processor - fresh().processor) for _ in range(few)
    ], "≤ 0.5 (0 from a wheel, which carries its tables)", "s")  # fmt: skip
    if not short:
        yield from _growth(work, text, run, check)


def _growth(work: Path, text: str, run: Callable[..., Cost], check: list[str]) -> Iterator[Row]:
    """How time and memory grow with the number of files and with their length. These take minutes, so their rounds are few."""
    small, large = _copies(work / "small", text, MANY), _copies(work / "large", text, 10 * MANY)
    files, lines, memory = [], [], []
    for times in (1, 10):
        folder = work / f"long{times}"
        folder.mkdir()
        (folder / "a.sla").write_text(_long(10_000 * times), encoding="utf-8")
    fresh = [*check, "--no-cache", "--quiet"]
    for _ in range(GROWING):
        few, many = (run(*fresh, ".", where=folder) for folder in (small, large))
        files.append(many.processor / few.processor)
        memory.append(peak([*fresh, "."], cwd=large, cache=work / "cache"))
        short, long = (run(*fresh, "a.sla", where=work / f"long{times}") for times in (1, 10))
        lines.append(long.processor / short.processor)
    yield Row(f"{10 * MANY} files : {MANY} files", files, "≤ 10.5")
    yield Row("100,000 lines : 10,000 lines", lines, "≤ 11")
    yield Row(f"peak memory of a process, {10 * MANY} files", memory, "≤ 120", "MiB")


def _copies(folder: Path, text: str, count: int) -> Path:
    """A folder of so many agreements, each with a title of its own, and their twins."""
    folder.mkdir()
    for number in range(count):
        own = text.replace('agreement "', f'agreement "{number} ', 1)
        (folder / f"a{number:05}.sla").write_text(own, encoding="utf-8")
        (folder / f"a{number:05}.yaml").write_text(twin(own), encoding="utf-8")
    return folder


def _long(lines: int) -> str:
    """An agreement of about so many lines: services with their targets."""
    services = "\n".join(
        f'service s{number} "Service {number}" {{\n  availability 99.9% each month\n'
        f'  includes "server {number}"\n}}\n'
        for number in range(lines // 5)
    )
    return 'agreement "Long" {\n  effective 2027-01-01\n  term 12 months\n}\n' + services


def main() -> None:
    """Measure, print, and write the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--no-spectral", action="store_true")
    options = parser.parse_args()
    rounds = 3 if options.short else options.rounds
    subprocess.run([sys.executable, "-m", "compileall", "-q", ROOT / "clausecheck"], check=True)
    lines = []
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        peers = Peers(work, spectral=not options.no_spectral and not options.short)
        for row in rows(work, peers, rounds, short=options.short):
            print(row.line(), flush=True)
            lines.append(row.line())
    if not options.short:
        (ROOT / "benchmarks" / "RESULTS.md").write_text(_page(lines, peers), encoding="utf-8")


def _processor() -> str:
    """What the system calls its processor."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _page(lines: Sequence[str], peers: Peers) -> str:
    packages = ", ".join(
        f"{name} {metadata.version(name)}" for name in ("clausecheck", "lark", "click", "rich", "holidays")
    )
    return "\n".join([
        "# Results of the benchmarks",
        "",
        "Written by `python benchmarks/whole.py`; each row says what it compares. Median of the rounds, least to greatest.",
        "",
        f"{dt.date.today()}, {os.cpu_count()} processors ({_processor()}), {platform.system()}, "
        f"Python {platform.python_version()}, {packages};",
        f"peers: {', '.join(peers.versions)}.",
        "",
        "Where a goal is missed: docs/speed.md says where the time goes, what was tried, and where the limit lies.",
        "",
        "| Work | Median | Spread | Rounds | Goal |",
        "|---|---|---|---|---|",
        *lines,
        "",
    ])  # fmt: skip


if __name__ == "__main__":
    main()
