"""How much the reader costs next to a bare Lark parse of the same tokens, as a ratio.

Run `python benchmarks/parse.py [FILE] [--rounds N]`. Both sides see the same text in the same process, in turn, so
that the machine's speed cancels out; the median of the ratios is the figure to quote. "Bare" is Lark's LALR parser
with the same table, with the same typed tokens, and its own plain trees: no lexer, no nodes, no checks.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from clausecheck.checking import check
from clausecheck.language.grammar import compile_grammar
from clausecheck.language.parser import parse

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Print the median ratio and the spread."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("file", nargs="?", type=Path, default=ROOT / "samples" / "tour.sla")
    arguments.add_argument("--rounds", type=int, default=15)
    options = arguments.parse_args()
    text = options.file.read_text(encoding="utf-8")
    bare = compile_grammar()
    tokens = [token for token in parse(text).tokens if token.type != "COMMENT"]

    def run_bare() -> None:
        state = bare.parse_interactive("").parser_state
        for token in typed:
            state.feed_token(token, token.type == "$END")

    typed = typed_tokens(text)
    run_bare()
    ratios = []
    for _ in range(options.rounds):
        start = time.process_time()
        run_bare()
        middle = time.process_time()
        parse(text)
        end = time.process_time()
        ratios.append((end - middle) / (middle - start))
    print(
        f"{options.file.name}: {text.count(chr(10))} lines, {len(tokens)} tokens; reading costs "
        f"{statistics.median(ratios):.2f} times a bare parse "
        f"(from {min(ratios):.2f} to {max(ratios):.2f}, {options.rounds} rounds)"
    )


def whole_checks(text: str, rounds: int) -> tuple[list[float], list[float]]:
    """What a whole check costs, in one process: next to reading the same text, and next to a bare parse of its tokens."""
    bare, typed = compile_grammar(), typed_tokens(text)

    def run_bare() -> None:
        state = bare.parse_interactive("").parser_state
        for token in typed:
            state.feed_token(token, token.type == "$END")

    def seconds(work: Callable[[], object]) -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    works = (lambda: check(text), lambda: parse(text), run_bare)
    for work in works:
        work()
    turns = [[seconds(work) for work in works] for _ in range(rounds)]
    return [whole / read for whole, read, _ in turns], [whole / parsed for whole, _, parsed in turns]


def typed_tokens(text: str) -> list[object]:
    """The tokens as the reader shifts them, in order."""
    from clausecheck.language import parser

    typed: list[object] = []
    original = parser._Parse.shift

    def recording(self: parser._Parse, type_: str, token: parser.Token) -> None:
        typed.append(parser.Token(type_, token.text, token.span))
        original(self, type_, token)

    parser._Parse.shift = recording  # type: ignore[method-assign]
    try:
        parse(text)
    finally:
        parser._Parse.shift = original  # type: ignore[method-assign]
    return typed


if __name__ == "__main__":
    main()
