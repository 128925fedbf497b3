"""A large atlas through a lens: counted exactly, some incidents at a time, since no table of it is made anew.

What a party says, and what was known on a day, is made out incident by incident (`store.lens`). Of millions that takes
minutes and no more memory than one block: answers of blocks are put together, which is right because each incident is
in one of them with all of its claims.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields

import pandas as pd

from mapkit.atlas import Atlas
from mapkit.report import Progress
from mapkit.store.duckdb_store import duckdb_store
from mapkit.store.incident_table import claim_table
from mapkit.store.lens import Lenses
from mapkit.store.store import Counts, Status, Store
from mapkit.store.stored_claims import StoredClaims
from mapkit.verdicts import last_day_of
from mapkit.view import View

BLOCK = 200_000  # incidents that are seen through a lens at once


def needs_blocks(atlas: Atlas, view: View) -> bool:
    """Whether an atlas answers a view only in blocks: it is a large one, and the view asks for another lens."""
    return atlas.lenses is None and isinstance(atlas.claim_list, StoredClaims) and view.lens != atlas.view.lens


def counts_through(atlas: Atlas, view: View, progress: Progress | None = None) -> Counts:
    """The counts of a view of an atlas that answers in blocks (`needs_blocks`), as `Atlas.counts` of a small one.

    `progress` is told how many incidents are counted, of how many. Raises ParseError for a party that there is not.
    """
    found = [one.counts(view) for one in _seen(atlas, view, progress)]
    return Counts(**{one.name: sum(getattr(each, one.name) for each in found) for one in fields(Counts)})


def count_through(atlas: Atlas, view: View, by: Sequence[str], progress: Progress | None = None) -> "pd.Series[int]":
    """How many are shown by columns, as `Atlas.count`. Raises ParseError."""
    parts = [one.count(view, by) for one in _seen(atlas, view, progress)]
    whole = pd.concat(parts)
    return whole.groupby(level=list(range(len(by))) if len(by) > 1 else 0, dropna=False).sum().sort_index()


def rows_through(
    atlas: Atlas, view: View, status: Status | None = "shown", progress: Progress | None = None
) -> Iterator[pd.DataFrame]:
    """The rows of a view, as `Atlas.rows` has them, a frame a block: in each by start. Raises ParseError."""
    for one in _seen(atlas, view, progress):
        yield one.rows(view, status)


def _seen(atlas: Atlas, view: View, progress: Progress | None) -> Iterator[Store]:
    """The store of each block through the view's lens."""
    claims = atlas.claim_list
    assert isinstance(claims, StoredClaims)  # noqa: S101 - who asks has looked (`needs_blocks`)
    total, last = atlas.store.counts(View()).all, last_day_of(claims.days())
    parties = [party.id for party in atlas.meta.parties]
    for first in range(0, max(total, 1), BLOCK):
        ends = first, first + BLOCK
        table = atlas.store.run('SELECT * FROM incidents WHERE "row" >= ? AND "row" < ? ORDER BY "row"', ends)
        told = claims.on_rows(*ends)
        base = duckdb_store(table, claim_table(told))
        yield Lenses(base, told, atlas.source_list, atlas.places, parties, atlas.as_of, last).store(view)
        if progress:
            progress(min(first + BLOCK, total), total)
