from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapkit.atlas import Atlas, make_atlas
from mapkit.drawing.marks import COLUMNS, mark_of, marks, past_marks
from mapkit.records import Meta
from mapkit.view import View
from mapkit.when import OPEN_END, Window
from support.examples import examples
from support.strategies import near_days, views
from support.world import IDS, SITES, SOURCES, WORDS, Answer, counted, disputed, make_world, spot
from support.world import answers as oracle

WORLD = make_world(150, seed=2)
ATLAS = make_atlas(Meta("W"), list(SITES.values()), WORLD.records, WORLD.claims, [], sources=SOURCES, context={})


def place(answer: Answer) -> tuple[str, float | None, float | None]:
    """The mark an answer belongs to: the site it stands on, and the point."""
    return spot(answer), answer.lon, answer.lat


@settings(max_examples=examples(25))
@given(views({name: st.sampled_from(ids) for name, ids in IDS.items()}, st.sampled_from(WORDS)))
def test_one_mark_a_place(view: View) -> None:
    """There is one mark for each place that shows incidents, and it counts them all."""
    table = marks(ATLAS.filter(view))
    found = {(row["site"], row["lon"], row["lat"]): row["count"] for row in table.to_dict("records")}
    assert found == counted(oracle(WORLD, view), place)
    assert len(found) == len(table)
    assert list(table.columns) == list(COLUMNS)


def test_marks_are_numbered_as_they_appear() -> None:
    """Each incident has the number of its mark, and a new mark has the next number."""
    numbers = ATLAS.store.numbers(View())
    found = mark_of(numbers).tolist()
    places = [place(oracle(WORLD, View())[row]) for row in numbers["row"].to_pylist()]
    order = list(dict.fromkeys(places))
    assert found == [order.index(one) for one in places]


def test_marks_come_by_size() -> None:
    """Marks are numbered from the place with most incidents to that with fewest."""
    table = marks(ATLAS)
    assert table["mark"].tolist() == list(range(len(table)))
    assert table["count"].is_monotonic_decreasing


def test_kinds_of_a_mark_sum_to_its_count() -> None:
    """A mark's kinds are counted, and its certain incidents are some of them."""
    table = marks(ATLAS.filter(when="2020-12"))
    assert [sum(kinds.values()) for kinds in table["kinds"]] == table["count"].tolist()
    assert (table["certain"] <= table["count"]).all()
    assert 0 < table["certain"].sum() < table["count"].sum()


def test_a_mark_is_as_coarse_as_its_coarsest() -> None:
    """A mark's precision is the worst of its incidents', and missing where none states one."""
    stated = ATLAS.rows().set_index("row")["precision_m"]
    worst: dict[Any, float] = {}
    for answer in oracle(WORLD, View()):
        if answer.status == "shown":
            worst[place(answer)] = np.fmax(worst.get(place(answer), np.nan), stated[answer.row])
    table = marks(ATLAS)
    found = dict(zip(zip(table["site"], table["lon"], table["lat"], strict=True), table["precision_m"], strict=True))
    assert found == pytest.approx(worst, nan_ok=True)


def test_nothing_shown_is_no_mark() -> None:
    """A view that shows nothing has a table without rows, with its columns."""
    table = marks(ATLAS.filter(kind=[]))
    assert table.empty
    assert list(table.columns) == list(COLUMNS)


def test_marks_are_the_same_every_time(made: Atlas) -> None:
    """The same atlas gives the same marks in the same order (law 4)."""
    assert marks(made).equals(marks(made.filter()))
    assert marks(made)["site"].tolist() == ["hilltown", "", "dale"]


@settings(max_examples=examples(25))
@given(views({name: st.sampled_from(ids) for name, ids in IDS.items()}, st.sampled_from(WORDS)), near_days)
def test_what_is_over_has_ended_before_the_window(view: View, day: date) -> None:
    """The marks of what is over count what passes the filters and ended by the window's first day, and nothing else."""
    view = view.without("when") & View(when=Window(day, OPEN_END))
    table = past_marks(ATLAS.filter(view))
    passing = oracle(WORLD, view.without("when", "certain"))
    over = [one for one in passing if one.window is not None and one.window.end <= day]
    found = {(row["site"], row["lon"], row["lat"]): row["count"] for row in table.to_dict("records")}
    assert found == counted(over, place)


@settings(max_examples=examples(25))
@given(views({name: st.sampled_from(ids) for name, ids in IDS.items()}, st.sampled_from(WORDS)))
def test_a_mark_counts_its_disputed(view: View) -> None:
    """Each mark knows how many of its incidents some source disputes or denies, as a plain loop finds them."""
    table = marks(ATLAS.filter(view))
    against = [one for one in oracle(WORLD, view) if disputed(WORLD, one.record)]
    found = {(row["site"], row["lon"], row["lat"]): row["disputed"] for row in table.to_dict("records")}
    assert {place: count for place, count in found.items() if count} == counted(against, place)
