"""The document as one HTML page: no scripts, nothing fetched, prints well on A4 and Letter.

Everything that an agreement says passes `html.escape`; a policy in the page forbids scripts and network to whatever reads it.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from clausecheck.render.document import (
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
)

_STYLE = """
:root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fff;
  --soft: #5a5a5a; --line: #b8b8b8; --fill: #fff3c4; --head: #f1f1ee; }
@media (prefers-color-scheme: dark) { @media screen { :root {
  --ink: #ececec; --paper: #161616; --soft: #b0b0b0; --line: #555; --fill: #5a4a00; --head: #262626; } } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.2rem 4rem; max-width: 46rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 "Georgia", "Liberation Serif", "Times New Roman", serif; overflow-wrap: break-word; hyphens: manual; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 1rem 0 .3rem; }
h2 { font-size: 1.25rem; margin: 2.2rem 0 .6rem; padding-bottom: .2rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.06rem; margin: 1.4rem 0 .4rem; }
h4, h5, h6 { font-size: 1rem; margin: 1rem 0 .3rem; font-style: italic; }
.item { display: grid; grid-template-columns: minmax(4.1rem, max-content) minmax(0, 1fr); column-gap: .5rem; margin: .35rem 0; }
.item.plain { padding-left: 4.6rem; display: block; }
.number { font-variant-numeric: tabular-nums; color: var(--soft); }
.paper { color: var(--soft); font-size: .9em; }
.version { color: var(--soft); margin: 0 0 1.5rem; }
.blank { background: var(--fill); border-bottom: 1px solid currentColor; display: inline-block; min-width: 7em; height: 1.2em;
  vertical-align: text-bottom; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.unstated { font-style: italic; color: var(--soft); }
.scroll { overflow-x: auto; margin: .5rem 0 1rem 4.6rem; }
table { border-collapse: collapse; width: 100%; font-size: .93rem; }
td { overflow-wrap: anywhere; }
.pair :is(th, td):last-child { width: 36%; }
th, td { border: 1px solid var(--line); padding: .35rem .5rem; text-align: left; vertical-align: top; }
thead th { background: var(--head); print-color-adjust: exact; -webkit-print-color-adjust: exact; }
td p { margin: 0 0 .3rem; } td p:last-child { margin-bottom: 0; }
a { color: inherit; text-decoration-color: var(--line); }
.places { display: flex; flex-wrap: wrap; gap: 2rem; }
.place { flex: 1 1 16rem; break-inside: avoid; }
.place dl { margin: .6rem 0 0; } .place dt { color: var(--soft); font-size: .85rem; margin-top: .9rem; }
.place dd { margin: 0; min-height: 1.7rem; border-bottom: 1px solid var(--ink); }
.place .sign { min-height: 3rem; }
@media (max-width: 34rem) { .item { grid-template-columns: 1fr; } .item.plain { padding-left: 0; } .scroll { margin-left: 0; } }
@page { margin: 22mm 20mm 20mm; @bottom-center { content: counter(page) " / " counter(pages); font: 9pt serif; color: #555; } }
@media print {
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  h1 { font-size: 20pt; } h2 { font-size: 13pt; } h3 { font-size: 11pt; } h4 { font-size: 10.5pt; }
  h1, h2, h3, h4 { break-after: avoid; } tr { break-inside: avoid; } .lead { break-after: avoid; } .item { break-inside: avoid; }
  .scroll { overflow: visible; margin-left: 0; } table { font-size: 9.5pt; }
  .break { break-before: page; } a { text-decoration: none; } p { orphans: 2; widows: 2; }
}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def render(document: Rendered) -> str:
    """The whole page."""
    body = "\n".join(_blocks(document.blocks))
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(document.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(document.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _blocks(blocks: Iterable[object]) -> Iterable[str]:
    fresh = False
    made = list(blocks)
    for at, block in enumerate(made):
        if isinstance(block, Break):
            fresh = True
            continue
        if isinstance(block, Heading):
            level = min(block.level + 1, 6)
            number = f'<span class="number">{escape(block.number)}</span> ' if block.number else ""
            text = f"{number}{_paper(block.paper)}{_line(block.line)}"
            page = ' class="break"' if fresh else ""
            yield f"<h{level}{_marked(block.line.marks)}{page}>{text}</h{level}>"
        elif isinstance(block, Paragraph):
            lead = " lead" if at + 1 < len(made) and isinstance(made[at + 1], Grid) else ""
            yield _paragraph(block, lead)
        elif isinstance(block, Grid):
            yield _table(block)
        elif isinstance(block, Signatures):
            places = "".join(_place(place) for place in block.places)
            yield f'<div class="places">{places}</div>'
        fresh = False


def _paragraph(block: Paragraph, lead: str) -> str:
    text = f"{_paper(block.paper)}{_line(block.line)}"
    if block.level == 0:
        return f'<p class="version"{_marked(block.line.marks)}>{text}</p>'
    if not block.number:
        return f'<div class="item plain{lead}"{_marked(block.line.marks)}>{text}</div>'
    number = f'<span class="number">{escape(block.number)}</span>'
    return f'<div class="item{lead}"{_marked(block.line.marks)}>{number}<span>{text}</span></div>'


def _marked(marks: tuple[Mark, ...]) -> str:
    if not marks:
        return ""
    return f' id="{escape(marks[0].name)}" data-clause="{escape(marks[0].path)}"'


def _paper(number: str) -> str:
    return f'<span class="paper">[{escape(number)}]</span> ' if number else ""


def _line(line: Passage) -> str:
    return "".join(_run(run) for run in line.runs)


def _run(run: Fragment) -> str:
    text = escape(run.text)
    if run.style == "blank":
        return '<span class="blank" role="img" aria-label="to be filled in"></span>'
    if run.style == "unstated":
        return f'<span class="unstated">[{text}]</span>'
    if run.style == "strong":
        return f"<strong>{text}</strong>"
    if run.style == "reference":
        return f'<a href="#{escape(run.target)}">{text}</a>'
    return text


def _table(block: Grid) -> str:
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in block.head)
    rows = []
    for row in block.rows:
        cells = []
        for at, cell in enumerate(row):
            text = "".join(f"<p{_marked(line.marks)}>{_line(line)}</p>" for line in cell)
            if at == 0 and block.named:
                named = "".join(_line(line) for line in cell)
                cells.append(f'<th scope="row">{named}</th>')
            else:
                cells.append(f"<td>{text}</td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    inside = f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody>"
    pair = ' class="pair"' if len(block.head) == 2 and not block.named else ""
    return f'<div class="scroll"><table{pair}>{inside}</table></div>'


def _place(place: Signature) -> str:
    by = "" if _blank(place.by) else "".join(_run(run) for run in place.by)
    on = "" if _blank(place.on) else "".join(_run(run) for run in place.on)
    return (
        f'<section class="place"{_marked(place.marks)}><div>Signed for {_line(place.party)}</div><dl>'
        f'<dt>Signature</dt><dd class="sign"></dd><dt>Name and title</dt><dd>{by}</dd><dt>Date</dt><dd>{on}</dd></dl></section>'
    )


def _blank(runs: tuple[Fragment, ...]) -> bool:
    return all(run.style == "blank" for run in runs)
