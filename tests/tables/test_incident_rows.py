import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapkit.atlas import Atlas
from mapkit.files import read
from mapkit.spreadsheet import inert, restored
from mapkit.tables.csv_table import HEADER, csv_bytes
from mapkit.tables.geojson import geojson_bytes
from support.made import INCIDENTS, SETTINGS, changed


def lines(atlas: Atlas) -> list[dict[str, str]]:
    """The rows of an atlas's CSV."""
    return list(csv.DictReader(io.StringIO(csv_bytes(atlas).decode("utf-8-sig"), newline="")))


def features(atlas: Atlas) -> dict[str, Any]:
    """The features of an atlas's GeoJSON by id."""
    return {feature["id"]: feature for feature in json.loads(geojson_bytes(atlas))["features"]}


@given(st.text())
def test_inert_is_undone(text: str) -> None:
    """Every text comes back from its cell."""
    assert restored(inert(text)) == text


@given(st.sampled_from("=+-@\t\r\n＝＋－＠"), st.text())
def test_no_cell_begins_a_formula(start: str, rest: str) -> None:
    """A cell begins with no character that a spreadsheet runs, unless it is a plain number."""
    cell = inert(start + rest)
    assert cell.startswith("'") or cell.lstrip("+-").replace(".", "", 1).isdecimal()


@pytest.mark.parametrize("number", ["-12.5", "+3", "0", "46.75"])
def test_plain_numbers_stay(number: str) -> None:
    """A text that is a plain number stays one."""
    assert inert(number) == number


@pytest.mark.parametrize("text", ["-1+cmd|' /C calc'!A1", "-", "+1-1", "-1.5.2", "-12.5\n=1"])
def test_what_only_begins_as_a_number_is_inert(text: str) -> None:
    """A text that goes on after its number is no number."""
    assert inert(text) == f"'{text}'"[:-1]


def test_csv_holds_what_is_shown(made: Atlas) -> None:
    """The CSV has the rows that are shown, in their order, and no other."""
    for view in ("", "when=2020-12", "kind=meeting", "when=1999"):
        atlas = made.filter(view)
        assert [row["id"] for row in lines(atlas)] == atlas.rows()["id"].tolist()


def test_csv_has_a_clean_header(made: Atlas) -> None:
    """The first line names the columns, the user's own last; there is a byte order mark and no comment line."""
    data = csv_bytes(made)
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").splitlines()[0] == ",".join([*HEADER, "weather"])
    assert list(pd.read_csv(io.BytesIO(data)).columns) == [*HEADER, "weather"]


def test_csv_says_it_in_words(made: Atlas) -> None:
    """A row holds names, words and claims as a person reads them."""
    row = next(row for row in lines(made) if row["id"] == "a")
    assert row["when_words"] == "8 December 2020"
    assert (row["place"], row["kind"], row["tolls"]) == ("Hilltown", "Attack", "2 killed (1 to 3)")
    assert (row["lon"], row["lat"], row["precision_m"]) == ("46.75", "39.76", "600")
    assert (row["certain"], row["disputed"], row["weather"]) == ("true", "true", "fog")
    assert row["sources"] == "Herald House; The ministry"
    assert row["claims"] == "reports Herald House: There were shots.; denies The ministry: There were none."


def test_csv_runs_no_formula(folder: Callable[..., Path]) -> None:
    """Texts, own columns and their names are inert, coordinates stay numbers, and every text can be had back."""
    hostile = {"title": "=1+1", "text": "@SUM(A1)", "+own": "-2+3", "lon": -46.8, "lat": -39.9, "site": ""}
    atlas = read(folder(incidents=changed(INCIDENTS, 0, **hostile), settings={**SETTINGS, "home": [-50, -50, 50, 50]}))
    row = next(row for row in lines(atlas) if row["id"] == "a")
    assert (row["title"], row["text"], row["'+own"]) == ("'=1+1", "'@SUM(A1)", "'-2+3")
    assert (row["lon"], row["lat"]) == ("-46.8", "-39.9")
    assert restored(row["title"]) == "=1+1"


def test_own_columns_keep_apart(folder: Callable[..., Path]) -> None:
    """A column of the user's own that is called like one of ours gets another name, and loses no value."""
    own = {"claims": "mine", "claims (own)": "mine too", "place": "here"}
    row = next(row for row in lines(read(folder(incidents=changed(INCIDENTS, 0, **own)))) if row["id"] == "a")
    assert row["claims"].startswith("reports Herald House")
    assert [row["claims (own)"], row["claims (own) (own)"], row["place (own)"]] == ["mine", "mine too", "here"]


def test_geojson_holds_what_is_shown(made: Atlas) -> None:
    """The features are the incidents that are shown, as points in longitude and latitude."""
    atlas = made.filter(when="2020-12")
    found = features(atlas)
    assert list(found) == atlas.rows()["id"].tolist()
    assert found["c"]["geometry"] == {"type": "Point", "coordinates": [46.8, 39.9]}


def test_geojson_is_typed(made: Atlas) -> None:
    """Properties are numbers, booleans, lists and null, not words for them."""
    about = features(made)["a"]["properties"]
    assert about["precision_m"] == 600
    assert about["certain"] is True
    assert about["disputed"] is True
    assert about["tolls"] == {"killed": {"low": 1, "best": 2, "high": 3}, "injured": None}
    assert about["own"] == {"weather": "fog"}
    assert about["kind_id"] == "attack"
    assert features(made)["b"]["properties"]["tolls"]["killed"] is None
    assert about["claims"][1] == {
        "source": "A statement",
        "source_id": "ministry",
        "publisher": "The ministry",
        "party": "South",
        "party_id": "south",
        "published": "2020-12",
        "accessed": "",
        "archive_url": None,
        "stance": "denies",
        "says": "There were none.",
        "url": None,
        "locator": "",
        "said": "",
    }


def test_geojson_carries_its_receipt(made: Atlas) -> None:
    """The member "mapkit" says the view, the sentence, the counts, the digest, the version, the terms."""
    atlas = made.filter(when="2020-12", kind="attack")
    about = json.loads(geojson_bytes(atlas))["mapkit"]
    assert about["view"] == str(atlas.view)
    assert about["digest"] == f"sha256:{atlas.digest}"
    assert about["counts"]["shown"] == atlas.counts.shown == 2
    assert (about["licence"], about["credits"], about["version"]) == ("CC0", ["made by a test"], "0.1.0")
    assert about["sentence"].startswith("December 2020; only of the kind Attack: 2 incidents")


@pytest.mark.parametrize(
    "text", ["\u202eevil", "</script>", "{{7*7}}", "a\r\nb", 'say "no", please', "\x00", "\u2066x\u2069"]
)
def test_texts_come_back_as_they_are(folder: Callable[..., Path], text: str) -> None:
    """A hostile text is in both files as it is in the data."""
    atlas = read(folder(incidents=changed(INCIDENTS, 0, text=text)))
    assert atlas["a"]["text"] == text
    assert features(atlas)["a"]["properties"]["text"] == text
    assert restored(next(row for row in lines(atlas) if row["id"] == "a")["text"]) == text


def test_nothing_shown_is_a_sound_file(made: Atlas) -> None:
    """An answer of nothing gives a header alone and an empty collection."""
    none = made.filter(when="1999")
    assert lines(none) == []
    assert json.loads(geojson_bytes(none))["features"] == []
