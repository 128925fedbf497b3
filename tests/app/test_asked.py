"""What the page asks: what its link asks, then what the map tells; nothing of what a browser says is believed."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from mapkit.app.asked import MAX_VALUES, asked_now, fitting
from mapkit.atlas import Atlas
from mapkit.files import read
from mapkit.link import Link
from mapkit.store.store import Store
from mapkit.view import View
from support.made import INCIDENTS, write_folder
from support.strategies import views

COLUMNS = ("side_a", "a:b")
pairs = st.tuples(st.sampled_from(COLUMNS), st.sampled_from(["North", "a,b&c", ""]))


@pytest.fixture(autouse=True)
def _same_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """The runner takes the program's place for its page, where processes that later tests spawn would look for it."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@given(views(st.sampled_from("ab"), st.text(), own=pairs), views(st.sampled_from("ab"), st.text(), own=pairs))
def test_the_map_owns_what_is_asked(link: View, told: View) -> None:
    """A page asks what its link asks until its map tells something else, and then that."""
    assert asked_now(Link(link), None, COLUMNS) == link.without("when")
    assert asked_now(Link(link), {"view": str(told)}, COLUMNS) == told.without("when")


@pytest.mark.parametrize("told", [None, 5, {}, ["kind=a"], "killed=many", "nothing=1", "where=1,2,3"])
def test_what_is_no_view_asks_nothing(told: Any) -> None:
    """What a browser tells that no view is asks nothing, and breaks nothing."""
    assert asked_now(Link.parse("kind=a"), {"view": told}, COLUMNS) == View()


@given(views(st.sampled_from("ab"), st.text(), own=st.tuples(st.sampled_from((*COLUMNS, "gone")), st.just("North"))))
def test_columns_that_are_gone_are_left_out(view: View) -> None:
    """A link's values in columns that the atlas does not have are left out, and nothing else of it is."""
    left = fitting(view, COLUMNS)
    assert {column for pairs in left.own for column, _ in pairs} <= set(COLUMNS)
    assert left.without("own") == view.without("own")
    assert fitting(left, COLUMNS) == left
    assert left == view or any(column == "gone" for pairs in view.own for column, _ in pairs)


def test_a_link_of_before_names_columns_as_the_file_does() -> None:
    """A column whose name mapkit came to need later is found by the name that links had for it."""
    view = View.parse("own=sure_start:early,weather:fog")
    assert fitting(view, ("own.sure_start", "weather")) == View.parse("own=own.sure_start:early,weather:fog")
    assert fitting(view, ("weather",)) == View.parse("own=weather:fog")


def page(atlas: "Atlas", asks: str | None, tells: str, told: "list[Any]", *, own: bool = False) -> None:
    """A page of nothing but a map's questions: it asks for the values of a column, and tells what to ask the host."""
    import streamlit as st  # noqa: PLC0415 - the runner runs this alone

    from mapkit.app.asked import hosted  # noqa: PLC0415
    from mapkit.app.session import Own  # noqa: PLC0415
    from mapkit.view import View  # noqa: PLC0415

    if asks is not None:
        st.session_state["asked-map"] = {"values": asks}
    mine = Own("mine", atlas, b"") if own else None
    told.append(hosted(atlas, View.parse(tells), {"asking": tells}, "map", mine))


def ran(atlas: Atlas, asks: str | None = None, tells: str = "", *, own: bool = False) -> tuple[AppTest, Any]:
    """The page run once, and what it had to tell the map."""
    told: list[Any] = []
    runner = AppTest.from_function(page, args=(atlas, asks, tells, told), kwargs={"own": own}, default_timeout=30)
    runner.run()
    assert not runner.exception
    return runner, told[-1]


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    """A small atlas with two columns of its own, one of which has more values than a list shows."""
    rows = [
        {**INCIDENTS[0], "id": f"n{number}", "weather": ("fog", "sun", "fog", "")[number % 4], "note": f"v{number:03}"}
        for number in range(MAX_VALUES + 100)
    ]
    return read(write_folder(tmp_path_factory.mktemp("filters"), incidents=rows, claims=[]))


def counting(atlas: Atlas, asked: list[str]) -> Atlas:
    """The atlas over a store that notes each question that groups."""
    ask = atlas.store.run

    def note(sql: str, values: Sequence[Any]) -> Any:
        asked.extend([sql] if "GROUP BY" in sql else [])
        return ask(sql, values)

    return replace(atlas, store=Store(note), digest=f"{atlas.digest}-{id(asked)}")


def test_the_host_answers_what_a_page_cannot(atlas: Atlas) -> None:
    """The rows that pass what the map asks its host come with what that was; none where nothing is asked."""
    assert ran(atlas)[1] == ("", None, None)
    asked, rows, _ = ran(atlas, tells="own=note:v003&own=gone:x")[1]
    assert asked == "own=note:v003"
    assert rows is not None
    assert rows != ran(atlas, tells="own=note:v004")[1].rows


def test_values_are_counted_once_when_they_are_asked_for(atlas: Atlas) -> None:
    """No value is counted before a page asks for its column; then it is counted once for all sessions."""
    asked: list[str] = []
    counted = counting(atlas, asked)
    assert ran(counted)[1].values is None
    assert asked == []
    assert ran(counted, "weather")[1].values == {"weather": ["fog", "", "sun"]}
    first, _ = ran(counted, "note")
    assert ran(counted, "note")[1].values == {"note": [f"v{number:03}" for number in range(MAX_VALUES)]}
    assert len(asked) == 2
    assert ran(counted, "gone")[1].values is None
    assert "own-values" not in first.session_state


def test_values_of_a_sessions_own_atlas_stay_in_the_session(atlas: Atlas) -> None:
    """The values of an atlas that a session has opened are counted for it alone, and kept in its state."""
    asked: list[str] = []
    counted = counting(atlas, asked)
    first, _ = ran(counted, "weather", own=True)
    first.run()
    assert len(asked) == 1
    ran(counted, "weather", own=True)
    assert len(asked) == 2
    assert first.session_state["own-values"] == (counted.digest, {"weather": ["fog", "", "sun"]})
