"""Who says what in a row of a table: sources, days, words, parties, stances, and whom each repeats."""

from typing import Any

import pytest

from mapkit.files.tables import Row
from mapkit.importing.cells.sources import Sources, all_parties, named_origins
from mapkit.importing.mapping.table_map import OF_SOURCES, TableMap
from mapkit.records import Party

COLUMNS = {name: (name,) for name in ("source", *OF_SOURCES)}


def sources(**parts: Any) -> Sources:
    """The sources of a table that has a column for each thing that may be told of them."""
    return Sources(TableMap(columns=COLUMNS, **{"split": ";", "day_order": "ymd", **parts}), "made.csv")


def told(found: Sources, **cells: str) -> list[tuple[str, ...]]:
    """Title, day, words, whom it repeats, party and stance of each source of a row."""
    said = found.of(Row("made.csv:2", cells))
    titles = {source.id: source.title for source in found.found.values()}
    return [
        (one.source.title, one.day, one.says, titles[one.via.id] if one.via else "", one.source.party, one.stance)
        for one in said
    ]


def test_each_source_has_what_the_row_tells_of_it() -> None:
    """Texts parted as the sources are belong to each; one party or stance alone to all; others to none."""
    two = {"source": "North News;South Post", "source_date": "2021-03-05;2021-03-08", "source_says": "A shot;Two"}
    assert told(sources(), **two, source_party="North;South", stance="confirms;denies") == [
        ("North News", "2021-03-05", "A shot", "", "north", "confirms"),
        ("South Post", "2021-03-08", "Two", "", "south", "denies"),
    ]
    assert told(sources(), source="A;B", source_says="One text", source_date="2021", source_party="North") == [
        ("A", "", "", "", "north", "reports"),
        ("B", "", "", "", "north", "reports"),
    ]
    assert told(sources(split=""), source="A", source_says="a; b", stance="Withdraws") == [
        ("A", "", "a; b", "", "", "withdraws")
    ]


def test_a_party_is_named_by_its_label() -> None:
    """A party has the label that the mapping gives its cell, one of two spellings, and an id of its own."""
    found = sources(parties={"AZ": "Azerbaijan"})
    for cell in ("AZ", "Azerbaijan", "AZERBAIJAN", "Armenia", "n/a", ""):
        told(found, source="A", source_party=cell)
    assert all_parties(found) == (Party("azerbaijan", "Azerbaijan"), Party("armenia", "Armenia"))


def test_whom_a_source_repeats_is_said_only_where_it_is_known() -> None:
    """One that is named is repeated by all others; of several nobody could tell which repeats which."""
    assert [one[3] for one in told(sources(), source="A;B", source_via="army statement")] == ["army statement"] * 2
    assert [one[3] for one in told(sources(), source="A;B", source_via="b")] == ["B", ""]
    assert [one[3] for one in told(sources(), source="A;B", source_via="A, the police")] == ["", ""]
    assert [one[3] for one in told(sources(), source="A;B", source_via="n/a")] == ["", ""]
    assert named_origins("SOHR, VDC;  sohr ; unknown") == ["SOHR", "VDC"]


def test_a_data_set_repeats_whoever_told_it() -> None:
    """A data set that names its sources repeats the first that reports, so that it is no voice more."""
    assert [one[3] for one in told(sources(dataset="Made"), source="A;B", stance="denies;reports")] == ["B", "", ""]
    assert [one[3] for one in told(sources(dataset="Made"), source="")] == [""]


def test_a_stance_is_one_of_the_five() -> None:
    """A cell is a stance, or the mapping's for it; another is a fault of the row, told once."""
    found = sources(stances={"no": "denies"})
    assert [one[5] for one in told(found, source="A;B", stance="no")] == ["denies"] * 2
    assert [one[5] for one in told(found, stance="no")] == ["denies"]  # of the file, where the row names nobody
    assert found.faults(Row("x", {"source": "A", "stance": "no"})) == []
    (fault,) = found.faults(Row("x", {"source": "A;B", "stance": "perhaps;perhaps"}))
    assert fault[0] == "stance-unknown"
    assert fault[1].startswith("'perhaps' is no stance: write reports, confirms")
    assert fault[2] == "stance"


@pytest.mark.parametrize("dataset", ["", "Made"])
def test_the_same_is_said_once(dataset: str) -> None:
    """Two articles of one office are two claims of one source; what is said twice alike is one."""
    cells = {"source": "VDC;VDC;VDC", "source_date": "2013;2013;2013", "source_says": "one;two;two"}
    found = sources(dataset=dataset)
    assert [one[2] for one in told(found, **cells)] == [*([""] if dataset else []), "one", "two"]
    assert len(found.found) == 1 + bool(dataset)
