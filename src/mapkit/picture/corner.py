"""What stands on the lower left corner of a map: the scale bar, and the arrow that points to the north."""

import math

from mapkit.drawing.style import LIGHT
from mapkit.filter_words import KILOMETRE
from mapkit.picture.frame import Box, Frame, scale_bar
from mapkit.picture.letters import Letters
from mapkit.picture.sheet import Paint, Sheet

LONGEST_BAR = 130.0
MARGIN = 10.0
ARROW = 17.0  # height in CSS pixels
PLATE = 0.85  # opacity
UNEVEN = 1.1  # a scale that changes by more than this over the map is told with its latitude
LETTERS = Letters(10, LIGHT["ink"], halo=LIGHT["halo"])
NORTH = Letters(9, LIGHT["ink"], bold=True, halo=LIGHT["halo"])


def draw_corner(sheet: Sheet, frame: Frame, *, plates: bool = False) -> list[Box]:
    """Draw scale bar and arrow, over a full ground on `plates`, and give the boxes they take."""
    bar = _draw_scale(sheet, frame, plates)
    at = (frame.page[0] + MARGIN + ARROW / 2, bar[1] - MARGIN - ARROW / 2)
    return [bar, _draw_north(sheet, frame, at, plates)]


def _draw_plate(sheet: Sheet, box: Box) -> None:
    left, top, right, bottom = box
    sheet.shape([[(left, top), (right, top), (right, bottom), (left, bottom)]], Paint(LIGHT["land"], alpha=PLATE))


def _draw_scale(sheet: Sheet, frame: Frame, plate: bool) -> Box:
    metres, length = scale_bar(frame, min(LONGEST_BAR, (frame.page[2] - frame.page[0]) / 3))
    words = f"{metres:,.0f} m" if metres < KILOMETRE else f"{metres / KILOMETRE:,.0f} km"
    left, bottom = frame.page[0] + MARGIN, frame.page[3] - MARGIN
    corners = [(left, bottom - 5), (left, bottom), (left + length, bottom), (left + length, bottom - 5)]
    words += _where(frame)
    box = (left - 4, bottom - 22, left + max(length, sheet.text_width(words, LETTERS)) + 4, bottom + 6)
    if plate:
        _draw_plate(sheet, box)
    sheet.shape([corners], Paint(edge=LIGHT["halo"], width=3.5), closed=False)
    sheet.shape([corners], Paint(edge=LIGHT["ink"], width=1.2), closed=False)
    sheet.text((left, bottom - 8), words, LETTERS)
    return box


def _where(frame: Frame) -> str:
    """The latitude at which the scale is right, where it is not nearly so on all of the map."""
    ends = [frame.metres_per_pixel(max(-75.0, min(75.0, lat))) for lat in (frame.south, frame.north, frame.middle[1])]
    if max(ends) <= UNEVEN * min(ends):
        return ""
    lat = frame.middle[1]
    return f" at {abs(lat):.0f}° {'N' if lat >= 0 else 'S'}"


def _draw_north(sheet: Sheet, frame: Frame, at: tuple[float, float], plate: bool) -> Box:
    """An arrow with an N at its tip, turned to where the north is from there."""
    x, y = at
    east, north = math.sin(turn := north_at(frame, x, y)), math.cos(turn)

    def turned(across: float, up: float) -> tuple[float, float]:
        return x + across * north + up * east, y + across * east - up * north

    half = ARROW / 2
    box = (x - half - 4, y - half - 16, x + half + 4, y + half + 2)
    if plate:
        _draw_plate(sheet, box)
    arrow = [turned(0, half), turned(half * 0.62, -half), turned(0, -half * 0.45), turned(-half * 0.62, -half)]
    sheet.shape([arrow], Paint(LIGHT["ink"], LIGHT["halo"], 2.5))
    sheet.shape([arrow], Paint(LIGHT["ink"]))
    sheet.text(turned(0, half + 7), "N", NORTH, align="center", middle=True)
    return box


def north_at(frame: Frame, x: float, y: float) -> float:
    """The angle from the page's top to the north, clockwise in radians, at a point of the page; 0 where none is."""
    lon, lat = (float(value) for value in frame.unproject(x, y))
    if math.isnan(lon):
        return 0.0
    ahead = frame.projection.forward(lon, min(90.0, lat + 1e-4))
    here = frame.projection.forward(lon, min(90.0, lat + 1e-4) - 1e-4)
    return math.atan2(float(ahead[0] - here[0]), float(here[1] - ahead[1]))
