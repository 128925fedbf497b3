import os
import subprocess
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from mapkit.cli import mapkit
from mapkit.cli.look_options import HELP
from mapkit.drawing.looks import FilmLook, Look
from mapkit.drawing.shown import labelled, shown_by
from mapkit.exporting.formats import FORMATS
from mapkit.exporting.snapshot import render
from mapkit.files import read
from mapkit.link import Link
from mapkit.publishing.publish import Publish
from mapkit.receipts.read import receipt
from support.commands import PROGRAM, answer, objects, refusal, run

SMALL = ("--size", "640x480")


def flags(command: str) -> set[str]:
    """The long flags of a command."""
    return {flag for param in mapkit.commands[command].params for flag in param.opts}


def test_each_part_of_a_look_is_an_option() -> None:
    """Every field of Look and FilmLook has its flag, with words of its own."""
    names = {field.name for look in (Look, FilmLook) for field in fields(look)}
    assert {f"--{name}" for name in names} <= flags("snapshot")
    assert set(HELP) == names


def test_the_help_names_every_format() -> None:
    """Every suffix that can be written stands in the help of `snapshot`."""
    words = answer("snapshot", "-h").replace(",", " ").split()
    assert {word.rstrip(".") for word in words} >= set(FORMATS)


@pytest.mark.parametrize("command", ["snapshot", "verify"])
def test_each_part_of_publishing_is_an_option(command: str) -> None:
    """Every field of Publish has its flag, in `snapshot` and in `verify`."""
    assert {f"--{field.name.replace('_', '-')}" for field in fields(Publish)} <= flags(command)


def test_files_are_those_of_the_library(folder: Callable[..., Path], tmp_path: Path) -> None:
    """Several files are written at once, each with the bytes that the library writes."""
    path, atlas = folder(), read(folder()).filter(when="2020-12")
    out = [tmp_path / f"out{suffix}" for suffix in (".geojson", ".zip", ".html", ".parquet")]
    said = answer("snapshot", path, *out, "--when", "2020-12")
    assert said.splitlines() == [f"{file} shows 2 of 6 incidents" for file in out]
    assert [file.read_bytes() for file in out] == [render(atlas, file.suffix) for file in out]


def test_json_tells_each_file(folder: Callable[..., Path], tmp_path: Path) -> None:
    """With --json each file is an object of its path, view, counts, digest and version."""
    path, atlas = folder(), read(folder()).filter(when="2020-12")
    found = objects("snapshot", path, tmp_path / "a.csv", tmp_path / "b.geojson", "--when", "2020-12")
    assert [Path(one["path"]).name for one in found] == ["a.csv", "b.geojson"]
    assert found[0]["view"] == "when=2020-12"
    assert found[0]["digest"] == f"sha256:{atlas.digest}"
    assert {name: found[1][name] for name in vars(atlas.counts)} == vars(atlas.counts)
    assert (tmp_path / "a.csv.receipt.json").is_file()


def test_a_look_goes_where_it_fits(folder: Callable[..., Path], tmp_path: Path) -> None:
    """Options of pictures go to the picture, in the same bytes as from the library; only labels go to the table too."""
    path = folder()
    look = Look(size="640x480", dpi=72, box="fit", projection="equal-area", labels=("hy",), graticule=True, inset=False)
    answer(
        "snapshot",
        path,
        tmp_path / "a.svg",
        tmp_path / "a.geojson",
        *SMALL,
        "--dpi",
        "72",
        "--box",
        "fit",
        "--projection",
        "equal-area",
        "--labels",
        "hy",
        "--graticule",
        "--no-inset",
    )
    assert (tmp_path / "a.svg").read_bytes() == render(read(path), ".svg", look=look)
    assert (tmp_path / "a.geojson").read_bytes() == render(labelled(read(path), "hy"), ".geojson")


LINK = "when=2020-12&kind=attack&map=9/39.8/46.7&labels=en&mode=start&step=year&over=1&speed=2&open=hilltown"


def test_the_pages_own_query_is_a_view(folder: Callable[..., Path], tmp_path: Path) -> None:
    """What stands in the address of the page makes what the page shows: filters, box, labels, mode, what is over."""
    path, link = folder(), Link.parse(LINK)
    names = [tmp_path / name for name in ("a.png", "a.gif", "a.html", "a.csv", "a.zip")]
    answer("snapshot", path, *names, *SMALL, "--view", f"?{LINK}", "--graticule")
    atlas = shown_by(read(path), link)
    shown = {"size": "640x480", "box": link.box, "labels": ("en",), "over": True, "graticule": True}
    looks = [Look(**shown), FilmLook(**shown, mode="start", step="year"), None, None]
    for name, look in zip(names, looks, strict=False):
        assert name.read_bytes() == render(atlas, name.suffix, look=look, link=link)
    assert read(names[-1]).meta.labels == read(path).meta.labels


def test_labels_are_of_every_format_but_an_atlas(folder: Callable[..., Path], tmp_path: Path) -> None:
    """Names are in the languages that are asked for in pages, tables and pictures; an atlas keeps all."""
    path = folder()
    answer("snapshot", path, tmp_path / "a.csv", tmp_path / "a.html", tmp_path / "a.zip", "--labels", "en")
    assert "Hilltown" in (tmp_path / "a.csv").read_text("utf-8-sig")
    assert "Շուշի" not in (tmp_path / "a.csv").read_text("utf-8-sig")
    assert "<td>Hilltown<br>Şuşa · Շուշի</td>" in (tmp_path / "a.html").read_text("utf-8")
    assert read(tmp_path / "a.zip").digest == read(path).digest
    assert "--labels: none of these formats takes it" in refusal("snapshot", path, tmp_path / "b.zip", "--labels", "en")
    assert "labels='e n'" in refusal("snapshot", path, tmp_path / "b.csv", "--labels", "e n")


@pytest.mark.parametrize(
    ("out", "options", "words"),
    [
        ("a.csv", ["--size", "a4"], "--size: none of these formats takes it"),
        ("a.png", ["--mode", "start", "--rate", "3"], "--mode, --rate: none"),
        ("a.gif", ["--dossier"], "--dossier: none"),
        ("a.png", ["--size", "q4"], "size='q4': write screen"),
        ("a.png", ["--dpi", "many"], "dpi='many'"),
        ("a.gif", ["--step", "hour"], "step='hour': write day or week"),
        ("a.png", ["--sources-folder", "x"], "--sources-folder: none"),
        ("a.csv", ["--today", "2021-01-01"], "give both"),
        ("a.csv", ["--delay-days", "3", "--today", "2021"], "no one day"),
        ("a.csv", ["--grid-m", "wide"], "--grid-m"),
    ],
)
def test_a_wrong_option_writes_nothing(
    folder: Callable[..., Path], tmp_path: Path, out: str, options: list[str], words: str
) -> None:
    """An option that no file takes, or a value that it cannot have, is a wrong call; no file is written."""
    found = refusal("snapshot", folder(), tmp_path / out, *options)
    assert words in " ".join(found.split())
    assert not list(tmp_path.glob("a.*"))


def test_an_unknown_suffix_writes_nothing(folder: Callable[..., Path], tmp_path: Path) -> None:
    """If one of the files cannot be made, none is written; the message names the suffixes that there are."""
    found = refusal("snapshot", folder(), tmp_path / "a.csv", tmp_path / "a.docx", code=1)
    assert all(suffix in found for suffix in FORMATS)
    assert not list(tmp_path.glob("a.*"))
    assert "OUT" in refusal("snapshot", folder())


def test_publishing_keeps_back(folder: Callable[..., Path], tmp_path: Path) -> None:
    """What is kept back is named in the credits of the file; columns are dropped one option each."""
    answer(
        "snapshot",
        folder(),
        tmp_path / "a.geojson",
        "--grid-m",
        "5000",
        "--drop",
        "text",
        "--drop",
        "says",
        "--delay-days",
        "10",
        "--today",
        "2023-01-01",
    )
    assert receipt(tmp_path / "a.geojson").credits[-1] == (
        "For publication: places coarsened to a grid of 5,000 m; nothing that ends after 2022-12-22; "
        "left out: says, text"
    )
    assert "Shots near" not in (tmp_path / "a.geojson").read_text("utf-8")
    assert "drop=" in refusal("snapshot", folder(), tmp_path / "b.csv", "--drop", "colour", code=1)
    assert "grid_m=1.0" in refusal("snapshot", folder(), tmp_path / "b.csv", "--grid-m", "1", code=1)


def test_copies_of_sources_go_into_the_bundle(folder: Callable[..., Path], tmp_path: Path) -> None:
    """--sources-folder goes to an evidence bundle."""
    (tmp_path / "copies").mkdir()
    (tmp_path / "copies" / "page.txt").write_text("a copy")
    answer("snapshot", folder(), tmp_path / "a.evidence.zip", *SMALL, "--sources-folder", tmp_path / "copies")
    plain, with_copies = (
        render(read(folder()), ".evidence.zip", look=Look(size="640x480"), sources_folder=copies)
        for copies in (None, tmp_path / "copies")
    )
    assert (tmp_path / "a.evidence.zip").read_bytes() == with_copies != plain


FILM = ("--step", "year", *SMALL)


def test_a_film_is_quiet_where_nobody_watches(folder: Callable[..., Path], tmp_path: Path) -> None:
    """Without a terminal no progress is told."""
    found = run("snapshot", folder(), tmp_path / "a.gif", *FILM)
    assert (found.exit_code, found.stderr) == (0, "")
    look = FilmLook(size="640x480", step="year")
    assert (tmp_path / "a.gif").read_bytes() == render(read(folder()), ".gif", look=look)


@pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminals")
def test_a_film_tells_its_progress_to_a_terminal(folder: Callable[..., Path], tmp_path: Path) -> None:
    """On a terminal a bar on stderr goes up to the end, and stdout has the answer alone."""
    watching, terminal = os.openpty()
    command = [*PROGRAM, "snapshot", str(folder()), str(tmp_path / "a.gif"), *FILM, "--json"]
    found = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=terminal)
    os.close(terminal)
    told = os.read(watching, 100_000).decode()
    os.close(watching)
    assert "a.gif" in told
    assert "100%" in told
    assert found.stdout.startswith(b'{"path": ')
    assert found.stdout.count(b"\n") == 1
