"""What a card says of an incident: its date, place and tolls in words, and who says what of it."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from mapkit.atlas import Atlas
from mapkit.incident_columns import names
from mapkit.records import BOUNDS, CLAIM_LATE, SOURCE_MORE, TOLLS, Claim, Meta, Source
from mapkit.verdicts import said_days
from mapkit.voice_words import voices_told
from mapkit.webmap.lasting_parts import source_part
from mapkit.words import (
    BASIS_WORDS,
    claimed_words,
    date_words,
    listed_words,
    note_words,
    precision_words,
    said_words,
    toll_words,
)

_TEXTS = names(lambda one: one.laid_out and one.type == "string")  # site and kind are told as numbers


def site_index(atlas: Atlas) -> dict[str, int]:
    """The number of each site by its id."""
    return {site: place for place, site in enumerate(atlas.places)}


def entries(atlas: Atlas, rows: pd.DataFrame) -> list[dict[str, Any]]:
    """What a card says of each of some rows of the store, in their order."""
    kinds, index = {kind.id: place for place, kind in enumerate(atlas.meta.kinds)}, site_index(atlas)
    atlas.prepare_claims(rows["id"], rows["row"].tolist())
    sources = {source.id: source for source in atlas.source_list}
    parties = {party.id: party.label for party in atlas.meta.parties}
    return [
        _text(atlas, row, kinds, index) | _voices(atlas.claims_by_incident.get(row["id"], ()), sources, parties)
        for row in rows.to_dict("records")
    ]


def _voices(claims: Sequence[Claim], sources: Mapping[str, Source], parties: Mapping[str, str]) -> dict[str, Any]:
    """How many of the sources of an incident are independent, and which are one voice, or may be."""
    words, told = voices_told(claims, sources, parties)
    return {"voices": {"words": words, "joined": [voice._asdict() for voice in told]}} if words else {}


def _text(atlas: Atlas, row: Mapping[Any, Any], kinds: Mapping[str, int], index: Mapping[str, int]) -> dict[str, Any]:
    return {
        **{name: row[name] for name in _TEXTS},
        "row": int(row["row"]),
        "when_words": date_words(row),
        "basis_words": BASIS_WORDS.get(row["when_basis"], ""),
        "kind": kinds[row["kind"]],
        "disputed": bool(row["disputed"]),
        "site": index.get(row["site"]),
        "precision_m": None if pd.isna(row["precision_m"]) else float(row["precision_m"]),
        "precision_words": precision_words(row["precision_m"]),
        "tolls": {toll: _toll(row, toll) for toll in TOLLS},
        "toll_words": {toll: words for toll in TOLLS if (words := toll_words(row, toll))},
        "notes": note_words(row),
        "own": listed_words(row),
        "claims": [_claim(atlas.meta, claim) for claim in atlas.claims_by_incident.get(row["id"], ())],
    }


def _toll(row: Mapping[Any, Any], toll: str) -> list[int | None] | None:
    values = [row[f"{toll}_{bound}"] for bound in BOUNDS]
    whole = [None if pd.isna(value) else int(value) for value in values]
    return None if whole == [None] * len(BOUNDS) else whole


def _claim(meta: Meta, claim: Claim) -> dict[str, Any]:
    """A claim with its source; when it was said, in words and by its first possible day, where somebody knows."""
    about = source_part(meta, claim.source)
    about["source"] = about.pop("title")
    about |= {"stance": claim.stance, "says": claim.says, "locator": claim.locator}
    about["when"] = claimed_words(claim.said, claim.source.published)
    if days := said_days(claim.day):
        about |= {"day": days.first, **({"last": days.last} if days.last > days.first else {})}
    if claim.said:
        about["said"] = said_words(claim.said)  # as a table has it
    if more := _more(claim):
        about["written"] = more
    return about


def _more(claim: Claim) -> dict[str, str]:
    """What else is written of a claim and its source: a card does not tell it, a table has it."""
    of_source = {name: getattr(claim.source, name) for name in ("accessed", *SOURCE_MORE)}
    found = {**{name: getattr(claim, name) for name in CLAIM_LATE}, **of_source}
    return {name: str(value) for name, value in found.items() if value}
