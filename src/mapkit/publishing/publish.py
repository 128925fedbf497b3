"""An atlas made fit for publishing: places coarsened to a grid, the last days left out, columns dropped.

The result is an atlas of its own, of what the view shows and its trays. Its credits say what was done to it, so every
file made of it says so too.
"""

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, TypeVar

from mapkit.atlas import Atlas
from mapkit.contents import Contents, as_known, cited, contents, own_columns
from mapkit.edtf import read
from mapkit.errors import ExportError
from mapkit.files.geojson import point_of
from mapkit.incident_columns import columns, names
from mapkit.records import CLAIM_PLACE, SOURCE_INWARD, TOLL_COLUMNS, TOLLS, Claim, Reporting, Site, State
from mapkit.store.incident_table import Record, asked_name, written_name
from mapkit.view import View
from mapkit.where import EARTH_RADIUS_M

MIN_M, MAX_M = 100, 200_000  # metres; the leak check cannot tell a finer grid from the exact place
MAX_DAYS = 36_525
METRES_A_DEGREE = math.pi * EARTH_RADIUS_M / 180
DIGITS = 6
OWN = "own"  # all columns of the user's own
CLAIM_PARTS: Mapping[str, tuple[str, ...]] = {
    **{name: (name,) for name in ("says", "locator", "said", "via")},
    "claim_when": ("when",),
    "claim_place": CLAIM_PLACE,
    "claim_kind": ("kind",),
    "tolls": TOLL_COLUMNS,
}  # of a claim, by what they are dropped with
KEEPABLE = SOURCE_INWARD
OF_CLAIMS = ("source", "party", "stance", "disputed", "origins", "according", "known")  # parts of a view
_EMPTY = {one.name: one.empty for one in columns(lambda one: one.droppable)}
_WHERE = ("lon", "lat", "precision_m")
_FREE = names(lambda one: one.droppable and one.free)
COLUMNS = (*_FREE, *(name for name in _EMPTY if name not in _FREE))  # of an incident, those in free words first
DROPPABLE = (*COLUMNS, *CLAIM_PARTS, "claims", "origin", "states", "reporting", "notes", OWN)

Point = tuple[float, float]
Named = TypeVar("Named", Claim, State, Reporting)


@dataclass(frozen=True)
class Publish:
    """What to keep back from a file.

    `grid_m` coarsens every place to the middle of its cell in a grid of so many metres, and `precision_m` with it.
    `delay_days` leaves out incidents that end later than so many days before `today` (the real day, if None), those
    without an end and those without a date; of the others, what sources said later, or in a source that was published
    later, or of days that are later. What was said nobody knows when stays. `drop` empties columns: of DROPPABLE, or
    the user's own by name. Who kept which copy of a source, and where, is left out but for the columns that `keep`
    names, of KEEPABLE. Raises ExportError.
    """

    grid_m: float | None = None
    delay_days: int | None = None
    today: date | None = None
    drop: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("drop", "keep"):
            if isinstance(given := getattr(self, name), str):
                raise ExportError(f"{name}={given!r}: write a list of columns")
            object.__setattr__(self, name, tuple(given))
        if unknown := [name for name in self.keep if name not in KEEPABLE]:
            raise ExportError(f"keep={unknown}: only these are left out without being asked: {', '.join(KEEPABLE)}")
        if self.grid_m is not None and not MIN_M <= self.grid_m <= MAX_M:
            raise ExportError(f"grid_m={self.grid_m}: write metres from {MIN_M} to {MAX_M:,}")
        if self.delay_days is not None and not 0 <= self.delay_days <= MAX_DAYS:
            raise ExportError(f"delay_days={self.delay_days}: write days from 0 to {MAX_DAYS:,}")

    @property
    def last_day(self) -> date | None:
        """The last day that an incident may end on, or None without a delay."""
        if self.delay_days is None:
            return None
        return (self.today or date.today()) - timedelta(days=self.delay_days)  # noqa: DTZ011 - a calendar day


def published(atlas: Atlas, publish: Publish) -> Atlas:
    """The atlas that a file made with `publish` shows. Raises ExportError for a column that there is not.

    Its view is that of `atlas` without what can no longer be asked of it: words of dropped texts, exact boxes and
    metres, dropped tolls and columns.
    """
    own = own_columns(atlas)
    if unknown := [name for name in publish.drop if name not in (*DROPPABLE, *own)]:
        raise ExportError(f"drop={unknown}: no such column: use {', '.join((*DROPPABLE, *own))}")
    parts = as_known(contents(atlas), atlas)
    for step in (_delayed, _dropped, _coarsened, _told):
        parts = step(parts, publish)
    return parts.atlas(_view(atlas.view, publish))


def _view(view: View, publish: Publish) -> View:
    gone = ["text"] if {*_FREE} & {*publish.drop} else []
    gone += ["where", "precision"] if publish.grid_m else []
    gone += OF_CLAIMS if "claims" in publish.drop else ()
    gone += TOLLS if "tolls" in publish.drop else ()
    asked = {written_name(asked_name(column)) for pairs in view.own for column, _ in pairs}
    gone += ["own"] if {OWN, *asked} & {*publish.drop} else []
    return view.without(*gone)


def _told(parts: Contents, publish: Publish) -> Contents:
    words = []
    if publish.grid_m:
        words.append(f"places coarsened to a grid of {publish.grid_m:,g} m")
    if publish.last_day:
        words.append(f"nothing that ends after {publish.last_day}")
    if publish.keep:
        words.append(f"with {', '.join(sorted(publish.keep))}")
    if publish.drop:
        words.append(f"left out: {', '.join(sorted(publish.drop))}")
    meta = parts.meta
    told = (f"For publication: {'; '.join(words)}",) if words else ()
    return replace(parts, meta=replace(meta, credits=(*meta.credits, *told)))


def _delayed(parts: Contents, publish: Publish) -> Contents:
    """Without incidents that end too late, or nobody knows when, states that do, and what was said too late, or is."""
    last = publish.last_day
    if last is None:
        return parts
    records = tuple(one for one in parts.records if one["when"] and one["when"].window.last <= last)
    claims = tuple(claim for claim in parts.claims if _by(claim.day, last) and _by(claim.when, last))
    reporting = tuple(one for one in parts.reporting if one.when.window.last <= last)
    states = tuple(
        one if one.source is None or _by(one.source.published, last) else replace(one, source=None)
        for one in parts.states
        if one.when.window.last <= last
    )
    meta = replace(parts.meta, as_of=min(parts.meta.as_of, last) if parts.meta.as_of else None)
    return _needed(replace(parts, meta=meta, records=records, claims=claims, states=states, reporting=reporting))


def _by(when: str, last: date) -> bool:
    """Whether something was said by a day, at the latest; nobody knows when is no later."""
    return not when or read(when).window.last <= last


def _needed(parts: Contents) -> Contents:
    """Without claims, sources and sites that nothing names any more."""
    ids = {record["id"] for record in parts.records}
    claims = tuple(claim for claim in parts.claims if claim.incident in ids)
    lasting: tuple[State | Reporting, ...] = (*parts.states, *parts.reporting)
    named = {record["site"] for record in parts.records} | {one.site for one in (*claims, *lasting)}
    return cited(replace(parts, claims=claims, sites=tuple(site for site in parts.sites if site.id in named)))


def _dropped(parts: Contents, publish: Publish) -> Contents:
    drop = set(publish.drop)
    parts = _outward(parts, {*SOURCE_INWARD, *(["origin"] if "origin" in drop else [])} - {*publish.keep})
    if not drop:
        return parts
    own = () if OWN in drop else tuple(name for name in parts.own if name not in drop)
    records = tuple(_bare(record, drop, {*parts.own} - {*own}) for record in parts.records)
    claims = () if "claims" in drop else tuple(_quiet(claim, drop) for claim in parts.claims)
    states = () if "states" in drop else parts.states
    reporting = () if "reporting" in drop else parts.reporting
    sites = parts.sites
    if "notes" in drop:
        states = tuple(replace(state, note="") for state in states)
        reporting = tuple(replace(one, note="") for one in reporting)
        sites = tuple(replace(site, note="", coordinate_source="", rivals=_noteless(site)) for site in sites)
    made = replace(parts, records=records, claims=claims, states=states, sites=sites, own=own, reporting=reporting)
    return cited(made) if {"claims", "states", "reporting", "via", "origin"} & drop else made


def _outward(parts: Contents, columns: Collection[str]) -> Contents:
    """Without some columns of the sources, also where a claim or a state names them."""
    empty: dict[str, Any] = dict.fromkeys(columns, "")
    if not any(getattr(source, name) for source in parts.sources for name in columns):
        return parts
    sources = {source.id: replace(source, **empty) for source in parts.sources}

    def bare(one: Named) -> Named:
        return replace(one, source=sources[one.source.id]) if one.source else one

    return replace(
        parts,
        sources=tuple(sources.values()),
        claims=tuple(map(bare, parts.claims)),
        states=tuple(map(bare, parts.states)),
        reporting=tuple(map(bare, parts.reporting)),
    )


def _bare(record: Record, drop: Collection[str], own: Collection[str]) -> Record:
    kept = {name: value for name, value in record.items() if name not in own}
    tolls = dict.fromkeys(TOLL_COLUMNS) if "tolls" in drop else {}
    return {**kept, **{name: value for name, value in _EMPTY.items() if name in drop}, **tolls}


def _quiet(claim: Claim, drop: Collection[str]) -> Claim:
    empty: dict[str, Any] = {name: "" for part, names in CLAIM_PARTS.items() if part in drop for name in names}
    return replace(claim, **empty)


def _noteless(site: Site) -> tuple[Mapping[str, Any], ...]:
    return tuple({"lon": rival["lon"], "lat": rival["lat"]} for rival in site.rivals)


def _coarsened(parts: Contents, publish: Publish) -> Contents:
    """Places in the middle of their cells; the rival coordinates of a site are left out."""
    if publish.grid_m is None:
        return parts
    metres = float(publish.grid_m)

    def snap(lon: float, lat: float) -> Point:
        return grid_point(lon, lat, metres)

    return replace(
        parts,
        sites=tuple(_coarse_site(site, snap, metres) for site in parts.sites),
        records=tuple(_coarse_record(record, snap, metres) for record in parts.records),
        claims=tuple(_coarse_claim(claim, snap, metres) for claim in parts.claims),
    )


def grid_point(lon: float, lat: float, metres: float) -> Point:
    """The middle of the cell that holds a point, in degrees to six digits.

    Rows are `metres` high, counted from the equator. In each row the circle of latitude through its middle is cut
    into whole cells at least `metres` wide, counted from -180. The same point and size give the same cell anywhere.
    """
    height = metres / METRES_A_DEGREE
    middle = (math.floor(lat / height) + 0.5) * height
    middle = max(-90.0, min(90.0, middle))
    around = max(1, math.floor(360 * math.cos(math.radians(middle)) / height))
    width = 360 / around
    column = min(math.floor((lon + 180) / width), around - 1)
    return round((column + 0.5) * width - 180, DIGITS), round(middle, DIGITS)


def _coarse_record(record: Record, snap: Callable[[float, float], Point], metres: float) -> Record:
    precision = None if record["precision_m"] is None else max(record["precision_m"], metres)
    if record["lon"] is None:
        return {**record, "precision_m": precision}
    lon, lat = snap(record["lon"], record["lat"])
    return {**record, "lon": lon, "lat": lat, "precision_m": precision or metres}


def _coarse_claim(claim: Claim, snap: Callable[[float, float], Point], metres: float) -> Claim:
    """A claim with its place in the middle of its cell; its texts are numbers, or it would not have been read."""
    numbers = {name: float(text) if (text := getattr(claim, name)) else None for name in _WHERE}
    made = {name: value for name, value in _coarse_record(numbers, snap, metres).items() if value is not None}
    texts: dict[str, Any] = {name: f"{value:.{DIGITS}f}".rstrip("0").rstrip(".") for name, value in made.items()}
    return replace(claim, **texts)


def _coarse_site(site: Site, snap: Callable[[float, float], Point], metres: float) -> Site:
    if site.lon is None or site.lat is None:
        return replace(site, rivals=())
    geometry = _coarse_line(site.geometry, snap) or {"type": "Point", "coordinates": list(snap(site.lon, site.lat))}
    lon, lat = point_of(geometry)
    return replace(site, geometry=geometry, lon=lon, lat=lat, precision_m=max(site.precision_m or 0, metres), rivals=())


def _coarse_line(geometry: Mapping[str, Any] | None, snap: Callable[[float, float], Point]) -> dict[str, Any] | None:
    """A line through the cells that it passes; None for anything else, and for a line inside one cell."""
    if geometry is None or geometry["type"] != "LineString":
        return None
    points = [list(snap(lon, lat)) for lon, lat, *_ in geometry["coordinates"]]
    kept = [point for place, point in enumerate(points) if place == 0 or point != points[place - 1]]
    return {"type": "LineString", "coordinates": kept} if len(kept) > 1 else None
