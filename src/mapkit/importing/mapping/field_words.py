"""What a column can hold, in words for people, in the groups in which a person is asked for it."""

from mapkit.importing.mapping.table_map import TEXTS
from mapkit.incident_columns import columns
from mapkit.records import TOLL_COLUMNS

_WHAT = columns(lambda one: one.name in ("id", "kind", *TEXTS))
GROUPS = {
    "When": {"when": "Date", "start": "First day, where there are two", "end": "Last day, where there are two"},
    "Where": {
        "lat": "Latitude",
        "lon": "Longitude",
        "point": "Both coordinates in one column",
        "place": "Name of the place",
        "precision_m": "How well the place is known, in metres",
    },
    "What": {one.name: one.label for one in (*_WHAT[1:], _WHAT[0])},  # the id last
    "Who says so": {
        "source": "Source",
        "source_url": "Address of the source",
        "source_date": "Day it said so",
        "source_says": "Its words",
        "source_via": "Whom it repeats",
        "source_party": "Party that it speaks for",
        "stance": "Whether it reports or denies",
    },
}
DATE_PARTS = {
    "year": "Year",
    "month": "Month",
    "day": "Day",
    "end_year": "Year of the end",
    "end_month": "Month of the end",
    "end_day": "Day of the end",
}
BOUND_WORDS = {"low": "at least", "best": "best figure", "high": "at most"}
TOLLS = {name: f"{name.partition('_')[0].capitalize()}, {BOUND_WORDS[name.partition('_')[2]]}" for name in TOLL_COLUMNS}
LABELS = {name: label for fields in (*GROUPS.values(), DATE_PARTS, TOLLS) for name, label in fields.items()}
