"""What a worker does with a shard: check each file, and write its part of the two tables.

`findings` has the columns of the CSV report, `agreements` those of the portfolio's table of agreements, with the digest of the
file, and with `failure` where it was not checked. The part of `agreements` is written last: where it is there, the shard is done.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import io
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from clausecheck.collection.place import Place, PlaceError
from clausecheck.collection.plan import MOST, Shard
from clausecheck.inputs import MAX_BYTES
from clausecheck.quick import dataclass

if TYPE_CHECKING:
    from clausecheck.config import Settings
    from clausecheck.finding import CheckResult
    from clausecheck.rules.ruleset import Ruleset

MORE = ("sha256", "failure")
"""Columns of `agreements` beside those of the portfolio."""


@dataclass(frozen=True, slots=True)
class Task:
    """What all shards of a run have in common; it is sent to the workers."""

    source: Place
    place: Place
    settings: Settings
    as_of: dt.date
    made_of: str


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a shard: how many files were checked, findings of each severity, what was not checked and why (the first
    few, and how many), and the most memory that the process has used, in MiB."""

    files: int
    severities: dict[str, int]
    failures: tuple[str, ...]
    failed: int
    memory: float


class WrongWorker(Exception):
    """A worker has another version of clausecheck, of its data or of the rules than the run was begun with."""


FEW = 10
"""So many failures of a shard are told in words; all are in the table."""


def check_shard(shard: Shard, task: Task) -> Done:
    """Check a shard and write its parts. Raises `PlaceError` where they cannot be written, `WrongWorker`."""
    rules = _rules(task.settings)
    if made_of(rules) != task.made_of:
        raise WrongWorker("a worker has another version of clausecheck, of its data or of the rules")
    findings: list[Sequence[Any]] = []
    agreements: list[Sequence[Any]] = []
    for file in shard.files:
        more, row = _checked(file, rules, task)
        findings += more
        agreements.append(row)
    return _written(shard, task, findings, agreements)


def give_up(shard: Shard, task: Task, why: str) -> Done:
    """Write the parts of a shard whose files were not checked, and why. Raises `PlaceError`."""
    return _written(shard, task, [], [_failed(file, "", why) for file in shard.files])


def made_of(rules: Ruleset) -> str:
    """A digest of all that a result depends on besides the agreement and the day: the versions of clausecheck, its data and
    Python, and the rules with how they are set."""
    from clausecheck import resources
    from clausecheck.agreement.calendars import data_versions
    from clausecheck.kept_results import words_of

    version = resources.installed()
    words = words_of(rules) or ""
    parts = repr((version, sorted(data_versions().items()), sys.version_info[:2], words))
    return hashlib.sha256(parts.encode("utf-8", "backslashreplace")).hexdigest()


def done_parts(place: Place) -> set[str]:
    """The names of the shards, or halves of shards, whose results are there. Raises `PlaceError`."""
    return {name[:-8] for name in place.names("agreements") if name.endswith(".parquet") and name[0] != "."}


def earlier_failures(place: Place, name: str) -> list[str] | None:
    """Why files of a part of an earlier run were not checked; `None` where the part is damaged. Raises `PlaceError`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    data = place.read(f"agreements/{name}.parquet", MOST)
    try:
        column = pq.read_table(io.BytesIO(data), columns=["failure"]).column("failure").to_pylist()
    except (pa.ArrowException, OSError, ValueError, KeyError):  # the shard is checked anew
        return None
    return [str(failure) for failure in column if failure]


_made: dict[str, Ruleset] = {}


def _rules(settings: Settings) -> Ruleset:
    return settings.rules(_made)


def _checked(file: str, rules: Ruleset, task: Task) -> tuple[list[Sequence[Any]], Sequence[Any]]:
    """The rows of a file: its findings, and what it is."""
    from clausecheck.agreement.model import resolve
    from clausecheck.checking import check_parsed
    from clausecheck.language.parser import parse_bytes
    from clausecheck.portfolio import PortfolioEntry, Reading
    from clausecheck.reports.common import identified
    from clausecheck.reports.csv_report import row
    from clausecheck.reports.portfolio import agreement_row
    from clausecheck.rules.echoes import in_order

    digest = ""
    try:
        data = task.source.read(file, MAX_BYTES)
        digest = hashlib.sha256(data).hexdigest()
        parsed = parse_bytes(data, file)
        result = in_order(check_parsed(parsed, rules, as_of=task.as_of))
        entry = PortfolioEntry.of(file, Reading.of(resolve(parsed), task.as_of), result)
        rows: list[Sequence[Any]] = [row(finding, key, result, file) for finding, key in identified(result)]
    except PlaceError as error:
        return [], _failed(file, digest, str(error))
    except Exception as error:  # whatever one file does, the others are checked
        return [], _failed(file, digest, f"{file}: internal error: {type(error).__name__}")
    return rows, [*agreement_row(entry), digest, _crashes(result) or entry.unread]


def _crashes(result: CheckResult) -> str:
    return " | ".join(crash.message for crash in result.crashes)


def _failed(file: str, digest: str, why: str) -> Sequence[Any]:
    from clausecheck.reports.portfolio import COLUMNS

    made: dict[str, Any] = dict.fromkeys(COLUMNS["agreements"])
    return [*(made | {"file": file, "read": "not at all"}).values(), digest, why]


@functools.cache
def _schemas() -> tuple[Any, Any]:
    """The schemas of findings and agreements: what is counted is a number, all else is text."""
    import pyarrow as pa

    from clausecheck.finding import Severity
    from clausecheck.reports.csv_report import COLUMNS as OF_FINDINGS
    from clausecheck.reports.portfolio import COLUMNS

    numbers = {"line", "column", "end line", "end column", "rank"}
    counts = {severity.value for severity in Severity}
    counts |= {"undecided notices", "contradictions", "waived", "baselined", "blocks", "blocks missing"}

    def schema(columns: Iterable[str], numeric: set[str]) -> Any:
        return pa.schema([(name, pa.int64() if name in numeric else pa.string()) for name in columns])

    return schema(OF_FINDINGS, numbers), schema((*COLUMNS["agreements"], *MORE), counts)


def _written(
    shard: Shard, task: Task, findings: Sequence[Sequence[Any]], agreements: Sequence[Sequence[Any]]
) -> Done:
    of_findings, of_agreements = _schemas()
    task.place.write(f"findings/{shard.name}.parquet", _parquet(of_findings, findings))
    task.place.write(f"agreements/{shard.name}.parquet", _parquet(of_agreements, agreements))
    severity = of_findings.get_field_index("severity")
    counts: dict[str, int] = {}
    for row in findings:
        counts[row[severity]] = counts.get(row[severity], 0) + 1
    failures = [str(row[-1]) for row in agreements if row[-1]]
    return Done(len(agreements), counts, tuple(failures[:FEW]), len(failures), _memory())


def _parquet(schema: Any, rows: Sequence[Sequence[Any]]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    def clean(value: Any) -> Any:
        """Parquet holds UTF-8: a name of a file that is none is written with escapes."""
        return value.encode("utf-8", "backslashreplace").decode("utf-8") if isinstance(value, str) else value

    columns = [[clean(row[at]) for row in rows] for at in range(len(schema))]
    table = pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema
    )
    stream = io.BytesIO()
    pq.write_table(table, stream, compression="zstd")
    return stream.getvalue()


def _memory() -> float:
    """The most memory this process has used, in MiB; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # not on Windows
        return 0.0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)
