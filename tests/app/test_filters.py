"""The filters of the page, run by Streamlit's own test runner: what they hold and what they are opened with."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from mapkit.app.address import beyond
from mapkit.app.filters import MAX_VALUES, choices_of, fitting, held
from mapkit.atlas import Atlas
from mapkit.files import read
from mapkit.store.store import Store
from mapkit.view import View
from support.made import INCIDENTS, write_folder
from support.strategies import views

CHOICES = {name: {"a": "A", "b": "B"} for name in ("kind", "party", "source", "layer")}
COLUMNS = ("side_a", "a:b")
pairs = st.tuples(st.sampled_from(COLUMNS), st.sampled_from(["North", "a,b&c", ""]))


@pytest.fixture(autouse=True)
def _same_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """The runner takes the program's place for its page, where processes that later tests spawn would look for it."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


def page(atlas: "Atlas", opened: str, asks: list[str], *, own: bool = False) -> None:
    """A page of nothing but filters; what they hold before they are drawn is added to `asks`."""
    from mapkit.app.filters import choices_of, fitting, held, show_filters  # noqa: PLC0415 - the runner runs this alone
    from mapkit.app.session import Own  # noqa: PLC0415
    from mapkit.view import View  # noqa: PLC0415

    view = fitting(View.parse(opened), atlas.store.own)
    asks.append(str(held(choices_of(atlas), view, atlas.store.own)))
    show_filters(atlas, choices_of(atlas), view, Own("mine", atlas, b"") if own else None)


def opened(atlas: Atlas, view: str = "", *, own: bool = False) -> tuple[AppTest, list[str]]:
    """The filters of an atlas, opened with a view and run once, and what they were found to hold."""
    asks: list[str] = []
    runner = AppTest.from_function(page, args=(atlas, view, asks), kwargs={"own": own}, default_timeout=30)
    runner.run()
    assert not runner.exception
    return runner, asks


def run(runner: AppTest) -> None:
    """Run the page again, with what was set."""
    runner.run()
    assert not runner.exception


def counting(atlas: Atlas, asked: list[str]) -> Atlas:
    """The atlas over a store that notes each question that groups."""
    ask = atlas.store.run

    def note(sql: str, values: Sequence[Any]) -> Any:
        asked.extend([sql] if "GROUP BY" in sql else [])
        return ask(sql, values)

    return replace(atlas, store=Store(note), digest=f"{atlas.digest}-{id(asked)}")


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    """A small atlas with two columns of its own, one of which has more values than a list shows."""
    rows = [
        {**INCIDENTS[0], "id": f"n{number}", "weather": ("fog", "sun", "fog", "")[number % 4], "note": f"v{number:03}"}
        for number in range(MAX_VALUES + 100)
    ]
    return read(write_folder(tmp_path_factory.mktemp("filters"), incidents=rows, claims=[]))


@given(
    views(st.sampled_from("ab"), st.text(), own=pairs).filter(
        lambda view: all(ids for name in CHOICES for ids in getattr(view, name))
    )
)
def test_a_page_asks_what_its_link_asks(view: View) -> None:
    """What the fields hold when a link is opened, with what they cannot show, is what the link asks."""
    assert held(CHOICES, view, COLUMNS) & beyond(view) & View(when=view.when) == view


@given(views(st.sampled_from("ab"), st.text(), own=st.tuples(st.sampled_from((*COLUMNS, "gone")), st.just("North"))))
def test_columns_that_are_gone_are_left_out(view: View) -> None:
    """A link's values in columns that the atlas does not have are left out, and nothing else of it is."""
    left = fitting(view, COLUMNS)
    assert {column for pairs in left.own for column, _ in pairs} <= set(COLUMNS)
    assert left.without("own") == view.without("own")
    assert fitting(left, COLUMNS) == left
    assert left == view or any(column == "gone" for pairs in view.own for column, _ in pairs)


LINKS = (
    "",
    "kind=attack&killed=5..10&injured=..3",
    "precision=..500",
    "own=weather:,weather:rain",
    "own=note:v599",
    "text=fog+shots&killed=0&certain=1",
    "stance=denies,disputes:north&disputed=1",
)


@pytest.mark.parametrize("link", LINKS)
def test_fields_hold_what_they_were_opened_with(atlas: Atlas, link: str) -> None:
    """Drawing the fields, and running the page again, changes nothing of what a link asks."""
    runner, asks = opened(atlas, link)
    run(runner)
    assert asks == [link, link]
    more = runner.expander[0]
    assert more.label == "More filters"
    assert more.proto.expanded == any(name in link for name in ("killed", "precision", "own"))


def test_what_is_set_is_asked(atlas: Atlas) -> None:
    """Numbers and values that a person sets are asked at the next run, and no longer once they are emptied."""
    runner, asks = opened(atlas)
    for key, number in (("killed-low", 2), ("killed-high", 9), ("injured-high", 4), ("precision", 600)):
        runner.number_input(f"filter-{key}").set_value(number)
    runner.selectbox("filter-column").set_value("weather")
    run(runner)
    assert asks[-1] == "killed=2..9&injured=..4&precision=..600"
    values = runner.multiselect[-1]
    assert (values.label, values.options) == ("Value", ["fog", "(empty)", "sun"])
    values.set_value(["", "sun"])
    run(runner)
    assert asks[-1] == "own=weather:,weather:sun&killed=2..9&injured=..4&precision=..600"
    runner.number_input("filter-killed-low").set_value(None)
    runner.selectbox("filter-column").set_value(None)
    run(runner)
    assert asks[-1] == "killed=..9&injured=..4&precision=..600"


def test_what_a_link_set_can_be_emptied(atlas: Atlas) -> None:
    """Fields that a link has filled can be emptied, and then nothing is asked."""
    runner, asks = opened(atlas, "own=weather:fog&killed=2")
    runner.number_input("filter-killed-low").set_value(None)
    runner.number_input("filter-killed-high").set_value(None)
    runner.selectbox("filter-column").set_value(None)
    run(runner)
    assert asks[-1] == ""


def test_stances_are_picked_with_who_takes_them(atlas: Atlas) -> None:
    """Each stance can be asked of anybody and of each party; a party that is gone is not asked for."""
    runner, asks = opened(atlas)
    field = runner.multiselect("filter-stance")
    assert {"Denied by anybody", "Denied by North", "Disputed by South"} <= set(field.options)
    field.set_value([("denies", ""), ("disputes", "south")])
    runner.toggle("filter-disputed").set_value(True)
    run(runner)
    assert asks[-1] == "stance=denies,disputes:south&disputed=1"
    _, asks = opened(atlas, "stance=denies:east")
    assert asks == [""]


def test_a_least_above_the_most_asks_for_nothing(atlas: Atlas) -> None:
    """A least number above the most passes nothing, and the link says so."""
    runner, asks = opened(atlas, "killed=5..")
    runner.number_input("filter-killed-high").set_value(3)
    run(runner)
    assert asks[-1] == "killed=none"


def test_an_atlas_without_columns_has_no_field_for_them(made: Atlas) -> None:
    """Where there is no column of the user's own there is none to choose."""
    bare = replace(
        made,
        store=Store(
            lambda sql, values: (
                made.store.run(sql, values).drop_columns(["weather"])
                if sql.startswith("SELECT *")
                else made.store.run(sql, values)
            )
        ),
    )
    assert bare.store.own == ()
    assert len(opened(bare)[0].selectbox) == 0
    assert len(opened(made)[0].selectbox) == 1


def test_values_are_counted_once_when_a_column_is_chosen(atlas: Atlas) -> None:
    """No value is counted before a column is chosen; then its values are counted once for all sessions."""
    asked: list[str] = []
    counted = counting(atlas, asked)
    first, _ = opened(counted)
    assert asked == []
    first.selectbox("filter-column").set_value("note")
    run(first)
    run(first)
    second, _ = opened(counted, "own=note:v001")
    assert len(asked) == 1
    options = second.multiselect[-1].options
    assert options == [f"v{number:03}" for number in range(MAX_VALUES)]
    assert "v599" in opened(counted, "own=note:v599")[0].multiselect[-1].options
    assert len(asked) == 1


def test_values_of_a_sessions_own_atlas_stay_in_the_session(atlas: Atlas) -> None:
    """The values of an atlas that a session has opened are counted for it alone, and kept in its state."""
    asked: list[str] = []
    counted = counting(atlas, asked)
    first, _ = opened(counted, "own=weather:fog", own=True)
    run(first)
    assert len(asked) == 1
    opened(counted, "own=weather:fog", own=True)
    assert len(asked) == 2
    opened(counted, "own=weather:fog")
    assert len(asked) == 3
    assert first.session_state["own-values"] == (counted.digest, {"weather": ["fog", "", "sun"]})


def test_choices_are_the_atlas_s(made: Atlas) -> None:
    """Each list offers the ids of the atlas with their labels."""
    assert choices_of(made)["kind"] == {"attack": "Attack", "meeting": "Meeting"}
    assert choices_of(made)["source"] == {"herald": "Herald House", "ministry": "The ministry"}


def test_a_link_of_before_names_columns_as_the_file_does() -> None:
    """A column whose name mapkit came to need later is found by the name that links had for it."""
    view = View.parse("own=sure_start:early,weather:fog")
    assert fitting(view, ("own.sure_start", "weather")) == View.parse("own=own.sure_start:early,weather:fog")
    assert fitting(view, ("weather",)) == View.parse("own=weather:fog")
