"""A short mark of each incident's content, so that a file can tell later which incidents changed."""

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from mapkit.atlas import Atlas
from mapkit.incident_columns import names
from mapkit.records import CLAIM_LATE, SOURCE_LATE, Claim, Source
from mapkit.store.incident_table import written_name
from mapkit.store.store import Status

MAX_FINGERPRINTS = 5_000  # incidents that a receipt has fingerprints of; beyond, it has the digest of the data alone
DIGITS = 12  # hexadecimal: 48 bits
# What follows from the rest, or from the view; a site's layer is taken as part of the place.
_DERIVED = frozenset(names(lambda one: not one.written and one.name != "layer"))
_LATE = frozenset(names(lambda one: one.late))  # count only where something is written


def fingerprints(atlas: Atlas, status: Status | None = "shown") -> dict[str, str]:
    """Fingerprints of the incidents of a status by id, sorted: of what is written of each and what sources say of it.

    The place is part of it, so that an incident whose site was moved counts as changed.
    """
    rows = atlas.records(status)
    return {row["id"]: _fingerprint(atlas, row) for row in sorted(rows, key=lambda row: str(row["id"]))}


def _fingerprint(atlas: Atlas, row: Mapping[Any, Any]) -> str:
    values = {written_name(str(name)): _plain(value) for name, value in row.items() if name not in _DERIVED}
    for name in _LATE:
        if values[name] in ("", None):
            del values[name]
    claims = [
        [_stated(claim.source, SOURCE_LATE), claim.stance, claim.says, claim.locator, *_late(claim)]
        for claim in atlas.claims_by_incident.get(row["id"], ())
    ]
    text = json.dumps([values, claims], ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def _late(claim: Claim) -> list[Any]:
    """What is written in columns that came later: when it was said, and then all others by their names."""
    others = {name: value for name in CLAIM_LATE if name != "said" and (value := getattr(claim, name))}
    return [*filter(None, [claim.said]), *([others] if others else [])]


def _stated(source: Source, late: Collection[str]) -> dict[str, str]:
    """The fields of a source, later ones only where something is written in them."""
    return {name: value for name, value in vars(source).items() if value or name not in late}


def _plain(value: Any) -> str | int | float | None:
    """A cell as JSON has it; what is missing is None."""
    if value is None or isinstance(value, str):
        return value
    if pd.isna(value):
        return None
    return float(value) if isinstance(value, float) else int(value)
