"""The document as Markdown (CommonMark with tables), in which nothing that an agreement says is markup."""

from __future__ import annotations

import re
from collections.abc import Iterable

from clausecheck.render.document import (
    Break,
    Fragment,
    Grid,
    Heading,
    Paragraph,
    Passage,
    Rendered,
    Signatures,
)

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&$^])")
_BLOCK = re.compile(r"^(\s*)([-+=]|\d+[.)])")
#: What makes an address of the words behind it, whatever stands before it.
_URL = re.compile(r"(?i)(?<=www)\.|(?<=ftp)\.|(?<=mailto):|:(?=//)")
_BLANK = r"\_\_\_\_\_\_\_\_\_\_\_\_"


def render(document: Rendered) -> str:
    """The whole document, ending with a line end."""
    return "\n\n".join(_blocks(document)) + "\n"


def _blocks(document: Rendered) -> Iterable[str]:
    for block in document.blocks:
        if isinstance(block, Heading):
            number = (
                f"{block.number}{'' if block.number.startswith('Schedule') else '.'} " if block.number else ""
            )
            paper = f"\\[{escaped(block.paper)}\\] " if block.paper else ""
            yield f"{'#' * min(block.level + 1, 6)} {number}{paper}{_text(block.line)}"
        elif isinstance(block, Paragraph):
            paper = f"\\[{escaped(block.paper)}\\] " if block.paper else ""
            number = f"**{escaped(block.number)}** " if block.number else ""
            text = _text(block.line)
            yield f"{number}{paper}{text}" if number or paper else _BLOCK.sub(r"\1\\\2", text)
        elif isinstance(block, Grid):
            yield _table(block)
        elif isinstance(block, Signatures):
            for place in block.places:
                yield (
                    f"Signed for **{_text(place.party, strong=False)}**  \nSignature: {_BLANK}  \n"
                    f"Name and title: {_pieces(place.by)}  \nDate: {_pieces(place.on)}"
                )
        elif isinstance(block, Break):
            yield "---"


def _table(block: Grid) -> str:
    rows = [[escaped(one) for one in block.head]]
    rows += [["<br>".join(_text(line) for line in cell) for cell in row] for row in block.rows]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|" + " --- |" * len(block.head))
    return "\n".join(lines)


def _text(line: Passage, strong: bool = True) -> str:
    return _pieces(line.runs, strong)


def _pieces(runs: tuple[Fragment, ...], strong: bool = True) -> str:
    return "".join(_run(run, strong) for run in runs)


def _run(run: Fragment, strong: bool) -> str:
    if run.style == "blank":
        return _BLANK
    if run.style == "unstated":
        return f"*\\[{run.text}\\]*"
    if run.style == "strong" and strong and run.text.strip() == run.text:
        return f"**{escaped(run.text)}**"
    return escaped(run.text)


def escaped(text: str) -> str:
    """Text in which no sign is markup, no address becomes a link, and no entity is read."""
    text = _SPECIAL.sub(r"\\\1", text)
    return _URL.sub(lambda match: f"&#{ord(match[0])};", text).replace("@", "&#64;")
