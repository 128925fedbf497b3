"""GPX: waypoints, tracks and routes as rows."""

from pathlib import Path

import pytest

from mapkit.errors import AtlasError
from mapkit.importing.formats.open import read_sheet
from mapkit.importing.read import read

WAYPOINT = '<wpt lat="40.25" lon="44.5"><ele>812.4</ele><time>2020-09-27T10:00:00Z</time><name>Crater</name></wpt>'
POINTS = "".join(
    f'<trkpt lat="{lat}" lon="44.0"><time>2020-09-2{day}T10:00:00Z</time></trkpt>' for lat, day in ((40, 7), (42, 8))
)
TRACK = f"<trk><name>Walk</name><trkseg>{POINTS}</trkseg></trk>"


def gpx(path: Path, *parts: str) -> Path:
    """A file of these parts."""
    path.write_text(
        f'<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1">{"".join(parts)}</gpx>', "utf-8"
    )
    return path


def test_waypoints_are_rows(tmp_path: Path) -> None:
    """A waypoint is placed and dated by itself."""
    path = gpx(tmp_path / "x.gpx", WAYPOINT)
    row = read_sheet(path).rows[0]
    assert row.place == "x.gpx:wpt 1"
    assert (row["lat"], row["lon"], row["height"], row["name"]) == ("40.25", "44.5", "812.4", "Crater")
    (record,) = read(path).records(None)
    assert (record["when"], record["lat"], record["title"]) == ("2020-09-27", 40.25, "Crater")


def test_a_track_is_a_line_between_two_times(tmp_path: Path) -> None:
    """A track is placed by a point of it with its reach, and has the times of its first and last point."""
    path = gpx(tmp_path / "x.gpx", TRACK)
    row = read_sheet(path).rows[0]
    assert row.cells == {
        "name": "Walk",
        "wkt": "LINESTRING (44.0 40.0, 44.0 42.0)",
        "start": "2020-09-27T10:00:00Z",
        "end": "2020-09-28T10:00:00Z",
    }
    (record,) = read(path).records(None)
    assert (record["when"], record["lat"]) == ("[2020-09-27..2020-09-28]", 41)
    assert record["precision_m"] == pytest.approx(111_195, abs=100)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<gpx></gpx>", "file-empty"),
        ("<kml></kml>", "file-kind"),
        ("<gpx><wpt", "gpx-unreadable"),
        ('<!DOCTYPE gpx [<!ENTITY a "b">]><gpx>&a;</gpx>', "xml-entities"),
    ],
)
def test_what_is_no_gpx_is_refused(tmp_path: Path, text: str, code: str) -> None:
    """A file without waypoints, of another kind, cut off, or with entities is refused in words."""
    (tmp_path / "x.gpx").write_text(text)
    with pytest.raises(AtlasError, match=code):
        read_sheet(tmp_path / "x.gpx")


def test_a_point_without_numbers_is_reported(tmp_path: Path) -> None:
    """A track with a point that is nowhere is one reported row."""
    path = gpx(tmp_path / "x.gpx", '<rte><rtept lat="a" lon="b"/></rte>', WAYPOINT)
    sheet = read_sheet(path)
    assert [(one.place, one.code) for one in sheet.problems] == [("x.gpx:rte 1", "coordinates-unreadable")]
    assert len(sheet.rows) == 1
