"""What the language server says, in the types of its protocol."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lsprotocol import types as t

from clausecheck.finding import Finding, Severity
from clausecheck.lsp.actions import Action
from clausecheck.lsp.completing import Suggestion
from clausecheck.lsp.hints import Hint
from clausecheck.lsp.pages import word_markdown
from clausecheck.lsp.positions import EditorPlace, Lines, TextChange
from clausecheck.lsp.symbols import Named, Symbol
from clausecheck.lsp.version import TextVersion, Verdict
from clausecheck.reports.addresses import help_uri
from clausecheck.rules.errors import UnknownRule
from clausecheck.rules.ruleset import Ruleset
from clausecheck.source import Span

SOURCE = "clausecheck"
_SEVERITIES = {
    Severity.ERROR: t.DiagnosticSeverity.Error,
    Severity.WARNING: t.DiagnosticSeverity.Warning,
    Severity.INFO: t.DiagnosticSeverity.Information,
}
_KINDS = {
    "keyword": t.CompletionItemKind.Keyword,
    "part": t.CompletionItemKind.Operator,
    "name": t.CompletionItemKind.Reference,
    "unit": t.CompletionItemKind.Unit,
    "value": t.CompletionItemKind.Value,
    "snippet": t.CompletionItemKind.Snippet,
    "rule": t.CompletionItemKind.Event,
}
#: In which order suggestions stand: what the agreement itself declares first.
_ORDER = ("name", "unit", "part", "keyword", "value", "snippet", "rule")


def position(place: EditorPlace) -> t.Position:
    """A place as the protocol writes it."""
    return t.Position(place.line, place.character)


def range_of(lines: Lines, span: Span) -> t.Range:
    """A span as the protocol writes it."""
    start, end = lines.places(span)
    return t.Range(position(start), position(end))


def place(given: t.Position) -> EditorPlace:
    """A place that an editor names."""
    return EditorPlace(given.line, given.character)


def change(given: t.TextDocumentContentChangeEvent) -> TextChange:
    """A change of which an editor tells."""
    if isinstance(given, t.TextDocumentContentChangePartial):
        return TextChange(given.text, place(given.range.start), place(given.range.end))
    return TextChange(given.text)


# ---- findings


def diagnostics(text: TextVersion, verdict: Verdict) -> list[t.Diagnostic]:
    """Everything that was found in a text; that it could not be checked is the one thing found in its first line."""
    if verdict.failure:
        start = range_of(text.lines, text.source.line_span(1))
        message = f"this agreement is not checked: {verdict.failure}"
        return [t.Diagnostic(start, message, t.DiagnosticSeverity.Error, source=SOURCE)]
    return [diagnostic(text, finding, verdict.rules) for finding in verdict.findings]


def early(text: TextVersion, misread: Iterable[Finding]) -> list[t.Diagnostic]:
    """What cannot be read of a text, before it is checked."""
    made = [diagnostic(text, finding, None) for finding in misread]
    for one in made:
        one.data = {"early": True}
    return made


def diagnostic(text: TextVersion, finding: Finding, rules: Ruleset | None) -> t.Diagnostic:
    """One finding: its message with its case and what mends it, the page of its rule, and its other places."""
    uri = _rule_uri(finding, rules)
    return t.Diagnostic(
        range=range_of(text.lines, text.source.trimmed(finding.span)),
        message=_message(finding),
        severity=_SEVERITIES[finding.severity],
        code=f"{finding.code} {finding.name}",
        code_description=t.CodeDescription(uri) if uri else None,
        source=SOURCE,
        related_information=[
            t.DiagnosticRelatedInformation(
                t.Location(text.uri, range_of(text.lines, text.source.trimmed(label.span))),
                label.text or "also here",
            )
            for label in finding.labels
            if label.span.end <= len(text.text)
        ],
        tags=[t.DiagnosticTag.Unnecessary] if finding.name == "unused-name" else None,
        data={"fingerprint": finding.fingerprint},
    )


def _message(finding: Finding) -> str:
    """A finding in the few lines that an editor shows beside a clause."""
    lines = [finding.message]
    if finding.witness is not None and finding.witness.summary:
        lines.append(f"case: {finding.witness.summary}")
    lines += [
        f"{'or' if number else 'help'}: {text.removeprefix('or ')}"
        for number, text in enumerate(finding.help[:2])
    ]
    return "\n".join(lines)


def _rule_uri(finding: Finding, rules: Ruleset | None) -> str:
    if rules is None:
        return ""
    try:
        return help_uri(rules.rule(finding.code))
    except UnknownRule:  # a finding without a page
        return ""


# ---- suggestions


def completion_item(text: TextVersion, one: Suggestion, *, snippets: bool) -> t.CompletionItem:
    """A suggestion; without `snippets` the editor writes its words alone."""
    written = one.snippet if snippets and one.snippet else one.label
    is_snippet = bool(snippets and one.snippet)
    return t.CompletionItem(
        label=one.label,
        kind=_KINDS[one.sort],
        detail=one.detail or None,
        sort_text=f"{_ORDER.index(one.sort)}",
        filter_text=one.label,
        insert_text_format=t.InsertTextFormat.Snippet if is_snippet else t.InsertTextFormat.PlainText,
        text_edit=t.TextEdit(range_of(text.lines, one.span), written),
        data={"page": one.page} if one.page else None,
    )


def with_page(item: t.CompletionItem) -> t.CompletionItem:
    """A suggestion with the page of its word, which is made when an editor shows it."""
    data: Any = item.data
    word = data.get("page") if isinstance(data, Mapping) else None
    page = word_markdown(word) if isinstance(word, str) else ""
    if page:
        item.documentation = t.MarkupContent(t.MarkupKind.Markdown, page)
    return item


def text_edits(text: TextVersion, edits: Iterable[tuple[Span, str]]) -> list[t.TextEdit]:
    """Edits of a text."""
    return [t.TextEdit(range_of(text.lines, span), new) for span, new in edits]


def span_of(text: TextVersion, given: t.Range) -> Span:
    """A part of a text that an editor names."""
    ends = [text.lines.offset(one.line, one.character) for one in (given.start, given.end)]
    return Span(min(ends), max(ends))


def location(text: TextVersion, span: Span) -> t.Location:
    """A place in a text, with its address."""
    return t.Location(text.uri, range_of(text.lines, span))


def workspace_edit(text: TextVersion, edits: Iterable[tuple[Span, str]]) -> t.WorkspaceEdit:
    """Edits of one version of a text."""
    document = t.OptionalVersionedTextDocumentIdentifier(text.uri, text.version)
    return t.WorkspaceEdit(document_changes=[t.TextDocumentEdit(document, list(text_edits(text, edits)))])


def code_action(text: TextVersion, one: Action, verdict: Verdict) -> t.CodeAction:
    """Something to do about a finding. Of a waiver it is also said where its reason belongs, for editors that ask for one."""
    place = text.lines.place(one.edits[0][0].start) if one.waiver else None
    data = {"waive": one.finding.name, "line": place.line} if place is not None else None
    return t.CodeAction(
        title=one.title,
        kind=t.CodeActionKind.QuickFix,
        diagnostics=[diagnostic(text, one.finding, verdict.rules)],
        is_preferred=True if one.safe else None,
        edit=workspace_edit(text, one.edits),
        data=data,
    )


def fix_all(text: TextVersion, edits: Iterable[tuple[Span, str]]) -> t.CodeAction:
    """All that can be mended without changing what is agreed."""
    title = "Mend what changes nothing that is agreed"
    return t.CodeAction(title=title, kind=t.CodeActionKind.SourceFixAll, edit=workspace_edit(text, edits))


_SYMBOLS = {"block": t.SymbolKind.Namespace, "clause": t.SymbolKind.Field, "broken": t.SymbolKind.Null}


def symbol(text: TextVersion, one: Symbol) -> t.DocumentSymbol:
    """A block or a clause in an outline."""
    return t.DocumentSymbol(
        name=one.name,
        detail=one.detail or None,
        kind=_SYMBOLS[one.kind],
        range=range_of(text.lines, one.span.join(one.head)),
        selection_range=range_of(text.lines, one.head),
        children=[symbol(text, inner) for inner in one.inner] or None,
    )


def workspace_symbol(text: TextVersion, one: Named) -> t.WorkspaceSymbol:
    """A declared name."""
    return t.WorkspaceSymbol(
        location=location(text, one.span),
        name=one.name,
        kind=t.SymbolKind.Class,
        container_name=f"{text.name}, {one.place}",
    )


def inlay_hint(text: TextVersion, one: Hint) -> t.InlayHint:
    """Words behind a clause."""
    more = t.MarkupContent(t.MarkupKind.Markdown, one.more) if one.more else None
    return t.InlayHint(position(text.lines.place(one.offset)), one.words, padding_left=True, tooltip=more)
