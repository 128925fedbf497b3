"""Exactly the incidents that are shown, as rows for the tables and features that are made of them."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd

from mapkit.atlas import Atlas
from mapkit.errors import ExportError
from mapkit.incident_columns import Column, columns, names
from mapkit.records import CLAIM_LATE, SOURCE_MORE, TOLL_COLUMNS, TOLLS, Claim
from mapkit.report import Progress
from mapkit.store.incident_table import DERIVED, written_name
from mapkit.store.stored_claims import StoredClaims
from mapkit.store.where_clause import certain_of, quoted, shown_of
from mapkit.when import OPEN_END, OPEN_START, day_of
from mapkit.words import date_words, place_words, said_words, toll_words

Row = Mapping[Hashable, Any]
Value = str | int | float | bool | None

VERDICT = "verdict"
MAX_ROWS = 2_000_000  # of a table: beyond, no spreadsheet and few programs open it
BATCH = 100_000  # incidents that are fetched at once
STEP = 65_536  # rows of a file that are looked at together
_NEEDED = ("row", "start", "end")
_UNUSED = ", ".join(map(quoted, names(lambda one: one.origin == "made" and not one.tabled and one.name not in _NEEDED)))
AT_ONCE = 10_000  # incidents that are made into Python's values at once


def _in_order() -> Iterator[str]:
    """The columns of a table, the numbers of tolls beside their words."""
    for name in names(lambda one: one.tabled and one.name not in TOLL_COLUMNS):
        yield name
        if name == "tolls":
            yield from TOLL_COLUMNS


COLUMNS = tuple(_in_order())
CLAIM_VALUES = (
    "source",
    "source_id",
    "publisher",
    "party",
    "party_id",
    "published",
    "accessed",
    "archive_url",
    "stance",
    "says",
    "said",
    "url",
    "locator",
)
CLAIM_MORE = tuple(name for name in CLAIM_LATE if name not in CLAIM_VALUES)  # these stand where somebody wrote them
_TEXTS = names(lambda one: one.tabled and one.written and one.type == "string")
_OTHERS = columns(lambda one: one.tabled and one.origin != "told" and one.type != "string")
_KINDS = {"bool": bool, "float64": float}


def batches(atlas: Atlas, progress: Progress | None = None) -> Iterator[list[dict[Any, Any]]]:
    """The shown incidents as mappings, their claims at hand: few at once and by start, many in parts, as in the file.

    `progress` is told how many are done, when the next part is asked for, and how many there are; if it answers False,
    that is the end. Raises ExportError for that, and for more than MAX_ROWS.
    """
    total, done = atlas.counts.shown, 0
    if total > MAX_ROWS:
        raise ExportError(
            f"a table of {total:,} incidents: narrow the view to {MAX_ROWS:,}, or hand on the atlas's Parquet files"
        )
    for rows in _parts(atlas) if total > BATCH else [atlas.records()]:
        yield rows
        done += len(rows)
        if progress and progress(done, total) is False:
            raise ExportError(f"stopped after {done:,} of {total:,} incidents, and nothing was written")


def _parts(atlas: Atlas) -> Iterator[list[dict[Any, Any]]]:
    """Parts of the file that hold at most about BATCH shown incidents each, so that the memory does not grow."""
    shown, inside = shown_of(atlas.view), certain_of(atlas.view)
    sql = (
        f"SELECT i.* EXCLUDE ({_UNUSED}), {inside.sql} AS certain FROM incidents i "  # noqa: S608 - names are ours, values bound
        f'WHERE i."row" >= ? AND i."row" < ? AND {shown.sql} ORDER BY i."row"'
    )
    for first, last in _spans(atlas):
        table = atlas.store.run(sql, [*inside.values, first, last, *shown.values])
        atlas.prepare_claims(table["id"].to_pylist(), table["row"].to_pylist())
        table = table.drop_columns(["row"])
        for start in range(0, len(table), AT_ONCE):
            part = table.slice(start, AT_ONCE)
            columns = (column.to_pylist() for column in part.columns)
            yield [dict(zip(part.column_names, values, strict=True)) for values in zip(*columns, strict=True)]


def _spans(atlas: Atlas) -> Iterator[tuple[int, int]]:
    """Half-open spans of row numbers that hold at most BATCH shown incidents each, or STEP rows."""
    shown = shown_of(atlas.view)
    sql = f'SELECT i."row" // {STEP} AS step, count(*) AS n FROM incidents i WHERE {shown.sql} GROUP BY 1 ORDER BY 1'  # noqa: S608 - names are ours, values bound
    table = atlas.store.run(sql, shown.values)
    first = last = held = 0
    for step, count in zip(table["step"].to_pylist(), table["n"].to_pylist(), strict=True):
        if held and held + count > BATCH:
            yield first, last
            first, held = last, 0
        last, held = (step + 1) * STEP, held + count
    if held:
        yield first, last


def own_names(columns: Iterable[Hashable], ours: Iterable[str] = COLUMNS) -> dict[str, str]:
    """The user's own columns, and the verdict of whom the view asks, with the names they get beside `ours`."""
    taken, names = set(ours), dict[str, str]()
    for column in map(str, columns):
        if column not in DERIVED or column == VERDICT:
            name = written_name(column)
            while name in taken:
                name += " (own)"
            taken.add(name)
            names[column] = name
    return names


def row_values(atlas: Atlas, row: Row) -> dict[str, Value]:
    """The cells of an incident by the names of COLUMNS; lon and lat are degrees, precision_m metres or None.

    Days are ISO texts, the last one included; None where an end is open.
    """
    claims = atlas.claims_by_incident.get(row["id"], ())
    return {
        **{name: row[name] for name in _TEXTS},
        **{one.name: plain_value(one, row[one.name]) for one in _OTHERS},
        "when_words": date_words(row),
        "first_day": _day(row["start"], OPEN_START, 0),
        "last_day": _day(row["end"], OPEN_END, 1),
        "place": place_words(atlas, row["site"]),
        "kind": _kind_label(atlas, row["kind"]),
        "kind_id": row["kind"],
        "tolls": "; ".join(words for toll in TOLLS if (words := toll_words(row, toll))),
        "sources": "; ".join(dict.fromkeys(map(publisher, claims))),
        "claims": "; ".join(map(_claim_text, claims)),
    }


def _day(number: int, unbounded: date, after: int) -> str | None:
    """The day of a number of the store, `after` days before it; None for the open end."""
    return None if day_of(int(number)) == unbounded else day_of(int(number) - after).isoformat()


def plain_value(column: Column, value: Any) -> Value:
    """A cell of the store as a value of Python: a text, a truth, a number, or None where nothing is known."""
    if column.type == "string":
        text: str = value
        return text
    return None if pd.isna(value) else _KINDS.get(column.type, int)(value)


def claim_values(atlas: Atlas, claim: Claim) -> dict[str, Any]:
    """A claim with what a reader needs to know of its source; columns that came later where something is written."""
    source = claim.source
    more = {name: value for name in CLAIM_MORE if (value := getattr(claim, name))}
    more |= {name: value for name in SOURCE_MORE if (value := getattr(source, name))}
    party = next((party.label for party in atlas.meta.parties if party.id == source.party), "")
    return {
        "source": source.title,
        "source_id": source.id,
        "publisher": source.publisher,
        "party": party,
        "party_id": source.party,
        "published": source.published,
        "accessed": source.accessed,
        "archive_url": source.archive_url or None,
        "stance": claim.stance,
        "says": claim.says,
        "url": source.url or None,
        "locator": claim.locator,
        "said": claim.said,
        **more,
    }


def more_stated(atlas: Atlas) -> tuple[str, ...]:
    """Which of the columns that `claim_values` has only where something is written it has somewhere, in order."""
    found = {name for source in atlas.source_list for name in SOURCE_MORE if getattr(source, name)}
    if isinstance(atlas.claim_list, StoredClaims):
        found |= {*atlas.claim_list.stated(CLAIM_MORE)}
    else:
        found |= {name for claim in atlas.claim_list for name in CLAIM_MORE if getattr(claim, name)}
    return tuple(name for name in (*CLAIM_MORE, *SOURCE_MORE) if name in found)


def _claim_text(claim: Claim) -> str:
    """A claim as a text of its own: what a source does, when it said so, and what."""
    when = f" ({said_words(claim.said)})" if claim.said else ""
    return f"{claim.stance} {publisher(claim)}{when}: {claim.says}"


def publisher(claim: Claim) -> str:
    """Who published the source of a claim; its title where nobody is named."""
    return claim.source.publisher or claim.source.title


def _kind_label(atlas: Atlas, kind: str) -> str:
    return next((one.label for one in atlas.meta.kinds if one.id == kind), kind)
