"""What lies beside a text: the folders and files of an editor, settings that change while it is open, line ends, and characters
that are two in UTF-16."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types as t

from .conftest import Editor, at
from .test_features import SHORT, codes, doc, whole

HOUSE = """\
ruleset: house
version: "1"
extends: [msp]
rules:
  stops-need-a-phone:
    code: HOUSE001
    severity: error
    class: completeness
    for each: priority
    require: any(escalate)
    point at: [this]
    message: "{this} names nobody to call"
    why: A standstill is answered by people.
    help: add `escalate to "duty manager" after 1 hour`
    source: practice
    page: https://rules.example/HOUSE001
    flawed: |
      priority P1 "Stopped" { }
    clean: |
      priority P1 "Stopped" {
        escalate to "duty manager" after 1 hour
      }
"""


def applied(text: str, edits: Any) -> str:
    """A text after edits whose places count units of UTF-16, from its end on."""
    lines = text.split("\n")

    def offset(place: t.Position) -> int:
        before = sum(len(line) + 1 for line in lines[: place.line])
        return before + len(lines[place.line].encode("utf-16-le")[: 2 * place.character].decode("utf-16-le"))

    for edit in sorted(
        edits, key=lambda one: (one.range.start.line, one.range.start.character), reverse=True
    ):
        text = text[: offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end) :]
    return text


def offered(editor: Editor, uri: str) -> list[t.CodeAction]:
    asked = t.CodeActionParams(doc(uri), whole(), t.CodeActionContext([]))
    made: list[t.CodeAction] = editor.do(editor.client.text_document_code_action_async(asked))
    return made


def test_a_rule_of_a_firm_leads_to_the_page_that_it_names(tmp_path: Path) -> None:
    (tmp_path / "house.yaml").write_text(HOUSE, encoding="utf-8")
    (tmp_path / "clausecheck.toml").write_text('ruleset = "house.yaml"\n', encoding="utf-8")
    editor = Editor(tmp_path)
    editor.start()
    try:
        found = editor.found(editor.opens(SHORT), 1)
        [own] = [one for one in found if str(one.code).startswith("HOUSE001")]
        assert own.code_description is not None
        assert own.code_description.href == "https://rules.example/HOUSE001"
    finally:
        assert editor.stop() == 0


def test_a_config_that_changed_counts_when_a_text_is_saved(editor: Editor) -> None:
    uri = editor.opens(SHORT)
    assert "resolution-before-response" in codes(editor.found(uri, 1))
    (editor.folder / "clausecheck.toml").write_text(
        'ignore = ["resolution-before-response"]\n', encoding="utf-8"
    )
    before = len(editor.published[uri])
    editor.client.text_document_did_save(t.DidSaveTextDocumentParams(doc(uri)))
    with editor.told:
        assert editor.told.wait_for(lambda: len(editor.published[uri]) > before, 60)
    assert "resolution-before-response" not in codes(editor.found(uri, 1))


def test_an_editor_that_can_be_asked_says_when_settings_change_and_each_folder_has_its_own(
    tmp_path: Path,
) -> None:
    one, two = tmp_path / "one", tmp_path / "two \U0001f600"
    for folder, settings in (
        (one, 'select = ["resolution-before-response"]\n'),
        (two, 'ignore = ["resolution-before-response"]\n'),
    ):
        folder.mkdir()
        (folder / "clausecheck.toml").write_text(settings, encoding="utf-8")
    (two / "closed.sla").write_text('service lift "Lift tower" {\n}\n', encoding="utf-8")
    editor = Editor(tmp_path)
    asked: list[Any] = []
    editor.client.feature(t.CLIENT_REGISTER_CAPABILITY)(lambda params: asked.append(params))
    environment = {**os.environ, "CLAUSECHECK_NO_CACHE": "1"}
    editor.do(
        editor.client.start_io(sys.executable, "-m", "clausecheck", "lsp", cwd=tmp_path, env=environment)
    )
    watching = t.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
    able = t.ClientCapabilities(workspace=t.WorkspaceClientCapabilities(did_change_watched_files=watching))
    folders = [t.WorkspaceFolder(one.as_uri(), "one"), t.WorkspaceFolder(two.as_uri(), "two")]
    editor.do(
        editor.client.initialize_async(
            t.InitializeParams(capabilities=able, process_id=os.getpid(), workspace_folders=folders)
        )
    )
    editor.client.initialized(t.InitializedParams())
    try:
        assert codes(editor.found(editor.opens(SHORT, "one/a.sla"), 1)) == {"resolution-before-response"}
        there = codes(editor.found(editor.opens(SHORT, two.name + "/a.sla"), 1))
        assert there and "resolution-before-response" not in there
        assert "clausecheck.toml" in str(asked[0].registrations[0].register_options)

        def lifts() -> list[str]:
            made = editor.do(editor.client.workspace_symbol_async(t.WorkspaceSymbolParams("tower")))
            return [symbol.location.uri for symbol in made]

        assert lifts() == [(two / "closed.sla").as_uri()]
        gone = t.WorkspaceFoldersChangeEvent([], [folders[1]])
        editor.client.workspace_did_change_workspace_folders(t.DidChangeWorkspaceFoldersParams(gone))
        assert lifts() == []
    finally:
        assert editor.stop() == 0


WIDE = (
    SHORT.replace('"Printers"', '"Printers \U0001f5a8\U0001f5a8"')
    .replace('"Stopped"', '"\U0001f6d1 Stopped"')
    .replace('priority P1 "\U0001f6d1 Stopped" {', 'priority P1 "\U0001f6d1 Stopped" for "\U0001d49c", during shop {')
    .replace("\n", "\r\n")
)  # fmt: skip


@pytest.mark.parametrize("text", [SHORT, WIDE], ids=["plain", "wide and CRLF"])
def test_places_and_line_ends_hold_in_whatever_is_written(editor: Editor, text: str) -> None:
    uri = editor.opens(text)
    editor.found(uri, 1)
    position = at(text, "during shop", 8)
    made = editor.do(
        editor.client.text_document_rename_async(
            t.RenameParams(text_document=doc(uri), position=position, new_name="desk")
        )
    )
    assert applied(text, made.document_changes[0].edits) == text.replace("shop", "desk")
    actions = [one for one in offered(editor, uri) if one.edit]
    assert actions
    for action in actions:
        changed = applied(text, action.edit.document_changes[0].edits)
        assert changed != text
        assert ("\r\n" in text) is ("\r\n" in changed)
        assert "\r\n" not in text or "\n" not in changed.replace("\r\n", ""), action.title


def test_a_clause_with_a_number_on_paper_is_waived_above_its_number(editor: Editor) -> None:
    text = SHORT.replace("  resolve within", "\t[7.2] resolve within")
    uri = editor.opens(text)
    editor.found(uri, 1)
    titles = {one.title: one for one in offered(editor, uri)}
    action = titles["Waive resolution-before-response with a reason"]
    assert action.edit is not None
    [edit] = action.edit.document_changes[0].edits
    assert edit.new_text == "\t# clausecheck: waive resolution-before-response: \n"
    assert text.splitlines()[edit.range.start.line].lstrip().startswith("[7.2]")
    changed = applied(text, [edit]).replace("response: \n", "response: the parts come by night\n")
    editor.types(uri, 2, t.TextDocumentContentChangeWholeDocument(changed))
    assert "resolution-before-response" not in codes(editor.found(uri, 2))


def test_only_what_can_be_waived_is_offered_to_be_waived_and_then_is(editor: Editor) -> None:
    """Also of a text without an `agreement` block, of which something is missing as a whole."""
    text = (
        '# a sheet\nservice lift "Lift" {\n}\n\n'
        'priority Red "Stop" {\n  applies otherwise\n  respond within 3 hours, %s always\n}\n'
    )
    uri = editor.opens(text % "durng")
    assert "unknown-word" in codes(editor.found(uri, 1))
    titles = [one.title for one in offered(editor, uri)]
    assert not [title for title in titles if title.startswith(("Waive unknown-word", "Waive waiver"))]
    sound = text % "during"
    editor.types(uri, 2, t.TextDocumentContentChangeWholeDocument(sound))
    found = codes(editor.found(uri, 2))
    waivers = [one for one in offered(editor, uri) if one.title.startswith("Waive ")]
    assert {one.title.split()[1] for one in waivers} == found
    for version, action in enumerate(waivers, start=3):
        assert action.edit is not None
        changed = applied(sound, action.edit.document_changes[0].edits).replace(": \n", ": they know\n")
        editor.types(uri, version, t.TextDocumentContentChangeWholeDocument(changed))
        assert codes(editor.found(uri, version)) == found - {action.title.split()[1]}
