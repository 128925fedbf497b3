from typing import Any

import pytest

from mapkit.edtf import read
from mapkit.mercator import grid
from mapkit.names import fold
from mapkit.records import TOLL_COLUMNS, Claim, Site, Source
from mapkit.store.incident_table import SCHEMA, WRITTEN, claim_table, incident_table

TOWN = Site(
    "town", "towns", {"en": ("Shusha",), "az": ("Şuşa",)}, precision_m=600.0, part_of="pocket", lon=46.75, lat=39.76
)
LOST = Site("lost", "towns", precision_m=9000.0)
SITES = {"town": TOWN, "lost": LOST}


def record(**cells: Any) -> dict[str, Any]:
    """A record of an incident with nothing in it but these cells."""
    empty = {
        "id": "a",
        "when": None,
        "when_basis": "",
        "site": "",
        "kind": "attack",
        "title": "",
        "text": "",
        "quote": "",
    }
    return {**dict.fromkeys(("lon", "lat", "precision_m", *TOLL_COLUMNS)), **empty, **cells}


def row(**cells: Any) -> dict[str, Any]:
    """The one row of the table made of such a record."""
    return dict(incident_table([record(**cells)], SITES, []).to_pylist()[0])


def test_the_table_has_the_schema() -> None:
    """The table has the columns of SCHEMA in its order, with and without rows, and the user's own after them."""
    assert incident_table([], {}, []).schema.equals(SCHEMA)
    table = incident_table([record(weather="fog")], SITES, [], ["weather"])
    assert table.column_names == [*SCHEMA.names, "weather"]
    assert table.select(SCHEMA.names).schema.equals(SCHEMA)
    assert table["weather"].to_pylist() == ["fog"]
    assert set(WRITTEN) <= set(SCHEMA.names)


def test_rows_are_numbered_as_in_the_file() -> None:
    """`row` is the position in the file, whatever the dates."""
    records = [record(id="b", when=read("2021")), record(id="a", when=read("2020"))]
    assert incident_table(records, SITES, [])["row"].to_pylist() == [0, 1]


@pytest.mark.parametrize(
    ("when", "start", "end"),
    [("2020-12-08", 18604, 18605), ("2020-12", 18597, 18628), ("2022-12-12/..", 19338, 2932896)],
)
def test_days_are_half_open(when: str, start: int, end: int) -> None:
    """Start is the first day's number, end the number of the day after the last."""
    found = row(when=read(when))
    assert (found["when"], found["start"], found["end"]) == (when, start, end)


def test_no_date_is_no_day() -> None:
    """An undated incident has no days, and its date is the empty text."""
    found = row()
    assert (found["when"], found["start"], found["end"]) == ("", None, None)


def test_a_site_places_its_incidents() -> None:
    """An incident without coordinates takes the point, precision, layer and group of its site."""
    found = row(site="town")
    assert (found["lon"], found["lat"], found["precision_m"]) == (46.75, 39.76, 600.0)
    assert (found["layer"], found["part_of"]) == ("towns", "pocket")


def test_own_coordinates_come_first() -> None:
    """An incident's own coordinates win over its site's, and the site's precision is not claimed for them."""
    found = row(site="town", lon=46.8, lat=39.9)
    assert (found["lon"], found["lat"], found["precision_m"]) == (46.8, 39.9, None)
    assert row(site="town", lon=46.8, lat=39.9, precision_m=5.0)["precision_m"] == 5.0


def test_an_own_precision_comes_first() -> None:
    """An incident's own precision wins over its site's."""
    assert row(site="town", precision_m=20.0)["precision_m"] == 20.0


def test_a_site_without_a_point_places_nothing() -> None:
    """An incident at a site known by name only is unplaced, in cell 0, and keeps the site."""
    found = row(site="lost")
    assert (found["site"], found["lon"], found["lat"], found["cell_x"], found["cell_y"]) == ("lost", None, None, 0, 0)


def test_a_spot_is_the_site_it_stands_on() -> None:
    """An incident placed by its site has the site as its spot; one with own coordinates, or no point, has none."""
    assert row(site="town")["spot"] == "town"
    assert row(site="town", lon=46.75, lat=39.76)["spot"] == row(site="lost")["spot"] == row()["spot"] == ""


def test_cells_are_those_of_the_point() -> None:
    """Cells are the grid's at zoom 24."""
    found, ((column,), (line,)) = row(site="town"), grid([46.75], [39.76])
    assert (found["cell_x"], found["cell_y"]) == (int(column), int(line))


@pytest.mark.parametrize(
    ("stance", "disputed"), [("reports", False), ("confirms", False), ("disputes", True), ("denies", True)]
)
def test_against_is_disputed(stance: str, disputed: bool) -> None:
    """An incident is disputed if a source disputes or denies it, not if one reports or confirms it."""
    claims = [Claim("a", Source("s", "S"), stance), Claim("b", Source("s", "S"), "denies")]
    assert incident_table([record()], SITES, claims)["disputed"].to_pylist() == [disputed]


def test_the_haystack_is_all_that_can_be_searched() -> None:
    """A search looks into the title, the text, the quote, the id and every name of the site, folded."""
    found = row(id="Ü1", title="Títle", text="TEXT", quote="quoté", site="town")["haystack"]
    assert all(fold(word) in found for word in ("Ü1", "Títle", "TEXT", "quoté", "Shusha", "Şuşa"))


def test_claims_keep_their_party() -> None:
    """The table of claims has the incident, the source, the source's party and the stance."""
    table = claim_table([Claim("a", Source("s", "S", party="north"), "reports")])
    assert table.to_pylist() == [{"incident": "a", "source": "s", "party": "north", "stance": "reports"}]
    assert claim_table([]).column_names == ["incident", "source", "party", "stance"]
