"""Rows with the id of an earlier one, as what more sources say of the same incident."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mapkit as mk
from mapkit.errors import AtlasError
from mapkit.importing.large.import_large import import_large
from mapkit.importing.mapping.table_map import TableMap
from mapkit.importing.read import read
from mapkit.records import CLAIM_STATES
from support.commands import answer
from support.examples import examples

NAMES = (
    "id",
    "when",
    "lat",
    "lon",
    "precision_m",
    "kind",
    "killed_best",
    "place",
    "text",
    "source",
    "source_via",
    "stance",
)
MAPPING = TableMap(columns={name: (name,) for name in NAMES}, same_id="claims", day_order="ymd", swap=False)
FIRST = {
    "id": "a",
    "when": "2021-03-05",
    "lat": "39.8",
    "lon": "46.7",
    "kind": "Attack",
    "killed_best": "2",
    "source": "A",
}


def table(path: Path, *rows: dict[str, str]) -> Path:
    """The rows as a CSV."""
    lines = [",".join(NAMES), *(",".join(row.get(name, "") for name in NAMES) for row in rows)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def imported(path: Path, *rows: dict[str, str], **parts: Any) -> mk.Atlas:
    """The atlas of these rows."""
    like = parts.pop("like", None)
    return read(table(path / "made.csv", *rows), mapping=replace(MAPPING, **parts), like=like)


def own(claim: mk.records.Claim) -> dict[str, str]:
    """What a claim says of the incident's own columns."""
    return {name: text for name in CLAIM_STATES if (text := getattr(claim, name))}


def test_later_rows_are_claims(tmp_path: Path) -> None:
    """The first row is the incident; what a later one has otherwise is what its source says, the rest is not told."""
    denial = {"id": "a", "source": "B", "stance": "denies", "text": "Nothing happened."}
    other = {**FIRST, "when": "2021-03-06", "lat": "39.9", "precision_m": "500", "kind": "Arrest", "source": "C"}
    atlas = imported(tmp_path, FIRST, denial, {**FIRST, "id": "b"}, {**other, "killed_best": "3", "source_via": "A"})
    assert atlas.report
    assert (atlas.report.rows_in, atlas.report.kept, atlas.counts.all) == (4, 4, 2)
    assert any("2 rows tell what more sources say" in note for note in atlas.report.notes)
    first, second, third = atlas["a"].claims
    assert [(one.source.title, one.stance, own(one)) for one in (first, second)] == [
        ("A", "reports", {}),
        ("B", "denies", {}),
    ]
    assert (second.says, second.locator) == ("Nothing happened.", "made.csv:3")
    stated = {"when": "2021-03-06", "lat": "39.9", "lon": "46.7", "precision_m": "500", "kind": "arrest"}
    assert own(third) == {**stated, "killed_best": "3"}
    assert third.via == first.source.id
    assert (atlas["a"]["kind"], atlas["a"]["killed_best"]) == ("attack", 2)
    path = mk.write(atlas, tmp_path / "atlas")
    assert mk.read(path).digest == atlas.digest


def test_a_place_may_be_a_site(made: mk.Atlas, tmp_path: Path) -> None:
    """A name that was confirmed as a site is the site that the source names."""
    base = {"id": "a", "when": "2021", "kind": "Attack", "place": "Hill"}
    atlas = imported(
        tmp_path, base, {**base, "place": "Dale"}, base, like=made, places={"Hill": "hilltown", "Dale": "dale"}
    )
    assert [own(claim) for claim in atlas["a"].claims] == [{}, {"site": "dale"}, {}]


def test_without_the_word_of_somebody_a_double_is_reported(tmp_path: Path) -> None:
    """A row with the id of an earlier one is reported unless the mapping says that it is a claim."""
    atlas = imported(tmp_path, FIRST, FIRST, same_id="")
    assert atlas.report
    assert (atlas.report.kept, atlas.report.by_code) == (1, {"id-double": 1})


def test_a_circle_is_reported(tmp_path: Path) -> None:
    """A row whose source repeats one that repeats it is reported, and leaves nothing behind."""
    rows = ({**FIRST, "source_via": "B"}, {**FIRST, "source": "B", "source_via": "A"}, {**FIRST, "source": "C"})
    atlas = imported(tmp_path, *rows)
    assert atlas.report
    assert [one.code for one in atlas.report.problems] == ["via-circle"]
    assert [claim.source.title for claim in atlas["a"].claims] == ["A", "C"]
    assert mk.read(mk.write(atlas, tmp_path / "atlas")).digest == atlas.digest


def test_a_large_table_says_that_it_cannot(tmp_path: Path) -> None:
    """Blocks may part the rows of an incident, so a large import refuses the word before anything is written."""
    path = table(tmp_path / "made.csv", FIRST)
    with pytest.raises(AtlasError, match="mapping-claims"):
        import_large(path, tmp_path / "made.parquet", MAPPING)
    assert not (tmp_path / "made.parquet").exists()


def test_the_command_takes_the_word(tmp_path: Path) -> None:
    """`--same-id claims` says it on the command line, and the saved mapping has it."""
    path = table(tmp_path / "made.csv", FIRST, {**FIRST, "source": "B", "killed_best": "4"})
    saved = tmp_path / "map.toml"
    answer("import", path, "--same-id", "claims", "--yes", "--into", tmp_path / "atlas", "--save-mapping", saved)
    assert [own(claim) for claim in mk.read(tmp_path / "atlas")["a"].claims] == [{}, {"killed_best": "4"}]
    assert 'same_id = "claims"' in saved.read_text("utf-8")


@settings(max_examples=examples(30), deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("XYZ"), st.sampled_from(["", "1", "2"])), max_size=9))
def test_no_row_is_lost(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]) -> None:
    """Each row is one claim of one incident, with its toll where that is another than the first row's."""
    made = [{**FIRST, "id": id_, "source": source, "killed_best": killed} for id_, source, killed in rows]
    atlas = imported(tmp_path_factory.mktemp("rows"), *made)
    first = {id_: killed for id_, _, killed in reversed(rows)}
    expected = [(id_, source, killed if killed != first[id_] else "") for id_, source, killed in rows]
    assert [(one.incident, one.source.title, one.killed_best) for one in atlas.claim_list] == expected
    assert atlas.counts.all == len(first)
