"""One rule: every key is read and checked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator

from clausecheck.context import rivals
from clausecheck.finding import GROUPS, Citation, Severity
from clausecheck.language import values as v
from clausecheck.language.parser import close_word
from clausecheck.rules.errors import did_you_mean
from clausecheck.rules.expression import Compiler
from clausecheck.rules.fields import Fields, join
from clausecheck.rules.keys import RULE, SEVERITIES, SOURCE
from clausecheck.rules.late import late_program
from clausecheck.rules.parameters import read_parameters, shape
from clausecheck.rules.programs import ProgramReader
from clausecheck.rules.proposals import VALUE, is_word, read
from clausecheck.rules.rule import CLASSES, CONFIDENCES, FIRM, RISKS, STATUSES, Program, Rule
from clausecheck.rules.ruleset import CODE, NAME, OURS
from clausecheck.rules.schema import FILE, NAMES, Type, guess_kind
from clausecheck.rules.shapetable import TIERS, table
from clausecheck.rules.yamltree import Listing, Mapping, Scalar, YamlFile
from clausecheck.source import Span

_EXPRESSION_KEYS = ("for each", "when", "point at", "expected", "label", "case")
_PATH = re.compile(r"\{[A-Za-z]")
_SUBJECT = re.compile(r"[A-Za-z][\w.()/-]*")


class RuleReader(Fields):
    """Reads the rules of one file."""

    def __init__(
        self,
        yaml: YamlFile,
        analyses: Collection[str],
        checks: Callable[[], Collection[str]],
        *,
        since: str,
        ours: bool,
        late: bool,
    ) -> None:
        """`analyses` are those that are installed or given, by name, and `checks` gives the names of the
        checks. `since` stands at the head of the file, for rules that say nothing else, as does `block`. A file may be `ours`,
        which may use our letters in codes, and its expressions may be compiled `late`, which is when they are needed. There
        is a parameter for each of these."""
        super().__init__(yaml)
        self.analyses, self.checks, self.since = analyses, checks, since
        self.block = ""
        self.ours, self.late = ours, late
        self.programs = ProgramReader(yaml)

    def rule(self, name: str, body: Mapping, place: Scalar, ruleset: str) -> Rule:
        """The rule `name`, which stands at `place`, of a ruleset; every mistake in it is reported. It is as long as
        a rule has keys."""
        key = f"rules / {name}"
        self.keys(body, RULE, key, "a rule")
        if not NAME.fullmatch(name):
            small = re.sub(r"[^a-z0-9]+", "-", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()).strip(
                "-"
            )
            hint = did_you_mean(small) if NAME.fullmatch(small) else ""
            self.report(place, key, f"`{name}` is no name of a rule: small letters, digits and hyphens", hint)
        citations = self.citations(body, key)
        before = len(self.yaml.problems)
        parameters = read_parameters(self, body, key)
        for_each = self.for_each(body, key)
        # What a rule looks at, and with which figures, decides what its expressions may speak of: where that is wrong, whatever
        # else would be said of them is wrong, too.
        sure = before == len(self.yaml.problems) and not self.misspelt(body, "for each", "parameters")
        compiler = Compiler(Type(kinds=frozenset(for_each)), parameters)
        status = self.word(body, "status", key, STATUSES, "stable")
        way = self.way(body, place, key)
        program = self.program(body, key, way, compiler) if sure else None
        flawed, clean = self.texts(body, "flawed", key), self.texts(body, "clean", key)
        if not self.late:
            self.check_help(body, key)
        if self.ours and not self.since and "since" not in body.values:
            self.report(place, key, "`since` is missing: the version of clausecheck in which the rule came")
        if way != "reader":
            self.check_examples(body, place, key)
        return Rule(
            name=name,
            code=self.code(body, key),
            severity=self.severity(body, key, citations),
            kind=self.word(body, "class", key, CLASSES),
            risk=self.word(body, "risk", key, RISKS, "both"),
            why=" ".join(self.text(body, "why", key, required=True).split()),
            summary=self.text(body, "summary", key),
            aliases=tuple(self.aliases(body, key)),
            since=self.version(body, "since", key) or self.since,
            status=status,
            replaced_by=tuple(self.successors(body, place, key, status)),
            tier=self.word(body, "tier", key, TIERS, "core"),
            group=self.word(body, "group", key, GROUPS, "") if "group" in body.values else "",
            block=self.questions(body, key) or self.block,
            overlay=self.overlay(body, key),
            silent_beside=tuple(scalar.value.strip() for scalar in self.texts(body, "silent beside", key)),
            parts=tuple(self.part_names(body)),
            core_parts=tuple(self.core_parts(body, key)),
            in_drafts=self.in_drafts(body, key),
            subject=tuple(self.subjects(body, key)),
            for_each=tuple("agreement" if kind == FILE else kind.rstrip("_") for kind in for_each),
            when=self.text(body, "when", key),
            require=self.text(body, "require", key) or self.programs.parts_text(body, key),
            check=self.check(body, key),
            analysis=self.analysis(body, key),
            reader=way == "reader",
            parameters=parameters,
            message=self.text(body, "message", key),
            label=self.text(body, "label", key),
            case=self.text(body, "case", key),
            help=tuple(scalar.value.rstrip() for scalar in self.texts(body, "help", key)),
            decision=self.text(body, "decision", key),
            citations=citations,
            page=self.address(body, "page", key),
            valid_from=self.date(body, "valid from", key),
            valid_to=self.date(body, "valid to", key),
            flawed=tuple(scalar.value for scalar in flawed),
            clean=tuple(scalar.value for scalar in clean),
            example_lines=tuple(
                self.yaml.source.position(self.yaml.offset_in(scalar, 0)).line for scalar in (*flawed, *clean)
            ),
            ruleset=ruleset,
            file=self.yaml.source.path,
            line=self.yaml.source.position(place.start).line,
            span=Span(place.start, body.end),
            phrases=frozenset(compiler.phrases),
            program=program,
        )

    def address(self, body: Mapping, name: str, key: str) -> str:
        """A web address; what is none is reported, and left out."""
        url = self.text(body, name, key)
        if url and not re.fullmatch(r"https?://[^\s<>\"]+", url):
            self.report(body.values[name], f"{key} / {name}", f"`{url}` is no web address")
            return ""
        return url

    def misspelt(self, body: Mapping, *names: str) -> bool:
        """Whether a key of a rule that is none was meant as one of these; `rule` has reported it."""
        return any(
            close_word(name.replace("_", " ").replace("-", " "), RULE) in names
            for name in body.keys
            if name not in RULE
        )

    def questions(self, body: Mapping, key: str) -> str:
        """The block of questions under `block`, of a rule or of a whole file; empty where none is named."""
        name = self.text(body, "block", key)
        if name and name not in table().blocks and not self.ours:
            known = table().blocks
            hint = did_you_mean(close_word(name, known)) or f"one of {', '.join(known)}"
            self.report(
                body.values["block"], join(key, "block"), f"there is no block of questions `{name}`", hint
            )
        return name

    def overlay(self, body: Mapping, key: str) -> str:
        """The overlay to which the rule belongs; empty where it belongs to none."""
        name = self.text(body, "overlay", key)
        if name and name not in table().overlays:
            self.report(
                body.values["overlay"],
                f"{key} / overlay",
                f"there is no overlay `{name}`",
                did_you_mean(close_word(name, table().overlays)),
            )
        return name

    def part_names(self, body: Mapping) -> list[str]:
        """What the parts of the rule are called; none where it has no parts."""
        tree = body.values.get("parts")
        return list(tree.values) if isinstance(tree, Mapping) else []

    def core_parts(self, body: Mapping, key: str) -> Iterator[str]:
        """The parts of the rule that have its severity; the others have the next lower one."""
        known = self.part_names(body)
        for scalar in self.texts(body, "core parts", key):
            text = scalar.value.strip()
            if text in known:
                yield text
            else:
                hint = did_you_mean(close_word(text, known))
                self.report(scalar, f"{key} / core parts", f"the rule has no part `{text}`", hint)

    def in_drafts(self, body: Mapping, key: str) -> Severity | None:
        """The severity while the agreement is a draft, where it is another one."""
        if "in drafts" not in body.values:
            return None
        return Severity(self.word(body, "in drafts", key, SEVERITIES))

    def code(self, body: Mapping, key: str) -> str:
        """The code; our letters are only for us."""
        code = self.text(body, "code", key, required=True)
        if code and not CODE.fullmatch(code):
            self.report(
                body.values["code"],
                f"{key} / code",
                f"`{code}` is no code: two to five capitals and three or four digits",
                "write it as `FIRM001`",
            )
        elif code.startswith(OURS) and code[len(OURS)].isdigit() and not self.ours:
            self.report(
                body.values["code"],
                f"{key} / code",
                f"codes with `{OURS}` belong to clausecheck; take letters of your own",
            )
        return code

    def severity(self, body: Mapping, key: str, citations: tuple[Citation, ...]) -> Severity:
        """The severity; one of the sources (`citations`) must be firm enough for an error."""
        severity = Severity(self.word(body, "severity", key, SEVERITIES))
        if severity is Severity.ERROR and citations and not any(c.confidence in FIRM for c in citations):
            self.report(
                body.values["severity"],
                f"{key} / severity",
                f"only a source that is {', '.join(FIRM[:-1])} or {FIRM[-1]} makes an error; "
                f"the sources of this rule are {citations[0].confidence}",
                "write `warning`, or check the source",
            )
        return severity

    def way(self, body: Mapping, place: Scalar, key: str) -> str:
        """How the rule works: one of `require`, `parts`, `check`, `analysis` and `reader`; empty after a mistake."""
        reader = self.word(body, "reader", key, ("true", "false"), "false") == "true"
        ways = [way for way in ("require", "parts", "check", "analysis") if way in body.values] + [
            "reader"
        ] * reader
        if len(ways) != 1:
            wording = " and ".join(f"`{way}`" for way in ways) or "none of them"
            self.report(
                place,
                key,
                "a rule has one of `require`, `parts`, `check`, `analysis` and `reader: true`; "
                f"this one has {wording}",
            )
            return ""
        return ways[0]

    def program(self, body: Mapping, key: str, way: str, compiler: Compiler) -> Program | None:
        """The expressions of the rule; `None` where it has none, or after a mistake."""
        if way in ("check", "analysis", "reader"):
            for other in _EXPRESSION_KEYS:
                if other in body.keys:
                    self.report(
                        body.keys[other],
                        f"{key} / {other}",
                        f"`{other}` has no effect in a rule with `{way}`",
                    )
        if way not in ("require", "parts"):
            return None
        compiler.parts = way == "parts"
        if self.late:
            late = late_program(self.programs.wording(body, key, compiler), compiler)
            if any(shape(value)[1] is v.Text for value in compiler.parameters.values()):
                late.compile()  # an override needs to know which parameters are phrases
            return late
        program = self.programs.program(body, key, compiler)
        if program is not None:
            for unused in sorted(compiler.parameters.keys() - compiler.used):
                tree = body.values["parameters"]
                assert isinstance(tree, Mapping)
                self.report(
                    tree.keys[unused], f"{key} / parameters", f"the parameter `{unused}` is never used"
                )
        return program

    def check_help(self, body: Mapping, key: str) -> None:
        """Report what a help has between backticks and nobody could write: no clause, and no parts of one."""
        tree = body.values.get("help")
        items = [
            item for item in (tree.items if isinstance(tree, Listing) else [tree]) if isinstance(item, Scalar)
        ]
        for scalar in items:
            pieces = scalar.value.split("`")
            for before, text in zip(pieces[::2], pieces[1::2], strict=False):
                if is_word(text) or _PATH.search(text) or before.endswith(VALUE) or read(text).nodes:
                    continue
                self.report(
                    scalar,
                    f"{key} / help",
                    f"`{text}` is no clause, and no part of one",
                    "write what can be pasted into an agreement between the backticks, or leave them out",
                )
        if "decision" in body.values and any("`" in scalar.value for scalar in items):
            self.report(
                body.keys["decision"],
                f"{key} / decision",
                "`decision` is for a rule whose help proposes no clause",
                "leave it out",
            )

    def check_examples(self, body: Mapping, place: Scalar, key: str) -> None:
        """Report the examples that are missing."""
        for kind, shows in (("flawed", "finds"), ("clean", "lets pass")):
            if kind not in body.values:
                self.report(place, key, f"`{kind}` is missing: an agreement that shows what the rule {shows}")

    def successors(self, body: Mapping, place: Scalar, key: str, status: str) -> Iterator[str]:
        """The names under `replaced by`, which belongs to a rule that is deprecated; none for `nothing`."""
        named = self.texts(body, "replaced by", key)
        if status == "deprecated" and "replaced by" not in body.values:
            hint = "write the names of rules, or `nothing`"
            self.report(place, key, "`replaced by` is missing: what takes the place of this rule", hint)
        elif status != "deprecated" and named:
            self.report(
                body.keys["replaced by"],
                f"{key} / replaced by",
                "only a deprecated rule is replaced",
                "write `status: deprecated`, or leave this out",
            )
        if [scalar.value.strip() for scalar in named] != ["nothing"]:
            yield from (scalar.value.strip() for scalar in named)

    def aliases(self, body: Mapping, key: str) -> Iterator[str]:
        for scalar in self.texts(body, "aliases", key):
            text = scalar.value.strip()
            if NAME.fullmatch(text) or CODE.fullmatch(text):
                yield text
            else:
                self.report(scalar, f"{key} / aliases", f"`{text}` is neither a name nor a code")

    def subjects(self, body: Mapping, key: str) -> Iterator[str]:
        for scalar in self.texts(body, "subject", key):
            if _SUBJECT.fullmatch(scalar.value.strip()):
                yield scalar.value.strip()
            else:
                self.report(
                    scalar,
                    f"{key} / subject",
                    f"`{scalar.value}` is no row of a checklist",
                    "write a list: `[B18, TM36]`",
                )

    def for_each(self, body: Mapping, key: str) -> list[str]:
        kinds = []
        for scalar in self.texts(body, "for each", key):
            text = scalar.value.strip()
            if text in ("agreement", FILE):
                kinds.append(FILE)
            elif text in NAMES:
                kinds.append(NAMES[text])
            else:
                near = guess_kind(text) or close_word(text, [*NAMES, "agreement"])
                self.report(
                    scalar, f"{key} / for each", f"there is no block or clause `{text}`", did_you_mean(near)
                )
        return kinds or [FILE]

    def check(self, body: Mapping, key: str) -> str:
        """The name of a check; those of our own rules are known to our tests, and looked for when they run."""
        name = self.text(body, "check", key)
        if name and not self.late and name not in self.checks():
            hint = did_you_mean(close_word(name, self.checks()))
            self.report(
                body.values["check"],
                f"{key} / check",
                f"there is no check `{name}`",
                hint or "a package has it under the entry-point group `clausecheck.checks`; is it installed?",
            )
        elif name and not self.late and (owners := rivals(name)):
            several = " and ".join(owners)
            self.report(
                body.values["check"], f"{key} / check", f"several packages have a check `{name}`: {several}"
            )
        return name

    def analysis(self, body: Mapping, key: str) -> str:
        name = self.text(body, "analysis", key)
        if name and name not in self.analyses:
            hint = did_you_mean(close_word(name, self.analyses))
            self.report(
                body.values["analysis"], f"{key} / analysis", f"no analysis `{name}` is installed", hint
            )
        return name

    def date(self, body: Mapping, name: str, key: str) -> dt.date | None:
        text = self.text(body, name, key)
        try:
            return dt.date.fromisoformat(text) if text else None
        except ValueError:
            self.report(
                body.values[name], join(key, name), f"`{text}` is no date", "write it as `2027-01-12`"
            )
            return None

    def citations(self, body: Mapping, key: str) -> tuple[Citation, ...]:
        key = f"{key} / source"
        tree = body.values.get("source")
        if tree is None:
            self.report(
                body.head,
                key,
                "`source` is missing",
                "write `source: practice` where only good practice asks for it",
            )
            return ()
        if isinstance(tree, Scalar) and tree.value.strip() == "practice":
            return (Citation("Good practice"),)
        found = []
        for item in tree.items if isinstance(tree, Listing) else [tree]:
            if not isinstance(item, Mapping):
                self.report(
                    item,
                    key,
                    "a source is a mapping with `instrument`, `article`, `confidence`, `url`, or `practice`",
                    f"write `{{instrument: {item.value.strip()}, confidence: …}}`"
                    if isinstance(item, Scalar)
                    else "",
                )
                continue
            self.keys(item, SOURCE, key, "a source")
            url = self.address(item, "url", key)
            confidence = self.word(item, "confidence", key, CONFIDENCES)
            found.append(
                Citation(
                    self.text(item, "instrument", key, True), self.text(item, "article", key), confidence, url
                )
            )
        return tuple(found)
