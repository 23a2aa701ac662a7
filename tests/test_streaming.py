"""Many files: each report is what it is from one result in memory, no more than a few results are in memory at a time, and a disk
without room for what is put aside is said."""

from __future__ import annotations

import errno
import functools
import gc
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clausecheck import check
from clausecheck.cli import workers
from clausecheck.finding import CheckResult
from clausecheck.gathered import Made, merged
from clausecheck.reports.common import Run as Made_by
from clausecheck.reports.formats import FORMATS
from clausecheck.reports.json_pieces import Items, Members, jsonable, pieces
from clausecheck.rules.echoes import in_order
from clausecheck.rules.loader import load
from clausecheck.source import Source
from clausecheck.spool import CannotKeep, Spool, SpooledText
from tests.cli.conftest import Runner
from tests.cli.conftest import run as run

ROOT = Path(__file__).parents[1]
FEW = 12
"""So many texts of a run may be in memory at a time: those of a check, of a report, and what the tests themselves hold."""


@functools.cache
def results() -> tuple[CheckResult, ...]:
    """Forty results: sound and flawed agreements, copies, a file that is no text, one that cannot be read as a whole."""
    paths = sorted((ROOT / "samples").rglob("*.sla"))
    rules = load("msp")
    made = [
        in_order(check(path.read_bytes(), path=f"{number} @x/{path.name}", ruleset=rules))
        for number, path in enumerate(paths[:18])
    ]
    copies = [_renamed(one, f"copies/{number}.sla") for number, one in enumerate((*made, *made)[:20])]
    odd = [
        check(b"\0", path="not.sla", ruleset=rules),
        check('agreement "A" {', path="open.sla", ruleset=rules),
    ]
    return (*made, *copies, *odd)


def _renamed(result: CheckResult, path: str) -> CheckResult:
    [(old, source)] = result.sources.items()
    return replace(
        result,
        findings=tuple(replace(finding, file=path) for finding in result.findings),
        sources={path: Source(source.text, path)},
        references={path: result.references[old]},
    )


def plain(parts: tuple[CheckResult, ...]) -> CheckResult:
    """Results as one that is wholly in memory: nothing of it is made when it is asked for."""
    whole = merged(parts)
    return CheckResult(
        findings=tuple(whole.findings),
        proofs=tuple(whole.proofs),
        facts=dict(whole.facts),
        provenance=dict(whole.provenance),
        sources=dict(whole.sources),
        not_checked=tuple(whole.not_checked),
        waived=tuple(whole.waived),
        baselined=tuple(whole.baselined),
        references=dict(whole.references),
        not_agreements=whole.not_agreements,
        crashes=tuple(whole.crashes),
        seconds=dict(whole.seconds),
    )


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"statistics": True, "proofs": True, "failures": ("cannot read b.sla: it is a pipe",)},
        {"everything": True, "color": True, "width": 90},
        {"quiet": True},
    ],
    ids=["plain", "more", "frames", "quiet"],
)
@pytest.mark.parametrize("form", FORMATS)
def test_each_format_writes_parts_as_it_writes_one_result(form: str, how: dict[str, Any]) -> None:
    if how and form not in ("text", "json", "github"):
        how = {"failures": how.get("failures", ()), "everything": how.get("everything", False)}
    asked = Made_by(rules=load("msp"), exit_code=1, folder="/a/b", root="/a", **how)
    store: Spool[CheckResult] = Spool()
    assert FORMATS[form].render(merged(results(), store), asked) == FORMATS[form].render(
        plain(results()), asked
    )
    store.close()


@pytest.mark.parametrize(
    "value", [{}, [], {"a": []}, {"a": {}, "é\ud800": [1, {"b": "x\ny"}]}, [[], {}], "x"]
)
def test_json_in_pieces_is_json(value: Any) -> None:
    whole = json.dumps(jsonable({"x": value, "y": [value, value]}), indent=2)
    lazily = Members({"x": _lazy(value), "y": Items(map(_lazy, [value, value]))})
    assert "".join(pieces(lazily)) == whole


def _lazy(value: Any) -> Any:
    match value:
        case dict():
            return Members({name: _lazy(each) for name, each in value.items()})
        case list():
            return Items(map(_lazy, value))
    return value


def alive() -> int:
    """How many texts of agreements are in memory."""
    gc.collect()
    return sum(type(one) is Source for one in gc.get_objects())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A hundred and fifty short agreements, with a few mistakes each."""
    made = tmp_path / "many"
    made.mkdir()
    for number in range(150):
        (made / f"a{number:03}.sla").write_text(
            f'agreement "{number}" {{\n  term 12 months\n}}\nservice a "A" {{\n  availability tbd\n}}\n'
        )
    return made


@pytest.mark.parametrize("processes", [1, 2])
def test_a_few_texts_are_in_memory_however_many_files_there_are(
    run: Runner, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, processes: int
) -> None:
    """Looked at while results come and while each report is written."""
    before = alive()
    counted: list[int] = []
    asked = 0

    def sampled(real: Callable[..., Any]) -> Callable[..., Any]:
        def method(*args: Any) -> Any:
            nonlocal asked
            asked += 1
            if asked % 500 == 0:
                counted.append(alive() - before)
            return real(*args)

        return method

    monkeypatch.setattr(Spool, "append", sampled(Spool.append))
    monkeypatch.setattr(Spool, "__getitem__", sampled(Spool.__getitem__))
    written = ("json", "junit", "csv", "html", "sarif")
    reports = [word for form in written for word in ("--report", f"{form}={tmp_path / form}")]
    ended = run("check", "--quiet", "--jobs", str(processes), *reports, folder)
    assert ended.code == 1
    assert len(counted) > 8
    assert max(counted) <= (FEW if processes == 1 else FEW + workers.CHUNK * (workers.AHEAD + processes))
    assert (tmp_path / "junit").read_text().count("<testsuite ") == 150


def test_the_line_of_processes_is_short(run: Runner, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    most = 0
    first = workers._Line._first

    def counted(self: workers._Line) -> workers.Outcome:
        nonlocal most
        most = max(most, len(self.waiting) + len(self.done))
        return first(self)

    monkeypatch.setattr(workers._Line, "_first", counted)
    for number in range(100, 150):
        (folder / f"a{number:03}.sla").unlink()
    assert run("check", "--jobs", "2", "--quiet", folder).code == 1
    assert most <= 2 * workers.CHUNK * (workers.AHEAD + 2)


def test_what_is_put_aside_comes_back() -> None:
    spool: Spool[list[int]] = Spool()
    for number in range(50):
        spool.append([number] * 100_000)
    assert len(spool) == 50
    assert [item[0] for item in spool] == list(range(50))
    assert spool[-1] == spool[49] == [49] * 100_000
    assert [item[0] for item in spool[10:12]] == [10, 11]
    with pytest.raises(IndexError):
        spool[50]
    spool.close()
    text = SpooledText(f"é {number}\n\ud800" for number in range(100_000))
    assert "".join(text.lines()) == "".join(f"é {number}\n\ud800" for number in range(100_000))
    text.close()


def test_a_sequence_that_is_made_knows_its_length() -> None:
    made = Made(lambda at: at * at, 5)
    assert (list(made), made[-1], made[1:3], len(made)) == ([0, 1, 4, 9, 16], 16, [1, 4], 5)
    with pytest.raises(IndexError):
        made[5]


class _Full:
    """A file on a disk that is full."""

    def __init__(self, **options: Any) -> None: ...

    def seek(self, *place: int) -> int:
        return 0

    def write(self, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def close(self) -> None: ...


@pytest.mark.parametrize("files", [2, 12])
def test_a_full_disk_is_said_and_no_report_is_left(
    run: Runner, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: int
) -> None:
    """With many files already the results are put aside, with a few the reports alone."""
    stale = tmp_path / "r.json"
    stale.write_text("{}")
    monkeypatch.setattr("tempfile.SpooledTemporaryFile", _Full)
    paths = sorted(folder.iterdir())[:files]
    ended = run("check", "--jobs", "1", "--report", f"json={stale}", *paths)
    assert ended.code == 2
    assert ended.out == ""
    assert "No space left on device" in ended.err
    assert not stale.exists()
    with pytest.raises(CannotKeep):
        SpooledText(["x"])


def test_a_report_that_cannot_be_made_to_its_end_is_not_begun(
    run: Runner, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(result: CheckResult, run: Made_by) -> Any:
        yield "half\n"
        raise KeyboardInterrupt

    monkeypatch.setitem(FORMATS, "text", replace(FORMATS["text"], pieces=broken))
    ended = run("check", folder / "a001.sla")
    assert (ended.code, ended.out) == (130, "")
