"""The results of many agreements as one, of which no more than one is in memory at a time.

A report goes through the parts, file by file; what it needs to say before the first of them, or of all of them, is counted when
a part is added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Protocol, TypeVar, overload

from clausecheck.finding import CheckResult, Crash, Finding, Severity, Waived
from clausecheck.source import Source

T = TypeVar("T")


class ResultStore(Protocol):
    """Where the parts are kept: a list, or what holds them outside of memory."""

    def append(self, item: CheckResult, /) -> None:
        """Keep one more."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[CheckResult]: ...

    def __getitem__(self, at: int, /) -> CheckResult: ...


class _Each(Sequence[T]):
    """What all parts have of one kind, part by part."""

    def __init__(self, store: ResultStore, of: Callable[[CheckResult], Sequence[T]], count: int) -> None:
        self._store, self._of, self._count = store, of, count

    def __iter__(self) -> Iterator[T]:
        for part in self._store:
            yield from self._of(part)

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> T: ...

    @overload
    def __getitem__(self, at: slice) -> list[T]: ...

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return list(islice(self, *at.indices(len(self))))
        return next(islice(self, range(len(self))[at], None))


class Made(Sequence[T]):
    """A sequence of a length, of which each item is made when it is asked for."""

    def __init__(self, make: Callable[[int], T], length: int) -> None:
        self._make, self._length = make, length

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, at: int) -> T: ...

    @overload
    def __getitem__(self, at: slice) -> list[T]: ...

    def __getitem__(self, at: Any) -> Any:
        chosen = range(self._length)[at]
        return self._make(chosen) if isinstance(chosen, int) else [self._make(each) for each in chosen]


class _ByPath(Mapping[str, T]):
    """What the parts have for each path; `parts` says in which it stands."""

    def __init__(
        self, store: ResultStore, parts: Mapping[str, int], of: Callable[[CheckResult, str], T]
    ) -> None:
        self._store, self._parts, self._of = store, parts, of

    def __getitem__(self, path: str) -> T:
        return self._of(self._store[self._parts[path]], path)

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)


class Gathered(CheckResult):
    """Several results as one: findings in the order of the results, facts and provenance by file.

    Facts and provenance of one agreement are kept as they are; those of several stand under the name of their file.
    """

    def __init__(self, store: ResultStore) -> None:
        self._store = store
        self._sizes: Counter[str] = Counter()
        self._severities: Counter[Severity] = Counter()
        self._paths: dict[str, int] = {}
        self._checked: dict[str, int] = {}
        self._with_facts: dict[str, int] = {}
        self._not_checked: dict[str, None] = {}
        self._seconds: dict[str, float] = {}
        self._references: dict[str, str] = {}
        self._beside: set[str] = set()
        self._crashes: list[Crash] = []

    def add(self, part: CheckResult) -> None:
        """Add the result of one more file."""
        at = len(self._store)
        self._store.append(part)
        for name in ("findings", "proofs", "waived", "baselined"):
            self._sizes[name] += len(getattr(part, name))
        self._severities.update(finding.severity for finding in part.findings)
        self._paths.update(dict.fromkeys(part.sources, at))
        for path in part.agreements:
            self._checked[path] = at
            if part.facts:
                self._with_facts[path] = at
        self._not_checked.update(dict.fromkeys(part.not_checked))
        for rule, seconds in part.seconds.items():
            self._seconds[rule] = self._seconds.get(rule, 0) + seconds
        self._references.update(part.references)
        self._beside.update(part.not_agreements)
        self._crashes += part.crashes

    @property
    def parts(self) -> Iterable[CheckResult]:
        """The results of which this one is made, one at a time."""
        return self._store

    @property
    def findings(self) -> Sequence[Finding]:
        """Those of all parts."""
        return _Each(self._store, lambda part: part.findings, self._sizes["findings"])

    @property
    def proofs(self) -> Sequence[Mapping[str, Any]]:
        """Those of all parts."""
        return _Each(self._store, lambda part: part.proofs, self._sizes["proofs"])

    @property
    def waived(self) -> Sequence[Waived]:
        """Those of all parts."""
        return _Each(self._store, lambda part: part.waived, self._sizes["waived"])

    @property
    def baselined(self) -> Sequence[Finding]:
        """Those of all parts."""
        return _Each(self._store, lambda part: part.baselined, self._sizes["baselined"])

    @property
    def facts(self) -> Mapping[str, Any]:
        """Those of the one agreement, or by path."""
        alone = self._alone()
        return alone.facts if alone else _ByPath(self._store, self._with_facts, lambda part, _: part.facts)

    @property
    def provenance(self) -> Mapping[str, Any]:
        """That of the one agreement, or by path."""
        alone = self._alone()
        return (
            alone.provenance
            if alone
            else _ByPath(self._store, self._checked, lambda part, _: part.provenance)
        )

    @property
    def sources(self) -> Mapping[str, Source]:
        """The texts by path."""
        return _ByPath(self._store, self._paths, lambda part, path: part.sources[path])

    @property
    def not_checked(self) -> Sequence[str]:
        """Each sentence once."""
        return tuple(self._not_checked)

    @property
    def references(self) -> Mapping[str, str]:
        """Those of all parts."""
        return self._references

    @property
    def not_agreements(self) -> frozenset[str]:
        """Those of all parts."""
        return frozenset(self._beside)

    @property
    def crashes(self) -> Sequence[Crash]:
        """Those of all parts."""
        return tuple(self._crashes)

    @property
    def seconds(self) -> Mapping[str, float]:
        """The sum for each rule."""
        return self._seconds

    @property
    def agreements(self) -> Sequence[str]:
        """The paths of the agreements that were checked."""
        return tuple(self._checked)

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return self._severities[severity]

    def fails(self, threshold: Severity) -> bool:
        """Whether a finding is at or above the threshold."""
        return any(count and severity.rank >= threshold.rank for severity, count in self._severities.items())

    def _alone(self) -> CheckResult | None:
        """The part with the one agreement, where there is one and no more."""
        numbers = set(self._checked.values())
        return self._store[numbers.pop()] if len(numbers) == 1 else None


def merged(results: Iterable[CheckResult], store: ResultStore | None = None) -> CheckResult:
    """Several results as one; a single one as it is. They are kept in `store`, in memory without one."""
    kept: ResultStore = store if store is not None else []
    gathered = Gathered(kept)
    for result in results:
        gathered.add(result)
    return gathered if len(kept) > 1 else kept[0] if len(kept) else CheckResult()
