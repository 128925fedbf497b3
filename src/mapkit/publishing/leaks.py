"""The leak check: a finished file is opened and searched for what `Publish` keeps back.

What must not be inside is worked out here from the exact atlas and the options, and not by the code that makes an atlas
fit for publishing, so that a mistake there is found too. A text counts as kept back only if it does not also stand in
something that is published, such as a dropped text that is also the title.
"""

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapkit.atlas import Atlas
from mapkit.contents import by_id, contents, own_columns
from mapkit.edtf import read
from mapkit.errors import ExportError
from mapkit.incident_columns import names
from mapkit.mercator import grid
from mapkit.origins import with_origins
from mapkit.publishing.extract import Inside, inside, tolls_in
from mapkit.publishing.publish import COLUMNS, METRES_A_DEGREE, OWN, Publish, grid_point
from mapkit.publishing.search import contained
from mapkit.receipts.receipt import counts_words
from mapkit.records import SOURCE_INWARD, TOLLS, Claim, Site, Source
from mapkit.store.incident_table import stored_name
from mapkit.store.store import Counts
from mapkit.tables.codebook import codebook
from mapkit.when import MONTHS, day_number
from mapkit.where import GRID_ZOOM
from mapkit.words import said_words, toll_words

NEAR = 1e-4  # degrees, about 11 m
ROUNDING = 2e-6  # degrees that six digits may move a point by, and some more
_TEXTS = names(lambda one: one.free)
_CODED = names(lambda one: one.written and one.type == "string" and one.coded)
OWN_WORDS = (
    "all dates, from, until, no start, still going on, some time up to, not known, about, uncertain, no date at all, "
    "incident, incidents at place, places, most at, all at, disputed, may have been at another time, undated, "
    "unplaced, precision not stated, within, For publication, Licence, reports, confirms, disputes, denies, "
    "FeatureCollection, Feature, Point"
)  # what mapkit itself writes, in any file
_WORD = re.compile(r"\w+")
_KEYS = 2**23  # more than any coordinate in steps of NEAR

Keys = NDArray[np.int64]
Rows = Sequence[Mapping[Any, Any]]


@dataclass(frozen=True)
class Secrets:
    """What must not be in a file: texts by what they are, and points in degrees by whose they are."""

    texts: Mapping[str, str]
    points: Mapping[tuple[float, float], str]


def check_leaks(data: bytes, suffix: str, secrets: Secrets) -> None:
    """Raises ExportError that names what leaked (never the value itself), or that the file cannot be opened."""
    found = inside(data, suffix)
    leaked = sorted({*_texts_in(found, secrets.texts), *_points_in(found, secrets.points)})
    if leaked:
        more = f" and {len(leaked) - 5:,} more" if len(leaked) > 5 else ""  # noqa: PLR2004 - enough to find the cause
        raise ExportError(f"nothing was written: the {suffix} file would hold {'; '.join(leaked[:5])}{more}")


def secrets_of(atlas: Atlas, publish: Publish) -> Secrets:
    """What a file of this atlas, published so, must not hold."""
    rows = atlas.records(None)
    kept = {record["id"] for record in contents(atlas).records}
    last = math.inf if publish.last_day is None else day_number(publish.last_day)
    shown = [row for row in rows if row["id"] in kept and (last == math.inf or _ends_by(row, last))]
    ids = {row["id"] for row in shown}
    hidden = [row for row in rows if row["id"] not in ids]
    told, late = _by_day(atlas, ids, last)
    texts = {**_dropped(atlas, shown, publish), **_hidden(atlas, hidden)}
    texts |= {text: "a claim that was said later" for claim in late for text in (claim.says, claim.locator)}
    silent = _silent(atlas, told, [*late, *_claims_on(atlas, hidden)], last)
    texts |= {source.title: "a source of what is left out" for source in silent}
    return Secrets(_not_said(texts, _said(atlas, shown, told, silent, publish)), _points(atlas, publish, rows))


def _claims_on(atlas: Atlas, rows: Rows) -> list[Claim]:
    return [claim for row in rows for claim in atlas.claims_by_incident.get(row["id"], ())]


def _by_day(atlas: Atlas, ids: Collection[str], last: float) -> tuple[list[Claim], list[Claim]]:
    """What is said of some incidents: by the last day or nobody knows when, and later."""
    told: list[Claim] = []
    late: list[Claim] = []
    for claim in atlas.claim_list:
        if claim.incident in ids:
            (late if _is_later(claim.day, last) or _is_later(claim.when, last) else told).append(claim)
    return told, late


def _is_later(when: str, last: float) -> bool:
    return bool(when) and day_number(read(when).window.end) - 1 > last


def _silent(atlas: Atlas, told: Sequence[Claim], gone: Sequence[Claim], last: float) -> list[Source]:
    """Sources that only what is left out has."""
    heard = {name for claim in told for name in (claim.source.id, claim.via)}
    named = [state.source for state in atlas.state_list if state.source]
    heard |= {source.id for source in named if not _is_later(source.published, last)}
    seen = [one for one in atlas.reporting_list if day_number(one.when.window.end) - 1 <= last]
    heard = with_origins(by_id(atlas.source_list), heard | {one.source.id for one in seen})
    left = {name for claim in gone for name in (claim.source.id, claim.via)} | {source.id for source in named}
    left |= {one.source.id for one in atlas.reporting_list}
    return [source for source in atlas.source_list if source.id in left - heard]


def _ends_by(row: Mapping[Any, Any], last: float) -> bool:
    return not pd.isna(row["end"]) and row["end"] - 1 <= last


def _hidden(atlas: Atlas, rows: Rows) -> dict[str, str]:
    """Every text of incidents that are left out."""
    found: dict[str, str] = {}
    for row in rows:
        for name in (*_TEXTS, *own_columns(atlas)):
            found[str(row[stored_name(name)] or "")] = f"the {name} of an incident that is left out"
        for claim in atlas.claims_by_incident.get(row["id"], ()):
            found[claim.says] = "a claim on an incident that is left out"
    return found


def _dropped(atlas: Atlas, rows: Rows, publish: Publish) -> dict[str, str]:
    """The values of dropped columns."""
    own = [name for name in own_columns(atlas) if OWN in publish.drop or name in publish.drop]
    named = [name for name in COLUMNS if name in publish.drop]
    found: dict[str, str] = {}
    for row in rows:
        values = {name: str(row[stored_name(name)] or "") for name in (*named, *own)}
        values |= {toll: toll_words(row, toll) for toll in TOLLS if "tolls" in publish.drop}
        found |= {value: f"a value of {name!r}, which is dropped" for name, value in values.items()}
        for claim in atlas.claims_by_incident.get(row["id"], ()):
            found |= dict.fromkeys(_words(claim, publish), "the words of a claim, which are dropped")
    if "notes" in publish.drop:
        notes = [note for site in atlas.places.values() for note in (site.note, site.coordinate_source)]
        notes += [state.note for state in atlas.state_list] + [one.note for one in atlas.reporting_list]
        found |= dict.fromkeys(notes, "a note, which is dropped")
    if "reporting" in publish.drop:
        found |= {one.note: "a note on who was watching, which is dropped" for one in atlas.reporting_list}
    inward = [name for name in SOURCE_INWARD if name not in publish.keep]
    copies = {str(getattr(source, name)): name for source in atlas.source_list for name in inward}
    return found | {text: f"the {name} of a source, which was not asked for" for text, name in copies.items()}


def _words(claim: Claim, publish: Publish) -> Iterator[str]:
    """What is dropped of a claim. Its day alone is in too many texts to tell anything: that it was said then is not."""
    yield from (getattr(claim, name) for name in ("says", "locator") if {name, "claims"} & {*publish.drop})
    if claim.said and {"said", "claims"} & {*publish.drop}:
        yield said_words(claim.said)
    if not claim.when.replace("-", "").isdigit() and {"claim_when", "claims"} & {*publish.drop}:
        yield claim.when
    if {"tolls", "claims"} & {*publish.drop}:
        yield from tolls_in(vars(claim))


def _said(atlas: Atlas, rows: Rows, told: Sequence[Claim], silent: Sequence[Source], publish: Publish) -> Inside:
    """Everything that is published as it is: incidents, and what is told of them."""
    gone = {*publish.drop}
    own = [stored_name(name) for name in own_columns(atlas) if OWN not in gone and name not in gone]
    said = Inside()
    columns = [name for name in (*_TEXTS, *_CODED, *own) if name not in gone]
    for row in rows:
        said.add_value([str(row[name] or "") for name in columns])
        said.strings |= {*tolls_in(row)} if "tolls" not in gone else set()
    for claim in told if "claims" not in gone else ():
        said.add_value([getattr(claim, name) for name in ("says", "locator", "said", "stance") if name not in gone])
    kept = [asdict(source) for source in atlas.source_list if source not in silent]
    inward = {name: "" for name in SOURCE_INWARD if name not in publish.keep}
    said.add_value([{**source, **inward} for source in kept])
    said.add_value([[site.id, dict(site.names), site.sort, site.part_of] for site in atlas.places.values()])
    if "notes" not in gone:
        said.add_value([[site.note, site.coordinate_source] for site in atlas.places.values()])
        said.add_value([state.note for state in atlas.state_list])
        said.add_value([one.note for one in atlas.reporting_list if "reporting" not in gone])
    meta = asdict(atlas.meta)
    said.add_value([value for name, value in meta.items() if name not in ("home", "window", "chapters")])
    own_words = " ".join((codebook(atlas), counts_words(Counts(*[0] * len(fields(Counts)))), *MONTHS, OWN_WORDS))
    said.texts.append(own_words)
    said.strings |= set(_WORD.findall(own_words))
    said.add_value([[chapter.label, chapter.text] for chapter in atlas.meta.chapters])
    said.add_value([one.get("properties") for layer in atlas.context.values() for one in layer["features"]])
    return said


def _not_said(texts: Mapping[str, str], said: Inside) -> dict[str, str]:
    public = said.strings | {*_contained([*texts], said)}
    return {text: what for text, what in texts.items() if text.strip() and text not in public}


def _texts_in(found: Inside, texts: Mapping[str, str]) -> Iterator[str]:
    yield from (texts[text] for text in texts.keys() & found.strings)
    yield from (texts[text] for text in _contained([*texts], found))


def _contained(texts: Sequence[str], found: Inside) -> list[str]:
    """The long ones among the texts that stand anywhere in a file. Raises ExportError."""
    try:
        return contained(texts, "\n".join(dict.fromkeys(found.texts)))
    except ValueError as error:
        raise ExportError(f"nothing was written: {error} for what is kept back: narrow the view") from error


def _points(atlas: Atlas, publish: Publish, rows: Rows) -> dict[tuple[float, float], str]:
    """The exact points, but those that lie in the middle of their cell, or in the public basemap, anyway."""
    if publish.grid_m is None:
        return {}
    found: dict[tuple[float, float], str] = {}
    for site in atlas.places.values():
        found |= dict.fromkeys(_points_of(site), f"the exact place of site {site.id!r}")
    for row in rows:
        if not pd.isna(row["lon"]):
            found.setdefault((float(row["lon"]), float(row["lat"])), "the exact place of an incident")
    for claim in atlas.claim_list:
        if claim.lon and claim.lat:
            found.setdefault((float(claim.lon), float(claim.lat)), "the exact place that a claim names")
    context = Inside()
    context.add_value([one["geometry"] for layer in atlas.context.values() for one in layer["features"]])
    known = _around(_keys(*context.sides()))
    public = np.isin(_keys(*np.array([*found], float).reshape(-1, 2).T), known)
    return {
        point: what
        for (point, what), beside in zip(found.items(), public, strict=True)
        if not beside and not _in_the_middle(point, publish.grid_m)
    }


def _points_of(site: Site) -> Iterator[tuple[float, float]]:
    if site.lon is not None and site.lat is not None:
        yield site.lon, site.lat
    yield from ((float(rival["lon"]), float(rival["lat"])) for rival in site.rivals)
    yield from _positions(site.geometry["coordinates"] if site.geometry else [])


def _positions(coordinates: Any) -> Iterator[tuple[float, float]]:
    if coordinates and not isinstance(coordinates[0], list | tuple):
        yield float(coordinates[0]), float(coordinates[1])
    else:
        for inner in coordinates:
            yield from _positions(inner)


def _in_the_middle(point: tuple[float, float], metres: float) -> bool:
    """Whether a point is so near to the middle of its cell that nothing is given away by it."""
    lon, lat = grid_point(*point, metres)
    height = metres / METRES_A_DEGREE
    if abs((lat / height) % 1 - 0.5) * height > ROUNDING and abs(lat) < 90:  # noqa: PLR2004 - then this is no grid
        return False
    return max(abs(lon - point[0]), abs(lat - point[1])) < 2 * NEAR


def _points_in(found: Inside, points: Mapping[tuple[float, float], str]) -> Iterator[str]:
    """Whose exact places stand in a file: in degrees, in either order, or as cells of the grid of zoom 24."""
    if not points:
        return
    lons, lats = (np.array(axis, float) for axis in zip(*points, strict=True))
    columns, lines = grid(lons, lats)
    whose = list(points.values())
    ones, others = found.sides()
    for secret, made in ((_keys(lons, lats), _keys), (_cells(columns, lines), _cells)):
        near = _around(secret, _KEYS if made is _keys else 2**GRID_ZOOM).reshape(9, -1)
        for keys in (made(ones, others), made(others, ones)):
            known = keys[keys >= 0]  # a secret beyond 85 degrees has no cell, and what is none is no match for it
            yield from (whose[place] for place in np.flatnonzero(np.isin(near, known).any(axis=0)))


def _keys(lons: NDArray[Any], lats: NDArray[Any]) -> Keys:
    """Points as whole numbers, in steps of NEAR; what is no point is -1."""
    sound = (np.abs(lons) <= 180) & (np.abs(lats) <= 90)  # noqa: PLR2004 - degrees
    x, y = (np.where(sound, np.round(np.nan_to_num(axis) / NEAR), 0).astype(np.int64) for axis in (lons, lats))
    return np.where(sound, (x + _KEYS // 2) * _KEYS + y + _KEYS // 2, -1)


def _cells(columns: NDArray[Any], lines: NDArray[Any]) -> Keys:
    """Cells of the grid of zoom 24 as whole numbers; what is no cell is -1."""
    x, y = (np.nan_to_num(np.asarray(axis, float), nan=-1) for axis in (columns, lines))
    size = 2**GRID_ZOOM
    sound = (x >= 1) & (y >= 1) & (x < size) & (y < size) & (x == np.floor(x)) & (y == np.floor(y))
    return np.where(sound, np.where(sound, x, 0).astype(np.int64) * size + np.where(sound, y, 0).astype(np.int64), -1)


def _around(keys: Keys, width: int = _KEYS) -> Keys:
    """The keys and their eight neighbours."""
    return np.concatenate([keys + width * right + down for right in (-1, 0, 1) for down in (-1, 0, 1)])
