"""The expressions of a rule, compiled: at once, so that they are checked, or when they are needed."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator

from clausecheck.language import values as v
from clausecheck.rules.expression import Compiler
from clausecheck.rules.fields import Fields, T
from clausecheck.rules.late import templates
from clausecheck.rules.rule import Pointer, Program, Wording
from clausecheck.rules.runtime import all_parts
from clausecheck.rules.syntax import ExpressionError
from clausecheck.rules.yamltree import Listing, Mapping, Scalar, Tree


class ProgramReader(Fields):
    """Makes the program of a rule with `require` or `parts`."""

    def program(self, body: Mapping, key: str, compiler: Compiler) -> Program | None:
        """The compiled expressions of a rule; `None` after a mistake."""
        if "parts" in body.values:
            named = [
                (words, self.expression(*pair, compiler.condition)) for words, pair in self.parts(body, key)
            ]
            good = [(words, code) for words, code in named if code is not None]
            require = all_parts(good) if good and len(good) == len(named) else None
        else:
            require = self.code(body, "require", key, compiler.condition)
        when = self.code(body, "when", key, compiler.condition)
        template = templates(compiler)
        message = self.code(body, "message", key, template)
        if "message" not in body.values:
            self.report(body.head, key, "`message` is missing")
        label = self.code(body, "label", key, template)
        case = self.code(body, "case", key, template)
        helps = [
            self.expression(scalar, f"{key} / help", template) for scalar in self.texts(body, "help", key)
        ]
        pointers = list(self.pointers(body, f"{key} / point at", compiler))
        if require is None or message is None:
            return None
        expected = self.expected(body, key, compiler)
        made = {
            "require": require,
            "when": when,
            "message": message,
            "label": label,
            "case": case,
            "help": [made for made in helps if made is not None],
            "pointers": pointers,
            "expected": expected,
        }
        return Program({name: functools.partial(_same, value) for name, value in made.items()})

    def wording(self, body: Mapping, key: str, compiler: Compiler) -> Wording:
        """The expressions of a rule as they stand there; for rulesets that the tests have checked."""

        def text(name: str) -> str:
            value = body.values.get(name)
            return value.value if isinstance(value, Scalar) and value.value.strip() else ""

        pointers = [
            (path.value, words.value if isinstance(words, Scalar) else None)
            for path, words in self.pairs(body, f"{key} / point at")
        ]
        return Wording(
            require="" if "parts" in body.values else text("require"),
            parts=tuple((words, scalar.value) for words, (scalar, _) in self.parts(body, key))
            if "parts" in body.values
            else (),
            when=text("when"),
            message=text("message"),
            label=text("label"),
            case=text("case"),
            help=tuple(scalar.value for scalar in self.texts(body, "help", key)),
            pointers=tuple(pointers),
            expected=self.expected(body, key, compiler),
        )

    def parts(self, body: Mapping, key: str) -> Iterator[tuple[str, tuple[Scalar, str]]]:
        """The parts of a rule: what each is called, and its condition with the key for messages."""
        tree = body.values["parts"]
        if not isinstance(tree, Mapping) or not tree.values:
            self.report(
                tree, f"{key} / parts", "`parts` names each part and the condition that must hold for it"
            )
            return
        for words, value in tree.values.items():
            if isinstance(value, Scalar):
                yield words, (value, f"{key} / parts / {words}")
            else:
                self.report(value, f"{key} / parts / {words}", "a part is a condition")

    def parts_text(self, body: Mapping, key: str) -> str:
        """The parts as one text for people; empty for a rule without."""
        if not isinstance(body.values.get("parts"), Mapping):
            return ""
        return "; ".join(f"{words}: {text.value}" for words, (text, _) in self.parts(body, key))

    def code(self, body: Mapping, name: str, key: str, compile_: Callable[[str], T]) -> T | None:
        """What `compile_` makes of the text under a key; `None` when there is none, or after a mistake."""
        value = body.values.get(name)
        if not isinstance(value, Scalar) or not value.value.strip():
            return None  # said by `text`
        return self.expression(value, f"{key} / {name}", compile_)

    def pointers(self, body: Mapping, key: str, compiler: Compiler) -> Iterator[Pointer]:
        """`point at`: a path, or a list of paths and of mappings from a path to the words under it."""
        for path, words in self.pairs(body, key):
            found = self.expression(path, key, compiler.path)
            label = None
            if isinstance(words, Scalar):
                label = self.expression(words, key, templates(compiler))
            elif words is not None:
                self.report(words, key, "the words under a place are a text")
            if found is None:
                continue
            if found[0].classes and not any(
                isinstance(cls, type) and issubclass(cls, v.Value) for cls in found[0].classes
            ):
                self.report(path, key, f"`{path.value}` is {found[0].describe()} and stands nowhere")
                continue
            yield Pointer(path.value, found[1], label)

    def pairs(self, body: Mapping, key: str) -> Iterator[tuple[Scalar, Tree | None]]:
        """The paths of `point at`, with the words under each."""
        tree = body.values.get("point at")
        if tree is None:
            return
        for item in tree.items if isinstance(tree, Listing) else [tree]:
            if isinstance(item, Scalar):
                yield item, None
            elif isinstance(item, Mapping):
                yield from ((item.keys[name], value) for name, value in item.values.items())
            else:
                self.report(item, key, "`point at` holds paths, or paths with the words under them")

    def expected(self, body: Mapping, key: str, compiler: Compiler) -> str:
        """The path that is missing: as it is given, or the one whose presence is required."""
        value = body.values.get("expected")
        if isinstance(value, Scalar):
            self.expression(value, f"{key} / expected", lambda text: _checked_path(text, compiler))
            return value.value.strip().removeprefix("file.")
        if value is not None:
            self.report(value, f"{key} / expected", "`expected` is a path")
            return ""
        require = body.values.get("require")
        return compiler.presence(require.value) if isinstance(require, Scalar) else ""


def _checked_path(text: str, compiler: Compiler) -> None:
    """Check a path that is missing: from what the rule looks at or from the whole file, with `/` or with
    dots."""
    dotted = text.replace(" / ", " . ")
    try:
        Compiler().path(dotted)
    except ExpressionError:
        compiler.path(dotted)


def _same(value: T) -> T:
    return value
