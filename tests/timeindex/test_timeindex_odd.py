import subprocess
from pathlib import Path

import numpy as np
import pytest

from mapkit.errors import AtlasError
from mapkit.mercator import grid
from mapkit.timeindex import TimeIndex, build
from mapkit.viewcube import Frame, Rows, cube_of_rows
from mapkit.when import OPEN_END, OPEN_START, Window, day_number, day_of
from mapkit.where import BBox
from support.apart import apart

WORLD = BBox(-180, -90, 180, 90)
FIRST_DAY, LAST_DAY = day_number(OPEN_START), day_number(OPEN_END)
MAX_MEMORY = 600_000  # KiB that two million on one point may take, the interpreter and numpy among them

ON_ONE_POINT = """
import resource, sys
from functools import partial
from pathlib import Path
import numpy as np
from mapkit.timeindex import build
from mapkit.viewcube import Rows

def part(seed, count=500_000):
    lot = np.random.default_rng(seed)
    place, yes = np.full(count, 9_000_000, np.uint32), np.ones(count, bool)
    start = (16_000 + lot.integers(0, 3_650, count)).astype(np.int32)
    return Rows.one_of(place, place, start, start + lot.integers(1, 30, count).astype(np.int32), place % 12, yes, yes)

build([partial(part, seed) for seed in range(4)], Path(sys.argv[1]), 12)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def rows_of(
    days: list[tuple[int, int]], lon: float = 46.0, lat: float = 40.0, *, dated: bool = True, placed: bool = True
) -> Rows:
    """An incident for each pair of start and end, all of one kind and at one place."""
    start, end = np.array(days, np.int32).reshape(-1, 2).T
    count = len(start)
    x, y = grid(np.full(count, lon), np.full(count, lat))
    known = np.full(count, dated), np.full(count, placed)
    return Rows.one_of(x, y, start.copy(), end.copy(), np.zeros(count, np.uint8), *known)


def refusal(rows: Rows, folder: Path) -> str:
    """What is wrong with rows that no index is made of."""
    with pytest.raises(AtlasError) as caught:
        build([rows], folder, 1)
    with pytest.raises(AtlasError, match="index-unfinished"):
        TimeIndex(folder)
    (problem,) = caught.value.problems
    return str(problem)


def test_two_million_on_one_point(tmp_path: Path) -> None:
    """Two million incidents on one point, of 3,650 days and all lengths, are all counted, in little memory and room."""
    command = apart(ON_ONE_POINT, str(tmp_path / "index"))
    peak = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert peak < MAX_MEMORY
    index = TimeIndex(tmp_path / "index")
    assert index.count == 2_000_000
    assert (tmp_path / "index" / "index.bin").stat().st_size < 10_000_000
    ever = Window.parse("2010/2029")
    for zoom in (0, 3, 7):
        assert index.cube(Frame.of(WORLD, zoom, ever)).total == 2_000_000
    assert index.shown(Frame.of(WORLD, 0, ever), ever).count.tolist() == [2_000_000]


def test_a_cell_that_holds_all_of_a_year(tmp_path: Path) -> None:
    """One cell with an incident from each day of a year to each later one answers every window exactly."""
    first, last = day_number(OPEN_END.replace(2020, 1, 1)), day_number(OPEN_END.replace(2021, 1, 1))
    days = [(start, end) for start in range(first, last) for end in range(start + 1, last + 1)]
    build([rows_of(days)], tmp_path / "index", 1)
    index, frame = TimeIndex(tmp_path / "index"), Frame.of(WORLD, 4, Window.parse("2020"))
    start, end = np.array(days).T
    for low, high in ((first, last), (first, first + 1), (last - 1, last), (first + 99, first + 200)):
        expected = int(((start < high) & (end > low)).sum())
        assert index.shown(frame, Window(day_of(low), day_of(high))).count.tolist() == [expected]
    assert index.cube(frame) == cube_of_rows(rows_of(days), frame, 1)


def test_days_of_the_calendar_and_no_others(tmp_path: Path) -> None:
    """Windows of the years 1 to 9999, open ends among them, are counted; a day before or after is refused."""
    days = [(FIRST_DAY, FIRST_DAY + 1), (FIRST_DAY, LAST_DAY), (LAST_DAY - 1, LAST_DAY), (18_000, 18_001)]
    build([rows_of(days)], tmp_path / "index", 1)
    index, frame = TimeIndex(tmp_path / "index"), Frame.of(WORLD, 2, Window(OPEN_START, OPEN_END))
    assert index.cube(frame).total == 4
    assert index.shown(frame, Window.parse("2019-04")).count.tolist() == [2]
    assert index.shown(frame, Window(OPEN_START, OPEN_END)).count.tolist() == [4]
    for number, bad in enumerate([(FIRST_DAY - 1, 0), (0, LAST_DAY + 1), (5, 5), (6, 5), (-(2**31), 2**31 - 1)]):
        said = refusal(rows_of([*days, bad]), tmp_path / f"bad-{number}")
        assert "index-window 1 windows such as" in said
        assert f"give days {FIRST_DAY} to {LAST_DAY}, the end after the start" in said


def test_what_an_unknown_date_or_place_holds_means_nothing(tmp_path: Path) -> None:
    """Incidents without a date or a place are counted apart, whatever stands in their columns of days and cells."""
    undated = rows_of([(9, 3), (2**31 - 1, -(2**31))], dated=False)
    unplaced = rows_of([(5, 6)], placed=False)
    unplaced.x[:] = unplaced.y[:] = undated.x[:] = 2**32 - 1
    undated.placed[:] = [True, False]
    undated.x[0] = 5
    build([undated, unplaced, rows_of([(7, 9)])], tmp_path / "index", 1)
    index = TimeIndex(tmp_path / "index")
    assert (index.count, index.undated.tolist(), index.unplaced.tolist()) == (1, [2], [1])


@pytest.mark.parametrize(("lon", "lat"), [(-180, 90), (180, -90), (1e9, 0), (float("nan"), 0), (0, float("-inf"))])
def test_points_at_the_edge_of_the_world_are_counted(lon: float, lat: float, tmp_path: Path) -> None:
    """Poles, the antimeridian, and numbers that the grid moves to its edge are cells like others."""
    rows = rows_of([(5, 6)], lon, lat)
    build([rows], tmp_path / "index", 1)
    for zoom in (0, 5, 16):
        frame = Frame.of(WORLD, zoom, Window.parse("1970"))
        assert TimeIndex(tmp_path / "index").cube(frame) == cube_of_rows(rows, frame, 1)


def test_a_cell_beyond_the_grid_is_refused(tmp_path: Path) -> None:
    """A cell that no grid has is refused with how to make one."""
    rows = rows_of([(5, 6)])
    rows.y[:] = 1 << 24
    assert "index-place a cell beyond zoom 24: give grid(lon, lat)" in refusal(rows, tmp_path / "index")


def test_more_days_than_fit_are_refused_with_what_to_do(tmp_path: Path) -> None:
    """65,536 different days are indexed, one more is not."""
    most = [(day, day + 1) for day in range(1 << 16)]
    build([rows_of(most[:-1])], tmp_path / "index", 1)
    assert TimeIndex(tmp_path / "index").count == len(most) - 1
    said = refusal(rows_of(most), tmp_path / "more")
    assert "65537 different days, 65536 at most: ask the tables, or index a part of the time" in said
