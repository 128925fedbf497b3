"""The lens in a real browser: according to whom, as known on which day; in words, on the map, in link and picture."""

from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Locator, expect

import mapkit as mk
from mapkit.atlas import Atlas
from mapkit.view import View
from mapkit.words import sentence
from support.browser import Visit, open_map
from support.made import CLAIMS, write_folder
from support.waiting import until

LOOK = "canvas => canvas.toDataURL()"
VIEW = "() => location.hash.slice(1)"


def lens(root: Locator) -> Locator:
    """The menu of the lens, opened."""
    menu = root.locator(".mk-lens")
    if menu.get_attribute("open") is None:
        menu.locator("summary").click()
    return menu


def said(atlas: Atlas, view: View) -> str:
    """The counts of the sentence of an atlas through a lens, as exports have it."""
    words = sentence(atlas.filter(when="2020-11-01/2023-10-31").filter(view))
    return words[words.index("28 incidents") :] if "28 incidents" in words else words[words.index("19 incidents") :]


def test_the_map_according_to_a_party_is_two_presses_away(seen: Visit, mission: str, geo: Atlas) -> None:
    """A party is picked in one menu: sentence, legend, list, marks and link are then as that party has them."""
    root = open_map(seen.page, mission)
    canvas = root.locator(".leaflet-mk-marks-pane canvas")
    before = canvas.evaluate(LOOK)
    lens(root).get_by_label("Azerbaijan", exact=True).check()
    words = root.locator(".mk-sentence")
    expect(words).to_contain_text("6 reported, 5 disputed, 2 denied, 15 not spoken of")
    assert words.inner_text().endswith(said(geo, View.of(according="azerbaijan")).split("; ")[-1])
    told = root.locator(".mk-verdicts li")
    expect(told).to_have_text(["reported 6", "disputed 5", "denied 2", "not spoken of 15"])
    expect(root.locator(".mk-item-year").first).to_have_text("Denied")
    expect(root.locator(".mk-item").first).to_contain_text("denied")
    until(seen.page, lambda: canvas.evaluate(LOOK), lambda look: look != before)
    until(seen.page, lambda: seen.page.evaluate(VIEW), lambda text: "according=azerbaijan" in text)
    lens(root).get_by_label("everybody together").check()
    expect(words).not_to_contain_text("according to")
    expect(told).to_have_count(0)
    expect(root.locator(".mk-item-year").first).to_have_text("2020")


@pytest.mark.parametrize("asked", ["according=armenia", "according=2-origins", "known=2022-12-31&according=azerbaijan"])
def test_a_link_opens_through_its_lens(seen: Visit, mission: str, geo: Atlas, asked: str) -> None:
    """A page that is opened by a link says what the atlas says through the same lens."""
    root = open_map(seen.page, f"{mission}#{asked}")
    view, counts = View.parse(asked), geo.filter(when="2020-11-01/2023-10-31").filter(asked).counts
    expect(root.locator(".mk-sentence")).to_contain_text(f"{counts.shown} incidents")
    assert said(geo, view).replace("\xa0", " ") in root.locator(".mk-sentence").inner_text()
    for part in asked.split("&"):
        until(seen.page, lambda: unquote(seen.page.evaluate(VIEW)), lambda text, part=part: part in text)


def test_the_second_handle_says_what_was_known(seen: Visit, mission: str, geo: Atlas) -> None:
    """The handle over the track moves by keys; what was said later is counted, listed, and grey in a card."""
    root = open_map(seen.page, f"{mission}#known=2022-12-31")
    handle, later = root.get_by_role("slider", name="As known on"), root.locator(".mk-headline .mk-later")
    counts = geo.filter(known="2022-12-31").counts
    expect(later).to_have_text(f"{counts.later} known later")
    expect(root.locator(".mk-headline .mk-unsaid")).to_have_text(f"{counts.unsaid} not known when said")
    expect(handle).to_have_attribute("aria-valuetext", "Known on 31 December 2022")
    handle.focus()
    handle.press("ArrowLeft")
    expect(handle).to_have_attribute("aria-valuetext", "Known on 30 December 2022")
    later.click()
    expect(root.locator(".mk-panel .mk-item-button")).to_have_count(geo.filter(known="2022-12-30").counts.later)
    root.locator(".mk-panel .mk-item-button").first.click()
    expect(root.locator(".mk-claim.mk-later").first).to_contain_text("not known by then")
    handle.press("Delete")
    expect(handle).to_be_hidden()
    expect(later).to_be_hidden()
    until(seen.page, lambda: seen.page.evaluate(VIEW), lambda text: "known" not in text)


def test_a_party_that_moves_an_incident_moves_its_mark(seen: Visit, tmp_path: Path) -> None:
    """Where a party puts an incident there is its mark, on the days and with the toll that the party names."""
    claims = [
        {**one, **({"lon": "46.2", "lat": "39.2", "when": "2021-02-03", "killed_best": "9"} if place == 0 else {})}
        for place, one in enumerate(CLAIMS)
    ]
    folder = write_folder(tmp_path / "made", claims=claims)
    atlas = mk.read(folder)
    party = next(one.source.party for one in atlas.claim_list if one.lon)
    path = tmp_path / "made.html"
    mk.snapshot(atlas, path, labels="en")
    root = open_map(seen.page, f"{path.as_uri()}#according={party}")
    row = root.locator(".mk-item", has_text="3 February 2021")
    expect(row).to_have_count(1)
    row.locator("button").click()
    expect(root.locator(".mk-verdict")).to_contain_text("According to")
    expect(root.locator(".mk-incident .mk-toll")).to_contain_text("9")
    expect(root.locator(".mk-incident .mk-where")).not_to_contain_text("Hilltown")


def test_a_card_tells_how_many_voices_speak(seen: Visit, mission: str) -> None:
    """List and card say how many of the sources are independent; the card says what joins the others."""
    root = open_map(seen.page, f"{mission}#incident=hadrut-attack-2020-12-08")
    card = root.locator(".mk-incident")
    expect(card.locator(".mk-chips")).to_contain_text("3 sources, 2 independent voices")
    expect(card.locator(".mk-voices")).to_contain_text("the same party: Azerbaijan")
    expect(card.locator(".mk-voices > ul > li")).to_have_count(1)
