"""A ruleset to begin with: it loads, its examples hold, and it shows what a rule is made of."""

from __future__ import annotations

import re

from clausecheck.rules.ruleset import OURS

_TEXT = """\
# Rules of {name}, beside those of clausecheck.
#
#   clausecheck rules test {file}          runs the examples
#   clausecheck check --ruleset {file}     checks with these rules
#   clausecheck explain {code}001 --ruleset {file}
#
# docs/writing-rules.md goes from here to a package that others install; docs/rulesets.md has every key and function.
ruleset: {name}
version: "0.1.0"
description: What {name} asks for beyond the default.
extends: [msp]

# Rules of the rulesets above that do not speak, by name or code:
off: []

# Rules of the rulesets above with another severity, or other values:
overrides: {{}}

rules:
  response-too-slow:
    code: {code}001
    severity: warning
    class: time
    risk: customer
    for each: respond
    when: within is duration
    require: within <= limit
    parameters: {{limit: 8 hours}}
    message: "{{parent}} promises a response only {{within}}; we ask for {{limit}}"
    why: Our customers wait for nobody longer than a working day.
    help: write `respond within 8 hours` instead
    source: practice
    flawed: |
      priority P1 "Critical" {{
        respond within 12 hours
      }}
    clean: |
      priority P1 "Critical" {{
        respond within 4 hours
      }}
"""


def starting(name: str, file: str, letters: str = "") -> str:
    """The text of a ruleset `name` in a `file`, whose codes begin with `letters`, by default those of its name."""
    return _TEXT.format(name=name, file=file, code=letters or letters_of(name))


def letters_of(name: str) -> str:
    """Letters for the codes of a ruleset: the first of its name; ours and too few are no choice."""
    letters = re.sub("[^A-Z]", "", name.upper())[:4]
    return letters if len(letters) > 1 and letters != OURS else "OWN"
