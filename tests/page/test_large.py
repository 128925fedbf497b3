"""The app on a large atlas in a real browser: counts of what is on screen, lists when somebody asks for them."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

import mapkit as mk
from mapkit.atlas import Atlas
from support.browser import Visit, click_place, headline, only, open_map, query, served, sheet
from support.made import SETTINGS, write_folder
from support.runs import idle
from support.waiting import drawn

SCRIPT = "import mapkit.atlas\n\nmapkit.atlas.MAX_WHOLE = 100\nfrom mapkit.app.page import show\n\nshow({!r})\n"
TOWNS = ((44.8, 39.2), (45.6, 39.9), (46.4, 39.5), (47.1, 40.3), (47.9, 41.0))
COUNT = 900
LIST, PAGE = 50, 25  # of the list below the map, of a square


@dataclass
class Large:
    """A served large atlas: where, and the same read here."""

    address: str
    atlas: Atlas


def incidents() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Incidents at some towns over three years, every third claimed by the south, the others by the north."""
    lot, rows, claims = random.Random(4), [], []  # noqa: S311 - made data are no secret
    for number in range(COUNT):
        year, month, day = lot.randint(2020, 2022), lot.randint(1, 12), lot.randint(1, 28)
        when = f"{year}-{month:02}" if number % 9 == 0 else f"{year}-{month:02}-{day:02}"
        lon, lat = TOWNS[min(lot.randrange(6), 4)]
        placed = {"lon": lon, "lat": lat} if number % 100 else {"site": "nowhere"}
        rows.append(
            {
                "id": f"n{number}",
                "when": when if number % 50 != 7 else "",
                **placed,
                "kind": ("attack", "meeting")[number % 2],
                "title": f"Event {number}",
                "text": "A bridge." if number % 5 == 0 else "A road.",
            }
        )
        source = "ministry" if number % 3 == 0 else "herald"
        claims.append(
            {"incident": f"n{number}", "source": source, "stance": "reports", "says": f"Said {number}", "locator": ""}
        )
    return rows, claims


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Large]:
    """A made large atlas, served."""
    folder = tmp_path_factory.mktemp("large")
    rows, claims = incidents()
    settings = {**SETTINGS, "window": "2020/2022"}
    atlas = mk.read(write_folder(folder / "small", incidents=rows, claims=claims, settings=settings))
    mk.write(atlas, folder / "world.parquet")
    script = folder / "app.py"
    script.write_text(SCRIPT.format(str(folder / "world.parquet")))
    with served(script) as address:
        yield Large(address, mk.read(folder / "world.parquet"))


def test_a_link_is_widened_at_once(seen: Visit, large: Large) -> None:
    """The box that a link narrows to is dropped by its chip, however soon, and the clock counts anew."""
    part = "when=2020/2022&where=44,39,46,41&text=bridge"
    root = open_map(seen.page, f"{large.address}?{part}")
    shows(root, large.atlas.filter(part).count())
    root.locator(".mk-set-chip").filter(has_text="Only from").click()
    shows(root, large.atlas.filter("when=2020/2022&text=bridge").count())


def shows(root: Locator, count: int) -> None:
    """The clock says how many are shown."""
    expect(root.locator(".mk-shown")).to_have_text(re.compile(rf"^{count:,}\b"), timeout=30_000)


def test_the_whole_is_counted(seen: Visit, large: Large) -> None:
    """The page opens with all that is dated and placed; headline and tabs say what the tables say; no incident came."""
    root = open_map(seen.page, large.address)
    shows(root, large.atlas.counts.shown)
    heading = headline(seen)
    counts = large.atlas.filter(when="2020/2022").counts
    expect(heading).to_contain_text(f"{counts.shown} incidents")
    expect(heading).to_contain_text(f"{counts.undated} undated, {counts.unplaced} unplaced")
    expect(seen.page.get_by_role("tab", name=f"Table of what is shown ({counts.shown})")).to_be_visible()
    assert "A road." not in seen.page.content()


def test_scrubbing_asks_nothing(seen: Visit, large: Large) -> None:
    """While a handle is dragged the counts follow and nothing is sent; when it is let go the page is told once."""
    sent: list[Any] = []
    seen.page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.extend([frame])))
    root = open_map(seen.page, large.address)
    shows(root, large.atlas.counts.shown)
    idle(seen.page)
    box = root.get_by_role("slider", name="Window start").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    seen.page.mouse.move(x, y)
    seen.page.mouse.down()
    before, texts = len(sent), set()
    for step in range(1, 25):
        seen.page.mouse.move(x + 12 * step, y)
        drawn(seen.page, 1)
        texts.add(root.locator(".mk-shown").inner_text())
    assert len(texts) > 5
    assert len(sent) == before
    seen.page.mouse.up()
    seen.page.wait_for_url("**when=**")
    heading = headline(seen)
    shown = large.atlas.filter(when=query(seen)["when"][0]).counts.shown
    expect(heading).to_contain_text(f": {shown} incidents")
    shows(root, shown)


def test_zooming_asks_for_what_is_on_screen(seen: Visit, large: Large) -> None:
    """A link into a town counts the town alone; zooming out counts the others too."""
    lon, lat = TOWNS[4]
    root = open_map(seen.page, f"{large.address}?map=11/{lat}/{lon}")
    town = large.atlas.filter(where=f"{lon - 0.05},{lat - 0.05},{lon + 0.05},{lat + 0.05}").counts.shown
    shows(root, town)
    for _ in range(4):
        before = root.get_attribute("data-position") or ""
        seen.page.get_by_role("button", name="Zoom out").click()
        expect(root).not_to_have_attribute("data-position", before)
    expect(root.locator(".mk-shown")).not_to_have_text(re.compile(rf"^{town:,}\b"), timeout=15_000)


def test_a_cell_lists_its_incidents(seen: Visit, large: Large) -> None:
    """A click lists the incidents of the cell, a page at a time, each a row to its card; words narrow them."""
    lon, lat = TOWNS[4]
    root = open_map(seen.page, f"{large.address}?map=10/{lat}/{lon}")
    box = f"{lon - 0.05},{lat - 0.05},{lon + 0.05},{lat + 0.05}"
    town = large.atlas.filter(where=box)
    shows(root, town.counts.shown)
    click_place(seen.page, lon, lat)
    panel = root.locator(".mk-panel")
    expect(panel.locator(".mk-item-button")).to_have_count(PAGE, timeout=15_000)
    newest = town.rows().sort_values(["start", "row"], ascending=False)["title"].tolist()
    assert panel.locator(".mk-item-title").all_text_contents() == newest[:PAGE]
    panel.locator(".mk-item-button").first.click()
    expect(panel.locator(".mk-panel-title")).to_have_text(newest[0])
    expect(panel.locator(".mk-claim").first).to_contain_text("Said")
    panel.locator(".mk-back-to").click()
    panel.get_by_role("button", name="Next").first.click()
    expect(panel.locator(".mk-item-title").first).to_have_text(newest[PAGE], timeout=15_000)
    panel.get_by_role("searchbox").fill("bridge")
    bridges = town.filter(text="bridge")
    titles = bridges.rows().sort_values(["start", "row"], ascending=False)["title"].tolist()
    expect(panel.locator(".mk-item-title").first).to_have_text(titles[0], timeout=15_000)
    expect(panel.locator(".mk-item-button")).to_have_count(min(PAGE, len(titles)))


def test_filters_count_anew(seen: Visit, large: Large) -> None:
    """A kind comes from the index, a party from the tables; map, headline and list follow."""
    root = open_map(seen.page, large.address)
    shows(root, large.atlas.counts.shown)
    only(root, "Attack")
    shows(root, large.atlas.filter(kind="attack").counts.shown)
    sheet(root, "Who says it").get_by_role("checkbox", name="South").check()
    asked = large.atlas.filter(kind="attack", party="south", when="2020/2022")
    shows(root, asked.counts.shown)
    idle(seen.page)
    seen.page.get_by_text(f"List them, {LIST} at a time").first.click()
    expect(seen.page.get_by_text(f"1 to {LIST} of {asked.counts.shown}, by date")).to_be_visible()
    seen.page.get_by_role("button", name="Later").click()
    expect(seen.page.get_by_text(f"{LIST + 1} to {2 * LIST} of {asked.counts.shown}, by date")).to_be_visible()
    idle(seen.page)
    press_first(seen)
    card = root.locator(".mk-panel-title")
    expect(card).to_have_text(asked.rows()["title"].tolist()[LIST])
    expect(card).to_be_in_viewport()
    expect(root.locator(".mk-panel .mk-claim").first).to_contain_text("Said")
    root.locator(".mk-back-to").click()
    expect(root.get_by_role("button", name=re.compile("^Places"))).to_have_attribute("aria-pressed", "true")


def test_an_incident_without_a_date_opens_from_its_table(seen: Visit, large: Large) -> None:
    """A press on a cell of the table of what has no date opens its card on the map, where no square lists it."""
    root = open_map(seen.page, large.address)
    shows(root, large.atlas.counts.shown)
    idle(seen.page)
    seen.page.get_by_role("tab", name="Undated and unplaced").click()
    seen.page.get_by_text(f"List them, {LIST} at a time").filter(visible=True).first.click()
    press_first(seen)
    expect(root.locator(".mk-panel-title")).to_have_text(large.atlas.rows("undated")["title"].tolist()[0])


def press_first(seen: Visit) -> None:
    """Press a cell of the first row of the table that is in sight below the map."""
    table = seen.page.get_by_test_id("stDataFrame").filter(visible=True).first
    table.scroll_into_view_if_needed()
    idle(seen.page)
    table.locator(".dvn-scroller").click(position={"x": 60, "y": 52})


def test_menus_count_their_values(seen: Visit, large: Large) -> None:
    """Each value of an open menu shows what it would show under the other filters, and follows window and filters."""
    when = "2020/2022"
    root = open_map(seen.page, f"{large.address}?when={when}&text=bridge")
    seen_through = large.atlas.filter(when=when, text="bridge")
    shows(root, seen_through.counts.shown)
    said = sheet(root, "Who says it").get_by_role("listitem")

    def counted(atlas: Atlas) -> None:
        for party in ("North", "South"):
            number = atlas.filter(party=party.lower()).counts.shown
            expect(said.filter(has_text=party).locator(".mk-number")).to_have_text(str(number), timeout=15_000)

    counted(seen_through)
    said.filter(has_text="South").get_by_role("checkbox").check()
    shows(root, seen_through.filter(party="south").counts.shown)
    counted(seen_through)
    only(root, "Attack")
    shows(root, seen_through.filter(party="south", kind="attack").counts.shown)
    said = sheet(root, "Who says it").get_by_role("listitem")
    counted(seen_through.filter(kind="attack"))
    stances = sheet(root, "Stance").get_by_role("listitem")
    both = seen_through.filter(kind="attack", party="south")
    for words, asked in (("Reported by anybody", "reports"), ("Reported by North", "reports:north")):
        number = both.filter(f"stance={asked}").counts.shown
        expect(stances.filter(has_text=words).locator(".mk-number")).to_have_text(str(number), timeout=15_000)


def test_a_link_restores(seen: Visit, large: Large) -> None:
    """Window, filter and place of a link are there when it is opened."""
    link = f"{large.address}?when=2021-03/2021-08&kind=meeting&map=7/40/46.5"
    root = open_map(seen.page, link)
    seen.page.wait_for_url("**when=2021-02-28**")  # counted in steps of two days, which hold what was asked
    asked = query(seen)
    assert asked["kind"] == ["meeting"]
    shows(root, large.atlas.filter(kind="meeting", when=asked["when"][0]).counts.shown)
    assert [round(float(one), 2) for one in asked["map"][0].split("/")] == [7, 40, 46.5]
