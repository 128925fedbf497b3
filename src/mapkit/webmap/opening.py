"""Where a map opens, as its script takes it."""

from typing import Any

from mapkit.link import Link
from mapkit.view import View
from mapkit.when import ALWAYS, Window, day_number

WHOLE = Link()


def opening(link: Link) -> dict[str, Any]:
    """What a link says, all but the boxes that it narrows to; `assets/scrub/link.js` reads the same from its text.

    `asked` is what it asks beside the window, as the text of a view, `certain` whether only what is certain. Days are
    numbers since 1970-01-01, half-open; what the link leaves to the map is left out.
    """
    window, asked = link.view.when, link.view.without("when", "where", "certain")
    found: dict[str, Any] = {"mode": link.mode, "step": link.step, "speed": link.speed, "over": link.over}
    if window != ALWAYS and not window.empty:
        found["window"] = window_days(window)
    if link.place:
        found |= {"zoom": link.place[0], "center": list(link.place[1:])}
    if link.labels is not None:
        found["labels"] = list(link.labels)
    if link.track is not None and not link.track.empty:
        found["track"] = window_days(link.track)
    if asked != View():
        found["asked"] = str(asked)
    if link.beside is not None:
        found["beside"] = str(link.beside)
    if link.view.certain:
        found["certain"] = True
    return found | {name: getattr(link, name) for name in ("site", "incident") if getattr(link, name)}


def window_days(window: Window) -> list[int]:
    """The first day of a window and the one after its last, as numbers."""
    return [day_number(window.start), day_number(window.end)]
