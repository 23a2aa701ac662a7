"""The documentation as a site: a page for each rule and each clause, every page reachable, no link that leads nowhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from clausecheck.language.tree import KINDS
from clausecheck.rules.loader import load
from scripts import site

ROOT = Path(__file__).resolve().parent.parent
CONFIG = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")


def test_every_page_of_docs_is_in_the_navigation() -> None:
    named = set(re.findall(r": ([a-z-]+\.md)$", CONFIG, re.MULTILINE))
    assert named == {path.name for path in (ROOT / "docs").glob("*.md")} - {"rules.md"} | {"index.md"}
    assert yaml.safe_load(CONFIG)["theme"]["highlightjs"] is False, "it would be fetched from elsewhere"


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("see [CC301](rules.md#cc301)", "see [CC301](rules/CC301.md)"),
        ("see [all](rules.md)", "see [all](rules/index.md)"),
        ("see [it](ci.md#hooks)", "see [it](ci.md#hooks)"),
        ("see [the tour](../samples/tour.sla)", "see the tour (`samples/tour.sla`)"),
        ("see [`samples/tour.sla`](../samples/tour.sla)", "see `samples/tour.sla`"),
        ("see [web](https://example.org)", "see [web](https://example.org)"),
        ("in `[a](b.md)` and\n```\n[a](../x)\n```\n", "in `[a](b.md)` and\n```\n[a](../x)\n```\n"),
    ],
)
def test_links_stay_in_the_site(text: str, becomes: str) -> None:
    assert site.linked(text, "docs") == becomes


def test_the_page_of_a_rule_says_all_that_explain_says() -> None:
    ruleset = load("msp")
    text = site.rule_page(ruleset.rule("CC301"), ruleset)
    assert text.startswith("# CC301 backup-without-scope\n")
    for heading in ("Why", "Who is at risk", "What to write", "How to waive", "Source", "Flawed", "Clean"):
        assert f"\n## {heading}\n" in text


def test_the_page_of_a_clause_has_its_synonyms_and_an_example() -> None:
    text = "\n".join(site._clause("maintenance"))
    assert "What contracts call it: change-window, planned" in text
    assert "```text\nmaintenance " in text


@pytest.mark.slow
def test_the_site_is_built_without_a_link_that_leads_nowhere() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/site.py"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    built = ROOT / "build" / "site"
    rules = {rule.code for rule in load("msp").known()}
    assert rules <= {path.stem for path in (built / "rules").glob("*.html")}
    assert len(list((built / "clauses").glob("*.html"))) > 0.9 * len(KINDS)
    assert (built / "search" / "search_index.json").stat().st_size > 100_000
    for page in (built / "index.html", built / "rules" / "CC301.html"):
        fetched = re.findall(
            r'<(?:script|link|img)[^>]*(?:src|href)="(https?:[^"]+)', page.read_text(encoding="utf-8")
        )
        assert fetched == []
