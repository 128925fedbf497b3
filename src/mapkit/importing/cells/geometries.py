"""A line, an area or several points in a cell, as WKT, GeoJSON or the traces of field forms: one point, and how far.

The point is one of the geometry's own, or inside it; its precision in metres reaches to the farthest of its points.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape

from mapkit.errors import ParseError
from mapkit.files.geojson import geometry_problems
from mapkit.mercator import distance_m
from mapkit.where import HALF_TURN, QUARTER_TURN

LONGEST = 10_000_000  # characters of a cell that may be a geometry
_WKT = re.compile(
    r"(?:SRID\s*=\s*(?P<srid>\d+)\s*;\s*)?(?:MULTI(?:POINT|LINESTRING|POLYGON)|LINESTRING|LINEARRING|POLYGON"
    r"|GEOMETRYCOLLECTION)\s*(?:ZM?|M)?\s*(?:EMPTY|\()",
    re.IGNORECASE,
)
_WGS_84 = "4326"
_NUMBER = r"[+-]?\d+(?:\.\d+)?"
_FORM_POINT = re.compile(rf"([+-]?\d+\.\d+) ([+-]?\d+\.\d+) ({_NUMBER}) ({_NUMBER})", re.ASCII)
_PARTS = re.compile(r"\s*;\s*")


@dataclass(frozen=True)
class Spread:
    """A point in degrees that stands for a geometry, and how far in metres the geometry reaches from it."""

    lon: float
    lat: float
    reach_m: float
    kind: str


def read_geometry(text: str) -> Spread | None:
    """What stands for the geometry in a trimmed cell; None for a cell that holds none, a WKT point included.

    Read are WKT and GeoJSON (RFC 7946, longitude first, a feature too), and the points "latitude longitude altitude
    accuracy" of ODK forms, several parted by semicolons. Raises ParseError: coordinates-unreadable, coordinates-srid,
    coordinates-range, coordinates-type, coordinates-empty.

    >>> read_geometry("LINESTRING (46 39, 46 40)").lat
    39.5
    """
    if text.startswith("{"):
        return _spread(_from_json(text))
    if found := _WKT.match(text):
        if found["srid"] not in (None, _WGS_84):
            hint = f"write degrees, SRID {_WGS_84}"
            raise ParseError("coordinates-srid", f"SRID {found['srid']} is another system of coordinates: {hint}")
        return _spread(_from_wkt(text))
    points = [_FORM_POINT.fullmatch(" ".join(part.split())) for part in _PARTS.split(text.strip("; "))]
    return _of_form([[float(number) for number in one.groups()] for one in points if one]) if all(points) else None


def _from_wkt(text: str) -> Any:
    try:
        return shapely.from_wkt(text[text.find(";") + 1 :])
    except ShapelyError as error:
        raise ParseError("coordinates-unreadable", f"{text[:40]!r}... is no well-known text: {error}"[:200]) from None


def _from_json(text: str) -> Any:
    try:
        found = json.loads(text) if len(text) <= LONGEST else None
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict) and found.get("type") == "Feature":
        found = found.get("geometry")
    if not isinstance(found, dict) or "type" not in found:
        raise ParseError("coordinates-unreadable", f"{text[:40]!r} is no GeoJSON geometry: write one, or degrees")
    if problem := next(geometry_problems(found), None):
        raise ParseError("coordinates-unreadable", f"{found['type']!a}: {problem[1]}")
    return shape(found)


def _spread(geometry: Any) -> Spread:
    if geometry.is_empty:
        raise ParseError("coordinates-empty", f"an empty {geometry.geom_type}: leave the cell empty")
    west, south, east, north = geometry.bounds
    if not (-HALF_TURN <= west <= east <= HALF_TURN and -QUARTER_TURN <= south <= north <= QUARTER_TURN):
        raise ParseError(
            "coordinates-range", f"the {geometry.geom_type} leaves the world: write degrees, longitude first"
        )
    point = _inside(geometry)
    return Spread(point.x, point.y, _reach(geometry, point), geometry.geom_type)


def _inside(geometry: Any) -> Any:
    """The middle of a line, a point inside an area, or one of several points."""
    if geometry.geom_type == "LineString" and geometry.length:
        return geometry.interpolate(0.5, normalized=True)
    return geometry.representative_point()


def _reach(geometry: Any, point: Any) -> float:
    lons, lats = shapely.get_coordinates(geometry).T
    return float(distance_m(point.x, point.y, lons, lats).max())


def _of_form(points: list[list[float]]) -> Spread | None:
    """A point of a form with its accuracy, where 0 says that nothing measured it; or several, as a line."""
    if not points:
        return None
    line = shapely.LineString if len(points) > 1 else shapely.Point
    spread = _spread(
        line([(lon, lat) for lat, lon, *_ in points]) if len(points) > 1 else line(points[0][1], points[0][0])
    )
    return Spread(spread.lon, spread.lat, spread.reach_m + max(accuracy for *_, accuracy in points), spread.kind)
