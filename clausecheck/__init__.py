"""clausecheck checks service level agreements before they are signed.

The public interface is small: `check` gives a `CheckResult` with `Finding`s; `parse` reads an agreement; `load_ruleset`
reads the rules. Everything else may change between versions.
"""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` takes a moment to import, in which Ctrl-C could not be heard yet
if TYPE_CHECKING:
    from clausecheck.checking import check
    from clausecheck.finding import CheckResult, Finding, Severity
    from clausecheck.language.parser import parse
    from clausecheck.rules.loader import load as load_ruleset

__all__ = ["CheckResult", "Finding", "Severity", "check", "load_ruleset", "parse"]

_HOMES = {
    "check": "clausecheck.checking",
    "CheckResult": "clausecheck.finding",
    "Finding": "clausecheck.finding",
    "Severity": "clausecheck.finding",
    "parse": "clausecheck.language.parser",
    "load_ruleset": "clausecheck.rules.loader",
}


def __getattr__(name: str) -> object:
    """Import what is asked for only then: `clausecheck --help` needs none of it."""
    import importlib

    if name not in _HOMES:
        raise AttributeError(f"module 'clausecheck' has no attribute {name!r}")
    home = importlib.import_module(_HOMES[name])
    value = getattr(home, "load" if name == "load_ruleset" else name)
    globals()[name] = value
    return value
