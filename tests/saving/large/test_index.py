"""The time index beside a large atlas: of the same incidents, checked when it is opened, and built anew on request."""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

import mapkit as mk
from mapkit.contents import Contents, contents
from mapkit.edtf import read as read_when
from mapkit.errors import AtlasError
from mapkit.files.large_manifest import MANIFEST, PARTS, entry_of, read_manifest
from mapkit.saving.large import index as large_index
from mapkit.saving.large import write
from mapkit.timeindex import NAMES, TimeIndex
from mapkit.viewcube import Frame
from mapkit.when import Window
from mapkit.where import BBox

WORLD = BBox(-180, -90, 180, 90)
DAYS = ("2020-11-10", "2020-12", "2021", "2022-12-12/2023-09-19")


@pytest.fixture
def large(geo: mk.Atlas, tmp_path: Path) -> Path:
    """The repository's atlas as a large one."""
    return mk.write(geo, tmp_path / "geo.parquet")


def index_of(folder: Path) -> TimeIndex:
    """The index of an atlas that has one."""
    found = mk.read(folder).time_index
    assert isinstance(found, TimeIndex)
    return found


def made(geo: mk.Atlas, count: int, **values: Sequence[Any]) -> mk.Atlas:
    """Incidents like the first of the atlas, at one point, with these values one by one."""
    whole = contents(geo)
    first = {**whole.records[0], "site": "", "lon": 46.75, "lat": 39.85, "precision_m": 100.0}
    records = tuple(
        {**first, "id": f"i{number}", **{name: column[number] for name, column in values.items()}}
        for number in range(count)
    )
    return Contents(whole.meta, whole.sites, records, whole.sources, (), (), {}, whole.own).atlas()


@pytest.mark.parametrize("day", DAYS)
def test_it_counts_the_incidents_of_the_tables(geo: mk.Atlas, large: Path, day: str) -> None:
    """Shown in any window, by kind, undated and unplaced are those of the atlas it was written from."""
    index, kinds = index_of(large), [kind.id for kind in geo.meta.kinds]
    assert index.kinds == len(kinds)
    frame = Frame.of(WORLD, 0, Window.parse("2020/2024"))
    for number, kind in enumerate(kinds):
        counts = geo.filter(kind=kind).filter(when=day).counts
        assert index.shown(frame, Window.parse(day), {number}).count.sum() == counts.shown
        whole = geo.filter(kind=kind).filter(when="../..").counts
        assert (index.undated[number], index.unplaced[number]) == (whole.undated, whole.unplaced)


def test_kinds_that_are_not_named_have_one_number_more(geo: mk.Atlas, tmp_path: Path) -> None:
    """Incidents of kinds that the settings do not name are counted under the number after the last kind."""
    named = geo.meta.kinds[0].id
    folder = mk.write(made(geo, 3, kind=("odd", named, "odder")), tmp_path / "odd.parquet")
    index, frame = index_of(folder), Frame.of(WORLD, 0, Window.parse("2020"))
    assert index.kinds == len(geo.meta.kinds) + 1
    assert [int(index.cube(frame, {number}).total) for number in (0, len(geo.meta.kinds))] == [1, 2]


def test_parts_make_no_difference(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Built from many parts or from one, by processes or a thread, an index has the same bytes."""
    before = read_manifest(large).indexes[0]
    monkeypatch.setattr(large_index, "STRETCH", 1)
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        write.rebuild_index(large, pool)
    after = read_manifest(large).indexes[0]
    assert (before.sha256, before.name != after.name) == (after.sha256, True)
    assert [path.name for path in large.glob("index-*")] == [after.name]


def flipped(path: Path) -> None:
    """Change one bit of a file."""
    data = path.read_bytes()
    path.write_bytes(bytes([data[0] ^ 1]) + data[1:])


DAMAGES: dict[str, Callable[[Path], object]] = {
    "cut": lambda path: (path / NAMES[0]).write_bytes((path / NAMES[0]).read_bytes()[:-1]),
    "flipped": lambda path: flipped(path / NAMES[0]),
    "unfinished": lambda path: (path / NAMES[1]).unlink(),
    "older": lambda path: (path / NAMES[1]).write_text('{"version": 0, "seal": ""}', "utf-8"),
    "gone": lambda path: path.rename(path.with_name("elsewhere")),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_is_refused_and_rebuilt(geo: mk.Atlas, large: Path, damage: str) -> None:
    """An index that is cut short, changed, unfinished, older or gone is named, and made anew when asked for."""
    name = read_manifest(large).indexes[0].name
    DAMAGES[damage](large / name)
    with pytest.raises(AtlasError, match="mapkit build") as caught:
        mk.read(large)
    assert [problem.place.partition("/")[0] for problem in caught.value.problems] == [name]
    write.rebuild_index(large)
    assert index_of(large).count == geo.count()
    assert not (large / name).exists()


def test_an_index_of_other_tables_is_refused(geo: mk.Atlas, large: Path, tmp_path: Path) -> None:
    """A whole index that is not the one the manifest names is not used."""
    other = mk.write(geo.filter(kind="attack"), tmp_path / "other.parquet")
    index = read_manifest(large).indexes[0]
    for name in NAMES:
        (large / index.name / name).write_bytes((other / read_manifest(other).indexes[0].name / name).read_bytes())
    with pytest.raises(AtlasError, match="index-other is not of these tables"):
        mk.read(large)


def test_an_atlas_without_index_opens(geo: mk.Atlas, large: Path) -> None:
    """An atlas of the first version of the manifest has no index, and gets one when asked for."""
    manifest = read_manifest(large)
    table = mk.read(large).store.whole().drop_columns(["sure_start", "sure_end"])
    dates = pc.replace_substring_regex(table["when"], "/.*", "")  # none that the first format left open
    table = table.set_column(table.schema.get_field_index("when"), "when", dates)
    pq.write_table(table, large / f"incidents-{'0' * 16}.parquet", store_schema=False)
    entries = {part: manifest.files[part][0] for part in PARTS}
    claims = pq.read_table(large / entries["claims"].name).drop_columns("row")
    pq.write_table(claims, large / f"claims-{'0' * 16}.parquet", store_schema=False)
    entries |= {part: entry_of(large, f"{part}-{'0' * 16}.parquet") for part in ("incidents", "claims")}
    files = {part: vars(entry) for part, entry in entries.items()}
    first = {"version": 1, "digest": manifest.digest, "incidents": manifest.incidents, "files": files}
    (large / MANIFEST).write_text(json.dumps(first), "utf-8")
    found = mk.read(large)
    assert (found.time_index, found.counts) == (None, geo.counts)
    assert found.records() == mk.read(large).records()
    assert dict(found.claims_by_incident) == dict(geo.claims_by_incident)
    write.rebuild_index(large)
    assert index_of(large).count == geo.count()
    assert tuple(mk.read(large).claim_list) == tuple(geo.claim_list)


def test_too_many_days_are_told(geo: mk.Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Incidents of more days than an index holds make an atlas without one, and somebody is told."""
    monkeypatch.setattr("mapkit.timeindex.bands.MAX_DAYS", 3)
    whens = tuple(read_when(f"2021-01-0{day}") for day in range(1, 6))
    with pytest.warns(UserWarning, match="no time index, so large maps of it are slow: .*6 different days"):
        folder = mk.write(made(geo, 5, when=whens), tmp_path / "days.parquet")
    found = mk.read(folder)
    assert (found.time_index, found.counts.all) == (None, 5)
    with pytest.raises(AtlasError, match="index-days"):
        write.rebuild_index(folder)
    assert sorted(path.name for path in folder.glob("index-*")) == []


def test_too_many_kinds_are_refused(geo: mk.Atlas, large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index of more kinds than its numbers hold is refused before it is begun."""
    monkeypatch.setattr(large_index, "MAX_KINDS", 2)
    with pytest.raises(AtlasError, match="index-kinds"):
        write.rebuild_index(large)
    assert index_of(large).count == geo.count()


def test_damaged_tables_get_no_index(large: Path) -> None:
    """Nothing is built from a table that has another bit."""
    path = read_manifest(large).paths(large, "incidents")[0]
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(AtlasError, match="file-damaged"):
        write.rebuild_index(large)
