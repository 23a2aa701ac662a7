"""What can go wrong with a ruleset or a rule; each of these ends the command with exit code 2."""

from __future__ import annotations

from collections.abc import Iterable

from clausecheck.quick import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a ruleset: where it stands (line and column from 1, `key` as `rules / name /
    require`), what is wrong, and what was probably meant (`hint`, a whole phrase, or empty)."""

    file: str
    line: int
    column: int
    key: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}: "
        where = f"{self.key}: " if self.key else ""
        return place + where + self.message + (f"; {self.hint}" if self.hint else "")


class RulesetError(Exception):
    """A ruleset cannot be used; `problems` are all its mistakes, from top to bottom."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


class UnknownRule(LookupError):
    """No rule has this code, name, alias or prefix; the message suggests a near one."""


class UnknownProfile(LookupError):
    """No profile has this name; the message suggests a near one, or lists them."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        every = list(known)
        import difflib  # only a mistake needs it

        near = difflib.get_close_matches(name.lower(), every, 1)
        hint = did_you_mean(near[0]) if near else f"choose from {', '.join(every)}"
        super().__init__(f"there is no profile `{name}`; {hint}")


class RuleCrashed(RuntimeError):
    """A rule (or the analysis behind it) failed; `rule` is its name and `original` what it raised."""

    def __init__(self, rule: str, original: BaseException) -> None:
        self.rule, self.original = rule, original
        super().__init__(f"the rule `{rule}` crashed: {type(original).__name__}: {original}")


class UnknownFinding(RuntimeError):
    """A stage made a finding for which no ruleset has a rule; `rule` is the name it gave."""

    def __init__(self, rule: str) -> None:
        self.rule = rule
        super().__init__(f"a finding `{rule}` was made, but no ruleset has a rule of that name")


def did_you_mean(guess: str | None) -> str:
    """The hint for a near word, or nothing."""
    return f"did you mean `{guess}`?" if guess else ""
