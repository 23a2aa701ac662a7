"""From an agreement to its document: which clause stands in which section, which number it has, and what it says.

The body holds the parties, the definitions and the terms; what is served, how fast, what is credited and what is backed up
stands in schedules behind the signatures. Every provision is said once: as a numbered paragraph, as a line of a table, as the
introduction of its block, or as a place in the block of signatures.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field

from clausecheck.agreement.model import Agreement
from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.language.tree import Block as Clauses
from clausecheck.language.tree import Node
from clausecheck.quick import dataclass
from clausecheck.render.document import (
    BLANK,
    Block,
    Break,
    Fragment,
    Grid,
    Heading,
    Mark,
    Paragraph,
    Passage,
    Rendered,
    Signature,
    Signatures,
    clean,
    mark_name,
    plain,
    runs,
)
from clausecheck.render.parts import ClauseWords
from clausecheck.render.referring import Referring
from clausecheck.render.sentences import prose
from clausecheck.render.tables import TARGET_ROWS, credit_table, hours_table, target_table
from clausecheck.render.values import Speaker


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its heading, the kinds that stand in it, and whether it is a schedule."""

    title: str
    kinds: tuple[str, ...]
    schedule: bool = False


#: The sections, in their order; a kind that none of them names stands in the last one of the body.
SECTIONS: tuple[Section, ...] = (
    Section("Definitions", ("define", "site", "region", "tier", "family")),
    Section("The agreement", ("agreement",)),
    Section("Duties of the parties", ("duties",)),
    Section("Fees and payment", ("fees",)),
    Section("Confidentiality", ("confidentiality",)),
    Section("Security", ("security",)),
    Section("Data protection", ("data",)),
    Section("Liability", ("liability",)),
    Section("Force majeure", ("force_majeure",)),
    Section("Excused events", ("exceptions",)),
    Section("Changes", ("change",)),
    Section("Onboarding", ("onboarding",)),
    Section("Termination", ("termination",)),
    Section("Exit", ("exit",)),
    Section("Further provisions", ("clause", "text_for")),
    Section("Hours", ("hours",), True),
    Section("Services", ("service", "relies"), True),
    Section(
        "Priorities and target times",
        ("scale", "priority", "raise_to", "lower", "clock", *TARGET_ROWS, "escalate"),
        True,
    ),
    Section("Plans", ("plan",), True),
    Section("Measured service levels", ("metric", "guarantee"), True),
    Section("Service credits", ("credits",), True),
    Section("Reports and reviews", ("report", "review"), True),
    Section("Backups", ("backup",), True),
)
_HOMES: dict[str, str] = {
    "service": "The service", "plan": "The plan", "backup": "The backup", "fees": "The fees", "agreement": "This agreement",
    "credits": "Credits", "liability": "Liability", "report": "The report", "priority": "This priority", "clock": "This clock",
    "hours": "These hours", "onboarding": "Onboarding", "data": "The use of personal data",
}  # fmt: skip
_FRONT = ("provider", "customer", "signed")


@dataclass(slots=True)
class _Entry:
    """A place in the numbering: a heading with entries in it, or a paragraph; `table` are the nodes that a table says."""

    node: Node | None
    title: str = ""
    number: str = ""
    level: int = 1
    entries: list[_Entry] = field(default_factory=list)
    table: tuple[str, tuple[Node, ...]] | None = None
    introduced: bool = False


def compose(agreement: Agreement) -> Rendered:
    """The document of an agreement."""
    return _Drafter(agreement).document()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


class _Drafter:
    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement
        self.speaker = Speaker(agreement)
        self.marks: dict[int, Mark] = {}
        self.numbers: dict[int, str] = {}
        seen: dict[str, int] = {}
        for node in agreement.document.walk():
            seen[node.path] = seen.get(node.path, 0) + 1
            self.marks[id(node)] = Mark(mark_name(node.path, seen[node.path]), clean(node.path))
        self.referring = Referring(agreement, self.speaker, self.marks, self.numbers)

    def document(self) -> Rendered:
        title = next(
            (b.title.text for b in self.agreement.document.all(t.AgreementBlock) if b.title), "Agreement"
        )
        sections = [self._section(part) for part in SECTIONS]
        body = [one for part, one in zip(SECTIONS, sections, strict=True) if one and not part.schedule]
        schedules = [one for part, one in zip(SECTIONS, sections, strict=True) if one and part.schedule]
        self._number(body, "")
        self._number(schedules, "S")
        blocks: list[Block] = [*self._front(clean(title))]
        for entry in body:
            blocks += self._said(entry)
        blocks += self._signatures()
        if schedules:
            blocks.append(Break())
        for entry in schedules:
            blocks += self._said(entry)
        return Rendered(clean(title), tuple(blocks))

    # ---- the order of things

    def _section(self, part: Section) -> _Entry | None:
        last = part.title == "Further provisions"
        known = {kind for one in SECTIONS for kind in one.kinds}
        nodes = [
            node
            for node in self.agreement.document.clauses
            if (node.kind in part.kinds and not self._moved(node)) or (last and node.kind not in known)
        ]
        words = [node for node in self.agreement.document.clauses if self._moved(node) in part.kinds]
        if not nodes and not words:
            return None
        section = _Entry(None, part.title)
        anonymous = [node for node in nodes if isinstance(node, Clauses) and not self._named(node)]
        tables: list[Node] = []
        for node in nodes:
            if isinstance(node, Clauses):
                alone = len(nodes) == 1 and (node in anonymous or isinstance(node, t.AgreementBlock))
                self._block(section if alone else None, node, section, tables)
            elif isinstance(node, t.SpecialClause):
                section.entries.append(_Entry(node, clean(node.title.text)))
            else:
                section.entries.append(_Entry(node))
        if tables:
            at = next((i for i, one in enumerate(section.entries) if isinstance(one.node, t.Priority)), 0)
            section.entries.insert(at, _Entry(None, table=("targets", tuple(tables))))
        section.entries += [_Entry(node) for node in words]
        return section

    def _moved(self, node: Node) -> str:
        """The kind beside which words about a block stand; empty for anything else, and where nothing is found."""
        if not isinstance(node, t.TextFor) or not node.for_:
            return ""
        about = node.for_[0]
        text = about.text if isinstance(about, v.Name) else ""
        kinds = {kind for part in SECTIONS for kind in part.kinds}
        if text in kinds and self.agreement.of_kind(text):
            return text
        return self.speaker.kinds.get(text, "") if self.speaker.kinds.get(text) in kinds else ""

    @staticmethod
    def _named(node: Node) -> bool:
        return any(getattr(node, field, None) is not None for field in ("name", "title", "who"))

    def _block(self, into: _Entry | None, node: Clauses, section: _Entry, tables: list[Node]) -> None:
        """Put a block and what is in it under a heading of its own, or right into the section where it is the only one."""
        if into is None:
            into = _Entry(node, self._heading(node))
            section.entries.append(into)
            own = None
        else:
            own = node
        if self._has_parts(node):
            into.entries.append(_Entry(node, introduced=True))
        elif own is not None:
            self.numbers.setdefault(id(node), "")
            into.node = node
        self._fill(into, node, section, tables)

    def _fill(self, into: _Entry, node: Clauses, section: _Entry, tables: list[Node]) -> None:
        if isinstance(node, t.Hours):
            openings = tuple(node.all(t.Opening))
            if openings:
                into.entries.append(_Entry(None, table=("hours", openings)))
        credits = tuple(node.all(t.Credit))
        tabled = isinstance(node, t.Credits) and len(credits) > 1
        if tabled:
            into.entries.append(_Entry(None, table=("credits", credits)))
        for child in node.clauses:
            if (isinstance(node, t.Hours) and isinstance(child, t.Opening)) or (
                tabled and isinstance(child, t.Credit)
            ):
                continue
            if isinstance(child, t.Provider | t.Customer | t.Signed):
                continue
            if isinstance(node, t.Priority) and child.kind in TARGET_ROWS:
                tables.append(child)
            elif isinstance(child, Clauses) and not isinstance(child, t.Broken):
                inner = _Entry(child, self._heading(child))
                into.entries.append(inner)
                if self._has_parts(child):
                    inner.entries.append(_Entry(child, introduced=True))
                self._fill(inner, child, section, tables)
            else:
                into.entries.append(_Entry(child))

    @staticmethod
    def _has_parts(node: Clauses) -> bool:
        """Whether a block says more than its heading does."""
        if isinstance(node, t.Hours | t.Report | t.Relies):
            return True
        skipped = {"name", "title", "who", "version"}
        flags = ("cumulative",)
        return any(name not in skipped for name, _ in node.contents()) or any(
            getattr(node, name, None) is not None for name in flags
        )

    def _heading(self, node: Clauses) -> str:
        name, title = getattr(node, "name", None), getattr(node, "title", None)
        said = clean(title.text) if isinstance(title, v.Text) else ""
        if isinstance(node, t.Priority):
            return f"{clean(node.name.text)}{f' – {said}' if said else ''}"
        if isinstance(node, t.Relies):
            return f"Reliance on {said}"
        if isinstance(node, t.Duties):
            return f"Duties of {self.speaker.row(node.who)}"
        if isinstance(node, t.Hours) and not said:
            return _capital(self.speaker.say(node.name))
        if said:
            return _capital(said)
        if isinstance(name, v.Name):
            return _capital(clean(name.text))
        word = {
            "credits": "Credits", "clock": "How time is counted", "report": "Report", "exit": "Exit", "change": "Changes",
        }.get(node.kind, node.kind.replace("_", " ").capitalize())  # fmt: skip
        about = self.speaker.row(node.for_) if node.for_ else ""
        return f"{word} for {about}" if about and len(about) < 80 else word

    def _number(self, entries: Sequence[_Entry], before: str) -> None:
        for at, entry in enumerate(entries, start=1):
            entry.level = before.count(".") + 1 if before and before != "S" else 1
            entry.number = f"{before}{at}"
            if entry.node is not None:
                known = self.numbers.get(id(entry.node))
                if not known:
                    self.numbers[id(entry.node)] = entry.number
            if entry.table is not None:
                for node in entry.table[1]:
                    self.numbers[id(node)] = entry.number
            self._number(entry.entries, f"{entry.number}.")

    # ---- what is said

    def _said(self, entry: _Entry) -> Iterable[Block]:
        node = entry.node
        if entry.table is not None:
            yield from self._table(entry)
            return
        if entry.title:
            own = node is not None and not any(one.introduced for one in entry.entries)
            special = isinstance(node, t.SpecialClause)
            schedule = entry.number.startswith("S") and entry.level == 1
            title = entry.title
            line = self._line(title, (node,) if own and node is not None else ())
            yield Heading(
                entry.level,
                f"Schedule {entry.number[1:]}" if schedule else entry.number,
                line,
                self._paper(node),
            )
            if special and node is not None:
                yield from self._special(node, entry.level + 1)
            for inner in entry.entries:
                yield from self._said(inner)
            return
        if node is None:
            return
        if isinstance(node, t.TextFor):
            first, *more = self._paragraphs(node.prose)
            yield Paragraph(entry.level, entry.number, self._line(first, (node,)), self._paper(node))
            for text in more:
                yield Paragraph(entry.level, "", self._line(text))
            return
        paper = "" if entry.introduced and self._heads(node) else self._paper(node)
        yield Paragraph(entry.level, entry.number, self._line(self._sentence(node), (node,)), paper)

    def _heads(self, node: Node) -> bool:
        return isinstance(node, Clauses)

    def _special(self, node: Node, level: int) -> Iterable[Block]:
        assert isinstance(node, t.SpecialClause)
        for text in self._paragraphs(node.prose):
            yield Paragraph(level, "", self._line(text))
        said = ClauseWords(self.speaker, node)
        said.done.update({"title", "prose"})
        if any(said.has(name) for name, _ in node.contents()):
            yield Paragraph(level, "", self._line(prose(said)))

    def _paragraphs(self, text: v.Prose | None) -> list[str]:
        return self.referring.paragraphs(text) or [BLANK]

    def _paper(self, node: Node | None) -> str:
        return clean(node.number) if node is not None and node.number else ""

    def _line(self, phrase: str, nodes: tuple[Node, ...] = ()) -> Passage:
        return Passage(runs(phrase), tuple(self.marks[id(node)] for node in nodes), nodes)

    def _home(self, node: Node) -> str:
        parent = self.agreement.parent(node)
        if isinstance(node, t.Site | t.Region | t.Tier | t.Family):
            return f"“{clean(node.name.text)}”"
        if isinstance(node, t.Scale):
            return clean(node.name.text)
        if isinstance(node, t.Relies):
            return _HOMES.get(parent.kind if parent else "", self.speaker.provider)
        if isinstance(parent, t.Duties):
            return self.speaker.row(parent.who)
        if isinstance(parent, t.Relies):
            return clean(parent.title.text)
        return _HOMES.get(parent.kind if parent else "", "This agreement")

    def _doer(self, node: Node) -> str:
        """Who is bound by a clause in a list of duties, or in what a supplier has promised; else nobody but the provider."""
        parent = self.agreement.parent(node)
        return self._home(node) if isinstance(parent, t.Duties | t.Relies) else ""

    def _sentence(self, node: Node) -> str:
        said = ClauseWords(self.speaker, node, self._home(node), self._doer(node))
        if isinstance(node, Clauses) and not isinstance(node, t.Report | t.Relies):
            said.done.add("title")
        self.referring.prepare(said)
        return prose(said)

    def _table(self, entry: _Entry) -> Iterable[Block]:
        assert entry.table is not None
        kind, nodes = entry.table
        make = {"targets": target_table, "credits": credit_table, "hours": hours_table}[kind]
        lead, head, rows = make(self.agreement, self.speaker, nodes)
        yield Paragraph(entry.level, entry.number, self._line(lead))
        yield Grid(
            head,
            tuple(tuple(tuple(self._line(text, own) for text, own in cell) for cell in row) for row in rows),
            named=kind == "targets",
        )

    # ---- the front and the end

    def _front(self, title: str) -> Iterable[Block]:
        yield Heading(0, "", self._line(title))
        for block in self.agreement.document.all(t.AgreementBlock):
            version = getattr(block, "version", None)
            if isinstance(version, v.Text):
                yield Paragraph(0, "", self._line(f"Version {clean(version.text)}"))
        parties = [*self.agreement.all(t.Provider), *self.agreement.all(t.Customer)]
        yield Heading(1, "", self._line("Parties"))
        if not parties:
            yield Paragraph(1, "", self._line(f"{BLANK}, the provider, and {BLANK}, the customer."))
        for at, party in enumerate(parties, start=1):
            yield Paragraph(1, f"({at})", self._line(self._sentence(party), (party,)), self._paper(party))

    def _signatures(self) -> Iterable[Block]:
        parties: list[Node] = [*self.agreement.all(t.Provider), *self.agreement.all(t.Customer)]
        signed = list(self.agreement.all(t.Signed))
        places: list[Signature] = []
        for party in parties:
            own = [one for one in signed if self._same(one, party)]
            places += [self._place(party, one) for one in own] or [self._place(party, None)]
        known = {id(node) for place in places for node in place.nodes}
        places += [self._place(None, one) for one in signed if id(one) not in known]
        yield Heading(1, "", self._line("Signatures"))
        if not places:
            places = [self._place(None, None), self._place(None, None)]
        yield Signatures(tuple(places))

    @staticmethod
    def _same(signed: t.Signed, party: Node) -> bool:
        name = getattr(party, "name", None)
        return isinstance(name, v.Name) and name.text == signed.name.text

    def _place(self, party: Node | None, signed: t.Signed | None) -> Signature:
        name: object = (
            getattr(party, "title", None)
            or getattr(party, "name", None)
            or (signed.name if signed else v.Tbd())
        )
        by = on = BLANK
        if signed is not None:
            said = ClauseWords(self.speaker, signed)
            said.done.add("name")
            by, on = said.value("value") or BLANK, said.value("on") or BLANK
            by += said.rest()
        nodes = (signed,) if signed else ()
        return Signature(
            Passage((Fragment(plain(runs(self.speaker.say(name))), "strong"),)),
            runs(by),
            runs(on),
            tuple(self.marks[id(node)] for node in nodes),
            nodes,
        )
