"""Badges of regions in pictures and films."""

from collections.abc import Sequence

import pytest

from mapkit.atlas import Atlas
from mapkit.drawing.looks import FilmLook, Look
from mapkit.film.scene import stills
from mapkit.picture.badges import Whole, place_badges
from mapkit.picture.frame import Box, Frame, fit, overlap
from mapkit.picture.page import box_of
from mapkit.picture.sheet import Sheet, drawing
from mapkit.picture.symbols import Symbol, points, symbols
from mapkit.regions import on_regions
from mapkit.where import BBox
from picture.test_picture_parts import page_of

WIDE, SMALL = (20.0, 60.0, 820.0, 560.0), (10.0, 10.0, 330.0, 300.0)


def placed(atlas: Atlas, frame: Frame, found: Sequence[Symbol], taken: Sequence[Box]) -> list[tuple[Box, bool]]:
    """The boxes of the badges on a page, and whether they are chips."""
    held = {site: Whole(kinds) for site, kinds in on_regions(atlas).items()}
    with drawing():
        badges = place_badges(Sheet(1600, 1000, 144), frame, atlas, held, found, taken)
    return [(one.box, one.chip) for one in badges]


@pytest.mark.parametrize("page", [WIDE, SMALL])
def test_a_badge_gives_way(geo: Atlas, page: Box) -> None:
    """On the map of each chapter a badge lies inside, on no mark and nothing that is taken; on a small one a chip."""
    for chapter in geo.meta.chapters:
        atlas, box = geo.filter(when=chapter.when), chapter.box or box_of(geo, Look())
        frame = fit(box, page)
        found = points(symbols(frame, atlas))
        taken = [(page[0], page[3] - 60, page[0] + 100, page[3])]
        marks = [(one.x - one.reach, one.y - one.reach, one.x + one.reach, one.y + one.reach) for one in found]
        boxes = placed(atlas, frame, found, taken)
        assert len(boxes) == len(on_regions(atlas))
        for one, chip in boxes:
            assert chip == (page == SMALL)
            assert page[0] <= one[0] < one[2] <= page[2]
            assert page[1] <= one[1] < one[3] <= page[3]
            assert not any(overlap(one, other) for other in [*marks, *taken])


def test_nothing_vanishes_where_there_is_no_room(geo: Atlas) -> None:
    """Where all of the map is taken a badge is still there, as a chip over what lies in the corner."""
    frame = fit(box_of(geo, Look()), WIDE)
    [(box, chip)] = placed(geo, frame, [], [WIDE])
    assert chip
    assert box[2] > WIDE[2] - 30
    assert box[3] > WIDE[3] - 30


def test_a_region_is_no_mark(geo: Atlas) -> None:
    """A picture tells what stands on the region in a badge with its names; no mark and no circle is at its point."""
    frame = fit(box_of(geo, Look()), WIDE)
    [whole] = [one for one in symbols(frame, geo) if one.region]
    assert (whole.site, whole.count, whole.ring) == ("nagorno-karabakh", 11, None)
    words = page_of(geo, Look(size="screen")).words
    assert {"NAGORNO-KARABAKH", "Dağlıq Qarabağ · Լեռնային Ղարաբաղ", "11 on the whole region"} <= {*words}
    assert "11" not in words
    small = page_of(geo, Look(size="640x480", dpi=96, labels=("ru",))).words
    assert any(one in small for one in ("11 on the whole region", "11 on Нагорный Карабах as a whole"))


def test_a_dossier_numbers_what_stands_on_a_region(geo: Atlas) -> None:
    """The badge of a picture before a dossier has the numbers of its incidents."""
    words = page_of(geo.filter(when="2021-01"), Look(size="screen", dossier=True)).words
    assert any(one.startswith("2 on the whole region: ") for one in words)


def test_a_film_tells_it_in_each_frame(geo: Atlas) -> None:
    """A frame has the badge of what stands on the region in its window: years that differ in nothing else differ."""
    look = FilmLook(size="640x480", dpi=96, step="year", width=1)
    frames = list(stills(geo.filter(site="nagorno-karabakh"), look)[1])
    counts = [sum(kind.count for held in on_regions(one.atlas).values() for kind in held.values()) for one in frames]
    assert len({*counts}) > 1
    marks = {count: one.pixels[60:320, 20:420].tobytes() for count, one in zip(counts, frames, strict=True)}
    assert len({*marks.values()}) == len(marks)  # of the map alone: no other mark is on it


def test_a_frame_touches_what_may_be_seen() -> None:
    """A box of the world that lies partly in a frame touches it, on whichever turn; one beside it does not."""
    frame = fit(BBox(46, 39, 48, 41), WIDE)
    assert frame.touches((40, 39, 46.5, 40))
    assert frame.touches((406, 39, 407, 40))
    assert not frame.touches((60, 39, 61, 40))
    assert not frame.touches((46, 50, 47, 51))
