"""The command `render`: formats, endings, refusals, and files that open."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest

from clausecheck.agreement.model import resolve
from clausecheck.language.parser import parse_bytes
from clausecheck.render.compose import compose
from clausecheck.render.document import Heading, Paragraph, plain

ROOT = Path(__file__).resolve().parents[2]
TOUR = ROOT / "samples/tour.sla"


def run(*arguments: str, cwd: Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "clausecheck", "render", *arguments], cwd=cwd, input=stdin, capture_output=True
    )


def test_the_ending_says_the_format(tmp_path: Path) -> None:
    for name, begin in (("a.md", b"# Managed"), ("a.html", b"<!DOCTYPE html>"), ("a.docx", b"PK")):
        ended = run(str(TOUR), "--output", name, cwd=tmp_path)
        assert (ended.returncode, ended.stderr) == (0, b"")
        assert (tmp_path / name).read_bytes().startswith(begin)


def test_standard_input_and_output(tmp_path: Path) -> None:
    assert run("-", cwd=tmp_path, stdin=TOUR.read_bytes()).stdout.startswith(b"# Managed IT Services")
    assert run("-", "--format", "docx", cwd=tmp_path, stdin=TOUR.read_bytes()).stdout.startswith(b"PK")


def test_the_same_agreement_gives_the_same_file(tmp_path: Path) -> None:
    first, second = (run(str(TOUR), "--format", "docx", cwd=tmp_path).stdout for _ in range(2))
    assert first == second


def test_what_cannot_be_read_is_not_rendered(tmp_path: Path) -> None:
    ended = run("-", cwd=tmp_path, stdin=b'priority P1 "x" {\n  respond withn 5 minuts\n}\n')
    assert (ended.returncode, ended.stdout) == (1, b"")


@pytest.mark.parametrize("name", ["out.xyz", "out"])
def test_an_ending_of_no_format_is_refused(tmp_path: Path, name: str) -> None:
    ended = run(str(TOUR), "--output", name, cwd=tmp_path)
    assert ended.returncode == 2
    assert b"--format" in ended.stderr


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from clausecheck.cli.main import group

    monkeypatch.setitem(sys.modules, "docx", None)
    ended = CliRunner().invoke(
        group, ["render", str(TOUR), "--format", "docx", "-o", str(tmp_path / "x.docx")]
    )
    assert ended.exit_code == 2
    assert "pip install 'clausecheck[docx]'" in ended.output
    assert not list(tmp_path.iterdir())


def test_word_counts_as_the_document_does() -> None:
    """The numbers that Word makes of styles and lists are those to which references lead."""
    docx = pytest.importorskip("docx")
    from clausecheck.render import docx as writer

    document = compose(resolve(parse_bytes(TOUR.read_bytes(), "tour.sla")))
    wanted = [
        (block.number, plain(block.line.runs))
        for block in document.blocks
        if isinstance(block, Heading | Paragraph) and block.number and not block.number.startswith("(")
    ]
    found: list[tuple[str, str]] = []
    counts: dict[int, list[int]] = {}
    for paragraph in docx.Document(io.BytesIO(writer.render(document))).paragraphs:
        numbered = paragraph._p.pPr.numPr if paragraph._p.pPr is not None else None
        if numbered is None or paragraph.style.name.startswith("List"):
            continue
        level, which = numbered.ilvl.val, numbered.numId.val
        count = counts.setdefault(which, [])
        del count[level + 1 :]
        count.extend([0] * (level + 1 - len(count)))
        count[level] += 1
        number = ("S" if which == 42 else "") + ".".join(map(str, count))
        found.append((f"Schedule {number[1:]}" if which == 42 and level == 0 else number, paragraph.text))
    assert [number for number, _ in found] == [number for number, _ in wanted]
    for (_, shown), (_, text) in zip(found, wanted, strict=True):
        assert shown.replace("\xa0", "").endswith(text.replace("______", ""))


def test_every_reference_in_word_leads_to_a_bookmark() -> None:
    pytest.importorskip("docx")
    import zipfile

    from clausecheck.render import docx as writer

    made = writer.render(compose(resolve(parse_bytes(TOUR.read_bytes(), "tour.sla"))))
    body = zipfile.ZipFile(io.BytesIO(made)).read("word/document.xml").decode()
    bookmarks = re.findall(r'w:bookmarkStart w:id="\d+" w:name="(\w+)"', body)
    assert len(bookmarks) == len(set(bookmarks)) > 200
    assert body.count("<w:bookmarkEnd") == len(bookmarks)
    targets = set(re.findall(r"REF (\w+)", body))
    assert targets
    assert targets <= set(bookmarks)


def test_pdf_holds_the_text_and_no_action(tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf")
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError) as error:
        pytest.skip(f"WeasyPrint cannot be used here: {error}")
    text = b'agreement "Attic" {\n  provider A "A <script>x</script> Ltd"\n  customer tbd\n}\n'
    ended = run("-", "--output", "a.pdf", cwd=tmp_path, stdin=text)
    assert (ended.returncode, ended.stderr) == (0, b"")
    reader = pypdf.PdfReader(tmp_path / "a.pdf")
    assert "A <script>x</script> Ltd" in reader.pages[0].extract_text()
    assert b"/JavaScript" not in (tmp_path / "a.pdf").read_bytes()
    assert reader.metadata is not None
    assert reader.metadata.title == "Attic"
