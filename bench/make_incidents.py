"""Made incidents for the benchmarks: the same for the same seed, as typed columns and as a file that any library reads.

They lie around some towns, most of them stacked on few places, come in bursts, and cover ten years: most last a day,
some weeks, some are known to a month. Run `python bench/make_incidents.py 100000000 incidents.parquet` for a file
(`.csv` or `.parquet`); it is made a million at a time, so that memory does not grow with it.
"""

import argparse
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet
from numpy.typing import NDArray

FIRST, LAST = (int(np.datetime64(day).astype(int)) for day in ("2014-01-01", "2024-01-01"))
WEST, SOUTH, EAST, NORTH = 42.0, 38.5, 50.0, 41.5
KINDS = (
    "battle",
    "shelling",
    "air strike",
    "protest",
    "checkpoint",
    "seizure",
    "talks",
    "looting",
    "abduction",
    "explosion",
    "riot",
    "agreement",
)
SHARES_OF_KINDS = (0.22, 0.22, 0.08, 0.12, 0.08, 0.08, 0.04, 0.04, 0.04, 0.04, 0.03, 0.01)
COLOURS = (
    "#b3261e",
    "#e07b00",
    "#8c510a",
    "#2f6fb5",
    "#6a4c93",
    "#1b7f5c",
    "#7a7a7a",
    "#c2a500",
    "#c51b7d",
    "#d6604d",
    "#4393c3",
    "#5aae61",
)
CENTRE, ZOOM = (40.0, 46.0), 7  # latitude, longitude and zoom at which all of them are in sight
TOWNS, BURSTS, ACTORS = 30, 12, 60
MAX_PLACES = 100_000
CHUNK = 1 << 20
DAY, SPAN, MONTH = 0, 1, 2
SHARES = (0.8, 0.1, 0.1)  # of incidents of a day, of some days up to two months, known to a month


@dataclass(frozen=True, eq=False)
class Incidents:
    """Columns by start: days since 1970-01-01 (half-open), degrees, the kind's number, how its date is known."""

    start: NDArray[np.int32]
    end: NDArray[np.int32]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    kind: NDArray[np.uint8]
    width: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.start)


@dataclass(frozen=True, eq=False)
class World:
    """What incidents have in common: towns and places (degrees), none where each has a point of its own; bursts."""

    towns: tuple[NDArray[np.float64], NDArray[np.float64]]
    places: tuple[NDArray[np.float64], NDArray[np.float64]] | None
    bursts: NDArray[np.int64]

    @classmethod
    def of(cls, count: int, seed: int, *, alone: bool) -> "World":
        """For so many incidents: a tenth as many places, 100,000 at most, or each at a point of its own."""
        lot = np.random.default_rng(seed)
        towns = lot.uniform(WEST + 1, EAST - 1, TOWNS), lot.uniform(SOUTH + 0.75, NORTH - 0.75, TOWNS)
        places = None if alone else _around(lot, towns, min(max(1, count // 10), MAX_PLACES))
        return cls(towns, places, lot.integers(FIRST + 60, LAST - 90, BURSTS))


def made(count: int, seed: int = 1, *, alone: bool = False) -> Incidents:
    """All at once."""
    (one,) = chunks(count, seed, alone=alone, size=max(count, 1))
    return one


def chunks(count: int, seed: int = 1, *, alone: bool = False, size: int = CHUNK) -> Iterator[Incidents]:
    """So many at a time, each by start, of one world."""
    world = World.of(count, seed, alone=alone)
    for first in range(0, max(count, 1), size):
        yield _chunk(world, min(size, count - first), np.random.default_rng((seed, first)))


def _chunk(world: World, count: int, lot: np.random.Generator) -> Incidents:
    start, end, width = _dated(lot, world, count)
    if world.places is None:
        lon, lat = _around(lot, world.towns, count)
    else:
        place = (len(world.places[0]) * lot.random(count) ** 2).astype(int)
        lon, lat = (degrees[place] for degrees in world.places)
    order = np.argsort(start, kind="stable")
    kind = lot.choice(len(KINDS), count, p=SHARES_OF_KINDS).astype(np.uint8)
    return Incidents(start[order], end[order], lon, lat, kind, width[order])


def _dated(
    lot: np.random.Generator, world: World, count: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint8]]:
    calm = lot.integers(FIRST, LAST, count)
    bursts = world.bursts[lot.integers(0, BURSTS, count)] + lot.exponential(20, count)
    day = np.clip(np.where(lot.random(count) < 0.4, bursts, calm), FIRST, LAST - 1).astype("datetime64[D]")
    width = lot.choice(3, count, p=SHARES).astype(np.uint8)
    month = day.astype("datetime64[M]")
    start = np.where(width == MONTH, month.astype("datetime64[D]"), day).astype(np.int32)
    after = (month + 1).astype("datetime64[D]").astype(np.int32)
    days = np.where(width == SPAN, lot.integers(2, 60, count), 1).astype(np.int32)
    return start, np.where(width == MONTH, after, np.minimum(start + days, LAST)).astype(np.int32), width


def _around(
    lot: np.random.Generator, towns: tuple[NDArray[np.float64], NDArray[np.float64]], count: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    town = lot.integers(0, TOWNS, count)
    lon, lat = towns[0][town] + lot.normal(0, 0.35, count), towns[1][town] + lot.normal(0, 0.25, count)
    return np.round(np.clip(lon, WEST, EAST), 4), np.round(np.clip(lat, SOUTH, NORTH), 4)


def texts(stem: str, count: int, first: int = 0) -> pa.Array:
    """A text for each incident: the stem and its number, from `first` on."""
    numbers = pc.cast(pa.array(np.arange(first, first + count)), pa.string())
    return pc.binary_join_element_wise(stem, numbers, "")


def table(one: Incidents) -> pa.Table:
    """The incidents as a table: title, kind, colour, start and end (half-open) as dates, lon, lat."""
    return pa.table(
        {
            "title": texts("Incident ", len(one)),
            "kind": pa.array(KINDS).take(pa.array(one.kind)),
            "colour": pa.array(COLOURS).take(pa.array(one.kind)),
            "start": pa.array(one.start).cast(pa.date32()),
            "end": pa.array(one.end).cast(pa.date32()),
            "lon": one.lon,
            "lat": one.lat,
        }
    )


def told(one: Incidents, first: int = 0) -> pa.Table:
    """The incidents as a provider would give them: id, title, text, kind, two actors, when as written, lon, lat."""
    lot = np.random.default_rng((FIRST, first))
    kind = pa.array(KINDS).take(pa.array(one.kind))
    names = pa.array([f"Group {number}" for number in range(ACTORS)])
    actor, other = (names.take(pa.array((ACTORS * lot.random(len(one)) ** 2).astype(int))) for _ in range(2))
    return pa.table(
        {
            "id": texts("made-", len(one), first),
            "title": texts("Incident ", len(one), first),
            "text": pc.binary_join_element_wise(actor, "is said to have taken part in:", kind, "against", other, " "),
            "kind": kind,
            "actor": actor,
            "other_actor": other,
            "when": written_dates(one),
            "lon": one.lon,
            "lat": one.lat,
        }
    )


def written_dates(one: Incidents, *, lasting: bool = False) -> pa.Array:
    """Dates as somebody would have written them: a day, a month, one day of some; or, if `lasting`, all from to."""
    day, last = _dates(one.start, "D"), _dates(one.end - 1, "D")
    if lasting:
        return pc.binary_join_element_wise(day, last, "/")
    spans = pc.binary_join_element_wise("[", day, "..", last, "]", "")
    month = _dates(one.start, "M")
    return pc.if_else(pa.array(one.width == MONTH), month, pc.if_else(pa.array(one.width == SPAN), spans, day))


def _dates(days: NDArray[np.int32], unit: str) -> pa.Array:
    every, place = np.unique(days, return_inverse=True)
    written = np.datetime_as_string(every.astype("datetime64[D]"), unit=unit)
    return pa.array(written.tolist()).take(pa.array(place))


def write(one: Incidents, path: Path) -> None:
    """Write the table as CSV or Parquet, as the file's name says."""
    (pyarrow.csv.write_csv if path.suffix == ".csv" else pyarrow.parquet.write_table)(table(one), path)


def write_told(count: int, path: Path, seed: int = 1, *, alone: bool = False) -> None:
    """Write so many, one or more, as a provider would give them, a million at a time."""
    with ExitStack() as stack:
        first, writer = 0, None
        for one in chunks(count, seed, alone=alone):
            block = told(one, first)
            writer = writer or stack.enter_context(_writer(path, block.schema))
            writer.write_table(block)
            first += len(one)


def _writer(path: Path, schema: pa.Schema) -> Any:
    return (pyarrow.csv.CSVWriter if path.suffix == ".csv" else pyarrow.parquet.ParquetWriter)(path, schema)


def main() -> None:
    """Write a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("path", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--alone", action="store_true", help="each incident at a point of its own")
    options = parser.parse_args()
    write_told(options.count, options.path, options.seed, alone=options.alone)


if __name__ == "__main__":
    main()
