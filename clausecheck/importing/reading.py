"""Which reader a file is for, and the draft that it makes of it."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clausecheck.importing.blocks import Draft

ENDINGS = {
    ".docx": "word",
    ".docm": "word",
    ".dotx": "word",
    ".html": "web",
    ".htm": "web",
    ".xhtml": "web",
    ".md": "marked",
    ".markdown": "marked",
}
NEEDS = (
    "reading drafts needs the extra `import`; install it with `python -m pip install 'clausecheck[import]'`"
)
_OTHERS = {
    ".pdf": "PDF",
    ".doc": "Word of before 2007",
    ".odt": "OpenDocument",
    ".rtf": "Rich Text Format",
    ".pages": "Pages",
}


def is_draft(name: str) -> bool:
    """Whether the ending of a name is that of a draft: a Word file, a web page or Markdown."""
    return _ending(name) in ENDINGS


def is_other_document(name: str) -> bool:
    """Whether a name is that of a document of which no reader is here."""
    return _ending(name) in _OTHERS


def read_draft(data: bytes, name: str, changes: str = "") -> Draft:
    """What stands in a file; `changes` says what to do with tracked changes. Raises `CannotImport`, and `ImportError` where the
    extra is not installed."""
    from clausecheck.importing.blocks import (
        CannotImport,  # the names of agreements are asked about before each check
    )

    ending = _ending(name)
    if data.startswith(b"PK\x03\x04") and ending not in _OTHERS:
        ending = ".docx"
    if data[:1024].lstrip().startswith((b"%PDF", b"\xd0\xcf\x11\xe0", b"{\\rtf")) or ending in _OTHERS:
        ending = ".docx"
    if ending not in ENDINGS:
        raise CannotImport("a draft is a Word file (.docx), a web page (.html) or Markdown (.md)")
    reader = importlib.import_module(f"clausecheck.importing.{ENDINGS[ending]}")
    draft: Draft = reader.read(data, name, changes)
    return draft


def _ending(name: str) -> str:
    dot = name.rfind(".")
    return name[dot:].lower() if dot >= 0 else ""
