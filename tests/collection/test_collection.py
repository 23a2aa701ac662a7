"""Collections: each file is checked as alone, nothing is lost or told twice, and a run that was cut off goes on."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("distributed")
pytest.importorskip("pyarrow")
fsspec = pytest.importorskip("fsspec")

import pyarrow.parquet as pq  # noqa: E402
from distributed import Client  # noqa: E402

from clausecheck import check  # noqa: E402
from clausecheck.cli.runs import CheckOptions, configured  # noqa: E402
from clausecheck.collection.place import Place, PlaceError  # noqa: E402
from clausecheck.collection.plan import CollectionPlan, Shard, read_plan, read_shard, write_plan  # noqa: E402
from clausecheck.collection.run import Cluster, connected, run  # noqa: E402
from clausecheck.collection.work import Done, Task, WrongWorker, check_shard, done_parts, made_of  # noqa: E402
from clausecheck.reports.common import identified  # noqa: E402

ROOT = Path(__file__).parents[2]
AS_OF = dt.date(2026, 11, 27)
FLAWED = sorted((ROOT / "samples" / "flawed").glob("*.sla"))
DRAFT = b'agreement "A" {\n  provider A "A Ltd"\n  customer B "B Ltd"\n}\n'


@pytest.fixture
def source(tmp_path: Path) -> Place:
    """A collection: the flawed samples, some of them in folders, and what is no agreement that can be read."""
    folder = tmp_path / "agreements"
    (folder / "old" / ".hidden").mkdir(parents=True)
    for at, file in enumerate(FLAWED):
        (folder / ("old" if at % 2 else "") / file.name).write_bytes(file.read_bytes())
    (folder / "draft.sla").write_bytes(DRAFT)
    (folder / "old" / "bytes.SLA").write_bytes(b"\xff\xfe\x00a")
    (folder / "old" / "large.sla").write_bytes(b"#" * (16 * 1024 * 1024 + 1))
    (folder / "old" / "notes.txt").write_text("no agreement")
    (folder / "old" / ".hidden" / "a.sla").write_bytes(DRAFT)
    return Place(str(folder))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(str(tmp_path / "results"))


def task_of(source: Place, place: Place) -> Task:
    settings = configured(Path("collection.sla"), CheckOptions(no_config=True))
    return Task(source, place, settings, AS_OF, made_of(settings.rules({})))


def planned(source: Place, place: Place, most: int = 2) -> tuple[CollectionPlan, Task]:
    task = task_of(source, place)
    return write_plan(source, place, most, AS_OF, task.made_of, lambda link: None), task


def table(place: Place, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for part in place.names(name):
        system, at = fsspec.core.url_to_fs(f"{place.url}/{name}/{part}")
        with system.open(at, "rb") as stream:
            rows += pq.read_table(stream).to_pylist()
    return rows


def alone(source: Place) -> dict[str, list[str]]:
    """What one process finds in each file that can be read: the fingerprints of its findings, as reports write them."""
    found = {}
    for name, size in source.agreements(lambda link: None):
        if size < 16_000_000:
            result = check(source.read(name, size), path=name, as_of=AS_OF)
            found[name] = sorted(fingerprint for _, fingerprint in identified(result))
    return found


def found_in(place: Place, source: Place) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {name: [] for name in alone(source)}
    for row in table(place, "findings"):
        found[row["file"]].append(row["fingerprint"])
    return {name: sorted(keys) for name, keys in found.items()}


@pytest.fixture
def client() -> Iterator[Client]:
    with (
        Client(
            n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None, set_as_default=False
        ) as made,
        made.as_current(),
    ):
        yield made


def test_a_run_finds_what_one_process_finds_and_names_what_it_cannot_read(
    source: Place, place: Place, client: Client
) -> None:
    plan, task = planned(source, place)
    assert plan.files == len(FLAWED) + 3
    counted: list[int] = []
    total = run(client, plan, task, counted.append)
    assert total.files == sum(counted) == plan.files
    assert found_in(place, source) == alone(source)
    assert sum(total.severities.values()) == sum(map(len, alone(source).values())) > 10
    facts = {row["file"]: row for row in table(place, "agreements")}
    assert len(facts) == plan.files
    assert [name for name, row in facts.items() if row["failure"]] == ["old/large.sla"]
    assert (facts["old/large.sla"]["read"], total.failed) == ("not at all", 1)
    assert "more than 16,777,216 bytes" in total.failures[0]
    assert facts["old/bytes.SLA"]["read"] == "in part" and facts["old/bytes.SLA"]["error"] >= 1
    assert facts["draft.sla"]["error"] == sum(
        row["severity"] == "error" for row in table(place, "findings") if row["file"] == "draft.sla"
    )


def test_a_run_goes_on_where_it_was_cut_off(source: Place, place: Place, client: Client) -> None:
    plan, task = planned(source, place)
    check_shard(read_shard(place, 0), task)
    first, second = read_shard(place, 1).halves
    check_shard(second, task)
    again = read_plan(place)
    assert again == plan
    total = run(client, plan, task, lambda count: None)
    assert (total.before, total.files) == (3, plan.files - 3)
    assert first.name in done_parts(place) and read_shard(place, 1).name not in done_parts(place)
    assert found_in(place, source) == alone(source)
    before = place.names("agreements")
    assert run(client, plan, task, lambda count: None).files == 0
    assert place.names("agreements") == before


def test_an_object_store_does_as_well(source: Place, client: Client) -> None:
    place = Place(f"memory://results-{uuid.uuid4().hex}")
    plan, task = planned(source, place, 3)
    assert run(client, plan, task, lambda count: None).files == plan.files
    assert found_in(place, source) == alone(source)


@pytest.mark.parametrize("done", [set(), {"7"}, {"7a"}, {"7b"}, {"7aa", "7b"}, {"7aa", "7ab"}, {"7a", "7b"}])
def test_what_is_left_of_a_shard_is_all_that_has_no_part(done: set[str]) -> None:
    shard = Shard("7", tuple("vwxyz"))
    parts = {"7": shard, "7a": shard.halves[0], "7b": shard.halves[1]}
    parts |= {"7aa": shard.halves[0].halves[0], "7ab": shard.halves[0].halves[1]}
    left = [file for one in shard.left(done) for file in one.files]
    assert sorted(left + [file for name in done for file in parts[name].files]) == list("vwxyz")


def test_a_worker_with_other_rules_is_refused(source: Place, place: Place, client: Client) -> None:
    plan, task = planned(source, place)
    other = Task(task.source, task.place, task.settings, task.as_of, "of another version")
    with pytest.raises(WrongWorker):
        run(client, plan, other, lambda count: None)
    assert not done_parts(place)


def test_links_to_folders_are_named_and_not_followed(source: Place, tmp_path: Path) -> None:
    (tmp_path / "agreements" / "circle").symlink_to(tmp_path / "agreements")
    (tmp_path / "agreements" / "linked.sla").symlink_to(FLAWED[0])
    left: list[str] = []
    names = [name for name, _ in source.agreements(left.append)]
    assert left == ["circle"]
    assert "linked.sla" in names and len(names) == len(set(names)) == len(FLAWED) + 4
    assert source.read("linked.sla", 10_000_000) == FLAWED[0].read_bytes()


def test_what_is_no_file_any_more_is_said(source: Place, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "agreements" / "pipe.sla")
    for name in ("pipe.sla", "gone.sla"):
        with pytest.raises(PlaceError, match="is no file"):
            source.read(name, 10)


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b"[]",
        b'{"form": "other"}',
        b'{"form": "clausecheck collection 1"}',
        *(
            json.dumps(
                {"source": "a", "files": 3, "shards": 1, "as_of": "2027-01-01", "made_of": "b"}
                | {"form": "clausecheck collection 1"}
                | wrong
            ).encode()
            for wrong in (
                {"files": "3"},
                {"shards": 1.0},
                {"shards": -1},
                {"shards": 10**12},
                {"source": None},
                {"as_of": 5},
                {"made_of": []},
                {"more": 1},
            )
        ),
    ],
)
def test_a_damaged_plan_is_an_error(place: Place, damage: bytes) -> None:
    place.write("run.json", damage)
    with pytest.raises(PlaceError, match=r"damaged|another version"):
        read_plan(place)


@pytest.mark.parametrize("file", ["../secret.sla", "/etc/secret.sla", "a/../../b.sla", 5])
def test_a_plan_leads_to_no_file_beside_the_collection(place: Place, file: object) -> None:
    place.write_json("plan/00000000.json", [file])
    with pytest.raises(PlaceError, match="damaged"):
        read_shard(place, 0)


def test_what_was_not_checked_before_is_said_again(source: Place, place: Place, client: Client) -> None:
    Path(source.url, "gone.sla").symlink_to("nowhere")
    plan, task = planned(source, place)
    first = run(client, plan, task, lambda count: None)
    again = run(client, plan, task, lambda count: None)
    assert (again.before, again.files) == (plan.files, 0)
    assert again.failed == first.failed > 0
    assert any(line.startswith("gone.sla: ") and "earlier run" in line for line in again.failures)


@pytest.mark.parametrize("damage", [b"", b"PAR1", b"other"])
def test_a_part_that_is_damaged_is_made_anew(
    source: Place, place: Place, client: Client, damage: bytes
) -> None:
    plan, task = planned(source, place)
    run(client, plan, task, lambda count: None)
    name = place.names("agreements")[0]
    whole = place.read(f"agreements/{name}", 10**7)
    place.write(f"agreements/{name}", damage or whole[: len(whole) // 2])
    total = run(client, plan, task, lambda count: None)
    assert (total.before, total.files) == (plan.files - 2, 2)
    assert found_in(place, source) == alone(source)


def test_half_a_part_is_no_part(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def __enter__(self) -> Full:
            return self

        def __exit__(self, *failure: object) -> None:
            raise OSError(28, "No space left on device")

        def write(self, data: bytes) -> None:
            return None

    from fsspec.implementations.local import LocalFileSystem

    monkeypatch.setattr(LocalFileSystem, "open", lambda self, path, mode: Full())
    with pytest.raises(PlaceError, match="No space left on device"):
        place.write("agreements/1.parquet", b"a")
    assert done_parts(place) == set()


def deadly(shard: Shard, task: Task) -> Done:
    """Check a shard; one that holds a certain file ends the process."""
    if "draft.sla" in shard.files:
        os.kill(os.getpid(), signal.SIGKILL)
    return check_shard(shard, task)


@pytest.mark.slow
def test_a_file_that_kills_its_process_is_named_and_the_others_are_checked(
    source: Place, place: Place
) -> None:
    import cloudpickle

    plan, task = planned(source, place, 3)
    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    try:
        with connected(Cluster(workers=2)) as client:
            total = run(client, plan, task, lambda count: None, deadly)
    finally:
        cloudpickle.unregister_pickle_by_value(sys.modules[__name__])
    assert total.files == plan.files
    failures = {row["file"]: row["failure"] for row in table(place, "agreements") if row["failure"]}
    assert set(failures) == {"draft.sla", "old/large.sla"}
    assert "was killed" in failures["draft.sla"]
    expected = alone(source) | {"draft.sla": []}
    assert found_in(place, source) == expected
