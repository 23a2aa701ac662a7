"""What is kept between runs: it holds data and no code, what cannot be trusted is made anew, and nothing hangs or fails."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import platformdirs
import pytest

from clausecheck import cache, resources
from clausecheck.agreement import calendars
from clausecheck.language import grammar
from clausecheck.language.table import GrammarTable
from clausecheck.rules import compiled, loader, shapetable
from clausecheck.rules.ruleset import Ruleset

posix = pytest.mark.skipif(os.name != "posix", reason="rights, links and pipes of POSIX")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own, which is empty."""
    monkeypatch.setattr(cache, "folder", lambda: tmp_path / "cache")
    return tmp_path / "cache"


@dataclasses.dataclass
class Subject:
    """Something that is kept: how it is got, what makes it anew, and its entry."""

    get: Callable[[], Any]
    made: list[None]
    entry: Path


@pytest.fixture(params=["grammar", "rules", "shapes", "holidays"])
def subject(request: pytest.FixtureRequest, place: Path, monkeypatch: pytest.MonkeyPatch) -> Subject:
    """Each kind of entry, with an item in `made` for each time that it is made anew."""
    made: list[None] = []

    def counted(home: Any, name: str) -> None:
        real = getattr(home, name)

        def count(*args: object) -> object:
            made.append(None)
            return real(*args)

        monkeypatch.setattr(home, name, count)

    if request.param == "grammar":
        counted(grammar, "compile_table")
        get: Callable[[], Any] = grammar.grammar_table
    elif request.param == "rules":
        counted(compiled, "dump")

        def get() -> Ruleset:
            return compiled.load_ours("waivers", lambda name: loader.Loader({}, {}, False).load(name))

    elif request.param == "shapes":
        counted(shapetable, "_read_table")
        get = shapetable.table.__wrapped__
    else:
        counted(calendars, "_computed_names")

        def get() -> Any:
            return dict(calendars.holiday_names.__wrapped__("GB-SCT", 2027))

    get()
    [entry] = [path for path in place.iterdir() if path.name.startswith(f"{request.param}-")]
    if request.param == "rules":
        shapetable.table()  # which is kept beside them
    for path in place.iterdir():
        if request.param != "rules" or path == entry:
            path.unlink()
    made.clear()
    return Subject(get, made, entry)


def test_it_is_made_once_and_read_then(subject: Subject) -> None:
    first, second = subject.get(), subject.get()
    assert len(subject.made) == 1
    assert first == second
    assert subject.entry.name in [path.name for path in subject.entry.parent.iterdir()]
    assert os.name != "posix" or subject.entry.stat().st_mode & 0o777 == 0o600


class Planted:
    """Whoever unpickles it runs code."""

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return os.mkdir, ("planted",)


def sealed(name: str, data: bytes) -> bytes:
    """An entry with a right checksum."""
    return cache._checksum(name, data) + data


@pytest.mark.parametrize(
    "data", [b"", b"{", b"\xff\xfe", b"[]", b'{"form": "another"}', b"[" * 100_000, b'{"map": ' * 100_000]
)
@pytest.mark.parametrize("seal", [False, True])
def test_a_damaged_entry_is_made_anew(subject: Subject, data: bytes, seal: bool) -> None:
    subject.entry.write_bytes(sealed(subject.entry.name, data) if seal else data)
    subject.entry.chmod(0o600)
    first = subject.get()
    assert subject.get() == first
    assert len(subject.made) == 1


def test_half_an_entry_is_made_anew(subject: Subject) -> None:
    whole = subject.get()
    data = subject.entry.read_bytes()
    subject.entry.write_bytes(data[: len(data) // 2])
    assert subject.get() == whole
    assert len(subject.made) == 2


def test_an_entry_under_another_name_is_none(place: Path) -> None:
    cache.write("rules-1", b"mine")
    (place / "rules-1").rename(place / "rules-2")
    assert cache.read("rules-2") is None
    (place / "rules-2").rename(place / "rules-1")
    assert cache.read("rules-1") == b"mine"


def test_no_entry_runs_code(subject: Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for data in (pickle.dumps(Planted()), sealed(subject.entry.name, pickle.dumps(Planted()))):
        subject.entry.write_bytes(data)
        subject.entry.chmod(0o600)
        subject.get()
    assert not (tmp_path / "planted").exists()


@posix
@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_what_others_can_write_is_not_read(subject: Subject, mode: int) -> None:
    subject.get()
    subject.entry.chmod(mode)
    subject.get()
    assert len(subject.made) == 2
    assert subject.entry.stat().st_mode & 0o777 == 0o600


@posix
def test_what_belongs_to_another_is_not_read(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    subject.get()
    monkeypatch.setattr(os, "geteuid", lambda: subject.entry.stat().st_uid + 1)
    subject.get()
    assert len(subject.made) == 2


@posix
@pytest.mark.parametrize("kind", ["pipe", "device", "link", "folder"])
def test_what_is_no_ordinary_file_is_not_waited_for(subject: Subject, kind: str) -> None:
    if kind == "pipe":
        os.mkfifo(subject.entry)
    elif kind == "folder":
        subject.entry.mkdir()
    else:
        subject.entry.symlink_to("/dev/zero" if kind == "device" else "nowhere")
    subject.get()
    assert subject.entry.is_dir() or (subject.entry.is_file() and not subject.entry.is_symlink())


def test_a_large_entry_is_neither_read_nor_written(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    subject.get()
    monkeypatch.setattr(cache, "MAX_BYTES", 100)
    subject.get()
    subject.get()
    assert len(subject.made) == 3


def test_where_no_cache_can_be_kept_it_is_made(subject: Subject) -> None:
    subject.entry.parent.rmdir()
    subject.entry.parent.write_text("in the way", encoding="ascii")
    first = subject.get()
    assert subject.get() == first
    assert len(subject.made) == 2


def test_the_name_of_an_entry_changes_with_whatever_it_is_made_of(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "grammar"
    folder.mkdir()
    monkeypatch.setattr(resources, "folder", lambda _: folder)
    names = set()
    for file, text in [
        ("a.lark", "start: A"),
        ("a.lark", "start: B"),
        ("b.lark", "x: A"),
        ("c.lark", "x: A"),
    ]:
        (folder / file).write_text(text)
        names.add(grammar.entry_name())
    assert len(names) == 4
    assert cache.name_of("rules", ["ab", "c"]) != cache.name_of("rules", ["a", "bc"])


def test_the_oldest_entries_go(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cache.KEPT, "grammar", 3)
    names = [cache.name_of("grammar", [str(number)]) for number in range(6)]
    for age, name in enumerate(names):
        cache.write(name, b"{}")
        os.utime(place / name, (age, age))
    assert sorted(path.name for path in place.iterdir()) == sorted(names[3:])
    assert cache.read(names[5]) == b"{}"
    assert cache.read(names[0]) is None


def test_clear_removes_entries_and_nothing_else(place: Path) -> None:
    for kind in cache.KEPT:
        cache.write(cache.name_of(kind, ["x"]), b"{}")
    for name in ("agreement.lark.cache", ".grammar-1.tmp", "notes.txt"):
        (place / name).write_text("x")
    assert cache.clear() == len(cache.KEPT) + 2
    assert [path.name for path in place.iterdir()] == ["notes.txt"]


def test_a_rule_that_was_kept_is_the_rule_that_was_read(place: Path) -> None:
    fresh = loader.Loader({}, {}, False).load("msp")
    kept = compiled.load(compiled.dump(fresh))
    assert kept is not None
    assert [rule.name for rule in kept.rules] == [rule.name for rule in fresh.rules]
    for one, other in zip(kept.known(), fresh.known(), strict=True):
        assert one == other
        assert one.span == other.span
        assert one.phrases == other.phrases
        assert (one.program is None) == (other.program is None)
        if one.program is not None and other.program is not None:
            assert one.program.expected == other.program.expected
            assert one.program.message.text == other.program.message.text
    assert (kept.digests, kept.previews, kept.extends) == (fresh.digests, fresh.previews, fresh.extends)


def test_a_table_that_was_kept_reads_as_the_one_that_lark_made() -> None:
    table = grammar.compile_table()
    kept = GrammarTable.load(table.dump())
    assert kept == table
    assert [list(table.row(state)) for state in range(3)] == [list(kept.row(state)) for state in range(3)]


def test_holidays_that_were_kept_have_their_days_and_names(place: Path) -> None:
    first = calendars.holiday_names.__wrapped__("GB-SCT", 2027)
    again = calendars.holiday_names.__wrapped__("GB-SCT", 2027)
    assert first == again
    assert again[dt.date(2027, 12, 25)].startswith("Christmas Day")


@pytest.mark.parametrize("home", ["/somewhere/kept", "relative", ""])
def test_the_folder_is_the_one_that_platformdirs_names(home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", home)
    found = cache.folder.__wrapped__()
    if (
        home and not Path(home).is_absolute()
    ):  # the standard wants it ignored; older versions of platformdirs take it
        monkeypatch.delenv("XDG_CACHE_HOME")
    assert found == platformdirs.user_cache_path("clausecheck")
