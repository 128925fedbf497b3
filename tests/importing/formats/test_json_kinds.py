"""JSON that is features in other words: Esri's, Overpass's, lines, a single feature."""

import json
from math import asinh, radians, tan
from pathlib import Path
from typing import Any

import pytest

from mapkit.errors import AtlasError
from mapkit.importing.formats.json_kinds import EARTH_RADIUS_M
from mapkit.importing.formats.open import read_sheet
from mapkit.importing.formats.sheet import Sheet
from mapkit.importing.read import read

FEATURE = {
    "type": "Feature",
    "properties": {"date": "2020-09-27"},
    "geometry": {"type": "Point", "coordinates": [44, 40]},
}


def sheet_of(tmp_path: Path, document: Any, name: str = "x.json") -> Sheet:
    """The table of a document."""
    path = tmp_path / name
    path.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
    return read_sheet(path)


def esri(geometry: Any, **more: Any) -> dict[str, Any]:
    """A feature JSON of one feature."""
    return {"features": [{"attributes": {"EventDate": 1601164800000}, "geometry": geometry}], **more}


def test_esri_features_are_rows(tmp_path: Path) -> None:
    """Attributes are columns, a point is in degrees; the milliseconds of a date are its day."""
    document = esri({"x": 44.5, "y": 40.25}, spatialReference={"wkid": 4326}, fields=[])
    sheet = sheet_of(tmp_path, document)
    assert sheet.rows[0].cells == {"EventDate": "1601164800000", "lon": "44.5", "lat": "40.25"}
    assert read(tmp_path / "x.json").records(None)[0]["when"] == "2020-09-27"


@pytest.mark.parametrize("code", [102100, 3857])
def test_web_mercator_is_turned_into_degrees(tmp_path: Path, code: int) -> None:
    """Esri's usual system is turned into degrees, which a note says."""
    document = esri(
        {"x": EARTH_RADIUS_M * radians(44.5), "y": EARTH_RADIUS_M * asinh(tan(radians(40.25)))},
        spatialReference={"wkid": code},
    )
    sheet = sheet_of(tmp_path, document)
    assert float(sheet.rows[0]["lon"]) == pytest.approx(44.5, abs=1e-6)
    assert float(sheet.rows[0]["lat"]) == pytest.approx(40.25, abs=1e-9)
    assert "coordinates turned from Web Mercator into degrees" in sheet.notes


@pytest.mark.parametrize("system", [{}, {"spatialReference": {"wkid": 32638}}])
def test_another_system_is_refused(tmp_path: Path, system: dict[str, Any]) -> None:
    """Coordinates of a system that is not told, or is another, are never taken for degrees."""
    with pytest.raises(AtlasError, match="geojson-crs its spatialReference is"):
        sheet_of(tmp_path, esri({"x": 1, "y": 2}, **system))


def test_esri_lines_and_areas_are_placed(tmp_path: Path) -> None:
    """Paths and rings are lines, by which a row is placed."""
    for geometry in ({"paths": [[[44, 40], [45, 40]]]}, {"rings": [[[44, 40], [45, 40], [45, 41], [44, 40]]]}):
        sheet = sheet_of(tmp_path, esri(geometry, spatialReference={"wkid": 4326}))
        assert sheet.rows[0]["wkt"].startswith("MULTILINESTRING")
    with pytest.raises(AtlasError, match=r"x.json:features\[0\] coordinates-unreadable"):
        sheet_of(tmp_path, esri({"paths": [["a"]]}, spatialReference={"wkid": 4326}))


def test_overpass_elements_are_their_tags(tmp_path: Path) -> None:
    """Tags are columns; a node has its point, a way its middle, and each its id."""
    elements = [
        {"type": "node", "id": 1, "lat": 40.25, "lon": 44.5, "tags": {"name": "A", "start_date": "1990"}},
        {"type": "way", "id": 1, "center": {"lat": 40, "lon": 44}, "tags": {"name": "B"}},
    ]
    sheet = sheet_of(tmp_path, {"version": 0.6, "elements": elements})
    assert sheet.rows[0].cells == {"name": "A", "start_date": "1990", "id": "node/1", "lon": "44.5", "lat": "40.25"}
    assert [row["id"] for row in sheet.rows] == ["node/1", "way/1"]
    assert [row["title"] for row in read(tmp_path / "x.json").records(None)] == ["A", "B"]


@pytest.mark.parametrize("name", ["x.jsonl", "x.ndjson", "x.geojsonl"])
def test_lines_of_json_are_rows(tmp_path: Path, name: str) -> None:
    """A value a line is a row, an object or a feature; a line that is no JSON is named."""
    sheet = sheet_of(tmp_path, json.dumps(FEATURE) + "\n\n" + json.dumps(FEATURE), name)
    assert [row.cells for row in sheet.rows] == [{"date": "2020-09-27", "lon": "44", "lat": "40"}] * 2
    assert sheet_of(tmp_path, '{"date": "2020"}\n', name).rows[0].cells == {"date": "2020"}
    with pytest.raises(AtlasError, match=f"{name}:2 json-line"):
        sheet_of(tmp_path, '{"a": 1}\n{"b": \n', name)


@pytest.mark.parametrize("document", [FEATURE, FEATURE["geometry"]])
def test_a_single_feature_is_a_table_of_one(tmp_path: Path, document: Any) -> None:
    """RFC 7946 allows a feature or a geometry alone."""
    sheet = sheet_of(tmp_path, document, "x.geojson")
    assert (len(sheet.rows), sheet.rows[0]["lat"]) == (1, "40")


def test_ids_of_some_features_are_no_ids_of_rows(tmp_path: Path) -> None:
    """An id is optional, and a member beside the properties too: both keep the row, and notes say it."""
    features = [{**FEATURE, "id": "a", "style": {}}, FEATURE]
    sheet = sheet_of(tmp_path, {"type": "FeatureCollection", "features": features}, "x.geojson")
    assert [row["feature id"] for row in sheet.rows] == ["a", ""]
    assert any(note.startswith("not every feature has its id: it is called 'feature id'") for note in sheet.notes)
    assert "left out of the features, for they are no properties: 'style'" in sheet.notes
    report = read(tmp_path / "x.geojson").report
    assert report
    assert (report.kept, report.problems) == (2, ())
