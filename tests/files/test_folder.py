import csv
import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapkit.atlas import Atlas
from mapkit.errors import AtlasError
from mapkit.files import read
from mapkit.files.layers import CONTEXT
from mapkit.records import BASES, STANCES, TOLL_COLUMNS
from mapkit.where import FARTHEST_M
from support.examples import examples
from support.made import (
    CLAIMS,
    COLUMNS,
    INCIDENTS,
    LAYERS,
    SETTINGS,
    SOURCES,
    STATES,
    attempt,
    changed,
    feature,
    point,
    problems,
    table,
    write_folder,
)

Folder = Callable[..., Path]


def test_a_sound_folder_is_read(made: Atlas) -> None:
    """A folder becomes an atlas with all its sites, incidents, sources, claims and states."""
    assert made.meta.title == "A made atlas"
    assert list(made.places) == ["hilltown", "dale", "nowhere", "road", "lake"]
    assert made.counts.all == len(INCIDENTS)
    assert (len(made.source_list), len(made.claim_list), len(made.state_list)) == (
        len(SOURCES),
        len(CLAIMS),
        len(STATES),
    )
    assert made.context == {}


def test_the_repositorys_own_atlas_is_sound(geo: Atlas) -> None:
    """The atlas of the repository is read without a problem."""
    assert geo.counts.all > 0
    assert geo.context


def test_a_path_may_be_a_text(folder: Folder) -> None:
    """A folder is given as a path or as its text."""
    assert read(str(folder())).digest == read(folder()).digest


def test_only_the_required_columns_must_be_there(folder: Folder) -> None:
    """Optional columns may be left out of every table."""
    atlas = read(
        folder(
            incidents="id,when,site,kind,title\na,2020,dale,attack,T\n",
            sources="id,title\nherald,H\n",
            claims="incident,source,stance,says\na,herald,reports,x\n",
            states="site,when,state\nroad,2020,open\n",
        )
    )
    assert (atlas.counts.shown, len(atlas.claim_list), len(atlas.state_list)) == (1, 1, 1)


def test_tables_may_be_empty(folder: Folder) -> None:
    """Tables of a header line only make an atlas without incidents."""
    atlas = read(folder(**{name: ",".join(columns) + "\n" for name, columns in COLUMNS.items()}))
    assert (atlas.counts.all, atlas.extent, len(atlas.rows())) == (0, None, 0)


@pytest.mark.parametrize("basis", BASES)
def test_every_basis_is_known(folder: Folder, basis: str) -> None:
    """Each basis of a date is read."""
    assert read(folder(incidents=changed(INCIDENTS, 0, when_basis=basis)))["a"]["when_basis"] == basis


@pytest.mark.parametrize("stance", STANCES)
def test_every_stance_is_known(folder: Folder, stance: str) -> None:
    """Each stance of a claim is read."""
    assert read(folder(claims=changed(CLAIMS, 0, stance=stance)))["a"].claims[0].stance == stance


BASEMAP = {name: [{"type": "Feature", "geometry": None, "properties": {"rank": 1}}] for name in CONTEXT}


def test_a_basemap_is_read(folder: Folder) -> None:
    """Every file of the basemap is read, its features as they are written; other files are left alone."""
    dated = {"type": "Feature", "geometry": point(46, 40), "properties": {"valid": "2020-11", "rank": 1, "own": "<b>"}}
    atlas = read(folder(context={**BASEMAP, "borders": [dated], "mine": "no JSON at all"}))
    assert set(atlas.context) == set(CONTEXT)
    (border,) = atlas.context["borders"]["features"]
    assert border["properties"] == {"valid": "2020-11", "rank": 1, "own": "<b>"}


def layer(*members: Any) -> dict[str, Any]:
    """The change of the layer of towns to its own three and these."""
    return {"layers": {"towns": [*LAYERS["towns"], *members]}}


def site(**properties: Any) -> dict[str, Any]:
    """The change of the layer of towns to have one more with these properties."""
    return layer(feature("new", None, **properties))


Change = dict[str, Any]
NEW = "towns.geojson feature 4"
HEADER = ",".join(COLUMNS["incidents"])
ROW = {"incidents": INCIDENTS, "sources": SOURCES, "claims": CLAIMS, "states": STATES}


def cell(name: str, number: int, **cells: Any) -> Change:
    """The change of some cells of a table."""
    return {name: changed(ROW[name], number, **cells)}


BAD: list[tuple[Change, str, str, str]] = [
    # files
    *(({name: None}, f"{name}.csv", "file-missing", "create it") for name in COLUMNS),
    ({"layers": {"roads": None}, "states": []}, "roads.geojson", "file-missing", "create it"),
    ({"incidents": b"\xff\xfe", "claims": []}, "incidents.csv", "file-encoding", "UTF-8"),
    ({"sources": "title\n", "claims": [], "states": STATES[1:]}, "sources.csv:1", "column-missing", "'id'"),
    ({"incidents": HEADER + ",weather,weather\n", "claims": []}, "incidents.csv:1", "column-double", "'weather'"),
    # columns of the user's own
    *(
        (
            {"incidents": [{**INCIDENTS[0], name: "x"}], "claims": CLAIMS[:2]},
            "incidents.csv:1",
            "column-reserved",
            f"{name!r} is taken",
        )
        for name in (
            "row",
            "start",
            "END",
            "layer",
            "part_of",
            "disputed",
            "haystack",
            "cell_x",
            "certain",
            "status",
            " ",
            "a\0b",
            "Title",
        )
    ),
    (
        {"incidents": [{**INCIDENTS[0], "b": 1, "B": 2}], "claims": CLAIMS[:2]},
        "incidents.csv:1",
        "column-reserved",
        "'B' is taken",
    ),
    # incidents
    (
        cell("incidents", 4, id="a") | {"claims": CLAIMS[:3]},
        "incidents.csv:6",
        "id-double",
        "'a' stands in an earlier row",
    ),
    (cell("incidents", 4, id=" ") | {"claims": CLAIMS[:3]}, "incidents.csv:6", "id-missing", "the id is empty"),
    (cell("incidents", 1, when="soon"), "incidents.csv:3", "when-unreadable", "when: 'soon' is not a date"),
    (
        cell("incidents", 1, when="10/11/2020"),
        "incidents.csv:3",
        "when-ambiguous",
        "10 November 2020 or 11 October 2020",
    ),
    (cell("incidents", 1, when="2020-02-30"), "incidents.csv:3", "when-no-such-day", "is not in the calendar"),
    (cell("incidents", 1, when="2021-21"), "incidents.csv:3", "when-season", "write its months"),
    (cell("incidents", 1, when="2021/2020"), "incidents.csv:3", "when-reversed", "write the earlier date first"),
    (cell("incidents", 1, when_basis="guess"), "incidents.csv:3", "when_basis-unknown", "write one of 'external'"),
    (cell("incidents", 1, site="dael"), "incidents.csv:3", "site-unknown", "write 'dale'?"),
    (cell("incidents", 1, site="xyz"), "incidents.csv:3", "site-unknown", "write one of 'dale', 'hilltown'"),
    (cell("incidents", 1, kind="atack"), "incidents.csv:3", "kind-unknown", "write 'attack'?"),
    (cell("incidents", 1, kind=""), "incidents.csv:3", "kind-missing", "write one of 'attack', 'meeting'"),
    (cell("incidents", 1, title=" "), "incidents.csv:3", "title-missing", "say in a few words"),
    (
        cell("incidents", 2, lon="39.9", lat="46.8"),
        "incidents.csv:4",
        "coordinates-swapped",
        "write longitude 46.8, latitude 39.9",
    ),
    (cell("incidents", 2, lon="200"), "incidents.csv:4", "coordinates-range", "is not on earth"),
    (cell("incidents", 2, lon=""), "incidents.csv:4", "coordinates-half", "write both, or neither"),
    (cell("incidents", 2, lat=""), "incidents.csv:4", "coordinates-half", "write both, or neither"),
    (cell("incidents", 2, lon="46,8"), "incidents.csv:4", "number-unreadable", "lon: '46,8' is not a number"),
    (cell("incidents", 2, lon="nan"), "incidents.csv:4", "number-unreadable", "lon: 'nan' is not a number"),
    (cell("incidents", 2, lat="1e999"), "incidents.csv:4", "number-unreadable", "lat: '1e999' is not a number"),
    (cell("incidents", 2, precision_m="-1"), "incidents.csv:4", "number-range", "write metres, 0 to"),
    (cell("incidents", 2, precision_m="1e300"), "incidents.csv:4", "number-range", "write metres, 0 to"),
    (cell("incidents", 2, precision_m="5 km"), "incidents.csv:4", "number-unreadable", "'5 km' is not a number"),
    (cell("incidents", 0, killed_low="3"), "incidents.csv:2", "toll-order", "killed_low 3 is above killed_best 2"),
    (cell("incidents", 0, killed_high="1"), "incidents.csv:2", "toll-order", "killed_best 2 is above killed_high 1"),
    (
        cell("incidents", 0, killed_low="4", killed_best="", killed_high="3"),
        "incidents.csv:2",
        "toll-order",
        "killed_low 4 is above",
    ),
    *(
        (cell("incidents", 1, injured_best=text), "incidents.csv:3", "number-unreadable", f"injured_best is {text!r}")
        for text in ("-1", "1.5", "two", "١", "+1", "1e3", "9" * 10, "9" * 5000)
    ),
    # sources
    (
        cell("sources", 1, id="herald") | {"claims": CLAIMS[:1] + CLAIMS[2:3]},
        "sources.csv:3",
        "id-double",
        "'herald' stands",
    ),
    (cell("sources", 1, party="west"), "sources.csv:3", "party-unknown", "write one of 'north', 'south'"),
    (cell("sources", 1, published="01.02.2020"), "sources.csv:3", "when-ambiguous", "published: 01.02.2020 is"),
    (cell("sources", 1, accessed="yesterday"), "sources.csv:3", "when-unreadable", "accessed: 'yesterday'"),
    # claims
    (cell("claims", 2, source="herold"), "claims.csv:4", "source-unknown", "write 'herald'?"),
    (cell("claims", 2, source=""), "claims.csv:4", "source-missing", "write one of 'herald', 'ministry'"),
    (cell("claims", 2, incident="z"), "claims.csv:4", "incident-unknown", "'z' is no incident of this atlas"),
    (cell("claims", 2, incident=""), "claims.csv:4", "incident-missing", "incident is empty"),
    (cell("claims", 2, stance="says"), "claims.csv:4", "stance-unknown", "'says' is no stance"),
    (cell("claims", 2, stance=""), "claims.csv:4", "stance-missing", "write one of 'confirms'"),
    # states
    (cell("states", 1, site=""), "states.csv:3", "site-missing", "site is empty"),
    (cell("states", 1, site="rode"), "states.csv:3", "site-unknown", "write 'road'?"),
    (cell("states", 1, state="shut"), "states.csv:3", "state-unknown", "write one of 'blocked', 'open'"),
    (cell("states", 1, source="x"), "states.csv:3", "source-unknown", "'x' is no source"),
    (cell("states", 1, when=""), "states.csv:3", "when-missing", "write one such as"),
    (cell("states", 1, when="2022-12-12/2022-12-01"), "states.csv:3", "when-reversed", "write the earlier date first"),
    # layers
    (layer(feature("dale", None)), NEW, "site-double", "'dale' is taken"),
    (
        {"layers": {"roads": [*LAYERS["roads"], feature("dale", None)]}},
        "roads.geojson feature 3",
        "site-double",
        "'dale' is taken",
    ),
    (layer(feature("new", point(39.76, 46.75))), NEW, "coordinates-swapped", "write longitude 46.75"),
    (site(names=["Shusha"]), NEW, "names-type", '{"en": ["Shusha"]'),
    (site(names={"en": "Shusha"}), NEW, "names-type", '{"en": ["Shusha"]'),
    (site(names={"en": [1]}), NEW, "names-type", '{"en": ["Shusha"]'),
    *(
        (
            site(precision_m=value),
            NEW,
            "precision-unreadable",
            f"precision_m is {value!r}: write metres, 0 to {FARTHEST_M}",
        )
        for value in ("600", -1, True, [600], FARTHEST_M + 1)
    ),
    (site(valid="2020-21"), NEW, "when-season", "valid: "),
    (site(valid=2020), NEW, "property-type", "valid is 2020: write a text"),
    (site(note=["x"]), NEW, "property-type", "note is ['x']: write a text"),
    (site(part_of=7), NEW, "property-type", "part_of is 7: write a text"),
    *(
        (site(rivals=value), NEW, "rivals-type", '[{"lon": 46.7, "lat": 39.5,')
        for value in (
            5,
            "x",
            {"lon": 1, "lat": 2},
            [5],
            [{"lon": "46", "lat": 39}],
            [{"lon": 46}],
            [{"lon": 460, "lat": 39}],
            [{"lon": 46, "lat": 39, "note": 5}],
        )
    ),
    # the basemap
    ({"context": {"land": "{"}}, "land.geojson", "json-unreadable", "valid JSON"),
    (
        {"context": {"land": [feature("", point(200, 0))]}},
        "land.geojson feature 1",
        "coordinates-range",
        "is not on earth",
    ),
    (
        {"context": {"land": [feature("", None, valid="soon")]}},
        "land.geojson feature 1",
        "when-unreadable",
        "valid: 'soon'",
    ),
    (
        {"context": {"land": [feature("", None, names={"en": "The line"})]}},
        "land.geojson feature 1",
        "names-type",
        "names are no lists of texts",
    ),
    ({"context": {"land": [feature("", None, note=3)]}}, "land.geojson feature 1", "property-type", "note is 3"),
    ({"files": {"context/land.geojson/x": "a folder"}}, "land.geojson", "file-unreadable", "not a file"),
]


@pytest.mark.parametrize(("changes", "place", "code", "says"), BAD)
def test_a_broken_folder_is_told(folder: Folder, changes: Change, place: str, code: str, says: str) -> None:
    """One thing broken is one problem, at its file and line, with its code and what to write instead."""
    found = problems(folder(**changes))
    assert [(problem.place, problem.code) for problem in found if problem.code == code] == [(place, code)]
    assert says in next(problem.text for problem in found if problem.code == code)
    if code != "file-missing":  # what the file would have told is missing elsewhere
        assert len(found) == 1


@pytest.mark.parametrize(
    "name", ["../towns", "context/land", "/etc/passwd", ".hidden", "..", "a\0b", "towns/", "./towns"]
)
def test_a_layer_is_a_file_of_the_folder(folder: Folder, name: str) -> None:
    """A layer whose id leads out of the folder, or is no file name, is refused by name and never opened."""
    found = problems(folder(settings={**SETTINGS, "layers": [*SETTINGS["layers"], {"id": name, "label": "x"}]}))
    assert [(problem.place, problem.code) for problem in found] == [("atlas.toml layers", "layer-name")]
    assert repr(name) in found[0].text


def test_a_very_long_layer_name_is_told(folder: Folder) -> None:
    """A layer with a name that no file can have is told like a missing one."""
    found = problems(folder(settings={**SETTINGS, "layers": [*SETTINGS["layers"], {"id": "x" * 5000, "label": "x"}]}))
    assert [problem.code for problem in found] == ["file-unreadable"]


@pytest.mark.parametrize("path", ["nowhere", "\0", "x" * 5000, "atlas/atlas.toml"])
def test_what_is_no_folder_is_told(folder: Folder, path: str) -> None:
    """A path that is no folder is one problem that says what to give."""
    with pytest.raises(AtlasError) as caught:
        read(f"{folder().parent}/{path}")
    assert [problem.code for problem in caught.value.problems] == ["atlas-missing"]


def test_ten_things_broken_are_ten_problems(folder: Folder) -> None:
    """Everything that is wrong is told at once, each at its place."""
    incidents = changed(INCIDENTS, 0, killed_low="9")
    for number, cells in enumerate(
        [{"when": "10/11/2020"}, {"lon": "39.9", "lat": "46.8"}, {"site": "hiltown"}, {"kind": "x"}], 1
    ):
        incidents = changed(incidents, number, **cells)
    found = problems(
        folder(
            settings={**SETTINGS, "window": "2023/2020", "kinds": changed(SETTINGS["kinds"], 0, colour="red")},
            incidents=incidents,
            sources=changed(SOURCES, 0, party="west"),
            claims=changed(CLAIMS, 1, source="nobody"),
            states=changed(STATES, 1, when="soon"),
            **site(precision_m="x"),
            context={"land": "{"},
        )
    )
    assert {(problem.place, problem.code) for problem in found} == {
        ("atlas.toml window", "when-reversed"),
        ("atlas.toml kinds 1", "colour-unreadable"),
        ("incidents.csv:2", "toll-order"),
        ("incidents.csv:3", "when-ambiguous"),
        ("incidents.csv:4", "coordinates-swapped"),
        ("incidents.csv:5", "site-unknown"),
        ("incidents.csv:6", "kind-unknown"),
        ("sources.csv:2", "party-unknown"),
        ("claims.csv:3", "source-unknown"),
        ("states.csv:3", "when-unreadable"),
        (NEW, "precision-unreadable"),
        ("land.geojson", "json-unreadable"),
    }
    assert len(found) == 12


def test_a_problem_after_cells_of_several_lines_keeps_its_line(folder: Folder) -> None:
    """A row after cells that run over several lines is told at the line where it starts in the file."""
    text = table(changed(changed(INCIDENTS, 0, text="one\ntwo\r\nthree"), 1, kind="x"), COLUMNS["incidents"])
    (problem,) = problems(folder(incidents=text))
    assert problem.place == "incidents.csv:5"
    assert text.split("\n")[4].startswith("b,")


@pytest.mark.parametrize("change", [lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n")])
def test_spreadsheets_change_nothing(folder: Folder, made: Atlas, change: Callable[[str], str]) -> None:
    """Files with a byte order mark or CRLF line ends are the same atlas (law 4)."""
    path = folder()
    for file in path.glob("*.*"):
        file.write_bytes(change(file.read_text("utf-8")).encode())
    assert read(path).digest == made.digest


def test_tolls_are_whole_numbers_or_missing(made: Atlas) -> None:
    """An empty toll is missing, not nought."""
    rows = made.rows(None).set_index("id")
    assert rows.loc["a", ["killed_low", "killed_best", "killed_high"]].tolist() == [1, 2, 3]
    assert rows.loc["b", list(TOLL_COLUMNS)].isna().all()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(40))
@given(
    st.sampled_from(["atlas.toml", "towns.geojson", *(f"{name}.csv" for name in COLUMNS), "context/land.geojson"]),
    st.binary(),
)
def test_any_file_may_hold_anything(tmp_path: Path, name: str, content: bytes) -> None:
    """Any bytes as any of the files give an atlas or an AtlasError, never another failure."""
    found = attempt(read, write_folder(tmp_path, context={"land": []}, files={name: content}))
    assert found.problems if isinstance(found, AtlasError) else found.counts.all <= len(INCIDENTS)


documents = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4), st.just([46.0, 40.0])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["en", "lon", "lat", "note"]), inner)
    ),
    max_leaves=6,
)
PROPERTIES = ("names", "precision_m", "rivals", "valid", "sort", "part_of", "note", "coordinate_source", "own")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(40))
@given(st.dictionaries(st.sampled_from(PROPERTIES), documents), documents)
def test_any_properties_are_read_or_told(tmp_path: Path, properties: dict[str, Any], id: Any) -> None:  # noqa: A002
    """Any JSON as the id and the properties of a site gives an atlas that can be asked, or an AtlasError."""
    found = attempt(read, write_folder(tmp_path, **layer(feature(id, point(46, 40), **properties))))
    assert found.problems if isinstance(found, AtlasError) else id in found.places


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(40))
@given(st.sampled_from([(name, column) for name in COLUMNS for column in COLUMNS[name]]), st.text(max_size=12))
def test_any_cell_is_read_or_told(tmp_path: Path, where: tuple[str, str], text: str) -> None:
    """Any text in any cell gives an atlas, or an AtlasError at the line of the cell or of a row that names it."""
    name, column = where
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, COLUMNS[name], restval="", extrasaction="ignore", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(changed(ROW[name], 1, **{column: text}))
    found = attempt(read, write_folder(tmp_path, **{name: stream.getvalue()}))
    places = [problem.place for problem in found.problems] if isinstance(found, AtlasError) else []
    assert all(place.startswith((f"{name}.csv:", "claims.csv:", "states.csv:")) for place in places)


def test_the_order_of_rows_is_kept(folder: Folder) -> None:
    """`row` is the place of an incident in the file, whatever the order of the dates."""
    mixed = random.Random(1).sample(INCIDENTS, len(INCIDENTS))  # noqa: S311 - test data
    rows = read(folder(incidents=mixed)).rows(None).sort_values("row")
    assert rows["id"].tolist() == [row["id"] for row in mixed]


def test_properties_that_mapkit_does_not_know_do_no_harm(folder: Folder) -> None:
    """Own properties of a site are allowed and not interpreted."""
    atlas = read(folder(**site(names={"en": ["New"]}, html="<b>", names_from_memory=["ru"])))
    assert json.dumps(atlas.places["new"].names) == '{"en": ["New"]}'
