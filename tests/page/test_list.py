"""The list of incidents: what the window shows, row by row, live, beside the map that it lights and is lit by."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Locator, Page, expect

import mapkit as mk
from support.browser import CATCH, PHONE, Visit, open_map, pixel_of, quiet, visit, window_texts
from support.examples import examples
from support.modules import load_modules
from support.waiting import drawn, until

FIRST = date(1970, 1, 1)
# What a window shows, the year of each day, and where each row of the list stands.
LAID = """({ incidents, window, certain, heights, at }) => {
  const column = (place) => Int32Array.from(incidents, (one) => one[place]), n = incidents.length;
  const model = { start: column(0), end: column(1), sureStart: column(2), sureEnd: column(3), passes: column(4) };
  const order = new Int32Array(n), tops = new Float64Array(n + 1), years = parts.yearsOf(model.start);
  const shown = parts.listWindow(model, window, certain, order);
  parts.layRows(years, order, shown, heights, 7, tops);
  return { order: [...order.subarray(0, shown)], years: [...years], tops: [...tops.subarray(0, shown + 1)],
    row: parts.rowAt(tops, shown, at) };
}"""
# Titles of the rows in sight, with what each says of its place in the list.
ROWS = """root => [...root.querySelectorAll('.mk-item')].map((one) => [
  one.querySelector('.mk-item-title').textContent, Number(one.ariaSetSize), Number(one.ariaPosInSet)])"""
# Rows that overlap, or leave a gap, of those that are made.
GAPS = """root => [...root.querySelectorAll('.mk-item')].map((one) => one.getBoundingClientRect())
  .sort((a, b) => a.top - b.top).map((box, k, all) => k ? box.top - all[k - 1].bottom : 0)
  .filter((gap) => Math.abs(gap) > 0.6)"""
MANY = 3000


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A blank page with the parts of the script that list."""
    opened = browser.new_page()
    load_modules(opened, "data/listing")
    yield opened
    opened.close()


days = st.integers(-900_000, 900_000)


@given(
    spans=st.lists(st.tuples(days, *[st.integers(0, 40)] * 3, st.booleans()), max_size=25),
    window=st.tuples(days, st.integers(1, 900_000)),
    certain=st.booleans(),
    heights=st.lists(st.integers(1, 90), min_size=25, max_size=25),
    at=st.integers(-50, 2500),
)
@settings(max_examples=examples(60), deadline=None)
def test_rows_are_those_of_the_window(  # noqa: PLR0913, PLR0917 - what a list follows from
    page: Page,
    spans: list[tuple[int, int, int, int, bool]],
    window: tuple[int, int],
    certain: bool,
    heights: list[int],
    at: int,
) -> None:
    """The list holds what the window shows, in order; each row stands below the one before, years have a heading."""
    made = [(day, day + 1 + wide, day + late, day + 1 + early, passes) for day, wide, late, early, passes in spans]
    made = [one for one in sorted(made) if -719162 <= one[0] < 2_932_896]
    start, end = window[0], window[0] + window[1]
    asked = {"incidents": made, "window": [start, end], "certain": certain, "heights": heights, "at": at}
    found = page.evaluate(LAID, asked)
    first, last = (2, 3) if certain else (0, 1)
    inside = [
        place for place, one in enumerate(made) if one[4] and one[first] < end and one[last] > start and one[0] < end
    ]
    assert found["order"] == inside
    assert found["years"] == [(FIRST + timedelta(one[0])).year for one in made]
    tops, top, year = [], 0, None
    for place in inside:
        tops.append(top)
        top += heights[place] + (0 if found["years"][place] == year else 7)
        year = found["years"][place]
    assert found["tops"] == [*tops, top]
    assert found["row"] == max([k for k, one in enumerate(tops) if one <= at], default=0)


def test_the_list_is_what_is_seen_first(seen: Visit, mission: str, geo: mk.Atlas) -> None:
    """The panel opens with the incidents of the window in the order of time: title, date, place, sources, dispute."""
    root = open_map(seen.page, mission)
    titles = geo.filter(when="2020-11-01/2023-10-31").rows()["title"].tolist()
    found = root.evaluate(ROWS)
    assert [size for _, size, _ in found] == [28] * len(found)
    assert [place for *_, place in found] == list(range(1, len(found) + 1))
    assert {title for title, *_ in found} <= set(titles)
    row = root.get_by_role("listitem").filter(has_text="Azerbaijani forces take Hin Tagher")
    expect(row).to_contain_text("12 December 2020")
    expect(row).to_contain_text("4 sources")
    expect(row).to_contain_text("disputed")
    expect(root.locator(".mk-face[aria-pressed=true]")).to_have_text("Incidents28")
    assert root.evaluate(GAPS) == []


def test_a_row_opens_its_incident(seen: Visit, mission: str) -> None:
    """A press on a row opens the incident, Back returns to the list where it was, and the row has the focus again."""
    root = open_map(seen.page, mission)
    body = root.locator(".mk-panel-body")
    body.evaluate("body => body.scrollTo(0, 500)")
    row = root.get_by_role("listitem").filter(has_text="Azerbaijani forces take Hin Tagher").get_by_role("button")
    row.click()
    expect(root.locator(".mk-incident")).to_have_count(1)
    expect(root.locator(".mk-incident")).to_contain_text("Azerbaijani forces take Hin Tagher")
    root.get_by_role("button", name="Back", exact=True).click()
    expect(row).to_be_focused()
    assert body.evaluate("body => body.scrollTop") == 500


def test_keys_go_from_row_to_row(seen: Visit, mission: str) -> None:
    """The list is one stop of Tab; arrows, Home and End go through all of its rows, those not yet made too."""
    root = open_map(seen.page, mission)
    assert root.locator(".mk-item-button[tabindex='0']").count() == 1
    root.locator(".mk-item-button[tabindex='0']").focus()
    seen.page.keyboard.press("ArrowDown")
    expect(root.locator(":focus")).to_contain_text("Russian peacekeeping contingent deployed")
    seen.page.keyboard.press("End")
    expect(root.locator(".mk-item:focus-within")).to_have_attribute("aria-posinset", "28")
    seen.page.keyboard.press("Home")
    expect(root.locator(".mk-item:focus-within")).to_have_attribute("aria-posinset", "1")
    drawn(seen.page)
    assert root.evaluate(GAPS) == []


# How much the layer of what is lit has drawn.
RINGED = """(root) => {
  const canvas = root.querySelector('.leaflet-mk-lit-pane canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return data.filter((part) => part).length;
}"""


def test_list_and_map_light_each_other(browser: Browser, mission: str) -> None:
    """A pointer on a row lights its mark; one on a mark lights the rows of its incidents."""
    with quiet(browser) as opened:
        opened.page.add_init_script(f"({CATCH})()")
        root = open_map(opened.page, mission)
        root.get_by_role("listitem").filter(has_text="One killed and one injured near Hadrut").hover()
        lit = "() => [...caught.lit.marks].map((m) => caught.sites[caught.model.marks.site[m]].id)"
        until(opened.page, lambda: opened.page.evaluate(lit), lambda sites: sites == ["hadrut"])
        opened.page.mouse.move(*pixel_of(opened.page, 47.0317, 39.5181))
        expect(root.locator(".mk-item.mk-lit")).to_contain_text("One killed and one injured near Hadrut")
        expect(root.locator(".mk-item.mk-lit")).to_have_count(1)


def test_a_lane_lights_its_place_and_is_lit_by_it(browser: Browser, mission: str, geo: mk.Atlas) -> None:
    """A pointer on a state lights its place's mark and its incidents in the list; one on either lights the lane."""
    with quiet(browser) as opened:
        opened.page.add_init_script(f"({CATCH})()")
        root = open_map(opened.page, f"{mission}#when=2023-06")
        lit, lane = root.locator(".mk-item.mk-lit"), root.locator(".mk-lane.mk-lit .mk-gutter")
        root.get_by_role("button", name="Lachin corridor, new road: Limited traffic").first.hover()
        expect(lit).to_have_count(geo.filter(when="2023-06", site="lachin-corridor-2022").counts.shown)
        expect(lit.filter(has_text="Armenia's Foreign Ministry answers Maria Zakharova")).to_have_count(1)
        held = "() => [...caught.lit.marks].map((m) => caught.sites[caught.model.marks.site[m]].id)"
        assert opened.page.evaluate(held) == ["lachin-corridor-2022"]
        root.get_by_role("listitem").filter(has_text="Armenia's Foreign Ministry answers Maria Zakharova").hover()
        expect(lit).to_have_count(1)  # of the place, the one under the pointer
        expect(lane).to_have_text("Lachin corridor, new road")
        opened.page.mouse.move(5, 5)
        expect(lane).to_have_count(0)
        root.get_by_role("button", name="Zabukh: Manned").first.hover()
        expect(lane).to_have_text("Zabukh")
        until(opened.page, lambda: root.evaluate(RINGED), lambda pixels: pixels > 0)


def test_a_lane_opens_its_place(seen: Visit, mission: str) -> None:
    """A press on a state in the lanes goes to where it begins and opens its place, also where the window holds it."""
    root = open_map(seen.page, f"{mission}#when=2021")
    segment = root.get_by_role("button", name="Russian peacekeepers' headquarters: Manned by Russian peacekeepers")
    segment.first.click()
    expect(root.locator(".mk-panel-title")).to_have_text("Russian peacekeepers' headquarters")
    assert window_texts(root)[0].endswith("2020")


def test_what_lies_outside_is_told(seen: Visit, mission: str) -> None:
    """The list says how many of its incidents lie outside the map, and a press shows them all."""
    root = open_map(seen.page, f"{mission}#map=13/39.5181/47.0317")
    foot = root.locator(".mk-list-foot")
    expect(foot).to_contain_text("16 of 28 outside the map")  # and 11 on the region, of which some is in sight
    foot.get_by_role("button", name="Show all").click()
    expect(foot).to_contain_text("All 28 lie inside the map.")


def test_the_list_is_a_table_too(seen: Visit, mission: str, geo: mk.Atlas) -> None:
    """Who reads by table or by ear gets what the window shows as one; a title opens its card, Escape closes it."""
    root = open_map(seen.page, f"{mission}#when=2020-11-01/2020-12-31")
    root.get_by_role("button", name="Table", exact=True).click()
    table = root.get_by_role("table")
    titles = geo.filter(when="2020-11-01/2020-12-31").rows()["title"].tolist()
    expect(table.get_by_role("columnheader")).to_have_count(7)
    assert sorted(table.get_by_role("rowheader").all_inner_texts()) == sorted(titles)
    row = table.get_by_role("row").filter(has_text="Azerbaijani forces take Hin Tagher")
    expect(row.get_by_role("cell", name="disputed", exact=True)).to_be_visible()
    region = table.get_by_role("row").filter(has_text="Russian peacekeeping contingent deployed")
    expect(region.get_by_role("cell", name="Nagorno-Karabakh (the whole region)", exact=True)).to_be_visible()
    seen.page.keyboard.press("Escape")
    expect(table).to_have_count(0)
    root.get_by_role("button", name="Table", exact=True).click()
    table.get_by_role("button", name="Azerbaijani forces take Hin Tagher").press("Enter")
    expect(table).to_have_count(0)
    expect(root.locator(".mk-panel-title")).to_contain_text("Azerbaijani forces take Hin Tagher")
    expect(root.locator(".mk-panel-title")).to_be_focused()


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a saved map of thousands of incidents with titles of many lengths."""
    folder = tmp_path_factory.mktemp("many")
    lines = ["id,title,date,latitude,longitude"]
    for k in range(MANY):
        day = date(2015, 1, 1) + timedelta(k // 2)
        lines.append(f"i{k},{'Something happened here ' * (1 + k % 5)}{k},{day},{40 + k % 7 / 10},{45 + k % 11 / 10}")
    (folder / "many.csv").write_text("\n".join(lines), encoding="utf-8")
    mk.draw(mk.read(folder / "many.csv")).save(str(folder / "many.html"))
    return (folder / "many.html").as_uri()


def test_thousands_of_rows_are_a_list_of_few(seen: Visit, many: str) -> None:
    """Of thousands of incidents the page holds the rows in sight, without gaps wherever one scrolls."""
    root = open_map(seen.page, many)
    body = root.locator(".mk-panel-body")
    for part in (0, 0.25, 0.6, 1, 0.1):
        body.evaluate("(body, part) => body.scrollTo(0, part * body.scrollHeight)", part)
        drawn(seen.page)
        rows = root.evaluate(ROWS)
        assert 0 < len(rows) < 40
        places = sorted(place for *_, place in rows)
        assert places == list(range(places[0], places[0] + len(places)))
        assert root.evaluate(GAPS) == []
    body.evaluate("body => body.scrollTo(0, body.scrollHeight)")
    expect(root.locator(f".mk-item[aria-posinset='{MANY}']")).to_be_visible()


def test_a_phone_lists_too(browser: Browser, mission: str) -> None:
    """On a phone a press on the handle brings the list, and a row opens its incident."""
    with visit(browser, viewport=PHONE, has_touch=True, is_mobile=True) as phone:
        root = open_map(phone.page, mission)
        root.locator(".mk-grabber").click()
        row: Locator = root.locator(".mk-item-button").first
        row.click()
        expect(root.locator(".mk-incident")).to_have_count(1)
    assert phone.errors == []
