"""The versions of clausecheck and of its language."""

__version__ = "0.1.0"
LANGUAGE_VERSION = "1.0"
"""What can be written in an agreement, and what it means; docs/versioning.md says when which number rises."""


def line() -> str:
    """What `--version` says."""
    return f"clausecheck {__version__}, language {LANGUAGE_VERSION}"
