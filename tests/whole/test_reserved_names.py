"""Own columns whose names mapkit came to need later: they stay in the file, and are own.<name> in rows."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from mapkit import Publish, published
from mapkit.atlas import Atlas
from mapkit.contents import own_columns
from mapkit.exporting.snapshot import render, snapshot
from mapkit.files import read
from mapkit.importing.large.blocks_mapping import told_in_blocks
from mapkit.importing.large.import_large import import_large
from mapkit.importing.read import opened, proposed
from mapkit.publishing.leaks import secrets_of
from mapkit.receipts.verify import verify
from mapkit.saving import add, change, undo, write
from mapkit.saving.large.add import add_large
from support.commands import answer, objects
from support.made import INCIDENTS, changed

OWN = {"Sure_start": "early", "sure_end": "late", "own.sure_end": "=later"}
STORED = {f"own.{name}": value for name, value in OWN.items()}
CLAIM = {"source": "herald", "stance": "reports", "says": "x"}


@pytest.fixture
def taken(folder: Callable[..., Path]) -> Path:
    """A folder whose first incident has such columns."""
    return folder(incidents=changed(INCIDENTS, 0, **OWN))


def cells(atlas: Atlas, incident: str = "a") -> dict[str, str]:
    """What an incident has in its columns of these names, and its days beside them are numbers."""
    row = atlas[incident]
    assert [int(row[name]) for name in ("sure_start", "sure_end")] == [int(row["end"]) - 1, int(row["start"]) + 1]
    return {name: row[name] for name in STORED}


@pytest.mark.parametrize("name", ["copy", "copy.zip", "copy.parquet"])
def test_they_are_kept_in_every_form(taken: Path, tmp_path: Path, name: str) -> None:
    """A folder, a ZIP and a large atlas hold them, with the same digest, and give a folder with their names back."""
    atlas = read(taken)
    assert cells(atlas) == STORED
    kept = read(write(atlas, tmp_path / name))
    assert (cells(kept), {*own_columns(kept)}) == (STORED, {"weather", *OWN})
    again = write(kept, tmp_path / "again")
    assert read(again).digest == atlas.digest
    with (again / "incidents.csv").open(encoding="utf-8", newline="") as file:
        assert OWN.items() <= next(csv.DictReader(file)).items()


@pytest.mark.parametrize("asked", ["own=own.sure_end:late", "own=sure_end:late", "own=own.Sure_start:early"])
def test_a_view_asks_for_them(taken: Path, tmp_path: Path, asked: str) -> None:
    """A filter names them as rows do; a link or a receipt of before, which says them bare, still finds them."""
    for atlas in (read(taken), read(write(read(taken), tmp_path / "w.parquet"))):
        seen = atlas.filter(asked)
        assert seen.rows()["id"].tolist() == ["a"]
        assert objects("count", taken, "--view", asked)[0]["shown"] == 1, "the command line knows them too"
        assert verify(snapshot(seen, tmp_path / f"{len(asked)}.csv").path, atlas).status == "same"


def test_exports_have_the_names_of_the_file(taken: Path) -> None:
    """Tables of what is shown name them as the file does."""
    atlas = read(taken)
    row = next(csv.DictReader(render(atlas, ".csv").decode("utf-8-sig").splitlines()))
    assert (row["Sure_start"], row["sure_end"]) == ("early", "late")
    feature = json.loads(render(atlas, ".geojson"))["features"][0]
    assert OWN.items() <= feature["properties"]["own"].items()


def test_they_are_kept_back(taken: Path) -> None:
    """Left out in publishing by their own names, they are gone, the view that asked for them too, and looked for."""
    atlas = read(taken).filter("own=own.sure_end:late")
    publish = Publish(drop=("sure_end",))
    made = published(atlas, publish)
    assert "sure_end" not in own_columns(made)
    assert str(made.view) == ""
    assert secrets_of(atlas, publish).texts["late"] == "a value of 'sure_end', which is dropped"


def test_they_are_edited_and_undone(taken: Path) -> None:
    """Adding and changing take them by the names in the file; the command line leaves them empty."""
    before = (taken / "incidents.csv").read_bytes()
    add(taken, {"id": "n", "when": "2021-05-05", "title": "T", "kind": "attack", **OWN}, [CLAIM], who="Ani")
    change(taken, "a", {"sure_end": "other"}, who="Ani")
    assert cells(read(taken)) == STORED | {"own.sure_end": "other"}
    assert cells(read(taken), "n") == STORED
    words = (
        "--when",
        "2021-05-06",
        "--kind",
        "attack",
        "--title",
        "S",
        "--stance",
        "reports",
        "--says",
        "y",
        "--id",
        "m",
    )
    answer("add", taken, *words, "--unplaced", "--source", "herald", "--who", "Ani")
    assert cells(read(taken), "m") == dict.fromkeys(STORED, "")
    for _ in range(3):
        undo(taken, who="Ani")
    assert (taken / "incidents.csv").read_bytes() == before


def test_a_large_atlas_takes_more_of_them(taken: Path, tmp_path: Path) -> None:
    """An incident that is added to a large atlas has them too."""
    path = write(read(taken), tmp_path / "w.parquet")
    add_large(path, {"id": "n", "when": "2021-05-05", "title": "T", "kind": "attack", **OWN}, [CLAIM], who="Ani")
    assert cells(read(path), "n") == STORED
    assert "own.sure_end" in pq.read_schema(next(path.rglob("part-*.parquet"))).names


def test_a_table_with_them_is_imported(tmp_path: Path) -> None:
    """A table of others keeps their names, read as a whole or in blocks; its digest is that of before."""
    table = tmp_path / "t.csv"
    table.write_text(
        "id,date,lat,lon,type,title,sure_start,Sure_End\nx,2020-12-08,39.5,46.5,Attack,Shots,a,b\n", "utf-8"
    )
    mapping = told_in_blocks(proposed(opened(table, None)).mapping)[0]
    import_large(table, tmp_path / "w.parquet", mapping)
    atlas = read(tmp_path / "w.parquet")
    assert atlas.digest == "1dd250cbf7b63cff89e0bed9d7df84897f43da9f4e036822d7ca9d04017ea720"
    assert own_columns(atlas)[-2:] == ("sure_start", "Sure_End")
    assert atlas["x"]["own.Sure_End"] == "b"
