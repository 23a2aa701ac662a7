"""`python -m clausecheck`."""

from clausecheck.cli.main import main

main()
