"""The language server: it listens to an editor, keeps the texts that are open, and answers.

What is quick is answered at once; a check runs in a thread of its own, one at a time, and of each text only the newest version
is told of. Whatever an editor sends, the server answers and goes on.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from lsprotocol import types as t
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams, JsonRpcInvalidRequest
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol

from clausecheck.lsp import wire
from clausecheck.lsp.completing import completions
from clausecheck.lsp.formatting import formatted
from clausecheck.lsp.hovering import hover
from clausecheck.lsp.session import Open, Session
from clausecheck.lsp.snapshot import Check, Snapshot, Verdict
from clausecheck.version import __version__

T = TypeVar("T")
SETTLE = 0.15
"""How many seconds nothing is typed before a text is checked as a whole."""
NOT_INITIALIZED = -32002
_log = logging.getLogger(__name__)


class _Protocol(LanguageServerProtocol):
    """Answers what cannot be understood as well: an editor waits for each answer."""

    def structure_message(self, data: dict[str, Any]) -> Any:
        if not isinstance(data, dict):
            raise JsonRpcInvalidRequest()
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            self._refuse(data, error)
            raise

    def handle_message(self, message: Any) -> None:
        if not hasattr(message, "jsonrpc"):
            return
        identifier, method = getattr(message, "id", None), getattr(message, "method", "")
        if self._workspace is None and method not in (t.INITIALIZE, t.EXIT, ""):
            if identifier is not None:
                error = t.ResponseError(NOT_INITIALIZED, "the server is not initialized yet")
                self._send_response(identifier, None, error)
            return
        if self._shutdown and identifier is not None and method:
            self._send_response(identifier, None, JsonRpcInvalidRequest().to_response_error())
            return
        super().handle_message(message)

    def _refuse(self, data: dict[str, Any], error: JsonRpcException) -> None:
        identifier = data.get("id")
        if "method" in data and isinstance(identifier, int | str):
            self._send_response(identifier, None, error.to_response_error())

    @property
    def stopped(self) -> bool:
        """Whether the editor has asked the server to shut down, as it should before it ends it."""
        return bool(self._shutdown)


class Server(LanguageServer):
    """A language server for agreements; `check` checks one with the settings of its file."""

    protocol: _Protocol

    def __init__(self, check: Check) -> None:
        super().__init__("clausecheck", f"v{__version__}", protocol_cls=_Protocol)
        self.session = Session(check)
        self.worker = ThreadPoolExecutor(1, thread_name_prefix="check")
        self._due: dict[str, asyncio.Task[None]] = {}
        self._told: set[str] = set()
        _Features(self).register()

    # ---- what the editor can do

    @property
    def snippets(self) -> bool:
        """Whether the editor knows what is to be filled in."""
        with contextlib.suppress(AttributeError):
            item = self.client_capabilities.text_document.completion.completion_item  # type: ignore[union-attr]
            return bool(item and item.snippet_support)
        return False

    @property
    def pulls(self) -> bool:
        """Whether the editor asks for diagnostics, so that it need not be sent them."""
        with contextlib.suppress(AttributeError):
            return self.client_capabilities.text_document.diagnostic is not None  # type: ignore[union-attr]
        return False

    # ---- checking

    async def aside(self, function: Callable[..., T], *args: Any) -> T:
        """What a function gives, computed beside the conversation with the editor."""
        return await asyncio.get_running_loop().run_in_executor(self.worker, function, *args)

    def changed(self, text: Snapshot) -> None:
        """A text has a new version: check it when nothing more is typed."""
        waiting = self._due.pop(text.uri, None)
        if waiting is not None:
            waiting.cancel()
        self._due[text.uri] = asyncio.get_running_loop().create_task(self._check_later(text))

    async def _check_later(self, text: Snapshot) -> None:
        misread = await self.aside(self.session.misread, text)
        if misread:
            self.tell(text, Verdict(), wire.early(text, misread))
        await asyncio.sleep(SETTLE)
        await self.check(text)

    async def check(self, text: Snapshot) -> Verdict | None:
        """Check a version of a text, and tell of it; `None` where there is a newer one."""
        known = self.session.open.get(text.uri)
        if known is None or known.newest is not text:
            return None
        if known.current is None:
            verdict = await self.aside(self._judge, text)
            if verdict is None or not self.session.keep(text, verdict):
                return None
            self.tell(text, verdict, wire.diagnostics(text, verdict))
        return known.current

    def _judge(self, text: Snapshot) -> Verdict | None:
        known = self.session.open.get(text.uri)
        if known is None or known.newest is not text:
            return None
        if known.current is not None:
            return known.current
        try:
            return self.session.judge(text)
        except Exception as error:  # a defect of ours: it is said, and the editor goes on
            _log.exception("a check failed")
            return Verdict(
                failure=f"the check itself failed ({type(error).__name__}: {error}), a defect of clausecheck"
            )

    def tell(self, text: Snapshot, verdict: Verdict, diagnostics: list[t.Diagnostic]) -> None:
        """Send what was found, and show once why nothing could be checked."""
        self.text_document_publish_diagnostics(
            t.PublishDiagnosticsParams(text.uri, diagnostics, version=text.version)
        )
        if verdict.failure and verdict.failure not in self._told:
            self._told.add(verdict.failure)
            self.window_show_message(
                t.ShowMessageParams(t.MessageType.Error, f"clausecheck: {verdict.failure}")
            )

    def again(self) -> None:
        """Check every open text anew: a config or a ruleset may have changed."""
        for known in self.session.open.values():
            known.judged = known.verdict = None
            self.changed(known.newest)

    def forget(self, uri: str) -> None:
        """A text is closed: nothing more is told of it."""
        waiting = self._due.pop(uri, None)
        if waiting is not None:
            waiting.cancel()
        self.session.closed(uri)
        self.text_document_publish_diagnostics(t.PublishDiagnosticsParams(uri, []))

    def run(self) -> int:
        """Serve on standard input and output until the editor ends it; the exit code, as the protocol asks for it."""
        # Whatever is printed goes to standard error: standard output is the conversation, and pygls closes what it is given.
        talk = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
        sys.stdout = sys.stderr
        try:
            self.start_io(sys.stdin.buffer, talk)
        finally:
            self.worker.shutdown(wait=False, cancel_futures=True)
        return 0 if self.protocol.stopped else 1


class _Features:
    """What the server answers, request by request."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def register(self) -> None:
        """Take over the texts from pygls, which loses them where a change is out of place, and add what is asked for."""
        own = self.server.protocol.fm

        def feature(name: str, options: Any = None) -> Callable[[Callable[..., Any]], None]:
            # pygls marks the functions that it is given, and a method cannot be marked
            return lambda method: self.server.feature(name, options)(functools.partial(method)) and None

        own.add_builtin_feature(t.TEXT_DOCUMENT_DID_OPEN, self.did_open)
        own.add_builtin_feature(t.TEXT_DOCUMENT_DID_CHANGE, self.did_change)
        own.add_builtin_feature(t.TEXT_DOCUMENT_DID_CLOSE, self.did_close)
        feature(t.INITIALIZE)(self.initialize)
        feature(t.WORKSPACE_DID_CHANGE_WATCHED_FILES)(self.did_change_files)
        feature(t.TEXT_DOCUMENT_DID_SAVE)(self.did_save)
        feature(t.TEXT_DOCUMENT_HOVER)(self.hover)
        feature(
            t.TEXT_DOCUMENT_COMPLETION,
            t.CompletionOptions(trigger_characters=[" ", "-", "/"], resolve_provider=True),
        )(self.completion)
        feature(t.COMPLETION_ITEM_RESOLVE)(self.completion_resolve)
        feature(t.TEXT_DOCUMENT_FORMATTING)(self.formatting)

    def of(self, document: t.TextDocumentIdentifier) -> Open:
        """What is known of an open text. Raises the error of the protocol for one that is not open."""
        known = self.server.session.open.get(document.uri)
        if known is None:
            raise JsonRpcInvalidParams(f"no text is open under {document.uri!r}")
        return known

    def initialize(self, params: t.InitializeParams) -> None:
        """The encoding in which places are counted is settled by now."""
        encoding = self.server.workspace.position_encoding
        self.server.session.encoding = (
            encoding.value if isinstance(encoding, t.PositionEncodingKind) else "utf-16"
        )

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
        """A text is saved; what it says is known already."""

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

    def completion(self, params: t.CompletionParams) -> t.CompletionList:
        """What may be written at a place."""
        known = self.of(params.text_document)
        text = known.newest
        offset = text.lines.offset(params.position.line, params.position.character)
        rules = known.verdict.rules if known.verdict is not None else None
        made = completions(text, offset, known.known, rules)
        items = [wire.completion_item(text, one, snippets=self.server.snippets) for one in made]
        return t.CompletionList(is_incomplete=False, items=items)

    def completion_resolve(self, item: t.CompletionItem) -> t.CompletionItem:
        """The page of a suggestion."""
        return wire.with_page(item)

    async def formatting(self, params: t.DocumentFormattingParams) -> list[t.TextEdit]:
        """A text laid out."""
        text = self.of(params.text_document).newest
        return wire.text_edits(text, await self.server.aside(formatted, text))
