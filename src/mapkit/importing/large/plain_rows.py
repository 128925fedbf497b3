"""Rows that can be read a column at a time: which they are, and their columns as the store has them.

A row is plain if every cell that the mapping reads is of the simplest kind: ISO days, months and spans of days, decimal
degrees, whole numbers, known codes. Of such rows the result is that of `building.Building`, which reads all others.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mapkit.importing.cells.kinds import kind_label
from mapkit.importing.cells.vocabulary import MISSING
from mapkit.importing.mapping.table_map import TEXTS, TableMap
from mapkit.mercator import grid
from mapkit.names import LOOKALIKES, fold
from mapkit.records import BOUNDS, LASTED, TOLL_COLUMNS, TOLLS, WITHIN
from mapkit.store.incident_table import SCHEMA, stored_name

_DAY = r"^\d{4}-\d{2}-\d{2}$"
_MONTH = r"^\d{4}-\d{2}$"
_SPAN = r"^[^/]{10}/[^/]{10}$"  # two days
_DEGREES = r"^-?\d{1,3}(\.\d{1,12})?$"
_COUNT = r"^\d{1,9}$"
_ODD_SPACES = r"[\t\n\v\f\r\x{1c}-\x{1f}]|  |^ | $"  # in ASCII, what folding does not leave as it is
_LONGEST_MISSING = 12  # bytes; longer cells are none of MISSING, white space around them or not

Columns = Mapping[str, Any]  # Arrow arrays of texts by name


def can_be_plain(mapping: TableMap) -> bool:
    """Whether rows of this mapping can be plain: nothing in it needs the whole column, or a place looked up."""
    told = mapping.day_order and mapping.swap is False and not mapping.decimal and not mapping.epoch
    simple = not any(mapping.column(name) for name in ("point", "place", "stance")) and not mapping.width_code
    coded = bool(mapping.precision_code) or not mapping.column("precision_m")
    return bool(told and simple and coded and mapping.column("id") and mapping.column("lat") and _ends(mapping)[0])


def _ends(mapping: TableMap) -> tuple[str, str]:
    start = mapping.column("when") or mapping.column("start")
    return start, (mapping.column("end") if not mapping.column("when") else "") or start


def plain_mask(table: Columns, mapping: TableMap) -> Any:
    """Which rows are plain, but for the uniqueness of their ids, as an Arrow array of booleans."""
    start, end = _ends(mapping)
    checks = [_matches(table[mapping.column("id")], r"\S")]
    if end == start:
        checks.append(_by_text(table[start], _dates_among))
    else:
        checks += [_is_day(table[start]), _is_day(table[end]), pc.less_equal(table[start], table[end])]
    checks += [_point_mask(table, mapping), _tolls_mask(table, mapping)]
    if mapping.precision_code:
        checks.append(pc.is_in(table[mapping.precision_code], pa.array(list(mapping.precision))))
    columns = [column for name in TEXTS for column in mapping.columns.get(name, ())]
    checks += [_text_mask(table[column]) for column in columns]
    found = checks[0]
    for one in checks[1:]:
        found = pc.and_(found, one)
    return found


def _matches(cells: Any, pattern: str) -> Any:
    return pc.match_substring_regex(cells, pattern)


def _is_day(cells: Any) -> Any:
    """Cells that are a day of the calendar, of the years 0001 to 9998."""
    return _by_text(cells, _days_among)


def _by_text(cells: Any, work: Callable[[Any], Any]) -> Any:
    """What `work` makes of cells, done once for each different text: most tables say the same again and again."""
    encoded = pc.dictionary_encode(cells)
    return work(encoded.dictionary).take(encoded.indices)


def _days_among(cells: Any) -> Any:
    days = pc.strptime(cells, format="%Y-%m-%d", unit="s", error_is_null=True)
    same = pc.equal(pc.strftime(days, format="%Y-%m-%d"), cells)
    inside = pc.and_(pc.greater(cells, "0001"), pc.less(cells, "9999"))
    return pc.and_(pc.and_(_matches(cells, _DAY), inside), pc.fill_null(same, False))


def _dates_among(cells: Any) -> Any:
    """Cells that are a day, a month, or a span from a day to a later one."""
    month = pc.and_(_matches(cells, _MONTH), _days_among(_first_day(cells)))
    first, last = _first_day(cells), _last_day(cells)
    days = pc.and_(pc.and_(_days_among(first), _days_among(last)), pc.less(first, last))
    return pc.or_(pc.or_(_days_among(cells), month), pc.and_(_matches(cells, _SPAN), days))


def _first_day(cells: Any) -> Any:
    """The first day of a day, a month or a span, as a text."""
    month = pc.binary_join_element_wise(cells, "01", "-")
    return pc.if_else(_matches(cells, _MONTH), month, pc.utf8_slice_codeunits(cells, 0, 10))


def _last_day(cells: Any) -> Any:
    """The last day of a span, the first one of a day or a month, as a text."""
    return pc.if_else(_matches(cells, _SPAN), pc.utf8_slice_codeunits(cells, 11, 21), _first_day(cells))


def _point_mask(table: Columns, mapping: TableMap) -> Any:
    lat, lon = table[mapping.column("lat")], table[mapping.column("lon")]
    form = pc.and_(_matches(lat, _DEGREES), _matches(lon, _DEGREES))
    north, east = _degrees(lat, form), _degrees(lon, form)
    fits = pc.and_(pc.less_equal(pc.abs(north), 90.0), pc.less_equal(pc.abs(east), 180.0))
    somewhere = pc.or_(pc.not_equal(north, 0.0), pc.not_equal(east, 0.0))
    return pc.and_(form, pc.and_(fits, somewhere))


def _degrees(cells: Any, form: Any) -> Any:
    return pc.cast(pc.if_else(form, cells, "0"), pa.float64())


def _tolls_mask(table: Columns, mapping: TableMap) -> Any:
    found: Any = pa.scalar(True)
    for toll in TOLLS:
        bounds = [mapping.column(f"{toll}_{bound}") for bound in BOUNDS]
        numbers = []
        for column in filter(None, bounds):
            form = _by_text(table[column], lambda cells: pc.or_(pc.equal(cells, ""), _matches(cells, _COUNT)))
            found = pc.and_(found, form)
            numbers.append(_whole(table[column]))
        for less, more in pairwise(numbers):
            found = pc.and_(found, pc.fill_null(pc.less_equal(less, more), False))
    return found


def _whole(cells: Any) -> Any:
    """Counts as numbers; what is no count is missing."""
    return _by_text(cells, _whole_among)


def _whole_among(cells: Any) -> Any:
    return pc.cast(pc.if_else(_matches(cells, _COUNT), cells, pa.scalar(None, pa.string())), pa.int64())


def _text_mask(cells: Any) -> Any:
    """Cells that are empty, or hold a letter or a digit and are no word for "nothing here"."""
    short = pc.if_else(pc.less_equal(pc.binary_length(cells), _LONGEST_MISSING), cells, "x")
    words = pc.utf8_lower(pc.utf8_trim_whitespace(short))
    said = pc.and_(_matches(cells, r"[\p{L}\p{N}]"), pc.invert(pc.is_in(words, pa.array(sorted(MISSING)))))
    return pc.or_(pc.equal(cells, ""), said)


def plain_columns(table: Columns, mapping: TableMap, own: Mapping[str, str]) -> tuple[pa.Table, list[str]]:
    """Plain rows as the store's table of incidents, without row numbers, and the label of each row's kind.

    The column `kind` holds the labels; the caller puts the ids there.
    """
    start, end = _ends(mapping)
    first, last = table[start], table[end]
    count = len(first)
    lat, lon = (pc.cast(table[mapping.column(name)], pa.float64()) for name in ("lat", "lon"))
    labels = _labels(table, mapping, count)
    texts = {name: _joined(table, mapping, name, count) for name in TEXTS}
    texts["title"] = pc.if_else(pc.equal(texts["title"], ""), labels, texts["title"])
    ids = table[mapping.column("id")]
    across, down = grid(lon.to_numpy(zero_copy_only=False), lat.to_numpy(zero_copy_only=False))
    given = {
        "id": ids,
        "kind": labels,
        **texts,
        "lon": lon,
        "lat": lat,
        "cell_x": pa.array(across),
        "cell_y": pa.array(down),
        **_dated(first, last, mapping.dates),
        "precision_m": _precision(table, mapping, count),
        "disputed": pa.array(np.zeros(count, bool)),
        "haystack": folded(_with_joint([*texts.values(), ids], " ")),
        **{name: _toll(table, mapping, name, count) for name in TOLL_COLUMNS},
    }
    columns = {one.name: given.get(one.name, _nothing(one.type, count)) for one in SCHEMA if one.name != "row"}
    columns |= {stored_name(name): table[column] for column, name in own.items()}
    return pa.table({name: _cast(name, column) for name, column in columns.items()}), labels.to_pylist()


def _cast(name: str, column: Any) -> Any:
    return column.cast(SCHEMA.field(name).type) if name in SCHEMA.names else column.cast(pa.string())


def _nothing(kind: Any, count: int) -> Any:
    return pa.array([""] * count, pa.string()) if kind == pa.string() else pa.nulls(count, kind)


def _labels(table: Columns, mapping: TableMap, count: int) -> Any:
    column = mapping.column("kind")
    if not column:
        return pa.array(["Incident"] * count, pa.string())
    encoded = pc.dictionary_encode(table[column])
    words = pa.array([kind_label(cell, mapping) for cell in encoded.dictionary.to_pylist()], pa.string())
    return words.take(encoded.indices)


def _joined(table: Columns, mapping: TableMap, name: str, count: int) -> Any:
    columns = mapping.columns.get(name, ())
    if not columns:
        return pa.array([""] * count, pa.string())
    return _with_joint([table[column] for column in columns], mapping.joints.get(name, " "))


def _with_joint(columns: Sequence[Any], joint: str) -> Any:
    """Cells side by side with a joint between them; empty ones are left out."""
    found = columns[0]
    for cells in columns[1:]:
        both = pc.binary_join_element_wise(found, cells, joint)
        found = pc.if_else(pc.equal(found, ""), cells, pc.if_else(pc.equal(cells, ""), found, both))
    return found


def _dated(first: Any, last: Any, dates: str) -> Columns:
    """The dates as the atlas writes them, and their four days: two days lasted, or are one day of these."""
    lasted = dates == LASTED
    span = _matches(first, _SPAN)
    begins, ends = (pc.if_else(span, cut(first), cells) for cut, cells in ((_first_day, first), (_last_day, last)))
    two = pc.not_equal(begins, ends)
    several = [begins, ends, "/"] if lasted else ["[", begins, "..", ends, "]", ""]
    start, end, one = _by_text(first, _starts), _by_text(last, _ends_of), pa.scalar(1, pa.int32())
    latest, earliest = pc.subtract(end, one), pc.add(start, one)  # of one day of several
    return {
        "when": pc.if_else(two, pc.binary_join_element_wise(*several), begins),
        "start": start,
        "sure_start": pc.if_else(two, start, latest) if lasted else latest,
        "sure_end": pc.if_else(two, end, earliest) if lasted else earliest,
        "end": end,
        "when_basis": pc.if_else(two, WITHIN if dates == WITHIN else "", ""),
    }


def _starts(cells: Any) -> Any:
    """The first day of each date, since 1970-01-01."""
    days = pc.cast(pc.strptime(_first_day(cells), format="%Y-%m-%d", unit="s"), pa.date32())
    return pc.cast(days, pa.int32())


def _ends_of(cells: Any) -> Any:
    """The day after each date, since 1970-01-01."""
    last = _starts(_last_day(cells)).to_numpy(zero_copy_only=False)
    months = last.astype("datetime64[D]").astype("datetime64[M]") + 1
    is_month = _matches(cells, _MONTH).to_numpy(zero_copy_only=False)
    return pa.array(np.where(is_month, months.astype("datetime64[D]").astype(np.int32), last + 1), pa.int32())


def _precision(table: Columns, mapping: TableMap, count: int) -> Any:
    if not mapping.precision_code:
        return pa.nulls(count, pa.float64())
    encoded = pc.dictionary_encode(table[mapping.precision_code])
    metres = pa.array([float(mapping.precision[code]) for code in encoded.dictionary.to_pylist()], pa.float64())
    return metres.take(encoded.indices)


def _toll(table: Columns, mapping: TableMap, name: str, count: int) -> Any:
    column = mapping.column(name)
    return _whole(table[column]) if column else pa.nulls(count, pa.int64())


def folded(texts: Any) -> Any:
    """Texts folded as `names.fold` does: those in ASCII all at once, the others one by one."""
    for character, plain_character in LOOKALIKES.items():
        texts = pc.replace_substring(texts, character, plain_character)
    odd = pc.or_(pc.invert(pc.string_is_ascii(texts)), _matches(texts, _ODD_SPACES))
    slow = pa.array([fold(text) for text in texts.filter(odd).to_pylist()], pa.string())
    return pc.replace_with_mask(pc.ascii_lower(texts), odd, slow)
