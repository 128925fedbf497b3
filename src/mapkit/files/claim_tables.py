"""Sources, claims and who was watching, as records: each cell checked, every problem kept."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from mapkit.edtf import read_span
from mapkit.files.cells import CellReader
from mapkit.files.geojson import coordinate_problem
from mapkit.files.tables import Row, Table
from mapkit.records import CLAIM_STATES, STANCES, WATCHING, Claim, Meta, Reporting, Site, Source
from mapkit.where import BBox

_SHA256 = 64  # hexadecimal digits
_HEXADECIMAL = frozenset("0123456789abcdefABCDEF")


def read_sources(cells: CellReader, table: Table, meta: Meta) -> list[Source]:
    """The sources of a table; one that repeats another names it."""
    seen, rows = set[str](), dict[str, Row]()
    parties = {party.id for party in meta.parties}
    known = {row["id"] for row in table.rows}
    made = []
    for row in table.rows:
        texts = {name: row[name] for name in ("title", "publisher", "url", "archive_url", "captured_by", "file")}
        days = {name: cells.day(row, name) for name in ("published", "accessed", "captured")}
        texts["party"] = cells.one_of(row, "party", parties)
        texts["origin"] = _other_source(cells, row, "origin", known, row["id"])
        made.append(Source(cells.id(row, seen), sha256=_sha256(cells, row), **texts, **days))
        rows[row["id"]] = row
    origins = {source.id: source.origin for source in made}
    for circle in circles({name: origin for name, origin in origins.items() if origin}):
        _refuse_circle(cells, rows[circle[0]], "origin", circle)
    return made


def read_claims(  # noqa: PLR0913 - what each column may name
    cells: CellReader,
    table: Table,
    incidents: Collection[str],
    sources: Mapping[str, Source],
    *,
    meta: Meta,
    sites: Mapping[str, Site],
) -> list[Claim]:
    """The claims of a table, with what each says of the incident's own columns kept as it is written."""
    kinds = {kind.id for kind in meta.kinds}
    made, told = list[Claim](), list[Row]()
    for row in table.rows:
        incident = cells.one_of(row, "incident", incidents, empty=False)
        source = sources.get(cells.one_of(row, "source", sources, empty=False))
        stance = cells.one_of(row, "stance", STANCES, empty=False)
        via = _other_source(cells, row, "via", sources, row["source"])
        cells.when(row)
        cells.one_of(row, "site", sites)
        cells.one_of(row, "kind", kinds)
        cells.metres(row, "precision_m")
        cells.tolls(row)
        read_point(cells, row, meta.home)
        if source:
            states = {name: row[name] for name in CLAIM_STATES}
            said = cells.day(row, "said")
            made.append(Claim(incident, source, stance, row["says"], row["locator"], said, via, **states))
            told.append(row)
    _refuse_repeats(cells, made, told)
    return made


def read_reporting(
    cells: CellReader, table: Table, sources: Mapping[str, Source], sites: Mapping[str, Site], meta: Meta
) -> list[Reporting]:
    """When which source was watching, at a site, at the places of a layer, or anywhere."""
    layers = {layer.id for layer in meta.layers}
    made = []
    for row in table.rows:
        source = sources.get(cells.one_of(row, "source", sources, empty=False))
        site, layer = cells.one_of(row, "site", sites), cells.one_of(row, "layer", layers)
        status = cells.one_of(row, "status", WATCHING, empty=False)
        when = cells.when(row, read=read_span)
        if site and layer:
            cells.add(row, "reporting-place", "site and layer stand together: write one of them", "site", "layer")
        if not row["when"]:
            cells.add(row, "when-missing", "say on which days: write a window such as 2020-11-10/2022-08-30", "when")
        elif when and source:
            made.append(Reporting(source, when, status, site, layer, row["note"]))
    return made


def read_point(cells: CellReader, row: Row, home: BBox | None) -> tuple[float | None, float | None]:
    """The coordinates of a row in degrees; None and None where it has none, or none that are sound."""
    before = len(cells.problems)
    lon, lat = cells.number(row, "lon"), cells.number(row, "lat")
    if len(cells.problems) > before:
        return None, None
    if (lon is None) != (lat is None):
        cells.add(row, "coordinates-half", "lon or lat stands alone: write both, or neither", "lon", "lat")
        return None, None
    if lon is not None and lat is not None and (found := coordinate_problem(lon, lat, home)):
        cells.add(row, *found, "lon", "lat")
    return lon, lat


def circles(next_of: Mapping[str, str]) -> list[list[str]]:
    """Each circle of names that lead to one another, once, from its first name in order.

    >>> circles({"a": "b", "b": "c", "c": "b", "d": "d"})
    [['b', 'c'], ['d']]
    """
    found, done = [], set[str]()
    for name in next_of:
        path = dict[str, int]()
        here = name
        while here in next_of and here not in done and here not in path:
            path[here] = len(path)
            here = next_of[here]
        if here in path:
            circle = list(path)[path[here] :]
            first = circle.index(min(circle))
            found.append(circle[first:] + circle[:first])
        done |= path.keys()
    return sorted(found)


def _other_source(cells: CellReader, row: Row, column: str, known: Collection[str], own: str) -> str:
    """The source that a row names as the one that is repeated: another than its own."""
    text = row[column]
    if text and text == own:
        words = f"{column} is the source itself: name another, or leave it empty"
        cells.add(row, f"{column}-circle", words, column)
        return ""
    return cells.one_of(row, column, known, called="source")


def _refuse_repeats(cells: CellReader, claims: Sequence[Claim], rows: Iterable[Row]) -> None:
    """Sources that repeat each other on one incident, in a circle, leave nobody who said it first."""
    next_of: dict[str, dict[str, str]] = {}
    first: dict[tuple[str, str], Row] = {}
    for claim, row in zip(claims, rows, strict=True):
        if claim.via and claim.via != claim.source.id:
            next_of.setdefault(claim.incident, {})[claim.source.id] = claim.via
            first[claim.incident, claim.source.id] = row
    for incident, links in next_of.items():
        for circle in circles(links):
            _refuse_circle(cells, first[incident, circle[0]], "via", circle)


def _refuse_circle(cells: CellReader, row: Row, column: str, circle: Sequence[str]) -> None:
    if len(circle) > 1:  # of one alone it is told already
        words = " repeats ".join(map(repr, (*circle, circle[0])))
        cells.add(row, f"{column}-circle", f"{words}: say who said it first, and leave its {column} empty", column)


def _sha256(cells: CellReader, row: Row) -> str:
    text = row["sha256"]
    if text and not (len(text) == _SHA256 and set(text) <= _HEXADECIMAL):
        cells.add(row, "sha256-unreadable", f"{text!r} is no SHA-256: write its 64 hexadecimal digits", "sha256")
    return text.lower()
