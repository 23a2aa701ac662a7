"""New words of the language stay free as names: an agreement that calls something so reads as before."""

from __future__ import annotations

import pytest

from clausecheck.language import values as v
from clausecheck.language.joining import FIGURED
from clausecheck.language.openings import BEGINNINGS
from clausecheck.language.parser import parse, vocabulary
from clausecheck.language.resaid import RESAID
from clausecheck.language.tree import ACTORS, EXCEPTIONS, SUBJECTS, TARGETS
from clausecheck.language.wordings import SAID

#: Each place in which an agreement gives a name and uses it.
TEXT = """\
agreement "A" {{
  provider {name} "A Ltd"
  customer C "C Ltd"
}}
hours {name} in Europe/London {{
  mon-fri 09:00-17:00
}}
service {name} "S" {{
  includes "help"
}}
plan {name} "P" for {name} {{
  respond within 1 hour, during {name}
}}
metric {name} "M" in percent {{
  formula a / b
}}
priority {name} "Q" {{
  applies otherwise
  respond within 4 {name} hours, for {name}
  resolve within 2 days, by {name}
}}
backup {name} for {name} {{
  full every 1 day
  rpo 1 day
}}
"""
WORDS = sorted(
    word
    for word in {
        *(word for word in vocabulary().keywords if word.isidentifier()),
        *v.UNITS, *v.RHYTHMS, *TARGETS, *EXCEPTIONS, *SUBJECTS, *ACTORS,
        *(way.split()[0] for ways in (*v.PHRASES.values(), *v.TIME_WORDS.values()) for way in ways),
        *(words[0] for words in SAID), *RESAID, *FIGURED, *BEGINNINGS,
        *(name.lower() for name in v.MONTH_NAMES), *v.MONTH_NAMES, *v.ORDINALS.values(),
    }
    if word[0].isalpha()
)  # fmt: skip
#: Words that are refused in one of these places, as docs/language.md says: those that begin a part; units; what a wording makes
#: of the word behind `for`, `by` or `during`.
NO_NAMES = vocabulary().reserved | {
    *v.UNITS, "SBD", "address", "decided", "formula", "higher", "holidays", "if", "immediately", "larger", "later", "lower",
    "orally", "promptly", "smaller", "sooner", "till", "times", "upon", "verbal", "verbally", "via", "whenever", "where", "while",
}  # fmt: skip


@pytest.mark.parametrize("word", [word for word in WORDS if word not in NO_NAMES])
def test_a_word_of_the_language_is_a_name_where_one_stands(word: str) -> None:
    parsed = parse(TEXT.format(name=word))
    assert [problem.message for problem in parsed.problems] == []


@pytest.mark.parametrize("word", sorted(NO_NAMES))
def test_a_reserved_word_is_refused_with_a_message(word: str) -> None:
    parsed = parse(TEXT.format(name=word))
    assert parsed.problems
    assert all(problem.message for problem in parsed.problems)
