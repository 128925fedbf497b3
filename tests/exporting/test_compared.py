"""A comparison as a file: one table, and one receipt of both views beside it."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

import mapkit as mk
from mapkit.errors import ExportError
from mapkit.exporting.compared import write_compared
from support.made import CLAIMS, INCIDENTS, changed


def written(atlas: mk.Atlas, path: Path) -> Path:
    """The comparison of two parties."""
    left, right = atlas.filter(according="north"), atlas.filter(according="south")
    return write_compared(left, right, mk.compare(left, right), path)


def test_one_receipt_tells_of_both(made: mk.Atlas, tmp_path: Path) -> None:
    """The receipt has both views with their counts, its sentence is the comparison's, and it verifies."""
    path = written(made, tmp_path / "both.csv")
    found = mk.receipt(path)
    assert found.second
    assert (found.view, found.second.view) == ("according=north", "according=south")
    assert (found.counts, found.second.counts) == (made.counts, made.counts)
    assert "Both speak of 1, only North of" in found.sentence
    assert mk.verify(path, made).status == "same"
    assert written(made, tmp_path / "again.csv").read_bytes() == path.read_bytes()
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [rows[0][name] for name in ("id", "side", "differs", "left_killed_best")] == ["a", "both", "verdict", "2"]
    assert [row["side"] for row in rows] == mk.compare(made.filter(according="north"), made.filter(according="south"))[
        "side"
    ].tolist()


def test_a_changed_file_or_count_is_found(made: mk.Atlas, tmp_path: Path) -> None:
    """A changed byte, and a second view whose counts are not those of the data, are told as altered."""
    path = written(made, tmp_path / "both.csv")
    path.write_bytes(path.read_bytes().replace(b"verdict", b"nothing", 1))
    assert mk.verify(path, made).status == "altered"
    receipt = path.with_name("both.csv.receipt.json")
    receipt.write_bytes(
        receipt.read_bytes().replace(b'"with":{"view":"according=south"', b'"with":{"view":"according=s"')
    )
    assert mk.verify(path, made).status == "altered"


def test_changed_data_is_told(folder: Callable[..., Path], made: mk.Atlas, tmp_path: Path) -> None:
    """Of an atlas that was changed since, the incidents of the first view are told."""
    path = written(made, tmp_path / "both.csv")
    newer = mk.read(folder(claims=changed(CLAIMS, 0, says="Other words.")))
    verdict = mk.verify(path, newer)
    assert (verdict.status, verdict.changed) == ("changed", ("a",))


def test_texts_do_not_run(folder: Callable[..., Path], tmp_path: Path) -> None:
    """A title that a spreadsheet would run is made inert, and another suffix is refused."""
    atlas = mk.read(folder(incidents=changed(INCIDENTS, 0, title="=1+1")))
    assert ",'=1+1," in written(atlas, tmp_path / "both.csv").read_text("utf-8-sig")
    with pytest.raises(ExportError, match=r"end the name in \.csv"):
        written(atlas, tmp_path / "both.png")
