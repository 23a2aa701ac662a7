"""Findings that hang on words in quotes: they say so in their case, and are never errors.

Words in quotes are for people. A rule may look for phrases in them, but what it then says rests on how someone chose to
write: another word for the same thing, and the finding would come or go.
"""

from __future__ import annotations

from dataclasses import replace

from clausecheck.finding import Finding, Severity, Witness
from clausecheck.quick import dataclass

_MOST = 3
"""How many of the words in quotes a case shows."""
_LONGEST = 60
"""How many characters of each."""


@dataclass(frozen=True, slots=True)
class WordsRead:
    """Words in quotes that were looked at: those in which a phrase was `heard`, and those in which none was. `parts` are the
    parts of a rule for which they decide, where they do not decide for all that it says."""

    heard: tuple[str, ...] = ()
    unheard: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


def hanging_on_words(drafted: Finding, reading: WordsRead | None) -> Finding:
    """A draft that was read out of words, with that in its case; it is no error, unless the words decide only some parts."""
    if reading is None:
        return drafted
    told = _told(reading)
    if drafted.witness is None:
        witness = Witness(told, {"words": list(reading.heard or reading.unheard)})
    else:
        witness = replace(drafted.witness, summary=f"{drafted.witness.summary}; {told}")
    if reading.parts or drafted.severity is not Severity.ERROR or drafted.at_most is Severity.INFO:
        return replace(drafted, witness=witness)
    return replace(drafted, witness=witness, at_most=Severity.WARNING)


def _told(reading: WordsRead) -> str:
    about = f", as to {_row(reading.parts)}" if reading.parts else ""
    if reading.heard:
        return f"this is read out of words in quotes{about}: {_quoted(reading.heard)}"
    texts = reading.unheard
    if not texts:
        return f"this is read out of words in quotes{about}"
    where = (
        f"none of {len(texts)} texts says it"
        if len(texts) > _MOST
        else f"nothing was found in {_quoted(texts)}"
    )
    return f"this hangs on words in quotes{about}: {where}"


def _row(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def _quoted(texts: tuple[str, ...]) -> str:
    shown = [f'"{_clipped(text)}"' for text in texts[:_MOST]]
    more = len(texts) - _MOST
    return _row((*shown, f"{more} more") if more > 0 else tuple(shown))


def _clipped(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
