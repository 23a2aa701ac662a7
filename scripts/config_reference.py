"""Writes the table of keys in docs/config.md from the table in clausecheck/config/keys.py.

Run it after a change to a key; `--check` only says whether the page is current.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from clausecheck.config.keys import reference

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "config.md"
_TABLE = re.compile(r"(<!-- keys:[^\n]*-->\n).*?(<!-- end of keys -->)", re.DOTALL)


def main() -> int:
    """Write or check the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true")
    check = arguments.parse_args().check
    before = PAGE.read_text(encoding="utf-8")
    table = "\n".join(reference())
    text = _TABLE.sub(lambda match: f"{match[1]}\n{table}\n\n{match[2]}", before)
    if check and text != before:
        print(f"{PAGE.relative_to(ROOT)} is not current: run scripts/config_reference.py", file=sys.stderr)
        return 1
    if not check:
        PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
