"""The docs name what is there: dotted names, names of the front door, and files."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import mapkit
from support.repository import ROOT

TEXTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "src").rglob("*.toml"))]
CODE = [*sorted((ROOT / "src").rglob("*.py")), *sorted((ROOT / "bench").glob("*.py"))]
DOTTED = re.compile(r"\bmapkit((?:\.[A-Za-z_]\w*)+)")
FRONT = re.compile(r"\bmk\.([A-Za-z_]\w*)")
PATHS = re.compile(r"`((?:[\w-]+/)+[\w-]+\.(?:py|js|md|sh))\b")
SHOWN = re.compile(r"^from (mapkit[\w.]*) import ([\w, ]+)$", re.MULTILINE)
# Looks like a name of ours and is none: what a page calls the script, names of files, keys that are stored.
OTHERS = {"mapkit.mount", "mapkit.openFolium", "mapkit.toml", "mapkit.git", "mapkit.html"}


def exists(name: str) -> bool:
    """Whether a dotted name such as `mapkit.when.read` can be imported."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found = import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
        return True
    return False


def words_of(path: Path) -> str:
    """The text of a page; of rows that tell what was called otherwise, only what it is called now."""
    text = path.read_text("utf-8")
    return re.sub(r"^\| `[^|]*\|", "|", text, flags=re.MULTILINE) if path.name == "upgrading.md" else text


def named(texts: list[str]) -> Iterator[str]:
    """The dotted names of texts."""
    for text in texts:
        yield from (f"mapkit{rest}" for rest in DOTTED.findall(text))
        for module, names in SHOWN.findall(text):
            yield from (f"{module}.{name.strip()}" for name in names.split(","))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_names_in_docs_exist(path: Path) -> None:
    """Every dotted name, every `mk.name` and every file that a text names is there."""
    text = words_of(path)
    wrong = [name for name in named([text]) if name not in OTHERS and not exists(name)]
    wrong += [f"mk.{name}" for name in FRONT.findall(text) if name not in mapkit.__all__]
    places = (ROOT, ROOT / "src" / "mapkit", ROOT / "src" / "mapkit" / "assets", ROOT / "docs")
    wrong += [name for name in PATHS.findall(text) if not any((place / name).exists() for place in places)]
    assert wrong == []


def test_names_in_docstrings_exist() -> None:
    """Every dotted name in backticks in the code's own words is there, so that a moved module leaves no word behind."""
    words = {path: re.findall(r"`(mapkit\.[\w.]+)`", path.read_text("utf-8")) for path in CODE}
    assert [(path.name, name) for path, names in words.items() for name in names if not exists(name)] == []


def test_a_wrong_name_is_found() -> None:
    """The look-up tells a name that is there from one that is not."""
    assert exists("mapkit.edtf.read")
    assert not exists("mapkit.edtf.reed")
    assert not exists("mapkit.wen")
