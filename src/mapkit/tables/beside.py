"""What an atlas holds beside the incidents that features or a table show, so that such a file reads back as a ZIP does.

It has the members of a document (`files.document`), without the incidents that are shown and what is said of them:

| member | what |
| --- | --- |
| `settings`, `sites`, `sources`, `states`, `reporting` | as in a document |
| `order` | the ids of all incidents, in the order of the atlas |
| `exact` | the ids of those whose own coordinates are the very ones of their site |
| `incidents`, `claims` | those without a date or a place, which nothing shows, and what is said of them |
| `claim_order` | for each claim the place of its incident in `order`; missing where claims follow their incidents |
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from mapkit.atlas import Atlas
from mapkit.contents import MAX_HELD, contents, held
from mapkit.files.document import LATE, Document, document
from mapkit.files.geojson import point_of
from mapkit.records import CLAIM_TEXTS, SOURCE_MORE
from mapkit.store.incident_table import WRITTEN

Entry = Mapping[str, Any]  # an incident as features and tables show it, with its `claims` and the user's `own` columns
Place = tuple[float | None, float | None, float | None]  # lon, lat, precision_m

SOURCE = {"id": "source_id", "title": "source", "party": "party_id"}  # columns of a source, as its claims name them
_SOURCE_TEXTS = ("publisher", "url", "archive_url", "published", "accessed", *SOURCE_MORE)


def beside(atlas: Atlas) -> dict[str, Any] | None:
    """What a file of the atlas has beside what it shows; None where a ZIP alone has it.

    That is of more than MAX_HELD incidents, and where what is shown is what others say.
    """
    if held(atlas) > MAX_HELD or atlas.view.changed:
        return None
    parts = contents(atlas)
    found = document(parts)
    places = _places(found["sites"])
    order = {record["id"]: place for place, record in enumerate(parts.records)}
    apart = {id_ for status in ("undated", "unplaced") for id_ in atlas.rows(status)["id"]}
    cited = [order[claim.incident] for claim in parts.claims]
    return {
        **{name: found[name] for name in ("settings", "sites", "sources", "states", *LATE) if name in found},
        "order": list(order),
        "exact": [one["id"] for one in parts.records if one["id"] not in apart and _is_exact(one, places)],
        "incidents": [one for one in found["incidents"] if one["id"] in apart],
        "claims": [one for one in found["claims"] if one["incident"] in apart],
        **({"claim_order": cited} if any(one > other for one, other in pairwise(cited)) else {}),
    }


def _is_exact(record: Mapping[str, Any], places: Mapping[str, Place]) -> bool:
    return record["lon"] is not None and (record["lon"], record["lat"]) == places.get(record["site"], ())[:2]


def _places(sites: Iterable[Mapping[str, Any]]) -> dict[str, Place]:
    """Where each site is, as who reads the document finds it."""
    return {site["id"]: (*point_of(site["geometry"]), site["properties"].get("precision_m")) for site in sites}


def completed(found: Mapping[str, Any], entries: Sequence[Entry]) -> Document:
    """The document of an atlas: what stands beside its incidents, and these. Raises KeyError, TypeError, ValueError.

    What somebody put in by hand, or took out, is in it, or is not.
    """
    places, exact = _places(found["sites"]), {*found["exact"]}
    told = {entry["id"]: entry for entry in entries}
    rows = {row["id"]: row for row in found["incidents"]}
    if len(told) < len(entries):
        raise ValueError("an id of an incident stands twice")
    rows |= {id_: _row(entry, places, id_ in exact) for id_, entry in told.items()}
    claims: dict[str, list[dict[str, Any]]] = {id_: claim_rows(entry) for id_, entry in told.items()}
    for claim in found["claims"]:
        claims.setdefault(claim["incident"], []).append(claim)
    order = [id_ for id_ in dict.fromkeys((*found["order"], *rows)) if id_ in rows]
    sources = {source["id"]: source for source in found["sources"]}
    for source in cited_sources(told.values()):
        sources.setdefault(source["id"], source)
    return {
        **{name: found[name] for name in ("settings", "sites", "states", *LATE) if name in found},
        "sources": list(sources.values()),
        "incidents": [rows[id_] for id_ in order],
        "claims": list(_in_order(claims, found["order"], found.get("claim_order", ()), order)),
    }


def _in_order(
    claims: Mapping[str, list[dict[str, Any]]], ids: list[str], cited: Iterable[int], order: Iterable[str]
) -> Iterator[dict[str, Any]]:
    """The claims in the order of the file; those of which it knows nothing follow their incidents."""
    left = {id_: iter(found) for id_, found in claims.items()}
    for place in cited:
        if claim := next(left.get(ids[place], iter(())), None):
            yield claim
    for id_ in order:
        yield from left.get(id_, ())


def _row(entry: Entry, places: Mapping[str, Place], exact: bool) -> dict[str, Any]:
    """An incident as it is written: without the point of its site, and a precision that is the site's."""
    row = written(entry)
    lon, lat, precision = places.get(entry["site"], (None, None, None))
    if not exact and lon is not None and (row["lon"], row["lat"]) == (lon, lat):
        row |= {"lon": None, "lat": None}
        row["precision_m"] = None if row["precision_m"] == precision else row["precision_m"]
    return row


def written(entry: Entry) -> dict[str, Any]:
    """The columns that are written of an incident, and the user's own."""
    return {**entry["own"], **{name: entry.get(name) for name in WRITTEN}, "kind": entry["kind_id"]}


def claim_rows(entry: Entry) -> list[dict[str, Any]]:
    """What is said of an incident, as rows of a document."""
    return [
        {"incident": entry["id"], "source": claim["source_id"], **{name: claim.get(name) for name in CLAIM_TEXTS}}
        for claim in entry["claims"]
    ]


def cited_sources(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """The sources that claims name, each once."""
    found: dict[str, dict[str, Any]] = {}
    for entry in entries:
        for claim in entry["claims"]:
            named = {name: claim.get(called) for name, called in SOURCE.items()}
            found.setdefault(claim["source_id"], named | {name: claim.get(name) for name in _SOURCE_TEXTS})
    return list(found.values())
