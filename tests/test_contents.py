import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from mapkit.atlas import Atlas
from mapkit.contents import contents
from mapkit.disk.zip_write import pack
from mapkit.files import read
from mapkit.files.serialise import atlas_files
from mapkit.view import View
from support.examples import examples
from support.made import COLUMNS, INCIDENTS, write_folder
from support.strategies import MADE_IDS, dates, views

# No text that the format itself refuses: NUL in the name of a column is tested where it is refused.
words = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
titles = words.filter(str.strip)
OWN = ("weather", 'a "named" column, mine')
numbers = st.one_of(st.just(""), st.integers(0, 99).map(str))


@st.composite
def incidents(draw: st.DrawFn) -> list[dict[str, str]]:
    """Rows of incidents with every column filled or not, an own column among them."""
    rows = []
    for number in range(draw(st.integers(0, 5))):
        placed = draw(st.booleans())
        rows.append(
            {
                "id": f"i{number}",
                "when": draw(st.one_of(st.just(""), dates())),
                "title": draw(titles),
                "site": draw(st.sampled_from(["", "hilltown", "dale", "nowhere", "road"])),
                "lon": repr(draw(st.floats(44.5, 49))) if placed else "",
                "lat": "39.9" if placed else "",
                "precision_m": draw(st.sampled_from(["", "5000", "600", "12.5"])),
                "kind": draw(st.sampled_from(["attack", "meeting"])),
                "text": draw(words),
                "quote": draw(words),
                "killed_best": draw(numbers),
                **{name: draw(words) for name in OWN},
            }
        )
    return rows


def quoted(rows: list[dict[str, str]]) -> str:
    """Rows as CSV with quotes around every cell, so that every character is kept."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, [*COLUMNS["incidents"], *OWN], restval="", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def again(atlas: Atlas, folder: Path) -> Atlas:
    """An atlas of what another shows, through a file."""
    path = folder / "again.zip"
    path.write_bytes(pack(atlas_files(contents(atlas))))
    return read(path)


def plain(atlas: Atlas) -> list[dict[str, object]]:
    """All rows but their place in the file, with None for what is missing."""
    frame = atlas.rows(None).drop(columns=["row", "status", "certain"])
    return [
        {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for row in frame.to_dict("records")
    ]


@given(incidents())
@settings(max_examples=examples(6))
def test_a_whole_atlas_comes_back(rows: list[dict[str, str]]) -> None:
    """An atlas that asks nothing has the same rows, claims, states, sites and counts after writing and reading."""
    with TemporaryDirectory() as name:
        ids = {row["id"] for row in rows}
        claims = [{"incident": one, "source": "herald", "stance": "denies", "says": ", \n"} for one in sorted(ids)[:2]]
        atlas = read(write_folder(Path(name) / "a", incidents=quoted(rows), claims=claims))
        same = again(atlas, Path(name))
        assert plain(same) == plain(atlas)
        assert (same.counts, same.meta, same.places) == (atlas.counts, atlas.meta, atlas.places)
        assert (same.claim_list, same.state_list, same.context) == (atlas.claim_list, atlas.state_list, atlas.context)
        assert atlas_files(contents(same)) == atlas_files(contents(atlas))


@given(view=views(MADE_IDS, st.sampled_from(["shots", "first", "dale"])))
@settings(max_examples=examples(10))
def test_a_view_comes_back(made: Atlas, view: View) -> None:
    """What a view shows, written and read, answers that view as the whole atlas does: rows, claims, counts, states."""
    seen = made.filter(view)
    with TemporaryDirectory() as name:
        part = again(seen, Path(name))
    asked = part.filter(view)
    dropped = ["row"]
    for status in ("shown", "undated", "unplaced"):
        pd.testing.assert_frame_equal(asked.rows(status).drop(columns=dropped), seen.rows(status).drop(columns=dropped))
    then, now = seen.counts, part.counts
    assert (now.undated, now.unplaced, now.outside) == (then.undated, then.unplaced, 0)
    assert now.shown == now.all - now.undated - now.unplaced == then.shown
    assert asked.counts.certain == then.certain or view.certain
    assert asked.states.equals(seen.states)
    ids = {*part.rows(None)["id"]}
    assert part.claims_by_incident == {key: value for key, value in made.claims_by_incident.items() if key in ids}


def test_the_repositorys_atlas_has_the_same_digest(geo: Atlas, tmp_path: Path) -> None:
    """The digest of a whole atlas does not depend on who laid out its files."""
    assert again(geo, tmp_path).digest == geo.digest


def test_only_what_is_needed_is_taken(made: Atlas) -> None:
    """A view takes the sources, sites and states that it needs, with the sites of its states, and no more."""
    parts = contents(made.filter(when="2021-01", kind="meeting"))
    assert [record["id"] for record in parts.records] == ["b", "unplaced"]
    assert [source.id for source in parts.sources] == ["herald"]
    assert [site.id for site in parts.sites] == ["dale", "road"]
    assert [state.state for state in parts.states] == ["open"]


def test_records_are_as_they_were_written(made: Atlas) -> None:
    """Coordinates and precision that come from a site do not become the incident's own."""
    records = {record["id"]: record for record in contents(made).records}
    assert (records["a"]["lon"], records["a"]["precision_m"]) == (None, None)
    assert (records["c"]["lon"], records["c"]["precision_m"]) == (46.8, 50)
    assert records["a"]["weather"] == "fog"
    assert [record["id"] for record in contents(made).records] == [row["id"] for row in INCIDENTS]


def test_files_are_canonical(made: Atlas) -> None:
    """The files are UTF-8 with LF, and a feature of the basemap loses the days that reading gave it."""
    files = atlas_files(contents(made))
    assert all(b"\r" not in data and data.decode() for data in files.values())
    assert files["incidents.csv"].startswith(b"id,when,when_basis,site,lon,lat,precision_m,kind,title,text,")
    assert json.loads(files["towns.geojson"])["features"][0]["properties"]["names"]["hy"] == ["Շուշի"]


def test_a_part_knows_what_goes_on_as_the_whole_did(folder: Callable[..., Path]) -> None:
    """What still goes on is certain in a part up to the last day that the whole named, and not only its own."""
    going = {"id": "on", "when": "2020-06/..", "site": "dale", "kind": "meeting", "title": "T"}
    atlas = read(folder(incidents=[*INCIDENTS, going]))
    seen = atlas.filter("kind=meeting&when=2020/2024")
    part = contents(seen)
    assert part.meta.as_of == atlas.as_of
    assert part.atlas().filter("when=2022").counts.certain == seen.filter("when=2022").counts.certain > 0
    assert contents(atlas).meta.as_of is None, "the whole says what it says"
    assert contents(atlas.filter("kind=attack")).meta.as_of is None, "nothing goes on"
