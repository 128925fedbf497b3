"""The sites under the marks: lines, areas and dots in the pattern of their state, what is over as hairlines."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

import numpy as np
from shapely import MultiLineString, get_parts
from shapely.geometry import Polygon

from mapkit.atlas import Atlas
from mapkit.drawing.patterns import (
    AREAS,
    DOT,
    DOTS,
    HATCH,
    LINES,
    OVER_DOT,
    OVER_LINE,
    PALER,
    StateLook,
    Stroke,
    looks_of,
)
from mapkit.drawing.standing import Shown, sites_shown, states_shown
from mapkit.drawing.style import LIGHT, mixed
from mapkit.lasting import Standing
from mapkit.picture.frame import Box, Floats, Frame
from mapkit.picture.ground import outlines
from mapkit.picture.sheet import Paint, Sheet
from mapkit.records import PATTERNS, Site
from mapkit.regions import regions
from mapkit.when import day_of
from mapkit.words import day_words

CORNERS = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * 0.88  # of a square as large as a circle of radius 1
BARS = {"flat": np.array([(-0.62, 0), (0.62, 0)]), "slant": np.array([(-0.72, 0.72), (0.72, -0.72)])}
MAX_HATCH = 400  # lines of one area


@dataclass(frozen=True)
class Worn:
    """How a site looks in its state."""

    look: StateLook
    standing: Standing

    def colour(self, shade: str) -> str:
        """The colour of a shade: paler where the state only possibly holds."""
        colour = self.look.colour_of(shade, LIGHT)
        return mixed(colour, LIGHT["land"], PALER) if self.standing == Standing.POSSIBLY else colour


@dataclass(frozen=True)
class Drawn:
    """What of the sites is to be seen: states on lines and areas, on dots, those that are over, where the dots are."""

    lines: frozenset[str]
    dots: frozenset[str]
    over: tuple[Shown, ...] = ()
    possibly: bool = False
    points: tuple[tuple[float, float], ...] = ()
    day: str = ""  # the window's last, in words; "" where it moves
    some_over: bool = False  # whether something is over at some time, where it moves


def worn(atlas: Atlas) -> dict[str, Worn]:
    """The look of each site that has a state to show, by the site's id."""
    looks = looks_of(atlas.meta.states)
    return {site: Worn(looks[one.state.state], one.standing) for site, one in states_shown(atlas).items()}


def draw_sites(sheet: Sheet, frame: Frame, atlas: Atlas) -> Drawn:
    """Draw areas, then lines, then dots, each in the look of its state."""
    states, points, seen = worn(atlas), list[tuple[float, float]](), dict[str, str]()
    whole, sites = regions(atlas), sites_shown(atlas)
    found = [(site, _with_validity(states.get(site.id), standing)) for site, standing in sites]
    for draw in (_draw_area, _draw_line):
        seen |= {site.id: "lines" for site, state in found if draw(sheet, frame, site, state)}
    for site, state in sorted(found, key=lambda one: one[1] is not None):  # no plain dot on one with a state
        if (state or site.id not in whole) and (at := _draw_dot(sheet, frame, site, state)):
            points.append(at)
            seen[site.id] = "dots"
    day = "" if atlas.view.when.empty else day_words(day_of(atlas.shown_days[1]))
    return replace(_drawn(states_shown(atlas), seen), points=tuple(points), day=day)


def _with_validity(state: Worn | None, standing: Standing) -> Worn | None:
    """A site that is no longer there is over, whatever its state says."""
    return Worn(state.look if state else StateLook(PATTERNS[0]), standing) if standing == Standing.OVER else state


def _drawn(states: dict[str, Shown], seen: dict[str, str]) -> Drawn:
    known = [(seen[site], one) for site, one in states.items() if site in seen]
    there = [(sort, one) for sort, one in known if one.standing != Standing.OVER]
    lines, dots = (frozenset(one.state.state for sort, one in there if sort == name) for name in ("lines", "dots"))
    over = tuple(one for _, one in known if one.standing == Standing.OVER)
    return Drawn(lines, dots, over, any(one.standing == Standing.POSSIBLY for _, one in there))


def _draw_area(sheet: Sheet, frame: Frame, site: Site, state: Worn | None) -> bool:
    rings = list(outlines(frame, site.geometry, "Polygon")) if site.geometry else []
    if state and state.standing == Standing.OVER:
        draw_strokes(sheet, rings, state, closed=True, clip=frame.page)
    elif state:
        _fill(sheet, frame, rings, state)
    else:
        sheet.shape(rings, Paint(LIGHT["quiet"], alpha=0.16), clip=frame.page)
        sheet.shape(rings, Paint(edge=LIGHT["quiet"], width=1.4), clip=frame.page)
    return bool(rings)


def _fill(sheet: Sheet, frame: Frame, rings: Sequence[Floats], state: Worn) -> None:
    area = AREAS[state.look.pattern]
    if area.fill:
        sheet.shape(rings, Paint(state.colour(area.fill), alpha=area.alpha), clip=frame.page)
    if area.hatched:
        sheet.shape(_hatch(rings), Paint(edge=state.colour(area.edge.shade), width=1), closed=False, clip=frame.page)
    _stroke(sheet, rings, area.edge, state.colour(area.edge.shade), closed=True, clip=frame.page)


def _hatch(rings: Sequence[Floats]) -> list[Floats]:
    """Slanting lines inside rings, in which those of holes lie too."""
    if not rings:
        return []
    area: Any = reduce(lambda one, other: one.symmetric_difference(other), (Polygon(ring).buffer(0) for ring in rings))
    left, top, right, bottom = area.bounds
    step = max(HATCH * math.sqrt(2), (right - left + bottom - top) / MAX_HATCH)
    starts = np.arange(math.floor((left + top) / step) * step, right + bottom, step)
    lines = MultiLineString([[(start - top, top), (start - bottom, bottom)] for start in starts])
    return [np.asarray(one.coords) for one in get_parts(lines.intersection(area)) if one.geom_type == "LineString"]


def _draw_line(sheet: Sheet, frame: Frame, site: Site, state: Worn | None) -> bool:
    lines = list(outlines(frame, site.geometry, "LineString")) if site.geometry else []
    halo = 4 if state is None else 3 if state.standing == Standing.OVER else 7
    sheet.shape(lines, Paint(edge=LIGHT["halo"], width=halo, round_ends=True), closed=False, clip=frame.page)
    if state:
        draw_strokes(sheet, lines, state, clip=frame.page)
    else:
        sheet.shape(lines, Paint(edge=LIGHT["quiet"], width=2), closed=False, clip=frame.page)
    return bool(lines)


def draw_strokes(  # noqa: PLR0913 - a line and how it is drawn
    sheet: Sheet,
    lines: Iterable[Any],
    state: Worn,
    *,
    scale: float = 1.0,
    closed: bool = False,
    clip: Box | None = None,
) -> None:
    """A line in the pattern of a state, over or not; `scale` makes its strokes narrower."""
    parts = list(lines)
    for stroke in (OVER_LINE,) if state.standing == Standing.OVER else LINES[state.look.pattern]:
        _stroke(sheet, parts, stroke, state.colour(stroke.shade), scale=scale, closed=closed, clip=clip)


def _stroke(  # noqa: PLR0913 - a line and how it is drawn
    sheet: Sheet,
    parts: Sequence[Any],
    stroke: Stroke,
    colour: str,
    *,
    scale: float = 1.0,
    closed: bool,
    clip: Box | None = None,
) -> None:
    dash = [length * scale for length in stroke.dash]
    paint = Paint(edge=colour, width=stroke.width * scale, dash=dash, round_ends=stroke.round_ends)
    sheet.shape(parts, paint, closed=closed, clip=clip)


def _draw_dot(sheet: Sheet, frame: Frame, site: Site, state: Worn | None) -> tuple[float, float] | None:
    if site.lon is None or site.lat is None or not site.geometry or not site.geometry["type"].endswith("Point"):
        return None
    at = frame.place(site.lon, site.lat)
    if not frame.holds(*at):
        return None
    if state:
        with sheet.within(frame.page):
            draw_sign(sheet, at, state)
    else:
        sheet.disc(at, 2.6, Paint(LIGHT["label"], LIGHT["halo"], 1.2), clip=frame.page)
    return at


def draw_sign(sheet: Sheet, at: tuple[float, float], state: Worn, *, halo: bool = True) -> None:
    """The sign of a point in a state."""
    dot = OVER_DOT if state.standing == Standing.OVER else DOTS[state.look.pattern]
    edge, fill = state.colour(dot.edge.shade), state.colour(dot.fill) if dot.fill else None
    paint = Paint(fill, edge, dot.edge.width, dot.edge.dash, dot.edge.round_ends)
    if halo:
        sheet.disc(at, DOT + 2, Paint(LIGHT["halo"]))
    if dot.square:
        sheet.shape([CORNERS * DOT + at], paint)
    else:
        sheet.disc(at, DOT, paint)
    if dot.bar:
        bar = Paint(edge=state.colour(dot.bar_shade), width=2 if dot.bar == "flat" else dot.edge.width)
        sheet.shape([BARS[dot.bar] * DOT + at], bar, closed=False)
    if dot.core:
        sheet.disc(at, dot.core, Paint(edge))
