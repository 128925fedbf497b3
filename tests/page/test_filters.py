"""More filters in a real browser: numbers, and values of own columns; counts and link follow what is set."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as Late

import mapkit as mk
from mapkit.atlas import Atlas
from support.browser import OPENINGS, Visit, headline, idle, open_map, pick, query, served
from support.made import SETTINGS, write_folder

SMALL = "from mapkit.app.page import show\n\nshow({!r})\n"
LARGE = f"import mapkit.atlas\n\nmapkit.atlas.MAX_WHOLE = 100\n{SMALL}"
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
def small(folder: Path) -> Iterator[Served]:
    """The atlas as a folder, served."""
    script = folder.with_name("small.py")
    script.write_text(SMALL.format(str(folder)))
    with served(script) as address:
        yield Served(address, mk.read(folder))


@pytest.fixture(scope="module")
def large(folder: Path) -> Iterator[Served]:
    """The same as a large atlas, served."""
    path = folder.with_name("world.parquet")
    mk.write(mk.read(folder), path)
    script = folder.with_name("large.py")
    script.write_text(LARGE.format(str(path)))
    with served(script) as address:
        yield Served(address, mk.read(path))


def follows(seen: Visit, root: Locator, atlas: Atlas, link: dict[str, list[str]]) -> None:
    """Clock, headline and link are those of what the filters ask."""
    expect(root.locator(".mk-shown")).to_have_text(re.compile(rf"^{atlas.counts.shown:,}\b"), timeout=30_000)
    expect(headline(seen)).to_contain_text(f": {atlas.counts.shown:,} incidents")
    idle(seen.page)
    assert {name: values for name, values in query(seen).items() if name in ("own", "killed", "precision")} == link


def choose_column(page: Page) -> str:
    """Choose the column, and give its whole text; a list that closes because the page still ran is opened again.

    `pick` would empty the field by its Escape.
    """
    field, option = page.get_by_role("combobox", name="Column", exact=True), page.get_by_role("option", name=COLUMN)
    for _ in range(OPENINGS):
        idle(page)
        field.press("ArrowDown")
        with suppress(Late):
            option.wait_for(timeout=2_000)
            break
    text: str = option.evaluate("element => element.textContent")
    option.click()
    return text


def own_of(atlas: Atlas) -> list[str]:
    """What a link holds of the values that a view asks, its escapes undone."""
    return [unquote(part.removeprefix("own=")) for part in str(atlas.view).split("&") if part.startswith("own=")]


def test_numbers_and_values_narrow(seen: Visit, large: Served) -> None:
    """A least number of killed and a value of a column narrow map, headline and link, and the link restores them."""
    root = open_map(seen.page, large.address)
    follows(seen, root, large.atlas, {})
    seen.page.get_by_text("More filters").click()
    least = seen.page.get_by_role("spinbutton", name="Killed, at least")
    least.fill("3")
    least.press("Enter")
    killed = large.atlas.filter(killed="3..")
    follows(seen, root, killed, {"killed": ["3.."]})
    assert choose_column(seen.page) == COLUMN
    assert pick(seen.page, "Value", "**b**") == SIDES[2]
    asked = killed.filter(own=[(COLUMN, SIDES[2])])
    assert 0 < asked.counts.shown < killed.counts.shown
    follows(seen, root, asked, {"killed": ["3.."], "own": own_of(asked)})
    root = open_map(seen.page, seen.page.url)
    follows(seen, root, asked, {"killed": ["3.."], "own": own_of(asked)})
    expect(least).to_have_value("3")
    expect(seen.page.get_by_text(SIDES[2], exact=True)).to_be_visible()
    assert seen.page.locator("[data-testid=stExpander] img").count() == 0


def test_what_no_field_shows_is_told(seen: Visit, small: Served) -> None:
    """A link's second set of values is told and can be dropped; a column that is not there is told and left out."""
    both = small.atlas.filter(own=[(COLUMN, SIDES[0])]).filter(own=[(COLUMN, one) for one in SIDES[:2]])
    root = open_map(seen.page, f"{small.address}?{both.view}&own=gone:North")
    expect(seen.page.get_by_text("This atlas has no column 'gone'")).to_be_visible()
    expect(seen.page.get_by_text("The link narrows the atlas to own=")).to_be_visible()
    follows(seen, root, both, {"own": own_of(both)})
    seen.page.get_by_role("button", name="Show everything").click()
    follows(seen, root, small.atlas, {})
