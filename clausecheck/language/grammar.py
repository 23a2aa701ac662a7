"""The compiled grammar, and what can be read off it: keywords, the words that begin a part, what a state accepts.

Building the LALR table takes about a second, so it is made when clausecheck is built, or kept in the user's cache folder;
where that folder cannot be written, the table is built each time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clausecheck import cache, resources
from clausecheck.language.table import FORM, GrammarRule, GrammarTable, packed
from clausecheck.language.tree import KINDS
from clausecheck.language.values import PHRASES

if TYPE_CHECKING:
    from lark import Lark

#: Words that begin a part and are names all the same where no part can stand.
FREE = frozenset({"address"})


def compile_grammar(**options: Any) -> Lark:
    """The grammar as Lark's LALR parser, without a lexer: the reader shifts tokens of its own. `options` go to Lark. Raises
    Lark's own error if the grammar files are damaged."""
    from lark import Lark
    from lark.lexer import Lexer

    class NoLexer(Lexer):
        """Stands where Lark wants a lexer."""

        def __init__(self, lexer_conf: object) -> None:
            pass

        def lex(self, lexer_state: Any, parser_state: Any = None) -> Any:
            """No tokens at all."""
            return iter(())

    return Lark.open(
        str(resources.folder("grammar") / "agreement.lark"),
        parser="lalr",
        lexer=NoLexer,
        keep_all_tokens=True,
        maybe_placeholders=False,
        **options,
    )


def compile_table() -> GrammarTable:
    """The table that Lark makes of the grammar; takes about a second."""
    from lark.lexer import PatternStr
    from lark.parsers.lalr_analysis import Shift

    lark = compile_grammar()
    conf: Any = lark.parse_interactive("").parser_state.parse_conf
    states, order = _in_order(conf.parse_table.states, conf.start_state, Shift)
    symbols = sorted({name for actions in states for name in actions})
    numbers = {name: number for number, name in enumerate(symbols)}
    rules = {rule: number for number, rule in enumerate(lark.rules)}
    return GrammarTable(
        order[conf.start_state],
        order[conf.end_state],
        tuple(symbols),
        tuple(
            packed(
                (numbers[name], order[argument] if what is Shift else -1 - rules[argument])
                for name, (what, argument) in sorted(actions.items(), key=lambda row: row[0])
            )
            for actions in states
        ),
        tuple(
            GrammarRule(
                rule.origin.name,
                rule.alias or "",
                tuple(symbol.name for symbol in rule.expansion),
                tuple(bool(symbol.is_term) for symbol in rule.expansion),
                bool(rule.options.expand1),
            )
            for rule in lark.rules
        ),
        {
            terminal.name: terminal.pattern.value
            for terminal in lark.terminals
            if isinstance(terminal.pattern, PatternStr)
        },
    )


def _in_order(states: Any, first: int, shift: object) -> tuple[list[Any], dict[int, int]]:
    """The rows of the states and their new numbers, in the order in which the parser can come to them: Lark's own numbers
    differ from run to run."""
    order = {first: 0}
    found = [first]
    for state in found:
        for _, (what, target) in sorted(states[state].items(), key=lambda row: row[0]):
            if what is shift and target not in order:
                order[target] = len(found)
                found.append(target)
    return [states[state] for state in found], order


def entry_name() -> str:
    """The name of the kept table: it changes with every file of the grammar."""
    files = sorted(resources.folder("grammar").glob("*.lark"))
    return cache.name_of(
        "grammar", [FORM, *(part for file in files for part in (file.name, file.read_bytes()))]
    )


def grammar_table() -> GrammarTable:
    """The table: the one that was made when clausecheck was built or in an earlier run, or a new one, which is kept."""
    name = entry_name()
    return cache.kept(
        name,
        load=GrammarTable.load,
        make=compile_table,
        dump=GrammarTable.dump,
        shipped=resources.compiled(name),
    )


def plain(name: str) -> str:
    """A rule's name without the prefix that Lark gives to rules of an imported file."""
    return name.removeprefix("values__")


class Vocabulary:
    """What the grammar says about words."""

    def __init__(self, table: GrammarTable) -> None:
        self.literals = dict(table.literals)
        self.keywords = {text: name for name, text in self.literals.items() if text[0].isalpha()}
        self._rules: dict[str, list[GrammarRule]] = {}
        for rule in table.rules:
            self._rules.setdefault(rule.origin, []).append(rule)
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
            rule.symbols[0]: self._heads(rule.symbols[0])
            for rule in self._rules["part"]
            if not rule.terminals[0]
        }
        # Words that only together begin a part stay free for names.
        joined = {phrase for ways in PHRASES.values() for phrase in ways}
        self.part_words = frozenset(
            word.split()[0]
            for words in self.parts.values()
            for word in words
            if word and not any(word.startswith(phrase) for phrase in joined) and word not in FREE
        ) | {"not"}
        #: Words that can never be names: those that begin a part, join conditions or stand for a value.
        self.reserved = self.part_words | {"and", "or", "of", "from", "tbd", "unstated", "per"}

    def _heads(self, rule_name: str) -> list[str]:
        """The fixed words with which each alternative of a rule begins."""
        heads = []
        for rule in self._rules.get(rule_name, ()):
            words = []
            for name, terminal in zip(rule.symbols, rule.terminals, strict=True):
                if not terminal:
                    break
                if name in self.literals:
                    words.append(self.literals[name])
                elif name in PHRASES:
                    words.append(PHRASES[name][0])
                elif name.endswith(("_VALUE", "_DATE")):
                    words.append(name.partition("_")[0].lower())
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
            for symbol, terminal in zip(rule.symbols, rule.terminals, strict=True):
                if not terminal:
                    alias = self._rules[symbol][0].alias
                    name = alias or ("name" if plain(symbol) in ("name", "open") else plain(symbol))
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
