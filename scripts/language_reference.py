"""Writes docs/language.md from the dataclasses of the tree, the grammar and the tour.

Run `python scripts/language_reference.py`; with `--check` nothing is written, and the exit code is 1 when the file is
not current.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from clausecheck.language import values as v
from clausecheck.language.builder import FieldType, field_types
from clausecheck.language.examples import COMMON
from clausecheck.language.openings import BEGINNINGS
from clausecheck.language.parser import parse, vocabulary
from clausecheck.language.resaid import RESAID
from clausecheck.language.spelling import MEANT
from clausecheck.language.tree import (
    ACTORS,
    EXCEPTIONS,
    KINDS,
    SUBJECTS,
    TARGETS,
    Block,
    Clause,
    Grouped,
    Node,
)
from clausecheck.language.wordings import SAID
from clausecheck.rules.shapetable import table
from clausecheck.version import LANGUAGE_VERSION

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "language.md"
EXAMPLES = 2

INTRO = """\
# The agreement language

<!-- Written by scripts/language_reference.py from the schema; do not edit by hand. -->

An agreement is a file of blocks. A block is a keyword, what it is about, and its clauses in braces. A clause is
one line: its keyword, its values, then its parts. Each part begins with a word of its own: `within 4 hours`, `for P1`.
[`samples/tour.sla`](../samples/tour.sla) and [`samples/words.sla`](../samples/words.sla) show everything at least once;
[meaning.md](meaning.md) says what the words mean where it matters. This is version VERSION of the language;
[versioning.md](versioning.md) says what later ones may change.

- Between values a comma means "and the next one". Before a part it is only breath, and lets the clause go on over the
  line end.
- A name has letters, digits and hyphens. Words that begin a part can never be names; other keywords may. Nor should a
  name be a unit of time, `formula`, `holidays`, `times`, `decided`, `address`, a word that chooses (`sooner`, `later`,
  `lower`, `higher`, `smaller`, `larger`), one for `when` or `until` (`if`, `where`, `while`, `whenever`, `till`), or
  `via`, `upon`, `verbal`, `verbally`, `orally`, `immediately`, `promptly`: of such a name the reader says what it takes it for.
- Clauses for the same may stand together: in a service, `P1 {` or `for P1, during business {` puts them in braces, and each
  is read as if it said so itself. Outside all blocks `P1 "Critical" {` is `priority P1 "Critical" {`, and in a priority
  `impact high` or `when users >= 50%` is `applies when …`.
- A block whose name is left out is called by its title (`service "Mail"` is `Mail`), `backup {` is `backup`, and `hours {`
  are `business` hours.
- `tbd` stands for any value that is not agreed yet, `unstated` for one on which the signed paper is silent.
- `#` begins a comment. A number in brackets before a block or a clause is its number in the paper contract.
- A text between triple quotes may refer to other clauses in braces: `{[9]}`, `{termination.exit.return}`.
"""


FIGURES = """\
### How figures are written

- `1,000.00 EUR`, `1.000,00 €`, `1 000,00 €`, `CHF 1'250.00`, `£4,200` and `$500` are read as contracts write them; `$` is the
  dollar of the agreement's `currency`, else the US dollar. `10.000 EUR` has two readings, and both are asked about.
- `four (4) hours` and `4 (four) hours` are one number; a finding where the two differ.
- A range `1-2 business days`, `15 to 30 minutes`, `80%-90% of incidents`: of times and maxima the upper end is promised,
  of shares and of what must last the lower.
- `at least`, `at most`, `below`, `above` may stand before any figure: `availability at least 98%`, `keep daily for at least
  1 year`. So may `no more than`, `no less than`, `less than`, `more than`, `up to`.
- `respond within 30 minutes, at most 90 minutes` aims at the first and promises the second.
- `hourly`, `daily`, `nightly`, `weekly`, `monthly`, `quarterly`, `yearly`, `once per quarter` and `every month` say how often.
- `last sunday of month`, `first business day of quarter` name a day of the calendar.
- `24x7` is the whole week; `8x5` says how long, not when, so that nothing can be computed with it.
- `1 July` (`July 1`, `1st of July`) is that day of each year: `closed on 25 December`, `mon-fri 08:00-20:00, from 1 November to
  31 March`, `invoice on 1 April`. Where a date is meant, the year is asked for.
- `month from day 16`, `quarter from 1 February`, `year from 6 April`, `week from sunday` are periods with their own first day. A
  `fiscal quarter` or `financial year` is a part of the year that `fiscal year begins on 1 July` says; without it, a finding.
- `averaged over 30 days` is a window that moves; so are `in any rolling 30-day period` and `over any period of 3 months`.
- `cap 5 times fees paid in the last 12 months` and `cap fees paid in the 12 months preceding the claim` reckon with the fees of
  the time before; `10 calendar days` are elapsed days, `15 Business Days` are `15 business days`.
- `without undue delay and in any event within 48 hours` aims at the first and promises the second.
- `increase "CPI" plus 2%` and `interest "Euribor" plus 8%` are formulas, as `formula "CPI" + 2%` is.
- `larger of 5% or "CPI"`, `smaller of 500 EUR or 100% of monthly fee`, `sooner of 4 hours or next business day` are choices;
  so are `the greater of A and B`, `the lesser of A and B`, `the earlier of A or B`, and `A or B, whichever is lower`.
- `A and B` and `A, B, and C` are lists, as `A, B` is.
- `gold and above` means a level, a plan or a priority with all above it.
"""

#: What words for times are worth (semantics: "words for times").
WORTH = {
    "next business day": "1 business day of the only hours block; with several, a question",
    "same business day": "the closing of that day; the next one for what comes in when it is closed",
    "indefinite": "of a term: it has no end of its own",
}

#: Where words that stand together belong, by the token that they make.
PLACES = {
    "COUNTS": "a part of `maintenance` and `emergency maintenance`",
    "NOT_COUNTED": "the same, the other way round",
    "EXCESS": "a part of `maintenance`: what goes beyond the window counts",
    "INCLUSIVE": "a part of `availability`: maintenance counts as downtime",
    "PLUS_TAX": "a part of `charge`",
    "WITH_TAX": "a part of `charge`",
    "THEREAFTER": "a part of `term`",
    "NO_CARRY": "a part of `credit` and `paid`",
    "IN_DOUBT": "a part of `priority decided`",
    "IN_DOUBT_LOWER": "a part of `priority decided`",
    "ONE_LOWER": "a part of `lower`",
    "DEEMED": "a part of `accept`, `approve`, `increase`, with `after 30 days`, `after go-live`, `by use` or `when paid`",
    "MISSED_BY": "in a condition, with a share of the time that was promised or a time: `when response missed by 50%`",
    "NO_TRANSFER": "a part of `paid` and `licence`",
    "ANSWERED": "a part of `escalate`, with a time",
    "VERBAL": "a part of any clause: `by` word of mouth",
    "REGISTERED_LETTER": "a part of any clause",
    "FIRST_FULL": "a part of `credit`, `charge`, `invoice` and `increase`: from the first full period on",
}


def reference() -> str:
    """The whole page."""
    return "\n".join(
        [
            INTRO.replace("VERSION", LANGUAGE_VERSION),
            *_first_page(),
            *_called(),
            *_shapes(),
            *_values(),
            *_figures(),
            *_common(),
            *_blocks(),
            *_words(),
            "",
        ]
    )


def _first_page() -> Iterator[str]:
    """Twenty clauses with which most agreements get along."""
    yield "## Twenty common clauses\n"
    yield "| What the contract says | How it is written | In |"
    yield "|---|---|---|"
    for said, written, place in COMMON:
        yield f"| {said} | `{written}` | `{place}` |"
    yield ""


def _called() -> Iterator[str]:
    """The index: words of contracts, and the keyword of the language that says the same."""
    yield "## What a contract calls it\n"
    yield "Words that contracts use, and the keyword to look for below. `clausecheck explain uptime` answers as well.\n"
    by_keyword: dict[str, list[str]] = {}
    for word, keyword in MEANT.items():
        by_keyword.setdefault(keyword, []).append(word)
    yield "| Contract | Keyword |"
    yield "|---|---|"
    for keyword in sorted(by_keyword):
        yield f"| {', '.join(sorted(by_keyword[keyword]))} | `{keyword}` |"
    yield ""


WORDINGS = """### How contracts say it

These are read where nothing else could be meant, so that a name stays a name. `per`, `each`, `every`, `during`, `for`, `on` and
`within` may also be left out where the value says by itself which part it is: `99.9% monthly`, `respond within 15 minutes, 24x7`,
`resolve within 1 business day, 85%`, `incremental daily mon-fri`, `full every sunday`, `update twice a day` (every 12 hours),
`escalate to "director" immediately`, `notify changes 30 days ahead`, `in 3 consecutive months` (3 of 3 months), `2 million EUR`,
`Monday to Friday 9am-5pm`. A figure with its level is a `guarantee` of its own: `packet-loss at most 0.1% each month`.
"""


def _figures() -> Iterator[str]:
    """How figures, ranges, bounds and words for times may be written."""
    yield FIGURES
    yield "| Words for a time | What they mean |"
    yield "|---|---|"
    for meant, ways in v.TIME_WORDS.items():
        others = ", ".join(f"`{way}`" for way in ways)
        yield f"| {others} | {WORTH.get(meant, 'no instant, and no promise of time')} |"
    yield ""
    yield "| Words that stand together | In the place of |"
    yield "|---|---|"
    for type_, ways in v.PHRASES.items():
        if type_ in PLACES:
            yield f"| {', '.join(f'`{way}`' for way in ways[:4])} | {PLACES[type_]} |"
    yield ""
    yield from _wordings()


def _wordings() -> Iterator[str]:
    """What contracts say in other words, and how it is read."""
    yield WORDINGS
    yield "| The contract says | It is read as |"
    yield "|---|---|"
    found: dict[str, list[str]] = {}
    for said, meant in SAID.items():
        found.setdefault(f"`{meant}`" if meant else "nothing of its own, behind a figure", []).append(
            " ".join(said)
        )
    for ways in (*RESAID.values(), *BEGINNINGS.values()):
        for said, meant in ways:
            if "every 1 week" not in meant and " ".join(said) != meant:
                found.setdefault(f"`{meant}`", []).append(
                    " ".join(word.replace("<", "").replace(">", "") for word in said)
                )
    for meant, ways_ in found.items():
        yield f"| {', '.join(f'`{_shown(way)}`' for way in ways_)} | {meant} |"
    yield ""


def _shown(way: str) -> str:
    """A wording with an example in the place of each type of token."""
    for type_, example in (
        ("UNIT", "month"),
        ("PERCENT", "95%"),
        ("NUMBER", "30"),
        ("DATE", "2027-01-31"),
        ("END", ""),
    ):
        way = way.replace(type_, example)
    return way.strip()


def _shapes() -> Iterator[str]:
    """What `kind` says of a document, from the table by which the rules go."""
    rows, rest = table(), list[str]()
    yield "## Kinds of documents\n"
    yield "`kind` in `agreement` says what the document is, and so what may be missing from it; with"
    yield '`kind sla, under "Master Services Agreement"` it names the agreement to which it belongs. Without'
    yield "`kind` the shape is taken from what is there, and the report says so. A block that a document"
    yield "needs is missed where it is not there; one that it"
    yield "may speak of is asked about once it does; all others are left to another document. What contradicts itself is found in"
    yield "every kind.\n"
    yield "| After `kind` | What it is | Needs | Is asked about once it speaks of it |"
    yield "|---|---|---|---|"
    for shape in rows.shapes.values():
        needs, opened = (
            ", ".join(rows.blocks[name].title for name in names) or "nothing"
            for names in (shape.asks, [name for name in shape.where_opened if name not in shape.asks])
        )
        wider = rows.shapes[shape.within].kinds if shape.within and not shape.kinds else ()
        kinds = ", ".join(f"`{kind}`" for kind in shape.kinds or wider)
        yield f"| {kinds} | {shape.title}: {shape.doc} | {needs} | {opened} |"
    for shape in rows.shapes.values():
        if shape.only_thorough:
            names = ", ".join(f"`{name}`" for name in sorted(shape.only_thorough))
            rest.append(f"Only `--profile thorough` asks {shape.title} about {names}.")
    for trait in rows.traits.values():
        names = ", ".join(f"`{name}`" for name in sorted(trait.only_thorough))
        wider = f"{rows.traits[trait.within].title}, and " if trait.within else ""
        rest.append(
            f"Whatever the kind: where it is about {wider}{trait.title}, only `--profile thorough` asks about {names}."
        )
    template = "a template `for` one of these (`kind template, for sla`), else for what its text suggests"
    yield f"| `template` | {template} | as that one | as that one |"
    yield ""
    yield from rest
    yield ""
    yield "Of a service, `kind` says how it is run: `managed`, `monitored`, `supported` or `hosted`."
    yield ""


def _values() -> Iterator[str]:
    yield "## Values\n"
    yield "| Value | Example | What it is |"
    yield "|---|---|---|"
    skip = (
        v.Value,
        v.Bounded,
        v.Operation,
        v.Bracket,
        v.Negative,
        v.Not,
        v.All,
        v.Any,
        v.Per,
        v.Tbd,
        v.Unstated,
    )
    for cls in vars(v).values():
        if isinstance(cls, type) and issubclass(cls, v.Value) and cls not in skip:
            name, _, example = cls.described.partition(", such as ")
            yield f"| {name} | {example} | {_line(cls).split('. ')[0].split('; `')[0].rstrip('.')}. |"
    yield ""
    units = sorted(set(v.UNITS.values()), key=list(v.UNITS.values()).index)
    yield f"Units of time: {', '.join(f'`{unit}s`' for unit in units)}; `ms` for milliseconds. A name before the unit"
    yield (
        "counts on that hours block: `4 business hours`. Sizes and rates: "
        + ", ".join(f"`{s}`" for s in v.SIZES)
        + "."
    )
    yield ""


def _common() -> Iterator[str]:
    yield "## Parts that may follow any clause\n"
    yield from _table(field_types(Clause).values(), [])
    yield ""


def _blocks() -> Iterator[str]:
    examples = _examples()
    documented: set[str] = set()
    yield "## Blocks and clauses\n"
    for kind, cls in KINDS.items():
        if kind == Grouped.kind or ("file" not in cls.inside and not issubclass(cls, Block)):
            continue
        yield from _entry(kind, cls, examples, "###")
        documented.add(kind)
        if not issubclass(cls, Block):
            continue
        for inner, inner_cls in KINDS.items():
            homes = inner_cls.inside
            apart = inner in documented or "file" in homes or issubclass(inner_cls, Block)
            if kind in homes and not apart:
                yield from _entry(inner, inner_cls, examples, "####")
                documented.add(inner)


def _entry(kind: str, cls: type[Node], examples: dict[str, list[str]], level: str) -> Iterator[str]:
    words = vocabulary()
    title = f"`{words.word(kind)}`" if words.heads.get(kind) else "Opening times"
    yield f"{level} {title}\n"
    yield _line(cls) + "\n"
    if examples.get(kind):
        yield "```"
        yield from examples[kind][:EXAMPLES]
        yield "```\n"
    homes = [f"`{words.word(home)}`" for home in cls.inside if home != "file"]
    places = (["the outermost level"] if "file" in cls.inside else []) + homes
    yield f"Stands in: {', '.join(places)}.\n"
    own = [wanted for name, wanted in field_types(cls).items() if wanted != field_types(Clause).get(name)]
    if own:
        yield from _table(own, words.positional(kind))
        yield ""
    if issubclass(cls, Block):
        inside = [words.word(other) for other, found in KINDS.items() if kind in found.inside]
        if inside:
            yield f"Holds: {', '.join(f'`{word}`' for word in dict.fromkeys(inside))}.\n"


def _table(wanted: object, positional: list[str]) -> Iterator[str]:
    words = vocabulary()
    yield "| Part | Values | Meaning |"
    yield "|---|---|---|"
    for item in wanted:  # type: ignore[attr-defined]
        assert isinstance(item, FieldType)
        if item.name in positional or item.name not in words.parts:
            part = (
                "the value"
                if item.name in ("value", "values", "amount_is")
                else f"*{item.name.replace('_', ' ').strip()}*"
            )
        else:
            part = f"`{words.part(item.name)}`"
        doc = item.spec.doc + ("; required" if item.required else "")
        if item.spec.limit is not None:
            doc += f"; at most {item.spec.limit}%"
        yield f"| {part} | {_accepts(item)} | {doc} |"


def _accepts(item: FieldType) -> str:
    if item.classes == (bool,):
        return "only the word"
    conditions = (v.Not, v.All, v.Any)
    classes = [cls for cls in item.classes if issubclass(cls, v.Value) and cls not in conditions]
    names = [cls.described.partition(", such as")[0] for cls in classes]
    names = [
        name.removeprefix("a ").removeprefix("an ") for name in names if name not in ("`tbd`", "`unstated`")
    ]
    return ", ".join(names) + (" …" if item.several else "")


def _examples() -> dict[str, list[str]]:
    """Lines of the two tours for each kind."""
    found: dict[str, list[str]] = {}
    for name in ("tour.sla", "words.sla"):
        parsed = parse((ROOT / "samples" / name).read_text(encoding="utf-8"), f"samples/{name}")
        for node in parsed.document.walk():
            text = parsed.source.slice(node.head)
            brace = " {" if isinstance(node, Block) and node.clauses else ""
            found.setdefault(node.kind, []).append((text.split("\n")[0] + brace).strip())
    return found


def _words() -> Iterator[str]:
    yield "## Words that need no declaration\n"
    for title, words in (
        ("Who acts, and by which means", ACTORS),
        ("What a promise can be about", TARGETS),
        ("What can be excepted", EXCEPTIONS),
        ("What a condition can observe", SUBJECTS),
    ):
        yield f"- {title}: {', '.join(f'`{word}`' for word in words)}."
    reserved = ", ".join(f"`{word}`" for word in sorted(vocabulary().reserved))
    yield f"- Words that can never be names: {reserved}."


def _line(cls: type) -> str:
    return " ".join((cls.__doc__ or "").split()).replace("|", "\\|")


def main() -> int:
    """Write or check the page."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true")
    text = reference()
    if arguments.parse_args().check:
        current = TARGET.read_text(encoding="utf-8") if TARGET.exists() else ""
        if current != text:
            print(
                "docs/language.md is not current; run python scripts/language_reference.py", file=sys.stderr
            )
            return 1
        return 0
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
