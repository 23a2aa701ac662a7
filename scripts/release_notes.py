"""Prints the part of CHANGELOG.md about the version in pyproject.toml, and fails where there is none.

With `--tag v1.2.3` the tag must be that of the version, and its part must have a day in place of `unreleased`.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from clausecheck.version import __version__

ROOT = Path(__file__).resolve().parent.parent
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class NotReady(Exception):
    """The version cannot be released; the message says why."""


def notes(changelog: str, version: str, tag: str = "") -> str:
    """The part about a version, without its heading. Raises `NotReady`."""
    if tag and tag != f"v{version}":
        raise NotReady(f"the tag is {tag}, and pyproject.toml has version {version}")
    heading = re.search(rf"^## {re.escape(version)} \(([^)]*)\)$", changelog, re.MULTILINE)
    if heading is None:
        raise NotReady(f"CHANGELOG.md has no heading `## {version} (…)`")
    if tag and not _DAY.fullmatch(heading[1]):
        raise NotReady(f"CHANGELOG.md calls {version} `{heading[1]}`: write the day of the release")
    text = changelog[heading.end() :].partition("\n## ")[0].strip()
    if not text:
        raise NotReady(f"CHANGELOG.md says nothing about {version}")
    return text + "\n"


def main() -> int:
    """Print the notes, or say why there are none."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tag", default="", help="the tag that is released; empty for a dry run")
    tag = parser.parse_args().tag
    version = __version__
    try:
        text = notes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), version, tag)
    except NotReady as error:
        print(f"release_notes: {error}", file=sys.stderr)
        return 1
    sys.stdout.buffer.write(text.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
