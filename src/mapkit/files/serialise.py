"""The files of an atlas as docs/format.md has them, from its records: the way back from `files.folder`.

The same records give the same bytes: UTF-8, LF, entries and columns in the order of the format, empty ones left out
where the format allows it.
"""

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from mapkit.contents import Contents
from mapkit.errors import ExportError
from mapkit.files.atlas_tables import CLAIMS, INCIDENTS, REPORTING, SOURCES, STATES
from mapkit.files.layers import CONTEXT
from mapkit.files.settings import NAME, unportable
from mapkit.files.tables import MAX_BYTES
from mapkit.incident_columns import FORMAT
from mapkit.records import (
    CLAIM_COLUMNS,
    CLAIM_LATE,
    CLAIM_TEXTS,
    REPORTING_COLUMNS,
    SOURCE_LATE,
    STATE_COLUMNS,
    Chapter,
    Claim,
    Meta,
    Reporting,
    Site,
    Source,
    State,
)
from mapkit.store.incident_table import WRITTEN

GEOJSON = ".geojson"
_QUOTED = re.compile(r'[,"\r\n]|^\s|\s$|^$')
_TEXTS = ("sort", "coordinate_source", "part_of", "note")
_NEEDED = ("id", "label")
_LISTS = ("layers", "kinds", "parties", "states")


def atlas_files(parts: Contents) -> dict[str, bytes]:
    """The bytes of each file by its name, with "/" for the folder `context`. Raises ExportError."""
    own = parts.own
    texts = {
        NAME: _toml(settings_entries(parts.meta)),
        INCIDENTS: _table([*WRITTEN, *own], parts.records),
        SOURCES: _table(*_stated([one.name for one in fields(Source)], SOURCE_LATE, map(asdict, parts.sources))),
        CLAIMS: _table(*_stated(CLAIM_COLUMNS, CLAIM_LATE, map(claim_cells, parts.claims))),
        STATES: _table(STATE_COLUMNS, map(state_cells, parts.states)),
        **({REPORTING: _table(REPORTING_COLUMNS, map(reporting_cells, parts.reporting))} if parts.reporting else {}),
        **{f"{layer.id}{GEOJSON}": _layer(parts.sites, layer.id) for layer in parts.meta.layers},
        **{f"context/{name}{GEOJSON}": _context(parts.context[name]) for name in CONTEXT if name in parts.context},
    }
    try:
        files = {_file_name(name): text.encode() for name, text in texts.items()}
    except UnicodeEncodeError as error:
        raise ExportError(
            "a text holds half a character (a lone surrogate), which no file of an atlas can: mend it"
        ) from error
    if len({name.casefold() for name in files}) < len(files):
        raise ExportError("ids of layers differ in the case of letters alone, which names of files cannot: mend one")
    if large := [name for name, data in files.items() if len(data) > MAX_BYTES]:
        raise ExportError(f"{large[0]!r} would have more than {MAX_BYTES:,} bytes: narrow the view, or write .parquet")
    return files


def _file_name(name: str) -> str:
    odd = any(character in name for character in "\\\0:") or name.count("/") != name.startswith("context/")
    if odd or unportable(name.removesuffix(GEOJSON)):
        raise ExportError(f"{name!r} cannot be the name of a file: choose another id for the layer")
    return name


def settings_entries(meta: Meta) -> dict[str, Any]:
    """The entries of atlas.toml as plain values, those that say nothing left out."""
    plain = {
        **{name: getattr(meta, name) for name in ("title", "description", "calendar", "licence")},
        "home": meta.home and list(meta.home.sides),
        "window": str(meta.window) if meta.window else "",
        "labels": list(meta.labels),
        "labels_fixed": meta.labels_fixed,
        "credits": list(meta.credits),
        "as_of": str(meta.as_of or ""),
        "slash": meta.slash,
    }
    lists = {name: [_entry(one) for one in getattr(meta, name)] for name in _LISTS}
    tables = {**lists, "chapters": list(map(_chapter, meta.chapters))}
    said = {name: value for name, value in plain.items() if value or name == "title"}
    return {"format": FORMAT, **said, **{name: entries for name, entries in tables.items() if entries}}


def _toml(settings: Mapping[str, Any]) -> str:
    tables = {name: settings[name] for name in (*_LISTS, "chapters") if name in settings}
    text = "".join(f"{name} = {toml_value(value)}\n" for name, value in settings.items() if name not in tables)
    for name, entries in tables.items():
        for entry in entries:
            text += f"\n[[{name}]]\n" + "".join(f"{key} = {toml_value(value)}\n" for key, value in entry.items())
    return text


def _entry(record: Any) -> dict[str, Any]:
    """The fields of a record, without those that may be left out and are."""
    return {name: value for name, value in asdict(record).items() if value or name in _NEEDED}


def _chapter(chapter: Chapter) -> dict[str, Any]:
    box = {"box": list(chapter.box.sides)} if chapter.box else {}
    text = {"text": chapter.text} if chapter.text else {}
    return {"label": chapter.label, "when": str(chapter.when), **box, **text}


def toml_value(value: Any) -> str:
    """A text or a list as TOML, whose strings are those of JSON but for one character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def claim_cells(claim: Claim) -> dict[str, str]:
    """A claim as its columns in claims.csv."""
    return {"incident": claim.incident, "source": claim.source.id, **{one: getattr(claim, one) for one in CLAIM_TEXTS}}


def state_cells(state: State) -> dict[str, str]:
    """A state as its columns in states.csv."""
    source = state.source.id if state.source else ""
    return dict(zip(STATE_COLUMNS, (state.site, state.when.text, state.state, source, state.note), strict=True))


def reporting_cells(one: Reporting) -> dict[str, str]:
    """Who was watching when, as its columns in reporting.csv."""
    cells = (one.source.id, one.site, one.layer, one.when.text, one.status, one.note)
    return dict(zip(REPORTING_COLUMNS, cells, strict=True))


def _stated(
    columns: Iterable[str], late: Collection[str], rows: Iterable[Mapping[str, str]]
) -> tuple[list[str], list[Mapping[str, str]]]:
    """The columns of a table without later ones in which nothing is written, and its rows."""
    held = list(rows)
    return [name for name in columns if name not in late or any(row[name] for row in held)], held


def _table(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    lines = [columns, *([cell(row[column]) for column in columns] for row in rows)]
    return "".join(",".join(map(_quoted, line)) + "\n" for line in lines)


def _quoted(text: str) -> str:
    """A cell of CSV (RFC 4180); an empty one stays bare."""
    return '"' + text.replace('"', '""') + '"' if text and _QUOTED.search(text) else text


def cell(value: Any) -> str:
    """A value as the text of its cell; None is empty."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value) if isinstance(value, int) else str(value.text)  # a When is its text


def _layer(sites: Iterable[Site], layer: str) -> str:
    return _collection(site_feature(site) for site in sites if site.layer == layer)


def site_feature(site: Site) -> dict[str, Any]:
    """A site as a feature of its layer."""
    return {"type": "Feature", "id": site.id, "geometry": site.geometry, "properties": _properties(site)}


def _properties(site: Site) -> dict[str, Any]:
    texts = {name: getattr(site, name) for name in _TEXTS}
    found = {
        "names": {language: list(names) for language, names in site.names.items()},
        **texts,
        "valid": site.valid.text if site.valid else "",
        "rivals": list(map(dict, site.rivals)),
    }
    precise = {} if site.precision_m is None else {"precision_m": site.precision_m}
    return {**{name: value for name, value in found.items() if value}, **precise}


def _context(collection: Mapping[str, Any]) -> str:
    """A layer of the basemap."""
    return _collection(
        {**feature, "properties": dict(sorted(feature["properties"].items()))} for feature in collection["features"]
    )


def _collection(features: Iterable[Mapping[str, Any]]) -> str:
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False, allow_nan=False) for feature in features)
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'
