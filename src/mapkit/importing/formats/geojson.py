"""GeoJSON (RFC 7946) as a table: a feature is a row; and JSON with a list of objects, which is a table already.

The document is parsed by `files.geojson.read_json`, strictly, and never by GDAL; a `crs` is looked at, never followed.
Numbers stand in the row's place from 0, as in JSON paths: "x.geojson:features[3]".
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from shapely.geometry import shape

from mapkit.errors import AtlasError, Problem
from mapkit.files.geojson import geometry_problems, read_json
from mapkit.files.limits import is_number
from mapkit.files.tables import Row
from mapkit.importing.formats.cell_text import text_of
from mapkit.importing.formats.json_kinds import Esri, as_collection, element_cells, is_esri, is_overpass
from mapkit.importing.formats.json_records import RowCells, listed_objects, object_cells
from mapkit.importing.formats.limits import MAX_COLUMNS, MAX_JSON_BYTES, MAX_JSON_WEIGHT, refusal
from mapkit.importing.formats.regular_file import open_regular
from mapkit.importing.formats.sheet import Rows, Sheet, counted

# Bytes that CPython takes for an object with one key, a list of one, and another value.
_WEIGHTS = {b"{": 200, b"[": 80, b",": 40, b":": 40}
_LONLAT = re.compile(r"(?:urn:ogc:def:crs:)?(?:OGC:(?:1\.3:|:)?CRS84|EPSG:{1,2}4326)", re.IGNORECASE)
LINES = (".jsonl", ".ndjson", ".geojsonl")  # a value a line
_MEMBERS = {"type", "id", "geometry", "properties", "bbox"}
_POSITION = (2, 3)
MAX_TOLD = 20  # problems of a file in which no member is sound


def read_features(path: Path, name: str) -> Sheet:
    """Read a FeatureCollection or a list of objects. Raises AtlasError.

    Columns: the properties in the order in which they first appear, then the feature's own: `id`, `lon`, `lat` in
    degrees and `height` in metres of a point, `wkt` of another geometry; where a property has that name too, ours is
    called "feature id" or "geometry lon", and so on.
    """
    document = as_collection(_document(path, name))
    notes: list[str] = []
    listed = listed_objects(document, name)
    take: Any
    if listed:
        members, place = listed.members, listed.place
        take = element_cells if is_overpass(members) else _member_cells
        notes += listed.notes
    elif is_esri(document):
        esri = Esri(document, name)
        members, place, take = document["features"], f"{name}:features", esri.cells
        notes.append(esri.note)
    else:
        _check_collection(document, name)
        notes += _collection_notes(document, name)
        members, place, take = document["features"], f"{name}:features", _feature_cells
        notes += _left_members(members)
    found, problems = _taken(members, place, take)
    if problems and not found:  # whose reasons are all that there is to say
        raise AtlasError(problems[:MAX_TOLD])
    columns, own = _columns(name, [cells for _, *cells in found])
    rows = Rows(len(found), lambda index: _row(*found[index], columns, own))
    renamed = [
        f"{column!r} is a property, so that of the feature is called {other!r}"
        if column in columns
        else f"not every feature has its {column}: it is called {other!r}, and rows are told by their number"
        for column, other in own.items()
        if column != other
    ]
    said = f"{'JSON' if listed else 'GeoJSON'}, {counted(len(members), 'row')}"
    return Sheet(name, columns, rows, (said, *notes, *renamed), tuple(problems))


def _document(path: Path, name: str) -> Any:
    with open_regular(path, MAX_JSON_BYTES) as file:
        data = file.read()
    weight = len(data) + sum(data.count(character) * size for character, size in _WEIGHTS.items())
    if weight > MAX_JSON_WEIGHT:
        raise refusal(name, "file-too-large", "its values would fill the memory: split it, or save it as Parquet")
    del data
    if path.suffix.lower() in LINES:
        return _lines(path, name)
    document, problems = read_json(path)
    if problems:
        raise AtlasError(Problem(name, problem.code, problem.text) for problem in problems)
    return document


def _lines(path: Path, name: str) -> list[Any]:
    """The members of JSON lines, a value each. Raises AtlasError for each line that is none, up to some."""
    found, problems = [], []
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        try:
            found += [json.loads(line)] if line.strip() else []
        except (ValueError, RecursionError) as error:
            problems.append(
                Problem(f"{name}:{number}", "json-line", f"this line is no JSON ({error}): write a value a line")
            )
    if problems or not found:
        raise AtlasError(problems[:MAX_TOLD] or [Problem(name, "file-empty", "no line has a value on it")])
    return found


def _check_collection(document: Any, name: str) -> None:
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise refusal(name, "geojson-type", "no FeatureCollection and no list of objects: save it as one")
    if not isinstance(document.get("features"), list):
        raise refusal(name, "geojson-features", '"features" is no list')
    crs = document.get("crs")
    if crs is not None and not _is_lonlat(crs):
        text = f"crs {text_of(crs)[:200]!r}: save it in longitude, latitude (WGS 84, EPSG:4326), and drop the member"
        raise refusal(name, "geojson-crs", text)


def _is_lonlat(crs: Any) -> bool:
    properties = crs.get("properties") if isinstance(crs, dict) and crs.get("type") == "name" else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return isinstance(name, str) and bool(_LONLAT.fullmatch(name))


def _collection_notes(document: Mapping[str, Any], name: str) -> Iterator[str]:
    if document.get("crs") is not None:
        yield f"crs {document['crs']['properties']['name']}: read as longitude, latitude"
    if left := sorted(document.keys() - {"type", "features", "crs", "bbox"}):
        yield f"left out of {name}: {', '.join(map(ascii, left[:10]))}"


def _taken(members: Sequence[Any], place: str, take: Any) -> tuple[list[tuple[str, RowCells, RowCells]], list[Problem]]:
    """The place and cells (of the user, of the feature) of each sound member, and one problem for each other one."""
    found: list[tuple[str, RowCells, RowCells]] = []
    problems: list[Problem] = []
    for number, member in enumerate(members):
        taken = take(member)
        if isinstance(taken, tuple):
            found.append((f"{place}[{number}]", *taken))
        else:
            codes, texts = zip(*taken, strict=True)
            problems.append(Problem(f"{place}[{number}]", codes[0], "; ".join(texts)))
    return found, problems


def _left_members(members: Sequence[Any]) -> Iterator[str]:
    """Members of features that RFC 7946 (section 6.1) lets anybody add, and that are no properties."""
    left = {key for one in members if isinstance(one, dict) for key in one.keys() - _MEMBERS}
    if left:
        yield f"left out of the features, for they are no properties: {', '.join(map(ascii, sorted(left)[:10]))}"


def _member_cells(member: Any) -> tuple[RowCells, RowCells] | list[tuple[str, str]]:
    """The cells of an object of a list, which may be a feature."""
    is_feature = isinstance(member, dict) and member.get("type") == "Feature" and "geometry" in member
    return _feature_cells(member) if is_feature else object_cells(member)


def _feature_cells(member: Any) -> tuple[RowCells, RowCells] | list[tuple[str, str]]:
    """The cells of a feature, or code and text of all that is wrong with it."""
    if not isinstance(member, dict) or member.get("type") != "Feature":
        return [("geojson-type", 'not a Feature: write {"type": "Feature", "geometry": ..., "properties": {}}')]
    properties, geometry = member.get("properties"), member.get("geometry")
    found = list(_geometry_problems(geometry))
    if not isinstance(properties, dict | None):
        found.append(("geojson-properties", '"properties" is neither an object nor null'))
    if found:
        return found
    own = {"id": text_of(member["id"])} if member.get("id") is not None else {}
    return {key: text_of(value) for key, value in (properties or {}).items()}, own | _place_cells(geometry)


def _geometry_problems(geometry: Any) -> Iterator[tuple[str, str]]:
    """What is wrong with the build of a geometry; whether a point lies where it should is for others to ask."""
    if geometry is None:
        return
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        yield from geometry_problems(geometry)
        return
    position: Any = geometry.get("coordinates")
    sound = isinstance(position, list) and len(position) in _POSITION and all(map(is_number, position))
    if position != [] and not sound:
        text = f"{text_of(position)[:200]} is no position: write [longitude, latitude] in degrees"
        yield "coordinates-unreadable", text


def _place_cells(geometry: Mapping[str, Any] | None) -> RowCells:
    if geometry is None:
        return {}
    if geometry["type"] == "Point":
        return dict(zip(("lon", "lat", "height"), map(text_of, geometry["coordinates"]), strict=False))
    return {"wkt": shape(geometry).wkt}


def _columns(name: str, rows: Sequence[Sequence[RowCells]]) -> tuple[tuple[str, ...], dict[str, str]]:
    """All columns, and what the columns of the features are called; raises AtlasError if there are too many."""
    theirs: dict[str, None] = {}
    ours: set[str] = set()
    for cells, own in rows:
        theirs |= dict.fromkeys(cells)
        ours |= own.keys()
        if len(theirs) > MAX_COLUMNS:
            raise refusal(name, "table-too-wide", f"more than {MAX_COLUMNS:,} names of properties")
    some = {"id"} if any("id" not in own for _, own in rows) else set()  # ids of some features are none of all rows
    clash = {"lon", "lat"} & ours if theirs.keys() & {"lon", "lat"} else set()  # the two stay together
    called: dict[str, str] = {
        column: column
        if column not in {*theirs, *clash, *some}
        else f"{'feature' if column == 'id' else 'geometry'} {column}"
        for column in ("id", "lon", "lat", "height", "wkt")
        if column in ours
    }
    if double := theirs.keys() & set(called.values()):
        raise refusal(name, "column-double", f"{min(double)!r} is the name of a property too: rename it")
    if not theirs and not called:
        raise refusal(name, "file-empty", "no row with a value in it")
    return (*theirs, *called.values()), called


def _row(place: str, cells: RowCells, own: RowCells, columns: Sequence[str], called: Mapping[str, str]) -> Row:
    return Row(place, dict.fromkeys(columns, "") | cells | {called[column]: text for column, text in own.items()})
