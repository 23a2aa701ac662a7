"""Replays docs/tutorial.md and docs/writing-rules.md, each in an empty folder, and writes what their commands print.

Blocks whose first line is a comment with the name of a file (`# acme.yaml`) are that file. Blocks of `console` hold commands
(`$ …`) with their output, blocks of `diff` changes of a file: a `-` line is taken out, and the `+` lines behind it stand in its
place. Output is shown whole, or as far as the block says: `[…]` and the number of lines that `SHOWN` gives for the command.

Run `python scripts/tutorial_output.py`; with `--check` nothing is written, and the exit code is 1 when the tutorial is not
current (a test replays the other page, which installs a package).
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "tutorial.md"
WRITING = ROOT / "docs" / "writing-rules.md"
CUT = "[…]"
#: Where the output of a command is cut, by the command and its turn: so many lines at the beginning and at the end.
SHOWN = {
    ("clausecheck check", 1): (8, 0),
    ("clausecheck check", 2): (20, 0),
    ("clausecheck explain", 1): (12, 0),
    ("clausecheck check", 3): (3, 0),
    ("clausecheck deadlines", 1): (8, 0),
    ("git commit", 2): (18, 0),
}
_BLOCK = re.compile(r"^```(console|diff|yaml|toml|python|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"# ([\w./-]+\.(?:yaml|toml|py|sla))\n")


class Replay:
    """The tutorial as somebody follows it, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.turns: dict[str, int] = {}
        self.site = folder.parent / "site"
        programs = str(Path(sys.executable).parent)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))},
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(self.site), "HOME": str(folder.parent), "XDG_CACHE_HOME": str(folder.parent / "cache"),
            "NO_COLOR": "1", "PRE_COMMIT_COLOR": "never", "PYTHONUTF8": "1", "COLUMNS": "120",
            "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "J. Rivers", "GIT_AUTHOR_EMAIL": "j.rivers@tynebridge.example",
            "GIT_COMMITTER_NAME": "J. Rivers", "GIT_COMMITTER_EMAIL": "j.rivers@tynebridge.example",
        }  # fmt: skip

    def block(self, match: re.Match[str]) -> str:
        """A block of the page as it must stand there."""
        if match[1] == "diff":
            self.change(match[2])
            return match[0]
        if match[1] != "console":
            named = _FILE.match(match[2])
            if named is not None:
                file = self.folder / named[1]
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(match[2], encoding="utf-8", newline="\n")
            return match[0]
        commands = [line for line in match[2].split("\n") if line.startswith("$ ")]
        return f"```console\n{''.join(map(self.run, commands))}```"

    def run(self, line: str) -> str:
        """A command with what it prints, cut short. Raises `ValueError` where it is none of the programs of the tutorial."""
        words = shlex.split(line.removeprefix("$ "))
        if words[0] not in ("clausecheck", "git", "pre-commit", "pip"):
            raise ValueError(f"the tutorial runs no {words[0]}")
        program = {
            "clausecheck": [sys.executable, "-m", "clausecheck"],
            "pip": [sys.executable, "-m", "pip"],
        }.get(words[0], words[:1])
        if words[:2] == ["pip", "install"]:
            # Into a folder of the replay, with nothing from the network: what builds it is there.
            words += [
                "--quiet",
                "--no-index",
                "--no-deps",
                "--no-build-isolation",
                "--target",
                str(self.site),
            ]
        done = subprocess.run(
            [*program, *words[1:]],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=120,
        )
        kind = " ".join(words[:2])
        turn = self.turns[kind] = self.turns.get(kind, 0) + 1
        lines = done.stdout.rstrip("\n").split("\n") if done.stdout.strip() else []
        first, last = SHOWN.get((kind, turn), (len(lines), 0))
        if first + last < len(lines):
            lines = [*lines[:first], CUT, *lines[len(lines) - last :]]
        return "".join(f"{one.rstrip()}\n" for one in (line, *lines))

    def change(self, text: str) -> None:
        """Make the changes of a block. Raises `ValueError` where a line that goes out is not there."""
        head, *lines = text.rstrip("\n").split("\n")
        file = self.folder / head.removeprefix("--- ")
        content = file.read_text(encoding="utf-8")
        at = 0
        while at < len(lines):
            old = lines[at][1:] + "\n"
            new = ""
            at += 1
            while at < len(lines) and lines[at].startswith("+"):
                new += lines[at][1:] + "\n"
                at += 1
            if old not in content:
                raise ValueError(f"{file.name} has no line {old!r}")
            content = content.replace(old, new, 1)
        file.write_text(content, encoding="utf-8", newline="\n")


def replayed(page: str) -> str:
    """The page with the output that its commands have today."""
    with tempfile.TemporaryDirectory() as around:
        folder = Path(around) / "agreements"
        folder.mkdir()
        return _BLOCK.sub(Replay(folder).block, page)


def main() -> int:
    """Write the pages, or say whether the tutorial is current."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true")
    check = arguments.parse_args().check
    for page in (PAGE,) if check else (PAGE, WRITING):
        before = page.read_text(encoding="utf-8")
        text = replayed(before)
        if check and text != before:
            print(f"docs/{page.name} is not current: run scripts/tutorial_output.py", file=sys.stderr)
            return 1
        if not check:
            page.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
