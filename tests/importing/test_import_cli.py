"""`clausecheck import`, and `clausecheck check` of a draft."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from clausecheck.cli.main import group
from clausecheck.language.parser import parse
from tests.importing.wordfiles import numbering, paragraph, table, word

LEGAL = numbering(("decimal", "%1.", "1"), ("decimal", "%1.%2", "1"))
DRAFT = word(
    paragraph("Service Level Agreement", num=(1, 0)),
    paragraph("This agreement is between the provider and the customer.", num=(1, 1)),
    paragraph("Targets", num=(1, 0)),
    paragraph("Severity 1 tickets: we respond within 6 hours.", num=(1, 1)),
    table(
        ["Severity", "Response", "Resolution"],
        ["Severity 1", "6 hours", "3 hours"],
        ["Severity 2", "8 hours", "20 hours"],
    ),
    paragraph("Support hours are Monday to Friday, 08:00 to 16:00.", num=(1, 1)),
    paragraph("At full moon the night nurse responds within 9 hours unless asleep.", num=(1, 1)),
    numbering=LEGAL,
)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLAUSECHECK_NO_CACHE", "1")
    (tmp_path / "draft.docx").write_bytes(DRAFT)

    def ran(*args: str, input: str = "") -> Result:
        return CliRunner().invoke(group, args, input=input)

    return ran


def test_a_draft_becomes_an_agreement_and_what_was_not_read_is_told_first(run: Any, tmp_path: Path) -> None:
    done = run("import", "draft.docx", "-o", "draft.sla")
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert lines[0] == "not read (1), kept as text and marked:"
    assert lines[1].startswith("  2.3: ") and "night nurse" in lines[2]
    assert any(line.startswith("  zone-2.2: ") for line in lines)
    text = (tmp_path / "draft.sla").read_text(encoding="utf-8")
    assert not parse(text).problems and "[2.1] respond within 6 hours" in text
    again = run("import", "draft.docx", "-o", "draft.sla")
    assert again.exit_code != 0 and (tmp_path / "draft.sla").read_text(encoding="utf-8") == text


def test_a_draft_is_checked_in_one_command_with_its_numbers_and_words(run: Any) -> None:
    done = run("check", "--no-config", "--format", "json", "draft.docx")
    findings = json.loads(done.output)["findings"]
    found = next(one for one in findings if one["rule"]["name"] == "resolution-before-response")
    assert any("the draft, clause 2.1" in note and "Severity 1 tickets" in note for note in found["notes"])
    assert not any(one["rule"]["name"].startswith("missing-") for one in findings)
    told = run("check", "--no-config", "draft.docx").output
    assert "Severity 1 tickets" in told
    assert "draft.docx: 1 passage was not read as clauses, and not checked" in " ".join(told.split())


def test_a_draft_is_settled_in_place(run: Any, tmp_path: Path) -> None:
    run("import", "draft.docx", "-o", "draft.sla")
    done = run("import", "--settle", "draft.sla")
    assert done.exit_code == 0
    text = (tmp_path / "draft.sla").read_text(encoding="utf-8")
    assert "kind sla" in text and "not read ·" not in text
    assert run("import", "--settle", "draft.sla").exit_code != 0
    names = {
        one["rule"]["name"]
        for one in json.loads(run("check", "--no-config", "--format", "json", "draft.sla").output)["findings"]
    }
    assert any(name.startswith("missing-") for name in names)


def test_questions_are_answered_in_a_file_or_on_the_terminal(run: Any, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('"zone-2.2" = "Europe/Oslo"\n', encoding="utf-8")
    assert "in Europe/Oslo {" in run("import", "draft.docx", "--answers", "a.toml").output
    assert "in Europe/Rome {" in run("import", "draft.docx", "--ask", input="Europe/Rome\n").output
    (tmp_path / "a.toml").write_text("zone = 3\n", encoding="utf-8")
    assert run("import", "draft.docx", "--answers", "a.toml").exit_code != 0


def test_json_has_every_value_with_its_source(run: Any) -> None:
    data = json.loads(run("import", "draft.docx", "--format", "json").output)
    row = next(one for one in data["typed"] if one["clause"] == "resolve within 20 hours")
    assert (row["number"], row["row"], row["pattern"], row["quote"]) == (
        "2.1",
        3,
        "target by level",
        "20 hours",
    )
    assert (
        sum(data["counts"].values())
        == sum(len(data[key]) for key in ("not read", "kept as text", "ignored")) + data["counts"]["typed"]
    )


@pytest.mark.parametrize(
    "name, data",
    [
        ("a.docx", b"%PDF-1.4"),
        ("a.pdf", b"%PDF-1.4"),
        ("a.md", b"# Recipe\n\nBake for 20 minutes."),
        ("a.txt", b"SLA"),
    ],
)
def test_what_cannot_be_imported_is_one_line_and_exit_code_2(
    run: Any, tmp_path: Path, name: str, data: bytes
) -> None:
    (tmp_path / name).write_bytes(data)
    done = run("import", name)
    assert done.exit_code == 2 and "Traceback" not in done.output


def test_a_draft_is_not_mended_in_place(run: Any, tmp_path: Path) -> None:
    assert run("check", "--no-config", "--fix", "draft.docx").exit_code != 0
    assert (tmp_path / "draft.docx").read_bytes() == DRAFT


def test_without_the_extra_it_says_what_to_install(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins

    real = builtins.__import__

    def without(name: str, *args: Any, **more: Any) -> Any:
        if name.partition(".")[0] == "lxml":
            raise ImportError(name)
        return real(name, *args, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    done = run("import", "draft.docx")
    assert done.exit_code != 0 and "clausecheck[import]" in str(done.exception) + done.output


REAL = Path(__file__).parents[2] / "benchmarks" / "import" / "licensed"


@pytest.mark.parametrize(
    "name, number, clause",
    [
        ("01-commonpaper-csa-with-sla.docx", "3.2", "claim within 7 days of month-end"),
        ("25-madscitech-sla.md", "6", "end by either"),
        ("61-captaintech-sla.html", "A", "excuse"),
    ],
)
def test_a_real_draft_goes_from_file_to_report_in_one_command(
    run: Any, name: str, number: str, clause: str
) -> None:
    """A Word file, a Markdown file and a web page, each published by a firm: what is said of them has their numbers and words."""
    file = str(REAL / name)
    read = json.loads(run("import", "--format", "json", file).output)
    typed = [one for one in read["typed"] if one["clause"].startswith(clause)]
    assert typed and all(one["quote"] for one in read["typed"])
    assert number in [one["number"] for one in typed]
    done = run("check", "--no-config", "--all", file)
    assert done.exit_code in (0, 1), done.output
    told = " ".join(done.output.split())
    assert "1 agreement checked" in told and "not read as clauses, and not checked" in told
    findings = json.loads(run("check", "--no-config", "--format", "json", file).output)["findings"]
    assert not any(one["rule"]["name"].startswith("missing-") for one in findings)
    assert all(
        "the draft, " in " ".join(one["notes"])
        for one in findings
        if one["path"].startswith(("credits", "priority"))
    )
