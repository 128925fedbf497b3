"""Files that mapkit wrote when a slash said "some days of these", kept as they were: they are read for ever.

`frozen/plain` holds no date that the first format left open, `frozen/slash` two. Each has a folder, a ZIP and a large
atlas with its index, of the made atlas with a column of the user's own called sure_start, and exports of December 2020
and January 2021; `link.txt` is the address of a page. The page and the one in the evidence bundle are without their
scripts, styles and basemap.
"""

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import mapkit as mk
from mapkit.contents import contents
from mapkit.errors import AtlasError, ExportError
from mapkit.files.large_manifest import read_manifest
from mapkit.receipts.verify import verify
from mapkit.saving.large.add import add_large
from mapkit.saving.large.append import compact
from mapkit.saving.large.write import rebuild_index
from mapkit.saving.migration import Answer, Migrated, migrate
from mapkit.timeindex import TimeIndex
from mapkit.view import View
from mapkit.viewcube import Frame
from mapkit.when import Window
from mapkit.where import BBox
from support.repository import ROOT

FROZEN = ROOT / "tests" / "whole" / "frozen"
FORMS = ("folder", "atlas.zip", "atlas.parquet")
EXPORTS = ("shown.csv", "shown.geojson", "shown.png", "shown.html", "shown.evidence.zip")
DIGESTS = {
    "plain": "7c7116b132ab2a0f87559ac3156ca9a48285a666e56482b09a78e3478800a6fd",
    "slash": "390cfe73b01a6b62b4cc08f40c5cdf53524751d0d8b806a486529423c229a955",
}
NEW = {"id": "n", "when": "2021-05-05/2021-05-09", "kind": "meeting", "title": "T", "site": "dale"}
CLAIM = {"source": "herald", "stance": "reports", "says": "x"}


@pytest.fixture
def frozen(tmp_path: Path) -> Callable[[str], Path]:
    """A function that gives a copy of the frozen files of a name, to write in."""

    def copy(name: str) -> Path:
        return Path(shutil.copytree(FROZEN / name, tmp_path / name))

    return copy


def days(atlas: mk.Atlas) -> list[tuple[object, ...]]:
    """What is known of the dates of all incidents."""
    rows = atlas.rows(None).sort_values("row")
    columns = ("id", "when", "start", "sure_start", "sure_end", "end", "own.sure_start")
    return list(
        rows[[*columns]].astype(object).where(rows[[*columns]].notna(), None).itertuples(index=False, name=None)
    )


def test_an_export_of_then_comes_home() -> None:
    """Features of then are read with their claims; where a slash was left open, nothing becomes certain by itself."""
    back = mk.read(FROZEN / "plain" / "shown.geojson")
    assert back.counts.shown == mk.receipt(FROZEN / "plain" / "shown.geojson").counts.shown
    assert back.disputed == 1
    with pytest.raises(AtlasError, match="is to be told: read it as any table with the dialect plain") as caught:
        mk.read(FROZEN / "slash" / "shown.geojson")
    assert [problem.code for problem in caught.value.problems] == ["dates-old"]


def test_a_page_of_then_holds_no_atlas_and_a_bundle_does(tmp_path: Path) -> None:
    """A page of then is refused with what to take instead; a bundle names the ZIP in it, which has what was shown."""
    with pytest.raises(AtlasError, match="take a ZIP of the atlas") as caught:
        mk.read(FROZEN / "plain" / "shown.html")
    assert [problem.code for problem in caught.value.problems] == ["page-bare"]
    bundle = FROZEN / "plain" / "shown.evidence.zip"
    with pytest.raises(AtlasError, match=r"take atlas\.zip out of it and read that"):
        mk.read(bundle)
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(tmp_path)
    counts, whole = mk.receipt(bundle).counts, mk.read(FROZEN / "plain" / "folder")
    assert mk.read(tmp_path / "atlas.zip").counts.shown == counts.shown == 3
    assert mk.read(tmp_path / "incidents.geojson").counts.shown == counts.shown
    for name in ("map.html", "picture.png", "incidents.csv", "incidents.geojson"):
        assert mk.verify(tmp_path / name, whole).status == "same"


@pytest.mark.parametrize("form", FORMS)
def test_what_is_not_open_is_read_as_before(form: str) -> None:
    """An atlas of any form has its digest, its counts, a day in doubt of every incident, and the user's own column."""
    atlas = mk.read(FROZEN / "plain" / form)
    assert atlas.digest == DIGESTS["plain"]
    assert atlas.filter("when=2020-12-01/2021-01-31").counts == mk.receipt(FROZEN / "plain" / "shown.csv").counts
    assert days(atlas) == days(mk.read(FROZEN / "plain" / "folder"))
    assert all(row[2] is None or (row[3], row[4]) == (row[5] - 1, row[2] + 1) for row in days(atlas))  # type: ignore[operator]
    assert atlas["a"]["own.sure_start"] == "early"
    assert atlas.filter("own=sure_start:early").rows()["id"].tolist() == ["a"], "as a link of then says it"


def test_a_link_of_before_opens_as_it_did() -> None:
    """The address that a page wrote then says the same view, place, site and labels, own column and all."""
    link = mk.Link.parse((FROZEN / "link.txt").read_text("utf-8").strip())
    assert (link.place, link.site, link.labels) == ((9.5, 39.75, 46.5), "dale", ("hy", "az"))
    assert link.view == View.parse("when=2020-12-08/2021-01&kind=attack,meeting&own=sure_start:early")
    assert mk.read(FROZEN / "plain" / "folder").filter(link.view).rows()["id"].tolist() == ["a"]


@pytest.mark.parametrize("name", EXPORTS)
def test_exports_of_before_are_of_the_same_data(name: str) -> None:
    """Whatever is counted otherwise since, a file of then is of the same data, and says by which rule it counts."""
    for form in FORMS:
        verdict = verify(FROZEN / "plain" / name, mk.read(FROZEN / "plain" / form))
        assert (verdict.status, verdict.receipt.rule) == ("same", 1)
        assert str(verdict).startswith("Same data; counted by the older rule")


@pytest.mark.parametrize("form", FORMS)
def test_what_is_open_is_refused_until_somebody_says_it(frozen: Callable[[str], Path], form: str) -> None:
    """Dates with a slash are refused with the way out, in every form, until all of them are said; then all agree."""
    path = frozen("slash") / form
    with pytest.raises(AtlasError, match="mapkit migrate") as refused:
        mk.read(path)
    assert [one.code for one in refused.value.problems] == ["dates-old"]
    with pytest.raises(ExportError, match="1 of 'attack' too"):
        migrate(path, Answer("lasted", frozenset({"meeting"})))
    assert migrate(path, Answer("one-of", frozenset({"attack"}))) == Migrated({"attack": 1}, {"meeting": 1})
    with pytest.raises(AtlasError, match="dates-old"):
        mk.read(path)
    assert migrate(path, Answer("lasted")) == Migrated({"meeting": 1}, {})
    assert migrate(path, Answer("lasted")) == Migrated({}, {}), "nothing is left to say"
    found = {row[0]: row[1:] for row in days(mk.read(path))}
    assert found["c"] == ("[2020-12-12..2020-12-20]", 18608, 18616, 18609, 18617, "")
    assert found["by-name"] == ("2022-12-12/..", 19338, 19338, 19725, 2932896, ""), "up to the last day of a source"
    assert verify(FROZEN / "slash" / "shown.csv", mk.read(path)).changed == ("c",)


@pytest.mark.parametrize("form", FORMS)
def test_what_lasted_has_the_same_digest(frozen: Callable[[str], Path], form: str) -> None:
    """Dates that lasted are written as before, so that exports of before are of the same data."""
    path = frozen("slash") / form
    migrate(path, Answer("lasted"))
    atlas = mk.read(path)
    assert atlas.digest == DIGESTS["slash"]
    assert atlas.filter("when=2020-12-15").counts.certain == 1
    for name in EXPORTS[:2]:
        assert verify(FROZEN / "slash" / name, atlas).status == "same"


def test_an_index_of_before_answers_as_a_new_one(frozen: Callable[[str], Path]) -> None:
    """Groups of a kind without a class are of one day of several; building writes tables and index anew.

    What is disputed it does not know: of that the tables are asked until then.
    """
    path = frozen("plain") / "atlas.parquet"
    old = read_manifest(path)
    assert (old.format, old.as_of) == (0, "")
    asked, known = _answers(path), days(mk.read(path))
    screen = (View(), BBox(46, 39, 47.5, 40.5), 8, Window.parse("2020/2023"))
    atlas = mk.read(path)
    cube = atlas.cubes.cube(*screen)
    assert not atlas.time_index.tells_disputed
    assert cube.count[cube.disputed].sum() == atlas.filter(disputed=True, when="2020/2023").count() > 0
    rebuild_index(path)
    new = read_manifest(path)
    assert (new.format, new.as_of, new.digest) == (2, "2024-01-02", old.digest)
    assert not any((path / one).exists() for one in old.names - new.names)
    assert [np.array_equal(*pair) for pair in zip(asked, _answers(path), strict=True)] == [True] * len(asked)
    atlas = mk.read(path)
    assert atlas.time_index.tells_disputed
    assert atlas.cubes.cube(*screen) == cube
    assert days(atlas) == known
    assert contents(mk.read(path)).own == ("weather", "sure_start")


def _answers(path: Path) -> list[np.ndarray]:
    """What the index of a large atlas says of the world: counts of cells, a total, and the columns of a cube."""
    index = TimeIndex(path / read_manifest(path).indexes[0].name)
    frame = Frame.of(BBox(46, 39, 47.5, 40.5), 8, Window.parse("2020/2023"))
    window = Window.parse("2020-12-08/2021-01-15")
    cells, cube = index.shown(frame, window, [0]), index.cube(frame)
    columns = [getattr(cube, name) for name in ("x", "y", "cell", "kind", "first", "last", "count")]
    return [cells.x, cells.y, cells.count, np.array([index.total(frame, window), index.groups(frame)]), *columns]


@pytest.mark.parametrize("write", [rebuild_index, compact], ids=["build", "compact"])
def test_an_old_large_atlas_is_built_before_it_grows(
    frozen: Callable[[str], Path], write: Callable[[Path], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Adding says what to do first; a build that is broken off leaves all as it was, and then it goes."""
    path = frozen("plain") / "atlas.parquet"
    with pytest.raises(ExportError, match="mapkit build"):
        add_large(path, NEW, [CLAIM], who="Ani")
    with monkeypatch.context() as broken:
        broken.setattr("mapkit.saving.large.rewrite.put", _stop)
        with pytest.raises(KeyboardInterrupt):
            write(path)
    assert mk.read(path).digest == DIGESTS["plain"]
    write(path)
    atlas = add_large(path, NEW, [CLAIM], who="Ani")
    assert atlas.filter("when=2021-05-07").counts.certain == 1
    assert atlas["a"]["own.sure_start"] == "early"
    assert [claim.says for claim in atlas["a"].claims] == ["There were shots.", "There were none."]


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def test_what_goes_on_is_known_to_the_last_day_that_was_added(frozen: Callable[[str], Path]) -> None:
    """A large atlas keeps the day up to which it knows of what goes on; building it anew takes it to the last one."""
    path = frozen("slash") / "atlas.parquet"
    migrate(path, Answer("lasted"))
    assert str(mk.read(path).as_of) == "2024-01-02"
    add_large(path, {**NEW, "when": "2025-03-03"}, [CLAIM], who="Ani")
    later = mk.read(path).filter(View.of(when="2025"))
    assert later.store.counts(later.view).possible >= 1
    assert mk.read(path)["by-name"]["sure_end"] == 19725
    rebuild_index(path)
    atlas = mk.read(path)
    assert (str(atlas.as_of), atlas["by-name"]["sure_end"]) == ("2025-03-03", atlas["n"]["end"])
