"""The card of an incident: what happened, then who says what, side by side; and the way to the next."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Locator, Page, expect

import mapkit as mk
from mapkit.mercator import distance_m
from mapkit.regions import regions
from support.browser import CATCH, PHONE, Visit, open_map, quiet, show_list, visit
from support.examples import examples
from support.modules import load_modules

# The rows of claims: party, stances, whether against, words of the day, and of each source the places of its claims.
SIDES = """(claims) => parts.bySide(claims).map(({ party, stances, against, when, sources }) => [party, stances,
  against, when, sources.map((one) => one.claims.map(({ place }) => place))])"""
STANCES = ("reports", "confirms", "disputes", "denies")
ROAD = "Ordinary traffic on the Lachin road ends"
HEIGHT = "Russia: Azerbaijani forces take a height near Mount Sarybaba"
# Of the mark of the open card: whether it lies on the map's picture, ringed.
RINGED = """() => [...caught.chosenMarks].map((m) => [
  caught.model.grid.cell[m] >= 0, caught.sites[caught.model.marks.site[m]].id])"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A blank page with the part of the script that puts claims side by side."""
    opened = browser.new_page()
    load_modules(opened, "data/claims_by_side")
    yield opened
    opened.close()


claims = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.sampled_from("abcd"),
            "stance": st.sampled_from(STANCES),
            "when": st.sampled_from(["", "said 1 May 2021", "published 2 May 2021"]),
        },
        optional={"day": st.integers(0, 3)},
    ),
    max_size=12,
)
parties = st.fixed_dictionaries({name: st.sampled_from(["", "north", "south"]) for name in "abcd"})


def sided(found: list[dict[str, Any]]) -> list[list[Any]]:
    """The rows of claims, each with its place: a plain loop over them."""
    late = 10**9
    rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for claim in found:
        rows.setdefault(("party", claim["party"]) if claim["party"] else ("source", claim["id"]), []).append(claim)

    def order(some: list[dict[str, Any]]) -> tuple[int, int]:
        return min(one.get("day", late) for one in some), min(one["place"] for one in some)

    def against(some: list[dict[str, Any]]) -> bool:
        return any(one["stance"] in STANCES[2:] for one in some)

    told = []
    for some in sorted(rows.values(), key=lambda one: (against(one), *order(one))):
        sources = [[one for one in some if one["id"] == source] for source in dict.fromkeys(one["id"] for one in some)]
        whens = {one["when"] for one in some}
        told.append(
            [
                some[0]["party"] or None,
                [stance for stance in STANCES if any(one["stance"] == stance for one in some)],
                against(some),
                whens.pop() if len(whens) == 1 else None,
                [
                    [one["place"] for one in sorted(of, key=lambda one: (one.get("day", late), one["place"]))]
                    for of in sorted(sources, key=order)
                ],
            ]
        )
    return told


@given(found=claims, party=parties)
@settings(max_examples=examples(80), deadline=None)
def test_claims_stand_by_side(page: Page, found: list[dict[str, Any]], party: dict[str, str]) -> None:
    """Each party is one row, each source once in it; reports before disputes, who spoke first before who followed."""
    given_ = [{**claim, "party": party[claim["id"]], "place": place} for place, claim in enumerate(found)]
    told = page.evaluate(SIDES, given_)
    assert told == sided(given_)
    assert sorted(place for row in told for source in row[4] for place in source) == list(range(len(found)))


def sides(root: Locator) -> list[list[str]]:
    """Who says what in the open card: name and stance of each row."""
    found: list[list[str]] = root.locator(".mk-claim > .mk-side").evaluate_all(
        "rows => rows.map((one) => [...one.querySelectorAll('strong, .mk-stance')].map((part) => part.textContent))"
    )
    return found


def test_what_happened_in_the_corridor_is_two_presses_away(seen: Visit, mission: str) -> None:
    """From the opened page two presses tell what happened on the Lachin road in December 2022, and who says so."""
    root = open_map(seen.page, mission)
    root.get_by_role("button", name="The Lachin road").click()
    root.get_by_role("listitem").filter(has_text=ROAD).get_by_role("button").click()
    card = root.locator(".mk-incident")
    expect(card.get_by_role("heading", level=2)).to_have_text(ROAD)
    expect(card).to_contain_text("12 December 2022 to 23 September 2023")
    assert ["Azerbaijan", "disputes it, denies it"] in sides(root)
    stances = [stance for _, stance in sides(root)]
    assert stances == sorted(stances, key=lambda words: "disputes" in words or "denies" in words)
    assert len({name for name, _ in sides(root) if name != "Wikipedia"}) == len(sides(root)) - stances_of(root)


def test_the_same_is_told_by_keyboard_and_by_ear(seen: Visit, mission: str) -> None:
    """By keys alone the road's incident is found, the focus is on its title, and its tree says who disputes it."""
    root = open_map(seen.page, mission)
    seen.page.keyboard.press("/")
    seen.page.keyboard.type(ROAD)
    expect(root.get_by_role("option").first).to_contain_text(ROAD)
    seen.page.keyboard.press("Enter")
    expect(root.get_by_role("heading", level=2, name=ROAD)).to_be_focused()
    card = root.get_by_role("article")
    told = card.aria_snapshot()
    parts = ("12 December 2022 to 23 September 2023", "paragraph: disputed", 'heading "Who says what"')
    assert sorted(parts, key=told.index) == list(parts)
    rows = card.get_by_role("list", name="Who says what").get_by_role("listitem")
    expect(rows.filter(has_text="Azerbaijan").filter(has_text="disputes it, denies it")).to_have_count(1)


def stances_of(root: Locator) -> int:
    """How many rows of the open card are Wikipedia's: each of its articles is a source of its own."""
    return [name for name, _ in sides(root)].count("Wikipedia")


def test_a_card_says_the_incident_first(seen: Visit, mission: str, geo: mk.Atlas) -> None:
    """Title, date, place with both local names, precision, kind, dispute and sources come before who says what."""
    root = open_map(seen.page, f"{mission}#incident=height-2023-03-25&labels=en")
    card = root.locator(".mk-incident")
    words = card.inner_text()
    parts = [
        HEIGHT,
        "25 March 2023",
        "Height 2054 m",
        "known to about",
        "2054 բարձունք",
        "disputed",
        "Control of a place",
        "sources",
        "Who says what",
        "How do we know",
        "The date. ",
        "The place. ",
    ]
    places = [words.index(part) for part in parts if part != "2054 բարձունք"]
    assert places == sorted(places)
    assert "2054 բարձունք" in words
    assert "said 25 Mar 2023" in words  # by its own day, two days before the report of it
    assert "published 25 Mar 2023" in words
    card.locator(".mk-facts > summary").click()
    for part in ("height-2023-03-25", "Date as written", "Actor side"):
        expect(card.locator(".mk-facts")).to_contain_text(part)
    locators = [one.locator for one in geo["height-2023-03-25"].claims if one.locator]
    assert locators
    assert all(one in card.locator(".mk-facts").inner_text() for one in locators)
    assert "_note" not in card.inner_text()


def test_each_source_stands_once(seen: Visit, mission: str, geo: mk.Atlas) -> None:
    """Every incident's card has all that is said, each source of a side once, and as many sides as there are."""
    root = open_map(seen.page, f"{mission}#incident={geo.rows()['id'].iloc[0]}")
    for row in geo.filter(when="2020-11-01/2023-10-31").rows().to_dict("records"):
        expect(root.locator(".mk-incident")).to_have_attribute("data-id", str(row["id"]))
        found = geo[row["id"]].claims
        expect(root.locator(".mk-claim")).to_have_count(len({one.source.party or one.source.id for one in found}))
        expect(root.locator(".mk-source")).to_have_count(len({one.source.id for one in found}))
        words = root.locator(".mk-claims").text_content() or ""
        assert all(one.says in words for one in found)
        following = root.get_by_role("button", name="Next incident")
        if following.is_enabled():
            following.click()


def test_one_steps_from_incident_to_incident(browser: Browser, mission: str) -> None:
    """Buttons and keys go on in the order of the list; the mark is ringed and in sight, and Back leads to the list."""
    with quiet(browser) as opened:
        opened.page.add_init_script(f"({CATCH})()")
        root = open_map(opened.page, f"{mission}#map=13/39.5181/47.0317")
        titles = root.locator(".mk-item-title").all_text_contents()
        root.locator(".mk-item-button").nth(1).click()
        place, title = root.locator(".mk-position"), root.get_by_role("heading", level=2)
        expect(place).to_have_text("2 of 28 in the window")
        opened.page.keyboard.press("ArrowRight")
        expect(place).to_have_text("3 of 28 in the window")
        expect(title).to_have_text(titles[2])
        expect(title).to_be_focused()
        [[inside, _]] = opened.page.evaluate(RINGED)
        assert inside
        for key, number in (("j", 4), ("k", 3), ("ArrowLeft", 2)):
            opened.page.keyboard.press(key)
            expect(place).to_have_text(f"{number} of 28 in the window")
        before = root.get_by_role("button", name="Previous incident")
        before.press("Enter")
        expect(place).to_have_text("1 of 28 in the window")
        expect(before).to_be_disabled()
        expect(title).to_have_text(titles[0])
        root.get_by_role("button", name="Back", exact=True).click()
        expect(root.locator(".mk-item-button").first).to_be_focused()


def test_a_place_lists_its_incidents(seen: Visit, mission: str) -> None:
    """A place's card has a row an incident; a card from there leads back to it, and each card leads to its place."""
    root = open_map(seen.page, f"{mission}#labels=en")
    show_list(root, "places")
    root.locator(".mk-place").filter(has_text="Lachin corridor, new road").click()
    expect(root.locator(".mk-incident")).to_have_count(0)
    rows = root.locator(".mk-rows .mk-item-button")
    expect(rows).to_have_count(4)
    rows.nth(1).click()
    expect(root.locator(".mk-incident")).to_be_visible()
    expect(root.locator(".mk-strip .mk-segment").first).to_be_visible()
    expect(root.locator(".mk-strip-day")).to_have_count(1)
    root.get_by_role("button", name="Back", exact=True).click()
    expect(rows).to_have_count(4)
    rows.first.click()
    root.locator(".mk-where").get_by_role("button", name="Lachin corridor, new road").click()
    expect(rows).to_have_count(4)


def test_a_place_without_an_incident_says_what_is_near(seen: Visit, mission: str, geo: mk.Atlas) -> None:
    """The card of a place without an incident names the nearest that hold some in the window; each opens."""
    root = open_map(seen.page, f"{mission}#open=stepanakert")
    near = root.get_by_role("list", name="Nearest places").get_by_role("listitem")
    town, whole = geo.places["stepanakert"], regions(geo)
    rows = geo.filter(when=geo.meta.window).rows()
    held = {one: geo.places[one] for one in set(rows["site"]) - {"", *whole}}
    away = {one.names["en"][0]: distance_m(town.lon, town.lat, one.lon, one.lat) / 1000 for one in held.values()}
    nearest = sorted(away, key=lambda one: float(away[one]))[:3]
    expect(near).to_have_count(3)
    for place, name in enumerate(nearest):
        expect(near.nth(place)).to_contain_text(name)
        words = f"about {round(float(away[name]))} km" if away[name] >= 1 else "under 1 km"
        expect(near.nth(place)).to_contain_text(words)
    near.first.get_by_role("button").click()
    expect(root.locator(".mk-panel-title")).to_have_text(nearest[0])


def test_trays_open_cards(seen: Visit, mission: str) -> None:
    """What has no date or no place is listed in rows too; its card steps within the tray and leads back to it."""
    root = open_map(seen.page, mission)
    root.locator("button.mk-undated").click()
    rows = root.locator(".mk-rows .mk-item-button")
    expect(rows).to_have_count(2)
    rows.first.click()
    expect(root.locator(".mk-position")).to_have_text("1 of 2 undated")
    root.get_by_role("button", name="Next incident").click()
    expect(root.locator(".mk-position")).to_have_text("2 of 2 undated")
    expect(root.locator(".mk-incident")).to_contain_text("undated")
    root.get_by_role("button", name="Back", exact=True).click()
    expect(rows).to_have_count(2)


def test_a_card_is_copied_as_text(browser: Browser, mission: str, geo: mk.Atlas) -> None:
    """The copied text has title, date, place and each claim with its source, its day and its link."""
    with quiet(browser) as opened:
        opened.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        root = open_map(opened.page, f"{mission}#incident=height-2023-03-25&labels=en")
        root.get_by_role("button", name="Copy as text").click()
        expect(root.locator(".mk-note")).to_have_text("Copied as text.")
        copied = opened.page.evaluate("() => navigator.clipboard.readText()")
        opened.page.context.clear_permissions()
    lines = copied.splitlines()
    assert lines[:2] == [HEIGHT, "25 March 2023 (date from another source)"]
    assert lines[2].startswith("Height 2054 m")
    assert "Azerbaijan disputes it" in lines
    for claim in geo["height-2023-03-25"].claims:
        assert claim.says in copied
        (line,) = {one for one in lines if f"{claim.source.publisher}, {claim.source.title}" in one}
        assert claim.source.url in line
        assert ("not known when said" in line) is not bool(claim.source.published or claim.said)


def test_a_text_that_cannot_be_copied_is_shown(browser: Browser, mission: str) -> None:
    """Where the browser has no clipboard the text is shown, chosen as a whole, to be copied by hand."""
    with quiet(browser) as opened:
        opened.page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
        root = open_map(opened.page, f"{mission}#incident=height-2023-03-25")
        root.get_by_role("button", name="Copy as text").click()
        field = root.get_by_label("The incident as text")
        expect(field).to_be_focused()
        chosen = field.evaluate("one => one.value.slice(one.selectionStart, one.selectionEnd)")
        assert chosen.startswith(HEIGHT)
        assert json.dumps(chosen) == json.dumps(field.input_value())
        root.get_by_role("button", name="Hide").click()
        expect(field).to_have_count(0)


def test_a_phone_names_the_sides_first(browser: Browser, mission: str) -> None:
    """On a phone the card says who is on which side before anything else is read, and nothing is wider than it."""
    with visit(browser, viewport=PHONE, has_touch=True, is_mobile=True) as phone:
        root = open_map(phone.page, f"{mission}#incident=height-2023-03-25")
        expect(root.locator(".mk-sides")).to_be_visible()
        expect(root.locator(".mk-sides li").last).to_contain_text("Azerbaijan")
        boxes = root.locator(".mk-panel-body").evaluate("one => [one.scrollWidth, one.clientWidth]")
        assert boxes[0] <= boxes[1]
    assert phone.errors == []
