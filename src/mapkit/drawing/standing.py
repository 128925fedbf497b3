"""What of the things that last is shown for a view's window: states of sites, sites, parts of the basemap.

What holds on the window's last day is shown as there. What ended inside the window is told as over; what ended before
it, or begins later, is not shown. The page does the same (`scrub/data/standing.js`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from mapkit.atlas import Atlas
from mapkit.edtf import Days, read_span
from mapkit.lasting import ALWAYS, Standing, chosen, standing
from mapkit.records import Site, State
from mapkit.when import day_of

Feature = Mapping[str, Any]
KNOWN = 4096  # dates that are kept as days: a film asks for the same ones again in every frame


@dataclass(frozen=True)
class Shown:
    """A state that is shown, and whether it holds, possibly holds, or is over."""

    state: State
    standing: Standing


def states_shown(atlas: Atlas) -> dict[str, Shown]:
    """The state of each site that has one to show, by the site's id: of several at once the one that began last."""
    by_site: dict[str, list[State]] = {}
    for state in atlas.state_list:
        by_site.setdefault(state.site, []).append(state)
    found = {site: _shown(states, atlas) for site, states in by_site.items()}
    return {site: one for site, one in found.items() if one}


def _shown(states: Sequence[State], atlas: Atlas) -> Shown | None:
    best = chosen([lasting(state.when.text, atlas.last_day) for state in states], *atlas.shown_days)
    return Shown(states[best[0]], best[1]) if best else None


def sites_shown(atlas: Atlas) -> list[tuple[Site, Standing]]:
    """The sites that are there on the window's last day, or were in it; those without validity always are."""
    days, last_day = atlas.shown_days, atlas.last_day
    every = ((site, lasting(site.valid.text if site.valid else "", last_day)) for site in atlas.places.values())
    found = ((site, standing(one, *days)) for site, one in every)
    return [(site, is_now) for site, is_now in found if is_now]


def features_shown(atlas: Atlas, name: str) -> list[tuple[Feature, Standing]]:
    """The same for the features of one part of the basemap, in its order."""
    days, last_day = atlas.shown_days, atlas.last_day
    features = atlas.context.get(name, {}).get("features", ())
    every = ((one, lasting((one["properties"] or {}).get("valid") or "", last_day)) for one in features)
    found = ((one, standing(its_days, *days)) for one, its_days in every)
    return [(feature, is_now) for feature, is_now in found if is_now]


@lru_cache(KNOWN)
def lasting(text: str, last_day: int) -> Days:
    """The days of a validity or a state as written; "" is always."""
    return read_span(text).days(day_of(last_day)) if text else ALWAYS
