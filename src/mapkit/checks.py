"""What to look at in an atlas that can be read: small rules, each a generator of places and words; none is an error.

The code of a rule is its name; the first line of its docstring is its documentation, and stands in docs/checks.md.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from mapkit.atlas import Atlas
from mapkit.errors import Problem
from mapkit.records import AGAINST, Site
from mapkit.view import View
from mapkit.when import OPEN_END, OPEN_START, day_number, read
from mapkit.where import BBox, distance_m

YEAR = 366  # days
FAR = 2  # diagonals of the home box
SCHEMES = ("http", "https")

Row = Mapping[Hashable, Any]
Found = Iterator[tuple[str, str]]  # place and words


@dataclass(frozen=True)
class Whole:
    """An atlas without a view, its incidents in the order of the file, and the day that counts as today."""

    atlas: Atlas
    incidents: tuple[Row, ...]
    today: date


Rule = Callable[[Whole], Found]


def check(atlas: Atlas, today: date | None = None) -> list[Problem]:
    """Everything that is worth a second look in the whole atlas, whatever its view asks; in the order of CHECKS.

    `today` is the day after which a date lies in the future; by default the reader's own.
    """
    all_of_it = replace(atlas, view=View())
    incidents = all_of_it.rows(status=None).sort_values("row").to_dict("records")
    whole = Whole(all_of_it, tuple(incidents), today or date.today())  # noqa: DTZ011 - the reader's own calendar day
    return [Problem(place, code(rule), text) for rule in CHECKS for place, text in rule(whole)]


def code(rule: Rule) -> str:
    """The code of a rule's problems: its name with hyphens."""
    return rule.__name__.replace("_", "-")


def no_source(whole: Whole) -> Found:
    """No source says anything of an incident."""
    for row in whole.incidents:
        if row["id"] not in whole.atlas.claims_by_incident:
            yield _place(row), "no source says anything of it: add a row to claims.csv"


def only_against(whole: Whole) -> Found:
    """Sources only dispute or deny an incident; none reports or confirms it."""
    for row in whole.incidents:
        claims = whole.atlas.claims_by_incident.get(row["id"], ())
        if claims and all(claim.stance in AGAINST for claim in claims):
            yield _place(row), "all its sources dispute or deny it: add the source that reports it"


def likely_double(whole: Whole) -> Found:
    """Two incidents have the same kind, the same window and the same place."""
    seen: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for row in whole.incidents:
        placed = bool(row["site"]) or not pd.isna(row["lon"])
        if placed and not pd.isna(row["start"]):
            spot = (row["site"], None, None) if pd.isna(row["lon"]) else (row["site"], row["lon"], row["lat"])
            seen[row["kind"], row["start"], row["end"], *spot].append(row["id"])
    for ids in seen.values():
        for again in ids[1:]:
            words = f"kind, window and place are those of {ids[0]!r}: perhaps they are one incident"
            yield f"incidents.csv {again}", words


def window_long(whole: Whole) -> Found:
    """The window of an incident is longer than a year, or has no end or no start."""
    for row in whole.incidents:
        if not pd.isna(row["start"]) and row["end"] - row["start"] > YEAR:
            ends = row["start"] == day_number(OPEN_START) or row["end"] == day_number(OPEN_END)
            why = "is open" if ends else f"has {row['end'] - row['start']:,} days"
            yield _place(row), f"its window {row['when']} {why}: narrow it if a source allows"


def date_future(whole: Whole) -> Found:
    """An incident starts, or a source was published or read, after today."""
    last = day_number(whole.today)
    for row in whole.incidents:
        if not pd.isna(row["start"]) and row["start"] > last:
            yield _place(row), f"its date {row['when']} is after {whole.today}: look at the year"
    for source in whole.atlas.source_list:
        for name in ("published", "accessed"):
            text = getattr(source, name)
            if text and read(text).window.start > whole.today:
                yield f"sources.csv {source.id}", f"{name} {text} is after {whole.today}: look at the year"


def source_early(whole: Whole) -> Found:
    """A source that reports or confirms an incident was published before it started."""
    starts = {row["id"]: row["start"] for row in whole.incidents if not pd.isna(row["start"])}
    for claim in whole.atlas.claim_list:
        published = claim.source.published
        if not published or claim.stance in AGAINST or claim.incident not in starts:
            continue
        if day_number(read(published).window.end) <= starts[claim.incident]:
            words = f"{claim.source.id!r} was published {published}, before it started: look at both dates"
            yield f"incidents.csv {claim.incident}", words


def precision_missing(whole: Whole) -> Found:
    """Coordinates of a point do not say how precise they are."""
    for site in whole.atlas.places.values():
        if site.geometry and site.geometry["type"] == "Point" and site.precision_m is None:
            yield _site(site), "precision_m is missing: write how well the place is known, in metres"
    for row in whole.incidents:
        if _own_point(whole, row) and pd.isna(row["precision_m"]):
            yield _place(row), "precision_m is missing beside lon and lat: write how well the place is known, in metres"


def far_away(whole: Whole) -> Found:
    """A site or an incident lies farther from the home box than twice its diagonal."""
    home = whole.atlas.meta.home
    if home is None:
        return
    for site in whole.atlas.places.values():
        if site.lon is not None and site.lat is not None and _far(home, site.lon, site.lat):
            yield _site(site), f"it lies at {site.lon}, {site.lat}, far from the box home: look at its coordinates"
    for row in whole.incidents:
        if _own_point(whole, row) and _far(home, row["lon"], row["lat"]):
            yield _place(row), f"it lies at {row['lon']}, {row['lat']}, far from the box home: look at its coordinates"


def url_odd(whole: Whole) -> Found:
    """The address of a source starts with neither http nor https, so it is shown but no link."""
    for source in whole.atlas.source_list:
        for name in ("url", "archive_url"):
            text = getattr(source, name)
            if text and not _is_link(text):
                words = f"{name} {text!r} starts with neither http:// nor https://: write the whole address"
                yield f"sources.csv {source.id}", words


def name_missing(whole: Whole) -> Found:
    """A site has no name in any language, so its id labels the map."""
    for site in whole.atlas.places.values():
        if not any(name.strip() for names in site.names.values() for name in names):
            yield _site(site), f'it has no name: write "names": {{"en": ["{site.id}"]}}'


CHECKS: tuple[Rule, ...] = (
    no_source, only_against, likely_double, window_long, date_future, source_early, precision_missing, far_away,
    url_odd, name_missing,
)  # fmt: skip


def _place(row: Row) -> str:
    return f"incidents.csv {row['id']}"


def _site(site: Site) -> str:
    return f"{site.layer}.geojson {site.id}"


def _own_point(whole: Whole, row: Row) -> bool:
    """Whether an incident has coordinates that are not just its site's."""
    site = whole.atlas.places.get(row["site"])
    return not pd.isna(row["lon"]) and (site is None or (site.lon, site.lat) != (row["lon"], row["lat"]))


def _far(home: BBox, lon: float, lat: float) -> bool:
    """Whether a point (degrees) is farther from the box than FAR of its diagonals."""
    nearest = min((home.west, home.east), key=lambda edge: abs((edge - lon + 180) % 360 - 180))
    inside = BBox(home.west, -90, home.east, 90).contains(lon, 0)
    away = distance_m(lon, lat, lon if inside else nearest, min(max(lat, home.south), home.north))
    return bool(away > FAR * distance_m(home.west, home.south, home.east, home.north))


def _is_link(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in SCHEMES and bool(parts.netloc)
