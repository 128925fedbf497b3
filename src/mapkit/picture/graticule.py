"""Parallels and meridians, with their degrees at the edges of the map."""

import math
from collections.abc import Iterator

import numpy as np

from mapkit.drawing.style import LIGHT
from mapkit.picture.frame import Box, Floats, Frame
from mapkit.picture.letters import Letters
from mapkit.picture.sheet import Paint, Sheet

MINUTES = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 2700)  # from line to line
FEWEST = 3.5  # lines on the shorter side
HOUR = 60
STEPS = 181
LINE = Paint(edge=LIGHT["edge"], width=0.6, alpha=0.7)
LETTERS = Letters(8.5, LIGHT["label"], halo=LIGHT["halo"])
MARGIN = 3.0


def draw_graticule(sheet: Sheet, frame: Frame) -> list[Box]:
    """Draw the lines, write their degrees at the left and the lower edge, and give the boxes of those."""
    west, south, east, north = frame.bounds
    step = minutes_between(frame)
    parallels = _multiples(max(-90.0, south), min(90.0, north), step)
    meridians = _multiples(west, east, step)
    across, up = np.linspace(west, east, STEPS), np.linspace(max(-90.0, south), min(90.0, north), STEPS)
    lines = [np.column_stack(frame.project(across, np.full(STEPS, minutes / HOUR))) for minutes in parallels]
    lines += [np.column_stack(frame.project(np.full(STEPS, minutes / HOUR), up)) for minutes in meridians]
    sheet.shape(lines, LINE, closed=False, clip=frame.page)
    return [*_write_parallels(sheet, frame, parallels), *_write_meridians(sheet, frame, meridians)]


def minutes_between(frame: Frame) -> int:
    """Minutes of arc from one line to the next: the widest step that leaves some lines on the map's shorter side."""
    west, south, east, north = frame.bounds
    span = min(north - south, (east - west) * max(0.2, math.cos(math.radians(frame.middle[1])))) * HOUR
    return max((one for one in MINUTES if one * FEWEST <= span), default=MINUTES[0])


def _multiples(low: float, high: float, step: int) -> list[int]:
    return list(range(math.ceil(low * HOUR / step) * step, math.floor(high * HOUR / step) * step + 1, step))


def degrees_words(minutes: int, signs: str) -> str:
    """An angle in minutes as it stands on a map: 46°30′ E; `signs` are those of positive and negative angles.

    >>> degrees_words(2790, "EW"), degrees_words(-120, "NS"), degrees_words(0, "EW")
    ('46°30′ E', '2° S', '0°')
    """
    whole, rest = divmod(abs(minutes), HOUR)
    side = f" {signs[minutes < 0]}" if minutes % (180 * HOUR) else ""
    return f"{whole}°{f'{rest:02}′' if rest else ''}{side}"


def _write_parallels(sheet: Sheet, frame: Frame, parallels: list[int]) -> Iterator[Box]:
    """At the left edge, where each parallel meets it."""
    left, top, right, bottom = frame.page
    heights = np.linspace(bottom, top, STEPS)
    _, lats = frame.unproject(np.full(STEPS, left), heights)
    for minutes in parallels:
        x, y = left, _crossing(lats, heights, minutes / HOUR)
        if y is None:  # the world may end inside the frame
            x, y = (float(value) for value in frame.project(frame.west + 1e-6, minutes / HOUR))
        if left <= x < right and top + 14 < y < bottom - 60:
            yield _written(sheet, degrees_words(minutes, "NS"), x + MARGIN, y - MARGIN)


def _write_meridians(sheet: Sheet, frame: Frame, meridians: list[int]) -> Iterator[Box]:
    """At the upper edge, where each meridian meets it: the lower one holds the scale."""
    left, top, right, _ = frame.page
    places = np.linspace(left, right, STEPS)
    lons, _ = frame.unproject(places, np.full(STEPS, top))
    for minutes in meridians:
        x = _crossing(lons, places, minutes / HOUR)
        turned = (minutes + 180 * HOUR) % (360 * HOUR) - 180 * HOUR
        if x is not None and left + 30 < x < right - 50:
            yield _written(sheet, degrees_words(turned, "EW"), x + MARGIN, top + LETTERS.size + MARGIN)


def _crossing(angles: Floats, places: Floats, wanted: float) -> float | None:
    """Where along an edge an angle is met, if it is."""
    before, after = angles[:-1] - wanted, angles[1:] - wanted
    with np.errstate(invalid="ignore"):
        met = np.flatnonzero((before <= 0) & (after > 0) | (before >= 0) & (after < 0))
    if not len(met):
        return None
    place = int(met[0])
    return float(
        np.interp(
            0.0,
            sorted((before[place], after[place])),
            places[[place, place + 1]] if before[place] < after[place] else places[[place + 1, place]],
        )
    )


def _written(sheet: Sheet, words: str, x: float, y: float) -> Box:
    sheet.text((x, y), words, LETTERS)
    return (x - 1, y - LETTERS.size, x + sheet.text_width(words, LETTERS) + 1, y + 2)
