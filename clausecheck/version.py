"""The version of clausecheck."""

from clausecheck.language import LANGUAGE_VERSION

__version__ = "0.1.0"


def line() -> str:
    """What `--version` says."""
    return f"clausecheck {__version__}, language {LANGUAGE_VERSION}"
