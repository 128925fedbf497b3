"""What a legend explains: each kind, state and sign that is on the map, with a picture of it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from mapkit.atlas import Atlas
from mapkit.drawing.marks import moved
from mapkit.drawing.standing import Feature, states_shown
from mapkit.drawing.style import LIGHT, OKABE_ITO, RING_DASH, ink_on
from mapkit.filter_words import VERDICT_WORDS, distance_words
from mapkit.lasting import Standing
from mapkit.naming import main_languages
from mapkit.picture.cells import COUNTS_BY, FILLED, Scale, draw_square
from mapkit.picture.ground import context_shown
from mapkit.picture.letters import Letters
from mapkit.picture.place_signs import Entry, all_drawn, overlay_entries, place_entries
from mapkit.picture.places import Drawn
from mapkit.picture.sheet import Paint, Sheet
from mapkit.picture.specks import NOTCHED_SPECK
from mapkit.picture.symbols import (
    OVER,
    PALE,
    Doubt,
    Symbol,
    crowded,
    draw_kind,
    draw_notch,
    draw_shares,
    points,
)
from mapkit.picture.verdict_entries import SAMPLE_SPECK, SOME, heading, lens_looks, moved_words, verdict_entries
from mapkit.records import Kind
from mapkit.words import ROUGH_M

INCIDENTS, SIGNS = "Incidents", "Signs"
SPECKS = "a speck has the colour of the most frequent kind there"
SHARES, NUMBER, FAINT = "several kinds, by share", "number of incidents", "may have been at another time"
NOTCHED = "disputed: some source disputes or denies it"
OVER_WORDS = "over before this time"
HELD = "state of the place, around a mark"
NUMBERED = "its number in the list that follows"
HOLLOW, RING = f"known to {distance_words(ROUGH_M)} or worse", "the place lies in this circle"
_SAMPLE = Kind("", "", LIGHT["label"], "circle")


def entries(  # noqa: PLR0913 - what there is on a map
    atlas: Atlas,
    drawn: Drawn,
    found: Sequence[Symbol],
    overlays: Sequence[tuple[Feature, Standing]],
    *,
    counted: bool = True,
    scale: Scale | None = None,
    over: bool = False,
    moves: bool = False,
) -> list[Entry]:
    """What the legend explains: only what is to be seen on this map; `counted` tells how many of each kind are.

    `overlays` are the disputed lines and areas of the basemap, `scale` is that of squares, `over` whether what has
    ended before is drawn, `moves` whether lines lead from where the atlas has something else. What is not counted is of
    a window that moves.
    """
    kinds = atlas.meta.kinds
    counts = {kind.id: sum(n for one in found for share, n in one.kinds if share.id == kind.id) for kind in kinds}
    sign = _speck if scale or crowded(found) else _kind
    incidents: list[Entry] = [
        (partial(sign, kind), f"{kind.label} ({counts[kind.id]:,})" if counted else kind.label)
        for kind in kinds
        if counts[kind.id]
    ]
    looks = list(_looks(points(found), scale, own=not atlas.view.according))
    looks += [*lens_looks(atlas, points(found), moves=moves, counted=counted), *([(_over, OVER_WORDS)] if over else [])]
    looks += overlay_entries(overlays, main_languages(atlas), dated=not counted)
    return [
        *([(None, INCIDENTS), *incidents] if incidents else []),
        *verdict_entries(atlas, found, counted=counted),
        *place_entries(atlas.meta, drawn),
        *([(None, SIGNS), *looks] if looks else []),
    ]


def _looks(found: Sequence[Symbol], scale: Scale | None, *, own: bool) -> Iterator[Entry]:
    """How marks are read; what is disputed only where it is so of the atlas's `own`, and nobody is asked."""
    if scale:
        yield from _square_looks(found, scale)
    elif crowded(found):
        yield partial(_speck, _SAMPLE), SPECKS
        if own and any(one.disputed for one in found):
            yield _notched_speck, NOTCHED
    else:
        yield from _mark_looks(found, own=own)


def _mark_looks(found: Sequence[Symbol], *, own: bool) -> Iterator[Entry]:
    if any(len(one.kinds) > 1 for one in found):
        yield _mixed, SHARES
    if any(one.count > 1 for one in found):
        yield _number, NUMBER
    if own and any(one.disputed for one in found):
        yield _notched, NOTCHED
    if any(one.state for one in found):
        yield _held, HELD
    if any(one.doubt.faint for one in found):
        yield partial(_doubt, Doubt(faint=True)), FAINT
    if any(one.doubt.hollow for one in found):
        yield partial(_doubt, Doubt(hollow=True)), HOLLOW
    if any(one.ring is not None for one in found):
        yield _ring, RING


def _square_looks(found: Sequence[Symbol], scale: Scale) -> Iterator[Entry]:
    yield partial(_speck, _SAMPLE), square_words(scale.side)
    for step in scale.steps:
        less, most = scale.top // 10 ** (step + 1), scale.top // 10**step
        small = step + 1 == len(FILLED) or less == 0
        yield partial(draw_square, step=step), _up_to(most) if small else f"more than {less:,}"
    if any(one.disputed for one in found):
        yield partial(draw_square, step=0, disputed=True), NOTCHED
    if any(one.doubt.faint for one in found):
        yield partial(draw_square, step=0, faint=True), FAINT


def _up_to(most: int) -> str:
    return "1 incident" if most == 1 else f"up to {most:,} incidents"


def square_words(side: str) -> str:
    """What a square says, given the length of its side in words."""
    return f"{COUNTS_BY} {side}, in the colour of the most frequent kind"


def _kind(kind: Kind, sheet: Sheet, at: tuple[float, float]) -> None:
    draw_kind(sheet, at, 6, kind)


def _speck(kind: Kind, sheet: Sheet, at: tuple[float, float]) -> None:
    draw_kind(sheet, at, SAMPLE_SPECK / 2, replace(kind, shape="square"))


def _mixed(sheet: Sheet, at: tuple[float, float]) -> None:
    draw_shares(sheet, at, 7.5, [(OKABE_ITO["black"], 1), (LIGHT["edge"], 2)])


def _held(sheet: Sheet, at: tuple[float, float]) -> None:
    sheet.disc(at, 7.5, Paint(edge=LIGHT["label"], width=1.6))
    sheet.disc(at, 3.5, Paint(LIGHT["label"]))


def _number(sheet: Sheet, at: tuple[float, float]) -> None:
    draw_kind(sheet, at, 8, Kind("", "", LIGHT["edge"], "circle"))
    sheet.text(at, "2", Letters(10, ink_on(LIGHT["edge"]), bold=True), align="center", middle=True)


def _doubt(doubt: Doubt, sheet: Sheet, at: tuple[float, float]) -> None:
    draw_kind(sheet, at, 6, _SAMPLE, doubt)


def _notched(sheet: Sheet, at: tuple[float, float]) -> None:
    draw_kind(sheet, at, 6, _SAMPLE)
    draw_notch(sheet, at, 6, _SAMPLE.shape)


def _notched_speck(sheet: Sheet, at: tuple[float, float]) -> None:
    sheet.shape([np.array(at) + (np.array(NOTCHED_SPECK) - 0.5) * SAMPLE_SPECK], Paint(_SAMPLE.colour))


def _over(sheet: Sheet, at: tuple[float, float]) -> None:
    sheet.disc(at, OVER, Paint(_SAMPLE.colour, alpha=PALE))


def _ring(sheet: Sheet, at: tuple[float, float]) -> None:
    sheet.disc(at, 7.5, Paint(edge=LIGHT["label"], width=1.2, dash=[length * 0.6 for length in RING_DASH]))


def expected(atlas: Atlas) -> list[Entry]:
    """All that a legend of this atlas may have to explain, to know its room before the map is drawn."""
    shown = set(atlas.count("kind").index)  # type: ignore[union-attr]  # counted by a column, it is a Series
    places = place_entries(atlas.meta, all_drawn(states_shown(atlas)))
    squares = [square_words("0,000 km")] if atlas.large_view else []
    against = [SOME] if atlas.view.according else [NOTCHED]
    moves = [] if moved(atlas).empty else [moved_words(atlas)]
    return [
        (None, INCIDENTS),
        *((_ring, f"{kind.label} (0,000)") for kind in atlas.meta.kinds if kind.id in shown),
        *_expected_verdicts(atlas),
        *places,
        (None, SIGNS),
        *(
            (_ring, words)
            for words in (
                *squares,
                SHARES,
                NUMBER,
                HELD,
                FAINT,
                HOLLOW,
                RING,
                NUMBERED,
                OVER_WORDS,
                *against,
                *moves,
            )
        ),
        *overlay_entries(context_shown(atlas, "disputed"), main_languages(atlas)),
    ]


def _expected_verdicts(atlas: Atlas) -> list[Entry]:
    if not atlas.view.according:
        return []
    said = set(atlas.count("verdict").index)  # type: ignore[union-attr]  # counted by a column, it is a Series
    told: list[Entry] = [(_ring, f"{words} (0,000)") for verdict, words in VERDICT_WORDS.items() if verdict in said]
    return [(None, heading(atlas)), *told]
