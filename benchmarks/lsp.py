"""How long an editor waits after a change in one clause, warm, against a bare reading of the same text, as a ratio.

Run `python benchmarks/lsp.py [FILE] [--rounds N]`. A figure is changed in one clause, over and over; each version is read and
checked as the language server does it. Both sides see the same text in the same process, in turn, so that the machine's speed
cancels out; the medians are the figures to quote. "First" is when what cannot be read is known, "whole" when everything is.
Milliseconds are those of the processor, so that other work of the machine counts for nothing.
"""

from __future__ import annotations

import argparse
import re
import statistics
import time
from pathlib import Path

from clausecheck.cli.lsp import EditorChecks
from clausecheck.cli.runs import CheckOptions
from clausecheck.language.parser import parse
from clausecheck.lsp.completing import completions
from clausecheck.lsp.positions import TextChange
from clausecheck.lsp.session import Session

ROOT = Path(__file__).resolve().parent.parent
CLAUSE = re.compile(r"respond within (\d+)")


def main() -> None:
    """Print the medians."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("file", nargs="?", type=Path, default=ROOT / "samples" / "clean" / "helpdesk.sla")
    arguments.add_argument("--rounds", type=int, default=15)
    options = arguments.parse_args()
    text = options.file.read_text(encoding="utf-8")
    found = CLAUSE.search(text)
    if found is None:
        raise SystemExit("this file has no response to change")
    session = Session(EditorChecks(CheckOptions()).check)
    uri = options.file.resolve().as_uri()
    session.keep(opened := session.opened(uri, text, 0), session.judge(opened))
    rows: dict[str, list[float]] = {"reading": [], "first": [], "whole": [], "completion": []}
    for number in range(options.rounds + 2):
        changed = f"{text[: found.start(1)]}{40 + number}{text[found.end(1) :]}"
        before = time.process_time()
        parse(changed)
        start = time.process_time()
        version = session.edited(uri, [TextChange(changed)], number)
        assert version is not None
        session.misread(version)
        first = time.process_time()
        session.keep(version, session.judge(version))
        whole = time.process_time()
        completions(version, found.start(1), version.agreement)
        end = time.process_time()
        if number > 1:
            for name, seconds in zip(
                rows, (start - before, first - start, whole - start, end - whole), strict=True
            ):
                rows[name].append(seconds)
    reading = rows["reading"]
    print(
        f"{options.file.name}: {text.count(chr(10))} lines, a change in one clause, {options.rounds} rounds"
    )
    for name, seconds in rows.items():
        ratio = statistics.median(one / base for one, base in zip(seconds, reading, strict=True))
        print(f"{name:>10}: {statistics.median(seconds) * 1000:6.0f} ms, {ratio:5.2f} times a bare reading")


if __name__ == "__main__":
    main()
