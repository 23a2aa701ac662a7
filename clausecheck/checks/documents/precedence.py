"""An order of documents that runs in a circle."""

from __future__ import annotations

from collections.abc import Iterator

from clausecheck.agreement.mending import gone, mend, put
from clausecheck.agreement.model import Agreement
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language import values as v
from clausecheck.language.tree import AgreementBlock, Precedence
from clausecheck.language.write import write
from clausecheck.quick import dataclass
from clausecheck.source import Span


@dataclass(frozen=True, slots=True)
class Circle:
    """A document that yields where it prevailed before: the clause, the stronger and the weaker one in it, and the two as they
    stand in the opposite order; `None` where one document simply stands twice."""

    clause: Precedence
    strong: v.Value
    weak: v.Value
    opposite: tuple[v.Value, v.Value] | None


@check("precedence-circular")
def precedence_circular(context: Context) -> Iterator[Finding]:
    """A document that stands both before and after another, in one clause or in two."""
    circle = _circle(context.agreement)
    if circle is None:
        return
    first, second = write(circle.strong), write(circle.weak)
    labels: tuple[Label, ...]
    if circle.opposite is None:
        message = f"{first} stands twice in the order of documents"
        labels = (Label(circle.strong.span, "it prevails from here …"),)
        case = f"what stands between the two prevails over {second}, and {first} prevails over it"
    else:
        prevails, yields = circle.opposite
        message = f"{first} prevails over {second}, and {second} over {first}"
        labels = (
            Label(prevails.span, f"{write(prevails)} prevails here"),
            Label(yields.span, "and this yields"),
        )
        case = f"where {first} and {second} differ, each clause lets the other document win"
    yield context.draft(
        message,
        circle.clause,
        "… and yields here",
        span=circle.weak.span,
        labels=labels,
        witness=Witness(case, {"first": first, "second": second}),
        values=(first, second),
        help=(
            mend(
                context.agreement,
                "name each document once, the strongest first: write {} instead",
                put(
                    context.agreement, _all_values(circle.clause), ", ".join(_once(context.agreement, circle))
                ),
            )
            if circle.opposite is None
            else mend(
                context.agreement, "let one order decide: delete {}", gone(context.agreement, circle.clause)
            ),
        ),
    )


def _all_values(clause: Precedence) -> Span:
    return Span(clause.values[0].span.start, clause.values[-1].span.end)


def _once(agreement: Agreement, circle: Circle) -> list[str]:
    """The documents of a clause in their order, each once."""
    titles = _titles(agreement)
    first: dict[str, str] = {}
    for value in circle.clause.values:
        if isinstance(value, v.Value):
            first.setdefault(_document(value, titles), write(value))
    return list(first.values())


def _titles(agreement: Agreement) -> set[str]:
    """What this agreement is called, without case."""
    return {
        block.title.text.casefold()
        for block in agreement.document.all(AgreementBlock)
        if block.title is not None
    }


def _circle(agreement: Agreement) -> Circle | None:
    """The first circle in the orders that hold without a condition."""
    titles = _titles(agreement)
    before: dict[tuple[str, str], tuple[v.Value, v.Value]] = {}
    for node in agreement.all(Precedence):
        if node.for_ or node.when is not None:
            continue
        items = [(_document(value, titles), value) for value in node.values if isinstance(value, v.Value)]
        for place, (strong, first) in enumerate(items):
            for weak, second in items[place + 1 :]:
                opposite = before.get((weak, strong))
                if opposite is not None or weak == strong:
                    return Circle(node, first, second, opposite)
                before.setdefault((strong, weak), (first, second))
    return None


def _document(value: v.Value, titles: set[str]) -> str:
    """What a document is called, in one spelling; this agreement by its title is `this`."""
    text = write(value).strip('"').casefold()
    return "this" if text in titles else text
