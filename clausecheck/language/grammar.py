"""The compiled grammar, and what can be read off it: keywords, the words that begin a part, what a state accepts.

Building the LALR table takes about a second, so it is kept in the user's cache folder (`grammar_cache`); where that
folder cannot be written, the table is built each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import platformdirs
from lark import Lark
from lark.grammar import NonTerminal, Rule, Terminal
from lark.lexer import Lexer, PatternStr
from lark.lexer import Token as LarkToken

from clausecheck import resources
from clausecheck.language import grammar_cache
from clausecheck.language.tree import KINDS
from clausecheck.language.values import PHRASES

#: Words that begin a part and are names all the same where no part can stand.
_FREE = frozenset({"address"})


class NoLexer(Lexer):
    """Stands where Lark wants a lexer: the reader shifts tokens of its own."""

    def __init__(self, lexer_conf: object) -> None:
        pass

    def lex(self, lexer_state: Any, parser_state: Any = None) -> Iterator[LarkToken]:
        """No tokens at all."""
        return iter(())


def compile_grammar(transformer: object = None, **options: Any) -> Lark:
    """The grammar as Lark's LALR parser; `transformer` has a method for each rule that makes a node.

    `options` go to Lark. Raises Lark's own error if the grammar files are damaged.
    """
    path = resources.folder("grammar") / "agreement.lark"
    return Lark.open(
        str(path),
        parser="lalr",
        lexer=NoLexer,
        keep_all_tokens=True,
        maybe_placeholders=False,
        transformer=transformer,
        **options,
    )


def cached_grammar(transformer: object) -> Lark:
    """As `compile_grammar`, from the user's cache where possible."""
    try:
        cache = platformdirs.user_cache_path("clausecheck")
        entry = cache / grammar_cache.name_of(resources.folder("grammar"))
    except (OSError, RuntimeError):  # without a folder for caches it is built each time
        return compile_grammar(transformer)
    found = grammar_cache.load(entry, transformer, NoLexer)
    if found is None:
        found = compile_grammar(transformer)
        grammar_cache.save(found, entry)
    return found


def plain(name: str) -> str:
    """A rule's name without the prefix that Lark gives to rules of an imported file."""
    return name.removeprefix("values__")


class Vocabulary:
    """What the grammar says about words."""

    def __init__(self, lark: Lark) -> None:
        self.literals: dict[str, str] = {
            terminal.name: terminal.pattern.value
            for terminal in lark.terminals
            if isinstance(terminal.pattern, PatternStr)
        }
        self.keywords = {text: name for name, text in self.literals.items() if text[0].isalpha()}
        self._rules: dict[str, list[Rule]] = {}
        for rule in lark.rules:
            self._rules.setdefault(rule.origin.name, []).append(rule)
        #: The words of each kind of statement (`root-cause report`), by kind.
        self.heads = {kind: self._heads(kind) for kind in KINDS}
        #: First words of statements and the kinds that they may begin.
        self.starters: dict[str, list[str]] = {}
        for kind, heads in self.heads.items():
            for head in heads:
                self.starters.setdefault(head.split()[0], [])
                if kind not in self.starters[head.split()[0]]:
                    self.starters[head.split()[0]].append(kind)
        #: The words of each part (`at least`), by field.
        self.parts: dict[str, list[str]] = {
            rule.expansion[0].name: self._heads(rule.expansion[0].name)
            for rule in self._rules["part"]
            if isinstance(rule.expansion[0], NonTerminal)
        }
        # Words that only together begin a part stay free for names.
        joined = {phrase for ways in PHRASES.values() for phrase in ways}
        self.part_words = frozenset(
            word.split()[0]
            for words in self.parts.values()
            for word in words
            if word and not any(word.startswith(phrase) for phrase in joined) and word not in _FREE
        ) | {"not"}
        #: Words that can never be names: those that begin a part, join conditions or stand for a value.
        self.reserved = self.part_words | {"and", "or", "of", "from", "tbd", "unstated", "per"}

    def _heads(self, rule_name: str) -> list[str]:
        """The fixed words with which each alternative of a rule begins."""
        heads = []
        for rule in self._rules.get(rule_name, ()):
            words = []
            for symbol in rule.expansion:
                if not isinstance(symbol, Terminal):
                    break
                if symbol.name in self.literals:
                    words.append(self.literals[symbol.name])
                elif symbol.name in PHRASES:
                    words.append(PHRASES[symbol.name][0])
                elif symbol.name.endswith(("_VALUE", "_DATE")):
                    words.append(symbol.name.partition("_")[0].lower())
                else:
                    break
            text = " ".join(words)
            if text and text not in heads:
                heads.append(text)
        return heads

    def positional(self, kind: str) -> list[str]:
        """The fields that a statement of this kind fills by position, in the order of the grammar."""
        found: list[str] = []
        for rule in self._rules.get(kind, ()):
            for symbol in rule.expansion:
                if isinstance(symbol, NonTerminal):
                    alias = self._rules[symbol.name][0].alias
                    name = alias or ("name" if plain(symbol.name) in ("name", "open") else plain(symbol.name))
                    if name not in found:
                        found.append(name)
        return found

    def word(self, kind: str) -> str:
        """How a statement of this kind begins, for people; `opening` begins with its weekdays."""
        return self.heads[kind][0] if self.heads.get(kind) else kind.replace("_", " ").strip()

    def part(self, field_name: str) -> str:
        """The word of a part for people."""
        return (
            self.parts[field_name][0]
            if self.parts.get(field_name)
            else field_name.strip("_").replace("_", " ")
        )
