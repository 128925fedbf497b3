"""What leaves through a lens says so, has the verdicts, and comes home only where it holds what the atlas says."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import mapkit as mk
from mapkit.atlas import Atlas
from mapkit.errors import AtlasError
from mapkit.files import read
from mapkit.view import View
from support.made import CLAIMS, changed

Folder = Callable[..., Path]
TABLES = (".csv", ".geojson", ".parquet")


@pytest.fixture
def seen(folder: Folder) -> Atlas:
    """The made atlas as the south has it, whose claim on the first incident names a day and a toll of its own."""
    said = {"stance": "disputes", "when": "2020-12-09", "killed_best": "12", "said": "2021-03"}
    atlas = read(folder(claims=changed(CLAIMS, 1, **said)))
    return atlas.filter(according=atlas.claim_list[1].source.party)


@pytest.mark.parametrize("suffix", TABLES)
def test_tables_have_the_verdict_and_stay_away(seen: Atlas, tmp_path: Path, suffix: str) -> None:
    """A table has what the party says with its verdict, verifies, and is refused as an atlas, with what to take."""
    path = tmp_path / f"seen{suffix}"
    mk.snapshot(seen, path)
    told = path.read_text("utf-8", errors="replace")
    assert "verdict" in told
    if suffix == ".csv":
        row = pd.read_csv(path).set_index("id").loc["a"]
        assert (row["when"], row["killed_best"], row["verdict"]) == ("2020-12-09", 12, seen["a"]["verdict"])
    assert mk.verify(path, seen.through(View()))
    with pytest.raises(AtlasError, match=r"are those of according=.* take a ZIP of it, or a map"):
        mk.read(path)


@pytest.mark.parametrize("suffix", [".zip", ".html"])
def test_what_holds_the_atlas_comes_home(seen: Atlas, tmp_path: Path, suffix: str) -> None:
    """A ZIP and a saved map hold what the atlas says, every claim too, and open through the same lens."""
    path = tmp_path / f"seen{suffix}"
    mk.snapshot(seen, path)
    back = mk.read(path)
    assert back.digest == seen.digest
    assert back["a"]["when"] == seen.through(View())["a"]["when"] != "2020-12-09"
    assert mk.receipt(path).view == str(seen.view)
    assert mk.receipt(path).counts == seen.counts


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_pictures_name_the_lens(seen: Atlas, tmp_path: Path, suffix: str) -> None:
    """The receipt of a picture names whom it is according to, in its view and its sentence."""
    path = tmp_path / f"seen{suffix}"
    mk.snapshot(seen.filter(known="2022"), path)
    found = mk.receipt(path)
    for words in ("according=", "known=2022-12-31"):
        assert words in found.view
    for words in ("ccording to", "as known on 31 December 2022", "known later"):
        assert words in found.sentence


def test_a_published_lens_tells_no_more(seen: Atlas, tmp_path: Path) -> None:
    """Coarsened, delayed and bare files can be made through a lens; without claims there is nobody to ask."""
    for number, publish in enumerate((mk.Publish(grid_m=5000), mk.Publish(drop=("says", "claim_when", "tolls")))):
        path = tmp_path / f"seen{number}.zip"
        mk.snapshot(seen, path, publish=publish)
        assert "according=" in mk.receipt(path).view
    path = tmp_path / "seen.csv"
    mk.snapshot(seen, path, publish=mk.Publish(drop=("claims",)))
    assert "according" not in mk.receipt(path).view


def test_parties_keep_off_the_words_of_lenses(folder: Folder) -> None:
    """An atlas whose party has the id of a lens is refused, with its name."""
    from support.made import SETTINGS  # noqa: PLC0415 - only here

    for id_ in ("any-undenied", "2-origins"):
        settings = {**SETTINGS, "parties": [{"id": id_, "label": "Many"}, *SETTINGS["parties"]]}
        with pytest.raises(AtlasError, match=f"'{id_}' asks for a map according to many"):
            read(folder(settings=settings))


def test_a_large_atlas_says_what_to_do(made: Atlas, tmp_path: Path) -> None:
    """Tables that stay in files have no lens: the message says how many incidents have one, and what to write."""
    mk.write(made, tmp_path / "large.parquet")
    large = mk.read(tmp_path / "large.parquet")
    with pytest.raises(mk.MapkitError, match="200,000 incidents at most: write a"):
        large.filter(according="north")
