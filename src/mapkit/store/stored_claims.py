"""The claims of an atlas that stay with its store, for one with more of them than belong into memory."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from threading import Lock
from typing import TypeVar, overload

import pyarrow as pa

from mapkit.records import CLAIM_TEXTS, Claim, Source
from mapkit.store.store import Store
from mapkit.store.where_clause import quoted

BLOCK = 10_000  # claims that are made at once, and incidents whose claims are kept
COLUMNS = ("row", "source", *CLAIM_TEXTS)  # that are read by row
FEW = COLUMNS[1:4]  # of few different texts

Key = TypeVar("Key")
Value = TypeVar("Value")
Said = tuple[str, ...]  # a source, and CLAIM_TEXTS
ByRow = Callable[[Sequence[int]], pa.Table]


class StoredClaims(Sequence[Claim]):
    """Claims in the order of the file, made from the store's rows when somebody asks for them.

    `by_row` gives COLUMNS of the claims on the incidents of some rows; the first large atlases have no such numbers.
    """

    def __init__(self, store: Store, sources: Mapping[str, Source], by_row: ByRow | None = None) -> None:
        self.store, self._sources, self.by_row = store, sources, by_row
        self._one = lru_cache(maxsize=BLOCK)(self._of_one)
        self._lock = Lock()
        self._ready: dict[str, tuple[Claim, ...]] = {}  # by incident, those that were asked for last
        self._ahead: dict[int, tuple[Said, ...]] = {}  # by row

    @cached_property
    def _count(self) -> int:
        return self.store.claim_count()

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
            yield Claim(row["incident"], self._sources[row["source"]], *(row[name] for name in CLAIM_TEXTS))

    def on_rows(self, first: int, last: int) -> list[Claim]:
        """The claims on the incidents with row numbers from `first` to before `last`, in the order of the file."""
        sql = 'SELECT * FROM claims WHERE "row" >= ? AND "row" < ? ORDER BY number'
        if not self.store.claims_by_row:
            sql = (
                "SELECT c.* FROM claims c JOIN incidents i ON c.incident = i.id "
                'WHERE i."row" >= ? AND i."row" < ? ORDER BY c.number'
            )
        return list(self._made(self.store.run(sql, [first, last])))

    def days(self) -> set[str]:
        """The different days on which something was said (`Claim.day`), "" among them where nobody knows."""
        found = self.store.run("SELECT DISTINCT source, said FROM claims", ()).to_pylist()
        return {one["said"] or self._sources[one["source"]].published for one in found}

    def stated(self, columns: Sequence[str]) -> tuple[str, ...]:
        """Which of some columns of CLAIM_TEXTS have something in them."""
        asked = ", ".join(f"bool_or({quoted(name)} <> '')" for name in columns)
        found = self.store.run(f"SELECT {asked} FROM claims", ()).to_pylist()[0].values()  # noqa: S608 - names are ours
        return tuple(name for name, some in zip(columns, found, strict=True) if some)

    def prepare(self, incidents: Iterable[str], rows: Iterable[int] | None = None) -> None:
        """Fetch the claims on these incidents at once, for a table that is about to ask for each of them.

        With the row number of each, where they are at hand, little of a file is read.
        """
        wanted = list(incidents)
        if rows is None or not self.by_row:
            claims = self._made(self.store.claims_on(wanted))
            found = self._grouped(wanted, ((claim.incident, claim) for claim in claims))
        else:
            found = self._named(wanted, self._of_rows(self.by_row, list(map(int, rows))))
        with self._lock:
            _keep(self._ready, found)

    def fetch(self, rows: Sequence[int]) -> None:
        """Fetch the claims on the incidents of these rows, for `prepare` to find; any thread may."""
        if self.by_row:
            self._of_rows(self.by_row, rows)

    def _named(self, incidents: Sequence[str], said: Sequence[Sequence[Said]]) -> dict[str, tuple[Claim, ...]]:
        """What is said of each incident, as claims."""
        return {
            incident: tuple(Claim(incident, self._sources[source], *words) for source, *words in some)
            for incident, some in zip(incidents, said, strict=True)
        }

    def _of_rows(self, by_row: ByRow, rows: Sequence[int]) -> list[tuple[Said, ...]]:
        with self._lock:
            found = {row: self._ahead[row] for row in rows if row in self._ahead}
        if left := [row for row in dict.fromkeys(rows) if row not in found]:
            numbers, *said = (column.to_pylist() for column in by_row(left).columns)
            found |= self._grouped(left, zip(numbers, zip(*said, strict=True), strict=True))
        with self._lock:
            _keep(self._ahead, found)
        return [found[row] for row in rows]

    @staticmethod
    def _grouped(keys: Sequence[Key], claims: Iterable[tuple[Key, Value]]) -> dict[Key, tuple[Value, ...]]:
        found: dict[Key, list[Value]] = {key: [] for key in keys}
        for key, claim in claims:
            found[key].append(claim)
        return {key: tuple(some) for key, some in found.items()}

    def on(self, incident: str) -> tuple[Claim, ...]:
        """The claims on one incident, in the order of the file."""
        found = self._ready.get(incident)
        return self._one(incident) if found is None else found

    def _of_one(self, incident: str) -> tuple[Claim, ...]:
        if self.by_row is None:
            return tuple(self._made(self.store.claims_on([incident])))
        rows = self.store.run('SELECT "row" FROM incidents WHERE id = ?', [incident])["row"].to_pylist()
        return self._named([incident], self._of_rows(self.by_row, rows))[incident] if rows else ()


def _keep(kept: dict[Key, tuple[Value, ...]], new: Mapping[Key, tuple[Value, ...]]) -> None:
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
