"""Marks of more incidents than are drawn one by one: squares of a grid, sized by how many incidents lie in them.

A square has the colour of its most frequent kind. The store counts: a picture of millions draws what its paper
holds.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mapkit.atlas import Atlas
from mapkit.drawing.marks import cell_marks
from mapkit.drawing.style import LIGHT
from mapkit.filter_words import KILOMETRE
from mapkit.picture.corner import draw_corner
from mapkit.picture.frame import Floats, Frame
from mapkit.picture.projections import TURN
from mapkit.picture.sheet import Paint, Sheet
from mapkit.picture.specks import draw_specks
from mapkit.picture.symbols import MAX_SHAPES, Doubt, Symbol, crowded, draw_symbols, symbols
from mapkit.where import GRID_ZOOM, MERCATOR_LAT, BBox

MIN_SIDE = 8.0  # CSS pixels of a square's side at the least; the most is twice that
FILLED = (1.0, 0.76, 0.54, 0.34)  # of its side that is filled: with the most incidents, a tenth of them and so on
FAINT = 0.4
COUNTS_BY = "counts by squares of"
FEW = 5  # times fewer than in the fullest square are few
CLEARANCE = 0.94  # of a side, so that a line of the ground is seen between two full squares
NOTCH = 0.6  # of a side, on both sides of the corner from which it is cut
EDGE_SHARE = 1e-9
_SIDES = ((0, 0), (1, 0), (1, 1), (0, 1))


@dataclass(frozen=True)
class Scale:
    """What squares mean: how long a side is on the ground, in words, and the power of ten that no count exceeds.

    `steps` are the sizes of squares to be seen (`step_of`).
    """

    side: str
    top: int
    steps: tuple[int, ...]

    @classmethod
    def of(cls, side: str, top: int) -> "Scale":
        """A scale with all sizes that counts of 1 to `top` have."""
        return cls(side, top, tuple(sorted({step_of(10**power, top) for power in range(round(math.log10(top)) + 1)})))


def shown_marks(frame: Frame, atlas: Atlas) -> list[Symbol]:
    """The marks of what is shown inside the frame, most incidents first: places, or squares where that is too many."""
    if not atlas.large_view:
        return symbols(frame, atlas)
    table = cell_marks(atlas, zoom_of(frame), box_of_frame(frame))
    if table["count"].sum() <= MAX_SHAPES:
        return place_marks(frame, atlas)
    return squares(frame, atlas, table, top_of(table["count"].max()))


def place_marks(frame: Frame, atlas: Atlas) -> list[Symbol]:
    """The places that are shown inside the frame; of many incidents, only those inside are looked at."""
    return symbols(frame, atlas.filter(where=box_of_frame(frame)) if atlas.large_view else atlas)


def squares(frame: Frame, atlas: Atlas, table: pd.DataFrame, top: int) -> list[Symbol]:
    """Rows of `cell_marks` as marks of the page."""
    kinds, found = {kind.id: kind for kind in atlas.meta.kinds}, []
    corners = _corners(frame, table["x"].to_numpy("float64"), table["y"].to_numpy("float64"))
    for square, mark in zip(corners, table.to_dict("records"), strict=True):
        middle = square.mean(axis=0)
        x, y = middle.tolist()
        if frame.projection.straight or frame.holds(x, y):
            shares = tuple((kinds[kind], count) for kind, count in mark["kinds"].items())
            part = middle + (square - middle) * FILLED[step_of(mark["count"], top)] * CLEARANCE
            doubt = Doubt(faint=not mark["certain"])
            against = bool(mark["disputed"])
            found.append(Symbol(x, y, "", mark["count"], shares, None, doubt, disputed=against, square=part))
    return found


def _corners(frame: Frame, column: Floats, row: Floats) -> Floats:
    """The corners of cells on the page, shape (n, 4, 2), each in the turn of the world nearest the frame's middle."""
    size = 2.0 ** zoom_of(frame)
    middle = (column + 0.5) / size * TURN - TURN / 2
    turn = TURN * np.round((frame.middle_lon - middle) / TURN)
    found = []
    for right, low in _SIDES:
        south = math.pi * (1 - 2 * (row + low) / size)
        lon, lat = (column + right) / size * TURN - TURN / 2 + turn, np.degrees(np.arctan(np.sinh(south)))
        found.append(np.column_stack(frame.project(lon, lat)))
    return np.stack(found, axis=1)


def zoom_of(frame: Frame) -> int:
    """The zoom whose cells have sides of 8 to 16 CSS pixels in the frame's middle."""
    return max(0, min(GRID_ZOOM, math.floor(math.log2(frame.scale / MIN_SIDE))))


def step_of(count: int, top: int) -> int:
    """How full a square is: 0 for more than a tenth of the most, 1 for more than a hundredth, and so on.

    >>> [step_of(count, 1000) for count in (1000, 101, 100, 11, 2, 1)]
    [0, 0, 1, 1, 2, 3]
    """
    return min(len(FILLED) - 1, max(0, math.floor(math.log10(top / count) + EDGE_SHARE)))


def top_of(count: int) -> int:
    """The power of ten that a count does not exceed."""
    return int(10 ** max(1, math.ceil(math.log10(count) - EDGE_SHARE)))


def scale_of(frame: Frame, found: Sequence[Symbol]) -> Scale | None:
    """What the squares mean, if the marks are squares."""
    if not squared(found):
        return None
    top = top_of(max(one.count for one in found))
    return Scale(side_words(frame), top, tuple(sorted({step_of(one.count, top) for one in found})))


def box_of_frame(frame: Frame) -> BBox:
    """The box of the frame in degrees, as views have it."""
    west, south, east, north = frame.bounds
    if east - west >= TURN:
        west, east = -TURN / 2, TURN / 2
    west, east = (lon if abs(lon) <= TURN / 2 else (lon + TURN / 2) % TURN - TURN / 2 for lon in (west, east))
    south, north = (
        math.copysign(TURN / 4, lat) if abs(lat) > MERCATOR_LAT - EDGE_SHARE else lat for lat in (south, north)
    )
    return BBox(west, south, east, north)


def squared(found: Sequence[Symbol]) -> bool:
    """Whether the marks are squares of a grid."""
    return bool(found) and found[0].square is not None


def kept_clear(found: list[Symbol]) -> list[Symbol]:
    """The marks that no name may lie on: all, but of squares those of many incidents alone."""
    return [one for one in found if one.count * FEW > found[0].count] if squared(found) else found


def draw_marks(sheet: Sheet, frame: Frame, found: list[Symbol]) -> None:
    """Draw all marks, and what must be seen whatever lies under it."""
    if not squared(found):
        (draw_specks if crowded(found) else draw_symbols)(sheet, frame, found)
        return
    parts: dict[tuple[str, bool], list[Floats]] = {}
    for one in found:
        if one.square is not None:
            parts.setdefault((one.kinds[0][0].colour, one.doubt.faint), []).append(one.square)
    for (colour, faint), shapes in sorted(parts.items()):
        sheet.shape(shapes, Paint(colour, alpha=FAINT if faint else None), clip=frame.page)
    if cut := [_notch(one.square) for one in found if one.disputed and one.square is not None]:
        sheet.shape(cut, Paint(LIGHT["halo"]), clip=frame.page)
    draw_corner(sheet, frame, plates=True)  # once more, for squares may lie on all of the map


def _notch(square: Floats) -> Floats:
    """The wedge from the upper right corner of a square to its middle, which says that something in it is disputed."""
    upper_left, corner, lower_right, _ = square
    middle = square.mean(axis=0)
    return np.stack([middle, corner + (upper_left - corner) * NOTCH, corner, corner + (lower_right - corner) * NOTCH])


def draw_square(
    sheet: Sheet, at: tuple[float, float], step: int, *, faint: bool = False, disputed: bool = False
) -> None:
    """A sample of the squares, for the legend."""
    half = FILLED[step] * CLEARANCE * MIN_SIDE * 0.75
    corners = [(at[0] + half * (2 * right - 1), at[1] + half * (2 * low - 1)) for right, low in _SIDES]
    sheet.shape([corners], Paint(LIGHT["label"], alpha=FAINT if faint else None))
    if disputed:
        sheet.shape([_notch(np.array(corners))], Paint(LIGHT["halo"]))


def side_words(frame: Frame) -> str:
    """How long a square's side is on the ground, in the frame's middle, such as "9.8 km"."""
    metres = float(f"{frame.metres_per_pixel(frame.middle[1]) * frame.scale / 2 ** zoom_of(frame):.2g}")
    return f"{metres / KILOMETRE:,g} km" if metres >= KILOMETRE else f"{metres:g} m"
