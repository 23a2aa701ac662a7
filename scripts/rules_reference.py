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
from clausecheck.rules.loader import load
from clausecheck.rules.rule import CONFIDENCES, Rule

ROOT = Path(__file__).resolve().parent.parent
HOW = ROOT / "docs" / "rulesets.md"
ALL = ROOT / "docs" / "rules.md"

INTRO = """\
# Writing rules

<!-- Written by scripts/rules_reference.py; do not edit by hand. -->

A ruleset is a YAML file. `clausecheck check --ruleset firm.yaml` uses it; `extends: [msp]` puts it on top of the default.

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

## Keys of a rule

| Key | What it says |
|---|---|
| `code`, `aliases` | its code and former names; never reused |
| `since`, `status`, `replaced by` | the version in which it came, how far it is (`preview`, `stable`, `deprecated`), and what takes its place; see below |
| `tier` | how far out it lies: `readable` and `contradiction` always speak, `core` (the default) in every profile, `thorough` only in `--profile thorough` |
| `block` | the block of questions to which it belongs, such as `backup`; the shape of a document says which it is asked about. It can stand once for a file |
| `overlay` | it speaks only where the agreement declares the fact, or `--profile` names the overlay: `gdpr`, `dora`, `essential-entity`, `health`, `data-act`, `staff`, `records` |
| `group` | what it finds, where `tier` and `severity` do not say it: `reading`, `contradiction`, `promise`, `hole`, `gap`, `suggestion` |
| `silent beside` | rules beside whose findings about the same block, or about the file, its own would only repeat the cause |
| `core parts` | of a rule with `parts`, those whose absence has its severity; without them it is the next lower |
| `in drafts` | its severity while `status` does not say `agreed` or `signed` |
| `severity`, `class`, `risk`, `subject` | how bad, of which kind, for whom, and which rows of a checklist it covers |
| `for each`, `when`, `require` | at what it looks, when, and what must hold |
| `parts` | instead of `require`: what each part is called, and its condition; `{missing}` in the message names those that are not there |
| `analysis` | instead of `require`: a Python analysis of the entry-point group `clausecheck.analyses` |
| `reader` | instead of `require`: the reader itself makes the finding |
| `parameters` | values that conditions may use, and that a ruleset on top may change |
| `point at`, `expected` | where the finding points, and what is missing |
| `message`, `label`, `case`, `why`, `help`, `summary` | what it says, with the computation that proves it; `{path}` in braces shows what the agreement says there |
| `decision` | of a rule whose help proposes no clause: what only the parties can settle |
| `source` | instrument, article, confidence (CONFIDENCES), url |
| `valid from`, `valid to` | the days on which it holds, compared with `--as-of` |
| `flawed`, `clean` | examples: each flawed one gives the finding, each clean one does not |

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

## Functions

| Function | What it gives |
|---|---|
"""


def how() -> str:
    """The page on writing rules."""
    lines = [INTRO.replace("CONFIDENCES", ", ".join(f"`{name}`" for name in CONFIDENCES))]
    for function in documented():
        signature = function.signature.replace("|", "\\|")
        lines.append(f"| `{signature}` | {' '.join(function.doc.split()).replace('|', chr(92) + '|')} |\n")
    return "".join(lines)


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
