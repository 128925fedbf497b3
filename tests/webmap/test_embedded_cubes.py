"""What a file of a large atlas carries: levels of one block that count the same, small enough."""

import json
import re
from base64 import b64decode
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import settings as given_settings
from hypothesis import strategies as st

import mapkit as mk
from mapkit import atlas as nouns
from mapkit.atlas import Atlas
from mapkit.exporting.snapshot import render
from mapkit.store.cubes import cube_of_store
from mapkit.viewcube import ViewCube, unpacked
from mapkit.webmap import embedded_cubes as levels
from mapkit.webmap.embedded_cubes import carried
from mapkit.webmap.island import is_large_file, island
from mapkit.where import BBox
from support.examples import examples
from support.incidents_made import incidents
from support.made import SETTINGS, write_folder

MAX_BYTES = 8 << 20
BOX = BBox(44, 39, 47, 41)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Atlas]:
    """A large atlas: more than 100 incidents are too many for one file."""
    folder = tmp_path_factory.mktemp("carried")
    settings = {name: value for name, value in SETTINGS.items() if name != "home"}
    small = mk.read(write_folder(folder / "small", incidents=incidents(), claims=[], settings=settings))
    mk.write(small, folder / "world.parquet")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nouns, "MAX_WHOLE", 100)
        yield mk.read(folder / "world.parquet")


def counted(atlas: Atlas, cube: ViewCube) -> ViewCube:
    """The cube of the same frame, by SQL."""
    kinds = [one.id for one in atlas.meta.kinds]
    return cube_of_store(atlas.store.run, atlas.view.without("when", "certain"), cube.frame, kinds)


@pytest.mark.parametrize("view", ["", "kind=attack", f"where={BOX}", "when=2020&certain=1"])
def test_each_level_counts_its_block(large: Atlas, view: str) -> None:
    """Every level is the cube of the same block in cells four times finer than the one before."""
    found = [unpacked(data) for data in carried(large.filter(view)).levels.values()]
    assert len(found) == len(levels.SHARES)
    for cube in found:
        assert cube == counted(large.filter(view), cube)
    assert [cube.frame.zoom for cube in found] == [*carried(large.filter(view)).levels]
    for one, finer in pairwise(found):
        assert finer.frame.zoom == one.frame.zoom + 2
        assert finer.frame.columns == tuple((4 * low, 4 * high) for low, high in one.frame.columns)
        assert finer.frame.rows == (4 * one.frame.rows[0], 4 * one.frame.rows[1])
        assert finer.total == one.total


def test_the_block_is_that_of_the_box(large: Atlas) -> None:
    """A view's box is carried, in the cells that touch it; without one what there is."""
    boxed = carried(large.filter(where=BOX)).box
    assert boxed.west <= BOX.west < BOX.east <= boxed.east
    assert boxed.south <= BOX.south < BOX.north <= boxed.north
    assert boxed.east - boxed.west < 4
    everything = large.extent
    assert everything
    assert carried(large).box.west <= everything.west


def test_too_much_is_counted_in_wider_bins_or_left_out(large: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    """A level that is larger than its share has wider bins and counts the same; one that cannot fit ends the list."""
    (first, *_) = carried(large).levels.values()
    monkeypatch.setattr(levels, "SHARES", (len(first) - 1, 900, 100))
    coarse, *finer = (unpacked(data) for data in carried(large).levels.values())
    assert coarse.frame.width > unpacked(first).frame.width
    assert coarse == counted(large, coarse)
    assert finer == []


@given_settings(max_examples=examples(40))
@given(st.data())
def test_wider_bins_hold_the_same_incidents(large: Atlas, data: st.DataObject) -> None:
    """A cube in wider bins is the one that is counted in them."""
    cube = unpacked(next(iter(carried(large).levels.values())))
    width = cube.frame.width * 2 ** data.draw(st.integers(1, 6))
    wider = levels._rebinned(cube, width)
    assert wider.frame.width == width
    assert wider == counted(large, wider)


def test_a_file_of_a_large_atlas_holds_counts(large: Atlas) -> None:
    """The one-file map holds cubes in place of incidents, says so, and stays small."""
    text = render(large.filter("when=2020"), ".html").decode()
    assert len(text) < MAX_BYTES
    assert "This file holds counts, by squares and days; the texts of the incidents are not in it." in text
    assert "Event 1" not in text
    scripts = re.findall(r'<script type="application/json" id="[^"]*">(.*?)</script>', text, re.DOTALL)
    (held,) = (island for island in map(json.loads, scripts) if "marks" in island)
    assert held["incidents"]["count"] == held["marks"]["count"] == 0
    total = unpacked(b64decode(held["carried"]["whole"])).total
    assert total == sum(1 for row in incidents() if row["when"] and "lon" in row)
    assert re.search(r"<td>Attack</td><td>[\d,]+</td>", text, re.IGNORECASE)


def test_a_narrow_view_of_a_large_atlas_is_carried_whole(large: Atlas) -> None:
    """Where a view lets little through at any time, its file holds the incidents themselves."""
    assert is_large_file(large)
    assert is_large_file(large.filter("when=2018-01-01"))
    one = large.filter(text="Event 17")
    assert not is_large_file(one)
    assert island(one)["incidents"]["count"] == one.counts.shown > 0


def test_a_file_is_the_same_twice(large: Atlas) -> None:
    """The same atlas and view give the same bytes."""
    assert render(large, ".html") == render(large, ".html")
