"""Writes the sample output in README.md: the first finding, how the rest goes on, and the verdict.

Run `python scripts/readme_output.py`; with `--check` nothing is written, and the exit code is 1 when it is not current.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMAND = "clausecheck check samples/flawed/termination-leaves-backups.sla"
LINES = 19


def shown() -> str:
    """The command, and what it prints, cut short."""
    environment = {**os.environ, "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    result = subprocess.run(
        [sys.executable, "-m", *COMMAND.split()],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
    )
    lines = result.stdout.split("\n")
    cut = max(at for at in range(LINES) if not lines[at])
    verdict = next(line for line in lines if re.match(r"\d+ agreements? checked", line))
    return "\n".join([f"$ {COMMAND}", *lines[:cut], "[…]", verdict])


def main() -> int:
    """Put the output between the fences of the one `text` block."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true")
    check = arguments.parse_args().check
    readme = ROOT / "README.md"
    before = readme.read_text(encoding="utf-8")
    block = shown()
    fenced = re.compile(r"```text\n.*?^```", re.DOTALL | re.MULTILINE)
    text = fenced.sub(lambda match: f"```text\n{block}\n```", before)
    if check and text != before:
        print("the output in README.md is not current: run scripts/readme_output.py", file=sys.stderr)
        return 1
    if not check:
        readme.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
