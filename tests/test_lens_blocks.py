"""A large atlas through a lens: blocks give what the same incidents give as one small atlas."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mapkit as mk
from mapkit import lens_blocks
from mapkit.atlas import Atlas, make_atlas
from mapkit.errors import ParseError
from mapkit.lens_blocks import count_through, counts_through, needs_blocks, rows_through
from mapkit.records import Layer
from mapkit.view import View
from store.test_lens import CLAIMS, DAYS, LENSES, META, WORLD, questions
from support.commands import answer, refusal
from support.examples import examples
from support.world import OWN, SITES, SOURCES

LAYERS = tuple(Layer(name, name.title()) for name in sorted({site.layer for site in SITES.values()}))
PLACES = [  # with the points that a file has of them
    replace(site, geometry=None if site.lon is None else {"type": "Point", "coordinates": [site.lon, site.lat]})
    for site in SITES.values()
]
SMALL = make_atlas(
    replace(META, layers=LAYERS),
    PLACES,
    WORLD.records,
    CLAIMS,
    (),
    sources=SOURCES,
    context={},
    own=list(OWN),
)
BLOCK = 17  # incidents: several blocks, the last of fewer


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world of the lenses, as a large atlas."""
    return mk.write(SMALL, tmp_path_factory.mktemp("large") / "made.parquet")


@pytest.fixture(scope="module")
def large(folder: Path) -> Iterator[Atlas]:
    """The same, read, in blocks of few."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lens_blocks, "BLOCK", BLOCK)
        yield mk.read(folder)


@settings(max_examples=examples(30), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(questions, st.sampled_from(["", *LENSES]), st.sampled_from(["", *DAYS]), st.integers(0, 2))
def test_blocks_give_what_one_table_gives(large: Atlas, view: View, according: str, day: str, origins: int) -> None:
    """Counts, counts by columns and rows through any lens are those of the small atlas."""
    lens = {"according": according or None, "known": day or None, "origins": origins or None}
    asked = view & View.of(**lens)
    small = SMALL.filter(asked)
    if asked.lens == View():
        assert not needs_blocks(large, asked)
        return
    assert needs_blocks(large, asked)
    assert counts_through(large, asked) == small.counts
    by = ("kind", "verdict") if according else ("kind",)
    found, expected = count_through(large, asked, by), small.count(*by)
    assert not isinstance(expected, int)
    assert found.to_dict() == expected.to_dict()
    rows = pd.concat(rows_through(large, asked)).sort_values("row")
    told = small.rows().sort_values("row")
    assert rows[["id", "when", "site", "certain"]].to_dict("list") == told[["id", "when", "site", "certain"]].to_dict(
        "list"
    )


def test_the_command_counts_through_a_lens(folder: Path) -> None:
    """`mapkit count --according` of a large atlas says what it says of the small one; what it cannot is refused."""
    asked = ("--according", "north", "--known", "2021-02")
    counts = SMALL.filter(according="north", known="2021-02").counts
    assert json.loads(answer("count", folder, *asked, "--json")) == vars(counts)
    told = answer("count", folder, "--according", "south", "--by", "verdict", "--json").splitlines()
    lines = [json.loads(line) for line in told]
    expected = SMALL.filter(according="south").count("verdict")
    assert not isinstance(expected, int)
    assert {line["verdict"]: line["count"] for line in lines} == expected.to_dict()
    assert "not counted through a lens" in refusal("count", folder, "--according", "south", "--by", "party")
    assert "no such party: use north, south" in refusal("count", folder, "--according", "west", code=1)
    assert "write a .zip of a view" in refusal("info", folder, "--according", "north", code=1)


def test_progress_is_told(large: Atlas) -> None:
    """Each block is told, of all incidents, to the last."""
    done: list[tuple[int, int]] = []
    counts_through(large, View.of(according="north"), lambda *one: done.append(one))
    total = SMALL.counts.all
    assert done == [(min(first + BLOCK, total), total) for first in range(0, total, BLOCK)]


def test_a_party_that_there_is_not_is_refused(large: Atlas) -> None:
    """A lens of no party of the atlas is refused before anything is counted."""
    with pytest.raises(ParseError, match="no such party"):
        counts_through(large, View.of(according="west"))
