"""What the language server answers, request by request."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from lsprotocol import types as t
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams

from clausecheck.lsp import wire
from clausecheck.lsp.actions import actions, all_safe
from clausecheck.lsp.colours import MODIFIERS, TYPES, coloured, encoded
from clausecheck.lsp.completing import completions
from clausecheck.lsp.formatting import formatted
from clausecheck.lsp.hints import hints
from clausecheck.lsp.hovering import hover
from clausecheck.lsp.names import CannotRename, at, references, rename
from clausecheck.lsp.server import Server
from clausecheck.lsp.session import Files, Open, path_of
from clausecheck.lsp.symbols import folds, named, outline
from clausecheck.lsp.version import Check, TextVersion
from clausecheck.source import Span

SUPERSEDED = -32802
"""The code of the protocol for an answer that is out of date before it is there."""
WATCHED = ("**/clausecheck.toml", "**/pyproject.toml", "**/.clausecheck-baseline.json", "**/*.{yaml,yml}")
"""Files on which findings hang beside the text: configs, baselines and rulesets."""
FAILED = -32803
"""The code of the protocol for something that cannot be done."""


def serving(check: Check, files: Files) -> Server:
    """A language server for agreements, with all that it answers; `check` checks one with the settings of its file, `files` gives
    those in a folder."""
    server = Server(check, files)
    Features(server).register()
    return server


class Features:
    """What the server answers, request by request."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def register(self) -> None:
        """Take over the texts from pygls, which loses them where a change is out of place, and add what is asked for."""
        own = self.server.protocol.fm

        def feature(name: str, options: Any = None) -> Callable[[Callable[..., Any]], object]:
            # pygls marks the functions that it is given, and a method cannot be marked
            return lambda method: self.server.feature(name, options)(functools.partial(method))

        own.add_builtin_feature(t.TEXT_DOCUMENT_DID_OPEN, self.did_open)
        own.add_builtin_feature(t.TEXT_DOCUMENT_DID_CHANGE, self.did_change)
        own.add_builtin_feature(t.TEXT_DOCUMENT_DID_CLOSE, self.did_close)
        feature(t.INITIALIZE)(self.initialize)
        feature(t.INITIALIZED)(self.initialized)
        feature(t.WORKSPACE_DID_CHANGE_WATCHED_FILES)(self.did_change_files)
        feature(t.TEXT_DOCUMENT_DID_SAVE)(self.did_save)
        feature(t.TEXT_DOCUMENT_HOVER)(self.hover)
        feature(
            t.TEXT_DOCUMENT_COMPLETION,
            t.CompletionOptions(trigger_characters=[" ", "-", "/"], resolve_provider=True),
        )(self.completion)
        feature(t.COMPLETION_ITEM_RESOLVE)(self.completion_resolve)
        feature(t.TEXT_DOCUMENT_FORMATTING)(self.formatting)
        feature(t.TEXT_DOCUMENT_DIAGNOSTIC, t.DiagnosticOptions(False, False, identifier="clausecheck"))(
            self.diagnostic
        )
        feature(
            t.TEXT_DOCUMENT_CODE_ACTION,
            t.CodeActionOptions(code_action_kinds=[t.CodeActionKind.QuickFix, t.CodeActionKind.SourceFixAll]),
        )(self.code_action)
        feature(t.TEXT_DOCUMENT_DOCUMENT_SYMBOL)(self.document_symbol)
        feature(t.WORKSPACE_SYMBOL)(self.workspace_symbol)
        feature(t.TEXT_DOCUMENT_DEFINITION)(self.definition)
        feature(t.TEXT_DOCUMENT_REFERENCES)(self.references)
        feature(t.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)(self.highlight)
        feature(t.TEXT_DOCUMENT_PREPARE_RENAME)(self.prepare_rename)
        feature(t.TEXT_DOCUMENT_RENAME, t.RenameOptions(prepare_provider=True))(self.rename)
        feature(t.TEXT_DOCUMENT_FOLDING_RANGE)(self.folding)
        legend = t.SemanticTokensLegend(list(TYPES), list(MODIFIERS))
        feature(t.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, legend)(self.semantic_tokens)
        feature(t.TEXT_DOCUMENT_INLAY_HINT)(self.inlay_hint)

    def of(self, document: t.TextDocumentIdentifier) -> Open:
        """What is known of an open text. Raises the error of the protocol for one that is not open."""
        known = self.server.session.open.get(document.uri)
        if known is None:
            raise JsonRpcInvalidParams(f"no text is open under {document.uri!r}")
        return known

    def initialize(self, params: t.InitializeParams) -> None:
        """The encoding in which places are counted is settled by now."""
        encoding = self.server.workspace.position_encoding
        self.server.session.encoding = str(
            encoding.value if isinstance(encoding, t.PositionEncodingKind) else encoding
        )

    def initialized(self, params: t.InitializedParams) -> None:
        """The editor is ready: ask it to say when a file changes on which findings hang, if it can be asked."""
        if not self.server.watches:
            return
        watchers = t.DidChangeWatchedFilesRegistrationOptions([t.FileSystemWatcher(one) for one in WATCHED])
        registration = t.Registration("settings", t.WORKSPACE_DID_CHANGE_WATCHED_FILES, watchers)
        self.server.client_register_capability(t.RegistrationParams([registration]), lambda _: None)

    # ---- texts

    def did_open(self, params: t.DidOpenTextDocumentParams) -> None:
        """A text is opened."""
        document = params.text_document
        self.server.changed(self.server.session.opened(document.uri, document.text, document.version))

    def did_change(self, params: t.DidChangeTextDocumentParams) -> None:
        """A text is changed."""
        document = params.text_document
        text = self.server.session.edited(
            document.uri, map(wire.change, params.content_changes), document.version
        )
        if text is not None:
            self.server.changed(text)

    def did_close(self, params: t.DidCloseTextDocumentParams) -> None:
        """A text is closed."""
        self.server.forget(params.text_document.uri)

    def did_save(self, params: t.DidSaveTextDocumentParams) -> None:
        """A text is saved: what it says is known, but a config may have changed, of which not every editor tells."""
        self.server.again(params.text_document.uri)

    def did_change_files(self, params: t.DidChangeWatchedFilesParams) -> None:
        """A config, a ruleset or a baseline has changed."""
        self.server.again()

    # ---- reading and writing

    async def hover(self, params: t.HoverParams) -> t.Hover | None:
        """What is to be said of a place."""
        known = self.of(params.text_document)
        text = known.newest
        offset = text.lines.offset(params.position.line, params.position.character)
        shown = await self.server.aside(hover, text, offset, known.current)
        if shown is None:
            return None
        content = t.MarkupContent(t.MarkupKind.Markdown, shown.markdown)
        return t.Hover(content, wire.range_of(text.lines, shown.span))

    async def completion(self, params: t.CompletionParams) -> t.CompletionList:
        """What may be written at a place."""
        known = self.of(params.text_document)
        text = known.newest
        offset = text.lines.offset(params.position.line, params.position.character)
        rules = known.verdict.rules if known.verdict is not None else None
        made = await self.server.read(lambda: completions(text, offset, known.known, rules))
        items = [wire.completion_item(text, one, snippets=self.server.snippets) for one in made]
        return t.CompletionList(is_incomplete=False, items=items)

    def completion_resolve(self, item: t.CompletionItem) -> t.CompletionItem:
        """The page of a suggestion."""
        return wire.with_page(item)

    async def formatting(self, params: t.DocumentFormattingParams) -> list[t.TextEdit]:
        """A text laid out."""
        text = self.of(params.text_document).newest
        return wire.text_edits(text, await self.server.read(formatted, text))

    async def diagnostic(self, params: t.DocumentDiagnosticParams) -> t.RelatedFullDocumentDiagnosticReport:
        """Everything that is found in a text, for an editor that asks."""
        text = self.of(params.text_document).newest
        verdict = await self.server.check(text)
        if verdict is None:
            data = t.DiagnosticServerCancellationData(retrigger_request=True)
            raise JsonRpcException("a newer version is there", SUPERSEDED, data)
        return t.RelatedFullDocumentDiagnosticReport(items=wire.diagnostics(text, verdict))

    async def code_action(self, params: t.CodeActionParams) -> list[t.CodeAction]:
        """What can be done about what was found at a place."""
        text = self.of(params.text_document).newest
        verdict = await self.server.check(text)
        if verdict is None:
            return []
        made: list[t.CodeAction] = []
        if _wanted(params.context.only, t.CodeActionKind.QuickFix):
            span = wire.span_of(text, params.range)
            made += [
                wire.code_action(text, one, verdict)
                for one in await self.server.aside(actions, text, verdict, span)
            ]
        if params.context.only and _wanted(params.context.only, t.CodeActionKind.SourceFixAll):
            edits = await self.server.aside(all_safe, text, verdict)
            if edits:
                made.append(wire.fix_all(text, edits))
        return made

    # ---- finding one's way

    async def document_symbol(self, params: t.DocumentSymbolParams) -> list[t.DocumentSymbol]:
        """The outline of a text."""
        text = self.of(params.text_document).newest
        return [wire.symbol(text, one) for one in await self.server.read(outline, text)]

    async def workspace_symbol(self, params: t.WorkspaceSymbolParams) -> list[t.WorkspaceSymbol]:
        """The declared names of all texts that are open, and of the agreements in the folders of the editor."""
        return await self.server.aside(self._named, params.query)

    def _named(self, query: str) -> list[t.WorkspaceSymbol]:
        folders = [path_of(uri) for uri in self.server.workspace.folders]
        root = self.server.workspace.root_uri
        if not folders and root:
            folders = [path_of(root)]
        return [
            wire.workspace_symbol(text, one)
            for text in self.server.session.every(folder for folder in folders if folder is not None)
            for one in named(text.agreement, query)
        ]

    async def definition(self, params: t.DefinitionParams) -> list[t.Location]:
        """Where the name at a place is declared."""
        text, found = await self._name(params)
        return [wire.location(text, one.span) for one in found[1]] if found is not None else []

    async def references(self, params: t.ReferenceParams) -> list[t.Location]:
        """Where the name at a place is used."""
        text, found = await self._name(params)
        if found is None:
            return []
        declared = [one.span for one in found[1]] if params.context.include_declaration else []
        return [wire.location(text, span) for span in sorted({*declared, *references(text, found[1])})]

    async def highlight(self, params: t.DocumentHighlightParams) -> list[t.DocumentHighlight]:
        """The same name elsewhere in a text."""
        text, found = await self._name(params)
        if found is None:
            return []
        spans = sorted({*(one.span for one in found[1]), *references(text, found[1])})
        return [t.DocumentHighlight(wire.range_of(text.lines, span)) for span in spans]

    async def prepare_rename(self, params: t.PrepareRenameParams) -> t.PrepareRenamePlaceholder | None:
        """The name at a place, if it is one that can be another."""
        text, found = await self._name(params)
        if found is None:
            return None
        return t.PrepareRenamePlaceholder(wire.range_of(text.lines, found[0]), found[1][0].name)

    async def rename(self, params: t.RenameParams) -> t.WorkspaceEdit:
        """The edits that give a name another one everywhere."""
        text = self.of(params.text_document).newest
        offset = self._offset(text, params.position)
        try:
            edits = await self.server.aside(rename, text, offset, params.new_name, self.server.session.check)
        except CannotRename as error:
            raise JsonRpcException(str(error), FAILED) from None
        return wire.workspace_edit(text, edits)

    async def _name(self, params: t.TextDocumentPositionParams | Any) -> tuple[TextVersion, Any]:
        text = self.of(params.text_document).newest
        return text, await self.server.read(at, text, self._offset(text, params.position))

    def _offset(self, text: TextVersion, position: t.Position) -> int:
        return text.lines.offset(position.line, position.character)

    # ---- how a text looks

    async def folding(self, params: t.FoldingRangeParams) -> list[t.FoldingRange]:
        """What folds."""
        text = self.of(params.text_document).newest
        return [
            t.FoldingRange(first, last, kind=t.FoldingRangeKind.Comment if kind == "comment" else None)
            for first, last, kind in await self.server.read(folds, text)
        ]

    async def semantic_tokens(self, params: t.SemanticTokensParams) -> t.SemanticTokens:
        """What each word is."""
        text = self.of(params.text_document).newest
        return t.SemanticTokens(await self.server.read(lambda: encoded(text, coloured(text))))

    async def inlay_hint(self, params: t.InlayHintParams) -> list[t.InlayHint]:
        """How long tickets wait at worst, and when notices end."""
        text = self.of(params.text_document).newest
        verdict = await self.server.check(text)
        if verdict is None or verdict.result is None:
            return []
        span: Span = wire.span_of(text, params.range)
        return [wire.inlay_hint(text, one) for one in await self.server.aside(hints, text, verdict, span)]


def _wanted(only: Sequence[t.CodeActionKind | str] | None, kind: t.CodeActionKind) -> bool:
    """Whether an editor asks for actions of a kind: it names kinds, and each means those below it too."""
    if only is None:
        return True
    names = [str(one.value if isinstance(one, t.CodeActionKind) else one) for one in only]
    return any(name == "" or kind.value == name or kind.value.startswith(name + ".") for name in names)
