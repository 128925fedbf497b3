"""Sites that are as large as the map: what is known to have happened somewhere in one is not a point on a town.

A site is a region if its area, or the circle of its precision, has at least half as many square metres as the box that
the atlas sets as its `home`. Without such a box nobody has said what the map is about, and no site is one; nor is any
where incidents are counted by cells.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, pi, radians, sin
from typing import Any

from mapkit.atlas import Atlas
from mapkit.records import Site
from mapkit.store.store import VERDICT
from mapkit.verdicts import CONTRARY, UNSPOKEN
from mapkit.where import EARTH_RADIUS_M, BBox

SHARE = 0.5  # of the home box
QUIET = ""  # as a kind: what those do not speak of who are asked; no kind of an atlas is called so
DEGREE_M = EARTH_RADIUS_M * pi / 180


@dataclass(frozen=True)
class Held:
    """How many incidents of a kind, and how many of them some source disputes or denies.

    Where somebody is asked, how many they dispute or deny, and how many of those they deny.
    """

    count: int
    disputed: int
    denied: int = 0


def regions(atlas: Atlas) -> tuple[str, ...]:
    """The ids of the sites that are regions, in the order of the atlas."""
    if atlas.meta.home is None or atlas.large:
        return ()
    least = SHARE * box_area(atlas.meta.home)
    return tuple(site.id for site in atlas.places.values() if site.lon is not None and site_area(site) >= least > 0)


def on_regions(atlas: Atlas) -> Mapping[str, Mapping[str, Held]]:
    """What is shown of each region as a whole, by kind in the atlas's order; what has nothing is left out.

    What those do not speak of who are asked is of the kind QUIET, the last one.
    """
    found = regions(atlas)
    if not found:
        return {}
    rows = _rows(atlas.filter(site=found))
    count = Counter(row[:2] for row in rows)
    against, denied = (Counter(row[:2] for row in rows if row[place]) for place in (2, 3))
    kinds = [*(kind.id for kind in atlas.meta.kinds), QUIET]
    held = {
        site: {
            kind: Held(count[site, kind], against[site, kind], denied[site, kind])
            for kind in kinds
            if count[site, kind]
        }
        for site in found
    }
    return {site: one for site, one in held.items() if one}


def _rows(atlas: Atlas) -> list[tuple[str, str, bool, bool]]:
    """Of each incident its place, its kind, and whether it is disputed, and denied, by those who are asked."""
    table = atlas.store.numbers(atlas.view)
    columns = [table[name].to_pylist() for name in ("spot", "kind", "disputed")]
    if VERDICT not in table.column_names:
        return [(*row, False) for row in zip(*columns, strict=True)]
    return [
        (spot, QUIET if verdict in UNSPOKEN else kind, verdict in CONTRARY, verdict == "denies")
        for spot, kind, verdict in zip(*columns[:2], table[VERDICT].to_pylist(), strict=True)
    ]


def box_area(box: BBox) -> float:
    """Square metres of a box on the globe."""
    wide = (box.east - box.west) % 360 or (360.0 if box.east != box.west else 0.0)
    return EARTH_RADIUS_M**2 * radians(wide) * (sin(radians(box.north)) - sin(radians(box.south)))


def site_area(site: Site) -> float:
    """Square metres of a site: its polygons without holes, or the circle in which a point lies; 0 else."""
    geometry = site.geometry or {}
    match geometry.get("type"):
        case "Polygon":
            return _polygon_area(geometry["coordinates"])
        case "MultiPolygon":
            return sum(map(_polygon_area, geometry["coordinates"]))
        case "Point":
            return pi * (site.precision_m or 0.0) ** 2
    return 0.0


def site_bounds(site: Site) -> tuple[float, float, float, float]:
    """West, south, east and north of a site with a place: of its polygons, or of the circle that it may lie in."""
    if site.geometry and site.geometry["type"].endswith("Polygon"):
        lons, lats = zip(*_corners(site.geometry["coordinates"]), strict=True)
        return min(lons), min(lats), max(lons), max(lats)
    lon, lat, reach = site.lon or 0.0, site.lat or 0.0, (site.precision_m or 0.0) / DEGREE_M
    wide = reach / max(0.01, cos(radians(lat)))
    return lon - wide, lat - reach, lon + wide, lat + reach


def _corners(coordinates: Any) -> Iterator[tuple[float, float]]:
    if coordinates and isinstance(coordinates[0], int | float):
        yield coordinates[0], coordinates[1]
        return
    for one in coordinates:
        yield from _corners(one)


def _polygon_area(rings: Sequence[Any]) -> float:
    outer, *holes = map(_ring_area, rings)
    return max(0.0, outer - sum(holes))


def _ring_area(ring: Sequence[Any]) -> float:
    """By the projection that keeps areas: longitude, and the sine of latitude."""
    twice = sum(
        radians(after[0] - before[0]) * (sin(radians(after[1])) + sin(radians(before[1])))
        for before, after in pairwise(ring)
    )
    return abs(twice) / 2 * EARTH_RADIUS_M**2
