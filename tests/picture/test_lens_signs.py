"""What pictures draw and explain of an atlas that is seen through a lens."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from mapkit.atlas import Atlas
from mapkit.drawing.looks import Look
from mapkit.drawing.style import LIGHT
from mapkit.picture import pixels
from mapkit.picture.cells import draw_marks, shown_marks
from mapkit.picture.frame import Frame, fit
from mapkit.picture.lens_signs import moves_in
from mapkit.picture.places import Drawn
from mapkit.picture.sheet import blank_sheet
from mapkit.picture.signs import NOTCHED, entries, expected
from mapkit.picture.strip import bins
from mapkit.picture.symbols import Symbol, points
from mapkit.picture.verdict_entries import MOVED, MOVED_THEN, SOME
from mapkit.where import BBox
from picture.test_picture_parts import page_of
from support.said import MOVED_FROM, MOVED_TO, said_atlas
from support.same_bytes import renderings

HOME = BBox(44, 38, 49, 42)
SHEET = (0.0, 0.0, 600.0, 600.0)
FRAME = fit(HOME, SHEET)
DARK = 100  # under which a colour is ink
ATTACK, NOTHING = (0xD5, 0x5E, 0x00), Drawn(frozenset(), frozenset())


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    """The atlas of `support.said`, through nobody."""
    return said_atlas(tmp_path_factory.mktemp("said"))


@pytest.fixture(scope="module")
def south(everybody: Atlas) -> Atlas:
    """The same according to the south."""
    return everybody.filter(according="south")


def at(found: Sequence[Symbol], lon: float, lat: float) -> Symbol:
    """The mark at a place in degrees."""
    x, y = FRAME.place(lon, lat)
    return min(found, key=lambda one: (one.x - x) ** 2 + (one.y - y) ** 2)


def look_of(found: list[Symbol], frame: Frame = FRAME) -> NDArray[np.int64]:
    """These marks alone, drawn on white: red, green, blue."""
    with blank_sheet(600, 600, 96) as sheet:
        draw_marks(sheet, frame, found)
        return sheet.pixels()[..., :3].astype(np.int64)


def rgb(colour: str) -> tuple[int, ...]:
    """The parts of a colour #rrggbb."""
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))


def near(image: NDArray[np.int64], colour: Sequence[int]) -> NDArray[np.bool_]:
    """Where an image has a colour, nearly."""
    close: NDArray[np.bool_] = np.abs(image - np.array(colour)).max(axis=2) <= 8
    return close


def words_of(atlas: Atlas, found: Sequence[Symbol], **more: Any) -> list[str]:
    """The words of a legend of these marks."""
    return [words for _, words in entries(atlas, NOTHING, found, [], **more)]


def test_a_mark_counts_what_they_speak_of(south: Atlas) -> None:
    """A mark has the number, the shares and the notch of what they speak of; what they do not is counted apart."""
    mark = at(shown_marks(FRAME, south), 46.75, 39.76)
    assert (mark.count, mark.whole, mark.disputed, mark.denied) == (2, 3, True, False)
    assert {kind.id: count for kind, count in mark.kinds} == {"attack": 2}
    assert mark.verdicts == {"reports": 1, "denies": 1, "silent": 1}


def test_denied_is_hollow_and_crossed(south: Atlas, everybody: Atlas) -> None:
    """Where all is denied the mark is hollow, and a stroke in ink crosses it from beyond its lower left."""
    mark, before = (at(shown_marks(FRAME, one), 46.9, 39.5) for one in (south, everybody))
    assert (mark.denied, mark.disputed, before.denied) == (True, True, False)
    image, bare = look_of([mark]), look_of([before])
    rows, columns = np.nonzero(image.max(axis=2) < DARK)
    assert columns.min() < mark.x - mark.radius < mark.x + mark.radius < columns.max()
    assert rows.min() < mark.y - mark.radius < mark.y + mark.radius < rows.max()
    outside = np.hypot(columns - mark.x, rows - mark.y) > mark.radius
    assert (columns - mark.x + rows - mark.y)[outside] == pytest.approx(0, abs=3)  # on the rising diagonal
    assert near(image, ATTACK).sum() < near(bare, ATTACK).sum()  # hollow: the ring of shares is narrower


def test_one_that_is_denied_is_hollow(south: Atlas) -> None:
    """A mark of one kind that is denied has no filling, and its number, if it has one, is read on the stroke."""
    later = shown_marks(FRAME, south.filter(when="2022"))
    mark = at(later, 46.75, 39.76)
    assert (mark.count, mark.whole, mark.denied) == (1, 1, True)
    image = look_of([mark])
    assert near(image, ATTACK).sum() > 5
    assert not near(image, ATTACK)[round(mark.y) + 1, round(mark.x) + 2]  # within, beside the stroke


@pytest.mark.parametrize(("lon", "lat"), [(45.5, 40.0), (45.0, 41.0)])
def test_what_they_do_not_speak_of_is_a_dot(south: Atlas, lon: float, lat: float) -> None:
    """Withdrawn or not spoken of: a small dot without a colour of a kind, a ring, a number or doubt."""
    mark = at(shown_marks(FRAME, south), lon, lat)
    assert (mark.count, mark.whole, mark.kinds, mark.ring, mark.radius) == (0, 1, (), None, 3.0)
    image = look_of([mark])
    assert near(image, rgb(LIGHT["quiet"]))[round(mark.y), round(mark.x)]
    assert not near(image, ATTACK).any()
    rows, columns = np.nonzero((image != 255).any(axis=2))
    assert max(rows.max() - rows.min(), columns.max() - columns.min()) < 10


@pytest.mark.parametrize(("lon", "lat"), [(46.3, 39.3), (48.5, 38.6)])
def test_what_they_dispute_has_a_notch(south: Atlas, everybody: Atlas, lon: float, lat: float) -> None:
    """Disputed, or reported and denied at once: the mark as ever, with a notch, not crossed."""
    mark = at(shown_marks(FRAME, south), lon, lat)
    assert (mark.count, mark.disputed, mark.denied) == (1, True, False)
    same = at(shown_marks(FRAME, everybody), lon, lat)
    plain = Symbol(same.x, same.y, same.site, 1, same.kinds, None, same.doubt, disputed=True)
    assert (look_of([mark]) == look_of([plain])).all()


def test_what_is_moved_is_tied_to_where_the_atlas_has_it(south: Atlas, everybody: Atlas) -> None:
    """A thin line leads from a small ring at the atlas's place to the mark; nothing leads anywhere without a lens."""
    assert moves_in(FRAME, everybody) == []
    [(start, end)] = moves_in(FRAME, south)
    assert start == pytest.approx(FRAME.place(*MOVED_FROM))
    assert end == pytest.approx(FRAME.place(*MOVED_TO))
    mark = at(shown_marks(FRAME, south), *MOVED_TO)
    assert (mark.x, mark.y) == pytest.approx(end)
    assert moves_in(fit(BBox(44, 38, 46, 39), SHEET), south) == []  # out of sight
    words = page_of(south, Look(size="screen", box=HOME)).words
    assert "they place it elsewhere: the ring is where the" in " ".join(words)
    assert MOVED_THEN in words_of(everybody, [], moves=True)
    assert MOVED in words_of(south, [], moves=True)


def test_the_legend_counts_verdicts_and_explains_their_signs(south: Atlas, everybody: Atlas) -> None:
    """Each verdict that is there has a sign and its number; kinds count what they speak of; all add up."""
    found = shown_marks(FRAME, south)
    words = words_of(south, found)
    start = words.index("According to South") + 1
    told = ["reported (3)", "disputed (1)", "denied (4)", "reported and denied (1)", "withdrawn (1)"]
    assert words[start : start + 6] == [*told, "not spoken of (3)"]
    assert words[:3] == ["Incidents", "Attack (7)", "Meeting (2)"]
    assert SOME in words
    assert NOTCHED not in words
    assert sum(one.whole for one in found) == south.counts.shown == 13
    alone = words_of(south, [at(found, 45.0, 41.0)])
    assert alone == ["According to South", "not spoken of (1)"]
    assert not any("According" in one for one in words_of(everybody, shown_marks(FRAME, everybody)))
    assert {*words} <= {*[one.replace("0,000", "0") for _, one in expected(south)], *words[:3], *words[start:]}
    film = words_of(south, found, counted=False)
    assert {"reported", "denied", "not spoken of", SOME} <= {*film}


def test_a_region_tells_of_how_many_they_speak(south: Atlas, everybody: Atlas) -> None:
    """The badge of a region says of how many of its incidents they speak, and has a dot for each of the others."""
    words = [page_of(one, Look(size="screen", box=HOME)).words for one in (south, everybody)]
    assert "2 of 3 on the whole region" in words[0]
    assert "3 on the whole region" in words[1]
    crossed, plain = (pixels(one.filter(site="land"), Look(size="screen", box=HOME)) for one in (south, everybody))
    assert (crossed != plain).any()


def test_the_strip_tells_apart_what_they_do_not_speak_of(south: Atlas, everybody: Atlas) -> None:
    """Bars count by kind what they speak of; a last, narrow part counts the rest, and the caption says so."""
    ours, all_of_it = bins(south), bins(everybody)
    assert ours
    assert all_of_it
    assert ours.counts.sum(axis=1).tolist() == [7, 2, 4]
    assert all_of_it.counts.sum(axis=1).tolist() == [9, 4]
    words = " ".join(page_of(south, Look(size="screen", box=HOME)).words)
    assert "narrow ones: not spoken of" in words


def test_specks_say_it_too(south: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of more marks than can be told apart specks are notched, cut to a band, or a dot, and the legend has these."""
    monkeypatch.setattr("mapkit.picture.symbols.MAX_SHAPES", 2)
    found = points(shown_marks(FRAME, south))
    with blank_sheet(1800, 1800, 288) as sheet:  # nine pixels a side
        draw_marks(sheet, FRAME, found)
        drawn = (sheet.pixels()[..., :3] < 250).any(axis=2)
    places = {"whole": MOVED_TO, "notched": (46.3, 39.3), "crossed": (46.9, 39.5), "dot": (45.0, 41.0)}
    looks = {name: speck(drawn, at(found, *place)) for name, place in places.items()}
    shares = {name: float(one.mean()) for name, one in looks.items()}
    assert shares["whole"] == 1 > shares["notched"] > shares["crossed"] + 0.1 > shares["dot"] + 0.3
    corners = {name: [bool(one[row, column]) for row in (0, -1) for column in (0, -1)] for name, one in looks.items()}
    assert corners["notched"] == [True, False, True, True]
    assert corners["crossed"] == [False, True, True, False]
    assert corners["dot"] == [False] * 4
    assert SOME not in words_of(south, found)
    assert "denied (3)" in words_of(south, found)


def speck(drawn: NDArray[np.bool_], one: Symbol) -> NDArray[np.bool_]:
    """What is drawn of the speck in which a mark lies, shape (9, 9)."""
    top, left = int(one.y // 3) * 9, int(one.x // 3) * 9
    return drawn[top : top + 9, left : left + 9]


def test_a_lens_gives_the_same_bytes_anywhere(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Pictures and films through a lens are the same in another time zone, on another day (law 4)."""
    one, other = renderings(tmp_path_factory)
    names = [name for name in one if name.startswith("lens")]
    assert len(names) == 4
    assert [one[name] for name in names] == [other[name] for name in names]


def test_without_a_lens_marks_are_as_before(everybody: Atlas) -> None:
    """Without a lens the atlas's own dispute has a notch, and no mark knows of verdicts."""
    found = shown_marks(FRAME, everybody)
    assert all(one.verdicts == {} and one.whole == one.count and not one.denied for one in found)
    assert NOTCHED in words_of(everybody, found)
