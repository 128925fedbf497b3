"""What was dropped and has a view: told what it is, checked against the atlas that is shown."""

import pytest

from mapkit.app.opened_views import is_drawn, opened_view
from mapkit.atlas import Atlas
from mapkit.disk.zip_write import pack
from mapkit.exporting.formats import FILM, FORMATS, PICTURE
from mapkit.receipts.receipt import receipt_json
from mapkit.receipts.seal import sealed_beside
from support.exports import FILMS, made_bytes


@pytest.mark.parametrize("suffix", [suffix for suffix in FORMATS if suffix not in FILMS])
def test_pictures_are_told_from_data(made: Atlas, suffix: str) -> None:
    """A picture has a view alone; everything else that mapkit writes is read as data."""
    assert is_drawn(f"x{suffix}", made_bytes(made, suffix)) == (FORMATS[suffix].group in (PICTURE, FILM))


def test_frames_are_drawn_and_other_archives_are_not() -> None:
    """Single frames of a film are told by what is in their archive; what is no archive is told by its reader."""
    assert is_drawn("x.frames.zip", pack({"receipt.json": b"{}", "0001.png": b""}))
    assert not is_drawn("x.frames.zip", pack({"0001.png": b""}))
    assert not is_drawn("x.zip", b"PK no ZIP")
    assert is_drawn("X.MP4", b"")


def test_a_picture_of_another_atlas_is_told(made: Atlas, geo: Atlas) -> None:
    """It is said whose it is, and that none of its incidents is in the atlas that is shown."""
    lines, view = opened_view(geo, {"x.png": made_bytes(made, ".png")})
    assert "Of another atlas, “A made atlas”: none of its incidents is in this one." in lines[1]
    assert view == made.view
    lines, _ = opened_view(made, {"x.png": made_bytes(made, ".png")})
    assert "Same data" in lines[1]


def test_a_table_comes_with_its_receipt(made: Atlas) -> None:
    """A CSV is checked with the receipt beside it; without it, it is told, and so are two files at once."""
    data = made_bytes(made, ".csv")
    beside = sealed_beside(data, receipt_json(made)).encode()
    assert "Same data" in opened_view(made, {"mine.csv": data, "mine.csv.receipt.json": beside})[0][1]
    assert opened_view(made, {"mine.csv": data})[1] is None
    assert "Same data" in opened_view(made, {"mine.csv.zip": made_bytes(made, ".csv.zip")})[0][1]
    assert "drop one export" in opened_view(made, {"x.png": b"", "y.png": b""})[0][0]
