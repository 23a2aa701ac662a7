"""The reader of Word files (.docx): paragraphs with their computed numbers, tables, text boxes, notes, tracked changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field, replace
from typing import Any

from clausecheck.importing.blocks import (
    ASIDE,
    COMMENT,
    FOOTNOTE,
    HEADING,
    ITEM,
    PARAGRAPH,
    TABLE,
    CannotImport,
    Draft,
    DraftBlock,
    Limits,
    tidy,
)
from clausecheck.importing.numbering import Numbering, Styles, child, local, value
from clausecheck.importing.package import Package
from clausecheck.quick import dataclass
from clausecheck.render import origin

ACCEPT, REJECT = "accept", "reject"
_ADDED, _REMOVED = frozenset({"ins", "moveTo"}), frozenset({"del", "moveFrom"})
_THROUGH = frozenset(
    {"hyperlink", "smartTag", "fldSimple", "sdtContent", "sdt", "customXml", "dir", "bdo", "ruby", "rubyBase"}
)
_OFF = frozenset({"0", "false", "off", "none"})


def read(data: bytes, name: str, changes: str = "") -> Draft:
    """What stands in a Word file. `changes` is what to do with tracked changes, `accept` or `reject`; without it, a file that has
    some is refused. Raises `CannotImport`."""
    return _WordReader(Package(data), name, changes).draft()


def marked(data: bytes, changes: str = "") -> list[tuple[tuple[str, ...], str]]:
    """The paragraphs of a Word file in order, those of tables too: the marks of clauses in each, and its words without the
    results of fields, which Word computes anew. Raises `CannotImport`."""
    reader = _WordReader(Package(data), "", changes)
    reader.marked = []
    reader.draft()
    return reader.marked


def origin_of(data: bytes) -> dict[str, str]:
    """What a Word file says of the agreement from which it was rendered: a digest of the words of each clause, by its mark.
    Raises `CannotImport`."""
    package = Package(data)
    properties: dict[str, str] = {}
    for name in package.targets("", "custom-properties"):
        root = package.part(name)
        for one in root if root is not None else ():
            properties[value(one, "name")] = "".join(one.itertext())
    return origin.told(properties)


@dataclass(slots=True)
class _Runs:
    """The text of one paragraph as it is put together; `bold` is what stands in bold from its beginning on."""

    parts: list[str] = field(default_factory=list)
    bold: list[str] = field(default_factory=list)
    leading: bool = True
    boxes: list[Any] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    contents: bool = False
    hidden: int = 0
    opened: dict[str, tuple[str, int]] = field(default_factory=dict)
    hollow: set[str] = field(default_factory=set)

    def start(self, name: str, identity: str) -> None:
        """A mark begins here."""
        self.anchors.append(name)
        self.opened[identity] = (name, len(self.parts))

    def end(self, identity: str) -> None:
        """A mark ends here: it is hollow where it holds no words."""
        name, at = self.opened.pop(identity, ("", 0))
        if name and not "".join(self.parts[at:]).strip():
            self.hollow.add(name)

    def add(self, text: str, bold: bool) -> None:
        self.parts.append(text)
        if self.leading and (bold or not text.strip()):
            self.bold.append(text)
        elif text.strip():
            self.leading = False


def _marks(runs: _Runs, text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """A paragraph with its marks. Where words were taken out, Word may leave their mark behind, around nothing."""
    hollow = [name for name in runs.anchors if name in runs.hollow] if text else []
    yield from (((name,), "") for name in hollow)
    yield tuple(name for name in runs.anchors if name not in hollow), text


class _WordReader:
    def __init__(self, package: Package, name: str, changes: str) -> None:
        self.package, self.name, self.changes = package, name, changes
        self.styles = Styles()
        self.styles.read(package.related("styles"))
        self.numbering = Numbering(self.styles)
        self.numbering.read(package.related("numbering"))
        self.limits = Limits()
        self.tracked: dict[str, int] = {}
        self.hidden = 0
        self.paragraphs = 0
        self.marked: list[tuple[tuple[str, ...], str]] | None = None
        self.said_below: dict[str, str] = {}

    def draft(self) -> Draft:
        body = child(self.package.part(self.package.main), "body")
        if body is None:
            raise CannotImport("the Word file is damaged: its main part has no body")
        blocks = list(self._blocks(body))
        if self.marked is not None:
            self._refuse_changes()
            return Draft(self.name, "docx", ())
        notes = [*self._notes("footnotes", "footnote"), *self._notes("endnotes", "endnote")]
        blocks = [self._with_notes(one) if one.notes else one for one in blocks]
        comments = list(self._comments())
        self._refuse_changes()
        asides = [*self._asides("header"), *self._asides("footer")]
        told = [
            DraftBlock(COMMENT, text, ignored=f"a comment by {who}" if who else "a comment")
            for who, text in comments
        ]
        return Draft(
            self.name, "docx", (*blocks, *notes, *asides, *told), tuple(self._remarks()), tuple(comments)
        )

    def _refuse_changes(self) -> None:
        if self.tracked and not self.changes:
            count = sum(self.tracked.values())
            people = ", ".join(sorted(filter(None, self.tracked))) or "somebody"
            raise CannotImport(
                f"it has {count} tracked change{'s' if count != 1 else ''} by {people}: nobody but the "
                f"parties knows which text is meant; say "
                "`--accept` or `--reject`"
            )

    def _remarks(self) -> Iterator[str]:
        if self.tracked:
            count = sum(self.tracked.values())
            done = "accepted" if self.changes == ACCEPT else "rejected"
            yield f"{count} tracked change{'s were' if count != 1 else ' was'} {done}, as you said"
        if self.hidden:
            yield f"{self.hidden} pieces of hidden text are left out"
        if self.package.macros():
            yield "the file has macros; they are neither read nor run"
        outside = self.package.external()
        if outside:
            yield f"the file refers to {outside} thing{'s' if outside != 1 else ''} outside it; nothing is fetched"

    # ---- blocks

    def _blocks(self, parent: Any) -> Iterator[DraftBlock]:
        for element in parent:
            kind = local(element)
            if kind == "p":
                yield from self._paragraph(element)
            elif kind == "tbl":
                yield self._table(element, 0)
            elif kind == "sdt":
                yield from self._sdt(element)
            elif kind in _ADDED or kind in _REMOVED:
                if self._kept(element):
                    yield from self._blocks(element)
            elif kind in ("customXml", "sdtContent"):
                yield from self._blocks(element)
            elif kind == "AlternateContent":
                yield from self._blocks(_choice(element))

    def _sdt(self, element: Any) -> Iterator[DraftBlock]:
        gallery = child(element, "sdtPr", "docPartObj", "docPartGallery")
        tag = child(element, "sdtPr", "tag")
        contents = gallery is not None and "table of contents" in value(gallery).lower()
        anchor = (value(tag),) if tag is not None and value(tag).startswith("sla_") else ()
        content = child(element, "sdtContent")
        for block in self._blocks(content if content is not None else ()):
            if contents:
                block = replace(block, ignored="a table of contents")
            yield replace(block, anchors=(*anchor, *block.anchors)) if anchor else block

    def _paragraph(self, element: Any) -> Iterator[DraftBlock]:
        at = self.paragraphs
        self.paragraphs += 1
        runs = self._runs(element)
        text = tidy("".join(runs.parts))
        self.limits.block(text)
        if self.marked is not None and (text or runs.anchors):
            self.marked += _marks(runs, text)
        properties = child(element, "pPr")
        style = value(child(properties, "pStyle")) if child(properties, "pStyle") is not None else ""
        number, bullet, level = "", False, 0
        place = self.numbering.place(properties, style) if text else None
        if place is not None:
            number, bullet = self.numbering.next(*place)
            level = place[1]
        heading = self._heading_level(properties, style)
        kind = HEADING if heading else ITEM if bullet else PARAGRAPH
        named = self.styles.name(style)
        ignored = ""
        if not text:
            ignored = "empty"
        elif runs.contents or named.startswith("toc "):
            ignored = "a table of contents"
        if text or runs.anchors:
            yield DraftBlock(
                kind,
                text,
                heading or level,
                number,
                lead=tidy("".join(runs.bold)),
                ignored=ignored,
                anchors=tuple(runs.anchors),
                element=at,
                notes=tuple(runs.notes),
            )
        for box in runs.boxes:
            yield from self._blocks(box)

    def _heading_level(self, properties: Any, style: str) -> int:
        own = child(properties, "outlineLvl")
        if own is not None and value(own).isdigit() and int(value(own)) < 9:
            return int(value(own)) + 1
        return self.styles.outline(style or self.styles.usual)

    def _table(self, element: Any, depth: int) -> DraftBlock:
        rows: list[tuple[str, ...]] = []
        anchors: list[str] = []
        notes: list[str] = []
        head, above = 0, True
        down: dict[int, str] = {}
        for row in _inside(element, "tr"):
            properties = child(row, "trPr")
            if not self._row_kept(properties):
                continue
            cells: list[str] = []
            skip = child(properties, "gridBefore") if properties is not None else None
            cells += [""] * (_count(value(skip), 0) if skip is not None else 0)
            for cell in _inside(row, "tc"):
                text, found, told = self._cell(cell, depth)
                anchors += found
                notes += told
                width = child(cell, "tcPr", "gridSpan")
                span = _count(value(width), 1) if width is not None else 1
                merge = child(cell, "tcPr", "vMerge")
                self.limits.cell(span)
                if merge is not None and value(merge) != "restart":
                    text = down.get(len(cells), text)
                for _ in range(span):
                    if merge is not None:
                        down[len(cells)] = text
                    else:
                        down.pop(len(cells), None)
                    cells.append(text)
            rows.append(tuple(cells))
            marked = child(properties, "tblHeader") if properties is not None else None
            above = above and marked is not None and value(marked) not in _OFF
            head += above
        self.limits.block()
        return DraftBlock(
            TABLE,
            rows=tuple(rows),
            head=head,
            anchors=tuple(anchors),
            element=self.paragraphs - 1,
            notes=tuple(notes),
        )

    def _cell(self, cell: Any, depth: int) -> tuple[str, list[str], list[str]]:
        texts: list[str] = []
        anchors: list[str] = []
        notes: list[str] = []
        for block in self._blocks(cell):
            anchors += block.anchors
            notes += block.notes
            if block.kind == TABLE:
                texts += ["; ".join(filter(None, dict.fromkeys(row))) for row in block.rows]
            elif block.text:
                texts.append(block.text)
        return "\n".join(texts), anchors, notes

    # ---- text

    def _runs(self, paragraph: Any) -> _Runs:
        runs = _Runs()
        state = _Field()
        self._inline(paragraph, runs, state)
        runs.contents = state.contents
        return runs

    def _inline(self, parent: Any, runs: _Runs, state: _Field) -> None:
        for element in parent:
            kind = local(element)
            if kind == "r":
                self._run(element, runs, state)
            elif kind in _ADDED or kind in _REMOVED:
                if self._kept(element):
                    self._inline(element, runs, state)
            elif kind in _THROUGH:
                self._inline(element, runs, state)
            elif kind == "bookmarkStart" and value(element, "name").startswith("sla_"):
                runs.start(value(element, "name"), value(element, "id"))
            elif kind == "bookmarkEnd":
                runs.end(value(element, "id"))
            elif kind == "AlternateContent":
                self._inline(_choice(element), runs, state)
            elif kind == "pPr":
                mark = child(element, "rPr")
                for one in mark if mark is not None else ():
                    if local(one) in _ADDED or local(one) in _REMOVED:
                        self._track(one)

    def _run(self, run: Any, runs: _Runs, state: _Field) -> None:
        properties = child(run, "rPr")
        vanish = child(properties, "vanish") if properties is not None else None
        if vanish is not None and value(vanish) not in _OFF:
            self.hidden += 1
            return
        bold = child(properties, "b") if properties is not None else None
        strong = bold is not None and value(bold) not in _OFF
        for element in run:
            kind = local(element)
            if kind == "fldChar":
                state.turn(value(element, "fldCharType"))
            elif kind == "instrText":
                state.told(element.text or "")
            elif state.showing and not (self.marked is not None and state.open):
                self._piece(element, kind, runs, strong)

    def _piece(self, element: Any, kind: str, runs: _Runs, strong: bool) -> None:
        if kind in ("t", "delText"):
            runs.add(element.text or "", strong)
        elif kind == "tab":
            runs.add(" ", strong)
        elif kind in ("br", "cr"):
            runs.add("\n", strong)
        elif kind == "noBreakHyphen":
            runs.add("-", strong)
        elif kind in ("footnoteReference", "endnoteReference"):
            runs.notes.append(kind[:-9] + value(element, "id"))
        elif kind in ("drawing", "pict", "object", "AlternateContent"):
            runs.boxes += _boxes(element)

    # ---- tracked changes

    def _kept(self, element: Any) -> bool:
        self._track(element)
        return (local(element) in _ADDED) != (self.changes == REJECT)

    def _track(self, element: Any) -> None:
        who = tidy(value(element, "author"))[:60]
        self.tracked[who] = self.tracked.get(who, 0) + 1

    def _row_kept(self, properties: Any) -> bool:
        for one in properties if properties is not None else ():
            if local(one) in ("ins", "del"):
                return self._kept(one)
        return True

    # ---- what stands beside the body

    def _notes(self, part: str, kind: str) -> Iterator[DraftBlock]:
        root = self.package.related(part)
        for note in root if root is not None else ():
            if local(note) != kind or value(note, "type") in (
                "separator",
                "continuationSeparator",
                "continuationNotice",
            ):
                continue
            text = "\n".join(block.text for block in self._blocks(note) if block.text)
            if text:
                self.said_below[kind + value(note, "id")] = text
                yield DraftBlock(FOOTNOTE, text)

    def _with_notes(self, block: DraftBlock) -> DraftBlock:
        """A block with what its footnotes say, which stand in a part of their own, in the place of their numbers."""
        return replace(block, notes=tuple(filter(None, map(self.said_below.get, block.notes))))

    def _comments(self) -> Iterator[tuple[str, str]]:
        root = self.package.related("comments")
        for one in root if root is not None else ():
            text = "\n".join(block.text for block in self._blocks(one) if block.text)
            if text:
                yield tidy(value(one, "author"))[:60], text

    def _asides(self, kind: str) -> Iterator[DraftBlock]:
        seen: set[str] = set()
        for name in self.package.targets(self.package.main, kind):
            root = self.package.part(name)
            for block in self._blocks(root if root is not None else ()):
                if block.text and block.text not in seen:
                    seen.add(block.text)
                    yield DraftBlock(ASIDE, block.text, ignored=f"the {kind} of a page")


class _Field:
    """Where a field of Word stands: its instructions are no text, its result is."""

    def __init__(self) -> None:
        self.open: list[bool] = []
        self.contents = False

    @property
    def showing(self) -> bool:
        return all(self.open)

    def turn(self, kind: str) -> None:
        if kind == "begin":
            self.open.append(False)
        elif kind == "separate" and self.open:
            self.open[-1] = True
        elif kind == "end" and self.open:
            self.open.pop()

    def told(self, text: str) -> None:
        self.contents = self.contents or text.strip().upper().startswith(("TOC ", "PAGEREF _TOC"))


def _choice(element: Any) -> Any:
    """Of several ways to show the same, the first that is there."""
    for name in ("Choice", "Fallback"):
        found = child(element, name)
        if found is not None:
            return found
    return ()


def _boxes(element: Any) -> list[Any]:
    """The text boxes in a drawing, each once."""
    if local(element) == "AlternateContent":
        element = _choice(element)
    found: list[Any] = []
    waiting = list(element)
    for one in waiting:
        if local(one) == "txbxContent":
            found.append(one)
        elif local(one) == "AlternateContent":
            waiting += _choice(one)
        else:
            waiting += one
    return found


def _inside(element: Any, name: str) -> Iterator[Any]:
    """The parts of an element by their name, those too that stand in a content control or in custom markup."""
    for one in element:
        if local(one) == name:
            yield one
        elif local(one) in ("sdt", "sdtContent", "customXml"):
            yield from _inside(one, name)


def _count(text: str, usual: int) -> int:
    return min(int(text), 64) if text.isascii() and text.isdigit() else usual


def paragraphs(draft: Draft) -> Iterable[DraftBlock]:
    """The blocks that stand in the body of the file."""
    return (block for block in draft.blocks if block.element >= 0)
