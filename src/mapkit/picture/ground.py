"""What lies under everything: the basemap, as it was on the last day of the window."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from shapely import clip_by_rect, get_parts, segmentize
from shapely.geometry import shape
from shapely.geometry.polygon import orient

from mapkit.assets import plain_world
from mapkit.atlas import Atlas
from mapkit.drawing.patterns import PALER
from mapkit.drawing.standing import Feature, features_shown
from mapkit.drawing.style import DISPUTED_DASH, ENDED_DASH, LIGHT
from mapkit.lasting import Standing
from mapkit.picture.frame import Floats, Frame
from mapkit.picture.projections import TURN
from mapkit.picture.sheet import Paint, Sheet

CONTEXT = ("land", "borders", "disputed", "lakes", "rivers", "places")
NEAR_ZOOM = 7
RIVER_RANK = 1  # a river of rank r is drawn from zoom r - 1 on
TURNS = (-TURN, 0.0, TURN)
RING = 5.6  # radius of the ring round a point in a state, CSS pixels
RING_SHORTER = 0.55  # of the dashes of a line, so that several fit round it
LONGEST_PART, PARTS = 0.02, 200  # where parallels are curved, lines are drawn in parts: degrees, parts across the frame


def draw_ground(sheet: Sheet, frame: Frame, atlas: Atlas) -> list[tuple[Feature, Standing]]:
    """Draw the basemap as it was on the window's last day; gives the disputed lines and areas that are on it.

    What of them ended within the window is a hairline. An atlas without a basemap of its own stands on the plain world.
    """
    context = {name: context_shown(atlas, name) for name in CONTEXT}
    sheet.shape([frame.outline], Paint(LIGHT["sea"]), clip=frame.page)
    for name, sort, paint in _layers(frame):
        for standing, look in _looks(paint, disputed=name == "disputed"):
            features = [one for one, found in context[name] if found == standing and _fine_enough(frame, name, one)]
            sheet.shape(shapes(frame, features, sort), look, closed=sort == "Polygon", clip=frame.page)
    return [(one, standing) for one, standing in context["disputed"] if on_frame(frame, one)]


def _looks(paint: Paint, *, disputed: bool) -> list[tuple[Standing, Paint]]:
    """How what holds is painted, what possibly holds, and what is over: of areas and plain ground nothing is left."""
    holds, possibly = (Standing.HOLDS, paint), (Standing.POSSIBLY, replace(paint, alpha=(paint.alpha or 1) * PALER))
    if not disputed:
        return [holds, (Standing.POSSIBLY, paint)]
    over = Paint(edge=LIGHT["disputed"], dash=ENDED_DASH)
    return [holds, possibly] if paint.fill else [(Standing.OVER, over), possibly, holds]


def _fine_enough(frame: Frame, name: str, feature: Feature) -> bool:
    return name != "rivers" or frame.zoom >= rank_of(feature) - RIVER_RANK


def on_frame(frame: Frame, feature: Feature) -> bool:
    """Whether something of the feature lies near the frame."""
    return any(True for sort in ("LineString", "Polygon") for _ in shapes(frame, [feature], sort))


def _layers(frame: Frame) -> list[tuple[str, str, Paint]]:
    """The parts of the basemap, from the bottom up: name, sort of geometry, look."""
    near = frame.zoom > NEAR_ZOOM
    return [
        ("land", "Polygon", Paint(LIGHT["land"], LIGHT["river"], 0.75)),
        ("disputed", "Polygon", Paint(LIGHT["disputed"], alpha=0.07)),
        ("rivers", "LineString", Paint(edge=LIGHT["river"], width=1.3 if near else 0.8)),
        ("lakes", "Polygon", Paint(LIGHT["lake"], LIGHT["river"], 0.75)),
        ("borders", "LineString", Paint(edge=LIGHT["border"], width=1.2 if near else 0.8)),
        ("disputed", "LineString", Paint(edge=LIGHT["disputed"], width=1.4 if near else 1, dash=DISPUTED_DASH)),
    ]


def context_shown(atlas: Atlas, name: str) -> list[tuple[Feature, Standing]]:
    """What a view's window shows of one part of the basemap; an atlas without one stands on the plain world."""
    if any(atlas.context.values()):
        return features_shown(atlas, name)
    return [(feature, Standing.HOLDS) for feature in plain_world().get(name, {}).get("features", ())]


def rank_of(feature: Feature) -> float:
    """The rank of a feature of the basemap, 0 for the most important."""
    rank = (feature["properties"] or {}).get("rank")
    return float(rank) if isinstance(rank, int | float) else 0.0


def names_of(properties: Mapping[str, Any]) -> dict[str, list[str]]:
    """The names of a feature of the basemap by language; a name alone is an English one."""
    names = properties.get("names")
    if isinstance(names, dict) and names:
        return {language: list(found) for language, found in names.items() if found}
    return {"en": [properties["name"]]} if properties.get("name") else {}


def shapes(frame: Frame, features: Iterable[Feature], sort: str) -> Iterator[Floats]:
    """The lines or rings (`sort` "LineString" or "Polygon") of features near the frame, as points of the page."""
    for feature in features:
        if feature["geometry"] is not None:
            yield from outlines(frame, feature["geometry"], sort)


def outlines(frame: Frame, geometry: Mapping[str, Any], sort: str) -> Iterator[Floats]:
    """The lines or rings of a GeoJSON geometry, cut to the frame with a margin: far corners would overflow a canvas."""
    yield from cut(frame, shape(geometry), sort)


def cut(frame: Frame, whole: Any, sort: str) -> Iterator[Floats]:
    """The same for a geometry of shapely."""
    west, south, east, north = frame.reach
    for turn in TURNS:
        near = clip_by_rect(whole, west - turn, south, east - turn, north)
        if not frame.projection.straight:
            near = segmentize(near, max(LONGEST_PART, (east - west) / PARTS))
        for part in get_parts(get_parts(near)):
            if part.geom_type == sort and not part.is_empty:
                yield from (_points(frame, line, turn) for line in _lines(part))


def _lines(part: Any) -> list[Any]:
    """A line, or the rings of a polygon, holes the other way round, without which they would be filled."""
    if part.geom_type != "Polygon":
        return [part]
    turned = orient(part)  # cutting does not keep the direction of rings
    return [turned.exterior, *turned.interiors]


def _points(frame: Frame, line: Any, turn: float) -> Floats:
    positions = np.asarray(line.coords)
    return np.column_stack(frame.project(positions[:, 0] + turn, positions[:, 1]))
