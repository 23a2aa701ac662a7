"""What stands under the keys of a mapping: a text, texts, one of some words; what is wrong is said at its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from clausecheck.language.parser import close_word
from clausecheck.rules.errors import Problem, did_you_mean
from clausecheck.rules.syntax import ExpressionError
from clausecheck.rules.yamltree import Listing, Mapping, Scalar, Tree, YamlFile

T = TypeVar("T")
_VERSION = re.compile(r"[0-9]+\.[0-9]+(?:\.[0-9]+)?")


class Fields:
    """The fields of one file; mistakes go to the file's `problems`.

    In every method, `key` is the way from the top of the file to the mapping that is read (`rules / name`), as
    messages give it, and empty for the top itself.
    """

    def __init__(self, yaml: YamlFile) -> None:
        self.yaml = yaml

    def report(self, place: Tree | Scalar | int, key: str, message: str, hint: str = "") -> None:
        """Note a mistake at a place of the tree, or at an offset; `hint` is what was probably meant."""
        offset = place if isinstance(place, int) else place.start
        self.yaml.report(offset, key, message, hint)

    def problem(self, place: Scalar, key: str, message: str) -> Problem:
        """A mistake at a place, not noted yet."""
        at = self.yaml.source.position(place.start)
        return Problem(self.yaml.source.path, at.line, at.column, key, message)

    def keys(self, tree: Mapping, known: Iterable[str], key: str, what: str) -> None:
        """Report the keys of a mapping that are not `known`; `what` it is (`a rule`) stands in the message."""
        known = tuple(known)
        for name, scalar in tree.keys.items():
            if name not in known:
                near = close_word(name.replace("_", " ").replace("-", " "), known)
                hint = did_you_mean(near) or f"known are {', '.join(known)}"
                self.report(scalar, join(key, name), f"{what} has no key `{name}`", hint)

    def text(self, tree: Mapping, name: str, key: str, required: bool = False) -> str:
        """A text under a key; empty when it is absent or wrong."""
        value = tree.values.get(name)
        if value is None:
            if required:
                self.report(tree.head, key, f"`{name}` is missing")
            return ""
        if not isinstance(value, Scalar):
            self.report(
                value,
                join(key, name),
                f"`{name}` is a text, not a list or a mapping",
                self._flow_hint(value),
            )
            return ""
        if not value.value.strip():
            self.report(value, join(key, name), f"`{name}` is empty")
        return value.value.strip() if value.style not in ("|", ">") else value.value.rstrip()

    def _flow_hint(self, value: Tree) -> str:
        opening = self.yaml.source.text[value.start : value.start + 1]
        return "put it into quotes: `{` and `[` begin a mapping or a list" if opening in ("{", "[") else ""

    def texts(self, tree: Mapping, name: str, key: str) -> list[Scalar]:
        """The text, or the list of texts, under a key; empty when it is absent, without those that are wrong."""
        value = tree.values.get(name)
        if value is None:
            return []
        items = value.items if isinstance(value, Listing) else [value]
        good = []
        for item in items:
            if not isinstance(item, Scalar):
                self.report(item, join(key, name), f"`{name}` holds texts only", self._flow_hint(item))
            elif not item.value.strip():
                self.report(item, join(key, name), f"`{name}` is empty")
            else:
                good.append(item)
        return good

    def word(self, tree: Mapping, name: str, key: str, known: Iterable[str], default: str = "") -> str:
        """One of the words `known` under a key; the `default` when it is absent, and required where there is none."""
        known = tuple(known)
        value = self.text(tree, name, key, required=not default)
        if value and value not in known:
            near = close_word(value, known) or next((word for word in known if word.startswith(value)), None)
            hint = did_you_mean(near) or f"one of {', '.join(known)}"
            self.report(tree.values[name], join(key, name), f"`{value}` is no {name}", hint)
        return value if value in known else default or known[-1]

    def version(self, tree: Mapping, name: str, key: str) -> str:
        """A version under a key, such as `0.1.0`; empty when it is absent or wrong."""
        text = self.text(tree, name, key)
        if text and not _VERSION.fullmatch(text):
            self.report(tree.values[name], join(key, name), f"`{text}` is no version", "write it as `0.1.0`")
            return ""
        return text

    def expression(self, scalar: Scalar, key: str, compile_: Callable[[str], T]) -> T | None:
        """What `compile_` makes of a text; `None` after a mistake, which is reported where it stands in the file."""
        try:
            return compile_(scalar.value)
        except ExpressionError as error:
            self.report(self.yaml.offset_in(scalar, error.offset), key, error.message, error.hint)
            return None


def join(key: str, name: str) -> str:
    """The way to a field: `rules / name / code`."""
    return f"{key} / {name}" if key else name
