"""A rendered agreement: every provision once, in prose, with its figures, and nothing that a text says is obeyed."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from pathlib import Path

import pytest

from clausecheck.agreement.model import Agreement, resolve
from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.parser import parse, parse_bytes
from clausecheck.language.write import clock
from clausecheck.render import html, markdown
from clausecheck.render.compose import compose
from clausecheck.render.document import Grid, Heading, Paragraph, Rendered, clean, plain
from clausecheck.render.sentences import PATTERNS
from clausecheck.render.wording import MONTHS

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted((ROOT / "samples").rglob("*.sla"))


def read(path: Path) -> Agreement:
    return resolve(parse_bytes(path.read_bytes(), path.name))


def rendered(text: str) -> Rendered:
    parsed = parse(text)
    assert parsed.problems == ()
    return compose(resolve(parsed))


def said(document: Rendered) -> str:
    return "\n".join(plain(line.runs) for line in document.lines())


def test_every_kind_has_a_sentence() -> None:
    # a group is read as the clauses in it
    assert set(PATTERNS) >= set(t.KINDS.values()) - {t.Grouped}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_each_provision_appears_exactly_once(path: Path) -> None:
    agreement = read(path)
    found = Counter(id(node) for line in compose(agreement).lines() for node in line.nodes)
    for node in agreement.document.walk():
        if isinstance(node, t.Document):
            continue
        assert found[id(node)] == (
            0 if isinstance(node, t.AgreementBlock) and not found[id(node)] else 1
        ) or (isinstance(node, t.Block) and found[id(node)] == 0 and not said_by_heading(node)), node.path


def said_by_heading(node: t.Node) -> bool:
    """Whether a block says more than its kind, which the heading of its section says."""
    return any(name not in ("who",) for name, _ in node.contents())


def figures(value: v.Value) -> set[str]:
    """The figures of a value as a contract writes them; `1` may be left out, as in `every month`."""
    found: set[str] = set()
    for inner in value.walk():
        if isinstance(inner, v.Duration):
            found |= {f"{amount:f}" for amount, _ in inner.parts}
        elif isinstance(inner, v.Number | v.Percentage | v.Money | v.Size | v.Count):
            found.add(f"{inner.amount:f}")
        elif isinstance(inner, v.Multiple):
            found.add(f"{inner.times:f}")
        elif isinstance(inner, v.Numbered):
            found.add(f"{inner.number:f}")
        elif isinstance(inner, v.Date):
            found.add(f"{inner.date.day} {MONTHS[inner.date.month - 1]} {inner.date.year}")
        elif isinstance(inner, v.Time):
            found.add(clock(inner.seconds))
        elif isinstance(inner, v.HoursSpan):
            found |= {clock(inner.start), clock(inner.end)}
        elif isinstance(inner, v.Text):
            found.add(clean(inner.text))
    return found


def holds(text: str, figure: str) -> bool:
    if figure == "1" or figure in text:
        return True
    try:
        number = re.sub(r"\.0+$", "", figure)
        return re.search(rf"(?<![\d.]){re.escape(number)}(?![\d])", text.replace(",", "")) is not None
    except re.error:
        return False


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_figure_and_text_stands_in_the_sentence_of_its_clause(path: Path) -> None:
    agreement = read(path)
    text: dict[int, str] = {}
    for block in compose(agreement).blocks:
        if isinstance(block, Heading | Paragraph):
            for node in block.line.nodes:
                text[id(node)] = text.get(id(node), "") + plain(block.line.runs)
        elif isinstance(block, Grid):
            for row in block.rows:
                whole = " ".join(plain(line.runs) for cell in row for line in cell)
                for cell in row:
                    for line in cell:
                        for node in line.nodes:
                            text[id(node)] = whole
    everything = said(compose(agreement))
    for node in agreement.document.walk():
        prose = everything if isinstance(node, t.SpecialClause) else text.get(id(node), everything)
        for name, value in node.contents():
            if name in ("prose", "name", "version") or (isinstance(node, t.Block) and name == "title"):
                continue
            for figure in figures(value):
                low = prose[:1].lower() + prose[1:]
                assert holds(prose, figure) or figure.removesuffix(".") in prose or figure in low, (
                    node.path,
                    figure,
                    prose,
                )


#: What only source code looks like.
_CODE = re.compile(
    r"\btbd\b|\bunstated\b|>=|<=|\{|\}|=>|\b(?:mon|tue|wed|thu|fri|sat|sun)(?:-(?:mon|tue|wed|thu|fri|sat|sun))?\b"
    r"|\b\d{4}-\d\d-\d\d\b|\bself\b|  |,,|, ,|\(\)|\.\."
)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_no_provision_is_rendered_as_source_code(path: Path) -> None:
    agreement = read(path)
    texts = {clean(value.text) for node in agreement.document.walk() for _, one in node.contents()
             for value in one.walk() if isinstance(value, v.Text)}  # fmt: skip
    for line in compose(agreement).lines():
        text = plain(line.runs)
        for quoted in texts:
            text = text.replace(quoted, "x")
        if any(isinstance(node, t.TextFor | t.SpecialClause) for node in line.nodes) or not line.nodes:
            continue
        assert not _CODE.search(text), text
        assert "-" not in re.sub(r"\w[\w/.]*-[\w.-]+", lambda m: "" if keeps(m[0]) else m[0], text), text


def keeps(word: str) -> bool:
    """Words that have a hyphen in English, or are codes and names."""
    return True if not word.islower() else word in _HYPHENS or not any(word == one for one in t.SUBJECTS)


_HYPHENS = {"root-cause", "best-effort", "set-up", "sign-in", "third-party", "multi-factor"}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_sentences_are_sentences(path: Path) -> None:
    for block in compose(read(path)).blocks:
        if isinstance(block, Paragraph) and block.line.nodes:
            text = plain(block.line.runs)
            assert text[:1] == text[:1].upper(), text
            assert text.endswith((".", ":", "?", "!")), text


DRAFT = """\
agreement "Night watch" version "0.3" {
  provider Guard "Guard GmbH"
  customer tbd
  effective tbd
  term 18 months
  signed by Guard "A. Muster" on 2028-02-29
}
hours watch in Europe/Vienna {
  mon-thu 07:00-19:30
}
priority Red "Stop" {
  applies otherwise
  respond within tbd, during watch
  resolve within 7 watch hours
}
[4.7] fees {
  [4.7.1] charge unstated
  pay within 21 days of invoice
}
text for fees \"\"\"
The fees follow {[4.7.1]} and {fees.pay.within}; see {[9]}.
\"\"\"
"""


def test_blanks_are_seen_and_never_a_word() -> None:
    document = rendered(DRAFT)
    text = said(document)
    assert "tbd" not in text
    assert "Respond" not in text or "Within ______ during watch hours" in text
    assert "This agreement takes effect on ______." in text
    assert 'class="blank"' in html.render(document)
    assert r"\_\_\_\_" in markdown.render(document)


def test_numbers_of_the_paper_and_references_follow() -> None:
    document = rendered(DRAFT)
    numbers = {
        block.paper: block.number
        for block in document.blocks
        if isinstance(block, Heading | Paragraph) and block.paper
    }
    assert set(numbers) == {"4.7", "4.7.1"}
    words = next(plain(line.runs) for line in document.lines() if "The fees follow" in plain(line.runs))
    assert f"follow {numbers['4.7.1']} and 21 days of the invoice" in words
    assert "see {[9]}" in words


def test_marks_are_valid_and_different() -> None:
    names = [mark.name for line in compose(read(ROOT / "samples/tour.sla")).lines() for mark in line.marks]
    assert len(names) == len(set(names)) > 200
    assert all(re.fullmatch(r"[A-Za-z]\w{1,39}", name) for name in names)


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[click](javascript:alert(1))",
    "![x](http://evil.example/x.png)",
    "| a | b |",
    "# heading",
    "{ HYPERLINK http://evil.example }",
    'INCLUDETEXT "C:/secret"',
    "=cmd|' /C calc'!A0",
    "&#60;b&#62;",
    "\u202egnp.exe",
    "\x1b[31mred\x1b[0m",
    "\ue000\ue002sla_x\ue003here\ue004",
    "a\u200bb",
    "$x^2$ `code` ~~gone~~",
    "]]></w:t><w:r/>",
)


def hostile(text: str) -> Rendered:
    agreement = resolve(parse(DRAFT))
    title = agreement.document.all(t.AgreementBlock)[0]
    title.title = v.Text(text)
    fees = agreement.document.all(t.Fees)[0]
    charge = fees.all(t.Charge)[0]
    charge.subjects = (v.Text(text), v.Text("x"))
    priority = agreement.document.all(t.Priority)[0]
    priority.title = v.Text(text)
    priority.path = text
    words = agreement.document.all(t.TextFor)[0]
    words.prose = v.Prose(f"{text}\n\n{text}")
    signed = title.all(t.Signed)[0]
    signed.value = v.Text(text)
    return compose(agreement)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text_in_html(text: str) -> None:
    lxml = pytest.importorskip("lxml.html")
    page = html.render(hostile(text))
    root = lxml.fromstring(page)
    assert not list(root.iter("script", "img", "b", "iframe", "object"))
    tags = {element.tag for element in root.iter()}
    assert tags == {element.tag for element in lxml.fromstring(html.render(hostile("plain text"))).iter()}
    assert clean(text) in root.text_content()
    assert all(element.get("href", "#").startswith("#") for element in root.iter("a"))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\ue000-\uf8ff]", page)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text_in_markdown(text: str) -> None:
    markdown_it = pytest.importorskip("markdown_it")
    made = markdown.render(hostile(text))
    parser = markdown_it.MarkdownIt("gfm-like", {"html": True, "linkify": False})
    tokens = list(parser.parse(made))
    inline = [child for token in tokens for child in token.children or ()]
    assert not [
        token
        for token in tokens + inline
        if token.type in ("link_open", "image", "code_inline", "html_block", "fence", "s_open")
    ]
    assert {token.content for token in inline if token.type == "html_inline"} <= {"<br>"}
    shown = "".join(token.content for token in inline)
    assert clean(text) in shown
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\ue000-\uf8ff]", made)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text_in_word(text: str) -> None:
    docx = pytest.importorskip("docx")
    import io
    import zipfile

    from clausecheck.render import docx as writer

    made = writer.render(hostile(text))
    document = docx.Document(io.BytesIO(made))
    whole = "\n".join(p.text for p in document.paragraphs)
    assert clean(text) in whole
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        parts = {
            name: archive.read(name).decode("utf-8", "replace")
            for name in archive.namelist()
            if name.endswith((".xml", ".rels"))
        }
    relationships = "".join(body for name, body in parts.items() if name.endswith(".rels"))
    assert 'TargetMode="External"' not in relationships
    codes = re.findall(r"<w:instrText[^>]*>([^<]*)<", "".join(parts.values()))
    assert all(re.fullmatch(r" (REF sla_[0-9a-f]{24} \\w \\h|PAGE|NUMPAGES) ", code) for code in codes), codes
    assert "fldSimple" not in "".join(parts.values())


def test_a_long_text_is_rendered_in_linear_time() -> None:
    many = "".join(f'define w{at} "x"\n' for at in range(2000))
    assert len(rendered(many).blocks) > 2000


def test_dates_are_said_as_people_say_them() -> None:
    assert dt.date(2028, 2, 29).isoformat() not in said(rendered(DRAFT))
    assert "29 February 2028" in said(rendered(DRAFT))


def test_who_may_lift_raise_and_end_and_who_is_not_named_yet() -> None:
    text = """agreement "a" {
  provider Supplier registered tbd in GB
  customer Mill "Mill plc"
}
service s "S" { includes "copies" }
backup b for s { may lift by "two officers" }
clock { may raise by Mill }
termination {
  may end by "Directors"
  end by either when force-majeure >= 20 days, each year, on 5 days written notice
}
"""
    words = said(rendered(text))
    assert "Two officers may lift the lock on copies" in words
    assert "Mill may raise the priority of a ticket" in words
    assert "Directors may give notice that ends this agreement" in words
    assert "20 days each year, on 5 days' written notice" in words
    assert "______ (“Supplier”), registered under ______" in words


def test_a_share_is_one_of_the_scope() -> None:
    text = said(
        rendered(
            'priority Red {\n  applies otherwise\n  resolve within 3 days, for "printers", for 70% of incidents\n}\n'
        )
    )
    assert "Within 3 days for printers in 70% of incidents" in text


def test_who_does_it_is_the_subject() -> None:
    text = said(rendered('fees {\n  invoice every 2 months, by "the reseller"\n}\n'))
    assert "The reseller shall invoice every 2 months." in text


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ('agreement "a" {\n  provider Sup "Sup plc"\n  customer Mill "Mill plc"\n  contact "Ann Roe", fax "0123" for Mill\n}\n',
         "Mill can be reached through Ann Roe and fax 0123."),
        ('agreement "a" {\n  provider Sup "Sup plc"\n}\nbackup b {\n  must "rotate tapes", by Sup, every 2 days\n}\n',
         "Sup shall rotate tapes every 2 days."),
        ('service s "S" {\n  relies on "Grid AG" {\n    resolve within 7 hours, during always\n  }\n}\n',
         "Grid AG shall resolve the ticket within 7 hours at all times."),
        ('hours night "Night watch" in Europe/Vienna {\n  mon-fri 20:00-23:00\n}\n'
         'priority Red "Stop" during night {\n  applies otherwise\n}\n',
         "Unless a clause says otherwise, the times of this priority run during Night watch."),
        ("data {\n  located in AT, on 40 days notice\n}\n",
         "The data are located in AT, and may be moved to another country on 40 days' notice."),
        ("backup b {\n  keep weekly for 5 months, until end\n}\n",
         "Weekly copies shall be kept for 5 months, at most until the end of this agreement."),
        ('termination {\n  exit {\n    delete data within 50 days of end, after 20 days from end\n  }\n}\n',
         "Data shall be deleted within 50 days of the end of this agreement, but not before 20 days from the "
         "end of this agreement."),
        ('agreement "a" {\n  customer Mill "Mill plc"\n}\nliability {\n  cap 70% of annual fee for Mill\n}\n',
         "The liability of Mill is limited to 70% of the annual fee."),
        ("termination {\n  end by either when force-majeure >= 25 days, on 3 days written notice\n}\n",
         "when force majeure has lasted at least 25 days, on 3 days' written notice."),
        ("termination {\n  end by either for convenience, on 70 days written notice, at month-end\n}\n",
         "on 70 days' written notice, with effect at the end of the month."),
        ('agreement "a" {\n  disputes "mediation, then the courts" within 35 days\n}\n',
         "Disputes are settled within 35 days as follows: mediation, then the courts."),
        ("priority Red {\n  applies otherwise\n}\npriority Blue {\n}\n"
         "guarantee response for 80% of tickets of Red, Blue each quarter\n",
         "guarantees the response for 80% of the tickets of priority Red and priority Blue each quarter."),
        ("credits {\n  credit 3% of monthly fee per missed response of Red\n"
         "  credit 4% of monthly fee when availability < 97%\n}\n",
         "For each missed response of Red"),
        ("backup b {\n  failure at most 1 runs\n}\n", "At most 1 run in a row may fail."),
        ("backup b {\n  failure at most 4 runs\n}\n", "At most 4 runs in a row may fail."),
        ("backup b {\n  keep 1 copies\n}\n", "1 copy shall be kept."),
        ('backup b {\n  test restore of "mail" every month, with "a clerk opens an invoice"\n}\n',
         "is tested every month such that a clerk opens an invoice."),
        ('backup b {\n  test restore of "mail" every month, with "checksums"\n}\n', "with checksums."),
        ("backup b {\n  failover to Graz, within 9 hours, tested every 6 months\n}\n",
         "operation moves to Graz within 9 hours, and the move is tested every 6 months."),
        ('agreement "a" {\n  customer Mill "Mill plc"\n}\n'
         "termination {\n  early fee 1 times monthly fee, in year 2, for convenience, by Mill\n}\n",
         "Mill shall pay the monthly fee for leaving"),
        ('agreement "a" {\n  customer Mill "Mill plc"\n}\n'
         "termination {\n  early fee 3 times monthly fee, in year 2, for convenience, by Mill\n}\n",
         "Mill shall pay 3 times the monthly fee for leaving"),
    ],
)  # fmt: skip
def test_a_sentence_says_what_the_clause_means(source: str, sentence: str) -> None:
    assert sentence in said(rendered(source))
