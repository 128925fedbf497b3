"""The page's script: modules that a browser loads one by one, and one function of all of them that a page holds."""

import json
import re
from collections import Counter
from graphlib import CycleError
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

import mapkit as mk
from mapkit.assets import leaflet_script, map_styles, scrub_script
from mapkit.assets.script import joined, parts
from mapkit.atlas import Atlas
from support.browser import Visit, quiet
from support.modules import FOLDER, load_modules, serve_modules

ISLAND = re.compile(r'<script type="application/json"[^>]*>(.*?)</script>')
IMPORT = re.compile(r"^import (?:\{([^}]*)\} from )?'([^']+)';$", re.MULTILINE)
NAMED = re.compile(r"^(export )?(?:async )?(?:function|class|const|let) (\w+)", re.MULTILINE)
TAKEN_APART = re.compile(r"^(?:const|let) \[([\w, ]+)\]", re.MULTILINE)
FIELD = re.compile(r"\bapp\.(?!js')(\w+)")
ENTRY = FOLDER / "mount.js"
FILES = sorted(FOLDER.rglob("*.js"))
MOUNT = """(island) => {
  const map = L.map(document.querySelector('#map'), { attributionControl: false });
  window.handle = mapkit.mount({ L, map, island, container: document.body, options: { page: true } });
}"""


FIELDS = """(island) => {
  const app = parts.newApp({ L: null, map: null, island, options: {} });
  return [Object.isSealed(app), Object.keys(app)];
}"""


def names_of(path: Path, *, exported: bool = False) -> list[str]:
    """What a module defines, or only what it exports."""
    text = path.read_text("utf-8")
    together = [] if exported else [name for names in TAKEN_APART.findall(text) for name in re.findall(r"\w+", names)]
    return [name for shared, name in NAMED.findall(text) if shared or not exported] + together


def imports_of(path: Path) -> list[tuple[str, Path]]:
    """What a module imports: names, each with the file that it is from."""
    found = IMPORT.findall(path.read_text("utf-8"))
    return [(name, (path.parent / file).resolve()) for names, file in found for name in re.findall(r"\w+", names)]


def island_of(atlas: Atlas) -> Any:
    """What a page gets to know of an atlas."""
    found = ISLAND.search(mk.draw(atlas).get_root().render())
    assert found
    return json.loads(found[1])


def test_every_module_is_a_part() -> None:
    """The entry imports all modules of the folder, itself or through others."""
    assert sorted(parts(ENTRY)) == [path.resolve() for path in FILES]


def test_parts_stand_below_what_they_import() -> None:
    """The joined script has each part after all that it imports, the entry last, in the same order every time."""
    order = parts(ENTRY)
    assert all(order.index(other) < order.index(part) for part in order for _, other in imports_of(part))
    assert order[-1] == ENTRY.resolve()
    assert parts(ENTRY) == order


def test_imports_name_what_is_exported() -> None:
    """A module imports only what the other exports, and exports only what some other imports."""
    wanted = {(path.resolve(), name) for file in FILES for name, path in imports_of(file)}
    given = {(file.resolve(), name) for file in FILES for name in names_of(file, exported=True)}
    assert {name for _, name in wanted - given} == set()
    assert {name for _, name in given - wanted} == set()


def test_names_are_unique() -> None:
    """No two modules define the same name: in the joined script they share a function."""
    count = Counter(name for file in FILES for name in names_of(file))
    assert [name for name, times in count.items() if times > 1] == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two modules, the one importing the other."""
    (tmp_path / "clock").mkdir()
    (tmp_path / "top.js").write_text("// The top.\n\nimport {\n  one,\n  two,\n} from './clock/low.js';\n\none(two);\n")
    (tmp_path / "clock" / "low.js").write_text(
        "/**\n * Says it.\n */\nexport function one(x) {\n  // as it is\n  say('// export ' + x); // aloud\n}\n"
        "export const two = 'import';\n"
    )
    return tmp_path


def test_parts_are_joined(folder: Path) -> None:
    """What is joined is the code alone: no import, no export, no comment, no spare space, and no other change."""
    code = "function one(x){\nsay('// export ' + x);\n}\nconst two='import';\none(two);\n"
    assert joined(folder / "top.js") == "(function () {\n'use strict';\n" + code + "})();\n"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_text_runs_over_lines(path: Path) -> None:
    """Where a template is broken over lines it is in the midst of its code, so that indentation is no text."""
    for template in re.findall(r"`[^`]*`", path.read_text("utf-8")):
        for line in [match.start() for match in re.finditer("\n", template)]:
            assert template[:line].count("${") > template[:line].count("}")


def test_a_circle_is_refused(folder: Path) -> None:
    """Modules that import each other are an error that names them."""
    with (folder / "clock" / "low.js").open("a") as low:
        low.write("import '../top.js';\n")
    with pytest.raises(CycleError, match=r"low\.js.*top\.js"):
        joined(folder / "top.js")


def test_a_missing_part_is_refused(folder: Path) -> None:
    """A module that is not there is an error that names it."""
    (folder / "clock" / "low.js").unlink()
    with pytest.raises(FileNotFoundError, match=r"low\.js"):
        joined(folder / "top.js")


def test_the_joined_script_is_code_alone() -> None:
    """Nothing of a module's form is left in the script that a page holds."""
    assert not re.search(r"^(import|export)\b|^ *(//|/\*|\n)", scrub_script(), re.MULTILINE)


def test_a_browser_loads_the_modules(browser: Browser, made: Atlas) -> None:
    """The modules themselves, without Python, open a map that counts, with nothing in the console."""
    styles = f"<style>{map_styles()}</style>"
    scripts = f"<script>{leaflet_script()}</script><script type=module src=/scrub/mount.js></script>"
    html = f"<!doctype html><html lang=en class=mk-host><title>Made</title>{styles}<body><div id=map></div>{scripts}"
    with quiet(browser) as seen:
        told: list[str] = []
        seen.page.on("console", lambda message: told.append(message.text))
        serve_modules(seen.page, html)
        seen.page.evaluate(MOUNT, island_of(made))
        expect(seen.page.locator(".mk-shown")).to_have_text(re.compile(r"^[1-9]\d* shown$"))
        seen.page.evaluate("() => handle.destroy()")
        assert told == []


def test_a_map_has_the_fields_that_are_listed(seen: Visit, made: Atlas) -> None:
    """What parts keep of a map are the fields that one function gives it, and none can be added."""
    load_modules(seen.page, "app")
    sealed, fields = seen.page.evaluate(FIELDS, island_of(made))
    assert sealed
    assert {name for file in FILES for name in FIELD.findall(file.read_text("utf-8"))} - set(fields) == set()
