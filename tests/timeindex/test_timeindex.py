import json
import random
import shutil
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapkit.errors import AtlasError
from mapkit.mercator import grid
from mapkit.timeindex import TimeIndex, build, leaf, morton, ranges
from mapkit.timeindex import format as file_format
from mapkit.timeindex.day_blocks import BLOCKS, FINEST_THINNED
from mapkit.viewcube import Frame, Rows, ViewCube, bins_for, cube_of_rows
from mapkit.when import Window, day_of
from mapkit.where import BBox
from support.cubes import KINDS, frames, only_kinds, some_rows, windowed
from support.examples import examples
from support.rows_made import made, split
from support.strategies import windows

WORLD = BBox(-180, -90, 180, 90)
NEAR = BBox(44, 39, 48, 41)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Rows, TimeIndex]:
    """Rows that fill many cells and bands, and their index."""
    rows, folder = made(60_000), tmp_path_factory.mktemp("large") / "index"
    build(split(rows, 3), folder, KINDS, band=7_000)
    return rows, TimeIndex(folder)


@settings(max_examples=examples(25))
@given(some_rows(), st.integers(1, 3), st.lists(st.tuples(frames(), only_kinds, windows()), min_size=1, max_size=6))
def test_the_index_answers_as_the_rows(
    rows: Rows, parts: int, questions: list[tuple[Frame, set[int] | None, Window]]
) -> None:
    """Cubes are those of the rows in memory, and a window's counts those of a plain loop, for any frame and kinds."""
    with TemporaryDirectory() as folder:
        build(split(rows, parts), Path(folder) / "index", KINDS, band=40)
        index = TimeIndex(Path(folder) / "index")
    known = rows.dated & rows.placed
    assert index.edges == ((rows.start[known].min(), rows.end[known].max()) if known.any() else None)
    for frame, only, window in questions:
        cube, cells = index.cube(frame, only), index.shown(frame, window, only)
        assert cube == cube_of_rows(rows, frame, KINDS, only)
        assert index.groups(frame, only) == len(set(zip(cube.cell.tolist(), cube.codes.tolist(), strict=True)))
        places = zip(cells.x.tolist(), cells.y.tolist(), strict=True)
        found = dict(zip(places, cells.count.tolist(), strict=True))
        assert {cell: count for cell, count in found.items() if count} == windowed(rows, frame, window, only)[0]
        assert index.total(frame, window, only) == sum(found.values())
        assert np.array_equal(cells.x, cube.x)
        assert np.array_equal(cells.y, cube.y)


@pytest.mark.parametrize("zoom", [0, 3, 5, 7, 9, 11, 13, 15, 18])
@pytest.mark.parametrize("bins", [1024, 300, 100, 30, 2])
def test_wide_bins_count_as_narrow_ones(large: tuple[Rows, TimeIndex], zoom: int, bins: int) -> None:
    """At every zoom, and for bins of days as of blocks of days, many incidents make the cube of the rows in memory."""
    rows, index = large
    for span in ("2013-11/2023", "2019-05-03/2019-08"):
        frame = Frame.of(NEAR, zoom, Window.parse(span), bins)
        assert index.cube(frame) == cube_of_rows(rows, frame, KINDS)
        assert index.cube(frame, {1}) == cube_of_rows(rows, frame, KINDS, {1})


def test_blocks_of_days_are_used(large: tuple[Rows, TimeIndex]) -> None:
    """Cells with many incidents have lines of blocks, so that the test above speaks of them."""
    _, index = large
    for block in BLOCKS:
        assert sum(len(index._arrays[f"{zoom}.{block}.group"]) for zoom in range(0, FINEST_THINNED + 1, 2))


def test_counts_of_the_index_are_those_of_the_rows(large: tuple[Rows, TimeIndex]) -> None:
    """Dated and placed, undated, and unplaced are all incidents there are."""
    rows, index = large
    assert index.count + index.undated.sum() + index.unplaced.sum() == len(rows)
    assert index.cube(Frame.of(WORLD, 0, Window.parse("2020"))).total == index.count


@settings(max_examples=examples(30))
@given(st.integers(-200, 4000), st.integers(1, 900), st.integers(4, 16), only_kinds)
def test_any_window_is_counted_exactly(
    large: tuple[Rows, TimeIndex], first: int, days: int, zoom: int, only: set[int] | None
) -> None:
    """For any window of days, not only those between edges, the counts sum to the incidents that overlap it."""
    rows, index = large
    start, end = 16_000 + first, 16_000 + first + days
    kept = rows.dated & rows.placed & (rows.start < end) & (rows.end > start)
    kept &= np.isin(rows.kind, list(range(KINDS) if only is None else only))
    frame = Frame.of(NEAR, zoom, Window.parse("2020"))
    shift = 24 - frame.zoom
    kept &= frame.holds(rows.x >> shift, rows.y >> shift)
    assert index.shown(frame, Window(day_of(start), day_of(end)), only).count.sum() == kept.sum()
    assert index.total(frame, Window(day_of(start), day_of(end)), only) == kept.sum()


@pytest.mark.parametrize("parts", [0, 1, 2])
def test_nothing_is_an_index_too(parts: int, tmp_path: Path) -> None:
    """An index of no incidents, or of none that is placed, opens and counts none."""
    rows = made(5)
    rows.placed[:] = False
    build([rows] * parts, tmp_path / "index", KINDS)
    index, frame = TimeIndex(tmp_path / "index"), Frame.of(WORLD, 3, Window.parse("2020"))
    assert index.cube(frame).total == index.shown(frame, Window.parse("2020")).count.sum() == index.count == 0
    assert index.undated.sum() + index.unplaced.sum() == len(rows) * parts


def test_many_on_one_point_take_little_room(tmp_path: Path) -> None:
    """A million incidents on one point and 30 days are stored as the few different ones, and counted as a million."""
    rows = made(1_000_000)
    rows.x[:], rows.y[:], rows.start[:], rows.kind[:] = 7, 7, 18_000 + np.arange(len(rows)) % 30, 0
    rows.sure_start[:], rows.sure_end[:], rows.end[:] = rows.start, rows.start + 1, rows.start + 1
    build([rows], tmp_path / "index", 1)
    index, frame = TimeIndex(tmp_path / "index"), Frame.of(WORLD, 3, Window.parse("2019"))
    expected = int((rows.dated & rows.placed).sum())
    assert (tmp_path / "index" / "index.bin").stat().st_size < 10_000
    assert index.shown(frame, Window.parse("2019")).count.tolist() == [expected]
    assert index.cube(frame) == cube_of_rows(rows, frame, 1)


def test_many_kinds_stay_apart(tmp_path: Path) -> None:
    """Hundreds of kinds are counted each by itself."""
    rows = made(2_000, kinds=700)
    build([rows], tmp_path / "index", 700)
    frame = Frame.of(NEAR, 8, Window.parse("2014/2023"), bins_for(2_000))
    assert TimeIndex(tmp_path / "index").cube(frame, {3, 500}) == cube_of_rows(rows, frame, 700, {3, 500})


def test_arrays_of_an_index_are_read_only(large: tuple[Rows, TimeIndex]) -> None:
    """No array of an open index can be written to."""
    _, index = large
    assert not any(array.flags.writeable for array in index._arrays.values())


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """The folder of a small index."""
    build([made(300)], tmp_path / "index", KINDS)
    return tmp_path / "index"


def refusal(folder: Path) -> str:
    """The code with which an index is refused; its file is named, and what to do."""
    with pytest.raises(AtlasError, match="build the index again") as caught:
        TimeIndex(folder)
    (problem,) = caught.value.problems
    assert problem.place in (*file_format.NAMES, folder.name)
    return problem.code


@pytest.mark.parametrize("name", file_format.NAMES)
def test_a_flipped_bit_is_found(name: str, built: Path) -> None:
    """A single bit changed in either file is found when the index is opened."""
    whole = (built / name).read_bytes()
    for at in random.Random(4).sample(range(len(whole)), 40):  # noqa: S311 - test data
        changed = bytearray(whole)
        changed[at] ^= 1 << at % 8
        (built / name).write_bytes(changed)
        assert refusal(built) in ("index-damaged", "index-version")
    (built / name).write_bytes(whole)
    assert TimeIndex(built).count


@pytest.mark.parametrize("name", file_format.NAMES)
def test_a_file_cut_short_is_found(name: str, built: Path) -> None:
    """A file that lacks its end, has something after it, or is not there is refused."""
    whole = (built / name).read_bytes()
    for bad in (whole[:-1], whole[: len(whole) // 2], b"", whole + b"0"):
        (built / name).write_bytes(bad)
        assert refusal(built) in ("index-truncated", "index-damaged")
    (built / name).unlink()
    assert refusal(built) in ("index-truncated", "index-unfinished")


NO_MANIFESTS = ("[]", "null", "7", '{"version": 4}', '{"version": 4, "seal": 0}', "\ufeff{", "[" * 9_999)


@pytest.mark.parametrize("text", NO_MANIFESTS, ids=range(len(NO_MANIFESTS)))
def test_a_manifest_that_is_none_is_refused(text: str, built: Path) -> None:
    """A manifest of another form is refused as damaged."""
    (built / "manifest.json").write_text(text, "utf-8")
    assert refusal(built) == "index-damaged"


@pytest.fixture(scope="module")
def paged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, TimeIndex]:
    """The folder of an index of many small pages, and it, opened whole."""
    folder, whole = tmp_path_factory.mktemp("paged") / "index", file_format.PAGE
    file_format.PAGE = 1 << 10
    try:
        build([made(30_000)], folder, KINDS, band=7_000)
    finally:
        file_format.PAGE = whole
    return folder, TimeIndex(folder)


@settings(max_examples=examples(20))
@given(frames(), st.integers(4, 14), only_kinds, windows())
def test_pages_are_checked_before_they_are_read(
    paged: tuple[Path, TimeIndex], frame: Frame, zoom: int, only: set[int] | None, window: Window
) -> None:
    """An index of which nothing was checked at opening answers as one that was, and has checked what it read."""
    folder, whole = paged
    for one in (frame, Frame.of(NEAR, zoom, Window.parse("2013-11/2023"), 300)):
        lazy = TimeIndex(folder, at_once=0)
        assert lazy.groups(one, only) == whole.groups(one, only)
        assert np.array_equal(lazy.shown(one, window, only).count, whole.shown(one, window, only).count)
        assert lazy.cube(one, only) == whole.cube(one, only)
        assert lazy._arrays.pages.left.any()
    lazy.check()
    assert not lazy._arrays.pages.left.any()
    assert lazy.cube(frame, only) == whole.cube(frame, only)


def test_a_damaged_page_is_never_used(paged: tuple[Path, TimeIndex], tmp_path: Path) -> None:
    """Wherever a bit is flipped, an answer of a large index is right or refused; after a refusal all are refused."""
    folder, whole = paged
    shutil.copytree(folder, tmp_path / "index")
    path, lot = tmp_path / "index" / "index.bin", random.Random(6)  # noqa: S311 - test data
    data = path.read_bytes()
    frames = [Frame.of(NEAR, zoom, Window.parse("2013-11/2023"), bins) for zoom, bins in ((2, 60), (6, 300), (9, 60))]
    answers = [(frame, whole.cube(frame)) for frame in frames]
    outcomes = set()
    for at in lot.sample(range(len(data)), 25):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :])
        outcomes.add(_outcome(TimeIndex(tmp_path / "index", at_once=0), answers))
    assert outcomes == {"right", "refused"}


def _outcome(index: TimeIndex, answers: list[tuple[Frame, ViewCube]]) -> str:
    refused = False
    for frame, cube in answers:
        try:
            assert index.cube(frame) == cube
            assert not refused
        except AtlasError:
            refused = True
    for ask in (index.check, partial(index.groups, answers[0][0])):
        with pytest.raises(AtlasError, match="index-damaged"):
            ask()
    return "refused" if refused else "right"


def test_another_version_is_refused(built: Path) -> None:
    """An index of an older mapkit is named so, even with a right seal."""
    body = json.loads((built / "manifest.json").read_bytes())
    del body["seal"]
    body["version"] = 1
    (built / "manifest.json").write_text(json.dumps({"seal": file_format._seal(body), **body}))
    assert refusal(built) == "index-version"


def test_all_that_is_wrong_with_a_part_is_told_at_once(tmp_path: Path) -> None:
    """Windows without a day, kinds that are not there and cells beyond the grid are refused together."""
    rows = made(50)
    rows.dated[:], rows.placed[:] = True, True
    rows.end[3], rows.kind[4], rows.x[5] = rows.start[3] - 1, KINDS, 1 << 24
    with pytest.raises(AtlasError) as caught:
        leaf(rows, tmp_path / "leaf", KINDS)
    assert [problem.code for problem in caught.value.problems] == ["index-window", "index-kind", "index-place"]
    assert not (tmp_path / "leaf").exists()


def test_days_without_end_are_refused(tmp_path: Path) -> None:
    """More different days than an index can number are refused with how many there are."""
    days = np.arange(70_000, dtype=np.int32)
    yes = np.ones(len(days), bool)
    x, y = grid(np.zeros(len(days)), np.zeros(len(days)))
    with pytest.raises(AtlasError, match="70001 different days, 65536 at most"):
        build([Rows.one_of(x, y, days, days + 1, np.zeros(len(days), np.uint8), yes, yes)], tmp_path / "index", 1)


@given(st.lists(st.tuples(st.integers(0, 2**20 - 1), st.integers(0, 2**20 - 1)), min_size=1), st.integers(0, 20))
def test_morton_numbers_nest(cells: list[tuple[int, int]], shift: int) -> None:
    """A Morton number leads back to its cell, and two bits fewer a zoom give the coarser cell's."""
    x, y = np.array(cells, np.uint32).T
    number = morton.code(x, y)
    back = morton.column_and_row(number)
    assert (back[0].tolist(), back[1].tolist()) == (x.tolist(), y.tolist())
    assert np.array_equal(number >> np.uint64(2 * shift), morton.code(x >> np.uint32(shift), y >> np.uint32(shift)))


@given(st.lists(st.tuples(st.lists(st.integers(0, 9), max_size=20), st.integers(0, 10))))
def test_ranks_count_what_is_below(ranges_and_limits: list[tuple[list[int], int]]) -> None:
    """For each range of a list, the rank of a limit is how many of its values are below it."""
    sizes = np.array([len(values) for values, _ in ranges_and_limits], np.int64)
    values = np.array([value for one, _ in ranges_and_limits for value in sorted(one)], np.uint16)
    limits = np.array([limit for _, limit in ranges_and_limits], np.int64)
    expected = [sum(value < limit for value in one) for one, limit in ranges_and_limits]
    if len(values):
        assert ranges.ranks(values, np.cumsum(sizes) - sizes, sizes, limits).tolist() == expected
    assert ranges.lines(np.cumsum(sizes) - sizes, sizes).tolist() == list(range(len(values)))


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 9))))
def test_sliced_is_every_range_in_turn(pairs: list[tuple[int, int]]) -> None:
    """The values of ranges come in the order of the ranges, whether or not they follow each other."""
    values = np.arange(50)
    starts, sizes = np.array(pairs, np.int64).reshape(-1, 2).T
    expected = [value for start, size in pairs for value in range(start, start + size)]
    assert ranges.sliced(values, starts, sizes).tolist() == expected
