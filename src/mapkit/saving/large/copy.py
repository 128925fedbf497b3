"""What a large atlas shows, as a large atlas of its own: block by block, so that memory does not grow with it.

It holds what `contents` would take: what the view shows and its trays, the claims on them, the sources and sites these
need, and the states in the view's window. Rows are numbered anew, in the order they had.
"""

import hashlib
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from mapkit.atlas import Atlas
from mapkit.contents import TRAYS, Contents, surroundings
from mapkit.saving.large.parts import Parts
from mapkit.store.stored_claims import StoredClaims
from mapkit.store.where_clause import TRUE, Condition, status_of
from mapkit.view import View

RowNumbers = NDArray[np.int32]


def stays_in_tables(atlas: Atlas) -> bool:
    """Whether an atlas stays with its tables, and is better copied block by block."""
    return isinstance(atlas.claim_list, StoredClaims) and atlas.claim_list.by_row is not None


def copied(atlas: Atlas, parts: Parts) -> tuple[Contents, str]:
    """Add what a large atlas shows to the files on their way; gives back the rest of it, and its digest.

    The digest of what a view shows of an atlas is made of the atlas's own and of the view.
    """
    kept = _kept(atlas)
    sites: set[str] = set()
    for table in _incidents(atlas):
        held = table.filter(pa.array(_held(table["row"].to_numpy(), kept)))
        sites.update(pc.unique(held["site"]).to_pylist())
        parts.add_incidents(_numbered(held, kept))
    cited: set[str] = set()
    for table in atlas.store.stream("SELECT * EXCLUDE (number) FROM claims", ()):  # in the order of the file
        held = table.filter(pa.array(_held(table["row"].to_numpy(), kept)))
        cited.update(pc.unique(held["source"]).to_pylist())
        numbered = _numbered(held, kept)
        parts.add_claims({name: numbered[name] for name in numbered.column_names})
    seen = hashlib.sha256(f"{atlas.digest} {atlas.view}".encode()).hexdigest()
    return surroundings(atlas, sites, cited), atlas.digest if atlas.view == View() else seen


def _trays(view: View) -> Condition:
    """Whether an incident is shown by a view or lies in its trays."""
    state = status_of(view)
    return Condition(f"{state.sql} IN ({', '.join('?' for _ in TRAYS)})", (*state.values, *TRAYS))


def _kept(atlas: Atlas) -> RowNumbers:
    """The numbers of the rows that are kept, in order: four bytes each."""
    asked = _trays(atlas.view)
    sql = f'SELECT i."row" FROM incidents i WHERE {asked.sql}'  # noqa: S608 - names are ours, values bound
    return np.sort(
        np.concatenate(
            [np.zeros(0, np.int32), *(one["row"].to_numpy() for one in atlas.store.stream(sql, asked.values))]
        )
    )


def _incidents(atlas: Atlas) -> Iterator[pa.Table]:
    """The rows that are kept and some others, in the order of the files, which is that of their places and days.

    What asks for claims is a join, which keeps no order and holds whole rows: it is left out.
    """
    asked = TRUE if atlas.view.source or atlas.view.party else _trays(atlas.view)
    return atlas.store.stream(f"SELECT i.* FROM incidents i WHERE {asked.sql}", asked.values)  # noqa: S608 - as above


def _numbered(table: pa.Table, kept: RowNumbers) -> pa.Table:
    """Rows with their places among those that are kept for numbers."""
    numbers = np.searchsorted(kept, table["row"].to_numpy()).astype(np.int32)
    return table.set_column(table.schema.get_field_index("row"), table.schema.field("row"), pa.array(numbers))


def _held(rows: RowNumbers, kept: RowNumbers) -> NDArray[np.bool_]:
    """Which rows are kept."""
    places = np.minimum(np.searchsorted(kept, rows), max(len(kept) - 1, 0))
    return kept[places] == rows if len(kept) else np.zeros(len(rows), bool)
