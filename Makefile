# What a developer runs; `.ci/run` runs all of it in a fresh environment.
PYTHON ?= python

.PHONY: check test test-all

# Linters and generated files: fast, changes nothing.
check:
	ruff check .
	ruff format --check .
	mypy
	lint-imports
	$(PYTHON) scripts/language_reference.py --check
	$(PYTHON) scripts/rules_reference.py --check
	$(PYTHON) scripts/config_reference.py --check
	$(PYTHON) scripts/colours.py --check
	$(PYTHON) scripts/checklist_coverage.py --check
	$(PYTHON) scripts/published_table.py --check
	$(PYTHON) scripts/readme_output.py --check
	$(PYTHON) scripts/tutorial_output.py --check

# The tests, as README.md says.
test:
	$(PYTHON) -m pytest

# Those too that build, install or fetch something, and every test of hypothesis with all its examples.
test-all: test
	$(PYTHON) -m pytest -m 'slow or hypothesis' --hypothesis-profile ci --dist loadfile
