from collections import Counter
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mapkit.errors import ParseError
from mapkit.mercator import grid
from mapkit.viewcube import MAX_BINS, MAX_CELLS, Frame, Rows, ViewCube, bins_for, cube_of_rows, packed, unpacked
from mapkit.viewcube.lines import CORE
from mapkit.when import Window, day_number
from mapkit.where import GRID_ZOOM, BBox
from support.cubes import KINDS, counted, frames, only_kinds, oracle, some_rows, windowed
from support.strategies import boxes, windows

YEAR = Window.parse("2020")


@given(boxes(), st.integers(0, 24), st.data())
@example(BBox(170, -10, -170, 10), 5, None)
@example(BBox(0.0002, -90, 0.0001, 90), 0, None)
def test_a_frame_holds_every_place_of_its_box(box: BBox, zoom: int, data: st.DataObject | None) -> None:
    """Each place in the box, its corners included, lies in a cell of the frame, and cells are at most 2,000."""
    frame = Frame.of(box, zoom, YEAR)
    assert frame.cells <= MAX_CELLS
    width = (box.east - box.west) % 360 if box.crosses_antimeridian else box.east - box.west
    across, up = (data.draw(st.floats(0, 1)), data.draw(st.floats(0, 1))) if data else (0.5, 0.5)
    lon = [box.west, box.east, (box.west + across * width + 180) % 360 - 180]
    lat = [box.south, box.north, box.south + up * (box.north - box.south)]
    kept = [place for place in zip(lon, lat, strict=True) if box.contains(*place)]
    x, y = (values >> np.uint32(GRID_ZOOM - frame.zoom) for values in grid(*zip(*kept, strict=True)))
    assert frame.holds(x, y).all()


@given(boxes(), st.integers(0, 24))
def test_a_frame_takes_the_finest_cells_that_fit(box: BBox, zoom: int) -> None:
    """Cells two zooms finer would be too many, too small for the screen, or finer than the index goes."""
    frame = Frame.of(box, zoom, YEAR)
    finer = [(high - low) * 4 for low, high in frame.columns]
    many = sum(finer) * (frame.rows[1] - frame.rows[0]) * 4 > MAX_CELLS
    assert frame.zoom % 2 == 0
    assert frame.zoom <= min(20, zoom + 4)
    assert many or frame.zoom + 2 > min(20, zoom + 4)


@given(frames())
@example(Frame.of(BBox(46.7501, -90, 46.75, 90), 0, YEAR))
@example(Frame.of(BBox(170, -80, -170, 80), 2, YEAR))
def test_cells_are_numbered_by_row_and_column(frame: Frame) -> None:
    """The numbers of a frame's cells are 0, 1, ... by row and then column, and lead back to the cells."""
    x, y = frame.cells_of(np.arange(frame.cells))
    assert frame.holds(x, y).all()
    assert frame.numbers(x, y).tolist() == list(range(frame.cells))
    assert sorted(zip(y.tolist(), x.tolist(), strict=True)) == list(zip(y.tolist(), x.tolist(), strict=True))


@given(windows(), st.integers(2, MAX_BINS))
@example(Window.parse("1969-12-31/1970-01-01"), 2)
@example(Window.parse("../.."), 2)
def test_bins_hold_the_span(span: Window, bins: int) -> None:
    """The bins are no more than asked, a power of two of days wide, begin at a multiple of it, and hold the span."""
    if span.empty:
        with pytest.raises(ParseError, match="bins over none"):
            Frame.of(BBox(0, 0, 1, 1), 5, span, bins)
        return
    frame = Frame.of(BBox(0, 0, 1, 1), 5, span, bins)
    assert frame.bins <= bins
    assert frame.width & (frame.width - 1) == frame.start % frame.width == 0
    assert frame.start <= day_number(span.start) < frame.start + frame.width
    assert 0 <= frame.start + frame.bins * frame.width - day_number(span.end) < frame.width


@pytest.mark.parametrize("bins", [-1, 0, 1, 1025])
def test_a_number_of_bins_out_of_range_is_refused(bins: int) -> None:
    """A frame of fewer than 2 or more than 1,024 bins is refused with what to write."""
    with pytest.raises(ParseError, match="2 to 1024 bins") as caught:
        Frame.of(BBox(0, 0, 1, 1), 5, YEAR, bins)
    assert caught.value.code == "frame-empty"


@given(frames(), windows())
def test_edges_enclose_a_window(frame: Frame, window: Window) -> None:
    """The edges of a window enclose what of it lies in the bins, and those of an edge window are its own."""
    whole = frame.window(0, frame.bins)
    low, high = frame.edges(window)
    assert 0 <= low < high <= frame.bins
    assert (window & whole & frame.window(low, high)) == (window & whole)
    assert frame.edges(frame.window(low, high)) == (low, high)


@given(some_rows(), frames(), only_kinds)
def test_the_cube_of_rows_counts_as_a_plain_loop(rows: Rows, frame: Frame, only: set[int] | None) -> None:
    """Each pair of bins of each cell and kind has the count of the oracle, and no other pair is there."""
    assert counted(cube_of_rows(rows, frame, KINDS, only)) == oracle(rows, frame, only)


@given(some_rows(), frames(), only_kinds, st.data())
def test_a_window_of_edges_is_exact(rows: Rows, frame: Frame, only: set[int] | None, data: st.DataObject) -> None:
    """Running sums give for each cell exactly how many overlap a window between edges, and how many lie inside it."""
    cube = cube_of_rows(rows, frame, KINDS)
    near = {int(day) + step for day in (*cube.first, *cube.last) for step in (-2, -1, 0, 1)}
    low = data.draw(st.sampled_from(sorted({0, *(edge for edge in near if 0 <= edge < frame.bins)})))
    high = data.draw(st.sampled_from(sorted({low + 1, *(edge for edge in near if low < edge <= frame.bins)})))
    running = cube.running(only)
    shown, certain = windowed(rows, frame, frame.window(low, high), only)
    assert _by_cell(cube, running.shown(low, high)) == shown
    assert _by_cell(cube, running.certain(low, high)) == certain


MONTH_SEEN = (
    (10, 13, 1, 0),
    (0, 10, 1, 0),
    (9, 39, 1, 1),
    (9, 38, 1, 0),
    (10, 39, 1, 0),
    (39, 40, 0, 0),
    (0, 9, 0, 0),
)


@pytest.mark.parametrize(("low", "high", "shown", "certain"), MONTH_SEEN)
def test_a_month_is_not_inside_three_of_its_days(low: int, high: int, shown: int, certain: int) -> None:
    """A month is shown by each window that meets it, and certain only where all of it lies within."""
    rows = _one(18609, 18639)
    frame = Frame(0, ((0, 1),), (0, 1), 18600, 1, 64)
    running = cube_of_rows(rows, frame, KINDS).running()
    assert (running.shown(low, high).tolist(), running.certain(low, high).tolist()) == ([shown], [certain])


def _by_cell(cube: ViewCube, counts: np.ndarray) -> Counter:
    return +Counter(dict(zip(zip(cube.x.tolist(), cube.y.tolist(), strict=True), counts.tolist(), strict=True)))


@given(some_rows(), st.data())
def test_nothing_vanishes(rows: Rows, data: st.DataObject) -> None:
    """A cube of the whole world, its undated and its unplaced are all there is, of each kind (law 3)."""
    span = Window.parse(data.draw(st.sampled_from(["2020", "1999-01-01", "../.."])))
    cube = cube_of_rows(rows, Frame.of(BBox(-180, -90, 180, 90), 3, span), KINDS)
    placed = np.bincount(cube.kind, cube.count * (cube.certainty != CORE), KINDS)
    assert (placed + cube.undated + cube.unplaced).tolist() == np.bincount(rows.kind, minlength=KINDS).tolist()
    assert cube.undated.sum() == (~rows.dated).sum()
    assert cube.total == placed.sum()


@given(some_rows(), frames())
def test_a_cube_comes_back_from_its_bytes(rows: Rows, frame: Frame) -> None:
    """What is packed is unpacked as the same cube, with the same types and the same bytes again."""
    cube = cube_of_rows(rows, frame, KINDS)
    back = unpacked(packed(cube))
    assert back == cube
    assert packed(back) == packed(cube)
    for one in fields(cube)[1:]:
        assert getattr(back, one.name).dtype == getattr(cube, one.name).dtype


@given(some_rows(), frames(), st.data())
def test_damaged_bytes_are_refused(rows: Rows, frame: Frame, data: st.DataObject) -> None:
    """A cube cut short, made longer, or with a flipped bit is refused and never read as another."""
    good = packed(cube_of_rows(rows, frame, KINDS))
    at = data.draw(st.integers(0, len(good) - 1))
    flipped = bytearray(good)
    flipped[at] ^= 1 << data.draw(st.integers(0, 7))
    for bad in (good[:at], good + b"x", bytes(flipped)):
        try:
            assert unpacked(bad) == unpacked(good)
            assert bad == bytes(flipped)  # a bit that says how hard it was packed, and nothing else
        except ParseError as error:
            assert error.code == "cube-unreadable"  # noqa: PT017 - either outcome is right, each with its own check


def test_cubes_cannot_be_written_to() -> None:
    """Every array of a cube is read-only, that of one from bytes too."""
    frame = Frame.of(BBox(-180, -90, 180, 90), 3, YEAR)
    cube = cube_of_rows(_one(), frame, KINDS)
    for one in (cube, unpacked(packed(cube))):
        for field in fields(one)[1:]:
            with pytest.raises(ValueError, match="read-only"):
                getattr(one, field.name)[:] = 0


def _one(start: int = 18600, end: int = 18601) -> Rows:
    yes = np.ones(1, bool)
    x, y = grid([46.75], [39.76])
    return Rows.one_of(x, y, np.array([start], np.int32), np.array([end], np.int32), np.zeros(1, np.uint8), yes, yes)


def test_cubes_differ_by_any_of_their_parts() -> None:
    """A cube of another frame, or of another count, is another cube; a cube is no other thing."""
    rows, frame = _one(), Frame.of(BBox(-180, -90, 180, 90), 3, YEAR)
    cube = cube_of_rows(rows, frame, KINDS)
    assert cube != cube_of_rows(rows, Frame.of(BBox(-180, -90, 180, 90), 3, Window.parse("2021")), KINDS)
    assert cube != cube_of_rows(rows[[0, 0]], frame, KINDS)
    assert cube != "cube"


@given(st.integers(0, 10_000_000))
def test_more_groups_get_fewer_bins(groups: int) -> None:
    """The number of bins is one a frame takes, and never grows with the number of groups."""
    assert 2 <= bins_for(groups + 1) <= bins_for(groups) <= MAX_BINS
