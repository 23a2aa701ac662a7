"""What a user, a script or an attacker gives the command line to read and to write."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from clausecheck.cli import common

posix = pytest.mark.skipif(os.name == "nt", reason="links, pipes and devices of POSIX")


@pytest.fixture
def folder(tmp_path: Path, draft: str) -> Path:
    """A folder with one draft."""
    (tmp_path / "draft.sla").write_text(draft, encoding="utf-8")
    return tmp_path


def leftovers(folder: Path) -> list[str]:
    """Files that a failed write has left behind."""
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


# Reading


def test_a_path_that_is_not_there(run: Any) -> None:
    ended = run("check", "nowhere.sla")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "clausecheck: there is no file or folder nowhere.sla\n"


@pytest.mark.parametrize("name", ["empty", "x.sla"])
def test_a_folder_without_agreements_is_no_success(run: Any, tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "notes.txt").touch()
    ended = run("check", name)
    assert ended.code == 2
    assert f"no agreement (*.sla) in the folder {name}" in ended.err


def test_folders_are_searched_in_order_without_what_is_hidden(run: Any, tmp_path: Path, draft: str) -> None:
    for name in ("b/z.sla", "b/a/y.SLA", "a.sla", ".hidden/x.sla", "b/.#lock.sla", "b/other.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(draft, encoding="utf-8")
    ended = run("check", "-q", "--select", "missing-term", ".")
    assert [line.split(":")[0] for line in ended.out.splitlines()] == ["a.sla", "b/a/y.SLA", "b/z.sla"]


def test_the_current_folder_is_the_default(run: Any, folder: Path) -> None:
    assert run("check", "-q").out == run("check", "-q", "draft.sla").out != ""


def test_a_file_given_twice_is_checked_once(run: Any, folder: Path) -> None:
    once = run("check", "draft.sla")
    assert run("check", "draft.sla", "./draft.sla", folder / "draft.sla", ".") == once


@posix
def test_a_link_keeps_its_name_and_a_loop_of_folders_ends(run: Any, folder: Path) -> None:
    (folder / "link.sla").symlink_to("draft.sla")
    (folder / "loop").symlink_to(".")
    assert run("check", "-q", "link.sla").out.startswith("link.sla:1:1: ")
    assert "1 agreement checked" in run("check", ".").out


@posix
def test_a_link_to_a_folder_is_followed_once(
    run: Any, folder: Path, draft: str, tmp_path_factory: Any
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "deep").mkdir()
    (outside / "deep" / "other.sla").write_text(draft, encoding="utf-8")
    (outside / "deep" / "back").symlink_to(folder)
    (folder / "a-link").symlink_to("real")
    (folder / "real").mkdir()
    (folder / "real" / "b.sla").write_text(draft, encoding="utf-8")
    (folder / "shared").symlink_to(outside)
    (folder / "shared-too").symlink_to(outside)
    (folder / ".hidden").symlink_to(outside)
    ended = run("check", "--format", "csv", ".")
    rows = {line.split(",")[0] for line in ended.out.splitlines()[1:]}
    assert rows == {"draft.sla", "real/b.sla", "shared/deep/other.sla"}
    assert ended.err == ""


@posix
def test_a_link_that_leads_around_the_folder_is_named(run: Any, folder: Path, draft: str) -> None:
    (folder / "inner").mkdir()
    (folder / "inner" / "a.sla").write_text(draft, encoding="utf-8")
    (folder / "inner" / "up").symlink_to(folder.parent)
    ended = run("check", "-q", "inner")
    assert "draft.sla" not in ended.out
    assert ended.err == (
        f"clausecheck: the link inner/up is left out: it leads to {os.path.realpath(folder.parent)}, around inner\n"
    )


@posix
@pytest.mark.parametrize("target", ["nowhere", "self.sla"])
@pytest.mark.parametrize("command", ["check", "show", "format"])
def test_links_that_lead_nowhere(run: Any, tmp_path: Path, target: str, command: str) -> None:
    (tmp_path / "self.sla").symlink_to(target)
    ended = run(command, "self.sla")
    assert ended.code == 2
    assert "clausecheck: cannot read self.sla: " in ended.err


@posix
def test_a_link_that_leads_nowhere_is_not_skipped_in_a_folder(run: Any, folder: Path) -> None:
    (folder / "gone.sla").symlink_to("nowhere")
    ended = run("check", ".")
    assert ended.code == 2
    assert "clausecheck: cannot read gone.sla: " in ended.err
    assert "1 agreement checked: 4 errors." in ended.out
    assert "1 file could not be read" in ended.out


@posix
def test_a_pipe_is_not_waited_for(run: Any, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.sla")
    for command in ("check", "show", "format"):
        ended = run(command, "pipe.sla")
        assert ended.code == 2
        assert "pipe.sla is a pipe or a device" in ended.err
    assert run("check", ".").code == 2


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(run: Any, folder: Path) -> None:
    (folder / "draft.sla").chmod(0)
    assert "cannot read draft.sla: Permission denied" in run("check", "draft.sla").err


def test_a_file_that_cannot_be_opened(run: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    ended = run("check", "draft.sla")
    assert ended.code == 2
    assert ended.err == "clausecheck: cannot read draft.sla: Permission denied\n"


def test_a_folder_that_may_not_be_searched_is_not_skipped(
    run: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "secret").mkdir()
    scandir = os.scandir

    def refuse(path: str) -> Any:
        if str(path).endswith("secret"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    ended = run("check", ".")
    assert (ended.code, ended.out) == (2, "")
    assert "cannot look into the folder" in ended.err
    assert "secret: Permission denied" in ended.err


def test_too_large_a_file_is_an_error_and_the_rest_is_checked(run: Any, folder: Path) -> None:
    with (folder / "huge.sla").open("wb") as file:
        file.truncate(common.MAX_BYTES + 1)
    ended = run("check", "-q", ".")
    assert ended.code == 2
    assert f"huge.sla has {common.MAX_BYTES + 1:,} bytes; the limit is {common.MAX_BYTES:,}" in ended.err
    assert ended.out.startswith("draft.sla:")
    assert run("check", "-", input=b"x" * (common.MAX_BYTES + 1)).code == 2


def test_a_binary_file_is_a_finding(run: Any, tmp_path: Path) -> None:
    (tmp_path / "binary.sla").write_bytes(bytes(range(256)) * 8)
    ended = run("check", "binary.sla")
    assert ended.code == 1
    assert "CC001 not-text" in ended.out
    assert "building blocks" not in ended.out, "nothing is known of a file that was not read"


def test_utf_16_is_read(run: Any, tmp_path: Path, draft: str) -> None:
    (tmp_path / "draft.sla").write_bytes(draft.encode("utf-16"))
    assert "draft.sla:1:1: error[CC102]" in run("check", "-q", "draft.sla").out


def test_standard_input_and_its_name(run: Any, folder: Path, draft: str) -> None:
    data = draft.encode()
    assert run("check", "-q", "-", input=data).out.startswith("<stdin>:1:1: ")
    assert run("check", "-q", "-", "--stdin-filename", "x/y.sla", input=data).out.startswith("x/y.sla:1:1: ")
    inside = run("check", "-q", "-", "--stdin-filename", folder / "z.sla", input=data)
    assert inside.out.startswith("z.sla:1:1: "), "relative, as for a file"
    assert run("check", "-", "-", input=data) == run("check", "-", input=data)
    both = run("check", "-q", "-", "draft.sla", input=data)
    assert {line.split(":")[0] for line in both.out.splitlines()} == {"<stdin>", "draft.sla"}


def test_a_name_for_standard_input_needs_standard_input(run: Any, folder: Path, draft: str) -> None:
    ended = run("check", "--stdin-filename", "x.sla", "draft.sla")
    assert ended.code == 2
    assert "--stdin-filename goes with `-`" in ended.err
    twice = run("check", "-", "draft.sla", "--stdin-filename", "draft.sla", input=draft.encode())
    assert twice.code == 2
    assert "draft.sla is given twice" in twice.err


def test_closed_standard_streams(run: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(common, "read_stdin", common.read_stdin)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdin", None)
        with pytest.raises(common.CommandError, match="standard input: it is closed"):
            common.read_stdin()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", None)
        assert common.width() is None
        assert common.encoding() == "utf-8"
        assert not common.coloured("auto")
        with pytest.raises(common.CommandError, match="standard output: it is closed"):
            common.emit("x", None)


@posix
@pytest.mark.parametrize(
    "name", ["a b.sla", "new\nline.sla", "esc\x1b[31m.sla", "[bold]x[.sla", "\u202egnp.sla"]
)
@pytest.mark.parametrize("command", [["check"], ["check", "-q"], ["show"], ["check", "--format", "json"]])
def test_hostile_names_do_no_harm(
    run: Any, tmp_path: Path, draft: str, name: str, command: list[str]
) -> None:
    (tmp_path / name).write_text(draft, encoding="utf-8")
    ended = run(*command, name)
    assert ended.code == (0 if command == ["show"] else 1)
    for char in "\x1b\u202e":
        assert char not in ended.out + ended.err
    if "[bold]" in name:
        assert name in ended.out


@posix
@pytest.mark.parametrize(
    "args",
    [
        ["check", "no\x1b[31m\nsuch"],
        ["check", "--format", "\x1b[31m"],
        ["check", "--\x1b[31m"],
        ["check", "--select", "\x1b[31m"],
        ["check", "--ruleset", "\x1b[31m"],
        ["check", "--ruleset", "./\x1b[31m"],
        ["check", "-o", "no/\x1b[31m", "-"],
        ["check", "--as-of", "\x1b[31m"],
        ["explain", "\x1b[31m"],
        ["show", "\x1b[31m"],
        ["format", "\x1b[31m"],
        ["\x1b[31m"],
        ["show", "\x1b[31m.folder"],
    ],
)
def test_hostile_arguments_do_no_harm(run: Any, tmp_path: Path, args: list[str]) -> None:
    (tmp_path / "\x1b[31m.folder").mkdir()
    ended = run(*args)
    assert ended.code == 2
    assert "\x1b" not in ended.out + ended.err
    assert "\\x1b[31m" in ended.err


@posix
def test_a_name_that_is_no_unicode(spawn: Any, tmp_path: Path, draft: str) -> None:
    if sys.platform == "darwin":
        pytest.skip("macOS has no such names")
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.sla"))).write_text(draft, encoding="utf-8")
    for more in ([], ["-q"], ["--format", "json"]):
        ended = spawn("check", b"bad\xff.sla", *more)
        assert ended.returncode == 1
        assert not ended.stderr
        ended.stdout.decode("utf-8")


def test_names_have_forward_slashes(tmp_path: Path) -> None:
    assert common.label(Path("a") / "b" / "c.sla") == "a/b/c.sla"
    assert common.label(tmp_path / "a" / "b.sla") == "a/b.sla"
    assert common.label(tmp_path / "a" / ".." / "b.sla") == "b.sla"
    assert common.label(tmp_path.parent / "b.sla") == (tmp_path.parent / "b.sla").as_posix()


@posix
def test_a_current_folder_that_is_gone(spawn: Any, tmp_path: Path) -> None:
    code = (
        "import os, sys; os.mkdir('gone'); os.chdir('gone'); os.rmdir('../gone')\n"
        "from clausecheck.cli.main import main; main()"
    )
    ended = spawn("check", code=code, cwd=tmp_path)
    assert ended.returncode == 2
    assert ended.stderr.startswith(b"clausecheck: the current folder is gone")
    assert ended.stderr.count(b"\n") == 1


# Writing


def test_output_is_what_standard_output_would_be(run: Any, folder: Path) -> None:
    shown = run("check", "draft.sla")
    written = run("check", "-o", "report.txt", "draft.sla")
    assert (written.code, written.out, written.err) == (1, "", "")
    assert (folder / "report.txt").read_bytes().decode() == shown.out
    assert run("check", "-o", "-", "draft.sla") == shown
    if os.name == "posix":
        umask = os.umask(0)
        os.umask(umask)
        assert stat.S_IMODE((folder / "report.txt").stat().st_mode) == 0o666 & ~umask


def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    run: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "report.txt").write_text("old", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    ended = run("check", "-o", "report.txt", "draft.sla")
    assert ended.code == 2
    assert ended.err == "clausecheck: cannot write report.txt: No space left on device\n"
    assert (folder / "report.txt").read_text(encoding="utf-8") == "old"
    assert leftovers(folder) == []


def test_ctrl_c_while_writing_leaves_nothing(run: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", stop)
    ended = run("check", "-o", "report.txt", "draft.sla")
    assert (ended.code, ended.out, ended.err) == (130, "", "clausecheck: stopped\n")
    assert sorted(path.name for path in folder.iterdir()) == ["draft.sla"]


@pytest.mark.parametrize("name", ["missing/report.txt", "folder", ""])
def test_where_nothing_can_be_written(run: Any, folder: Path, name: str) -> None:
    (folder / "folder").mkdir()
    ended = run("check", "-o", name, "draft.sla")
    assert ended.code == 2
    assert "cannot write" in ended.err or "empty" in ended.err
    assert leftovers(folder) == []


@pytest.mark.parametrize("name", ["draft.sla", "other.SLA"])
def test_a_report_never_overwrites_an_agreement(run: Any, folder: Path, draft: str, name: str) -> None:
    ended = run("check", "-o", name, "draft.sla")
    assert ended.code == 2
    assert "is the name of an agreement" in ended.err
    assert (folder / "draft.sla").read_text(encoding="utf-8") == draft
    assert not (folder / "other.SLA").exists()


@posix
def test_a_link_stays_a_link(run: Any, folder: Path) -> None:
    (folder / "real").mkdir()
    (folder / "link.txt").symlink_to("real/report.txt")
    for _ in range(2):  # first where the link leads to nothing yet
        assert run("check", "-o", "link.txt", "draft.sla").code == 1
        assert (folder / "link.txt").is_symlink()
        assert "not legal advice" in (folder / "real" / "report.txt").read_text(encoding="utf-8")


@posix
def test_a_pipe_is_written_to_and_never_replaced(run: Any, folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    unread = run("check", "-o", "pipe", "draft.sla")
    assert unread.code == 2
    assert "cannot write pipe: " in unread.err
    reader = os.open(folder / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert run("check", "-o", "pipe", "draft.sla").code == 1
        assert b"not legal advice" in os.read(reader, 1 << 16)
    finally:
        os.close(reader)
    assert stat.S_ISFIFO((folder / "pipe").stat().st_mode)


@pytest.fixture
def full(tmp_path: Path) -> Path:
    """A full disk: a device of our own. Never that of the system: whoever breaks `emit` would replace it."""
    path = tmp_path / "full"
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 7))
        with path.open("wb"):
            pass
    except (AttributeError, OSError):
        pytest.skip("no device node can be made here")
    return path


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the device numbers of Linux")
def test_a_full_disk(run: Any, spawn: Any, folder: Path, full: Path) -> None:
    ended = run("check", "-o", "full", "draft.sla")
    assert (ended.code, ended.err) == (2, "clausecheck: cannot write full: No space left on device\n")
    assert stat.S_ISCHR(full.stat().st_mode), "a device is never replaced"
    for args in (
        ["check", "draft.sla"],
        ["show", "draft.sla"],
        ["schema"],
        ["rules"],
        ["--help"],
        ["--version"],
    ):
        with full.open("wb") as out:
            done = spawn(*args, stdout=out)
        assert done.returncode == 2, args
        assert done.stderr.endswith(b"No space left on device\n")
        assert done.stderr.count(b"\n") == 1
