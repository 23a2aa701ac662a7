"""Where the files lie that are not Python: `grammar/`, `rulesets/` and `templates/`.

They stand at the top level of the repository, because grammar and legal work happens there; a wheel carries
them inside the package. All are found the same way.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The folder `grammar`, `rulesets` or `templates`; in a wheel it lies in the package, in a checkout beside it."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def compiled(name: str) -> bytes | None:
    """A table that was made when the wheel was built, by the name of its entry; `None` in a checkout."""
    try:
        return (_PACKAGE / "compiled" / name).read_bytes()
    except OSError:
        return None
