"""The dialects of providers: tables of their true shape, with rows of our own, read to what the codebooks say."""

import csv
import json
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapkit.atlas import Atlas
from mapkit.errors import AtlasError, ParseError
from mapkit.importing.cells.sources import named_origins
from mapkit.importing.mapping.dialects import PLAIN, dialect, dialect_names
from mapkit.importing.mapping.table_map import DATES, TableMap
from mapkit.importing.read import opened, read
from mapkit.importing.recognise import recognise
from support.repository import ROOT
from support.ucdp import UCDP

DOCS = (ROOT / "docs" / "dialects.md").read_text("utf-8")
PROVIDERS = [name for name in dialect_names() if name != PLAIN]

ACLED = (
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
)
GDELT = dialect("gdelt").header
TIMEMAP = ("id", "date", "latitude", "longitude", "location", "description", "sources", "associations")
COLUMNS = {"ucdp": UCDP, "ucdp-candidate": UCDP, "acled": ACLED, "gdelt": GDELT, "timemap": TIMEMAP}

NORTH_SOUTH = {
    "id": "7001",
    "year": "2021",
    "type_of_violence": "1",
    "side_a": "Government of North",
    "side_b": "Southern League",
    "source_office": "Northern News;Southern Post",
    "source_headline": "Shelling reported;Two killed",
    "source_date": "2021-03-05;2021-03-08",
    "where_prec": "3",
    "where_description": "near the mill",
    "latitude": "12.5",
    "longitude": "-7.25",
    "country": "North",
    "date_prec": "2",
    "date_start": "2021-03-04",
    "date_end": "2021-03-06",
    "best": "2",
    "high": "5",
    "low": "1",
    "deaths_a": "2",
    "geom_wkt": "POINT (-7.25 12.5)",
    "code_status": "Clear",
}
PROTEST = {
    "event_id_cnty": "NOR12",
    "event_date": "15 March 2021",
    "year": "2021",
    "time_precision": "2",
    "event_type": "Protests",
    "sub_event_type": "Peaceful protest",
    "actor1": "Protesters (North)",
    "location": "Mill",
    "latitude": "12.5",
    "longitude": "-7.25",
    "geo_precision": "2",
    "source": "Northern News; Southern Post",
    "notes": "On 15 March, people protested.",
    "fatalities": "0",
    "timestamp": "1616000000",
    "country": "North",
}
EVENT = {
    "GLOBALEVENTID": "900",
    "SQLDATE": "20210304",
    "MonthYear": "202103",
    "Year": "2021",
    "Actor1Name": "NORTH",
    "Actor2Name": "SOUTH",
    "EventCode": "190",
    "EventRootCode": "19",
    "ActionGeo_Type": "4",
    "ActionGeo_Lat": "12.5",
    "ActionGeo_FullName": "Mill, North",
    "ActionGeo_Long": "-7.25",
    "DATEADDED": "20210305001500",
    "SOURCEURL": "https://news.example/a,b",
}
VIDEO = {"id": "s1", "path": "https://video.example/1", "description": "A video"}
BROKEN_WINDOW: dict[str, Any] = {
    "id": "CIV1",
    "date": "03/04/2021",
    "latitude": "12.5",
    "longitude": "-7.25",
    "location": "Mill, North",
    "description": "A window broke.",
    "sources": [VIDEO, {"id": "s2", "path": "https://b.example/2", "description": ""}],
    "filters": [{"key": "Area", "value": "Residential"}],
}


def written(
    path: Path,
    columns: Sequence[str],
    *rows: dict[str, Any],
    delimiter: str = ",",
    header: bool = True,
    more: Any = "raise",
) -> Path:
    """A table of a provider's shape."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", delimiter=delimiter, extrasaction=more)
        if header:
            writer.writeheader()
        writer.writerows(rows)
    return path


def imported(path: Path, name: str, kept: int, codes: Sequence[str] = ()) -> Atlas:
    """The atlas of a provider's table, whose rows were kept or reported as expected."""
    atlas = read(path, name)
    assert atlas.report
    assert (atlas.report.kept, sorted(atlas.report.by_code)) == (kept, sorted(codes))
    assert atlas.report.rows_in == kept + atlas.report.reported
    return atlas


def said(atlas: Atlas, id_: str) -> list[tuple[str, str]]:
    """Titles and addresses of the sources of an incident."""
    return [(claim.source.title, claim.source.url) for claim in atlas[id_].claims]


def cells(atlas: Atlas, id_: str, *columns: str) -> list[Any]:
    """Some cells of an incident."""
    return [atlas[id_][column] for column in columns]


@pytest.mark.parametrize("name", ["ucdp", "ucdp-candidate"])
def test_ucdp(name: str, tmp_path: Path) -> None:
    """UCDP: the window is from the earliest to the latest day, precision by where_prec, tolls low, best and high."""
    rows = (
        NORTH_SOUTH,
        {
            **NORTH_SOUTH,
            "id": "7002",
            "type_of_violence": "3",
            "where_prec": "6",
            "date_end": "2021-03-04",
            "source_office": "",
        },
        {
            **NORTH_SOUTH,
            "id": "7003",
            "date_start": "2021-03-04 00:00:00.000",
            "date_end": "2021-12-31 00:00:00.000",
            "source_date": "2021-03-05",
        },
        {**NORTH_SOUTH, "id": "7004", "low": "3"},
        {**NORTH_SOUTH, "id": "7005", "where_prec": "9"},
        {**NORTH_SOUTH, "id": "7001"},
    )
    path = written(tmp_path / "ged.csv", UCDP, *rows)
    atlas = imported(path, name, 4, ["precision-unknown", "id-double"])
    assert cells(atlas, "7001", "when", "when_basis", "lon", "lat", "precision_m") == [
        "[2021-03-04..2021-03-06]",
        "within",
        -7.25,
        12.5,
        50_000,
    ]
    assert cells(atlas, "7001", "killed_low", "killed_best", "killed_high") == [1, 2, 5]
    assert cells(atlas, "7001", "kind", "title") == ["state-based-conflict", "Government of North – Southern League"]
    assert cells(atlas, "7001", "text", "date_prec", "deaths_a", "country") == [
        "near the mill; Shelling reported;Two killed",
        "2",
        "2",
        "North",
    ]
    assert cells(atlas, "7002", "when", "kind", "precision_m") == ["2021-03-04", "one-sided-violence", 500_000]
    assert cells(atlas, "7003", "when") == ["[2021-03-04..2021-12-31]"]
    assert cells(atlas, "7004", "killed_low", "killed_high", "toll_as_written") == [2, 5, "low: 3; best: 2; high: 5"]
    dataset = dialect(name).dataset
    assert said(atlas, "7001") == [(dataset, ""), ("Northern News", ""), ("Southern Post", "")]
    assert [claim.said for claim in atlas["7001"].claims] == ["", "2021-03-05", "2021-03-08"]
    assert [claim.said for claim in atlas["7003"].claims] == ["", "", ""]
    assert [claim.says for claim in atlas["7001"].claims] == ["", "Shelling reported", "Two killed"]
    assert [source.published for source in atlas.source_list] == [""] * 3
    assert said(atlas, "7002") == [(dataset, "")]
    assert atlas.meta.licence == "CC BY 4.0"
    assert atlas.meta.credits == (dataset, "Uppsala Conflict Data Program")


def test_ucdp_tells_when_each_said_so_and_whom_it_repeats(tmp_path: Path) -> None:
    """Each article is a claim with its day and headline; offices repeat a named origin where just one is named."""
    articles = {"source_date": "2021-03-05;2021-03-08", "source_headline": "Shelling reported;Two killed"}
    rows = [
        {**NORTH_SOUTH, **articles, "id": str(number), "source_office": offices, "source_original": origins}
        for number, (offices, origins) in enumerate(
            [
                ("Northern News;Southern Post", "army statement"),
                ("Northern News;Southern Post", "Southern Post"),
                ("Northern News;Southern Post", "Northern News, Southern Post; police"),
                ("Northern News;Northern News", ""),
            ]
        )
    ]
    atlas = imported(written(tmp_path / "ged.csv", UCDP, *rows), "ucdp", 4)
    named = [claim for claim in atlas.claim_list if claim.source.id != "dataset"]
    assert [(claim.said, claim.says) for claim in named] == [
        *zip(*(text.split(";") for text in articles.values()), strict=True)
    ] * 4
    titles = {source.id: source.title for source in atlas.source_list} | {"": ""}
    assert [titles[claim.via] for claim in named] == [*["army statement"] * 2, "Southern Post", "", *[""] * 4]
    offices = [len({claim.source.id for claim in named if claim.incident == str(number)}) for number in range(4)]
    origins = [len(named_origins(atlas[str(number)]["source_original"])) for number in range(4)]
    assert (offices, origins) == ([2, 2, 2, 1], [1, 1, 3, 0])
    assert list(atlas.filter(origins=1).rows()["origins"]) == [1, 1, 2, 1]


def test_acled(tmp_path: Path) -> None:
    """ACLED: a day, any week or the month that holds it by time_precision; precision by geo_precision; notes."""
    rows = (
        PROTEST,
        {
            **PROTEST,
            "event_id_cnty": "NOR13",
            "event_date": "2021-03-15",
            "time_precision": "1",
            "geo_precision": "1",
            "event_type": "Battles",
            "fatalities": "4",
            "source": "Undisclosed Source",
        },
        {**PROTEST, "event_id_cnty": "NOR14", "time_precision": "3", "geo_precision": "3"},
        {**PROTEST, "event_id_cnty": "NOR15", "time_precision": "4", "fatalities": "some"},
    )
    path = written(tmp_path / "acled.csv", ACLED, *rows)
    atlas = imported(path, "acled", 3, ["width-unknown", "number-unreadable"])
    assert cells(atlas, "NOR12", "when", "precision_m", "kind", "killed_best") == [
        "[2021-03-09..2021-03-21]",
        30_000,
        "protests",
        0,
    ]
    assert cells(atlas, "NOR12", "title", "text", "actor1") == [
        "Peaceful protest, Mill",
        "On 15 March, people protested.",
        "Protesters (North)",
    ]
    assert cells(atlas, "NOR13", "when", "precision_m", "kind", "killed_best") == ["2021-03-15", 5_000, "battles", 4]
    assert cells(atlas, "NOR14", "when", "precision_m") == ["2021-03", 100_000]
    dataset = dialect("acled").dataset
    assert said(atlas, "NOR12") == [(dataset, ""), ("Northern News", ""), ("Southern Post", "")]
    assert said(atlas, "NOR13") == [(dataset, ""), ("Undisclosed Source", "")]


def test_gdelt(tmp_path: Path) -> None:
    """GDELT: a file of 61 columns, parted by tabs and without a header, whose first row is data."""
    rows = (
        EVENT,
        {
            **EVENT,
            "GLOBALEVENTID": "901",
            "ActionGeo_Type": "0",
            "ActionGeo_Lat": "",
            "ActionGeo_Long": "",
            "EventRootCode": "05",
            "Actor2Name": "",
            "ActionGeo_FullName": "",
        },
        {**EVENT, "GLOBALEVENTID": "902", "ActionGeo_Type": "1"},
        {**EVENT, "GLOBALEVENTID": "903", "SQLDATE": "20211304"},
    )
    assert len(GDELT) == 61
    path = written(tmp_path / "20210305.export.CSV", GDELT, *rows, delimiter="\t", header=False)
    atlas = imported(path, "gdelt", 3, ["when-no-such-day"])
    assert atlas.report
    assert "the file has no header: the mapping names its 61 columns" in atlas.report.notes
    assert atlas.report.problems[0].place == "20210305.export.CSV:4"
    assert cells(atlas, "900", "when", "lon", "lat", "precision_m", "kind") == [
        "2021-03-04",
        -7.25,
        12.5,
        10_000,
        "fighting",
    ]
    assert cells(atlas, "900", "title", "EventCode", "DATEADDED") == [
        "NORTH – SOUTH – Mill, North",
        "190",
        "20210305001500",
    ]
    assert said(atlas, "900") == [(dialect("gdelt").dataset, ""), ("news.example", "https://news.example/a,b")]
    assert cells(atlas, "901", "title", "kind") == ["NORTH", "diplomatic-cooperation"]
    assert (atlas.counts.unplaced, cells(atlas, "902", "precision_m")) == (1, [500_000])
    again = read(written(tmp_path / "named.csv", GDELT, *rows, delimiter="\t"), "gdelt")
    assert again.report
    assert again.report.kept == 3


def test_timemap_json(tmp_path: Path) -> None:
    """TimeMap: a list of objects with the month first; each source is one of its own with its address."""
    wrong = {**BROKEN_WINDOW, "id": "CIV2", "date": "13/04/2021"}
    rows = [BROKEN_WINDOW, wrong, {**BROKEN_WINDOW, "id": "CIV3", "sources": []}]
    path = tmp_path / "ukr.json"
    path.write_text(json.dumps(rows), "utf-8")
    atlas = imported(path, "timemap", 2, ["when-order"])
    assert atlas.report
    assert atlas.report.problems[0].place == "ukr.json[1]"
    assert cells(atlas, "CIV1", "when", "lon", "lat", "title", "text", "kind") == [
        "2021-03-04",
        -7.25,
        12.5,
        "Mill, North",
        "A window broke.",
        "incident",
    ]
    assert atlas["CIV1"]["precision_m"] != atlas["CIV1"]["precision_m"]
    assert said(atlas, "CIV1") == [("A video", "https://video.example/1"), ("b.example", "https://b.example/2")]
    assert json.loads(atlas["CIV1"]["filters"]) == BROKEN_WINDOW["filters"]
    assert said(atlas, "CIV3") == [("The file ukr.json", "")]
    path.write_text(json.dumps({"version": 1, "events": rows}), "utf-8")
    assert imported(path, "timemap", 2, ["when-order"])["CIV1"].claims[0].locator == "ukr.json:events[0]"


def test_timemap_csv(tmp_path: Path) -> None:
    """TimeMap as CSV: addresses of sources stand with commas between them, which an address may hold too."""
    row = {**BROKEN_WINDOW, "sources": "https://a.example/1,2,https://b.example/3", "associations": "Area=Residential"}
    del row["filters"]
    atlas = imported(written(tmp_path / "ukr.csv", TIMEMAP, row), "timemap", 1)
    assert said(atlas, "CIV1") == [("a.example", "https://a.example/1,2"), ("b.example", "https://b.example/3")]
    assert cells(atlas, "CIV1", "when", "associations") == ["2021-03-04", "Area=Residential"]


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_dialect_names_columns_that_are_there(name: str) -> None:
    """Every column that a dialect reads is one of the provider's, and its text is that of a mapping."""
    assert dialect(name).used <= set(COLUMNS[name])
    assert dialect(name).dialect == name
    assert TableMap.parse(str(dialect(name))) == dialect(name)


@pytest.mark.parametrize("name", ["ucdp", "acled", "timemap"])
def test_a_provider_is_recognised(name: str, tmp_path: Path) -> None:
    """A table with a provider's columns is proposed to be read as its dialect."""
    path = written(tmp_path / "x.csv", COLUMNS[name], {})
    assert recognise(opened(path)).mapping.dialect == name


def test_a_recognised_dialect_settles_no_date(tmp_path: Path) -> None:
    """Columns that look like a dialect's do not say that the month comes first; naming the dialect does."""
    path = written(tmp_path / "x.csv", TIMEMAP[:7], {**BROKEN_WINDOW, "filters": "", "sources": "TASS"}, more="ignore")
    report = read(path).report
    assert report
    assert report.by_code == {"when-ambiguous": 1}
    assert any("the dialect timemap has mdy, which the columns do not prove" in note for note in report.notes)
    assert read(path, "timemap")["CIV1"]["when"] == "2021-03-04"


def test_an_unknown_dialect_is_refused() -> None:
    """A name that no dialect has is refused with those there are."""
    with pytest.raises(ParseError, match="write one of acled, gdelt, plain, timemap, ucdp, ucdp-candidate"):
        dialect("mine")


def test_a_file_of_another_width_is_no_gdelt(tmp_path: Path) -> None:
    """Rows that have not the width of the header that the mapping names are all reported."""
    rows = ({"GLOBALEVENTID": "1"}, {"GLOBALEVENTID": "2"})
    path = written(tmp_path / "old.csv", GDELT[:58], *rows, delimiter="\t", header=False)
    report = read(path, "gdelt").report
    assert report
    assert (report.kept, report.by_code) == (0, {"row-width": 2})


@given(st.lists(st.lists(st.from_regex(r"[a-z]{1,5}", fullmatch=True), min_size=2, max_size=2), min_size=1, max_size=5))
def test_a_header_that_is_told_loses_no_row(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    """With a header told, every row of the file is a row, unless its first one is that header."""
    path = tmp_path_factory.mktemp("told") / "x.csv"
    mapping = TableMap(header=("when", "what"), columns={"when": ("when",)})
    for head in ("", "When,WHAT\n"):
        path.write_text(head + "".join(",".join(row) + "\n" for row in rows), "utf-8")
        sheet = opened(path, mapping)
        assert sheet.columns == ("when", "what")
        assert [list(row.cells.values()) for row in sheet.rows] == rows
        assert sheet.rows[0].place == f"x.csv:{2 if head else 1}"


@pytest.mark.parametrize("name", dialect_names())
def test_every_dialect_is_documented(name: str) -> None:
    """Each dialect has a section in docs/dialects.md with all that it reads, and with what two days mean in it."""
    section = next((part for part in DOCS.split("\n## ") if part.startswith(f"{name}\n")), "")
    assert section
    if name == PLAIN:
        return
    mapping = dialect(name)
    assert [column for column in sorted(mapping.used) if f"`{column}`" not in section] == []
    metres = [f"{code} | {value:,}" for code, value in mapping.precision.items()]
    widths = [f"{code} | {width}" for code, width in mapping.width.items()]
    assert [row for row in (*metres, *widths) if f"| {row}" not in section] == []
    assert mapping.dates in DATES
    assert f"Two days: {mapping.dates}" in section


def test_the_documented_mapping_is_one() -> None:
    """The mapping in docs/dialects.md is read as one."""
    mapping = TableMap.parse(DOCS.split("```toml\n")[1].split("```")[0])
    assert mapping.places == {"Shushi": "shusha", "the mill": "46.75,39.85,2000"}


def test_dialects_are_data() -> None:
    """A dialect's file is TOML that says of each mapping who the provider is and what its codebook states."""
    folder = ROOT / "src" / "mapkit" / "importing" / "mapping" / "dialects"
    for path in sorted(folder.glob("*.toml")):
        document = tomllib.loads(path.read_text("utf-8"))
        assert document["codebook"], path.name
        assert document["title"], path.name


def test_a_dialect_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    """A table that lacks a column of the dialect is refused with each that is missing."""
    with pytest.raises(AtlasError) as caught:
        read(written(tmp_path / "x.csv", ["id", "date"], {"id": "1"}), "acled")
    assert {problem.code for problem in caught.value.problems} == {"column-missing"}
    assert len(caught.value.problems) == len(dialect("acled").used)
