"""What several commands share: finding files, reading them, colours, and writing output whole or not at all."""

from __future__ import annotations

import codecs
import contextlib
import errno
import os
import re
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from clausecheck import inputs
from clausecheck.cli import names
from clausecheck.inputs import MAX_BYTES, SUFFIX
from clausecheck.invisible import unseen

if TYPE_CHECKING:
    from clausecheck.agreement.model import Agreement
    from clausecheck.rules.loader import Ruleset

_COMMAND = re.compile(r"^([^\S\n]*):(?=:)|(?<=#)#(?=\[|vso\[)", re.MULTILINE)
"""What a runner of CI takes for a command: a line that begins with `::`, and `##[` or `##vso[` wherever it stands."""

STDIN = "<stdin>"
"""What findings call standard input."""


class CommandError(click.ClickException):
    """The run itself failed: clear lines on standard error, exit code 2."""

    exit_code = 2

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the lines; with CLAUSECHECK_DEBUG also where it happened."""
        for line in self.message.split("\n"):
            say(line)
        if self.__cause__ is not None:
            trace(self.__cause__)


def trace(error: BaseException) -> None:
    """Print where a defect has happened, for those who set CLAUSECHECK_DEBUG."""
    if os.environ.get("CLAUSECHECK_DEBUG"):
        import traceback  # it takes longer to import than most runs have to spare

        traceback.print_exception(error)


def say(line: str, prefix: str = "clausecheck: ") -> None:
    """One line on standard error; a reader who has gone, or a full disk, changes nothing."""
    with contextlib.suppress(OSError):
        click.echo(uncommanded(prefix + visible(line)), err=True)


def visible(text: str) -> str:
    """`text` on one line without anything that a terminal obeys: names of files may hold escapes and line ends."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        char.encode("unicode_escape").decode("ascii") if unseen(char) or not char.isprintable() else char
        for char in text
    )


def internal(error: Exception, where: str = "") -> CommandError:
    """A defect of clausecheck as a message for people."""
    return CommandError(
        f"internal error{f' at {visible(where)}' if where else ''}: {type(error).__name__}: {visible(str(error))}",
        "this is a defect of clausecheck; set CLAUSECHECK_DEBUG=1 to see where it happened",
    )


def why(error: OSError) -> str:
    """What the system says, in one phrase."""
    return visible(error.strerror or str(error) or type(error).__name__)


def label(path: Path) -> str:
    """How findings name a file: as it was given, relative to the current folder where possible, with forward
    slashes. A link keeps its own name."""
    with contextlib.suppress(OSError, ValueError, RuntimeError):
        here = Path.cwd()
        if ".." not in path.parts:
            with contextlib.suppress(ValueError):
                return Path(os.path.abspath(path)).relative_to(here).as_posix()
        return (path.parent.resolve() / path.name).relative_to(here).as_posix()
    return path.as_posix()


def agreements(paths: tuple[str, ...], *, quiet: bool = False) -> Iterator[Path]:
    """The files that the arguments name, each once; folders are searched for `.sla`, in a stable order.

    What is hidden (a name with a leading dot) is left out of folders; a link that is left out is named, unless it is to be
    `quiet`. Raises `CommandError` for a path that is not there
    and for a folder without any agreement: a check of nothing must not look like a check that passed.
    """
    seen: set[str] = set()
    for name in paths:
        path = Path(name)
        if path.is_dir():
            found = sorted(_inside(path, quiet))
            if not found:
                raise CommandError(f"no agreement (*{SUFFIX}) in the folder {visible(name)}")
        elif os.path.lexists(path):
            found = [path]
        else:
            raise CommandError(f"there is no file or folder {visible(name)}")
        for file in found:
            key = os.path.realpath(file)
            if key not in seen:
                seen.add(key)
                inputs.note(file, "an agreement")
                yield file


def _inside(folder: Path, quiet: bool) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise CommandError(f"cannot look into the folder {visible(str(error.filename))}: {why(error)}")

    def leave(link: str, target: str) -> None:
        say(
            f"the link {visible(link)} is left out: it leads to {visible(target)}, around {visible(str(folder))}"
        )

    for where, files in searched(folder, refuse, None if quiet else leave):
        yield from (
            Path(where, name) for name in files if name.lower().endswith(SUFFIX) and not name.startswith(".")
        )


def searched(
    folder: str | Path,
    refuse: Callable[[OSError], None] | None = None,
    leave: Callable[[str, str], None] | None = None,
) -> Iterator[tuple[str, list[str]]]:
    """The folders in which agreements are looked for, each with the names of its files; hidden ones are not among them.

    A link to a folder is followed, after all folders that are there themselves, and no folder is searched twice: a circle of
    links ends. One that leads to a folder around the one that is searched is left out, or it would bring in all that lies
    beside it: `leave` is told of it, and `refuse` of what cannot be looked into.
    """
    root = os.path.realpath(folder)
    seen: set[str] = set()
    waiting = [str(folder)]
    for top in waiting:
        real = os.path.realpath(top)
        if real not in seen and root != real and root.startswith(os.path.join(real, "")):
            if leave is not None:
                leave(top, real)
            continue
        for where, folders, files in os.walk(top, onerror=refuse):
            here = os.path.realpath(where)
            if here in seen:
                folders.clear()
                continue
            seen.add(here)
            kept = sorted(name for name in folders if not name.startswith("."))
            links = [name for name in kept if os.path.islink(os.path.join(where, name))]
            waiting += [os.path.join(where, name) for name in links]
            folders[:] = [name for name in kept if name not in links]
            yield where, files


def read(path: Path, kind: str = "an agreement") -> bytes:
    """The bytes of a file; `kind` is what it is, for people. Raises `CommandError` with one line when it cannot be
    read or is too large.

    A pipe or a device is refused instead of waited for.
    """
    name = visible(label(path))
    inputs.note(path, kind)
    try:
        data, size = inputs.contents(path)
    except inputs.NotOrdinary:
        raise CommandError(
            f"{name} is a pipe or a device, not a file; `-` checks what comes from another program"
        ) from None
    except OSError as error:
        raise CommandError(f"cannot read {name}: {why(error)}") from None
    if len(data) > MAX_BYTES:
        raise CommandError(f"{name} has {size:,} bytes; the limit is {MAX_BYTES:,}")
    return data


def read_stdin() -> bytes:
    """The bytes of standard input, within the same limit."""
    if sys.stdin is None:
        raise CommandError("cannot read standard input: it is closed")
    try:
        with contextlib.suppress(OSError, ValueError):
            inputs.note_open(sys.stdin.fileno(), "standard input")
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"cannot read standard input: {why(error)}") from None
    if len(data) > MAX_BYTES:
        raise CommandError(f"standard input has more than {MAX_BYTES:,} bytes; that is the limit")
    return data


def one_agreement(file: str) -> Agreement:
    """The agreement in one file, or on standard input for `-`. Raises `CommandError` when there is none to read."""
    from clausecheck.agreement.model import resolve
    from clausecheck.language.parser import parse_bytes

    if file != "-" and Path(file).is_dir():
        raise CommandError(f"{visible(file)} is a folder; name one file")
    data = read_stdin() if file == "-" else read(Path(file))
    return resolve(parse_bytes(data, STDIN if file == "-" else label(Path(file))))


def end_with_problems(agreement: Agreement, file: str) -> None:
    """End with exit code 1, and say so, when the agreement could not be read as a whole."""
    count = len(agreement.problems)
    if count:
        problems = "problem" if count == 1 else "problems"
        say(f"{count} {problems} in reading; `clausecheck check {file}` shows them")
        sys.exit(1)


def coloured(choice: str, output: str | None = None, stream: object = None) -> bool:
    """Whether to write colour: `--color` wins over NO_COLOR (any value that is not empty), that over FORCE_COLOR,
    and otherwise a terminal gets colour, unless it is a dumb one or an old Windows console. A file gets colour only
    from `--color always`."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR") or output is not None:
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    if os.environ.get("TERM") == "dumb":
        return False
    if os.name == "nt" and not ({"WT_SESSION", "ANSICON", "TERM"} & set(os.environ)):
        return False
    return _terminal(stream or sys.stdout)


def _terminal(stream: object) -> bool:
    """Whether a stream is a terminal; it may be closed, or none at all."""
    with contextlib.suppress(ValueError, OSError):
        return bool(getattr(stream, "isatty", lambda: False)())
    return False


def width(output: str | None = None) -> int | None:
    """The columns of the terminal, `None` when the output goes to none."""
    if output is not None or not _terminal(sys.stdout):
        return None
    import shutil  # with it come three ways to pack files

    return shutil.get_terminal_size().columns


def encoding(output: str | None = None) -> str:
    """The encoding of the output: that of standard output, and UTF-8 for files."""
    return "utf-8" if output is not None else getattr(sys.stdout, "encoding", None) or "utf-8"


def uncommanded(text: str) -> str:
    """`text` without anything that a runner of CI takes for a command: its signs become escapes, which JSON, too, reads as
    the same signs."""
    return _COMMAND.sub(lambda match: f"{match[1]}\\u003a" if match[1] is not None else "\\u0023", text)


def emit(
    text: str, output: str | None, *, again: bool = False, as_is: bool = False, new: bool = False
) -> None:
    """Write to standard output, or to a file: beside it first, then in its place, so that it is whole or untouched.

    No line of it is a command of a runner of CI, unless it is to be written `as_is`: where it holds such commands on purpose, or
    is the text of an agreement.

    What this run has read is not written over, unless it is read to be written `again` in a better form; where the file must be
    `new`, nothing at all is written over, not even a link that leads nowhere. A link stays a link, and a device or a pipe is
    written to and never replaced. Raises `CommandError` when that cannot be done, and `BrokenPipeError` when the reader has gone.
    """
    if not as_is:
        text = uncommanded(text)
    if not text.endswith("\n") and text:
        text += "\n"
    if output is not None and new:
        _write_new(text, output)
    elif output is not None:
        _write_file(_encoded([text], "utf-8"), output, again)
    else:
        _print([text])


def emit_pieces(pieces: Iterable[str], output: str | None, *, as_is: bool = False) -> None:
    """Write a text of any length as `emit` writes one. Nothing is written before its last piece is made."""
    from clausecheck.spool import CannotKeep, SpooledText

    try:
        with contextlib.closing(SpooledText(_ended(pieces))) as text:
            # No command of a runner goes beyond a line.
            lines = text.lines() if as_is else map(uncommanded, text.lines())
            if output is not None:
                _write_file(_encoded(lines, "utf-8"), output, False)
            else:
                _print(lines)
    except CannotKeep as error:
        raise CommandError(f"cannot write {visible(output or 'the report')}: {why(error)}") from None


def _ended(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces of a text, and a line end where the last has none."""
    last = ""
    for piece in filter(None, pieces):
        last = piece
        yield piece
    if last and not last.endswith("\n"):
        yield "\n"


def _encoded(texts: Iterable[str], name: str) -> Iterator[bytes]:
    """A text in an encoding; what it lacks are escapes."""
    encoder = codecs.getincrementalencoder(name)("backslashreplace")
    for text in texts:
        yield encoder.encode(text)
    yield encoder.encode("", final=True)


def _print(texts: Iterable[str]) -> None:
    with _standard_output():
        stream = getattr(sys.stdout, "buffer", None)
        if stream is None:
            for text in texts:
                sys.stdout.write(text)
        else:
            sys.stdout.flush()
            for block in _encoded(texts, encoding()):
                stream.write(block)
        sys.stdout.flush()


def emit_bytes(data: bytes, output: str | None) -> None:
    """Write a file that is no text, as `emit` writes text. A terminal, which could obey it, does not get it."""
    if output is not None:
        _write_file([data], output, False)
        return
    if _terminal(sys.stdout):
        raise CommandError("this format is no text for a terminal; name a file with `--output FILE`")
    with _standard_output():
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.flush()


@contextlib.contextmanager
def _standard_output() -> Iterator[None]:
    """While standard output is written to: what goes wrong becomes one line."""
    if sys.stdout is None:
        raise CommandError("cannot write to standard output: it is closed")
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        if os.name == "nt" and error.errno == errno.EINVAL:  # what Windows calls a closed pipe
            raise BrokenPipeError from None
        raise CommandError(f"cannot write to standard output: {why(error)}") from None


def protected(output: str) -> str:
    """Why a file must not be written over, as a clause after its name; nothing where it may be."""
    kind = inputs.kind_of(output)
    return f"is {kind}, and would be overwritten" if kind else ""


def rewrite(path: Path, was: bytes, data: bytes) -> None:
    """Write a file that was read anew in its place, whole or not at all. Raises `CommandError` when that cannot be done, and when
    the file is no longer what was read of it."""
    if read(path) != was:
        raise CommandError(
            f"{visible(label(path))} was changed by someone else meanwhile, and is left as it is"
        )
    _write_file([data], str(path), again=True)


def _write_file(blocks: Iterable[bytes], output: str, again: bool) -> None:
    try:
        reason = "" if again else protected(output)
        if reason:
            raise CommandError(f"cannot write {visible(output)}: it {reason}")
        target = Path(os.path.realpath(output))
        state = os.stat(output) if os.path.exists(output) else None
        mode = None if state is None else state.st_mode
        if mode is not None and stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if mode is not None and not stat.S_ISREG(mode):
            # O_NONBLOCK: opening a pipe that nobody reads would wait for ever.
            descriptor = os.open(output, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
            with os.fdopen(descriptor, "wb") as device:
                if hasattr(os, "set_blocking"):
                    os.set_blocking(descriptor, True)
                for block in blocks:
                    device.write(block)
            return
        if mode is not None and not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        import tempfile  # with it come three ways to pack files, which most runs never need

        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{_begins(target.name)}.")
        try:
            with os.fdopen(handle, "wb") as file:
                for block in blocks:
                    file.write(block)
            _as_before(temporary, state)
            os.replace(temporary, target)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        reason = why(error) if isinstance(error, OSError) else visible(str(error))
        raise CommandError(f"cannot write {visible(output)}: {reason}") from None


def _begins(name: str) -> str:
    """So much of a name that a longer one made of it is no longer than a disk allows: it counts bytes."""
    return os.fsencode(name)[:64].decode("ascii", "replace").replace("\ufffd", "_")


def _as_before(temporary: str, state: os.stat_result | None) -> None:
    """Give a file the owner and the rights of the one in whose place it comes, so far as the system allows it; a new one gets
    what any new file gets."""
    if state is not None and hasattr(os, "chown"):
        with contextlib.suppress(OSError):
            os.chown(temporary, state.st_uid, state.st_gid)
    with contextlib.suppress(OSError):
        os.chmod(temporary, 0o666 & ~_umask() if state is None else stat.S_IMODE(state.st_mode))


def _write_new(text: str, output: str) -> None:
    """Beside its place first, then into it by a link, which the system refuses where something is already there."""
    try:
        target = Path(os.path.realpath(os.path.dirname(output) or "."), os.path.basename(output))
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, "it is already there")
        import tempfile

        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{_begins(target.name)}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(text.encode("utf-8", "backslashreplace"))
            with contextlib.suppress(OSError):
                os.chmod(temporary, 0o666 & ~_umask())
            _placed(temporary, target)
        finally:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
    except (OSError, ValueError) as error:
        reason = why(error) if isinstance(error, OSError) else visible(str(error))
        raise CommandError(f"cannot write {visible(output)}: {reason}") from None


def _placed(temporary: str, target: Path) -> None:
    """Give a whole file its name; some disks know no links, and only there a file could come between."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise FileExistsError(errno.EEXIST, "it is already there") from None
    except OSError:
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, "it is already there") from None
        os.rename(temporary, target)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def _output(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """`-` is standard output; an agreement is never overwritten by a report."""
    if value is None or value == "-":
        return None
    if not value:
        raise click.BadParameter("the name of the file is empty.", ctx, param)
    if value.lower().endswith(SUFFIX):
        raise click.BadParameter(
            f"{visible(value)!r} is the name of an agreement, and would be overwritten; choose another ending.",
            ctx,
            param,
        )
    return value


color_option = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour; wins over NO_COLOR and FORCE_COLOR.",
)
output_option = click.option(
    "--output",
    "-o",
    metavar="FILE",
    callback=_output,
    shell_complete=names.files,
    help="Write there instead of to standard output.",
)
ruleset_option = click.option(
    "--ruleset",
    "-r",
    default="msp",
    show_default=True,
    metavar="NAME|FILE",
    shell_complete=names.rulesets,
    help="The rules: a name that comes with clausecheck or with a package (`acme@>=1,<2` pins it), or a YAML file.",
)


def load_rules(ruleset: str, select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()) -> Ruleset:
    """A ruleset by name or file, reduced to what is asked for. Raises `CommandError` with everything that is wrong with it,
    and when no rule is left: nothing would be checked."""
    from clausecheck.rules.errors import RulesetError, UnknownRule
    from clausecheck.rules.loader import load

    try:
        rules = load(ruleset).select(select, ignore)
    except RulesetError as error:
        raise CommandError(*(visible(str(problem)) for problem in error.problems)) from None
    except UnknownRule as error:
        raise CommandError(visible(str(error.args[0]))) from None
    except OSError as error:
        raise CommandError(f"cannot read the ruleset {visible(ruleset)}: {why(error)}") from None
    if not rules.rules:
        raise CommandError(f"no rule of {visible(ruleset)} is left to check with")
    return rules
