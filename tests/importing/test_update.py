"""The way back: an edited Word file into the agreement from which it was rendered."""

from __future__ import annotations

import io
import os
import random
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from clausecheck.agreement.model import resolve
from clausecheck.cli.main import group
from clausecheck.drafting import draft, proposals, templates
from clausecheck.importing import removing
from clausecheck.importing.blocks import CannotImport
from clausecheck.importing.updating import TWICE, Updated, update
from clausecheck.importing.word import origin_of
from clausecheck.language.parser import parse
from clausecheck.language.tree import Block
from clausecheck.render import docx
from clausecheck.render.compose import compose

SAMPLES = Path(__file__).parents[2] / "samples"
AGREEMENT = """agreement "Hosting" {
  provider Host "Host Ltd"
  customer Shop "Shop plc"
  effective 2027-04-01
  term 24 months
}

# A comment that nobody touches.
hours business in Europe/London {
  mon-fri 09:00-17:00
}

service web "Web hosting" {
  availability 99.7% each month
  excludes "design of pages"
}

priority P1 {
  respond within 40 minutes
  resolve within 6 business hours
}

fees {
  charge 480.00 EUR per month
  pay within 21 days of invoice
}

define outage "the home page cannot be loaded"
"""


def rendered(source: str) -> bytes:
    return docx.render(compose(resolve(parse(source))))


def edited(data: bytes, change: Callable[[str], str]) -> bytes:
    """The file with its main part changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "word/document.xml":
                text = change(content.decode())
                assert text != content.decode()
                content = text.encode()
            new.writestr(part.filename, content)
    return made.getvalue()


TEMPLATES = {name: draft(name, proposals(name, {})) for name in templates()}
FILES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(SAMPLES.rglob("*.sla"))}
OFTEN = ("helpdesk", "managed-servers", "36-supabase", "68-zentix-connectivity")
"""Those that are read with every run; the others with the slow ones."""
SOURCES = [
    pytest.param(source, id=name, marks=() if name in OFTEN or name == "hosting" else pytest.mark.slow)
    for name, source in {**FILES, **TEMPLATES}.items()
    if not parse(source).problems
]


def without(data: bytes, *words: str) -> bytes:
    """The file without the paragraphs in which some words stand."""

    def change(text: str) -> str:
        return PARAGRAPH.sub(
            lambda one: "" if any(word in one.group() for word in words) else one.group(), text
        )

    return edited(data, change)


PARAGRAPH = re.compile(r"<w:p>(?:(?!<w:p>|</w:p>).)*</w:p>", re.S)


@pytest.mark.parametrize("source", SOURCES)
def test_a_file_that_nobody_edited_changes_nothing(source: str) -> None:
    done = update(source, rendered(source), remove=True)
    assert done == Updated(source)


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_clause_that_is_gone_takes_nothing_with_it(source: str, seed: int) -> None:
    """One paragraph with a mark is taken out of the file: every other clause stays to the letter, and what is told is what is gone."""
    data = rendered(source)
    text = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
    marked = [one.group() for one in PARAGRAPH.finditer(text) if "sla_" in one.group()]
    chosen = random.Random(seed).choice(marked)
    file = edited(data, lambda text: text.replace(chosen, "", 1))
    noted, done = update(source, file), update(source, file, remove=True)
    assert not noted.edited and not done.edited and not noted.taken_out
    assert re.sub(r"[ \t]*# import: gone from the edited file\n", "", noted.text) == source
    assert {path for path, _ in noted.removed} == {path for path, _ in (*done.removed, *done.taken_out)}
    now, before = clauses(done.text), clauses(source)
    assert now - before == Counter() and all(one in source for one in now)
    assert (now == before) is (not done.taken_out)


def clauses(source: str) -> Counter[str]:
    """Every clause of an agreement as it is written, blocks apart."""
    return Counter(
        source[one.span.start : one.span.end] for one in removing.nodes(source) if not isinstance(one, Block)
    )


@pytest.mark.parametrize(
    "old, new, before, after",
    [
        ("40 minutes", "55 minutes", "within 40 minutes", "within 55 minutes"),
        ("99.7%", "99.4%", "availability 99.7%", "availability 99.4%"),
        ("24 months", "36 months", "term 24 months", "term 36 months"),
        ("EUR 480.00", "EUR 515.50", "charge 480.00 EUR", "charge 515.50 EUR"),
        ("1 April 2027", "15 May 2027", "effective 2027-04-01", "effective 2027-05-15"),
        ("design of pages", "design of pages and logos", '"design of pages"', '"design of pages and logos"'),
        (
            "the home page cannot be loaded",
            "no page loads",
            '"the home page cannot be loaded"',
            '"no page loads"',
        ),
    ],
)
def test_an_edited_value_is_taken_over_and_all_else_stays_to_the_letter(
    old: str, new: str, before: str, after: str
) -> None:
    done = update(AGREEMENT, edited(rendered(AGREEMENT), lambda text: text.replace(old, new)))
    assert done.text == AGREEMENT.replace(before, after)
    assert [one.taken for one in done.edited] == [True] and not done.removed and not done.added


def test_what_cannot_be_read_is_asked_about_and_left_as_it_is() -> None:
    done = update(
        AGREEMENT,
        edited(rendered(AGREEMENT), lambda text: text.replace("40 minutes", "a time that suits both")),
    )
    assert done.text == AGREEMENT
    assert [one.taken for one in done.edited] == [False] and "suits both" in done.open[0].new


def test_what_is_gone_and_what_is_new_is_listed() -> None:
    def change(text: str) -> str:
        gone = re.sub(
            r"<w:p>(?:(?!</w:p>).)*the home page cannot be loaded(?:(?!</w:p>).)*</w:p>", "", text, flags=re.S
        )
        return gone.replace(
            "<w:sectPr", "<w:p><w:r><w:t>The host sings on Fridays.</w:t></w:r></w:p><w:sectPr", 1
        )

    done = update(AGREEMENT, edited(rendered(AGREEMENT), change))
    assert [path for path, _ in done.removed] == ['define outage "the home page cannot be loaded"']
    assert done.added == ["The host sings on Fridays."]
    mark = "# import: gone from the edited file\n"
    assert (
        done.text.startswith(AGREEMENT.replace("define outage", f"{mark}define outage"))
        and "The host sings on Fridays." in done.text
        and not parse(done.text).problems
    )


def test_a_file_of_another_agreement_is_refused() -> None:
    other = 'agreement "Other" {\n  provider A "A Ltd"\n}\n'
    with pytest.raises(CannotImport, match="no clause of the agreement is marked"):
        update(AGREEMENT, rendered('define thing "something else"\n'))
    assert update(other, rendered(other)).text == other


def test_the_command_writes_the_agreement_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.sla").write_text(AGREEMENT, encoding="utf-8")
    (tmp_path / "e.docx").write_bytes(
        edited(rendered(AGREEMENT), lambda text: text.replace("40 minutes", "55 minutes"))
    )
    done = CliRunner().invoke(group, ["import", "--update", "a.sla", "e.docx"])
    assert done.exit_code == 0 and "taken over (1)" in done.output
    assert "within 55 minutes" in (tmp_path / "a.sla").read_text(encoding="utf-8")
    again = CliRunner().invoke(group, ["import", "--update", "a.sla", "e.docx"])
    assert "nothing was edited" in again.output


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
@pytest.mark.parametrize("name", ["tour", "36-supabase"])
def test_libreoffice_keeps_what_the_way_back_needs(name: str, tmp_path: Path) -> None:
    """A file that LibreOffice opened and saved is the file that nobody edited."""
    (tmp_path / "a.docx").write_bytes(rendered(FILES[name]))
    command = [
        "soffice",
        "--headless",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        "saved",
        "a.docx",
    ]
    subprocess.run(command, cwd=tmp_path, env={**os.environ, "HOME": str(tmp_path)}, check=True, capture_output=True, timeout=180)  # fmt: skip
    saved = (tmp_path / "saved" / "a.docx").read_bytes()
    assert origin_of(saved) == origin_of(rendered(FILES[name]))
    assert update(FILES[name], saved, remove=True) == Updated(FILES[name])


HAND = AGREEMENT.replace("within 40 minutes", "within 20 minutes").replace(
    '  excludes "design of pages"\n',
    '  excludes "design of pages"  # asked for by Shop\n  excludes "printing"\n',
)


def test_what_is_gone_goes_with_consent_and_what_people_wrote_beside_it_stays() -> None:
    source = AGREEMENT.replace(
        '  excludes "design of pages"\n',
        '  # 7 · exclusion · “no design of pages”\n  excludes "design of pages"  # asked for by Shop\n',
    )
    file = without(rendered(source), "design of pages")
    noted = update(source, file)
    assert noted.text == source.replace("  excludes", "  # import: gone from the edited file\n  excludes")
    again = update(noted.text, file)
    assert again.text == noted.text and [path for path, _ in again.removed] == [
        path for path, _ in noted.removed
    ]
    done = update(noted.text, file, remove=True)
    assert done.text == AGREEMENT.replace('  excludes "design of pages"\n', "  # asked for by Shop\n")
    assert not done.removed and len(done.taken_out) == 1


def test_a_block_goes_with_the_last_of_its_clauses() -> None:
    file = without(rendered(AGREEMENT), "Web hosting", "99.7%", "design of pages")
    done = update(AGREEMENT, file, remove=True)
    gone = AGREEMENT[AGREEMENT.index("service web") : AGREEMENT.index("priority P1")]
    assert done.text.replace("\n", "") == AGREEMENT.replace(gone, "").replace("\n", "") and not done.removed
    rows = update(AGREEMENT, without(rendered(AGREEMENT), "40 minutes", "6 business hours"), remove=True)
    assert "priority P1 {\n}" in rows.text and len(rows.taken_out) == 2


def test_what_was_written_into_the_agreement_since_stays() -> None:
    """The file was rendered before somebody changed a length and added a clause: neither is an edit of the file."""
    done = update(HAND, rendered(AGREEMENT), remove=True)
    assert done == Updated(HAND)
    done = update(HAND, without(rendered(AGREEMENT), "40 minutes"), remove=True)
    assert "within 20 minutes" in done.text and [path for path, _ in done.removed] == [
        "priority P1 / respond"
    ]


def test_a_clause_that_was_changed_on_both_sides_is_asked_about() -> None:
    done = update(HAND, edited(rendered(AGREEMENT), lambda text: text.replace("40 minutes", "55 minutes")))
    assert done.text == HAND and [one.why for one in done.open] == [TWICE]


def test_an_edited_clause_that_is_no_longer_in_the_agreement_is_told() -> None:
    without_fees = AGREEMENT.replace("  pay within 21 days of invoice\n", "")
    done = update(without_fees, edited(rendered(AGREEMENT), lambda text: text.replace("21 days", "28 days")))
    assert done.text == without_fees and len(done.lost) == 1 and "28 days" in done.lost[0]


def test_a_file_that_does_not_say_what_it_was_takes_nothing_out() -> None:
    file = without(rendered(AGREEMENT), "the home page cannot be loaded")
    stripped = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(stripped, "w") as new:
        for part in old.infolist():
            if part.filename != "docProps/custom.xml":
                new.writestr(part.filename, old.read(part))
    done = update(AGREEMENT, stripped.getvalue(), remove=True)
    assert not done.taken_out and len(done.removed) == 1 and "define outage" in done.text


def test_words_that_were_taken_out_with_tracking_are_gone_when_that_is_accepted() -> None:
    def change(text: str) -> str:
        def one(match: re.Match[str]) -> str:
            if "design of pages" not in match.group():
                return match.group()
            struck = (
                match.group()
                .replace("<w:r>", '<w:del w:id="7" w:author="A"><w:r>')
                .replace("</w:r>", "</w:r></w:del>")
            )
            return (
                struck.replace("<w:t>", "<w:delText>")
                .replace("<w:t ", "<w:delText ")
                .replace("</w:t>", "</w:delText>")
            )

        return PARAGRAPH.sub(one, text)

    file = edited(rendered(AGREEMENT), change)
    with pytest.raises(CannotImport, match="tracked change"):
        update(AGREEMENT, file, remove=True)
    assert update(AGREEMENT, file, "reject", remove=True) == Updated(AGREEMENT)
    assert 'excludes "design of pages"' not in update(AGREEMENT, file, "accept", remove=True).text


def test_the_command_takes_out_only_with_consent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.sla").write_text(AGREEMENT, encoding="utf-8")
    (tmp_path / "e.docx").write_bytes(without(rendered(AGREEMENT), "24 months"))
    done = CliRunner().invoke(group, ["import", "--update", "a.sla", "e.docx"])
    assert done.exit_code == 1 and "marked in the agreement" in done.output
    assert "term 24 months" in (tmp_path / "a.sla").read_text(encoding="utf-8")
    done = CliRunner().invoke(group, ["import", "--update", "a.sla", "e.docx", "--remove"])
    assert done.exit_code == 0 and "taken out of the agreement (1)" in done.output
    assert (tmp_path / "a.sla").read_text(encoding="utf-8") == AGREEMENT.replace("  term 24 months\n", "")
    assert CliRunner().invoke(group, ["import", "e.docx", "--remove"]).exit_code == 2
