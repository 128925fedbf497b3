"""The claims of an atlas that stay with its store, for one with more of them than belong into memory."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import overload

import pyarrow as pa

from mapkit.records import Claim, Source
from mapkit.store import Store

BLOCK = 10_000  # claims that are made at once


class StoredClaims(Sequence[Claim]):
    """Claims in the order of the file, made from the store's rows when somebody asks for them."""

    def __init__(self, store: Store, sources: Mapping[str, Source]) -> None:
        self.store, self._sources = store, sources
        self._count = store.claim_count()
        self._by_row = "row" in store.run("SELECT * FROM claims LIMIT 0", ()).column_names
        self._one = lru_cache(maxsize=BLOCK)(self._of_one)
        self._ready: dict[str, tuple[Claim, ...]] = {}

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

        With the incidents' row numbers, where they are at hand, little of a file is read.
        """
        wanted = list(incidents)
        found: dict[str, list[Claim]] = {incident: [] for incident in wanted}
        for claim in self._made(self._of_rows(list(rows)) if rows and self._by_row else self.store.claims_on(wanted)):
            if claim.incident in found:
                found[claim.incident].append(claim)
        self._ready = {incident: tuple(claims) for incident, claims in found.items()}

    def _of_rows(self, rows: Sequence[int]) -> pa.Table:
        marks = ", ".join("?" for _ in rows)
        return self.store.run(f'SELECT * FROM claims WHERE "row" IN ({marks}) ORDER BY number', list(map(int, rows)))  # noqa: S608 - values bound

    def on(self, incident: str) -> tuple[Claim, ...]:
        """The claims on one incident, in the order of the file."""
        found = self._ready.get(incident)
        return self._one(incident) if found is None else found

    def _of_one(self, incident: str) -> tuple[Claim, ...]:
        return tuple(self._made(self.store.claims_on([incident])))


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
