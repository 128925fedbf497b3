"""JSON with a list of objects as a table."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapkit.errors import AtlasError
from mapkit.importing.formats.json_records import GEOJSON, listed_objects, object_cells
from mapkit.importing.formats.open import read_sheet
from mapkit.importing.formats.sheet import Sheet

ROW = {
    "id": 7,
    "date": "02/24/2022",
    "latitude": "50.1",
    "sources": ["a", "b"],
    "more": {"x": None, "y": 1.5},
    "none": None,
}


def read(path: Path, document: Any) -> Sheet:
    """A document, written and read."""
    path.write_text(json.dumps(document), "utf-8")
    return read_sheet(path)


def test_objects_are_rows(tmp_path: Path) -> None:
    """Each object is a row, with the cells of others empty, nested values as JSON text, and its number as place."""
    sheet = read(tmp_path / "x.json", [ROW, {"id": "8", "other": True}])
    assert sheet.columns == ("id", "date", "latitude", "sources", "more", "none", "other")
    assert list(sheet.rows[0].cells.values()) == [
        "7",
        "02/24/2022",
        "50.1",
        '["a", "b"]',
        '{"x": null, "y": 1.5}',
        "",
        "",
    ]
    assert [row.place for row in sheet.rows] == ["x.json[0]", "x.json[1]"]
    assert sheet.notes == ("JSON, 2 rows",)


def test_an_object_with_one_list_is_read(tmp_path: Path) -> None:
    """The one list of objects in an object is the table, its key is in the places, and what is beside it is told."""
    sheet = read(tmp_path / "x.json", {"version": 3, "events": [ROW, 5], "tags": ["a"], "a\x1b": 1})
    assert (len(sheet.rows), sheet.rows[0].place) == (1, "x.json:events[0]")
    assert [(one.place, one.code) for one in sheet.problems] == [("x.json:events[1]", "json-row")]
    assert sheet.notes == ("JSON, 2 rows", "left out of x.json: 'version', 'tags', 'a\\x1b'")
    assert read(tmp_path / "x.json", {"a\x1b": [ROW]}).rows[0].place == "x.json:'a\\x1b'[0]"


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"events": [ROW], "sources": [ROW]}, "json-lists"),
        ({"events": {"a": ROW}}, "geojson-type"),
        ({}, "geojson-type"),
        ({"events": []}, "geojson-type"),
        ({"events": [1, 2]}, "geojson-type"),
        (5, "geojson-type"),
        ({"features": [{"type": "Feature"}]}, "geojson-type"),
        ({"type": "Feature", "x": [ROW]}, "geojson-type"),
        ([], "file-empty"),
        ([{}], "file-empty"),
    ],
)
def test_other_documents_are_refused(tmp_path: Path, document: Any, code: str) -> None:
    """No list of objects, several of them, and broken GeoJSON are no table."""
    with pytest.raises(AtlasError) as caught:
        read(tmp_path / "x.json", document)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_geojson_is_left_to_its_reader() -> None:
    """A document of a GeoJSON type is never taken for a list of objects."""
    assert [listed_objects({"type": name, "x": [ROW]}, "x") for name in GEOJSON] == [None] * len(GEOJSON)


SCALARS = st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(st.characters(exclude_categories=["Cs"]))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.sampled_from("abc"), SCALARS, min_size=1), min_size=1, max_size=6))
def test_no_object_is_lost(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    """Each object is a row whose cells are the texts of its values, bare or in an object."""
    bare, inside = read(tmp_path / "x.json", rows), read(tmp_path / "x.json", {"list": rows})
    texts = [object_cells(row) for row in rows]
    assert [dict(row.cells) for row in bare.rows] == [dict.fromkeys(bare.columns, "") | own[0] for own in texts]  # type: ignore[operator]
    assert [row.cells for row in inside.rows] == [row.cells for row in bare.rows]
