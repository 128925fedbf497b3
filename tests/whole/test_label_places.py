"""Names on a map: a picture and a page place them by one rule, each with the fonts and the tries that it has.

Both try the same eight places around a point, the page eight more and in another order; a picture keeps a little
farther off, and ties the names of what is shown to their marks from afar. So they need not place the same names in the
same places, and are held to what both promise.
"""

from collections.abc import Iterator
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from mapkit.picture.frame import Box, Frame
from mapkit.picture.labels import LETTERS, Label, Room
from mapkit.picture.letters import LEADING
from mapkit.picture.sheet import Sheet
from support.examples import examples
from support.modules import load_modules

BOUNDS = (0.0, 0.0, 600.0, 400.0)
SHEET = Sheet(600, 400, 96)
SITE = LETTERS["site"]
NAMES = ("Goris", "Hadrut", "Stepanakert", "Լաչին", "Russian-Turkish Joint Centre")
PLACE = (
    """([labels, bounds, taken]) => parts.placedLabels(labels, bounds, taken, 100).map(({ c, box }) => [c.at, box])"""
)

whole = st.integers
labels = st.lists(
    st.builds(
        lambda text, x, y, gap: Label(text, float(x), float(y), float(gap), "site"),
        st.sampled_from(NAMES),
        whole(0, 600),
        whole(0, 400),
        whole(5, 20),
    ),
    min_size=1,
    max_size=25,
)
boxes = st.lists(
    st.tuples(whole(0, 560), whole(0, 360), whole(5, 200), whole(5, 200)).map(
        lambda box: (float(box[0]), float(box[1]), float(box[0] + box[2]), float(box[1] + box[3]))
    ),
    max_size=8,
)


@pytest.fixture(scope="module")
def parts(browser: Browser) -> Iterator[Page]:
    """A blank page with the part of the script that places labels."""
    page = browser.new_page()
    load_modules(page, "map/label_places")
    yield page
    page.close()


def of_picture(wanted: list[Label], taken: list[Box]) -> dict[int, Box]:
    """The boxes of the labels that a picture has room for, by their place in the list."""
    room = Room(SHEET, Frame(BOUNDS, 0.0, 0.0, 1.0), [*taken])
    room.add(wanted, local=False)
    return {next(at for at, label in enumerate(wanted) if label is one.label): one.box for one in room.placed}


def of_page(parts: Page, wanted: list[Label], taken: list[Box]) -> dict[int, Box]:
    """The same of a page, where each name has the size that it has in a picture."""
    told = [
        {
            "at": at,
            "px": one.x,
            "py": one.y,
            "gap": one.gap,
            "total": 1,
            "blocks": {
                "bare": {"width": SHEET.text_width(one.text, SITE), "height": SITE.size * LEADING},
                "full": None,
            },
        }
        for at, one in enumerate(wanted)
    ]
    return {at: tuple(box) for at, box in parts.evaluate(PLACE, [told, BOUNDS, taken])}


def meet(one: Box, other: Box) -> bool:
    """Whether two boxes have a part in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(labels, boxes)
def test_names_keep_apart_on_pages_and_in_pictures(parts: Page, wanted: list[Label], taken: list[Box]) -> None:
    """No name meets another, what is taken or an edge; the first of a picture stands on the page too."""
    placed = of_picture(wanted, taken), of_page(parts, wanted, taken)
    for found in placed:
        assert all(not meet(*two) for two in combinations(found.values(), 2))
        assert all(not meet(box, other) for box in found.values() for other in taken)
        assert all(box[0] >= 0 and box[1] >= 0 and box[2] <= 600 and box[3] <= 400 for box in found.values())
    assert 0 not in placed[0] or 0 in placed[1]


def test_a_lone_name_stands_right_of_its_point(parts: Page) -> None:
    """Where nothing is in the way both have the name in the same place: beside its point, level with it."""
    one = [Label("Hadrut", 300.0, 200.0, 8.0, "site")]
    for (box,) in (of_picture(one, []).values(), of_page(parts, one, []).values()):
        assert box[0] == pytest.approx(308, abs=3)
        assert (box[1] + box[3]) / 2 == pytest.approx(200)
        assert box[2] - 308 == pytest.approx(SHEET.text_width("Hadrut", SITE), abs=3)
