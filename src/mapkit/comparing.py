"""Two views beside each other: which incidents both show, which one alone, and where both have them otherwise.

An incident is in a view that shows it. Of a view that is according to somebody it has to be spoken of, too: what a
party says nothing of is not on its side, though it is in its window. Two atlases are compared by the ids of incidents.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from mapkit.atlas import MAX_WHOLE, Atlas
from mapkit.errors import MapkitError
from mapkit.filter_words import lens_words
from mapkit.records import TOLL_COLUMNS
from mapkit.view import PARTS
from mapkit.words import number_words, scope_words

Table = pd.DataFrame  # of `compare`
Side = Literal["both", "left", "right"]
SIDES: tuple[Side, ...] = ("both", "left", "right")
# What both may have of one incident, and have otherwise: the columns of rows that say it.
ASPECTS: Mapping[str, tuple[str, ...]] = {
    "verdict": ("verdict",),
    "day": ("when",),
    "place": ("site", "lon", "lat"),
    "kind": ("kind",),
    "toll": TOLL_COLUMNS,
}
TOLD = ("verdict", "when", "site", "lon", "lat", "kind", *TOLL_COLUMNS)
NUMBERS = ("lon", "lat", *TOLL_COLUMNS)
COLUMNS = ("id", "title", "side", "differs", *(f"{side}_{name}" for name in TOLD for side in ("left", "right")))
SILENT = "silent"


@dataclass(frozen=True)
class Numbers:
    """How many incidents each list has: in both views, in one alone, and of those in both how many `differ`."""

    both: int
    left: int
    right: int
    differ: int


def compare(left: Atlas, right: Atlas) -> pd.DataFrame:
    """The incidents of either view, one line each: `id`, `title`, `side` (both, left, right) and what `differs`.

    `differs` names what those in both have otherwise, of ASPECTS, parted by blanks; `left_...` and `right_...` are the
    cells of each side: verdict ("" without a lens), when (EDTF), site, lon and lat (degrees), kind and tolls (people).
    What is not in a view has them empty; but of what it shows and its party does not speak of, the verdict is "silent".
    Lines are in the order of the left one's rows, then of the right one's. Raises MapkitError for more than 200,000
    incidents on a side.
    """
    for atlas in (left, right):
        if atlas.counts.shown > MAX_WHOLE:
            words = f"{atlas.counts.shown:,} incidents are more than can be told apart: narrow it"
            raise MapkitError(f"{atlas.view or 'a view without filters'} is compared: {words} to {MAX_WHOLE:,}")
    ours, theirs = _rows(left), _rows(right)
    lines = [_line(id_, ours.get(id_), theirs.get(id_)) for id_ in {**ours, **theirs}]
    table = pd.DataFrame([line for line in lines if line], columns=list(COLUMNS))
    numbers = [f"{side}_{name}" for side in ("left", "right") for name in NUMBERS]
    return table.astype({"id": str, **dict.fromkeys(numbers, "float64")})


def _rows(atlas: Atlas) -> dict[str, Mapping[Any, Any]]:
    return {row["id"]: row for row in atlas.rows().to_dict("records")}


def _line(id_: str, left: Mapping[Any, Any] | None, right: Mapping[Any, Any] | None) -> dict[str, Any] | None:
    """The line of an incident that either view shows; None if nobody who is asked speaks of it."""
    ours, theirs = _is_in(left), _is_in(right)
    if not (ours or theirs):
        return None
    line: dict[str, Any] = {"id": id_, "title": (left or right or {})["title"]}
    line["side"] = "both" if ours and theirs else "left" if ours else "right"
    for side, row, is_in in (("left", left, ours), ("right", right, theirs)):
        line |= {
            f"{side}_{name}": _cell(row, name) if row and (is_in or name == "verdict") else _NONE[name] for name in TOLD
        }
    line["differs"] = " ".join(_differing(left, right)) if left and right and ours and theirs else ""
    return line


_NONE: Mapping[str, Any] = {name: float("nan") if name in NUMBERS else "" for name in TOLD}


def _is_in(row: Mapping[Any, Any] | None) -> bool:
    return row is not None and row.get("verdict") != SILENT


def _cell(row: Mapping[Any, Any], name: str) -> Any:
    value = row.get(name, "")
    return _NONE[name] if pd.isna(value) else value


def _differing(left: Mapping[Any, Any], right: Mapping[Any, Any]) -> Iterator[str]:
    """What two rows of one incident have otherwise; a verdict only where both are of somebody's."""
    for aspect, names in ASPECTS.items():
        if aspect == "verdict" and not ("verdict" in left and "verdict" in right):
            continue
        pairs = [(_cell(left, name), _cell(right, name)) for name in names]
        if any(one != other and not (pd.isna(one) and pd.isna(other)) for one, other in pairs):
            yield aspect


def numbers(table: pd.DataFrame) -> Numbers:
    """How many incidents stand in each list of a comparison."""
    both = table["side"] == "both"
    left, right = (int((table["side"] == side).sum()) for side in ("left", "right"))
    return Numbers(int(both.sum()), left, right, int((both & (table["differs"] != "")).sum()))


def compared_words(left: Atlas, right: Atlas, table: pd.DataFrame) -> str:
    """A comparison in a few sentences: what is compared, the lists, and what those in both have otherwise.

    The words follow from what the views ask otherwise: parties speak, windows have, days know.
    """
    found = numbers(table)
    told = _told(left, right, found)
    text = f"First: {scope_words(left)}. Second: {scope_words(right)}. {told[0].upper()}{told[1:]}."
    if not found.differ:
        return text
    kinds = table.loc[table["differs"] != "", "differs"].str.split().explode().value_counts()
    parts = [f"{kinds[aspect]:,} in {aspect}" for aspect in ASPECTS if aspect in kinds]
    return f"{text} Of those in both {number_words(found.differ, 'differs', 'differ')}: {', '.join(parts)}."


def _told(left: Atlas, right: Atlas, found: Numbers) -> str:
    """The three lists, worded by what the views ask otherwise."""
    asked = {name for name in PARTS if getattr(left.view, name) != getattr(right.view, name)}
    if asked == {"according"} and left.view.according and right.view.according:
        names = [lens_words(atlas, atlas.view.according) for atlas in (left, right)]
        return f"both speak of {found.both:,}, only {names[0]} of {found.left:,}, only {names[1]} of {found.right:,}"
    where = {"when": "windows", "known": "days"}.get(next(iter(asked)), "views") if len(asked) == 1 else "views"
    known = "known on" if where == "days" else "in"
    alone = (
        f"{number:,} only {known} the {which}" for number, which in ((found.left, "first"), (found.right, "second"))
    )
    return ", ".join([f"{found.both:,} {known} both {where}", *alone])
