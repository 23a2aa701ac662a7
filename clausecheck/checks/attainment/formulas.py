"""A formula that counts failures, and measures a share of successes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from clausecheck.agreement.mending import mend, put
from clausecheck.agreement.model import Agreement
from clausecheck.agreement.targets import TARGET_KINDS
from clausecheck.checks.attainment.shares import percent_of, rounded
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import Block, Clause, FormulaIs, Guarantee
from clausecheck.language.write import write

#: Words that say of what is counted that it went wrong, and those that turn them round.
_WRONG = re.compile(
    r"\b(not|late|missed|overdue|unanswered|unresolved|failed|breached|outside|without|no|never|delayed)\b",
    re.IGNORECASE,
)


@check("formula-counts-failures", reads_words=True)
def formula_counts_failures(context: Context) -> Iterator[Finding]:
    """A share of successes that is measured by a formula that counts failures."""
    metrics = context.agreement.names.get("metric", {})
    seen: set[int] = set()
    for clause, name, percent in _measured(context.agreement):
        metric = metrics.get(name)
        if not isinstance(metric, Block) or percent < 50 or id(clause) in seen:
            continue
        formula = next(iter(metric.all(FormulaIs)), None)
        counted = _counted(formula.expression) if formula is not None else None
        if formula is None or counted is None:
            continue
        top, bottom = counted
        if len(_WRONG.findall(top)) == 1 and not _WRONG.search(bottom):
            seen.add(id(clause))
            yield _inverted(context, clause, name, percent, formula)


def _inverted(context: Context, clause: Clause, name: str, percent: Fraction, formula: FormulaIs) -> Finding:
    asked, left = rounded(percent), rounded(100 - percent)
    expression = write(formula.expression)
    return context.draft(
        f"{asked} is to be reached, but {name} counts what went wrong: {expression}",
        clause,
        "a share of successes",
        labels=(Label(formula.span, "a share of failures"),),
        witness=Witness(
            f"100 cases of which {left.removesuffix('%')} go wrong, as many as are allowed: the formula gives "
            f"{left}, and {asked} is asked for; with no failure at all it gives 0%",
            {"asked": asked, "measured": left, "formula": expression},
        ),
        values=(name, expression, asked),
        help=(
            mend(
                context.agreement,
                "count what went right: write {} instead",
                put(context.agreement, formula.expression, _turned(formula.expression)),
            ),
            mend(
                context.agreement,
                "ask for few failures: write {} instead",
                put(context.agreement, clause.target, f"{name} <= {left}"),
            )
            if isinstance(clause, Guarantee)
            and isinstance(clause.target, v.Fact)
            and len(clause.target.compares) == 1
            else None,
        ),
    )


def _turned(expression: v.Value) -> str:
    """A quotient of failures and all as one of what went right and all; a hundredfold stays."""
    if isinstance(expression, v.Bracket):
        return f"({_turned(expression.inner)})"
    assert isinstance(expression, v.Operation)
    if expression.operator == "*":
        left, right = expression.left, expression.right
        if isinstance(right, v.Number):
            return f"{_turned(left)} * {write(right)}"
        return f"{write(left)} * {_turned(right)}"
    top, bottom = write(expression.left), write(expression.right)
    return f"({bottom} - {top}) / {bottom}"


def _measured(agreement: Agreement) -> Iterator[tuple[Clause, str, Fraction]]:
    """Clauses that ask for at least a share, with the metric by which it is measured."""
    for node in agreement.document.walk():
        if node.kind not in (*TARGET_KINDS, Guarantee.kind) or not isinstance(node, Clause):
            continue
        share = next((found for value in node.for_ if (found := percent_of(value)) is not None), None)
        if share is not None:
            for source in node.measured_by:
                yield node, write(source), share
        if isinstance(node, Guarantee) and isinstance(node.target, v.Fact):
            for compare in node.target.compares:
                if isinstance(compare, v.Compare) and compare.operator in (">", ">="):
                    level = percent_of(compare.amount)
                    if level is not None:
                        yield node, write(node.target.subject), level


def _counted(expression: v.Value) -> tuple[str, str] | None:
    """What a formula divides by what, in words; a hundredfold and parentheses do not count."""
    while isinstance(expression, v.Bracket):
        expression = expression.inner
    if isinstance(expression, v.Operation) and expression.operator == "*":
        for term, other in ((expression.left, expression.right), (expression.right, expression.left)):
            if isinstance(other, v.Number) and other.amount == 100:
                return _counted(term)
    if not isinstance(expression, v.Operation) or expression.operator != "/":
        return None
    top, bottom = expression.left, expression.right
    if isinstance(top, v.Text | v.Name | v.Phrase) and isinstance(bottom, v.Text | v.Name | v.Phrase):
        return write(top).replace("-", " "), write(bottom).replace("-", " ")
    return None
