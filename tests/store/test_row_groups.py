from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapkit.store import row_groups as store_row_groups
from mapkit.store.row_groups import Numbered
from support.examples import examples

GROUP = 4
some_numbers = st.lists(st.integers(0, 60), max_size=40)


def written(folder: Path, files: list[list[int]], *, told: bool = True) -> list[Path]:
    """Files of rows with these numbers and a text each, in groups of four."""
    paths = []
    for place, numbers in enumerate(files):
        table = pa.table(
            {
                "text": pa.array([f"{place}-{line}" for line in range(len(numbers))], pa.string()),
                "row": pa.array(numbers, pa.int32()),
            }
        )
        paths.append(folder / f"{place}.parquet")
        pq.write_table(table, paths[-1], row_group_size=GROUP, write_statistics=told)
    return paths


@settings(max_examples=examples(40))
@given(st.lists(some_numbers, min_size=1, max_size=3), some_numbers, st.booleans(), st.booleans())
def test_they_are_the_rows_with_the_numbers(
    files: list[list[int]], wanted: list[int], rising: bool, told: bool
) -> None:
    """All rows with one of the numbers come once, in the order of the files, however numbers lie in them."""
    files = [sorted(one) for one in files] if rising else files
    with TemporaryDirectory() as name:
        found = Numbered(written(Path(name), files, told=told), "row", ("row", "text"), ("text",))(wanted)
    expected = [(number, f"{place}-{line}") for place, one in enumerate(files) for line, number in enumerate(one)]
    rows = list(zip(found["row"].to_pylist(), found["text"].to_pylist(), strict=True))
    assert rows == [pair for pair in expected if pair[0] in wanted]


@pytest.fixture
def groups(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The groups that are read, as they are."""
    seen: list[int] = []

    class Watched(pq.ParquetFile):
        """A file that tells what is read of it."""

        def read_row_groups(self, row_groups: list[int], columns: list[str]) -> pa.Table:
            seen.extend(row_groups)
            return super().read_row_groups(row_groups, columns)

    monkeypatch.setattr(store_row_groups.pq, "ParquetFile", Watched)
    return seen


def test_only_groups_that_may_hold_them_are_read(tmp_path: Path, groups: list[int]) -> None:
    """Of numbers that rise, one group a number is read, and none for numbers that are not there."""
    find = Numbered(written(tmp_path, [list(range(40))]), "row", ("row", "text"))
    assert find([3, 17, 17])["row"].to_pylist() == [3, 17]
    assert groups == [0, 4]
    assert len(find([99])) == 0
    assert groups == [0, 4]
