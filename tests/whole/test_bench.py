"""Each benchmark runs, here with ten incidents and one step, so that no change to what it measures breaks it unseen."""

import ast
import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from support.commands import answer
from support.made import write_folder
from support.repository import ROOT

BENCH = ROOT / "bench"
PATIENCE_S = 240  # of a machine that does much else


@dataclass(frozen=True)
class Smoke:
    """A benchmark with what it is told, in words, and what it prints if it has measured, as a regular expression."""

    script: str
    words: str
    prints: str
    slow: bool = False  # more than a second of processor, so `make test-all` has it


SMOKES = (
    Smoke("imports.py", "--rounds 1", r"import mapkit +median"),
    Smoke("import_table.py", "--rows 10 --rounds 1", r"\| mapkit \| [\d.]+"),
    Smoke("lasting.py", "10 --steps 1", r"index built, ms(.|\n)*counts, ms \| \d"),
    Smoke("lens.py", "10 --times 1", r"`according=party-1` \| \d(.|\n)*two parties compared \| \d"),
    Smoke("lens_page.py", "--sizes 100 --steps 6 --frames 20", r"another party \| \d(.|\n)*of a drag \| \d", slow=True),
    Smoke("make_incidents.py", "10 {folder}/made.parquet", r"^$"),
    Smoke(
        "scale.py", "10 --steps 1 --no-peers", r"polars is left out: --no-peers(.|\n)*DuckDB alone, ms \| \d", slow=True
    ),
    Smoke("filters.py", "10 --steps 1", r"(polars is left out: polars not|\| polars, ms \|)(.|\n)*pans, ms \| \d"),
    Smoke("load.py", "{large} --sessions 1 --seconds 1 --looking 0 0", r"\| 4 \| \d(.|\n)*errors: 0", slow=True),
    Smoke(
        "scrub.py", "--sizes 10 --windows all --frames 20 --peers", r"\| \d[\d.]* \(columns \d+\.\d\) \| \d+", slow=True
    ),
    Smoke("large_peers.py", "--counts 10 --no-peers", r"swiftmap is left out: --no-peers(.|\n)*\| peer \|", slow=True),
    Smoke("large_page.py", "{large} --steps 1 --clicks 1", r"first page \| 1 \|(.|\n)*playing \| 200", slow=True),
    Smoke("scale_cluster.py", "10", r"the same bytes three times", slow=True),
    Smoke(
        "snapshot.py",
        "--atlas {atlas} --rounds 1 --few-rounds 1 --shots 1 --many 10 --frames 2",
        r"camera, (.|\n)*PNG of 10 incidents(.|\n)*  webm, ",
        slow=True,
    ),
    Smoke(
        "first_paint.py",
        "--rounds 1 --steppings 1 --steps 1 --no-peers",
        r"streamlit-folium is left out: --no-peers(.|\n)*click to its details \| \d",
        slow=True,
    ),
)
STARTED = {  # by which of them; pages of peers need the peer
    "counted_page.py": "measuring.py",
    "peer_page.py": "first_paint.py",
    "scrub_files.py": "scrub_contenders.py",
    "scrub_page.py": "scrub_contenders.py",
    "scrub_peer_page.py": "scrub_contenders.py",
}


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What the benchmarks are given: a folder, an atlas as a folder, and a large one, each of a few incidents."""
    folder = tmp_path_factory.mktemp("bench")
    table, large = folder / "few.csv", folder / "large.parquet"
    lines = [f"n{day},2020-03-{day:02},Event {day},{44 + day / 10},40.1,battle" for day in range(1, 11)]
    table.write_text("\n".join(["id,when,title,lon,lat,kind", *lines]), "utf-8")
    answer("import", table, "--into", large, "--yes")
    return {"folder": folder, "large": large, "atlas": write_folder(folder / "atlas")}


def output(script: str, words: str) -> str:
    """What a benchmark prints, after it has ended well; one that takes too long ends with all that it started."""
    command = [sys.executable, str(BENCH / script), *words.split()]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    ) as process:
        try:
            said, _ = process.communicate(timeout=PATIENCE_S)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    assert process.returncode == 0, said
    return said


@pytest.mark.parametrize(
    "smoke", [pytest.param(one, id=one.script, marks=[pytest.mark.slow] if one.slow else []) for one in SMOKES]
)
def test_a_benchmark_runs_with_a_few_incidents(smoke: Smoke, places: dict[str, Path]) -> None:
    """A benchmark ends well and prints what it has measured, and says of a peer that is left out why it is."""
    said = output(smoke.script, smoke.words.format_map(places))
    assert re.search(smoke.prints, said), said
    assert "Traceback" not in said


def runs_when_started(path: Path) -> bool:
    """Whether a file does something when it is started, rather than only define what others use."""
    tree = ast.parse(path.read_text("utf-8"))
    calls = [one.value for one in tree.body if isinstance(one, ast.Expr) and isinstance(one.value, ast.Call)]
    does = any(not ast.unparse(call.func).startswith("sys.path.") for call in calls)  # which says where others are
    return does or any(isinstance(one, ast.If) and "__main__" in ast.unparse(one.test) for one in tree.body)


def test_every_benchmark_has_a_smoke_run() -> None:
    """Every script in bench/ that can be started stands in the list above, or with the file that starts it."""
    scripts = {path.name for path in BENCH.glob("*.py") if runs_when_started(path)}
    assert scripts == {one.script for one in SMOKES} | STARTED.keys()
    assert [name for name, by in STARTED.items() if name not in (BENCH / by).read_text("utf-8")] == []


def test_benchmarks_that_make_runs_are_there() -> None:
    """`make bench` starts only scripts that are in the list."""
    named = re.findall(r"bench/(\w+\.py)", (ROOT / "Makefile").read_text("utf-8"))
    assert named
    assert set(named) <= {one.script for one in SMOKES}


@pytest.mark.parametrize("path", sorted(BENCH.glob("*.py")), ids=lambda path: path.stem)
def test_what_benchmarks_take_of_mapkit_is_there(path: Path) -> None:
    """Each name that a script in bench/ imports of mapkit exists: a page that a benchmark starts would fail unseen."""
    taken = [one for one in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(one, ast.ImportFrom)]
    ours = [(one.module, name.name) for one in taken if (one.module or "").startswith("mapkit") for name in one.names]
    found = {module: import_module(str(module)) for module, _ in ours}
    parts = {module for module, one in found.items() if hasattr(one, "__path__")}
    missing = [
        f"{module}.{name}"
        for module, name in ours
        if not hasattr(found[module], name) and not (module in parts and find_spec(f"{module}.{name}"))
    ]
    assert missing == []
