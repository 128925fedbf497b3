from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from mapkit.timeindex.cover import covering
from mapkit.viewcube import Frame
from mapkit.when import Window
from mapkit.where import BBox
from support.cubes import frames


def _cells(zoom: int, frame: Frame) -> Counter[tuple[int, int]]:
    """The cells of a frame, of a zoom not coarser than its own."""
    side = 1 << zoom - frame.zoom
    return Counter(
        (x, y)
        for low, high in frame.columns
        for x in range(low * side, high * side)
        for y in range(frame.rows[0] * side, frame.rows[1] * side)
    )


@given(frames(), st.integers(0, 1))
def test_each_cell_is_covered_once(frame: Frame, finer: int) -> None:
    """The blocks hold what the frame holds, no part of it twice."""
    found: Counter[tuple[int, int]] = Counter()
    for zoom, columns, rows in covering(frame):
        assert zoom <= frame.zoom
        found += _cells(frame.zoom + finer, Frame(zoom, (columns,), rows, 0, 1, 2))
    assert found == _cells(frame.zoom + finer, frame)


def test_a_screen_is_covered_by_few_cells() -> None:
    """A screen of a thousand cells takes fewer than a third of them."""
    frame = Frame.of(BBox(44.03, 39.2, 47.6, 40.9), 8, Window.parse("2020"))
    blocks = list(covering(frame))
    cells = sum((east - west) * (south - north) for _, (west, east), (north, south) in blocks)
    assert cells < frame.cells / 3
    assert frame.cells > 1000
