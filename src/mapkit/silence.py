"""Who was watching when, as lanes of time; and what an empty window says, so that silence is not taken for peace.

`reporting.csv` says when a source was watching, only in part, absent or barred. Of whom it says nothing, the days on
which they said something of what the view asks stand in its place, and are labelled so: who spoke was there to speak,
and of the days between nobody knows.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Literal

from mapkit.atlas import Atlas
from mapkit.errors import ParseError
from mapkit.names import fold
from mapkit.naming import name_of
from mapkit.records import WATCHING, Reporting, Source
from mapkit.store.stored_claims import StoredClaims
from mapkit.verdicts import said_days
from mapkit.view import View
from mapkit.view_parts import UNDENIED, least_origins
from mapkit.when import day_number

By = Literal["party", "source"]
WAYS: tuple[By, ...] = ("party", "source")
REPORTED, SPOKE = "reporting", "spoke"  # what a lane is made of
STRONGEST = ("watching", "partial", "barred", "absent")  # of several sources of one party: who saw most
assert {*STRONGEST} == {*WATCHING}  # noqa: S101 - each status has its place, checked on import
# What a view may ask beside a filter by which nothing is silence: when, where, whom, and through whom.
_NO_FILTERS = ("when", "where", "site", "layer", "party", "source", "according", "known", "certain")
Span = tuple[int, int]  # the first day, and the day after the last
Lane = dict[str, Any]


def lanes(atlas: Atlas, by: By = "party") -> list[Lane]:
    """When each party, or each source, was watching, as plain values that JSON has; of no party, each publisher.

    A lane has `id`, `label`, `basis` (what it is made of: "reporting", else "spoke") and `spans`: `start` and `end`
    (day numbers, half-open), `status` (watching, partial, barred, absent; of what somebody spoke "spoke") and `places`
    (ids of sites and layers it is about; empty: anywhere). Spans of a lane follow each other and never overlap. It is
    of the view's places and of whom it asks, of all time. Raises ParseError for another `by`.
    """
    if by not in WAYS:
        raise ParseError("lanes-unknown", f"{by!r} is nobody that lanes are of: write {' or '.join(WAYS)}")
    sides: dict[str, list[Source]] = {party.id: [] for party in atlas.meta.parties} if by == "party" else {}
    for source in filter(_asked(atlas.view), atlas.source_list):
        side = source.party or fold(source.publisher) or source.id
        sides.setdefault(side if by == "party" else source.id, []).append(source)
    labels = {party.id: party.label for party in atlas.meta.parties}
    here, spoken = _here(atlas), _spoken(atlas)
    found = []
    for side, sources in sides.items():
        ids = {source.id for source in sources}
        told = [one for one in atlas.reporting_list if one.source.id in ids and _is_about(one, here, atlas)]
        spans = _spans(told) or _merged(span for source in ids for span in spoken.get(source, ()))
        if spans:
            first = sources[0]
            label = labels.get(side) or first.publisher if by == "party" else first.title
            id_ = side if side in labels else first.id
            found.append(
                {"id": id_, "label": label or first.title or id_, "basis": REPORTED if told else SPOKE, "spans": spans}
            )
    return found


def silence_words(atlas: Atlas) -> str:
    """What it means that a window is empty; "" where something may lie in it, or a filter hides what others see.

    For example "no reports; nobody is known to have been watching", "TASS was watching and said nothing".
    """
    if atlas.counts.possible or atlas.view.without(*_NO_FILTERS) != View():
        return ""
    first, last = atlas.shown_days
    inside = [
        one for one in lanes(atlas) if any(span["start"] <= last and span["end"] > first for span in one["spans"])
    ]
    watched = [_in_window(one, first, last + 1, atlas) for one in inside if one["basis"] == REPORTED]
    told = [words for _, words in sorted(watched, key=lambda one: STRONGEST.index(one[0]))]
    spoke = [one["label"] for one in inside if one["basis"] == SPOKE]
    if not any(" watching" in words for words in told):
        nobody = "whose reporting is recorded was" if atlas.reporting_list else "is known to have been"
        told = [f"no reports; nobody {nobody} watching", *told]
    if spoke:
        told.append(f"{_listed(spoke)} said something in these days, of another time")
    return "; ".join(told)


def _in_window(lane: Mapping[str, Any], first: int, end: int, atlas: Atlas) -> tuple[str, str]:
    """The strongest status of a party or a source in a window, and what it did there in words."""
    inside = [span for span in lane["spans"] if span["start"] < end and span["end"] > first]
    status = next(one for one in STRONGEST if any(span["status"] == one for span in inside))
    held = [span for span in inside if span["status"] == status]
    days = sum(min(span["end"], end) - max(span["start"], first) for span in held)
    anywhere = not all(span["places"] for span in held)
    places = {} if anywhere else dict.fromkeys(place for span in held for place in span["places"])
    where = f" at {_listed([_place(atlas, one) for one in places])}" if places else ""
    part = "" if days >= end - first else " for a part of it"
    words = {
        "watching": f"was watching{where}{part} and said nothing",
        "partial": f"was watching only in part{where} and said nothing",
        "barred": f"was barred{where}{part}",
        "absent": f"was absent{where}{part}",
    }
    return status, f"{lane['label']} {words[status]}"


def _place(atlas: Atlas, id_: str) -> str:
    if id_ in atlas.places:
        return name_of(atlas, atlas.places[id_].names, id_)
    return next((layer.label for layer in atlas.meta.layers if layer.id == id_), id_)


def _listed(words: Sequence[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def _asked(view: View) -> Any:
    """Whether a view asks a source: by its party, by itself, or as the party through which all is seen."""
    lens = view.according
    party = "" if lens == UNDENIED or least_origins(lens) is not None else lens

    def is_asked(source: Source) -> bool:
        by_filter = all(source.party in ids for ids in view.party) and all(source.id in ids for ids in view.source)
        return by_filter and (not party or source.party == party)

    return is_asked


def _here(atlas: Atlas) -> Collection[str] | None:
    """The sites that the view asks for; None where it asks for none."""
    view = atlas.view
    if not (view.site or view.layer):
        return None
    return {
        site.id
        for site in atlas.places.values()
        if all({site.id, site.part_of} & ids for ids in view.site) and all(site.layer in ids for ids in view.layer)
    }


def _is_about(one: Reporting, here: Collection[str] | None, atlas: Atlas) -> bool:
    """Whether somebody was watching what the view asks for: there, at a layer it is in, or anywhere."""
    if here is None or not (one.site or one.layer):
        return True
    return one.site in here or any(atlas.places[id_].layer == one.layer for id_ in here if one.layer)


def _spoken(atlas: Atlas) -> Mapping[str, list[Span]]:
    """The days on which each source said something of what the view asks, whenever that was; of a large atlas none."""
    if isinstance(atlas.claim_list, StoredClaims):
        return {}
    rows = atlas.through(atlas.view.without("when", "certain")).rows(None)
    asked = rows.loc[rows["status"].isin(["shown", "undated", "unplaced"]), "id"]
    found: dict[str, list[Span]] = {}
    for claim in (claim for id_ in asked for claim in atlas.claims_by_incident.get(id_, ())):
        if said := said_days(claim.day):
            found.setdefault(claim.source.id, []).append((said.first, said.last + 1))
    return found


def _spans(told: Sequence[Reporting]) -> list[Lane]:
    """Spans one after the other, of each day the strongest status of any source, and where that holds."""
    spans = [(day_number(one.when.window.start), day_number(one.when.window.end), one) for one in told]
    found: list[Lane] = []
    for start, end in pairwise(sorted({edge for first, until, _ in spans for edge in (first, until)})):
        held = [one for first, until, one in spans if first <= start and until >= end]
        if not held:
            continue
        status = next(one for one in STRONGEST if any(each.status == one for each in held))
        at = [one.site or one.layer for one in held if one.status == status]
        span = {"start": start, "end": end, "status": status, "places": sorted({*at}) if all(at) else []}
        if found and found[-1]["end"] == start and {**found[-1], "start": start, "end": end} == span:
            found[-1]["end"] = end
        else:
            found.append(span)
    return found


def _merged(spans: Iterable[Span]) -> list[Lane]:
    """Spans on which somebody spoke, those that meet as one."""
    found: list[Lane] = []
    for start, end in sorted(spans):
        if found and start <= found[-1]["end"]:
            found[-1]["end"] = max(end, found[-1]["end"])
        else:
            found.append({"start": start, "end": end, "status": SPOKE, "places": []})
    return found
