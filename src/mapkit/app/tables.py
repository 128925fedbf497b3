"""The tables of the page: exactly what is shown, what has no date or no place, and the sources. Plain cells only."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from mapkit.atlas import Atlas
from mapkit.incident_columns import columns
from mapkit.records import TOLLS
from mapkit.store.store import Status
from mapkit.words import date_words, place_words, precision_words, toll_words

_LISTED = columns(lambda one: one.listed)
COLUMNS = (
    *("When", "In the window", "Kind", "Title", "Disputed", "Place", "Place known", "Toll", "Who says so", "Text"),
    *(one.label for one in _LISTED),
    "Id",
)


def incident_frame(atlas: Atlas, status: Status, limit: int) -> pd.DataFrame:
    """Incidents of one status as a reader's table, in the order of time, the first `limit` of them."""
    return frame_of(atlas, atlas.rows(status, limit))


def frame_of(atlas: Atlas, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of `Atlas.rows` as a reader's table."""
    atlas.prepare_claims(rows["id"], rows["row"].tolist())
    kinds = {kind.id: kind.label for kind in atlas.meta.kinds}
    return pd.DataFrame(
        [
            {
                "When": date_words(row),
                "In the window": _sure(row),
                "Kind": kinds[row["kind"]],
                "Title": row["title"],
                "Disputed": "disputed" if row["disputed"] else "",
                "Text": row["text"],
                "Place": place_words(atlas, row["site"]),
                "Place known": precision_words(row["precision_m"]) if row["site"] or not pd.isna(row["lon"]) else "",
                "Toll": ", ".join(words for toll in TOLLS if (words := toll_words(row, toll))),
                "Who says so": _said(atlas, row["id"]),
                **{one.label: row[one.name] for one in _LISTED},
                "Id": row["id"],
            }
            for row in rows.to_dict("records")
        ],
        columns=list(COLUMNS),
    )


def _sure(row: Mapping[Any, Any]) -> str:
    return "" if row["start"] is pd.NA else "certainly" if row["certain"] else "perhaps"


def _said(atlas: Atlas, incident: str) -> str:
    claims = atlas.claims_by_incident.get(incident, ())
    return "; ".join(f"{claim.source.publisher or claim.source.title} {claim.stance}" for claim in claims)


def source_frame(atlas: Atlas) -> pd.DataFrame:
    """Every source, with the label of its party."""
    parties = {party.id: party.label for party in atlas.meta.parties}
    frame = atlas.sources.assign(party=[parties.get(party, "") for party in atlas.sources["party"]])
    return frame.rename(columns=lambda name: name.replace("_", " ").capitalize())
