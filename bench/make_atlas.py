"""An atlas of made incidents (bench/make_incidents.py), for every benchmark that needs a large one."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from make_incidents import COLOURS, KINDS, Incidents, made, texts, written_dates

from mapkit.atlas import Atlas
from mapkit.mercator import grid
from mapkit.records import SHAPES, Kind, Meta
from mapkit.store.duckdb_store import duckdb_store
from mapkit.store.incident_table import SCHEMA, claim_table
from mapkit.where import BBox


def made_atlas(count: int, seed: int = 1, *, alone: bool = False, lasting: bool = False) -> Atlas:
    """An atlas of made incidents, built from columns: a folder of a million rows would take minutes to read.

    Each is one day of its span, or lasted through all of it if `lasting`.
    """
    incidents = made(count, seed, alone=alone)
    looks = zip(KINDS, COLOURS, (*SHAPES, *SHAPES), strict=False)
    kinds = tuple(Kind(name, name.title(), *look) for name, *look in looks)
    meta = Meta(f"{count:,} made incidents", home=BBox(41, 37.5, 51, 42.5), kinds=kinds)
    store = duckdb_store(_table(incidents, lasting=lasting), claim_table(()))
    return Atlas(
        meta=meta,
        places={},
        source_list=(),
        claim_list=(),
        state_list=(),
        context={},
        store=store,
        digest=f"{count}-{seed}-{alone}-{lasting}",
    )


def _table(one: Incidents, *, lasting: bool) -> pa.Table:
    """The columns of the store's schema; those that are not made are empty."""
    columns, lines = grid(one.lon, one.lat)
    title = texts("Incident ", len(one))
    given = {
        "row": np.arange(len(one)),
        "id": texts("made-", len(one)),
        "when": written_dates(one, lasting=lasting),
        "start": one.start,
        "sure_start": one.start if lasting else one.end - 1,
        "sure_end": one.end if lasting else one.start + 1,
        "end": one.end,
        "lon": one.lon,
        "lat": one.lat,
        "kind": pa.array(KINDS).take(pa.array(one.kind)),
        "title": title,
        "haystack": pc.utf8_lower(title),
        "cell_x": columns,
        "cell_y": lines,
    }
    filled = {field.name: given.get(field.name, _empty(field.type, len(one))) for field in SCHEMA}
    return pa.table([pa.array(filled[field.name]).cast(field.type) for field in SCHEMA], schema=SCHEMA)


def _empty(kind: pa.DataType, count: int) -> pa.Array:
    value = "" if kind == pa.string() else False if kind == pa.bool_() else None
    return pa.repeat(pa.scalar(value, kind), count)
