import random
import resource
import signal
import subprocess
import sys
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from mapkit import build
from mapkit.errors import AtlasError, ParseError, Problem
from mapkit.timeindex import NAMES, TimeIndex
from mapkit.timeindex import format as file_format
from mapkit.timeindex.checkpoints import found, kept
from mapkit.viewcube import Rows
from support.cubes import KINDS
from support.repository import ROOT
from support.rows_made import files, made, split

CHILD = """
import sys
from functools import partial
from pathlib import Path
from support.rows_made import made
from mapkit.timeindex import build
parts = [partial(made, 2_000, seed) for seed in range(6)]
tell = lambda done, total: print(done, flush=True)
build(parts, Path(sys.argv[1]), 4, progress=tell, name="six", band=2_000)
"""


def logged(log: Path, seed: int, bad: int | None = None) -> Rows:
    """A part that writes down that it was asked for; `bad` is one that cannot be read."""
    with log.open("a") as file:
        file.write(f"{seed}\n")
    if seed == bad:
        raise OSError("the disk is gone")
    return made(500, seed)


@pytest.mark.parametrize("workers", ["none", "threads", "processes"])
def test_any_executor_builds_the_same_bytes(workers: str, tmp_path: Path) -> None:
    """Parts in any number and order, under no executor, threads or processes, make the same files bit for bit."""
    rows = made(3_000)
    build([rows], tmp_path / "whole", KINDS, band=500)
    parts = split(rows[np.random.default_rng(2).permutation(len(rows))], 5)
    random.Random(3).shuffle(parts)  # noqa: S311 - test data
    build(parts, tmp_path / "parts", KINDS, _executor(workers), band=500)
    assert files(tmp_path / "parts") == files(tmp_path / "whole")
    assert sorted(path.name for path in (tmp_path / "parts").iterdir()) == sorted(file_format.NAMES)


def _executor(workers: str) -> Executor | None:
    if workers == "none":
        return None
    return ThreadPoolExecutor(2) if workers == "threads" else ProcessPoolExecutor(2, get_context("spawn"))


def test_a_part_may_be_what_gives_it(tmp_path: Path) -> None:
    """A part may be a function that gives the rows, so that only a worker holds them."""
    rows = made(200)
    build([rows], tmp_path / "rows", KINDS)
    build([partial(made, 200)], tmp_path / "given", KINDS)
    assert files(tmp_path / "rows") == files(tmp_path / "given")


def test_an_interrupted_build_goes_on(tmp_path: Path) -> None:
    """A build of the same name reads only the parts that were not finished, and makes the same bytes."""
    log, target = tmp_path / "log", tmp_path / "index"
    with pytest.raises(OSError, match="the disk is gone"):
        build([partial(logged, log, seed, 3) for seed in range(5)], target, KINDS, name="a", band=400)
    assert log.read_text().split()[:4] == ["0", "1", "2", "3"]
    log.unlink()
    build([partial(logged, log, seed) for seed in range(5)], target, KINDS, name="a", band=400)
    assert log.read_text().split()[0] == "3"
    build([partial(made, 500, seed) for seed in range(5)], tmp_path / "whole", KINDS, band=400)
    assert files(target) == files(tmp_path / "whole")


@pytest.mark.parametrize("change", ["name", "no name", "kinds", "parts"])
def test_another_build_begins_anew(change: str, tmp_path: Path) -> None:
    """What was finished of a build with another name, of another number of kinds or parts, or none is not used."""
    log, target = tmp_path / "log", tmp_path / "index"
    with pytest.raises(OSError, match="the disk is gone"):
        build([partial(logged, log, seed, 2) for seed in range(3)], target, KINDS, name="a")
    log.unlink()
    parts = [partial(logged, log, seed) for seed in range(4 if change == "parts" else 3)]
    names = {"name": "b", "no name": ""}
    build(parts, target, KINDS + (change == "kinds"), name=names.get(change, "a"))
    assert log.read_text().split() == [str(seed) for seed in range(len(parts))]
    assert TimeIndex(target).kinds == KINDS + (change == "kinds")


def test_what_was_finished_and_then_damaged_is_made_again(tmp_path: Path) -> None:
    """A single bit changed in a finished leaf or band, or a file that is gone, is noticed by the build that goes on."""
    parts, target = [partial(made, 800, seed) for seed in range(3)], tmp_path / "index"
    build(parts, tmp_path / "whole", KINDS, band=600)
    with ThreadPoolExecutor(1) as alone, pytest.raises(MemoryError):
        build(parts, target, KINDS, _Failing(alone), name="a", band=600)
    places = sorted(path for path in (target / "parts").rglob("*") if path.is_file() and path.name != "plan.json")
    assert {path.name.split("-")[0] for path in places} == {"leaf", "band"}
    for path in places:
        data = bytearray(path.read_bytes())
        data[random.Random(path.name).randrange(len(data))] ^= 4  # noqa: S311 - test data
        path.write_bytes(data)
    places[0].unlink()
    places[-1].write_bytes(b"")
    build(parts, target, KINDS, name="a", band=600)
    assert files(target) == files(tmp_path / "whole")


class _Failing(ThreadPoolExecutor):
    """An executor that cannot build the crown."""

    def __init__(self, inner: Executor) -> None:
        super().__init__(1)
        self.inner, self.asked = inner, 0

    def map(self, *arguments: object, **more: object) -> object:
        self.asked += 1
        if self.asked == 3:
            raise MemoryError
        return self.inner.map(*arguments, **more)


@pytest.mark.parametrize("ticks", [2, 8])
def test_a_killed_build_goes_on(ticks: int, tmp_path: Path) -> None:
    """A build whose process is killed at some point is unfinished; the next of its name makes the same bytes."""
    command = [sys.executable, "-c", CHILD, str(tmp_path / "index")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT / "tests", text=True) as child:
        assert child.stdout
        for _ in range(ticks):
            assert child.stdout.readline().strip()
        child.send_signal(signal.SIGKILL)
    with pytest.raises(AtlasError, match="index-unfinished"):
        TimeIndex(tmp_path / "index")
    parts = [partial(made, 2_000, seed) for seed in range(6)]
    build(parts, tmp_path / "index", KINDS, name="six", band=2_000)
    build(parts, tmp_path / "whole", KINDS, band=2_000)
    assert files(tmp_path / "index") == files(tmp_path / "whole")
    assert sorted(path.name for path in (tmp_path / "index").iterdir()) == sorted(NAMES)


def test_a_full_disk_leaves_an_unfinished_build(tmp_path: Path) -> None:
    """A build that may write no more is refused by the system, leaves no manifest, and the next one finishes it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
        with pytest.raises(OSError, match=r"written|too large"):
            build([made(3_000)], tmp_path / "index", KINDS, name="a")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    with pytest.raises(AtlasError, match="index-unfinished"):
        TimeIndex(tmp_path / "index")
    assert [path.name for path in (tmp_path / "index" / "parts").iterdir()] == ["plan.json"]
    build([made(3_000)], tmp_path / "index", KINDS, name="a")
    assert TimeIndex(tmp_path / "index").count


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    """A finished index, a folder with other files and a file are refused, and nothing in them changes."""
    build([made(50)], tmp_path / "index", KINDS)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    before = files(tmp_path / "index")
    for name in ("index", "other", "file"):
        with pytest.raises(AtlasError, match="index-exists"):
            build([made(50)], tmp_path / name, KINDS, name="a")
    assert files(tmp_path / "index") == before
    assert (tmp_path / "other" / "letter.txt").read_text() == (tmp_path / "file").read_text() == "mine"


def test_an_unfinished_build_is_never_opened(tmp_path: Path) -> None:
    """A build that is refused on its way leaves no manifest; its folder cannot be opened, but be built into."""
    rows = made(100)
    rows.end[7] = rows.start[7]
    rows.dated[7] = True
    with pytest.raises(AtlasError, match="index-window"):
        build([made(100), rows], tmp_path / "index", KINDS)
    with pytest.raises(AtlasError, match="index-unfinished"):
        TimeIndex(tmp_path / "index")
    build([made(100)], tmp_path / "index", KINDS)
    assert sorted(path.name for path in (tmp_path / "index").iterdir()) == sorted(file_format.NAMES)


@pytest.mark.parametrize("parts", [0, 1, 7])
def test_progress_only_grows_and_ends(parts: int, tmp_path: Path) -> None:
    """What progress is told never falls, and the last of it is all."""
    told: list[tuple[int, int]] = []
    build(
        split(made(900), parts) if parts else [],
        tmp_path / "index",
        KINDS,
        band=100,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]
    assert len({total for _, total in told}) == 1


def test_a_task_that_runs_twice_makes_one_file(tmp_path: Path) -> None:
    """Arrays that are kept a second time leave the first as they are; damaged ones give way."""
    arrays = {"one": np.arange(9, dtype=np.uint16), "none": np.zeros(0, np.uint16), "far": np.array([1.5])}
    path = kept(tmp_path / "leaf", arrays).path
    inode = path.stat().st_ino
    kept(path, arrays)
    assert path.stat().st_ino == inode
    path.write_bytes(path.read_bytes()[:-1])
    assert found(path) is None
    again = kept(path, arrays)
    assert {name: again.array(name).tolist() for name in arrays} == {"one": list(range(9)), "none": [], "far": [1.5]}
    assert [one.name for one in tmp_path.iterdir()] == ["leaf"]


def refused(kind: str) -> None:
    """Refuse, in another process."""
    raise ParseError("when-unreadable", "write 2020") if kind == "parse" else AtlasError([Problem("a", "b", "c")] * 2)


def test_a_refusal_comes_whole_from_another_process() -> None:
    """An error of a worker has its problems, and its code, as if it had been raised here."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        with pytest.raises(AtlasError) as atlas:
            pool.submit(refused, "atlas").result()
        with pytest.raises(ParseError, match="write 2020") as text:
            pool.submit(refused, "parse").result()
    assert atlas.value.problems == (Problem("a", "b", "c"),) * 2
    assert text.value.code == "when-unreadable"
