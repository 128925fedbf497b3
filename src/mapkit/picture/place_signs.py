"""What a legend explains of what lasts: the states of places, those that are over, the lines of the basemap."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from mapkit.atlas import Atlas
from mapkit.drawing.patterns import StateLook, looks_of
from mapkit.drawing.standing import Feature, Shown, states_shown
from mapkit.drawing.style import DISPUTED_DASH, ENDED_DASH, LIGHT
from mapkit.lasting import Standing
from mapkit.names import label
from mapkit.naming import USUAL
from mapkit.picture.ground import names_of
from mapkit.picture.places import Drawn, Worn, draw_sign, draw_strokes
from mapkit.picture.sheet import Paint, Sheet
from mapkit.records import Meta, StateKind
from mapkit.words import until_words, when_words

Draw = Callable[[Sheet, tuple[float, float]], None]
Entry = tuple[Draw | None, str]  # a picture and its words; no picture makes a heading

SIGN = 26.0  # width of the pictures in CSS pixels
PLACES, POSSIBLY, ENDED = "Places", "paler: only possibly", "hairline, or a square struck through: it had ended"
DISPUTED = "border or line of control in dispute"
MAX_NAMED = 6  # lines of the basemap that are told one by one; of more the word for all of them


def place_entries(meta: Meta, drawn: Drawn) -> list[Entry]:
    """The states that are to be seen, in the atlas's order, then what is over, with its day."""
    looks = looks_of(meta.states)
    found: list[Entry] = [
        (partial(_line if kind.id in drawn.lines else _dot, Worn(looks[kind.id], Standing.HOLDS)), kind.label)
        for kind in meta.states
        if kind.id in drawn.lines | drawn.dots
    ]
    if drawn.possibly:
        found.append((partial(_dot, Worn(StateLook("solid"), Standing.POSSIBLY)), POSSIBLY))
    over = partial(_dot, Worn(StateLook("solid"), Standing.OVER))
    found += [(over, words) for words in _over_words(meta.states, drawn.over)]
    found += [(over, ENDED)] if drawn.some_over else []
    return [(None, f"{PLACES} on {drawn.day}" if drawn.day else PLACES), *found] if found else []


def _over_words(kinds: Sequence[StateKind], over: Sequence[Shown]) -> Iterator[str]:
    for kind in kinds:
        ended = sorted((one.state.when for one in over if one.state.state == kind.id), key=lambda when: when.window.end)
        if len(ended) == 1:
            yield f"{kind.label} until {until_words(ended[0].text)}"
        elif ended:
            yield f"{kind.label} until {until_words(ended[-1].text)} ({len(ended)} places)"


def state_notes(atlas: Atlas) -> dict[str, str]:
    """What is told under the name of a site whose state is over: "Open until 30 August 2022"."""
    labels = {kind.id: kind.label for kind in atlas.meta.states}
    over = {site: one.state for site, one in states_shown(atlas).items() if one.standing == Standing.OVER}
    return {site: f"{labels[state.state]} until {until_words(state.when.text)}" for site, state in over.items()}


def overlay_entries(
    shown: Sequence[tuple[Feature, Standing]], languages: Sequence[str] = USUAL, *, dated: bool = False
) -> list[Entry]:
    """What each line or area of the basemap is, named in these languages, with its dates; an area and its line are one.

    What is over says until when, unless all are to be `dated` in full, as where the window moves.
    """
    found: dict[tuple[Any, ...], Entry] = {}
    for feature, standing in sorted(shown, key=lambda one: one[0]["geometry"]["type"].endswith("Polygon")):
        about, look = feature["properties"] or {}, Standing.HOLDS if dated else standing
        words = overlay_words(about, look, languages)
        found.setdefault((about.get("valid"), about.get("note") or words), (partial(_overlay, look), words))
    return list(found.values()) if len(found) <= MAX_NAMED else [(partial(_overlay, Standing.HOLDS), DISPUTED)]


def overlay_words(about: Mapping[str, Any], standing: Standing, languages: Sequence[str] = USUAL) -> str:
    """What a line or an area of the basemap is, and when: by its name in these languages, else by its note.

    >>> overlay_words({"name": "The line", "valid": "2020-11-10/2023-09-20"}, Standing.OVER)
    'The line: until 20 September 2023'
    """
    name, valid = label(names_of(about), languages, about.get("note") or DISPUTED), about.get("valid")
    if not isinstance(valid, str) or not valid:
        return name
    if standing == Standing.OVER:
        return f"{name}: until {until_words(valid)}"
    words = when_words(valid).removesuffix(", still going on")
    return f"{name}: {words}" + (" (possibly)" if standing == Standing.POSSIBLY else "")


def _line(state: Worn, sheet: Sheet, at: tuple[float, float]) -> None:
    draw_strokes(sheet, [[(at[0] - SIGN / 2 + 1, at[1]), (at[0] + SIGN / 2 - 1, at[1])]], state, scale=0.9)


def _dot(state: Worn, sheet: Sheet, at: tuple[float, float]) -> None:
    draw_sign(sheet, at, state, halo=False)


def _overlay(standing: Standing, sheet: Sheet, at: tuple[float, float]) -> None:
    line = [(at[0] - SIGN / 2 + 1, at[1]), (at[0] + SIGN / 2, at[1])]
    width, dash = (1.0, ENDED_DASH) if standing == Standing.OVER else (1.4, DISPUTED_DASH)
    sheet.shape([line], Paint(edge=LIGHT["disputed"], width=width, dash=dash), closed=False)


def all_drawn(states: Mapping[str, Shown]) -> Drawn:
    """States as if all of their sites were seen."""
    there = [one for one in states.values() if one.standing != Standing.OVER]
    over = tuple(one for one in states.values() if one.standing == Standing.OVER)
    possibly = any(one.standing == Standing.POSSIBLY for one in there)
    return Drawn(frozenset(), frozenset(one.state.state for one in there), over, possibly)
