"""The cache of the grammar: it holds data and no code, what cannot be trusted is made anew, and nothing hangs or fails."""

from __future__ import annotations

import json
import os
import pickle
from pathlib import Path

import platformdirs
import pytest

from clausecheck import resources
from clausecheck.language import grammar, grammar_cache

posix = pytest.mark.skipif(os.name != "posix", reason="rights, links and pipes of POSIX")


@pytest.fixture
def entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The entry in a cache of its own, which is empty."""
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda *_, **__: tmp_path / "cache")
    return tmp_path / "cache" / grammar_cache.name_of(resources.folder("grammar"))


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """An item for each time that the grammar is built."""
    found: list[None] = []
    real = grammar.compile_grammar

    def counted(*args: object, **more: object) -> object:
        found.append(None)
        return real(*args, **more)

    monkeypatch.setattr(grammar, "compile_grammar", counted)
    return found


def test_it_is_built_once_and_read_then(entry: Path, built: list[None]) -> None:
    first, second = grammar.cached_grammar(None), grammar.cached_grammar(None)
    assert len(built) == 1
    assert list(map(str, first.rules)) == list(map(str, second.rules))
    assert list(map(str, first.terminals)) == list(map(str, second.terminals))
    assert set(json.loads(entry.read_text("ascii"))) == {"form", "data", "memo"}
    assert [path.name for path in entry.parent.iterdir()] == [entry.name]
    assert os.name != "posix" or entry.stat().st_mode & 0o777 == 0o600


class Planted:
    """Whoever unpickles it runs code."""

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return os.mkdir, ("planted",)


DAMAGED = [
    b"",
    b"{",
    b"[]",
    b"\xff\xfe",
    b'{"form": "another"}',
    b"[" * 100_000,
    b'{"form": "clausecheck grammar 1"}',
]


@pytest.mark.parametrize("data", DAMAGED, ids=[str(number) for number in range(len(DAMAGED))])
def test_a_damaged_entry_is_made_anew(entry: Path, built: list[None], data: bytes) -> None:
    entry.parent.mkdir()
    entry.write_bytes(data)
    assert grammar.cached_grammar(None).rules
    assert grammar.cached_grammar(None).rules
    assert len(built) == 1


def test_every_part_of_an_entry_may_be_missing(entry: Path) -> None:
    grammar.cached_grammar(None)
    whole = json.loads(entry.read_text("ascii"))
    for key in ("data", "memo"):
        entry.write_text(json.dumps({**whole, key: {}}), encoding="ascii")
        assert grammar_cache.load(entry, None, grammar.NoLexer) is None
    for key in whole["data"]:
        entry.write_text(
            json.dumps(
                {**whole, "data": {name: part for name, part in whole["data"].items() if name != key}}
            ),
            encoding="ascii",
        )
        grammar_cache.load(entry, None, grammar.NoLexer)
    half = json.dumps(whole)
    entry.write_text(half[: len(half) // 2], encoding="ascii")
    assert grammar_cache.load(entry, None, grammar.NoLexer) is None


def test_no_entry_runs_code(entry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    entry.parent.mkdir()
    for name in (entry.name, "agreement.lark.cache"):
        (entry.parent / name).write_bytes(pickle.dumps(Planted()))
    assert grammar.cached_grammar(None).rules
    assert not (tmp_path / "planted").exists()


@posix
@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_what_others_can_write_is_not_read(entry: Path, built: list[None], mode: int) -> None:
    grammar.cached_grammar(None)
    entry.chmod(mode)
    grammar.cached_grammar(None)
    assert len(built) == 2
    assert entry.stat().st_mode & 0o777 == 0o600


@posix
def test_what_belongs_to_another_is_not_read(
    entry: Path, built: list[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    grammar.cached_grammar(None)
    monkeypatch.setattr(os, "geteuid", lambda: entry.stat().st_uid + 1)
    grammar.cached_grammar(None)
    assert len(built) == 2


@posix
@pytest.mark.parametrize("kind", ["pipe", "device", "link", "folder"])
def test_what_is_no_ordinary_file_is_not_waited_for(entry: Path, kind: str) -> None:
    entry.parent.mkdir()
    if kind == "pipe":
        os.mkfifo(entry)
    elif kind == "folder":
        entry.mkdir()
    else:
        entry.symlink_to("/dev/zero" if kind == "device" else "nowhere")
    assert grammar.cached_grammar(None).rules
    assert entry.is_dir() or (entry.is_file() and not entry.is_symlink())


def test_a_large_entry_is_not_read(entry: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    grammar.cached_grammar(None)
    monkeypatch.setattr(grammar_cache, "MAX_BYTES", 1000)
    assert grammar_cache.load(entry, None, grammar.NoLexer) is None


def test_where_no_cache_can_be_kept_it_is_built(entry: Path, built: list[None]) -> None:
    entry.parent.write_text("in the way", encoding="ascii")
    assert grammar.cached_grammar(None).rules
    assert grammar.cached_grammar(None).rules
    assert len(built) == 2


def test_another_grammar_has_another_entry(tmp_path: Path) -> None:
    for file in resources.folder("grammar").glob("*.lark"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    before = grammar_cache.name_of(tmp_path)
    assert before == grammar_cache.name_of(resources.folder("grammar"))
    (tmp_path / "values.lark").write_bytes((tmp_path / "values.lark").read_bytes() + b"\n")
    assert grammar_cache.name_of(tmp_path) != before


@posix
def test_old_entries_are_cleared_and_nothing_else(entry: Path, built: list[None]) -> None:
    folder = entry.parent
    folder.mkdir(mode=0o700)
    old = [folder / f"agreement-{number:032x}.json" for number in range(30)]
    for number, path in enumerate(old):
        path.write_text("{}", encoding="ascii")
        os.utime(path, (number, number))
    left = folder / f".{old[0].name}.abcd"
    fresh = folder / f".{old[1].name}.efgh"
    foreign = [folder / name for name in ("notes.txt", "agreement-x.json", ".agreement-x.json.abc")]
    for path in (left, fresh, *foreign):
        path.write_text("", encoding="ascii")
    os.utime(left, (1, 1))
    (folder / f"agreement-{99:032x}.json").symlink_to(foreign[0])
    grammar.cached_grammar(None)
    kept = {path.name for path in folder.iterdir()}
    newest = {path.name for path in old[-(grammar_cache.KEPT - 1) :]}
    link = f"agreement-{99:032x}.json"
    assert kept == {entry.name, fresh.name, link, *newest, *(path.name for path in foreign)}
