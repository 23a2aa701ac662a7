"""The wheel, installed where there is no checkout, does the same job."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.slow


def run(*args: str | Path, **more: Any) -> subprocess.CompletedProcess[str]:
    """A program, with its output as text."""
    return subprocess.run(
        [str(arg) for arg in args], capture_output=True, encoding="utf-8", timeout=600, check=False, **more
    )


def pip(*args: str | Path) -> None:
    """The pip of this environment; it asks no index for anything."""
    done = run(sys.executable, "-m", "pip", "--disable-pip-version-check", *args)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--no-build-isolation", "--no-index", "--quiet", "-w", folder, ROOT)
    (made,) = folder.glob("clausecheck-*.whl")
    return made


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a new environment that has the wheel; the packages it needs are lent by this one."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder, with_pip=False)
    names = {"base": str(folder), "platbase": str(folder)}
    scripts, packages = (Path(sysconfig.get_path(name, "venv", names)) for name in ("scripts", "purelib"))
    python = scripts / ("python.exe" if os.name == "nt" else "python")
    pip("--python", python, "install", "--no-deps", "--no-index", "--quiet", wheel)
    # A folder named in a .pth file is searched last, and its own .pth files (the editable install) do not count.
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return scripts


@pytest.fixture
def clear(tmp_path: Path) -> dict[str, str]:
    """An environment in which nothing leads back to the checkout."""
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))
    }
    return {**env, "XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONUTF8": "1"}


def test_the_page_of_all_rules_is_in_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert b'<article id="cc301">' in archive.read("clausecheck/pages/rules.html")


def test_the_wheel_carries_what_is_not_python(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        for folder in ("grammar", "rulesets", "templates"):
            files = sorted(path for path in (ROOT / folder).rglob("*") if path.is_file())
            assert files
            for file in files:
                assert archive.read(f"clausecheck/{file.relative_to(ROOT).as_posix()}") == file.read_bytes()
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "clausecheck").rglob("*.py")}
    assert modules <= names
    assert "clausecheck/py.typed" in names
    assert not [name for name in names if "__pycache__" in name or name.startswith(("tests/", "samples/"))]
    assert {name.split("/")[0] for name in names if not name.startswith("clausecheck/")} == {
        f"{wheel.name.split('-py3')[0]}.dist-info"
    }


def test_the_wheel_does_the_same_job(elsewhere: Path, tmp_path: Path, clear: dict[str, str]) -> None:
    work = tmp_path / "work"
    work.mkdir()
    for sample in [*(ROOT / "samples" / "flawed").glob("*.sla"), ROOT / "samples" / "tour.sla"]:
        shutil.copy(sample, work)
    day = ("--as-of", "2027-01-31")
    here = run(sys.executable, "-m", "clausecheck", "check", *day, "--format", "json", ".", cwd=work)
    there = run(elsewhere / "clausecheck", "check", *day, "--format", "json", ".", cwd=work, env=clear)
    assert (there.returncode, there.stderr) == (here.returncode, "")
    assert here.returncode == 1
    one, two = json.loads(here.stdout), json.loads(there.stdout)
    assert one["findings"] == two["findings"] != []
    assert one["facts"] == two["facts"]
    assert one == two
    kept = {entry.name.partition("-")[0] for entry in (tmp_path / "cache" / "clausecheck").iterdir()}
    assert not kept & {"grammar", "rules", "shapes"}  # the wheel carries these


def test_the_wheel_knows_nothing_of_the_checkout(
    elsewhere: Path, tmp_path: Path, clear: dict[str, str]
) -> None:
    code = (
        "import clausecheck, clausecheck.resources as r\n"
        "print(clausecheck.__file__, r.folder('grammar'), r.folder('rulesets'), sep='\\n')"
    )
    done = run(elsewhere / "python", "-c", code, cwd=tmp_path, env=clear)
    assert done.returncode == 0, done.stderr
    for line in done.stdout.splitlines():
        assert Path(line).is_relative_to(elsewhere.parent.resolve()) or Path(line).is_relative_to(
            elsewhere.parent
        )
        assert not Path(line).is_relative_to(ROOT)
    for args in (["--version"], ["rules"], ["schema"], ["explain", "missing-term"]):
        done = run(elsewhere / "clausecheck", *args, cwd=tmp_path, env=clear)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout
