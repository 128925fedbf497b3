"""What hypothesis draws of links: views with all that a page shows of them."""

from datetime import date

from hypothesis import strategies as st

from mapkit.link import MODES, SPEEDS, STEPS, Link
from mapkit.view import View
from mapkit.when import Window
from support.strategies import views

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
pairs = st.tuples(texts, texts)
days = st.dates(date(2000, 1, 1), date(2030, 1, 1))
places = st.tuples(st.floats(0, 24), st.floats(-90, 90), st.floats(-180, 180))


@st.composite
def closed_windows(draw: st.DrawFn) -> Window:
    """Any window with a first and a last day."""
    first, second = sorted([draw(days), draw(days)])
    return Window(first, date.fromordinal(second.toordinal() + 1))


def links(view: st.SearchStrategy[View] | None = None) -> st.SearchStrategy[Link]:
    """Any link."""
    return st.builds(
        Link,
        views(texts.filter(bool), texts, own=pairs) if view is None else view,
        st.none() | places,
        texts,
        texts,
        st.none() | st.lists(st.sampled_from(["hy", "az", "en", "zh-Hans"]), unique=True).map(tuple),
        st.sampled_from(MODES),
        st.sampled_from(STEPS),
        st.sampled_from(SPEEDS),
        st.booleans(),
        st.none() | closed_windows(),
        st.none() | views(texts.filter(bool), texts, own=pairs),
    )
