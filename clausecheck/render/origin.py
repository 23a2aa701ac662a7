"""What a Word file says of the agreement from which it was rendered: of each clause its mark and a digest of its words.

Only with it one can tell, when the file comes back edited, a clause that somebody took out of the file from one that was written
into the agreement since, and a clause that was edited in the file from one that was edited in the agreement. It stands in the
file's own properties, which Word and LibreOffice keep; nothing else reads it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

NAME = "clausecheck"
_PIECE = 240
"""The characters of one property: Word cuts what is longer than 255."""
_ENTRY = re.compile(r"([0-9a-f]{24})([0-9a-f]{12})")
_SPACES = re.compile(r"\s+")

PART = "docProps/custom.xml"
TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


def digest(words: str) -> str:
    """A digest of the words of a clause, whatever their spaces."""
    return hashlib.sha256(_SPACES.sub("", words).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def part(words: Mapping[str, str]) -> str:
    """The part of the file with the properties; `words` are those of each clause, by its mark (`sla_…`)."""
    told = "".join(mark.removeprefix("sla_") + digest(text) for mark, text in words.items())
    pieces = [told[at : at + _PIECE] for at in range(0, len(told), _PIECE)]
    made = "".join(
        f'<property fmtid="{_FORMAT}" pid="{number}" name={quoteattr(f"{NAME}-{number - 1}")}>'
        f"<vt:lpwstr>{escape(piece)}</vt:lpwstr></property>"
        for number, piece in enumerate(pieces, start=2)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Properties xmlns="{_PROPERTIES}" xmlns:vt="{_VALUES}">{made}</Properties>'
    )


def told(properties: Mapping[str, str]) -> dict[str, str]:
    """The digest of each clause by its mark, from the properties of a file; empty where they say nothing, or not all."""
    count = sum(name.startswith(f"{NAME}-") for name in properties)
    text = "".join(properties.get(f"{NAME}-{number}", "?") for number in range(1, count + 1))
    entries = _ENTRY.findall(text)
    return {f"sla_{mark}": said for mark, said in entries} if len(entries) * 36 == len(text) else {}
