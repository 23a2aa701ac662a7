"""Rulesets: reading and checking them, the language of their expressions, running them on an agreement."""
