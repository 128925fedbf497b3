"""The digest of an atlas: the same data give the same one, however files lay them out."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from mapkit.edtf import When
from mapkit.incident_columns import names
from mapkit.records import Site
from mapkit.when import Window
from mapkit.where import BBox

_LATE = frozenset(names(lambda one: one.late))


def as_it_counts(record: Mapping[str, Any], places: Mapping[str, Site]) -> Mapping[str, Any]:
    """A record as it counts: without a precision that only repeats that of the site whose place it takes.

    Nor do columns count that came later than the first atlases, where nothing is written in them.
    """
    if _LATE:
        record = {name: value for name, value in record.items() if name not in _LATE or value not in ("", None)}
    site = places.get(record["site"])
    if site is None or record["lon"] is not None or record["precision_m"] != site.precision_m:
        return record
    return {**record, "precision_m": None}


def digest_of(tables: Any) -> str:
    """SHA-256 over the canonical JSON of the tables: the same data give the same digest, however files lay them out."""
    text = json.dumps(tables, ensure_ascii=True, sort_keys=True, separators=(",", ":"), default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """A record as its fields, a date as it was written; later fields only where something is written in them."""
    if isinstance(value, When | Window | BBox | date):
        return value.text if isinstance(value, When) else str(value)
    late = [one.name for one in fields(value) if one.metadata.get("since")]
    out = [one.name for one in fields(value) if one.metadata.get("uncounted")]
    counted = {name: one for name, one in vars(value).items() if name not in out}
    return {name: one for name, one in counted.items() if name not in late or one not in ("", None, False)}
