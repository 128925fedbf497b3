"""What sources, claims and reporting say beyond the first format: read, refused with every problem, kept on the way."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import mapkit as mk
from mapkit.atlas import Atlas
from mapkit.files import read
from mapkit.files.claim_tables import circles
from mapkit.records import CLAIM_STATES, WATCHING
from support.made import CLAIMS, SOURCES, changed, problems, write_folder

Folder = Callable[..., Path]
SAYS = {
    "said": "2021-03",
    "via": "herald",
    "when": "[2020-12-09..2020-12-10]",
    "site": "dale",
    "lon": "46.9",
    "lat": "39.6",
    "precision_m": "2000",
    "kind": "meeting",
    "killed_best": "12",
    "injured_low": "1",
    "injured_high": "3",
}
KEPT = {"captured": "2024-01-05", "captured_by": "A reader", "sha256": "AB" * 32, "file": "copies/1.pdf"}
REPORTING: list[dict[str, Any]] = [
    {"source": "herald", "site": "", "layer": "towns", "when": "2020-11/2021-02", "status": "watching", "note": ""},
    {"source": "ministry", "site": "road", "layer": "", "when": "2021", "status": "barred", "note": "closed"},
]


def reporting(*rows: dict[str, Any]) -> dict[str, str]:
    """The file of these rows."""
    columns = ("source", "site", "layer", "when", "status", "note")
    lines = [columns, *(tuple(row.get(name, "") for name in columns) for row in rows)]
    return {"reporting.csv": "".join(",".join(line) + "\n" for line in lines)}


@pytest.fixture
def spoken(folder: Folder) -> Atlas:
    """The made atlas with a claim that says more, a source that derives from another, and who was watching."""
    sources = changed(changed(SOURCES, 0, **KEPT), 1, origin="herald")
    return read(folder(claims=changed(CLAIMS, 1, **SAYS), sources=sources, files=reporting(*REPORTING)))


def test_a_claim_says_when_where_and_how_many(spoken: Atlas) -> None:
    """All that a claim says of the incident's own columns is kept as written; what is empty is empty."""
    first, second = spoken["a"].claims
    assert {name: getattr(second, name) for name in SAYS} == SAYS
    assert {getattr(first, name) for name in (*CLAIM_STATES, "via")} == {""}
    assert (first.day, second.day) == ("2024-01-02", "2021-03")


def test_a_source_says_whom_it_repeats_and_which_copy_was_kept(spoken: Atlas) -> None:
    """A source names its origin, and who kept which copy when."""
    herald, ministry = spoken.source_list
    assert {name: getattr(herald, name) for name in KEPT} == {**KEPT, "sha256": "ab" * 32}
    assert ministry.origin == "herald"


def test_who_was_watching_is_a_table(spoken: Atlas) -> None:
    """Rows of reporting.csv are told as far as the window goes, with their days as numbers."""
    assert [one.status for one in spoken.reporting_list] == ["watching", "barred"]
    assert spoken.filter(when="2021-12").reporting["source"].tolist() == ["ministry"]
    row = spoken.reporting.iloc[1]
    assert (row["site"], row["when"], row["end"] - row["start"]) == ("road", "2021", 365)


@pytest.mark.parametrize("suffix", ["", ".zip", ".parquet"])
def test_all_of_it_is_written_and_read(spoken: Atlas, tmp_path: Path, suffix: str) -> None:
    """A folder, a ZIP and a large atlas hold all of it, with the same digest."""
    path = tmp_path / f"again{suffix}"
    mk.write(spoken, path)
    again = mk.read(path)
    assert (again.digest, again.source_list) == (spoken.digest, spoken.source_list)
    assert (tuple(again.claim_list), again.reporting_list) == (tuple(spoken.claim_list), spoken.reporting_list)


def test_what_is_said_counts_and_nothing_is_as_before(folder: Folder, made: Atlas, spoken: Atlas) -> None:
    """Empty columns and an empty table count in no digest; what is written does."""
    empty = changed(CLAIMS, 0, **dict.fromkeys(SAYS, ""))
    assert read(folder(claims=empty, files=reporting())).digest == made.digest != spoken.digest


def test_columns_in_which_nothing_is_written_are_left_out(made: Atlas, tmp_path: Path) -> None:
    """A written folder has the later columns and the table of reporting only where something stands in them."""
    mk.write(made, tmp_path / "again")
    text = (tmp_path / "again" / "claims.csv").read_text("utf-8")
    assert text.splitlines()[0] == "incident,source,stance,says,locator"
    assert not (tmp_path / "again" / "reporting.csv").exists()


def test_a_view_takes_those_along_that_are_repeated(folder: Folder) -> None:
    """A part of an atlas keeps the sources that its claims repeat, and the sites that they name."""
    sources = [
        *SOURCES,
        {"id": "agency", "title": "Wire", "origin": "first"},
        {"id": "first", "title": "A witness"},
    ]
    atlas = read(folder(claims=changed(CLAIMS, 2, via="agency", site="hilltown"), sources=sources))
    part = mk.read(mk.write(atlas.filter(site="dale"), folder() / "part"))
    assert {source.id for source in part.source_list} == {"herald", "agency", "first"}
    assert "hilltown" in part.places


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"site": "atlantis"}, "site-unknown"),
        ({"kind": "riot"}, "kind-unknown"),
        ({"via": "nobody"}, "via-unknown"),
        ({"via": "ministry"}, "via-circle"),
        ({"when": "10/11/2020"}, "when-ambiguous"),
        ({"said": "soon"}, "when-unreadable"),
        ({"lon": "46"}, "coordinates-half"),
        ({"lon": "39.9", "lat": "46.8"}, "coordinates-swapped"),
        ({"precision_m": "-1"}, "number-range"),
        ({"killed_low": "5", "killed_best": "3"}, "toll-order"),
        ({"injured_best": "some"}, "number-unreadable"),
    ],
)
def test_a_claim_that_cannot_be_is_refused(tmp_path: Path, cells: dict[str, str], code: str) -> None:
    """What a claim says is checked as the incident's own columns are, at its row."""
    (found,) = problems(write_folder(tmp_path / "atlas", claims=changed(CLAIMS, 1, **cells)))
    assert (found.code, found.place) == (code, "claims.csv:3")


def test_sources_that_repeat_each_other_are_refused(tmp_path: Path) -> None:
    """A circle of `via` on one incident, and one of `origin`, are told once, with all who are in it."""
    claims = changed(changed(CLAIMS, 0, via="ministry"), 1, via="herald")
    sources = changed(changed(SOURCES, 0, origin="ministry"), 1, origin="herald")
    told = problems(write_folder(tmp_path / "atlas", claims=claims, sources=sources))
    assert {one.code for one in told} == {"via-circle", "origin-circle"}
    assert all("'herald' repeats 'ministry' repeats 'herald'" in one.text for one in told)


def test_two_incidents_make_no_circle(folder: Folder) -> None:
    """A repeats B on one incident, B repeats A on another: both have somebody who said it first."""
    claims = changed(changed(CLAIMS, 0, via="ministry"), 3, via="herald")
    assert len(read(folder(claims=claims)).claim_list) == len(CLAIMS)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"status": "asleep"}, "status-unknown"),
        ({"status": ""}, "status-missing"),
        ({"source": "nobody"}, "source-unknown"),
        ({"site": "road"}, "reporting-place"),
        ({"layer": "seas"}, "layer-unknown"),
        ({"when": ""}, "when-missing"),
    ],
)
def test_reporting_that_cannot_be_is_refused(tmp_path: Path, cells: dict[str, str], code: str) -> None:
    """Each row names a source, days and one of four statuses, and a site or a layer, not both."""
    files = reporting({**REPORTING[0], **cells})
    assert [one.code for one in problems(write_folder(tmp_path / "atlas", files=files))] == [code]


@pytest.mark.parametrize("status", WATCHING)
def test_every_status_is_known(folder: Folder, status: str) -> None:
    """Each status of reporting is read."""
    assert read(folder(files=reporting({**REPORTING[0], "status": status}))).reporting_list[0].status == status


def test_a_copy_has_a_sum(tmp_path: Path) -> None:
    """A SHA-256 has 64 hexadecimal digits."""
    (found,) = problems(write_folder(tmp_path / "atlas", sources=changed(SOURCES, 0, sha256="12 34")))
    assert (found.code, found.place) == ("sha256-unreadable", "sources.csv:2")


def test_circles_are_found_once() -> None:
    """Every circle is told once, whatever leads into it."""
    assert circles({"x": "a", "a": "b", "b": "c", "c": "a", "y": "c", "z": "nobody"}) == [["a", "b", "c"]]
