"""Bad input is told what it is and what to do: a finding (exit code 1) about an agreement, a clear error (2) about a request."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

PARTIES = '  provider A "Acme Ltd" registered "1" in GB\n  customer B "Beta Ltd" in GB\n'


def zipped(**files: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "called"),
    [
        (b"%PDF-1.4\n1 0 obj", "a PDF"),
        (zipped(**{"[Content_Types].xml": "<x/>", "word/document.xml": "<w/>"}), "a Word document"),
        (zipped(**{"[Content_Types].xml": "<x/>", "xl/book.xml": "<w/>"}), "an Office document"),
        (zipped(mimetype="application/vnd.oasis.opendocument.text"), "an OpenDocument file"),
        (zipped(**{"agreement.sla": 'agreement "A" {\n}\n'}), "a ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(200), "an old Office document"),
        (b"{\\rtf1\\ansi The provider responds within four hours.}", "a document in RTF"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html><html><p>Terms</p></html>", "a web page"),
    ],
)
def test_another_kind_of_file_is_told_what_it_is(run: Any, tmp_path: Path, data: bytes, called: str) -> None:
    file = tmp_path / "contract.sla"
    file.write_bytes(data)
    ended = run("check", "--no-config", "--format", "json", file)
    assert (ended.code, ended.err) == (1, "")
    [finding] = json.loads(ended.out)["findings"]
    assert finding["rule"]["code"] == "CC001"
    assert finding["message"].startswith(f"this is {called}; clausecheck cannot read one: ")
    assert "write the agreement down in the language" in finding["message"]


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"PK\x03\x04cut off", b"<html><p>Terms</p></html>"])
def test_a_draft_that_is_not_what_its_name_says_is_refused(run: Any, tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "contract.docx"
    file.write_bytes(data)
    ended = run("check", "--no-config", file)
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert ended.err.startswith("clausecheck: ") and "contract.docx" in ended.err
    assert file.read_bytes() == data


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_pasted_prose_gets_one_sentence(run: Any, tmp_path: Path, mark: bytes) -> None:
    file = tmp_path / "letter.sla"
    file.write_bytes(
        mark
        + b"Hosting terms of Tarn Systems\r\n\r\nWe keep the site up 99.9 percent of each month.\r\n"
        + b"If we miss it, you get a tenth of your fee back.\r\n"
    )
    ended = run("check", "--no-config", "--quiet", file)
    assert ended.code == 1
    [line] = ended.out.splitlines()
    assert "CC047" in line
    assert "this is prose" in line


@pytest.mark.parametrize(
    ("encoding", "mark"), [("utf-8", "\ufeff"), ("utf-16-le", "\ufeff"), ("utf-16-be", "\ufeff")]
)
def test_a_byte_order_mark_changes_nothing(run: Any, tmp_path: Path, encoding: str, mark: str) -> None:
    text = f'agreement "Desk" {{\n  kind ola\n{PARTIES}}}\n'
    plain, marked = tmp_path / "plain" / "a.sla", tmp_path / "marked" / "a.sla"
    for file, data in ((plain, text.encode()), (marked, (mark + text).encode(encoding))):
        file.parent.mkdir()
        file.write_bytes(data)

    def findings(file: Path) -> list[tuple[str, str]]:
        made = json.loads(run("check", "--no-config", "--format", "json", file).out)
        return [(one["rule"]["code"], one["message"]) for one in made["findings"]]

    assert findings(marked) == findings(plain)


@pytest.mark.parametrize(
    ("written", "block", "message", "help"),
    [
        ("intenral", "agreement", "`intenral` is no kind of document", "write `internal`"),
        ("banana", "agreement", "`banana` is no kind of document", "write one of `kind managed-services`"),
        ("hosted", "agreement", "", ""),
        ("moniterd", "service", "`moniterd` is no kind of service", "write `monitored`"),
    ],
)
def test_an_unknown_kind(run: Any, tmp_path: Path, written: str, block: str, message: str, help: str) -> None:
    inner = {"agreement": f"  kind {written}\n", "service": ""}[block]
    service = f"  kind {written}\n" if block == "service" else ""
    file = tmp_path / "a.sla"
    file.write_text(
        f'agreement "A" {{\n{inner}{PARTIES}}}\nservice s "S" {{\n{service}  includes "calls"\n}}\n',
        encoding="utf-8",
    )
    ended = run("check", "--no-config", "--select", "CC052", "--format", "json", file)
    found = json.loads(ended.out)["findings"]
    assert [one["message"] for one in found] == ([message] if message else [])
    assert ended.code == (1 if message else 0)
    assert all(help in " ".join(one["help"]) for one in found)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("thoroug", "there is no profile `thoroug`; did you mean `thorough`?"),
        ("core,esential-entity", "there is no profile `esential-entity`; did you mean `essential-entity`?"),
        ("banana", "choose from core, thorough, gdpr"),
    ],
)
def test_an_unknown_profile(run: Any, tmp_path: Path, asked: str, said: str) -> None:
    file = tmp_path / "a.sla"
    file.write_text(f'agreement "A" {{\n{PARTIES}}}\n', encoding="utf-8")
    ended = run("check", "--no-config", "--profile", asked, file)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


RULE = """\
  {name}:
    code: {code}
    severity: info
    class: presence
    require: any(service)
    message: nothing is served
    why: Nothing is bought.
    source: practice
    {more}
    flawed: |
      agreement "A" {{
      }}
    clean: |
      service a {{
      }}
"""


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("silent beside: [missing-servics]", "", "there is no rule `missing-servics` to be silent beside; did you mean"),
        ("silent beside: [second-rule]", "silent beside: [first-rule]", "in a circle: first-rule → second-rule → first-rule"),
        ("silent beside: [first-rule]", "", "in a circle: first-rule → first-rule"),
        ("overlay: helth", "", "there is no overlay `helth`; did you mean `health`?"),
        ("overlay: banana", "", "there is no overlay `banana`"),
    ],
)  # fmt: skip
def test_a_ruleset_that_cannot_work(run: Any, tmp_path: Path, first: str, second: str, said: str) -> None:
    rules = tmp_path / "firm.yaml"
    text = RULE.format(name="first-rule", code="FIRM001", more=first)
    text += RULE.format(name="second-rule", code="FIRM002", more=second)
    rules.write_text(f'ruleset: firm\nversion: "1.0"\nextends: [msp]\nrules:\n{text}', encoding="utf-8")
    file = tmp_path / "a.sla"
    file.write_text(f'agreement "A" {{\n{PARTIES}}}\n', encoding="utf-8")
    ended = run("check", "--no-config", "--ruleset", rules, file)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_an_overlay_that_is_asked_for_speaks_and_one_without_its_fact_says_so(
    run: Any, tmp_path: Path
) -> None:
    file = tmp_path / "a.sla"
    file.write_text(f'agreement "A" {{\n{PARTIES}}}\n', encoding="utf-8")
    words = " ".join(run("check", "--no-config", file).out.split())
    assert "dora" in words.partition(" overlays ")[2].partition(" not asked")[0]
    asked = run("check", "--no-config", "--profile", "core,dora", file)
    assert asked.code in (0, 1)
    assert "profile core, dora" in asked.out
