"""One search: places by any name in any script, incidents and sources; by keyboard, in a saved file and in the app."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from mapkit.atlas import Atlas
from mapkit.webmap.columns import encode
from mapkit.webmap.island import island
from support.browser import PHONE, Visit, open_map, visit
from support.modules import load_modules

# What somebody types, and the site that it has to find first.
PLACES = {
    "Stepanakert HQ": "peacekeeping-hq",
    "Marzili RTJMC": "rtjmc",
    "Lachin corridor": "lachin-corridor",
    "Hadrut": "hadrut",
    "Sarsang Reservoir": "sarsang-reservoir",
    "Shusha": "shusha",
    "Shushi": "shusha",
    "шуша": "shusha",
    "Şuşa": "shusha",
    "SUSA": "shusha",
    "Ханкенди": "stepanakert",
    "Xankəndi": "stepanakert",
    "xankendi": "stepanakert",
    "Marzili": "marzili",
    "Mərzili": "marzili",
    "reservoir sarsang": "sarsang-reservoir",
    "hq stepanakert": "peacekeeping-hq",
    "Qiyameddinli": "qiyameddinli",
}


@pytest.fixture(scope="module")
def page(browser: Browser, geo: Atlas) -> Iterator[Page]:
    """A blank page with the part of the script that searches, and the atlas of the repository."""
    opened = browser.new_page()
    load_modules(opened, "data/search_index")
    opened.evaluate("(text) => { globalThis.index = parts.newSearchIndex(JSON.parse(text)); }", encode(island(geo)))
    yield opened
    opened.close()


def hits(page: Page, text: str) -> list[dict[str, object]]:
    """What a text finds."""
    found: list[dict[str, object]] = page.evaluate("(text) => parts.search(globalThis.index, text, 12)", text)
    return found


@pytest.mark.parametrize(("text", "site"), PLACES.items())
def test_a_place_is_found_by_any_of_its_names(page: Page, geo: Atlas, text: str, site: str) -> None:
    """Any name in any script finds its place first, without case, marks and order of words."""
    first = hits(page, text)[0]
    assert first["type"] == "place"
    assert list(geo.places)[int(str(first["key"]))].startswith(site)


def test_every_site_is_found_by_every_name(page: Page, geo: Atlas) -> None:
    """Each name of each site, those without an incident too, finds it among the first."""
    sites = list(geo.places)
    for place, site in enumerate(geo.places.values()):
        for name in {one for names in site.names.values() for one in names}:
            assert place in [hit["key"] for hit in hits(page, name) if hit["type"] == "place"], (sites[place], name)


def test_what_is_met_best_comes_first(page: Page, geo: Atlas) -> None:
    """An exact name goes before a beginning, that before words, those before what stands within; places come first."""
    ranks = [int(str(hit["rank"])) for hit in hits(page, "lachin")]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) > 2
    assert {"place", "incident"} <= {hit["type"] for hit in hits(page, "lachin")}
    title = geo.rows()["title"].iloc[0]
    assert hits(page, title)[0]["type"] == "incident"
    assert "source" in {hit["type"] for hit in hits(page, geo.source_list[0].title)}
    assert hits(page, " -  ") == hits(page, "zzqx") == []


def find(root: Locator, text: str) -> Locator:
    """Type into the search, reached by its key; returns the list of what is found."""
    root.page.keyboard.press("/")
    expect(root.get_by_role("combobox", name="Search")).to_be_focused()
    root.page.keyboard.type(text)
    return root.get_by_role("listbox", name="Found")


def test_a_search_is_one_act_by_keyboard(seen: Visit, mission: str) -> None:
    """`/`, a name and Enter open its place, also one without an incident; arrows choose; Escape closes and empties."""
    root = open_map(seen.page, mission)
    expect(root.locator(".mk-find").first).to_have_attribute("placeholder", "Search places, incidents, sources")
    title = root.locator(".mk-panel-title")
    for text, name in (("Stepanakert HQ", "Russian peacekeepers' headquarters"), ("Ханкенди", "Stepanakert")):
        found = find(root, text)
        expect(found.get_by_role("option").first).to_contain_text(name)
        seen.page.keyboard.press("Enter")
        expect(title).to_contain_text(name)
        expect(found).to_be_hidden()
    found, field = find(root, "lachin"), root.get_by_role("combobox", name="Search")
    expect(field).to_have_attribute("aria-expanded", "true")
    seen.page.keyboard.press("ArrowDown")
    second = found.get_by_role("option").nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == second.get_attribute("id")
    seen.page.keyboard.press("Escape")
    expect(found).to_be_hidden()
    expect(field).to_have_value("lachin")
    seen.page.keyboard.press("Escape")
    expect(field).to_have_value("")


def test_words_of_texts_become_a_filter(seen: Visit, mission: str, geo: Atlas) -> None:
    """The last of what is found searches all texts, as a filter that stands in words and in the link."""
    root = open_map(seen.page, mission)
    find(root, "drone").get_by_role("option", name="Search texts of all incidents").click()
    shown = geo.filter(text="drone", when=geo.meta.window).counts.shown
    expect(root.locator(".mk-shown")).to_have_text(f"{shown} shown")
    expect(root.locator(".mk-asked")).to_have_text("text “drone”")
    seen.page.wait_for_url("**text=drone**")


def test_a_source_and_an_incident_are_found(seen: Visit, mission: str, geo: Atlas) -> None:
    """An incident opens its card; a source leaves what it speaks of."""
    root = open_map(seen.page, mission)
    incident = geo.rows()["title"].iloc[-1]
    find(root, incident).get_by_role("option").first.click()
    expect(root.locator(".mk-panel").get_by_role("heading", name=incident)).to_be_visible()
    source = geo.claims_by_incident[geo.rows()["id"].iloc[0]][0].source
    options = find(root, source.title).get_by_role("option")
    options.filter(has=seen.page.locator(".mk-hit-type:text-is('Source')")).first.click()
    expect(root.locator(".mk-asked")).to_contain_text("only what the source")


def test_disputed_is_one_press(seen: Visit, mission: str, geo: Atlas) -> None:
    """One press leaves the disputed, in a file; the number on the button is what it leaves."""
    root = open_map(seen.page, mission)
    disputed = geo.filter(disputed=True, when=geo.meta.window).counts.shown
    button = root.locator(".mk-filter-disputed")
    expect(button).to_have_text(f"Disputed {disputed}")
    button.click()
    expect(root.locator(".mk-shown")).to_have_text(f"{disputed} shown")


def test_filters_of_a_phone_fold(browser: Browser, mission: str) -> None:
    """On a phone one button holds all filters, says how many are set, and what is set can be taken away there."""
    with visit(browser, viewport=PHONE, has_touch=True, is_mobile=True) as seen:
        root = open_map(seen.page, f"{mission}#kind=attack")
        fold = root.get_by_role("button", name="Filters")
        expect(fold).to_have_text("Filters 1")
        expect(root.locator(".mk-filter-party")).to_be_hidden()
        fold.tap()
        root.locator(".mk-set-chip").tap()
        expect(fold).to_have_text("Filters")
        root.locator(".mk-filter-party > summary").tap()
        root.get_by_role("checkbox", name="Azerbaijan").check()
        expect(fold).to_have_text("Filters 1")


def test_nothing_found_says_why(seen: Visit, mission: str, geo: Atlas) -> None:
    """An empty list tells what each filter hides alone, what several do and what lies at other times, each undone."""
    root = open_map(seen.page, f"{mission}#when=2021-10&kind=attack&layer=hadrut")
    why = root.locator(".mk-why li")
    only = geo.filter(when="2021-10", kind="attack").counts.shown
    expect(why.filter(has_text="only at places of the layer Hadrut")).to_contain_text(f"{only} hidden by")
    elsewhen = geo.filter(kind="attack", layer="hadrut").counts.shown
    expect(why.filter(has_text="at other times")).to_contain_text(f"{elsewhen} at other times")
    why.filter(has_text="only at places").get_by_role("button").click()
    expect(root.locator(".mk-shown")).to_have_text(f"{only} shown")
    seen.page.goto("about:blank")
    root = open_map(seen.page, f"{mission}#when=2020-11-09&certain=1")
    possible = geo.filter(when="2020-11-09").counts
    assert possible.shown > 0
    assert possible.certain == 0
    why.filter(has_text=f"{possible.shown} only possible").get_by_role("button").click()
    expect(root.locator(".mk-shown")).to_contain_text(f"{possible.shown} shown")
