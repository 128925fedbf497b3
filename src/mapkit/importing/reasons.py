"""Why rows of a table have no date or no place, in a sentence each: what many cells have, and what a person can say."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from mapkit.errors import Problem
from mapkit.importing.mapping.table_map import DATE_PARTS, TableMap
from mapkit.importing.recognise import Recognised

_DATES, _PLACES = ("when", "start", "end", *DATE_PARTS), ("point", "lat", "lon")
_SHARE = 5  # a reason is what one in so many rows have
_WAYS = {
    "when-short-year": "has years of two digits: say the century, such as 2000",
    "when-ambiguous": "may have the day or the month first: say the order of day and month",
    "when-order": "has cells against the order that was told",
    "when-serial": "may be numbers of days: say whether since 1900 or 1904",
    "when-digits": "has figures of another script: write 0 to 9",
    "when-two-readings": "may be months or years",
    "when-no-year": "has no years",
    "when-unreadable": "has cells that are no dates",
    "coordinates-order": "may have the latitude or the longitude first: say which",
    "coordinates-swapped": "seems to have latitude and longitude exchanged: say so",
    "coordinates-zero": "has 0, 0: say whether that is a place",
    "coordinates-range": "has numbers beyond the degrees of the world: another system of coordinates?",
    "coordinates-half": "has one coordinate without the other",
    "coordinates-unreadable": "has cells that are no coordinates",
}


def reasons(
    problems: Sequence[Problem], mapping: TableMap, rows: int, found: Recognised | None = None
) -> dict[str, str]:
    """Why many of so many rows are not "dated" or "placed"; nothing for what most are.

    `found` is what the columns were recognised as, if nobody named them.
    """
    codes = Counter(code for one in problems for code in one.code.split("+"))
    told = {"dated": _reason(codes, mapping, _DATES, rows), "placed": _reason(codes, mapping, _PLACES, rows)}
    for name, fields in (("dated", _DATES), ("placed", (*_PLACES, "place"))):
        if not told[name] and not any(mapping.column(field) for field in fields):
            told[name] = _not_taken(found, fields)
    return {name: reason for name, reason in told.items() if reason}


def _reason(codes: Mapping[str, int], mapping: TableMap, fields: Sequence[str], rows: int) -> str:
    columns = ", ".join(repr(column) for field in fields if (column := mapping.column(field)))
    many = [code for code in _WAYS if code.partition("-")[0] == ("when" if "when" in fields else "coordinates")]
    most = max(many, key=lambda code: codes.get(code, 0))
    count = codes.get(most, 0)
    return f"{columns} {_WAYS[most]} ({count:,} cells)" if columns and count * _SHARE >= max(rows, 1) else ""


def _not_taken(found: Recognised | None, fields: Sequence[str]) -> str:
    rival = next(_rivals(found, fields), None)
    return rival or "no column is known as one: say which is"


def _rivals(found: Recognised | None, fields: Sequence[str]) -> Iterator[str]:
    for one in found.rivals if found else ():
        if one.field in fields:
            yield f"{one.column!r} was not taken, {one.why}: say whether it is"
