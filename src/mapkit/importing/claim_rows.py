"""Rows with the id of an earlier one, where a mapping says that they are claims: what more sources say of an incident.

The first row of an id is the incident. Where a later one has another date, place, kind or toll, that is what its
sources say; what it leaves empty, and what is the same, is "as the incident says".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mapkit.files.claim_tables import circles
from mapkit.importing.cells.kinds import UNSTATED
from mapkit.importing.cells.sources import Said
from mapkit.records import TOLL_COLUMNS
from mapkit.report import Fault
from mapkit.where import plain

Record = Mapping[str, Any]


class MoreSaid(NamedTuple):
    """What the sources of one row say of an incident: the numbers of row and record, the columns of their claims."""

    row: int
    record: int
    said: Sequence[Said]
    states: Mapping[str, str]  # with the label of a kind in the place of its id


@dataclass
class ClaimRows:
    """Gathers the rows that tell more of an incident that stands; `at` is the number of each record by its id."""

    at: dict[str, int] = field(default_factory=dict)
    found: list[MoreSaid] = field(default_factory=list)
    via: dict[str, dict[str, str]] = field(default_factory=dict)  # who repeats whom, by incident

    def begin(self, id_: str, said: Sequence[Said]) -> None:
        """The incident of an id is the next record."""
        self.at[id_] = len(self.at)
        if links := _repeats(said):
            self.via[id_] = links

    def circle(self, id_: str, said: Sequence[Said], column: str) -> Iterator[Fault]:
        """What is wrong if these sources repeat each other in a circle with those of earlier rows."""
        links = {**self.via.get(id_, {}), **_repeats(said)}
        for circle in circles(links):
            words = " repeats ".join(map(repr, (*circle, circle[0])))
            yield "via-circle", f"{words}: say who said it first, and leave the cell of that one empty", column

    def add(self, id_: str, more: MoreSaid) -> None:
        """Add what a row says of the incident of an id."""
        self.via[id_] = {**self.via.get(id_, {}), **_repeats(more.said)}
        self.found.append(more)


def stated(record: Record, row: Record) -> dict[str, str]:
    """What a row says of an incident otherwise than its record, as the columns of a claim; kinds are labels."""
    found = {}
    if row["when"] and (record["when"] is None or row["when"].text != record["when"].text):
        found["when"] = row["when"].text
    if row["kind"] not in (record["kind"], UNSTATED):
        found["kind"] = row["kind"]
    found |= _place(record, row)
    tolls = {name: row.get(name) for name in TOLL_COLUMNS}
    return found | {name: str(one) for name, one in tolls.items() if one is not None and one != record.get(name)}


def _place(record: Record, row: Record) -> dict[str, str]:
    if row["site"]:
        return {"site": row["site"]} if row["site"] != record["site"] else {}
    if row["lon"] is None or (row["lon"], row["lat"]) == (record["lon"], record["lat"]):
        return {}
    names = ("lon", "lat", "precision_m")
    return {name: plain(row[name]) for name in names if row[name] is not None}


def _repeats(said: Sequence[Said]) -> dict[str, str]:
    return {one.source.id: one.via.id for one in said if one.via}
