"""The import of large tables gives what the import row by row gives."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mapkit as mk
from mapkit.errors import AtlasError, ExportError
from mapkit.importing.large import blocks as large_blocks
from mapkit.importing.large.append import import_more
from mapkit.importing.large.blocks_mapping import told_in_blocks
from mapkit.importing.large.digest import Digest
from mapkit.importing.large.import_large import import_large
from mapkit.importing.large.plain_rows import can_be_plain, folded, plain_mask
from mapkit.importing.mapping.table_map import TableMap
from mapkit.importing.read import opened, proposed, read
from mapkit.names import fold
from mapkit.when import day_number
from support.examples import examples
from support.import_rows import DATES, MAPPING, ROWS, said, written


@settings(max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    ROWS, st.lists(DATES, min_size=12, max_size=12), st.booleans(), st.sampled_from(["", "lasted", "one-of", "within"])
)
def test_it_is_the_import_row_by_row(
    tmp_path_factory: pytest.TempPathFactory, rows: Any, dates: list[str], whole: bool, told: str
) -> None:
    """Rows with their four days, counts, kinds, sources, home box and what is reported are those row by row."""
    folder = tmp_path_factory.mktemp("bulk")
    mapping = replace(MAPPING, dates=told)
    if whole:  # one column of whole dates, in the place of two of days
        rows = [(row[0], date, *row[2:]) for row, date in zip(rows, dates, strict=False)]
        columns = {name: of for name, of in MAPPING.columns.items() if name not in ("start", "end")}
        mapping = replace(mapping, columns={**columns, "when": ("from",)})
    path = written(folder / "made.csv", rows)
    report = import_large(path, folder / "made.parquet", mapping)
    large, small = mk.read(folder / "made.parquet"), read(path, mapping=mapping)
    assert small.report
    assert (report.rows_in, report.kept) == (small.report.rows_in, small.report.kept)
    assert sorted(one.code for one in report.problems) == sorted(one.code for one in small.report.problems)
    assert sorted(one.text for one in report.problems) == sorted(one.text for one in small.report.problems)
    assert report.notes[-1] == small.report.notes[-1]
    assert report.proposals == tuple(one for one in small.report.proposals if one.code == "dates-open")
    row_by_row = small.rows(None)
    if "toll_as_written" not in row_by_row:  # where no row needs it
        row_by_row["toll_as_written"] = ""
    found = large.rows(None)
    assert found.equals(row_by_row[found.columns].astype(found.dtypes))
    assert large.store.whole()["haystack"] == small.store.whole()["haystack"]
    assert large.store.whole()["cell_x"] == small.store.whole()["cell_x"]
    assert (large.meta, said(large)) == (small.meta, said(small))


def test_what_goes_on_is_certain_to_the_last_day_of_all_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes on in the first block is certain up to a day that comes in the last, and up to its own when added."""
    rest = ("39.85", "46.75", "1", "1", "A", "B", "", "", "", "TASS", "x" * 90)
    rows = [
        ("on", "2020-11-10", "..", *rest),
        *((f"r{day:02}", f"2020-12-{day:02}", "", *rest) for day in range(1, 32)),
    ]
    mapping = replace(MAPPING, dates="lasted")
    monkeypatch.setattr(large_blocks, "BLOCK", 1_000)
    into = tmp_path / "made.parquet"
    import_large(written(tmp_path / "made.csv", rows), into, mapping)
    small = read(tmp_path / "made.csv", mapping=mapping)
    assert mk.read(into)["on"]["sure_end"] == small["on"]["sure_end"] == day_number(date(2021, 1, 1))
    import_more(written(tmp_path / "more.csv", [("more", "2021-02-01", "..", *rest)]), into, mapping)
    assert mk.read(into)["more"]["sure_end"] == day_number(date(2021, 2, 2))


@pytest.mark.parametrize(
    ("date", "plain"),
    [
        ("2020-11-10", True),
        ("2020-11", True),
        ("2020-11-10/2020-12-02", True),
        ("2020-13", False),
        ("2020", False),
        ("2020-12-02/2020-11-10", False),
        ("2020-11-10/2020-11-31", False),
        ("2020-11-10~", False),
        ("9999-12", False),
    ],
)
def test_which_dates_are_plain(date: str, plain: bool) -> None:
    """Days, months and spans of two days are read by columns; everything else goes row by row."""
    mapping = TableMap(
        day_order="ymd", swap=False, columns={"id": ("id",), "when": ("when",), "lat": ("lat",), "lon": ("lon",)}
    )
    cells = {"id": pa.array(["a"]), "when": pa.array([date]), "lat": pa.array(["39.8"]), "lon": pa.array(["46.7"])}
    assert can_be_plain(mapping)
    assert plain_mask(cells, mapping).to_pylist() == [plain]


def test_blocks_make_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in many blocks or in one, a table is the same atlas with the same digest."""
    rest = ("2020-11-10", "2020-11-12", "39.85", "46.75", "1", "1", "A", "B", "1", "2", "3", "TASS", "x" * 90)
    rows = [(f"r{number}", *rest) for number in range(2_000)]
    path = written(tmp_path / "made.csv", [*rows, rows[0]])
    import_large(path, tmp_path / "one.parquet", MAPPING)
    monkeypatch.setattr(large_blocks, "BLOCK", 20_000)
    done: list[tuple[int, int]] = []
    report = import_large(path, tmp_path / "many.parquet", MAPPING, progress=lambda *two: done.append(two))
    one, many = mk.read(tmp_path / "one.parquet"), mk.read(tmp_path / "many.parquet")
    assert one.digest == many.digest
    assert len(done) > 10
    assert done == sorted(done)
    assert done[-1] == (2 * path.stat().st_size,) * 2
    assert (report.kept, [problem.code for problem in report.problems]) == (2_000, ["id-double"])
    assert report.problems[0].place == "made.csv:row 2001"
    assert tuple(many.claim_list)[-1].locator == "made.csv:row 2000"


def test_a_row_of_another_width_is_reported(tmp_path: Path) -> None:
    """A row with too many cells is reported and the others are kept."""
    path = written(tmp_path / "made.csv", [("a", "2020-11-10", "", "39.85", "46.75", "1", "1", *[""] * 7)])
    path.write_bytes(path.read_bytes() + b"b,c\n")
    report = import_large(path, tmp_path / "made.parquet", MAPPING)
    assert (report.rows_in, report.kept, report.by_code) == (2, 1, {"row-width": 1})


def test_titles_tags_and_blank_rows_are_no_incidents(tmp_path: Path) -> None:
    """Block by block a table has the rows that it has read whole: without titles, HXL tags and blank rows."""
    path = written(tmp_path / "made.csv", [("a", "2020-11-10", "", "39.85", "46.75", "1", "1", *[""] * 7)])
    header, row = path.read_bytes().splitlines()
    blank = b'"",' * 13 + b'" "'
    tags = b"#event+id,#date+start,#date+end,#geo+lat,#geo+lon" + b"," * 9
    title = b'"Made\nby nobody"' + b"," * 13
    path.write_bytes(b"\n".join([title, b"", header, tags, blank, row, blank, b""]))
    report = import_large(path, tmp_path / "made.parquet", MAPPING)
    assert (report.rows_in, report.kept, report.problems) == (1, 1, ())
    assert "2 blank rows left out" in report.notes
    assert mk.read(tmp_path / "made.parquet").records(None)[0]["id"] == "a"


def test_kinds_past_what_a_map_tells_apart_are_other(tmp_path: Path) -> None:
    """Block by block too no table is refused for its kinds; more rows of it go into the atlas with their words."""
    mapping = replace(MAPPING, kinds={})
    rest = ("2020-11-10", "2020-11-10", "39.85", "46.75", "1")
    rows = [(f"r{number}", *rest, f"k{number}", *[""] * 7) for number in range(60)]
    into = tmp_path / "made.parquet"
    report = import_large(written(tmp_path / "made.csv", rows), into, mapping)
    assert any("60 different kinds" in note for note in report.notes)
    import_more(
        written(tmp_path / "more.csv", [("more", *rest, "k59", *[""] * 7)]),
        into,
        replace(mapping, kinds={"k59": "Other"}),
    )
    atlas = mk.read(into)
    assert len(atlas.meta.kinds) == 40
    assert [(atlas[id_]["kind"], atlas[id_]["type"]) for id_ in ("r3", "r59", "more")] == [
        ("k3", "k3"),
        ("other", "k59"),
        ("other", "k59"),
    ]


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"", b'id,"broken\n'], ids=["no text", "empty", "a quote"])
def test_a_file_that_is_none_leaves_nothing(tmp_path: Path, data: bytes) -> None:
    """A file that is no CSV in UTF-8 is refused, and no atlas is begun."""
    path = tmp_path / "made.csv"
    path.write_bytes(data)
    with pytest.raises(AtlasError):
        import_large(path, tmp_path / "made.parquet", MAPPING)
    assert not (tmp_path / "made.parquet").exists()


def test_a_file_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    """A file whose later bytes are no UTF-8 is refused as a whole, and no atlas is left."""
    path = written(tmp_path / "made.csv", [("a", "2020-11-10", "", "39.85", "46.75", "1", "1", *[""] * 7)])
    path.write_bytes(path.read_bytes() + b'"\xff",' * 13 + b"\xff\n")
    with pytest.raises(AtlasError, match="UTF-8"):
        import_large(path, tmp_path / "made.parquet", MAPPING)
    assert not (tmp_path / "made.parquet").exists()


def test_an_open_mapping_is_refused(tmp_path: Path) -> None:
    """A mapping that leaves the order of day and month, or the axes, to the whole column is refused."""
    path = written(tmp_path / "made.csv", [])
    for left in ({"day_order": ""}, {"swap": None}):
        with pytest.raises(AtlasError, match="say day_order and swap"):
            import_large(path, tmp_path / "made.parquet", replace(MAPPING, **left))


def test_another_atlas_is_not_written_over(geo: mk.Atlas, tmp_path: Path) -> None:
    """A place where an atlas is takes another only if its digest is given."""
    path = written(tmp_path / "made.csv", [("a", "2020-11-10", "", "39.85", "46.75", "1", "1", *[""] * 7)])
    there = mk.write(geo, tmp_path / "there.parquet")
    with pytest.raises(ExportError, match="another atlas is there"):
        import_large(path, there, MAPPING)
    import_large(path, there, MAPPING, expect=geo.digest)
    assert mk.read(there).counts.all == 1


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), max_size=6))
def test_folding_by_columns_is_folding(texts: list[str]) -> None:
    """A column of texts folds as each of its texts."""
    assert folded(pa.array(texts, pa.string())).to_pylist() == [fold(text) for text in texts]


@given(st.lists(st.tuples(st.text(max_size=3), st.none() | st.integers(0, 9)), max_size=8), st.integers(0, 8))
def test_a_digest_knows_no_pieces(rows: list[tuple[str, int | None]], cut: int) -> None:
    """A table gives one digest, in whatever pieces it comes; another table gives another."""
    texts, numbers = [text for text, _ in rows], [number for _, number in rows]
    table = pa.table({"a": pa.array(texts, pa.string()), "b": pa.array(numbers, pa.int64())})
    whole, pieces, more = Digest(), Digest(), Digest()
    whole.add(table)
    for piece in (table.slice(0, cut), table.slice(cut)):
        pieces.add(piece)
    more.add(table)
    more.add(pa.table({"a": ["x"], "b": pa.array([None], pa.int64())}))
    assert whole.hexdigest() == pieces.hexdigest() != more.hexdigest()


def test_a_table_of_ours_is_read_whole(geo: mk.Atlas, tmp_path: Path) -> None:
    """Who disputes and who denies comes with it, and is not added row by row; only `as_any` loses it."""
    left, back, bare = tmp_path / "left.csv", tmp_path / "back.parquet", tmp_path / "bare.parquet"
    mk.snapshot(geo, left)
    mapping, _ = told_in_blocks(proposed(opened(left)).mapping)
    report = import_large(left, back, mapping)
    stances = Counter(one.stance for one in read(left).claim_list)
    assert Counter(one.stance for one in mk.read(back).claim_list) == stances
    assert stances["denies"]
    assert (report.kept, report.rows_in) == (geo.counts.shown, geo.counts.shown)
    with pytest.raises(AtlasError, match="all of its claims would come back as reports"):
        import_more(left, back, mapping)
    import_large(left, bare, mapping, as_any=True)
    assert {one.stance for one in mk.read(bare).claim_list} == {"reports"}
