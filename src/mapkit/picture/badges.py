"""Badges of regions: what is only known to be in a region as large as the map is no point on a town, but told apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mapkit.atlas import Atlas
from mapkit.drawing.style import LIGHT
from mapkit.naming import local_name, name_of
from mapkit.picture.frame import Box, Frame, overlap
from mapkit.picture.lens_signs import draw_cross, draw_quiet
from mapkit.picture.letters import LEADING, Letters, visible
from mapkit.picture.sheet import Paint, Sheet
from mapkit.picture.symbols import Doubt, Symbol, circle, draw_kind, draw_notch
from mapkit.records import Kind
from mapkit.regions import QUIET, Held, site_bounds

MAX_SIGNS = 12  # incidents that get a sign each
SMALL = 420.0  # CSS pixels: a narrower map has a chip in its corner
SIGN, RADIUS, DOT = 14.0, 4.6, 2.6  # the room of a sign, its size, that of a dot
DENIED, DISPUTED = "denied", "disputed"
HIGH, EDGE = 22.0, 9.0  # of the badge, and between its ends and what stands in it
STEP = 7.0  # between the places that are tried
FOR_NAMES = (60.0, 14.0)  # around marks, where that can be
NAME = Letters(10, LIGHT["label"], bold=True, halo=LIGHT["halo"])
LOCAL = Letters(9.5, LIGHT["label"], halo=LIGHT["halo"])
WORDS = Letters(10.5, LIGHT["ink"])


@dataclass(frozen=True)
class Whole:
    """What stands for a region as a whole: how many of each kind, and their numbers in a dossier."""

    kinds: Mapping[str, Held]
    numbers: str = ""

    @property
    def count(self) -> int:
        """How many incidents."""
        return sum(one.count for one in self.kinds.values())

    @property
    def words(self) -> str:
        """How many of them: "10"; "2 of 10" where those who are asked do not speak of all."""
        quiet = self.kinds[QUIET].count if QUIET in self.kinds else 0
        return f"{self.count - quiet:,} of {self.count:,}" if quiet else f"{self.count:,}"


@dataclass(frozen=True)
class Badge:
    """A badge with its place on the page; a chip says in words of which region it is."""

    site: str
    box: Box
    chip: bool


def place_badges(  # noqa: PLR0913, PLR0917 - badges and what they must not cover
    sheet: Sheet,
    frame: Frame,
    atlas: Atlas,
    held: Mapping[str, Whole],
    found: Sequence[Symbol],
    taken: Sequence[Box],
) -> list[Badge]:
    """The badges of what regions hold, each as near the middle of its region as can be, clear of marks and boxes taken.

    Where there is no room beside the marks a badge is a chip, and a chip without room lies over them: nothing vanishes.
    """
    badges = list[Badge]()
    for site, whole in held.items():
        if not frame.touches(site_bounds(atlas.places[site])):
            continue
        kept = [*taken, *(one.box for one in badges)]
        near = [_around(one, FOR_NAMES) for one in found]
        marks = [_around(one, (0.0, 0.0)) for one in found]
        ways = [(False, [*kept, *near]), (False, [*kept, *marks]), (True, [*kept, *marks]), (True, kept), (True, [])]
        wide = frame.page[2] - frame.page[0] >= SMALL
        places = (
            Badge(site, box, chip)
            for chip, clear in ways
            if (chip or wide) and (box := _place(sheet, frame, atlas, site, whole, chip, clear))
        )
        badges += [badge for badge in [next(places, None)] if badge]
    return badges


def _around(one: Symbol, room: tuple[float, float]) -> Box:
    wide, high = one.reach + room[0], one.reach + room[1]
    return (one.x - wide, one.y - high, one.x + wide, one.y + high)


def _place(  # noqa: PLR0913, PLR0917 - a badge and what it must not cover
    sheet: Sheet, frame: Frame, atlas: Atlas, site: str, whole: Whole, chip: bool, clear: Sequence[Box]
) -> Box | None:
    wide, high = _size(sheet, atlas, site, whole, chip)
    left, top, right, bottom = frame.page
    place = atlas.places[site]
    aim = (right, bottom) if chip else frame.place(place.lon or 0.0, place.lat or 0.0)
    spots = [
        (x, y, x + wide, y + high)
        for y in np.arange(top + STEP, bottom - high, STEP).tolist()
        for x in np.arange(left + STEP, right - wide, STEP).tolist()
    ]
    free = [box for box in spots if not any(overlap(box, other) for other in clear)]
    return min(
        free, key=lambda box: (box[0] + wide / 2 - aim[0]) ** 2 + (box[1] + high / 2 - aim[1]) ** 2, default=None
    )


def draw_badge(sheet: Sheet, atlas: Atlas, badge: Badge, whole: Whole) -> None:
    """Draw a badge with what its region holds now, in the middle of its box."""
    left, top, right, bottom = badge.box
    for text, letters in _head(atlas, badge.site, badge.chip):
        baseline = top + 0.78 * letters.size * LEADING
        sheet.text(((left + right) / 2, baseline), text, letters, align="center")
        top += letters.size * LEADING
    words, signs = _words(atlas, badge.site, whole, badge.chip), _signs(atlas, whole, badge.chip)
    wide = _width(sheet, signs, words)
    x, middle = (left + right - wide) / 2, bottom - HIGH / 2
    _pill(sheet, (x, bottom - HIGH, x + wide, bottom))
    for place, sign in enumerate(signs):
        _draw_sign(sheet, (x + EDGE + SIGN * (place + 0.5), middle), *sign)
    sheet.text((x + EDGE + SIGN * len(signs) + 4, middle), words, WORDS, middle=True)


def _draw_sign(sheet: Sheet, at: tuple[float, float], kind: Kind | None, against: str) -> None:
    if kind is None:
        draw_quiet(sheet, at, DOT)
        return
    draw_kind(sheet, at, RADIUS, kind, Doubt(hollow=against == DENIED))
    if against == DENIED:
        draw_cross(sheet, at, RADIUS)
    elif against:
        draw_notch(sheet, at, RADIUS, kind.shape)


def _head(atlas: Atlas, site: str, chip: bool) -> list[tuple[str, Letters]]:
    names = atlas.places[site].names
    lines = [(visible(name_of(atlas, names, site)).upper(), NAME), (visible(local_name(atlas, names)), LOCAL)]
    return [] if chip else [line for line in lines if line[0]]


def _words(atlas: Atlas, site: str, whole: Whole, chip: bool) -> str:
    name = visible(name_of(atlas, atlas.places[site].names, site))
    words = f"{whole.words} on {f'{name} as a whole' if chip else 'the whole region'}"
    return f"{words}: {whole.numbers}" if whole.numbers else words


def _signs(atlas: Atlas, whole: Whole, chip: bool) -> list[tuple[Kind | None, str]]:
    """A sign for each incident, of a kind the denied first, then the disputed; of many, or on a chip, one a kind.

    Of what is not spoken of there is no kind.
    """
    each = not chip and whole.count <= MAX_SIGNS
    known = {kind.id: kind for kind in atlas.meta.kinds}
    return [
        (known.get(kind), against)
        for kind, one in whole.kinds.items()
        for against in (_each_against(one) if each else [_against(one)])
    ]


def _each_against(held: Held) -> list[str]:
    disputed = held.disputed - held.denied
    return [DENIED] * held.denied + [DISPUTED] * disputed + [""] * (held.count - held.disputed)


def _against(held: Held) -> str:
    """What one sign says of several, as a mark does."""
    return DENIED if held.denied == held.count else DISPUTED if held.disputed else ""


def _width(sheet: Sheet, signs: Sequence[tuple[Kind | None, str]], words: str) -> float:
    return 2 * EDGE + SIGN * len(signs) + 4 + sheet.text_width(words, WORDS)


def _size(sheet: Sheet, atlas: Atlas, site: str, whole: Whole, chip: bool) -> tuple[float, float]:
    head = _head(atlas, site, chip)
    wide = _width(sheet, _signs(atlas, whole, chip), _words(atlas, site, whole, chip))
    return (
        max([wide, *(sheet.text_width(*line) for line in head)]),
        HIGH + sum(letters.size * LEADING for _, letters in head),
    )


def _pill(sheet: Sheet, box: Box) -> None:
    left, top, right, bottom = box
    half = (bottom - top) / 2
    round_ = circle((0.0, 0.0), half)
    right_half, left_half = round_[: len(round_) // 2 + 1], round_[len(round_) // 2 :]
    ends = [right_half + np.array([right - half, top + half]), left_half + np.array([left + half, top + half])]
    sheet.shape([np.concatenate(ends)], Paint(LIGHT["land"], LIGHT["border"], 1.0))
