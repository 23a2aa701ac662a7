"""No `except` swallows: what an analysis gives up is said in its report, and elsewhere a line says why nothing is lost."""

from __future__ import annotations

import ast
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from clausecheck import check
from clausecheck.agreement.undecided import gave_up, given_up
from clausecheck.reports.common import Run
from clausecheck.reports.formats import FORMATS

ROOT = Path(__file__).parents[1] / "clausecheck"
ANALYSES = ("agreement", "checks", "rules")
"""The rooms in which an error can mean that something is not decided."""

#: Handlers in analyses that use no error, and why they give nothing up: by file, function and what is caught.
NOTHING_LOST = {
    (
        "agreement/due.py",
        "_last",
        "OutOfRange",
    ): "the week is looked at alone, and what falls beyond the calendar is said there",
    (
        "agreement/calendars.py",
        "zone_names",
        "ModuleNotFoundError, OSError",
    ): "the system has the same data",
    (
        "agreement/calendars.py",
        "zone",
        "ModuleNotFoundError, OSError",
    ): "the system has the same data",
    (
        "agreement/calendars.py",
        "canonical_calendar",
        "UnknownCalendar",
    ): "the answer: there is no such calendar, which is a finding",
    ("agreement/calendars.py", "_release", "PackageNotFoundError"): "the report says that it is unknown",
    (
        "agreement/calendars.py",
        "_sound",
        "ValueError, TypeError, AttributeError, RecursionError",
    ): "what is kept is damaged, and made anew",
    (
        "rules/plaindata.py",
        "loaded",
        "ValueError, TypeError, KeyError, ArithmeticError, RecursionError",
    ): "what is kept is damaged, and made anew",
    (
        "rules/compiled.py",
        "load",
        "ValueError, TypeError, KeyError, ArithmeticError, RecursionError",
    ): "what is kept is damaged, and made anew",
    (
        "rules/packages.py",
        "_find",
        "ImportError, ValueError, AttributeError",
    ): "what follows raises the error that names the package",
    (
        "rules/packages.py",
        "package_of",
        "BrokenPackage",
    ): "no file was read from it; who asks for its ruleset is told",
    (
        "rules/trying.py",
        "untried",
        "ValueError, TypeError, KeyError",
    ): "what is kept is damaged; it is said that the examples were not run",
    (
        "agreement/waiting.py",
        "waits_for",
        "OutOfRange, OverflowError, ValueError",
    ): "the answer says why: it lies beyond what calendars cover",
    (
        "agreement/places.py",
        "_rows",
        "ModuleNotFoundError, FileNotFoundError",
    ): "without the table no place is guessed",
    (
        "agreement/hours.py",
        "last_of_term",
        "OverflowError, ValueError",
    ): "`None` is the answer; callers say what it means",
    (
        "agreement/hours.py",
        "later",
        "OverflowError, ValueError",
    ): "`None` is the answer; callers say what it means",
    (
        "agreement/words.py",
        "moment_words",
        "OverflowError, ValueError, OSError",
    ): "the words say that it is beyond the calendar",
    (
        "checks/texts/figures.py",
        "_date",
        "ValueError, OverflowError",
    ): "words that are no date are read as words",
    (
        "rules/places.py",
        "locate",
        "RuntimeError, ValueError, OSError",
    ): "`None` is an error at the caller, with the key",
    (
        "rules/programs.py",
        "_checked_path",
        "ExpressionError",
    ): "the other reading is compiled, and says what is wrong",
    ("rules/yamltree.py", "parse_yaml", "_Stop"): "what stopped it is among the problems",
    ("rules/plain.py", "_beside", "UnknownRule"): "the name is given, without a title",
    (
        "rules/plain.py",
        "_found",
        "Exception",
    ): "a page without its example; a check of agreements names what crashes",
    (
        "rules/mends.py",
        "_placed",
        "Unplaceable",
    ): "the help is shown as it is; only nothing is written for the reader",
}


def handlers() -> Iterator[tuple[str, str, str, ast.ExceptHandler, set[int]]]:
    """Each handler that neither raises nor uses its error, with file, function, what it catches, and the lines with a comment."""
    for file in sorted(ROOT.rglob("*.py")):
        with file.open("rb") as stream:
            comments = {
                token.start[0]
                for token in tokenize.tokenize(stream.readline)
                if token.type == tokenize.COMMENT
            }
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            for node in ast.walk(function):
                if isinstance(node, ast.ExceptHandler) and not _tells(node):
                    yield file.relative_to(ROOT).as_posix(), function.name, _caught(node), node, comments


def _caught(handler: ast.ExceptHandler) -> str:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return ", ".join(ast.unparse(kind).rpartition(".")[2] for kind in kinds if kind is not None)


def _tells(handler: ast.ExceptHandler) -> bool:
    inside = [node for line in handler.body for node in ast.walk(line)]
    raises = any(isinstance(node, ast.Raise) for node in inside)
    calls = [node.func for node in inside if isinstance(node, ast.Call)]
    called = {call.id if isinstance(call, ast.Name) else getattr(call, "attr", "") for call in calls}
    used = handler.name and any(isinstance(node, ast.Name) and node.id == handler.name for node in inside)
    return bool(raises or used or called & {"gave_up", "say", "report", "_undecided"})


def test_analyses_say_what_they_give_up() -> None:
    found = {
        (file, function, caught)
        for file, function, caught, _, _ in handlers()
        if file.partition("/")[0] in ANALYSES
    }
    assert found == NOTHING_LOST.keys()


def test_elsewhere_a_comment_says_why_nothing_is_lost() -> None:
    silent = [
        f"{file}:{node.lineno} {function}: except {caught}"
        for file, function, caught, node, comments in handlers()
        if file.partition("/")[0] not in ANALYSES
        if not comments & set(range(node.lineno - 1, (node.end_lineno or node.lineno) + 1))
    ]
    assert silent == []


def test_nothing_is_suppressed_in_an_analysis() -> None:
    for room in ANALYSES:
        for file in (ROOT / room).rglob("*.py"):
            assert "suppress(" not in file.read_text(encoding="utf-8"), file


def test_reasons_are_noted_once_and_only_while_asked_for() -> None:
    gave_up("nobody asks")
    with given_up() as reasons:
        gave_up("it is tbd", "the fee")
        gave_up("it is tbd", "the fee")
        gave_up(ValueError(), "the day")
    assert list(reasons) == [
        "the fee: undecided, because it is tbd",
        "the day: undecided, because a day or a length of time lies beyond the calendar",
    ]


ENDS = """agreement "A" {
  provider MSP "M"
  customer Client "C"
  effective 9990-01-01
  term 24 months, renewed every 12 months, unless 60 days notice
}
termination {
  notice to "x" by post, received 90000 months after dispatch
  end by Client for convenience, on 30 days written notice
}
"""


def test_what_is_given_up_is_counted_in_the_report() -> None:
    result = check(ENDS)
    left = [proof for proof in result.proofs if not proof["decided"]]
    assert left
    assert f"{len(left)} undecided" in FORMATS["text"].render(result, Run())


@pytest.mark.parametrize("form", ["text"])
def test_and_listed_with_its_reason(form: str) -> None:
    shown = FORMATS[form].render(check(ENDS), Run(proofs=True))
    assert "undecided, because" in " ".join(shown.split())
