"""Each feature of the language server, asked for by a real client over standard input and output."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types as t

from .conftest import Editor, at

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "samples" / "clean" / "managed-servers.sla").read_text(encoding="utf-8")
SHORT = """\
agreement "Printers" {
  provider Tint "Tint Ltd"
  customer Page "Page Inc"
  effective 2027-03-01
  term 24 months, renewed every 12 months, unless 60 days notice
}

hours shop "Shop hours" in Europe/Berlin {
  mon-fri 10:00-16:00
}

priority P1 "Stopped" {
  applies when users >= 5
  respond within 3 shop hours, during shop
  resolve within 2 hours, during always
}
"""


@pytest.fixture(scope="module")
def short(desk: Editor) -> str:
    uri = desk.opens(SHORT, "short.sla")
    desk.found(uri, 1)
    return uri


def doc(uri: str) -> t.TextDocumentIdentifier:
    return t.TextDocumentIdentifier(uri)


def whole() -> t.Range:
    return t.Range(t.Position(0, 0), t.Position(10_000, 0))


def after(text: str, edits: Any) -> str:
    """A text after edits, from its end on."""
    lines = text.splitlines(keepends=True)

    def offset(place: t.Position) -> int:
        return len("".join(lines[: place.line])) + place.character

    for edit in sorted(
        edits, key=lambda one: (one.range.start.line, one.range.start.character), reverse=True
    ):
        text = text[: offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end) :]
    return text


def test_a_contradiction_is_told_with_both_places_and_the_page_of_its_rule(desk: Editor, short: str) -> None:
    found = {str(one.code).split()[1]: one for one in desk.found(short, 1)}
    one = found["resolution-before-response"]
    assert one.severity == t.DiagnosticSeverity.Error
    assert one.source == "clausecheck"
    assert one.code_description and "rules.md#cc" in one.code_description.href
    lines = {
        one.range.start.line,
        *(other.location.range.start.line for other in one.related_information or ()),
    }
    assert {13, 14} <= lines, "the response and the resolution"
    assert "case: " in one.message


def test_a_change_is_told_of_and_what_is_mended_is_gone(desk: Editor) -> None:
    uri = desk.opens(SHORT, "changed.sla")
    before = {one.code for one in desk.found(uri, 1)}
    where = at(SHORT, "2 hours")
    new = t.TextDocumentContentChangePartial(
        t.Range(where, t.Position(where.line, where.character + 1)), "200"
    )
    desk.types(uri, 2, new)
    gone = before - {one.code for one in desk.found(uri, 2)}
    assert any("resolution-before-response" in str(code) for code in gone)


def test_while_a_text_cannot_be_read_what_is_the_same_stays_found(desk: Editor) -> None:
    uri = desk.opens(SHORT, "meanwhile.sla")
    desk.found(uri, 1)
    desk.types(
        uri,
        2,
        t.TextDocumentContentChangeWholeDocument("# first\n" + SHORT.replace("applies when", "aplies when")),
    )
    desk.found(uri, 2)
    early = next(one for one in desk.published[uri] if one.version == 2)
    found = {str(one.code).split()[1]: one.range.start.line for one in early.diagnostics}
    assert {one.data["early"] for one in early.diagnostics} == {True}
    assert "unknown-keyword" in found
    assert found["resolution-before-response"] in (14, 15), "one line further down"


def test_what_cannot_be_read_is_told(desk: Editor) -> None:
    uri = desk.opens(SHORT.replace("respond within", "respnd within"), "misread.sla")
    found = [one for one in desk.found(uri, 1) if "unknown-keyword" in str(one.code)]
    assert found and found[0].range.start == t.Position(13, 2)


def test_hover_says_what_a_clause_means_and_how_long_a_ticket_waits(desk: Editor, short: str) -> None:
    made = desk.do(
        desk.client.text_document_hover_async(t.HoverParams(doc(short), at(SHORT, "respond within", 2)))
    )
    text = made.contents.value
    assert "How soon a qualified person has begun to work" in text
    assert "worst" in text and "3 shop hours" in text
    part = desk.do(desk.client.text_document_hover_async(t.HoverParams(doc(short), at(SHORT, "within 3", 1))))
    assert "**within** in `respond`: how soon" in part.contents.value
    name = desk.do(
        desk.client.text_document_hover_async(t.HoverParams(doc(short), at(SHORT, "shop hours,", 1)))
    )
    assert 'hours shop "Shop hours"' in name.contents.value


def test_hover_shows_the_page_of_a_rule_that_is_waived(desk: Editor) -> None:
    text = "# clausecheck: waive missing-termination: the frame has it\n" + SHORT
    uri = desk.opens(text, "waived.sla")
    desk.found(uri, 1)
    made = desk.do(desk.client.text_document_hover_async(t.HoverParams(doc(uri), t.Position(0, 30))))
    assert "### Why" in made.contents.value


def test_completion_and_the_page_of_a_word(desk: Editor, short: str) -> None:
    made = desk.do(
        desk.client.text_document_completion_async(
            t.CompletionParams(doc(short), at(SHORT, "during shop\n", 7))
        )
    )
    labels = [item.label for item in made.items]
    assert {"shop", "always"} <= set(labels)
    made = desk.do(
        desk.client.text_document_completion_async(t.CompletionParams(doc(short), at(SHORT, "respond", 3)))
    )
    [item] = [
        item for item in made.items if item.label == "respond" and item.kind == t.CompletionItemKind.Keyword
    ]
    shown = desk.do(desk.client.completion_item_resolve_async(item))
    assert "qualified person" in shown.documentation.value


def test_a_quick_fix_mends_what_was_found(desk: Editor) -> None:
    text = SHORT.replace("respond within", "respnd within")
    uri = desk.opens(text, "fix.sla")
    desk.found(uri, 1)
    place = at(text, "respnd", 2)
    made = desk.do(
        desk.client.text_document_code_action_async(
            t.CodeActionParams(doc(uri), t.Range(place, place), t.CodeActionContext([]))
        )
    )
    [fix] = [one for one in made if one.is_preferred]
    assert after(text, fix.edit.document_changes[0].edits) == SHORT
    every = desk.do(
        desk.client.text_document_code_action_async(
            t.CodeActionParams(doc(uri), whole(), t.CodeActionContext([], [t.CodeActionKind.SourceFixAll]))
        )
    )
    assert after(text, every[0].edit.document_changes[0].edits) == SHORT


def offered(desk: Editor, uri: str, start: t.Position, end: t.Position | None = None) -> list[str]:
    """The titles of what an editor is offered at a place, of which it says nothing but the range."""
    where = t.Range(start, end or start)
    params = t.CodeActionParams(doc(uri), where, t.CodeActionContext([]))
    return [one.title for one in desk.do(desk.client.text_document_code_action_async(params))]


def test_a_cursor_anywhere_on_a_line_is_offered_what_mends_it(desk: Editor) -> None:
    text = SHORT.replace("resolve within 2 hours", "    resolve within 2 hours") + "\n# the end\n"
    uri = desk.opens(text, "cursor.sla")
    desk.found(uri, 1)
    line = at(text, "    resolve within").line
    for column in (0, 3, 6, 12, len("      resolve within 2 hours, during always")):
        titles = offered(desk, uri, t.Position(line, column))
        assert any(title.startswith("Give the resolution more time") for title in titles), column
    assert not offered(desk, uri, at(text, "# the end")), "nothing was found on this line"
    assert not offered(desk, uri, t.Position(line, 0), t.Position(line, 3)), (
        "what is selected holds no finding"
    )


def test_both_clauses_of_a_contradiction_offer_its_mends_and_each_title_is_a_sentence(desk: Editor) -> None:
    uri = desk.opens(SHORT, "both.sla")
    desk.found(uri, 1)
    for mark in ("respond within", "resolve within"):
        titles = offered(desk, uri, at(SHORT, mark, 3))
        assert any("resolution-before-response" in title for title in titles), mark
        assert all(title[0].isalpha() for title in titles), titles


def test_a_finding_is_waived_once_a_reason_is_written(desk: Editor) -> None:
    uri = desk.opens(SHORT, "waive.sla")
    desk.found(uri, 1)
    place = at(SHORT, "applies when", 2)
    where = t.Range(place, place)
    made = desk.do(
        desk.client.text_document_code_action_async(
            t.CodeActionParams(doc(uri), where, t.CodeActionContext([]))
        )
    )
    waivers = [one for one in made if one.title.startswith("Waive ")]
    if not waivers:
        where = whole()
        made = desk.do(
            desk.client.text_document_code_action_async(
                t.CodeActionParams(doc(uri), where, t.CodeActionContext([]))
            )
        )
        waivers = [one for one in made if one.title.startswith("Waive resolution-before-response")]
    name = waivers[0].title.split()[1]
    text = after(SHORT, waivers[0].edit.document_changes[0].edits)
    desk.types(uri, 2, t.TextDocumentContentChangeWholeDocument(text))
    found = [str(one.code).split()[1] for one in desk.found(uri, 2)]
    assert name in found and "waiver-syntax" in found, "without a reason nothing is waived"
    desk.types(
        uri,
        3,
        t.TextDocumentContentChangeWholeDocument(text.replace(f"{name}: ", f"{name}: agreed with Page")),
    )
    found = [str(one.code).split()[1] for one in desk.found(uri, 3)]
    assert name not in found and "waiver-syntax" not in found


def test_the_outline(desk: Editor, short: str) -> None:
    made = desk.do(desk.client.text_document_document_symbol_async(t.DocumentSymbolParams(doc(short))))
    assert [one.name for one in made] == ['agreement "Printers"', "hours shop", "priority P1"]
    assert next(one.name for one in made[2].children) == "applies when users >= 5"
    found = desk.do(desk.client.workspace_symbol_async(t.WorkspaceSymbolParams("shop")))
    assert any(one.name == "shop" and "short.sla" in one.container_name for one in found)


def test_names_are_found_in_agreements_that_are_not_open(desk: Editor) -> None:
    (desk.folder / "closed-one.sla").write_text('service lift "Lift in the tower" {\n}\n', encoding="utf-8")
    (desk.folder / "broken.sla").write_bytes(b"\xff\xfe\xff")
    found = desk.do(desk.client.workspace_symbol_async(t.WorkspaceSymbolParams("tower")))
    assert [(one.name, one.location.uri) for one in found] == [("lift", desk.uri("closed-one.sla"))]
    (desk.folder / "closed-one.sla").unlink()
    assert not desk.do(desk.client.workspace_symbol_async(t.WorkspaceSymbolParams("tower")))


def test_going_to_where_a_name_is_declared_and_used(desk: Editor, short: str) -> None:
    place = at(SHORT, "during shop", 8)
    [one] = desk.do(desk.client.text_document_definition_async(t.DefinitionParams(doc(short), place)))
    assert one.range.start == at(SHORT, 'shop "')
    found = desk.do(
        desk.client.text_document_references_async(
            t.ReferenceParams(t.ReferenceContext(True), doc(short), place)
        )
    )
    assert [one.range.start.line for one in found] == [7, 13, 13]
    marked = desk.do(
        desk.client.text_document_document_highlight_async(t.DocumentHighlightParams(doc(short), place))
    )
    assert len(marked) == 3


def test_another_name_everywhere(desk: Editor, short: str) -> None:
    place = at(SHORT, "during shop", 8)
    ready = desk.do(desk.client.text_document_prepare_rename_async(t.PrepareRenameParams(doc(short), place)))
    assert ready.placeholder == "shop"
    made = desk.do(
        desk.client.text_document_rename_async(
            t.RenameParams(text_document=doc(short), position=place, new_name="desk")
        )
    )
    assert after(SHORT, made.document_changes[0].edits) == SHORT.replace("shop", "desk")
    with pytest.raises(Exception, match="word of the language"):
        desk.do(
            desk.client.text_document_rename_async(
                t.RenameParams(text_document=doc(short), position=place, new_name="within")
            )
        )


def test_layout(desk: Editor) -> None:
    text = SHORT.replace("  applies", "applies").replace("respond within", "respond   within")
    uri = desk.opens(text, "layout.sla")
    options = t.FormattingOptions(tab_size=2, insert_spaces=True)
    made = desk.do(desk.client.text_document_formatting_async(t.DocumentFormattingParams(doc(uri), options)))
    assert after(text, made) == SHORT
    assert all(edit.range.start.line >= 12 for edit in made), "only the lines that change"


def test_folding_and_colours_by_meaning(desk: Editor) -> None:
    uri = desk.opens(TEXT, "servers.sla")
    found = desk.do(desk.client.text_document_folding_range_async(t.FoldingRangeParams(doc(uri))))
    lines = TEXT.splitlines()
    assert len(found) >= TEXT.count(" {\n")
    assert all(lines[one.end_line + 1].strip() == "}" for one in found if lines[one.start_line].endswith("{"))
    data = desk.do(
        desk.client.text_document_semantic_tokens_full_async(t.SemanticTokensParams(doc(uri)))
    ).data
    assert len(data) % 5 == 0 and len(data) > 1000
    legend = (
        "keyword",
        "operator",
        "variable",
        "class",
        "enumMember",
        "string",
        "number",
        "type",
        "comment",
        "macro",
    )
    words: dict[str, set[str]] = {}
    line = character = 0
    for at_ in range(0, len(data), 5):
        down, right, length, kind, _ = data[at_ : at_ + 5]
        line, character = line + down, right + (0 if down else character)
        words.setdefault(legend[kind], set()).add(lines[line][character : character + length])
    assert {"agreement", "respond", "service"} <= words["keyword"]
    assert {"within", "during"} <= words["operator"]
    assert {"hours", "days"} <= words["type"]
    assert not words["keyword"] & words["string"]


def test_hints_behind_clauses(desk: Editor, short: str) -> None:
    made = desk.do(desk.client.text_document_inlay_hint_async(t.InlayHintParams(doc(short), whole())))
    labels = {one.position.line: one.label for one in made}
    assert labels[4].startswith("notice by ")
    assert labels[13].startswith("worst ")
    assert 14 not in labels, "two hours around the clock are what the clause says itself"
    part = desk.do(
        desk.client.text_document_inlay_hint_async(
            t.InlayHintParams(doc(short), t.Range(t.Position(0, 0), t.Position(6, 0)))
        )
    )
    assert [one.position.line for one in part] == [4]


def test_a_closed_text_has_no_findings(desk: Editor) -> None:
    uri = desk.opens(SHORT, "closed.sla")
    desk.found(uri, 1)
    desk.client.text_document_did_close(t.DidCloseTextDocumentParams(doc(uri)))
    with desk.told:
        assert (
            desk.told.wait_for(lambda: desk.published[uri][-1].diagnostics == (), 30)
            or not desk.published[uri][-1].diagnostics
        )


# ---- as the command line


def codes(found: list[t.Diagnostic]) -> set[str]:
    return {str(one.code).split()[1] for one in found}


def test_config_baseline_and_excludes_hold(tmp_path: Path) -> None:
    import os
    import subprocess
    import sys

    (tmp_path / "a.sla").write_text(SHORT, encoding="utf-8")
    environment = {**os.environ, "CLAUSECHECK_NO_CACHE": "1"}
    subprocess.run(
        [sys.executable, "-m", "clausecheck", "baseline", "a.sla"], cwd=tmp_path, env=environment, check=True
    )
    (tmp_path / "clausecheck.toml").write_text('baseline = ".clausecheck-baseline.json"\n', encoding="utf-8")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "clausecheck.toml").write_text(
        'select = ["resolution-before-response"]\n', encoding="utf-8"
    )
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "clausecheck.toml").write_text('exclude = ["*.sla"]\n', encoding="utf-8")
    editor = Editor(tmp_path)
    editor.start()
    try:
        uri = editor.opens(SHORT, "a.sla")
        assert codes(editor.found(uri, 1)) == set(), "all of it is known"
        new = SHORT.replace(
            "respond within 3 shop hours, during shop", "respond within 3 atelier hours, during shop"
        )
        editor.types(uri, 2, t.TextDocumentContentChangeWholeDocument(new))
        assert codes(editor.found(uri, 2)) == {"undefined-name"}
        assert codes(editor.found(editor.opens(SHORT, "sub/b.sla"), 1)) == {"resolution-before-response"}
        assert codes(editor.found(editor.opens(SHORT, "out/c.sla"), 1)) == set()
    finally:
        assert editor.stop() == 0


def test_a_broken_config_is_told_and_never_green(tmp_path: Path) -> None:
    (tmp_path / "clausecheck.toml").write_text('select = ["no-such-rule"]\n', encoding="utf-8")
    editor = Editor(tmp_path)
    editor.start()
    try:
        uri = editor.opens(SHORT)
        [one] = editor.found(uri, 1)
        assert one.severity == t.DiagnosticSeverity.Error and "no-such-rule" in one.message
        (tmp_path / "clausecheck.toml").write_text(
            'select = ["resolution-before-response"]\n', encoding="utf-8"
        )
        editor.types(uri, 2, t.TextDocumentContentChangeWholeDocument(SHORT + "\n"))
        assert codes(editor.found(uri, 2)) == {"resolution-before-response"}
        assert len(editor.messages) == 1
    finally:
        editor.stop()


@pytest.mark.parametrize("encoding", list(t.PositionEncodingKind))
def test_the_encoding_that_an_editor_prefers(tmp_path: Path, encoding: t.PositionEncodingKind) -> None:
    editor = Editor(tmp_path)
    result = editor.start(encoding)
    try:
        assert t.PositionEncodingKind(result.capabilities.position_encoding) is encoding
        text = (
            SHORT.replace('"Stopped"', '"😀 Störung"')
            .replace("priority P1", "priority P9")
            .replace('"😀 Störung" {', '"😀 Störung" respond {')
        )
        uri = editor.opens(text)
        line = next(line for line in text.splitlines() if "Störung" in line)
        before = line[: line.index("respond")]
        size = {
            "utf-8": len(before.encode()),
            "utf-16": len(before.encode("utf-16-le")) // 2,
            "utf-32": len(before),
        }
        starts = {(one.range.start.line, one.range.start.character) for one in editor.found(uri, 1)}
        assert (text.splitlines().index(line), size[encoding.value]) in starts
    finally:
        editor.stop()


def test_an_editor_that_asks_for_diagnostics_is_sent_none(tmp_path: Path) -> None:
    editor = Editor(tmp_path)
    editor.start(diagnostic=t.DiagnosticClientCapabilities())
    try:
        uri = editor.opens(SHORT)
        made = editor.do(editor.client.text_document_diagnostic_async(t.DocumentDiagnosticParams(doc(uri))))
        assert "resolution-before-response" in codes(made.items)
        assert uri not in editor.published
    finally:
        editor.stop()
