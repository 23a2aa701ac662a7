"""HTML made of parts: an element is a call of `tag`, and everything that is not itself an element becomes text.

There is one way in for text, `words`, and it escapes. A template engine would add a dependency to a report that everybody
needs, and still ask of each template that it never turns escaping off; here what is not escaped cannot be written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from clausecheck.reports.common import shown

_VOID = frozenset({"meta", "input"})
_EMPTY = frozenset({"rect", "line", "circle"})
_NAME = re.compile(r"[a-z][a-z0-9-]*")
_CODE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
_ADDRESS = re.compile(r"https://[A-Za-z0-9.-]+(?::\d+)?(?:/[A-Za-z0-9._~!$&'()*+,;=:@/?%#-]*)?")
_ENTITIES = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
    # Runners of CI read lines that begin with two colons or with `##[` as commands, also in a page that is printed to a log.
    ":": "&#58;",
    "#": "&#35;",
}
_SPECIAL = re.compile(r"[&<>\"']|:(?=:)|#(?=#)")


class Html(str):
    """Finished HTML. Only this module makes it."""

    __slots__ = ()


def words(text: str) -> Html:
    """Text as HTML: nothing in it is markup, and nothing in it is invisible. Blanks at its ends stay."""
    left = len(text) - len(text.lstrip(" "))
    right = len(text.rstrip(" ")) if text.strip(" ") else len(text)
    middle = _SPECIAL.sub(lambda match: _ENTITIES[match.group()], shown(text[left:right]))
    return Html(" " * left + middle + " " * (len(text) - max(right, left)))


def tag(name: str, /, *children: object, **attributes: object) -> Html:
    """An element. Of an attribute a trailing `_` is dropped and each other one becomes `-`; `True` gives one without a value,
    `None` and `False` none."""
    given = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Html(f"<{name}{given}>")
    if name in _EMPTY:
        return Html(f"<{name}{given}/>")
    return Html(f"<{name}{given}>{inside(children)}</{name}>")


def _attribute(key: str, value: object) -> str:
    name = key.rstrip("_").replace("_", "-")
    if name.startswith("on") or not _NAME.fullmatch(name.casefold()):
        raise ValueError(f"no attribute of ours is called {name}")
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{words(str(value))}"'


def inside(children: object) -> Html:
    """Children one after the other; what is no HTML is text."""
    if isinstance(children, Html):
        return children
    if children is None:
        return Html()
    if isinstance(children, str):
        return words(children)
    if isinstance(children, Iterable):
        return Html("".join(inside(child) for child in children))
    return words(str(children))


def own(text: str) -> Html:
    """Words of an agreement: kept apart from the text around them, whichever way their letters run."""
    return tag("bdi", text)


def sentence(text: str) -> Html:
    """A sentence of a finding: what stands between backticks is code."""
    made = [
        tag("code", " ".join(part.split())) if number % 2 else words(re.sub(r"\s+", " ", part))
        for number, part in enumerate(_CODE.split(text))
    ]
    return tag("bdi", made)


def link(address: str, text: str) -> Html:
    """A link to an https address, without a trace of where it was followed; anything else is text alone."""
    if not _ADDRESS.fullmatch(address):
        return words(text)
    return tag("a", text, href=address, rel="noopener noreferrer")


def rows(headings: Iterable[object], body: Iterable[Iterable[object]], caption: str) -> Html:
    """A table with a caption; the first cell of each row names it."""
    head = tag("tr", [tag("th", cell, scope="col") for cell in headings])
    lines = []
    for first, *rest in body:
        lines.append(tag("tr", tag("th", first, scope="row"), [tag("td", cell) for cell in rest]))
    table = tag("table", tag("caption", caption), tag("thead", head), tag("tbody", lines))
    return scrolled(table, caption)


def scrolled(content: object, label: str, kind: str = "wide") -> Html:
    """What may be wider than a narrow screen: it scrolls by itself, with the keyboard, too."""
    return tag("div", content, class_=kind, tabindex="0", role="group", aria_label=label)


def heading(level: int, *children: object, **attributes: object) -> Html:
    """A heading of a level from 1 to 6."""
    return tag(f"h{level}", *children, **attributes)


def pairs(items: Iterable[tuple[object, object]]) -> Html:
    """A list of names and what they say."""
    return tag("dl", [tag("div", tag("dt", name), tag("dd", value)) for name, value in items])


def listed(items: Iterable[object]) -> Html:
    """A plain list; nothing where there is nothing to list."""
    made = [tag("li", item) for item in items]
    return tag("ul", made) if made else Html()
