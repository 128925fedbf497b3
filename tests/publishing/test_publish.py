import math
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mapkit as mk
from mapkit.atlas import Atlas
from mapkit.errors import ExportError
from mapkit.files import read
from mapkit.mercator import distance_m
from mapkit.publishing.publish import DROPPABLE, MAX_M, METRES_A_DEGREE, MIN_M, Publish, grid_point, published
from mapkit.saving.archive import zip_bytes
from mapkit.view import View
from support.made import CLAIMS, INCIDENTS, SETTINGS, SOURCES, changed

TODAY = date(2021, 6, 30)


@given(st.floats(-180, 180), st.floats(-90, 90), st.floats(MIN_M, MAX_M))
def test_a_grid_point_is_near_and_stays(lon: float, lat: float, metres: float) -> None:
    """The middle of a cell is less than a cell away, on earth, and its own middle."""
    point = grid_point(lon, lat, metres)
    assert -180 <= point[0] <= 180
    assert -90 <= point[1] <= 90
    assert abs(point[1] - lat) * METRES_A_DEGREE <= metres / 2 + 1
    assert grid_point(*point, metres) == point
    if abs(lat) < 85:
        assert distance_m(lon, lat, *point) < metres * 1.2


def test_points_of_a_cell_become_one() -> None:
    """Points of one cell cannot be told apart afterwards, and cells do not depend on the data."""
    points = {grid_point(46.75 + step / 5000, 39.76, 5000) for step in range(200)}
    assert len(points) == 2
    assert grid_point(46.75, 39.76, 1000) == grid_point(46.7501, 39.7601, 1000)


def test_places_are_coarse(made: Atlas) -> None:
    """Incidents, sites, lines and areas lie in the middle of cells; precisions say so, and rivals are gone."""
    coarse = published(made, Publish(grid_m=5000))
    for row in coarse.rows().to_dict("records"):
        assert (row["lon"], row["lat"]) == grid_point(row["lon"], row["lat"], 5000)
        assert row["precision_m"] >= 5000
    sites = coarse.places
    assert sites["hilltown"].rivals == ()
    assert sites["road"].geometry["type"] == "LineString"  # type: ignore[index]
    assert all(tuple(one) == grid_point(*one, 5000) for one in sites["road"].geometry["coordinates"])  # type: ignore[index]
    assert sites["lake"].geometry["type"] == "Point"  # type: ignore[index]
    assert sites["nowhere"].geometry is None
    assert coarse["a"]["precision_m"] == 5000
    assert published(made, Publish(grid_m=300))["b"]["precision_m"] == 5000


def test_a_delay_leaves_out_what_ends_late(made: Atlas) -> None:
    """What ends after the last day, or nobody knows when, is left out with its claims, states, sources and sites."""
    late = published(made, Publish(delay_days=180, today=TODAY))
    assert Publish(delay_days=180, today=TODAY).last_day == date(2021, 1, 1)
    assert late.rows(None)["id"].tolist() == ["a", "c"]
    assert {claim.incident for claim in late.claim_list} == {"a", "c"}
    assert late.state_list == ()
    assert list(late.places) == ["hilltown"]
    assert [source.id for source in late.source_list] == ["ministry"]


def test_a_delay_leaves_out_what_was_said_later(folder: Callable[..., Path]) -> None:
    """Of an incident that is old enough, what a source said later is left out, and with it that it is disputed."""
    sources = [{**one, "published": ""} for one in SOURCES]
    days = {"2021-01-01": True, "2020-12": True, "": True, "2021-01-02": False, "2021-01": False, "2020/..": False}
    claims = [{**CLAIMS[0], "says": f"said {day}", "said": day} for day in days]
    atlas = read(folder(sources=sources, claims=[*claims, {**CLAIMS[1], "said": "2021-02"}]))
    late = published(atlas, Publish(delay_days=180, today=TODAY))
    assert [claim.says for claim in late.claim_list] == [f"said {day}" for day, told in days.items() if told]
    assert (atlas.disputed, late.disputed) == (1, 0)
    assert [source.id for source in late.source_list] == ["herald"]


def test_a_delay_names_no_source_that_was_published_later(folder: Callable[..., Path]) -> None:
    """A state that is old enough stays, and is told without the source that came later."""
    states = [{"site": "road", "when": "2020-12", "state": "open", "source": "herald", "note": ""}]
    late = published(read(folder(states=states)), Publish(delay_days=180, today=TODAY))
    assert [state.source for state in late.state_list] == [None]
    assert "The Herald" not in {source.title for source in late.source_list}


def test_a_delay_counts_from_today() -> None:
    """Without a day given, the delay counts from the real one."""
    assert Publish(delay_days=1).last_day in (date.today() - timedelta(days=days) for days in (1, 2))  # noqa: DTZ011


@pytest.mark.parametrize("name", [*DROPPABLE, "weather"])
def test_a_dropped_column_is_empty(made: Atlas, name: str) -> None:
    """Each column that can be dropped is empty or gone afterwards, and nothing else is."""
    bare = published(made, Publish(drop=(name,)))
    row, now = ({key: str(value) for key, value in one["a"].row.items()} for one in (made, bare))
    lost = {key for key in row if row[key] != now.get(key)}
    expected = {
        "tolls": {"killed_low", "killed_best", "killed_high"},
        "own": {"weather"},
        "weather": {"weather"},
        "text": {"text"},
        "quote": {"quote"},
        "when_basis": {"when_basis"},
        "claims": {"disputed"},
    }
    assert lost == expected.get(name, set())
    assert (bare.claim_list == ()) == (name == "claims")
    assert (bare.state_list == ()) == (name == "states")
    assert any(claim.says for claim in bare.claim_list) == (name not in ("claims", "says"))
    assert any(site.note for site in bare.places.values()) == (name != "notes")


def test_what_was_done_is_told(made: Atlas) -> None:
    """The credits of the atlas, and so of every file, say what was kept back."""
    told = published(made, Publish(grid_m=1500, delay_days=0, today=TODAY, drop=("text", "own"))).meta.credits[-1]
    assert told == (
        "For publication: places coarsened to a grid of 1,500 m; nothing that ends after 2021-06-30; "
        "left out: own, text"
    )
    assert published(made, Publish()).meta.credits == made.meta.credits


def test_a_view_asks_no_more_than_there_is(made: Atlas) -> None:
    """What a view asked of dropped columns and exact places has been answered, and is not asked again."""
    seen = made.filter(when="2020-12", text="shots", where="46.7,39.7,46.8,39.8", party="north")
    bare = published(seen, Publish(grid_m=5000, drop=("text", "claims")))
    assert str(bare.view) == "when=2020-12"
    assert bare.rows()["id"].tolist() == seen.rows()["id"].tolist() == ["a"]


@pytest.mark.parametrize(
    ("view", "publish", "left"),
    [
        ("own=weather:fog&killed=1..", Publish(drop=("own",)), "killed=1.."),
        ("own=weather:fog&own=weather:fog,weather:", Publish(drop=("weather",)), ""),
        ("own=weather:fog&killed=1..", Publish(drop=("tolls",)), "own=weather:fog"),
        ("own=weather:fog&precision=..600", Publish(grid_m=5000), "own=weather:fog"),
        (
            "own=weather:fog&killed=1..&precision=..600",
            Publish(drop=("text",)),
            "own=weather:fog&killed=1..&precision=..600",
        ),
    ],
)
def test_numbers_and_values_that_are_kept_back_are_not_asked_again(
    made: Atlas, view: str, publish: Publish, left: str
) -> None:
    """A view forgets dropped tolls and columns, and metres that a grid has made coarse; the rest is asked as before."""
    seen = made.filter(view)
    found = published(seen, publish)
    assert found.view == View.parse(left)
    assert found.counts.shown == seen.counts.shown


def test_the_published_atlas_is_sound(made: Atlas, tmp_path: Path) -> None:
    """An atlas fit for publishing can be written and read like any other."""
    coarse = published(made, Publish(grid_m=20_000, drop=("notes", "says")))
    (tmp_path / "a.zip").write_bytes(zip_bytes(coarse))
    again = read(tmp_path / "a.zip")
    assert again.digest == coarse.digest
    assert again.places == coarse.places


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"grid_m": 99}, "metres from 100"),
        ({"grid_m": -1}, "metres from 100"),
        ({"grid_m": math.inf}, "metres from"),
        ({"grid_m": math.nan}, "metres from"),
        ({"delay_days": -1}, "days from 0"),
        ({"drop": "text"}, "a list"),
        ({"delay_days": 10**9}, "days from 0"),
    ],
)
def test_odd_options_are_refused(options: dict[str, Any], words: str) -> None:
    """A grid, a delay or a list that makes no sense is refused with what to write."""
    with pytest.raises(ExportError, match=words):
        Publish(**options)


def test_an_unknown_column_is_refused(made: Atlas) -> None:
    """A column that there is not is refused with those there are."""
    with pytest.raises(ExportError, match=r"no such column: use text, .*, weather"):
        published(made, Publish(drop=("colour",)))


def test_a_published_file_verifies(made: Atlas, folder: Callable[..., Path], tmp_path: Path) -> None:
    """A published file is compared with the atlas that was published."""
    publish = Publish(grid_m=1000, drop=("text",))
    mk.snapshot(made, tmp_path / "a.geojson", publish=publish)
    assert mk.verify(tmp_path / "a.geojson", mk.published(made, publish)).status == "same"
    now = read(folder(incidents=changed(INCIDENTS, 0, title="Other"), settings=SETTINGS))
    assert mk.verify(tmp_path / "a.geojson", mk.published(now, publish)).changed == ("a",)
    assert np.isfinite(mk.published(made, publish).rows()["lon"]).all()


def test_what_goes_on_is_known_as_long_as_before(folder: Callable[..., Path]) -> None:
    """Sources that are left out take no day of theirs along; a delay tells no day after it."""
    rows = [{"id": "on", "when": "2020-06/..", "site": "dale", "kind": "meeting", "title": "T"}]
    claims = [{"incident": "on", "source": "herald", "stance": "reports", "says": "x"}]
    atlas = read(folder(incidents=rows, claims=claims, states=[]))
    bare = published(atlas, Publish(drop=("claims",)))
    assert bare.source_list == ()
    assert bare.filter("when=2023").counts.certain == atlas.filter("when=2023").counts.certain == 1
    late = published(atlas, Publish(delay_days=1, today=date(2021, 1, 1)))
    assert late.meta.as_of == date(2020, 12, 31)
