"""Files that left in the second format, kept as they were: they come home for ever, with the atlas that they had.

`frozen/left` was made of three incidents of the made atlas, one of them without a date. `bare.html` is a page without
its scripts, styles and basemap, sealed anew: what is read of a page is all in it. `atlas.parquet` is the made atlas
with a siege, talks on one of eight days and a post that goes on, as a large atlas with its time index of version 4.
"""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

import mapkit as mk
from mapkit.files.large_manifest import read_manifest
from mapkit.saving.large.write import rebuild_index
from mapkit.timeindex import TimeIndex
from mapkit.viewcube import Frame, ViewCube
from mapkit.when import Window
from mapkit.where import BBox
from support.repository import ROOT

LEFT = ROOT / "tests" / "whole" / "frozen" / "left"
DIGEST = "c977bf8d595f8e95ed29f8924bb590022ee93c9ce5c16589641beda3e1dae940"
STANCES = [("a", "herald", "reports"), ("a", "ministry", "denies"), ("c", "ministry", "confirms")]


@pytest.mark.parametrize("name", ["whole.geojson", "whole.parquet", "bare.html"])
def test_what_carries_all_has_its_digest(name: str) -> None:
    """Sites, states, settings, and what has no date come home with it, and it verifies."""
    atlas = mk.read(LEFT / name)
    assert atlas.digest == DIGEST
    assert (atlas.counts.all, atlas.counts.undated, len(atlas.state_list)) == (3, 1, 2)
    assert mk.verify(LEFT / name, atlas).status == "same"


def test_a_table_has_its_claims() -> None:
    """A table has incidents and claims, and the title of its receipt."""
    atlas = mk.read(LEFT / "whole.csv")
    assert [(one.incident, one.source.id, one.stance) for one in atlas.claim_list] == STANCES
    assert (atlas.meta.title, atlas.counts.all, atlas["a"]["killed_high"]) == ("A made atlas", 2, 3)
    assert "changed" not in str(atlas.report)


def _index(path: Path) -> TimeIndex:
    return TimeIndex(path / read_manifest(path).indexes[0].name)


def _cube(path: Path) -> ViewCube:
    """What the index says of the winter in which the siege, the talks and the post were."""
    return _index(path).cube(Frame.of(BBox(46, 39, 47.5, 40.5), 8, Window.parse("2020-11/2021-02")))


def test_an_index_of_version_4_is_read(tmp_path: Path) -> None:
    """It tells what lasts, what is one day of several and what is disputed, as one that is built anew does."""
    path = Path(shutil.copytree(LEFT / "atlas.parquet", tmp_path / "atlas.parquet"))
    index = path / read_manifest(path).indexes[0].name
    assert json.loads((index / "manifest.json").read_text("utf-8"))["version"] == 4
    atlas = mk.read(path)
    assert atlas.digest == "2dd4cc79ff96cd889d3542055c19beba34680776583526db9fd3b822fc2f2c74"
    assert atlas.time_index.tells_disputed
    counts = [atlas.filter(when=when).counts for when in ("2020-12-25", "2021-01-04", "2021-01-02/2021-01-09", "2024")]
    assert [(one.shown, one.certain) for one in counts] == [(1, 0), (3, 0), (4, 2), (1, 1)]
    assert atlas.filter(disputed=True).count() == 2
    old = _cube(path)
    assert (int(old.count.sum()), int(old.count[old.disputed].sum())) == (8, 3), "siege and post are two lines each"
    rebuild_index(path)
    new = _cube(path)
    columns = ("x", "y", "cell", "kind", "first", "last", "count", "disputed")
    assert all(np.array_equal(getattr(old, name), getattr(new, name)) for name in columns)
