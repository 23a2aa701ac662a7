"""The three readers: what they make of a file, and what they refuse."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from clausecheck.importing.blocks import CannotImport, Draft
from clausecheck.importing.reading import read_draft
from tests.importing.wordfiles import W, body, cell, numbering, paragraph, styles, table, word

LEGAL = numbering(("decimal", "%1.", "1"), ("decimal", "%1.%2", "1"), ("lowerLetter", "(%3)", "1"))


def read(data: bytes, name: str = "a.docx", changes: str = "") -> Draft:
    return read_draft(data, name, changes)


def texts(draft: Draft) -> list[tuple[str, str]]:
    return [(block.number, block.text) for block in draft.blocks if block.text]


def test_numbers_of_word_are_computed_over_levels() -> None:
    draft = read(
        word(
            paragraph("Support", num=(1, 0)),
            paragraph("Hours", num=(1, 1)),
            paragraph("by phone", num=(1, 2)),
            paragraph("by mail", num=(1, 2)),
            paragraph("Targets", num=(1, 1)),
            paragraph("End", num=(1, 0)),
            paragraph("Notice", num=(1, 1)),
            numbering=LEGAL,
        )
    )
    assert [number for number, _ in texts(draft)] == ["1", "1.1", "1.1(a)", "1.1(b)", "1.2", "2", "2.1"]


def test_numbers_come_from_linked_styles_and_from_what_styles_are_based_on() -> None:
    linked = numbering(("decimal", "%1", "4"), ("decimal", "%1.%2", "1"), styles={0: "Chapter", 1: "Clause"})
    named = styles(
        ("Chapter", "Chapter", '<w:numPr><w:numId w:val="1"/></w:numPr>'),
        ("Clause", "Clause", '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'),
    ).replace(
        "</w:styles>",
        '<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="Clause"/></w:style></w:styles>',
    )
    draft = read(
        word(
            paragraph("Backups", style="Chapter"), paragraph("Copies", style="Clause"), paragraph("Restores", style="Own"),
            paragraph("No style of that name", style="Missing"), styles=named, numbering=linked,
        )
    )  # fmt: skip
    assert texts(draft) == [
        ("4", "Backups"),
        ("4.1", "Copies"),
        ("4.2", "Restores"),
        ("", "No style of that name"),
    ]


def test_a_list_may_start_elsewhere_and_go_on_in_letters_and_roman_numbers() -> None:
    made = numbering(("upperRoman", "%1.", "3"), ("upperLetter", "%2)", "1"))
    draft = read(
        word(
            paragraph("a", num=(1, 0)), paragraph("b", num=(1, 1)), paragraph("c", num=(1, 0)), numbering=made
        )
    )
    assert [number for number, _ in texts(draft)] == ["III", "A)", "IV"]


def test_merged_cells_hold_their_text_in_each_place_and_the_main_part_has_any_name() -> None:
    draft = read(
        word(
            table(
                cell("Level") + cell("Times", span=2),
                ["", "Response", "Repair"],
                cell("P1", down="restart") + cell("1 h") + cell("4 h"),
                cell("", down="continue") + cell("2 h") + cell("8 h"),
            ),
            main="word/document2.xml",
        )
    )
    assert draft.blocks[0].rows == (
        ("Level", "Times", "Times"), ("", "Response", "Repair"), ("P1", "1 h", "4 h"), ("P1", "2 h", "8 h")
    )  # fmt: skip


CHANGED = paragraph(
    "Answer within ",
    extra='<w:del w:author="A. Poe"><w:r><w:delText>4</w:delText></w:r></w:del><w:ins w:author="B. Roe"><w:r><w:t>8</w:t></w:r></w:ins><w:r><w:t xml:space="preserve"> hours</w:t></w:r>',
)


def test_tracked_changes_stop_the_import_until_one_says_which_text_is_meant() -> None:
    with pytest.raises(CannotImport, match=r"2 tracked changes by A\. Poe, B\. Roe"):
        read(word(CHANGED))
    assert read(word(CHANGED), changes="accept").blocks[0].text == "Answer within 8 hours"
    assert read(word(CHANGED), changes="reject").blocks[0].text == "Answer within 4 hours"


def test_comments_footnotes_text_boxes_and_hidden_text() -> None:
    box = f'<w:r><w:pict><w:txbxContent xmlns:w="{W}">{paragraph("In a box")}</w:txbxContent></w:pict></w:r>'
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r>"
    draft = read(
        word(
            paragraph("In the body", extra=box + hidden),
            comments=f'<w:comments xmlns:w="{W}"><w:comment w:author="Kim" w:id="1">{paragraph("Really?")}</w:comment></w:comments>',
            footnotes=f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2">{paragraph("At the foot")}</w:footnote></w:footnotes>',
        )
    )
    assert [block.text for block in draft.blocks] == ["In the body", "In a box", "At the foot", "Really?"]
    assert draft.comments == (("Kim", "Really?"),)
    assert any("hidden" in one for one in draft.remarks)


def test_what_is_fetched_or_run_is_neither() -> None:
    draft = read(word(paragraph("Text"), external=True, more={"word/vbaProject.bin": b"\x00"}))
    assert [one.split(";")[0] for one in draft.remarks] == [
        "the file has macros",
        "the file refers to 1 thing outside it",
    ]


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", zipfile.ZipFile(io.BytesIO(word(paragraph("x")))).read("_rels/.rels"))
        archive.writestr("word/document.xml", b" " * (70 * 1024 * 1024))
    return buffer.getvalue()


def encrypted() -> bytes:
    data = bytearray(word(paragraph("x")))
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        struct.pack_into("<H", data, at + 8, 1)
    return bytes(data)


NESTED = (
    "".join("<w:tbl><w:tr><w:tc>" for _ in range(100))
    + paragraph("deep")
    + "".join("</w:tc></w:tr></w:tbl>" for _ in range(100))
)


@pytest.mark.parametrize(
    "data, said",
    [
        (b"%PDF-1.7 renamed", "it is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "encrypted, or a Word file of before 2007"),
        (b"{\\rtf1 text}", "Rich Text Format"),
        (b"just text", "not a Word file"),
        (b"PK\x03\x04 and nothing", "damaged"),
        (word(paragraph("x"))[:-40], "damaged"),
        (bomb(), "when it is unpacked"),
        (encrypted(), "encrypted"),
        (word(raw="<w:document"), "is no XML"),
        (word(raw='<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + body(paragraph("x"))), "declares a document type"),
        (word(raw='<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]>' + body(paragraph("x"))), "declares a document type"),
        (word(NESTED), "stand in each other"),
        (word(table(*[["1"] * 60 for _ in range(2000)])), "that is the limit"),
        (word(raw=body("<w:p/>" * 4_100_000)), "4,000,000 tags"),
    ],
)  # fmt: skip
def test_a_hostile_or_broken_word_file_is_told(data: bytes, said: str) -> None:
    with pytest.raises(CannotImport, match=said):
        read(data)


def test_a_page_shows_what_a_browser_shows() -> None:
    page = b"""<html><head><title>x</title></head><body><nav>Home</nav><script>alert(1)</script><h2>3. Hours</h2>
    <p>We <b>answer</b><br>calls.</p><ol start=4><li>one<ul><li>inner</li></ul></li><li>two</li></ol>
    <div style="display: none">hidden</div><table><tr><th>A<th>B</tr><tr><td rowspan=2>x<td>1</tr><tr><td>2</tr></table><footer>end</footer></body></html>"""
    draft = read(page, "a.html")
    assert [(block.kind, block.text, block.ignored) for block in draft.blocks if block.kind != "table"] == [
        ("aside", "Home", "navigation"), ("heading", "3. Hours", ""), ("paragraph", "We answer\ncalls.", ""), ("item", "one", ""),
        ("item", "inner", ""), ("item", "two", ""), ("aside", "hidden", "hidden"), ("aside", "end", "the footer of a page"),
    ]  # fmt: skip
    assert [block.number for block in draft.blocks if block.kind == "item"] == ["4", "", "5"]
    assert next(block.rows for block in draft.blocks if block.rows) == (("A", "B"), ("x", "1"), ("x", "2"))


@pytest.mark.parametrize(
    "data, said",
    [
        (b"<div>" * 3000 + b"x", "limit"),
        (b"<p " + b" ".join(b'a%d="<p>"' % number for number in range(200_000)) + b">x", "attributes"),
        (b"<p>x</p><ins" + b"/b" * 100_000, "attributes"),
        (b"<p a=b\" c='" + b" d" * 100_000, "limit"),
        (b"", "empty"),
        (b"\xff\x00\xff", "not text"),
        (b"<p>a\x00b", "not text"),
        (b"<p>a" * 700_000, "600,000 tags"),
        (b"<table>" + (b"<tr>" + b"<td>1</td>" * 101 + b"</tr>") * 1000, "100,000 cells"),
    ],
)
def test_a_hostile_page_is_told(data: bytes, said: str) -> None:
    with pytest.raises(CannotImport, match=said):
        read(data, "a.html")


def test_a_page_may_have_many_attributes_in_many_elements() -> None:
    page = "<p " + " ".join(f'data-a{number}="it\'s > {number}"' for number in range(300)) + ">Support</p>"
    draft = read(page.encode() * 200, "a.html")
    assert texts(draft) == [("", "Support")] * 200


def test_markdown_has_front_matter_tables_fences_and_notes() -> None:
    text = b"""---\ntitle: x\n---\n# SLA\n\n<!-- never -->\n3. third\n4. fourth\n   - inner\n\n| A | B |\n|---|---|\n| **P1**<br>x | 2 |\n
```\n- Reply: within 1 hour\n```\n\n```json\n{}\n```\n\n[^1]: at the foot\n"""
    draft = read(text, "a.md")
    assert [(block.kind, block.number, block.text, block.ignored) for block in draft.blocks if block.kind != "table"] == [
        ("aside", "", "title: x", "the properties of the file"), ("heading", "", "SLA", ""), ("aside", "", "<!-- never -->", "a comment"),
        ("item", "3", "third", ""), ("item", "4", "fourth", ""), ("item", "", "inner", ""), ("item", "", "Reply: within 1 hour", ""),
        ("code", "", "{}", "a program or data (json)"), ("footnote", "", "at the foot", ""),
    ]  # fmt: skip
    assert next(block.rows for block in draft.blocks if block.rows) == (("A", "B"), ("P1\nx", "2"))


def test_marks_of_changes_in_markdown_and_on_pages() -> None:
    with pytest.raises(CannotImport, match="1 change with"):
        read(b"within {~~4~>8~~} hours", "a.md")
    assert read(b"within {~~4~>8~~} hours", "a.md", "reject").blocks[0].text == "within 4 hours"
    with pytest.raises(CannotImport, match="2 changes with <ins>"):
        read(b"<p>within <del>4</del><ins>8</ins> hours", "a.html")
    assert (
        read(b"<p>within <del>4</del><ins>8</ins> hours", "a.html", "accept").blocks[0].text
        == "within 8 hours"
    )


def test_what_nobody_can_see_is_shown_as_its_number() -> None:
    assert read("# SLA \u202ebackwards\u200b".encode(), "a.md").blocks[0].text == "SLA [U+202E]backwards"


@pytest.mark.parametrize(
    "data, said",
    [
        (b"- a\n" * 160_000, "150,000 lines"),
        (b"a " * 110_000, "one line has 220,000 characters"),
        (b"_a*b\n" * 110_000, "200,000 marks"),
    ],
)
def test_markdown_that_takes_too_long_is_told_before_it_is_parsed(data: bytes, said: str) -> None:
    with pytest.raises(CannotImport, match=said):
        read(data, "a.md")


def test_marks_of_changes_that_never_end_are_soon_done() -> None:
    import time

    start = time.perf_counter()
    assert read(b"{++" * 60_000, "a.md").blocks
    assert time.perf_counter() - start < 20


@pytest.mark.parametrize("name", ["a.pdf", "a.odt", "a.txt"])
def test_other_documents_are_refused(name: str) -> None:
    with pytest.raises(CannotImport):
        read(b"text", name)


def test_long_files_take_time_in_proportion() -> None:
    import time

    def took(count: int) -> float:
        start = time.perf_counter()
        read(
            word(
                *[
                    paragraph(f"The service is restored within {at} hours.", num=(1, at % 3))
                    for at in range(count)
                ],
                numbering=LEGAL,
            )
        )
        return time.perf_counter() - start

    took(200)
    assert took(8000) < 16 * took(1000) + 0.5
