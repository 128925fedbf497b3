"""What every rule is given, and how a rule names a place."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from mapkit.atlas import Atlas
from mapkit.records import Claim, Site, State

Row = Mapping[Hashable, Any]
Findings = Iterator[tuple[str, str]]  # place and words


@dataclass(frozen=True)
class Whole:
    """An atlas without a view, its incidents in the order of the file, and the day that counts as today."""

    atlas: Atlas
    incidents: tuple[Row, ...]
    today: date


Rule = Callable[[Whole], Findings]


def incident_place(row: Row) -> str:
    """Where an incident stands: "incidents.csv a"."""
    return f"incidents.csv {row['id']}"


def site_place(site: Site) -> str:
    """Where a site stands: "towns.geojson hilltown"."""
    return f"{site.layer}.geojson {site.id}"


def claim_place(claim: Claim) -> str:
    """Where a claim stands, by its incident and its source: "claims.csv a herald"."""
    return f"claims.csv {claim.incident} {claim.source.id}"


def state_place(state: State) -> str:
    """Where a state stands, by its site and its window: "states.csv road 2020-11-10/2022-08-30"."""
    return f"states.csv {state.site} {state.when.text}"


def has_own_point(whole: Whole, row: Row) -> bool:
    """Whether an incident has coordinates that are not just its site's."""
    site = whole.atlas.places.get(row["site"])
    return not pd.isna(row["lon"]) and (site is None or (site.lon, site.lat) != (row["lon"], row["lat"]))
