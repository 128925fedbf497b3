"""The times of a film: the window that each frame shows."""

from typing import Literal

import numpy as np

from mapkit.atlas import Atlas
from mapkit.drawing.looks import FilmLook
from mapkit.drawing.marks import day_counts
from mapkit.errors import ExportError
from mapkit.timespan import Days, span_of
from mapkit.when import Window, day_number, day_of

MAX_FRAMES = 3000
STEP_DAYS = {"day": 1.0, "week": 7.0, "month": 30.4, "year": 365.25}
PARTS = 2  # of the time, a frame, in which begins are counted
EVENLY = 0.2  # the share of an event-paced film that is spent evenly, so that it never stands still


def span(atlas: Atlas) -> Window:
    """The time a film runs over: the view's window, within what is dated and placed and the atlas's own window.

    Raises ExportError where nothing is dated.
    """
    (start, _), (end, _) = _days(atlas, "start"), _days(atlas, "end")
    whole = span_of(start, end, atlas.meta.window) if len(start) else None
    if whole is None:
        raise ExportError("a film needs incidents with dates, and the view shows none: widen the view")
    found = atlas.view.when & whole
    if found.empty:
        raise ExportError(f"no incident is dated to {atlas.view.when}: widen the view")
    return found


def _days(atlas: Atlas, edge: Literal["start", "end"]) -> tuple[Days, Days]:
    """First days, or the days after the last, of what is dated, placed and passes the filters at any time; how many."""
    counted = day_counts(atlas.through(atlas.view.without("when", "certain")), edge, 0)
    return counted["day"].to_numpy("int64"), counted["count"].to_numpy("int64")


def windows(atlas: Atlas, look: FilmLook) -> list[Window]:
    """The window of each frame, in order. Raises ExportError for more frames than MAX_FRAMES."""
    whole = span(atlas)
    if whole.days / STEP_DAYS[look.step] > MAX_FRAMES:
        number = round(whole.days / STEP_DAYS[look.step])
        raise ExportError(
            f"steps of a {look.step} over {whole} make {number:,} frames: take longer steps, or narrow the time"
        )
    steps = [whole.start, *(step.end for step in whole.steps(look.step))]
    if look.pace == "events":
        return _paced(atlas, look, whole, len(steps) - 1)
    wide = look.width if look.mode == "window" else 1
    firsts = [whole.start if look.mode == "start" else steps[max(0, place - wide)] for place in range(1, len(steps))]
    return [Window(first, last) for first, last in zip(firsts, steps[1:], strict=True)]


def _paced(atlas: Atlas, look: FilmLook, whole: Window, frames: int) -> list[Window]:
    """As many frames, or a few less, whose ends stand close where many incidents begin, by the root of how many."""
    first, last = day_number(whole.start), day_number(whole.end)
    edges = np.linspace(first, last, min(PARTS * frames, last - first) + 1)
    days, numbers = _days(atlas, "start")
    counts, _ = np.histogram(days, edges, weights=numbers)
    weights = np.sqrt(counts)
    even = np.full(len(counts), 1 / len(counts))
    pace = EVENLY * even + (1 - EVENLY) * (weights / weights.sum() if weights.any() else even)
    ends = np.interp(np.arange(1, frames + 1) / frames, [0.0, *np.cumsum(pace)], edges)
    days = np.unique(np.clip(np.ceil(ends - 1e-9).astype(np.int64), first + 1, last)).tolist()
    wide = max(1, round(STEP_DAYS[look.step] * (look.width if look.mode == "window" else 1)))
    starts = [first if look.mode == "start" else max(first, day - wide) for day in days]
    return [Window(day_of(start), day_of(day)) for start, day in zip(starts, days, strict=True)]
