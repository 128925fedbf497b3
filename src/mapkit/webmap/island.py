"""The island: what the page gets to know of an atlas, as one document with columns of numbers.

It holds every incident that passes the view's filters at any time, so that the map can scrub without asking. It is the
only way data reach a page, and it passes through no template (`columns.encode` and `columns.pack` write it).
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from mapkit import __version__
from mapkit.atlas import Atlas
from mapkit.drawing.marks import mark_of
from mapkit.drawing.patterns import looks_of
from mapkit.edtf import Days
from mapkit.filter_words import filters_alone
from mapkit.naming import local_languages
from mapkit.records import Meta
from mapkit.store.cubes import span_of_store
from mapkit.store.incident_table import written_name
from mapkit.timespan import span_of
from mapkit.view import View
from mapkit.webmap.columns import Column, real, whole
from mapkit.webmap.embedded_cubes import carried
from mapkit.webmap.entries import entries, site_index
from mapkit.webmap.facets import facets, large_facets
from mapkit.webmap.lasting_parts import lasting_parts
from mapkit.webmap.lens_parts import lens_parts, speaker_parts, with_lenses
from mapkit.webmap.opening import window_days
from mapkit.when import ALWAYS
from mapkit.where import LANDS
from mapkit.words import (
    NOTES,
    spoken_names,
)

VERSION = 4
MAX_TEXTS = 20_000  # with more incidents the texts stay with the server, which the page asks for those it shows


def island(atlas: Atlas) -> dict[str, Any]:
    """The atlas as the page's script takes it; days are numbers since 1970-01-01, places degrees or grid numbers.

    That of a large atlas holds counts in place of its incidents (`is_large_file`).
    """
    if is_large_file(atlas):
        return _carrying(atlas)
    atlas = with_lenses(atlas)
    view = atlas.view.without("when", "certain")
    shown, undated, unplaced = (atlas.store.numbers(view, status) for status in ("shown", "undated", "unplaced"))
    index = site_index(atlas)
    apart = [*undated["row"].to_pylist(), *unplaced["row"].to_pylist()]
    worded = len(shown) + len(apart) <= MAX_TEXTS
    return {
        "version": VERSION,
        **_about(atlas, _span(shown)),
        **lasting_parts(atlas, index),
        "marks": _marks(shown, index),
        "incidents": _incidents(atlas.meta, shown, apart),
        "facets": facets(atlas, view, [*shown["row"].to_pylist(), *apart], index, worded=worded),
        "speakers": speaker_parts(atlas, index),
        "lens": lens_parts(atlas, [*shown["row"].to_pylist(), *apart], index),
        "texts": _all_texts(atlas) if worded else None,
        "own": _own_columns(atlas),
        "undated": undated["row"].to_pylist(),
        "unplaced": unplaced["row"].to_pylist(),
        "unplaced_days": [
            list(days) for days in zip(*(unplaced[day].to_pylist() for day in Days._fields), strict=True)
        ],
    }


def _own_columns(atlas: Atlas) -> list[list[str]]:
    """The user's own columns, and where an entry tells them: "own" or "notes", and under which words."""
    words = {name: ("notes", told) for name, told in NOTES.items()}
    words |= {name: ("own", told) for name, told in spoken_names(atlas.store.columns).items()}
    return [[written_name(name), *words[name]] for name in atlas.store.own if name in words]


def is_large_file(atlas: Atlas) -> bool:
    """Whether a file of the atlas holds counts: what its view lets through at any time is too much for one file."""
    return atlas.through(atlas.view.without("when", "certain")).large_view


def _carrying(atlas: Atlas) -> dict[str, Any]:
    """The island of a file that answers its page by itself; where a box was asked for it opens on that."""
    found = carried(atlas)
    levels = [{"zoom": zoom, "data": b64encode(data).decode()} for zoom, data in found.levels.items()]
    cubes = {"box": list(found.box.sides), "levels": levels, "whole": b64encode(found.whole).decode()}
    island = {**large_island(atlas), "carried": cubes}
    return {**island, "home": list(found.box.sides)} if atlas.view.where else island


def large_island(atlas: Atlas) -> dict[str, Any]:
    """The island of a large atlas: all but its incidents, of which the page asks view cubes for what it shows."""
    none, index = np.zeros(0, np.int64), site_index(atlas)
    view = atlas.view.without("when", "certain")
    span = atlas.cubes.span if atlas.cubes and view == View() else span_of_store(atlas.store.run, view)
    nothing = {
        "count": 0,
        **dict.fromkeys(("start", "days", "late", "early", "kind", "mark", "row", "disputed"), whole(none)),
    }
    return {
        "version": VERSION,
        **_about(atlas, window_days(span)),
        **lasting_parts(atlas, index),
        "marks": {"count": 0, "x": whole(none), "y": whole(none), "site": whole(none), "precision_m": real(none)},
        "incidents": nothing,
        "facets": large_facets(atlas),
        "texts": None,
        "undated": [],
        "unplaced": [],
        "unplaced_days": [],
        "cubes": True,
    }


def texts(atlas: Atlas, rows: list[int]) -> dict[str, Any]:
    """What a card says of incidents, by row; a row that the atlas does not have is left out."""
    return {str(entry["row"]): entry for entry in entries(atlas, atlas.store.at(rows))}


def _about(atlas: Atlas, span: list[int]) -> dict[str, Any]:
    meta, looks = atlas.meta, looks_of(atlas.meta.states)
    window = meta.window if atlas.view.when == ALWAYS else atlas.view.when
    languages = dict.fromkeys(language for site in atlas.places.values() for language in site.names)
    return {
        "title": meta.title,
        "description": meta.description,
        "licence": meta.licence,
        "credits": list(meta.credits),
        "calendar": meta.calendar,
        "digest": atlas.digest,
        "mapkit": __version__,
        "all": atlas.counts.all,
        "view": str(atlas.view.without("when", "certain")),
        "asked": filters_alone(atlas),
        "home": _home(atlas),
        "span": span,
        "window": window_days(window) if window and not window.empty else span,
        "languages": list(languages),
        "labels": list(meta.labels if meta.labels_fixed else atlas.named),
        "local": list(local_languages(atlas)),
        "labelsFixed": meta.labels_fixed,
        "kinds": list(map(asdict, meta.kinds)),
        "parties": list(map(asdict, meta.parties)),
        "layers": list(map(asdict, meta.layers)),
        "stateKinds": [{"id": kind.id, "label": kind.label, **asdict(looks[kind.id])} for kind in meta.states],
        "lastDay": atlas.last_day,
        "chapters": [
            {
                "label": one.label,
                "window": window_days(one.when),
                "box": one.box and list(one.box.sides),
                "text": one.text,
            }
            for one in meta.chapters
        ],
    }


def _home(atlas: Atlas) -> list[float]:
    """The box a map opens with: the atlas's own, else what it holds with a margin, else the world."""
    extent = atlas.extent
    if atlas.meta.home or extent is None:
        return list((atlas.meta.home or LANDS).sides)
    margin = max(0.05, (extent.east - extent.west) / 20, (extent.north - extent.south) / 20)
    west, south = max(-180.0, extent.west - margin), max(-90.0, extent.south - margin)
    return [west, south, min(180.0, extent.east + margin), min(90.0, extent.north + margin)]


def _span(shown: pa.Table) -> list[int]:
    """First and last day of what is placed and dated; nothing at all is one day."""
    found = span_of(*(shown[name].to_numpy().astype(np.int64) for name in ("start", "end")))
    return window_days(found) if found else [0, 1]


def _marks(shown: pa.Table, index: Mapping[str, int]) -> dict[str, Any]:
    """One entry a place, in the order of the first incident there."""
    marks = mark_of(shown)
    _, first = np.unique(marks, return_index=True)
    spots = shown["spot"].take(pa.array(first)).to_pylist()
    metres = np.nan_to_num(shown["precision_m"].to_numpy())
    coarsest = np.zeros(len(first))
    np.maximum.at(coarsest, marks, metres)
    return {
        "count": len(first),
        "x": whole(shown["cell_x"].to_numpy()[first]),
        "y": whole(shown["cell_y"].to_numpy()[first]),
        "site": whole(np.array([index.get(spot, -1) for spot in spots], np.int64)),
        "precision_m": real(coarsest),
    }


def _incidents(meta: Meta, shown: pa.Table, apart: list[int]) -> dict[str, Any]:
    """What is dated and placed, by start.

    `late` is how many days before its last day the latest first one lies, `early` how many after its first day the
    earliest last one: nothing but zeros where each is one day of several.
    """
    kinds = pd.Index([kind.id for kind in meta.kinds])
    start, sure_start, sure_end, end = (shown[name].to_numpy().astype(np.int64) for name in Days._fields)
    return {
        "count": len(shown),
        "start": whole(start),
        "days": whole(end - start),
        "late": whole(end - 1 - sure_start),
        "early": whole(sure_end - 1 - start),
        "kind": whole(kinds.get_indexer(shown["kind"].to_pandas())),
        "mark": whole(mark_of(shown)),
        "disputed": whole(shown["disputed"].to_numpy().astype(np.int64)),
        "row": _rows(shown["row"].to_numpy(), apart),
    }


def _rows(rows: NDArray[Any], apart: list[int]) -> Column:
    """The rows as a column; "rest" where they are all rows in order but those apart."""
    rest = np.setdiff1d(np.arange(len(rows) + len(apart)), apart)
    return Column("rest") if np.array_equal(rest, rows) else whole(rows)


def _all_texts(atlas: Atlas) -> dict[str, Any]:
    rows = atlas.through(atlas.view.without("when", "certain")).rows(status=None)
    return {str(entry["row"]): entry for entry in entries(atlas, rows[rows["status"] != "outside"])}
