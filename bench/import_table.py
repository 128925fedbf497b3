"""A table as large as a provider's, into a large atlas, beside DuckDB's bare copy of the same file to Parquet.

Run `python bench/import_table.py` at the root of the repository. The rows are made, in the 49 columns of UCDP GED.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv
from measuring import facts, in_turn
from numpy.random import Generator

from support.ucdp import UCDP  # measuring says where the tests are

FIRST, LAST = (int(np.datetime64(day).astype(int)) for day in ("1989-01-01", "2024-01-01"))
BLOCK = 100_000  # rows made at once
GOALS = {"ratio": 5, "megabytes": 1500}
OURS = """
import resource, sys
from pathlib import Path
from mapkit.importing.large.import_large import import_large
from mapkit.importing.mapping.dialects import dialect
report = import_large(Path(sys.argv[1]), Path(sys.argv[2]), dialect("ucdp"))
assert report.rows_in == report.kept + report.reported
print(report.rows_in, report.kept, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
THEIRS = """
import duckdb, resource, sys
duckdb.sql('SET enable_progress_bar = false')
duckdb.read_csv(sys.argv[1]).write_parquet(sys.argv[2])
print(0, 0, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def said(random: Generator, words: str, different: int, count: int) -> pa.Array:
    """Texts that begin alike, so many of them different."""
    return pa.array([f"{words} {number}" for number in range(different)]).take(
        pa.array(random.integers(0, different, count))
    )


def block(random: Generator, start: int, count: int) -> pa.Table:
    """Made rows with ids from `start` on."""
    day = random.integers(FIRST, LAST, count)
    last = day + np.where(random.random(count) < 0.8, 0, random.integers(1, 30, count))
    lat = np.round(np.clip(random.normal(20, 18, count), -60, 70), 6)
    lon = np.round(np.clip(random.normal(40, 30, count), -170, 170), 6)
    best = random.geometric(0.25, count) - 1
    made = {name: said(random, name.replace("_", " "), 500, count) for name in UCDP}
    numbers = [name for name in UCDP if name.endswith(("_id", "_gid")) or name.startswith("gwno")]
    made |= {name: pa.array(random.integers(0, 5000, count)) for name in numbers}
    made |= {
        "id": pa.array(np.arange(start, start + count)),
        "relid": pa.array([f"REL-{number}" for number in range(start, start + count)]),
        "type_of_violence": pa.array(random.integers(1, 4, count)),
        "where_prec": pa.array(random.integers(1, 8, count)),
        "latitude": pa.array(lat),
        "longitude": pa.array(lon),
        "geom_wkt": pa.array([f"POINT ({east} {north})" for east, north in zip(lon, lat, strict=True)]),
        "date_start": pa.array(day.astype("datetime64[D]").astype(str)),
        "date_end": pa.array(last.astype("datetime64[D]").astype(str)),
        "best": pa.array(best),
        "low": pa.array(np.maximum(0, best - random.integers(0, 2, count))),
        "high": pa.array(best + random.integers(0, 4, count)),
        "side_a": said(random, "Government of State", 150, count),
        "side_b": said(random, "Armed group", 900, count),
        "source_office": said(random, "Agency", 300, count),
        "source_headline": said(random, "Several killed as clashes go on near the river,", 20_000, count),
        "where_description": said(random, "in a village near the road to the district town,", 50_000, count),
    }
    return pa.table([made[name] for name in UCDP], names=list(UCDP))


def make(path: Path, count: int) -> None:
    """Write the file."""
    random = np.random.default_rng(1)
    first = block(random, 1, min(BLOCK, count))
    with arrow_csv.CSVWriter(path, first.schema) as file:
        file.write_table(first)
        for start in range(BLOCK, count, BLOCK):
            file.write_table(block(random, start + 1, min(BLOCK, count - start)))


def run(code: str, *arguments: Path) -> tuple[float, float, float]:
    """Seconds, seconds of CPU and megabytes of a fresh process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    command = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    took = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = sum(getattr(after, name) - getattr(before, name) for name in ("ru_utime", "ru_stime"))
    return took, used, float(done.stdout.split()[2])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    found: dict[str, list[tuple[float, float, float]]] = {"mapkit": [], "duckdb": []}
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "ged.csv"
        make(path, options.rows)
        print(f"{facts()}; {options.rows:,} rows, {path.stat().st_size / 1e6:,.0f} MB")
        for number, who in in_turn(found, options.rounds):
            code, to = (OURS, f"{number}.parquet") if who == "mapkit" else (THEIRS, f"{number}.bare.parquet")
            found[who].append(run(code, path, Path(name) / to))
    print("| | seconds | CPU seconds | MB at most |\n|---|---|---|---|")
    for who, runs in found.items():
        print(f"| {who} | {' | '.join(f'{median(values):,.1f}' for values in zip(*runs, strict=True))} |")
    ratio = median(one[0] for one in found["mapkit"]) / median(one[0] for one in found["duckdb"])
    print(f"mapkit / DuckDB: {ratio:.1f} (goal: under {GOALS['ratio']}); memory goal: under {GOALS['megabytes']:,} MB")


if __name__ == "__main__":
    main()
