"""What a rule in YAML cannot say: a check is a function, named like its rule (`clausecheck.context`)."""
