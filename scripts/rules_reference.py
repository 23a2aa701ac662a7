"""Writes docs/rulesets.md (how rules are written) and docs/rules.md (every rule that comes with clausecheck).

Run `python scripts/rules_reference.py`; with `--check` nothing is written, and the exit code is 1 when a file is not
current.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from clausecheck.rules.functions import documented
from clausecheck.rules.keys import OVERRIDE, RULE, RULESET, SOURCE, rows
from clausecheck.rules.loader import load
from clausecheck.rules.rule import Rule

ROOT = Path(__file__).resolve().parent.parent
HOW = ROOT / "docs" / "rulesets.md"
ALL = ROOT / "docs" / "rules.md"

INTRO = """\
# Writing rules

<!-- Written by scripts/rules_reference.py; do not edit by hand. -->

A ruleset is a YAML file. `clausecheck check --ruleset firm.yaml` uses it; `extends: [msp]` puts it on top of the default.
[writing-rules.md](writing-rules.md) goes from a first rule to a package that others install, step by step; this page is the
reference, and [samples/house-rules](../samples/house-rules) has eight rules of a firm.

```yaml
ruleset: firm
version: "1.0"
description: What our firm asks for beyond the default.
extends: [msp]                      # names that come with clausecheck, or files beside this one
off: [missing-onboarding]           # inherited rules that are switched off
overrides:
  missing-audit: {severity: warning}
rules:
  response-too-slow:
    code: FIRM001                   # two to five letters of your own, three or four digits
    severity: warning               # error, warning, info
    class: time
    risk: customer                  # who is at risk: provider, customer, both
    for each: respond               # a kind of block or clause; `agreement`, the default, is the whole file
    when: not during                # a guard: without it the rule looks at every one
    require: within <= limit        # what must hold; a finding otherwise
    parameters: {limit: 8 hours}
    message: "{parent} promises a response only {within}"
    why: Our customers wait for nobody longer than a working day.
    help: add `respond within 8 hours`
    source: practice
    flawed: |                       # examples are tests; only this rule runs on them
      priority P1 "Critical" {
        respond within 12 hours
      }
    clean: |
      priority P1 "Critical" {
        respond within 4 hours
      }
```

Every key and every condition is checked when the ruleset is loaded: an unknown clause, a comparison of a duration with a
percentage, a misspelt key is an error with file, line, column, and what was probably meant.

| Command | What it does for those who write rules |
|---|---|
| `clausecheck rules new acme` | begins a ruleset in `acme.yaml`; `--letters ACM` says how its codes begin, and no file is written over |
| `clausecheck rules test acme.yaml` | runs the examples: each flawed one must give a finding of its rule, each clean one none. What contradicts its rule is said with file and line, and the exit code is 1. `--select` chooses rules, `--inherited` runs those that it extends too, as it has changed them, and `--format junit` writes a report for CI servers |
| `clausecheck rules schema` | prints the JSON Schema for editors: with `# yaml-language-server: $schema=rules.schema.json` at the top of the file an editor completes keys and underlines mistakes |
| `clausecheck rules` | lists rules: `--select`, `--block`, `--tier`, `--severity` and `--source` choose among them, and `--format json` or `markdown` is for programs and pages |
| `clausecheck explain FIRM001 --ruleset firm.yaml` | shows a rule as those see it who get its findings |

`clausecheck rules`, and a `check` at a terminal, say so where the examples of a ruleset were not run since one of its files was
changed, or have failed. What was run is kept beside other things between runs, by the digest of the files, so another machine does
not know it; with `CLAUSECHECK_NO_CACHE` nothing is kept and nothing said.

## Keys

KEYS
## Help that can be pasted

What a help has between backticks is text of the language, and is read when the ruleset is loaded. A reader can paste it:

| Written | What it proposes |
|---|---|
| ``add `respond within 8 hours` `` | a clause more: in the block at which the finding points, or the first one that may hold it; in a new one where there is none |
| ``add `mfa required` to `security` ``, ``… to the service``, ``… to each priority``, ``… to the last`` | a clause more, in that block, in each of them that lacks it, in the last |
| ``add `fees {` with `pay within 30 days of invoice` `` | a block with its clauses |
| ``add the window, `each month` `` | parts that the clause lacks; the report shows the whole clause with them, to be written instead |
| ``write `availability 99.9% each month` instead`` | a clause in the place of the one at which the finding points |
| ``write `Europe/London` `` | a value in the place of the one that the finding underlines |
| ``delete `sole remedy` `` | nothing in the place of that clause |

Several clauses in one help belong together; what may be written instead is a help of its own, and `help` is a list. A rule whose
help can propose nothing, because only the parties know what they agreed, says so under `decision`.

Helps are written for one small agreement: the provider `MSP`, the customer `Client`, the hours `business`, the priorities `P1`
to `P4`, the services `servers` and `desk`, the backup `core`, the site `HQ`, in London and in pounds. A report says what the agreement at
hand calls them, and leaves out what it does not have.

A rule is an error only when a source is verified, known for certain, or good practice.

## Building on other rulesets

`extends` names what a ruleset builds on: names that come with clausecheck, names that installed packages bring, and files beside
it. Later ones win. `off` switches inherited rules off, `overrides` gives them another severity or other parameters.

A package brings a ruleset under the entry-point group `clausecheck.rulesets`, by its name and the package in whose folder
`NAME.yaml` lies:

```toml
[project.entry-points."clausecheck.rulesets"]
acme = "acme_rules"                 # acme_rules/acme.yaml
```

From then on `acme` stands wherever the name of a ruleset may: `extends: [acme]`, `--ruleset acme`, `ruleset = "acme"` in a config.
To read it nothing of the package is imported, so a ruleset without checks in Python runs no code. A name that comes with
clausecheck cannot be taken, and two packages with one name are an error, as is a package that lacks its file.

| Pin | Versions that are taken |
|---|---|
| `acme@1`, `acme@1.4` | those that begin so |
| `acme@>=1.2,<2` | those for which all hold; there are `<`, `<=`, `>`, `>=`, `==`, `!=` |
| `acme@~=1.4` | 1.4 and later, below 2 |

A pin says which `version` of a ruleset its reader has tried; another one is an error and no silent change of what is found. It does
not fetch anything: what is installed is for pip and its lock files, which pin packages for every other tool, too.

## The life of a rule

A rule comes, is in use, and may go again; [versioning.md](versioning.md) says what that means for those who use it.

| `status` | What it means |
|---|---|
| `preview` | on trial: it runs only when `--select` or a config names it by its code or name, when `severities` gives it one, or with `preview = true` in a config; its words, conditions and severity may change at any time |
| `stable` | in use; the default |
| `deprecated` | on its way out: it still runs, and each of its findings says what takes its place. `replaced by` is required: names of rules of this file or of those that it extends, or `nothing` |

`since` is the version in which a rule came: of clausecheck for its own rules, where it is required, of your ruleset for yours. At the
top of a file it holds for all rules of the file that say nothing else. `clausecheck explain` shows where a rule is in its life, and
`clausecheck rules` names those that are not stable.

## Conditions

Names are the fields of the clause (`within`, `for`), the clauses of the block (`test_restore`), `file.KIND` for all of a kind
anywhere, `this`, `it`, `parent`, and the rule's parameters. There are `and`, `or`, `not`, `=`, `!=`, `<`, `<=`, `>`, `>=`, `in [..]`,
`is KIND` (`is tbd`, `is duration`), and values as the language writes them: `4 hours`, `99.9%`, `100.00 GBP`, `2027-01-31`.

What is missing is not there; `unstated` counts as missing, and the finding says so. Where something is `tbd`, cannot be read, or
cannot be compared (working time with elapsed time), nobody knows, and the rule is silent.

What an agreement means can be asked, too: `target(P1, response) <= 30 minutes and during(P1, response, always)` looks at the
targets that hold for tickets of P1, whatever clauses and blocks they come from; `worst_wait(this, resolution) <= 5 days` at how
long the ticket that waits longest really waits, over nights, weekends and holidays; `notice_days(renewal) <= 90 days` at the days
of each notice. They say what `clausecheck targets` and `clausecheck deadlines` print. Where a priority has several targets, for
several services or conditions, such a comparison asks each of them; where there is none, nobody knows, and
`any(target(P1, response))` asks whether there is one.

## Functions

| Function | What it gives |
|---|---|
"""


def how() -> str:
    """The page on writing rules."""
    lines = [INTRO.replace("KEYS\n", "\n".join(_keys()))]
    for function in documented():
        signature = function.signature.replace("|", "\\|")
        lines.append(f"| `{signature}` | {' '.join(function.doc.split()).replace('|', chr(92) + '|')} |\n")
    return "".join(lines)


def _keys() -> Iterator[str]:
    """The tables of keys: of a rule, a source, and a whole file."""
    for what, keys in (
        ("a rule", RULE),
        ("a source", SOURCE),
        ("a ruleset", RULESET),
        ("an override", OVERRIDE),
    ):
        yield f"| Key of {what} | What it says |"
        yield "|---|---|"
        for name, doc in rows(keys):
            yield f"| `{name}` | {_line(doc)}{'; required' if keys[name].required else ''} |"
        yield ""
    yield ""


def every() -> str:
    """The page of all rules."""
    rules = sorted(load("msp").known(), key=lambda rule: rule.code)
    head = [
        "# The rules\n",
        "<!-- Written by scripts/rules_reference.py from rulesets/; do not edit by hand. -->\n",
        f"{len(rules)} rules of the ruleset `msp`. `clausecheck explain CODE` shows one in the terminal.\n",
        "| Code | Severity | Name | What is wrong |",
        "|---|---|---|---|",
        *(
            f"| [{r.code}](#{r.code.lower()}) | {r.severity.value} | {r.name} | {_line(r.title)} |"
            for r in rules
        ),
        "",
    ]
    return "\n".join([*head, *(line for rule in rules for line in _entry(rule))])


def _entry(rule: Rule) -> Iterator[str]:
    yield f"## {rule.code}\n"
    yield f"**{rule.name}** ({rule.severity.value}; {rule.standing}). {_line(rule.title)}\n"
    if rule.why:
        yield f"{_line(rule.why)}\n"
    for text in rule.help:
        yield f"- To write: {_line(text)}"
    if rule.decision:
        yield f"- To decide: {_line(rule.decision)}"
    for citation in rule.citations:
        yield f"- Source: {citation} ({citation.confidence})"
    if rule.subject:
        yield f"- Covers: {', '.join(rule.subject)}"
    yield ""
    for heading, examples in (("Flawed", rule.flawed), ("Clean", rule.clean)):
        for text in examples[:1]:
            yield f"{heading}:\n\n```\n{text.rstrip()}\n```\n"


def _line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main() -> int:
    """Write or check both pages."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true")
    check = arguments.parse_args().check
    stale = []
    for path, text in ((HOW, how()), (ALL, every())):
        if check and (not path.exists() or path.read_text(encoding="utf-8") != text):
            stale.append(path)
        elif not check:
            path.write_text(text, encoding="utf-8")
    for path in stale:
        print(f"{path.relative_to(ROOT)} is not current: run scripts/rules_reference.py", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
