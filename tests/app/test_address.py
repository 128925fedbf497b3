from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapkit.app.address import beyond, names_told, picked, told
from mapkit.link import Link
from mapkit.view import View
from mapkit.webmap.opening import opening
from support.links import links
from support.strategies import views

pairs = st.tuples(st.sampled_from(["side_a", "a:b"]), st.sampled_from(["North", "a,b&c", ""]))
any_view = views(st.text(min_size=1), st.text(), own=pairs)


@given(links())
def test_what_the_map_tells_is_the_link(link: Link) -> None:
    """A map that shows what a link says, and tells so, leaves the link as it was; its filters are not the map's."""
    state = {"center": [0, 0], "zoom": 1, "labels": None, **opening(link)}
    window = state.setdefault("window", [0, 1])
    found = told(link, state)
    assert opening(found) == {"center": [0, 0], "zoom": 1, **opening(link), "window": window}
    assert found.view.without("when") == link.view.without("when")
    assert told(link, None) == link


def test_tables_are_named_as_the_map() -> None:
    """Names are in the languages that the map told, which may be the reader's; before it told any, in the link's."""
    link = Link(labels=("hy",))
    assert names_told(link, None) == names_told(link, {"labels": ["hy"]}) == ("hy",)
    assert names_told(Link(), {"labels": None, "names": ["ru"]}) == ("ru",)
    assert names_told(Link(), None) == ()


@given(any_view)
def test_what_lies_beyond_the_filters_is_part_of_the_view(view: View) -> None:
    """What no filter can show narrows the view no further, and asks nothing that has a field."""
    left = beyond(view)
    assert left & view == view
    assert beyond(left) == left
    assert left == left.without("when", "text", "disputed", "certain")


BEYOND = {
    "killed=5..10&injured=..3&precision=..500": "",
    "own=side_a:North,side_a:South": "",
    "kind=a,b&party=c": "",
    "own=side_a:North,side_b:North": "own=side_a:North,side_b:North",
    "own=side_a:North&own=side_a:North,side_a:South": "own=side_a:North&own=side_a:North,side_a:South",
    "stance=denies,disputes:a&disputed=1": "",
    "stance=denies&stance=disputes": "stance=denies&stance=disputes",
    "stance=": "stance=",
    "own=": "own=",
    "killed=none&injured=1": "killed=none",
    "precision=5..500": "precision=5..500",
    "precision=..0.5": "precision=..0.5",
    "precision=0..": "precision=0..",
    "precision=none": "precision=none",
    "kind=a&kind=b&site=c&when=2020&certain=1&text=d": "kind=a&kind=b&site=c",
}


@pytest.mark.parametrize(("view", "left"), BEYOND.items())
def test_what_no_field_can_show_lies_beyond(view: str, left: str) -> None:
    """One set of values in one column, any tolls and a whole number of metres have fields; all else is told."""
    assert beyond(View.parse(view)) == View.parse(left)


PICKED: list[tuple[str, str, list[Any]]] = [
    ("kind=b,a", "kind", ["a", "b"]),
    ("kind=a&kind=b", "kind", []),
    ("", "own", []),
    ("own=x:b,x:a", "own", [("x", "a"), ("x", "b")]),
]


@pytest.mark.parametrize(("view", "name", "found"), PICKED)
def test_the_only_set_is_picked(view: str, name: str, found: list[Any]) -> None:
    """A list shows the alternatives of the only set, and none where there are several."""
    assert picked(View.parse(view), name) == found
