"""Exactly the incidents that are shown, as a table for spreadsheets (CSV)."""

import codecs
import csv
import io
import json
from typing import BinaryIO

from mapkit.atlas import Atlas
from mapkit.disk.zip_write import pack
from mapkit.errors import ExportError
from mapkit.report import Progress
from mapkit.spreadsheet import inert
from mapkit.tables.incident_rows import COLUMNS, Value, batches, claim_values, own_names, row_values

CLAIMS = "claims_json"
HEADER = (*COLUMNS, CLAIMS)
PACKED = "table.csv"  # in a ZIP
MAX_PACKED = 200_000  # incidents, which are made in memory


def csv_bytes(atlas: Atlas, progress: Progress | None = None) -> bytes:
    """The table of `write_csv` as bytes. Raises ExportError."""
    file = io.BytesIO()
    write_csv(atlas, file, progress)
    return file.getvalue()


def packed_bytes(atlas: Atlas, progress: Progress | None = None) -> bytes:
    """The table of `write_csv` in a ZIP, which has room for a receipt. Raises ExportError."""
    if atlas.counts.shown > MAX_PACKED:
        words = (
            f"a table of {atlas.counts.shown:,} incidents in a ZIP: narrow the view to {MAX_PACKED:,}, or write .csv"
        )
        raise ExportError(words)
    return pack({PACKED: csv_bytes(atlas, progress)})


def write_csv(atlas: Atlas, file: BinaryIO, progress: Progress | None = None) -> None:
    """The shown incidents as CSV (RFC 4180), one line each, the user's own columns last. Raises ExportError.

    It begins with a byte order mark: spreadsheets take UTF-8 without one for the machine's old code page and garble
    Armenian and Cyrillic, while readers of CSV skip it (pandas, Python's "utf-8-sig", mapkit itself). There are no
    comment lines, which spreadsheets read as data; the receipt is a file beside it. Texts that a spreadsheet would run
    are made inert, see `mapkit.spreadsheet`. What each source says stands in words, and under CLAIMS as records in
    JSON, which `mapkit.read` takes back. An own column named like one of ours gets " (own)" after its name.
    """
    text, own = io.StringIO(newline=""), own_names(atlas.store.columns, HEADER)
    writer = csv.writer(text)
    writer.writerow([*HEADER, *map(inert, own.values())])
    file.write(codecs.BOM_UTF8)
    for rows in batches(atlas, progress):
        for row in rows:
            values = row_values(atlas, row)
            cells = (*(values[name] for name in COLUMNS), _records(atlas, row["id"]), *(row[name] for name in own))
            writer.writerow([_cell(value) for value in cells])
        file.write(text.getvalue().encode("utf-8", "backslashreplace"))
        text.seek(0)
        text.truncate()


def _records(atlas: Atlas, incident: str) -> str:
    """What each source says, as a list of records in JSON; empty where nobody says anything."""
    claims = [claim_values(atlas, claim) for claim in atlas.claims_by_incident.get(incident, ())]
    return json.dumps(claims, ensure_ascii=False) if claims else ""


def _cell(value: Value) -> str:
    if isinstance(value, str):  # most are
        return inert(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return inert(str(value or ""))
