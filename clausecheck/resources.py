"""Where the files lie that are not Python: `grammar/`, `rulesets/` and `templates/`.

They stand at the top level of the repository, because grammar and legal work happens there; a wheel carries
them inside the package. All are found the same way.
"""

from __future__ import annotations

import functools
import os
from pathlib import Path

from clausecheck.version import __version__

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The folder `grammar`, `rulesets` or `templates`; in a wheel it lies in the package, in a checkout beside it."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def compiled(name: str) -> bytes | None:
    """A table that was made when the wheel was built, by the name of its entry; `None` in a checkout."""
    try:
        return (_PACKAGE / "compiled" / name).read_bytes()
    except OSError:  # a checkout has none
        return None


@functools.cache
def rule_page() -> Path | None:
    """The page of all rules, with an anchor for each: of HTML in a wheel, that of docs/ in a checkout; `None` where there is
    neither."""
    places = (_PACKAGE / "pages" / "rules.html", _PACKAGE.parent / "docs" / "rules.md")
    return next((page for page in places if page.is_file()), None)


@functools.cache
def origin() -> tuple[str, ...]:
    """What everything that is made of clausecheck's own files depends on: the version, and in a checkout, where files change
    without it, the name, time and size of each file."""
    if (_PACKAGE / "rulesets").is_dir():
        return installed()
    found = [__version__]
    for top in (_PACKAGE, _PACKAGE.parent / "grammar", _PACKAGE.parent / "rulesets"):
        for place, folders, files in os.walk(top):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            for name in sorted(files):
                state = os.stat(os.path.join(place, name))
                found.append(f"{place}/{name} {state.st_mtime_ns} {state.st_size}")
    return tuple(found)


def installed() -> tuple[str, ...]:
    """What `origin` gives where clausecheck is installed from a wheel."""
    return (__version__,)
