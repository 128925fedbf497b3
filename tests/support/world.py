"""A world of made incidents with every odd case in it, and the oracle: a plain loop that answers a view over them.

The oracle works on what was written (dates, names, claims), not on the table the store answers from.
"""

import math
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from mapkit.edtf import When, read
from mapkit.mercator import grid
from mapkit.names import fold
from mapkit.number_range import ANY, Range
from mapkit.records import AGAINST, BOUNDS, STANCES, TOLLS, Claim, Site, Source
from mapkit.view import View
from mapkit.when import Window
from mapkit.where import GRID_ZOOM, BBox

LONS = (-180.0, -179.5, -10.0, 0.0, 46.75, 46.9, 179.5, 180.0)
LATS = (-90.0, -45.0, 0.0, 39.5, 39.76, 90.0)
DATES = (
    "",
    "2020-12-08",
    "2020-12",
    "2020",
    "2021-01~",
    "2020-12-31",
    "2021-01-01",
    "2020-12-31/2021-01-01",
    "[2020-12-31..2021-01-01]",
    "2020-12/2021-01-05",
    "2020-12-20~/2021-02-10?",
    "2021-01-02/",
    "[2020-12-15..]",
    "[..2021-01]",
    "2020-06/..",
    "../2021-03",
    "../..",
    "2019-12-30/2020-01-05",
    "2020-02-29",
    "20XX",
    "2021-05-03/2021-05-09",
    "0001-01-01",
    "9999",
)
AS_OF = date(2020, 8, 15)
WORDS = ("shots", "Şuşa", "corridor", "ЛАЧИН", "convoy", "%", "_", "'")
KINDS = ("attack", "meeting", "' OR 1=1 --")
STATED = (
    (None, None, None),
    (0, 0, 0),
    (None, 3, None),
    (2, None, None),
    (None, None, 4),
    (2, None, 6),
    (1, 3, 7),
    (5, None, 5),
    (None, None, 0),
)
OWN = {"side_a": ("Government of X", "", "a,b:c&d", "%"), 'side "b"; --': ("Government of X", "' OR 1=1 --", "a+b")}
OWN_VALUES = tuple((column, value) for column, values in OWN.items() for value in (*values, "nobody"))

SITES = {
    site.id: site
    for site in (
        Site("town", "towns", {"en": ("Shusha",), "ru": ("Шуша",)}, "", 600.0, lon=46.75, lat=39.76, part_of="pocket"),
        Site("dale", "towns", {"en": ("Dale",)}, lon=46.9, lat=39.5, part_of="pocket"),
        Site("edge", "roads", lon=180.0, lat=0.0, part_of="town"),
        Site("lost", "roads", {"en": ("Lost",)}),
        Site("a,b'", "roads", lon=-180.0, lat=-90.0),
    )
}
SOURCES = tuple(Source(f"s{number}", "T", party=party) for number, party in enumerate(("", "north", "south", "north")))
IDS = {
    "kind": (*KINDS, "none of them"),
    "site": (*SITES, "pocket", "nowhere"),
    "source": ("s0", "s1", "s2", "s3", "s9"),
    "party": ("north", "south", "west"),
    "layer": ("towns", "roads", "sky"),
}


@dataclass(frozen=True)
class World:
    """Records as they are read from a file, and the claims on them."""

    records: tuple[Mapping[str, Any], ...]
    claims: tuple[Claim, ...]

    def claims_on(self, id: str) -> list[Claim]:  # noqa: A002 - the field's own word
        """The claims on one incident."""
        return self._by_incident.get(id, [])

    @cached_property
    def _by_incident(self) -> dict[str, list[Claim]]:
        grouped: dict[str, list[Claim]] = {}
        for claim in self.claims:
            grouped.setdefault(claim.incident, []).append(claim)
        return grouped


def make_world(count: int, seed: int = 1) -> World:
    """So many incidents, drawn from the odd cases above; the same for the same seed."""
    draw, more = random.Random(seed), random.Random(seed + 10_000)  # noqa: S311 - test data
    records = tuple(_record(draw, number) | _more(more) for number in range(count))
    claims = [
        Claim(record["id"], source, draw.choice(STANCES))
        for record in records
        for source in draw.sample(SOURCES, draw.randrange(3))
    ]
    return World(records, tuple(claims))


def _record(draw: random.Random, number: int) -> dict[str, Any]:
    when, exact = draw.choice(DATES), draw.random() < 0.3
    record: dict[str, Any] = {"lon": draw.choice(LONS) if exact else None, "lat": draw.choice(LATS) if exact else None}
    record |= {"id": f"i{number}", "when": read(when) if when else None, "when_basis": "stated"}
    record |= {
        "site": draw.choice(("", *SITES)),
        "precision_m": draw.choice((None, 0.0, 50.0)),
        "kind": draw.choice(KINDS),
    }
    return record | {
        "title": " ".join(draw.sample(WORDS, 2)),
        "text": draw.choice(WORDS),
        "quote": draw.choice(("", "Convoy!")),
    }


def _more(draw: random.Random) -> dict[str, Any]:
    """Tolls, and values in the user's own columns."""
    tolls = {toll: draw.choice(STATED) for toll in TOLLS}
    stated = {f"{toll}_{bound}": tolls[toll][place] for toll in TOLLS for place, bound in enumerate(BOUNDS)}
    return {**stated, **{column: draw.choice(values) for column, values in OWN.items()}}


@dataclass(frozen=True)
class Answer:
    """What the oracle says of one record under one view."""

    row: int
    record: Mapping[str, Any]
    window: Window | None
    lon: float | None
    lat: float | None
    status: str
    possible: bool
    certain: bool


def answers(world: World, view: View) -> list[Answer]:
    """The oracle: one look at every record, in the order of the file."""
    return [_answer(world, view, row, record) for row, record in enumerate(world.records)]


def _answer(world: World, view: View, row: int, record: Mapping[str, Any]) -> Answer:
    site = SITES.get(record["site"])
    lon, lat = (
        (record["lon"], record["lat"]) if record["lon"] is not None else (site.lon, site.lat) if site else (None, None)
    )
    when = record["when"]
    window = when.window if when else None
    certain = when is not None and _for_certain(when, view.when)
    asked = _asked(view, record, site, world.claims_on(record["id"]))
    overlaps = window is not None and window.overlaps(view.when)
    boxed = lon is not None and lat is not None and all(_in_box(box, lon, lat) for box in view.where)
    timed = certain if view.certain else overlaps
    if not asked or (window is not None and not timed):
        status = "outside"
    elif window is None:
        status = "undated"
    elif lon is None:
        status = "unplaced"
    else:
        status = "shown" if boxed else "outside"
    return Answer(row, record, window, lon, lat, status, asked and overlaps and boxed, certain)


def _for_certain(when: When, window: Window) -> bool:
    """Whether the first day at its latest and the last at its earliest leave no doubt, for whatever is in between.

    One day of several is certain where the window holds all of them.
    """
    if not when.lasting:
        return when.window.inside(window)
    goes_on = max(AS_OF, when.earliest_end) if when.goes_on else when.earliest_end
    return when.latest_start < window.end and goes_on >= window.start and not window.empty


def _asked(view: View, record: Mapping[str, Any], site: Site | None, claims: list[Claim]) -> bool:
    held: dict[str, set[str]] = {
        "kind": {record["kind"]},
        "site": {record["site"], site.part_of if site else ""},
        "layer": {site.layer if site else ""},
        "source": {claim.source.id for claim in claims},
        "party": {claim.source.party for claim in claims},
    }
    names = [name for language in site.names.values() for name in language] if site else []
    said = (record["title"], record["text"], record["quote"], record["id"], *names)
    numbers = {"precision": _precision(record, site), **{toll: _stated(record, toll) for toll in TOLLS}}
    return (
        all(ids & held[name] for name in held for ids in getattr(view, name))
        and all(any(_stands(claim, *pair) for claim in claims for pair in pairs) for pairs in view.stance)
        and (not view.disputed or any(claim.stance in AGAINST for claim in claims))
        and all(any(record[column] == value for column, value in pairs) for pairs in view.own)
        and all(_meets(getattr(view, name), span) for name, span in numbers.items())
        and all(any(word in fold(text) for text in said) for word in view.text)
    )


def _stands(claim: Claim, stance: str, party: str) -> bool:
    return claim.stance == stance and party in ("", claim.source.party)


def _precision(record: Mapping[str, Any], site: Site | None) -> tuple[float, float] | None:
    known = record["precision_m"]
    if known is None and record["lon"] is None and site is not None:
        known = site.precision_m
    return None if known is None else (known, known)


def _stated(record: Mapping[str, Any], toll: str) -> tuple[float, float] | None:
    low, best, high = (record[f"{toll}_{bound}"] for bound in BOUNDS)
    if best is not None:
        return best, best
    if low is None and high is None:
        return None
    return 0 if low is None else low, math.inf if high is None else high


def _meets(asked: Range, span: tuple[float, float] | None) -> bool:
    return asked == ANY or (span is not None and span[0] <= asked.high and asked.low <= span[1])


def _in_box(box: BBox, lon: float, lat: float) -> bool:
    if not box.south <= lat <= box.north:
        return False
    return box.west <= lon <= box.east if box.west <= box.east else lon >= box.west or lon <= box.east


def spot(answer: Answer) -> str:
    """The site whose point an answer stands on; "" for one with coordinates of its own, or without any."""
    placed_by_site = answer.lon is not None and answer.record["lon"] is None
    return str(answer.record["site"]) if placed_by_site else ""


def cell(answer: Answer, zoom: int = GRID_ZOOM) -> tuple[int, int]:
    """The cell of an answer's point, by the grid that test_where holds to its definition."""
    (column,), (row,) = grid([answer.lon], [answer.lat])
    return int(column) >> (GRID_ZOOM - zoom), int(row) >> (GRID_ZOOM - zoom)


def counted(shown: Iterable[Answer], key: Callable[[Answer], Any]) -> dict[Any, int]:
    """How many shown answers have each key."""
    counts: dict[Any, int] = {}
    for answer in shown:
        if answer.status == "shown":
            counts[key(answer)] = counts.get(key(answer), 0) + 1
    return counts


def unit_of(window: Window, unit: str) -> str | None:
    """The day, month or year that holds the whole window, or None for a wider one."""
    width = {"day": 10, "month": 7, "year": 4}[unit]
    first, last = window.start.isoformat(), (window.end - timedelta(days=1)).isoformat()
    return first[:width] if first[:width] == last[:width] else None


def disputed(world: World, record: Mapping[str, Any]) -> bool:
    """Whether some source disputes or denies it."""
    return any(claim.stance in AGAINST for claim in world.claims_on(record["id"]))
