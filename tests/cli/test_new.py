import os
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from mapkit.checks import check
from mapkit.contents import contents
from mapkit.files import read
from mapkit.files.serialise import atlas_files
from support.commands import answer, refusal


def test_a_new_atlas_is_sound(tmp_path: Path) -> None:
    """What `new` makes is read, has the title and nothing else, and no check finds anything."""
    said = answer("new", tmp_path / "mine", "--title", 'The "first" \\ Շուշի')
    assert "mine is an atlas now" in said
    atlas = read(tmp_path / "mine")
    assert atlas.meta.title == 'The "first" \\ Շուշի'
    assert (atlas.counts.all, len(atlas.places), check(atlas, date(2024, 1, 1))) == (0, 0, [])


def test_the_tables_have_every_column(tmp_path: Path) -> None:
    """The tables are those of the format, with all columns and no row."""
    answer("new", tmp_path / "mine")
    names = {path.name for path in (tmp_path / "mine").iterdir()}
    assert names == {"atlas.toml", "incidents.csv", "sources.csv", "claims.csv", "states.csv", "places.geojson"}
    files = atlas_files(contents(read(tmp_path / "mine")))
    for name in names - {"atlas.toml"}:
        assert (tmp_path / "mine" / name).read_bytes() == files[name]
    assert (tmp_path / "mine" / "incidents.csv").read_text().startswith("id,when,when_basis,site,lon,lat,precision_m,")


def test_the_commented_entries_are_sound_too(tmp_path: Path) -> None:
    """With every commented entry filled in, the atlas is read, and has all that the comments speak of."""
    answer("new", tmp_path / "mine", "--title", "T")
    settings = tmp_path / "mine" / "atlas.toml"
    settings.write_text(re.sub(r"^#(?=[a-z\[])", "", settings.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    meta = read(tmp_path / "mine").meta
    assert all(value for value in vars(meta).values())
    assert set(tomllib.loads(settings.read_text("utf-8"))) == {"format", *vars(meta)}


def test_without_a_title_the_folder_gives_it(tmp_path: Path) -> None:
    """The name of the folder is the title, also of an empty folder that is there already."""
    (tmp_path / "My atlas").mkdir()
    answer("new", tmp_path / "My atlas")
    assert read(tmp_path / "My atlas").meta.title == "My atlas"
    answer("new", tmp_path / "deep" / "er")
    assert read(tmp_path / "deep" / "er").meta.title == "er"


def test_a_title_is_text_whatever_it_holds(tmp_path: Path) -> None:
    """Characters that mean something in TOML are only characters in a title."""
    title = 'a"\n[[kinds]]\nid = "x"\x7f\x1b {{ 1 }}'
    answer("new", tmp_path / "mine", "--title", title)
    assert read(tmp_path / "mine").meta.title == title


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """A folder with something in it, a file, and a place that cannot be written to are refused and left as they are."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "note.txt").write_text("mine")
    assert "something is there already" in refusal("new", tmp_path / "full", code=1)
    assert "something is there already" in refusal("new", tmp_path / "full" / "note.txt", code=1)
    assert "Error: cannot write" in refusal("new", tmp_path / "full" / "note.txt" / "deeper", code=1)
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["note.txt"]
    assert (tmp_path / "full" / "note.txt").read_text() == "mine"


def test_a_title_of_blanks_is_refused(tmp_path: Path) -> None:
    """A title that says nothing is a wrong call, and nothing is made."""
    assert "--title" in refusal("new", tmp_path / "mine", "--title", "  ")
    assert not (tmp_path / "mine").exists()


@pytest.mark.skipif(not hasattr(os, "fsencode") or os.name == "nt", reason="names of files are text here")
def test_a_title_of_half_signs_is_refused(tmp_path: Path) -> None:
    """A title that no file can hold is refused in words."""
    assert "half a character" in refusal("new", tmp_path / "mine", "--title", "a\udc80", code=1)
    assert not (tmp_path / "mine").exists()
