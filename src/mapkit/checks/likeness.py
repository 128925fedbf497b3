"""Rules about two things that are, or look, the same."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from unicodedata import normalize

import pandas as pd

from mapkit.checks.whole import Findings, Whole, incident_place, site_place


def likely_double(whole: Whole) -> Findings:
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


def claim_double(whole: Whole) -> Findings:
    """A claim stands twice, word for word."""
    seen = set()
    for claim in whole.atlas.claim_list:
        key = (claim.incident, claim.source.id, claim.stance, claim.says, claim.locator)
        if key in seen:
            yield f"claims.csv {claim.incident} {claim.source.id}", "this claim stands twice: take one out"
        seen.add(key)


def id_alike(whole: Whole) -> Findings:
    """Two ids of incidents, of sites or of sources differ only in capitals, blanks or the form of their characters."""
    yield from _alike((row["id"], incident_place(row)) for row in whole.incidents)
    yield from _alike((site.id, site_place(site)) for site in whole.atlas.places.values())
    yield from _alike((source.id, f"sources.csv {source.id}") for source in whole.atlas.source_list)


def look_alike(whole: Whole) -> Findings:
    """Two kinds, or two states, look the same, or a state has the colour of a kind."""
    meta = whole.atlas.meta
    looks = [("kinds", kind.id, f"{kind.colour.lower()} {kind.shape}") for kind in meta.kinds]
    looks += [("states", state.id, f"{state.colour.lower()} {state.dash}") for state in meta.states]
    first: dict[tuple[str, str], str] = {}
    for table, name, look in looks:
        if (table, look) in first:
            yield f"atlas.toml {table} {name}", f"{look} is how {first[table, look]!r} looks too: change one of them"
        first.setdefault((table, look), name)
    kinds = {kind.colour.lower(): kind.id for kind in reversed(meta.kinds)}
    for state in meta.states:
        if (kind := kinds.get(state.colour.lower())) is not None:
            yield (
                f"atlas.toml states {state.id}",
                f"{state.colour} is the colour of kind {kind!r} too: change one of them",
            )


def _alike(ids: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    first: dict[str, str] = {}
    for name, place in ids:
        key = "".join(normalize("NFKC", name).casefold().split())
        if key in first:
            yield place, f"its id reads like {first[key]!r}: change one of them"
        first.setdefault(key, name)
