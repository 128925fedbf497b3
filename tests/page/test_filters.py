"""More filters in a real browser: numbers, and values of own columns; counts and link follow what is set."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Locator, expect

import mapkit as mk
from mapkit.atlas import Atlas
from support.browser import Visit, headline, open_map, query, served, sheet
from support.made import SETTINGS, write_folder
from support.runs import idle

SCRIPT = """
import streamlit as st
import mapkit.atlas
from mapkit.app.page import show

mapkit.atlas.MAX_WHOLE = 100  # of atlases that are counted where they lie
first = st.session_state.setdefault("first address", dict(st.query_params))  # the page keeps to what it knows of it
show({large!r} if "large" in first else {folder!r})
"""
SIDES = (
    "Government of X",
    "Army, northern: 1st & 2nd",
    "**b** ![x](https://example.org/x.png) :red[x] $x$ <img src=x>",
    "",
)
COLUMN = ":red[side] **a**"
COUNT = 400


@dataclass
class Served:
    """A served atlas: where, and the same read here."""

    address: str
    atlas: Atlas


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made atlas with tolls and a column of its own."""
    rows = [
        {
            "id": f"n{number}",
            "when": f"2021-{number % 12 + 1:02}",
            "lon": 45 + number % 3,
            "lat": 39.5,
            "kind": "attack",
            "title": f"Event {number}",
            "killed_best": number % 7 or "",
            "precision_m": 100 * (number % 5),
            COLUMN: SIDES[number % 11 % 4],
        }
        for number in range(COUNT)
    ]
    path = tmp_path_factory.mktemp("filters") / "small"
    return write_folder(path, incidents=rows, claims=[], settings={**SETTINGS, "window": "2021"})


@pytest.fixture(scope="module")
def addresses(folder: Path) -> Iterator[tuple[str, str]]:
    """The atlas as a folder and as a large atlas, both of one server; how a page begins tells which it shows."""
    large = folder.with_name("world.parquet")
    mk.write(mk.read(folder), large)
    script = folder.with_name("app.py")
    script.write_text(SCRIPT.format(folder=str(folder), large=str(large)))
    with served(script) as address:
        yield address, f"{address}?large=1"


@pytest.fixture(scope="module")
def small(folder: Path, addresses: tuple[str, str]) -> Served:
    """The atlas as a folder, served."""
    return Served(addresses[0], mk.read(folder))


@pytest.fixture(scope="module")
def large(folder: Path, addresses: tuple[str, str]) -> Served:
    """The same as a large atlas, served."""
    return Served(addresses[1], mk.read(folder.with_name("world.parquet")))


def follows(seen: Visit, root: Locator, atlas: Atlas, link: dict[str, list[str]]) -> None:
    """Clock, headline and link are those of what the filters ask."""
    expect(root.locator(".mk-shown")).to_have_text(re.compile(rf"^{atlas.counts.shown:,}\b"), timeout=30_000)
    expect(headline(seen)).to_contain_text(f": {atlas.counts.shown:,} incidents")
    idle(seen.page)
    assert {name: values for name, values in query(seen).items() if name in ("own", "killed", "precision")} == link


def own_of(atlas: Atlas) -> list[str]:
    """What a link holds of the values that a view asks, its escapes undone."""
    return [unquote(part.removeprefix("own=")) for part in str(atlas.view).split("&") if part.startswith("own=")]


def test_numbers_and_values_narrow(seen: Visit, large: Served) -> None:
    """A least number of killed and a value of a column narrow map, headline and link, and the link restores them."""
    root = open_map(seen.page, large.address)
    follows(seen, root, large.atlas, {})
    more = sheet(root, "More")
    least = more.get_by_label("Killed, at least")
    least.fill("3")
    least.press("Enter")
    killed = large.atlas.filter(killed="3..")
    follows(seen, root, killed, {"killed": ["3.."]})
    more.locator("summary").filter(has_text=COLUMN).click()
    listed = more.get_by_role("listitem")
    for side in SIDES:
        number = killed.filter(own=[(COLUMN, side)]).counts.shown
        expect(listed.filter(has_text=side or "(empty)").locator(".mk-number")).to_have_text(str(number))
    value = more.get_by_role("checkbox", name=SIDES[2])
    value.check()
    asked = killed.filter(own=[(COLUMN, SIDES[2])])
    assert 0 < asked.counts.shown < killed.counts.shown
    follows(seen, root, asked, {"killed": ["3.."], "own": own_of(asked)})
    root = open_map(seen.page, f"{seen.page.url}&large=1")
    follows(seen, root, asked, {"killed": ["3.."], "own": own_of(asked)})
    more = sheet(root, "More")
    expect(more.get_by_label("Killed, at least")).to_have_value("3")
    more.locator("summary").filter(has_text=COLUMN).click()
    expect(more.get_by_role("checkbox", name=SIDES[2])).to_be_checked()
    assert root.locator(".mk-ask img").count() == 0


def test_a_filter_is_answered_without_a_server(seen: Visit, small: Served, tmp_path: Path) -> None:
    """A saved file answers filters with the network cut, counts what each value shows, and keeps them in its link."""
    path = tmp_path / "map.html"
    mk.snapshot(small.atlas, path)
    seen.page.context.set_offline(True)
    try:
        root = open_map(seen.page, path.as_uri())
        more = sheet(root, "More")
        more.locator("summary").filter(has_text=COLUMN).click()
        sides = more.get_by_role("listitem")
        expected = {text: small.atlas.filter(own=[(COLUMN, text)]).counts.shown for text in SIDES}
        expect(sides.filter(has_text=SIDES[0])).to_contain_text(str(expected[SIDES[0]]))
        more.get_by_role("checkbox", name=SIDES[0]).check()
        expect(root.locator(".mk-shown")).to_have_text(f"{expected[SIDES[0]]} shown")
        expect(sides.filter(has_text=SIDES[2])).to_contain_text(str(expected[SIDES[2]]))
        expect(root.locator(".mk-asked")).to_have_text(f"only where {COLUMN} is “{SIDES[0]}”")
        seen.page.wait_for_url("**own=**")
        root = open_map(seen.page, seen.page.url)
        expect(root.locator(".mk-shown")).to_have_text(f"{expected[SIDES[0]]} shown")
        root.locator(".mk-set-chip").click()
        expect(root.locator(".mk-shown")).to_have_text(f"{small.atlas.counts.shown} shown")
    finally:
        seen.page.context.set_offline(False)


def test_what_a_link_asks_can_be_dropped(seen: Visit, small: Served) -> None:
    """Each set of values of a link can be dropped, so can its box; a column that is not there is told."""
    both = small.atlas.filter(own=[(COLUMN, SIDES[0])]).filter(own=[(COLUMN, one) for one in SIDES[:2]])
    boxed = both.filter(where="44.5,39,46.5,40")
    assert 0 < boxed.counts.shown < both.counts.shown
    root = open_map(seen.page, f"{small.address}?{boxed.view}&own=gone:North")
    expect(root.get_by_text("This atlas has no column “gone”")).to_be_visible()
    follows(seen, root, boxed, {"own": own_of(both)})
    chips = root.locator(".mk-set-chip")
    expect(chips).to_have_count(3)
    chips.filter(has_text="Only from").click()
    follows(seen, root, both, {"own": own_of(both)})
    root.get_by_role("button", name="Clear").click()
    follows(seen, root, small.atlas, {})
