"""The frame of a picture: a rectangle of the page that shows a part of the world, flattened. Only numbers.

Page coordinates are CSS pixels from the top left, y down. World coordinates are those of `projections`; in web mercator
the world goes on beyond 1 with its west again, so a frame may cross the antimeridian.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mapkit.picture.projections import MERCATOR, TURN, Projection, equal_area
from mapkit.where import EARTH_RADIUS_M, BBox

Floats = NDArray[np.float64]
Box = tuple[float, float, float, float]  # left, top, right, bottom on the page

TILE = 256
MIN_WORLD = 2.0**-18  # no frame is narrower, about 150 m at the equator
RING_STEPS = 90
EDGE_STEPS = 33
NICE = (1, 2, 5)
PADDING = 0.2  # of its size, by which what is drawn may leave the frame before it is cut
QUARTER_TURN = 90.0


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes of the page have more than an edge in common.

    >>> overlap((0, 0, 2, 2), (1, 1, 3, 3)), overlap((0, 0, 2, 2), (2, 0, 4, 2))
    (True, False)
    """
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@dataclass(frozen=True)
class Frame:
    """A rectangle `page` of the page that shows the world from (x, y), `scale` pixels to a unit of the world."""

    page: Box
    x: float
    y: float
    scale: float
    projection: Projection = MERCATOR

    def project(self, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        """Page x and y of points in degrees; longitudes beyond 180 go on to the east."""
        x, y = self.projection.forward(lon, lat)
        return self.page[0] + (x - self.x) * self.scale, self.page[1] + (y - self.y) * self.scale

    def unproject(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """Longitude and latitude in degrees of points of the page; NaN where no place is."""
        left, top, *_ = self.page
        across, down = np.asarray(x, float) - left, np.asarray(y, float) - top
        return self.projection.inverse(across / self.scale + self.x, down / self.scale + self.y)

    def places(self, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        """Page x and y of points in degrees, each in the turn of the world nearest the frame's middle."""
        lon = np.asarray(lon, float)
        return self.project(lon + TURN * np.round((self.middle_lon - lon) / TURN), lat)

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """Page x and y of one point, as in `places`."""
        x, y = self.places(lon, lat)
        return float(x), float(y)

    def holds(self, x: float, y: float) -> bool:
        """Whether a point of the page lies in the frame."""
        left, top, right, bottom = self.page
        return left <= x <= right and top <= y <= bottom

    def touches(self, bounds: tuple[float, float, float, float]) -> bool:
        """Whether some of a box may be seen, given as its west, south, east and north in degrees."""
        west, south, east, north = self.bounds
        turn = TURN * round(((west + east) - (bounds[0] + bounds[2])) / 2 / TURN)
        return bounds[0] + turn < east and bounds[2] + turn > west and bounds[1] < north and bounds[3] > south

    @cached_property
    def edge(self) -> Floats:
        """Points of the page along the frame's edge, clockwise from the top left, shape (4 * EDGE_STEPS, 2)."""
        left, top, right, bottom = self.page
        corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
        return np.concatenate([np.linspace(*side, EDGE_STEPS, endpoint=False) for side in pairwise(corners)])

    @cached_property
    def outline(self) -> Floats:
        """What of the frame is the world: its edge, or the edge of the world where that lies inside, shape (n, 2)."""
        straight = self.projection.middle_lon
        if straight is None or not np.isnan(self.unproject(*self.edge.T)[0]).any():
            return self.edge
        up, side = np.linspace(-QUARTER_TURN, QUARTER_TURN, RING_STEPS), np.full(RING_STEPS, TURN / 2 - 1e-6)
        east, west = (np.column_stack(self.project(straight + turn, up)) for turn in (side, -side))
        return np.concatenate([west, east[::-1]])

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north of what the frame shows, in degrees; west and east may lie beyond 180."""
        lons, lats = self.unproject(*self.edge.T)
        straight = self.projection.middle_lon
        if straight is None:
            return float(lons.min()), float(lats.min()), float(lons.max()), float(lats.max())
        poles = [lat for lat in (-QUARTER_TURN, QUARTER_TURN) if self.holds(*self.place(straight, lat))]
        if poles or np.isnan(lons).any():
            lats = np.array([*lats[~np.isnan(lats)], *(poles or [-QUARTER_TURN, QUARTER_TURN])])
            return straight - TURN / 2, float(lats.min()), straight + TURN / 2, float(lats.max())
        return float(lons.min()), float(lats.min()), float(lons.max()), float(lats.max())

    @property
    def reach(self) -> tuple[float, float, float, float]:
        """The bounds with a padding; on a map that has no second turn, of one turn at most."""
        west, south, east, north = self.bounds
        wide, high = (east - west) * PADDING, (north - south) * PADDING
        if self.projection.middle_lon is not None:
            wide = max(0.0, min(wide, (TURN - (east - west)) / 2))
        return west - wide, south - high, east + wide, north + high

    @property
    def west(self) -> float:
        """Westernmost longitude; may lie beyond -180."""
        return self.bounds[0]

    @property
    def east(self) -> float:
        """Easternmost longitude; may lie beyond 180."""
        return self.bounds[2]

    @property
    def north(self) -> float:
        """Northernmost latitude in degrees."""
        return self.bounds[3]

    @property
    def south(self) -> float:
        """Southernmost latitude in degrees."""
        return self.bounds[1]

    @property
    def zoom(self) -> float:
        """The zoom of web maps that has this scale."""
        return math.log2(self.scale / TILE)

    @cached_property
    def middle(self) -> tuple[float, float]:
        """Longitude and latitude of the frame's middle in degrees."""
        left, top, right, bottom = self.page
        lon, lat = self.unproject((left + right) / 2, (top + bottom) / 2)
        return float(lon), float(lat)

    @property
    def middle_lon(self) -> float:
        """The meridian in whose turn of the world places are drawn."""
        straight = self.projection.middle_lon
        return self.middle[0] if straight is None else straight

    def metres_per_pixel(self, lat: float) -> float:
        """Length on the ground of one pixel along a parallel."""
        return self.projection.metres(lat) / self.scale

    def ring(self, lon: float, lat: float, metres: float) -> Floats:
        """The points of the page at one great-circle distance around a place, shape (RING_STEPS, 2)."""
        reach, start = metres / EARTH_RADIUS_M, math.radians(lat)
        bearing = np.linspace(0, math.tau, RING_STEPS, endpoint=False)
        sine = math.sin(start) * math.cos(reach) + math.cos(start) * math.sin(reach) * np.cos(bearing)
        east = np.sin(bearing) * math.sin(reach) * math.cos(start)
        turned = np.degrees(np.arctan2(east, math.cos(reach) - math.sin(start) * sine))
        nearest = lon + TURN * round((self.middle_lon - lon) / TURN)
        return np.column_stack(self.project(nearest + turned, np.degrees(np.arcsin(np.clip(sine, -1, 1)))))


def fit(box: BBox, page: Box, projection: str = "mercator") -> Frame:
    """The frame on `page` that shows the whole box, in its middle; "mercator" or "equal-area"."""
    flat = equal_area(box) if projection == "equal-area" else MERCATOR
    east = box.east + (TURN if box.crosses_antimeridian else 0)
    across, up = np.linspace(box.west, east, EDGE_STEPS), np.linspace(box.south, box.north, EDGE_STEPS)
    lons, lats = np.meshgrid(across[[0, -1]] if flat.straight else across, up[[0, -1]] if flat.straight else up)
    x, y = flat.forward(lons, lats)
    west, right, north, south = (float(value) for value in (x.min(), x.max(), y.min(), y.max()))
    width, height = page[2] - page[0], page[3] - page[1]
    scale = min(width / max(right - west, MIN_WORLD), height / max(south - north, MIN_WORLD))
    return Frame(page, (west + right - width / scale) / 2, (north + south - height / scale) / 2, scale, flat)


def scale_bar(frame: Frame, longest: float) -> tuple[float, float]:
    """Metres and pixels of the longest bar of 1, 2 or 5 times a power of ten that is no longer than `longest` pixels.

    It is right at the latitude of the frame's middle.
    """
    metre = frame.metres_per_pixel(frame.middle[1])
    power = 10.0 ** math.floor(math.log10(longest * metre))
    metres = max(step * power for step in NICE if step * power <= longest * metre * (1 + 1e-9))
    return metres, metres / metre


def turned(box: BBox, lons: ArrayLike) -> BBox:
    """The box that holds the same longitudes (degrees) across the antimeridian, if that is a half turn or less."""
    known = np.unique(np.asarray(lons, float))
    place = int(np.argmax(np.diff(known)))
    east, west = float(known[place]), float(known[place + 1])
    return BBox(west, box.south, east, box.north) if west - east >= TURN / 2 else box


def around(box: BBox, share: float = 0.08, least: float = 0.05) -> BBox:
    """The box with a margin on each side: a share of its size, `least` degrees at least."""
    across = box.east - box.west + TURN * box.crosses_antimeridian
    wide, high = max(least, across * share), max(least, (box.north - box.south) * share)
    west, south = max(-180.0, box.west - wide), max(-90.0, box.south - high)
    return BBox(west, south, min(180.0, box.east + wide), min(90.0, box.north + high))
