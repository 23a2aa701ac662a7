"""Figures in texts that differ: from the clause that the text is about, or in words from those in digits."""

from __future__ import annotations

from collections.abc import Iterator

from clausecheck.checks.texts.figures import (
    LONGEST,
    FigureInText,
    differs,
    digits_in_brackets,
    equal,
    figures,
    number_in_words,
)
from clausecheck.checks.texts.sentences import Sentence, sentences
from clausecheck.checks.texts.topics import Stated, charged_for, stated, topics
from clausecheck.context import Context, check
from clausecheck.finding import Finding, Label, Proof, Witness
from clausecheck.language.tree import Node
from clausecheck.language.write import write

#: A sentence with one of these tells of another figure on purpose.
_ASIDE = frozenset({"example", "formerly", "previously", "instead", "rather", "former", "unlike", "earlier"})


@check("text-differs", reads_words=True)
def text_differs(context: Context) -> Iterator[Finding | Proof]:
    """The figures of each sentence against the values of what the sentence is about."""
    for sentence in sentences(context.semantics):
        yield from _compared(context, sentence)


def _compared(context: Context, sentence: Sentence) -> Iterator[Finding | Proof]:
    words = {token.text.casefold() for token in sentence.tokens}
    found = list(figures(sentence.tokens))
    if not found or _ASIDE & words:
        return
    values = stated(context.agreement, sentence)
    for figure in found:
        about = topics(sentence, figure, values)
        relevant = [one for one in values if type(one.value) is type(figure.value) and one.topics & about]
        relevant = charged_for(relevant, sentence)
        if "convenience" in words:
            relevant = [one for one in relevant if _for_convenience(one.node)] or relevant
        if not relevant:
            continue
        if all(differs(figure, one.value) for one in relevant):
            yield _differing(context, sentence, figure, relevant)
        elif any(equal(figure, one.value) for one in relevant):
            what = context.agreement.title(relevant[0].node)
            yield context.proof(
                f"the text says {figure.written}, as `{what}` does", {"figure": figure.written}
            )


def _for_convenience(node: Node) -> bool:
    return "convenience" in write(getattr(node, "for_", ()))


def _differing(context: Context, sentence: Sentence, figure: FigureInText, relevant: list[Stated]) -> Finding:
    wording = list(dict.fromkeys(write(one.value) for one in relevant))
    clause = relevant[0].node
    home = context.agreement.title(context.agreement.parent(clause) or clause)
    return context.draft(
        f"the text says {figure.written}, and {home} says {' and '.join(wording)}",
        sentence.node,
        "in words",
        span=sentence.place.span(figure.start, figure.end),
        labels=tuple(Label(one.value.span, "in the clause") for one in relevant),
        witness=Witness(
            f"{figure.written} in the text, {' or '.join(wording)} in the clause: "
            "whoever relies on one reads the other as a breach",
            {"text": figure.written, "clause": wording},
        ),
        values=(figure.written, *wording),
        help=(
            "let both say the same",
            "leave the figure out of the text and refer to the clause in braces",
        ),
    )


@check("words-and-digits-differ", reads_words=True)
def words_and_digits_differ(context: Context) -> Iterator[Finding]:
    """`ninety (60) days`: a number in words with another one in digits behind it."""
    for sentence in sentences(context.semantics):
        tokens, place = sentence.tokens, sentence.place
        at = 0
        while at < len(tokens):
            first = at
            amount, after = number_in_words(tokens, first)
            at = max(after, first + 1)
            token = digits_in_brackets(tokens, after) if amount is not None else None
            if token is None or not token.text.isascii() or len(token.text) > LONGEST:
                continue
            digits = token.text
            if int(digits) == amount:
                continue
            words = " ".join(word.text for word in tokens[first:after])
            yield context.draft(
                f"the text says {words}, and in digits {digits}",
                sentence.node,
                f"{amount}",
                span=place.span(tokens[first].start, tokens[after - 1].end),
                labels=(Label(place.span(token.start, token.end), digits),),
                witness=Witness(
                    f"{words} is {amount}, not {digits}", {"words": amount, "digits": int(digits)}
                ),
                values=(words, digits),
                help=("write one of the two, or let both say the same",),
            )
