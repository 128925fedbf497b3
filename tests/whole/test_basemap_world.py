"""The plain world: how the script makes it of a topology and the table of contested borders, and the file it made."""

import csv
import importlib
import json
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import shapely
from shapely.geometry import Point, shape

from support.repository import ROOT

WORLD: list[dict[str, Any]] = json.loads(
    (ROOT / "src" / "mapkit" / "assets" / "world.geojson").read_text(encoding="utf-8")
)["features"]

sys.path.insert(0, str(ROOT / "scripts"))
shapes: Any = importlib.import_module("basemap_shapes")
builder: Any = importlib.import_module("build_basemap")

TOPOLOGY: dict[str, Any] = {
    "type": "Topology",
    "transform": {"scale": [0.5, 0.25], "translate": [10, 20]},
    "arcs": [
        [[2, 0], [0, 4]],  # the border, northwards
        [[2, 4], [-2, 0], [0, -4], [2, 0]],  # round the western country
        [[2, 0], [2, 0], [0, 4], [-2, 0]],  # round the eastern one
    ],
    "objects": {
        "countries": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]], "properties": {"name": "West"}},
                {"type": "MultiPolygon", "arcs": [[[2, -1]]], "properties": {"name": "East"}},
            ],
        },
        "land": {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "arcs": [[2, 1]]}]},
    },
}
PAIR = frozenset({"East", "West"})


def segments(geometry: Any) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The steps of all lines of a geometry."""
    for line in shapely.get_parts(geometry):
        yield from zip(line.coords, line.coords[1:], strict=False)


def test_world_has_land_and_one_mesh_of_borders() -> None:
    """The world is land in parts, plain borders as one feature and contested ones apart, no step round the globe."""
    kinds = [one["properties"]["kind"] for one in WORLD]
    assert (kinds.count("border"), set(kinds)) == (1, {"land", "border", "disputed"})
    assert any(shape(one["geometry"]).contains(Point(100, 65)) for one in WORLD)
    assert not any(shape(one["geometry"]).contains(Point(-30, 0)) for one in WORLD)
    lines = [shape(one["geometry"]) for one in WORLD if one["properties"]["kind"] != "land"]
    assert all(abs(start[0] - end[0]) < 90 for line in lines for start, end in segments(line))


def test_world_says_what_is_contested() -> None:
    """Each note of the hand-made table is one disputed feature of the world, and no stretch of it is a plain border."""
    with (ROOT / "scripts" / "basemap" / "contested.csv").open(encoding="utf-8", newline="") as rows:
        notes = [one.note for one in builder.contested(csv.DictReader(rows))]
    border, *disputed = (one for one in WORLD if one["properties"]["kind"] != "land")
    assert [one["properties"]["note"] for one in disputed] == list(dict.fromkeys(notes))
    plain = set(map(frozenset, segments(shape(border["geometry"]))))
    assert not any(plain & set(map(frozenset, segments(shape(one["geometry"])))) for one in disputed)


def test_arcs_are_decoded() -> None:
    """TopoJSON deltas are summed, scaled and shifted."""
    assert shapes.arcs_of(TOPOLOGY)[0] == [(11.0, 20.0), (11.0, 21.0)]
    assert shapes.arcs_of(TOPOLOGY)[1] == [(11.0, 21.0), (10.0, 21.0), (10.0, 20.0), (11.0, 20.0)]


def test_arcs_are_stitched() -> None:
    """A ring is made of its arcs, one below zero backwards, the points between them once."""
    ring = shapes.stitched([2, -1], shapes.arcs_of(TOPOLOGY))
    assert ring == [(11.0, 20.0), (12.0, 20.0), (12.0, 21.0), (11.0, 21.0), (11.0, 20.0)]


def test_shared_arcs_are_borders() -> None:
    """Only the arc that both countries use is a border, whichever way they go along it, and it names the two."""
    assert shapes.shared_arcs(TOPOLOGY["objects"]["countries"]["geometries"]) == {0: PAIR}


def test_world_is_made_of_a_topology() -> None:
    """The land comes as polygons, the border between two countries that nobody contests as one plain line."""
    land, border = builder.world(TOPOLOGY, [])
    assert shape(land["geometry"]).bounds == (10, 20, 12, 21)
    assert border["properties"] == {"kind": "border"}
    assert border["geometry"]["coordinates"] == (((11.0, 20.0), (11.0, 21.0)),)


def test_contested_reads_rows() -> None:
    """A row gives its note and its pair in any order, and a box if it has edges; without them it has none."""
    table = csv.DictReader(
        [
            "note,one,two,west,south,east,north",
            "Whose hill,West,East,10.5,20,11.5,20.5",
            '"Line, not agreed",East,West,,,,',
        ]
    )
    part, whole = builder.contested(table)
    assert part == ("Whose hill", PAIR, (10.5, 20.0, 11.5, 20.5))
    assert whole == ("Line, not agreed", PAIR, None)


def test_a_box_with_three_edges_is_refused() -> None:
    """A row with some edges and not all is refused by its note."""
    with pytest.raises(ValueError, match="Whose hill: a box has four edges"):
        builder.contested(csv.DictReader(["note,one,two,west,south,east,north", "Whose hill,West,East,10.5,20,11.5,"]))


def test_contested_stretch_is_no_plain_border() -> None:
    """What a row contests becomes a disputed line with its note, and the plain border keeps only the rest."""
    table = [builder.Contested("Whose hill", PAIR, (10.5, 19.0, 11.5, 20.5))]
    _, border, disputed = builder.world(TOPOLOGY, table)
    assert disputed["properties"] == {"kind": "disputed", "note": "Whose hill"}
    assert disputed["geometry"]["coordinates"] == (((11.0, 20.0), (11.0, 20.5)),)
    assert border["geometry"]["coordinates"] == (((11.0, 20.5), (11.0, 21.0)),)


def test_border_contested_as_a_whole_leaves_nothing_plain() -> None:
    """A row without a box contests the whole border of its pair."""
    _, border, disputed = builder.world(TOPOLOGY, [builder.Contested("Line", PAIR, None)])
    assert disputed["geometry"]["coordinates"] == (((11.0, 20.0), (11.0, 21.0)),)
    assert shape(border["geometry"]).is_empty


def test_rows_of_one_note_are_one_feature() -> None:
    """Stretches that carry the same note are one disputed feature, joined where they meet."""
    halves = [builder.Contested("Line", PAIR, (10, 20, 12, 20.5)), builder.Contested("Line", PAIR, (10, 20.5, 12, 21))]
    _, _, disputed = builder.world(TOPOLOGY, halves)
    assert shape(disputed["geometry"]).length == pytest.approx(1)
    assert len(disputed["geometry"]["coordinates"]) == 1


@pytest.mark.parametrize(
    ("pair", "extent"),
    [({"East", "Atlantis"}, None), ({"East", "West"}, (0, 0, 1, 1)), ({"East"}, None)],
    ids=["pair", "box", "half"],
)
def test_row_that_matches_no_border_is_refused(pair: set[str], extent: tuple[float, ...] | None) -> None:
    """A row whose pair has no border, or none in its box, is refused with its note and its names."""
    table = [builder.Contested("Whose hill", frozenset(pair), extent)]
    with pytest.raises(ValueError, match=f"Whose hill: no border of {' and '.join(sorted(pair))} there"):
        list(builder.world(TOPOLOGY, table))


def test_ring_across_the_antimeridian_is_cut() -> None:
    """A ring across 180 degrees becomes one part on each side of it."""
    ring = shapes.unwrapped([(179.0, 0.0), (-179.0, 0.0), (-179.0, 1.0), (179.0, 1.0), (179.0, 0.0)])
    parts = list(shapes.polygons_of(shapes.within_world(shapely.Polygon(ring))))
    assert sorted(part.bounds for part in parts) == [(-180, 0, -179, 1), (179, 0, 180, 1)]


def test_ring_around_a_pole_is_closed_along_it() -> None:
    """A ring around the south pole becomes land down to 90 degrees south over all longitudes."""
    ring = shapes.unwrapped([(-120.0, -70.0), (0.0, -70.0), (120.0, -70.0), (-120.0, -70.0)])
    assert shapes.within_world(shapely.Polygon(ring)).bounds == (-180, -90, 180, -70)
