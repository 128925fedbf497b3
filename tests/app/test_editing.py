"""What the map and the form tell each other, with nothing believed that a browser sends."""

from typing import Any

import pytest
import streamlit as st

from mapkit.app.editing import FIELD, NEW, POINT, SITE, asked_point, put, take_point


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The entries of a session in which a form is open for a new incident at a site."""
    held: dict[str, Any] = {"written": NEW, f"{FIELD}place": SITE}
    monkeypatch.setattr(st, "session_state", held)
    return held


def test_a_press_on_the_map_fills_the_point(session: dict[str, Any]) -> None:
    """A point that is told fills latitude and longitude and makes the place a point; the map is asked with it."""
    assert asked_point() == {"at": None, "bare": True}
    take_point([39.82985, -46.7])
    assert [session[f"{FIELD}{name}"] for name in ("place", "lat", "lon")] == [POINT, "39.82985", "-46.70000"]
    assert asked_point() == {"at": [39.82985, -46.7], "bare": False}
    put({"lat": " 40 "})
    assert asked_point() == {"at": [40, -46.7], "bare": False}


@pytest.mark.parametrize(
    "told",
    [None, "39, 46", [39.8], [1, 2, 3], [91, 0], [0, 181], [float("nan"), 1], [True, 1], ["1", "2"], {"lat": 1}],
)
def test_what_is_no_point_is_left(session: dict[str, Any], told: Any) -> None:
    """Whatever else a browser tells changes no field."""
    before = {name: value for name, value in session.items() if name.startswith(FIELD)}
    take_point(told)
    assert {name: value for name, value in session.items() if name.startswith(FIELD)} == before


@pytest.mark.parametrize("typed", [("", ""), ("39.8", ""), ("north", "46"), ("91", "46"), ("39", "181")])
def test_what_is_typed_halfway_is_no_point(session: dict[str, Any], typed: tuple[str, str]) -> None:
    """While latitude and longitude are no place on earth the map has no cross, and still takes a press."""
    put({"place": POINT, "lat": typed[0], "lon": typed[1]})
    assert asked_point() == {"at": None, "bare": False}
    session["written"] = None
    assert asked_point() is None
    take_point([1.0, 2.0])
    assert session[f"{FIELD}lat"] == typed[0]
