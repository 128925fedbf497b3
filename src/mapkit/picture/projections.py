"""How the round world lies flat: web mercator, and two projections that keep areas. Only numbers.

World coordinates are plain: x grows to the east and y to the south. One unit is the length of the parallel at the map's
middle, as it is in web mercator, so that a scale in pixels a unit means the same zoom in all of them. On a sphere.
"""

import math
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mapkit.where import EARTH_RADIUS_M, MERCATOR_LAT, BBox

Floats = NDArray[np.float64]
Points = tuple[Floats, Floats]

TURN = 360.0
HALF_TURN = 180.0
FARTHEST = 60.0  # degrees from its middle that an azimuthal map may reach: beyond, shapes are torn
STEEPEST = 80.0  # the latitude beyond which a parallel is too short for a unit
NEWTON_STEPS = 12
OPPOSITE = 1e-9  # how near to the place opposite the middle a place has no direction any more


class Projection(Protocol):
    """A way to flatten the world."""

    straight: ClassVar[bool]
    """Whether parallels and meridians are straight lines along the page."""

    @property
    def middle_lon(self) -> float | None:
        """The meridian that runs straight to the north, in degrees; None where all of them do."""

    def forward(self, lon: ArrayLike, lat: ArrayLike) -> Points:
        """World x and y of points in degrees."""

    def inverse(self, x: ArrayLike, y: ArrayLike) -> Points:
        """Longitude and latitude in degrees of points of the world; NaN where there is no such place."""

    def metres(self, lat: float) -> float:
        """Length on the ground, along the parallel, of one unit of the world at a latitude in degrees."""


@dataclass(frozen=True)
class Mercator:
    """Web mercator: the world is a square from 0 to 1; beyond 1 it goes on with its west again."""

    straight: ClassVar[bool] = True
    middle_lon: ClassVar[None] = None

    def forward(self, lon: ArrayLike, lat: ArrayLike) -> Points:
        """World x and y; latitudes beyond the mercator square go to its edge."""
        radians = np.radians(np.clip(np.asarray(lat, float), -MERCATOR_LAT, MERCATOR_LAT))
        return np.asarray(lon, float) / TURN + 0.5, 0.5 - np.arcsinh(np.tan(radians)) / math.tau

    def inverse(self, x: ArrayLike, y: ArrayLike) -> Points:
        """Longitude and latitude in degrees; longitudes may lie beyond 180."""
        south = (0.5 - np.asarray(y, float)) * math.tau
        return (np.asarray(x, float) - 0.5) * TURN, np.degrees(np.arctan(np.sinh(south)))

    def metres(self, lat: float) -> float:
        """Metres a unit."""
        return math.tau * EARTH_RADIUS_M * math.cos(math.radians(lat))


@dataclass(frozen=True)
class _Turned:
    """A projection around a meridian of its own: that of the middle, which is straight."""

    lon: float

    @property
    def middle_lon(self) -> float:
        """The meridian of the middle."""
        return self.lon


@dataclass(frozen=True)
class Azimuthal(_Turned):
    """Lambert's azimuthal equal-area projection around a middle, in degrees.

    J. P. Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395, 1987, chapter 24: forward (22-4),
    (22-5), (24-2), inverse (20-14), (20-15), (20-18), (24-16). The place opposite the middle goes to the edge.
    """

    lat: float
    straight: ClassVar[bool] = False

    @property
    def _unit(self) -> float:
        """Radii of the earth in a unit."""
        return math.tau * math.cos(math.radians(min(abs(self.lat), STEEPEST)))

    def forward(self, lon: ArrayLike, lat: ArrayLike) -> Points:
        """World x and y, 0 at the middle."""
        turn, up = np.radians(np.asarray(lon, float) - self.lon), np.radians(np.asarray(lat, float))
        sine, cosine = math.sin(math.radians(self.lat)), math.cos(math.radians(self.lat))
        near = sine * np.sin(up) + cosine * np.cos(up) * np.cos(turn)
        stretch = np.sqrt(2 / np.maximum(1 + near, OPPOSITE)) / self._unit
        north = cosine * np.sin(up) - sine * np.cos(up) * np.cos(turn)
        opposite = 1 + near < OPPOSITE
        return stretch * np.cos(up) * np.sin(turn), np.where(opposite, 2 / self._unit, -stretch * north)

    def inverse(self, x: ArrayLike, y: ArrayLike) -> Points:
        """Longitude within half a turn of the middle, and latitude; NaN beyond the disc of the world."""
        east, north = np.asarray(x, float) * self._unit, -np.asarray(y, float) * self._unit
        far = np.hypot(east, north)
        with np.errstate(invalid="ignore"):
            reach = 2 * np.arcsin(far / 2)
        sine, cosine = math.sin(math.radians(self.lat)), math.cos(math.radians(self.lat))
        share = np.divide(north, far, out=np.zeros_like(far), where=far > 0)
        lat = np.arcsin(np.clip(np.cos(reach) * sine + np.sin(reach) * cosine * share, -1, 1))
        turn = np.arctan2(east * np.sin(reach), far * cosine * np.cos(reach) - north * sine * np.sin(reach))
        return self.lon + np.degrees(np.where(far > 0, turn, 0.0)), np.degrees(lat)

    def metres(self, lat: float) -> float:  # noqa: ARG002 - the same everywhere, near enough to the middle
        """Metres a unit, right at the middle."""
        return self._unit * EARTH_RADIUS_M


@dataclass(frozen=True)
class EqualEarth(_Turned):
    """The Equal Earth projection, for boxes that hold much of the world; `lon` is its straight meridian in degrees.

    B. Savric, T. Patterson, B. Jenny, The Equal Earth map projection, International Journal of Geographical
    Information Science 33, 2019, equations 1 and 2; the inverse is Newton's method on y, as given there.
    """

    straight: ClassVar[bool] = False
    terms: ClassVar[tuple[tuple[int, float], ...]] = ((0, 1.340264), (2, -0.081106), (6, 0.000893), (8, 0.003796))

    def _slope(self, angle: Floats) -> Floats:
        return np.asarray(sum((power + 1) * factor * angle**power for power, factor in self.terms))

    def _height(self, angle: Floats) -> Floats:
        return np.asarray(sum(factor * angle ** (power + 1) for power, factor in self.terms))

    def forward(self, lon: ArrayLike, lat: ArrayLike) -> Points:
        """World x and y, 0 where the straight meridian meets the equator."""
        turn, up = np.radians(np.asarray(lon, float) - self.lon), np.radians(np.asarray(lat, float))
        angle = np.arcsin(math.sqrt(3) / 2 * np.sin(up))
        x = 2 * turn * np.cos(angle) / (math.sqrt(3) * self._slope(angle))
        return x / math.tau, -self._height(angle) / math.tau

    def inverse(self, x: ArrayLike, y: ArrayLike) -> Points:
        """Longitude and latitude; NaN beyond the outline of the world."""
        height = -np.asarray(y, float) * math.tau
        angle = np.clip(height, -math.pi / 3, math.pi / 3)
        for _ in range(NEWTON_STEPS):
            angle = angle - (self._height(angle) - height) / self._slope(angle)
        with np.errstate(invalid="ignore"):
            lat = np.degrees(np.arcsin(2 / math.sqrt(3) * np.sin(angle)))
        turn = np.asarray(x, float) * math.tau * math.sqrt(3) * self._slope(angle) / (2 * np.cos(angle))
        lost = np.isnan(lat) | (np.abs(angle) > math.pi / 3) | (np.abs(turn) > math.pi)
        return np.where(lost, np.nan, self.lon + np.degrees(turn)), np.where(lost, np.nan, lat)

    def metres(self, lat: float) -> float:
        """Metres a unit along a parallel."""
        x, _ = self.forward(self.lon + 1, lat)
        return math.tau * EARTH_RADIUS_M * math.cos(math.radians(lat)) / (TURN * float(x))


MERCATOR = Mercator()


def equal_area(box: BBox) -> Projection:
    """The projection that keeps the areas of a box: azimuthal around its middle, Equal Earth if it is very large.

    The middle of a box around a pole is the pole.
    """
    east = box.east + (TURN if box.crosses_antimeridian else 0)
    lon, lat = (box.west + east) / 2, (box.south + box.north) / 2
    if east - box.west > HALF_TURN and max(abs(box.south), abs(box.north)) > STEEPEST and box.south * box.north >= 0:
        lat = math.copysign(HALF_TURN / 2, lat)
    near = Azimuthal(lon, lat)
    lons, lats = np.meshgrid(np.linspace(box.west, east, 9), np.linspace(box.south, box.north, 9))
    reach = math.hypot(*(float(np.abs(part).max()) for part in near.forward(lons, lats))) * near._unit
    return near if reach <= 2 * math.sin(math.radians(FARTHEST) / 2) else EqualEarth(lon)
