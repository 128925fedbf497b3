import json
import os
import subprocess
import sys
from pathlib import Path

import geopandas
import pyarrow as pa
import pytest
import shapely

from mapkit.importing.formats import gdal_child, limits
from mapkit.importing.formats.gdal_child import REFUSED

LIMITS = """
import resource, sys, runpy
runpy.run_path(sys.argv[1])["limit"]()
print(*(resource.getrlimit(kind)[0] for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE)))
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A GeoPackage with one point."""
    frame = geopandas.GeoDataFrame({"t": ["a"]}, geometry=[shapely.Point(46.75, 39.85)], crs=4326)
    frame.to_file(tmp_path / "x.gpkg")
    return tmp_path / "x.gpkg"


def asked(*words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The child, started with these words."""
    command = [sys.executable, "-I", gdal_child.__file__, *words]
    return subprocess.run(command, check=False, capture_output=True, env={**os.environ, **environment})


def test_the_answer_is_an_arrow_stream(path: Path) -> None:
    """The child writes the attributes and, last, the columns of the geometry, whose number stands in the metadata."""
    answer = asked("GPKG", "", str(path))
    with pa.ipc.open_stream(answer.stdout) as stream:
        table = stream.read_all()
    assert table.to_pylist() == [{"t": "a", "lon": 46.75, "lat": 39.85}]
    assert table.schema.metadata == {b"own": b"2"}


def test_only_the_driver_that_is_wanted_reads(path: Path) -> None:
    """A file of another kind than asked for is refused, though GDAL has a driver for it."""
    answer = asked("ESRI Shapefile", "", str(path))
    assert answer.returncode == REFUSED
    assert json.loads(answer.stdout)["code"] == "file-unreadable"


def test_drivers_that_stay_are_refused(path: Path) -> None:
    """If GDAL keeps a driver that was to be switched off, nothing is read."""
    answer = asked("GPKG", "", str(path), OGR_SKIP="CSV")
    assert json.loads(answer.stdout)["code"] == "gdal-drivers"


def test_the_child_limits_itself() -> None:
    """The child's memory, time and output are limited to what it states, or to less where the system says so."""
    command = [sys.executable, "-c", LIMITS, gdal_child.__file__]
    found = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    for value, most in zip(found, (gdal_child.MEMORY, gdal_child.SECONDS, gdal_child.OUTPUT), strict=True):
        assert 0 < int(value) <= most


def test_the_child_has_the_limits_of_the_room() -> None:
    """The child imports nothing of mapkit, so its limits are written there again, the same."""
    assert gdal_child.MAX_ROWS == limits.MAX_ROWS
    assert gdal_child.MAX_COLUMNS == limits.MAX_COLUMNS
    assert "mapkit." not in "".join(
        line for line in Path(gdal_child.__file__).read_text("utf-8").splitlines() if "import " in line
    )
