"""A page of hostile text costs little memory and makes small reports; a ruleset that asks too much says so."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from clausecheck import check
from clausecheck.rules.errors import RulesetError
from clausecheck.rules.loader import load
from clausecheck.rules.rulefile import MOST_EXTENDED
from clausecheck.rules.runtime import MOST_ASKED

SIZE, MEMORY, OUTPUT = 20_000, 400 * 1024, 5_000_000
"""Bytes of a text, KiB that a run may use for all of them, and bytes that a report of one may have."""

HEAD = """agreement "A" {
  provider M "A Ltd"
  customer C "B Ltd"
  effective 2027-01-01
  term 12 months
}
hours business in Europe/London {
  mon-fri 09:00-17:30
}
"""
#: What a text is full of: what stands before, what is repeated, and what stands after.
HOSTILE = {
    "overlapping hours": ("hours h in Europe/London {\n", "  mon-sun 00:00-24:00\n", "}\n"),
    "one guarantee": ("", "guarantee response for 95% of tickets each month\n", ""),
    "responses": ("priority P1 {\n", "  respond within {0} hours\n", "}\n"),
    "names that nobody declares": ("priority P1 {\n", "  respond within 1 hour, for nobody{0}\n", "}\n"),
    "priorities": ("", "priority P{0} {{\n  applies when users >= {0}\n  respond within {0} hours\n}}\n", ""),
    "credits": ("", "credits {{\n  credit 9% of monthly fee per 1 hour\n  cap 5% of monthly fee\n}}\n", ""),
    "one item in and out": ("service s {\n", '  includes "x"\n  excludes "x"\n', "}\n"),
    "blocks in blocks": ("", "service a {{\n", ""),
    "what is no clause": ("", "}} {{ ;; \u202e \x00 <b> @all #1 ::warning::\n", ""),
    "markup": ("", 'define "<script>&\'{0}" "<b>&amp;"\n', ""),
    "one long line": ('service s "', "\U0001f600 ", '" {\n}\n'),
    "references": ('text for x """\n', "{{[{0}.1]}} and {{n.{0}}}.\n", '"""\n'),
}
CHILD = """
import datetime as dt, json, re, resource, sys
from pathlib import Path
from clausecheck import check
from clausecheck.reports.common import Run
from clausecheck.reports.formats import FORMATS
from clausecheck.rules.loader import load

rules, sizes = load("msp"), {}
for name, text in json.load(sys.stdin).items():
    result = check(text, ruleset=rules, as_of=dt.date(2026, 11, 27))
    run = Run(rules=rules, everything=True)
    for form, report in FORMATS.items():
        sizes[f"{name} as {form}"] = len(report.render(result, run).encode("utf-8", "surrogatepass"))
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
if sys.platform == "linux":  # there `ru_maxrss` also counts what the process had that started this one
    most = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text()).group(1))
print(json.dumps([sizes, most]))
"""


def page(before: str, each: str, after: str) -> str:
    """A page of text that is full of one thing."""
    text, number = HEAD + before, 0
    while len((text + after).encode()) < SIZE:
        text += each.format(number)
        number += 1
    return text + after


@pytest.mark.skipif(sys.platform == "win32", reason="how much memory was used is asked of POSIX")
def test_a_page_of_text_costs_little_memory_and_makes_small_reports() -> None:
    texts = json.dumps({name: page(*parts) for name, parts in HOSTILE.items()})
    done = subprocess.run(
        [sys.executable, "-c", CHILD], input=texts, capture_output=True, text=True, check=True
    )
    sizes, memory = json.loads(done.stdout)
    assert not {what: size for what, size in sizes.items() if size > OUTPUT}
    assert memory < (MEMORY if sys.platform == "linux" else MEMORY * 1024)


RULE = """ruleset: firm
version: "1.0"
rules:
  covered-alike:
    code: FIRM001
    severity: warning
    class: presence
    block: services
    for each: service
    require: {condition}
    message: nothing is said of what it covers
    why: Because nobody knows.
    source: practice
    flawed: |
      service desk {{
        includes "x"
      }}
    clean: |
      service desk {{
        covers 120 users
      }}
"""


def test_a_condition_that_asks_about_too_many_combinations_is_undecided(tmp_path: Path) -> None:
    each = (
        "any(file.service as a, any(file.service as b, any(file.service as c, any(file.service as d, {}))))"
    )
    condition = each.format("any(a.covers) and any(b.covers) and any(c.covers) and any(d.covers)")
    file = tmp_path / "firm.yaml"
    file.write_text(RULE.format(condition=condition), encoding="utf-8")
    text = "".join(f'service s{one} {{\n  includes "x"\n}}\n' for one in range(40))
    result = check(text, ruleset=load(file))
    said = [proof["summary"] for proof in result.proofs if not proof["decided"]]
    assert said == [
        f"undecided for the rest, because there are more than {MOST_ASKED:,} combinations about which its condition asks"
    ]


def test_rulesets_that_extend_each_other_too_deep_are_an_error_with_file_and_key(tmp_path: Path) -> None:
    for one in range(400):
        extends = f"extends: [./r{one + 1}.yaml]\n" if one < 399 else ""
        text = f'ruleset: r{one}\nversion: "1.0"\n{extends}rules: {{}}\n'
        (tmp_path / f"r{one}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RulesetError) as error:
        load(tmp_path / "r0.yaml")
    (problem,) = error.value.problems
    assert problem.file.endswith(f"r{MOST_EXTENDED - 1}.yaml")
    assert (problem.line, problem.key) == (3, "extends")
    assert f"more than {MOST_EXTENDED} deep" in problem.message
