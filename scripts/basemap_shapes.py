"""Shapes of the basemap: rounding, thinning, cutting, GeoJSON features, and TopoJSON.

Coordinates are longitude and latitude in degrees, WGS 84.
"""

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import shapely
from shapely.affinity import translate
from shapely.geometry import box, mapping
from shapely.geometry.polygon import orient

Box = tuple[float, float, float, float]  # west, south, east, north; degrees
Point = tuple[float, float]
Feature = dict[str, Any]
RING = 4  # positions of the shortest ring
HALF = 180  # degrees of longitude; a longer step goes across the antimeridian


def rounded(coords: Iterable[Sequence[float]], digits: int) -> list[Point]:
    """The points at so many decimals, a point that equals the one before left out."""
    points = ((round(lon, digits) + 0.0, round(lat, digits) + 0.0) for lon, lat, *_ in coords)
    return [point for point, _ in itertools.groupby(points)]


def inside(point: Sequence[float], extent: Box) -> bool:
    """Whether a point lies in the box, its edge included."""
    west, south, east, north = extent
    return west <= point[0] <= east and south <= point[1] <= north


def thinned(coords: Sequence[Point], extent: Box, fine: float, coarse: float) -> list[Point]:
    """A line simplified finely inside the extent and coarsely outside it, without a seam: the ends of runs stay."""
    made = list(coords[:1])
    start = 0
    for is_inside, run in itertools.groupby(range(1, len(coords)), key=lambda i: inside(coords[i], extent)):
        last = max(run)
        part = shapely.LineString(coords[start : last + 1]).simplify(fine if is_inside else coarse)
        made += list(part.coords)[1:]
        start = last
    return made


def clipped(geometry: Any, extent: Box) -> Any:
    """A geometry cut at the box."""
    return shapely.intersection(geometry, box(*extent))


def lines_of(geometry: Any) -> Iterator[Any]:
    """The LineStrings of any geometry, joined where they meet."""
    merged = shapely.line_merge(geometry) if geometry.geom_type != "LineString" else geometry
    for part in shapely.get_parts(merged):
        if part.geom_type == "GeometryCollection":
            yield from lines_of(part)
        elif part.geom_type == "LineString":
            yield part


def polygons_of(geometry: Any) -> Iterator[Any]:
    """The Polygons of any geometry."""
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            yield part
        elif shapely.get_num_geometries(part) > 1:
            yield from polygons_of(part)


def rings_of(polygon: Any) -> list[Any]:
    """The outer ring of a polygon, then its holes."""
    return [polygon.exterior, *polygon.interiors]


def polygon_of(rings: Sequence[Sequence[Point]]) -> Any:
    """A sound polygon of rings, the outer first; rings that have collapsed are left out; empty when the outer has."""
    if len(rings[0]) < RING:
        return shapely.Polygon()
    return shapely.make_valid(shapely.Polygon(rings[0], [ring for ring in rings[1:] if len(ring) >= RING]))


def feature(geometry: Any, **properties: Any) -> Feature:
    """A GeoJSON feature; polygons follow the right-hand rule."""
    if geometry.geom_type == "Polygon":
        geometry = orient(geometry)
    elif geometry.geom_type == "MultiPolygon":
        geometry = shapely.MultiPolygon([orient(part) for part in geometry.geoms])
    return {"type": "Feature", "properties": properties, "geometry": mapping(geometry)}


def arcs_of(topology: Mapping[str, Any]) -> list[list[Point]]:
    """The arcs of a TopoJSON topology as absolute degrees, its deltas summed and its transform applied."""
    (scale_x, scale_y), (shift_x, shift_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    made = []
    for arc in topology["arcs"]:
        columns, rows = zip(*arc, strict=True)
        steps = zip(itertools.accumulate(columns), itertools.accumulate(rows), strict=True)
        made.append([(x * scale_x + shift_x, y * scale_y + shift_y) for x, y in steps])
    return made


def stitched(indices: Sequence[int], arcs: Sequence[Sequence[Point]]) -> list[Point]:
    """One ring of arcs; an index below zero is the complement of an arc that runs backwards."""
    ring: list[Point] = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring += arc[1:] if ring else arc
    return ring


def unwrapped(ring: Sequence[Point]) -> list[Point]:
    """A ring whose longitudes never jump: they go on past 180; one around a pole is closed along it."""
    made = [ring[0]]
    for lon, lat in ring[1:]:
        made.append((lon + 360 * round((made[-1][0] - lon) / 360), lat))
    if abs(made[-1][0] - made[0][0]) > HALF:
        pole = math.copysign(90.0, sum(lat for _, lat in made))
        made += [(made[-1][0], pole), (made[0][0], pole), made[0]]
    return made


def within_world(polygon: Any) -> Any:
    """A polygon whose longitudes may go past 180, cut at the antimeridian as RFC 7946 asks."""
    turns = (translate(polygon, turn) for turn in (-360, 0, 360))
    return shapely.union_all([shapely.intersection(turn, box(-180, -90, 180, 90)) for turn in turns])


def arc_rings(geometry: Mapping[str, Any]) -> list[list[list[int]]]:
    """The polygons of a TopoJSON geometry, each a list of rings, each a list of arc indices."""
    if geometry["type"] == "Polygon":
        return [geometry["arcs"]]
    return list(geometry["arcs"]) if geometry["type"] == "MultiPolygon" else []


def shared_arcs(geometries: Iterable[Mapping[str, Any]]) -> dict[int, frozenset[str]]:
    """The arcs that two geometries share, each once: the borders between them, with the names of the two."""
    seen: dict[int, set[str]] = {}
    for geometry in geometries:
        for index in itertools.chain.from_iterable(itertools.chain.from_iterable(arc_rings(geometry))):
            seen.setdefault(index if index >= 0 else ~index, set()).add(geometry["properties"]["name"])
    return {index: frozenset(names) for index, names in sorted(seen.items()) if len(names) > 1}
