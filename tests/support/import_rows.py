"""Rows of a made table, plain and odd, with the mapping that reads them."""

import csv
import io
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

import mapkit as mk
from mapkit.importing.mapping.table_map import TableMap

COLUMNS = ("id", "from", "to", "lat", "lon", "prec", "type", "a", "b", "low", "best", "high", "office", "own")
MAPPING = TableMap(
    title="Made",
    dataset="Made data",
    publisher="Nobody",
    day_order="ymd",
    swap=False,
    split=";",
    columns={
        "id": ("id",),
        "start": ("from",),
        "end": ("to",),
        "lat": ("lat",),
        "lon": ("lon",),
        "kind": ("type",),
        "title": ("a", "b"),
        "text": ("b",),
        "killed_low": ("low",),
        "killed_best": ("best",),
        "killed_high": ("high",),
        "source": ("office",),
        "source_date": ("to",),
        "source_says": ("a",),
        "source_via": ("office",),
        "source_party": ("b",),
    },
    joints={"title": " – "},
    precision_code="prec",
    precision={"1": 1000, "2": 25000},
    kinds={"1": "Battle"},
)
DAYS = st.sampled_from(
    ["2020-11-10", "2020-11-12", "2020-02-30", "10.11.2020", "2020-11", "", "n/a", "0000-01-01", "9999-12-31", ".."]
)
DATES = st.one_of(
    DAYS,
    st.sampled_from(
        [
            "2020-11-10/2020-12-02",
            "2020-02",
            "2020-12",
            "2020-13",
            "9998-12",
            "9999-12",
            "2020",
            "0000-01",
            "2020-11 ",
            "2020-12-02/2020-11-10",
            "2020-11-10/2020-11-10",
            "2020-02-28/2020-02-30",
            "2020-11/2020-12",
            "2020-11-10/..",
            "2020-11-10~/2020-12-02",
            "2020-11-10/2020-12-0a",
            "2020-11~",
            "../2020-11-10",
            "2020-11-10 /2020-11-12",
            "2020/11/10",
            "2020-11-10//020-11-12",
            "1970-01",
            "1969-12-31/1970-01-01",
        ]
    ),
)
DEGREES = st.sampled_from(["39.85", "46.75", "-0.5", "0", "95", "200", "39,85", "39°30′N", "", " 46.75"])
COUNTS = st.sampled_from(["", "0", "1", "2", "12", "1.0", "many", "n/a", "-1"])
TEXTS = st.sampled_from(
    ["", "Attack", "  two  words ", "Ոստիկան", "Şuşa’da", "n/a", "-", "line\nbreak", '"quoted", so', "\u200b", "a\x1fb"]
)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c", "d", "e", "f", "g", "h", "", " "]),
        DAYS,
        DAYS,
        DEGREES,
        DEGREES,
        st.sampled_from(["1", "2", "9", ""]),
        st.sampled_from(["1", "2", "", "Other"]),
        TEXTS,
        TEXTS,
        COUNTS,
        COUNTS,
        COUNTS,
        st.sampled_from(["", "TASS", "TASS;Azertac", "n/a"]),
        TEXTS,
    ),
    max_size=12,
)


def written(path: Path, rows: Any) -> Path:
    """The rows as a CSV file."""
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([COLUMNS, *rows])
    path.write_bytes(text.getvalue().encode())
    return path


def said(atlas: mk.Atlas) -> dict[str, list[tuple[str, ...]]]:
    """Who says what of each incident, for whom, when it was said, and whom it repeats."""
    titles = {source.id: source.title for source in atlas.source_list} | {"": ""}
    return {
        id_: [
            (claim.source.title, claim.source.party, claim.stance, claim.said, claim.says, titles[claim.via])
            for claim in claims
        ]
        for id_, claims in atlas.claims_by_incident.items()
    }
