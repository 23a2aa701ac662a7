"""The comment, read back by a reader of CommonMark: only our own marks are marks."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt

from clausecheck.finding import CheckResult
from clausecheck.reports import markdown
from clausecheck.reports.common import Run, shown
from clausecheck.source import Source
from tests.examples import examples
from tests.reports.made import ATTACKS, CASES, many, run
from tests.reports.test_text import hostile_text
from tests.reports.test_text import results as any_results

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
OURS = {"details", "summary", "h3", "ul", "li", "p", "strong", "code", "br", "sub"}
#: What hosts make a link or a mention of, in text that is no code.
REFERENCES = re.compile(
    r"(?<!\w)@\w|#\d|\bGH-\d|(?:^|\s)![0-9]|~\w|\$\d|&\d|[a-z]://|\bwww\.|\w@\w", re.IGNORECASE
)


class Page(HTMLParser):
    """The elements of a page, and its text outside of code."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.comments: list[str] = []
        self.prose = self.text = ""
        self._code = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert attrs in ([], [("open", None)], [("open", "")])
        self._code += tag == "code"

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag == "code"
        self.prose += "\n" if tag in ("li", "p", "summary") else ""

    def handle_data(self, data: str) -> None:
        self.text += data
        self.prose += "" if self._code else data

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def page(text: str) -> Page:
    """What a host shows."""
    return Page(READER.render(text))


@pytest.mark.parametrize("case", CASES)
def test_nothing_but_our_own_marks(case: str) -> None:
    text = markdown.render(CASES[case], run())
    read = page(text)
    assert read.tags <= OURS
    assert read.comments == [" clausecheck "]
    assert not REFERENCES.search(read.prose), REFERENCES.search(read.prose)
    assert len(text) <= 65_536
    for line in text.splitlines():
        assert not line.lstrip().startswith("/"), "no quick action of GitLab"


@settings(max_examples=examples(200), deadline=None)
@given(any_results())
def test_any_text_is_only_text(result: CheckResult) -> None:
    read = page(markdown.render(result, Run()))
    assert read.tags <= OURS
    assert read.comments == [" clausecheck "]


@settings(max_examples=examples(300), deadline=None)
@given(hostile_text(max_size=60))
def test_text_reads_as_it_stands(text: str) -> None:
    read = page(f"x {markdown.escaped(text)} y")
    expected = f"x {' '.join(shown(text).split())} y"
    assert read.tags <= {"p", "code"}
    told = "".join(read.text.split()).replace("\u200b", "").replace("`", "")
    assert told == "".join(expected.split()).replace("\u200b", "").replace("`", "")


@pytest.mark.parametrize("words", ATTACKS)
def test_attacks_read_as_they_stand(words: str) -> None:
    read = page(f"x {markdown.escaped(words)} y")
    assert read.tags <= {"p", "code"}
    assert not REFERENCES.search(read.prose)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("add `a <b> @c`, then", "add `a <b> @c`, then"),
        ("one ` alone <b>", "one \\` alone \\<b\\>"),
        ("``x``", "\\`\\`x\\`\\`"),
        ("- item", "\\- item"),
        ("1. item", "1\\. item"),
        ("/close", "\\/close"),
        ("@_x", "@&#8203;\\_x"),
        ("a - b = c + 9:00", "a - b = c + 9:00"),
        ("99.9%", "99.9%"),
        ("mail a@b.example", "mail a@&#8203;b.example"),
        ("https://x", "https:&#8203;//x"),
        ("", ""),
    ],
)
def test_escaped(text: str, expected: str) -> None:
    assert markdown.escaped(text) == expected


def test_a_thousand_findings_are_cut_and_counted() -> None:
    text = markdown.render(many(1000), Run())
    assert len(text) <= 60_000
    shown_here = text.count("**error") + text.count("**warning") + text.count("**info")
    assert f"… and {1000 - shown_here} more findings; the whole report is in the log." in text
    assert text.startswith(markdown.MARK), "by this a comment is found again"
    assert "334 errors" in text or "333 errors" in text, "the heading counts all"
    assert text.count("<details") == text.count("</details>") == 1


def test_one_file_is_unfolded_and_several_are_folded() -> None:
    assert "<details open>" in markdown.render(CASES["draft"], run())
    text = markdown.render(CASES["copies"], run())
    assert text.count("<details>") == 3
    assert "<code>contracts/b/ö %41 #?.sla</code>" in text


def test_no_finding_is_said_in_one_line() -> None:
    text = markdown.render(CheckResult(sources={"a.sla": Source("")}), Run())
    assert "### clausecheck: no findings in 1 agreement\n" in text
    assert "details" not in text


def test_a_run_that_failed_is_no_success() -> None:
    text = markdown.render(CheckResult(sources={"a.sla": Source("")}), Run(failures=("cannot read <b>",)))
    assert "no findings in 1 agreement, and the run failed" in text
    assert "- **not checked:** cannot read \\<b\\>" in text
