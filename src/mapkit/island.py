"""The island: what the page gets to know of an atlas, as JSON with columns of base64 typed arrays.

It holds every incident that passes the view's filters at any time, so that the map can scrub without asking. It is the
only way data reach a page, and it passes through no template.
"""

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapkit.assets import world
from mapkit.atlas import Atlas
from mapkit.incidents import SCHEMA
from mapkit.marks import placed
from mapkit.records import BOUNDS, TOLLS, Claim, Meta, Site, Source, State
from mapkit.when import ALWAYS, OPEN_END, OPEN_START, Window, day_number
from mapkit.where import BBox
from mapkit.words import BASIS_WORDS, precision_words, toll_words, when_words

VERSION = 1
DERIVED = {*SCHEMA.names, "certain", "status", "place"}
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def encode(island: Mapping[str, Any]) -> str:
    """The island as JSON that is safe inside a script element: no sign in it can close or open one."""
    text = json.dumps(island, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)
    return text.translate(_ESCAPES)


def column(values: Iterable[Any], dtype: str) -> dict[str, Any]:
    """A column as base64 of little-endian numbers; `dtype` is a numpy code such as "i4"."""
    data = np.asarray(list(values) if not isinstance(values, np.ndarray) else values).astype(f"<{dtype}").tobytes()
    return {"dtype": dtype, "offset": 0, "data": base64.b64encode(data).decode()}


def narrow(values: NDArray[np.int64]) -> dict[str, Any]:
    """A column of whole numbers in the smallest unsigned type that holds them above their least one."""
    low = int(values.min()) if len(values) else 0
    width = int(values.max()) - low if len(values) else 0
    dtype = next(code for code, size in (("u1", 2**8), ("u2", 2**16), ("u4", 2**32)) if width < size)
    return {**column(values - low, dtype), "offset": low}


def bits(rows: Iterable[int], size: int) -> str:
    """Base64 of a bitset over `size` rows; bit i of byte i // 8 has the value 1 << (i % 8)."""
    flags = np.zeros(size, np.uint8)
    flags[list(rows)] = 1
    return base64.b64encode(np.packbits(flags, bitorder="little").tobytes()).decode()


def island(atlas: Atlas) -> dict[str, Any]:
    """The atlas as the page's script takes it; days are numbers since 1970-01-01, places are degrees."""
    always = replace(atlas, view=atlas.view.without("when", "certain"))
    rows = always.rows(status=None)
    rows = rows[rows["status"] != "outside"]
    shown = placed(always, rows[rows["status"] == "shown"])
    index = {site: place for place, site in enumerate(atlas.places)}
    return {
        "version": VERSION,
        **_about(atlas, shown),
        "sites": [_site(site) for site in atlas.places.values()],
        "states": [_state(atlas.meta, state, index) for state in atlas.state_list],
        "context": atlas.context or plain_world(),
        **_columns(atlas.meta, shown, index),
        "texts": _texts(atlas, rows, index),
        "undated": rows.loc[rows["status"] == "undated", "row"].tolist(),
        "unplaced": rows.loc[rows["status"] == "unplaced", "row"].tolist(),
        "unplaced_days": rows.loc[rows["status"] == "unplaced", ["start", "end"]].astype("int64").to_numpy().tolist(),
    }


def plain_world() -> dict[str, Any]:
    """The world that an atlas without a basemap of its own stands on, in the form of a basemap."""
    features = world()["features"]
    parts = {"land": "land", "borders": "border", "disputed": "disputed"}
    return {
        name: {"type": "FeatureCollection", "features": [one for one in features if one["properties"]["kind"] == kind]}
        for name, kind in parts.items()
    }


def _about(atlas: Atlas, shown: pd.DataFrame) -> dict[str, Any]:
    meta, span = atlas.meta, _span(shown)
    window = meta.window if atlas.view.when == ALWAYS else atlas.view.when
    languages = dict.fromkeys(language for site in atlas.places.values() for language in site.names)
    return {
        "title": meta.title, "description": meta.description, "licence": meta.licence, "credits": list(meta.credits),
        "calendar": meta.calendar, "digest": atlas.digest, "home": _home(atlas), "span": span,
        "window": _days(window) if window and not window.empty else span, "languages": list(languages),
        "labels": list(meta.labels), "kinds": list(map(asdict, meta.kinds)), "parties": list(map(asdict, meta.parties)),
        "layers": list(map(asdict, meta.layers)), "stateKinds": list(map(asdict, meta.states)),
        "chapters": [
            {"label": one.label, "window": _days(one.when), "box": _box(one.box)} for one in meta.chapters
        ],
    }  # fmt: skip


def _days(window: Window) -> list[int]:
    return [day_number(window.start), day_number(window.end)]


def _box(box: BBox | None) -> list[float] | None:
    return [box.west, box.south, box.east, box.north] if box else None


def _home(atlas: Atlas) -> list[float]:
    """The box a map opens with: the atlas's own, else what it holds with a margin, else the world."""
    extent = atlas.extent
    if atlas.meta.home or extent is None:
        return _box(atlas.meta.home) or [-170.0, -60.0, 170.0, 75.0]
    margin = max(0.05, (extent.east - extent.west) / 20, (extent.north - extent.south) / 20)
    west, south = max(-180.0, extent.west - margin), max(-90.0, extent.south - margin)
    return [west, south, min(180.0, extent.east + margin), min(90.0, extent.north + margin)]


def _span(shown: pd.DataFrame) -> list[int]:
    """First and last day of what is placed and dated; open ends do not stretch it, nothing at all is one day."""
    ends = pd.concat([shown["start"], shown["start"] + 1, shown["end"]]).astype("int64")
    ends = ends[(ends > day_number(OPEN_START)) & (ends < day_number(OPEN_END))]
    return [int(ends.min()), int(ends.max())] if len(ends) else [0, 1]


def _columns(meta: Meta, shown: pd.DataFrame, index: Mapping[str, int]) -> dict[str, Any]:
    """Marks (one a place) and incidents (sorted by start), as columns."""
    kinds = {kind.id: place for place, kind in enumerate(meta.kinds)}
    keys = list(zip(shown["place"], shown["lon"], shown["lat"], strict=True))
    marks = {key: mark for mark, key in enumerate(dict.fromkeys(keys))}
    numbers = [marks[key] for key in keys]
    coarsest = shown["precision_m"].fillna(0).groupby(pd.Series(numbers, shown.index, "int64")).max()
    return {
        "marks": {
            "count": len(marks),
            "lon": column([lon for _, lon, _ in marks], "f4"), "lat": column([lat for _, _, lat in marks], "f4"),
            "site": column([index.get(site, -1) for site, _, _ in marks], "i4"), "precision_m": column(coarsest, "f4"),
        },
        "incidents": {
            "count": len(shown),
            "start": narrow(shown["start"].to_numpy("int64")), "end": narrow(shown["end"].to_numpy("int64")),
            "kind": narrow(np.array([kinds[kind] for kind in shown["kind"]], "int64")),
            "mark": narrow(np.array(numbers, "int64")), "row": narrow(shown["row"].to_numpy("int64")),
        },
    }  # fmt: skip


def _site(site: Site) -> dict[str, Any]:
    return {
        "id": site.id, "layer": site.layer, "names": {language: list(names) for language, names in site.names.items()},
        "sort": site.sort, "precision_m": site.precision_m, "precision_words": precision_words(site.precision_m),
        "lon": site.lon, "lat": site.lat, "geometry": site.geometry,
        "valid": _days(site.valid.window) if site.valid else None,
        "valid_words": when_words(site.valid.text) if site.valid else "", "part_of": site.part_of or None,
        "note": site.note, "coordinate_source": site.coordinate_source, "rivals": list(map(dict, site.rivals)),
    }  # fmt: skip


def _state(meta: Meta, state: State, index: Mapping[str, int]) -> dict[str, Any]:
    start, end = _days(state.when.window)
    kinds = [kind.id for kind in meta.states]
    return {
        "site": index[state.site], "start": start, "end": end, "state": kinds.index(state.state),
        "when_words": when_words(state.when.text), "source": _source(meta, state.source) if state.source else None,
        "note": state.note,
    }  # fmt: skip


def _source(meta: Meta, source: Source) -> dict[str, Any]:
    label = next((party.label for party in meta.parties if party.id == source.party), "")
    return {
        "title": source.title, "publisher": source.publisher, "party": source.party, "party_label": label,
        "url": source.url or None, "archive_url": source.archive_url or None, "published": source.published,
    }  # fmt: skip


def _texts(atlas: Atlas, rows: pd.DataFrame, index: Mapping[str, int]) -> dict[str, Any]:
    kinds = {kind.id: place for place, kind in enumerate(atlas.meta.kinds)}
    return {str(row["row"]): _text(atlas, row, kinds, index) for row in rows.to_dict("records")}


def _text(atlas: Atlas, row: Mapping[Any, Any], kinds: Mapping[str, int], index: Mapping[str, int]) -> dict[str, Any]:
    plain = ("id", "title", "text", "when", "when_basis", "quote")
    return {
        **{name: row[name] for name in plain}, "when_words": when_words(row["when"]),
        "basis_words": BASIS_WORDS.get(row["when_basis"], ""), "kind": kinds[row["kind"]],
        "disputed": bool(row["disputed"]), "site": index.get(row["site"]),
        "precision_m": None if pd.isna(row["precision_m"]) else float(row["precision_m"]),
        "precision_words": precision_words(row["precision_m"]),
        "tolls": {toll: _toll(row, toll) for toll in TOLLS},
        "toll_words": [words for toll in TOLLS if (words := toll_words(row, toll))],
        "own": {str(name): str(value) for name, value in row.items() if name not in DERIVED and value},
        "claims": [_claim(atlas.meta, claim) for claim in atlas.claims_by_incident.get(row["id"], ())],
    }  # fmt: skip


def _toll(row: Mapping[Any, Any], toll: str) -> list[int | None] | None:
    values = [row[f"{toll}_{bound}"] for bound in BOUNDS]
    whole = [None if pd.isna(value) else int(value) for value in values]
    return None if whole == [None] * len(BOUNDS) else whole


def _claim(meta: Meta, claim: Claim) -> dict[str, Any]:
    about = _source(meta, claim.source)
    about["source"] = about.pop("title")
    return {**about, "stance": claim.stance, "says": claim.says, "locator": claim.locator}
