"""What stands beside a map and on its corners: the legend and the scale bar."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from mapkit.picture.frame import Box, Frame, scale_bar
from mapkit.picture.ground import Drawn
from mapkit.picture.sheet import LEADING, Letters, Paint, Sheet
from mapkit.picture.symbols import Look, Symbol, crowded, draw_kind, draw_shares
from mapkit.records import Kind, Meta, StateKind
from mapkit.style import DASHES, DISPUTED_DASH, LIGHT, OKABE_ITO, RING_DASH, ink_on
from mapkit.words import KILOMETRE, ROUGH_M

Draw = Callable[[Sheet, tuple[float, float]], None]
Entry = tuple[Draw | None, str]  # a picture and its words; no picture makes a heading

PLAIN, HEADING = Letters(10.5, LIGHT["ink"]), Letters(10.5, LIGHT["ink"], bold=True)
SIGN = 26.0  # width of the pictures
SPACE = 7.0
GAP = 4.0
LONGEST_BAR = 130.0
_SAMPLE = Kind("", "", LIGHT["label"], "circle")


def entries(meta: Meta, drawn: Drawn, found: Sequence[Symbol], disputed: bool) -> list[Entry]:
    """What the legend explains: only what is to be seen on this map."""
    counts = {kind.id: sum(n for one in found for share, n in one.kinds if share.id == kind.id) for kind in meta.kinds}
    sign = _speck if crowded(found) else _kind
    incidents: list[Entry] = [
        (partial(sign, kind), f"{kind.label} ({counts[kind.id]:,})") for kind in meta.kinds if counts[kind.id]
    ]
    places: list[Entry] = [
        (partial(_state if state.id in drawn.lines else _dot, state), state.label)
        for state in meta.states if state.id in drawn.lines | drawn.dots
    ]  # fmt: skip
    looks = list(_looks(found, disputed))
    return [
        *([(None, "Incidents"), *incidents] if incidents else []),
        *([(None, "Places: last state in this time"), *places] if places else []),
        *([(None, "Signs"), *looks] if looks else []),
    ]


def _looks(found: Sequence[Symbol], disputed: bool) -> Iterator[Entry]:
    if crowded(found):
        yield partial(_speck, _SAMPLE), "a speck has the colour of the most frequent kind there"
    else:
        yield from _mark_looks(found)
    if disputed:
        yield _disputed, "line in dispute"


def _mark_looks(found: Sequence[Symbol]) -> Iterator[Entry]:
    if any(len(one.kinds) > 1 for one in found):
        yield _mixed, "several kinds, by share"
    if any(one.count > 1 for one in found):
        yield _number, "number of incidents"
    if any(one.look.faint for one in found):
        yield partial(_look, Look(faint=True)), "only possibly in this time"
    if any(one.look.hollow for one in found):
        yield partial(_look, Look(hollow=True)), f"known to {ROUGH_M / KILOMETRE:g} km or worse"
    if any(one.ring is not None for one in found):
        yield _ring, "the place lies in this circle"


def _kind(kind: Kind, sheet: Sheet, at: tuple[float, float]) -> None:
    draw_kind(sheet, at, 6, kind)


def _speck(kind: Kind, sheet: Sheet, at: tuple[float, float]) -> None:
    draw_kind(sheet, at, 4, replace(kind, shape="square"))


def _state(state: StateKind, sheet: Sheet, at: tuple[float, float]) -> None:
    line = [(at[0] - SIGN / 2 + 2, at[1]), (at[0] + SIGN / 2 - 2, at[1])]
    dash = [length * 0.75 for length in DASHES[state.dash]]
    sheet.shape([line], Paint(edge=state.colour, width=3, dash=dash, round_ends=state.dash == "dotted"), closed=False)


def _dot(state: StateKind, sheet: Sheet, at: tuple[float, float]) -> None:
    sheet.disc(at, 4, Paint(state.colour))


def _mixed(sheet: Sheet, at: tuple[float, float]) -> None:
    draw_shares(sheet, at, 7.5, [(OKABE_ITO["black"], 1), (LIGHT["edge"], 2)])


def _number(sheet: Sheet, at: tuple[float, float]) -> None:
    draw_kind(sheet, at, 8, Kind("", "", LIGHT["edge"], "circle"))
    sheet.text(at, "2", Letters(10, ink_on(LIGHT["edge"]), bold=True), align="center", middle=True)


def _look(look: Look, sheet: Sheet, at: tuple[float, float]) -> None:
    draw_kind(sheet, at, 6, _SAMPLE, look)


def _ring(sheet: Sheet, at: tuple[float, float]) -> None:
    sheet.disc(at, 7.5, Paint(edge=LIGHT["label"], width=1.2, dash=[length * 0.6 for length in RING_DASH]))


def _disputed(sheet: Sheet, at: tuple[float, float]) -> None:
    line = [(at[0] - SIGN / 2 + 1, at[1]), (at[0] + SIGN / 2, at[1])]
    sheet.shape([line], Paint(edge=LIGHT["disputed"], width=1.4, dash=DISPUTED_DASH), closed=False)


def draw_legend(sheet: Sheet, box: Box, found: Sequence[Entry]) -> None:
    """Write the legend from the top of the box; what does not fit is counted in its last line."""
    left, top, right, bottom = box
    step, y = PLAIN.size * LEADING, top
    for place, (draw, words) in enumerate(found):
        x, letters = (left + SIGN + SPACE, PLAIN) if draw else (left, HEADING)
        lines = sheet.wrapped(words, letters, right - x, 3)
        y += SPACE if draw is None and place else 0
        if y + len(lines) * step + GAP > bottom - step:
            more = sum(one is not None for one, _ in found[place:])
            sheet.text((left, y + PLAIN.size), f"and {more} more", PLAIN)
            return
        if draw:
            draw(sheet, (left + SIGN / 2, y + step / 2))
        for line in lines:
            sheet.text((x, y + PLAIN.size), line, letters)
            y += step
        y += GAP


def draw_scale(sheet: Sheet, frame: Frame) -> Box:
    """Draw the scale bar in the lower left corner of the map, and give the box it takes."""
    metres, length = scale_bar(frame, min(LONGEST_BAR, (frame.page[2] - frame.page[0]) / 3))
    words = f"{metres:,.0f} m" if metres < KILOMETRE else f"{metres / KILOMETRE:,.0f} km"
    left, bottom = frame.page[0] + 10, frame.page[3] - 10
    corners = [(left, bottom - 5), (left, bottom), (left + length, bottom), (left + length, bottom - 5)]
    sheet.shape([corners], Paint(edge=LIGHT["halo"], width=3.5), closed=False)
    sheet.shape([corners], Paint(edge=LIGHT["ink"], width=1.2), closed=False)
    sheet.text((left + length / 2, bottom - 6), words, Letters(10, LIGHT["ink"], halo=LIGHT["halo"]), align="center")
    return (left - 4, bottom - 22, left + length + 4, bottom + 6)
