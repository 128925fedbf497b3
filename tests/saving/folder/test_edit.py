import csv
import difflib
import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mapkit.atlas import Atlas
from mapkit.errors import AtlasError, ExportError, MapkitError, Problem
from mapkit.files import read
from mapkit.saving import add, change, remove, undo, write
from mapkit.saving.folder.slugs import MAX_CHARACTERS, slug
from support.examples import examples
from support.made import CLAIMS, INCIDENTS, SOURCES, attempt, write_folder
from support.strategies import dates

Folder = Callable[..., Path]
NEW = {"title": "Shots near Hilltown", "when": "2021-05-05", "kind": "attack", "site": "dale"}
CLAIM = {"source": "herald", "stance": "reports", "says": 'He said "shots",\nthen left.'}
PAPER = {"id": "paper", "title": "The Paper", "party": "north"}
WHO = {"who": "Ani"}
words = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)


def files(folder: Path) -> dict[str, bytes]:
    """The bytes of every file but the list of changes."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "changes.csv"}


def test_an_incident_is_added(folder: Folder) -> None:
    """A new incident is read with its claim and its new source, and the atlas that is returned is the folder's."""
    path = folder()
    atlas = add(
        path,
        {**NEW, "killed_best": 2, "lon": 46.9, "lat": 39.5, "text": None},
        [CLAIM, {"source": "paper", "stance": "denies"}],
        [PAPER],
        **WHO,
    )
    assert read(path).digest == atlas.digest
    found = atlas["shots-near-hilltown-2021-05-05"]
    assert (found["title"], found["killed_best"], found["lon"]) == ("Shots near Hilltown", 2, 46.9)
    assert [(claim.source.id, claim.stance) for claim in found.claims] == [("herald", "reports"), ("paper", "denies")]
    assert found.claims[0].says == 'He said "shots",\nthen left.'
    assert atlas.source_list[-1].title == "The Paper"
    assert atlas.counts.all == len(INCIDENTS) + 1


def test_an_addition_only_adds_lines(folder: Folder) -> None:
    """What is added are lines at the end of three tables; no other file is touched."""
    path = folder()
    before = files(path)
    add(path, NEW, [CLAIM], [PAPER], **WHO)
    after = files(path)
    grown = {name for name in before if after[name] != before[name]}
    assert grown == {"incidents.csv", "claims.csv", "sources.csv"}
    assert all(after[name].startswith(before[name]) for name in grown)
    assert after["incidents.csv"].count(b"\n") == before["incidents.csv"].count(b"\n") + 1
    assert after.keys() == before.keys()


SAYS_OTHERWISE = {
    **CLAIM,
    "source": "paper",
    "said": "2021-05-07",
    "via": "herald",
    "when": "2021-05-04",
    "site": "hilltown",
    "killed_best": 2,
    "kind": "meeting",
}


def test_a_claim_brings_the_columns_that_it_needs(folder: Folder) -> None:
    """A claim and a source with columns of the format that their tables lack bring them, and only them, at the end."""
    path = folder()
    rows = {name: data.decode().splitlines() for name, data in files(path).items()}
    before = read(path).digest
    atlas = add(path, NEW, [SAYS_OTHERWISE], [{**PAPER, "origin": "herald", "captured": "2021-05-08"}], **WHO)
    (claim,) = atlas["shots-near-hilltown-2021-05-05"].claims
    said = {name: getattr(claim, name) for name in SAYS_OTHERWISE if name not in ("source", "killed_best")}
    assert said == {name: SAYS_OTHERWISE[name] for name in said}
    assert (claim.killed_best, claim.source.origin, claim.source.captured) == ("2", "herald", "2021-05-08")
    header, *lines = (path / "claims.csv").read_text().splitlines()
    assert header == f"{rows['claims.csv'][0]},said,via,when,site,kind,killed_best"
    assert lines[: len(CLAIMS)] == [f"{row},,,,,," for row in rows["claims.csv"][1:]]
    assert (path / "sources.csv").read_text().startswith(f"{rows['sources.csv'][0]},origin,captured\n")
    assert undo(path, **WHO).digest == read(path).digest == before
    again = change(path, "a", {}, [{**SAYS_OTHERWISE, "source": "ministry", "lon": 46.5, "lat": 39.5}], **WHO)
    assert again["a"].claims[-1].lon == "46.5"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"via": "nobody"}, "via-unknown"),
        ({"when": "10/11/2020"}, "when-ambiguous"),
        ({"lon": 46.5}, "coordinates-half"),
        ({"site": "atlantis"}, "site-unknown"),
        ({"killed_low": 3, "killed_high": 2}, "toll-order"),
    ],
)
def test_what_a_claim_says_otherwise_is_checked(folder: Folder, cells: dict[str, Any], expected: str) -> None:
    """What a new claim says of the incident's own columns is refused at the claim, and no column comes of it."""
    path = folder()
    before = files(path)
    error = attempt(lambda: change(path, "a", {}, [{**CLAIM, **cells}], **WHO))
    assert isinstance(error, AtlasError)
    assert [(one.place, one.code) for one in error.problems] == [("the incident 'a', claim 1", expected)]
    assert files(path) == before


AWKWARD = (
    '\ufeff"weather",id,when,title,site,kind\r\n"fog",a,2020-12-08,"First, ""so""",hilltown,attack\r\n\r\n,b,,T,,attack'
)


def test_columns_quotes_marks_and_ends_stay(folder: Folder) -> None:
    """A file with another order of columns, a mark, CRLF, odd quotes, blank lines and no last line end keeps it all."""
    path = folder(incidents=AWKWARD, claims=CLAIMS[:3])
    add(path, NEW, [CLAIM], **WHO)
    new = "\r\n,shots-near-hilltown-2021-05-05,2021-05-05,Shots near Hilltown,dale,attack"
    assert (path / "incidents.csv").read_bytes().decode() == AWKWARD + new


NONE = "nobody says it: give at least one claim"
BAD: list[tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]], list[tuple[str, str, str]]]] = [
    ({**NEW, "when": "10/11/2020"}, [CLAIM], [], [("", "when-ambiguous", "write 2020-11-10 or 2020-10-11")]),
    (
        {**NEW, "title": " ", "kind": "atack"},
        [CLAIM],
        [],
        [("", "kind-unknown", "write 'attack'?"), ("", "title-missing", "the title is empty")],
    ),
    ({**NEW, "id": "a"}, [CLAIM], [], [("", "id-double", "'a' stands in an earlier row")]),
    (NEW, [], [], [("", "claim-missing", NONE)]),
    (NEW, [], [PAPER], [("", "claim-missing", NONE)]),
    (NEW, [CLAIM, {**CLAIM, "source": "no"}], [], [(", claim 2", "source-unknown", "'no' is no source")]),
    (
        NEW,
        [{"stance": "says"}],
        [],
        [(", claim 1", "source-missing", "source is empty"), (", claim 1", "stance-unknown", "'says' is no stance")],
    ),
    (NEW, [{**CLAIM, "incident": "a"}], [], [(", claim 1", "claim-incident", "incident is 'a': leave it out")]),
    (
        NEW,
        [CLAIM],
        [PAPER, {**PAPER, "party": "west"}],
        [(", source 2", "id-double", "'paper'"), (", source 2", "party-unknown", "'west'")],
    ),
    ({**NEW, "killed_best": 1.5}, [CLAIM], [], [("", "number-unreadable", "write a whole number")]),
    (
        {**NEW, "lon": float("nan"), "lat": True},
        [CLAIM],
        [],
        [("", "cell-type", "lat is True"), ("", "number-unreadable", "'nan'")],
    ),
    (
        {**NEW, "colour": "red", "text": ["x"]},
        [CLAIM],
        [],
        [("", "cell-type", "text is ['x']"), ("", "column-missing", "has no column 'colour'")],
    ),
    ({**NEW, "lon": 46.9}, [CLAIM], [], [("", "coordinates-half", "write both, or neither")]),
]


@pytest.mark.parametrize(("incident", "claims", "sources", "expected"), BAD)
def test_an_unsound_incident_is_refused(
    folder: Folder, incident: dict[str, Any], claims: list[Any], sources: list[Any], expected: list[Any]
) -> None:
    """What a file would be refused for, and more, is refused, all at once, at its place, and nothing is written."""
    path = folder()
    before = files(path)
    error = attempt(lambda: add(path, incident, claims, sources, **WHO))
    assert isinstance(error, AtlasError)
    found = sorted((problem.place, problem.code, problem.text) for problem in error.problems)
    assert [(place, code) for place, code, _ in found] == [("the new incident" + one[0], one[1]) for one in expected]
    assert all(words in text for (_, _, words), (_, _, text) in zip(expected, found, strict=True))
    assert files(path) == before
    assert not (path / "changes.csv").exists()


def test_half_a_sign_cannot_be_added(folder: Folder) -> None:
    """A text that UTF-8 cannot hold is refused in words, and nothing is written."""
    path = folder()
    before = files(path)
    with pytest.raises(ExportError, match="half a character"):
        add(path, {**NEW, "text": "\ud800"}, [CLAIM], **WHO)
    assert files(path) == before


@pytest.mark.parametrize(
    ("title", "when", "expected"),
    [
        ("Shots near Hadrut!", "2020-12-08", "shots-near-hadrut-2020-12-08"),
        ("A  b", "2021-01~", "a-b-2021-01"),
        ("Talks", "2020-11-10/2022-08-30", "talks-2020-11-10"),
        ("Talks", "../2020", "talks-2020"),
        ("Talks", "", "talks"),
        ("Կրակոցներ Շուշիում", "202X", "կրակոցներ-շուշիում"),
        ("!?", "2020", "incident-2020"),
        ("", "", "incident"),
        ("../../etc/passwd", "", "etc-passwd"),
        ("Köhnə Tağlar", "", "kohne-taglar"),
        ("x" * 60, "", "x" * 48),
        ("word " * 20, "2020", "word-word-word-word-word-word-word-word-word-2020"),
    ],
)
def test_an_id_is_made_of_title_and_date(title: str, when: str, expected: str) -> None:
    """An id is the folded title and the first date, as far as there are any."""
    assert slug(title, when, ()) == expected


@given(st.text(), st.one_of(st.just(""), dates()), st.integers(0, 4))
def test_a_made_id_is_new(title: str, when: str, taken: int) -> None:
    """A made id is none that is taken, has no character that a path or a list needs, and is of limited length."""
    seen: list[str] = []
    for _ in range(taken + 1):
        made = slug(title, when, seen)
        assert made not in seen
        assert made
        assert not set(made) & set("/\\,;\"' \n")
        assert len(made) <= MAX_CHARACTERS + len("-2020-12-08-12")
        seen.append(made)


def test_the_same_incident_twice_gets_two_ids(folder: Folder) -> None:
    """A second incident of the same title and day gets a number."""
    path = folder()
    add(path, NEW, [CLAIM], **WHO)
    atlas = add(path, NEW, [CLAIM], **WHO)
    ids = {*atlas.rows(None)["id"]} - {row["id"] for row in INCIDENTS}
    assert ids == {"shots-near-hilltown-2021-05-05", "shots-near-hilltown-2021-05-05-2"}


def test_a_change_changes_its_line_only(folder: Folder) -> None:
    """Changing cells of an incident changes its line and no other, and cells that are not named stay."""
    path = folder()
    before = (path / "incidents.csv").read_text().splitlines()
    atlas = change(path, "a", {"title": "Other, words", "killed_high": None}, **WHO)
    after = (path / "incidents.csv").read_text().splitlines()
    assert [before.index(old) for old, new in zip(before, after, strict=True) if old != new] == [1]
    assert (atlas["a"]["title"], atlas["a"]["weather"], atlas["a"]["killed_low"]) == ("Other, words", "fog", 1)
    assert read(path).digest == atlas.digest


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"when": "1/2/2020"}, "when-ambiguous"),
        ({"id": "z"}, "id-fixed"),
        ({"x": "1"}, "column-missing"),
        ({"killed_low": "9"}, "toll-order"),
        ({"site": "no"}, "site-unknown"),
        ({"title": ""}, "title-missing"),
    ],
)
def test_an_unsound_change_is_refused(folder: Folder, values: dict[str, Any], code: str) -> None:
    """A change that the reader would refuse is refused at the incident's id, and nothing is written."""
    path = folder()
    before = files(path)
    error = attempt(lambda: change(path, "a", values, **WHO))
    assert isinstance(error, AtlasError)
    assert [(problem.place, problem.code) for problem in error.problems] == [("the incident 'a'", code)]
    assert files(path) == before


def test_a_change_of_nothing_writes_nothing(folder: Folder) -> None:
    """Values that stand there already are no change, and none is listed."""
    path = folder()
    atlas = change(path, "a", {"title": "First", "killed_best": 2}, **WHO)
    assert atlas.digest == read(path).digest
    assert not (path / "changes.csv").exists()


def test_a_change_brings_claims_along(folder: Folder) -> None:
    """What more sources say comes with a change as one change; without other cells its line keeps its bytes."""
    path = folder()
    before = files(path)
    atlas = change(path, "b", {"title": "Second"}, [CLAIM, {"source": "paper", "stance": "denies"}], [PAPER], **WHO)
    assert [claim.source.id for claim in atlas["b"].claims] == ["herald", "herald", "paper"]
    assert files(path)["incidents.csv"] == before["incidents.csv"]
    assert undo(path, **WHO).digest == read(folder()).digest
    assert files(path) == before


def test_what_a_caller_found_is_told_with_the_rest(folder: Folder) -> None:
    """Problems that the caller has met refuse a change with all others, each with the cells that it is about."""
    path = folder()
    met = Problem("the form", "place-missing", "say where")
    wrong = {**NEW, "title": "", "lat": "north", "killed_low": 3, "killed_best": 1}
    claims = [{"source": "", "stance": "denies"}]
    for do in (
        lambda: add(path, wrong, claims, who="", found=[met]),
        lambda: change(path, "a", wrong, claims, who="", found=[met]),
    ):
        error = attempt(do)
        assert isinstance(error, AtlasError)
        cells = {one.code: [column for column, _ in one.cells] for one in error.problems}
        assert cells == {
            "place-missing": [],
            "who-missing": ["who"],
            "title-missing": ["title"],
            "number-unreadable": ["lat"],
            "toll-order": ["killed_low", "killed_best"],
            "source-missing": ["source"],
        }
    assert "changes.csv" not in [one.name for one in path.iterdir()]


def test_a_large_atlas_is_not_changed(folder: Folder, tmp_path: Path) -> None:
    """A large atlas is refused by each of them, with what to do instead."""
    large = write(read(folder()), tmp_path / "large.parquet")
    for do in (
        lambda: add(large, NEW, [CLAIM], **WHO),
        lambda: change(large, "a", {"title": "T"}, **WHO),
        lambda: remove(large, "a", **WHO),
        lambda: undo(large, **WHO),
    ):
        with pytest.raises(ExportError, match=r"write it as a folder .* and change it there"):
            do()


def test_a_removal_takes_the_claims_along(folder: Folder) -> None:
    """An incident is removed with its claims; sources and all other lines stay as they were."""
    path = folder()
    before = files(path)
    atlas = remove(path, "a", **WHO)
    after = files(path)
    assert "a" not in [*atlas.rows(None)["id"]]
    assert (len(atlas.claim_list), len(atlas.source_list)) == (len(CLAIMS) - 2, len(SOURCES))
    for name in ("incidents.csv", "claims.csv"):
        changes = difflib.ndiff(before[name].decode().splitlines(), after[name].decode().splitlines())
        assert {line[0] for line in changes} == {" ", "-"}
    assert after["sources.csv"] == before["sources.csv"]


@pytest.mark.parametrize("do", [lambda path: change(path, "z", {}, **WHO), lambda path: remove(path, "z", **WHO)])
def test_an_unknown_incident_is_told(folder: Folder, do: Callable[[Path], Atlas]) -> None:
    """Changing or removing an incident that is not there is refused by its id."""
    with pytest.raises(ExportError, match="no incident has the id 'z'"):
        do(folder())


def test_what_somebody_changed_is_not_changed(folder: Folder) -> None:
    """With the digest that was read, each command is refused once the atlas is another one, and done before."""
    path = folder()
    digest = read(path).digest
    now = change(path, "b", {"text": "new"}, **WHO, expect=digest).digest
    before = files(path)
    for do in (
        lambda expect: add(path, NEW, [CLAIM], **WHO, expect=expect),
        lambda expect: undo(path, **WHO, expect=expect),
        lambda expect: change(path, "a", {"text": "x"}, **WHO, expect=expect),
        lambda expect: remove(path, "a", **WHO, expect=expect),
    ):
        with pytest.raises(ExportError, match="someone changed the atlas since you read it"):
            do(digest)
    assert files(path) == before
    assert undo(path, **WHO, expect=now).digest == digest


def test_undo_goes_back_step_by_step(folder: Folder) -> None:
    """Each undo takes back the last change that stands, until none is left; a new change in between comes first."""
    path = folder()
    seen = [files(path)]
    for number, do in enumerate(
        (
            lambda: add(path, NEW, [CLAIM], [PAPER], **WHO),
            lambda: change(path, "b", {"text": "1"}, **WHO),
            lambda: remove(path, "a", **WHO),
            lambda: remove(path, "c", **WHO),
        )
    ):
        do()
        seen.append(files(path))
        assert seen[number] != seen[number + 1]
    undo(path, **WHO)
    assert files(path) == seen[3]
    change(path, "b", {"text": "2"}, **WHO)
    for expected in (seen[3], seen[2], seen[1], seen[0]):
        undo(path, **WHO)
        assert files(path) == expected
    with pytest.raises(ExportError, match="no change that could be undone"):
        undo(path, **WHO)


@pytest.mark.parametrize(
    "do",
    [
        lambda path: change(path, "a", {"title": "Shots near"}, **WHO),
        lambda path: add(path, {**NEW, "id": "a2"}, [CLAIM], **WHO),
    ],
)
def test_undo_spares_what_a_person_changed(folder: Folder, do: Callable[[Path], Atlas]) -> None:
    """A row that was changed by hand since is not undone, and the error says so."""
    path = folder()
    do(path)
    table = path / "incidents.csv"
    table.write_text(table.read_text().replace("Shots near", "By hand: shots near"))
    before = files(path)
    with pytest.raises(ExportError, match=r"cannot be undone: its row in incidents\.csv was changed or removed since"):
        undo(path, **WHO)
    assert files(path) == before


def test_undo_finds_a_row_that_moved(folder: Folder) -> None:
    """A row that only moved, because others were added or removed by hand, is still undone, where it stands."""
    path = folder()
    atlas = read(path)
    change(path, "c", {"text": "x"}, **WHO)
    table = path / "incidents.csv"
    lines = table.read_text().splitlines(keepends=True)
    table.write_text("".join([lines[0], lines[3], *lines[1:3], *lines[4:]]))
    assert undo(path, **WHO)["c"]["text"] == atlas["c"]["text"] == ""
    assert [row.partition(",")[0] for row in table.read_text().splitlines()][:4] == ["id", "c", "a", "b"]


def test_undo_spares_what_others_need(folder: Folder) -> None:
    """A source that another claim names since is not taken away by undoing what brought it."""
    path = folder()
    add(path, NEW, [{**CLAIM, "source": "paper"}], [PAPER], **WHO)
    with (path / "claims.csv").open("a") as table:
        table.write("a,paper,confirms,,\n")
    before = files(path)
    with pytest.raises(ExportError, match=r"cannot be undone, for .* not be sound: claims\.csv:\d+ source-"):
        undo(path, **WHO)
    assert files(path) == before


def test_undo_needs_the_columns(folder: Folder) -> None:
    """A removed row whose column is gone is not brought back without it."""
    path = folder()
    remove(path, "a", **WHO)
    table = path / "incidents.csv"
    rows = list(csv.reader(io.StringIO(table.read_text())))
    table.write_text("".join(",".join(row[:-1]) + "\n" for row in rows))
    with pytest.raises(ExportError, match="has no column 'weather' any more"):
        undo(path, **WHO)


@st.composite
def laid_out(draw: st.DrawFn, columns: list[str], rows: list[dict[str, str]]) -> bytes:
    """A table with any quoting, line ends, mark and blank lines, with a last line end or without.

    A lone CR does not stand beside LF: where lines between them go, the two become one line end.
    """
    ends, text = (
        st.sampled_from(draw(st.sampled_from([("\n",), ("\r",), ("\r\n",), ("\n", "\r\n")]))),
        draw(st.sampled_from(["", "\ufeff"])),
    )
    for cells in (columns, *([row[column] for column in columns] for row in rows)):
        stream = io.StringIO(newline="")
        quoting = draw(st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))
        csv.writer(stream, lineterminator="\r\n", quoting=quoting).writerow(cells)
        text += stream.getvalue().removesuffix("\r\n") + "".join(draw(st.lists(ends, min_size=1, max_size=2)))
    return (text if draw(st.booleans()) else text.rstrip("\r\n")).encode()


@st.composite
def tables(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """A table of incidents with any order of columns and texts, and one of what is claimed of them."""
    columns = draw(st.permutations(["id", "when", "site", "kind", "title", "text", "own"]))
    rows = [
        {
            "id": f"i{number}",
            "when": draw(st.one_of(st.just(""), dates())),
            "kind": "attack",
            "title": "T" + draw(words),
            "site": draw(st.sampled_from(["", "dale"])),
            "text": draw(words),
            "own": draw(words),
        }
        for number in range(draw(st.integers(1, 3)))
    ]
    places = draw(st.lists(st.integers(0, len(rows) - 1), max_size=3))
    claims = [{**CLAIMS[0], "incident": f"i{place}", "says": draw(words)} for place in places]
    return draw(laid_out(columns, rows)), draw(laid_out(list(CLAIMS[0]), claims))


HEADER = "id,when,site,kind,title,text,own"
CLAIM_HEADER = ",".join(CLAIMS[0]).encode()


def lone_row(between: str) -> tuple[bytes, bytes]:
    """A table of one incident that no line end follows, and one without claims."""
    return f"{HEADER}{between}i0,,,attack,T,,".encode(), CLAIM_HEADER


steps = st.lists(st.sampled_from(["add", "change", "remove"]), min_size=1, max_size=2)


@settings(max_examples=examples(8), suppress_health_check=[HealthCheck.too_slow])
@given(tables(), words, words, steps)
@example(lone_row("\n\n"), "", "", ["add", "change", "remove"])
@example(lone_row("\r\n"), "", "", ["remove"])
@example(lone_row("\r\n"), "", "", ["change", "add", "add"])
@example(lone_row("\n\r\n"), "", "", ["remove", "add"])
def test_undo_gives_the_same_bytes(tables: tuple[bytes, bytes], title: str, says: str, steps: list[str]) -> None:
    """Whatever the files look like, changes that are undone one by one leave the bytes that were there before each."""
    with tempfile.TemporaryDirectory() as name:
        path = write_folder(Path(name), incidents=tables[0], claims=tables[1])
        before = []
        for number, what in enumerate(steps):
            there = [incident["id"] for incident in read(path).rows().to_dict("records")]
            before.append(files(path))
            if what == "add":
                new = {**NEW, "title": f"T{title}{number}", "own": says}
                add(path, new, [{**CLAIM, "says": says}, CLAIM], [{**PAPER, "id": f"paper{number}"}], **WHO)
            elif what == "change" and there:
                more = [{**CLAIM, "says": says}] * (len(there) % 2)
                change(path, there[-1], {"title": f"New{title}{number}", "own": says}, more, **WHO)
            elif there:
                remove(path, there[number % len(there)], **WHO)
            else:
                before.pop()
            assert not before or files(path) != before[-1]
        while before:
            undo(path, **WHO)
            assert files(path) == before.pop()


def test_a_folder_that_cannot_be_read_is_not_changed(folder: Folder, tmp_path: Path) -> None:
    """A folder with problems is refused with all of them, and one that is not there in words."""
    path = folder(incidents=[{**INCIDENTS[0], "kind": "x"}], claims=CLAIMS[:2])
    with pytest.raises(AtlasError, match=r"incidents\.csv:2 kind-unknown"):
        add(path, NEW, [CLAIM], **WHO)
    assert isinstance(attempt(lambda: remove(tmp_path / "none", "a", **WHO)), MapkitError)
    assert not (tmp_path / "none").exists()
