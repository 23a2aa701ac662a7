"""What a rule in YAML cannot say. Each analysis is a function from an agreement and parameters to findings."""
