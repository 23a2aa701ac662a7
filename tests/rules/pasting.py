"""Writing a help into the agreement that it is about."""

from __future__ import annotations

from collections.abc import Iterable

from clausecheck.agreement.model import Agreement
from clausecheck.finding import Edit, Finding
from clausecheck.rules.placing import placed


def pasted(agreement: Agreement, finding: Finding, help_: str) -> str:
    """The text of the agreement with the help of a finding in it. Raises `Unplaceable`."""
    for mend in finding.mends:
        if mend.text == help_:
            return edited(agreement.source.text, mend.edits)
    return edited(agreement.source.text, placed(agreement, finding, help_))


def edited(text: str, edits: Iterable[Edit]) -> str:
    """A text with edits applied to it."""
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text
