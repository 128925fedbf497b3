"""What of an atlas lasts, as the page takes it: sites, states, the basemap; each with its days and words for them."""

from collections.abc import Mapping
from typing import Any

from mapkit.assets import plain_world
from mapkit.atlas import Atlas
from mapkit.drawing.standing import lasting
from mapkit.records import Meta, Site, Source, State
from mapkit.regions import regions
from mapkit.webmap.lines import with_lines
from mapkit.words import precision_words, until_words, when_words


def lasting_parts(atlas: Atlas, index: Mapping[str, int]) -> dict[str, Any]:
    """Sites, their states and the basemap, each with the days of what lasts."""
    last_day, whole = atlas.last_day, frozenset(regions(atlas))
    return {
        "sites": [{**_site(site, last_day), "region": site.id in whole} for site in atlas.places.values()],
        "states": [_state(atlas.meta, state, index, last_day) for state in atlas.state_list],
        "context": {name: _features(part, last_day) for name, part in (atlas.context or plain_world()).items()},
    }


def _features(part: Mapping[str, Any], last_day: int) -> dict[str, Any]:
    """A part of the basemap, its lines as text; a feature with a validity gets its days, and words for them."""
    return {**part, "features": [_feature(one, one["properties"] or {}, last_day) for one in part.get("features", ())]}


def _feature(feature: Mapping[str, Any], about: Mapping[str, Any], last_day: int) -> dict[str, Any]:
    valid = about.get("valid")
    drawn = {**feature, "geometry": with_lines(feature.get("geometry"))}
    return {**drawn, "properties": {**about, **_days_of(valid, last_day)}} if valid else drawn


def _days_of(text: str, last_day: int) -> dict[str, Any]:
    """The days of what lasts for a date as written, and both its last day and all of it in words."""
    return {**lasting(text, last_day)._asdict(), "until_words": until_words(text), "when_words": when_words(text)}


def _site(site: Site, last_day: int) -> dict[str, Any]:
    return {
        "id": site.id,
        "layer": site.layer,
        "names": {language: list(names) for language, names in site.names.items()},
        "sort": site.sort,
        "precision_m": site.precision_m,
        "precision_words": precision_words(site.precision_m),
        "lon": site.lon,
        "lat": site.lat,
        "geometry": site.geometry,
        "valid": _days_of(site.valid.text, last_day) if site.valid else None,
        "part_of": site.part_of or None,
        "note": site.note,
        "coordinate_source": site.coordinate_source,
        "rivals": list(map(dict, site.rivals)),
    }


def _state(meta: Meta, state: State, index: Mapping[str, int], last_day: int) -> dict[str, Any]:
    kinds = [kind.id for kind in meta.states]
    return {
        "site": index[state.site],
        **_days_of(state.when.text, last_day),
        "state": kinds.index(state.state),
        "source": source_part(meta, state.source) if state.source else None,
        "note": state.note,
    }


def source_part(meta: Meta, source: Source) -> dict[str, Any]:
    """What is told of a source."""
    label = next((party.label for party in meta.parties if party.id == source.party), "")
    return {
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "party": source.party,
        "party_label": label,
        "url": source.url or None,
        "archive_url": source.archive_url or None,
        "published": source.published,
    }
