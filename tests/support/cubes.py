"""What the tests of cubes share: made rows with every odd case, frames, and the oracle, a plain loop over the rows."""

from collections import Counter
from collections.abc import Collection

import numpy as np
from hypothesis import strategies as st

from mapkit.edtf import Days
from mapkit.mercator import grid
from mapkit.viewcube import Frame, Rows, ViewCube
from mapkit.when import OPEN_END, OPEN_START, Window, day_number, day_of
from mapkit.where import GRID_ZOOM, BBox

KINDS = 4
PAIRS = ("kind", "certainty", "disputed", "first", "last")
DAYS = (18600, 18601, 18602, 18607, 18630, 18660, 18700, 19000)
LENGTHS = (1, 1, 1, 2, 7, 30, 31, 365)
LONS = (-180.0, -179.999, -10.0, 46.75, 46.7501, 46.8, 47.9, 179.999, 180.0)
LATS = (-90.0, -85.2, 0.0, 39.76, 39.7601, 39.9, 41.0, 90.0)
EVER = day_number(OPEN_START), day_number(OPEN_END)

# Column, row, kind, class, whether it is disputed, bins of the first and last day.
Counted = Counter[tuple[int, int, int, int, bool, int, int]]


@st.composite
def four_days(draw: st.DrawFn) -> tuple[int, int, int, int]:
    """The days of an incident: of a day, longer, or with an open end; one of them, lasting, or with doubtful ends."""
    start = draw(st.sampled_from((*DAYS, EVER[0], -5)))
    end = draw(st.sampled_from([start + length for length in LENGTHS] + [EVER[1]]))
    shape = draw(st.sampled_from(("one of", "lasting", "doubtful")))
    if shape == "doubtful":
        return start, draw(st.integers(start, end - 1)), draw(st.integers(start + 1, end)), end
    return (start, end - 1, start + 1, end) if shape == "one of" else (start, start, end, end)


incidents = st.tuples(
    st.sampled_from(LONS),
    st.sampled_from(LATS),
    four_days(),
    st.integers(0, KINDS - 1),
    st.booleans(),
    st.sampled_from((True, True, True, True, False)),
    st.booleans(),
)


@st.composite
def some_rows(draw: st.DrawFn, most: int = 30) -> Rows:
    """A few incidents at odd places and times, some many times over, some undated or unplaced."""
    drawn = draw(st.lists(incidents, max_size=most)) * draw(st.sampled_from((1, 1, 20)))
    lon, lat, days, kind, twice, known, disputed = zip(*drawn, strict=True) if drawn else ([],) * 7
    x, y = grid(np.array(lon, float), np.array(lat, float))
    four = np.array(days, np.int32).reshape(-1, 4).T
    known = np.array(known, bool)
    dated, placed = known | np.array(twice, bool), known | ~np.array(twice, bool)
    kinds = np.array(kind, np.uint8)
    return Rows(x, y, *(one.copy() for one in four), kinds, dated, placed, np.array(disputed, bool))


@st.composite
def frames(draw: st.DrawFn) -> Frame:
    """A frame over any box, those across the antimeridian and of a point among them, and any span."""
    west, east = draw(st.sampled_from(LONS)), draw(st.sampled_from(LONS))
    south, north = sorted((draw(st.sampled_from(LATS)), draw(st.sampled_from(LATS))))
    first = draw(st.sampled_from(DAYS)) - draw(st.integers(0, 40))
    span = Window(day_of(first), day_of(first + draw(st.sampled_from((1, 2, 50, 400, 30_000)))))
    box = BBox(west, south, east, north)
    return Frame.of(box, draw(st.integers(0, 18)), span, draw(st.sampled_from((2, 7, 64, 1024))))


only_kinds = st.one_of(st.none(), st.sets(st.integers(0, KINDS)))


def oracle(rows: Rows, frame: Frame, only: Collection[int] | None = None) -> Counted:
    """The counts of a cube, one look at each row."""
    found: Counted = Counter()
    for line in range(len(rows)):
        cell = _cell(rows, line, frame)
        kind = int(rows.kind[line])
        if cell and rows.dated[line] and (only is None or kind in only):
            for certainty, *days in _lines(*(int(getattr(rows, name)[line]) for name in Days._fields)):
                bins = (_bin(frame, day) for day in days)
                found[*cell, kind, certainty, bool(rows.disputed[line]), *bins] += 1
    return found


def _lines(start: int, sure_start: int, sure_end: int, end: int) -> list[tuple[int, int, int]]:
    """The lines of an incident: their class, first and last day."""
    if (sure_start, sure_end) == (end - 1, start + 1):
        return [(0, start, end - 1)]
    if (sure_start, sure_end) == (start, end):
        return [(1, start, end - 1)]
    return [(2, start, end - 1), (3, sure_start, sure_end - 1)]


def counted(cube: ViewCube) -> Counted:
    """The counts of a cube in the form of the oracle; a pair told twice is an error."""
    x, y = cube.x[cube.cell].tolist(), cube.y[cube.cell].tolist()
    pairs = list(zip(x, y, *(getattr(cube, name).tolist() for name in PAIRS), strict=True))
    assert len(set(pairs)) == len(pairs)
    return Counter(dict(zip(pairs, cube.count.tolist(), strict=True)))


def windowed(rows: Rows, frame: Frame, window: Window, only: Collection[int] | None) -> tuple[Counter, Counter]:
    """By cell of a frame, how many were in a window possibly and how many for certain; one look at each row."""
    shown, certain = Counter(), Counter()
    for line in range(len(rows)):
        cell = _cell(rows, line, frame)
        if cell and rows.dated[line] and (only is None or int(rows.kind[line]) in only):
            start, sure_start, sure_end, end = (int(getattr(rows, name)[line]) for name in Days._fields)
            low, high = day_number(window.start), day_number(window.end)
            shown[cell] += start < high and end > low
            certain[cell] += sure_start < high and sure_end > low
    return +shown, +certain


def _bin(frame: Frame, day: int) -> int:
    if day < frame.start:
        return 0
    return min((day - frame.start) // frame.width, frame.bins) + 1


def _cell(rows: Rows, line: int, frame: Frame) -> tuple[int, int] | None:
    shift = GRID_ZOOM - frame.zoom
    x, y = int(rows.x[line]) >> shift, int(rows.y[line]) >> shift
    inside = frame.rows[0] <= y < frame.rows[1] and any(low <= x < high for low, high in frame.columns)
    return (x, y) if inside and rows.placed[line] else None
