from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapkit.atlas import Atlas, make_atlas
from mapkit.drawing.marks import COLUMNS, day_counts, mark_of, marks, moved, past_marks
from mapkit.records import Meta, Party
from mapkit.verdicts import CONTRARY, UNSPOKEN
from mapkit.view import View
from mapkit.when import OPEN_END, Window
from support.examples import examples
from support.said import MOVED_FROM, MOVED_TO, said_atlas
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


PARTIES = (Party("north", "North"), Party("south", "South"))
ASKED = make_atlas(
    Meta("W", parties=PARTIES),
    list(SITES.values()),
    WORLD.records,
    [replace(claim, lon="46.5", lat="39.5") if not place % 5 else claim for place, claim in enumerate(WORLD.claims)],
    [],
    sources=SOURCES,
    context={},
)
questions = views({name: st.sampled_from(ids) for name, ids in IDS.items()}, st.sampled_from(WORDS))


@settings(max_examples=examples(25), deadline=None)
@given(questions, st.sampled_from(["north", "south", "any-undenied", "2-origins"]))
def test_through_a_lens_marks_count_what_is_spoken_of(view: View, according: str) -> None:
    """Each mark counts by verdict all that is there, and all else of what they speak of, as a plain loop finds it."""
    seen = ASKED.filter(view).filter(according=according)
    places = seen.store.numbers(seen.view).to_pylist()
    held: defaultdict[Any, list[dict[Any, Any]]] = defaultdict(list)
    for point, row in zip(places, seen.rows().to_dict("records"), strict=True):
        held[point["spot"], point["lon"], point["lat"]].append(row)
    table = {(row["site"], row["lon"], row["lat"]): row for row in marks(seen).to_dict("records")}
    assert table.keys() == held.keys()
    for place_, rows in held.items():
        spoken = [row for row in rows if row["verdict"] not in UNSPOKEN]
        found = table[place_]
        assert found["verdicts"] == Counter(row["verdict"] for row in rows)
        assert (found["count"], found["kinds"]) == (len(spoken), Counter(row["kind"] for row in spoken))
        assert found["certain"] == sum(bool(row["certain"]) for row in spoken)
        assert found["disputed"] == sum(row["verdict"] in CONTRARY for row in spoken)
    days = day_counts(seen, "start", 62)
    assert days["count"].sum() == sum(map(len, held.values()))
    assert days[days["spoken"].astype(bool)]["count"].sum() == sum(row["count"] for row in table.values())


@settings(max_examples=examples(25), deadline=None)
@given(questions, st.sampled_from(["north", "south"]))
def test_what_is_moved_is_what_a_lens_puts_elsewhere(view: View, according: str) -> None:
    """Each pair of places of what is shown and stands elsewhere in the atlas is told, once; without a lens none is."""
    seen = ASKED.filter(view).filter(according=according)
    before = ASKED.rows(None).set_index("row")
    expected = {
        (before.lon[row["row"]], before.lat[row["row"]], row["lon"], row["lat"])
        for row in seen.rows().to_dict("records")
        if not np.isnan(before.lon[row["row"]])
        and (before.lon[row["row"]], before.lat[row["row"]]) != (row["lon"], row["lat"])
    }
    table = moved(seen)
    assert {*zip(table["lon"], table["lat"], table["to_lon"], table["to_lat"], strict=True)} == expected
    assert moved(ASKED.filter(view)).empty


def test_who_says_nothing_else_moves_nothing(tmp_path: Path) -> None:
    """An incident moves for the party that puts it elsewhere, and stands where it stood for every other."""
    everybody = said_atlas(tmp_path)
    assert moved(everybody.filter(according="north")).empty
    [row] = moved(everybody.filter(according="south")).to_dict("records")
    assert ((row["lon"], row["lat"]), (row["to_lon"], row["to_lat"])) == (MOVED_FROM, MOVED_TO)
