import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapkit.errors import AtlasError
from mapkit.importing.formats.geojson import read_features
from mapkit.importing.formats.sheet import Sheet
from support.examples import examples

POINT = {"type": "Point", "coordinates": [46.75, 39.85]}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a test writes its document."""
    return tmp_path / "x.geojson"


def read(path: Path, document: Any) -> Sheet:
    """A document, or a text, written and read."""
    path.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
    return read_features(path, path.name)


def collection(*features: Any, **members: Any) -> dict[str, Any]:
    """A FeatureCollection."""
    return {"type": "FeatureCollection", "features": list(features), **members}


def feature(geometry: Any = None, **properties: Any) -> dict[str, Any]:
    """A feature."""
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def refused(path: Path, document: Any) -> str:
    """The problems of a document that is refused, as text."""
    with pytest.raises(AtlasError) as caught:
        read(path, document)
    return str(caught.value)


def test_features_are_rows(path: Path) -> None:
    """Properties become cells in the order they first appear, then id, longitude, latitude, height and WKT."""
    line = {"type": "LineString", "coordinates": [[46.75, 39.85], [47, 40]]}
    high = {"type": "Point", "coordinates": [46, 39, 1500.5]}
    sheet = read(
        path,
        collection(
            {**feature(POINT, t="Շուշի", n=1), "id": 7},
            feature(line, n=None, x=[1, {"a": "é"}]),
            feature(high, n=True),
            feature(),
        ),
    )
    assert sheet.columns == ("t", "n", "x", "feature id", "lon", "lat", "height", "wkt")
    assert [list(row.cells.values()) for row in sheet.rows] == [
        ["Շուշի", "1", "", "7", "46.75", "39.85", "", ""],
        ["", "", '[1, {"a": "é"}]', "", "", "", "", "LINESTRING (46.75 39.85, 47 40)"],
        ["", "true", "", "", "46", "39", "1500.5", ""],
        [""] * 8,
    ]
    assert sheet.rows[2].place == "x.geojson:features[2]"
    assert (sheet.notes[0], sheet.rows_in) == ("GeoJSON, 4 rows", 4)


def test_names_that_clash_are_told_apart(path: Path) -> None:
    """A property called lon keeps its name; both coordinates are then called after the geometry, with a note."""
    sheet = read(path, collection({**feature(POINT, lon="x", id="y"), "id": "z"}))
    assert sheet.columns == ("lon", "id", "feature id", "geometry lon", "geometry lat")
    assert sheet.rows[0].cells["geometry lat"] == "39.85"
    assert any("'geometry lon'" in note for note in sheet.notes)
    assert "column-double" in refused(path, collection(feature(POINT, **{"lon": 1, "geometry lon": 2})))


def test_a_feature_is_reported_once_with_all_that_is_wrong(path: Path) -> None:
    """A feature that is no row is one problem, which says everything; the others are read."""
    wrong = {"type": "Feature", "geometry": {"type": "Point", "coordinates": ["46", 39]}, "properties": 3, "when": 1}
    sheet = read(path, collection(wrong, 5, feature({"type": "Circle"}), feature(POINT, a=1)))
    assert [problem.place for problem in sheet.problems] == [f"x.geojson:features[{number}]" for number in (0, 1, 2)]
    assert sheet.problems[0].text.count("; ") == 1
    assert (len(sheet.rows), sheet.rows_in) == (1, 4)


def test_points_are_not_judged(path: Path) -> None:
    """A point that is not on earth, or is empty, is read as it stands: to judge it is for others."""
    far, empty = {"type": "Point", "coordinates": [39.85, 146.75]}, {"type": "Point", "coordinates": []}
    sheet = read(path, collection(feature(far), feature(empty)))
    assert [row["lat"] for row in sheet.rows] == ["146.75", ""]


def test_a_list_of_objects_is_a_table(path: Path) -> None:
    """A list of objects is read row by row; what is no object is reported."""
    sheet = read(path, [{"id": "a", "sources": ["x"]}, 3, {"latitude": 39.85}])
    assert sheet.columns == ("id", "sources", "latitude")
    assert [list(row.cells.values()) for row in sheet.rows] == [["a", '["x"]', ""], ["", "", "39.85"]]
    assert sheet.problems[0].place == "x.geojson[1]"


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326"])
def test_a_crs_of_longitude_and_latitude_is_noted(path: Path, name: str) -> None:
    """A `crs` that names WGS 84 is read, with a note."""
    sheet = read(path, collection(feature(POINT), crs={"type": "name", "properties": {"name": name}}))
    assert any(name in note for note in sheet.notes)


@pytest.mark.parametrize(
    "crs",
    [
        {"type": "link", "properties": {"href": "http://127.0.0.1:1/x", "type": "proj4"}},
        {"type": "name", "properties": {"name": "EPSG:3857"}},
        {"type": "name", "properties": {"name": 4326}},
        "EPSG:4326",
    ],
)
def test_another_crs_is_refused(path: Path, crs: Any) -> None:
    """A `crs` of another kind, or one that is a link, is refused and never followed."""
    assert "geojson-crs" in refused(path, collection(feature(POINT), crs=crs))


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>", "json-unreadable"),
        ("", "json-unreadable"),
        ({"type": "FeatureCollection"}, "geojson-features"),
        ("[" * 200_000, "json-unreadable"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "json-unreadable"),
        ('[{"a": 1, "a": 2}]', "json-unreadable"),
        ('[{"a": NaN}]', "json-unreadable"),
        ("[{}]", "file-empty"),
        ("[" + "[]," * 6_000_000 + "0]", "file-too-large"),
        ('[{"a":"\\ud800"}]', "json-unreadable"),
        (json.dumps([{f"p{number}": 1 for number in range(100_000)}]), "table-too-wide"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_hostile_documents_are_refused(path: Path, document: Any, code: str) -> None:
    """What is no table of JSON is refused whole: a VRT, deep nesting, double keys, NaN, too many names or values."""
    assert code in refused(path, document)


VALUES = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(-1e9, 1e9) | st.text(max_size=5)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(50))
@given(st.lists(st.dictionaries(st.sampled_from("abc"), VALUES, min_size=1), min_size=1, max_size=5))
def test_values_lose_nothing(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    """Any flat value can be had back from its cell: texts as they stand, other values by JSON."""
    sheet = read(tmp_path / "x.json", rows)
    for row, values in zip(sheet.rows, rows, strict=True):
        for name, value in values.items():
            back = row[name] if isinstance(value, str) else None if value is None else json.loads(row[name])
            assert back == value
            assert value is not None or row[name] == ""
