"""What a legend explains of an atlas that is seen through a lens: each verdict with its sign and how many it is of."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import numpy as np

from mapkit.atlas import Atlas
from mapkit.drawing.style import LIGHT
from mapkit.filter_words import VERDICT_WORDS, lens_words
from mapkit.picture.lens_signs import QUIET_RADIUS, draw_cross, draw_move, draw_quiet
from mapkit.picture.place_signs import Entry
from mapkit.picture.sheet import Paint, Sheet
from mapkit.picture.specks import CROSSED_SPECK, NOTCHED_SPECK, QUIET_SPECK, WHOLE_SPECK
from mapkit.picture.symbols import Doubt, Symbol, crowded, draw_kind, draw_notch
from mapkit.records import Kind
from mapkit.verdicts import CONTRARY, UNSPOKEN

SOME = "notched, of several: they dispute or deny some of it"
MOVED = "they place it elsewhere: the ring is where the atlas has it"
MOVED_THEN = "placed elsewhere by then: the ring is where the atlas has it"
SAMPLE_SPECK = 8  # CSS pixels: a speck as the legend shows it
_SAMPLE = Kind("", "", LIGHT["label"], "triangle")


def verdict_entries(atlas: Atlas, found: Sequence[Symbol], *, counted: bool) -> list[Entry]:
    """The verdicts of those who are asked on what these marks stand for, with their numbers if `counted`; else none."""
    if not atlas.view.according:
        return []
    sign = _speck if crowded(found) else _mark
    counts = {verdict: sum(one.verdicts.get(verdict, 0) for one in found) for verdict in VERDICT_WORDS}
    told: list[Entry] = [
        (partial(sign, verdict), f"{words} ({counts[verdict]:,})" if counted else words)
        for verdict, words in VERDICT_WORDS.items()
        if counts[verdict]
    ]
    return [(None, heading(atlas)), *told] if told else []


def heading(atlas: Atlas) -> str:
    """Whom the verdicts are of: "According to Azerbaijan"."""
    return f"According to {lens_words(atlas, atlas.view.according)}"


def lens_looks(atlas: Atlas, found: Sequence[Symbol], *, moves: bool, counted: bool) -> Iterator[Entry]:
    """What marks of several say, and lines from where the atlas has an incident; a film may show any of them apart."""
    several = [one for one in found if one.count > 1 and any(one.verdicts.get(verdict) for verdict in CONTRARY)]
    if any(not one.denied or not counted for one in several) and not crowded(found):
        yield _notched, SOME
    if moves:
        yield _move, moved_words(atlas)


def moved_words(atlas: Atlas) -> str:
    """What a line from a ring to a mark says."""
    return MOVED if atlas.view.according else MOVED_THEN


def _mark(verdict: str, sheet: Sheet, at: tuple[float, float]) -> None:
    if verdict in UNSPOKEN:
        draw_quiet(sheet, at)
        return
    draw_kind(sheet, at, 5.5, _SAMPLE, Doubt(hollow=verdict == "denies"))
    if verdict == "denies":
        draw_cross(sheet, at, 5.5)
    elif verdict in CONTRARY:
        draw_notch(sheet, at, 5.5, _SAMPLE.shape)


_SPECKS: Mapping[str, Sequence[tuple[float, float]]] = {
    "reports": WHOLE_SPECK,
    "denies": CROSSED_SPECK,
    **dict.fromkeys(("disputes", "contradicts"), NOTCHED_SPECK),
    **dict.fromkeys(UNSPOKEN, QUIET_SPECK),
}


def _speck(verdict: str, sheet: Sheet, at: tuple[float, float]) -> None:
    sheet.shape([np.array(at) + (np.array(_SPECKS[verdict]) - 0.5) * SAMPLE_SPECK], Paint(LIGHT["label"]))


def _notched(sheet: Sheet, at: tuple[float, float]) -> None:
    kind = Kind("", "", LIGHT["label"], "circle")
    draw_kind(sheet, at, 6, kind)
    draw_notch(sheet, at, 6, kind.shape)


def _move(sheet: Sheet, at: tuple[float, float]) -> None:
    end = (at[0] + 7, at[1] - 4)
    draw_move(sheet, (at[0] - 7, at[1] + 3), end)
    sheet.disc(end, QUIET_RADIUS, Paint(LIGHT["label"]))
