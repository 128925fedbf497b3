"""What each column of an opened table holds: proposed, shown with reasons and examples, and changed by a person."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from mapkit.importing.formats.sheet import Sheet
from mapkit.importing.mapping.clock_zone import AS_WRITTEN
from mapkit.importing.mapping.field_words import DATE_PARTS, GROUPS, TOLLS
from mapkit.importing.mapping.table_map import FIELDS, MANY, ONE_OF, TableMap
from mapkit.importing.recognise import names_two_days
from mapkit.records import LASTED, WITHIN

ZONES = tuple(f"{hours:+03}:00" for hours in range(-11, 15))
READINGS: Mapping[str, tuple[str, Mapping[Any, str]]] = {
    "day_order": (
        "Order in dates such as 10/11/2020",
        {
            "": "As the whole column shows; else reported",
            "dmy": "day, month, year",
            "mdy": "month, day, year",
            "ymd": "year, month, day",
        },
    ),
    "decimal": ("Decimal sign of coordinates", {"": "As the column shows", ".": "point: 39.8", ",": "comma: 39,8"}),
    "pair_order": (
        "Order of two coordinates in one column",
        {
            "": "As the column shows; else reported",
            "lat lon": "latitude first",
            "lon lat": "longitude first",
        },
    ),
    "swap": (
        "Latitude and longitude",
        {
            None: "As the columns show",
            False: "as the columns are named",
            True: "the other way round",
        },
    ),
    "zero": (
        "A place at 0, 0",
        {
            "": "Is reported",
            "unknown": "means that the place is not known",
            "place": "is that place, in the sea off Africa",
        },
    ),
    "same_id": (
        "Rows with the id of an earlier one",
        {"": "Are reported", "claims": "Are what more sources say of the same incident"},
    ),
    "century": (
        "Years of two digits, such as 27/09/20",
        {
            "": "Are reported, with both years",
            "2000": "2000 to 2099",
            "1900": "1900 to 1999",
            "1930": "1930 to 2029, as spreadsheets have it",
        },
    ),
    "zone": (
        "Days of stamps with a zone, such as 23:40Z",
        {"": "As written, and asked", AS_WRITTEN: "as written", **{zone: f"at UTC{zone}" for zone in ZONES}},
    ),
    "epoch": (
        "Dates that are numbers of days",
        {"": "As the column shows; else reported", "1900": "since 1900", "1904": "since 1904"},
    ),
}
TWO_DAYS = "Some rows name two days. What do they mean?"
MEANINGS = {
    "": "Nobody knows yet: read as one of these days, and listed to decide",
    ONE_OF: "It happened on one of these days",
    LASTED: "It lasted from the first to the last",
    WITHIN: "It lies within these days: on which of them, or on how many, is not known",
}
ACROSS = 3  # fields in a row


def chosen_fields(sheet: Sheet, base: TableMap, version: int) -> TableMap:
    """Draw a field for everything that a column can hold, opened with `base`; the mapping that they hold now.

    What has no field here (codes of a dialect, places that were confirmed) is that of `base`. A new `version` opens
    the fields anew.
    """
    found: dict[str, tuple[str, ...]] = {}
    for title, fields in GROUPS.items():
        st.markdown(f"**{title}**")
        found |= _row_of(fields, sheet, base, version)
    with st.expander("Year, month and day in columns of their own"):
        found |= _row_of(DATE_PARTS, sheet, base, version)
    with st.expander("Numbers of killed and injured people"):
        found |= _row_of(TOLLS, sheet, base, version)
    with st.expander("How cells are read"):
        readings = _readings(base, version)
    title = st.text_input("Title of the map", base.title or sheet.name, key=f"map-title-{version}", max_chars=200)
    columns = {name: found[name] for name in FIELDS if found[name]}
    chosen = replace(base, columns=columns, title=title, **readings)
    return replace(chosen, dates=_meaning(base, version)) if names_two_days(sheet, chosen) else chosen


def _meaning(base: TableMap, version: int) -> str:
    """What two days of a row mean, asked once for the whole table."""
    options = list(MEANINGS)
    place = options.index(base.dates)
    chosen: str = st.radio(TWO_DAYS, options, place, format_func=MEANINGS.__getitem__, key=f"dates-{version}")
    return chosen


def _row_of(fields: Mapping[str, str], sheet: Sheet, base: TableMap, version: int) -> dict[str, tuple[str, ...]]:
    found = {}
    for place, (name, label) in zip(_places(len(fields)), fields.items(), strict=True):
        with place:
            found[name] = _field(name, label, sheet.columns, base, f"column-{name}-{version}")
    return found


def _places(count: int) -> list[Any]:
    """Places for so many fields, ACROSS in a row; on a phone, where a row becomes a column, they keep their order."""
    rows = [st.columns(ACROSS) for _ in range(-(-count // ACROSS))]
    return [place for row in rows for place in row][:count]


def _field(name: str, label: str, columns: Sequence[str], base: TableMap, key: str) -> tuple[str, ...]:
    """The columns of a field. Names of columns are options, which are plain text, and never labels, which are not."""
    opened = [column for column in base.columns.get(name, ()) if column in columns]
    if name in MANY:
        return tuple(st.multiselect(label, columns, opened, key=key, placeholder="No column chosen"))
    column = st.selectbox(
        label, columns, columns.index(opened[0]) if opened else None, key=key, placeholder="No column chosen"
    )
    return () if column is None else (column,)


def _readings(base: TableMap, version: int) -> dict[str, Any]:
    found = {}
    for place, (name, (label, words)) in zip(_places(len(READINGS)), READINGS.items(), strict=True):
        opened = getattr(base, name)
        options = list(words if opened in words else {**words, opened: ""})
        found[name] = place.selectbox(
            label,
            options,
            options.index(opened),
            format_func=lambda option, words=words: words.get(option, option),
            key=f"reading-{name}-{version}",
        )
    return found


def lacking(sheet: Sheet, mapping: TableMap) -> list[str]:
    """Columns that a mapping reads and the table does not have."""
    return sorted(mapping.used - set(sheet.columns))
