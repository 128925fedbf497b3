"""Sorting out of core is sorting: by place and then by day, what is on no map last, equal ones as they came."""

from itertools import chain, pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapkit.saving.large import sort
from mapkit.saving.large.sort import Sorter, keys_of, tiles_of
from mapkit.when import OPEN_END, OPEN_START, day_number
from support.examples import examples
from support.rows_made import table_of

POINTS = st.sampled_from([None, (46.75, 39.85), (46.751, 39.851), (-179.9, 80.0), (179.9, -85.0), (0.0, 0.0)])
STARTS = st.none() | st.sampled_from([day_number(OPEN_START), -1, 0, 18_000, 18_001, day_number(OPEN_END) - 1])
ROWS = st.lists(st.tuples(POINTS, STARTS), max_size=40)


def tiny(monkeypatch: pytest.MonkeyPatch, most: int = 600) -> None:
    """Let runs and bands be of a few rows."""
    for name, value in (("MAX_BYTES", most), ("SAMPLE", 2), ("BATCH", 3)):
        monkeypatch.setattr(sort, name, value)


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, st.lists(st.integers(0, 40), max_size=4), st.sampled_from([300, 600, 1500]))
def test_runs_and_bands_sort_as_one(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[tuple[float, float] | None, int | None]],
    cuts: list[int],
    most: int,
) -> None:
    """Rows that are added in any pieces come in the order of their keys, equal ones as they came."""
    with pytest.MonkeyPatch.context() as patch:
        tiny(patch, most)
        whole, sorter = table_of(rows), Sorter(tmp_path_factory.mktemp("sorting") / "scratch")
        edges = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
        for low, high in pairwise(edges):
            sorter.add(whole.slice(low, high - low))
        bands = list(sorter.bands())
    found = pa.concat_tables([whole.slice(0, 0), *(table for _, table in bands)])
    order = sorted(range(len(rows)), key=lambda number: (int(keys_of(whole)[number]), number))
    assert found["row"].to_pylist() == order
    assert found.equals(whole.take(pa.array(order, pa.int64())))
    assert np.concatenate([np.zeros(0, np.uint64), *(keys for keys, _ in bands)]).tolist() == keys_of(found).tolist()


def test_the_order_is_place_then_day() -> None:
    """Tiles come in Morton order, days in their order in a cell, and what is undated or unplaced comes last."""
    rows = [(None, 5), ((46.75, 39.85), 7), ((46.75, 39.85), None), ((-179.9, 80.0), 9), ((46.75, 39.85), -3)]
    keys = keys_of(table_of(rows))
    assert np.argsort(keys, kind="stable").tolist() == [3, 4, 1, 2, 0]
    assert tiles_of(keys).tolist()[:3] == [-1, tiles_of(keys)[4], -1]
    assert tiles_of(keys)[3] == 0b000010  # row 1, column 0 of 16


def test_many_rows_of_one_key_are_not_held_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands on one point and one day come in the pieces they were kept in, in their order."""
    tiny(monkeypatch, 20_000)
    sorter = Sorter(tmp_path / "scratch")
    for first in range(0, 3000, 100):
        sorter.add(table_of([((46.75, 39.85), 7)] * 100, first))
    sorter.add(table_of([((0.0, 0.0), 1), (None, None)], 3000))  # south-west of it
    pieces = [table["row"].to_pylist() for _, table in sorter.bands()]
    assert list(chain(*pieces)) == [*range(3000), 3000, 3001]
    assert max(map(len, pieces)) < 300
