"""What stands on a region as a whole: a badge over the map, and no point on a town."""

from playwright.sync_api import Browser, expect

from support.browser import PHONE, click_place, open_map, show_list, visit
from support.waiting import after, drawn, until

POINT = (46.75, 39.85)  # longitude and latitude of the region, near a town
# How much is drawn of marks and their circles.
DRAWN = """() => {
  const canvas = document.querySelector('.leaflet-mk-marks-pane canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let found = 0;
  for (let p = 3; p < data.length; p += 4) if (data[p]) found++;
  return found / (data.length / 4);
}"""


def test_a_region_is_a_badge(browser: Browser, mission: str) -> None:
    """The badge has the region's names, a sign for each incident and their number, and moves with the window."""
    with visit(browser, offline=True, viewport={"width": 1440, "height": 900}) as seen:
        root = open_map(seen.page, mission)
        badge = root.locator(".mk-region")
        expect(badge.locator(".mk-region-name")).to_have_text("Nagorno-Karabakh")
        expect(badge.locator(".mk-local")).to_have_text("Dağlıq Qarabağ · Լեռնային Ղարաբաղ")
        expect(badge.locator("button")).to_have_text("11 on the whole region")
        expect(badge.locator("svg")).to_have_count(11)
        expect(badge.locator(".mk-notch")).to_have_count(3)
        place = badge.bounding_box()
        show_list(root, "chapters")
        root.locator(".mk-chapters").get_by_role("button").nth(2).click()
        expect(badge.locator("button")).to_have_text("3 on the whole region")
        expect(badge.locator("svg")).to_have_count(3)
        after = badge.bounding_box()
        assert place is not None
        assert after is not None
        assert (after["x"], after["width"]) == (place["x"], place["width"])  # it stands still
        assert seen.errors == []


def test_a_badge_opens_its_region(browser: Browser, mission: str) -> None:
    """A press opens the region with all of its incidents; only then its circle is drawn; its point opens nothing."""
    with visit(browser, offline=True, viewport={"width": 1440, "height": 900}) as seen:
        root = open_map(seen.page, mission)
        drawn(seen.page)
        before = seen.page.evaluate(DRAWN)
        root.locator(".mk-region button").press("Enter")
        expect(root.locator(".mk-panel-title")).to_have_text("Nagorno-Karabakh")
        expect(root.locator(".mk-panel-body")).to_contain_text("Russian peacekeeping contingent deployed")
        seen.page.wait_for_function("() => location.hash.includes('open=nagorno-karabakh')")
        until(seen.page, lambda: seen.page.evaluate(DRAWN), lambda share: share > before + 0.1)
        root.locator(".mk-close").click()
        until(seen.page, lambda: seen.page.evaluate(DRAWN), lambda share: abs(share - before) < 0.01)
        root.locator(".mk-region button").click()
        expect(root.locator(".mk-panel-title")).to_have_text("Nagorno-Karabakh")
        root.locator(".mk-close").click()
        show_list(root, "chapters")
        root.locator(".mk-chapters").get_by_role("button").filter(has_text="The Hadrut pocket").click()
        expect(root.locator(".mk-region")).to_be_hidden()  # nothing of that month is on the whole region
        assert seen.errors == []


def test_a_small_map_has_a_chip(browser: Browser, mission: str) -> None:
    """On a phone the badge is one line in a corner, which says of which region it is, in the language of names."""
    with visit(browser, offline=True, viewport=PHONE, has_touch=True, is_mobile=True) as seen:
        root = open_map(seen.page, mission + "#labels=ru")
        expect(root.locator(".mk-region button")).to_have_text("11 on Нагорный Карабах as a whole")
        expect(root.locator(".mk-region-name")).to_be_empty()
        assert seen.errors == []


def test_the_point_of_a_region_is_empty(browser: Browser, mission: str) -> None:
    """A click on the region's own point, which lies near a town, opens nothing of the region."""
    with visit(browser, offline=True, viewport={"width": 1440, "height": 900}) as seen:
        root = open_map(seen.page, mission)
        click_place(seen.page, *POINT)
        after(seen.page, 200)
        expect(root.locator(".mk-panel-title", has_text="Nagorno-Karabakh")).to_have_count(0)


def test_a_region_is_no_place(browser: Browser, mission: str) -> None:
    """Sentence, face and list count the same places, and tell of the region apart; the list has it as a row too."""
    with visit(browser, offline=True, viewport={"width": 1440, "height": 900}) as seen:
        root = open_map(seen.page, mission)
        expect(root.locator(".mk-sentence")).to_contain_text("at 12 places and on the whole region")
        expect(root.locator("[data-face=overview]")).to_have_text("Places12")
        show_list(root, "places")
        expect(root.locator(".mk-panel-title")).to_have_text("12 places and the whole region in this window")
        expect(root.locator(".mk-places").first.locator("li")).to_have_count(13)
        assert seen.errors == []
