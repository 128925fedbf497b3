"""What four days cost: the same made incidents as one day of their span, as lasting, with doubtful ends, and disputed.

`python bench/lasting.py 1000000` prints a table for docs/benchmarks.md: of each, in one run, index, questions,
cubes and counts, in processor time, beside what data without durations take.
"""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time

import numpy as np
from make_atlas import made_atlas
from make_incidents import KINDS, Incidents, made
from measuring import facts

from mapkit.mercator import grid
from mapkit.timeindex import TimeIndex, build
from mapkit.view import View
from mapkit.viewcube import Frame, Rows, cube_of_rows, packed
from mapkit.when import Window, day_of
from mapkit.where import BBox

SHAPES = ("one of", "lasting", "doubtful", "disputed")
DISPUTED = 10  # of so many incidents one is, in the last of the shapes
WEST, EAST, SOUTH, NORTH = 42, 50, 38, 42  # around the middle of what is made
Step = tuple[Frame, Window]


def rows_of(one: Incidents, shape: str) -> Rows:
    """The incidents in one of the shapes; doubtful: the first day lies in the first half, the last in the rest.

    Disputed: one day of several, and some source disputes every tenth.
    """
    x, y = grid(one.lon, one.lat)
    yes, middle = np.ones(len(one), bool), (one.start + one.end) // 2
    inner = {
        "one of": (one.end - 1, one.start + 1),
        "lasting": (one.start, one.end),
        "doubtful": (np.minimum(middle, one.end - 1), np.maximum(middle, one.start + 1)),
    }
    disputed = (np.arange(len(one)) % DISPUTED == 0) & (shape == "disputed")
    return Rows(x, y, one.start, *inner.get(shape, inner["one of"]), one.end, one.kind, yes, yes, disputed)


def steps_of(one: Incidents, count: int, seed: int) -> list[Step]:
    """Screens and windows of up to three months, drawn by lot."""
    lot, first, last = np.random.default_rng(seed), int(one.start.min()), int(one.end.max())
    span, found = Window(day_of(first), day_of(last)), []
    for _ in range(count):
        zoom, lon, lat = int(lot.integers(5, 12)), lot.uniform(WEST, EAST), lot.uniform(SOUTH, NORTH)
        wide, day = 540 / 2**zoom, int(lot.integers(first, last))
        box = BBox(lon - wide, lat - wide / 2, lon + wide, lat + wide / 2)
        window = Window(day_of(day), day_of(day + int(lot.integers(1, 90))))
        found.append((Frame.of(box, zoom, span), window))
    return found


def taken(work: Callable[[], object], times: int = 1) -> float:
    """Milliseconds of processor, each time."""
    begun = process_time()
    work()
    return (process_time() - begun) / times * 1e3


def measured(one: Incidents, shape: str, steps: list[Step]) -> dict[str, float]:
    """The figures of one shape."""
    rows, many = rows_of(one, shape), len(steps)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "index"
        figures = {"index built, ms": taken(lambda: build([rows], folder, len(KINDS)))}
        figures["bytes an incident"] = (folder / "index.bin").stat().st_size / len(one)
        index = TimeIndex(folder)
        index.shown(*steps[0])
        figures["window, ms"] = taken(lambda: [index.shown(*step) for step in steps], many)
        figures["cube, ms"] = taken(lambda: [index.cube(step[0]) for step in steps], many)
        cubes = [index.cube(step[0]) for step in steps]
    figures["cube, kB"] = sum(len(packed(cube)) for cube in cubes) / many / 1e3
    figures["running sums, ms"] = taken(lambda: [cube.running() for cube in cubes], many)
    few = steps[:5]
    figures["cube of rows, ms"] = taken(lambda: [cube_of_rows(rows, step[0], len(KINDS)) for step in few], len(few))
    return figures


def counted(count: int, steps: list[Step]) -> dict[str, list[float]]:
    """Counts of windows by the store, of what is one day of several and of what lasts."""
    stores = [made_atlas(count, lasting=lasting).store for lasting in (False, True)]
    few = [View.of(when=window) for _, window in steps[:10]]
    return {"counts, ms": [taken(lambda store=store: [store.counts(v) for v in few], len(few)) for store in stores]}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    one = made(options.count, options.seed)
    steps = steps_of(one, options.steps, options.seed)
    found = [measured(one, shape, steps) for shape in SHAPES]
    print(facts())
    print(f"\n| {options.count:,} incidents | {' | '.join(SHAPES)} |\n|{' --- |' * (len(SHAPES) + 1)}")
    for name in found[0]:
        print(f"| {name} | {' | '.join(f'{figures[name]:.2f}' for figures in found)} |")
    for name, values in counted(options.count, steps).items():
        print(f"| {name} | {' | '.join(f'{value:.2f}' for value in values)} | |")


if __name__ == "__main__":
    main()
