"""The report for people, in a terminal or in a file."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.text import Text

from clausecheck.finding import CheckResult, Finding, Severity
from clausecheck.reports import review
from clausecheck.reports.common import Run, by_file, counted, told
from clausecheck.reports.terminal import CONSOLE, Pen, Underline, frame, gutter
from clausecheck.rules.shapetable import table
from clausecheck.source import LINE_END, Source

STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}
ROW_STYLES = {"help": "green", "or": "green", "more": "dim", "source": "dim", "why": "italic"}
OR = "   or   "
SHORT = 100
FILES_NAMED = 10
DISCLAIMER = "This is a check by a program, not legal advice."


def render(
    result: CheckResult,
    *,
    width: int | None = None,
    color: bool = False,
    quiet: bool = False,
    ascii: bool = False,
    encoding: str = "utf-8",
    remarks: Sequence[str] = (),
    failures: Sequence[str] = (),
    proofs: bool = False,
    statistics: bool = False,
    everything: bool = False,
) -> str:
    """The whole report as text, each line ending with a line feed.

    `width` is that of the terminal in cells (below 40 counts as 40); None means no terminal: nothing is
    wrapped. `color` adds ANSI colours and changes nothing else. `quiet` gives one line a finding, never
    wrapped, then `failures` (what was not checked), and no summary. `ascii` draws and writes in ASCII only; `encoding` is
    the one that the output must keep to: characters that it lacks are written as escapes. `remarks` are further lines for the
    summary, such as what was fixed or waived. `proofs` lists what was shown to be free of contradiction, and what could
    not be decided, before the summary. `everything` shows each finding in a frame.
    `statistics` adds a table of the rules by number of findings at the end. There is a parameter for each option of the
    command that changes the text.
    """
    how = Run(
        width=width,
        color=color,
        quiet=quiet,
        encoding=encoding,
        remarks=tuple(remarks),
        failures=tuple(failures),
        proofs=proofs,
        statistics=statistics,
        everything=everything,
    )
    return "".join(pieces(result, how, ascii=ascii))


def pieces(result: CheckResult, run: Run, *, ascii: bool = False) -> Iterator[str]:
    """The report as a run asks for it, line by line."""
    pen = Pen.of(None if run.quiet else run.width, ascii, run.encoding)
    lines = (
        _quiet(result, run.failures, pen)
        if run.quiet
        else _full(result, run.remarks, pen, run.proofs, run.everything)
    )
    for line in itertools.chain(lines, _statistics(result, pen) if run.statistics else ()):
        yield f"{_ansi(line) if run.color else line.plain}\n"


def _ansi(line: Text) -> str:
    return "".join(
        segment.style.render(segment.text, color_system=ColorSystem.STANDARD)
        if segment.style
        else segment.text
        for segment in Text.assemble(line).render(CONSOLE)
    )


def _location(finding: Finding, result: CheckResult) -> str:
    start = result.sources.get(finding.file, Source("")).position(finding.span.start)
    return f"{finding.file}:{start.line}:{start.column}"


def _headline(finding: Finding, pen: Pen) -> Text:
    head = f"{finding.severity.value}[{pen.escape(finding.code)}]"
    return Text.assemble(
        (head, STYLES[finding.severity]),
        f" {pen.escape(finding.name)}: ",
        (pen.escape(finding.message), "bold"),
    )


def _quiet(result: CheckResult, failures: Sequence[str], pen: Pen) -> Iterator[Text]:
    for finding in result.findings:
        number = f"[{pen.escape(finding.number)}] " if finding.number else ""
        yield Text.assemble(pen.escape(_location(finding, result)), ": ", number, _headline(finding, pen))
    yield from (Text(f"not checked: {pen.escape(words)}") for words in failures)


def _full(
    result: CheckResult, remarks: Sequence[str], pen: Pen, proofs: bool, everything: bool
) -> Iterator[Text]:
    many = len(result.agreements) > 1
    for path, findings, part in by_file(result, lambda part: part.sources):
        if not findings and (many or "scope" not in part.facts):
            continue
        agreement = path in part.agreements
        if agreement:
            yield from review.header(path, part, pen)
            yield Text()
            yield from review.verdict(findings, pen)
            yield Text()
        if everything or not agreement:
            yield from _framed(sorted(findings, key=lambda finding: finding.rank), part, pen)
        else:
            yield from _work(path, findings, part, pen)
    if proofs:
        yield from _proofs(result, pen)
    yield from _summary(result, remarks, pen)


def _work(path: str, findings: Sequence[Finding], result: CheckResult, pen: Pen) -> Iterator[Text]:
    """What must be mended with frames, the gaps as lines, the rest as counts. Where the text could not be read, only that."""
    errors = review.first(findings)
    if review.unread(findings):
        errors = [finding for finding in errors if finding.group == "reading"]
    if errors:
        yield Text("Mend before signing", "bold")
        yield Text()
        names = review.party_names(path, result)
        for number, finding in enumerate(errors, 1):
            yield from _item(number, finding, result, names, pen)
            yield Text()
    if review.unread(findings):
        waiting = len(findings) - len(errors)
        if waiting:
            words = f"{counted(waiting, 'finding')} about what could be read wait until the rest can be (--all shows them)"
            yield from pen.wrap(Text("  "), "  ", Text(words))
            yield Text()
        return
    yield from review.gaps(findings, _titles(), result, pen)
    rows = list(review.counts(path, findings, result))
    if rows:
        yield from _aligned(rows, 2, pen)
        yield Text()


def _titles() -> Mapping[str, str]:
    """The blocks of questions with their titles, in the order in which one writes an agreement."""
    return {name: block.title for name, block in table().blocks.items()}


def _item(
    number: int, finding: Finding, result: CheckResult, names: Mapping[str, str], pen: Pen
) -> Iterator[Text]:
    """One thing to mend: what it is, who is at risk, its frame, the case that proves it, and the ways out."""
    at = review.where(finding, result)
    head = Text.assemble((f"{number:>2}  ", "bold"), (f"{pen.escape(at)} ", "dim"))
    yield from pen.wrap(head, "    ", Text(pen.escape(told(finding)), STYLES[finding.severity]))
    kind = review.NAMES.get(finding.group, (finding.group,))[0]
    dot = f" {pen.glyphs.dot} "
    about = dot.join((kind, review.at_risk(finding, names), f"{finding.code} {finding.name}"))
    yield from pen.wrap(Text("    "), "    ", Text(pen.escape(about), "dim"))
    source = result.sources.get(finding.file)
    places = [Underline(finding.span, finding.label, primary=True)]
    places += [Underline(label.span, label.text) for label in finding.labels]
    margin = gutter(source, places)
    where = pen.escape(_location(finding, result))
    if finding.place:
        where += f" {pen.glyphs.dot} {pen.escape(finding.place)}"
    yield from frame(source, where, places, STYLES[finding.severity], margin, pen)
    rows = [("case", finding.witness.summary)] if finding.witness else []
    rows += [("note", note) for note in finding.notes]
    rows += _alternatives(finding.help, pen, margin + len("  source  "))
    yield from _aligned(rows, margin + 1, pen)


def _framed(findings: Sequence[Finding], result: CheckResult, pen: Pen) -> Iterator[Text]:
    """Every finding in a frame; what is the same for all findings of a rule is said with the first."""
    explained: set[str] = set()
    shown: tuple[Any, ...] | None = None
    repeated = False
    for finding in findings:
        here = _frame_of(finding)
        if here == shown:
            if not repeated:
                yield from pen.wrap(Text(), "", Text(_again(finding, result, pen), "dim"))
                yield Text()
            repeated = True
            yield from _brief(finding, pen)
        else:
            repeated = False
            yield from _finding(finding, result, finding.code not in explained, pen)
            explained.add(finding.code)
        shown = here
        yield Text()


def _frame_of(finding: Finding) -> tuple[Any, ...]:
    """What makes the frame of a finding; two in a row with the same share one."""
    return finding.file, finding.span, finding.label, finding.labels, finding.place


def _again(finding: Finding, result: CheckResult, pen: Pen) -> str:
    """The line over findings that point where the one before them points."""
    at = pen.escape(_location(finding, result))
    return f"Also at {at}, {pen.escape(finding.place)}:" if finding.place else f"Also at {at}:"


def _brief(finding: Finding, pen: Pen) -> Iterator[Text]:
    """A finding without its frame, and without what `clausecheck explain` says about its rule."""
    rows = [("case", finding.witness.summary)] if finding.witness else []
    rows += [("note", note) for note in finding.notes]
    rows += _alternatives(finding.help, pen, len("  source  "))
    yield from pen.wrap(Text(), " " * 4, _headline(finding, pen))
    yield from _aligned(rows, 2, pen)


def _finding(finding: Finding, result: CheckResult, explain: bool, pen: Pen) -> Iterator[Text]:
    """One finding; `explain` adds what is the same for all findings of its rule."""
    source = result.sources.get(finding.file)
    places = [Underline(finding.span, finding.label, primary=True)]
    places += [Underline(label.span, label.text) for label in finding.labels]
    rows = [("case", finding.witness.summary)] if finding.witness else []
    if explain and finding.why:
        rows.append(("why", finding.why))
    rows += [("note", note) for note in finding.notes]
    margin = gutter(source, places)
    rows += _alternatives(finding.help, pen, margin + len("  source  "))
    if explain:
        rows += [("source", str(citation)) for citation in finding.citations]
        rows.append(("more", f"clausecheck explain {finding.name}"))

    header = pen.escape(_location(finding, result))
    if finding.place:
        header += f" {pen.glyphs.dot} {pen.escape(finding.place)}"
    yield from pen.wrap(Text(), " " * 4, _headline(finding, pen))
    yield Text()
    yield from frame(source, header, places, STYLES[finding.severity], margin, pen)
    yield from _aligned(rows, margin + 1, pen)


def _alternatives(alternatives: Sequence[str], pen: Pen, indent: int) -> list[tuple[str, str]]:
    """Alternatives side by side where that is short, else one a row."""
    joined = OR.join(alternatives)
    room = SHORT if pen.width is None else min(SHORT, pen.width - indent)
    if len(alternatives) > 1 and "\n" not in joined and cell_len(pen.escape(joined)) <= room:
        return [("help", joined)]
    return [("or" if index else "help", text) for index, text in enumerate(alternatives)]


def _aligned(rows: Sequence[tuple[str, str]], indent: int, pen: Pen) -> Iterator[Text]:
    """Rows of a name and a text, the texts aligned; a text keeps its own line ends."""
    column = max((len(name) for name, _ in rows), default=0) + 2
    for name, text in rows:
        style = ROW_STYLES.get(name, "")
        for line in LINE_END.split(text.strip("\r\n")):
            first = Text.assemble(" " * indent, (name.ljust(column), "bold"))
            yield from pen.wrap(first, " " * (indent + column), Text(pen.escape(line), style))
            name = ""


def _summary(result: CheckResult, remarks: Iterable[str], pen: Pen) -> Iterator[Text]:
    files = counted(len(result.agreements), "agreement")
    tally = [
        (counted(result.count(severity), severity.value), STYLES[severity])
        for severity in Severity
        if result.count(severity)
    ]
    rows: list[tuple[str, str]] = []
    if tally:
        counts = Text(", ").join(Text(words, style) for words, style in tally)
        verdict = Text.assemble(f"{files} checked: ", counts, ".")
    elif result.agreements:
        verdict = Text(f"No findings: {files} checked, and no rule was broken.", "bold green")
        paths = list(result.agreements)
        more = f" and {len(paths) - FILES_NAMED} more" if len(paths) > FILES_NAMED else ""
        rows = [("checked", ", ".join(paths[:FILES_NAMED]) + more)]
    else:
        verdict = Text("Nothing was checked: there was no agreement to read.", "bold yellow")
    rows += [("building blocks", text) for text in _blocks(result)]
    rows += [("proven", text) for text in _proven(result)]
    rows += [("also", remark) for remark in remarks]
    rows += [("not checked", text) for text in result.not_checked]
    yield from pen.wrap(Text(), "", verdict)
    yield from _aligned(rows, 2, pen)
    yield from pen.wrap(Text(), "", Text(DISCLAIMER, "dim"))


def _proofs(result: CheckResult, pen: Pen) -> Iterator[Text]:
    """What was shown, and what was not decided: a paragraph each, under the rule that it is about."""
    by_rule: dict[tuple[bool, str], list[str]] = {}
    for proof in result.proofs:
        key = (bool(proof.get("decided", True)), str(proof.get("rule", "")))
        by_rule.setdefault(key, []).append(str(proof.get("summary", "")))
    for decided, title in ((True, "Shown to be free of contradiction:"), (False, "Not decided:")):
        groups = [(rule, texts) for (settled, rule), texts in by_rule.items() if settled is decided]
        if not groups:
            continue
        yield Text(title, "bold")
        for rule, texts in groups:
            yield Text(f"  {pen.escape(rule)}", "bold")
            for text in dict.fromkeys(texts):
                yield from pen.wrap(Text("    "), "      ", Text(pen.escape(text)))
        yield Text()


def _statistics(result: CheckResult, pen: Pen) -> Iterator[Text]:
    """The rules by number of findings, as a table whose lines are never wrapped: programs read them too."""
    from clausecheck.portfolio import by_rule

    every = by_rule(result.findings)
    if result.findings or result.agreements:
        yield Text()
    if not every:
        yield Text("Findings by rule: none.")
        return
    rows = [
        (str(rule.findings), str(rule.files), rule.code, rule.name, _tally(rule.severities)) for rule in every
    ]
    headings = ("findings", "files", "code", "rule", "severities")
    sizes = [max(cell_len(pen.escape(row[at])) for row in (headings, *rows)) for at in range(len(headings))]
    yield Text("Findings by rule:", "bold")
    for row in (headings, *rows):
        cells = [pen.escape(text) for text in row]
        padded = [
            " " * (size - cell_len(text)) + text if at < 2 else text + " " * (size - cell_len(text))
            for at, (text, size) in enumerate(zip(cells, sizes, strict=True))
        ]
        yield Text("  " + "  ".join(padded).rstrip(), "bold" if row is headings else "")


def _tally(severities: Mapping[str, int]) -> str:
    return ", ".join(counted(count, name) for name, count in severities.items())


def _proven(result: CheckResult) -> Iterator[str]:
    """How many questions of arithmetic were settled without a finding."""
    settled = sum(1 for proof in result.proofs if proof.get("decided", True))
    left = len(result.proofs) - settled
    if result.proofs:
        text = f"{counted(settled, 'question')} of time and arithmetic settled without a contradiction"
        yield f"{text}, {left} undecided (--proofs lists them)" if left else f"{text} (--proofs lists them)"


def _blocks(result: CheckResult) -> Iterator[str]:
    """How many building blocks one agreement has, and which it lacks; nothing for several agreements."""
    blocks = result.facts.get("building blocks")
    if len(result.agreements) != 1 or not isinstance(blocks, Mapping):
        return
    named: dict[str, list[str]] = {"present": [], "missing": [], "undecided": []}
    scope = result.facts.get("scope", {})
    asked = {row: block for row, block in blocks.items() if row in scope.get("building blocks", blocks)}
    for block in asked.values():
        named[block["state"]].append(block["title"])
    if not (named["present"] or named["missing"]):
        return
    text = (
        f"{len(named['present'])} of {len(asked)}{' that such a document needs' if scope else ''} are there"
    )
    if named["missing"] and named["present"]:
        text += f"; missing: {', '.join(named['missing'])}"
    if named["undecided"]:
        text += f"; could not be decided: {', '.join(named['undecided'])}"
    yield text
