"""The language of expressions: its grammar, what it means, and that nothing makes it crash."""

from __future__ import annotations

import datetime as dt
import logging
from contextlib import nullcontext
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lark import Lark, logger

from clausecheck import resources
from clausecheck.language import values as v
from clausecheck.language.tree import Broken
from clausecheck.rules.expression import FUNCTIONS, Compiler
from clausecheck.rules.functions import documented
from clausecheck.rules.rule import Template, value_text
from clausecheck.rules.runtime import Env, Index, Mention, Parameter, Truth, Words
from clausecheck.rules.schema import FILE, NAMES, Type, names_in
from clausecheck.rules.syntax import ExpressionError, read
from tests.examples import examples
from tests.rules.common import agreement, node, tree

DAY = dt.date(2027, 1, 1)


def ask(kind: str, expression: str, text: str, **parameters: Parameter) -> Truth:
    """The truth of an expression about the first node of a kind in a text."""
    compiler = Compiler(Type(kinds=frozenset({NAMES.get(kind, kind)})), parameters)
    code = compiler.condition(expression)
    index = Index(agreement(text))
    env = Env(index, parameters, DAY)
    env.begin(index.all(NAMES.get(kind, kind))[0])
    return code(env)


def refuse(expression: str, kind: str = "backup") -> ExpressionError:
    """The error of an expression that is wrong."""
    with pytest.raises(ExpressionError) as raised:
        Compiler(Type(kinds=frozenset({kind}))).condition(expression)
    return raised.value


def test_the_grammar_has_no_conflicts(caplog: pytest.LogCaptureFixture) -> None:
    path = resources.folder("grammar") / "expression.lark"
    level = logger.level
    logger.setLevel(logging.DEBUG)
    logger.addHandler(caplog.handler)
    try:
        Lark.open(str(path), parser="lalr", maybe_placeholders=False, debug=True)
    finally:
        logger.removeHandler(caplog.handler)
        logger.setLevel(level)
    assert not [r.getMessage() for r in caplog.records if "conflict" in r.getMessage().lower()]


CORE = """
backup core "Core data" for servers, m365 {
  keep daily for 30 days
  keep monthly for 12 months
  rpo 4 hours
  rto unstated
  verify every tbd
  store "Telehouse North" in GB, offsite
  runs automatic
  test restore every 3 months, evidence to Client
  failure reported within 1 business day
  relies on "Datto" {
    keep for 60 days from end
  }
}
"""


@pytest.mark.parametrize(
    ("expression", "truth"),
    [
        # presence
        ("rpo", True),
        ("any(rpo)", True),
        ("any(full)", False),
        ("none(full)", True),
        ("not full", True),
        ("rto", False),  # `unstated` counts as missing
        ("stands(rto)", True),
        ("stands(full)", False),
        ("verify", True),  # `tbd` is something
        ("store.offsite", True),
        ("runs.manual", False),
        ("title", True),
        # logic
        ("rpo and full", False),
        ("rpo or full", True),
        ("full and full or rpo", True),
        ("not (rpo and not full)", False),
        # not known: `tbd`, `unstated`, working against elapsed time, what is missing
        ("all(verify, every <= 1 day)", None),
        ("any(verify, every <= 1 day) and full", False),
        ("any(verify, every <= 1 day) or rpo", True),
        ("not any(verify, every <= 1 day)", None),
        ("any(failure, reported <= 1 day)", None),
        ("any(failure, reported <= 2 business days)", True),
        ("any(failure, reported <= 8 business hours)", None),
        ("any(failure, fixed <= 1 day)", None),
        ("all(rto, value <= 4 hours)", True),  # nothing is stated that could be too long
        ("any(rto, value <= 4 hours)", False),
        # comparison
        ("any(rpo, value <= 4 hours)", True),
        ("any(rpo, value < 4 hours)", False),
        ("any(rpo, value = 240 minutes)", True),
        ("any(rpo, value != 3 hours 59 minutes)", True),
        ("any(rpo, 1 day > value)", True),
        ("all(keep.for, it >= 30 days)", True),
        ("any(keep.for, it = 1 year)", True),
        ("any(keep.for, it < 1 month)", False),  # 30 days are not shorter than every month
        ("any(keep, value = 'daily' and any(for, it >= 1 month))", False),  # nor as long as every one
        ("any(keep, value = 'daily' and any(for, it >= 4 weeks))", True),
        ("any(test_restore, every <= 100 days)", True),
        ("any(test_restore, every <= 90 days)", False),
        ("count(keep) = 2", True),
        ("count(keep, value = 'daily') < 1", False),
        ("count(keep) in [1, 3]", False),
        ("count(verify, every <= 1 day) >= 1", None),
        ("count(verify, every <= 1 day) <= 1", True),
        ("count(verify, every <= 1 day) > 1", False),
        # names and words
        ("name = 'CORE'", True),
        ("title = 'Core  Data'", True),
        ("any(for, it = 'm365')", True),
        ("any(for, it in ['desk', 'hr'])", False),
        ("any(for, it not in ['servers'])", True),
        ("any(keep.value, it in ['daily'])", True),
        ("any(for, it in this.for)", True),
        # kinds of values
        ("any(verify, every is tbd)", True),
        ("any(rto, value is unstated)", True),
        ("any(rpo, value is not tbd)", True),
        ("any(rpo, value is working)", False),
        ("any(failure, reported is working)", True),
        ("any(failure, fixed is tbd)", False),
        # where names are looked up
        ("any(keep, parent.name = 'core')", True),
        ("any(keep as k, any(k.for, it = 30 days and this.name = 'core'))", True),
        ("relies.keep", True),
        ("any(relies.keep.for, it >= 60 days)", True),
        ("count(file.keep) = 3", True),
        ("count(inside(this, keep)) = 3", True),
        ("count(clauses) > 5", True),
        ("any(inside(this), it.evidence)", True),
        ("count(inside(file)) > 10", True),
        ("as_of = 2027-01-01", True),
        ("as_of < 2026-12-31", False),
        # texts
        ("mentions(store, 'tele-house')", True),
        ("mentions(store, 'tele')", False),
        ("mentions(store, 'tele*')", True),
        ("mentions(this, 'datto')", True),
        ("mentions(verify, 'daily')", False),
        ("mentions(full, 'daily')", False),
        # who and for whom
        ("refers(for, this)", False),
        ("applies_to(this, this)", False),
        ("any(test_restore, party(evidence, 'provider'))", None),
    ],
)  # fmt: skip
def test_what_expressions_mean(expression: str, truth: Truth) -> None:
    assert ask("backup", expression, CORE) is truth


CUSTOMER = "agreement {\ncustomer Acme\n}\n"
PROVIDER = "agreement {\nprovider Acme\n}\n"


@pytest.mark.parametrize(
    ("kind", "expression", "text", "truth"),
    [
        ("service", "any(file.backup, applies_to(it, this))", "service a {}\nbackup b for a {}", True),
        ("service", "any(file.backup, applies_to(it, this))", "service a {}\nbackup b for c {}", False),
        ("service", "any(file.backup, applies_to(it, this))", "service a {}\nbackup b {}", True),
        ("service", "any(file.backup, applies_to(it, this))", "service a {}\nbackup b for tbd {}", None),
        ("service", "any(file.backup, refers(for, this))", 'service a "AB" {}\nbackup b for "ab" {}', True),
        ("end", "party(by, 'customer')", "termination {\nend by either\n}", True),
        ("end", "party(by, 'customer')", "termination {\nend by customer\n}", True),
        ("end", "party(by, 'customer')", "termination {\nend by Acme\n}", None),
        ("end", "party(by, 'customer')", CUSTOMER + "termination {\nend by Acme\n}", True),
        ("end", "party(by, 'customer')", PROVIDER + "termination {\nend by Acme\n}", False),
        ("end", "any(facts(when), state = 'missed')", "termination {\nend when a and (b missed)\n}", True),
        ("end", "mentions(when, 'payment')", "termination {\nend when payment overdue 45 days\n}", True),
        ("end", "notice.length >= 30 days", "termination {\nend on 90 days written notice\n}", True),
        ("end", "notice >= 30 days", "termination {\nend on 90 days notice\n}", True),
        ("end", "notice.written", "termination {\nend on 90 days notice\n}", False),
        ("end", "notice", "termination {\nend by either, on unstated notice\n}", False),
        ("end", "stands(notice)", "termination {\nend by either, on unstated notice\n}", True),
        ("termination", "end", "termination {\nend by either, on unstated notice\n}", True),
        ("delete", "within", "exit {\ndelete data within unstated of end\n}", False),
        ("delete", "within <= 90 days", "exit {\ndelete data within 90 days of end\n}", True),
        ("exit", "delete", "exit {\ndelete data within unstated\n}", True),
        ("priority", "respond", "priority P1 {\nrespond within unstated, for 80% of calls\n}", False),
        ("respond", "within <= 8 hours", "respond within sooner of 4 hours or 9 hours", True),
        ("respond", "within < 4 hours", "respond within sooner of 4 hours or 9 hours", False),
        ("respond", "within <= 8 hours", "respond within later of 4 hours or 9 hours", False),
        ("respond", "8 hours >= within", "respond within sooner of 4 hours or 9 hours", True),
        ("respond", "within = 4 hours", "respond within sooner of 4 hours or 9 hours", None),
        ("cap", "value <= 30%", "credits {\ncap 25% of monthly fee per month\n}", True),
        ("cap", "value <= 300.00 GBP", "credits {\ncap 250.00 GBP per month\n}", True),
        ("cap", "value <= 300.00 EUR", "credits {\ncap 250.00 GBP per month\n}", None),
        ("credit", "value = 10 times", "credits {\ncredit 10 times price of outage\n}", True),
        ("size_is", "value >= 5 TB", "backup b {\nsize 10 TB, link 1 Gbit/s\n}", True),
        ("size_is", "link > 100 Mbit/s", "backup b {\nsize 10 TB, link 1 Gbit/s\n}", True),
        ("size_is", "link > 100 MB", "backup b {\nsize 10 TB, link 1 Gbit/s\n}", None),
        ("covers", "any(values, it = 120 user)", "service a {\ncovers 120 users, 140 devices\n}", True),
        ("covers", "any(values, it >= 130)", "service a {\ncovers 120 users, 140 devices\n}", True),
        ("availability", "value > 99.9%", "service a {\navailability 99.90%\n}", False),
        ("effective", "value >= 2027-01-01", "agreement {\neffective 2027-01-01\n}", True),
        ("effective", "value >= 2027-01-01", "agreement {\neffective signature\n}", None),
        ("includes", "mentions(values, 'mail')", "service a {\nincludes tbd\n}", None),
        ("includes", "mentions(this, 'mail')", 'service a {\nincludes "a", tbd\n}', None),
        ("status", "value = 'draft'", "agreement {\nstatus draft\n}", True),
        ("status", "value in words", "agreement {\nstatus draft\n}", True),
        ("mfa", "mandatory", "security {\nmfa optional\n}", False),
        ("mfa", "mandatory = false", "security {\nmfa optional\n}", True),
        ("runs", "automatic = false", "backup b {\nruns manual\n}", None),
        ("store", "in", "backup b {\nstore in GB\n}", True),
        ("return", "any(as, it = 'csv')", 'exit {\nreturn data as "CSV"\n}', True),
        (FILE, "any(return)", 'exit {\nreturn data as "CSV"\n}', True),
        (FILE, "any(return)", 'agreement "A" {}', False),
    ],
)  # fmt: skip
def test_what_expressions_mean_elsewhere(kind: str, expression: str, text: str, truth: Truth) -> None:
    words = {"words": (v.Text("draft"), v.Text("agreed"))} if "words" in expression else {}
    assert ask(kind, expression, text, **words) is truth


@pytest.mark.parametrize(
    ("expression", "truth"),
    [
        ("any(file.backup)", None),
        ("none(file.backup)", None),
        ("all(file.backup, rpo)", None),
        ("count(file.backup) >= 1", None),
        ("count(file.backup) >= 0", True),
        ("any(file.backup.full)", True),  # its clauses were read
        ("any(file.backup.rpo)", None),
        ("any(file.service.respond)", None),
        ("any(file.service, name = 'desk')", True),
        ("any(file.service, availability)", False),
        ("any(inside(file), for)", None),
        ("mentions(file.service, 'sorry')", False),
        ("any(file.termination)", False),
    ],
)
def test_what_could_not_be_read_is_not_known(expression: str, truth: Truth) -> None:
    backup = Broken(meant="backup", name="core", clauses=(node("full"),), text="backup core (")
    respond = Broken(meant="respond", text="respond within (")
    env = Env(Index(tree(backup, node("service", name=v.Name("desk"), clauses=(respond,)))), {}, DAY)
    env.begin(env.index.document)
    assert Compiler().condition(expression)(env) is truth


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("on-site", "on site", True),
        ("on site", "ON-SITE", True),
        ("onsite", "an on-site visit", True),
        ("best effort*", "with best efforts", True),
        ("best effort", "with best efforts", False),
        ("effort", "best-effort.", True),
        ("ort", "effort", False),
        ("eff", "effort", False),
        ("eff*", "effort", True),
        ("reasonabl* effort*", "commercially reasonable efforts", True),
        ("reasonabl* effort*", "reasonable and good efforts", False),
        ("café", "CAFÉ", True),
        ("99%", "at 99 % or more", True),
        ("a", "", False),
    ],
)
def test_phrases(phrase: str, text: str, found: bool) -> None:
    assert Mention(phrase).within(Words(text)) is found


@pytest.mark.parametrize("phrase", ["", "*", "-", "a * b", "*a", "a**", "a*b"])
def test_phrases_that_find_nothing_are_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match=r"word"):
        Mention(phrase)


def test_a_hostile_text_is_searched_quickly() -> None:
    words = Words("a" * 200_000 + " " + "a " * 200_000)
    assert not Mention("aaaa aaaa b").within(words)


@pytest.mark.parametrize("kind", ["backup", "priority", "return_", FILE])
def test_notes_say_why_something_counts_as_missing(kind: str) -> None:
    index = Index(agreement("backup b {\nrto unstated\n}\npriority P1 {}\nexit {\nreturn data\n}"))
    env = Env(index, {}, DAY)
    env.begin(index.all(kind)[0])
    assert Compiler(Type(kinds=frozenset({kind}))).condition("any(file.rto)")(env) is False
    assert list(env.notes) == ["the agreement says that this is unstated"]
    assert [index.source.slice(label.span) for label in env.labels] == ["unstated"]


def test_errors_point_at_the_word() -> None:
    error = refuse("any(rpo) and any(rtoo)")
    assert (error.offset, error.hint) == (17, "did you mean `rto`?")
    assert refuse("any(rpo, value <= 4 hour or)").offset == 27
    assert refuse("").offset == 0
    assert "`$`" in refuse("rpo $").message


def test_every_kind_and_field_can_be_named() -> None:
    """Whatever the schema has, an expression can say."""
    for name, kind in NAMES.items():
        Compiler().condition(f"any(file.{name})")
        looks_at = Type(kinds=frozenset({kind}))
        for part in ("for", "in", "when", "parent", "clauses"):
            for path in (f"this.{part}", part):
                known = part in names_in(looks_at)
                with nullcontext() if known else pytest.raises(ExpressionError, match=f"has no `{part}`"):
                    Compiler(looks_at).condition(f"stands({path})")


def test_templates_say_what_the_agreement_says() -> None:
    text = 'backup core "Core" for a, b, c {\nkeep  daily  for   30  days\nrpo tbd\n}\nservice x {\nmust(\n}'
    index = Index(agreement(text))
    env = Env(index, {"least": v.Duration(((Decimal(1), "day"),))}, DAY)
    env.begin(index.all("backup")[0])
    compiler = Compiler(Type(kinds=frozenset({"backup"})), env.parameters)

    def wording(words: str) -> str:
        return Template(words, compiler).render(env)

    assert wording("{this}: {for}, {keep.for}, {rpo.value}, {rto.value}") == (
        'backup core "Core": a, b and c, 30 days, tbd, nothing'
    )
    assert (
        wording("{{x}} { y } {least} {count(keep)} {title} {file}")
        == '{x} { y } 1 day 1 "Core" the agreement'
    )
    assert wording("") == ""


def test_parameters_are_written_as_in_the_ruleset() -> None:
    for text in ("30 days", "1 day", "2 business hours", "1 hour 30 minutes", "99.90%", "10.50 GBP", "10 TB",
                 "1 Gbit/s", "120 users", "3", "1.5 times", "2027-01-31", "true", "false"):  # fmt: skip
        literal = Compiler().literal(text)
        assert literal is not None
        assert value_text(literal) == text
    assert value_text((v.Text("a"), v.Text("b"))) == "a, b"


def test_functions_are_documented() -> None:
    assert [function.name for function in documented()] == list(FUNCTIONS)
    for function in documented():
        assert function.signature.startswith(function.name + "(")
        assert function.doc.endswith(".")


PIECES = [
    "any", "all", "count", "mentions", "(", ")", ",", ".", "rpo", "for", "in", "value", "this", "it", "file",
    "and", "or", "not", "is", "tbd", "as", "x", "<=", "=", "4 hours", "99%", '"a"', "[", "]", "2027-01-31",
    "é", "'", "\n", " ", "true", "facts", "party", "parent", "clauses", "notice", "refers", "limit", "inside",
]  # fmt: skip


@settings(max_examples=examples(400), deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join) | st.text(max_size=30))
def test_any_text_is_an_expression_or_an_error_in_it(text: str) -> None:
    index = Index(agreement(CORE))
    env = Env(index, {"limit": v.Number(Decimal(3))}, DAY)
    compiler = Compiler(Type(kinds=frozenset({"backup"})), env.parameters)
    try:
        code = compiler.condition(text)
    except ExpressionError as error:
        offset = error.offset
        assert 0 <= offset <= len(text)  # noqa: PT017 - most of these texts are errors, not all
        return
    env.begin(index.all("backup")[0])
    assert code(env) in (True, False, None)
    assert len(env.stack) == 1


def test_deep_and_long_expressions_are_refused() -> None:
    assert "parentheses" in refuse("(" * 3000).message
    assert "parentheses" in refuse("not " * 900 + "rpo").message
    assert "characters" in refuse("rpo and " * 1000 + "rpo").message
    assert read(" and ".join(["rpo"] * 400)).data == "and"
