"""Rulesets: loading and checking them, the language of their expressions, and running them on an
agreement."""
