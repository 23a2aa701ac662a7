"""The way back: an edited Word file into the agreement from which it was rendered."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from clausecheck.agreement.model import resolve
from clausecheck.cli.main import group
from clausecheck.importing.blocks import CannotImport
from clausecheck.importing.updating import update
from clausecheck.language.parser import parse
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


@pytest.mark.parametrize(
    "path", [*sorted((SAMPLES / "clean").glob("*.sla"))[:4], SAMPLES / "tour.sla"], ids=lambda path: path.stem
)
def test_a_file_that_nobody_edited_changes_nothing(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    done = update(source, rendered(source))
    assert (done.text, done.edited, done.removed, done.added) == (source, [], [], [])


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
    assert (
        done.text.startswith(AGREEMENT)
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
