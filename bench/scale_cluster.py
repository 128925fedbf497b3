"""The same index built by one thread, by two processes, and by a Dask cluster of two workers: seconds and bytes.

Run `python bench/scale_cluster.py 10000000`. The seconds of the processor are of all processes together; the bytes that
the build leaves for its last step are those that a cluster moves over its shared storage. The three must make the same
files.
"""

import argparse
import os
import resource
import time
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from distributed import Client, LocalCluster
from make_incidents import KINDS, chunks
from scale import parts, written

from mapkit.timeindex import NAMES, build


def main() -> None:
    """Build three times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--data", type=Path, help="a folder in which bench/scale.py left its files")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        path = (options.data or Path(folder)) / f"incidents-{options.count}.parquet"
        if not path.exists():
            written(chunks(options.count), path)
        print(
            f"{options.count:,} incidents, load {os.getloadavg()[0]:.1f}\n\n| | clock, s | processors, s | scratch, "
            "bytes an incident |\n| --- | --- | --- | --- |"
        )
        for name, executor in (("one thread", alone), ("two processes", processes), ("Dask, two workers", workers)):
            told(executor, path, Path(folder) / name, options.count)
        whole = [(Path(folder) / "one thread" / name).read_bytes() for name in NAMES]
        for name in ("two processes", "Dask, two workers"):
            if [(Path(folder) / name / one).read_bytes() for one in NAMES] != whole:
                raise SystemExit(f"{name} built other bytes")
        print("\nthe same bytes three times")


def told(executor: Any, path: Path, target: Path, count: int) -> None:
    """Build once, and print its row; processes that have ended are what the system counts."""
    scratch = 0

    def weigh(done: int, total: int) -> None:
        nonlocal scratch
        if done == 3 * total // 4:
            scratch = sum(one.stat().st_size for one in (target / "parts").iterdir())

    before, begun = spent(), time.perf_counter()
    with executor() as run:
        ready = time.perf_counter()
        build(parts(path), target, len(KINDS), run, weigh)
        clock = time.perf_counter() - ready
    print(
        f"| {target.name} | {clock:.1f} | {spent() - before:.1f} (with {ready - begun:.1f} s to start) | "
        f"{scratch / count:.0f} |",
        flush=True,
    )


def spent() -> float:
    """Seconds of the processor, of this process and of those that it started and that have ended."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


@contextmanager
def alone() -> Any:
    """No executor."""
    yield None


def processes() -> Executor:
    """Two processes."""
    return ProcessPoolExecutor(2, get_context("spawn"))


@contextmanager
def workers() -> Any:
    """Two workers of a cluster on this machine."""
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, worker_dashboard_address=None
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client.get_executor(pure=False)


if __name__ == "__main__":
    main()
