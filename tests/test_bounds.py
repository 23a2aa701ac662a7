"""A page of hostile text costs little memory and makes small reports; a ruleset that asks too much says so."""

from __future__ import annotations

import datetime as dt
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
from tests.steps import steps

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
    "hours that overlap and differ": ("hours h in Europe/London {\n", "  mon-sun 08:00-{1}:{2}\n", "}\n"),
    "days that are closed": (
        "hours h in Europe/London {\n  mon-fri 09:00-17:00\n",
        "  closed on 20{1}-12-{1}\n",
        "}\n",
    ),
    "responses outside hours": ("priority P1 {\n", "  respond within {0} minutes, outside business\n", "}\n"),
    "responses under conditions": (
        "priority P1 {\n",
        "  respond within {0} minutes, when users >= {0}\n",
        "}\n",
    ),
    "responses before a resolution": (
        "priority P1 {\n  resolve within 8 business hours\n",
        "  respond within {0} minutes, for s{0}\n",
        "}\n",
    ),
    "availability": ("", "availability 99.{0}% each month\n", ""),
    "waivers": ("", "# clausecheck: waive nothing-{0}, nothing-{1}, no-{0}: x\n", ""),
    "typos": ("priority P1 {\n", "  repsond witin {0} minuts\n", "}\n"),
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
        text += each.format(number, 10 + number % 14, 10 + number % 50)
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


COUNTED = {
    "a term renewed each day": "  term 1 day, renewed for 1 day, unless 1 day notice\n",
    "a term renewed each minute": "  term 1 minute, renewed for 1 minute, unless 1 minute notice\n",
    "a term of centuries": "  term 7000 years, renewed for 1000 years, unless 30 days notice\n",
    "a day of each month for centuries": (
        '  term 7000 years\n}\nreport "R" to C before day 1 of month\nfees {\n  invoice every 1 month\n'
    ),
}


@pytest.mark.parametrize("words", COUNTED.values(), ids=COUNTED)
def test_what_comes_back_for_centuries_is_not_walked_through(words: str, tmp_path: Path) -> None:
    """A check takes few more steps than that of a year, and what lists dates gives no more than can be read."""
    file = tmp_path / "a.sla"
    text = HEAD.replace("  term 12 months\n", words)
    file.write_text(text, encoding="utf-8")
    check(HEAD)
    year, centuries = (
        steps(lambda each=each: check(each, as_of=dt.date(2026, 11, 27))) for each in (HEAD, text)
    )  # type: ignore[misc]
    assert centuries <= 4 * year
    for command in ("deadlines", "portfolio"):
        asked = [sys.executable, "-m", "clausecheck", command, "--as-of", "2026-11-27", str(file)]
        done = subprocess.run(asked, capture_output=True, text=True, timeout=120)
        assert done.returncode in (0, 1), done.stderr
        assert len(done.stdout) < 20_000


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
