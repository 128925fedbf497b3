"""What a dossier says of each shown incident, in words, whatever it is written as."""

from collections.abc import Iterator, Mapping
from typing import Any

from mapkit.atlas import Atlas
from mapkit.errors import ExportError
from mapkit.filter_words import VERDICT_WORDS
from mapkit.names import JOINT
from mapkit.naming import local_name, name_of
from mapkit.records import TOLLS
from mapkit.words import BASIS_WORDS, date_words, precision_words, toll_words

MAX_INCIDENTS = 1000


def numbered(atlas: Atlas) -> Iterator[tuple[int, Mapping[Any, Any]]]:
    """The shown incidents with their numbers, from 1, in the order of time.

    Raises ExportError for more than anybody reads.
    """
    if atlas.counts.shown > MAX_INCIDENTS:
        raise ExportError(
            f"a dossier of {atlas.counts.shown:,} incidents: narrow the view to {MAX_INCIDENTS:,}, or write a table"
        )
    return enumerate(atlas.records(), 1)


def dated(row: Mapping[Any, Any]) -> str:
    """Its date, how that is known, and whether it may lie outside the window."""
    basis, sure = BASIS_WORDS.get(row["when_basis"], ""), "" if row["certain"] else "may have been at another time"
    words = date_words(row)
    return "; ".join(part for part in (f"{words[0].upper()}{words[1:]}", basis, sure) if part)


def located(atlas: Atlas, row: Mapping[Any, Any]) -> str:
    """The name of the place and its local names, its coordinates, and how well it is known."""
    site = atlas.places.get(row["site"] or "")
    names = [name_of(atlas, site.names, site.id), local_name(atlas, site.names)] if site else []
    north, east = "N" if row["lat"] >= 0 else "S", "E" if row["lon"] >= 0 else "W"
    point = f"{abs(row['lat']):.4f}° {north}, {abs(row['lon']):.4f}° {east}"
    return "; ".join(
        [*([JOINT.join(filter(None, names))] if names else []), point, precision_words(row["precision_m"])]
    )


def sorted_as(atlas: Atlas, row: Mapping[Any, Any]) -> str:
    """Its kind, its tolls, and whether it is disputed; where somebody is asked, what those say of it."""
    kind = next((one.label for one in atlas.meta.kinds if one.id == row["kind"]), row["kind"])
    tolls = [words for toll in TOLLS if (words := toll_words(row, toll))]
    return "; ".join([kind, *tolls, *filter(None, [against(row)])])


def against(row: Mapping[Any, Any]) -> str:
    """The word for what is said against an incident: "disputed" or ""; where somebody is asked, their verdict."""
    return VERDICT_WORDS[row["verdict"]] if row.get("verdict") else "disputed" if row["disputed"] else ""
