"""Every rule on one page of HTML, which a wheel carries: each has an anchor, its code in small letters.

It is made when the wheel is built, where only what reads rules is installed, so nothing here draws on a terminal or runs a rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from clausecheck.reports.rule_sections import examples, sections
from clausecheck.rules.plain import page
from clausecheck.rules.rule import Rule
from clausecheck.rules.ruleset import Ruleset

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}"
    "article{border-top:1px solid #bbb;margin-top:2.5rem}h3{margin:1rem 0 .2rem;font-size:1rem}p,ul{margin:.2rem 0}"
    "pre,code{background:#f3f3f3}pre{padding:.6rem;overflow:auto}"
    "@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}pre,code{background:#262626}a{color:#8cf}}"
)


def html(ruleset: Ruleset) -> str:
    """The page of all rules of a ruleset, with a list of them at its top. It fetches nothing."""
    rules = sorted(ruleset.known(), key=lambda rule: rule.code)
    rows = "\n".join(
        f'<li><a href="#{rule.code.lower()}">{rule.code} {escape(rule.name)}</a>: {_words(rule.title)}</li>'
        for rule in rules
    )
    body = "\n".join("\n".join(_article(rule, ruleset)) for rule in rules)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n<title>The rules of clausecheck</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<h1>The rules of clausecheck</h1>\n<ul>\n{rows}\n</ul>\n"
        f"{body}\n</body>\n</html>\n"
    )


def _article(rule: Rule, ruleset: Ruleset) -> Iterator[str]:
    made = page(rule, ruleset, tried=False)
    yield f'<article id="{rule.code.lower()}">\n<h2>{rule.code} {escape(rule.name)}</h2>'
    yield f"<p><strong>{rule.severity.value}</strong>: {_words(rule.title)}</p>"
    for heading, texts in sections(made, whole=False):
        yield f"<h3>{escape(heading)}</h3>"
        if len(texts) == 1:
            yield f"<p>{_words(texts[0])}</p>"
        else:
            yield "<ul>" + "".join(f"<li>{_words(text)}</li>" for text in texts) + "</ul>"
    for heading, text in examples(made, whole=False):
        yield f"<h3>{escape(heading)}</h3>\n<pre>{escape(text.rstrip())}</pre>"
    yield "</article>"


def _words(text: str) -> str:
    """A text in which what stands between backticks is code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(" ".join(text.split())))
