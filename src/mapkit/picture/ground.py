"""What lies under the marks: the basemap, and the sites as lines, areas and dots in the colour of their state."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from shapely import clip_by_rect, get_parts, segmentize
from shapely.geometry import shape
from shapely.geometry.polygon import orient

from mapkit.assets import plain_world
from mapkit.atlas import Atlas
from mapkit.drawing.style import DASHES, DISPUTED_DASH, LIGHT
from mapkit.picture.frame import Box, Floats, Frame
from mapkit.picture.projections import TURN
from mapkit.picture.sheet import Paint, Sheet
from mapkit.records import Site, State, StateKind
from mapkit.when import OPEN_END, OPEN_START, Window, day_number

Feature = Mapping[str, Any]
NEAR_ZOOM = 7
RIVER_RANK = 1  # a river of rank r is drawn from zoom r - 1 on
TURNS = (-TURN, 0.0, TURN)
RING = 5.6  # radius of the ring round a point in a state, CSS pixels
RING_SHORTER = 0.55  # of the dashes of a line, so that several fit round it
LONGEST_PART, PARTS = 0.02, 200  # where parallels are curved, lines are drawn in parts: degrees, parts across the frame


def draw_ground(sheet: Sheet, frame: Frame, atlas: Atlas) -> bool:
    """Draw the basemap as it was in the view's window; tells whether lines in dispute are on it.

    An atlas without a basemap of its own stands on the plain world.
    """
    context = _context(atlas)
    disputed = list(shapes(frame, context["disputed"], "LineString"))
    sheet.shape([frame.outline], Paint(LIGHT["sea"]), clip=frame.page)
    for name, sort, paint in _layers(frame):
        features = [one for one in context[name] if name != "rivers" or frame.zoom >= rank_of(one) - RIVER_RANK]
        sheet.shape(shapes(frame, features, sort), paint, closed=sort == "Polygon", clip=frame.page)
    return bool(disputed)


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


def _context(atlas: Atlas) -> dict[str, list[Feature]]:
    names = ("land", "borders", "disputed", "lakes", "rivers", "places")
    if not any(atlas.context.values()):
        plain = plain_world()
        return {name: plain[name]["features"] if name in plain else [] for name in names}
    return {name: valid_features(atlas, name) for name in names}


def valid_features(atlas: Atlas, name: str) -> list[Feature]:
    """The features of one part of the basemap that were valid at some time of the view's window."""
    start, end = day_number(atlas.view.when.start), day_number(atlas.view.when.end)
    features = atlas.context.get(name, {}).get("features", ())
    return [one for one in features if _days(one, "start", OPEN_START) < end and _days(one, "end", OPEN_END) > start]


def _days(feature: Feature, name: str, unbounded: Any) -> int:
    return int((feature["properties"] or {}).get(name, day_number(unbounded)))


def rank_of(feature: Feature) -> float:
    """The rank of a feature of the basemap, 0 for the most important."""
    rank = (feature["properties"] or {}).get("rank")
    return float(rank) if isinstance(rank, int | float) else 0.0


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


def valid_sites(atlas: Atlas) -> list[Site]:
    """The sites that were there at some time of the view's window; those without validity always were."""
    window = atlas.view.when
    return [site for site in atlas.places.values() if site.valid is None or site.valid.window.overlaps(window)]


def last_states(atlas: Atlas) -> dict[str, StateKind]:
    """What each site is at the end of the view's window, or was last in it."""
    window, kinds = atlas.view.when, {kind.id: kind for kind in atlas.meta.states}
    found: dict[str, State] = {}
    for state in sorted(atlas.state_list, key=lambda one: (one.when.window.start, one.when.window.end)):
        known = found.get(state.site)
        if state.when.window.overlaps(window) and (known is None or _reach(state, window) >= _reach(known, window)):
            found[state.site] = state
    return {site: kinds[state.state] for site, state in found.items()}


def _reach(state: State, window: Window) -> Any:
    return min(state.when.window.end, window.end)


@dataclass(frozen=True)
class Drawn:
    """What of the sites is to be seen: states on lines and areas, states on dots, and where the dots are."""

    lines: frozenset[str]
    dots: frozenset[str]
    points: tuple[tuple[float, float], ...]


def draw_sites(sheet: Sheet, frame: Frame, atlas: Atlas) -> Drawn:
    """Draw areas, then lines, then dots, each in the look of its state."""
    states, sites = last_states(atlas), valid_sites(atlas)
    lines = [states.get(site.id) for site in sites if _draw_area(sheet, frame, site, states.get(site.id))]
    lines += [states.get(site.id) for site in sites if _draw_line(sheet, frame, site, states.get(site.id))]
    points, dots = [], []
    for site in sorted(sites, key=lambda one: one.id in states):  # so that no plain dot lies on one with a state
        if at := _draw_dot(sheet, frame, site, states.get(site.id)):
            points.append(at)
            dots.append(states.get(site.id))
    return Drawn(_ids(lines), _ids(dots), tuple(points))


def _ids(states: Iterable[StateKind | None]) -> frozenset[str]:
    return frozenset(state.id for state in states if state)


def _draw_area(sheet: Sheet, frame: Frame, site: Site, state: StateKind | None) -> bool:
    rings = list(outlines(frame, site.geometry, "Polygon")) if site.geometry else []
    colour, dash = _look(state)
    sheet.shape(rings, Paint(colour, alpha=0.22 if state else 0.16), clip=frame.page)
    sheet.shape(rings, Paint(edge=colour, width=1.4, dash=dash), clip=frame.page)
    return bool(rings)


def _draw_line(sheet: Sheet, frame: Frame, site: Site, state: StateKind | None) -> bool:
    lines = list(outlines(frame, site.geometry, "LineString")) if site.geometry else []
    colour, dash = _look(state)
    dotted = state is not None and state.dash == "dotted"
    halo, wide = (6, 3) if state else (4, 2)
    sheet.shape(lines, Paint(edge=LIGHT["halo"], width=halo, round_ends=True), closed=False, clip=frame.page)
    sheet.shape(lines, Paint(edge=colour, width=wide, dash=dash, round_ends=dotted), closed=False, clip=frame.page)
    return bool(lines)


def _draw_dot(sheet: Sheet, frame: Frame, site: Site, state: StateKind | None) -> tuple[float, float] | None:
    if site.lon is None or site.lat is None or not site.geometry or not site.geometry["type"].endswith("Point"):
        return None
    at = frame.place(site.lon, site.lat)
    if not frame.holds(*at):
        return None
    if state:
        draw_state_dot(sheet, at, state, frame.page)
    else:
        sheet.disc(at, 2.6, Paint(LIGHT["label"], LIGHT["halo"], 1.2), clip=frame.page)
    return at


def draw_state_dot(sheet: Sheet, at: tuple[float, float], state: StateKind, clip: Box | None = None) -> None:
    """A point in a state: a dot with a ring in the state's dash, as marks wear it, for others may have its colour."""
    dash = [length * RING_SHORTER for length in DASHES[state.dash]]
    ring = Paint(edge=state.colour, width=1.6, dash=dash, round_ends=state.dash == "dotted")
    sheet.disc(at, RING + 1, Paint(LIGHT["halo"]), clip=clip)
    sheet.disc(at, RING, ring, clip=clip)
    sheet.disc(at, 2.4, Paint(state.colour), clip=clip)


def _look(state: StateKind | None) -> tuple[str, tuple[float, ...]]:
    return (state.colour, tuple(DASHES[state.dash])) if state else (LIGHT["quiet"], ())
