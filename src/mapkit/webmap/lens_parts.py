"""What a page needs to show an atlas as a party has it, or as it was known on a day: who said what, and when.

The page makes of it what `store.lens` makes of tables. Claims stand by line, as in the facets, then by source and
stance; a claim is told by its place among them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

import numpy as np

from mapkit.atlas import MAX_WHOLE, Atlas
from mapkit.edtf import Days
from mapkit.names import fold
from mapkit.origins import likely_one, with_origins
from mapkit.records import CLAIM_PLACE, TOLLS, Claim, Source
from mapkit.silence import lanes
from mapkit.store.incident_table import GRID
from mapkit.store.lens import Lenses, Row, grouped, same
from mapkit.verdicts import PARTS, STATED, said_days
from mapkit.view import View
from mapkit.webmap.columns import Column, whole
from mapkit.words import precision_words, toll_words, when_words


def with_lenses(atlas: Atlas) -> Atlas:
    """An atlas that can be seen through lenses: of a large one that is no larger than others they are made here."""
    if atlas.lenses is not None or atlas.counts.all > MAX_WHOLE:
        return atlas
    claims, parties = tuple(atlas.claim_list), [party.id for party in atlas.meta.parties]
    lenses = Lenses(atlas.store, claims, atlas.source_list, atlas.places, parties, atlas.as_of)
    return replace(atlas, claim_list=claims, lenses=lenses)


def lens_parts(atlas: Atlas, rows: Sequence[int], index: Mapping[str, int]) -> dict[str, Any] | None:
    """What is said of the incidents of these rows; None where nobody says anything, or the view lets only some through.

    `index` numbers the sites. `first` is the first day on which a claim may have been made, `days` how many there are,
    0 where nobody knows. `own` tells what a claim says otherwise, `via` what it repeats, `alike` which two may be one
    copied from the other, `voices` of each cited source what joins it with others.
    """
    if atlas.lenses is None or not atlas.claim_list or atlas.view.without("when", "certain") != View():
        return None
    by_incident = grouped(atlas.claim_list)
    table = atlas.lenses.base.passing(View(), ["row", "id"]).to_pydict()
    ids = dict(zip(table["row"], table["id"], strict=True))
    lines = [sorted(by_incident[ids[row]], key=lambda claim: (claim.source.id, claim.stance)) for row in rows]
    claims = [*chain.from_iterable(lines)]
    first, days = _said(claims)
    return {
        "first": first,
        "days": days,
        **_voices(claims, lines, atlas.lenses.sources),
        "own": _own(atlas, atlas.lenses, claims, index),
        "points": _points(atlas.lenses, claims, index),
    }


def speaker_parts(atlas: Atlas, index: Mapping[str, int]) -> list[dict[str, Any]]:
    """Who was watching or spoke when: `id`, `label`, `basis`, and `spans` of [start, end, status, places], half-open.

    A place is the number of a site, or the label of a layer.
    """
    layers = {layer.id: layer.label for layer in atlas.meta.layers}
    return [
        {
            "id": lane["id"],
            "label": lane["label"],
            "basis": lane["basis"],
            "spans": [
                [one["start"], one["end"], one["status"], [index.get(id_, layers.get(id_)) for id_ in one["places"]]]
                for one in lane["spans"]
            ],
        }
        for lane in lanes(atlas.through(View()))
    ]


def _said(claims: Iterable[Claim]) -> tuple[Column, Column]:
    found = [said_days(claim.day) for claim in claims]
    known = [said.first for said in found if said]
    least = min(known, default=0)
    first = np.array([said.first if said else least for said in found], np.int64)
    return whole(first), whole(np.array([said.last - said.first + 1 if said else 0 for said in found], np.int64))


def _voices(claims: Sequence[Claim], lines: Iterable[Sequence[Claim]], sources: Mapping[str, Source]) -> dict[str, Any]:
    """What joins sources to one voice, as numbers that those share who are joined by it (`mapkit.origins`)."""
    cited = {claim.source.id for claim in claims}
    joints = {id_: _joints(id_, sources) for id_ in [*cited, *(claim.via for claim in claims if claim.via)]}
    held = Counter(chain.from_iterable(joints.values()))
    shared = {one: place for place, one in enumerate(sorted(one for one, count in held.items() if count > 1))}
    numbers = {id_: [shared[one] for one in joint if one in shared] for id_, joint in joints.items()}
    alike: list[list[int]] = []
    before = 0
    for line in lines:
        place = {claim.source.id: before + at for at, claim in enumerate(line)}
        alike += [[place[one], place[other]] for one, other in likely_one(line)]
        before += len(line)
    return {
        "voices": [numbers[source.id] for source in sources.values() if source.id in cited],
        "via": {str(k): numbers[claim.via] for k, claim in enumerate(claims) if claim.via},
        "alike": alike,
    }


def _joints(id_: str, sources: Mapping[str, Source]) -> list[tuple[str, str]]:
    """What a source shares with those that are one voice with it: what it repeats, publishers and parties of these."""
    found = [sources[one] for one in sorted(with_origins(sources, {id_}))]
    return [
        *(("source", source.id) for source in found),
        *(("publisher", name) for source in found if (name := fold(source.publisher))),
        *(("party", source.party) for source in found if source.party),
    ]


def _own(atlas: Atlas, lenses: Lenses, claims: Sequence[Claim], index: Mapping[str, int]) -> dict[str, Any]:
    """By the place of a claim what it says otherwise than its incident, as the page has it."""
    saying = {
        k: claim
        for k, claim in enumerate(claims)
        if claim.stance in STATED and any(getattr(claim, name) for part in PARTS for name in part)
    }
    if not saying:
        return {}
    order = {id(claim): place for place, claim in enumerate(lenses.claims)}
    kinds = {kind.id: place for place, kind in enumerate(atlas.meta.kinds)}
    rows = {row["id"]: row for row in lenses.rows()}
    found = {}
    for k, claim in saying.items():
        told: dict[str, Any] = {"place": order[id(claim)]}
        row = rows[claim.incident]
        for part in PARTS:
            if any(getattr(claim, name) for name in part):
                states = lenses.states(claim, part)
                told[_part(part)] = {**_told(states, part, index, kinds), "same": same(states, row)}
        found[str(k)] = told
    return found


def _part(part: Sequence[str]) -> str:
    """The name of a part in the page: "when", "where", "kind", "killed"."""
    if part == CLAIM_PLACE:
        return "where"
    return next((toll for toll in TOLLS if part[0].startswith(toll)), part[0])


def _told(states: Row, part: Sequence[str], index: Mapping[str, int], kinds: Mapping[str, int]) -> dict[str, Any]:
    if part == ("when",):
        days = [states[day] for day in Days._fields]
        return {"days": days, "text": {"when": states["when"], "when_words": when_words(states["when"])}}
    if part == ("kind",):
        return {"kind": kinds[states["kind"]]}
    if part == CLAIM_PLACE:
        return _where(states, index)
    toll = _part(part)
    return {"toll": list(states.values()), "words": toll_words(states, toll)}


def _where(states: Row, index: Mapping[str, int]) -> dict[str, Any]:
    metres = states["precision_m"]
    known = {"precision_m": metres, "precision_words": precision_words(metres)}
    if "lon" not in states:
        return known
    return {**known, "site": index.get(states["site"], -1), "point": _point(states, index)}


def _point(row: Row, index: Mapping[str, int]) -> list[int] | None:
    """Cell and site of a mark; None for what is unplaced."""
    return None if row["lon"] is None else [row[axis] for axis in GRID] + [index.get(row["spot"], -1)]


def _points(lenses: Lenses, claims: Iterable[Claim], index: Mapping[str, int]) -> dict[str, Any]:
    """By its row the point of an incident without a date, which stands on no mark unless somebody dates it."""
    dated = {claim.incident for claim in claims if claim.when}
    rows = (row for row in lenses.rows() if row["id"] in dated and row["start"] is None) if dated else ()
    return {str(row["row"]): _point(row, index) for row in rows}
