"""What menus of filters ask a server for: how many incidents each value would show."""

from typing import Any

import pytest
import streamlit as st

from mapkit.app.asked import MAX_VALUES
from mapkit.app.component import VALUE_COUNTS
from mapkit.app.value_counts import value_counts
from mapkit.atlas import Atlas
from mapkit.files import read
from mapkit.view import View
from mapkit.when import ALWAYS, day_number
from support.made import INCIDENTS, write_folder

EVER = [day_number(ALWAYS.start), day_number(ALWAYS.end)]


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The entries of a session."""
    held: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", held)
    return held


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    """A small atlas with a column that has more values than a list shows."""
    rows = [
        {**INCIDENTS[0], "id": f"n{number}", "note": f"v{number:03}", "kind": ("attack", "meeting")[number % 3 == 0]}
        for number in range(MAX_VALUES + 100)
    ]
    return read(write_folder(tmp_path_factory.mktemp("values"), incidents=rows, claims=[]))


def test_values_are_counted_under_what_is_asked_beside_them(session: dict[str, Any], atlas: Atlas) -> None:
    """A page that cannot list a column gets the counts of what it lists and of what its link chose."""
    view = f"kind=meeting&own=note:v{MAX_VALUES + 1}&own=gone:x"
    asked = {"number": 7, "parts": ["kind", "own.note"], "view": view, "window": EVER, "certain": False}
    session["asked-map"] = {VALUE_COUNTS: asked}
    answer = value_counts(atlas, None, "map")
    assert answer is not None
    assert answer["number"] == 7
    chosen = atlas.filter(own=[("note", f"v{MAX_VALUES + 1}")])
    assert answer["counts"]["kind"] == {chosen.rows()["kind"].item(): 1}
    meetings = set(atlas.filter(View.of(kind="meeting")).rows()["note"])
    listed = {f"v{number:03}" for number in (*range(MAX_VALUES), MAX_VALUES + 1)}
    assert answer["counts"]["own.note"] == {value: int(value in meetings) for value in listed}
    assert value_counts(atlas, None, "map") == answer  # told again, lest a message overtake it


@pytest.mark.parametrize("odd", [5, {}, {"number": 3, "parts": ["when"], "view": "", "window": EVER, "certain": 0}])
def test_what_cannot_be_counted_is_told(session: dict[str, Any], atlas: Atlas, odd: Any) -> None:
    """A request that is none, and a part without values, are answered in words."""
    session["asked-map"] = {VALUE_COUNTS: odd}
    answer = value_counts(atlas, None, "map")
    assert answer is not None
    assert answer["failed"]
    assert "counts" not in answer


def test_nothing_is_counted_before_somebody_asks(session: dict[str, Any], atlas: Atlas) -> None:
    """Without a question there is no answer."""
    assert value_counts(atlas, None, "map") is None
    assert session == {}
