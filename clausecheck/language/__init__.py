"""The agreement language: words, tree, values, reading and writing."""

LANGUAGE_VERSION = "1.0"
"""What can be written in an agreement, and what it means; docs/versioning.md says when which number rises."""
