import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mapkit.atlas import Atlas, make_atlas
from mapkit.edtf import read
from mapkit.files import read as read_atlas
from mapkit.importing.mapping.table_map import FIELDS
from mapkit.incident_columns import COLUMNS, columns, names
from mapkit.publishing.publish import DROPPABLE
from mapkit.receipts.fingerprints import fingerprints
from mapkit.records import Claim, Kind, Layer, Meta, Site, Source
from support.column_child import LABEL, NAME, VALUE, WORDS
from support.made import SETTINGS
from support.repository import ROOT

Found = dict[str, Any]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """What a mapkit with one column more says of that column (`support.column_child`)."""
    command = [sys.executable, "-m", "support.column_child", str(tmp_path_factory.mktemp("column"))]
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")])
    environment = {**os.environ, "PYTHONPATH": paths}
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    answer: Found = json.loads(done.stdout)
    return answer


def test_the_store_and_the_files_have_a_new_column(found: Found) -> None:
    """A new column is written, searched and kept in large atlases, and is nobody's own."""
    assert found["own"] == ["weather"]
    assert found["incidents.csv"].splitlines()[0].endswith(f"quote,{NAME},weather")
    assert VALUE in found["incidents.csv"]
    assert found["searched"] == 1
    assert found["large"] == [True, VALUE]
    assert set(found["large types"]) == {"string"}


def test_an_empty_new_column_changes_no_digest(found: Found, made: Atlas, tmp_path: Path) -> None:
    """Digests and fingerprints are those of before, but for what something is written of in the new column."""
    from mapkit.importing.large.blocks_mapping import told_in_blocks  # noqa: PLC0415
    from mapkit.importing.large.import_large import import_large  # noqa: PLC0415
    from mapkit.importing.read import opened, proposed  # noqa: PLC0415

    assert found["digests"][0] == made.digest != found["digests"][1]
    before, after = found["fingerprints"]
    assert before == fingerprints(made, None)
    assert {name for name in before if before[name] != after[name]} == {"a"}
    table = tmp_path / "table.csv"
    table.write_text("id,date,lat,lon,type,title\nx,2020-12-08,39.5,46.5,Attack,Shots\n", "utf-8")
    import_large(table, tmp_path / "bare.parquet", told_in_blocks(proposed(opened(table, None)).mapping)[0])
    assert found["digest in blocks"] == read_atlas(tmp_path / "bare.parquet").digest


@pytest.mark.parametrize("suffix", [".csv", ".geojson", ".html", ".zip", ".evidence.zip"])
def test_exports_tell_a_new_column(found: Found, suffix: str) -> None:
    """Every export of data holds the column's name and its value."""
    assert found[suffix] == [True, True]


def test_tables_have_a_new_column(found: Found) -> None:
    """The column stands in the header of a CSV, in the properties of a feature and in GeoParquet."""
    assert NAME in found[".csv header"]
    assert (found["feature"], found[".parquet"]) == (VALUE, VALUE)


def test_people_read_a_new_column(found: Found) -> None:
    """The dossier, the card of the map, the table of the page and the codebook tell it."""
    assert f"{LABEL}: {VALUE}" in found["dossier"]
    assert found["card"] == {LABEL: VALUE, "Weather": "fog"}
    assert found["page"] == VALUE
    assert found["codebook"].count(f"{NAME}: {WORDS}") == 2


def test_a_new_column_can_be_kept_back(found: Found) -> None:
    """It may be left out in publishing; then it is gone, no search tells of it, and the leak check looks for it."""
    assert (found["droppable"], found["dropped"], found["view"]) == (True, False, "")
    assert f"a value of '{NAME}', which is dropped" in found["leak"]
    assert f"the {NAME} of an incident that is left out" in found["leak of what is left out"]


def test_a_new_column_is_checked(found: Found) -> None:
    """A character in it that nobody sees is found."""
    assert found["check"] == [f"incidents.csv a hidden-sign {NAME} holds U+202E, which nobody sees: take it out"]


def test_a_new_column_is_imported(found: Found) -> None:
    """A table of others is recognised to hold it, and it is read, block by block too."""
    assert found["mapping"] == ["Led by"]
    assert (found["imported"], found["imported in blocks"]) == (VALUE, VALUE)
    assert found["fields"][NAME] == "Led by"


def test_people_are_asked_for_a_new_column(found: Found) -> None:
    """The form of the page and the command line have a field for it."""
    assert found["form"][NAME] == VALUE
    assert found["emptied"]
    assert re.search(rf"--led-by TEXT\s+{WORDS}\.", found["options"])


def test_the_table_is_sound() -> None:
    """No name stands twice; what may be left out or taken in is written; what is left out is a text that is told."""
    assert len({one.name.casefold() for one in COLUMNS}) == len(COLUMNS)
    assert all(one.written for one in columns(lambda one: one.droppable or one.imported or one.laid_out))
    assert {one.type for one in columns(lambda one: one.droppable)} == {"string"}
    assert all(one.tabled for one in columns(lambda one: one.written))
    assert {*names(lambda one: one.droppable)} <= {*DROPPABLE}
    assert {*names(lambda one: one.imported)} <= {*FIELDS}


# Where an incident's column is named by hand, and why.
BY_HAND = {
    "incident_columns.py",  # the table
    "cli/add.py",  # an option in words of its own
    "importing/header_names.py",  # what people call it in six languages
    "picture/dossier.py",  # has a place of its own there
    "tables/dossier.py",  # so has it there
}


def test_few_files_name_a_column() -> None:
    """A column such as the quote is named in the table and where it alone is meant, and nowhere else."""
    source = ROOT / "src" / "mapkit"
    named = re.compile(r"""["']quote["']|\.quote\b""")
    files = {path for pattern in ("*.py", "*.js") for path in source.rglob(pattern) if "__pycache__" not in path.parts}
    found = {path.relative_to(source).as_posix() for path in files if named.search(path.read_text("utf-8"))}
    script = ("panel/incident.js", "panel/copy_text.js", "share/table.js")  # what a card, its copy and a table say
    assert found == {*BY_HAND, *(f"assets/scrub/{name}" for name in script)}


def test_the_docs_tell_every_column() -> None:
    """The page on the format names each column, those on commands and snapshots what may be given and left out."""
    docs = {name: (ROOT / "docs" / f"{name}.md").read_text("utf-8") for name in ("format", "commands", "snapshots")}
    listed = names(lambda one: one.stored and not one.name.startswith("injured"))
    assert [name for name in listed if f"`{name}`" not in docs["format"]] == []
    assert [name for name in names(lambda one: one.droppable) if f"`{name}`" not in docs["snapshots"]] == []
    flags = [f"`--{name.replace('_', '-')} " for name in names(lambda one: one.written)]
    assert [flag for flag in flags if flag not in docs["commands"]] == []


def test_what_was_digested_before_is_so_to_the_letter() -> None:
    """An atlas of the columns of the first version has the digest and the fingerprints that it always had."""
    source = Source("s", "A paper", party="north", published="2021")
    record = {one.name: one.empty for one in columns(lambda one: one.written)}
    record |= {"id": "a", "when": read("2020-12~"), "site": "dale", "kind": "k", "title": "T", "quote": "Q"}
    other = {**record, "id": "b", "site": "", "lon": 46.5, "lat": 39.5, "precision_m": 5.0, "killed_best": 2}
    meta = Meta("M", layers=(Layer("l", "L"),), kinds=(Kind("k", "K", "#000000", "circle"),))
    sites, claims = [Site("dale", "l", lon=46.0, lat=39.0)], [Claim("a", source, "reports", "says", "p. 1")]
    atlas = make_atlas(meta, sites, [record, other], claims, [], sources=[source], context={})
    assert atlas.digest == "be0b6ab4c0c8e7cab6ddc69355da897b334f5fac4b9240e7ab2dc62a3a504a75"
    assert fingerprints(atlas) == {"a": "1eec1066408a", "b": "b6e77346edb2"}


def test_what_nobody_wrote_counts_in_no_digest() -> None:
    """Of `as_of`, and of own columns whose names mapkit came to need, digests and fingerprints are those of before."""
    source = Source("s", "A paper", party="north", published="2021")
    record = {one.name: one.empty for one in columns(lambda one: one.written)}
    record |= {"id": "a", "when": read("2020-12~"), "site": "dale", "kind": "k", "title": "T", "quote": "Q"}
    own = {"Sure_start": "x", "sure_end": "7", "verdict": ""}
    sites, claims = [Site("dale", "l", lon=46.0, lat=39.0)], [Claim("a", source, "reports", "says", "p. 1")]
    meta = Meta("M", layers=(Layer("l", "L"),), kinds=(Kind("k", "K", "#000000", "circle"),))

    def made(meta: Meta) -> Atlas:
        return make_atlas(meta, sites, [record | own], claims, [], sources=[source], context={}, own=list(own))

    assert made(meta).digest == "82932866e68cdaad582c52a1ce8aa2345edfaf42dd01611d50e4db9ca91a5c49"
    assert fingerprints(made(meta)) == {"a": "65d460d1be50"}
    dated = made(replace(meta, as_of=date(2023, 9, 30)))
    assert dated.digest != made(meta).digest, "what is written counts"
    assert fingerprints(dated) == {"a": "65d460d1be50"}


def test_the_format_counts_in_no_digest(folder: Callable[..., Path]) -> None:
    """An atlas without a date with a slash is the same in either format."""
    rows = [{"id": "a", "when": "2020-12", "kind": "attack", "title": "T"}]
    old, new = ({name: value for name, value in SETTINGS.items() if name != "format" or more} for more in (False, True))
    digests = {read_atlas(folder(settings=one, incidents=rows, claims=[])).digest for one in (old, new)}
    assert len(digests) == 1
