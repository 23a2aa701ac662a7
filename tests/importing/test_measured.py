"""The gate of the benchmark of drafts, and its seal."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_what_is_read_is_right_and_the_sealed_documents_are_sealed() -> None:
    done = subprocess.run(
        [sys.executable, "benchmarks/import.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "sealed  " in done.stdout
