"""What a dossier says of an incident."""

import pytest

from mapkit import dossier_words
from mapkit.atlas import Atlas
from mapkit.dossier_words import dated, located, numbered, sorted_as
from mapkit.errors import ExportError


def test_incidents_are_numbered_in_the_order_of_time(made: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers begin at one; more than anybody reads is refused with what to do instead."""
    rows = made.records()
    assert [(place, row["id"]) for place, row in numbered(made)] == [(k, row["id"]) for k, row in enumerate(rows, 1)]
    monkeypatch.setattr(dossier_words, "MAX_INCIDENTS", 1)
    with pytest.raises(ExportError, match="narrow the view to 1, or write a table"):
        list(numbered(made))


def test_an_incident_is_told_in_words(geo: Atlas) -> None:
    """Date and how it is known, place in all of its names and how well, kind, toll and dispute."""
    row = next(row for row in geo.records() if row["title"] == "Aram Tepnants shot dead near Martakert (Aghdara)")
    assert dated(row).startswith("9 October 2021")
    assert located(geo, row).startswith("Martakert · Ağdərə · Մարտակերտ; 40.")
    assert sorted_as(geo, row) == "Armed violence; 1 killed; disputed"


def test_an_incident_has_the_verdict_of_those_who_are_asked(geo: Atlas) -> None:
    """Where somebody is asked, their verdict stands in the place of "disputed", "not spoken of" among them."""
    found = {row["id"]: sorted_as(geo, row) for row in geo.filter(according="azerbaijan").records()}
    title = "Aram Tepnants shot dead near Martakert (Aghdara)"
    [killed] = [row["id"] for row in geo.records() if row["title"] == title]
    assert found[killed] == "Armed violence; 1 killed; denied"
    assert {words.rpartition("; ")[2] for words in found.values()} == {
        "reported",
        "disputed",
        "denied",
        "not spoken of",
    }
