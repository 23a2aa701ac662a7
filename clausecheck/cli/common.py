"""What several commands share: finding files, reading them, colours, and writing output whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from clausecheck.rules.loader import Ruleset

MAX_BYTES = 16 * 1024 * 1024
"""An agreement of more than 16 MB is refused: a hundred times the longest that anyone signs."""


class Failed(click.ClickException):
    """The run itself failed: one clear line, exit code 2."""

    exit_code = 2

    def show(self, file: object = None) -> None:
        """Print the line on standard error."""
        click.echo(f"clausecheck: {self.message}", err=True)


def label(path: Path) -> str:
    """How findings name a file: relative to the current folder where possible, with forward slashes."""
    with contextlib.suppress(ValueError):
        path = path.resolve().relative_to(Path.cwd())
    return path.as_posix()


def agreements(paths: tuple[str, ...]) -> Iterator[Path]:
    """The files that the arguments name; folders are searched for `.sla`, in a stable order.

    Raises `Failed` for a path that is not there and for a folder without any agreement: a check of nothing must not
    look like a check that passed.
    """
    seen: set[Path] = set()
    for name in paths:
        path = Path(name)
        if path.is_dir():
            found = sorted(_inside(path))
            if not found:
                raise Failed(f"no agreement (*.sla) in the folder {name}")
        elif path.exists():
            found = [path]
        else:
            raise Failed(f"there is no file or folder {name}")
        for file in found:
            key = file.resolve()
            if key not in seen:
                seen.add(key)
                yield file


def _inside(folder: Path) -> Iterator[Path]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(where, name) for name in files if name.endswith(".sla"))


def read(path: Path) -> bytes:
    """The bytes of a file. Raises `Failed` with one line when it cannot be read or is too large."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise Failed(f"{label(path)} has {size:,} bytes; the limit is {MAX_BYTES:,}")
        return path.read_bytes()
    except OSError as error:
        raise Failed(f"cannot read {label(path)}: {error.strerror or error}") from None


def read_stdin() -> bytes:
    """The bytes of standard input, within the same limit."""
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise Failed(f"standard input has more than {MAX_BYTES:,} bytes")
    return data


def coloured(choice: str, stream: object = None) -> bool:
    """Whether to write colour: `--color` wins over NO_COLOR (any value that is not empty), that over FORCE_COLOR,
    and otherwise a terminal gets colour, unless it is a dumb one or an old Windows console."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    if os.environ.get("TERM") == "dumb":
        return False
    if os.name == "nt" and not ({"WT_SESSION", "ANSICON", "TERM"} & set(os.environ)):
        return False
    return bool(getattr(stream or sys.stdout, "isatty", lambda: False)())


def width() -> int | None:
    """The columns of the terminal, `None` when standard output is none."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def encoding() -> str:
    """The encoding of standard output."""
    return sys.stdout.encoding or "utf-8"


def emit(text: str, output: str | None) -> None:
    """Write to standard output, or to a file: beside it first, then in its place, so that it is whole or untouched."""
    if not text.endswith("\n") and text:
        text += "\n"
    if output is None or output == "-":
        data = text.encode(encoding(), "backslashreplace")
        stream = getattr(sys.stdout, "buffer", None)
        if stream is None:
            sys.stdout.write(text)
        else:
            sys.stdout.flush()
            stream.write(data)
            stream.flush()
        return
    target = Path(output)
    try:
        handle, beside = tempfile.mkstemp(dir=target.parent or Path(), prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            with contextlib.suppress(OSError):
                mode = target.stat().st_mode if target.exists() else 0o666 & ~_umask()
                os.chmod(beside, mode & 0o777)
            os.replace(beside, target)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(beside)
            raise
    except OSError as error:
        raise Failed(f"cannot write {output}: {error.strerror or error}") from None


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


color_option = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour; wins over NO_COLOR and FORCE_COLOR.",
)
output_option = click.option(
    "--output", "-o", metavar="FILE", help="Write there instead of to standard output."
)
ruleset_option = click.option(
    "--ruleset",
    "-r",
    default="msp",
    show_default=True,
    metavar="NAME|FILE",
    help="The rules: a name that comes with clausecheck, or a YAML file.",
)


def load_rules(ruleset: str, select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()) -> Ruleset:
    """A ruleset by name or file, reduced to what is asked for. Raises `Failed` with everything that is wrong with it."""
    from clausecheck.rules.errors import RulesetError, UnknownRule
    from clausecheck.rules.loader import load

    try:
        return load(ruleset).select(select, ignore)
    except RulesetError as error:
        raise Failed("\nclausecheck: ".join(str(problem) for problem in error.problems)) from None
    except UnknownRule as error:
        raise Failed(str(error.args[0])) from None
