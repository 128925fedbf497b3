"""The noun: an atlas is its sites, sources, claims and states, and a store of incidents, seen through a view.

An atlas never changes. What stays an atlas is a method; what leaves the house is a function of its own module.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from mapkit.digest import as_it_counts, digest_of
from mapkit.edtf import read
from mapkit.errors import MapkitError, ParseError
from mapkit.names import all_names, find
from mapkit.records import CLAIM_COLUMNS, REPORTING_COLUMNS, Claim, Meta, Reporting, Site, Source, State
from mapkit.report import Report
from mapkit.store.cubes import Cubes
from mapkit.store.duckdb_store import duckdb_store
from mapkit.store.incident_table import Record, claim_table, incident_table
from mapkit.store.lens import Lenses, grouped
from mapkit.store.store import Counts, Status, Store, Summary
from mapkit.store.stored_claims import ByIncident, StoredClaims
from mapkit.timeindex import TimeIndex
from mapkit.timespan import latest_day
from mapkit.view import View
from mapkit.when import OPEN_END, OPEN_START, day_number
from mapkit.where import BBox

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

Context = Mapping[str, Mapping[str, Any]]
_FEWER = "write a .zip of a view, and ask that"
MAX_WHOLE = 200_000  # incidents that a page or a picture gets one by one; of more it gets counts


@dataclass(frozen=True)
class Incident:
    """One incident that somebody reads: its row, as a mapping of columns, and who says what of it."""

    row: Mapping[str, Any]
    claims: tuple[Claim, ...]

    def __getitem__(self, column: str) -> Any:
        return self.row[column]


@dataclass(frozen=True, eq=False)
class Atlas:
    """Incidents with their places and sources, seen through a view. Made by `mapkit.read`."""

    meta: Meta
    places: Mapping[str, Site]
    source_list: tuple[Source, ...]
    claim_list: Sequence[Claim]
    state_list: tuple[State, ...]
    context: Context
    store: Store
    digest: str
    view: View = field(default_factory=View)
    report: Report | None = None  # of the file it was imported from
    time_index: TimeIndex | None = None  # of a large atlas
    cubes: Cubes | None = None  # what counts for one, shared by all views of it
    as_of: date = OPEN_START  # the day up to which it knows of what still goes on
    lenses: Lenses | None = None  # how parties have it, and how it was known; of an atlas that is not a large one
    reporting_list: tuple[Reporting, ...] = ()  # who was watching, and when
    named: tuple[str, ...] = ()  # the languages of names that somebody asked for (see `naming`)

    def filter(self, view: View | str | None = None, **parts: Any) -> "Atlas":
        """This atlas seen through a narrower view, given as a View, as its text, or as parts (`when="2020-12"`)."""
        asked = View.parse(view) if isinstance(view, str) else view or View()
        return self.through(self.view & asked & View.of(**parts))

    def through(self, view: View) -> "Atlas":
        """This atlas seen through a view in place of its own. Raises ParseError for a lens that it does not have."""
        if view.lens == self.view.lens:
            return replace(self, view=view)
        if self.lenses is None:
            raise ParseError("lens-too-large", f"{view.lens} is answered of {MAX_WHOLE:,} incidents at most: {_FEWER}")
        return replace(self, view=view, store=self.lenses.store(view))

    def at(self, name: str) -> "Atlas":
        """This atlas at one place, by its id or any of its names in any script. Raises ParseError if not just one."""
        found = find({site.id: site.names for site in self.places.values()}, name)
        if len(found) == 1:
            return self.filter(site=found)
        if not found:
            raise ParseError("site-unknown", f"no site is called {name!r}: see the names in `.sites`")
        raise ParseError("site-ambiguous", f"{name!r} is {' or '.join(found)}: use one of these ids")

    @property
    def large(self) -> bool:
        """Whether pages and pictures show counts by cells, in place of each incident."""
        return self.time_index is not None and self.time_index.count > MAX_WHOLE

    @property
    def large_view(self) -> bool:
        """Whether more is shown than is told apart: of a large atlas, more than MAX_WHOLE."""
        return self.large and self.counts.shown > MAX_WHOLE

    @property
    def indexed(self) -> bool:
        """Whether the time index of a large atlas counts what is shown: nothing but a window and kinds is asked."""
        return self.large and self.cubes is not None and self.cubes.indexed(self.view)

    def rows(self, status: Status | None = "shown", limit: int | None = None) -> pd.DataFrame:
        """Incidents of a status ("shown", "undated", "unplaced", "outside"; None for all), by start.

        Days are numbers since 1970-01-01, half-open (`edtf.Days`); lon and lat are degrees; `certain` is whether the
        incident was in the view's window for certain, `disputed` whether some source disputes or denies it.
        """
        return self.store.rows(self.view, status, limit)

    def records(self, status: Status | None = "shown", limit: int | None = None) -> list[dict[Any, Any]]:
        """The rows as mappings, for what is said of each; the claims on them are at hand."""
        rows = self.rows(status, limit)
        self.prepare_claims(rows["id"], rows["row"].tolist())
        return rows.to_dict("records")

    def count(self, *by: str) -> "int | pd.Series[int]":
        """How many are shown; with columns, "year", "month", "day" or "cell:<zoom>", a Series of counts."""
        return self.store.count(self.view, by) if by else self.counts.shown

    @cached_property
    def counts(self) -> Counts:
        """Shown, certain, possible, outside, undated, unplaced, all."""
        return (self.cubes or self.store).counts(self.view)

    @cached_property
    def summary(self) -> Summary:
        """How many places and disputed incidents are shown, and the busiest site."""
        return self.store.summary(self.view)

    @cached_property
    def disputed(self) -> int:
        """How many of what is shown some source disputes or denies."""
        return self.cubes.disputed(self.view) if self.cubes else self.summary.disputed

    @property
    def last_day(self) -> int:
        """`as_of` as a day number: the last day of a window without an end."""
        return day_number(self.as_of)

    @property
    def shown_days(self) -> tuple[int, int]:
        """The first and the last day of the view's window, day numbers, both in it; one without an end has `last_day`.

        The last is the day for which states of sites and what else lasts are shown.
        """
        when = self.view.when
        first = day_number(when.start)
        return first, max(first, self.last_day) if when.end == OPEN_END else day_number(when.end) - 1

    @cached_property
    def extent(self) -> BBox | None:
        """The smallest box that holds what is shown, in degrees."""
        return self.store.extent(self.view)

    def __getitem__(self, id: str) -> Incident:  # noqa: A002 - the field's own word
        rows = self.store.find(id)
        if rows.empty:
            raise MapkitError(f"no incident has the id {id!r}")
        return Incident({str(name): value for name, value in rows.iloc[0].items()}, self.claims_by_incident.get(id, ()))

    @cached_property
    def claims_by_incident(self) -> Mapping[str, tuple[Claim, ...]]:
        """The claims of each incident, in the order of the file; those known on the view's day, if it asks for one."""
        if isinstance(self.claim_list, StoredClaims):
            return ByIncident(self.claim_list)
        known = self.lenses.known(self.view.known) if self.lenses else None
        return {key: tuple(claims) for key, claims in grouped(self.claim_list if known is None else known).items()}

    def prepare_claims(self, incidents: Iterable[str], rows: Iterable[int] | None = None) -> None:
        """Say which incidents' claims are about to be asked for, one by one: a large atlas fetches them at once.

        It reads less where it knows the incidents' row numbers.
        """
        if isinstance(self.claim_list, StoredClaims):
            self.claim_list.prepare(incidents, rows)

    def fetch_claims(self, rows: Sequence[int]) -> None:
        """The same for incidents of which only the row numbers are known yet, from a thread of its own."""
        if isinstance(self.claim_list, StoredClaims):
            self.claim_list.fetch(rows)

    @cached_property
    def sites(self) -> "GeoDataFrame":
        """Every site by id: layer, names, precision in metres, validity, rivals, a point (degrees) and the geometry."""
        import geopandas  # noqa: PLC0415 - slow to load, and only sites need it
        from shapely.geometry import shape  # noqa: PLC0415 - comes with geopandas, and only sites need it

        rows = [_site_row(site) for site in self.places.values()]
        shapes = [shape(site.geometry) if site.geometry else None for site in self.places.values()]
        table = pd.DataFrame(rows, columns=list(_site_row(Site("", "")))).set_index("id")
        table = table.astype({"start": "Int64", "end": "Int64"})
        return geopandas.GeoDataFrame(table, geometry=geopandas.GeoSeries(shapes, index=table.index, crs="OGC:CRS84"))

    @cached_property
    def sources(self) -> pd.DataFrame:
        """Every source, as in the file."""
        return pd.DataFrame([asdict(source) for source in self.source_list], columns=list(asdict(Source("", ""))))

    @cached_property
    def claims(self) -> pd.DataFrame:
        """Every claim, as in the file."""
        rows = [{**vars(claim), "source": claim.source.id} for claim in self.claim_list]
        return pd.DataFrame(rows, columns=list(CLAIM_COLUMNS))

    @cached_property
    def states(self) -> pd.DataFrame:
        """The states of sites that overlap the view's window; `start` and `end` are day numbers, half-open."""
        rows = [_state_row(state) for state in self.state_list if state.when.window.overlaps(self.view.when)]
        return pd.DataFrame(rows, columns=["site", "when", "start", "end", "state", "source", "note"])

    @cached_property
    def reporting(self) -> pd.DataFrame:
        """Who was watching when, as far as the view's window goes; `start` and `end` are day numbers, half-open."""
        rows = [_reporting_row(one) for one in self.reporting_list if one.when.window.overlaps(self.view.when)]
        return pd.DataFrame(rows, columns=[*REPORTING_COLUMNS, "start", "end"])

    def __repr__(self) -> str:
        return f"<Atlas {self.meta.title!r}: {self.counts.shown} of {self.counts.all} incidents shown>"


def make_atlas(  # noqa: PLR0913 - one argument for each table of an atlas
    meta: Meta,
    sites: Sequence[Site],
    records: Sequence[Record],
    claims: Sequence[Claim],
    states: Sequence[State],
    *,
    sources: Sequence[Source],
    context: Context,
    own: Sequence[str] = (),
    reporting: Sequence[Reporting] = (),
) -> Atlas:
    """An atlas of checked records (see `store.incident_table`); `own` names the user's own columns."""
    places = {site.id: site for site in sites}
    as_of = meta.as_of or latest_day(
        [
            *(record["when"].window for record in records if record["when"]),
            *(state.when.window for state in states),
            *(read(source.published).window for source in sources if source.published),
            *(read(said).window for said in {claim.said for claim in claims} if said),
        ]
    )
    store = duckdb_store(incident_table(records, places, claims, own, as_of), claim_table(claims))
    told = [meta, sites, [as_it_counts(record, places) for record in records], sources, claims, states]
    digest = digest_of([*told, reporting] if reporting else told)  # atlases of before had no such table
    lenses = Lenses(store, tuple(claims), sources, places, [party.id for party in meta.parties], as_of)
    tables = (places, tuple(sources), tuple(claims), tuple(states), context)
    return Atlas(meta, *tables, store, digest, as_of=as_of, lenses=lenses, reporting_list=tuple(reporting))


def _site_row(site: Site) -> dict[str, Any]:
    window = site.valid.window if site.valid else None
    return {
        "id": site.id,
        "layer": site.layer,
        "names": dict(site.names),
        "name": next(iter(all_names(site.names)), site.id),
        "sort": site.sort,
        "precision_m": site.precision_m,
        "coordinate_source": site.coordinate_source,
        "valid": site.valid.text if site.valid else "",
        "start": day_number(window.start) if window else None,
        "end": day_number(window.end) if window else None,
        "part_of": site.part_of,
        "rivals": list(site.rivals),
        "note": site.note,
        "lon": site.lon,
        "lat": site.lat,
    }


def _reporting_row(one: Reporting) -> dict[str, Any]:
    window = one.when.window
    told = {"source": one.source.id, "site": one.site, "layer": one.layer, "status": one.status, "note": one.note}
    return {**told, "when": one.when.text, "start": day_number(window.start), "end": day_number(window.end)}


def _state_row(state: State) -> dict[str, Any]:
    window = state.when.window
    return {
        "site": state.site,
        "when": state.when.text,
        "start": day_number(window.start),
        "end": day_number(window.end),
        "state": state.state,
        "source": state.source.id if state.source else "",
        "note": state.note,
    }
