"""GeoJSON (RFC 7946), parsed with `json` and checked feature by feature; no GDAL, so no file can open another.

A problem names the file and the feature by number and id. What passes is handed on as plain mappings, polygons turned
by the right-hand rule.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shapely import LinearRing, Point, Polygon
from shapely.geometry import mapping, shape
from shapely.geometry.polygon import orient
from shapely.validation import explain_validity

from mapkit.errors import Problem
from mapkit.files.limits import beyond, is_number
from mapkit.files.tables import read_text
from mapkit.where import BBox

Faults = Iterator[tuple[str, str]]  # code and text of a problem

DEPTH = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
POSITION = (2, 3)  # numbers in a position: longitude, latitude, and perhaps a height in metres
RING = 4
LINE = 2


@dataclass(frozen=True)
class Feature:
    """A checked feature: where it stands, its id, its geometry (None allowed) and its properties."""

    place: str
    id: str
    geometry: Mapping[str, Any] | None
    properties: Mapping[str, Any]


def read_features(path: Path, home: BBox | None = None, *, named: bool = True) -> tuple[list[Feature], list[Problem]]:
    """The sound features of a FeatureCollection, and all problems of the others.

    With `home`, a feature outside it whose swapped coordinates lie inside is refused as swapped. Unless `named` is
    False, each must have a text as its id.
    """
    document, problems = read_json(path)
    return ([], problems) if problems else features_of(document, path.name, home, named=named)


def features_of(
    document: Any, name: str, home: BBox | None = None, *, named: bool = True
) -> tuple[list[Feature], list[Problem]]:
    """The same for a document of JSON that is read already; `name` is what problems call it."""
    problems = [Problem(name, code, text) for code, text in _collection(document)]
    if problems:
        return [], problems
    features = []
    for number, member in enumerate(document["features"], 1):
        place = f"{name} feature {number}"
        found = [Problem(place, code, text) for code, text in _feature(member, home, named)]
        problems += found
        if not found:
            geometry, properties = _turned(member["geometry"]), member["properties"] or {}
            features.append(Feature(place, member.get("id", ""), geometry, properties))
    return features, problems


def read_json(path: Path) -> tuple[Any, list[Problem]]:
    """A JSON document, strictly: no double keys, no NaN, no Infinity."""
    text, problems = read_text(path)
    if problems:
        return None, problems
    try:
        document = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
        wrong = beyond(document)
    except (ValueError, RecursionError) as error:
        document, wrong = None, str(error)
    return document, [Problem(path.name, "json-unreadable", f"{wrong}: write valid JSON")] if wrong else []


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        double = next(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
        raise ValueError(f"the key {double!r} stands twice in one object")
    return made


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _collection(document: Any) -> Faults:
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        yield "geojson-type", 'this is no FeatureCollection: write {"type": "FeatureCollection", "features": []}'
    elif not isinstance(document.get("features"), list):
        yield "geojson-features", '"features" is no list'
    elif "crs" in document:
        yield "geojson-crs", 'RFC 7946 has no "crs": write longitude, latitude in degrees (WGS 84) and drop the member'


def _feature(member: Any, home: BBox | None, named: bool) -> Faults:
    if not isinstance(member, dict) or member.get("type") != "Feature":
        yield "geojson-type", 'not a Feature: write {"type": "Feature", "id": ..., "geometry": ..., "properties": {}}'
        return
    if named and (not isinstance(member.get("id"), str) or not member["id"]):
        yield "site-id-missing", f"its id is {member.get('id')!r}: write a text that no other site has"
    if not isinstance(member.get("properties"), dict | None):
        yield "geojson-properties", '"properties" is neither an object nor null'
    if "geometry" not in member:
        yield "geojson-geometry", '"geometry" is missing: write null for a site whose place is not known'
    elif member["geometry"] is not None:
        yield from geometry_problems(member["geometry"], home)


def geometry_problems(geometry: Any, home: BBox | None = None) -> Faults:
    """Code and text of everything wrong with a GeoJSON geometry."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(kind, str) or kind not in DEPTH:
        yield "geojson-geometry", f"geometry type {kind!r}: use {', '.join(DEPTH)} or null"
        return
    parts = list(_parts(geometry.get("coordinates"), DEPTH[kind]))
    if not parts or None in parts:
        yield "geojson-coordinates", f"the coordinates of a {kind} are nested otherwise, or empty"
        return
    positions = [position for part in parts if part is not None for position in part]
    found = list(_position_problems(positions, home)) or list(_shape_problems(kind, [part or [] for part in parts]))
    yield from found or _hole_problems(geometry)


def _parts(coordinates: Any, depth: int) -> Iterator[list[Any] | None]:
    """The lists of positions at the bottom of the nesting; None where the nesting is another."""
    if depth == 0:
        yield [coordinates]
    elif not isinstance(coordinates, list) or not coordinates:
        yield None
    elif depth == 1:
        yield coordinates
    else:
        for inner in coordinates:
            yield from _parts(inner, depth - 1)


def _position_problems(positions: Sequence[Any], home: BBox | None) -> Faults:
    points = []
    for position in positions:
        if not _is_position(position):
            yield "coordinates-unreadable", f"{position!r} is no position: write [longitude, latitude] in degrees"
            return
        points.append((position[0], position[1]))
    if len({len(position) for position in positions}) > 1:
        yield "coordinates-unreadable", "some positions have a height and some have none: write all of them alike"
    for lon, lat in points:
        if problem := coordinate_problem(lon, lat, home):
            yield problem
            return


def _is_position(position: Any) -> bool:
    return isinstance(position, list) and len(position) in POSITION and all(map(is_number, position))


def coordinate_problem(lon: float, lat: float, home: BBox | None = None) -> tuple[str, str] | None:
    """Code and text if a point in degrees is out of range, or outside `home` but inside it with its axes swapped."""
    world = BBox(-180, -90, 180, 90)
    fits = world.contains(lon, lat)
    swapped = home.contains(lat, lon) and not home.contains(lon, lat) if home else not fits and world.contains(lat, lon)
    if swapped:
        text = f"{lon}, {lat} looks like latitude, longitude: write longitude {lat}, latitude {lon}"
        return "coordinates-swapped", text
    if not fits:
        return "coordinates-range", f"{lon}, {lat} is not on earth: write longitude -180 to 180, latitude -90 to 90"
    return None


def _shape_problems(kind: str, parts: list[list[Any]]) -> Faults:
    if kind.endswith("LineString") and any(len(part) < LINE for part in parts):
        yield "geojson-line", "a line needs two positions"
    if kind.endswith("Polygon"):
        for ring in parts:
            if len(ring) < RING or ring[0] != ring[-1]:
                yield "geojson-ring", "a ring needs four positions at least, the last the same as the first"
            elif not LinearRing(ring).is_valid:
                yield "geojson-ring", f"the ring crosses itself: {explain_validity(LinearRing(ring))}"


def _hole_problems(geometry: Mapping[str, Any]) -> Faults:
    """A hole outside its ring, or across it; for geometries whose rings are sound."""
    whole = shape(geometry)
    for part in getattr(whole, "geoms", [whole]):
        if isinstance(part, Polygon) and not part.is_valid:
            yield "geojson-ring", f"a hole does not lie in its ring: {explain_validity(part)}"
            return


def _turned(geometry: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Polygons by the right-hand rule, outer rings counter-clockwise; readers must not refuse the other turn."""
    if geometry is None or not geometry["type"].endswith("Polygon"):
        return geometry
    whole = shape(geometry)
    polygons = [orient(part) for part in (whole.geoms if geometry["type"] == "MultiPolygon" else [whole])]
    rings = [[[list(point) for point in ring] for ring in mapping(part)["coordinates"]] for part in polygons]
    return {"type": geometry["type"], "coordinates": rings if geometry["type"] == "MultiPolygon" else rings[0]}


def point_of(geometry: Mapping[str, Any] | None) -> tuple[float, float] | tuple[None, None]:
    """A longitude and latitude on the geometry: the point, the middle of a line, a point well inside an area."""
    if geometry is None:
        return None, None
    whole = shape(geometry)
    if isinstance(whole, Polygon) or geometry["type"] == "MultiPolygon":
        point = whole.representative_point()
    else:
        first = whole.geoms[0] if geometry["type"].startswith("Multi") else whole
        point = first if isinstance(first, Point) else first.interpolate(0.5, normalized=True)
    return round(point.x, 6), round(point.y, 6)
