import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from mapkit import __version__
from mapkit.atlas import Atlas
from mapkit.errors import ExportError
from mapkit.snapshots import FORMATS, file_name, render, snapshot

ROOT = Path(__file__).parents[1]
STARTS = {".png": b"\x89PNG\r\n", ".html": b"<!DOCTYPE html>", ".geojson": b'{"type"', ".csv": b"\xef\xbb\xbfid,"}


@pytest.mark.parametrize("suffix", list(FORMATS))
def test_a_snapshot_is_written_and_told(made: Atlas, tmp_path: Path, suffix: str) -> None:
    """The suffix picks the format, the file holds what `render` gives, and the answer says what was written."""
    atlas, path = made.filter(when="2020-12"), tmp_path / f"a{suffix}"
    told = snapshot(atlas, str(path))
    assert (told.path, told.view, told.counts) == (path, atlas.view, atlas.counts)
    assert (told.digest, told.version) == (atlas.digest, __version__)
    assert path.read_bytes() == render(atlas, suffix)
    assert path.read_bytes().startswith(STARTS[suffix])


def test_the_case_of_a_suffix_does_not_matter(made: Atlas, tmp_path: Path) -> None:
    """A name that ends in .CSV is a CSV."""
    assert snapshot(made, tmp_path / "A.CSV").path.read_bytes() == render(made, ".csv")


@pytest.mark.parametrize("name", ["a.pdf", "a", ".png", "a.png.exe", "a."])
def test_another_suffix_is_refused(made: Atlas, tmp_path: Path, name: str) -> None:
    """A suffix that mapkit does not write is refused with those it does, and no file appears."""
    with pytest.raises(ExportError, match=r"\.png, \.html, \.geojson, \.csv"):
        snapshot(made, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_name_follows_from_the_view_and_the_data(made: Atlas) -> None:
    """The name for a download holds the window, a mark of other filters, and the data's digest."""
    digest = made.digest[:8]
    assert file_name(made, ".png") == f"mapkit-all-{digest}.png"
    assert file_name(made.filter(when="2020-12"), ".csv") == f"mapkit-2020-12-{digest}.csv"
    assert file_name(made.filter(when="2022-12-12/.."), ".PNG") == f"mapkit-2022-12-12_open-{digest}.png"
    blockade = made.filter(when="2022-12-12/2023-09-19")
    assert file_name(blockade, ".html") == f"mapkit-2022-12-12_2023-09-19-{digest}.html"
    assert file_name(blockade.filter(kind="attack"), ".html") != file_name(blockade, ".html")


def test_a_name_holds_no_text_of_the_data(made: Atlas) -> None:
    """Whatever ids and words a view asks for, the name is safe on every system."""
    for asked in ({"kind": ["../../x", "a\0b"]}, {"text": "CON <script>"}, {"when": "none"}, {"when": "../2020"}):
        assert re.fullmatch(r"mapkit-[0-9a-z_-]+\.geojson", file_name(made.filter(**asked), ".geojson"))


def test_a_name_is_asked_for_a_known_format(made: Atlas) -> None:
    """A name for a format that mapkit does not write is refused."""
    with pytest.raises(ExportError):
        file_name(made, ".gif")


SAME = """
import hashlib, sys
from mapkit.files import read
from mapkit.snapshots import FORMATS, render
atlas = read(sys.argv[1]).filter(when="2020-11-01/2023-10-31")
print([hashlib.sha256(render(atlas, suffix)).hexdigest() for suffix in FORMATS])
"""


def test_the_same_bytes_everywhere() -> None:
    """The same atlas and view give the same bytes in every format, whatever the time zone and the hash seed."""
    answers = set()
    for zone, seed in (("UTC", "0"), ("Pacific/Kiritimati", "1"), ("America/Los_Angeles", "77")):
        settings = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "src")}
        command = [sys.executable, "-W", "error", "-c", SAME, str(ROOT / "geo")]
        done = subprocess.run(command, env=settings, capture_output=True, text=True, check=True)
        answers.add(done.stdout)
    assert len(answers) == 1


def test_a_table_costs_no_picture() -> None:
    """Writing CSV and GeoJSON loads neither matplotlib nor folium."""
    program = (
        "import sys; from mapkit.files import read; from mapkit.snapshots import render; atlas = read(sys.argv[1]);"
        "render(atlas, '.csv'); render(atlas, '.geojson');"
        "print(sorted({'matplotlib', 'folium', 'streamlit'} & sys.modules.keys()))"
    )
    settings = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-c", program, str(ROOT / "geo")]
    assert subprocess.run(command, env=settings, capture_output=True, text=True, check=True).stdout == "[]\n"
