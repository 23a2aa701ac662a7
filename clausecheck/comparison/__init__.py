"""What two agreements promise, held against each other: what changed in effect, and who gains by it."""
