"""Writes the sample output in README.md: the first finding, and how the rest goes on.

Run `python scripts/readme_output.py`; `tests/test_docs.py` says when it must be run again.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMAND = "clausecheck check samples/flawed/termination-leaves-backups.sla"
LINES = 30


def main() -> None:
    """Put the output between the fences of the one `text` block."""
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
    block = "\n".join([f"$ {COMMAND}", *lines[:cut], "[…]"])
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    fenced = re.compile(r"```text\n.*?^```", re.DOTALL | re.MULTILINE)
    readme.write_text(fenced.sub(lambda match: f"```text\n{block}\n```", text), encoding="utf-8")


if __name__ == "__main__":
    main()
