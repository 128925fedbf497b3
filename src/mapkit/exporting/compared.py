"""Two views beside each other as one file: the table of `mapkit.comparing` as CSV, with one receipt of both."""

import codecs
import csv
import io
from math import isnan
from pathlib import Path

from mapkit.atlas import Atlas
from mapkit.comparing import Table, compared_words
from mapkit.disk.atomic import write_files
from mapkit.errors import ExportError
from mapkit.files.settings import is_device
from mapkit.receipts.receipt import receipt_json
from mapkit.receipts.seal import BESIDE, sealed_beside
from mapkit.spreadsheet import inert

SUFFIX = ".csv"


def write_compared(left: Atlas, right: Atlas, table: Table, path: str | Path) -> Path:
    """Write the table of `mapkit.comparing.compare` of two views to a CSV, and one receipt of both beside it.

    It begins with a byte order mark, as all tables do, and texts that a spreadsheet would run are made inert. Both
    files are written or none. Raises ExportError for another suffix, or a place that cannot be written.
    """
    path = Path(path)
    if path.suffix.lower() != SUFFIX or is_device(path.name):
        raise ExportError(f"cannot write {str(path)!r}: a comparison is a table: end the name in {SUFFIX}")
    data = _csv(table)
    told = receipt_json(left, right, compared_words(left, right, table))
    write_files({path: data, path.with_name(path.name + BESIDE): sealed_beside(data, told).encode()})
    return path


def _csv(table: Table) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(table.columns)
    for row in table.itertuples(index=False):
        writer.writerow([_cell(value) for value in row])
    return codecs.BOM_UTF8 + text.getvalue().encode("utf-8", "backslashreplace")


def _cell(value: str | float) -> str:
    if isinstance(value, str):
        return inert(value)
    return "" if isnan(value) else str(int(value)) if float(value).is_integer() else repr(float(value))
