from hypothesis import given

from mapkit.app.address import names_told, told
from mapkit.link import Link
from mapkit.webmap.opening import opening
from support.links import links


@given(links())
def test_what_the_map_tells_is_the_link(link: Link) -> None:
    """A map that shows what a link says, and tells so, leaves the link as it was; its filters were told before."""
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
