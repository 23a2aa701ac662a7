"""`clausecheck collect`: check a collection that is too large for one process, and write the results as Parquet."""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clausecheck.cli.common import CommandError, say, visible
from clausecheck.cli.runs import CheckOptions, configured, failing, settings_options
from clausecheck.cli.workers import default_processes

if TYPE_CHECKING:
    from clausecheck.collection.place import Place
    from clausecheck.collection.plan import CollectionPlan
    from clausecheck.collection.run import Cluster, Total
    from clausecheck.config import Settings


@click.command(
    "collect",
    epilog="""\b
Examples:
  clausecheck collect agreements/ results/       as many processes as there are processors
  clausecheck collect s3://firm/agreements s3://firm/results --scheduler tcp://10.0.0.5:8786
  clausecheck collect agreements/ results/ --workers 2    again: goes on where it was cut off

\b
Exit code: 0 every file was checked, whatever was found; 2 the run failed, or a file was not checked.""",
)
@click.argument("source")
@click.argument("results")
@click.option(
    "--workers",
    type=click.IntRange(1, 1024),
    metavar="N",
    help="So many processes here; as many as there are processors by default.",
)
@click.option(
    "--memory",
    default="2GiB",
    show_default=True,
    metavar="SIZE",
    help="A process here that needs more is ended, and the file named.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="The scheduler of a Dask cluster, such as tcp://10.0.0.5:8786, instead of processes here.",
)
@click.option(
    "--shard", type=click.IntRange(1, 100_000), default=500, show_default=True, metavar="N",
    help="So many agreements at most are checked together and written as one part.",
)  # fmt: skip
@settings_options
def command(
    source: str,
    results: str,
    workers: int | None,
    memory: str,
    scheduler: str | None,
    shard: int,
    asked: CheckOptions,
) -> None:
    """Check every agreement below SOURCE, a folder or a place in an object store (s3://, gs:// and others), and write findings
    and facts as Parquet below RESULTS. It needs the extra `scale`.

    A run that was cut off goes on where it stopped, with the files that it had listed. Settings are those of the config that
    holds for this folder; waivers in agreements hold.
    """
    if scheduler is not None and workers is not None:
        raise click.UsageError("--workers goes with processes here, not with --scheduler.")
    _needed()
    with failing():
        settings = configured(Path("collection.sla"), asked)
        from clausecheck.collection.place import Place, PlaceError
        from clausecheck.collection.run import Cluster

        cluster = Cluster(scheduler, workers or default_processes(), memory)

        try:
            _run(Place(source), Place(results), settings, cluster, shard)
        except PlaceError as error:
            raise CommandError(visible(str(error))) from None


def _run(source: Place, place: Place, settings: Settings, cluster: Cluster, shard: int) -> None:
    from clausecheck.collection.run import CannotConnect, connected, run
    from clausecheck.collection.work import Task, WrongWorker, made_of

    rules = settings.rules({})
    plan = _planned(source, place, settings.as_of, made_of(rules), shard)
    task = Task(source, place, settings, plan.day, plan.made_of)
    started = time.monotonic()
    try:
        with connected(cluster) as client, _progress(plan.files) as progress:
            total = run(client, plan, task, progress)
    except (CannotConnect, WrongWorker) as error:
        raise CommandError(visible(str(error))) from None
    _tell(plan, total, time.monotonic() - started)


def _planned(source: Place, place: Place, as_of: dt.date | None, made_of: str, shard: int) -> CollectionPlan:
    """The plan of an earlier run that is to go on, or a new one. Raises `CommandError`."""
    from clausecheck.collection.plan import read_plan, write_plan

    plan = read_plan(place)
    if plan is None:
        others = [name for name in place.names() if name != "plan"]
        if others:
            raise CommandError(
                f"{visible(place.url)} is not empty and holds no run (it has {visible(others[0])}); name a new folder"
            )
        if not source.exists():
            raise CommandError(f"there is no folder {visible(source.url)}")
        plan = write_plan(
            source,
            place,
            shard,
            as_of or dt.date.today(),
            made_of,
            lambda link: say(f"the link {visible(link)} to a folder is left out"),
        )
        if not plan.files:
            raise CommandError(f"no agreement (*.sla) below {visible(source.url)}")
        return plan
    differs = {
        "of another collection": plan.source != source.url,
        "as of another day": as_of is not None and as_of != plan.day,
        "with other rules, or with another version of clausecheck or its data": plan.made_of != made_of,
    }
    other = [words for words, true in differs.items() if true]
    if other:
        raise CommandError(f"{visible(place.url)} holds a run {', '.join(other)}; name a new folder")
    say(f"going on with the run of {plan.files:,} {_files(plan.files)} as of {plan.as_of}")
    return plan


def _tell(plan: CollectionPlan, total: Total, seconds: float) -> None:
    from clausecheck.finding import Severity
    from clausecheck.reports.common import counted

    found = [counted(total.severities.get(one.value, 0), one.value) for one in Severity]
    click.echo(f"{total.files:,} {_files(total.files)} checked as of {plan.as_of}: {', '.join(found)}")
    if total.before:
        click.echo(f"{total.before:,} {_files(total.before)} had been checked before")
    if total.files:
        rate = total.files / seconds if seconds else 0.0
        click.echo(
            f"{seconds:,.1f} s, {rate:,.0f} files a second, at most {total.memory:,.0f} MiB in one process"
        )
    if total.failed:
        more = total.failed - len(total.failures)
        lines = [visible(line) for line in total.failures] + ([f"and {more:,} more"] if more else [])
        raise CommandError(
            *lines,
            f"{total.failed:,} {_files(total.failed)} not checked or in part; the table of agreements names each",
        )


def _files(count: int) -> str:
    return "file" if count == 1 else "files"


@contextlib.contextmanager
def _progress(files: int) -> Iterator[Callable[[int], None]]:
    """What is to be told of files that are done; it shows a bar on a terminal."""
    if not sys.stderr.isatty():
        yield lambda count: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("checking", total=files)
        yield lambda count: bar.update(task, advance=count)


def _needed() -> None:
    """Raises `CommandError` where the packages of the extra are not installed."""
    try:
        import distributed  # noqa: F401
        import fsspec  # noqa: F401
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise CommandError(
            f"collect needs the package {error.name}; install it with: pip install 'clausecheck[scale]'"
        ) from None
