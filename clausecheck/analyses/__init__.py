"""Analyses: what a rule in YAML cannot say. Each is a function from an agreement and the rule's parameters to findings."""
