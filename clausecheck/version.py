"""The version of clausecheck."""

__version__ = "0.1.0"
