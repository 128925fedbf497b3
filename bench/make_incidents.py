"""Made incidents for the benchmarks: the same for the same seed, as typed columns and as a file that any library reads.

They lie around some towns, come in bursts, and cover ten years: most last a day, some weeks, some are known to a month.
Run `python bench/make_incidents.py 1000000 incidents.parquet` for a file (`.csv` or `.parquet`).
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet
from numpy.typing import NDArray

FIRST, LAST = (int(np.datetime64(day).astype(int)) for day in ("2014-01-01", "2024-01-01"))
WEST, SOUTH, EAST, NORTH = 42.0, 38.5, 50.0, 41.5
KINDS = ("battle", "shelling", "protest", "checkpoint", "seizure", "talks")
COLOURS = ("#b3261e", "#e07b00", "#2f6fb5", "#6a4c93", "#1b7f5c", "#7a7a7a")
CENTRE, ZOOM = (40.0, 46.0), 7  # latitude, longitude and zoom at which all of them are in sight
TOWNS, BURSTS = 30, 12
MOST_PLACES = 100_000
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


def made(count: int, seed: int = 1, *, alone: bool = False) -> Incidents:
    """Incidents at a tenth as many places (100,000 at most), or each at a point of its own."""
    lot = np.random.default_rng(seed)
    start, end, width = _dated(lot, count)
    lon, lat = _placed(lot, count if alone else min(max(1, count // 10), MOST_PLACES))
    place = np.arange(count) if alone else (len(lon) * lot.random(count) ** 2).astype(int)
    lot.shuffle(place)
    order = np.argsort(start, kind="stable")
    kind = lot.choice(len(KINDS), count, p=(0.3, 0.3, 0.15, 0.1, 0.1, 0.05)).astype(np.uint8)
    return Incidents(start[order], end[order], lon[place], lat[place], kind, width[order])


def _dated(lot: np.random.Generator, count: int) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint8]]:
    calm = lot.integers(FIRST, LAST, count)
    bursts = lot.integers(FIRST + 60, LAST - 90, BURSTS)[lot.integers(0, BURSTS, count)] + lot.exponential(20, count)
    day = np.clip(np.where(lot.random(count) < 0.4, bursts, calm), FIRST, LAST - 1).astype("datetime64[D]")
    width = lot.choice(3, count, p=SHARES).astype(np.uint8)
    month = day.astype("datetime64[M]")
    start = np.where(width == MONTH, month.astype("datetime64[D]"), day).astype(np.int32)
    after = (month + 1).astype("datetime64[D]").astype(np.int32)
    days = np.where(width == SPAN, lot.integers(2, 60, count), 1).astype(np.int32)
    return start, np.where(width == MONTH, after, np.minimum(start + days, LAST)).astype(np.int32), width


def _placed(lot: np.random.Generator, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    town = lot.integers(0, TOWNS, count)
    lon = lot.uniform(WEST + 1, EAST - 1, TOWNS)[town] + lot.normal(0, 0.35, count)
    lat = lot.uniform(SOUTH + 0.75, NORTH - 0.75, TOWNS)[town] + lot.normal(0, 0.25, count)
    return np.round(np.clip(lon, WEST, EAST), 4), np.round(np.clip(lat, SOUTH, NORTH), 4)


def texts(stem: str, count: int) -> pa.Array:
    """A text for each incident: the stem and its number."""
    numbers = pc.cast(pa.array(np.arange(count)), pa.string())
    return pc.binary_join_element_wise(stem, numbers, "")


def table(one: Incidents) -> pa.Table:
    """The incidents as a table: title, kind, colour, start and end (half-open) as dates, lon, lat."""
    return pa.table({
        "title": texts("Incident ", len(one)),
        "kind": pa.array(KINDS).take(pa.array(one.kind)), "colour": pa.array(COLOURS).take(pa.array(one.kind)),
        "start": pa.array(one.start).cast(pa.date32()), "end": pa.array(one.end).cast(pa.date32()),
        "lon": one.lon, "lat": one.lat,
    })  # fmt: skip


def write(one: Incidents, path: Path) -> None:
    """Write the table as CSV or Parquet, as the file's name says."""
    (pyarrow.csv.write_csv if path.suffix == ".csv" else pyarrow.parquet.write_table)(table(one), path)


def main() -> None:
    """Write a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("path", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--alone", action="store_true", help="each incident at a point of its own")
    options = parser.parse_args()
    write(made(options.count, options.seed, alone=options.alone), options.path)


if __name__ == "__main__":
    main()
