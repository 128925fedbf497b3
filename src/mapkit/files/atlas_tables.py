"""The tables of an atlas as its records: each cell checked, every problem kept, so that all are told at once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mapkit.atlas import Atlas, Context, make_atlas
from mapkit.edtf import meant_otherwise, read_span
from mapkit.errors import AtlasError, Problem
from mapkit.files.cells import CellReader
from mapkit.files.claim_tables import read_claims, read_point, read_reporting, read_sources
from mapkit.files.gathering import Gathering
from mapkit.files.settings import NAME
from mapkit.files.tables import Row, Table
from mapkit.incident_columns import FORMAT, Column, columns, names
from mapkit.records import BASES, LASTED, Meta, Site, Source, State
from mapkit.store.incident_table import WRITTEN, Record

INCIDENTS, SOURCES, CLAIMS, STATES = "incidents.csv", "sources.csv", "claims.csv", "states.csv"
REPORTING = "reporting.csv"
REQUIRED: Mapping[str, tuple[str, ...]] = {
    INCIDENTS: ("id", "when", "site", "kind", "title"),
    SOURCES: ("id", "title"),
    CLAIMS: ("incident", "source", "stance", "says"),
    STATES: ("site", "when", "state"),
}
OPTIONAL: Mapping[str, tuple[str, ...]] = {REPORTING: ("source", "when", "status")}  # tables that may be missing
NONE = Table((), (), ())
SAY = "mapkit migrate PATH --dates lasted|one-of [--kind KIND] is how to say"  # first: tables cut texts off
RESERVED = names(lambda one: one.reserved)


def _has_no_rule(column: Column) -> bool:
    """Whether a column is read as it stands; dates, places, ids and tolls are checked one by one below."""
    return (column.free and column.name != "id") or column.listed


_READERS: Mapping[str, Callable[[CellReader, Row, str], Any]] = {
    "string": lambda _, row, name: row[name],
    "float64": CellReader.number,
    "int64": CellReader.whole,
}
_OTHERS = {one.name: _READERS[one.type] for one in columns(_has_no_rule)}


def atlas_of(  # noqa: PLR0913 - one argument for each part of an atlas
    meta: Meta,
    version: int,
    listed: Sequence[Site],
    tables: Mapping[str, Table],
    *,
    context: Context,
    problems: Sequence[Problem],
) -> Atlas:
    """The atlas of settings, written in this version of the format, sites, and tables by the names of REQUIRED.

    Those of OPTIONAL may be among them.

    `problems` are those that settings, sites and basemap have. Raises AtlasError with these and all others.
    """
    reader = _Tables([*problems, *(problem for table in tables.values() for problem in table.problems)])
    sites = {site.id: site for site in listed}
    own = reader.own_columns(tables[INCIDENTS])
    records = reader.incidents(tables[INCIDENTS], meta, sites, own)
    if version < FORMAT:
        reader.refuse_old_dates(records)
    cells = CellReader()
    sources = {source.id: source for source in read_sources(cells, tables[SOURCES], meta)}
    ids = {record["id"] for record in records}
    claims = read_claims(cells, tables[CLAIMS], ids, sources, meta=meta, sites=sites)
    reporting = read_reporting(cells, tables.get(REPORTING, NONE), sources, sites, meta)
    states = reader.states(tables[STATES], meta, sites, sources)
    if problems := [*reader.problems, *cells.problems]:
        raise AtlasError(problems)
    return make_atlas(
        meta,
        listed,
        records,
        claims,
        states,
        sources=list(sources.values()),
        context=context,
        own=own,
        reporting=reporting,
    )


class _Tables(Gathering):
    """One reading of the tables of one atlas."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__()
        self.problems += problems

    def own_columns(self, table: Table) -> list[str]:
        own = [column for column in dict.fromkeys(table.columns) if column not in WRITTEN]
        taken = {name.casefold() for name in (*RESERVED, *WRITTEN)}
        for column in own:
            if column.casefold() in taken or not column.strip() or "\0" in column:
                self.add(f"{INCIDENTS}:1", "column-reserved", f"the column {column!r} is taken: rename it")
            taken.add(column.casefold())
        return own

    def incidents(
        self, table: Table, meta: Meta, sites: Mapping[str, Site], own: Sequence[str]
    ) -> list[dict[str, Any]]:
        cells, seen = CellReader(), set[str]()
        kinds = {kind.id for kind in meta.kinds}
        made = []
        for row in table.rows:
            lon, lat = read_point(cells, row, meta.home)
            made.append(
                {
                    "id": cells.id(row, seen),
                    "when": cells.when(row),
                    "when_basis": cells.one_of(row, "when_basis", BASES),
                    "site": cells.one_of(row, "site", sites),
                    "lon": lon,
                    "lat": lat,
                    "precision_m": cells.metres(row, "precision_m"),
                    "kind": cells.one_of(row, "kind", kinds, empty=False),
                    **cells.tolls(row),
                    **{name: read(cells, row, name) for name, read in _OTHERS.items()},
                    **{name: row[name] for name in own},
                }
            )
            if not row["title"].strip():
                cells.add(row, "title-missing", "the title is empty: say in a few words what is reported", "title")
        self.problems += cells.problems
        return made

    def refuse_old_dates(self, records: Sequence[Record]) -> None:
        """Before format 2 a date with a slash said "some days of these", whether it lasted or not: nobody can tell."""
        old = [record["when"].text for record in records if record["when"] and meant_otherwise(record["when"])]
        if old:
            many = f"{len(old)} dates such as {old[0]!r}" if len(old) > 1 else f"the date {old[0]!r}"
            text = f"{SAY} what {many} said before a slash meant that it lasted"
            self.add(
                INCIDENTS,
                "dates-old",
                f'{text}; or write them anew, and format = {FORMAT} and slash = "{LASTED}" in {NAME}',
            )

    def states(self, table: Table, meta: Meta, sites: Mapping[str, Site], sources: Mapping[str, Source]) -> list[State]:
        cells, kinds = CellReader(), {kind.id for kind in meta.states}
        made = []
        for row in table.rows:
            site = cells.one_of(row, "site", sites, empty=False)
            state = cells.one_of(row, "state", kinds, empty=False)
            source = sources.get(cells.one_of(row, "source", sources))
            when = cells.when(row, read=read_span)
            if not row["when"]:
                cells.add(
                    row, "when-missing", "a state needs a window: write one such as 2020-11-10/2022-08-30", "when"
                )
            elif when:
                made.append(State(site, when, state, source, row["note"]))
        self.problems += cells.problems
        return made
