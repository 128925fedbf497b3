"""Hostile texts go from the files to the island and back without a sign of them changed (law 6)."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mapkit.atlas import Atlas
from mapkit.drawing.marks import marks
from mapkit.files import read
from mapkit.view import View
from mapkit.webmap.columns import encode
from mapkit.webmap.island import island
from mapkit.words import sentence
from support.made import CLAIMS, COLUMNS, INCIDENTS, LAYERS, SETTINGS, SOURCES, STATES, changed, feature, point

Folder = Callable[..., Path]
HOSTILE = {
    "template": "{{7*7}}",
    "statement": "{% x",
    "comment": "{# x",
    "element": "<img src=x onerror=alert(1)>",
    "script": "</script><script>alert(1)</script>",
    "cdata": "<!--<script>]]>",
    "literal": "${alert(1)}`${1}`",
    "backslash": "\\u003c\\\\",
    "bidi": "\u202eabc\u202c\u2066x\u2069",
    "zero-width": "a\u200bb\ufeffc\u00ad",
    "nul": "a\0b",
    "controls": "\x01\x1b[31m\x7f\x85",
    "lines": "a\nb\r\nc\rd\u2028e\u2029f",
    "quotes": "'\"‘’“”",
    "sql": "'; DROP TABLE incidents; --",
    "formula": '=HYPERLINK("x")',
    "entity": "&lt;b&gt;&amp;&#x3c;",
    "url": "javascript:alert(1)",
    "path": "../../etc/passwd",
    "markdown": ":red[x] $x$ ![](http://x)",
    "astral": "😀\U0010ffff",
    "combining": "Z͑ͫ̓ͪ̂ͫ̽a̴̙̞",
    "space": "  \t\u00a0\u3000 ",
    "prototype": "__proto__",
    "constructor": "constructor",
    "percent": "%s%n%2500",
    "format": "{0.__class__}",
    "null": "null",
}
texts = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)


def quoted(name: str, rows: list[dict[str, Any]]) -> str:
    """Rows as CSV with quotes around every cell, so that every character is kept."""
    columns = dict.fromkeys([*COLUMNS[name], *(key for row in rows for key in row)])
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, columns, restval="", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def column(text: str) -> str:
    """The name of a column made of the text; a column cannot have NUL in its name."""
    return "own " + text.replace("\0", "")


def hostile_folder(folder: Folder, text: str) -> Path:
    """The made atlas with the text in every field that may hold any; ids, keys and an own column are made of it."""
    one = {key: f"{key} {text}" for key in ("id", "title", "text", "quote")}
    own = {column(text): f"own {text}"}
    names = {"en": [text, f"en {text}"], text: [f"key {text}"]}
    town = feature(
        f"site {text}",
        point(46.75, 39.76),
        names=names,
        sort=text,
        part_of=text,
        coordinate_source=text,
        note=text,
        rivals=[{"lon": 46.76, "lat": 39.77, "source": text, "note": text, text: text}],
    )
    tables = {
        "incidents": [{**INCIDENTS[0], **one, **own, "site": f"site {text}", "kind": f"kind {text}"}],
        "sources": [
            {
                **SOURCES[0],
                **{key: f"{key} {text}" for key in ("id", "title", "publisher", "url", "archive_url")},
                "party": f"party {text}",
            }
        ],
        "claims": [{"incident": one["id"], "source": f"id {text}", "stance": "denies", "says": text, "locator": text}],
        "states": [
            {"site": f"site {text}", "when": "2020", "state": f"state {text}", "source": f"id {text}", "note": text}
        ],
    }
    labelled = {"id": f"kind {text}", "label": text}
    meta = {
        **SETTINGS,
        **dict.fromkeys(("title", "description", "calendar", "licence"), text or "x"),
        "credits": [text, text],
        "layers": [{"id": "towns", "label": text}],
        "kinds": [{**SETTINGS["kinds"][0], **labelled}],
        "parties": [{"id": f"party {text}", "label": text}],
        "states": [{**SETTINGS["states"][0], "id": f"state {text}", "label": text}],
        "chapters": [{"label": text, "when": "2020", "text": text}],
    }
    land = {"type": "Feature", "geometry": point(46, 40), "properties": {"name": text, "note": text, text: text}}
    return folder(
        settings=meta,
        layers={"towns": [town], "roads": None},
        context={"land": [land]},
        **{name: quoted(name, rows) for name, rows in tables.items()},
    )


@texts
def test_every_field_reaches_the_page_as_it_is(folder: Folder, text: str) -> None:
    """Whatever text stands in any field, id, key or column name is in the island, character by character."""
    found = json.loads(encode(island(read(hostile_folder(folder, text)))))
    incident = found["texts"]["0"]
    assert [incident[key] for key in ("id", "title", "text", "quote")] == [
        f"{key} {text}" for key in ("id", "title", "text", "quote")
    ]
    assert incident["own"] == {column(text): f"own {text}", "Weather": "fog"}
    claim, site, state = incident["claims"][0], found["sites"][0], found["states"][0]
    told = ("source", "publisher", "party_label", "says", "locator", "url", "archive_url")
    assert {key: claim[key] for key in told} == {
        "source": f"title {text}",
        "publisher": f"publisher {text}",
        "party_label": text,
        "says": text,
        "locator": text,
        "url": f"url {text}",
        "archive_url": f"archive_url {text}",
    }
    assert site["names"] == {"en": [text, f"en {text}"], text: [f"key {text}"]}
    assert [site[key] for key in ("id", "sort", "part_of", "coordinate_source", "note")] == [
        f"site {text}",
        text,
        text,
        text,
        text,
    ]
    assert site["rivals"] == [{"lon": 46.76, "lat": 39.77, "source": text, "note": text, text: text}]
    assert (state["note"], state["source"]["title"]) == (text, f"title {text}")
    assert [found[key] for key in ("title", "description", "calendar", "licence", "credits")] == [text] * 4 + [
        [text, text]
    ]
    assert [found[key][0]["label"] for key in ("kinds", "parties", "layers", "stateKinds", "chapters")] == [text] * 5
    assert found["context"]["land"]["features"][0]["properties"] == {"name": text, "note": text, text: text}


@texts
def test_the_island_closes_no_script(folder: Folder, text: str) -> None:
    """The encoded island holds no character that could end its element or begin another."""
    assert not set(encode(island(read(hostile_folder(folder, text))))) & set("<>&\u2028\u2029")


@texts
def test_every_table_holds_the_text_as_it_is(folder: Folder, text: str) -> None:
    """Rows, counts, sites, sources, claims, states, marks and the sentence give the text back as it was written."""
    atlas = read(hostile_folder(folder, text))
    row = atlas.rows().iloc[0]
    assert (row["title"], row["kind"], row["site"], row[column(text)]) == (
        f"title {text}",
        f"kind {text}",
        f"site {text}",
        f"own {text}",
    )
    assert atlas.count(column(text), "site").to_dict() == {(f"own {text}", f"site {text}"): 1}
    assert atlas.sites.loc[f"site {text}", "note"] == text
    assert (atlas.sources["title"][0], atlas.claims["says"][0], atlas.states["note"][0]) == (
        f"title {text}",
        text,
        text,
    )
    assert marks(atlas)["kinds"][0] == {f"kind {text}": 1}
    assert atlas[f"id {text}"].claims[0].says == text
    assert f"all at {text}; 1 disputed" in sentence(atlas)


@texts
def test_every_id_can_be_asked_for(folder: Folder, text: str) -> None:
    """A view of hostile ids finds their incident, also after the way through a link, and nothing is run."""
    atlas = read(hostile_folder(folder, text))
    ids = {"kind": f"kind {text}", "site": f"site {text}", "source": f"id {text}", "party": f"party {text}"}
    view = View.of(**{name: [one] for name, one in ids.items()}, text=text)
    assert atlas.filter(view).count() == atlas.filter(str(view)).count() == 1
    assert atlas.filter(site=[text]).count() == 1
    for name in ids:
        assert atlas.filter(**{name: [f"no {text}"]}).count() == 0


@pytest.mark.parametrize(
    "name", ["{{7*7}}", "<b onclick=x>", "a'b", 'a"b', "${x}`", "% & #", "\u202egnp", "=x", "Շուշի", "a b\tc\nd"]
)
def test_a_file_name_is_a_name(folder: Folder, name: str) -> None:
    """A layer may be called as any file can, and its name is text like any other."""
    layer = [{"id": name, "label": name}, {"id": "roads", "label": "Roads"}]
    atlas = read(folder(settings={**SETTINGS, "layers": layer}, layers={name: LAYERS["towns"], "towns": None}))
    found = json.loads(encode(island(atlas)))
    assert (found["layers"][0], found["sites"][0]["layer"]) == ({"id": name, "label": name}, name)
    assert atlas.filter(layer=[name]).count() == 2


def strings(value: Any) -> Iterator[str]:
    """Every text in a document of JSON, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from (key, *strings(inner))
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def test_no_text_is_computed(folder: Folder) -> None:
    """A template in any field is nowhere replaced by what it would give."""
    found = json.loads(encode(island(read(hostile_folder(folder, "{{7*7}}")))))
    assert any("{{7*7}}" in text for text in strings(found))
    assert not any(text == "49" or " 49" in text for text in strings(found))


def test_own_columns_of_any_name_reach_the_page(folder: Folder) -> None:
    """Every column of the user's own that may be kept is on the card, also those that sound like mapkit's own."""
    own = {
        name: f"v {name}"
        for name in ("place", "mark", "weather", "source", "claims", "index", "geometry", "level_0", "__proto__")
    }
    atlas: Atlas = read(folder(incidents=[{**INCIDENTS[0], **own}], claims=CLAIMS[:2]))
    spoken = {"level_0": "Level 0", "__proto__": "__proto__"}  # names that nobody wrote as words stay
    assert island(atlas)["texts"]["0"]["own"] == {
        spoken.get(name, name.capitalize()): value for name, value in own.items()
    }
    assert atlas.rows().iloc[0]["place"] == "v place"


def test_reading_starts_nothing(folder: Folder) -> None:
    """Reading and encoding a hostile atlas opens no socket and starts no program."""
    path = hostile_folder(folder, "</script>{{7*7}}")
    code = (
        "import sys\n"
        "def hook(event, arguments):\n"
        "    if event.startswith(('socket.', 'subprocess.', 'os.system', 'os.exec', 'os.spawn', 'os.posix_spawn')):\n"
        "        raise SystemExit(f'{event} {arguments}')\n"
        "from mapkit.files import read\n"
        "from mapkit.webmap.columns import encode\n"
        "from mapkit.webmap.island import island\n"
        "sys.addaudithook(hook)\n"
        "encode(island(read(sys.argv[1])))\n"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True, timeout=60)


def test_states_and_cells_stay_apart(folder: Folder) -> None:
    """A hostile text in one row changes no other row."""
    text = HOSTILE["script"]
    plain = island(read(folder()))["texts"]
    hostile = island(
        read(folder(incidents=changed(INCIDENTS, 1, title=text, text=text), states=changed(STATES, 1, note=text)))
    )["texts"]
    assert hostile["1"]["title"] == text
    assert {**hostile, "1": None} == {**plain, "1": None}
