"""The hook, with the real pre-commit: a flawed agreement cannot be committed, the mended one can."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples"
#: What a hook repository needs; of a working tree nothing else is taken.
PARTS = (
    "clausecheck",
    "grammar",
    "rulesets",
    "templates",
    "hatch_build.py",
    "pyproject.toml",
    "README.md",
    "LICENSE",
    ".pre-commit-hooks.yaml",
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
]


@dataclass(frozen=True)
class Desk:
    """A repository of somebody who uses the hook."""

    folder: Path
    env: dict[str, str]

    def run(self, *args: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """A program in the repository."""
        done = subprocess.run(
            args,
            cwd=self.folder,
            env=self.env,
            capture_output=True,
            encoding="utf-8",
            timeout=600,
            check=False,
        )
        if check:
            assert done.returncode == 0, done.stdout + done.stderr
        return done

    def commit(self, *files: Path | str, message: str) -> subprocess.CompletedProcess[str]:
        """Copy or name files, and try to commit them."""
        for file in files:
            if isinstance(file, Path):
                shutil.copy(file, self.folder / "agreement.sla")
        self.run("git", "add", "--all")
        return self.run("git", "commit", "--quiet", "--message", message, check=False)

    @property
    def commits(self) -> int:
        """How many commits there are."""
        return int(self.run("git", "rev-list", "--all", "--count").stdout)


def git(folder: Path, env: dict[str, str]) -> Desk:
    """A new repository."""
    desk = Desk(folder, env)
    desk.run("git", "init", "--quiet", "--initial-branch", "main")
    return desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A repository with the hook installed, made from this working tree."""
    base = tmp_path_factory.mktemp("precommit")
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GIT_", "PYTHON", "PRE_COMMIT"))
    }
    env |= {
        "PRE_COMMIT_HOME": str(base / "home"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org",
        "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org",
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), env["PATH"]]),
        "PYTHONUTF8": "1",
    }  # fmt: skip
    hooks, user = base / "hooks", base / "user"
    hooks.mkdir()
    user.mkdir()
    for part in PARTS:
        if (ROOT / part).is_dir():
            ignore = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")
            shutil.copytree(ROOT / part, hooks / part, ignore=ignore)
        else:
            shutil.copy(ROOT / part, hooks / part)
    source = git(hooks, env)
    source.run("git", "add", "--all")
    source.run("git", "commit", "--quiet", "--message", "hooks")
    revision = source.run("git", "rev-parse", "HEAD").stdout.strip()

    made = git(user, env)
    (user / ".pre-commit-config.yaml").write_text(
        f"repos:\n  - repo: {hooks.as_posix()}\n    rev: {revision}\n    hooks:\n      - id: clausecheck\n",
        encoding="utf-8",
    )
    made.run(sys.executable, "-m", "pre_commit", "install", "--install-hooks")
    return made


def test_the_life_of_an_agreement(desk: Desk) -> None:
    (desk.folder / "notes.txt").write_text("agreement without anything\n", encoding="utf-8")
    ended = desk.commit(message="no agreement yet")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "(no files to check)" in ended.stdout + ended.stderr
    assert desk.commits == 1

    flawed = SAMPLES / "flawed" / "response-never-agreed.sla"
    ended = desk.commit(flawed, message="flawed")
    shown = ended.stdout + ended.stderr
    assert ended.returncode == 1
    assert "clausecheck" in shown
    assert "Failed" in shown
    assert "Mend before signing" in shown
    assert "agreement.sla:" in shown
    assert "help" in shown
    assert desk.commits == 1, "refused"

    ended = desk.commit(SAMPLES / "clean" / "helpdesk.sla", message="mended")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "Passed" in ended.stdout + ended.stderr
    assert desk.commits == 2


def test_the_hook_that_lays_out(desk: Desk) -> None:
    """It changes the file and stops the commit, as pre-commit wants it; the next one passes."""
    config = desk.folder / ".pre-commit-config.yaml"
    before = config.read_text(encoding="utf-8")
    config.write_text(before + "      - id: clausecheck-format\n", encoding="utf-8")
    sound = (SAMPLES / "clean" / "helpdesk.sla").read_bytes().replace(b"\n", b"\r\n")
    file = desk.folder / "laid-out.sla"
    file.write_bytes(sound.replace(b" {", b"   {"))
    command = (sys.executable, "-m", "pre_commit", "run", "clausecheck-format", "--all-files")
    desk.run("git", "add", "--all")
    ended = desk.run(*command, check=False)
    assert ended.returncode == 1, ended.stdout
    assert "laid-out.sla: laid out anew" in ended.stdout
    assert file.read_bytes() == sound
    desk.run("git", "add", "--all")
    assert desk.run(*command, check=False).returncode == 0
    file.unlink()
    config.write_text(before, encoding="utf-8")


def test_the_hook_honours_config_excludes_waivers_and_baseline(desk: Desk) -> None:
    """However the files come: all of them, some by name, or from several processes at once."""
    config = "clausecheck.toml"
    folder = desk.folder / "team"
    (folder / "legacy").mkdir(parents=True)
    flawed = (SAMPLES / "flawed" / "backup-without-scope.sla").read_text(encoding="utf-8")
    for name in ("a.sla", "legacy/b.sla"):
        (folder / name).write_text(flawed, encoding="utf-8")

    def hook(*files: str) -> subprocess.CompletedProcess[str]:
        desk.run("git", "add", "--all")
        chosen = ("--files", *files) if files else ("--all-files",)
        return desk.run(sys.executable, "-m", "pre_commit", "run", *chosen, check=False)

    assert hook().returncode == 1
    (folder / config).write_text('exclude = ["legacy/"]\n', encoding="utf-8")
    ended = hook()
    assert ended.returncode == 1
    assert "team/a.sla:" in ended.stdout
    assert "1 file is excluded: team/legacy/b.sla by `legacy/` in team/clausecheck.toml:1" in ended.stdout
    assert hook("team/legacy/b.sla").returncode == 0, "excluded, though it is given by name"
    assert hook("team/a.sla", "team/legacy/b.sla").returncode == 1

    # What is known is not reported, whichever files come; what is new is.
    settings = 'baseline = "known.json"\n'
    (folder / config).write_text(settings, encoding="utf-8")
    clausecheck = (sys.executable, "-m", "clausecheck")
    desk.run(*clausecheck, "baseline", "team")
    for files in ((), ("team/a.sla",), ("team/legacy/b.sla",), ("team/a.sla", "team/legacy/b.sla")):
        ended = hook(*files)
        assert ended.returncode == 0, ended.stdout
    (folder / "new.sla").write_text(flawed.replace("CRW-HAL-2027-01", "CRW-HAL-2027-02"), encoding="utf-8")
    assert hook().returncode == 1
    assert hook("team/a.sla").returncode == 0

    # A waiver in the agreement settles it for good, and a set-up that is broken never does.
    report = desk.run(*clausecheck, "check", "--no-config", "--format", "json", "team/new.sla", check=False)
    errors = [finding for finding in json.loads(report.stdout)["findings"] if finding["severity"] == "error"]
    assert errors
    lines = (folder / "new.sla").read_text(encoding="utf-8").split("\n")
    at = {(finding["span"]["start"]["line"], finding["rule"]["name"]) for finding in errors}
    for line, rule in sorted(at, reverse=True):
        lines.insert(line - 1, f"# clausecheck: waive {rule}: agreed with the customer")
    (folder / "new.sla").write_text("\n".join(lines), encoding="utf-8")
    ended = hook()
    assert ended.returncode == 0, ended.stdout
    (folder / config).write_text(settings + "ruleste = 'msp'\n", encoding="utf-8")
    ended = hook("team/new.sla")
    assert ended.returncode == 1
    assert "did you mean `ruleset`?" in ended.stdout
    shutil.rmtree(folder)


def test_all_files_at_once_and_excludes(desk: Desk) -> None:
    folder = desk.folder / "old"
    folder.mkdir()
    shutil.copy(SAMPLES / "flawed" / "backup-without-scope.sla", folder / "a.sla")
    shutil.copy(SAMPLES / "clean" / "helpdesk.sla", folder / "b.sla")
    desk.run("git", "add", "--all")
    command = (sys.executable, "-m", "pre_commit", "run", "--all-files")
    ended = desk.run(*command, check=False)
    assert ended.returncode == 1
    assert "old/a.sla:" in ended.stdout
    assert ended.stdout.count("agreements checked") == 1, "one process sees all files"

    config = desk.folder / ".pre-commit-config.yaml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text + "        exclude: ^old/a\\.sla$\n", encoding="utf-8")
    desk.run("git", "add", "--all")
    assert desk.run(*command, check=False).returncode == 0
    config.write_text(text + "        args: [--ignore, CC]\n", encoding="utf-8")
    desk.run("git", "add", "--all")
    ended = desk.run(*command, check=False)
    assert ended.returncode == 1, "a broken set-up is never green"
    assert "no rule of msp is left" in ended.stdout
