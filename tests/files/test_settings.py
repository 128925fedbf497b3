from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapkit.errors import Problem
from mapkit.files.settings import read_settings
from mapkit.records import DASHES, PATTERNS, SHAPES, Chapter, Kind, Meta, StateKind
from mapkit.when import Window
from mapkit.where import BBox
from support.made import SETTINGS, changed, toml


def settings(tmp_path: Path, text: str | None = None, **changes: Any) -> tuple[Meta, list[Problem]]:
    """What is read from this text, or from the sound settings with changes; None drops an entry."""
    entries = {name: value for name, value in {**SETTINGS, **changes}.items() if value is not None}
    (tmp_path / "atlas.toml").write_text(toml(entries) if text is None else text, "utf-8")
    meta, _, problems = read_settings(tmp_path)
    return meta, problems


def test_sound_settings_are_read(tmp_path: Path) -> None:
    """Every entry is read as what it means."""
    meta, problems = settings(tmp_path)
    assert problems == []
    assert (meta.title, meta.home, meta.window) == (
        "A made atlas",
        BBox(44, 38, 49, 42),
        Window.parse("2020-11/2023-10"),
    )
    assert (meta.labels, meta.labels_fixed) == (("hy", "az"), False)
    assert settings(tmp_path, labels_fixed=True)[0].labels_fixed
    assert [layer.id for layer in meta.layers] == ["towns", "roads"]
    assert meta.kinds[0] == Kind("attack", "Attack", "#D55E00", "triangle")
    assert meta.chapters == (
        Chapter("The winter", Window.parse("2020-12/2021-02"), BBox(46, 39, 47, 40), "Snow <b>lies</b>."),
    )
    assert [state.pattern for state in meta.states] == ["pale", "barred"]


def test_a_title_is_enough(tmp_path: Path) -> None:
    """Nothing but the title must be given."""
    assert settings(tmp_path, 'title = "T"') == (Meta("T"), [])


def test_dates_of_toml_are_dates(tmp_path: Path) -> None:
    """A window may be written without quotes where TOML has a date for it."""
    meta, problems = settings(tmp_path, 'title = "T"\nwindow = 2020-12-08\n')
    assert (problems, meta.window) == ([], Window.parse("2020-12-08"))


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_known(tmp_path: Path, shape: str) -> None:
    """Each shape of the format is read."""
    assert settings(tmp_path, kinds=changed(SETTINGS["kinds"], 0, shape=shape))[1] == []


@pytest.mark.parametrize("look", [*({"dash": dash} for dash in DASHES), *({"pattern": one} for one in PATTERNS), {}])
def test_every_look_of_a_state_is_known(tmp_path: Path, look: dict[str, str]) -> None:
    """Each pattern of the format is read, each dash of older atlases, and none."""
    meta, problems = settings(tmp_path, states=[{"id": "open", "label": "Open", **look}])
    assert (problems, meta.states) == ([], (StateKind("open", "Open", **look),))


KINDS, LAYERS, CHAPTERS = SETTINGS["kinds"], SETTINGS["layers"], SETTINGS["chapters"]
BAD: list[tuple[dict[str, Any], str, str, str]] = [
    ({"title": None}, "title", "entry-missing", 'write title = "..."'),
    ({"title": ""}, "title", "entry-missing", 'write title = "..."'),
    ({"description": 5}, "description", "entry-type", "5 is no text: put it in quotes"),
    ({"credits": "me"}, "credits", "entry-type", 'write credits = ["...", "..."]'),
    ({"credits": ["me", 1]}, "credits", "entry-type", 'write credits = ["...", "..."]'),
    ({"labels": ["hy", "<b>"]}, "labels", "language-unknown", "['<b>'] are no language codes"),
    ({"labels_fixed": "yes"}, "labels_fixed", "entry-type", "'yes' is neither true nor false"),
    ({"labels": [], "labels_fixed": True}, "labels_fixed", "entry-missing", "no names are there to fix"),
    ({"colour": "red"}, "colour", "entry-unknown", "use as_of, calendar, chapters"),
    ({"kinds": "attack"}, "kinds", "entry-type", "[[kinds]]"),
    ({"home": [44, 38, 49]}, "home", "box-unreadable", "write [west, south, east, north]"),
    ({"home": "44,38,49,42"}, "home", "box-unreadable", "write [west, south, east, north]"),
    ({"home": [44, 38, 49, True]}, "home", "box-unreadable", "write [west, south, east, north]"),
    ({"home": [44, 42, 49, 38]}, "home", "box-reversed", "south above north"),
    ({"home": [44, 38, 490, 42]}, "home", "box-range", "leaves the world"),
    ({"slash": "one-of"}, "slash", "slash-unknown", 'write slash = "lasted"'),
    ({"window": "2023/2020"}, "window", "when-reversed", "write the earlier date first"),
    ({"window": "10/11/2020"}, "window", "when-ambiguous", "2020-11-10"),
    ({"window": [1]}, "window", "when-unreadable", "is not a date"),
    ({"window": "none"}, "window", "when-unreadable", "is not a date"),
    ({"kinds": changed(KINDS, 0, colour="red")}, "kinds 1", "colour-unreadable", "write it like #D55E00"),
    ({"kinds": changed(KINDS, 1, colour="#d5e")}, "kinds 2", "colour-unreadable", "write it like #D55E00"),
    ({"kinds": changed(KINDS, 0, colour="#D55E00;x")}, "kinds 1", "colour-unreadable", "write it like #D55E00"),
    ({"kinds": changed(KINDS, 0, colour="#D55E00\n")}, "kinds 1", "colour-unreadable", "write it like #D55E00"),
    ({"kinds": changed(KINDS, 0, shape="heart")}, "kinds 1", "shape-unknown", "use circle, square"),
    ({"kinds": changed(KINDS, 0, id="")}, "kinds 1", "entry-missing", "id is missing"),
    ({"kinds": changed(KINDS, 0, label="")}, "kinds 1", "entry-missing", "label is missing"),
    ({"kinds": changed(KINDS, 0, id="meeting")}, "kinds 2", "id-double", "'meeting' stands twice"),
    ({"kinds": changed(KINDS, 0, size=3)}, "kinds 1", "entry-unknown", "use id, label, colour, shape"),
    ({"layers": changed(LAYERS, 0, id="roads")}, "layers 2", "id-double", "'roads' stands twice"),
    *(
        ({"layers": changed(LAYERS, 0, id=name)}, "layers 1", "layer-name", "a device on Windows")
        for name in ("nul", "CON", "Aux.old", "com1", "lpt\u00b2", "prn .x")
    ),
    *(
        ({"layers": changed(LAYERS, 0, id=name)}, "layers 1", "layer-name", "ends in a dot or a space")
        for name in ("towns.", "towns ", "nul ")
    ),
    ({"layers": changed(LAYERS, 0, id="ROADS")}, "layers 2", "layer-name", "the case of letters alone"),
    ({"states": changed(SETTINGS["states"], 1, dash="wavy")}, "states 2", "dash-unknown", "use solid, dashed, dotted"),
    ({"parties": [{"id": "north"}]}, "parties 1", "entry-missing", "label is missing"),
    ({"chapters": [{"label": "x"}]}, "chapters 1", "entry-missing", "label and when"),
    ({"chapters": [{"when": "2020"}]}, "chapters 1", "entry-missing", "label and when"),
    ({"chapters": changed(CHAPTERS, 0, when="soon")}, "chapters 1", "when-unreadable", "'soon'"),
    ({"chapters": changed(CHAPTERS, 0, box=[1])}, "chapters 1", "box-unreadable", "write [west, south, east, north]"),
    ({"chapters": changed(CHAPTERS, 0, color="x")}, "chapters 1", "entry-unknown", "use label, when, box, text"),
    ({"chapters": changed(CHAPTERS, 0, text=7)}, "chapters 1 text", "entry-type", "put it in quotes"),
]


@pytest.mark.parametrize("name", ["nulls", "con-flict", "com", "com10", "my nul", "a.nul", "auxiliary.x"])
def test_a_name_like_that_of_a_device_is_taken(tmp_path: Path, name: str) -> None:
    """Only a whole name before the first dot is that of a device."""
    assert settings(tmp_path, layers=changed(LAYERS, 0, id=name))[1] == []


@pytest.mark.parametrize(("changes", "entry", "code", "says"), BAD)
def test_bad_settings_are_told(tmp_path: Path, changes: dict[str, Any], entry: str, code: str, says: str) -> None:
    """Whatever is wrong with an entry is one problem that names it, and says what to write."""
    _, (problem,) = settings(tmp_path, **changes)
    assert (problem.place, problem.code) == (f"atlas.toml {entry}", code)
    assert says in problem.text


@pytest.mark.parametrize(
    "text",
    [
        "title",
        'title = "T',
        'title = "T"\ntitle = "U"',
        'title = "\\ud800"',
        "title = " + "[" * 100_000,
        "x = " + "9" * 5000,
        "x = 0x" + "f" * 5000,
        f"x = {2**63}",
        "x = " + "[" * 40 + "]" * 40,
        "x = 2020-13-45",
        "\x00",
    ],
    ids=range(11),
)
def test_a_file_that_is_no_toml_is_told(tmp_path: Path, text: str) -> None:
    """A file that is not TOML, or that holds what no atlas needs, is one problem and no atlas."""
    meta, (problem,) = settings(tmp_path, text)
    assert (meta, problem.place, problem.code) == (Meta(""), "atlas.toml", "toml-unreadable")
    assert problem.text.endswith("write valid TOML")


@pytest.mark.parametrize(
    ("home", "code"), [("[nan, 38.0, 49.0, 42.0]", "box-unreadable"), ("[44.0, 38.0, inf, 42.0]", "toml-unreadable")]
)
def test_a_box_holds_numbers(tmp_path: Path, home: str, code: str) -> None:
    """A box with what TOML calls nan or inf is refused."""
    assert [problem.code for problem in settings(tmp_path, f'title = "T"\nhome = {home}')[1]] == [code]


def test_all_bad_entries_are_told(tmp_path: Path) -> None:
    """Every problem is told at once, and what is sound is kept."""
    meta, problems = settings(
        tmp_path, home=[1], window="soon", labels=3, kinds=changed(KINDS, 1, colour="red", shape="heart")
    )
    assert {problem.code for problem in problems} == {
        "box-unreadable",
        "when-unreadable",
        "entry-type",
        "colour-unreadable",
        "shape-unknown",
    }
    assert (meta.title, meta.kinds[0].id) == ("A made atlas", "attack")


def test_missing_settings_are_told(tmp_path: Path) -> None:
    """A folder without atlas.toml is told to have one."""
    assert [(problem.place, problem.code) for problem in read_settings(tmp_path)[2]] == [("atlas.toml", "file-missing")]


values = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(-(2**63) + 1, 2**63 - 1),
        st.floats(-1e18, 1e18),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
        st.sampled_from(["2020", "#D55E00", "circle", "solid"]),
    ),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=8,
)
rows = st.lists(
    st.dictionaries(
        st.sampled_from(["id", "label", "colour", "shape", "dash", "when", "box", "x"]), values, min_size=1, max_size=5
    ),
    min_size=1,
    max_size=3,
)


@given(st.dictionaries(st.sampled_from([*SETTINGS, "x", "é\0\x7f"]), st.one_of(values, rows)))
def test_any_toml_is_read_or_told(tmp_path_factory: pytest.TempPathFactory, entries: dict[str, Any]) -> None:
    """No TOML document makes the reader fail."""
    _, problems = settings(tmp_path_factory.getbasetemp(), toml(entries))
    assert all(problem.code != "toml-unreadable" for problem in problems)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_read_or_told(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """No text makes the reader of settings fail."""
    meta, problems = settings(tmp_path_factory.getbasetemp(), text)
    assert meta.title or problems
