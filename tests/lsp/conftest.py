"""An editor for tests: pygls' own client, which starts `clausecheck lsp` and talks to it over standard input and output."""

from __future__ import annotations

import asyncio
import functools
import os
import sys
import threading
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types as t
from pygls.lsp.client import LanguageClient

WAIT = 60.0


class Editor:
    """A client whose conversation runs in a thread of its own, so that tests can wait for what they ask."""

    def __init__(self, folder: Path, *args: str) -> None:
        self.folder, self.args = folder, args
        self.client = LanguageClient("tests", "1")
        self.published: dict[str, list[t.PublishDiagnosticsParams]] = {}
        self.messages: list[str] = []
        self.told = threading.Condition()
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.client.feature(t.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(functools.partial(self._published))
        self.client.feature(t.WINDOW_SHOW_MESSAGE)(lambda params: self.messages.append(params.message))
        self.client.feature(t.WINDOW_LOG_MESSAGE)(lambda params: None)

    def _published(self, params: t.PublishDiagnosticsParams) -> None:
        with self.told:
            self.published.setdefault(params.uri, []).append(params)
            self.told.notify_all()

    def do(self, what: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(what, self.loop).result(WAIT)

    def start(self, *encodings: t.PositionEncodingKind, **more: Any) -> t.InitializeResult:
        environment = {**os.environ, "CLAUSECHECK_NO_CACHE": "1"}
        self.do(
            self.client.start_io(
                sys.executable, "-m", "clausecheck", "lsp", *self.args, cwd=self.folder, env=environment
            )
        )
        item = t.ClientCompletionItemOptions(snippet_support=True)
        document = t.TextDocumentClientCapabilities(
            completion=t.CompletionClientCapabilities(completion_item=item), **more
        )
        general = t.GeneralClientCapabilities(position_encodings=list(encodings)) if encodings else None
        capabilities = t.ClientCapabilities(text_document=document, general=general)
        result = self.do(
            self.client.initialize_async(
                t.InitializeParams(
                    capabilities=capabilities, root_uri=self.folder.as_uri(), process_id=os.getpid()
                )
            )
        )
        self.client.initialized(t.InitializedParams())
        return result

    def stop(self) -> int | None:
        self.do(self.client.shutdown_async(None))
        self.client.exit(None)
        self.do(asyncio.wait_for(self.client._server.wait(), WAIT))
        code = self.client._server.returncode
        self.do(self.client.stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        return code

    # ---- texts

    def uri(self, name: str = "draft.sla") -> str:
        return (self.folder / name).as_uri()

    def opens(self, text: str, name: str = "draft.sla", version: int = 1) -> str:
        uri = self.uri(name)
        self.client.text_document_did_open(
            t.DidOpenTextDocumentParams(t.TextDocumentItem(uri, "sla", version, text))
        )
        return uri

    def types(self, uri: str, version: int, *changes: Any) -> None:
        self.client.text_document_did_change(
            t.DidChangeTextDocumentParams(t.VersionedTextDocumentIdentifier(version, uri), list(changes))
        )

    def found(self, uri: str, version: int) -> list[t.Diagnostic]:
        """What is told of a version as a whole, after its reading problems."""

        def told() -> list[t.Diagnostic] | None:
            sent = [one for one in self.published.get(uri, []) if one.version == version]
            return sent[-1].diagnostics if sent and any(self._whole(one) for one in sent) else None

        with self.told:
            assert self.told.wait_for(lambda: told() is not None, WAIT), (
                f"nothing was told of version {version}"
            )
            return told() or []

    def _whole(self, told: t.PublishDiagnosticsParams) -> bool:
        return not any((one.data or {}).get("early") for one in told.diagnostics)


def at(text: str, mark: str, more: int = 0) -> t.Position:
    """The place of the first character of a part of a text, so many characters behind it, in units of UTF-16."""
    before = text[: text.index(mark) + more]
    line = before.rpartition("\n")[2]
    return t.Position(before.count("\n"), len(line.encode("utf-16-le")) // 2)


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[Editor]:
    """A fresh server in an empty folder."""
    made = Editor(tmp_path)
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """One server for all tests of a module."""
    made = Editor(tmp_path_factory.mktemp("desk"))
    made.start()
    yield made
    made.stop()
