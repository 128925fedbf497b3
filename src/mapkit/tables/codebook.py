"""The codebook: what every column and member of an export means, as plain text made from the code's own tables."""

import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import fields

from mapkit.atlas import Atlas
from mapkit.contents import own_columns
from mapkit.incident_columns import columns
from mapkit.records import CLAIM_COLUMNS, REPORTING_COLUMNS, STATE_COLUMNS, TOLL_COLUMNS, Site, Source
from mapkit.store.incident_table import WRITTEN
from mapkit.tables.geoparquet import GEOMETRY, SCHEMA
from mapkit.tables.incident_rows import COLUMNS
from mapkit.words import BASIS_WORDS, STANCE_WORDS

WIDTH = 110
INCIDENT_WORDS: Mapping[str, str] = {
    **{one.name: one.words for one in columns(lambda one: one.written or one.tabled)},
    "own": "the user's own columns",
    GEOMETRY: "the point as WKB, longitude before latitude",
}
SOURCE_WORDS: Mapping[str, str] = {
    "id": "the source's own name in this atlas",
    "title": "its title",
    "publisher": "who published it",
    "party": "the side it speaks for, an id of a party",
    "url": "its address",
    "archive_url": "the address of a copy",
    "published": "when it was published, EDTF",
    "accessed": "when it was read, EDTF",
    "origin": "the id of the source that it repeats or derives from",
    "captured": "when a copy of it was kept, EDTF",
    "captured_by": "who kept the copy",
    "sha256": "the SHA-256 of the copy",
    "file": "where the copy lies",
}
CLAIM_WORDS: Mapping[str, str] = {
    "incident": "the id of the incident",
    "source": "the id of the source",
    "stance": "what the source does, see below",
    "says": "what it says, in few words",
    "locator": "the place in the source",
    "said": "the day on which the source said so, EDTF; empty: the day on which it was published",
    "via": "the id of the source that it repeats in this",
    "when": "its date of the event, EDTF; empty, here and below: as the incident says",
    "site": "the id of the site where it says that it was",
    "lon": "longitude of where it says that it was, in degrees",
    "lat": "latitude of where it says that it was, in degrees",
    "precision_m": "how well it knows the place, in metres",
    "kind": "what it calls it, the id of a kind",
    **{name: f"its figure for {name.replace('_', ', ')}, a number of people" for name in TOLL_COLUMNS},
}
REPORTING_WORDS: Mapping[str, str] = {
    "source": "the id of the source that was watching, or was not",
    "site": "the id of the site where; empty with a layer, or where it was watching everywhere",
    "layer": "the layer of the sites where",
    "when": "the days on which, EDTF; a/b is all of them",
    "status": "watching, partial, absent or barred",
    "note": "anything else a reader should know",
}
STATE_WORDS: Mapping[str, str] = {
    "site": "the id of the site",
    "when": "the window during which it was so, EDTF",
    "state": "the id of the state",
    "source": "the id of the source that says so",
    "note": "anything else a reader should know",
}
SITE_WORDS: Mapping[str, str] = {
    "id": "the site's own name in this atlas",
    "layer": "the file it stands in",
    "names": "its names by language; the first of each labels the map",
    "sort": "what it is",
    "precision_m": "how well the place is known, in metres",
    "coordinate_source": "where the coordinates come from",
    "valid": "when it existed, EDTF",
    "part_of": "the id of a group of sites",
    "rivals": "other coordinates and who gives them",
    "note": "anything else a reader should know",
    "geometry": "point, line or area, GeoJSON (RFC 7946); null: known only by name",
    "lon": "longitude of a point on it, in degrees",
    "lat": "latitude of a point on it, in degrees",
}


def codebook(atlas: Atlas) -> str:
    """The codebook of an atlas's exports."""
    own = dict.fromkeys(own_columns(atlas), "a column of the atlas's makers, as they wrote it")
    meta = atlas.meta
    sections = (
        ("incidents.csv in an atlas", [*WRITTEN, *own], {**INCIDENT_WORDS, **own}),
        ("Tables and features of what is shown", [*_exported(), *own], {**INCIDENT_WORDS, **own}),
        ("sources.csv", _names(Source), SOURCE_WORDS),
        ("claims.csv", CLAIM_COLUMNS, CLAIM_WORDS),
        ("reporting.csv", REPORTING_COLUMNS if atlas.reporting_list else (), REPORTING_WORDS),
        ("states.csv", STATE_COLUMNS, STATE_WORDS),
        ("Sites, in the layers", _names(Site), SITE_WORDS),
        ("when_basis", BASIS_WORDS, BASIS_WORDS),
        ("stance", STANCE_WORDS, STANCE_WORDS),
        *(
            _listed(title, entries)
            for title, entries in (
                ("kind", {one.id: one.label for one in meta.kinds}),
                ("party", {one.id: one.label for one in meta.parties}),
                ("state", {one.id: one.label for one in meta.states}),
                ("layer", {one.id: one.label for one in meta.layers}),
            )
        ),
    )
    head = f"Codebook: {meta.title}\n\nCSV cells that begin with an apostrophe: take one away (docs/snapshots.md).\n"
    return head + "".join(_section(title, names, words) for title, names, words in sections if names)


def _exported() -> list[str]:
    return list(dict.fromkeys([*COLUMNS, *SCHEMA.names, "own", GEOMETRY]))


def _names(record: type[Site | Source]) -> list[str]:
    return [field.name for field in fields(record)]


def _listed(title: str, words: Mapping[str, str]) -> tuple[str, list[str], Mapping[str, str]]:
    return title, list(words), words


def _section(title: str, names: Iterable[str], words: Mapping[str, str]) -> str:
    lines = [_entry(name, words[name]) for name in names]
    return f"\n{title}\n{'-' * len(title)}\n" + "\n".join(lines) + "\n"


def _entry(name: str, words: str) -> str:
    return textwrap.fill(f"{name}: {words}", WIDTH, subsequent_indent="    ", break_long_words=False)
