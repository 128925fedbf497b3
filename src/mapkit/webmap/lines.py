"""Lines of the basemap as text, a third as long as their numbers in JSON, and exact as far as six digits go.

A line is a sign that says how many digits follow the point, and the differences from point to point as whole numbers in
the letters of encoded polylines, longitude first. A geometry that is told so has `lines` in place of `coordinates`.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any

DIGITS = 6  # of degrees: a tenth of a metre
FIRST, BITS, MORE = 63, 5, 32  # the code of the letter of 0, how many bits a letter has, and what says that one follows

Point = tuple[float, float]


def with_lines(geometry: Any) -> Any:
    """A geometry of GeoJSON whose lines are texts; a point, and what is no geometry, stays as it is."""
    if not isinstance(geometry, Mapping) or geometry.get("type") in ("Point", "MultiPoint"):
        return geometry
    if "geometries" in geometry:
        return {**geometry, "geometries": list(map(with_lines, geometry["geometries"]))}
    kept = {name: value for name, value in geometry.items() if name != "coordinates"}
    return {**kept, "lines": _texts(geometry["coordinates"])}


def _texts(coordinates: Sequence[Any]) -> Any:
    """The text of a line, or those of several as deep as they lie."""
    if coordinates and isinstance(coordinates[0][0], list | tuple):
        return list(map(_texts, coordinates))
    return line_text([(point[0], point[1]) for point in coordinates])


def line_text(points: Sequence[Sequence[float]]) -> str:
    """A line of (lon, lat) in degrees as text; what has more than DIGITS digits is rounded."""
    values = [value for point in points for value in point]
    digits = next((one for one in range(DIGITS) if all(round(value, one) == value for value in values)), DIGITS)
    whole = [round(value * 10**digits) for value in values]
    sides = ([after - before for before, after in pairwise([0, *whole[side::2]])] for side in (0, 1))
    return f"{digits}{''.join(_letters(step) for steps in zip(*sides, strict=True) for step in steps)}"


def _letters(step: int) -> str:
    """A whole number by five bits a letter, the lowest first; its sign is the lowest of all."""
    number, found = 2 * step if step >= 0 else -2 * step - 1, ""
    while number >= MORE:
        found += chr(FIRST + MORE + number % MORE)
        number >>= BITS
    return found + chr(FIRST + number)


def line_points(text: str) -> list[Point]:
    """The points of a line that was told as text. Raises ValueError for a text that is none."""
    unit, number, shift = 10 ** int(text[:1]), 0, 0
    steps: list[int] = []
    for code in map(ord, text[1:]):
        part = code - FIRST
        if not 0 <= part < 2 * MORE:
            raise ValueError(f"{text!r} is no line")
        number, shift = number | part % MORE << shift, shift + BITS
        if part < MORE:
            steps.append(number >> 1 ^ -(number & 1))
            number = shift = 0
    if shift or len(steps) % 2:
        raise ValueError(f"{text!r} is no line")
    lons, lats = (accumulate(steps[side::2]) for side in (0, 1))
    return [(lon / unit, lat / unit) for lon, lat in zip(lons, lats, strict=True)]
