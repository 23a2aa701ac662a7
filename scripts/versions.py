"""Run the tests with the lowest and with the newest versions of all dependencies: `python scripts/versions.py [lowest|newest]`.

Each gets a fresh environment; what stands behind `--` goes to pytest. The lowest versions are the bounds in `pyproject.toml`, so
a bound that does not work fails here.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]


def lowest(requirement: str) -> str:
    """A requirement with its lower bound as the only version; one without a bound stays as it is."""
    return re.sub(r">=\s*([^,;\s]+)[^;]*", r"==\1", requirement)


def requirements(which: str) -> list[str]:
    """What the package, its tests and its extras need, in the `lowest` or the `newest` versions."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    return list(dict.fromkeys(lowest(one) if which == "lowest" else one for one in named))


def run(which: str, arguments: list[str]) -> int:
    """Install the versions and run the tests; the exit code of pytest."""
    with tempfile.TemporaryDirectory(prefix=f"{which}-") as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder, "Scripts" if sys.platform == "win32" else "bin", "python")
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--upgrade", *requirements(which)], check=True)
        subprocess.run([*pip, "--no-deps", "--editable", ROOT], check=True)
        print(f"== {which} versions", flush=True)
        return subprocess.run([python, "-m", "pytest", *arguments], cwd=ROOT, check=False).returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("which", nargs="*", choices=["lowest", "newest", []], help="both by default")
    parser.add_argument("--list", action="store_true", help="print the requirements, and install nothing")
    at = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    asked, rest = parser.parse_args(sys.argv[1:at]), sys.argv[at + 1 :]
    codes = []
    for which in asked.which or ["lowest", "newest"]:
        if asked.list:
            print(which, *requirements(which), sep="\n  ")
        else:
            codes.append(run(which, rest))
    return max(codes, default=0)


if __name__ == "__main__":
    sys.exit(main())
