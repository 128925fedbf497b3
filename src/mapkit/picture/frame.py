"""The frame of a picture: a rectangle of the page that shows a rectangle of the web-mercator world. Only numbers.

Page coordinates are CSS pixels from the top left, y down. World coordinates run from 0 to 1, west to east and north to
south; beyond 1 the world goes on with its west again, so a frame may cross the antimeridian.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mapkit.where import EARTH_RADIUS_M, MERCATOR_LAT, BBox

Floats = NDArray[np.float64]
Box = tuple[float, float, float, float]  # left, top, right, bottom on the page

TURN = 360.0
TILE = 256
LEAST_WORLD = 2.0**-18  # no frame is narrower, about 150 m at the equator
RING_STEPS = 90
NICE = (1, 2, 5)


def world_x(lon: ArrayLike) -> Floats:
    """World x of longitudes in degrees."""
    return np.asarray(lon, float) / TURN + 0.5


def world_y(lat: ArrayLike) -> Floats:
    """World y of latitudes in degrees; those beyond the mercator square go to its edge."""
    radians = np.radians(np.clip(np.asarray(lat, float), -MERCATOR_LAT, MERCATOR_LAT))
    south: Floats = 0.5 - np.arcsinh(np.tan(radians)) / math.tau
    return south


@dataclass(frozen=True)
class Frame:
    """A rectangle `page` of the page that shows the world from (x, y), `scale` pixels to a whole world."""

    page: Box
    x: float
    y: float
    scale: float

    def project(self, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        """Page x and y of points in degrees; longitudes beyond 180 go on to the east."""
        left, top, *_ = self.page
        return left + (world_x(lon) - self.x) * self.scale, top + (world_y(lat) - self.y) * self.scale

    def places(self, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        """Page x and y of points in degrees, each in the turn of the world nearest the frame's middle."""
        lon = np.asarray(lon, float)
        return self.project(lon + TURN * np.round(((self.west + self.east) / 2 - lon) / TURN), lat)

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """Page x and y of one point, as in `places`."""
        x, y = self.places(lon, lat)
        return float(x), float(y)

    def holds(self, x: float, y: float) -> bool:
        """Whether a point of the page lies in the frame."""
        left, top, right, bottom = self.page
        return left <= x <= right and top <= y <= bottom

    @property
    def west(self) -> float:
        """Longitude of the left edge; may lie beyond -180."""
        return (self.x - 0.5) * TURN

    @property
    def east(self) -> float:
        """Longitude of the right edge; may lie beyond 180."""
        return self.west + (self.page[2] - self.page[0]) / self.scale * TURN

    @property
    def north(self) -> float:
        """Latitude of the upper edge in degrees."""
        return _latitude(self.y)

    @property
    def south(self) -> float:
        """Latitude of the lower edge in degrees."""
        return _latitude(self.y + (self.page[3] - self.page[1]) / self.scale)

    @property
    def zoom(self) -> float:
        """The zoom of web maps that has this scale."""
        return math.log2(self.scale / TILE)

    @property
    def middle_lat(self) -> float:
        """Latitude of the frame's middle in degrees."""
        return _latitude(self.y + (self.page[3] - self.page[1]) / self.scale / 2)

    def metres_per_pixel(self, lat: float) -> float:
        """Length on the ground of one pixel at a latitude."""
        return math.tau * EARTH_RADIUS_M * math.cos(math.radians(lat)) / self.scale

    def ring(self, lon: float, lat: float, metres: float) -> Floats:
        """The points of the page at one great-circle distance around a place, shape (RING_STEPS, 2)."""
        reach, start = metres / EARTH_RADIUS_M, math.radians(lat)
        bearing = np.linspace(0, math.tau, RING_STEPS, endpoint=False)
        sine = math.sin(start) * math.cos(reach) + math.cos(start) * math.sin(reach) * np.cos(bearing)
        east = np.sin(bearing) * math.sin(reach) * math.cos(start)
        turned = np.degrees(np.arctan2(east, math.cos(reach) - math.sin(start) * sine))
        nearest = lon + TURN * round(((self.west + self.east) / 2 - lon) / TURN)
        return np.column_stack(self.project(nearest + turned, np.degrees(np.arcsin(np.clip(sine, -1, 1)))))


def fit(box: BBox, page: Box) -> Frame:
    """The frame on `page` that shows the whole box, in its middle."""
    west, east = float(world_x(box.west)), float(world_x(box.east)) + (1 if box.crosses_antimeridian else 0)
    north, south = float(world_y(box.north)), float(world_y(box.south))
    width, height = page[2] - page[0], page[3] - page[1]
    scale = min(width / max(east - west, LEAST_WORLD), height / max(south - north, LEAST_WORLD))
    return Frame(page, (west + east - width / scale) / 2, (north + south - height / scale) / 2, scale)


def scale_bar(frame: Frame, longest: float) -> tuple[float, float]:
    """Metres and pixels of the longest bar of 1, 2 or 5 times a power of ten that is no longer than `longest` pixels.

    It is right at the latitude of the frame's middle.
    """
    metre = frame.metres_per_pixel(frame.middle_lat)
    power = 10.0 ** math.floor(math.log10(longest * metre))
    metres = max(step * power for step in NICE if step * power <= longest * metre * (1 + 1e-9))
    return metres, metres / metre


def around(box: BBox, share: float = 0.08, least: float = 0.05) -> BBox:
    """The box with a margin on each side: a share of its size, `least` degrees at least."""
    wide, high = max(least, (box.east - box.west) * share), max(least, (box.north - box.south) * share)
    west, south = max(-180.0, box.west - wide), max(-90.0, box.south - high)
    return BBox(west, south, min(180.0, box.east + wide), min(90.0, box.north + high))


def _latitude(y: float) -> float:
    return math.degrees(math.atan(math.sinh((0.5 - y) * math.tau)))
