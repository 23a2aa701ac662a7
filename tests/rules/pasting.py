"""Writing a help into the agreement that it is about."""

from __future__ import annotations

from clausecheck.agreement.mending import edited
from clausecheck.agreement.model import Agreement
from clausecheck.finding import Finding
from clausecheck.rules.placing import placed


def pasted(agreement: Agreement, finding: Finding, help_: str) -> str:
    """The text of the agreement with the help of a finding in it. Raises `Unplaceable`."""
    for mend in finding.mends:
        if mend.text == help_:
            return edited(agreement.source.text, mend.edits)
    return edited(agreement.source.text, placed(agreement, finding, help_))
