"""What goes wrong on a disk: full, limited, read-only, gone, changed meanwhile, or used by two runs at once. What is written is
whole or as it was, one line says why, and nothing is left behind."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import ROOT

posix = pytest.mark.skipif(os.name == "nt", reason="limits and rights of POSIX")

#: Every command that writes a file, with the file that it writes and whether that may be there already.
WRITES: dict[str, tuple[list[str], str]] = {
    "check": (["check", "-o", "out.txt", "a.sla"], "out.txt"),
    **{
        form: (["check", "-q", "--report", f"{form}=out.txt", "a.sla"], "out.txt")
        for form in ("text", "json", "sarif", "github", "gitlab", "junit", "markdown", "html", "csv")
    },
    "show": (["show", "-o", "out.txt", "a.sla"], "out.txt"),
    "targets": (["targets", "--format", "markdown", "-o", "out.txt", "a.sla"], "out.txt"),
    "deadlines": (["deadlines", "--format", "json", "-o", "out.txt", "a.sla"], "out.txt"),
    "calendar": (["deadlines", "--format", "ics", "-o", "out.txt", "a.sla"], "out.txt"),
    "simulate": (["simulate", "-o", "out.txt", "--at", "2027-05-28 16:50", "--priority", "P1", "a.sla"], "out.txt"),
    "portfolio": (["portfolio", "-o", "out.txt", "."], "out.txt"),
    "rules": (["rules", "-o", "out.txt"], "out.txt"),
    "schema": (["schema", "-o", "out.txt"], "out.txt"),
    "config": (["config", "-o", "out.txt", "a.sla"], "out.txt"),
    "waivers": (["waivers", "-o", "out.txt", "a.sla"], "out.txt"),
    "baseline": (["baseline", "-o", "out.json", "a.sla"], "out.json"),
    "format": (["format", "a.sla"], "a.sla"),
    "fix": (["check", "--fix", "--unsafe-fixes", "a.sla"], "a.sla"),
    "diff": (["diff", "-o", "out.txt", "a.sla", "b.txt"], "out.txt"),
    "render": (["render", "-o", "out.html", "b.txt"], "out.html"),
    "word": (["render", "-o", "out.docx", "b.txt"], "out.docx"),
    "init": (["init", "help-desk", "out.sla", "--defaults"], "out.sla"),
    "import": (["import", "-o", "out.sla", "draft.md"], "out.sla"),
    "settle": (["import", "--settle", "c.txt"], "c.txt"),
    "completion": (["completion", "bash", "-o", "out.txt"], "out.txt"),
    "rule list": (["rules", "--format", "markdown", "-o", "out.txt"], "out.txt"),
}  # fmt: skip
SAYS = (
    'agreement "A" {\n  provider MSP "M"\n    customer Client "C"\n  effective 2027-01-01\n  term 12 months\n}\n'
    "hours business in Europe/London {\n  mon-fri 09:00-17:00\n}\n"
    "priority P1 {\n  respond within 4 hours, during business\n  resolve within 1 hour, during business\n}\n"
)


DRAFT = (
    "# Service Level Agreement\n\nThis agreement is between the provider and the customer.\n\n"
    "The provider responds, as the stars will have it, somehow within 4 hours.\n"
)

UNSETTLED = (
    '# import: not read · block 3 · a figure no pattern reads it\nclause "Answers" """\n  Somehow.\n"""\n'
)


@pytest.fixture(params=WRITES)
def writing(request: Any, tmp_path: Path) -> tuple[list[str], Path]:
    """A command that writes, and the file that it writes, in a folder with one agreement whose layout is not canonical."""
    (tmp_path / "a.sla").write_text(SAYS, encoding="utf-8")
    (tmp_path / "b.txt").write_text(SAYS.replace("4 hours", "9 hours"), encoding="utf-8")
    (tmp_path / "draft.md").write_text(DRAFT, encoding="utf-8")
    (tmp_path / "c.txt").write_text(f"{SAYS}\n{UNSETTLED}", encoding="utf-8")
    args, file = WRITES[request.param]
    return args, tmp_path / file


def before(file: Path) -> bytes | None:
    return file.read_bytes() if file.exists() else None


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def whole(ended: Any, file: Path, was: bytes | None, names: set[str]) -> None:
    """A write that failed: one line, exit code 2, the file as it was, and nothing beside it."""
    assert ended.code == 2
    assert f"cannot write {file.name}: " in ended.err
    assert "internal error" not in ended.err
    assert before(file) == was
    assert files(file.parent) == names


class _Full:
    """A file on a full disk: it takes some bytes, and then none."""

    def __init__(self, file: Any, number: int) -> None:
        self.file, self.number = file, number

    def __enter__(self) -> _Full:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def write(self, data: bytes) -> None:
        self.file.write(data[:10])
        raise OSError(self.number, os.strerror(self.number))


@pytest.mark.parametrize(
    "number", [errno.ENOSPC, errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC, errno.EIO]
)
def test_a_disk_that_is_full(
    run: Any, writing: tuple[list[str], Path], monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    args, file = writing
    was, names = before(file), files(file.parent)
    real: Callable[..., Any] = os.fdopen

    def full(descriptor: int, mode: str = "r", *more: Any, **others: Any) -> Any:
        opened = real(descriptor, mode, *more, **others)
        return _Full(opened, number) if mode == "wb" else opened

    monkeypatch.setattr(os, "fdopen", full)
    whole(run(*args), file, was, names)


@posix
@pytest.mark.parametrize("writing", ["check", "sarif", "calendar", "baseline", "format"], indirect=True)
def test_a_limit_on_the_size_of_files(spawn: Any, writing: tuple[list[str], Path]) -> None:
    args, file = writing
    was, names = before(file), files(file.parent)
    code = (
        "import resource, signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (16, 16))\nfrom clausecheck.__main__ import main\nmain()"
    )
    ended = spawn(*args, code=code, cwd=file.parent, env={"XDG_CACHE_HOME": str(file.parent.parent / "none")})
    assert ended.returncode == 2, ended
    assert f"cannot write {file.name}: File too large".encode() in ended.stderr
    assert (before(file), files(file.parent)) == (was, names)


def test_a_folder_that_cannot_be_written_to(
    run: Any, writing: tuple[list[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    args, file = writing
    was, names = before(file), files(file.parent)

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr("tempfile.mkstemp", refused)
    whole(run(*args), file, was, names)


def test_a_folder_that_vanishes(
    run: Any, writing: tuple[list[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    args, file = writing
    was, names = before(file), files(file.parent)

    def gone(*_: object) -> None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))

    for name in ("replace", "link", "rename"):
        monkeypatch.setattr(os, name, gone)
    whole(run(*args), file, was, names)


@pytest.mark.parametrize("moment", ["vanished", "changed", "a folder", "no text any more"])
def test_a_file_that_is_another_when_it_is_read(
    run: Any, tmp_path: Path, draft: str, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """Between the search and the reading: it is read as it is then, and the other is checked in any case."""
    for name in ("a.sla", "b.sla"):
        (tmp_path / name).write_text(draft, encoding="utf-8")
    import clausecheck.cli.workers as workers

    real = workers.read

    def late(path: Path, *more: Any) -> bytes:
        if path.name == "a.sla" and path.exists() and path.is_file():
            path.unlink()
            if moment == "changed":
                path.write_text(SAYS, encoding="utf-8")
            elif moment == "a folder":
                path.mkdir()
            elif moment == "no text any more":
                path.write_bytes(b"\xff\xfe\xfd\0")
        return real(path, *more)

    monkeypatch.setattr(workers, "read", late)
    ended = run("check", "--format", "csv", ".")
    assert "b.sla," in ended.out
    assert "internal error" not in ended.err
    assert ended.code == (2 if moment in ("vanished", "a folder") else 1)
    assert moment not in ("vanished", "a folder") or "clausecheck: cannot read a.sla: " in ended.err
    assert moment != "no text any more" or "a.sla,1,1," in ended.out


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_a_file_that_is_written_anew_keeps_its_owner_and_its_rights(run: Any, tmp_path: Path) -> None:
    for name, args in (("a.sla", ["format"]), ("out.txt", ["show", "b.sla", "-o"])):
        (tmp_path / "b.sla").write_text(SAYS, encoding="utf-8")
        (tmp_path / name).write_text(SAYS, encoding="utf-8")
        os.chmod(tmp_path / name, 0o640)
        os.chown(tmp_path / name, 12345, 23456)
        assert run(*args, name).code == 0
        state = (tmp_path / name).stat()
        assert (state.st_uid, state.st_gid, state.st_mode & 0o777) == (12345, 23456, 0o640)


@posix
@pytest.mark.parametrize("char", ["a", "é", "日", "🙂"])
def test_a_name_may_be_as_long_as_the_disk_allows(run: Any, tmp_path: Path, char: str) -> None:
    name = char * (251 // len(char.encode())) + ".sla"
    (tmp_path / name).write_text(SAYS, encoding="utf-8")
    assert run("format", name).code == 0
    assert (tmp_path / name).read_text(encoding="utf-8") != SAYS
    assert run("init", "help-desk", f"{name[1:-4]}.SLA", "--defaults").code == 0


def test_what_changed_while_it_was_laid_out_is_left_as_it_is(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import clausecheck.language.format as layouts

    (tmp_path / "a.sla").write_text(SAYS, encoding="utf-8")
    real = layouts.changed_by

    def late(*args: Any) -> Any:
        (tmp_path / "a.sla").write_text("# mine\n", encoding="utf-8")
        return real(*args)

    monkeypatch.setattr(layouts, "changed_by", late)
    ended = run("format", "a.sla")
    assert ended.code == 2 and "a.sla was changed by someone else meanwhile" in ended.err
    assert (tmp_path / "a.sla").read_text(encoding="utf-8") == "# mine\n"


@posix
def test_a_pipe_whose_reader_goes_meanwhile(tmp_path: Path) -> None:
    """More than a pipe holds, to a reader who takes a little of it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "clausecheck", "schema", "report"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None and process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.wait(60) in (0, 141)
    assert process.stderr.read() == b""


def test_two_runs_at_once(tmp_path: Path) -> None:
    """Each report is that of one run, whole, and nothing is left; the cache of the grammar is made by both."""
    (tmp_path / "a.sla").write_text(SAYS, encoding="utf-8")
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "LOCALAPPDATA": str(tmp_path / "cache"),
    }
    args = [
        sys.executable,
        "-m",
        "clausecheck",
        "check",
        "-q",
        "--format",
        "json",
        "--as-of",
        "2027-01-01",
        "-o",
        "out.json",
        "a.sla",
    ]
    runs = [subprocess.Popen(args, cwd=tmp_path, env=env, stderr=subprocess.PIPE) for _ in range(3)]
    for process in runs:
        assert process.communicate(timeout=120)[1] == b""
        assert process.returncode == 1
    alone = subprocess.run([*args[:-3], "a.sla"], cwd=tmp_path, env=env, capture_output=True, check=False)
    assert (tmp_path / "out.json").read_bytes().replace(b"\r\n", b"\n") == alone.stdout.replace(
        b"\r\n", b"\n"
    )
    assert files(tmp_path) <= {"a.sla", "out.json", "cache"}
    assert list(tmp_path.rglob(".agreement-*")) == []
