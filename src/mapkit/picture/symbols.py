"""The marks of the incidents: a shape for each kind, sized by count, in the ring of an imprecise place.

A place that is in a state wears it as a narrow ring in the state's look, for its own dot lies under the mark.
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from shapely.geometry import Polygon

from mapkit.atlas import Atlas
from mapkit.drawing.marks import marks, past_marks
from mapkit.drawing.patterns import RING
from mapkit.drawing.style import LIGHT, OUTLINES, RING_DASH, ink_on, mark_radius
from mapkit.errors import ExportError
from mapkit.picture.frame import Floats, Frame
from mapkit.picture.lens_signs import QUIET_RADIUS, draw_cross, draw_quiet
from mapkit.picture.letters import Letters
from mapkit.picture.places import Worn, draw_strokes, worn
from mapkit.picture.sheet import Paint, Sheet
from mapkit.records import Kind
from mapkit.regions import regions, site_bounds
from mapkit.verdicts import UNSPOKEN
from mapkit.words import ROUGH_M

MAX_SHAPES = 1500  # more marks than this cannot be told apart, and are drawn as specks
LARGE = 10.0  # radius from which on the number is set larger
STATE_GAP = 4.0  # CSS pixels between a mark and the ring of its place's state
NOTCH_TURNS = (math.pi / 4 - 0.38, math.pi / 4 + 0.38)  # of the edges of a notch, from the top
NOTCH_REACH, NOTCH_EDGE = 2.0, 3.0  # its length in radii; CSS pixels of the halo that it cuts
OVER, MAX_OVER, PALE = 5.0, 12.0, 0.35  # of what is over: CSS pixels of one incident, of most; opacity
FARTHEST_RING_M = 2_000_000


@dataclass(frozen=True)
class Doubt:
    """How well a mark's place and time are known: hollow if only roughly, faint if only possibly in the window."""

    hollow: bool = False
    faint: bool = False


CLEAR = Doubt()


@dataclass(frozen=True)
class Symbol:
    """One mark of the picture: where on the page, and what it counts.

    Through those who are asked it counts what they speak of; `verdicts` counts all, by what they say of it.
    """

    x: float
    y: float
    site: str
    count: int
    kinds: tuple[tuple[Kind, int], ...]
    ring: Floats | None
    doubt: Doubt
    state: Worn | None = None  # of a place that is a point
    disputed: bool = False  # whether some source disputes or denies what it counts
    square: Floats | None = None  # the corners on the page of one that stands for a cell of a grid
    region: bool = False  # whether it stands for a region as a whole, which has a badge and no mark
    verdicts: Mapping[str, int] = field(default_factory=dict)

    @property
    def whole(self) -> int:
        """How many incidents are there, those that are not spoken of among them."""
        return self.count + sum(self.verdicts.get(verdict, 0) for verdict in UNSPOKEN)

    @property
    def denied(self) -> bool:
        """Whether all that they speak of they deny."""
        return 0 < self.count == self.verdicts.get("denies", 0)

    @property
    def reach(self) -> float:
        """How far the mark goes from its middle, in CSS pixels."""
        return self.radius * 1.1 + (STATE_GAP + 1 if self.state else 0)

    @property
    def radius(self) -> float:
        """In CSS pixels."""
        if self.square is not None:
            return float(self.square[:, 0].max() - self.x)
        if not self.count:
            return QUIET_RADIUS
        return mark_radius(self.count, len(self.kinds))


def draw_over(sheet: Sheet, frame: Frame, atlas: Atlas) -> bool:
    """Draw what has ended before the window, small and paler, and tell whether anything is to be seen of it.

    Raises ExportError where squares are drawn, which have no room for it.
    """
    if atlas.large_view:
        raise ExportError("what is over is not drawn on a map of squares: leave `over` out, or narrow the view")
    found = points(_placed(frame, atlas, past_marks(atlas)))
    with sheet.within(frame.page):
        for one in found:
            _draw_over(sheet, one)
    return bool(found)


def _draw_over(sheet: Sheet, one: Symbol) -> None:
    at, radius = (one.x, one.y), min(MAX_OVER, OVER * one.count**0.5)
    if not one.count:
        sheet.disc(at, one.radius, Paint(LIGHT["quiet"], alpha=PALE))
        return
    kind = one.kinds[0][0]
    look = Paint(edge=kind.colour, width=2.2, alpha=PALE) if one.denied else Paint(kind.colour, alpha=PALE)
    sheet.shape([_outline_of(kind.shape, at, radius)], look)


def _outline_of(shape: str, at: tuple[float, float], radius: float) -> Floats:
    """The corners of a shape on the page."""
    outline = OUTLINES[shape]
    return circle(at, radius) if outline is None else np.asarray(outline) * radius + np.asarray(at)


def symbols(frame: Frame, atlas: Atlas) -> list[Symbol]:
    """The marks of what is shown inside the frame, most incidents first, those of regions in sight among them."""
    return _placed(frame, atlas, marks(atlas))


def points(found: Sequence[Symbol]) -> list[Symbol]:
    """Those that have a place of their own; the others stand for regions as a whole."""
    return [one for one in found if not one.region]


def _placed(frame: Frame, atlas: Atlas, table: pd.DataFrame) -> list[Symbol]:
    """Those of the marks of a table that lie inside the frame."""
    kinds, states = {kind.id: kind for kind in atlas.meta.kinds}, _point_states(atlas)
    across, down = frame.places(table["lon"], table["lat"])
    left, top, right, bottom = frame.page
    inside = (across >= left) & (across <= right) & (down >= top) & (down <= bottom)
    known = regions(atlas)
    whole = [site for site in known if frame.touches(site_bounds(atlas.places[site]))]
    inside = (inside & ~table["site"].isin(known).to_numpy()) | table["site"].isin(whole).to_numpy()
    few, found = inside.sum() <= MAX_SHAPES, []
    for place, mark in zip(np.flatnonzero(inside).tolist(), table[inside].to_dict("records"), strict=True):
        shares = tuple((kinds[kind], count) for kind, count in mark["kinds"].items())
        doubt = Doubt(bool(mark["precision_m"] >= ROUGH_M), not mark["certain"]) if mark["count"] else CLEAR
        region = mark["site"] in whole
        ring = _ring(frame, mark, mark_radius(mark["count"], len(shares))) if few and not region else None
        x, y = float(across[place]), float(down[place])
        state, against = states.get(mark["site"]), bool(mark["disputed"])
        said = mark["verdicts"]
        found.append(
            Symbol(x, y, mark["site"], mark["count"], shares, ring, doubt, state, against, region=region, verdicts=said)
        )
    return found


def _point_states(atlas: Atlas) -> dict[str, Worn]:
    """The states of the places that are points; lines and areas are drawn in theirs."""
    sites = atlas.places.values()
    points = {site.id for site in sites if site.geometry and site.geometry["type"].endswith("Point")}
    return {site: state for site, state in worn(atlas).items() if site in points}


def crowded(found: Sequence[Symbol]) -> bool:
    """Whether there are more marks than can be told apart, so that they are drawn as specks."""
    return len(found) > MAX_SHAPES


def _ring(frame: Frame, mark: Mapping[Hashable, Any], radius: float) -> Floats | None:
    """The circle in which the place lies, if it is known, larger than the mark and not far larger than the picture."""
    metres, (left, top, right, bottom) = mark["precision_m"], frame.page
    if pd.isna(metres) or metres > FARTHEST_RING_M:
        return None
    reach = metres / frame.metres_per_pixel(mark["lat"])
    return frame.ring(mark["lon"], mark["lat"], metres) if radius + 2 < reach < right - left + bottom - top else None


def draw_symbols(sheet: Sheet, frame: Frame, found: list[Symbol]) -> None:
    """Draw all marks, large ones first, so that small ones lie on them."""
    for symbol in found:
        _draw_ring(sheet, frame, symbol)
    with sheet.within(frame.page):
        for symbol in found:
            _draw_symbol(sheet, symbol)


def _draw_symbol(sheet: Sheet, symbol: Symbol) -> None:
    at = (symbol.x, symbol.y)
    if symbol.state:
        _draw_state(sheet, at, symbol.reach - 1, symbol.state)
    if not symbol.count:
        draw_quiet(sheet, at)
        return
    doubt = replace(symbol.doubt, hollow=True) if symbol.denied else symbol.doubt
    if len(symbol.kinds) == 1:
        draw_kind(sheet, at, symbol.radius, symbol.kinds[0][0], doubt)
    else:
        draw_shares(sheet, at, symbol.radius, [(kind.colour, count) for kind, count in symbol.kinds], doubt)
    if symbol.denied:
        draw_cross(sheet, at, symbol.radius)
    elif symbol.disputed:
        draw_notch(sheet, at, symbol.radius, symbol.kinds[0][0].shape if len(symbol.kinds) == 1 else "circle")
    _draw_number(sheet, symbol)


def draw_notch(sheet: Sheet, at: tuple[float, float], radius: float, shape: str) -> None:
    """The sign of what is disputed: a wedge cut from the upper right to the middle of a mark, and its halo with it."""
    reach, mark = NOTCH_REACH * radius, _outline_of(shape, at, radius + NOTCH_EDGE)
    ends = [(at[0] + reach * math.sin(turn), at[1] - reach * math.cos(turn)) for turn in NOTCH_TURNS]
    cut = Polygon(mark).intersection(Polygon([at, *ends]))
    sheet.shape([np.asarray(part.exterior.coords)[:-1] for part in getattr(cut, "geoms", [cut])], Paint(LIGHT["halo"]))


def _draw_state(sheet: Sheet, at: tuple[float, float], radius: float, state: Worn) -> None:
    sheet.disc(at, radius, Paint(edge=LIGHT["halo"], width=4.5))
    draw_strokes(sheet, [circle(at, radius)], state, scale=RING, closed=True)


def _draw_ring(sheet: Sheet, frame: Frame, symbol: Symbol) -> None:
    if symbol.ring is None:
        return
    colour = symbol.kinds[0][0].colour if len(symbol.kinds) == 1 else LIGHT["label"]
    sheet.shape([symbol.ring], Paint(colour, alpha=0.05), clip=frame.page)
    sheet.shape([symbol.ring], Paint(edge=colour, width=1.2, dash=RING_DASH, alpha=0.75), clip=frame.page)


def draw_kind(sheet: Sheet, at: tuple[float, float], radius: float, kind: Kind, doubt: Doubt = CLEAR) -> None:
    """The mark of one kind."""
    points, unsure = [_outline_of(kind.shape, at, radius)], doubt.hollow or doubt.faint
    sheet.shape(points, Paint(LIGHT["land"] if unsure else None, LIGHT["halo"], 4.5 if unsure else 2.5))
    if not doubt.hollow:
        sheet.shape(points, Paint(kind.colour, alpha=0.35 if doubt.faint else None))
    if unsure:
        alpha = 0.55 if doubt.hollow and doubt.faint else None
        sheet.shape(points, Paint(edge=kind.colour, width=2.2 if doubt.hollow else 1.2, alpha=alpha))


def circle(at: tuple[float, float], radius: float, steps: int = 60) -> Floats:
    """The corners of a circle, shape (steps, 2)."""
    turn = np.linspace(0, 2 * np.pi, steps, endpoint=False)
    return np.column_stack([at[0] + radius * np.sin(turn), at[1] - radius * np.cos(turn)])


def draw_shares(
    sheet: Sheet, at: tuple[float, float], radius: float, shares: Sequence[tuple[str, int]], doubt: Doubt = CLEAR
) -> None:
    """Several kinds: a ring cut into their shares, given as colours and counts, with room for the number inside."""
    whole, start = sum(count for _, count in shares), 0.0
    sheet.disc(at, radius + 1.5, Paint(LIGHT["halo"]))
    for colour, count in shares:
        end = start + count / whole
        sheet.disc(at, radius, Paint(colour, alpha=0.45 if doubt.faint else None), share=(start, end))
        start = end
    sheet.disc(at, radius * (0.78 if doubt.hollow else 0.6), Paint(LIGHT["land"]))


def _draw_number(sheet: Sheet, symbol: Symbol) -> None:
    if symbol.count == 1:
        return
    filled = len(symbol.kinds) == 1 and symbol.doubt == CLEAR and not symbol.denied
    colour = ink_on(symbol.kinds[0][0].colour) if filled else LIGHT["ink"]
    halo = LIGHT["land"] if symbol.denied else None  # so that it is read on the stroke across
    letters = Letters(12 if symbol.radius >= LARGE else 10, colour, bold=True, halo=halo)
    sheet.text((symbol.x, symbol.y), f"{symbol.count}", letters, align="center", middle=True)
