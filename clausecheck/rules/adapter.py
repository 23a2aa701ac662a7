"""Analyses in the older shape: a function `(agreement, parameters)` that serves several rules in one run.

Rules name them with `analysis: NAME`, and they register in the entry-point group `clausecheck.analyses`. New ones are
written as checks (`clausecheck.context`), one for each rule.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from clausecheck.agreement.model import Agreement
from clausecheck.finding import Finding, Proof
from clausecheck.language import values as v
from clausecheck.rules.rule import Rule
from clausecheck.rules.ruleset import Ruleset
from clausecheck.rules.runtime import Parameter


def analyse(rule: Rule, ruleset: Ruleset, agreement: Agreement, day: dt.date) -> Iterator[Finding | Proof]:
    """The drafts of the analysis that a rule names, for all its rules; it gets the parameters of all of them, and the day
    that counts as today as `as-of`."""
    parameters: dict[str, Parameter] = {"as-of": v.Date(day)}
    for other in ruleset.known():
        if other.analysis == rule.analysis:
            parameters = {**other.parameters, **parameters}
    yield from ruleset.analyses[rule.analysis](agreement, parameters)
