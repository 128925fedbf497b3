import errno
import os
import re
import subprocess
import sys
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from mapkit import __version__
from mapkit.atlas import Atlas
from mapkit.drawing.looks import FilmLook, Look
from mapkit.errors import ExportError
from mapkit.exporting.formats import FORMATS, suffix_of
from mapkit.exporting.snapshot import file_name, render, snapshot
from mapkit.publishing.publish import Publish
from mapkit.receipts.seal import BESIDE
from support.examples import alike
from support.exports import FILMS, SHORT, SMALL, STILL, made_bytes, options
from support.repository import ROOT
from support.same_bytes import FILMED, renderings

STARTS = {
    ".png": b"\x89PNG\r\n",
    ".svg": b"<?xml",
    ".pdf": b"%PDF-1",
    ".html": b"<!DOCTYPE html>",
    ".dossier.html": b"<!doctype html>",
    ".geojson": b'{"type"',
    ".csv": b"\xef\xbb\xbfid,",
    ".parquet": b"PAR1",
    ".zip": b"PK\x03\x04",
    ".csv.zip": b"PK\x03\x04",
    ".evidence.zip": b"PK\x03\x04",
}
PICTURES = [suffix for suffix in STILL if "look" in FORMATS[suffix].takes]


@pytest.mark.parametrize("suffix", STILL)
def test_a_snapshot_is_written_and_told(made: Atlas, tmp_path: Path, suffix: str) -> None:
    """The suffix picks the format, the file holds what `render` gives, and the answer says what was written."""
    atlas, path = made.filter(when="2020-12"), tmp_path / f"a{suffix}"
    told = snapshot(atlas, str(path), **options(suffix))  # type: ignore[arg-type]
    assert (told.path, told.view, told.counts) == (path, atlas.view, atlas.counts)
    assert (told.digest, told.version) == (atlas.digest, __version__)
    assert path.read_bytes() == render(atlas, suffix, **options(suffix))  # type: ignore[arg-type]
    assert path.read_bytes().startswith(STARTS[suffix])
    beside = {path.name + BESIDE} if suffix == ".csv" else set()
    assert {one.name for one in tmp_path.iterdir()} == {path.name, *beside}


def test_every_format_has_a_function() -> None:
    """The table of formats names modules and suffixes that there are, double suffixes beside their last part."""
    for suffix, how in FORMATS.items():
        assert find_spec(f"mapkit.{how.module}")
        assert suffix_of(Path(f"A.b{suffix.upper()}")) == suffix


@pytest.mark.parametrize(
    ("suffix", "given", "words"),
    [
        (".csv", {"look": SMALL}, r"\.csv takes no look"),
        (".png", {"sources_folder": "x"}, "takes no sources_folder"),
        (".html", {"progress": print}, "takes no progress"),
        (".png", {"look": SHORT}, "takes no look such as Film"),
        (".gif", {"look": SMALL}, "takes no look such as Look"),
    ],
)
def test_an_idle_option_is_refused(made: Atlas, tmp_path: Path, suffix: str, given: Any, words: str) -> None:
    """An option that a format does not take is refused, not passed over."""
    with pytest.raises(ExportError, match=words):
        snapshot(made, tmp_path / f"a{suffix}", **given)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", STILL)
def test_an_empty_view_is_a_sound_file(made: Atlas, tmp_path: Path, suffix: str) -> None:
    """A view that shows nothing can be saved, in every format but films."""
    told = snapshot(made.filter(when="1999"), tmp_path / f"a{suffix}", **options(suffix))  # type: ignore[arg-type]
    assert (told.counts.shown, told.path.stat().st_size > 0) == (0, True)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing/a", "make it first"),
        ("file/a", "part of the path is a file"),
        ("x" * 300, "too long"),
        ("a\0b", "no file can have this name"),
        ("../none/a", "make it first"),
        ("con", "a device on Windows"),
        ("LPT1.old", "a device on Windows"),
    ],
)
def test_an_odd_path_is_refused(
    made: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, words: str
) -> None:
    """A path that cannot be written is refused in words, in every format, and nothing is left behind."""
    monkeypatch.setattr("mapkit.exporting.snapshot.render", lambda *_, **__: b"x")  # what is made does not matter here
    (tmp_path / "file").write_bytes(b"")
    for suffix in FORMATS:
        with pytest.raises(ExportError, match=words):
            snapshot(made, tmp_path / f"{name}{suffix}")
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("suffix", [".csv", ".geojson", ".zip"])
def test_a_full_disk_keeps_the_old_file(
    made: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    """If the disk fills up on the way, the old files are whole, and no part of a new one is left."""
    for name in (f"a{suffix}", f"a{suffix}{BESIDE}"):
        (tmp_path / name).write_bytes(b"old")
    calls = []

    def full(handle: int) -> None:
        calls.append(handle)
        if suffix != ".csv" or len(calls) > 1:  # of a CSV, the second file
            raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match="the disk is full: make room"):
        snapshot(made, tmp_path / f"a{suffix}")
    assert {one.read_bytes() for one in tmp_path.iterdir()} == {b"old"}
    assert len(list(tmp_path.iterdir())) == 2


def test_options_of_pictures_are_taken(made: Atlas, tmp_path: Path) -> None:
    """A look changes the picture, and is taken by every format that draws."""
    path = snapshot(made, tmp_path / "a.png", look=Look(size="500x400")).path
    assert path.read_bytes()[16:24] == (500).to_bytes(4) + (400).to_bytes(4)
    assert {".png", ".svg", ".pdf", ".evidence.zip"} == {*PICTURES}
    assert all(FORMATS[suffix].takes["look"] is FilmLook for suffix in FILMS)


def test_a_published_snapshot_is_told_as_such(made: Atlas, tmp_path: Path) -> None:
    """The answer has the counts and the digest of what was published."""
    told = snapshot(made, tmp_path / "a.csv", publish=Publish(delay_days=0, today=date(2020, 12, 31)))
    assert told.counts.all == 2
    assert told.digest != made.digest


def test_the_case_of_a_suffix_does_not_matter(made: Atlas, tmp_path: Path) -> None:
    """A name that ends in .CSV is a CSV."""
    assert snapshot(made, tmp_path / "A.CSV").path.read_bytes() == render(made, ".csv")


@pytest.mark.parametrize("name", ["a.jpeg", "a", ".png", "a.png.exe", "a.", "a.evidence", ".evidence.gz"])
def test_another_suffix_is_refused(made: Atlas, tmp_path: Path, name: str) -> None:
    """A suffix that mapkit does not write is refused with those it does, and no file appears."""
    with pytest.raises(ExportError, match=r"\.png, \.svg, .*\.evidence\.zip"):
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
        file_name(made, ".jpeg")


def test_the_same_bytes_everywhere(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The same atlas, view and options give the same bytes in any time zone, locale, day and seed."""
    one, other = renderings(tmp_path_factory)
    assert one == other
    assert {*STILL, *FILMED, "published"} <= {*one}


@pytest.mark.parametrize("suffix", alike(FILMS, ".gif", ".mp4"))
def test_the_same_film_again(made: Atlas, suffix: str) -> None:
    """A film rendered twice on one machine has the same bytes, its seal included."""
    assert render(made, suffix, **options(suffix)) == made_bytes(made, suffix)  # type: ignore[arg-type]


def test_a_film_holds_no_time_of_its_making(made: Atlas) -> None:
    """The times of creation in an MP4 are zero, and a WebM has none: ffmpeg's clock is that of the machine."""
    mp4 = made_bytes(made, ".mp4")
    for box in (b"mvhd", b"tkhd", b"mdhd"):
        at = mp4.index(box) + 4
        assert mp4[at] == 0  # the version, whose times have four bytes each (ISO/IEC 14496-12, 8.2.2)
        assert mp4[at + 4 : at + 12] == bytes(8)
    webm = made_bytes(made, ".webm")
    assert webm.startswith(b"\x1a\x45\xdf\xa3")
    assert b"\x44\x61\x88" not in webm  # DateUTC, an element of eight bytes


def test_a_table_costs_no_picture() -> None:
    """Writing data, reading a receipt and verifying load neither matplotlib nor folium nor geopandas."""
    program = (
        "import sys; from mapkit.files import read; from mapkit.exporting.snapshot import render;"
        "atlas = read(sys.argv[1]);"
        "[render(atlas, one) for one in ('.csv', '.geojson', '.parquet', '.zip')]; import mapkit; mapkit.verify;"
        "print(sorted({'matplotlib', 'folium', 'streamlit', 'geopandas', 'PIL'} & sys.modules.keys()))"
    )
    settings = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-c", program, str(ROOT / "geo")]
    assert subprocess.run(command, env=settings, capture_output=True, text=True, check=True).stdout == "[]\n"
