"""From when to when an atlas goes, as its index knows it."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mapkit.store.cubes import Cubes
from mapkit.store.duckdb_store import duckdb_store
from mapkit.store.incident_table import claim_table, incident_table
from mapkit.timeindex import TimeIndex, build
from mapkit.timeindex.union import Indexes
from mapkit.timespan import span_of
from mapkit.viewcube import Rows
from mapkit.when import OPEN_END, OPEN_START, day_number
from support.cubes import KINDS, some_rows
from support.examples import examples


@settings(max_examples=examples(20))
@given(st.lists(some_rows(), min_size=1, max_size=3))
def test_the_index_knows_from_when_to_when(some: list[Rows]) -> None:
    """The first and the last day are those of the incidents, open ends left out or not, in one index or in several."""
    known = [rows.dated & rows.placed for rows in some]
    start, end = (
        np.concatenate([getattr(rows, name)[kept] for rows, kept in zip(some, known, strict=True)]).astype(np.int64)
        for name in ("start", "end")
    )

    def run(*_: object) -> object:
        raise LookupError

    with TemporaryDirectory() as folder:
        for number, rows in enumerate(some):
            build([rows], Path(folder) / f"{number}", KINDS)
        index = Indexes([TimeIndex(Path(folder) / f"{number}") for number in range(len(some))])
    store = duckdb_store(incident_table([], {}, [], []), claim_table([]))
    store.run = run  # type: ignore[assignment,method-assign]
    try:
        found = Cubes(store, [f"{kind}" for kind in range(KINDS)], index).span
    except LookupError:
        assert not len(start) or {start.min(), end.max()} & {day_number(OPEN_START), day_number(OPEN_END)}
    else:
        assert found == span_of(start, end)
