"""Laying a text out in an editor, as `clausecheck format` does, by edits of the lines that change."""

from __future__ import annotations

import difflib

from clausecheck.language.format import UnreadableText, changed_by, layout
from clausecheck.language.parser import parse
from clausecheck.lsp.version import TextVersion
from clausecheck.source import Span


def formatted(text: TextVersion) -> list[tuple[Span, str]]:
    """The edits that lay a text out; none where it cannot be read, or is laid out already."""
    try:
        after = layout(text.parsed)
    except UnreadableText:  # its diagnostics say why
        return []
    if after == text.text or changed_by(text.parsed, parse(after, text.name)):
        return []
    old = text.source.text.splitlines(keepends=True)
    new = after.splitlines(keepends=True)
    offsets = [0]
    for line in old:
        offsets.append(offsets[-1] + len(line))
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return [
        (Span(offsets[a], offsets[b]), "".join(new[c:d]))
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    ]
