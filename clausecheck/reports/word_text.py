"""Text in a Word file of a report: on one line, with nothing in it that a reader cannot see, and code in a face of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clausecheck.reports.common import not_xml, shown

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph

_CODE = re.compile(r"(?<!`)`([^`]+)`(?!`)")


def plain(text: str) -> str:
    """`text` as a part of Word may hold it: on one line, and nothing in it is invisible."""
    return not_xml().sub("\ufffd", shown(text))


def filled(paragraph: Paragraph, text: str, *, bold: bool | None = None) -> None:
    """Put text into a paragraph: what stands between backticks is code."""
    for number, part in enumerate(_CODE.split(text)):
        run = paragraph.add_run(_kept(part))
        run.bold = bold
        if number % 2:
            run.font.name = "Courier New"


def _kept(text: str) -> str:
    """`text` with nothing invisible in it; blanks at its ends stay."""
    left, right = (
        text[: len(text) - len(text.lstrip(" "))],
        text[len(text.rstrip(" ")) :] if text.strip(" ") else "",
    )
    return f"{left}{plain(text)}{right}"
