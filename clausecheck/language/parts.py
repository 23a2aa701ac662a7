"""The parts of a clause as they were written, and as the fields of the clause hold them: one promise is written in many ways."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from clausecheck.language import values as v
from clausecheck.quick import dataclass
from clausecheck.source import Span


@dataclass(slots=True)
class Part:
    """The values of one field, before they are checked."""

    name: str
    values: list[v.Value]
    span: Span
    truth: bool | None = None


def as_fields(parts: Sequence[Part], fields: Collection[str], kind: str) -> Sequence[Part]:
    """The parts of a clause of a kind as its fields hold them. In a target, `below 1 hour` and `at most 1 hour` are times within
    which; beside a time that is aimed at, they are what is promised."""
    if kind == "availability":
        return _measured(parts)
    if kind == "raise_to":  # `raise by one level`
        named = {"one_lower": "one_higher"}
        return [Part(named.get(part.name, part.name), part.values, part.span, part.truth) for part in parts]
    if "immutable" in fields:
        return _locked(parts)
    if "within" not in fields:
        return parts
    made: list[Part] = []
    for part in _untimed(parts):
        timed = bool(part.values) and isinstance(part.values[0], v.Duration | v.Anchored)
        if part.name in ("below", "at_most") and timed and (part.name not in fields or "aim" in fields):
            figure = part.values[0].amount if isinstance(part.values[0], v.Anchored) else part.values[0]
            if isinstance(figure, v.Duration):
                figure.bound = figure.bound or part.name.replace("_", " ")
                part = Part("within", part.values, part.span)
        aimed = [at for at, before in enumerate(made) if before.name == "within"]
        if part.name == "within" and aimed and "aim" in fields:
            bound = getattr(getattr(part.values[0], "amount", part.values[0]), "bound", None)
            if bound or isinstance(made[aimed[0]].values[0], v.TimeInWords):
                made[aimed[0]] = Part("aim", made[aimed[0]].values, made[aimed[0]].span)
        made.append(part)
    return made


def _locked(parts: Sequence[Part]) -> Sequence[Part]:
    """The parts of a clause about a store as its fields hold them: `immutable for 30 days` is `immutable 30 days`."""
    made: list[Part] = []
    for part in parts:
        before = made[-1] if made else None
        if part.name == "for_" and before is not None and before.name == "immutable" and not before.values:
            lengths = [value for value in part.values if isinstance(value, v.Duration)]
            if len(lengths) == len(part.values) == 1:
                made[-1] = Part("immutable", part.values, before.span.join(part.span))
                continue
        made.append(part)
    return made


def _measured(parts: Sequence[Part]) -> Sequence[Part]:
    """The parts of an availability as its fields hold them: its period is said with `each`, whether it was written `99.5% per
    month`, `over a month` or `every month`; a longer stretch, `over 30 days`, is one to average over."""
    if any(part.name in ("each", "averaged_over") for part in parts):
        return parts
    made: list[Part] = []
    for part in parts:
        value = part.values[0] if part.values else None
        if isinstance(value, v.Rated) and isinstance(value.amount, v.Percentage) and len(value.per) == 1:
            period = value.per[0]
            made += [
                Part(part.name, [value.amount], value.amount.span),
                Part("each", [period.unit], period.span),
            ]
            continue
        if part.name in ("over", "every", "in") and isinstance(value, v.Duration | v.Name):
            if isinstance(value, v.Name):
                value = v.Name(value.text.removeprefix("a "), span=value.span)
            one = isinstance(value, v.Name) or value.parts[0][0] == 1
            part = Part("each" if one else "averaged_over", [value], part.span)
        made.append(part)
    return made


def _untimed(parts: Sequence[Part]) -> Iterable[Part]:
    """The parts of a target, in which words for a time are never a name (`for P3, best effort`): they are its time, and beside
    one they say how firmly it is promised."""
    timed = False
    for part in parts:
        words = [(value, said) for value in part.values if (said := _time_said(value))]
        if (
            part.name not in ("for_", "during", "within")
            or not words
            or (part.name == "within" and not timed)
        ):
            timed = timed or (part.name == "within" and not words)
            yield part
            continue
        others = [value for value in part.values if not _time_said(value)]
        if others:
            yield Part(part.name, others, part.span, part.truth)
        for value, said in words:
            if timed and said == "best effort":
                yield Part("with_", [v.Text(said, span=value.span)], value.span, True)
            else:
                yield Part("within", [v.TimeInWords(said, span=value.span)], value.span, True)


_TIME_SAID = {way: meant for meant, ways in v.TIME_WORDS.items() for way in ways}


def _time_said(value: v.Value) -> str:
    """What words for a time mean (`best endeavours` is `best effort`); nothing for another value."""
    if isinstance(value, v.TimeInWords):
        return value.text
    # Of one word it may be the name of a plan or a priority, such as `NBD`.
    return (
        _TIME_SAID.get(value.text, "") if isinstance(value, v.Name | v.Phrase) and " " in value.text else ""
    )
