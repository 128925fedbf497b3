"""The claims of an atlas that stay with its store, for one with more of them than belong into memory."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from threading import Lock
from typing import TypeVar, overload

import pyarrow as pa

from mapkit.records import Claim, Source
from mapkit.store import Store

BLOCK = 10_000  # claims that are made at once, and incidents whose claims are kept
MOST_MARKS = 200  # rows that are named one by one, which reads less of a file

Key = TypeVar("Key")


class StoredClaims(Sequence[Claim]):
    """Claims in the order of the file, made from the store's rows when somebody asks for them.

    `by_row` says whether they have the numbers of the incidents' rows, which those of the first large atlases lack.
    """

    def __init__(self, store: Store, sources: Mapping[str, Source]) -> None:
        self.store, self._sources = store, sources
        self._count = store.claim_count()
        self.by_row = "row" in store.run("SELECT * FROM claims LIMIT 0", ()).column_names
        self._one = lru_cache(maxsize=BLOCK)(self._of_one)
        self._lock = Lock()
        self._ready: dict[str, tuple[Claim, ...]] = {}  # by incident, those that were asked for last
        self._ahead: dict[int, tuple[Claim, ...]] = {}  # by row

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Claim: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Claim, ...]: ...
    def __getitem__(self, index: int | slice) -> Claim | tuple[Claim, ...]:
        if isinstance(index, slice):
            picked = range(*index.indices(self._count))
            first, after = min(picked, default=0), max(picked, default=-1) + 1
            made = tuple(self._made(self.store.claims_between(first, after))) if picked else ()
            return tuple(made[number - first] for number in picked)
        number = range(self._count)[index]
        return next(self._made(self.store.claims_between(number, number + 1)))

    def __iter__(self) -> Iterator[Claim]:
        for start in range(0, self._count, BLOCK):
            yield from self._made(self.store.claims_between(start, start + BLOCK))

    def _made(self, table: pa.Table) -> Iterator[Claim]:
        for row in table.to_pylist():
            yield Claim(row["incident"], self._sources[row["source"]], row["stance"], row["says"], row["locator"])

    def prepare(self, incidents: Iterable[str], rows: Iterable[int] | None = None) -> None:
        """Fetch the claims on these incidents at once, for a table that is about to ask for each of them.

        With the row number of each, where they are at hand, little of a file is read.
        """
        wanted = list(incidents)
        if rows is None or not self.by_row:
            claims = self._made(self.store.claims_on(wanted))
            found = self._grouped(wanted, ((claim.incident, claim) for claim in claims))
        else:
            found = dict(zip(wanted, self._of_rows(list(map(int, rows))), strict=True))
        with self._lock:
            _keep(self._ready, found)

    def fetch(self, rows: Sequence[int]) -> None:
        """Fetch the claims on the incidents of these rows, for `prepare` to find; any thread may."""
        if self.by_row:
            self._of_rows(rows)

    def _of_rows(self, rows: Sequence[int]) -> list[tuple[Claim, ...]]:
        with self._lock:
            found = {row: self._ahead[row] for row in rows if row in self._ahead}
        if left := [row for row in dict.fromkeys(rows) if row not in found]:
            marks = "?" if (many := len(left) > MOST_MARKS) else ", ".join("?" for _ in left)
            which = f"SELECT unnest({marks}::INTEGER[])" if many else marks
            table = self.store.run(
                f'SELECT * FROM claims WHERE "row" IN ({which}) ORDER BY number', [left] if many else left  # noqa: S608 - values bound
            )  # fmt: skip
            found |= self._grouped(left, zip(table["row"].to_pylist(), self._made(table), strict=True))
        with self._lock:
            _keep(self._ahead, found)
        return [found[row] for row in rows]

    @staticmethod
    def _grouped(keys: Sequence[Key], claims: Iterable[tuple[Key, Claim]]) -> dict[Key, tuple[Claim, ...]]:
        found: dict[Key, list[Claim]] = {key: [] for key in keys}
        for key, claim in claims:
            found[key].append(claim)
        return {key: tuple(some) for key, some in found.items()}

    def on(self, incident: str) -> tuple[Claim, ...]:
        """The claims on one incident, in the order of the file."""
        found = self._ready.get(incident)
        return self._one(incident) if found is None else found

    def _of_one(self, incident: str) -> tuple[Claim, ...]:
        return tuple(self._made(self.store.claims_on([incident])))


def _keep(kept: dict[Key, tuple[Claim, ...]], new: Mapping[Key, tuple[Claim, ...]]) -> None:
    """Add claims; of those of before, the oldest go where it would be too many."""
    for key in new:
        kept.pop(key, None)
    kept |= new
    for key in list(kept)[: max(0, len(kept) - max(BLOCK, len(new)))]:
        del kept[key]


class ByIncident(Mapping[str, tuple[Claim, ...]]):
    """The claims on each incident that has one, by its id."""

    def __init__(self, claims: StoredClaims) -> None:
        self._claims = claims

    def __getitem__(self, incident: str) -> tuple[Claim, ...]:
        found = self._claims.on(incident)
        if not found:
            raise KeyError(incident)
        return found

    def __iter__(self) -> Iterator[str]:
        yield from self._claims.store.incidents_claimed()

    def __len__(self) -> int:
        return len(self._claims.store.incidents_claimed())
