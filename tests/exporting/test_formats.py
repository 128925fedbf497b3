import os
import subprocess
import sys
from importlib import import_module
from inspect import signature
from pathlib import Path

import pytest

import mapkit as mk
from mapkit.app import exports
from mapkit.atlas import Atlas
from mapkit.errors import ExportError, ParseError
from mapkit.exporting.formats import (
    CSV,
    FORMATS,
    GROUPS,
    TABLE,
    UNKNOWN,
    Format,
    labels,
    last_suffix,
    listed,
    media_type,
    suffix_of,
)
from mapkit.exporting.snapshot import file_name, render, snapshot
from mapkit.publishing.extract import READERS
from mapkit.publishing.publish import Publish
from mapkit.receipts import containers, embed
from support.commands import answer
from support.repository import ROOT

MADE = ".made"
ROW = Format(TABLE, "Made (MADE)", "application/x-made", "tables.codebook", "codebook", quick=True)


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_row_is_whole(suffix: str) -> None:
    """A format has a group, a name, a media type, functions that take its options, and a word in the docs."""
    how = FORMATS[suffix]
    module = import_module(f"mapkit.{how.module}")
    assert how.group in GROUPS
    assert how.label
    assert "/" in how.media
    assert {*how.takes} <= {*signature(getattr(module, how.function)).parameters}
    assert not how.stream or "file" in signature(getattr(module, how.stream)).parameters
    assert suffix_of(Path(f"A.b{suffix.upper()}")) == suffix
    assert f"`{suffix}`" in (ROOT / "docs" / "snapshots.md").read_text("utf-8")


def test_every_format_can_be_searched_and_proven() -> None:
    """The leak check reads every format, and each has a receipt in it, but for a CSV, whose receipt lies beside it."""
    last = {last_suffix(suffix) for suffix in FORMATS}
    assert last <= {*READERS}
    assert last - {CSV} == {*containers.SUFFIXES}
    assert {*embed._EMBEDDERS} <= last


def test_names_for_people_are_of_one_format_each() -> None:
    """No two formats are called the same, and what is offered is every format, group by group."""
    offered = labels()
    assert len(set(offered.values())) == len(offered) == len(FORMATS)
    ranks = [GROUPS.index(FORMATS[suffix].group) for suffix in offered]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize(
    ("name", "media"),
    [
        ("a.csv", "text/csv"),
        ("a.csv.receipt.json", "application/json"),
        ("a.evidence.zip", "application/zip"),
        ("a.frames.zip", "application/zip"),
        ("a.odd", UNKNOWN),
    ],
)
def test_a_browser_is_told_what_a_file_is(name: str, media: str) -> None:
    """The media type of a file follows from the end of its name."""
    assert media_type(name) == media


def test_the_help_lists_every_format() -> None:
    """The command's help has every suffix, those of a group side by side."""
    words = " ".join(answer("snapshot", "--help").split())
    assert f"The suffix of each file OUT says its format: {listed()}. An option goes" in words
    assert listed().startswith(".png .svg .pdf, .gif ")


@pytest.fixture
def one_more(monkeypatch: pytest.MonkeyPatch) -> str:
    """A made-up format in the table, and nowhere else."""
    monkeypatch.setitem(FORMATS, MADE, ROW)  # type: ignore[arg-type]  # it is a dict
    return MADE


def test_a_new_format_is_offered(one_more: str, made: Atlas) -> None:
    """A format that was put into the table has a name for people, names of files and a media type, on the page too."""
    assert labels()[one_more] == "Made (MADE)"
    assert listed().endswith(one_more)
    assert suffix_of(Path("A.MADE")) == one_more
    assert file_name(made, one_more).endswith(one_more)
    assert media_type(f"a{one_more}") == "application/x-made"
    assert exports.labels is labels
    with pytest.raises(ExportError, match=r"end the name in .*\.made"):
        suffix_of(Path("a.odd"))


def test_a_new_format_is_in_the_help() -> None:
    """The help of the command lists a format that was put into the table before it was loaded."""
    code = (
        "import sys; from mapkit.exporting import formats; from dataclasses import replace;"
        f"formats.FORMATS[{MADE!r}] = formats.FORMATS['.png']; sys.argv = ['mapkit', 'snapshot', '--help'];"
        "from mapkit.cli import main; main()"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=environment)
    assert f"{MADE}. An option" in " ".join(done.stdout.split())


def test_a_new_format_needs_a_place_for_its_receipt(one_more: str, made: Atlas, tmp_path: Path) -> None:
    """Nothing of a format is written of which nobody has told where its receipt stands."""
    with pytest.raises(ParseError, match="is no format with a receipt"):
        snapshot(made, tmp_path / f"a{one_more}")
    assert list(tmp_path.iterdir()) == []


def test_a_new_format_is_not_published_before_it_can_be_searched(
    one_more: str, made: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a receipt it can be written; with something to keep back only once the leak check has a reader for it."""
    monkeypatch.setitem(containers._FINDERS, one_more, containers._in_film)  # type: ignore[arg-type]  # it is a dict
    monkeypatch.setitem(embed._EMBEDDERS, one_more, lambda data, text: data + text)  # type: ignore[arg-type]
    path = snapshot(made, tmp_path / f"a{one_more}").path
    assert path.read_bytes() == render(made, one_more)
    assert mk.verify(path, made)
    publish, kept = Publish(drop=("text",)), tmp_path / f"b{one_more}"
    with pytest.raises(ExportError, match=r"nothing was written: the \.made file could not be searched: nobody has"):
        snapshot(made, kept, publish=publish)
    assert not kept.exists()
    monkeypatch.setitem(READERS, one_more, lambda found, data: found.add_text(data.decode()))  # type: ignore[arg-type]
    assert snapshot(made, kept, publish=publish).path.exists()
