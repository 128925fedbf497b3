import pytest

from mapkit.errors import AtlasError
from mapkit.files.tables import Row
from mapkit.importing.formats.limits import MAX_COLUMNS
from mapkit.importing.formats.sheet import Rows, counted, named_columns, refuse_data


def test_rows_are_made_when_asked_for() -> None:
    """Rows behave as the list of them does, and are made one by one."""
    made = []
    rows = Rows(4, lambda index: made.append(index) or Row(f"t:{index}", {}))
    assert len(rows) == 4
    assert made == []
    assert [row.place for row in rows] == ["t:0", "t:1", "t:2", "t:3"]
    assert [row.place for row in rows[::-2]] == ["t:3", "t:1"]
    assert rows[-4].place == "t:0"
    for wrong in (4, -5):
        with pytest.raises(IndexError):
            _ = rows[wrong]


def test_names_are_kept_as_they_stand() -> None:
    """A name in the header is kept, spaces and case included; names that differ so are different."""
    assert named_columns("t:1", [" lat", "lat", "LAT"]) == ((" lat", "lat", "LAT"), [])


def test_a_position_that_is_also_a_name_gets_a_number() -> None:
    """A column without a name whose position is the name of another column is told apart from it."""
    assert named_columns("t:1", ["column 2", ""])[0] == ("column 2", "column 2 (2)")


def test_too_wide_a_header_is_refused() -> None:
    """A header with more columns than the limit is refused."""
    with pytest.raises(AtlasError, match="table-too-wide"):
        named_columns("t:1", ["x"] * (MAX_COLUMNS + 1))


def test_long_lists_of_positions_are_cut() -> None:
    """A note on many columns names ten of them and says how many more there are."""
    assert named_columns("t:1", [""] * 12)[1][0].endswith("9, 10 and 2 more")


def test_numbers_come_with_their_noun() -> None:
    """One is singular, all other numbers are plural."""
    assert [counted(number, "row") for number in (0, 1, 1000)] == ["0 rows", "1 row", "1,000 rows"]


@pytest.mark.parametrize(
    "cells", [("2020-01-01", "40.1", "46.2", "Attack A"), ("a", "1.1.2020", "40,18"), ("", "-46.5", "+40.1")]
)
def test_a_row_of_data_is_no_header(cells: tuple[str, ...]) -> None:
    """Two cells that are days or decimals are data: the row is not taken for names, and what to write is said."""
    with pytest.raises(AtlasError, match=r"header-missing the first row looks like data .*: write a header line above"):
        refuse_data("x.csv:1", cells)


@pytest.mark.parametrize("names", [("place", "2019", "2020"), ("date", "v1.2", "40.1"), ("10-20", "20-30"), ()])
def test_names_with_figures_are_a_header(names: tuple[str, ...]) -> None:
    """Years, ages and a single number are names of columns often enough."""
    refuse_data("x.csv:1", names)
