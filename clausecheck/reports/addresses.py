"""Where the documentation is. SARIF (`informationUri`, `helpUri`) and the language server (`codeDescription`) ask here, and
nothing else does: an address that does not exist helps nobody, so there is one place that knows which do."""

from __future__ import annotations

import os

from clausecheck import resources
from clausecheck.rules.rule import Rule
from clausecheck.rules.ruleset import OURS

PUBLISHED = "CLAUSECHECK_DOCS"
"""The variable with the address at which somebody has put the site that scripts/site.py builds; `none` for no address at all."""


def home_uri() -> str:
    """The address of the documentation as a whole, absolute, by the order of `help_uri`; empty where there is none."""
    return _published() or _installed()


def help_uri(rule: Rule) -> str:
    """The address of the page of a rule, absolute; empty where there is none.

    In this order: the site at the address that `CLAUSECHECK_DOCS` names, for all who read a report can open that; the page
    that is installed with clausecheck (in a checkout, that of docs/), which is there without a network, on this machine. A
    rule of somebody else has no page of ours, but the one that its key `page` names. `CLAUSECHECK_DOCS=none` leaves all of our
    addresses out, for a report that is not to tell where clausecheck is installed.
    """
    if rule.page:
        return rule.page
    if not (rule.code.startswith(OURS) and rule.code[len(OURS) :].isdigit() and rule.file):
        return ""
    base = _published()
    if base:
        return f"{base}/rules/{rule.code}.html"
    page = _installed()
    return f"{page}#{rule.code.lower()}" if page else ""


def _published() -> str:
    base = os.environ.get(PUBLISHED, "").strip()
    return base.rstrip("/") if base.startswith(("https://", "http://")) else ""


def _installed() -> str:
    page = resources.rule_page() if os.environ.get(PUBLISHED, "").strip() != "none" else None
    return page.as_uri() if page is not None else ""
