"""What leaves a large atlas: pictures and films from counts, tables in parts, limits that say what to do instead."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapkit import atlas as nouns
from mapkit import film, picture
from mapkit.atlas import Atlas, make_atlas
from mapkit.drawing.looks import FilmLook, Look
from mapkit.drawing.marks import EDGES, cell_marks, day_counts, longitudes, marks
from mapkit.edtf import Days
from mapkit.errors import ExportError
from mapkit.exporting import snapshot as exporting_snapshot
from mapkit.exporting.snapshot import render, snapshot
from mapkit.files import read
from mapkit.film.counted import counted as counted_frames
from mapkit.film.times import windows
from mapkit.mercator import grid
from mapkit.picture import cells
from mapkit.picture.cells import (
    Scale,
    box_of_frame,
    draw_marks,
    scale_of,
    shown_marks,
    side_words,
    step_of,
    top_of,
    zoom_of,
)
from mapkit.picture.frame import Frame, fit
from mapkit.picture.places import Drawn
from mapkit.picture.sheet import blank_sheet
from mapkit.picture.signs import NOTCHED, entries
from mapkit.picture.symbols import symbols
from mapkit.publishing.publish import Publish
from mapkit.receipts.verify import verify
from mapkit.records import Kind, Meta
from mapkit.saving import archive, write
from mapkit.tables import incident_rows
from mapkit.timeindex import TimeIndex, build
from mapkit.view import View
from mapkit.viewcube import Rows
from mapkit.when import Window
from mapkit.where import GRID_ZOOM, BBox
from mapkit.words import sentence
from support.commands import answer
from support.examples import alike, examples
from support.strategies import boxes, views
from support.world import IDS, KINDS, SITES, SOURCES, WORDS, answers, disputed, make_world

WORLD = make_world(300, seed=7)
COLOURS = ("#b3261e", "#2f6fb5", "#1b7f5c")
META = Meta(
    "A large world",
    kinds=tuple(Kind(one, one.capitalize(), colour, "circle") for one, colour in zip(KINDS, COLOURS, strict=True)),
)
SMALL = make_atlas(META, list(SITES.values()), WORLD.records, WORLD.claims, [], sources=SOURCES, context={})
PAGE = (0.0, 0.0, 600.0, 400.0)
LITTLE = Look(size="640x480")
MAX_WHOLE = 20

some_views = views({name: st.sampled_from(ids) for name, ids in IDS.items()}, st.sampled_from(WORDS))


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Atlas]:
    """The same world with a time index, where 20 incidents are too many to be shown one by one."""
    folder = tmp_path_factory.mktemp("index") / "index"
    numbers = SMALL.store.numbers(View())
    x, y = (numbers[name].to_numpy() for name in ("cell_x", "cell_y"))
    kind = np.array([KINDS.index(one) for one in numbers["kind"].to_pylist()], np.uint8)
    days = (numbers[name].to_numpy().astype(np.int32) for name in Days._fields)
    every = np.ones(len(x), bool)
    build(
        [Rows(x, y, *days, kind, every, every, numbers["disputed"].to_numpy(zero_copy_only=False))], folder, len(KINDS)
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nouns, "MAX_WHOLE", MAX_WHOLE)
        patch.setattr(cells, "MAX_SHAPES", 0)
        yield replace(SMALL, time_index=TimeIndex(folder))


def by_kind(found: Sequence[Any]) -> Counter[str]:
    """How many incidents of each kind marks count."""
    total: Counter[str] = Counter()
    for one in found:
        total.update({kind.id: count for kind, count in one.kinds})
    return total


@settings(max_examples=examples(40))
@given(some_views, boxes(), st.integers(0, GRID_ZOOM))
def test_cells_count_what_is_shown_in_a_box(view: View, box: BBox, zoom: int) -> None:
    """There is one row for each cell that shows incidents inside the box, with all of them by kind and certainty."""
    table = cell_marks(SMALL.filter(view), zoom, box)
    found = Counter(
        {(row["x"], row["y"], kind): count for row in table.to_dict("records") for kind, count in row["kinds"].items()}
    )
    shown = [one for one in answers(WORLD, view & View.of(where=box)) if one.status == "shown"]
    cells = [tuple(int(line[0]) >> (GRID_ZOOM - zoom) for line in grid([one.lon], [one.lat])) for one in shown]
    assert found == Counter((*cell, one.record["kind"]) for cell, one in zip(cells, shown, strict=True))
    assert table["certain"].sum() == sum(one.certain for one in shown)
    against = Counter(cell for cell, one in zip(cells, shown, strict=True) if disputed(WORLD, one.record))
    assert against == +Counter({(row["x"], row["y"]): row["disputed"] for row in table.to_dict("records")})
    assert table["count"].is_monotonic_decreasing
    assert len(table) == len(set(cells))


@settings(max_examples=examples(30))
@given(some_views)
def test_days_count_what_is_shown(view: View) -> None:
    """First days at the earliest and the latest, and ends, are counted by day and kind, the wide and lasting apart."""
    shown = [one for one in answers(WORLD, view) if one.status == "shown"]
    for edge in EDGES:
        table = day_counts(SMALL.filter(view), edge, 62)
        found = {(row["kind"], row["wide"], row["lasts"], row["day"]): row["count"] for row in table.to_dict("records")}
        days = [(one.record["kind"], one.record["when"].days(SMALL.as_of)) for one in shown]
        assert found == Counter(
            (
                kind,
                four.sure_start + 1 - four.start > 62,
                four.end > four.sure_start + 1,
                {"start": four.start, "begun": four.sure_start + 1, "end": four.end}[edge],
            )
            for kind, four in days
        )


def test_longitudes_hold_every_gap() -> None:
    """The first and last longitude of each part of the world leave no gap out that is wider than a part."""
    lons = np.unique(SMALL.store.numbers(View())["lon"].to_numpy())
    assert set(longitudes(SMALL)) <= set(lons)
    gaps, known = ([pair for pair in pairwise(one) if pair[1] - pair[0] > 0.1] for one in (longitudes(SMALL), lons))
    assert gaps == known


FRAMES = [
    fit(BBox(40, 35, 50, 45), PAGE),
    fit(BBox(170, -10, -170, 10), PAGE),
    Frame(PAGE, -0.27, -0.02, 385.0),
    fit(BBox(46.7, 39.7, 46.8, 39.8), PAGE),
]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("view", ["", "when=2020-12", "when=2020-12/2021-02&kind=attack", "certain=1&when=2020"])
def test_squares_count_what_marks_count(large: Atlas, frame: Any, view: str) -> None:
    """A picture of squares counts the same incidents of each kind inside its edges as one of places."""
    few, many = symbols(frame, SMALL.filter(view)), shown_marks(frame, large.filter(view))
    assert by_kind(many) == by_kind(few)
    box = box_of_frame(frame)
    table = cell_marks(large.filter(view), zoom_of(frame), box)
    assert table["certain"].sum() == marks(SMALL.filter(view).filter(where=box))["certain"].sum()
    if frame is FRAMES[2]:
        assert sum(one.count for one in many) == SMALL.filter(view).count()


def test_squares_stay_in_their_cells(large: Atlas) -> None:
    """Squares do not overlap, and the one with most incidents is nearly as wide as its cell."""
    for frame in (FRAMES[0], fit(BBox(40, 35, 50, 45), PAGE, "equal-area")):
        found = [one.square for one in shown_marks(frame, large) if one.square is not None]
        sides = [np.ptp(one, axis=0) for one in found]
        middles = [one.mean(axis=0) for one in found]
        assert len(found) > 1
        assert max(map(np.max, sides)) <= 16.5
        assert all(np.abs(one - other).max() >= 7 for place, one in enumerate(middles) for other in middles[:place])


@given(st.floats(-13, 18), st.sampled_from(["mercator", "equal-area"]))
def test_cells_fit_the_picture(power: float, projection: str) -> None:
    """A cell is 8 to 16 CSS pixels wide in the middle of any map, as far as the grid goes."""
    half = 2.0**-power / 400 if power > 0 else min(60.0, 2.0**-power / 100)
    frame = fit(BBox(10 - half, 10 - half, 10 + half, 10 + half), PAGE, projection)
    side = frame.scale / 2 ** zoom_of(frame)
    assert 8 <= side < 16 or zoom_of(frame) in (0, GRID_ZOOM)
    assert side_words(frame).endswith("m")


@given(st.integers(1, 10**9))
def test_sizes_go_by_powers_of_ten(count: int) -> None:
    """A square is full for more than a tenth of the most, which is a power of ten, and one size less for each tenth."""
    top = top_of(count)
    assert count <= top < max(count, 2) * 10
    assert top == 10 ** (len(str(top)) - 1)
    assert [step_of(one, 10_000) for one in (10_000, 1_001, 1_000, 101, 100, 11, 10, 1)] == [0, 0, 1, 1, 2, 2, 3, 3]
    assert Scale.of("", 100).steps == (0, 1, 2)


def test_few_of_a_large_atlas_are_shown_one_by_one(large: Atlas) -> None:
    """A view that shows few incidents of a large atlas is drawn as that of a small one."""
    few = large.filter(kind="attack", when="2020-12-08/2020-12-09", certain=True)
    assert 0 < few.count() <= MAX_WHOLE
    assert not few.large_view
    assert large.large_view
    assert shown_marks(FRAMES[0], few) == symbols(FRAMES[0], few)
    assert "place" in sentence(few)


def test_a_small_part_of_a_large_atlas_is_shown_by_places(large: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    """A map of a box with few incidents in it shows places, whatever is shown beyond its edges, in films too."""
    monkeypatch.setattr(cells, "MAX_SHAPES", 150)
    frame = FRAMES[3]
    found = shown_marks(frame, large)
    assert 0 < sum(one.count for one in found) <= 150 < large.count()
    assert [(one.site, one.count, one.kinds) for one in found] == [
        (one.site, one.count, one.kinds) for one in symbols(frame, SMALL)
    ]
    box = "46.7,39.7,46.8,39.8"
    look, view = FilmLook.of(size="480x360", dpi=96, step="year", box=box), "when=2019/2022"
    pixels = [one.pixels for one in film.stills(large.filter(view), look)[1]]
    assert any(not np.array_equal(pixels[0], other) for other in pixels[1:])


def test_a_sentence_leaves_out_what_is_slow(large: Atlas) -> None:
    """Of many, and of what the index counts, the places are not told, and everything else as ever."""
    for view in ("", "when=2020-12-03", f"kind={KINDS[0]}"):
        words, whole = sentence(large.filter(view)), sentence(SMALL.filter(view))
        assert " at " in whole
        assert words == whole.replace(re.search(r" at [^;.]*", whole)[0], "")


@pytest.mark.parametrize("size", ["640x480", "480x640"])
def test_a_picture_asks_for_counts_alone(large: Atlas, size: str) -> None:
    """No question for a picture of many is answered with a row for each, and the picture says what it counts."""
    asked, run = [], large.store.run

    def noted(sql: str, values: Sequence[Any]) -> Any:
        table = run(sql, values)
        asked.append((len(table), sql))
        return table

    wide = large.filter(when="0001/9999")
    wide.store.run = noted
    try:
        picture.pixels(wide, Look(size=size))
    finally:
        wide.store.run = run
    assert len(asked) > 3
    assert all('"row"' not in sql and "i.id" not in sql for _, sql in asked)


LOOKS = [
    FilmLook(size="640x480", step="year"),
    FilmLook(size="640x480", step="year", mode="start"),
    FilmLook(size="640x480", step="year", mode="window", width=3),
    FilmLook(size="640x480", step="year", pace="events"),
]


@pytest.mark.parametrize("frame", FRAMES[:2])
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(
    "view",
    alike(["when=2018/2023", "when=2018/2023&certain=1", "when=2018/2023&kind=attack"], "when=2018/2023&certain=1"),
)
def test_frames_count_what_the_store_counts(large: Atlas, frame: Any, look: FilmLook, view: str) -> None:
    """The squares of each frame of a film, from one question, are those that the store counts in its window."""
    atlas = large.filter(view)
    times = windows(atlas, look)
    over = Window(min(one.start for one in times), max(one.end for one in times))
    film_counts = counted_frames(frame, replace(atlas, view=replace(atlas.view, when=over)), times)
    assert film_counts is not None
    for window in times:
        now = replace(atlas, view=replace(atlas.view, when=window))
        table = cell_marks(now, zoom_of(frame), box_of_frame(frame))
        found = film_counts.marks(now)
        assert [one.count for one in found] == table["count"].tolist()
        assert [{kind.id: count for kind, count in one.kinds} for one in found] == table["kinds"].tolist()
        assert [one.doubt.faint for one in found] == (table["certain"] == 0).tolist()
        assert [one.disputed for one in found] == (table["disputed"] > 0).tolist()
        assert film_counts.shown(window) == now.count()
        assert table["count"].max() <= film_counts.top if len(table) else True


def test_a_film_shows_squares(large: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    """A film of many is of squares, and the same where its counts would fill the memory, but for their sizes."""
    look = FilmLook(size="480x360", dpi=96, step="year")
    atlas = large.filter(when="2019/2022")
    at_once = [one.pixels for one in film.stills(atlas, look)[1]]
    monkeypatch.setattr("mapkit.film.counted.MAX_SUMS", 0)
    one_by_one = [one.pixels for one in film.stills(atlas, look)[1]]
    assert len(at_once) == len(one_by_one) == 4
    assert all(one.shape == other.shape for one, other in zip(at_once, one_by_one, strict=True))
    assert not np.array_equal(at_once[0], at_once[1])


TABLES = (".csv", ".geojson", ".parquet")


def entries_of(path: Path) -> list[Any]:
    """The incidents of a table, in any order that is the same for the same ones."""
    if path.suffix == ".csv":
        return sorted(csv.reader(path.read_text("utf-8-sig").splitlines(keepends=True)))
    if path.suffix == ".geojson":
        return sorted(json.loads(path.read_bytes())["features"], key=lambda one: str(one["id"]))
    return sorted(pq.read_table(path).to_pylist(), key=lambda one: str(one["id"]))


def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on tables are made in parts, as if a dozen incidents were many."""
    for name, value in (("BATCH", 12), ("STEP", 5), ("AT_ONCE", 4)):
        monkeypatch.setattr(incident_rows, name, value)
    monkeypatch.setattr(exporting_snapshot, "MAX_AT_ONCE", 12)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world as an atlas of Parquet files."""
    path = tmp_path_factory.mktemp("stored") / "world.parquet"
    write(SMALL, path)
    return path


@pytest.mark.parametrize("suffix", TABLES)
@pytest.mark.parametrize("view", alike(["kind=attack&text=shots", "", "certain=1&when=2020&where=-10,30,50,45"]))
def test_tables_in_parts_hold_the_same(
    world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, view: str
) -> None:
    """A table that is written part by part holds the incidents of one made at once, claims and all, and is sealed."""
    atlas, done = read(world).filter(view), list[tuple[int, int]]()
    path, other = tmp_path / f"parts{suffix}", tmp_path / f"whole{suffix}"
    other.write_bytes(render(atlas, suffix))
    in_parts(monkeypatch)
    made = snapshot(atlas, path, progress=lambda now, total: done.append((now, total)))
    assert entries_of(path) == entries_of(other)
    assert made.counts == SMALL.filter(view).counts
    assert [total for _, total in done] == [atlas.count()] * len(done)
    assert done[-1][0] == atlas.count() == len(entries_of(path)) - (suffix == ".csv")
    assert atlas.count() <= 12 or len(done) > 2
    assert verify(path, atlas).status == "same"
    path.write_bytes(path.read_bytes().replace(b"shots", b"shot5", 1))
    assert verify(path, atlas).status == "altered"


@pytest.mark.parametrize("suffix", TABLES)
def test_tables_in_parts_are_the_same_bytes(
    world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    """The same atlas gives the same table in parts."""
    in_parts(monkeypatch)
    atlas = read(world)
    first, second = (snapshot(atlas, tmp_path / f"{name}{suffix}").path.read_bytes() for name in "ab")
    assert first == second


@pytest.mark.parametrize("suffix", TABLES)
def test_a_stopped_table_leaves_the_old_one(
    world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    """A table whose making is stopped, or fails, leaves what was there and nothing beside it."""
    in_parts(monkeypatch)
    atlas, path = read(world), tmp_path / f"table{suffix}"
    path.write_bytes(b"old")
    with pytest.raises(ExportError, match=r"stopped after 1[0-9] of 2"):
        snapshot(atlas, path, progress=lambda done, total: done + 0 * total < 10)
    assert path.read_bytes() == b"old"
    assert sorted(one.name for one in tmp_path.iterdir()) == [path.name]


@pytest.mark.parametrize(
    ("suffix", "module", "name", "words"),
    [
        *((suffix, incident_rows, "MAX_ROWS", "a table of 230 incidents: narrow the view to 99") for suffix in TABLES),
        (".zip", archive, "MAX_HELD", "a .zip of 300 incidents.*narrow the view to 99"),
        (".evidence.zip", archive, "MAX_HELD", "a .zip of 300 incidents"),
    ],
)
def test_limits_say_what_to_do(  # noqa: PLR0913, PLR0917 - one for each column of the table above
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, module: Any, name: str, words: str
) -> None:
    """More incidents than a format is for are refused with how many there are and what to do; nothing is written."""
    monkeypatch.setattr(module, name, 99)
    with pytest.raises(ExportError, match=words):
        snapshot(SMALL, tmp_path / f"x{suffix}")
    assert list(tmp_path.iterdir()) == []


def test_what_is_published_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check for leaks looks at every incident, and an atlas of too many is refused for it."""
    monkeypatch.setattr(exporting_snapshot, "MAX_PUBLISHED", 299)
    with pytest.raises(ExportError, match="up to 299, and here are 300"):
        snapshot(SMALL, tmp_path / "x.csv", publish=Publish(grid_m=1000))
    monkeypatch.setattr(exporting_snapshot, "MAX_PUBLISHED", 300)
    snapshot(SMALL, tmp_path / "x.csv", publish=Publish(grid_m=1000))


def test_the_command_line_writes_a_large_table(world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`mapkit snapshot` writes tables of a large atlas."""
    in_parts(monkeypatch)
    said = answer("snapshot", world, tmp_path / "x.csv")
    assert said == f"{tmp_path / 'x.csv'} shows 230 of 300 incidents\n"
    assert len(entries_of(tmp_path / "x.csv")) == 231


def test_a_square_with_something_disputed_has_a_notch(large: Atlas) -> None:
    """A square lacks its upper right wedge where some source disputes what it counts, and the legend says so."""
    frame, pixels = FRAMES[0], []
    marked = [one for one in shown_marks(frame, large) if one.disputed]
    plain = [replace(one, disputed=False) for one in marked]
    assert marked
    for found in (marked, plain):
        with blank_sheet(600, 400, 96) as sheet:
            draw_marks(sheet, frame, found)
            pixels.append(sheet.pixels()[..., :3].astype(int))
        words = [
            text for _, text in entries(large, Drawn(frozenset(), frozenset()), found, [], scale=scale_of(frame, found))
        ]
        assert (NOTCHED in words) == (found is marked)
    rows, columns = np.nonzero((pixels[0] != pixels[1]).any(axis=2))
    middles = np.array([(one.x, one.y) for one in marked])
    near = middles[np.abs(middles[None] - np.column_stack([columns, rows])[:, None]).sum(axis=2).argmin(axis=1)]
    assert len(rows) > len(marked)
    assert (columns >= near[:, 0] - 2).all()
    assert (rows <= near[:, 1] + 2).all()
