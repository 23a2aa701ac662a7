"""Writes the pages of the documentation as a site to build/site-pages, and builds it with MkDocs to build/site.

The pages are those of docs/, README.md as the start, one page for each rule (what `clausecheck explain` says of it) and one for
each clause (what `clausecheck explain` says of its word, and how contracts call it). Links that lead out of the documentation
become the path alone: the site stands for itself, wherever it is put.

Run `python scripts/site.py`; with `--pages` MkDocs is not started.
"""

from __future__ import annotations

import argparse
import functools
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

from clausecheck.language.builder import field_types, without_example
from clausecheck.language.examples import COMMON
from clausecheck.language.parser import parse, vocabulary
from clausecheck.language.spelling import MEANT
from clausecheck.language.tree import KINDS, Clause
from clausecheck.reports.explain import as_markdown
from clausecheck.rules.loader import load
from clausecheck.rules.plain import page
from clausecheck.rules.rule import Rule
from clausecheck.rules.ruleset import Ruleset
from clausecheck.rules.shapetable import table

ROOT = Path(__file__).resolve().parent.parent
MOST_LINES = 8
"""So many lines of a block are shown as its example."""
PAGES = ROOT / "build" / "site-pages"
_LINK = re.compile(r"(?<!!)\[([^\]\n]*)\]\((?!https?:|#)([^)\s]+)\)")
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


def write_pages(folder: Path = PAGES) -> None:
    """Write every page to a folder, which is emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    written = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")}
    del written["rules.md"]  # each rule has a page here
    pages = {name: linked(text, "docs") for name, text in written.items()}
    pages["index.md"] = linked((ROOT / "README.md").read_text(encoding="utf-8"), "")
    ruleset = load("msp").with_previews()
    rules = sorted(ruleset.known(), key=lambda rule: rule.code)
    pages["rules/index.md"] = "\n".join(_every_rule(rules))
    pages |= {f"rules/{rule.code}.md": rule_page(rule, ruleset) for rule in rules}
    pages["clauses/index.md"] = "\n".join(_every_clause())
    pages |= {f"clauses/{_file(kind)}.md": "\n".join(_clause(kind)) for kind in KINDS if _word(kind)}
    for name, text in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def linked(text: str, home: str) -> str:
    """A page with links that lead to pages of the site; `home` is the folder of the repository in which it stands."""

    def link(match: re.Match[str]) -> str:
        words, target = match[1], match[2]
        path, _, anchor = target.partition("#")
        real = (ROOT / home / path).resolve()
        behind = f"#{anchor}" if anchor else ""
        if not real.is_relative_to(ROOT):
            return words
        inside = real.relative_to(ROOT).as_posix()
        if inside == "docs/rules.md":
            return f"[{words}](rules/{anchor.upper() if anchor else 'index'}.md)"
        if inside == "README.md":
            return f"[{words}](index.md{behind})"
        if inside.startswith("docs/") and inside.endswith(".md"):
            return f"[{words}]({inside.removeprefix('docs/')}{behind})"
        return f"`{inside}`" if inside in words or words.strip("`") in inside else f"{words} (`{inside}`)"

    pieces, at = [], 0
    for code in _CODE.finditer(text):
        if "](" in text[at : code.start()] or "[" not in text[at : code.start()]:
            pieces += [_LINK.sub(link, text[at : code.start()]), code[0]]
            at = code.end()
    return "".join([*pieces, _LINK.sub(link, text[at:])])


def rule_page(rule: Rule, ruleset: Ruleset) -> str:
    """The page of a rule: as `explain --format markdown --all` writes it, with the page's own heading."""
    text = as_markdown(page(rule, ruleset), whole=True)
    return re.sub(r"^(#+)#", r"\1", text, flags=re.MULTILINE)


def _every_rule(rules: list[Rule]) -> Iterator[str]:
    yield "# Every rule\n"
    yield f"{len(rules)} rules of the ruleset `msp`, by what they ask about; `clausecheck explain CODE` shows one, too.\n"
    blocks = {name: block.title for name, block in table().blocks.items()}
    for name in dict.fromkeys([*blocks, *sorted({rule.block for rule in rules})]):
        here = [rule for rule in rules if rule.block == name]
        if here:
            yield f"## {blocks.get(name, name or 'Other').capitalize()}\n"
            yield "| Code | Severity | Rule | What is wrong |\n|---|---|---|---|"
            for rule in here:
                title = " ".join(rule.title.split()).replace("|", "\\|").replace("<", "&lt;")
                yield f"| [{rule.code}]({rule.code}.md) | {rule.severity.value} | {rule.name} | {title} |"
            yield ""


# ---- clauses -----------------------------------------------------------------------------------------


def _word(kind: str) -> str:
    return vocabulary().word(kind) if kind in vocabulary().heads else ""


def _file(kind: str) -> str:
    return kind.rstrip("_").replace("_", "-")


def _every_clause() -> Iterator[str]:
    yield "# Every clause\n"
    yield "| Word | What it says | Stands in |\n|---|---|---|"
    for kind, cls in sorted(KINDS.items(), key=lambda item: _word(item[0])):
        if _word(kind):
            homes = ", ".join(
                "the outermost level" if home == "file" else f"`{home.rstrip('_')}`" for home in cls.inside
            )
            yield f"| [{_word(kind)}]({_file(kind)}.md) | {_doc(cls)} | {homes} |"


def _doc(cls: type) -> str:
    return " ".join((cls.__doc__ or "").split()).replace("|", "\\|")


def _clause(kind: str) -> Iterator[str]:
    words, cls = vocabulary(), KINDS[kind]
    yield f"# {words.word(kind)}\n"
    yield f"{_doc(cls)}\n"
    homes = ["the outermost level" if home == "file" else _linked_kind(home) for home in cls.inside]
    yield f"Stands in {', '.join(homes)}.\n"
    others = [head for head in words.heads[kind] if head != words.word(kind)]
    called = sorted(said for said, meant in MEANT.items() if meant in words.heads[kind])
    if others:
        yield f"Also written: {', '.join(f'`{head}`' for head in others)}.\n"
    if called:
        yield f"What contracts call it: {', '.join(called)}.\n"
    common = field_types(Clause)
    rows = []
    for name, field in field_types(cls).items():
        head = (
            f"`{words.part(name)}`"
            if name in words.parts
            else ""
            if name not in words.positional(kind)
            else "behind the word"
        )
        if head:
            takes = "" if bool in field.classes else without_example(field.describe())
            rows.append(
                (name in common, f"| {head} | {field.spec.doc or ''} | {takes.replace('|', chr(92) + '|')} |")
            )
    if rows:
        yield "| Part | What it says | What stands there |\n|---|---|---|"
        yield from (row for _, row in sorted(rows, key=lambda pair: pair[0]))
        yield ""
    examples = [
        f"{written}    # {said}" for said, written, _ in COMMON if written.startswith(words.word(kind))
    ]
    examples = examples or _in_the_tours().get(kind, [])
    if examples:
        yield "\n".join(["```text", *examples, "```\n"])
    inside = [other for other, one in KINDS.items() if kind in one.inside and _word(other)]
    if inside:
        yield f"In it may stand: {', '.join(_linked_kind(other) for other in inside)}.\n"


@functools.cache
def _in_the_tours() -> dict[str, list[str]]:
    """Of each kind the first clause in the tours; of a block, its first lines."""
    found: dict[str, list[str]] = {}
    for name in ("tour", "words"):
        parsed = parse((ROOT / "samples" / f"{name}.sla").read_text(encoding="utf-8"))
        for node in parsed.document.walk():
            lines = textwrap.dedent(parsed.source.slice(node.span)).strip().split("\n")
            if len(lines) > MOST_LINES:
                lines = [*lines[: MOST_LINES - 1], "  …", "}"]
            found.setdefault(node.kind, lines)
    return found


def _linked_kind(kind: str) -> str:
    return f"[{_word(kind)}]({_file(kind)}.md)" if kind in KINDS and _word(kind) else f"`{kind}`"


def main() -> int:
    """Write the pages, and build the site."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pages", action="store_true", help="only write the pages")
    only_pages = arguments.parse_args().pages
    write_pages()
    if only_pages:
        return 0
    try:
        import mkdocs  # noqa: F401
    except ImportError:
        print("the site needs MkDocs: pip install 'clausecheck[docs]'", file=sys.stderr)
        return 2
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--clean"], cwd=ROOT, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
