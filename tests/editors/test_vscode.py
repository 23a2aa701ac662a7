"""The extension for VS Code: it is packed, its grammar colours in VS Code's own engine, and the server talks with its library."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from clausecheck.version import __version__

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "editors" / "vscode"
NPM = shutil.which("npm")


def test_the_manifest_names_what_is_there() -> None:
    manifest = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))
    assert manifest["version"] == __version__
    for name in (
        manifest["main"],
        *(one["configuration"] for one in manifest["contributes"]["languages"]),
        *(one["path"] for one in manifest["contributes"]["grammars"]),
    ):
        assert (FOLDER / name).is_file(), name
    json.loads((FOLDER / "language-configuration.json").read_text(encoding="utf-8"))
    assert (FOLDER / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


@pytest.mark.slow
@pytest.mark.skipif(NPM is None, reason="npm is not installed")
def test_it_is_packed_and_talks(tmp_path: Path) -> None:
    assert NPM is not None
    folder = tmp_path / "vscode"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("node_modules", "*.vsix"))
    fetched = subprocess.run(
        [NPM, "install", "--no-fund", "--no-audit"], cwd=folder, capture_output=True, text=True
    )
    if fetched.returncode:
        pytest.skip("the packages cannot be had here")
    subprocess.run([NPM, "run", "package"], cwd=folder, check=True, capture_output=True)
    [packed] = folder.glob("*.vsix")
    names = zipfile.ZipFile(packed).namelist()
    assert "extension/extension.js" in names and "extension/syntaxes/sla.tmLanguage.json" in names
    assert any(name.startswith("extension/node_modules/vscode-languageclient/") for name in names)
    seen = json.loads(
        subprocess.run(
            ["node", "test.js", sys.executable, "-m", "clausecheck", "lsp"],
            cwd=folder,
            env={**os.environ, "CLAUSECHECK_NO_CACHE": "1"},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    )
    assert seen["colours"]["respond"] == "keyword.control.clause.sla"
    assert seen["colours"]["hours"] == "support.type.unit.sla"
    assert seen["server"]["lines"] == [7, 6]
    assert seen["server"]["code"] == 0
    assert any(title.startswith("Waive resolution-before-response") for title in seen["server"]["actions"])
