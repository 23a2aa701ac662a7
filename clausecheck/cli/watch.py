"""`clausecheck check --watch`: checks again whenever a file changes that takes part.

The folders of all files that take part are watched, so that files that come, go, or are replaced are seen as well. A
change counts when a file has another size or time than before the check; what else happens in the folders does not.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NoReturn

import click

from clausecheck import resources
from clausecheck.cli.common import CommandError, agreements, label, say, searched
from clausecheck.cli.reporting import CannotReport
from clausecheck.cli.runs import CheckOptions, RunPlan, listed, planned
from clausecheck.inputs import SUFFIX

POLL_MS = 5000
"""How often files are looked at when nothing is heard of them: a link may lead to a folder that is not watched."""
SETTLE_MS = 400
"""For how long changes at most are gathered before they count as one."""

Stamp = tuple[int, int]
State = dict[Path, Stamp | None]


def check_again(paths: tuple[str, ...], asked: CheckOptions, check: Callable[[RunPlan], object]) -> NoReturn:
    """Check, and check again after each change, until Ctrl-C.

    What is wrong with the first check raises `CommandError`; what breaks later is said, and watching goes on. A report that
    could not be written ends it.
    """
    _needed()
    used = _check_once(paths, asked, check, {}, set())
    while True:
        state = used[1]
        number = sum(stamp is not None for stamp in state.values())
        say(f"watching {number} {'file' if number == 1 else 'files'}; Ctrl-C ends")
        changed = _wait(paths, asked, *used)
        if _on_terminal():
            click.clear()
        say(f"changed: {listed(changed)}")
        before = _state(paths, asked, used[0])
        try:
            used = _check_once(paths, asked, check, before, used[0])
        except CannotReport:
            raise
        except CommandError as error:
            error.show()
            used = used[0], before


def _check_once(
    paths: tuple[str, ...],
    asked: CheckOptions,
    check: Callable[[RunPlan], object],
    before: State,
    used: set[Path],
) -> tuple[set[Path], State]:
    """The files that a check has used beside the agreements, and the state of all files before it."""
    before = before or _state(paths, asked, used)
    plan = planned(paths, asked)
    now = used_by(plan, asked)
    before |= stamps(now - set(before))
    check(plan)
    return now | used, before


def _needed() -> None:
    """Raises `CommandError` where the package is not installed that tells of changes."""
    try:
        import watchfiles  # noqa: F401
    except ImportError:
        raise CommandError(
            "--watch needs the package watchfiles; install it with: pip install 'clausecheck[watch]'"
        ) from None


def changes(folders: Iterable[Path], counts: Callable[[str], bool]) -> Iterator[object]:
    """Something each time that a path in these folders (not below them) has changed that `counts`, and each five seconds."""
    import watchfiles

    def wanted(change: watchfiles.Change, path: str) -> bool:
        return counts(path)

    return watchfiles.watch(
        *sorted(folders),
        watch_filter=wanted,
        debounce=SETTLE_MS,
        rust_timeout=POLL_MS,
        yield_on_timeout=True,
        recursive=False,
        ignore_permission_denied=True,
    )


def _wait(paths: tuple[str, ...], asked: CheckOptions, used: set[Path], state: State) -> list[str]:
    """Wait until a file is not as it was; returns the names of those that have changed."""
    while True:
        folders = _folders(paths, state)
        names = {os.path.realpath(file) for file in state}

        def counts(path: str, names: set[str] = names) -> bool:
            return path.lower().endswith(SUFFIX) or os.path.realpath(path) in names or os.path.isdir(path)

        try:
            for _ in changes(folders, counts):
                now = _state(paths, asked, used)
                changed = [file for file in {**state, **now} if state.get(file) != now.get(file)]
                if changed:
                    return sorted(label(file) for file in changed)
                if _folders(paths, now) != folders:
                    break
            else:
                raise CommandError("cannot watch: the system tells of no more changes")
        except (OSError, RuntimeError) as error:
            raise CommandError(f"cannot watch: {error}") from error


def _state(paths: tuple[str, ...], asked: CheckOptions, used: set[Path]) -> State:
    """The size and the time of every file that takes part, or would take part if it were there."""
    found: list[Path] = []
    for path in paths:
        try:
            found += agreements((path,), quiet=True)
        except CommandError:  # the check itself says it; here its place is watched
            found.append(Path(path))
    here = list(dict.fromkeys(Path(os.path.abspath(file)) for file in found))
    configs = (
        () if asked.no_config or asked.config is not None else configs_around({file.parent for file in here})
    )
    return stamps([*here, *configs, *used])


def configs_around(folders: set[Path]) -> Iterator[Path]:
    """Every place for a config of agreements in these folders: upwards, up to the folder with `.git`."""
    from clausecheck.config.keys import FILE
    from clausecheck.config.reading import PYPROJECT

    seen: set[Path] = set()
    for folder in folders:
        for place in (folder, *folder.parents):
            if place in seen:
                break
            seen.add(place)
            yield from (place / FILE, place / PYPROJECT)
            if os.path.lexists(place / ".git"):
                break


def stamps(files: Iterable[Path]) -> State:
    """The time and the size of each file; `None` for one that is not there."""
    found: State = {}
    for file in files:
        found[file] = None
        with contextlib.suppress(OSError, ValueError):
            status = file.stat()
            found[file] = (status.st_mtime_ns, status.st_size)
    return found


def used_by(plan: RunPlan, asked: CheckOptions) -> set[Path]:
    """The configs, rulesets, baselines and templates of a plan; our own rulesets do not change."""
    ours = resources.folder("rulesets")
    found = {Path(asked.config)} if asked.config is not None else set()
    for job in plan.jobs:
        if job.settings.config is not None:
            found |= {Path(name) for name in job.settings.config.files}
        if job.settings.baseline is not None:
            found.add(job.settings.baseline)
        if job.settings.against is not None:
            found.add(job.settings.against)
        found |= {Path(name) for name in job.rules.digests}
    absolute = {Path(os.path.abspath(file)) for file in found}
    return {file for file in absolute if file.is_file() and not file.is_relative_to(ours)}


def _folders(paths: tuple[str, ...], state: State) -> set[Path]:
    """The folders of all files, and every folder in which a new agreement would be found."""
    found = {file.parent for file in state}
    for path in paths:
        found |= {Path(os.path.abspath(where)) for where, _ in searched(path)}
    return {folder for folder in found if folder.is_dir()}


def _on_terminal() -> bool:
    with contextlib.suppress(ValueError, OSError):
        return sys.stdout is not None and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    return False
