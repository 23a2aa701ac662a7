"""Two priorities with one title."""

from __future__ import annotations

from collections.abc import Iterator

from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Witness
from clausecheck.language.tree import Priority
from clausecheck.language.write import write


@check("priority-title-twice")
def priority_title_twice(context: Context) -> Iterator[Finding]:
    """Two priorities of different names that are called alike."""
    seen: dict[str, Priority] = {}
    for node in context.agreement.all(Priority):
        if node.title is None:
            continue
        first = seen.setdefault(node.title.text.casefold(), node)
        one, other = write(first.name), write(node.name)
        if first is node or one.casefold() == other.casefold():
            continue
        title = write(node.title)
        yield context.draft(
            f"{one} and {other} are both called {title}",
            node,
            other,
            span=node.title.span,
            labels=(Label(first.title.span if first.title else first.head, one),),
            witness=Witness(
                f"a ticket marked {title}: it has the targets of {one} by one block, and those of {other} by the other",
                {"title": node.title.text, "priorities": [one, other]},
            ),
            values=(node.title.text, one, other),
            help=(f"give {other} a title of its own",),
        )
