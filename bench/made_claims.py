"""Claims on made incidents (bench/make_incidents.py), put into an island by columns as `webmap.lens_parts` lays them.

Three claims or so an incident as records would take gigabytes; what a page needs of them is made here at once.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from make_incidents import Incidents
from numpy.typing import NDArray

from mapkit.mercator import grid
from mapkit.records import STANCES
from mapkit.webmap.columns import whole

PARTIES, SOURCES = 6, 200
OF_NO_PARTY = 20  # sources, the last ones
SHARES_OF_STANCES = {"reports": 0.8, "confirms": 0.1, "disputes": 0.05, "denies": 0.04, "withdraws": 0.01}
LATER_DAYS = 30  # after which an incident is told of, on average
SHARES_OF_DAYS = {1: 0.9, 31: 0.05, 0: 0.05}  # days on which it may have been said; none where nobody knows
OTHERWISE = 0.01  # of claims that name a day of their own, and as many a place, and as many a toll
REPEATING, ALIKE = 0.05, 0.005  # of claims that repeat a source, and that are like the one before


def with_claims(island: Mapping[str, Any], incidents: Incidents, each: int, seed: int = 1) -> dict[str, Any]:
    """The island of made incidents with so many claims on each; its lines are the incidents in their order."""
    lot, count = np.random.default_rng(seed), len(incidents)
    source = np.sort(lot.integers(0, SOURCES, (count, each)), axis=1).ravel()
    stance = lot.choice(len(STANCES), count * each, p=[SHARES_OF_STANCES[one] for one in STANCES])
    said = {"count": count * each, "source": whole(source), "stance": whole(stance)}
    claims = {"sources": [_source(one) for one in range(SOURCES)], "claims": whole(np.full(count, each)), "said": said}
    return {
        **island,
        "parties": [{"id": f"party-{one}", "label": f"Party {one}"} for one in range(PARTIES)],
        "facets": {**island["facets"], **claims},
        "lens": _lens(lot, incidents, source, stance, each),
    }


def _party(source: int) -> int | None:
    return source % PARTIES if source < SOURCES - OF_NO_PARTY else None


def _source(one: int) -> dict[str, str]:
    party = _party(one)
    about = {"id": f"source-{one}", "title": f"Source {one}", "publisher": f"Publisher {one}"}
    return {**about, "party": "" if party is None else f"party-{party}"}


def _lens(
    lot: np.random.Generator, incidents: Incidents, source: NDArray[Any], stance: NDArray[Any], each: int
) -> dict[str, Any]:
    count = len(source)
    days = lot.choice([*SHARES_OF_DAYS], count, p=[*SHARES_OF_DAYS.values()])
    said = np.repeat(incidents.start, each) + lot.exponential(LATER_DAYS, count).astype(int)
    repeating, alike = (np.flatnonzero(lot.random(count) < share) for share in (REPEATING, ALIKE))
    within = alike[alike % each > 0]
    parties = [_party(one) for one in range(SOURCES)]
    return {
        "first": whole(np.where(days > 0, said, said.min())),
        "days": whole(days),
        "own": _own(lot, incidents, stance, each),
        "points": {},
        "voices": [[] if party is None else [party] for party in parties],
        "via": {str(k): [int(lot.integers(0, PARTIES))] for k in repeating},
        "alike": [[int(k) - 1, int(k)] for k in within if source[k] != source[k - 1]],
    }


def _own(lot: np.random.Generator, incidents: Incidents, stance: NDArray[Any], each: int) -> dict[str, Any]:
    """What some claims say otherwise, of those that state something: another day, another place, a toll."""
    across, down = grid(incidents.lon, incidents.lat)
    states = np.isin(stance, [STANCES.index(one) for one in ("reports", "confirms", "disputes")])
    found: dict[int, dict[str, Any]] = {}
    for part in ("when", "where", "killed"):
        for k in np.flatnonzero(states & (lot.random(len(stance)) < OTHERWISE)).tolist():
            line, other = k // each, int(lot.integers(0, len(incidents)))
            told = {
                "when": lambda day=int(incidents.start[line]) + 3: {
                    "days": [day, day, day + 1, day + 1],
                    "text": {"when": "made", "when_words": "made"},
                },
                "where": lambda at=other: {
                    "site": -1,
                    "point": [int(across[at]), int(down[at]), -1],
                    "precision_m": 500.0,
                    "precision_words": "known to 500 m",
                },
                "killed": lambda: {"toll": [None, int(lot.integers(0, 99)), None], "words": "some killed"},
            }[part]()
            found.setdefault(k, {"place": k})[part] = {**told, "same": False}
    return {str(k): found[k] for k in sorted(found)}
