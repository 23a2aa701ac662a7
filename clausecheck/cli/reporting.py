"""Where the reports of a check go: the options `--format` and `--report`, and what is wrong with them before it starts."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clausecheck import inputs
from clausecheck.cli.common import (
    CommandError,
    coloured,
    emit_bytes,
    emit_pieces,
    encoding,
    protected,
    visible,
    width,
)
from clausecheck.inputs import SUFFIX
from clausecheck.quick import dataclass
from clausecheck.reports.common import Run
from clausecheck.reports.formats import FILE_FORMATS, FORMATS, FileFormat, Format, usual_for

if TYPE_CHECKING:
    from clausecheck.finding import CheckResult

_KNOWN: dict[str, Format | FileFormat] = {**FORMATS, **FILE_FORMATS}
FORMATS_HELP = "\n".join(["\b", "Formats:", *(f"  {form.name:<9} {form.help}" for form in _KNOWN.values())])
"""For the end of the help page."""


class CannotReport(CommandError):
    """A report could not be written, where a check alone went well or not."""


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A format and the file that is written in it."""

    format: Format | FileFormat
    file: str


def _targets(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[ReportFile, ...]:
    """`--report FORMAT=FILE`, each of them; raises `BadParameter` with what to write instead."""
    return tuple(_target(value, ctx, param) for value in values)


def _target(value: str, ctx: click.Context, param: click.Parameter) -> ReportFile:
    def refuse(message: str) -> click.BadParameter:
        return click.BadParameter(message, ctx, param)

    name, equals, file = value.partition("=")
    if not equals:
        usual = usual_for(value)
        if value in _KNOWN:
            ending = (".txt", *_KNOWN[value].endings)[-1]
            example = f"{value}=report{ending if ending.startswith('.') else f'-{ending}'}"
        else:
            example = f"{usual.name if usual else 'FORMAT'}={value}"
        raise refuse(f"'{visible(value)}' has no `=`; write `--report {visible(example)}`.")
    if name not in _KNOWN:
        import difflib  # only a mistake needs it

        near = difflib.get_close_matches(name.lower(), _KNOWN, 1)
        usual = usual_for(file)
        if not near and usual:
            near = [usual.name]
        hint = f"did you mean `{near[0]}`?" if near else f"choose from {', '.join(_KNOWN)}."
        raise refuse(f"there is no format '{visible(name)}'; {hint}")
    if not file:
        raise refuse(f"`{name}=` names no file.")
    if file == "-":
        raise refuse(f"for standard output write `--format {name}`.")
    if file.lower().endswith(SUFFIX):
        raise refuse(
            f"'{visible(file)}' is the name of an agreement, and would be overwritten; choose another ending."
        )
    form = _KNOWN[name]
    if isinstance(form, FileFormat) and importlib.util.find_spec(form.package) is None:
        raise refuse(
            f"{name} needs a further package; install it with: pip install 'clausecheck[{form.extra}]'"
        )
    return ReportFile(form, file)


format_option = click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="How the result is written; see below.",
)
report_option = click.option(
    "--report",
    "targets",
    multiple=True,
    metavar="FORMAT=FILE",
    callback=_targets,
    help="Write also to this file, in this format; may be given several times.",
)


def ready(targets: Sequence[ReportFile], output: str | None, paths: Iterable[str] = ()) -> None:
    """Raises `CommandError`, with every reason, when a file cannot be written or would be written over: better before a check
    than after it."""
    files = [target.file for target in targets] + ([output] if output is not None else [])
    reasons = [f"cannot write {visible(file)}: {reason}" for file in files if (reason := _obstacle(file))]
    for path in paths:
        if path != "-" and not os.path.isdir(path):
            inputs.note(path, "an agreement")
    seen: set[str] = set()
    for file in files:
        real = os.path.realpath(file)
        reason = protected(file)
        if reason:
            reasons.append(f"{visible(file)} {reason}")
        elif real in seen and not _device(file):
            reasons.append(f"two reports would go to the same file {visible(file)}")
        seen.add(real)
    if reasons:
        raise CommandError(*dict.fromkeys(reasons))


def _device(file: str) -> bool:
    """Whether the name is taken by something that is neither a file nor a folder."""
    try:
        mode = os.stat(file).st_mode
    except (OSError, ValueError):  # a file that is not there is no device
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _obstacle(file: str) -> str:
    """Why a file cannot be written, or nothing."""
    if "\0" in file:
        return "no file can have this name"
    if _device(file):
        return ""
    real = os.path.realpath(file)
    folder = os.path.dirname(real)
    if os.path.isdir(real):
        return "it is a folder"
    if not os.path.isdir(folder):
        return f"there is no folder {visible(os.path.dirname(file) or folder)}"
    if not os.access(folder, os.W_OK | os.X_OK):
        return "its folder cannot be written to"
    if os.path.exists(real) and not os.access(real, os.W_OK):
        return "it is write-protected"
    return ""


@contextlib.contextmanager
def no_stale(targets: Sequence[ReportFile]) -> Iterator[None]:
    """Removes the reports of an earlier run that a run which fails did not write anew: whoever reads one afterwards, in CI,
    would take it for the result of this run. What is no report stays."""
    before = {target.file: _state(target.file) for target in targets}
    try:
        yield
    except BaseException:
        for file, state in before.items():
            if state is not None and _state(file) == state and not protected(file):
                with contextlib.suppress(OSError):
                    os.unlink(os.path.realpath(file))
        raise


def _state(file: str) -> tuple[int, int, int] | None:
    """By what a regular file differs from the one that takes its place; `None` for what is none."""
    try:
        state = os.stat(file)
    except (OSError, ValueError):  # there is no such file yet
        return None
    return (state.st_ino, state.st_size, state.st_mtime_ns) if stat.S_ISREG(state.st_mode) else None


def repository(folder: Path) -> Path:
    """The nearest folder, from `folder` upwards, that holds `.git`; without one, `folder` itself."""
    return next((near for near in (folder, *folder.parents) if (near / ".git").exists()), folder)


def located(run: Run) -> Run:
    """The run with its folder and its repository."""
    folder = Path.cwd()
    return replace(run, folder=folder.as_posix(), root=repository(folder).as_posix())


def _rendered(form: FileFormat, result: CheckResult, run: Run) -> bytes:
    """A report that is no text: of a Word file that was checked, that file with the findings as comments."""
    from clausecheck.cli.documents import original

    data = original(result) if form.name == "docx" else None
    if data is None:
        return form.render(result, run)
    from clausecheck.reports import draft_comments

    return draft_comments.document(result, run, data)


def write(
    result: CheckResult, run: Run, form: str, output: str | None, targets: Sequence[ReportFile], color: str
) -> list[str]:
    """Write every file that was asked for, then the report itself, to standard output or to `output`.

    A report that cannot be written keeps none of the others from being written; what went wrong is returned.
    """
    run = located(run)
    reasons: list[str] = []
    for form_of, file in [*((target.format, target.file) for target in targets), (FORMATS[form], output)]:
        at = replace(run, width=width(file), color=coloured(color, file), encoding=encoding(file))
        try:
            if isinstance(form_of, FileFormat):
                emit_bytes(_rendered(form_of, result, at), file)
            else:
                emit_pieces(form_of.pieces(result, at), file, as_is=form_of.name == "github")
        except CommandError as error:
            reasons.append(error.message)
    return reasons
