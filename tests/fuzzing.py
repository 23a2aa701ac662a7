"""What the fuzzer tries: how an input is made for each target, what is done with it, and what must hold then.

An input is made from texts that are there (samples, cases, examples of rules): blocks of several agreements put together, clauses
derived from the grammar, figures and dates at the ends of what can be said, hostile text in quotes. `scripts/fuzz.py` runs this
for as long as it is told to; what it has found is kept in `tests/cases/fuzz/`, and `tests/test_fuzz.py` tries that again.
"""

from __future__ import annotations

import base64
import contextlib
import csv
import datetime as dt
import functools
import io
import json
import os
import random
import re
import sys
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from lark.grammar import Rule, Terminal

from clausecheck.agreement.model import resolve
from clausecheck.checking import check_parsed
from clausecheck.cli import main as cli
from clausecheck.cli.common import CommandError, uncommanded
from clausecheck.cli.documents import imported
from clausecheck.finding import CheckResult, Severity
from clausecheck.fixing import Kinds, mended
from clausecheck.language.format import UnreadableText, layout
from clausecheck.language.grammar import compile_grammar
from clausecheck.language.parser import Parsed, parse_bytes, vocabulary
from clausecheck.language.values import PHRASES
from clausecheck.lsp.actions import actions, all_safe
from clausecheck.lsp.colours import coloured
from clausecheck.lsp.completing import completions
from clausecheck.lsp.formatting import formatted
from clausecheck.lsp.hints import hints
from clausecheck.lsp.hovering import hover
from clausecheck.lsp.names import CannotRename, at, references, rename
from clausecheck.lsp.positions import ENCODINGS, EditorPlace, TextChange
from clausecheck.lsp.session import Open, Session
from clausecheck.lsp.symbols import folds, named, outline
from clausecheck.lsp.version import TextVersion, Verdict
from clausecheck.render import docx, html, markdown
from clausecheck.render.compose import compose
from clausecheck.reports.common import Run
from clausecheck.reports.formats import FORMATS
from clausecheck.rules.loader import Ruleset, load
from clausecheck.source import Span
from clausecheck.waivers import read as waivers_of
from tests.reports.made import ATTACKS

ROOT = Path(__file__).parents[1]
FOUND = ROOT / "tests" / "cases" / "fuzz"
LONGEST = 20_000
"""Characters of an agreement that is made: what a person could write."""


@dataclass(frozen=True)
class Made:
    """An input: files by name, and the command line where a target has one."""

    files: Mapping[str, bytes]
    args: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """The input as JSON values, readable where it is text."""
        return {"args": list(self.args), "files": {name: _written(data) for name, data in self.files.items()}}

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Made:
        """An input that `as_data` has written."""
        files = {
            name: text.encode("utf-8") if isinstance(text, str) else base64.b64decode(text["base64"])
            for name, text in data["files"].items()
        }
        return cls(files, tuple(data["args"]))


def _written(data: bytes) -> str | dict[str, str]:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode("ascii")}


# ---- where inputs come from


@functools.cache
def agreements() -> tuple[str, ...]:
    """The agreements that are there."""
    files = sorted([*ROOT.glob("samples/**/*.sla"), *ROOT.glob("tests/cases/**/*.sla")])
    return tuple(file.read_text(encoding="utf-8", errors="replace") for file in files)


@functools.cache
def blocks() -> tuple[str, ...]:
    """Their blocks, and those of the examples of all rules."""
    texts = [*agreements(), *(text for rule in _msp().known() for text in (*rule.flawed, *rule.clean))]
    found = {block for text in texts for block in re.split(r"\n(?=[a-z\[])", text) if len(block) < 4_000}
    return tuple(sorted(found))


@functools.cache
def clauses() -> tuple[str, ...]:
    """Single lines of them."""
    lines = {line.strip() for block in blocks() for line in block.split("\n")}
    return tuple(sorted(line for line in lines if line and line not in "{}" and not line.startswith("#")))


@functools.cache
def _msp() -> Ruleset:
    return load("msp")


#: Examples of each token of the grammar, the ends of what can be said among them.
TOKENS: dict[str, tuple[str, ...]] = {
    "NUMBER": ("0", "1", "2", "12", "4.5", "0.001", "1000", "99999999", "999999999999999999999"),
    "NUMBER_TIMES": ("0", "1", "3", "400000"),
    "PERCENT": ("0%", "1%", "99.9%", "100%", "99.99999999%", "150%"),
    "PERCENT_RANGE": ("80%-90%", "90%-80%", "0%-100%"),
    "NUMBER_RANGE": ("1-2", "2-1", "0-0", "1-99999999"),
    "DATE": ("2027-01-31", "2028-02-29", "0001-01-01", "9999-12-31", "2027-12-25"),
    "TIME": ("00:00", "09:00", "24:00", "23:59"),
    "HOURS_SPAN": ("09:00-17:30", "22:00-06:00", "00:00-24:00", "00:00-00:01"),
    "DAYS": ("mon-fri", "sat", "mon, wed", "sun-sat"),
    "UNIT": ("seconds", "minutes", "hours", "days", "weeks", "months", "years", "business hours", "business days"),
    "CURRENCY": ("GBP", "EUR", "JPY"),
    "MONEY": ("£4,200", "$0", "€99999999999"),
    "SIZE": ("TB", "Gbit/s"),
    "ZONE": ("Europe/London", "Asia/Kathmandu", "Pacific/Apia"),
    "NAME": ("P1", "P2", "monthly", "core", "servers", "HQ", "business", "Client", "MSP", "customer", "maintenance"),
    "STRING": ('"see the annex"', '"4 hours or 2 days"', '"{ }"', '""'),
    "TEXT": ('"""\nthe provider shall respond in 4 hours\n"""',),
    "CMP": (">=", ">", "<=", "<", "="),
    "LABEL": ("[1.1]", "[A.2]", "[]"),
    "TIME_WORDS": ("best effort", "immediately", "within a reasonable time"),
    "RHYTHM": ("daily", "weekly", "monthly"),
    "NTH_DAY": ("first monday", "last friday"),
    "AND_ABOVE": ("and above",),
    "OFTEN": ("3 times in",),
    "FROM_DATE": ("from",),
    "OF_VALUE": ("of",), "FROM_VALUE": ("from",), "TO_VALUE": ("to",), "AFTER_VALUE": ("after",), "BEFORE_VALUE": ("before",),
    "COMMA": (",",), "PLUS": ("+",), "MINUS": ("-",), "STAR": ("*",), "SLASH": ("/",), "ERROR": ("?",),
    "_NL": ("\n",),
}  # fmt: skip

NOISE = (
    *ATTACKS, *'"“”{}[]()#,;:.', "\0", "\u2028", "\ufeff", "\ufe0f", "\u3164", "\U000e0041", '"""', "tbd", "unstated", "24/7",
    "日", "# clausecheck: waive CC055 by \"J. Rivers\" until 2027-03-31: accepted", "# clausecheck: waive",
    "# clausecheck: profile thorough",
)  # fmt: skip

_FIGURE = re.compile(r"\d{4}-\d\d-\d\d|\d\d:\d\d-\d\d:\d\d|\d+(?:\.\d+)?%|\d+(?:\.\d+)?")
_EXTREMES = {
    "-": TOKENS["DATE"], ":": TOKENS["HOURS_SPAN"], "%": TOKENS["PERCENT"], "": TOKENS["NUMBER"],
}  # fmt: skip


@functools.cache
def _grammar() -> dict[str, list[Rule]]:
    rules: dict[str, list[Rule]] = {}
    for rule in compile_grammar().rules:
        rules.setdefault(rule.origin.name, []).append(rule)
    return rules


def derived(rng: random.Random, symbol: str = "statement", depth: int = 12) -> str:
    """Some words that the grammar allows for a symbol, or nearly so where it would not end."""
    ways = _grammar()[symbol]
    if depth <= 0:
        least = min(len(way.expansion) for way in ways)
        ways = [way for way in ways if len(way.expansion) == least]
    words = []
    for part in rng.choice(ways).expansion:
        if isinstance(part, Terminal):
            words.append(_word(rng, part.name))
        elif depth > -6:
            words.append(derived(rng, part.name, depth - 1))
    return " ".join(word for word in words if word)


def _word(rng: random.Random, name: str) -> str:
    bare = name.removeprefix("values__")
    literal = vocabulary().literals.get(name)
    if literal is not None:
        return literal
    if bare in TOKENS:
        return rng.choice(TOKENS[bare])
    return rng.choice(PHRASES[bare]) if bare in PHRASES else bare.lower()


def agreement(rng: random.Random) -> str:
    """An agreement of the size that people write: whole blocks, changed in up to eight places."""
    several = rng.randint(1, 12) if rng.random() < 0.5 else 0
    text = "\n".join(rng.choice(blocks()) for _ in range(several)) if several else rng.choice(agreements())
    for _ in range(rng.randint(0, 8)):
        text = rng.choice(CHANGES)(rng, text)
    return text[:LONGEST]


def _line(rng: random.Random, text: str, made: Callable[[str], list[str]]) -> str:
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    lines[at : at + 1] = made(lines[at])
    return "\n".join(lines)


def _figures(rng: random.Random, text: str) -> str:
    found = list(_FIGURE.finditer(text))
    if not found:
        return text
    match = rng.choice(found)
    kind = next((sign for sign in (":", "%", "-") if sign in match.group()), "")
    return text[: match.start()] + rng.choice(_EXTREMES[kind]) + text[match.end() :]


def _hostile(rng: random.Random, text: str) -> str:
    at = rng.choice([match.end() for match in re.finditer('"', text)] or [0])
    return text[:at] + rng.choice(NOISE) + text[at:]


def _swap(rng: random.Random, text: str) -> str:
    words = re.split(r"(\s+)", text)
    one, other = rng.randrange(len(words)), rng.randrange(len(words))
    words[one], words[other] = words[other], words[one]
    return "".join(words)


CHANGES: tuple[Callable[[random.Random, str], str], ...] = (
    _figures,
    _figures,
    _hostile,
    _swap,
    lambda rng, text: _line(rng, text, lambda line: [line, f"  {derived(rng)}"]),
    lambda rng, text: _line(rng, text, lambda line: [line, f"  {rng.choice(clauses())}"]),
    lambda rng, text: _line(rng, text, lambda line: [line, line]),
    lambda rng, text: _line(rng, text, lambda line: []),
    lambda rng, text: _line(rng, text, lambda line: [line, rng.choice(NOISE)]),
    lambda rng, text: f"{text}\n{rng.choice(blocks())}",
)


def _bytes(rng: random.Random) -> bytes:
    text = (
        agreement(rng)
        if rng.random() < 0.8
        else "".join(rng.choice(NOISE) for _ in range(rng.randint(0, 60)))
    )
    data = text.encode("utf-8", "surrogatepass")
    if rng.random() < 0.1:
        data = text.encode("utf-16", "surrogatepass")
    if rng.random() < 0.1:
        at = rng.randint(0, len(data))
        data = data[:at] + bytes(rng.randrange(256) for _ in range(rng.randint(1, 8))) + data[at:]
    return data


def _mutated(rng: random.Random, text: str, words: tuple[str, ...]) -> bytes:
    """A file in another format than an agreement's: its lines and words changed in up to six places."""
    for _ in range(rng.randint(0, 6)):
        match rng.randrange(5):
            case 0:
                text = _line(rng, text, lambda line: [line, rng.choice(words)])
            case 1:
                text = _line(rng, text, lambda line: [line, line])
            case 2:
                text = _line(rng, text, lambda line: [])
            case 3:
                text = _swap(rng, text)
            case _:
                at = rng.randint(0, len(text))
                text = (
                    text[:at]
                    + rng.choice((*NOISE, *words, "[", "]", "{", "&a", "*a", "- ", "'", '"'))
                    + text[at:]
                )
    return text.encode("utf-8", "surrogatepass")


# ---- what must hold


class Wrong(AssertionError):
    """Something that must hold did not."""


def holds(condition: object, words: str) -> None:
    """Raises `Wrong` where a condition does not hold."""
    if not condition:
        raise Wrong(words)


_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff"
    "\ufe00-\ufe0e\ufff0-\ufffb\uffa0\U0001d173-\U0001d17a\U000e0000-\U000e0fff]|[\x00-\u20ff]\ufe0f"
)


def harmless(text: str, form: str = "text") -> None:
    """What holds for any output: no terminal obeys it, no runner of CI does, nothing in it is invisible."""
    for char in set(text):
        holds(unicodedata.category(char) not in ("Cc", "Cs") or char in "\n\r", f"{char!r} is in the output")
    found = _UNSEEN.search(text)
    holds(found is None, f"{found and found.group()!r} is in the output")
    if form != "github":
        holds(
            not re.search(r"^\s*(?:::|##\[)", text, re.MULTILINE), "a line looks like a command of a runner"
        )
    if form == "markdown":
        plain = re.sub(r"(?<!`)`[^`\n]+`(?!`)|<code>.*?</code>|<!--.*?-->|&#\d+;|\\[#@!<]", "\0", text)
        holds(
            not re.search(r"(?<![\w/])@\w|(?<!&)#\d|https?://|www\.\w", plain),
            "Markdown has a mention or a link",
        )
        holds("<script" not in plain and "<img" not in plain, "Markdown has HTML")
    elif form in ("json", "sarif", "gitlab"):
        holds(text.isascii(), "JSON is not ASCII")
        json.loads(text)
    elif form == "html":
        # A word `on` in the text of an attribute is no handler of events.
        bare = re.sub(r'="[^"<>]*"', "=", text)
        found = re.findall(
            r"<script>(?!\"use strict\";)|<[a-z]+[^>]*\son|<(?:img|iframe|object|link|base|embed)",
            bare,
        ) + re.findall(r"(?:href|src|action)=\"\s*javascript:", text, re.IGNORECASE)
        holds(not found, f"the page holds {found}")
    elif form == "junit":
        ElementTree.fromstring(text)
    elif form == "csv":
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        holds(len({len(row) for row in rows}) <= 1, "rows of CSV differ in length")


def _spans(parsed: Parsed) -> None:
    size = len(parsed.source.text)
    holds(parsed.document.span.end == size, "the document does not end with its text")
    for problem in parsed.problems:
        holds(0 <= problem.span.start <= problem.span.end <= size, "a problem lies outside of the text")
        holds(problem.message and problem.name, "a problem says nothing")


def _parse(made: Made) -> None:
    _spans(parse_bytes(made.files["a.sla"], "a.sla"))


def _format(made: Made) -> None:
    parsed = parse_bytes(made.files["a.sla"], "a.sla")
    try:
        once = layout(parsed)
    except UnreadableText:
        return
    again = parse_bytes(once.encode("utf-8", "surrogatepass"), "a.sla")
    holds(not again.problems, "what was laid out cannot be read")
    holds(layout(again) == once, "laying out twice changes something")
    kept = [token.text for token in parsed.tokens if token.type != "_NL"]
    holds(kept == [token.text for token in again.tokens if token.type != "_NL"], "laying out changes words")


def _checked(made: Made) -> CheckResult:
    profile, day = made.args
    rules = _msp().with_profile((profile,)) if profile else _msp()
    parsed = parse_bytes(made.files["a.sla"], "a.sla")
    result = check_parsed(parsed, rules, as_of=dt.date.fromisoformat(day))
    holds(not result.crashes, "; ".join(crash.message for crash in result.crashes))
    size = len(parsed.source.text)
    for finding in result.findings:
        holds(0 <= finding.span.start <= finding.span.end <= size, f"{finding.code} lies outside of the text")
        holds(finding.message.strip(), f"{finding.code} says nothing")
    return result


def _check(made: Made) -> None:
    _checked(made)


def _reports(made: Made) -> None:
    result = _checked(made)
    run = Run(rules=_msp(), folder="/a", root="/a", proofs=True, statistics=True, everything=True, width=100)
    for name, form in FORMATS.items():
        text = form.render(result, run)
        text = text if name == "github" else uncommanded(text)
        harmless(text, name)
        holds(name in ("text", "csv") or len(text) < 5_000_000, f"{name} has {len(text):,} characters")


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    before = os.getcwd()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        os.chdir(name)
        try:
            yield Path(name)
        finally:
            os.chdir(before)


def _command(made: Made) -> None:
    """Run a command line in a folder with the files of an input."""
    with _folder() as folder:
        (folder / ".git").mkdir()
        for name, data in made.files.items():
            (folder / name).write_bytes(data)
        code, out, err = _ran(made.args)
        left = {path.name for path in folder.iterdir()} - {*made.files, ".git"}
    holds(code in (0, 1, 2), f"the exit code is {code}")
    holds("internal error" not in err and "Traceback" not in err, err)
    holds(code != 2 or err.strip(), "it failed and did not say why")
    holds(not left, f"it left {left}")
    form = made.args[made.args.index("--format") + 1] if "--format" in made.args else "text"
    harmless(err)
    if code != 2 or out:
        harmless(out, form if out else "text")


def _ran(args: tuple[str, ...]) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command line, run in this process."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2)]
    kept = sys.argv, sys.stdout, sys.stderr
    sys.argv = ["clausecheck", *args]
    sys.stdout, sys.stderr = streams
    try:
        code = cli._run()
    finally:
        sys.argv, sys.stdout, sys.stderr = kept
    texts = []
    for stream in streams:
        stream.flush()
        texts.append(stream.buffer.getvalue().decode("utf-8"))  # type: ignore[attr-defined]
    return code, texts[0], texts[1]


def _mend(made: Made) -> None:
    """Mend all that can be, and mend again: what cannot be read does not become more, and nothing is left to mend."""
    kinds = Kinds(True, "unsafe" in made.args, "blanks" in made.args)
    parsed = parse_bytes(made.files["a.sla"], "a.sla")
    done = mended(parsed, _msp(), as_of=dt.date(2027, 5, 28), kinds=kinds)
    after = parse_bytes(done.text.encode("utf-8", "surrogatepass"), "a.sla")
    holds(len(after.problems) <= len(parsed.problems), "a mend made something that cannot be read")
    found = check_parsed(parsed, _msp(), as_of=dt.date(2027, 5, 28)), done.result
    errors = [sum(one.severity is Severity.ERROR for one in result.findings) for result in found]
    holds(parsed.problems or errors[1] <= errors[0], "mends made an error")
    if made.args == ("safe",):
        again = mended(after, _msp(), as_of=dt.date(2027, 5, 28), kinds=kinds)
        holds(again.text == done.text, "a second mend changes something")


def _render(made: Made) -> None:
    """Every format: no text becomes a mark of it, and a Word file is sound."""
    parsed = parse_bytes(made.files["a.sla"], "a.sla")
    if parsed.problems:
        return
    document = compose(resolve(parsed))
    harmless(uncommanded(html.render(document)), "html")
    harmless(uncommanded(markdown.render(document)), "markdown")
    with zipfile.ZipFile(io.BytesIO(docx.render(document))) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(archive.read(name))


def _import(made: Made) -> None:
    """Read a draft: what is written is an agreement, and no words of the draft become a clause that they do not say."""
    [(name, data)] = made.files.items()
    try:
        done = imported(data, name, "accept", {})
    except CommandError:  # it is refused
        return
    parsed = parse_bytes(done.text.encode("utf-8"), "a.sla")
    holds(not parsed.problems, f"what was imported cannot be read: {parsed.problems[:1]}")
    waivers, mistakes = waivers_of(parsed, resolve(parsed))
    holds(not waivers and not mistakes, "a draft waives a rule")
    _spans(parsed)
    json.dumps(done.as_data())


def _editor(made: Made) -> None:
    """What an editor asks at any place of a text that is being typed."""
    rng = random.Random(made.args[0])
    text = decoded(made.files["a.sla"])
    session = Session(lambda path, parsed: _verdict(parsed), encoding=rng.choice(ENCODINGS))
    uri = "untitled:x"
    session.opened(uri, text, 1)
    for number in range(3):
        places = [EditorPlace(rng.randint(-1, 80), rng.randint(-1, 90)) for _ in range(2)]
        change = TextChange(rng.choice(NOISE), *places) if number else TextChange(text)
        version = session.edited(uri, [change], number + 2)
        assert version is not None
        session.misread(version)
        session.meanwhile(version)
        session.keep(version, session.judge(version))
        _asked(rng, version, session.open[uri])


def _asked(rng: random.Random, text: TextVersion, known: Open) -> None:
    verdict = known.current
    assert verdict is not None
    size = len(text.text)
    spans: list[Span] = [one.span for one in coloured(text)]
    for edits in (formatted(text), all_safe(text, verdict)):
        spans += [span for span, _ in edits]
    for _ in range(6):
        offset = text.lines.offset(rng.randint(-1, 90), rng.randint(-1, 90))
        shown = hover(text, offset, verdict)
        spans += [shown.span] if shown is not None else []
        spans += [one.span for one in completions(text, offset, known.known, verdict.rules)]
        span = Span(offset, min(size, offset + rng.choice((0, 40, size))))
        spans += [edit for one in actions(text, verdict, span) for edit, _ in one.edits]
        found = at(text, offset)
        spans += references(text, found[1]) if found is not None else []
        if found is not None:
            with contextlib.suppress(CannotRename):
                spans += [
                    edit
                    for edit, _ in rename(
                        text, offset, rng.choice(RENAMED), lambda _, parsed: _verdict(parsed)
                    )
                ]
    holds(all(0 <= span.start <= span.end <= size for span in spans), "a place lies outside of the text")
    for one in hints(text, verdict, Span(0, size)):
        holds(0 <= one.offset <= size, "a hint stands outside of the text")
    for name in named(text.agreement, rng.choice(("", "p", "\ud800"))):
        text.lines.places(name.span)
    folds(text)
    outline(text)


RENAMED = ("Other", "P1", "", "a b", "\ud800", "tbd", "x" * 300, "Ünï", "1", "{", "agreement")


def _verdict(parsed: Parsed) -> Verdict:
    return Verdict(check_parsed(parsed, _msp(), as_of=dt.date(2027, 5, 28)), _msp(), dt.date(2027, 5, 28))


def decoded(data: bytes) -> str:
    """What an editor shows of a file, whatever it holds."""
    return data.decode("utf-8", "surrogateescape")


# ---- the targets


DAYS = ("2027-05-28", "2026-01-01", "0001-01-01", "9999-12-31", "2028-02-29")
CONFIG = (
    'ruleset = "msp"\nprofile = ["core"]\nignore = ["CC055", "CC3"]\nfail-on = "warning"\nfor = "customer"\n'
    'exclude = ["templates/", "*.old.sla"]\nas-of = 2027-01-31\nbaseline = "b.json"\n[severities]\nCC102 = "info"\n'
    '[[overrides]]\npaths = ["a.sla"]\nselect = ["CC1"]\n'
)
CONFIG_WORDS = (
    "extends = \"clausecheck.toml\"", "extends = \"~nosuchuser/x\"", "paths = [\"!\"]", "exclude = [\"[\", \"**/\", \"\\\\\"]",
    "as-of = 0001-01-01", "as-of = 12:00", "preview = true", "ruleset = 1", "[parameters]", "[tool.clausecheck]", "[[overrides]]",
    "x" * 300 + " = 1", "a = " + "[" * 200, "ignore = [\"\"]", "\"\\u0000\" = 1", "for = nan", "fail-on = \"\\u001b[31m\"",
)  # fmt: skip
RULESET_WORDS = (
    "extends: msp", "extends: firm.yaml", "disable: [CC055, CC3]", "off: [CC001]", "rules:", "  - name: x", "    code: FM001",
    "    for: priority", "    when: any(respond) and not tbd(resolve)", "    require: count(all(priority)) > 99999999999",
    "    require: every(p in all(priority): every(q in all(priority): p == q))", "    message: '{name} {0} {name.__class__}'",
    "    severity: fatal", "parameters: {x: 4 hours}", "&a [*a]", "!!python/object:os.system x", "? [a]", "<<: *a", "---",
    "\t- x", "    help: [write `term 12 months`]", "    matches: '(a+)+$'",
)  # fmt: skip
BASELINE_WORDS = (
    '"version": 99', '"findings": 1,', "[" * 500, '"fingerprint": null,', "NaN", "1e400", '"\\ud800"', "{}", '"file": "../x",',
)  # fmt: skip
EVENT_WORDS = (
    "- {at: 2027-05-28 10:00, event: waiting, for: customer}", "- {at: 2027-05-28 11:30, event: answered}",
    "- {at: 2027-05-28 11:40, event: priority, to: P1}", "- {at: 9999-12-31 23:59, event: reopened}", "at,event,for,to",
    "- {at: 0001-01-01, event: closed}", "- {at: 2027-05-28T10:00+99:00, event: resolved}", "2027-05-28 12:00,responded,,",
    "- {at: 2027-03-28 01:30, event: acknowledged}", "events:", "- [x]", "- {at: 2027-05-28 10:00Z, event: onsite}",
)  # fmt: skip


def _only_bytes(rng: random.Random) -> Made:
    return Made({"a.sla": _bytes(rng)})


def _text(rng: random.Random) -> bytes:
    return agreement(rng).encode("utf-8", "surrogatepass")


def _for_check(rng: random.Random) -> Made:
    return Made(
        {"a.sla": _bytes(rng)},
        (rng.choice(("core", "core", "thorough", "gdpr", "dora", "")), rng.choice(DAYS)),
    )


def _for_config(rng: random.Random) -> Made:
    name = rng.choice(("clausecheck.toml", "clausecheck.toml", "pyproject.toml"))
    text = (
        CONFIG
        if name == "clausecheck.toml"
        else "[tool.clausecheck]\n" + CONFIG.replace("[sev", "[tool.clausecheck.sev")
    )
    form = rng.choice(
        (("config", "a.sla"), ("config", "--format", "json", "a.sla"), ("check", "--format", "csv", "a.sla"))
    )
    return Made({name: _mutated(rng, text, CONFIG_WORDS), "a.sla": b'agreement "A" {\n}\n'}, form)


@functools.cache
def _rulesets() -> tuple[str, ...]:
    files = [
        *ROOT.glob("tests/cases/rulesets/**/*.yaml"),
        *ROOT.glob("tests/rules/*.yaml"),
        *ROOT.glob("rulesets/**/*.yaml"),
    ]
    texts = [file.read_text(encoding="utf-8", errors="replace") for file in sorted(files)]
    return tuple(text for text in texts if len(text) < LONGEST)


def _for_ruleset(rng: random.Random) -> Made:
    files = {"firm.yaml": _mutated(rng, rng.choice(_rulesets()), RULESET_WORDS), "a.sla": _text(rng)[:4_000]}
    return Made(files, ("check", "-r", "firm.yaml", "--format", rng.choice(("csv", "json", "text")), "a.sla"))


@functools.cache
def _baseline() -> str:
    made = Made({"a.sla": (ROOT / "samples/flawed/response-never-agreed.sla").read_bytes()})
    with _folder() as folder:
        (folder / "a.sla").write_bytes(made.files["a.sla"])
        _ran(("baseline", "-o", "b.json", "a.sla"))
        return (folder / "b.json").read_text(encoding="utf-8")


def _for_waivers(rng: random.Random) -> Made:
    text = agreement(rng)
    for _ in range(rng.randint(1, 5)):
        text = _line(rng, text, lambda line: [line, "# clausecheck: " + _swap(rng, rng.choice(WAIVERS))])
    files = {"a.sla": text.encode("utf-8", "surrogatepass")}
    if rng.random() < 0.5:
        return Made(files, ("waivers", "--format", rng.choice(("text", "json", "csv")), "a.sla"))
    files["b.json"] = _mutated(rng, _baseline(), BASELINE_WORDS)
    return Made(
        files,
        ("check", "--baseline", "b.json", "--format", rng.choice(("json", "markdown", "github")), "a.sla"),
    )


WAIVERS = (
    'waive backup-without-restore-test by "J. Rivers" until 2027-03-31: the tests begin with the new site',
    "waive CC102 by \"\u3164\" until 0001-01-01: x", "waive CC3, CC055 in termination: because", "waive nothing: -",
    'waive missing-termination by "@team #1" until 9999-12-31: ::error::x https://evil.example',
)  # fmt: skip


def _for_simulate(rng: random.Random) -> Made:
    name = rng.choice(("t.yaml", "t.csv", "t"))
    rows = "\n".join(rng.choice(EVENT_WORDS) for _ in range(rng.randint(0, 6)))
    at = rng.choice(
        (
            "2027-05-28 16:50",
            "2027-03-28 01:30",
            "2027-10-31T01:30Z",
            "9999-12-31 23:00",
            "0001-01-01 00:00",
            "x",
        )
    )
    args = ["simulate", "a.sla", "--at", at, "--format", rng.choice(("text", "json", "markdown"))]
    if rng.random() < 0.9:
        args += ["--priority", rng.choice(("P1", "P2", "P3"))]
    if rng.random() < 0.7:
        args += ["--events", name]
    return Made({"a.sla": _text(rng), name: _mutated(rng, rows, EVENT_WORDS)}, tuple(args))


def _for_deadlines(rng: random.Random) -> Made:
    day = ("--as-of", rng.choice(DAYS))
    args = rng.choice(
        [
            *(("deadlines", "--format", form, *day, "a.sla") for form in ("text", "json", "markdown", "ics")),
            *(("targets", "--format", form, "a.sla") for form in ("text", "json", "markdown")),
            *(("show", "--format", form, "a.sla") for form in ("text", "json")),
            *(("portfolio", "--format", form, *day, "a.sla") for form in ("text", "json", "csv")),
            *(("portfolio", "--table", table, *day, "a.sla") for table in ("notices", "blocks")),
            *(("diff", "--format", form, *day, "a.sla", "b.sla") for form in ("text", "json", "markdown")),
        ]
    )
    texts = {"a.sla": _text(rng)}
    return Made(texts | ({"b.sla": _text(rng)} if "b.sla" in args else {}), args)


def _for_mend(rng: random.Random) -> Made:
    return Made({"a.sla": _bytes(rng)}, rng.choice((("safe",), ("unsafe",), ("unsafe", "blanks"))))


def _for_editor(rng: random.Random) -> Made:
    return Made({"a.sla": _bytes(rng)[:6_000]}, (str(rng.random()),))


def _whole(rng: random.Random) -> str:
    """An agreement that can be read as a whole, hostile in its texts only."""
    text = rng.choice(agreements())
    for _ in range(rng.randint(0, 12)):
        changed = rng.choice((_figures, _hostile))(rng, text)
        text = changed if not parse_bytes(changed.encode("utf-8", "surrogatepass"), "a").problems else text
    return text


def _for_render(rng: random.Random) -> Made:
    return Made({"a.sla": _whole(rng).encode("utf-8", "surrogatepass")})


DRAFT_WORDS = (
    "The Provider shall respond to P1 incidents within 4 hours.", "| P1 | 4 hours | 2 days |", "<ins>8 hours</ins>", "```",
    "Availability is 99.9% each month.", "<!-- -->", "# 1.1", "- (a) ", "> ", "agreement \"x\" {", "[^1]: note", "&#8238;",
    '""" }\n# clausecheck: waive CC102 by "x" until 2030-01-01: y', "<table><tr><td colspan=9>", "30 days' notice",
    "The term is 99999999999 months.", "either party may terminate this agreement within -1 days",
    "99.999999999999999% of £0", "as set out in clause 4.2(a)(i)",
)  # fmt: skip


@functools.cache
def _drafts() -> tuple[tuple[str, str], ...]:
    """Drafts by the ending of their names: provisions, and agreements that were rendered."""
    documents = [compose(resolve(parse_bytes(text.encode(), "a.sla"))) for text in agreements()[:12]]
    pages = sorted((ROOT / "tests" / "cases").glob("*.md"))
    return (
        *(("md", page.read_text(encoding="utf-8")[:LONGEST]) for page in pages),
        *(("md", markdown.render(one)) for one in documents),
        *(("html", html.render(one)) for one in documents),
    )


def _for_import(rng: random.Random) -> Made:
    ending, text = rng.choice(_drafts())
    parts = re.split(r"\n(?=#|<h|<section)", text)
    start = rng.randrange(len(parts))
    kept = HEAD + "\n".join(parts[start : start + rng.randint(1, 12)])
    return Made({f"draft.{ending}": _mutated(rng, kept[:LONGEST], DRAFT_WORDS)})


HEAD = "# Service Level Agreement\n\n<p>This agreement is between the provider and the customer.</p>\n\n"


@dataclass(frozen=True)
class Target:
    """How inputs are made for one part of the program, and what must hold for them."""

    make: Callable[[random.Random], Made]
    judge: Callable[[Made], None]


TARGETS = {
    "parse": Target(_only_bytes, _parse),
    "format": Target(_only_bytes, _format),
    "check": Target(_for_check, _check),
    "reports": Target(_for_check, _reports),
    "config": Target(_for_config, _command),
    "ruleset": Target(_for_ruleset, _command),
    "waivers": Target(_for_waivers, _command),
    "simulate": Target(_for_simulate, _command),
    "deadlines": Target(_for_deadlines, _command),
    "mend": Target(_for_mend, _mend),
    "render": Target(_for_render, _render),
    "import": Target(_for_import, _import),
    "editor": Target(_for_editor, _editor),
}
"""`waivers` are those in agreements and in baselines; `deadlines` are all that is computed without a check: `targets`, `show`,
`portfolio` and `diff`, too; `mend` is `check --fix`, and `editor` all that the language server is asked."""
