"""Writes what editors colour agreements by, from the words of the grammar: a TextMate grammar (VS Code, GitHub) and a syntax for
Vim and Neovim.

Run `python scripts/colours.py`; with `--check` nothing is written, and the exit code is 1 when a file is not current.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from clausecheck.language import lexis as x

ROOT = Path(__file__).resolve().parent.parent
TEXTMATE = ROOT / "editors" / "vscode" / "syntaxes" / "sla.tmLanguage.json"
VIM = ROOT / "editors" / "nvim" / "syntax" / "sla.vim"

#: How each class of words is called in a TextMate grammar, and in Vim.
SCOPES = {
    "block": ("keyword.declaration.block", "Structure"),
    "clause": ("keyword.control.clause", "Statement"),
    "open": ("constant.language.open", "Constant"),
    "part": ("keyword.operator.word.part", "Operator"),
    "unit": ("support.type.unit", "Type"),
    "tie": ("keyword.operator.word.tie", "Operator"),
    "meaning": ("support.constant.meaning", "Identifier"),
}


def main() -> int:
    """Write the files, or compare them."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true")
    stale = []
    checking = arguments.parse_args().check
    for path, text in ((TEXTMATE, textmate()), (VIM, vim())):
        if checking and (not path.exists() or path.read_text(encoding="utf-8") != text):
            stale.append(path.relative_to(ROOT).as_posix())
        elif not checking:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for name in stale:
        print(f"{name} is not current; run python scripts/colours.py", file=sys.stderr)
    return 1 if stale else 0


# ---- TextMate


def textmate() -> str:
    """The TextMate grammar as JSON."""
    words = x.lexis()

    def named(match: str, scope: str) -> dict[str, Any]:
        return {"name": f"{scope}.sla", "match": match}

    def begins(kind: str) -> dict[str, Any]:
        captures = {"2": {"name": "entity.name.tag.number.sla"}, "3": {"name": f"{SCOPES[kind][0]}.sla"}}
        return {"match": x.statement(getattr(words, kind)), "captures": captures}

    waiver = {
        "match": r"(#+[ \t]*clausecheck:)(.*)",
        "captures": {
            "1": {"name": "comment.line.number-sign.sla keyword.other.waiver.sla"},
            "2": {"name": "comment.line.number-sign.sla"},
        },
    }
    prose = {
        "name": "string.quoted.triple.sla",
        "begin": x.TEXT_MARK,
        "end": x.TEXT_MARK,
        "patterns": [named(x.IN_TEXT, "variable.other.reference")],
    }
    patterns = [
        waiver,
        named(x.COMMENT, "comment.line.number-sign"),
        begins("block"),
        begins("clause"),
        named(x.LABEL, "entity.name.tag.number"),
        prose,
        named(x.STRING, "string.quoted.double"),
        named(x.DATE, "constant.numeric.date"),
        named(x.TIME, "constant.numeric.time"),
        named(x.NUMBER, "constant.numeric"),
        named(x.ZONE, "support.type.unit"),
        *(named(x.word(getattr(words, kind)), SCOPES[kind][0]) for kind in ("open", "part", "unit")),
        named(x.alone(x.DAYS), "support.type.unit"),
        named(x.alone(x.CURRENCY), "support.type.unit"),
        *(named(x.word(getattr(words, kind)), SCOPES[kind][0]) for kind in ("tie", "meaning")),
        named(r"[A-Za-z][\w.-]*", "variable.other.name"),
        named(x.SIGN, "keyword.operator.comparison"),
        named(r"[{}(),]", "punctuation"),
    ]
    grammar = {
        "$schema": "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
        "information_for_contributors": [
            "Written by scripts/colours.py from the grammar; do not edit by hand."
        ],
        "name": "Service level agreement",
        "scopeName": "source.sla",
        "fileTypes": ["sla"],
        "patterns": patterns,
    }
    return json.dumps(grammar, indent=2) + "\n"


# ---- Vim

_VIM_HEAD = """\
" Vim syntax of service level agreements (clausecheck)
" Written by scripts/colours.py from the grammar; do not edit by hand.

if exists("b:current_syntax")
  finish
endif
let s:cpo_save = &cpo
set cpo&vim

syn case match
syn iskeyword @,48-57,_,-,.
syn sync minlines=200

"""
_VIM_TAIL = """
let b:current_syntax = "sla"
let &cpo = s:cpo_save
unlet s:cpo_save
"""


def vim() -> str:
    """The syntax for Vim; of what begins at one place, what is said last counts."""
    words = x.lexis()
    lines = [
        r"syn match slaNumber /\v<\d+%([.,']\d+)*%(\s?\%)?/",
        r"syn match slaNumber /\v<\d{1,2}:\d{2}%(-\d{1,2}:\d{2})?/",
        r"syn match slaDate /\v<\d{4}-\d{2}-\d{2}>/",
        r"syn match slaUnit /\v\C<[A-Z][A-Za-z_]+\/[A-Za-z_\/+-]+/",
        r"syn match slaUnit /\v\C<[A-Z]{3}>\ze\s*%(,|per>|$)/",
        f"syn match slaUnit /\\v<{_vim(x.DAYS)}>/",
        *(
            f"syn match {_group(kind)} /\\v<{_any(getattr(words, kind))}>/"
            for kind in ("meaning", "tie", "unit", "part", "open")
        ),
        *(
            rf"syn match {_group(kind)} /\v%(^\s*%(\[[^\]]*\]\s*)?)@<={_any(getattr(words, kind))}>/"
            for kind in ("clause", "block")
        ),
        r"syn match slaLabel /\v^\s*\zs\[[^\]]*\]/",
        r"syn match slaCompare /\v[<>]\=?|\=/",
        r'syn region slaString start=/"/ skip=/[^"]/ end=/"/ end=/$/ oneline',
        r"syn match slaReference /\v\{%(\[[^\]{}]*\]|\a[[:alnum:]_.-]*)\}/ contained",
        r'syn region slaText start=/"""/ end=/"""/ contains=slaReference',
        r"syn match slaComment /#.*$/ contains=slaWaiver",
        r"syn match slaWaiver /#\+\s*clausecheck:/ contained",
        "",
    ]
    links = {
        **{_group(kind): group for kind, (_, group) in SCOPES.items()},
        "slaNumber": "Number", "slaDate": "Number", "slaLabel": "Label", "slaCompare": "Operator", "slaString": "String",
        "slaText": "String", "slaReference": "Special", "slaComment": "Comment", "slaWaiver": "PreProc",
    }  # fmt: skip
    return (
        _VIM_HEAD
        + "\n".join([*lines, *(f"hi def link {name} {to}" for name, to in links.items())])
        + "\n"
        + _VIM_TAIL
    )


def _group(kind: str) -> str:
    return f"sla{kind.title()}"


def _any(words: Iterable[str]) -> str:
    """Any of some words, in Vim's very magic patterns."""
    made = (r"\s+".join(re.sub(r"[^\w-]", r"\\\g<0>", part) for part in word.split()) for word in words)
    return f"%({'|'.join(made)})"


def _vim(pattern: str) -> str:
    """A plain pattern of Python in Vim's very magic form."""
    return pattern.replace("(?:", "%(")


if __name__ == "__main__":
    sys.exit(main())
