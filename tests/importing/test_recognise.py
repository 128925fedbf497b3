"""Which column holds what: by the words of its name and by its cells, ranked, and never left out in silence."""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapkit.importing.formats.sheet import Sheet
from mapkit.importing.read import opened, read
from mapkit.importing.recognise import Recognised, recognise

DAY, LAT, LON = "2020-09-27", "40.18", "44.51"
# How people call the same thing, in six languages and in the ways of forms and programs.
CALLED = {
    "when": [
        "Date",
        "event_date",
        "eventDate",
        "Date of event",
        "incidentDate",
        "acq_date",
        "datetime",
        "Flight Date",
        "DATE (UTC)",
        "Reported Date",
        "Дата события",
        "hadisənin tarixi",
        "Olay Tarihi",
        "դեպքի ամսաթիվ",
        "Date de l'événement",
        "eventdate",
        "Question 3: date of the incident",
        "التاريخ",
    ],
    "lat": [
        "lat",
        "Latitude (WGS84)",
        "gps_lat",
        "decimalLatitude",
        "_Where was it_latitude",
        "Широта",
        "Enlik",
        "enlem",
        "լայնություն",
        "LATITUDE",
        "y",
    ],
    "lon": [
        "lon",
        "Longitude (WGS84)",
        "gps_lng",
        "decimalLongitude",
        "_Where was it_longitude",
        "Долгота",
        "Uzunluq",
        "boylam",
        "երկայնություն",
        "LONGITUDE",
        "x",
    ],
    "killed_best": ["killed", "Number Dead", "nkill", "Deaths (total)", "погибших", "Nombre de morts", "ölü sayısı"],
    "place": ["City", "town/city", "Settlement name", "Город", "şəhər", "քաղաք", "Ville", "konum"],
}
# Columns of which none is the date, a place or a toll, though their cells or names come near it.
OTHERS = {
    "Web ID": "52776",
    "postcode": "20001",
    "phone": "1594217880",
    "population": "25000",
    "altitude": "1850",
    "acq_time": "0005",
    "updated_at": "2024-05-06T10:00:00Z",
    "Submission date": "2024-05-07",
    "Last modified": "06.05.2024",
    "дата изменения": "2024-05-06",
    "remarked by": "Ani, 3",
    "price": "10.2021",
    "weapon": "gun",
    "geonameid": "174875",
    "Year founded": "1991",
}


def sheet(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Sheet:
    """A text table of these cells."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return opened(path)


def held(found: Recognised) -> dict[str, str]:
    """The column of each field."""
    return {one.field: one.column for one in found.guesses}


@st.composite
def tables(draw: st.DrawFn) -> tuple[dict[str, str], list[str], list[list[str]]]:
    """A table of others: the column of each field, the header, and rows with gaps, in any order of columns."""
    axes = draw(st.integers(0, len(CALLED["lat"]) - 1))
    columns = {"when": draw(st.sampled_from(CALLED["when"])), "lat": CALLED["lat"][axes], "lon": CALLED["lon"][axes]}
    for field in draw(st.sets(st.sampled_from(["killed_best", "place"]))):
        columns[field] = draw(st.sampled_from(CALLED[field]))
    others = draw(st.lists(st.sampled_from(list(OTHERS)), unique=True, max_size=6))
    header = draw(st.permutations([*columns.values(), *others]))
    rows = []
    for _ in range(draw(st.integers(4, 12))):
        day = draw(st.dates(date(1850, 1, 1), date(2030, 1, 1)))
        cells = OTHERS | {columns["when"]: draw(st.sampled_from([day.isoformat(), f"{day:%d %B} {day.year}"]))}
        cells |= {columns["lat"]: str(draw(st.integers(-89, 89)) + 0.5), columns["lon"]: "44.51"}
        cells |= {columns.get("killed_best", ""): str(draw(st.integers(0, 90))), columns.get("place", ""): "Gyumri"}
        gap = draw(st.sampled_from(["", "", *columns]))
        if gap and rows:
            cells[columns[gap]] = draw(st.sampled_from(["", "unknown", "n/a", "не известно", "inconnue", "բացակա"]))
        rows.append([cells[name] for name in header])
    return columns, header, rows


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(tables())
def test_a_made_table_is_taken_as_it_was_made(
    tmp_path: Path, table: tuple[dict[str, str], list[str], list[list[str]]]
) -> None:
    """Whatever the columns are called and stand, each field has its own, and every row is kept or reported."""
    columns, header, rows = table
    found = recognise(sheet(tmp_path / "made.csv", header, rows))
    assert {field: held(found).get(field) for field in columns} == columns
    report = read(tmp_path / "made.csv").report
    assert report
    assert report.rows_in == len(rows) == report.kept + report.reported
    odd = {"բացակա"}  # is no word of ours for "not known": its row is reported, the column is not dropped
    read_so = {columns[field] for field in ("when", "lat", "lon", "killed_best") if field in columns}
    bad = [row for row in rows if any(row[header.index(name)] in odd for name in read_so)]
    half = [row for row in rows if (not_said(row, header, columns["lat"]) != not_said(row, header, columns["lon"]))]
    assert report.reported == len({id(row) for row in (*bad, *half)})


def not_said(row: Sequence[str], header: Sequence[str], column: str) -> bool:
    """Whether a cell holds a word for nothing."""
    return row[header.index(column)] in ("", "unknown", "n/a", "не известно", "inconnue")


def test_a_named_column_with_few_dates_is_taken(tmp_path: Path) -> None:
    """A column called date is the date though most of its cells cannot be read: these rows are reported, one by one."""
    table = [["2020-11-01", LAT, LON], *[["Tuesday after the fair", LAT, LON]] * 3, ["unknown", LAT, LON]]
    found = recognise(sheet(tmp_path / "few.csv", ["date", "lat", "lon"], table))
    assert "1 of 4 cells can be read so" in found.guesses[0].why
    report = read(tmp_path / "few.csv").report
    assert report
    assert (report.kept, report.by_code) == (2, {"when-unreadable": 3})


@pytest.mark.parametrize("name", ["Web ID", "postcode", "phone", "population", "altitude", "column q"])
@pytest.mark.parametrize("cell", ["52776", "20001", "1594217880", "1850", "20200927", "10:30", "10.2021", "5 apples"])
def test_a_bare_number_is_no_date(tmp_path: Path, name: str, cell: str) -> None:
    """By content alone only what looks like a date to a person is one."""
    found = recognise(sheet(tmp_path / "number.csv", [name, "lat", "lon"], [[cell, LAT, LON]] * 3))
    assert "when" not in held(found)


def test_when_a_row_was_written_is_offered_and_not_taken(tmp_path: Path) -> None:
    """What says when a row was changed is shown beside the choice, with its reason, and is never taken by itself."""
    found = recognise(sheet(tmp_path / "row.csv", ["updated_at", "lat", "lon"], [[DAY, LAT, LON]]))
    assert "when" not in held(found)
    assert [(one.field, one.column, one.why) for one in found.rivals] == [
        ("when", "updated_at", "which says when the row was written")
    ]
    assert "Not taken: Date: column 'updated_at', which says when the row was written; such as '2020-09-27'" in str(
        found
    )


def test_the_better_of_two_is_taken_and_the_other_shown(tmp_path: Path) -> None:
    """Of two dates the better named is taken, the order of the columns aside, and the next best is told."""
    for header in (["Reported Date", "Date of event"], ["Date of event", "Reported Date"]):
        found = recognise(sheet(tmp_path / "two.csv", [*header, "lat", "lon"], [[DAY, DAY, LAT, LON]]))
        assert held(found)["when"] == "Date of event"
        assert [one.column for one in found.rivals] == ["Reported Date"]


def test_form_times_do_not_become_the_incident_s(tmp_path: Path) -> None:
    """`start` and `end` of a form are when it was filled: the question's date goes before them."""
    header = ["start", "end", "Date of the incident", "_Place_latitude", "_Place_longitude", "_submission_time"]
    stamp = "2024-01-02T10:00:00.000+04:00"
    found = recognise(sheet(tmp_path / "kobo.csv", header, [[stamp, stamp, DAY, LAT, LON, stamp]]))
    assert held(found) == {"when": header[2], "lat": header[3], "lon": header[4]}


def test_dates_and_places_are_known_by_their_cells(tmp_path: Path) -> None:
    """Where names say nothing, what a person would see as dates and as coordinates is taken, and why is told."""
    found = recognise(sheet(tmp_path / "cells.csv", ["a", "b", "c"], [["27 September 2020", "40.18, 44.51", "7"]] * 3))
    assert held(found) == {"when": "a", "point": "b"}
    assert [one.why for one in found.guesses] == ["as its cells are dates", "as its cells are coordinates"]


@pytest.mark.parametrize(
    "header",
    [
        ["iyear", "imonth", "iday"],
        ["Year", "Month", "Day"],
        ["Start Year", "Start Month", "Start Day"],
        ["event_year", "event_month", "event_day"],
        ["Год", "Месяц", "День"],
        ["il", "ay", "gün"],
        ["Année", "Mois", "Jour"],
        ["տարի", "ամիս", "օր"],
    ],
)
def test_year_month_and_day_of_their_own_are_the_date(tmp_path: Path, header: list[str]) -> None:
    """A date in three columns is known by their names, in whatever order, and read whole."""
    table = [["2020", "9", "27", LAT, LON], ["2020", "10", "0", LAT, LON], ["2020", "", "", LAT, LON]]
    made = sheet(tmp_path / "parts.csv", [*header, "lat", "lon"], table)
    assert {field: held(recognise(made)).get(field) for field in ("year", "month", "day")} == dict(
        zip(("year", "month", "day"), header, strict=True)
    )
    assert sorted(row["when"] for row in read(tmp_path / "parts.csv").records(None)) == [
        "2020",
        "2020-09-27",
        "2020-10",
    ]


def test_a_date_in_one_column_goes_before_its_parts(tmp_path: Path) -> None:
    """A year beside a date is the date's; a column that dates few rows does not make the others undated."""
    one = sheet(tmp_path / "one.csv", ["year", "event_date", "lat", "lon"], [["2020", DAY, LAT, LON]])
    assert {**held(recognise(one)), "id": ""}.keys() == {"when", "lat", "lon", "id"}
    rows = [["2020", "9", "27", "July, 1970" if number == 0 else "", LAT, LON] for number in range(9)]
    few = sheet(tmp_path / "few.csv", ["iyear", "imonth", "iday", "approxdate", "lat", "lon"], rows)
    assert held(recognise(few)) == {"year": "iyear", "month": "imonth", "day": "iday", "lat": "lat", "lon": "lon"}


def test_tags_are_the_best_hint(tmp_path: Path) -> None:
    """An HXL tag says what a column holds, whatever its name does; one that says when a row was written is none."""
    tags = ["#date+updated", "#date+occurred", "#geo+lat", "#geo+lon", "#affected+killed+f", "#loc+name"]
    table = [tags, ["2024-01-01", DAY, LAT, LON, "3", "Gyumri"]]
    found = recognise(sheet(tmp_path / "tags.csv", ["date", "b", "c", "d", "e", "f"], table))
    assert held(found) == {"when": "b", "lat": "c", "lon": "d", "killed_best": "e", "place": "f"}
    assert {one.why for one in found.guesses} == {"by its HXL tag"}


@pytest.mark.parametrize("name", ["Number Dead", "Latitude (WGS84)", "Longitude (WGS84)", "Date of event"])
def test_a_named_column_without_a_readable_cell_is_told(tmp_path: Path, name: str) -> None:
    """A column whose name says a field in other words is told with its reason, though no cell can be read so."""
    table = [["27 x", "see notes", "2020", "40.1"]] * 3
    found = recognise(sheet(tmp_path / "none.csv", ["other", name, "date", "lat"], table))
    assert any(f"column {name!r}" in line and "no cell can be read so" in line for line in found.lines())


def test_a_pair_of_axes_belongs_together(tmp_path: Path) -> None:
    """Of several latitudes and longitudes those are taken whose names have the same other words."""
    header = ["date", "home_lat", "incident_lat", "incident_lon", "office_lon"]
    found = recognise(sheet(tmp_path / "axes.csv", header, [[DAY, "1.5", LAT, LON, "3.5"]]))
    assert (held(found)["lat"], held(found)["lon"]) == ("incident_lat", "incident_lon")


def test_each_row_of_the_sample_is_asked_for_once() -> None:
    """However many fields and columns there are, a row is parted from its file once."""
    asked: list[int] = []

    class Counting(tuple[object, ...]):
        def __getitem__(self, index: object) -> object:  # type: ignore[override]
            asked.append(index)  # type: ignore[arg-type]
            return super().__getitem__(index)  # type: ignore[index]

    from mapkit.files.tables import Row  # noqa: PLC0415 - only here

    columns = ("date", "lat", "lon", *(f"q{number}" for number in range(200)))
    rows = Counting(Row(f"t:{n}", dict.fromkeys(columns, LAT) | {"date": DAY}) for n in range(50))
    assert held(recognise(Sheet("t", columns, rows, (), ()))) == {"when": "date", "lat": "lat", "lon": "lon"}  # type: ignore[arg-type]
    assert asked == list(range(50))
