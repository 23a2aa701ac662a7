"""The page of all rules that a wheel carries."""

from __future__ import annotations

import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

from clausecheck.reports.rule_page import html
from clausecheck.rules.loader import load

ROOT = Path(__file__).parents[2]


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.targets: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [given["id"]] if given.get("id") else []
        self.targets += [given["href"].removeprefix("#")] if given.get("href") else []
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_each_rule_has_its_anchor_and_all_that_is_said_of_it() -> None:
    ruleset = load("msp")
    text = html(ruleset)
    page = _Anchors()
    page.feed(text)
    assert page.open == []
    assert page.found == page.targets == sorted(rule.code.lower() for rule in ruleset.known())
    assert "http" not in text.split("<body>")[0], "it fetches nothing"
    article = text.partition('<article id="cc301">')[2].partition("</article>")[0]
    for heading in (
        "What must hold",
        "Why",
        "Who is at risk",
        "What to write",
        "How to waive",
        "Source",
        "Flawed",
    ):
        assert f"<h3>{heading}</h3>" in article


def test_a_wheel_is_built_with_what_its_build_asks_for_and_no_more() -> None:
    """In an isolated build there are only hatchling, Lark and YAML."""
    code = (
        "import sys\n"
        "for name in ('platformdirs', 'rich', 'holidays', 'click', 'pathspec'): sys.modules[name] = None\n"
        "from clausecheck.rules.loader import every_rule, made_in_advance\n"
        "from clausecheck.reports.rule_page import html\n"
        "print(len(made_in_advance()) > 20, len(html(every_rule())) > 500_000)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("True True\n", "")
