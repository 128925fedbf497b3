"""Signs of an atlas that is seen through a lens: denied, not spoken of, moved from where the atlas has it."""

import numpy as np

from mapkit.atlas import Atlas
from mapkit.drawing.marks import moved
from mapkit.drawing.style import LIGHT
from mapkit.picture.frame import Frame
from mapkit.picture.sheet import Paint, Sheet
from mapkit.regions import regions

QUIET_RADIUS = 3.0  # CSS pixels of the dot of what is not spoken of, and of the ring from which something is moved
CROSS_REACH, CROSS_OVER = 1.25, 2.0  # of the stroke across a mark, on each axis: in radii, and CSS pixels more
CROSS_WIDTH, CROSS_HALO = 1.8, 4.0

Point = tuple[float, float]


def draw_quiet(sheet: Sheet, at: Point, radius: float = QUIET_RADIUS) -> None:
    """What those do not speak of who are asked, or took back: a dot."""
    sheet.disc(at, radius, Paint(LIGHT["quiet"], LIGHT["halo"], 2.5))
    sheet.disc(at, radius, Paint(LIGHT["quiet"]))


def draw_cross(sheet: Sheet, at: Point, radius: float) -> None:
    """What they deny: a stroke across a mark of a radius, from the lower left."""
    wide = CROSS_REACH * radius + CROSS_OVER
    line = [(at[0] - wide, at[1] + wide), (at[0] + wide, at[1] - wide)]
    for colour, width in ((LIGHT["halo"], CROSS_HALO), (LIGHT["ink"], CROSS_WIDTH)):
        sheet.shape([line], Paint(edge=colour, width=width, round_ends=True), closed=False)


def moves_in(frame: Frame, atlas: Atlas) -> list[tuple[Point, Point]]:
    """From where the atlas has an incident to where a lens puts it, on the page, as far as it may be in sight.

    What is known of a region as a whole has no point, so nothing leads there or comes from there.
    """
    table, whole = moved(atlas), regions(atlas)
    table = table[~table["spot"].isin(whole) & ~table["to_spot"].isin(whole)]
    starts, ends = (np.stack(frame.places(table[lon], table[lat]), axis=1) for lon, lat in _ENDS)
    least, most = np.minimum(starts, ends), np.maximum(starts, ends)
    left, top, right, bottom = frame.page
    inside = ((most >= (left, top)) & (least <= (right, bottom))).all(axis=1)
    found = zip(starts[inside].tolist(), ends[inside].tolist(), strict=True)
    return [((start[0], start[1]), (end[0], end[1])) for start, end in found]


_ENDS = (("lon", "lat"), ("to_lon", "to_lat"))


def draw_moves(sheet: Sheet, frame: Frame, atlas: Atlas) -> bool:
    """Draw them, and tell whether there are any."""
    found = moves_in(frame, atlas)
    with sheet.within(frame.page):
        for start, end in found:
            draw_move(sheet, start, end)
    return bool(found)


def draw_move(sheet: Sheet, start: Point, end: Point) -> None:
    """A thin line from a small ring."""
    sheet.shape([[start, end]], Paint(edge=LIGHT["label"]), closed=False)
    sheet.disc(start, QUIET_RADIUS, Paint(LIGHT["halo"], LIGHT["label"]))
