"""The language server: it listens to an editor, keeps the texts that are open, and answers.

What only needs a text to be read is answered by one thread, a check runs in another, one at a time, and of each text only the
newest version is told of; the conversation itself waits for neither. Whatever an editor sends, the server answers and goes on.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, BinaryIO, TypeVar, cast

from lsprotocol import types as t
from pygls.exceptions import JsonRpcException, JsonRpcInvalidRequest
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol

from clausecheck.agreement.remembered import remembering
from clausecheck.inputs import MAX_BYTES
from clausecheck.lsp import wire
from clausecheck.lsp.session import Files, Session
from clausecheck.lsp.version import Check, TextVersion, Verdict
from clausecheck.version import __version__

T = TypeVar("T")
ANSWER = 0.15
"""Within how many seconds a change is to be answered: so much of it as a check does not need, nothing more is to be typed before
one begins."""
SETTLE = 0.02
"""How many seconds at least nothing is typed before a text is checked as a whole."""
NOT_INITIALIZED = -32002
MOST_BYTES = 8 * MAX_BYTES
"""How long a message may be: the longest agreement, each character of it as JSON may write it."""
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


class _Bounded:
    """What an editor sends, of which no message is longer than any text could be."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def readline(self) -> bytes:
        """A line of a header; what is longer than any of them comes in pieces."""
        return bytes(self.stream.readline(MOST_BYTES))

    def read(self, size: int) -> bytes:
        """So many bytes; nothing, which ends the conversation, where a message claims to be longer than is allowed: where the
        next one begins is not known then."""
        if size > MOST_BYTES:
            sys.stderr.write(
                f"clausecheck: the editor sends {size:,} bytes at once; the limit is {MOST_BYTES:,}\n"
            )
            return b""
        return bytes(self.stream.read(size))


class Server(LanguageServer):
    """A language server for agreements; `check` checks one with the settings of its file, `files` gives those in a folder."""

    protocol: _Protocol

    def __init__(self, check: Check, files: Files) -> None:
        super().__init__("clausecheck", f"v{__version__}", protocol_cls=_Protocol)
        self.session = Session(check, files)
        self.worker = ThreadPoolExecutor(1, thread_name_prefix="check")
        self.reader = ThreadPoolExecutor(1, thread_name_prefix="read")
        self._due: dict[str, asyncio.Task[None]] = {}
        self._told: set[str] = set()
        self._took = 0.0  # seconds of the last check

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

    @property
    def watches(self) -> bool:
        """Whether the editor can be asked to say when files change."""
        with contextlib.suppress(AttributeError):
            return bool(self.client_capabilities.workspace.did_change_watched_files.dynamic_registration)  # type: ignore[union-attr]
        return False

    @property
    def refreshes(self) -> bool:
        """Whether the editor asks again for diagnostics when it is told to."""
        with contextlib.suppress(AttributeError):
            return bool(self.client_capabilities.workspace.diagnostics.refresh_support)  # type: ignore[union-attr]
        return False

    # ---- checking

    async def aside(self, function: Callable[..., T], *args: Any) -> T:
        """What a function gives, computed beside the conversation with the editor."""

        def remembered() -> T:
            with remembering(self.session.memory):
                return function(*args)

        return await asyncio.get_running_loop().run_in_executor(self.worker, remembered)

    async def read(self, function: Callable[..., T], *args: Any) -> T:
        """What a function makes of a text that needs no more than reading it: it does not wait for a check."""
        return await asyncio.get_running_loop().run_in_executor(self.reader, function, *args)

    def changed(self, text: TextVersion) -> None:
        """A text has a new version: check it when nothing more is typed."""
        waiting = self._due.pop(text.uri, None)
        if waiting is not None:
            waiting.cancel()
        self._due[text.uri] = asyncio.get_running_loop().create_task(self._check_later(text))

    async def _check_later(self, text: TextVersion) -> None:
        if await self.read(self.session.misread, text):
            self.tell(text, Verdict(), wire.early(text, await self.read(self.session.meanwhile, text)))
        await asyncio.sleep(max(SETTLE, ANSWER - self._took))
        await self.check(text)

    async def check(self, text: TextVersion) -> Verdict | None:
        """Check a version of a text, and tell of it; `None` where there is a newer one."""
        known = self.session.open.get(text.uri)
        if known is None or known.newest is not text:
            return None
        if known.current is None:
            verdict = await self.aside(self._judge, text)
            if verdict is None or known.newest is not text:
                return None
        if known.current is not None and known.told is not text:
            known.told = text
            self.tell(text, known.current, wire.diagnostics(text, known.current))
        return known.current

    def _judge(self, text: TextVersion) -> Verdict | None:
        known = self.session.open.get(text.uri)
        if known is None or known.newest is not text:
            return None
        if known.current is not None:
            return known.current
        began = time.monotonic()
        verdict = self._judged(text)
        self._took = time.monotonic() - began
        self.session.keep(text, verdict)
        return verdict

    def _judged(self, text: TextVersion) -> Verdict:
        try:
            return self.session.judge(text)
        except Exception as error:  # a defect of ours: it is said, and the editor goes on
            _log.exception("a check failed")
            return Verdict(
                failure=f"the check itself failed ({type(error).__name__}: {error}), a defect of clausecheck"
            )

    def tell(self, text: TextVersion, verdict: Verdict, diagnostics: list[t.Diagnostic]) -> None:
        """Send what was found, unless the editor asks for it itself, and show once why nothing could be checked."""
        if not self.pulls:
            self.text_document_publish_diagnostics(
                t.PublishDiagnosticsParams(text.uri, diagnostics, version=text.version)
            )
        if verdict.failure and verdict.failure not in self._told and len(self._told) < 100:
            self._told.add(verdict.failure)
            self.window_show_message(
                t.ShowMessageParams(t.MessageType.Error, f"clausecheck: {verdict.failure}")
            )

    def again(self, uri: str = "") -> None:
        """Check every open text anew, or the one under an address: a config or a ruleset may have changed."""
        for known in [one for at, one in self.session.open.items() if at == uri or not uri]:
            known.judged = known.verdict = known.told = None
            self.changed(known.newest)
        if self.pulls and self.refreshes:
            self.workspace_diagnostic_refresh(None)

    def forget(self, uri: str) -> None:
        """A text is closed: nothing more is told of it."""
        waiting = self._due.pop(uri, None)
        if waiting is not None:
            waiting.cancel()
        self.session.closed(uri)
        if not self.pulls:
            self.text_document_publish_diagnostics(t.PublishDiagnosticsParams(uri, []))

    def run(self) -> int:
        """Serve on standard input and output until the editor ends it; the exit code, as the protocol asks for it."""
        # Whatever is printed goes to standard error: standard output is the conversation, and pygls closes what it is given.
        talk = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
        sys.stdout = sys.stderr
        try:
            self.start_io(cast(BinaryIO, _Bounded(sys.stdin.buffer)), talk)
        finally:
            for pool in (self.worker, self.reader):
                pool.shutdown(wait=False, cancel_futures=True)
        return 0 if self.protocol.stopped else 1
