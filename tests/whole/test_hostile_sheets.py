"""Hostile files of every kind, read in a process of their own that is watched."""

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from support.apart import apart
from support.repository import ROOT

VRT = "<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>c.csv</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"

# Reads files and the rows in them; tells what each said, how long it took, and what Python opened and connected to.
TRACED = """
import json, os, pathlib, resource, sys, tempfile
import defusedxml.ElementTree, openpyxl  # loading it looks for the system's list of media types
from mapkit.errors import AtlasError
from mapkit.importing.formats.open import read_sheet

def read(path):
    events.clear()
    start = sum(os.times()[:4])  # of processor, children included: a machine may be busy
    try:
        sheet = read_sheet(path)
        said = [[len(sheet.rows), sheet.rows_in], *(list(row.cells.values()) for row in sheet.rows[:5])]
    except AtlasError as error:
        said = [str(problem) for problem in error.problems]
    return said, sum(os.times()[:4]) - start, list(events)

events = []
tempfile.gettempdir()
sys.addaudithook(lambda name, found: events.append((name, str(found[0])))
                 if name == "open" or name.startswith("socket.") and name != "socket.gethostname" else None)
answers = {path: read(pathlib.Path(path)) for path in sys.argv[1:]}
most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(json.dumps([answers, most * 1024]))
"""


def traced(paths: list[Path], script: str = TRACED) -> tuple[dict[str, Any], int]:
    """By file name: what reading it says, its seconds of processor, what else it opened; and the memory."""
    command = apart(script, *map(str, paths))
    output = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300).stdout
    answers, memory = json.loads(output)
    return {
        Path(path).name: (said, seconds, [what for name, what in events if not _expected(name, what, path)])
        for path, (said, seconds, events) in answers.items()
    }, memory


def _expected(event: str, what: str, path: str) -> bool:
    """Whether this is the opening of the file itself, of a part of Python, of a folder of our own, or of a handle."""
    copies = str(Path(tempfile.gettempdir()) / "mapkit-")
    packages = str(Path(pa.__file__).parents[1]), str(ROOT / "src")
    ours = (path, sys.prefix, sys.base_prefix, copies, os.devnull, *packages)
    return event == "open" and (what.startswith(ours) or what.isdigit())


def bomb(path: Path) -> None:
    """A workbook whose sheet unpacks to much more than it says it is."""
    book = openpyxl.Workbook()
    book.save(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/more.xml", b"<" + b"\0" * 200_000_000)


def entities(path: Path) -> None:
    """A workbook whose texts are a billion laughs."""
    with zipfile.ZipFile(path, "w") as archive:
        declared = "".join(f'<!ENTITY e{one + 1} "{f"&e{one};" * 10}">' for one in range(9))
        archive.writestr("xl/workbook.xml", f'<!DOCTYPE x [<!ENTITY e0 "lol">{declared}]><x>&e9;</x>')


def link(path: Path) -> None:
    """A ZIP with a symbolic link for a shapefile."""
    entry = zipfile.ZipInfo("x.shp")
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, "/etc/hostname")


def spaces(path: Path) -> None:
    """A table of 300 MB of spaces."""
    with path.open("wb") as file:
        for _ in range(300):
            file.write(b" " * 1_000_000)


def sparse(path: Path) -> None:
    """A file of 3 GB that takes no room."""
    with path.open("wb") as file:
        file.truncate(3_000_000_000)


def crs_link(path: Path) -> None:
    """A GeoJSON whose coordinate system is a link."""
    crs = {"type": "link", "properties": {"href": "http://127.0.0.1:9/crs", "type": "proj4"}}
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": []}))


def names(path: Path) -> None:
    """A GeoJSON with 100,000 names of properties."""
    features = [{"type": "Feature", "geometry": None, "properties": {f"p{one}": 1}} for one in range(100_000)]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))


def parquet(path: Path) -> None:
    """A Parquet file of a few megabytes that unpacks to three gigabytes."""
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 3_000, pa.int32()), pa.array(["x" * 1_000_000]))
    pq.write_table(pa.table({"a": column}), path, store_schema=False)


HOSTILE = {
    "bomb.xlsx": (bomb, "zip-too-large"),
    "entities.xlsx": (entities, "xml-entities"),
    "link.zip": (link, "zip-kind"),
    "spaces.csv": (spaces, "file-empty"),
    "sparse.csv": (sparse, "file-too-large"),
    "sparse.kml": (sparse, "file-too-large"),
    "crs.geojson": (crs_link, "geojson-crs"),
    "names.geojson": (names, "table-too-wide"),
    "bomb.parquet": (parquet, "memory"),
    "deep.geojson": (lambda path: path.write_text("[" * 90_000_000), "file-too-large"),
    "deeper.json": (lambda path: path.write_text('{"a":' * 500_000), "json-unreadable"),
    "values.json": (lambda path: path.write_text('[{"":""}' + ',{"":""}' * 1_000_000 + ",]"), "json-unreadable"),
    "open.csv": (lambda path: path.write_text('a,b\n"' + "x\n" * 50_000_000), "row-unreadable"),
    "commas.csv": (lambda path: path.write_text("," * 100_000_000), "row-unreadable"),
    "broken.csv": (lambda path: path.write_text("a,b\n" + "x\n" * 20_000_000), "table-broken"),
    **{f"vrt{ending}": (lambda path: path.write_text(VRT), "") for ending in (".geojson", ".gpkg", ".kml")},
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], int]:
    """What is said to all of the files, by one process that reads them one after the other."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, (make, _) in HOSTILE.items():
        make(folder / name)
    found = traced([folder / name for name in HOSTILE])
    for name in HOSTILE:
        (folder / name).unlink()
    return found


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_in_time(answers: tuple[dict[str, Any], int], name: str) -> None:
    """A hostile file is refused with its reason within 10 s of processor; no other file is opened, no socket made."""
    said, seconds, others = answers[0][name]
    assert others == []
    assert isinstance(said[0], str)
    assert said[0].startswith(name)
    assert HOSTILE[name][1] in said[0]
    assert seconds < 10


def test_hostile_files_do_not_fill_the_memory(answers: tuple[dict[str, Any], int]) -> None:
    """No hostile file takes more than 1 GiB, in our process or in its reader's."""
    assert answers[1] < 1 << 30


def test_what_is_read_is_traced(tmp_path: Path) -> None:
    """The trace finds another file that is opened; a sound table is read without any, and its texts are texts."""
    (tmp_path / "x.csv").write_text("id,t\n1,=cmd|x\n2,{{ 7 }}\n")
    found, _ = traced([tmp_path / "x.csv"])
    assert found["x.csv"][0] == [[2, 2], ["1", "=cmd|x"], ["2", "{{ 7 }}"]]
    assert found["x.csv"][2] == []
    opening = TRACED.replace("sheet = ", "open(path.parent / 'y', 'w').close(); sheet = ")
    found, _ = traced([tmp_path / "x.csv"], opening)
    assert found["x.csv"][2] == [str(tmp_path / "y")]
