"""The fields of the form: as rows of the tables, and what is wrong with each in words for people."""

from pathlib import Path

import pytest

from mapkit.app.edit_fields import (
    EMPTY,
    LABELS,
    NEW_SOURCE,
    NOBODY,
    OLD_SOURCE,
    WORDS,
    at_fields,
    changed_cells,
    lacking,
    opened_with,
    rows_of,
)
from mapkit.app.editing import POINT, SITE, UNKNOWN
from mapkit.errors import AtlasError, Problem
from mapkit.saving import add, change
from mapkit.saving.folder.edit import standing
from support.made import attempt, write_folder

INCIDENT = {"when": "2021-01", "kind": "attack", "title": "A shot"}


def test_rows_are_what_the_form_holds() -> None:
    """Only the place that is chosen counts, a new source gets an id that nobody has, an empty date no basis."""
    form = {
        **INCIDENT,
        "when": "",
        "when_basis": "stated",
        "place": POINT,
        "site": "shusha",
        "lat": "39.8",
        "lon": "46.7",
        "which": NEW_SOURCE,
        "source": "old",
        "source_title": "The Paper",
        "published": "",
        "stance": "denies",
    }
    incident, claims, sources = rows_of(form, {"the-paper"})
    assert incident == {"kind": "attack", "title": "A shot", "lat": "39.8", "lon": "46.7"}
    assert sources == [{"title": "The Paper", "id": "the-paper-2"}]
    assert claims == [{"source": "the-paper-2", "stance": "denies", "says": "", "locator": "", "said": ""}]
    incident, claims, sources = rows_of({**form, "place": SITE, "which": OLD_SOURCE}, set())
    assert (incident["site"], "lat" in incident, claims[0]["source"], sources) == ("shusha", False, "old", [])
    assert rows_of({**form, "which": NOBODY}, set())[1:] == ([], [])


def test_a_claim_has_what_it_says_otherwise() -> None:
    """What the source says of the incident's own columns stands in the claim, and what is left empty does not."""
    own = {"claim_when": "2021-02", "claim_site": "shusha", "claim_killed_best": "3", "claim_lon": "", "via": "wire"}
    form = {**INCIDENT, "which": NEW_SOURCE, "source_title": "The Paper", "origin": "wire", "captured": "2021", **own}
    incident, (claim,), (source,) = rows_of(form, set())
    assert incident == INCIDENT
    assert {name: text for name, text in claim.items() if text} == {
        "source": "the-paper",
        "when": "2021-02",
        "site": "shusha",
        "killed_best": "3",
        "via": "wire",
    }
    assert "lon" not in claim
    assert source == {"title": "The Paper", "origin": "wire", "captured": "2021", "id": "the-paper"}


CELLS = {"id": "a", **INCIDENT, "site": "dale", "lat": "39.50", "lon": "46.9", "precision_m": "", "killed_low": "1"}


@pytest.mark.parametrize(
    ("filled", "changed"),
    [
        ({}, {}),
        ({"title": "Two shots", "killed_low": ""}, {"title": "Two shots", "killed_low": ""}),
        ({"site": "shusha"}, {"site": "shusha", "lat": "", "lon": ""}),
        (
            {"place": POINT, "lat": "39.50", "lon": "46.8", "precision_m": "9"},
            {"site": "", "lon": "46.8", "precision_m": "9"},
        ),
        ({"place": UNKNOWN}, {"site": "", "lat": "", "lon": ""}),
    ],
)
def test_only_what_was_changed_is_written(filled: dict[str, str], changed: dict[str, str]) -> None:
    """A form that was opened with an incident changes nothing by itself; a place goes as a whole."""
    opened = {name: value for name, value in opened_with(CELLS).items() if value}
    assert changed_cells({**opened, **filled}, CELLS) == changed


def test_what_a_form_lacks_stands_at_its_field() -> None:
    """Whoever says that there is a site, a point or a new source has to say which; an unknown place lacks nothing."""
    found = lacking({"place": POINT, "which": NEW_SOURCE})
    assert at_fields(list(found))[0] == {
        "lat": WORDS["point-missing"],
        "precision_m": WORDS["precision-missing"],
        "source_title": WORDS["source-untitled"],
    }
    assert at_fields(list(lacking({"place": SITE})))[0] == {"site": WORDS["site-missing"]}
    assert list(lacking({"place": UNKNOWN, "which": OLD_SOURCE})) == []


def test_everything_that_is_wrong_has_a_field(tmp_path: Path) -> None:
    """Whatever the reader refuses of what a form can hold stands at a field, in words without names of columns."""
    path = write_folder(tmp_path / "a")
    incident = {"when": "10/11/2020", "kind": "", "title": "", "lat": "39.5", "precision_m": "-1", "killed_low": "many"}
    tolls = {"injured_low": "3", "injured_high": "2"}
    own = {"when": "soon", "lat": "39.5", "killed_low": "many", "said": "then"}
    claim = {"source": "new", "stance": "", "says": "", **own}
    source = {"id": "new", "title": "T", "published": "soon", "captured": "soon", "sha256": "ab"}
    for do in (
        lambda: add(path, {**incident, **tolls}, [claim], [source], who=""),
        lambda: change(path, "a", {**incident, **tolls}, [claim], [source], who=""),
    ):
        error = attempt(do)
        assert isinstance(error, AtlasError)
        fields, others = at_fields(error.problems)
        assert others == []
        assert set(fields) == {
            *("when", "kind", "title", "lat", "lon", "precision_m", "killed_low", "injured_low", "injured_high"),
            *("claim_when", "claim_lat", "claim_lon", "claim_killed_low", "said", "stance"),
            *("published", "captured", "sha256", "who"),
        }
        assert fields["stance"] == "Choose whether the source reports, confirms, disputes, denies or withdraws it."
        assert fields["when"].startswith("10/11/2020 is")
        assert not [text for text in fields.values() if "_" in text or "(who)" in text or not text.endswith((".", "?"))]


def test_what_has_no_field_is_told_all_the_same() -> None:
    """A problem about no field of the form, such as one of another row, is kept as a sentence."""
    fields, others = at_fields([Problem("claims.csv:3", "row-width", "3 cells under 5 columns: quote them")])
    assert (fields, others) == ({}, ["3 cells under 5 columns: quote them."])


def test_a_form_opens_with_what_stands(tmp_path: Path) -> None:
    """Each cell of an incident that has a field fills it, and the place is said as it stands."""
    path = write_folder(tmp_path / "a")
    at_site, at_point, nowhere = (opened_with(standing(path, one).cells) for one in ("a", "c", "unplaced"))
    assert (at_site["place"], at_site["site"], at_site["killed_high"]) == (SITE, "hilltown", "3")
    assert (at_point["place"], at_point["lat"], at_point["precision_m"]) == (POINT, "39.9", "50")
    assert (nowhere["place"], nowhere["when_basis"], nowhere["which"]) == (UNKNOWN, None, NOBODY)
    assert set(EMPTY) <= set(at_site)
    assert set(EMPTY) == set(LABELS) - {"who"}
