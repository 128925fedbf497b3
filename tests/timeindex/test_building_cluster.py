import os
import shutil
import signal
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from mapkit import AtlasError, read, write
from mapkit.cli import build as cli_build
from mapkit.timeindex import NAMES, TimeIndex, build
from mapkit.viewcube import Rows
from support.commands import answer, refusal
from support.cubes import KINDS
from support.repository import ROOT
from support.rows_made import files, made

PARTS = 6
GEO = ROOT / "geo"


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """Two workers, each a process of its own, that are started anew when they die."""
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address=None,
        worker_dashboard_address=None,
    ) as started:
        yield started


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index as one thread builds it."""
    folder = tmp_path_factory.mktemp("local") / "index"
    build([partial(made, 2_000, seed) for seed in range(PARTS)], folder, KINDS, band=1_500)
    return folder


def dying(marker: Path, seed: int) -> Rows:
    """A part at which the worker that reads it first is killed."""
    try:
        marker.touch(exist_ok=False)
    except FileExistsError:
        return made(2_000, seed)
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("a killed process goes on")


def test_a_cluster_builds_the_same_bytes(cluster: LocalCluster, local: Path, tmp_path: Path) -> None:
    """Workers that share the folder build the index bit for bit as one thread does."""
    with Client(cluster) as client:
        parts = [partial(made, 2_000, seed) for seed in range(PARTS)]
        build(parts, tmp_path / "index", KINDS, client.get_executor(pure=False), band=1_500)
    assert files(tmp_path / "index") == files(local)


def test_a_lost_worker_changes_nothing(cluster: LocalCluster, local: Path, tmp_path: Path) -> None:
    """A worker killed while it reads a part, and one killed while bands are built, are made good by the other."""
    killed: list[int] = []

    def kill(done: int, total: int) -> None:
        alive = [worker.pid for worker in cluster.workers.values() if worker.pid]
        if not killed and done > total // 4 and alive:
            os.kill(alive[0], signal.SIGKILL)
            killed.append(done)

    with Client(cluster) as client:
        parts = [partial(made, 2_000, seed) for seed in range(PARTS - 1)]
        parts.append(partial(dying, tmp_path / "died", PARTS - 1))
        build(parts, tmp_path / "index", KINDS, client.get_executor(pure=False), kill, band=1_500)
    assert (tmp_path / "died").exists()
    assert PARTS < killed[0] < 3 * PARTS
    assert files(tmp_path / "index") == files(local)
    assert sorted(path.name for path in (tmp_path / "index").iterdir()) == sorted(NAMES)
    assert TimeIndex(tmp_path / "index").count


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A large atlas, and its index."""
    folder = tmp_path_factory.mktemp("large") / "geo.parquet"
    write(read(GEO), folder)
    return folder


@pytest.fixture
def large(once: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(once, tmp_path / "geo.parquet"))


def index_of(folder: Path) -> Path:
    """The folder of the one index of an atlas."""
    (found,) = folder.glob("index-*")
    return found


def test_the_command_builds_a_damaged_index_anew(large: Path) -> None:
    """`mapkit build` puts an index that was damaged in order, bit for bit."""
    before = files(index_of(large))
    for path in index_of(large).iterdir():
        path.write_bytes(b"")
    with pytest.raises(AtlasError, match="mapkit build"):
        read(large)
    assert answer("build", large) == f"Built the index of {large}.\n"
    assert files(index_of(large)) == before
    assert read(large).counts == read(GEO).counts


def test_the_command_builds_on_a_cluster(cluster: LocalCluster, large: Path) -> None:
    """With the address of a scheduler the workers build the same bytes."""
    before = index_of(large)
    there = files(before)
    answer("build", large, "--dask", cluster.scheduler_address)
    assert index_of(large) != before
    assert files(index_of(large)) == there


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense://x", ""])
def test_a_scheduler_that_is_not_there_is_told(address: str, large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address at which nothing answers, or that is none, is refused with how to start a scheduler."""
    monkeypatch.setattr(cli_build, "PATIENCE", "1s")
    assert "dask scheduler" in refusal("build", large, "--dask", address, code=1)


def test_without_the_extra_the_command_says_how_to_get_it(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Dask is not installed, the line that installs it is told."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert "pip install 'mapkit[cluster]'" in refusal("build", large, "--dask", "tcp://127.0.0.1:9", code=1)
    assert answer("build", large)
