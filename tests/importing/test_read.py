"""Reading one table of incidents: the same facts in awkward dress, what is refused, and what is left to a person."""

import json
import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import mapkit as mk
from mapkit.errors import AtlasError
from mapkit.importing.mapping.table_map import TableMap
from mapkit.importing.read import opened, read
from mapkit.importing.recognise import recognise
from mapkit.records import BOUNDS
from mapkit.saving import write
from mapkit.when import day_number
from mapkit.words import date_words

# id, date (EDTF), latitude, longitude, title, type, killed
FACTS = (
    ("a", "2020-11-10", "39.85", "46.75", "Agreement", "agreement", ""),
    ("b", "2020-12-08", "39.52", "47.0319", 'Attack; one killed, "said" two', "attack", "1"),
    ("c", "2023-09", "39.85", "46.75", "Offensive", "attack", ""),
    ("d", "", "", "", "A statement", "statement", ""),
    ("e", "2021-01-30", "39.9325", "47.06167", "Opening", "opening", "3"),
    ("f", "2022-07-09", "-12.5", "-77.0625", "Elsewhere", "attack", "0"),
)
TOLLS_MAPPED = {
    "id": ("id",),
    "when": ("date",),
    "title": ("title",),
    "killed_best": ("dead",),
    "killed_high": ("most",),
}
HEADER = ("id", "date", "lat", "lon", "title", "type", "killed")


def dmy(text: str, delimiter: str) -> str:
    """An ISO date or month as people write it, the day first."""
    return delimiter.join(reversed(text.split("-")))


def degrees(text: str, hemispheres: str) -> str:
    """Degrees as degrees, minutes and seconds with a hemisphere."""
    if not text:
        return ""
    value = float(text)
    seconds = round(abs(value) * 3600, 2)
    return f"{int(seconds // 3600)}°{int(seconds % 3600 // 60):02}′{seconds % 60:05.2f}″{hemispheres[value < 0]}"


def serial(text: str) -> str:
    """A day as a spreadsheet counts it; a month as it is."""
    return str((date.fromisoformat(text) - date(1899, 12, 30)).days) if text.count("-") == 2 else text


def quoted(cells: tuple[str, ...], delimiter: str) -> str:
    """A row of CSV."""
    return delimiter.join(
        '"' + cell.replace('"', '""') + '"' if set(cell) & {delimiter, '"', "\n"} else cell for cell in cells
    )


def table(change: Callable[..., tuple[str, ...]], header: tuple[str, ...] = HEADER, delimiter: str = ",") -> str:
    """The facts, each row changed, as a text."""
    return "\n".join(quoted(row, delimiter) for row in (header, *(change(*fact) for fact in FACTS))) + "\n"


def plain(*cells: str) -> tuple[str, ...]:
    """A row as it is."""
    return cells


def russian(id_: str, when: str, lat: str, lon: str, *rest: str) -> tuple[str, ...]:
    """A row with slashes and decimal commas."""
    return id_, dmy(when, "/"), lat.replace(".", ","), lon.replace(".", ","), *rest


DRESSES: dict[str, bytes] = {
    "semicolon": b"\xef\xbb\xbf"
    + table(
        lambda id_, when, lat, lon, *rest: (id_, dmy(when, "."), lat.replace(".", ","), lon.replace(".", ","), *rest),
        delimiter=";",
    ).encode(),
    "utf-16": b"\xff\xfe" + table(plain, delimiter="\t").encode("utf-16-le"),
    "russian": table(russian, ("ид", "дата", "широта", "долгота", "заголовок", "тип", "убито"), ";").encode("cp1251"),
    "degrees": table(
        lambda id_, when, lat, lon, *rest: (id_, when, degrees(lat, "NS"), degrees(lon, "EW"), *rest)
    ).encode(),
    "wkt": table(
        lambda id_, when, lat, lon, *rest: (id_, when, f"POINT ({lon} {lat})" if lat else "", *rest),
        ("id", "date", "geom", "title", "type", "killed"),
    ).encode(),
    "serial": table(lambda id_, when, *rest: (id_, serial(when), *rest[:-1], rest[-1] or "n/a")).encode(),
    "renamed": table(
        plain, ("Incident ID", "EVENT_DATE", "Latitude", "LONGITUDE", "Headline", "Category", "Deaths")
    ).encode(),
}


@pytest.mark.parametrize("dress", DRESSES)
def test_the_same_facts_in_any_dress(dress: str, tmp_path: Path) -> None:
    """A table in the encoding, the hemispheres, the dates and the coordinates that people use reads to what it says."""
    path = tmp_path / f"{dress}.csv"
    path.write_bytes(DRESSES[dress])
    atlas = read(path)
    assert atlas.report
    assert (atlas.report.rows_in, atlas.report.kept, atlas.report.reported) == (6, 6, 0)
    found = {row["id"]: row for row in atlas.rows(None).to_dict("records")}
    for id_, when, lat, lon, title, kind, killed in FACTS:
        row = found[id_]
        assert (row["when"], row["title"], row["kind"]) == (when, title, kind)
        assert [row["lat"], row["lon"]] == pytest.approx(
            [float(lat), float(lon)] if lat else [float("nan")] * 2, abs=2e-6, nan_ok=True
        )
        assert (row["killed_best"] if killed else "") == (int(killed) if killed else "")
    assert atlas.counts.undated == 1


def test_every_row_is_kept_or_reported_once(tmp_path: Path) -> None:
    """A row with three things wrong is one reported row, with all three, at its line."""
    path = tmp_path / "some.csv"
    path.write_text(
        "id,date,lat,lon,title,killed\n"
        "a,2020-11-10,39.85,46.75,Fine,1\n"
        "b,2020-02-30,139.85,,Broken,many\n"
        "a,2020-11-10,39.85,46.75,Same id,2\n"
        + "".join(f"d{number},2020-11-10,39.85,46.75,Fine,1\n" for number in range(5)),
        "utf-8",
    )
    report = read(path).report
    assert report
    assert (report.rows_in, report.kept, report.reported) == (8, 6, 2)
    broken, double = report.problems
    assert broken.place == "some.csv:3"
    assert set(broken.code.split("+")) == {"when-no-such-day", "coordinates-half", "number-unreadable"}
    assert double.code == "id-double"
    assert report.by_code["id-double"] == 1


def test_an_ambiguous_column_is_reported(tmp_path: Path) -> None:
    """Where nothing tells day from month, each such row is reported with both readings; a told order reads all."""
    path = tmp_path / "some.csv"
    path.write_text("id,date,title\na,10/11/2020,One\nb,05/06/2021,Two\nc,2020-01-31,Three\n", "utf-8")
    report = read(path).report
    assert report
    assert report.kept == 1
    assert "10 November or 11 October" in report.problems[0].text
    mapping = TableMap(columns={"id": ("id",), "when": ("date",), "title": ("title",)}, day_order="mdy")
    assert read(path, mapping=mapping)["a"]["when"] == "2020-10-11"
    assert read(path, dialect=mapping).digest == read(path, mapping=mapping).digest


def test_swapped_axes_are_refused_where_home_tells(tmp_path: Path, geo: mk.Atlas) -> None:
    """Rows that lie in the home box only with their axes swapped are reported, and read when the mapping says swap."""
    path = tmp_path / "swapped.csv"
    path.write_text("id,date,lat,lon,title\na,2020-11-10,46.75,39.85,One\nb,2020-11-11,46.8,39.9,Two\n", "utf-8")
    report = read(path, like=geo).report
    assert report
    assert report.by_code == {"coordinates-swapped": 2}
    mapping = TableMap(
        columns={"id": ("id",), "when": ("date",), "lat": ("lat",), "lon": ("lon",), "title": ("title",)}, swap=True
    )
    assert read(path, mapping=mapping, like=geo)["a"]["lon"] == 46.75


@pytest.mark.parametrize(("zero", "kept", "lon"), [("", 0, None), ("place", 1, 0.0), ("unknown", 1, None)])
def test_zero_is_asked_for(zero: str, kept: int, lon: float | None, tmp_path: Path) -> None:
    """0, 0 is reported until a person says whether it is a place or means unknown."""
    path = tmp_path / "zero.csv"
    path.write_text("id,date,lat,lon,title\na,2020-11-10,0,0,One\n", "utf-8")
    mapping = TableMap(columns={"id": ("id",), "when": ("date",), "lat": ("lat",), "lon": ("lon",)}, zero=zero)
    atlas = read(path, mapping=mapping)
    assert atlas.report
    assert atlas.report.kept == kept
    assert [None if math.isnan(one) else one for one in atlas.rows(None)["lon"]] == [lon] * kept


def test_a_named_place_is_proposed_never_taken(tmp_path: Path, geo: mk.Atlas) -> None:
    """A name that a site has stays a proposal, with the site; once the mapping confirms it the incident lies there."""
    path = tmp_path / "named.csv"
    path.write_text("id,date,place,title\na,2020-12-08,Հադրութում,One\nb,2020-12-09,Nowhereville,Two\n", "utf-8")
    atlas = read(path, like=geo)
    assert atlas.report
    assert set(atlas.rows(None)["site"]) == {""}
    texts = [proposal.text for proposal in atlas.report.proposals if proposal.code == "place-proposed"]
    assert "'hadrut'" in texts[0]
    assert "no site has this name" in texts[1]
    columns = {"id": ("id",), "when": ("date",), "place": ("place",), "title": ("title",)}
    mapping = TableMap(columns=columns, places={"Հադրութում": "hadrut"})
    placed = read(path, mapping=mapping, like=geo)
    assert placed["a"]["site"] == "hadrut"
    assert placed["b"]["site"] == ""


def test_confirmed_places_are_written_with_their_layers(tmp_path: Path, geo: mk.Atlas) -> None:
    """An atlas whose incidents lie at sites of another one is whole: written and read again it is the same."""
    path = tmp_path / "named.csv"
    path.write_text("id,date,place,title\na,2020-12-08,Hadrut,One\n", "utf-8")
    columns = {"id": ("id",), "when": ("date",), "place": ("place",), "title": ("title",)}
    atlas = read(path, mapping=TableMap(columns=columns, places={"Hadrut": "hadrut"}), like=geo)
    assert mk.read(mk.write(atlas, tmp_path / "again.zip")).digest == atlas.digest


def test_likely_doubles_are_proposed(tmp_path: Path) -> None:
    """Two rows of the same day, place and kind are both kept, and the pair is named."""
    path = tmp_path / "double.csv"
    path.write_text(
        "id,date,lat,lon,title,type\na,2020-12-08,39.5,47,One,attack\nb,2020-12-08,39.5,47,Two,attack\n", "utf-8"
    )
    report = read(path).report
    assert report
    assert report.kept == 2
    assert [proposal.code for proposal in report.proposals] == ["likely-double"]


def test_what_two_days_mean_is_asked_once(tmp_path: Path) -> None:
    """A table with two dates in a row is read as one of these days, which is left to decide until somebody says it."""
    path = tmp_path / "two.csv"
    rows = "a,2020-12-08,2020-12-10,One\nb,2020-12-09,,Two\nc,2020-11,2020-12,Three\nd,,,Four\n"
    path.write_text(f"id,start,end,title\n{rows}", "utf-8")
    atlas = read(path)
    assert atlas.report
    (asked,) = atlas.report.proposals
    assert (asked.place, asked.code) == ("two.csv", "dates-open")
    assert "two days in 2 rows" in asked.text
    assert "tell whether it lasted, or was on one of them" in asked.text
    assert atlas.report.notes[-1] == "Dates: 2 one of several days, 1 of one day, 1 without a date"
    assert any(note.startswith("Dates: some rows name two days") for note in atlas.report.notes)
    mapping = recognise(opened(path)).mapping
    for dates, when in (("lasted", "2020-12-08/2020-12-10"), ("one-of", "[2020-12-08..2020-12-10]")):
        told = read(path, mapping=replace(mapping, dates=dates))
        assert told.report
        assert (told["a"]["when"], told.report.proposals) == (when, ())
    assert read(path, mapping=replace(mapping, dates="lasted")).filter(when="2020-12-09").rows()["certain"].all()


def test_two_days_may_say_within(tmp_path: Path) -> None:
    """With `dates` "within" it counts as one of its days, and is told by another word: the days may be several."""
    path = tmp_path / "two.csv"
    rows = "a,2020-12-08,2020-12-10,One\nb,2020-12-09,,Two\nc,2020-11,..,Three\nd,[2020-12-01..2020-12-03],,Four\n"
    path.write_text(f"id,start,end,title\n{rows}", "utf-8")
    mapping = recognise(opened(path)).mapping
    one_of, within = (read(path, mapping=replace(mapping, dates=dates)) for dates in ("one-of", "within"))
    assert within.report
    assert (
        within.report.notes[-1] == "Dates: 3 one of several days, 1 of one day; 1 of these told as within several days"
    )
    told = within.rows(status=None).set_index("id").sort_index()
    assert told["when_basis"].to_dict() == {"a": "within", "b": "", "c": "", "d": ""}
    assert [date_words(row) for row in told.to_dict("records")] == [
        "within 8 to 10 December 2020",
        "9 December 2020",
        "some time from 1 November 2020 on",
        "some time from 1 to 3 December 2020",
    ]
    for when in ("2020-12-08/2020-12-10", "2020-12-09", "2020-12-10/.."):
        assert within.filter(when=when).counts == one_of.filter(when=when).counts


def test_a_number_that_is_none_is_told_by_its_column(tmp_path: Path) -> None:
    """What is wrong with numbers of people names the columns as the file calls them, not the fields they go to."""
    path = tmp_path / "tolls.csv"
    path.write_text("id,date,title,dead,most\na,2020-12-08,One,several,\n", "utf-8")
    report = read(path, mapping=TableMap(columns=TOLLS_MAPPED)).report
    assert report
    assert [problem.text for problem in report.problems] == [
        "dead is 'several': write a whole number such as 3, or leave it empty"
    ]


def test_a_toll_that_contradicts_itself_is_kept(tmp_path: Path) -> None:
    """A row whose numbers are out of order keeps the outer ones and its own words, is counted, and reads back."""
    path = tmp_path / "tolls.csv"
    path.write_text(
        "id,date,title,dead,most\na,2020-12-08,One,5,3\nb,2020-12-09,Two,5-7,\nc,2020-12-10,X,4,\n", "utf-8"
    )
    atlas = read(path, mapping=TableMap(columns=TOLLS_MAPPED))
    assert atlas.report
    assert (atlas.report.kept, atlas.report.problems) == (3, ())
    assert any("Tolls: 2 rows say more than numbers" in note and "1 of them" in note for note in atlas.report.notes)
    again = read(write(atlas, tmp_path / "folder"))
    for id_, numbers, words in (
        ("a", (3, None, 5), "dead: 5; most: 3"),
        ("b", (5, None, 7), "dead: 5-7"),
        ("c", (None, 4, None), ""),
    ):
        row = again[id_]
        assert tuple(None if pd.isna(row[f"killed_{bound}"]) else row[f"killed_{bound}"] for bound in BOUNDS) == numbers
        assert row["toll_as_written"] == words
    assert again.digest == atlas.digest


def test_other_columns_stay_as_they_are(tmp_path: Path) -> None:
    """Columns that nobody reads stay beside the incident; one whose name the atlas needs gets another name."""
    path = tmp_path / "own.csv"
    path.write_text("id,date,title,battalion,end,site\na,10.11.2020,One, 15th ,never,far\n", "utf-8")
    mapping = TableMap(columns={"id": ("id",), "when": ("date",), "title": ("title",)}, day_order="dmy")
    row = read(path, mapping=mapping)["a"]
    assert [row[name] for name in ("battalion", "end (file)", "site (file)", "date")] == [
        " 15th ",
        "never",
        "far",
        "10.11.2020",
    ]


def test_who_says_so_is_the_source_or_the_file(tmp_path: Path) -> None:
    """Each source of a row reports it; where none is named the file does, at its line."""
    path = tmp_path / "said.csv"
    path.write_text("id,date,title,source\na,2020-11-10,One,TASS; Azertac\nb,2020-11-11,Two,\n", "utf-8")
    mapping = TableMap(
        columns={"id": ("id",), "when": ("date",), "title": ("title",), "source": ("source",)}, split=";"
    )
    atlas = read(path, mapping=mapping)
    said = {
        id_: [(claim.source.title, claim.stance, claim.locator) for claim in claims]
        for id_, claims in atlas.claims_by_incident.items()
    }
    assert said == {
        "a": [("TASS", "reports", "said.csv:2"), ("Azertac", "reports", "said.csv:2")],
        "b": [("The file said.csv", "reports", "said.csv:3")],
    }


def test_a_mapping_must_fit_the_table(tmp_path: Path) -> None:
    """A mapping that names a column which the table lacks is refused with what the table has."""
    path = tmp_path / "some.csv"
    path.write_text("id,date,title\na,2020-11-10,One\n", "utf-8")
    with pytest.raises(AtlasError, match="no column 'when': the table has 'id', 'date', 'title'"):
        read(path, mapping=TableMap(columns={"when": ("when",)}))


def test_a_table_without_date_and_place_is_refused(tmp_path: Path) -> None:
    """A table in which nothing looks like a date or a place is no table of incidents, and the columns are named."""
    path = tmp_path / "some.csv"
    path.write_text("id,title\na,One\n", "utf-8")
    with pytest.raises(AtlasError, match="no column is a date or a place"):
        read(path)


def test_an_imprecise_date_stays_wide(tmp_path: Path) -> None:
    """A month is as wide as the month, whatever stands beside it."""
    path = tmp_path / "some.csv"
    path.write_text("id,date,title\na,11/2020,One\n", "utf-8")
    row = read(path)["a"]
    assert (row["start"], row["end"]) == (day_number(date(2020, 11, 1)), day_number(date(2020, 12, 1)))


def test_an_atlas_is_read_as_ever(folder: Callable[[], Path], made: mk.Atlas) -> None:
    """A folder is an atlas without a report."""
    atlas = read(folder())
    assert atlas.report is None
    assert atlas.digest == made.digest


def test_the_zone_of_stamps_is_asked_once(tmp_path: Path) -> None:
    """Stamps keep their day until a zone is told; how many would move is said before, how many did after."""
    path = tmp_path / "stamps.csv"
    path.write_text("id,date,lat,lon\na,2020-09-27T23:40Z,40.1,44.2\nb,2020-09-27T10:00Z,40.1,44.2\nc,2020-09-27,,\n")
    asked = read(path).report
    assert asked
    (doubt,) = [one for one in asked.proposals if one.code == "zone-open"]
    assert "2 rows tell the hour with its zone" in doubt.text
    assert "1 of them would be another day" in doubt.text
    mapping = replace(recognise(opened(path)).mapping, zone="+04:00")
    made = read(path, mapping=mapping)
    assert made.report
    assert [made[id_]["when"] for id_ in "abc"] == ["2020-09-28", "2020-09-27", "2020-09-27"]
    assert "date: 1 cell: moved to the day in the zone that is told" in made.report.notes
    for zone in ("+04:00", "written"):
        report = read(path, mapping=replace(mapping, zone=zone)).report
        assert report
        assert "zone-open" not in {one.code for one in report.proposals}


def test_years_of_another_calendar_are_asked(tmp_path: Path) -> None:
    """A year that the Hijri or the Buddhist calendar has too is kept as it stands, and asked."""
    path = tmp_path / "years.csv"
    path.write_text("id,date,lat,lon\na,1399-05-12,40.1,44.2\nb,1402-05-12,40.1,44.2\nc,2563-05-12,1,2\nd,2020,1,2\n")
    report = read(path).report
    assert report
    told = [one.text for one in report.proposals if one.code == "calendar-asked"]
    assert told[0].startswith("2 rows in the years 1399 to 1402, as written: if that is the Hijri")
    assert told[1].startswith("1 row in the year 2563, as written")


def test_kinds_past_what_a_map_tells_apart_are_other(tmp_path: Path) -> None:
    """However many kinds a table has it is read: the largest stay, the rest are Other, and each row keeps its words."""
    path = tmp_path / "kinds.csv"
    rows = [f"r{number},2020-09-27,40.1,44.2,kind {number % 81}" for number in range(120)]
    path.write_text("\n".join(["id,date,lat,lon,type", *rows]))
    atlas = read(path)
    assert len(atlas.meta.kinds) == 40
    assert atlas.meta.kinds[-1].label == "Other"
    assert atlas.report
    assert any(note.startswith("type: 81 different kinds") for note in atlas.report.notes)
    assert (atlas["r80"]["kind"], atlas["r80"]["type"], atlas["r80"]["title"]) == ("other", "kind 80", "kind 80")
    assert (atlas["r0"]["kind"], atlas["r0"]["type"]) == ("kind-0", "kind 0")
    write(atlas, tmp_path / "atlas")
    assert mk.read(tmp_path / "atlas")["r80"]["type"] == "kind 80"


@pytest.mark.parametrize(
    ("header", "row", "headline"),
    [
        (
            "id,Reported Date,lat,lon",
            "{},13-Jan-20,40.1,44.2",
            "0 of 3 dated: 'Reported Date' has years of two digits: say the century, such as 2000 (3 cells)",
        ),
        (
            "id,date,lat,lon",
            "{},10/11/2020,40.1,44.2",
            "0 of 3 dated: 'date' may have the day or the month first: say the order of day and month (3 cells)",
        ),
        (
            "id,date,lat,lon",
            "{},2020-11-10,4452100,512300",
            "0 of 3 placed: 'lat', 'lon' has numbers beyond the degrees of the world: another system of coordinates? "
            "(3 cells)",
        ),
        (
            "id,updated_at,lat,lon",
            "{},2020-11-10,40.1,44.2",
            "0 of 3 dated: 'updated_at' was not taken, which says when the row was written: say whether it is",
        ),
        ("id,date", "{},2020-11-10", "0 of 3 placed: no column is known as one: say which is"),
        ("id,date,lat,lon", "{},unknown,40.1,44.2", "0 of 3 dated"),
    ],
)
def test_the_headline_says_why(tmp_path: Path, header: str, row: str, headline: str) -> None:
    """Where many rows are undated or unplaced the first line says why, and what a person can tell."""
    path = tmp_path / "why.csv"
    path.write_text("\n".join([header, *(row.format(number) for number in range(3))]))
    report = read(path).report
    assert report
    assert report.headline.endswith(f"; {headline}")


def test_a_few_bad_cells_are_no_reason(tmp_path: Path) -> None:
    """What few rows have is told row by row, not in the headline."""
    path = tmp_path / "few.csv"
    path.write_text("id,date,lat,lon\nx,soon,40.1,44.2\n" + "".join(f"r{n},2020,40.1,44.2\n" for n in range(9)))
    report = read(path).report
    assert report
    assert report.headline == "few.csv: 10 rows in, 9 kept, 1 reported"


def test_a_feature_of_any_geometry_is_placed(tmp_path: Path) -> None:
    """Points keep their coordinates; a line, an area, several points are placed by a point with their reach."""
    shapes = {
        "p": {"type": "Point", "coordinates": [44, 40]},
        "m": {"type": "MultiPoint", "coordinates": [[44, 40]]},
        "l": {"type": "LineString", "coordinates": [[44, 40], [44, 42]]},
        "a": {"type": "Polygon", "coordinates": [[[44, 40], [45, 40], [45, 41], [44, 40]]]},
        "n": None,
    }
    features = [
        {"type": "Feature", "id": id_, "properties": {"date": "2020-09-27"}, "geometry": one}
        for id_, one in shapes.items()
    ]
    path = tmp_path / "shapes.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    atlas = read(path)
    assert atlas.report
    assert (atlas.report.kept, atlas.report.placed) == (5, 4)
    assert all(math.isnan(atlas[id_]["precision_m"]) for id_ in "pmn")
    assert atlas["l"]["lat"] == 41
    assert atlas["l"]["precision_m"] == pytest.approx(111_195, abs=100)
    assert atlas["a"]["precision_m"] > 50_000


def test_a_table_with_a_long_outline_comes_back(tmp_path: Path) -> None:
    """A cell longer than the limit of the interpreter's reader is read, written and read again."""
    ring = ", ".join(f"{44 + number / 1e6:.6f} {40 + number / 1e6:.6f}" for number in range(9_000))
    path = tmp_path / "long.csv"
    path.write_text(f'id,date,geometry\na,2020-09-27,"LINESTRING ({ring})"\n')
    write(read(path), tmp_path / "atlas")
    assert len(mk.read(tmp_path / "atlas")["a"]["geometry"]) > 180_000
