"""The review as a page: what it says, in which order, and that nothing in an agreement becomes part of the page."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import html
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from clausecheck import check
from clausecheck.reports.case_timeline import timeline_of
from clausecheck.reports.common import Run
from clausecheck.reports.dossier import dossier_of
from clausecheck.reports.html_parts import link, tag, words
from clausecheck.reports.html_report import render
from clausecheck.rules.loader import load

ROOT = Path(__file__).resolve().parents[2]
AS_OF = dt.date(2027, 1, 4)
ALLOWED = {
    *[
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "a",
        "header",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "p",
        "main",
        "div",
        "dl",
        "dt",
        "dd",
        "ul",
        "li",
        "code",
        "bdi",
        "span",
        "mark",
        "table",
        "caption",
    ],
    *[
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "form",
        "fieldset",
        "legend",
        "label",
        "input",
        "select",
        "option",
        "article",
        "pre",
        "details",
        "summary",
        "nav",
        "footer",
    ],
    *["figure", "figcaption", "svg", "line", "rect", "circle", "text", "script"],
}
CALENDAR = """agreement "Van repairs" {
  provider Garage "Garage Ltd"
  customer Fleet "Fleet plc"
  effective 2027-01-01
  term 24 months
}
hours workshop in Europe/Dublin {
  mon-sat 08:00-18:00
}
service vans "Vans" {
  includes "repair"
}
priority Stranded {
  applies when "stranded"
  respond within 9 hours, during workshop
  resolve within 12 hours
}
"""
NASTY = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"' onmouseover=alert(3) \u202ejavascript:alert(4)"


class Reader(HTMLParser):
    """Counts what a browser would see as elements, and keeps their attributes and the text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def page(text: str, name: str = "a.sla") -> str:
    """The page of one agreement."""
    rules = load("msp")
    return render(check(text, path=name, as_of=AS_OF), Run(rules=rules))


def hostile() -> str:
    """An agreement that says hostile things wherever text can stand."""
    said = NASTY.replace('"', "")
    text = CALENDAR
    for word in ("Van repairs", "Garage Ltd", "Fleet plc", "Vans", "repair", "stranded"):
        text = text.replace(f'"{word}"', f'"{said}"')
    return text + f'# clausecheck: waive missing-liability by "{said}" until 2027-03-31: {said}\n'


def test_every_text_of_an_agreement_stays_text() -> None:
    made = page(hostile(), '"><script>alert(5)</script>.sla')
    seen = Reader(made)
    assert set(seen.tags) <= ALLOWED
    assert seen.tags.count("script") == 1
    assert "alert(" not in "".join(value for _, name, value in seen.attributes if name in ("href", "src"))
    assert not [name for _, name, _ in seen.attributes if name.startswith("on") or name == "style"]
    assert "\u202e" not in made
    assert "alert(1)" in seen.text


def test_the_page_loads_nothing_and_its_policy_holds_for_what_is_in_it() -> None:
    made = page(CALENDAR)
    attributes = Reader(made).attributes
    policy = next(value for _, name, value in attributes if name == "content" and "default-src" in value)
    assert policy.startswith("default-src 'none'; ")
    for kind in ("style", "script"):
        inner = made.partition(f"<{kind}>")[2].partition(f"</{kind}>")[0]
        digest = base64.b64encode(hashlib.sha256(inner.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    addresses = [value for _, name, value in attributes if name == "href"]
    assert all(value.startswith(("#", "https://")) for value in addresses)
    assert not re.search(r"@import|url\(|\bsrc=", made)


def test_findings_stand_in_the_order_of_the_text_report_with_what_a_reader_needs() -> None:
    result = check(CALENDAR, path="a.sla", as_of=AS_OF)
    held = next(dossier_of(result, Run(rules=load("msp"))).chapters())
    numbers = [item.number for _, items in held.sections for item in items]
    assert numbers == list(range(1, len(result.findings) + 1))
    errors = [item.finding.rank for item in held.sections[0][1]]
    assert errors == sorted(errors)
    text = Reader(page(CALENDAR)).text
    for finding in result.findings:
        assert finding.code in text
    for heading in ("NOT READY TO SIGN", "The deal at a glance", "Mend before signing", "Gaps", "Waived by the agreement itself",
                    "What was proven", "What was not checked", "With what it was checked"):  # fmt: skip
        assert heading in text
    assert "Fleet" in text and "Who" in text and "Suggestion" in text
    assert "gap · gap" not in text and "suggestion · suggestion" not in text, (
        "what a finding is, is said once"
    )


def test_a_case_over_the_calendar_is_drawn_with_the_hours_it_is_about() -> None:
    result = check(CALENDAR, path="a.sla", as_of=AS_OF)
    held = next(dossier_of(result, Run(rules=load("msp"))).chapters())
    drawn = [item.timeline for _, items in held.sections for item in items if item.timeline is not None]
    assert drawn
    for one in drawn:
        assert all(0 <= moment.at <= 1 for moment in one.moments)
        assert [moment.at for moment in one.moments] == sorted(moment.at for moment in one.moments)
        assert [name for name, _ in one.hours] == ["workshop"]
        assert one.zone == "Europe/Dublin"
    assert "<svg" in page(CALENDAR)


def test_a_case_without_two_moments_is_not_drawn() -> None:
    result = check(CALENDAR, path="a.sla", as_of=AS_OF)
    held = next(finding for finding in result.findings if finding.witness is None)
    assert timeline_of(held, None) is None  # type: ignore[arg-type]


def test_the_deal_shows_bands_backups_and_the_end() -> None:
    source = (ROOT / "samples" / "clean" / "backup-service.sla").read_text(encoding="utf-8")
    seen = Reader(page(source, "backup-service.sla"))
    assert "NO FINDINGS" in seen.text or "NOTHING THAT MUST BE MENDED" in seen.text
    assert ("rect", "class", "band") in seen.attributes
    for words_of_it in ("At most lost (RPO)", "The end", "After the end", "longest wait"):
        assert words_of_it in seen.text


def test_a_waiver_names_who_accepts_what() -> None:
    waived = '    # clausecheck: waive response-undefined by "Ms Vale" until 2027-09-30: told on the phone\n'
    text = CALENDAR.replace("  respond within", waived + "  respond within")
    result = check(text, path="a.sla", as_of=AS_OF)
    assert [one.by for one in result.waived] == ["Ms Vale"]
    seen = Reader(render(result, Run(rules=load("msp")))).text
    assert "Ms Vale" in seen and "told on the phone" in seen and "2027-09-30" in seen


@pytest.mark.parametrize(
    "text", ["", "this is prose, and no agreement\n", "priority P1 {\n  respond within\n}\n"]
)
def test_what_cannot_be_read_has_a_page_too(text: str) -> None:
    made = page(text)
    assert "</html>" in made
    assert "was not checked" in made


def test_several_agreements_share_a_page() -> None:
    from clausecheck.gathered import merged

    results = [check(CALENDAR, path=name, as_of=AS_OF) for name in ("b.sla", "c.sla")]
    seen = Reader(render(merged(results), Run(rules=load("msp"))))
    assert "Review of 2 agreements" in seen.text
    ids = [value for _, name, value in seen.attributes if name == "id"]
    assert len(ids) == len(set(ids))


def test_a_clause_is_coloured_and_says_what_it_says() -> None:
    text = 'agreement "A"\npriority P7 "x" {\n  respond within 9 hours # a::b\n  resolve within 3 hours, for "##[x] ::y"\n}\n'
    source = page(text)
    assert (
        '<span class="tk">resolve</span> <span class="tp">within</span> <span class="tn">3</span>' in source
    )
    assert "::" not in re.sub(r"<style>.*?</style>|<script>.*?</script>", "", source, flags=re.DOTALL)
    lines = [
        re.sub(r"<[^>]+>", "", line)
        for line in re.findall(r'<span class="line">\d+</span><bdi>(.*?)</bdi>', source)
    ]
    shown = {html.unescape(line) for line in lines}
    assert shown and shown <= set(text.splitlines()), shown


def test_parts_refuse_handlers_and_addresses_that_are_no_web_pages() -> None:
    with pytest.raises(ValueError, match="onclick"):
        tag("p", "x", onclick="alert(1)")
    for address in (
        "javascript:alert(1)",
        "data:text/html,x",
        "http://example.org",
        'https://example.org/"x',
        "",
    ):
        assert "<a" not in link(address, "there")
    assert link("https://example.org/a?b=1", "there") == (
        '<a href="https://example.org/a?b=1" rel="noopener noreferrer">there</a>'
    )
    assert words(" a<b ") == " a&lt;b "
    assert "::" not in words("::error::x")
