"""One span of days, written in the four ways that mean four things, told apart by everything that counts."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from mapkit.atlas import Atlas
from mapkit.drawing.marks import cell_marks, marks
from mapkit.edtf import Days
from mapkit.files import read
from mapkit.film.counted import counted
from mapkit.picture.frame import fit
from mapkit.store.cubes import Cubes
from mapkit.timeindex import TimeIndex, build
from mapkit.view import View
from mapkit.viewcube import Frame, Rows, cube_of_rows
from mapkit.when import Window, day_number
from mapkit.where import WORLD
from support.made import INCIDENTS, SETTINGS

SHAPES = {
    "lasted": "2022-12-12/2023-09-23",
    "one-of": "[2022-12-12..2023-09-23]",
    "end-unknown": "2022-12-12/",
    "goes-on": "2022-12-12/..",
}
# Window: which were in it for certain, and which possibly. The atlas knows of days up to the end of 2023.
WINDOWS: dict[str, tuple[set[str], set[str]]] = {
    "2022-12-12": ({"lasted", "end-unknown", "goes-on"}, {*SHAPES}),
    "2023-04": ({"lasted", "goes-on"}, {*SHAPES}),
    "2022-12-12/2023-09-23": ({*SHAPES}, {*SHAPES}),
    "2022-12-12/2023-09-22": ({"lasted", "end-unknown", "goes-on"}, {*SHAPES}),
    "2023-09-24/2023-12-30": ({"goes-on"}, {"end-unknown", "goes-on"}),
    "2024-01": (set(), {"end-unknown", "goes-on"}),
    "2022-11": (set(), set()),
}


@pytest.fixture
def shapes(folder: Callable[..., Path]) -> Atlas:
    """Four incidents of one span at different places."""
    rows = [
        {**INCIDENTS[0], "id": name, "when": when, "site": "", "lon": str(46 + place / 4), "lat": "39.5"}
        for place, (name, when) in enumerate(SHAPES.items())
    ]
    return read(folder(incidents=rows, claims=[], states=[], settings={**SETTINGS, "as_of": "2023-12-31"}))


def test_without_a_word_an_atlas_knows_of_the_last_day_it_names(folder: Callable[..., Path]) -> None:
    """What goes on does so for certain up to the last day of incidents, states and sources, and never up to today."""
    rows = [{**INCIDENTS[0], "id": str(place), "when": when} for place, when in enumerate(("2022-12-12/..", "2023-05"))]
    atlas = read(folder(incidents=rows, claims=[], states=[], sources=[]))
    assert str(atlas.as_of) == "2023-05-31"
    assert [one["certain"] for one in atlas.filter(when="2023-05-31").records()] == [True, False]
    assert [one["certain"] for one in atlas.filter(when="2023-06").records()] == [False]


def index_of(atlas: Atlas, path: Path) -> tuple[Rows, TimeIndex]:
    """What an atlas shows as columns, and the time index of it."""
    numbers = atlas.store.numbers(View())
    every = np.ones(len(numbers), bool)
    cells = (numbers[name].to_numpy() for name in ("cell_x", "cell_y"))
    days = (numbers[name].to_numpy() for name in Days._fields)
    rows = Rows(*cells, *days, np.zeros(len(numbers), np.uint8), every, every, ~every)
    build([rows], path, len(atlas.meta.kinds))
    return rows, TimeIndex(path)


def test_every_producer_tells_the_four_shapes_apart(shapes: Atlas, tmp_path: Path) -> None:
    """Rows, counts, marks, squares, films, cubes of rows, store and index agree on each window."""
    rows, index = index_of(shapes, tmp_path / "index")
    kinds = [kind.id for kind in shapes.meta.kinds]
    cubes = [Cubes(shapes.store, kinds, one) for one in (None, index)]
    for when, (certain, possible) in WINDOWS.items():
        atlas, window = shapes.filter(when=when), Window.parse(when)
        shown = atlas.rows()
        assert {*shown["id"]} == possible
        assert {*shown["id"][shown["certain"]]} == certain
        assert {*atlas.filter(certain=True).rows()["id"]} == certain
        expected = (len(certain), len(possible))
        assert (atlas.counts.certain, atlas.counts.possible) == expected
        for table in (marks(atlas), cell_marks(atlas, 12, WORLD)):
            assert (table["certain"].sum(), table["count"].sum()) == expected
        film = counted(fit(WORLD, (0.0, 0.0, 800.0, 400.0)), atlas, [window])
        assert film
        assert film.shown(window) == len(possible)
        assert film.running.certain(0, 1).sum() == len(certain)
        frame = Frame(0, ((0, 1),), (0, 1), day_number(window.start), window.days, 1)
        for cube in (cube_of_rows(rows, frame, 1), index.cube(frame)):
            running = cube.running()
            assert (running.certain(0, 1).sum(), running.shown(0, 1).sum()) == expected
        assert index.total(frame, window) == len(possible)
        for one in cubes:
            counts = one.counts(View.of(when=window))
            assert (counts.certain, counts.possible) == expected
