"""Which places lie at sea, as far as a small map of the world can tell."""

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import shapely
from shapely.geometry import shape

from mapkit.assets import plain_world
from mapkit.where import EARTH_RADIUS_M, HALF_TURN

TOLERANCE_M = 50_000  # for the coast of a map of 1:50 million, and for what is close to it
METRES_A_DEGREE = math.pi * EARTH_RADIUS_M / 180  # of latitude
STEEPEST = 0.01  # least cosine of a latitude, at about 89.4 degrees

Circle = tuple[float, float, float]  # lon and lat in degrees, radius in metres


def at_sea(circles: Sequence[Circle], more: Sequence[Mapping[str, Any]] = ()) -> list[bool]:
    """For each circle whether no land lies in it, nor within TOLERANCE_M around it.

    Land is that of the plain world, which has no islands under about 1,900 square kilometres, with the GeoJSON features
    of `more`. A box around the circle is what must be free of land, so that doubt is in favour of land. Lakes are land.
    """
    if not circles:
        return []
    land = [*_plain_land(), *(shape(feature["geometry"]) for feature in more if feature["geometry"])]
    shapely.prepare(land)
    tree = shapely.STRtree(land)
    owners, boxes = [], []
    for owner, circle in enumerate(circles):
        for west, south, east, north in _around(*circle):
            owners.append(owner)
            boxes.append(shapely.box(west, south, east, north))
    number_of_box, number_of_land = tree.query(boxes)
    touched = {
        owners[box]
        for box, near in zip(number_of_box.tolist(), number_of_land.tolist(), strict=True)
        if land[near].intersects(boxes[box])
    }
    return [owner not in touched for owner in range(len(circles))]


@cache
def _plain_land() -> tuple[Any, ...]:
    return tuple(shape(feature["geometry"]) for feature in plain_world()["land"]["features"])


def _around(lon: float, lat: float, radius_m: float) -> Iterator[tuple[float, float, float, float]]:
    """West, south, east, north of a box around a circle, in degrees, and of its part beyond the antimeridian."""
    high = (radius_m + TOLERANCE_M) / METRES_A_DEGREE
    farthest = min(90.0, abs(lat) + high)
    wide = min(HALF_TURN, high / max(STEEPEST, math.cos(math.radians(farthest))))
    for turn in (-2 * HALF_TURN, 0, 2 * HALF_TURN):
        west, east = lon + turn - wide, lon + turn + wide
        if east >= -HALF_TURN and west <= HALF_TURN:
            yield west, lat - high, east, lat + high
