"""Place: boxes in degrees, and the figures of the globe and of the web-mercator grid."""

import re
from dataclasses import dataclass
from math import isfinite

from mapkit.errors import ParseError

EARTH_RADIUS_M = 6_371_008.8  # mean radius, IUGG: Moritz, Geodetic Reference System 1980
FARTHEST_M = 20_037_509  # half the equator of WGS 84
MERCATOR_LAT = 85.0511287798066  # where the web-mercator square ends: atan(sinh(pi))
GRID_ZOOM = 24
HALF_TURN = 180.0
QUARTER_TURN = 90.0

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


def number(text: str) -> float:
    """A plain decimal number with a point. Raises ParseError for anything else, "nan", "1,5" and "1e999" among them."""
    if _NUMBER.fullmatch(text) is None or not isfinite(float(text)):
        raise ParseError("number-unreadable", f"{text!r} is not a number: write it like 46.75")
    return float(text)


def plain(value: float) -> str:
    """A number as `number` reads it, a whole one without a point.

    >>> plain(47.0), plain(46.75)
    ('47', '46.75')
    """
    return str(int(value)) if float(value).is_integer() else repr(float(value))


@dataclass(frozen=True, order=True)
class BBox:
    """A box in degrees, its edges included; `west` > `east` means that it crosses the antimeridian.

    Raises ParseError for values out of range and for south > north.

    >>> BBox.parse("46,39,47,40").contains(46.75, 39.82)
    True
    >>> fiji = BBox(177, -19, -178, -16)
    >>> fiji.crosses_antimeridian, fiji.contains(180, -17), fiji.contains(0, -17)
    (True, True, False)
    """

    west: float
    south: float
    east: float
    north: float

    def __post_init__(self) -> None:
        if not all(map(isfinite, self.sides)):
            raise ParseError("box-unreadable", f"{self} holds a value that is no number")
        if max(abs(self.west), abs(self.east)) > HALF_TURN or max(abs(self.south), abs(self.north)) > QUARTER_TURN:
            raise ParseError("box-range", f"{self} leaves the world: write west,south,east,north in degrees")
        if self.south > self.north:
            raise ParseError("box-reversed", f"{self} has south above north: write west,south,east,north")

    @classmethod
    def parse(cls, text: str) -> "BBox":
        """Read "west,south,east,north" in degrees. Raises ParseError."""
        parts = text.split(",")
        if len(parts) != len(("west", "south", "east", "north")):
            raise ParseError("box-unreadable", f"{text!r} is not a box: write west,south,east,north in degrees")
        return cls(*(number(part.strip()) for part in parts))

    @property
    def sides(self) -> tuple[float, float, float, float]:
        """West, south, east and north."""
        return self.west, self.south, self.east, self.north

    @property
    def crosses_antimeridian(self) -> bool:
        """Whether the box runs east over 180 degrees."""
        return self.west > self.east

    def contains(self, lon: float, lat: float) -> bool:
        """Whether the point (degrees) lies in the box or on its edge."""
        if not self.south <= lat <= self.north:
            return False
        return lon >= self.west or lon <= self.east if self.crosses_antimeridian else self.west <= lon <= self.east

    def __str__(self) -> str:
        return ",".join(map(plain, self.sides))


WORLD = BBox(-HALF_TURN, -85, HALF_TURN, 85)  # what a web map shows of the world
LANDS = BBox(-170, -60, 170, 75)  # what opens where nothing is placed: the land that people live on
