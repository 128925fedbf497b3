"""Facets: what a page needs to answer filters by itself, as compact columns beside the incidents.

Lines stand in the order in which the page has incidents: the dated and placed ones by start, then the undated, then the
unplaced. What their texts hold, where those travel too, is not told twice.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from mapkit.atlas import Atlas
from mapkit.records import STANCES, TOLL_COLUMNS, Source
from mapkit.store.store import LONGEST_VALUE
from mapkit.view import View
from mapkit.webmap.columns import Column, whole

MAX_VALUES = 500  # of a column of the user's own: one with more is no list to pick from
FEW, BRIEF = 50, 40  # nor is one with nearly a value a line, unless they are few, and of so many characters on average
MAX_SOURCES = 5_000  # that the page of a large atlas lists


def facets(atlas: Atlas, view: View, rows: Sequence[int], index: Mapping[str, int], *, worded: bool) -> dict[str, Any]:
    """The facets of the incidents of these rows, all that pass the view; `worded` where their texts travel too.

    `index` numbers the sites. A column of the user's own that is told as None is none to pick values from.
    """
    lines, own = np.array(rows, np.int64), atlas.store.own
    told = [] if worded else ["site", "kind", "disputed", "precision_m", *TOLL_COLUMNS]
    table = atlas.store.passing(view, ["row", *told, *own])
    table = table.take(pa.array(np.searchsorted(table["row"].to_numpy(), lines)))
    return {
        "count": len(rows),
        **_claims(atlas, view, lines),
        **(_facts(atlas, table, index) if told else {}),
        "own": {name: _values(table[name]) for name in own},
    }


def _facts(atlas: Atlas, table: pa.Table, index: Mapping[str, int]) -> dict[str, Any]:
    """What the texts of incidents would tell; a toll of -1 is not stated, and a site of -1 is none."""
    kinds = [kind.id for kind in atlas.meta.kinds]
    return {
        "site": _numbered(table["site"], list(index)),
        "kind": _numbered(table["kind"], kinds),
        "disputed": whole(table["disputed"].to_numpy().astype(np.int64)),
        "precision_m": _coded(table["precision_m"]),
        **{name: whole(table[name].fill_null(-1).to_numpy().astype(np.int64)) for name in TOLL_COLUMNS},
    }


def large_facets(atlas: Atlas) -> dict[str, Any]:
    """Of a large atlas the sources and the names of its own columns: filters are asked of the server."""
    listed = atlas.source_list[:MAX_SOURCES]
    more = len(atlas.source_list) - len(listed)
    return {"count": 0, "sources": list(map(_source, listed)), "more": more, "own": dict.fromkeys(atlas.store.own)}


def _source(source: Source) -> dict[str, str]:
    return {"id": source.id, "title": source.title, "publisher": source.publisher, "party": source.party}


def _claims(atlas: Atlas, view: View, lines: NDArray[Any]) -> dict[str, Any]:
    """The sources that are cited; how many claims each line has; and of all, line by line, their source and stance."""
    table = atlas.store.claimed(view)
    cited = set(table["source"].unique().to_pylist())
    sources = [one for one in atlas.source_list if one.id in cited]
    line = pd.Index(lines).get_indexer(table["row"].to_pandas())
    table = table.take(pa.array(np.argsort(line, kind="stable")))
    return {
        "sources": list(map(_source, sources)),
        "claims": whole(np.bincount(line, minlength=len(lines))),
        "said": {
            "count": len(line),
            "source": _numbered(table["source"], [one.id for one in sources]),
            "stance": _numbered(table["stance"], STANCES),
        },
    }


def _numbered(column: pa.ChunkedArray, known: Sequence[str]) -> Column:
    return whole(pd.Index(list(known)).get_indexer(column.to_pandas()))


def _coded(column: pa.ChunkedArray) -> dict[str, Any]:
    """A column as its distinct values, and which of them each line has; None states nothing."""
    codes, values = pd.factorize(column.to_pandas(), use_na_sentinel=False)
    return {"values": [None if pd.isna(one) else one for one in values.tolist()], "codes": whole(codes)}


def _values(column: pa.ChunkedArray) -> dict[str, Any] | None:
    found = _coded(column)
    sizes = [len(one or "") for one in found["values"]]
    brief = len(sizes) <= FEW and sum(sizes) <= BRIEF * len(sizes)
    listed = len(sizes) <= MAX_VALUES and max(sizes, default=0) <= LONGEST_VALUE
    return found if listed and (brief or 2 * len(sizes) <= len(column)) else None
