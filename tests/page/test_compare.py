"""Two views beside each other in the page: what both show, what one alone; clocks and maps move together."""

from pathlib import Path
from urllib.parse import quote, unquote

from playwright.sync_api import Locator, Page, expect

import mapkit as mk
from mapkit.atlas import Atlas
from mapkit.view import View
from support.browser import PHONE, Visit, open_map, share
from support.waiting import until

WINDOW = "2020-11-01/2023-10-31"
HASH = "() => location.hash.slice(1)"


def beside(address: str, first: str, second: str) -> str:
    """The address of a page that opens with two views."""
    return f"{address}#{first}&with={quote(second, safe='')}"


def listed(root: Locator, name: str) -> Locator:
    """The rows of one of the lists."""
    return root.locator(f".mk-rows[aria-label='{name}'] > li")


def position(page: Page, at: int) -> str:
    """Where one of the two maps stands."""
    return str(page.locator(".mk-root").nth(at).get_attribute("data-position"))


def test_two_parties_stand_side_by_side(seen: Visit, mission: str, geo: Atlas) -> None:
    """The lists are those of mk.compare; what one party alone speaks of has a list of its own."""
    views = (f"when={WINDOW}&according=azerbaijan", f"when={WINDOW}&according=armenia")
    root = open_map(seen.page, beside(mission, *views)).first
    table = mk.compare(*(geo.filter(view) for view in views))
    placed = {*geo.filter(when=WINDOW).rows()["id"]}
    counts = table[table["id"].isin(placed)]["side"].value_counts()
    names = {"both": "Both speak of it", "left": "Azerbaijan only", "right": "Armenia only"}
    for side, name in names.items():
        expect(listed(root, name)).to_have_count(int(counts.get(side, 0)))
    expect(root.locator(".mk-face", has_text="Compared").first).to_contain_text(str(len(table)))
    expect(root.locator(".mk-beside-words").first).to_contain_text("According to Armenia: ")


def test_clocks_and_maps_move_together(seen: Visit, mission: str) -> None:
    """A step of the first clock moves both windows by as many days, a zoom of either map the other map."""
    page = seen.page
    page.set_viewport_size({"width": 1440, "height": 900})  # with less room the button stands in the menu of the lens
    root = open_map(page, f"{mission}#when=2020-11-01/2021-10-31").first
    root.get_by_role("button", name="Compare", exact=True).click()
    dates = page.locator(".mk-companion .mk-date")
    expect(dates.first).to_have_value("2020-11-01")
    dates.last.fill("2022-10-31")
    dates.last.press("Enter")
    dates.first.fill("2021-11-01")
    dates.first.press("Enter")
    expect(root.locator(".mk-label", has_text="Only in the second")).to_have_count(1)
    root.get_by_role("button", name="Step forward").first.click()
    expect(dates.first).to_have_value("2021-12-01")
    until(page, lambda: unquote(page.evaluate(HASH)), lambda text: "with=when=2021-12-01/2022-11-" in text)
    before = position(page, 0)
    root.get_by_role("button", name="Zoom in").first.click()
    until(page, lambda: (position(page, 0), position(page, 1)), lambda both: both[0] == both[1] != before)
    root.get_by_role("button", name="Compare", exact=True).click()
    expect(page.locator(".mk-companion")).to_have_count(0)
    until(page, lambda: page.evaluate(HASH), lambda text: "with=" not in text)


def test_on_a_phone_one_stands_above_the_other(seen: Visit, mission: str) -> None:
    """On a phone the two maps share the height, and nothing lies over the second."""
    seen.page.set_viewport_size(PHONE)
    open_map(seen.page, beside(mission, "known=2022-12-31", f"when={WINDOW}&known=2023-06-30"))
    first, second = (seen.page.locator(".mk-root > .mk-map").nth(at).bounding_box() for at in (0, 1))
    assert first is not None
    assert second is not None
    assert first["y"] + first["height"] <= second["y"]
    assert abs(first["height"] - second["height"]) < 60
    sheet = seen.page.locator(".mk-panel").first.bounding_box()
    assert sheet is not None
    assert sheet["y"] >= second["y"] + second["height"] - 2


def test_the_picture_of_both_has_one_receipt(seen: Visit, mission: str, geo: Atlas, tmp_path: Path) -> None:
    """A picture of two views says both in its receipt, with the counts of either, and is verified."""
    root = open_map(
        seen.page, beside(mission, f"when={WINDOW}&according=azerbaijan", f"when={WINDOW}&according=armenia")
    )
    expect(listed(root.first, "Both speak of it").first).to_be_visible()
    dialog = share(root.first)
    with seen.page.expect_download() as download:
        dialog.get_by_role("button", name="Save picture (PNG)").click()
    path = tmp_path / "both.png"
    download.value.save_as(path)
    receipt = mk.receipt(path)
    assert receipt.second is not None
    assert View.parse(receipt.second.view).according == "armenia"
    assert receipt.second.counts == geo.filter(receipt.second.view).counts
    assert mk.verify(path, geo).status == "same"
