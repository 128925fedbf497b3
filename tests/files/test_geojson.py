import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import shape

from mapkit.files.geojson import DEPTH, coordinate_problem, point_of, read_features, read_json
from mapkit.where import BBox
from support.made import feature, point

HOME = BBox(44, 38, 49, 42)
SQUARE = [[46.0, 40.0], [47.0, 40.0], [47.0, 41.0], [46.0, 41.0], [46.0, 40.0]]
HOLE = [[46.4, 40.4], [46.6, 40.4], [46.6, 40.6], [46.4, 40.6], [46.4, 40.4]]
LINE = [[46.0, 40.0], [47.0, 40.0]]
SOUND: dict[str, Any] = {
    "Point": [46.5, 40.5],
    "MultiPoint": [[46.5, 40.5], [46.6, 40.5]],
    "LineString": LINE,
    "MultiLineString": [LINE, HOLE],
    "Polygon": [SQUARE, HOLE],
    "MultiPolygon": [[SQUARE, HOLE], [[[48.0, 40.0], [48.5, 40.0], [48.5, 41.0], [48.0, 40.0]]]],
}


def features(tmp_path: Path, document: Any, home: BBox | None = HOME) -> tuple[list[Any], list[Any]]:
    """What is read from a file of this text, or of this document."""
    path = tmp_path / "l.geojson"
    path.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
    return read_features(path, home)


def collection(*members: Any, **more: Any) -> dict[str, Any]:
    """A FeatureCollection."""
    return {"type": "FeatureCollection", "features": list(members), **more}


def geometry(kind: Any, coordinates: Any) -> dict[str, Any]:
    """A collection of one feature with this geometry."""
    return collection(feature("a", {"type": kind, "coordinates": coordinates}))


@pytest.mark.parametrize("kind", DEPTH)
def test_every_geometry_is_read(tmp_path: Path, kind: str) -> None:
    """Points, lines and areas, one or many, are read, keep their shape, and have a point on them."""
    (found,), problems = features(tmp_path, geometry(kind, SOUND[kind]))
    assert problems == []
    assert shape(found.geometry).equals(shape({"type": kind, "coordinates": SOUND[kind]}))
    lon, lat = point_of(found.geometry)
    assert shape(found.geometry).distance(shape({"type": "Point", "coordinates": (lon, lat)})) < 1e-5


def test_no_geometry_is_no_point(tmp_path: Path) -> None:
    """A feature may have no geometry and no properties; then it has no point."""
    (found,), problems = features(tmp_path, collection({**feature("a", None), "properties": None}))
    assert (problems, found.geometry, found.properties, point_of(None)) == ([], None, {}, (None, None))


def test_heights_are_kept(tmp_path: Path) -> None:
    """A third number of every position is a height, which neither moves nor loses anything."""
    (found,), problems = features(tmp_path, geometry("LineString", [[46.0, 40.0, 10.0], [47.0, 40.0, 20.0]]))
    assert (problems, found.geometry["coordinates"][0]) == ([], [46.0, 40.0, 10.0])
    assert point_of(found.geometry) == (46.5, 40.0)


@pytest.mark.parametrize("turned", [SQUARE, SQUARE[::-1]])
def test_polygons_turn_by_the_right_hand_rule(tmp_path: Path, turned: list[Any]) -> None:
    """Outer rings run counter-clockwise and holes clockwise, however the file turns them."""
    (found,), _ = features(tmp_path, geometry("Polygon", [turned, HOLE]))
    outer, hole = shape(found.geometry).exterior, shape(found.geometry).interiors[0]
    assert (outer.is_ccw, hole.is_ccw) == (True, False)


def test_the_other_members_are_kept(tmp_path: Path) -> None:
    """Properties come back as they were, those that mapkit does not know included."""
    properties = {"names": {"en": ["A"]}, "own": [1, {"x": None}], "html": "<b>"}
    (found,), _ = features(tmp_path, collection(feature("a", None, **properties)))
    assert found.properties == properties


BOW = [[46.0, 40.0], [47.0, 41.0], [47.0, 40.0], [46.0, 41.0], [46.0, 40.0]]
BAD: list[tuple[Any, str, str, str]] = [
    ("", "l.geojson", "json-unreadable", "valid JSON"),
    ("{", "l.geojson", "json-unreadable", "valid JSON"),
    ("[1, 2,]", "l.geojson", "json-unreadable", "valid JSON"),
    ('{"type": "FeatureCollection", "type": 1, "features": []}', "l.geojson", "json-unreadable", "'type' stands twice"),
    ('{"type": "FeatureCollection", "features": [], "x": NaN}', "l.geojson", "json-unreadable", "NaN is not JSON"),
    (
        '{"type": "FeatureCollection", "features": [], "x": -Infinity}',
        "l.geojson",
        "json-unreadable",
        "-Infinity is not JSON",
    ),
    ('{"type": "FeatureCollection", "features": [], "x": 1e999}', "l.geojson", "json-unreadable", "far too large"),
    (
        f'{{"type": "FeatureCollection", "features": [], "x": {"9" * 400}}}',
        "l.geojson",
        "json-unreadable",
        "far too large",
    ),
    (
        f'{{"type": "FeatureCollection", "features": [], "x": {"9" * 5000}}}',
        "l.geojson",
        "json-unreadable",
        "valid JSON",
    ),
    (
        '{"type": "FeatureCollection", "features": [], "x": "\\ud800"}',
        "l.geojson",
        "json-unreadable",
        "half a character",
    ),
    ('{"type": "FeatureCollection", "features": [], "\\udfff": 1}', "l.geojson", "json-unreadable", "half a character"),
    ("[" * 100_000, "l.geojson", "json-unreadable", "valid JSON"),
    ('{"a":' * 100_000, "l.geojson", "json-unreadable", "valid JSON"),
    ("[" * 40 + "]" * 40, "l.geojson", "json-unreadable", "nested more than 32 deep"),
    ([], "l.geojson", "geojson-type", '{"type": "FeatureCollection"'),
    (None, "l.geojson", "geojson-type", '{"type": "FeatureCollection"'),
    ({"type": "Topology"}, "l.geojson", "geojson-type", '{"type": "FeatureCollection"'),
    (feature("a", None), "l.geojson", "geojson-type", '{"type": "FeatureCollection"'),
    ({"type": "FeatureCollection"}, "l.geojson", "geojson-features", "is no list"),
    ({"type": "FeatureCollection", "features": {}}, "l.geojson", "geojson-features", "is no list"),
    (
        collection(crs={"type": "link", "properties": {"href": "http://example.org"}}),
        "l.geojson",
        "geojson-crs",
        "drop the member",
    ),
    (collection(feature("a", None), 5), "l.geojson feature 2", "geojson-type", '{"type": "Feature"'),
    (collection({"type": "Point"}), "l.geojson feature 1", "geojson-type", '{"type": "Feature"'),
    (collection(feature("", None)), "l.geojson feature 1", "site-id-missing", "write a text"),
    (collection(feature(7, None)), "l.geojson feature 1", "site-id-missing", "its id is 7"),  # type: ignore[arg-type]
    (
        collection({**feature("a", None), "properties": []}),
        "l.geojson feature 1",
        "geojson-properties",
        "neither an object nor null",
    ),
    (
        collection({"type": "Feature", "id": "a", "properties": {}}),
        "l.geojson feature 1",
        "geojson-geometry",
        "write null",
    ),
    (geometry("Circle", [46, 40]), "l.geojson feature 1", "geojson-geometry", "'Circle': use Point, MultiPoint"),
    (geometry("GeometryCollection", []), "l.geojson feature 1", "geojson-geometry", "'GeometryCollection'"),
    (geometry([], []), "l.geojson feature 1", "geojson-geometry", "use Point"),
    (geometry({}, []), "l.geojson feature 1", "geojson-geometry", "use Point"),
    (collection(feature("a", "POINT (46 40)")), "l.geojson feature 1", "geojson-geometry", "use Point"),
    (geometry("Point", None), "l.geojson feature 1", "coordinates-unreadable", "write [longitude, latitude]"),
    (geometry("Point", []), "l.geojson feature 1", "coordinates-unreadable", "write [longitude, latitude]"),
    (geometry("Point", [46]), "l.geojson feature 1", "coordinates-unreadable", "[46] is no position"),
    (geometry("Point", ["46", "40"]), "l.geojson feature 1", "coordinates-unreadable", "['46', '40'] is no position"),
    (geometry("Point", [True, 40]), "l.geojson feature 1", "coordinates-unreadable", "is no position"),
    (geometry("Point", [46, 40, 1, 2]), "l.geojson feature 1", "coordinates-unreadable", "is no position"),
    (geometry("LineString", []), "l.geojson feature 1", "geojson-coordinates", "nested otherwise, or empty"),
    (geometry("LineString", [46, 40]), "l.geojson feature 1", "coordinates-unreadable", "46 is no position"),
    (geometry("LineString", [[46, 40]]), "l.geojson feature 1", "geojson-line", "two positions"),
    (
        geometry("LineString", [[46, 40], [46, 41, 5]]),
        "l.geojson feature 1",
        "coordinates-unreadable",
        "write all of them alike",
    ),
    (geometry("MultiLineString", [LINE, [[46, 40]]]), "l.geojson feature 1", "geojson-line", "two positions"),
    (
        geometry("MultiLineString", [LINE, []]),
        "l.geojson feature 1",
        "geojson-coordinates",
        "nested otherwise, or empty",
    ),
    (geometry("Polygon", SQUARE), "l.geojson feature 1", "coordinates-unreadable", "46.0 is no position"),
    (geometry("Polygon", [SQUARE[:4]]), "l.geojson feature 1", "geojson-ring", "the last the same as the first"),
    (geometry("Polygon", [LINE]), "l.geojson feature 1", "geojson-ring", "four positions"),
    (geometry("Polygon", [BOW]), "l.geojson feature 1", "geojson-ring", "crosses itself"),
    (geometry("Polygon", [[[46, 40]] * 4]), "l.geojson feature 1", "geojson-ring", "ring"),
    (geometry("Polygon", [HOLE, SQUARE]), "l.geojson feature 1", "geojson-ring", "hole"),
    (geometry("MultiPolygon", [[SQUARE], [BOW]]), "l.geojson feature 1", "geojson-ring", "crosses itself"),
    (
        geometry("Point", [39.76, 46.75]),
        "l.geojson feature 1",
        "coordinates-swapped",
        "write longitude 46.75, latitude 39.76",
    ),
    (geometry("Point", [181, 40]), "l.geojson feature 1", "coordinates-range", "write longitude -180 to 180"),
    (geometry("Point", [46, 90.5]), "l.geojson feature 1", "coordinates-range", "write longitude -180 to 180"),
    (geometry("Point", [5_180_000, 4_820_000]), "l.geojson feature 1", "coordinates-range", "is not on earth"),
]


@pytest.mark.parametrize(("document", "place", "code", "says"), BAD)
def test_bad_geojson_is_told(tmp_path: Path, document: Any, place: str, code: str, says: str) -> None:
    """Whatever is wrong is one problem with the number of the feature, its code and what to write instead."""
    found, (problem,) = features(tmp_path, document)
    assert (problem.place, problem.code) == (place, code)
    assert says in problem.text
    assert len(found) == int(place.endswith("2"))


def test_all_bad_features_are_told(tmp_path: Path) -> None:
    """Each bad feature is told and each sound one is kept."""
    found, problems = features(
        tmp_path, collection(feature("a", point(46, 40)), 5, feature("", None), feature("b", None))
    )
    assert [one.id for one in found] == ["a", "b"]
    assert [problem.place for problem in problems] == ["l.geojson feature 2", "l.geojson feature 3"]


def test_many_double_keys_are_found_at_once(tmp_path: Path) -> None:
    """An object of very many keys with one double is refused without comparing each with each."""
    keys = ", ".join(f'"k{number}": 0' for number in range(100_000))
    _, (problem,) = features(tmp_path, f'{{{keys}, "k99999": 1}}')
    assert "'k99999' stands twice" in problem.text


def test_far_places_are_allowed(tmp_path: Path) -> None:
    """A place outside the home box whose axes are not swapped is read."""
    (found,), problems = features(tmp_path, geometry("Point", [2.35, 48.85]))
    assert (found.id, problems) == ("a", [])


@pytest.mark.parametrize(
    ("lon", "lat", "home", "code"),
    [
        (46.75, 39.76, HOME, None),
        (39.76, 46.75, HOME, "coordinates-swapped"),
        (39.76, 46.75, None, None),
        (40, 95, None, "coordinates-swapped"),
        (95, 40, None, None),
        (200, 100, None, "coordinates-range"),
        (180, 90, None, None),
        (-180, -90, None, None),
        (math.inf, 0, None, "coordinates-range"),
    ],
)
def test_a_point_is_on_earth(lon: float, lat: float, home: BBox | None, code: str | None) -> None:
    """A point out of range, or with its axes swapped as far as can be known, is refused."""
    problem = coordinate_problem(lon, lat, home)
    assert (problem and problem[0]) == code


def test_a_basemap_needs_no_ids(tmp_path: Path) -> None:
    """Features of a basemap may go without ids."""
    path = tmp_path / "land.geojson"
    path.write_text(json.dumps(collection({"type": "Feature", "geometry": None, "properties": {}})))
    assert read_features(path, named=False)[1] == []
    assert read_features(path)[1][0].code == "site-id-missing"


values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.floats(),
        st.integers(),
        st.text(max_size=5),
        st.sampled_from(["Feature", "FeatureCollection", "features", "geometry", *DEPTH, *SOUND.values()]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(["type", "features", "geometry", "coordinates", "properties", "id", "crs", "x"]),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=20,
)


@given(values)
def test_any_json_is_read_or_told(tmp_path_factory: pytest.TempPathFactory, document: Any) -> None:
    """No JSON document makes the reader fail, as a document or as a feature of one."""
    path = tmp_path_factory.getbasetemp() / "any.geojson"
    member = {"type": "Feature", "id": "a", "properties": {}, "geometry": document}
    for one in (document, collection(document), collection(member)):
        path.write_text(json.dumps(one), "utf-8")
        found, _ = read_features(path, HOME)
        assert all(len(point_of(each.geometry)) == 2 for each in found)


@given(st.sampled_from(list(DEPTH)), st.sampled_from(list(SOUND.values())), st.tuples(*[st.integers(0, 4)] * 2), values)
def test_broken_coordinates_are_read_or_told(
    tmp_path_factory: pytest.TempPathFactory, kind: str, coordinates: Any, at: tuple[int, int], value: Any
) -> None:
    """Coordinates of another type, or with a value put in somewhere, never make the reader fail."""
    path = tmp_path_factory.getbasetemp() / "broken.geojson"
    changed = json.loads(json.dumps(coordinates))
    inner = changed[at[0] % len(changed)]
    if isinstance(inner, list):
        inner[at[1] % len(inner)] = value
    for one in (coordinates, changed):
        path.write_text(json.dumps(geometry(kind, one)), "utf-8")
        found, problems = read_features(path, HOME)
        assert len(found) == int(not problems)
        assert all(len(point_of(each.geometry)) == 2 for each in found)


@given(st.binary())
def test_any_bytes_are_json_or_told(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """No file content makes the JSON reader fail."""
    path = tmp_path_factory.getbasetemp() / "bytes.json"
    path.write_bytes(content)
    document, problems = read_json(path)
    assert (document is None) or not problems
