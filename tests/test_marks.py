from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import views
from world import IDS, SITES, SOURCES, WORDS, counted, make_world
from world import answers as oracle

from mapkit.atlas import Atlas, make_atlas
from mapkit.marks import COLUMNS, marks, placed
from mapkit.records import Meta
from mapkit.view import View

WORLD = make_world(150, seed=2)
ATLAS = make_atlas(Meta("W"), list(SITES.values()), WORLD.records, WORLD.claims, [], sources=SOURCES, context={})


def place(answer: Any) -> tuple[str, float, float]:
    """The mark an answer belongs to: its site if it stands on the site's point, and the point."""
    site = SITES.get(answer.record["site"])
    on_site = site is not None and (site.lon, site.lat) == (answer.lon, answer.lat)
    return (answer.record["site"] if on_site else "", answer.lon, answer.lat)


@settings(max_examples=25)
@given(views({name: st.sampled_from(ids) for name, ids in IDS.items()}, st.sampled_from(WORDS)))
def test_one_mark_a_place(view: View) -> None:
    """There is one mark for each place that shows incidents, and it counts them all."""
    table = marks(ATLAS.filter(view))
    found = {(row["site"], row["lon"], row["lat"]): row["count"] for row in table.to_dict("records")}
    assert found == counted(oracle(WORLD, view), place)
    assert len(found) == len(table)
    assert list(table.columns) == list(COLUMNS)


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
    rows = placed(ATLAS, ATLAS.rows())
    table = marks(ATLAS).set_index(["site", "lon", "lat"])
    for key, group in rows.groupby(["place", "lon", "lat"]):
        worst, found = group["precision_m"].max(), table.loc[key, "precision_m"]
        assert found == worst or (pd.isna(found) and pd.isna(worst))


def test_nothing_shown_is_no_mark() -> None:
    """A view that shows nothing has a table without rows, with its columns."""
    table = marks(ATLAS.filter(kind=[]))
    assert table.empty
    assert list(table.columns) == list(COLUMNS)


def test_marks_are_the_same_every_time(made: Atlas) -> None:
    """The same atlas gives the same marks in the same order (law 4)."""
    assert marks(made).equals(marks(made.filter()))
    assert marks(made)["site"].tolist() == ["hilltown", "", "dale"]
