"""The app in a real browser, with every road off this machine cut."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

import mapkit as mk
from mapkit.atlas import Atlas
from mapkit.link import Link
from mapkit.view import View
from support.browser import (
    PHONE,
    Visit,
    click_place,
    headline,
    only,
    open_map,
    query,
    show_list,
    visit,
    window_texts,
)
from support.repository import ROOT
from support.runs import idle

HEIGHT = (46.6839, 39.7184)  # the height north-east of Mount Sarybaba


def test_the_atlas_opens(seen: Visit, app: str) -> None:
    """The page opens with the title, the sentence, the whole atlas on the map, and no request to anywhere else."""
    root = open_map(seen.page, app)
    expect(root.locator(".mk-shown")).to_have_text("28 shown")
    expect(seen.page.get_by_role("heading", level=1)).to_have_text(
        "The Russian peacekeeping mission in Nagorno-Karabakh, 2020-2023"
    )
    expect(headline(seen)).to_contain_text("28 incidents at 12 places and on the whole region")
    expect(seen.page.get_by_role("tab", name="Undated and unplaced (5)")).to_be_visible()


def test_a_handle_is_dragged(seen: Visit, app: str) -> None:
    """Dragging a handle moves the window, recounts at once, and reaches the headline and the URL on release."""
    root = open_map(seen.page, app)
    handle = root.get_by_role("slider", name="Window start")
    box = handle.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    seen.page.mouse.move(x, y)
    seen.page.mouse.down()
    seen.page.mouse.move(x + 300, y, steps=12)
    expect(root.locator(".mk-shown")).not_to_have_text("28 shown")
    assert "when" not in query(seen) or query(seen)["when"][0].startswith("2020-11-01")
    seen.page.mouse.up()
    seen.page.wait_for_url(lambda address: "when=202" in address and "when=2020-11" not in address)
    start = query(seen)["when"][0].split("/")[0]
    assert handle.get_attribute("aria-valuetext", timeout=1000)
    shown = root.locator(".mk-shown").inner_text().split()[0]
    expect(headline(seen)).to_contain_text(f": {shown} incident")
    assert start > "2021"


def test_a_key_steps(seen: Visit, app: str) -> None:
    """An arrow key on a handle moves it by the chosen step, and the handle says the date in words."""
    root = open_map(seen.page, app + "?when=2020-12-01/2020-12-31")
    handle = root.get_by_role("slider", name="Window end")
    assert window_texts(root) == ("1 December 2020", "31 December 2020")
    root.get_by_label("Step", exact=True).select_option("week")
    handle.focus()
    handle.press("ArrowRight")
    expect(handle).not_to_have_attribute("aria-valuetext", "31 December 2020")
    assert window_texts(root) == ("1 December 2020", "7 January 2021")


def test_the_height_is_clicked(seen: Visit, app: str) -> None:
    """A click on the height opens its one incident of March 2023, with the Russian and the Azerbaijani claim."""
    root = open_map(seen.page, app + "?when=2023-03&map=11/39.72/46.68&labels=en")
    click_place(seen.page, *HEIGHT)
    panel = root.locator(".mk-panel")
    expect(panel).to_contain_text("Russia: Azerbaijani forces take a height near Mount Sarybaba")
    expect(panel.get_by_text("25 March 2023", exact=True)).to_be_visible()
    claims = panel.locator(".mk-claim")
    reporting, disputing = (claims.filter(has_text=f"{stance} it") for stance in ("reports", "disputes"))
    expect(reporting.filter(has_text="Russian peacekeeping contingent").first).to_be_visible()
    expect(disputing.filter(has_text="Ministry of Defence of Azerbaijan").first).to_be_attached()
    seen.page.wait_for_url("**open=height-2054**")


def test_the_keyboard_reaches_every_place(seen: Visit, app: str) -> None:
    """From the list of places a key opens the same card as a click, and Escape closes it."""
    root = open_map(seen.page, app + "?when=2023-03&labels=en")
    show_list(root, "places")
    place = root.locator(".mk-panel").get_by_role("button", name="Height 2054 m")
    place.first.focus()
    place.first.press("Enter")
    expect(root.get_by_text("Russia: Azerbaijani forces take a height near Mount Sarybaba")).to_be_visible()
    seen.page.keyboard.press("Escape")
    expect(root.get_by_text("Russia: Azerbaijani forces take a height near Mount Sarybaba")).to_be_hidden()


def test_a_row_of_the_table_opens_its_card(seen: Visit, app: str, geo: Atlas) -> None:
    """A press on a cell of the table below the map opens that incident's card, which comes into sight."""
    root = open_map(seen.page, app)
    table = seen.page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    idle(seen.page)
    table.locator(".dvn-scroller").click(position={"x": 60, "y": 52})
    card = root.locator(".mk-panel-title")
    expect(card).to_have_text(geo.rows()["title"].tolist()[0])
    expect(card).to_be_in_viewport()
    seen.page.wait_for_url("**incident=**")


def test_a_filter_narrows(seen: Visit, app: str) -> None:
    """A press on a kind in the legend narrows map, table and headline, and keeps the window and the open card."""
    root = open_map(seen.page, app + "?when=2020-11-01/2023-10-03&open=hadrut&labels=en")
    expect(root.locator(".mk-panel").get_by_text("One killed and one injured near Hadrut")).to_be_visible()
    only(root, "Armed violence")
    expect(root.locator(".mk-shown")).to_have_text("5 shown")
    expect(seen.page.get_by_role("tab", name="Table of what is shown (5)")).to_be_visible()
    expect(root.locator(".mk-panel").get_by_text("One killed and one injured near Hadrut")).to_be_visible()
    assert query(seen)["kind"] == ["attack"]
    assert query(seen)["when"] == ["2020-11-01/2023-10-03"]


def test_a_link_to_another_atlas_is_told(seen: Visit, app: str) -> None:
    """A filter of a link that names what the atlas does not have is left out, and the page says so."""
    root = open_map(seen.page, app + "?kind=earthquake,attack&source=nobody")
    expect(root.locator(".mk-shown")).to_have_text("5 shown")
    expect(seen.page.get_by_text("This atlas has no kind “earthquake”, no source “nobody”")).to_be_visible()
    seen.page.wait_for_url(lambda address: "earthquake" not in address and "kind=attack" in address)


def test_a_link_restores(seen: Visit, app: str) -> None:
    """A link restores window, filters, map position, open site and label languages."""
    link = "?when=2022-12-12/2023-09-19&kind=attack,control&map=10/39.72/46.68&open=height-2054&labels=en,ru"
    root = open_map(seen.page, app + link)
    expect(root.locator(".mk-shown")).to_have_text("2 shown")
    expect(root.locator(".mk-panel")).to_contain_text("Height 2054 m · Высота 2054")
    assert window_texts(root) == ("12 December 2022", "19 September 2023")
    zoom, lat, lon = map(float, (root.get_attribute("data-position") or "").split("/"))
    assert zoom == pytest.approx(10, abs=0.01)
    assert (lat, lon) == (pytest.approx(39.72, abs=0.1), pytest.approx(46.68, abs=0.1))
    expect(root.locator(".mk-set-chip")).to_have_text(["Only of the kind Armed violence or Control of a place"])


def test_the_link_holds_how_it_is_shown(seen: Visit, app: str) -> None:
    """Mode, step, speed, what is over, the track and the open incident stand in the link, letter by letter."""
    link = (
        "?when=2022-12-12/2023-06-19&text=lachin&map=9/39.8/46.7&incident=hadrut-2020-12-11&labels=en&step=week"
        "&speed=2&over=1&track=2022-06-01/2023-06-30"
    )
    root = open_map(seen.page, app + link)
    expect(root.locator(".mk-asked")).to_have_text("text “lachin”")
    expect(root.locator(".mk-over")).to_contain_text("over")
    root.get_by_label("Window end").press("ArrowLeft")
    root.get_by_label("Mode").select_option("instant")
    seen.page.wait_for_url("**mode=instant**")
    found = Link.parse(urlsplit(seen.page.url).query)
    assert (found.mode, found.step, found.speed, found.over, found.labels) == ("instant", "week", 2, True, ("en",))
    assert str(found.track) == "2022-06-01/2023-06-30"
    assert str(found) == urlsplit(seen.page.url).query
    again = open_map(seen.page, seen.page.url)
    assert [again.get_by_label(name, exact=True).input_value() for name in ("Mode", "Step", "Speed")] == [
        "instant",
        "week",
        "2",
    ]


def test_a_link_opens_an_incident(seen: Visit, app: str) -> None:
    """A link to one incident opens its card, and the card's own link is that link."""
    root = open_map(seen.page, app + "?when=2021&labels=en&incident=rtjmc-memorandum-2020-11-11")
    article = root.locator(".mk-incident")
    expect(article).to_contain_text("Memorandum on a Russian-Turkish monitoring centre")
    expect(article).to_be_in_viewport()
    root.get_by_role("link", name="Link to this").focus()
    target = str(root.get_by_role("link", name="Link to this").get_attribute("href"))
    assert Link.parse(target).incident == "rtjmc-memorandum-2020-11-11"
    assert Link.parse(target).view == View.of(when="2021")


def test_what_is_disputed_is_a_press_away(seen: Visit, app: str) -> None:
    """The number of the disputed is on a button that leaves only these, in the link and in words too."""
    root = open_map(seen.page, f"{app}?labels=en")
    button = root.locator(".mk-filter-disputed")
    expect(button).to_have_text(re.compile(r"\d"))
    count = button.inner_text().split()[-1]
    button.click()
    expect(root.locator(".mk-shown")).to_have_text(f"{count} shown")
    expect(headline(seen)).to_contain_text(f"only what is disputed: {count} incidents")
    seen.page.wait_for_url("**disputed=1**")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(root.locator(".mk-asked")).to_have_text("only what is disputed")


def test_a_broken_link_is_told(seen: Visit, app: str) -> None:
    """A link that cannot be read says which part is wrong and opens the whole atlas."""
    root = open_map(seen.page, app + "?when=10/11/2020")
    expect(root.locator(".mk-shown")).to_have_text("28 shown")
    expect(seen.page.get_by_text("10 November 2020 or 11 October 2020")).to_be_visible()


@pytest.fixture(scope="module")
def downloading(browser: Browser, app: str) -> Iterator[Page]:
    """The page with a view of nine months and its list of downloads open; a download changes nothing of it."""
    with visit(browser) as opened:
        open_map(opened.page, app + "?when=2022-12-12/2023-09-19")
        opened.page.get_by_role("button", name="Download", exact=True).click()
        yield opened.page
    assert opened.foreign == opened.errors == []


@pytest.mark.parametrize(
    ("button", "suffix", "start"),
    [
        ("Picture (PNG)", ".png", b"\x89PNG"),
        ("Map in one file (HTML)", ".html", b"<!DOCTYPE html>"),
        ("GeoJSON", ".geojson", b"{"),
        ("Table with its receipt (CSV in a ZIP)", ".csv.zip", b"PK\x03\x04"),
    ],
)
def test_what_is_seen_is_downloaded(downloading: Page, button: str, suffix: str, start: bytes) -> None:
    """Each button saves a file of what is shown, named by the view and not by the data."""
    with downloading.expect_download() as waiting:
        downloading.get_by_role("button", name=button).click()
    assert Path(waiting.value.path()).read_bytes().startswith(start)
    assert waiting.value.suggested_filename.startswith("mapkit-2022-12-12")
    assert waiting.value.suggested_filename.endswith(suffix)


def test_a_downloaded_table_comes_home(downloading: Page, tmp_path: Path) -> None:
    """The table says what it shows: its receipt is whole, of the same view, and `mk.read` has every claim again."""
    with downloading.expect_download() as waiting:
        downloading.get_by_role("button", name="CSV in a ZIP").click()
    saved = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(saved)
    view = mk.read(ROOT / "geo").filter(when="2022-12-12/2023-09-19")
    verdict = mk.verify(saved, view)
    assert (verdict.status, verdict.receipt.view, verdict.receipt.counts) == ("same", str(view.view), view.counts)
    back = mk.read(saved)
    assert (back.counts.shown, back.disputed) == (view.counts.shown, view.disputed)


def test_a_downloaded_map_opens_offline(downloading: Page, browser: Browser, tmp_path: Path) -> None:
    """The downloaded HTML opens from disk with the network cut, and its clock and cards work."""
    with downloading.expect_download() as waiting:
        downloading.get_by_role("button", name="Map in one file (HTML)").click()
    saved = tmp_path / "map.html"
    waiting.value.save_as(saved)
    with visit(browser, offline=True) as disk:
        root = open_map(disk.page, saved.as_uri())
        before = root.locator(".mk-shown").inner_text()
        handle = root.get_by_role("slider", name="Window start")
        handle.focus()
        for _ in range(6):
            handle.press("ArrowRight")
        expect(root.locator(".mk-shown")).not_to_have_text(before)
        root.locator(".mk-item-button").first.click()
        expect(root.locator(".mk-incident").first).to_be_visible()
    assert disk.foreign == []
    assert disk.errors == []


def test_a_phone_has_it_all(browser: Browser, app: str) -> None:
    """On a phone nothing is wider than the screen, and the card of a place opens over the map."""
    with visit(browser, viewport=PHONE, has_touch=True, is_mobile=True) as phone:
        root = open_map(phone.page, app + "?when=2023-03&map=10/39.72/46.68&labels=en")
        assert phone.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        click_place(phone.page, *HEIGHT)
        expect(root.get_by_text("Russia: Azerbaijani forces take a height near Mount Sarybaba")).to_be_visible()
    assert phone.foreign == []


def test_state_is_kept_across_reruns(seen: Visit, app: str) -> None:
    """A rerun keeps the map's element, its position and its window: nothing is mounted anew."""
    root = open_map(seen.page, app + "?when=2021&map=10/39.72/46.68&labels=en")
    root.evaluate("element => { element.firstMount = true; }")
    position = root.get_attribute("data-position")
    root.get_by_role("button", name="Certain only").click()
    seen.page.wait_for_url("**certain=1**")
    assert root.evaluate("element => element.firstMount") is True
    assert root.get_attribute("data-position") == position
    assert window_texts(root) == ("1 January 2021", "31 December 2021")


def test_map_and_headline_count_the_same(seen: Visit, app: str) -> None:
    """In any window the clock in the map and the sentence of the page count the same shown, undated and unplaced."""
    root = open_map(seen.page, f"{app}?when=2020-11-01/2023-10-31")
    for first, last, shown, unplaced in (
        ("2020-11-01", "2023-10-31", 28, 3),
        ("2021-01-01", "2021-12-31", 7, 2),
        ("2020-12-01", "2020-12-31", 3, 1),
    ):
        for place, text in ((0, "2020-11-01"), (1, last), (0, first)):
            root.locator(".mk-date").nth(place).fill(text)
            root.locator(".mk-date").nth(place).press("Enter")
        expect(root.locator(".mk-shown")).to_have_text(f"{shown} shown")
        expect(root.locator("button.mk-unplaced")).to_have_text(f"{unplaced} unplaced")
        expect(headline(seen)).to_contain_text(f": {shown} incidents")
        expect(headline(seen)).to_contain_text(f"2 undated, {unplaced} unplaced.")
        root.locator("button.mk-unplaced").click()
        expect(root.locator(".mk-rows .mk-item-button")).to_have_count(unplaced)
