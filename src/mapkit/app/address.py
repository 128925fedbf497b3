"""The page's state and the URL: what a link holds, and nothing else, decides what the page opens with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

from mapkit.errors import ParseError
from mapkit.number_range import NOTHING
from mapkit.records import TOLLS
from mapkit.view import IDS, PARTS, View
from mapkit.when import ALWAYS, Window, day_number, day_of
from mapkit.where import number

CENTRE = 3


@dataclass(frozen=True)
class Address:
    """What a URL holds: the view, where the map stands (zoom, lat, lon), the open site, the label languages."""

    view: View = field(default_factory=View)
    place: tuple[float, float, float] | None = None
    site: str = ""
    labels: tuple[str, ...] | None = None


def read_address(query: Mapping[str, Sequence[str]]) -> Address:
    """Read the query of a URL: a list of values for each key. Raises ParseError that names the part."""
    parts = [f"{name}={value}" for name in PARTS for value in query.get(name, ())]
    if odd := [value for values in query.values() for value in values if "&" in value]:
        raise ParseError("view-unreadable", f"{odd[0]!r} holds an &: write %26")
    labels = query.get("labels")
    return Address(
        View.parse("&".join(parts)),
        _place(query["map"][0]) if query.get("map") else None,
        next(iter(query.get("open", ())), ""),
        tuple(one for one in labels[0].split(",") if one) if labels else None,
    )


def _place(text: str) -> tuple[float, float, float]:
    values = text.split("/")
    if len(values) != CENTRE:
        raise ParseError("map-unreadable", f"map={text!r}: write zoom/latitude/longitude, such as 9/39.8/46.7")
    zoom, lat, lon = (number(value) for value in values)
    if abs(lat) > 90 or abs(lon) > 180 or not 0 <= zoom <= 24:  # noqa: PLR2004 - degrees and zooms
        raise ParseError("map-range", f"map={text!r} is not on earth: write zoom/latitude/longitude")
    return zoom, lat, lon


def write_address(address: Address) -> dict[str, list[str]]:
    """The query of an address, as read_address reads it."""
    query: dict[str, list[str]] = {}
    for part in filter(None, str(address.view).split("&")):
        name, _, value = part.partition("=")
        query.setdefault(name, []).append(value)
    if address.place:
        zoom, lat, lon = address.place
        query["map"] = [f"{round(zoom, 2):g}/{round(lat, 4):g}/{round(lon, 4):g}"]
    if address.site:
        query["open"] = [address.site]
    if address.labels is not None:
        query["labels"] = [",".join(address.labels)]
    return query


def told(address: Address, state: Mapping[str, Any] | None) -> Address:
    """The address after what the map told last; the map owns window, position, open site and labels."""
    if not state:
        return address
    view = address.view.without("when") & View(when=Window(*map(day_of, state["window"])))
    lat, lon = state["center"]
    labels = tuple(state["labels"]) if state.get("labels") is not None else address.labels
    return Address(view, (state["zoom"], lat, lon), state.get("site") or "", labels)


def opening(address: Address) -> dict[str, Any]:
    """Where the map opens, as its script takes it."""
    window = address.view.when
    days = [day_number(window.start), day_number(window.end)]
    found: dict[str, Any] = {} if window == ALWAYS or window.empty else {"window": days}
    if address.place:
        found |= {"zoom": address.place[0], "center": list(address.place[1:])}
    if address.site:
        found["site"] = address.site
    if address.labels is not None:
        found["labels"] = list(address.labels)
    return found


def picked(view: View, name: str) -> list[Any]:
    """The ids, or pairs of column and value, that a filter of the page shows: those of the part's only set."""
    sets = getattr(view, name)
    return sorted(next(iter(sets))) if len(sets) == 1 else []


def beyond(view: View) -> View:
    """What a view asks that the page has no filter for: places, boxes, and more than one set of alternatives.

    Neither has it one for values in several columns, for a least precision, for one that is no whole number, and for
    a range of nothing.
    """
    plain = [name for name in IDS if name != "site" and len(getattr(view, name)) <= 1]
    plain += [toll for toll in TOLLS if getattr(view, toll) != NOTHING]
    if view.precision.low == -inf and float(view.precision.high).is_integer():
        plain.append("precision")
    if len(view.stance) == 1 and picked(view, "stance"):
        plain.append("stance")
    if len({column for column, _ in picked(view, "own")}) == 1:
        plain.append("own")
    return view.without("when", "text", "disputed", "certain", *plain)
