"""Begins a rule, a check or a clause: makes the files and lines that CONTRIBUTING.md names, with a code, examples and a case
that pass as they are. What is made says TODO where it waits for you.

    python scripts/new.py rule backup-key-escrow --in backup/storage
    python scripts/new.py check credit-paid-twice --in credits
    python scripts/new.py clause "hand back" --in exit
"""

from __future__ import annotations

import argparse
import keyword
import os
import re
import subprocess
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RULESETS = ROOT / "rulesets"
CHECKS = ROOT / "clausecheck" / "checks"
TRAPS = ROOT / "tests" / "cases" / "traps"
GRAMMAR = ROOT / "grammar" / "agreement.lark"
TREE = ROOT / "clausecheck" / "language" / "tree"
TOUR = ROOT / "samples" / "tour.sla"
BASE = "helpdesk"
"""The clean sample of which a new trap is an edit."""

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_KEYWORDS = re.compile(rf"{_NAME.pattern}(?: {_NAME.pattern})*")
_RULE = re.compile(r"^  ([a-z][a-z0-9-]*):$", re.MULTILINE)
_CODE = re.compile(r"\bCC(\d)(\d\d)\b")


class Refused(Exception):
    """Nothing was made; the message says why."""


# ---- rules ---------------------------------------------------------------------------------------------


def rule_files() -> dict[str, Path]:
    """The files that have rules, by the name that `--in` takes: `credits`, `backup/storage`."""
    return {
        path.relative_to(RULESETS).with_suffix("").as_posix(): path
        for path in sorted(RULESETS.rglob("*.yaml"))
        if re.search(r"^rules:", path.read_text(encoding="utf-8"), re.MULTILINE)
    }


def home(name: str, wanted: str) -> str:
    """The file for a rule: the one that is wanted, else the one with most rules whose names begin with the same word."""
    files = rule_files()
    if wanted:
        if wanted not in files:
            raise Refused(f"no file of rules is called {wanted}; there are {', '.join(files)}")
        return wanted
    first = name.split("-")[0]
    shared = {
        file: sum(found.split("-")[0] == first for found in _RULE.findall(path.read_text(encoding="utf-8")))
        for file, path in files.items()
    }
    best = max(shared, key=lambda file: shared[file])
    if not shared[best]:
        raise Refused(f"no rule begins with `{first}`: name the file with --in; there are {', '.join(files)}")
    return best


def next_code(file: str) -> str:
    """The code after the last one in the hundred that a file uses most and that has room; else in a hundred that its
    neighbours in the folder use, else in a new one. Gaps are left alone: a code may have been used once."""
    used = [match for path in rule_files().values() for match in _codes(path)]
    last = {hundred: max(int(unit) for found, unit in used if found == hundred) for hundred, _ in used}
    neighbours = [
        path
        for found, path in rule_files().items()
        if "/" in file and found.split("/")[0] == file.split("/")[0]
    ]
    own = Counter(hundred for hundred, _ in _codes(rule_files()[file]))
    shared = Counter(hundred for path in neighbours for hundred, _ in _codes(path))
    for hundred in [one for counted in (own, shared) for one, _ in counted.most_common()]:
        if last[hundred] < 99:
            return f"CC{hundred}{last[hundred] + 1:02}"
    new = int(max(last)) + 1
    if new > 9:
        raise Refused("all codes are used: codes of four digits are next")
    return f"CC{new}00"


def _codes(path: Path) -> list[tuple[str, str]]:
    return _CODE.findall(path.read_text(encoding="utf-8"))


def new_rule(name: str, file: str, *, check: bool = False) -> Iterator[Path]:
    """A rule in preview at the end of a file, whose examples pass."""
    for path in rule_files().values():
        if name in _RULE.findall(path.read_text(encoding="utf-8")):
            raise Refused(f"{path.relative_to(ROOT)} has a rule `{name}` already")
    written = (ROOT / "clausecheck" / "version.py").read_text(encoding="utf-8")
    version = re.findall(r'^__version__ = "(.+)"', written, re.MULTILINE)[0]
    head = f"""
  {name}:
    code: {next_code(file)}
    status: preview # until it is known to find what it should, and no more
    since: "{version}"
    severity: warning
    class: {"set" if check else "completeness"}
    risk: both
"""
    tail = _WITH_CHECK if check else _WITH_CONDITION
    path = rule_files()[file]
    text = path.read_text(encoding="utf-8").rstrip("\n")
    _write(
        path,
        text
        + "\n"
        + head
        + textwrap.indent(textwrap.dedent(tail).format(name=name).strip("\n"), "    ")
        + "\n",
    )
    yield path


_WITH_CONDITION = """
    for each: priority
    require: any(respond) # TODO: what must hold
    point at: respond
    expected: respond
    message: "TODO: {{this}} has no response time"
    summary: TODO, what is missing
    why: TODO, in one sentence, the dispute that it leads to.
    help: add `respond within 4 hours`
    source: practice
    flawed: |
      priority P1 {{
        resolve within 8 hours
      }}
    clean: |
      priority P1 {{
        respond within 1 hour
        resolve within 8 hours
      }}
"""
_WITH_CHECK = """
    check: {name}
    summary: TODO, two clauses say what cannot both be meant
    why: TODO, in one sentence, the dispute that it leads to.
    source: practice
    flawed: |
      site North "{name}"
      site South "{name}"
    clean: |
      site North "{name}"
      site South "another place"
"""


# ---- checks --------------------------------------------------------------------------------------------


def folder_of(file: str) -> Path:
    """Where most checks stand that the rules of a file have; for a file without any, the package of its name, if there is
    one."""
    named = {
        name: path.parent
        for path in sorted(CHECKS.rglob("*.py"))
        for name in re.findall(r'^@check\("([\w-]+)"', path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    used = re.findall(r"^    check: ([\w-]+)$", rule_files()[file].read_text(encoding="utf-8"), re.MULTILINE)
    homes = Counter(named[name] for name in used if name in named)
    if homes:
        return homes.most_common(1)[0][0]
    subject = CHECKS / file.rpartition("/")[2].replace("-", "_")
    return subject if subject.is_dir() else CHECKS


def new_check(name: str, file: str) -> Iterator[Path]:
    """A function in a module of its subject, its rule, and a trap: a clean sample with the flaw, and its twin."""
    module = folder_of(file) / f"{name.replace('-', '_')}.py"
    case = TRAPS / f"{name}.yaml"
    for path in (module, case):
        if path.exists():
            raise Refused(f"{path.relative_to(ROOT)} is there already")
    if any(f'@check("{name}")' in path.read_text(encoding="utf-8") for path in CHECKS.rglob("*.py")):
        raise Refused(f"there is a check `{name}` already")
    yield from new_rule(name, file, check=True)
    _write(module, _MODULE.format(name=name, function=name.replace("-", "_")))
    yield module
    sample = (ROOT / "samples" / "clean" / f"{BASE}.sla").read_text(encoding="utf-8")
    line = next(line for line in sample.split("\n") if line.startswith("agreement "))
    _write(case, _TRAP.format(name=name, base=BASE, line=line))
    yield case
    _run("-m", "pytest", "-n0", "-q", f"tests/test_traps.py::test_the_flawed_agreement_gives_exactly_its_findings[{name}]",
         CLAUSECHECK_UPDATE="1")  # fmt: skip
    yield case.with_suffix(".txt")


_MODULE = '''"""TODO: the question that this module answers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Proof, Witness
from clausecheck.language.tree import Site
from clausecheck.language.write import write


@check("{name}")
def {function}(context: Context) -> Iterator[Finding | Proof]:
    """TODO: what cannot both be meant."""
    for one, other in combinations(context.agreement.all(Site), 2):
        if one.title is None or other.title is None:
            continue
        if write(one.title) == write(other.title) == '"{name}"':
            yield context.draft(
                f"TODO: two sites are {{write(one.title)}}",
                other,
                "again here",
                span=other.title.span,
                labels=(Label(one.title.span, "first here"),),
                witness=Witness(f"TODO: whoever goes to {{write(one.title)}} can arrive at either"),
                help=("TODO: the clause to write",),
            )
        else:
            yield context.proof(f"{{write(one.title)}} and {{write(other.title)}} can both hold")
'''
_TRAP = """trap: "TODO: two sites are one place."
base: {base}
find: |
  {line}
flawed: |
  site North "{name}"
  site South "{name}"

  {line}
twin: |
  site North "{name}"
  site South "another place"

  {line}
expect: {name}
"""


# ---- clauses -------------------------------------------------------------------------------------------


def new_clause(keywords: str, block: str) -> Iterator[Path]:
    """A rule of the grammar, a class of the tree and a line of the tour, each behind the last clause of the block."""
    kind = re.sub(r"[ -]", "_", keywords)
    kind += "_" if keyword.iskeyword(kind) else ""
    cls = "".join(word.capitalize() for word in kind.split("_") if word)
    words = " ".join(f'"{word}"' for word in keywords.split(" "))
    grammar = GRAMMAR.read_text(encoding="utf-8")
    listed = TREE / "__init__.py"
    if re.search(rf"^{kind}: ", grammar, re.MULTILINE):
        raise Refused(f"the grammar has a clause `{kind}` already")
    if any(re.search(rf"\b{cls}\b", path.read_text(encoding="utf-8")) for path in TREE.glob("*.py")):
        raise Refused(f"{TREE.relative_to(ROOT)} has a {cls} already: name the class by hand")
    for path in (ROOT / "clausecheck").rglob("*.py"):
        if re.search(rf"^class {cls}\b", path.read_text(encoding="utf-8"), re.MULTILINE):
            raise Refused(f"{path.relative_to(ROOT)} has a class {cls} already: rename that one first")
    before, module = _last_kind(block)

    grammar = re.sub(
        rf"^({before}:.*(?:\n +\|.*)*)", rf"\1\n{kind}: {words}", grammar, count=1, flags=re.MULTILINE
    )
    grammar = re.sub(
        rf"((?:_head:|\|)(?: [a-z_]+ \|)*? {before})\b(?! *\?)", rf"\1 | {kind}", grammar, count=1
    )
    tree = module.read_text(encoding="utf-8").rstrip("\n")
    end = tree.find("\n\n\n", tree.index(f'@statement("{before}"'))
    end = len(tree) if end < 0 else end
    tree = tree[:end] + _CLASS.format(kind=kind, block=block, cls=cls) + tree[end:] + "\n"
    tree = _with_imports(tree, "clausecheck.language.tree.base", _NEEDED)
    names = _with_imports(
        listed.read_text(encoding="utf-8"), f"clausecheck.language.tree.{module.stem}", {cls}
    )
    names = re.sub(
        r"(__all__ = \[\n)(.*?)(\n\])",
        lambda match: match[1] + "\n".join(_sorted({*match[2].split("\n"), f'    "{cls}",'})) + match[3],
        names,
        flags=re.DOTALL,
    )
    tour = _with_line(TOUR.read_text(encoding="utf-8"), block, f"{keywords} within 1 hour")
    for path, text in ((GRAMMAR, grammar), (module, tree), (listed, names), (TOUR, tour)):
        _write(path, text)
        yield path


_NEEDED = {"Clause", "Length", "optional", "statement"}
_CLASS = '''


@statement("{kind}", "{block}")
class {cls}(Clause):
    """TODO: what it says, for the reference."""

    within: Length | None = optional(doc="how soon")'''


def _last_kind(block: str) -> tuple[str, Path]:
    """The clause behind which a new one of a block goes, and its module: the last that stands in this block before all
    others."""
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(TREE.glob("*.py"))}
    is_block = re.compile(rf'^@statement\("{block}", [^)]*\)\nclass \w+\(Block\)', re.MULTILINE)
    if block != "file" and not any(is_block.search(text) for text in texts.values()):
        raise Refused(f"no block is called `{block}`")
    its_clause = re.compile(rf'^@statement\("(\w+)", "{block}"[^)]*\)\nclass \w+\(Clause\)', re.MULTILINE)
    found = [(kind, path) for path, text in texts.items() for kind in its_clause.findall(text)]
    if not found:
        raise Refused(
            f"no clause stands in `{block}` before all others: name another block, and add this one by hand"
        )
    return found[-1]


def _with_imports(text: str, module: str, names: set[str]) -> str:
    """A text that imports names from a module, beside those that it imports from it already."""

    def added(match: re.Match[str]) -> str:
        every = _sorted({*re.findall(r"\w+", match[2]), *names})
        inner = "\n".join(f"    {name}," for name in every)
        if match[2].count("\n") + 1 < match[2].count(","):
            inner = textwrap.fill(
                ", ".join(every) + ",", 105, initial_indent="    ", subsequent_indent="    "
            )
        return f"{match[1]}\n{inner}\n)"

    made, count = re.subn(
        rf"^(from {re.escape(module)} import \()\n(.*?)\n\)", added, text, flags=re.M | re.S
    )
    if not count:
        raise Refused(f"nothing is imported from {module} where the class would go: add it by hand")
    return made


def _sorted(names: set[str]) -> list[str]:
    """As ruff sorts them: constants, classes, functions."""

    def rank(name: str) -> tuple[int, str]:
        word = name.strip(' ",')
        return (0 if word.isupper() and len(word) > 1 else 1 if word[:1].isupper() else 2, word)

    return sorted(names, key=rank)


def _with_line(tour: str, block: str, line: str) -> str:
    """The tour with a line at the end of its first block of a kind, or of the file."""
    if block == "file":
        return tour.rstrip("\n") + f"\n\n{line}\n"
    head = re.search(rf"^( *)(?:\[[\w.]+\] )?{block.replace('_', '-')}\b.*\{{$", tour, re.MULTILINE)
    if head is None:
        raise Refused(f"{TOUR.relative_to(ROOT)} has no block `{block}`")
    end = tour.index(f"\n{head[1]}}}", head.end())
    return f"{tour[:end]}\n{head[1]}  {line}{tour[end:]}"


# ---- the command ---------------------------------------------------------------------------------------


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _run(*arguments: str, **env: str) -> None:
    """A program of this checkout, in this checkout. Raises `Refused` where it fails."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path, **env},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise Refused(
            f"the files are made, but `python {' '.join(arguments)}` fails:\n{done.stdout}{done.stderr}"
        )


_NEXT = {
    "rule": "write the condition, the words and the examples",
    "check": "write the function, the rule and the case, and see whether the rule is fit for `status: stable`",
    "clause": "give the class its fields; LANGUAGE_VERSION rises once in a release that adds words",
}
_TRY = {
    "rule": "tests/rules/test_examples.py -k {name}",
    "check": "tests/rules/test_examples.py tests/test_traps.py -k {name}",
    "clause": "tests/language",
}


def main() -> int:
    """Make what is asked for, and say what was made and what is next."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("kind", choices=_NEXT)
    parser.add_argument("name", help="its name; the words with which a clause begins")
    parser.add_argument(
        "--in",
        dest="place",
        default="",
        metavar="PLACE",
        help="the file of rules, such as backup/storage (by default where rules with such a name stand); for a clause, its block",
    )
    given = parser.parse_args()
    try:
        for path in _made(given.kind, given.name, given.place):
            print(path.relative_to(ROOT).as_posix())
    except Refused as refused:
        print(f"new: {refused}", file=sys.stderr)
        return 1
    print(f"\nNext: {_NEXT[given.kind]}. Try it:", file=sys.stderr)
    print(f"python -m pytest -n0 {_TRY[given.kind].format(name=given.name)}", file=sys.stderr)
    return 0


def _made(kind: str, name: str, place: str) -> Iterator[Path]:
    shape = _KEYWORDS if kind == "clause" else _NAME
    if not shape.fullmatch(name):
        raise Refused(f"`{name}` is no name: small letters, digits and hyphens, a letter first")
    if kind == "clause":
        if not place:
            raise Refused("name the block in which it stands with --in, `file` for none")
        yield from new_clause(name, place)
        _run("scripts/language_reference.py")
        yield ROOT / "docs" / "language.md"
        return
    file = home(name, place)
    yield from new_rule(name, file) if kind == "rule" else new_check(name, file)
    _run("scripts/rules_reference.py")
    yield ROOT / "docs" / "rules.md"


if __name__ == "__main__":
    sys.exit(main())
