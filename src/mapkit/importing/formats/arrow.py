"""Arrow tables as rows of texts."""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from mapkit.errors import AtlasError, Problem
from mapkit.files.tables import Row
from mapkit.importing.formats.cell_text import text_of
from mapkit.importing.formats.limits import refusal
from mapkit.importing.formats.sheet import Rows, Sheet, counted, named_columns


def sheet_of(table: pa.Table, name: str, place: str, said: str, own: int = 0) -> Sheet:
    """A table as a Sheet; `place` is that of its rows, counted from 1. Raises AtlasError for columns of the same name.

    The last `own` columns are of the geometry: where another column has the same name, they are called "geometry lon".
    """
    theirs = table.column_names[: table.num_columns - own]
    called = _called(theirs, table.column_names[table.num_columns - own :])
    columns, notes = named_columns(name, [*theirs, *called.values()])
    if not columns:
        raise refusal(name, "file-empty", "no column is in it")
    notes += [
        f"{column!r} is a column, so that of the geometry is called {other!r}"
        for column, other in called.items()
        if column != other
    ]
    _check_letters(table, columns, name)
    texts = [texts_of(column) for column in table.columns]
    words = f"{said}, {counted(table.num_rows, 'row')}"
    return Sheet(name, columns, Rows(table.num_rows, _maker(place, columns, texts)), (words, *notes), ())


def _check_letters(table: pa.Table, columns: Sequence[str], name: str) -> None:
    """Raise AtlasError for columns whose bytes are not the text that the file says they are, all at once."""
    found = []
    for column, cells in zip(columns, table.columns, strict=True):
        try:
            cells.validate(full=True)
        except pa.ArrowInvalid:
            hint = "say which (such as cp1252), or save it again"
            words = f"the letters of {column!r} are not in the encoding that the file says: {hint}"
            found.append(Problem(name, "file-encoding", words))
    if found:
        raise AtlasError(found)


def _called(theirs: Sequence[str], own: Sequence[str]) -> Mapping[str, str]:
    clash = {"lon", "lat"} if {"lon", "lat"} & {*theirs} else set()  # the two stay together
    return {column: f"geometry {column}" if column in {*theirs, *clash} else column for column in own}


def _maker(place: str, columns: Sequence[str], texts: Sequence[Any]) -> Any:
    return lambda index: Row(
        f"{place}:row {index + 1}",
        {column: _plain(values[index]) for column, values in zip(columns, texts, strict=True)},
    )


def _plain(value: Any) -> str:
    return (value.as_py() if isinstance(value, pa.Scalar) else value) or ""


def texts_of(column: pa.ChunkedArray) -> Any:
    """The canonical text of each value, as a column or a list; "" or None for null."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return texts_of(column.cast(kind.value_type))
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return column
    if pa.types.is_float32(kind) or pa.types.is_float16(kind):  # with the digits that it has, not those of a double
        return [text_of(one and float(one)) for one in pc.cast(column, pa.string()).to_pylist()]
    if pa.types.is_temporal(kind) and not pa.types.is_duration(kind):
        texts = pc.cast(column, pa.string())  # days beyond the years of Python too
        return [_moment(one) for one in texts.to_pylist()] if pa.types.is_timestamp(kind) else texts
    return [text_of(one) for one in column.to_pylist()]


def _moment(text: str | None) -> str:
    """A time in ISO 8601: "2020-11-10 12:00:00.000000Z" is 2020-11-10T12:00:00Z."""
    if text is None:
        return ""
    whole, point, rest = text.partition(".")
    digits = rest.rstrip("Z").rstrip("0")
    zone = "Z" if text.endswith("Z") else ""
    return f"{whole.removesuffix('Z').replace(' ', 'T')}{point if digits else ''}{digits}{zone}"
