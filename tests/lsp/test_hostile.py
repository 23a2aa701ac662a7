"""An editor that sends nonsense: the server answers, goes on, keeps the text right, and keeps nothing that is closed."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import pytest

from clausecheck.lsp.positions import Lines, TextChange, changed
from clausecheck.source import Source

ROOT = Path(__file__).parents[2]
TOUR = (ROOT / "samples" / "tour.sla").read_text(encoding="utf-8")
SHORT = 'agreement "A" {\n  provider P "P Ltd"\n}\n\npriority P1 "x" {\n  respond within 2 hours\n  resolve within 1 hour\n}\n'
URI = "file:///tmp/x.sla"


class Raw:
    """A conversation in bare JSON, so that anything can be said."""

    def __init__(self, folder: Path) -> None:
        environment = {**os.environ, "CLAUSECHECK_NO_CACHE": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "clausecheck", "lsp", "--stdio"],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.heard: Queue[dict[str, Any]] = Queue()
        self.answers: dict[Any, dict[str, Any]] = {}
        self.number = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        out = self.process.stdout
        assert out is not None
        while header := out.readline():
            length = int(header.split(b":")[1])
            while out.readline().strip():
                pass
            self.heard.put(json.loads(out.read(length)))

    def raw(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, message: Any) -> None:
        body = json.dumps(message).encode()
        self.raw(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def tell(self, method: str, params: Any = None) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def ask(self, method: str, params: Any = None, wait: float = 60) -> dict[str, Any]:
        self.number += 1
        self.send({"jsonrpc": "2.0", "id": self.number, "method": method, "params": params})
        return self.answer(self.number, wait)

    def answer(self, number: Any, wait: float = 60) -> dict[str, Any]:
        until = time.monotonic() + wait
        while number not in self.answers:
            try:
                message = self.heard.get(timeout=max(0.01, until - time.monotonic()))
            except Empty:
                raise AssertionError(f"no answer to {number}") from None
            if "id" in message and "method" not in message:
                self.answers[message["id"]] = message
        return self.answers.pop(number)

    def begin(self) -> None:
        assert "result" in self.ask("initialize", {"capabilities": {}, "processId": None, "rootUri": None})
        self.tell("initialized", {})

    def opens(self, text: str, uri: str = URI, version: int = 1) -> None:
        self.tell(
            "textDocument/didOpen",
            {"textDocument": {"uri": uri, "languageId": "sla", "version": version, "text": text}},
        )

    def text(self, uri: str = URI) -> dict[str, Any]:
        return self.ask("textDocument/documentSymbol", {"textDocument": {"uri": uri}})

    def memory(self) -> int:
        """How many bytes the server holds."""
        pages = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def end(self) -> int:
        self.ask("shutdown")
        self.tell("exit")
        return self.process.wait(60)


@pytest.fixture
def raw(tmp_path: Path) -> Iterator[Raw]:
    made = Raw(tmp_path)
    yield made
    made.process.kill()
    made.process.wait(30)
    for stream in (made.process.stdin, made.process.stdout):
        if stream is not None:
            stream.close()


def test_nothing_is_answered_before_it_begins_and_after_it_ends(raw: Raw) -> None:
    assert raw.ask("textDocument/hover", {})["error"]["code"] in (-32002, -32602)
    assert raw.text()["error"]["code"] == -32002
    raw.tell(
        "textDocument/didOpen",
        {"textDocument": {"uri": URI, "languageId": "sla", "version": 1, "text": SHORT}},
    )
    raw.begin()
    assert "error" in raw.text(), "what came too early is not there"
    raw.opens(SHORT)
    assert len(raw.text()["result"]) == 2
    raw.ask("shutdown")
    assert raw.text()["error"]["code"] == -32600
    raw.tell("exit")
    assert raw.process.wait(60) == 0


def test_an_end_without_a_shutdown_is_a_failure(raw: Raw) -> None:
    raw.begin()
    raw.tell("exit")
    assert raw.process.wait(60) == 1


def test_an_editor_that_is_gone_ends_it(raw: Raw) -> None:
    raw.begin()
    assert raw.process.stdin is not None
    raw.process.stdin.close()
    assert raw.process.wait(60) == 1


@pytest.mark.parametrize(
    "method,params",
    [
        ("textDocument/hover", None),
        ("textDocument/hover", []),
        ("textDocument/hover", {"textDocument": {"uri": URI}}),
        ("textDocument/hover", {"textDocument": {"uri": URI}, "position": {"line": "a", "character": None}}),
        ("textDocument/hover", {"textDocument": {"uri": 5}, "position": {"line": 0, "character": 0}}),
        ("textDocument/completion", {"textDocument": {"uri": "file:///not/open.sla"}, "position": {"line": 0, "character": 0}}),
        ("textDocument/rename", {"textDocument": {"uri": URI}, "position": {"line": 0, "character": 0}, "newName": ""}),
        ("textDocument/codeAction", {"textDocument": {"uri": URI}, "range": 7, "context": {}}),
        ("workspace/executeCommand", {"command": "rm", "arguments": [1]}),
        ("no/such/method", {"x": 1}),
        ("completionItem/resolve", {"label": "x", "data": {"page": 9}}),
        ("$/whatever", 3),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_answered(raw: Raw, method: str, params: Any) -> None:
    raw.begin()
    raw.opens(SHORT)
    assert raw.ask(method, params)["jsonrpc"] == "2.0"
    assert len(raw.text()["result"]) == 2


def test_what_is_no_message_at_all_is_passed_over(raw: Raw) -> None:
    raw.begin()
    raw.opens(SHORT)
    for message in (
        7,
        [],
        {},
        {"jsonrpc": "1.0", "id": 1, "method": "x"},
        {"jsonrpc": "2.0"},
        {"id": {}, "jsonrpc": "2.0"},
    ):
        raw.send(message)
    raw.raw(b"Content-Length: 9\r\n\r\n{not json")
    raw.raw(b"Nonsense: 1\r\n\r\n")
    raw.tell("textDocument/didChange", {"textDocument": {"uri": URI}})
    raw.tell("textDocument/didOpen", {"textDocument": 1})
    raw.tell("textDocument/didClose", {"textDocument": {"uri": "file:///never/opened.sla"}})
    raw.tell("$/cancelRequest", {"id": 99})
    raw.send({"jsonrpc": "2.0", "id": 77, "result": 5})
    assert len(raw.text()["result"]) == 2


def test_changes_out_of_place_change_what_is_nearest(raw: Raw) -> None:
    raw.begin()
    raw.opens(SHORT)
    far = {"line": 10**6, "character": 10**6}
    for number, change in enumerate(
        (
            {"range": {"start": far, "end": far}, "text": 'service s "S" {\n}\n'},
            {
                "range": {"start": {"line": 3, "character": 99}, "end": {"line": 1, "character": 0}},
                "text": "",
            },
            {
                "range": {"start": {"line": 0, "character": 2**31}, "end": {"line": 0, "character": 2**31}},
                "text": " # x",
            },
        ),
        2,
    ):
        raw.tell(
            "textDocument/didChange",
            {"textDocument": {"uri": URI, "version": number}, "contentChanges": [change]},
        )
    raw.tell("textDocument/didChange", {"textDocument": {"uri": URI, "version": 1}, "contentChanges": []})
    assert [one["name"] for one in raw.text()["result"]][-1] == "service s"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\0",
        "\ud800 lone",
        "\ufeff" + SHORT,
        "{" * 3000,
        '"""' * 99,
        "\r\r\n\u2028\x0b",
        "<!doctype html>",
        "é😀" * 500,
    ],
)
def test_any_text_can_be_opened_and_asked_about(raw: Raw, text: str) -> None:
    raw.begin()
    raw.opens(text)
    document = {"textDocument": {"uri": URI}}
    place = {**document, "position": {"line": 0, "character": 1}}
    everything = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}
    for method, params in (
        ("hover", place), ("completion", place), ("definition", place), ("documentSymbol", document), ("foldingRange", document),
        ("semanticTokens/full", document), ("formatting", {**document, "options": {"tabSize": 2, "insertSpaces": True}}),
        ("codeAction", {**document, "range": everything, "context": {"diagnostics": []}}),
        ("inlayHint", {**document, "range": everything}), ("diagnostic", document),
        ("references", {**place, "context": {"includeDeclaration": True}}), ("prepareRename", place),
    ):  # fmt: skip
        assert "error" not in raw.ask(f"textDocument/{method}", params), method


# ---- many edits


def edits(text: str, count: int, seed: int) -> Iterator[tuple[dict[str, Any], str]]:
    """Changes as a writer, or a cat, makes them, each with the text after it."""
    chance = random.Random(seed)
    pieces = [
        *TOUR.split()[:400],
        "\n",
        "{",
        "}",
        '"',
        '"""',
        "#",
        ",",
        " ",
        "😀",
        "é",
        "\r\n",
        "4 hours",
        "tbd",
        "\u2028",
    ]
    for _ in range(count):
        lines = Lines(Source(text))
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice((0, 0, 0, 1, 1, 5, 40)))
        new = "" if chance.random() < 0.45 else chance.choice(pieces)
        if len(text) > 3000:
            new, end = "", min(len(text), start + 400)
        ends = [lines.place(offset) for offset in (start, end)]
        text = changed(text, [TextChange(new, *ends)], "utf-16")
        places = {
            name: {"line": p.line, "character": p.character}
            for name, p in zip(("start", "end"), ends, strict=True)
        }
        yield {"range": places, "text": new}, text


def many_edits(raw: Raw, count: int, seed: int = 1) -> None:
    """Send so many edits with questions between them: at the end the server has the same text, and no more memory."""
    raw.begin()
    text = SHORT
    raw.opens(text)
    raw.ask("textDocument/diagnostic", {"textDocument": {"uri": URI}})
    before = 0
    for number, (change, written) in enumerate(edits(SHORT, count, seed), 2):
        text = written
        raw.tell(
            "textDocument/didChange",
            {"textDocument": {"uri": URI, "version": number}, "contentChanges": [change]},
        )
        if number % 7 == 0:
            place = {"textDocument": {"uri": URI}, "position": change["range"]["start"]}
            assert "error" not in raw.ask("textDocument/completion", place)
        if number % 50 == 0:
            assert "error" not in raw.ask("textDocument/hover", place)
            assert "error" not in raw.ask("textDocument/semanticTokens/full", {"textDocument": {"uri": URI}})
        if number == max(100, count // 5):
            before = raw.memory()
    options = {"tabSize": 2, "insertSpaces": True}
    assert "error" not in raw.ask(
        "textDocument/formatting", {"textDocument": {"uri": URI}, "options": options}
    )
    found = raw.ask("textDocument/diagnostic", {"textDocument": {"uri": URI}})
    raw.opens(text, "file:///tmp/same.sla")
    same = raw.ask("textDocument/diagnostic", {"textDocument": {"uri": "file:///tmp/same.sla"}})
    shape = [[(one["range"], one["message"]) for one in each["result"]["items"]] for each in (found, same)]
    assert shape[0] == shape[1], "the text is the one that was typed"
    if before:
        assert raw.memory() - before < 64 * 2**20
    assert raw.end() == 0


def test_some_edits(raw: Raw) -> None:
    many_edits(raw, 150)


@pytest.mark.slow
def test_ten_thousand_edits(raw: Raw) -> None:
    many_edits(raw, 10_000, seed=2)


def test_many_texts_are_opened_and_closed_and_nothing_is_kept(raw: Raw) -> None:
    raw.begin()
    before = 0
    for number in range(60):
        uri = f"file:///tmp/{number}.sla"
        raw.opens(TOUR, uri)
        assert "result" in raw.text(uri)
        raw.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
        if number == 20:
            before = raw.memory()
    assert raw.memory() - before < 48 * 2**20
    assert "error" in raw.text("file:///tmp/3.sla")


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_pipe_among_the_agreements_of_a_folder_is_not_waited_for(raw: Raw, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.sla")
    (tmp_path / "b.sla").symlink_to("/dev/zero")
    (tmp_path / "c.sla").write_text('service lift "Lift" {\n}\n')
    with (tmp_path / "d.sla").open("wb") as large:
        large.truncate(10**11)
    folder = {"uri": tmp_path.as_uri(), "name": "all"}
    raw.ask(
        "initialize", {"capabilities": {}, "processId": None, "rootUri": None, "workspaceFolders": [folder]}
    )
    raw.tell("initialized", {})
    assert [one["name"] for one in raw.ask("workspace/symbol", {"query": ""})["result"]] == ["lift"]
    assert raw.end() == 0


@pytest.mark.parametrize("length", ["99999999999999999999", "200000000000"])
def test_a_message_that_claims_to_be_longer_than_any_ends_it(raw: Raw, length: str) -> None:
    raw.begin()
    raw.raw(f"Content-Length: {length}\r\n\r\n{{}}".encode())
    assert raw.process.wait(60) == 1
