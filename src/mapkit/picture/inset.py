"""The small map that says where the large one lies: land, borders, dashed where disputed, and the large one's frame."""

import math
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from shapely.geometry import shape

from mapkit.assets import plain_world
from mapkit.drawing.style import LIGHT
from mapkit.picture.frame import Box, Frame, fit
from mapkit.picture.ground import cut
from mapkit.picture.sheet import Paint, Sheet
from mapkit.picture.symbols import Symbol
from mapkit.where import BBox

INSET_MIN = 64.0  # CSS pixels of height
INSET_MAX = 150.0
LARGEST = (150.0, 105.0)  # CSS pixels on a corner of the map
TIMES = 10.0  # how many times wider than the map the small one is
NARROWEST, WIDEST = 36.0, 140.0  # degrees of longitude; what needs more is the whole world
MIN_MARK = 7.0  # CSS pixels: a smaller frame is shown as a square of this size
MARK = LIGHT["ink"]  # no colour: colours are those of incidents
HALF, WORLD_LATS = 179.9, (-58.0, 80.0)  # degrees: half of the world's turn, and what of it is shown
GAP = 6.0
BORDERS = {
    "borders": Paint(edge=LIGHT["border"], width=0.6),
    "disputed": Paint(edge=LIGHT["disputed"], width=0.7, dash=(2.5, 1.8)),
}


def inset_box(column: Box, top: float) -> Box | None:
    """The room for the small map at the foot of a column that is taken down to `top`; None if there is too little."""
    left, _, right, bottom = column
    high = min(INSET_MAX, bottom - top, (right - left) / 1.2)
    return (left, bottom - high, right, bottom) if high >= INSET_MIN else None


def emptiest_corner(page: Box, found: Sequence[Symbol]) -> Box:
    """A corner of the map, but for that of the scale, which covers the fewest incidents."""
    left, top, right, bottom = page
    wide, high = min(LARGEST[0], (right - left) / 4), min(LARGEST[1], (bottom - top) / 4)
    corners = [
        (right - GAP - wide, top + GAP, right - GAP, top + GAP + high),
        (right - GAP - wide, bottom - GAP - high, right - GAP, bottom - GAP),
        (left + GAP, top + GAP, left + GAP + wide, top + GAP + high),
    ]
    return min(corners, key=lambda box: sum(one.whole for one in found if _holds(box, one)))


def _holds(box: Box, one: Symbol) -> bool:
    reach = one.radius
    return box[0] - reach <= one.x <= box[2] + reach and box[1] - reach <= one.y <= box[3] + reach


def draw_inset(sheet: Sheet, box: Box, frame: Frame) -> bool:
    """Draw the small map into the box, unless the large one shows most of the world or a pole; tells whether it did."""
    wide = max(frame.east - frame.west, (frame.north - frame.south) * 1.4)
    if wide > WIDEST:
        return False
    small = fit(_around(frame, max(NARROWEST, wide * TIMES)), box, "equal-area")
    corners = [(box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3])]
    sheet.shape([corners], Paint(LIGHT["sea"]))
    land = (part for one in _plain("land") for part in cut(small, one, "Polygon"))
    sheet.shape(land, Paint(LIGHT["paper"], LIGHT["edge"], 0.5), clip=box)
    for name, paint in BORDERS.items():
        border = (part for one in _plain(name) for part in cut(small, one, "LineString"))
        sheet.shape(border, paint, closed=False, clip=box)
    _draw_mark(sheet, small, frame)
    sheet.shape([corners], Paint(edge=LIGHT["border"], width=0.8))
    return True


@cache
def _plain(part: str) -> list[Any]:
    """A part of the plain world as shapely has it, which takes a while to make."""
    return [shape(one["geometry"]) for one in plain_world()[part]["features"]]


def _around(frame: Frame, wide: float) -> BBox:
    """The wider region around the middle of a frame; the world if it is too wide for a region."""
    if wide > WIDEST:
        west, east = ((frame.middle[0] + side + 180) % 360 - 180 for side in (-HALF, HALF))
        return BBox(west, WORLD_LATS[0], east, WORLD_LATS[1])
    (lon, lat), high = frame.middle, wide * 0.6
    low = max(-85.0, min(85.0 - high, lat - high / 2))
    west, east = ((lon + side + 180) % 360 - 180 for side in (-wide / 2, wide / 2))
    return BBox(west, low, east, low + high)


def _draw_mark(sheet: Sheet, small: Frame, frame: Frame) -> None:
    lons, lats = frame.unproject(*frame.edge.T)
    x, y = small.places(lons, lats)
    if min(np.ptp(x), np.ptp(y)) < MIN_MARK:
        half = max(MIN_MARK, float(np.ptp(x)), float(np.ptp(y))) / 2
        middle = small.place(*frame.middle)
        x, y = (middle[axis] + half * np.array(sides) for axis, sides in enumerate(((-1, 1, 1, -1), (-1, -1, 1, 1))))
    if not any(map(math.isnan, [*x, *y])):
        sheet.shape([np.column_stack([x, y])], Paint(MARK, alpha=0.12), clip=small.page)
        sheet.shape([np.column_stack([x, y])], Paint(edge=MARK, width=1.4), clip=small.page)
