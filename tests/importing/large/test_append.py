"""A table that is added to a large atlas gives what both tables as one give, or is refused and changes nothing."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mapkit as mk
from mapkit.errors import AtlasError
from mapkit.importing.large import blocks as large_blocks
from mapkit.importing.large.append import import_more
from mapkit.importing.large.import_large import import_large
from support.examples import examples
from support.import_rows import COLUMNS, MAPPING, ROWS, said, written

FIRST = ("z", "2020-11-10", "", "39.85", "46.75", "1", "1", "A", "", "", "", "", "TASS", "")
SECOND = ("y", "2020-11-11", "", "39.85", "46.75", "1", "2", "A", "", "", "", "", "TASS;Azertac", "")


@settings(max_examples=examples(4), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, st.integers(0, 12))
def test_two_tables_are_one(tmp_path_factory: pytest.TempPathFactory, rows: Any, cut: int) -> None:
    """Rows, counts, sources and the index of a table that is added are those of both tables imported as one."""
    folder = tmp_path_factory.mktemp("more")
    seen: set[str] = set()
    alone = [row for row in rows if not (row[0] in seen or seen.add(row[0]))]  # type: ignore[func-returns-value]  # it adds
    head, tail = [FIRST, SECOND, *alone[:cut]], alone[cut:]
    kinds = {row[6] for row in head}
    tail = [row for row in tail if row[6] in kinds]
    whole = import_large(written(folder / "a.csv", [*head, *tail]), folder / "whole.parquet", MAPPING)
    first = import_large(written(folder / "a.csv", head), folder / "more.parquet", MAPPING)
    second = import_more(written(folder / "b.csv", tail), folder / "more.parquet", MAPPING)
    one, two = mk.read(folder / "more.parquet"), mk.read(folder / "whole.parquet")
    assert (first.kept + second.kept, first.reported + second.reported) == (whole.kept, whole.reported)
    assert one.rows(None).equals(two.rows(None))
    assert one.store.whole().equals(two.store.whole())
    assert said(one) == said(two)
    assert one.time_index
    assert one.time_index.count == one.count()


def test_what_the_atlas_does_not_have_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids that are taken and kinds that there are not are told all at once, over all blocks, and nothing changes."""
    import_large(written(tmp_path / "a.csv", [FIRST]), tmp_path / "a.parquet", MAPPING)
    before, files = mk.read(tmp_path / "a.parquet").digest, sorted((tmp_path / "a.parquet").rglob("*"))
    rows = [FIRST, *((f"r{number}", *SECOND[1:13], "x" * 90) for number in range(200))]
    monkeypatch.setattr(large_blocks, "BLOCK", 5_000)
    with pytest.raises(AtlasError) as caught:
        import_more(written(tmp_path / "b.csv", rows), tmp_path / "a.parquet", MAPPING)
    assert [one.code for one in caught.value.problems] == ["id-taken", "kind-unknown"]
    assert (mk.read(tmp_path / "a.parquet").digest, sorted((tmp_path / "a.parquet").rglob("*"))) == (before, files)


def test_columns_that_the_atlas_does_not_have_are_refused(tmp_path: Path) -> None:
    """A table with a column of its owner's that the atlas lacks is refused; one that lacks a column leaves it empty."""
    narrow = [row[:-1] for row in (FIRST, SECOND)]
    path = tmp_path / "b.csv"
    path.write_text("\n".join(",".join(row) for row in (COLUMNS[:-1], *narrow)) + "\n", "utf-8")
    import_large(path, tmp_path / "narrow.parquet", MAPPING)
    wide = written(tmp_path / "a.csv", [(name, *FIRST[1:13], "mine") for name in "pq"])
    with pytest.raises(AtlasError, match="has no column 'own'"):
        import_more(wide, tmp_path / "narrow.parquet", MAPPING)
    import_large(wide, tmp_path / "wide.parquet", replace(MAPPING, kinds={"1": "Battle", "2": "Battle"}))
    import_more(path, tmp_path / "wide.parquet", replace(MAPPING, kinds={"1": "Battle", "2": "Battle"}))
    assert mk.read(tmp_path / "wide.parquet").rows(None)["own"].tolist() == ["mine", "mine", "", ""]


def test_sources_are_the_atlas_s_own_where_they_are_the_same(tmp_path: Path) -> None:
    """A source with the title, address and date of one that is there is that one; another gets a free id."""
    import_large(written(tmp_path / "a.csv", [FIRST]), tmp_path / "a.parquet", MAPPING)
    other = ("x", *SECOND[1:6], "1", *SECOND[7:12], "Azertac;TASS", "")
    import_more(written(tmp_path / "b.csv", [other]), tmp_path / "a.parquet", MAPPING)
    sources = {source.title: source.id for source in mk.read(tmp_path / "a.parquet").source_list}
    assert sources == {"Made data": "dataset", "TASS": "source-1", "Azertac": "source-1-2"}
