"""Names of every script and length: nothing pushes the page apart, directions do not mix, dates follow the reader."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

import mapkit as mk
from support.browser import PHONE, ROOT, WIDE, open_map, show_list, unfold, visit, window_texts
from support.examples import alike
from support.made import INCIDENTS, SETTINGS, STATES, changed, feature, point, write_folder

ARABIC, HEBREW, ARMENIAN = "بلدة التل (Hill) 12", "עיר הגבעה – Hill 3", "Բլուր քաղաք – Hill"
LONG = {"en": "Wm" * 150, "ar": "ضصثق" * 75, "hy": "ԱԲԳԴ" * 75}
FINGER = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
# What stands beyond the page, or beyond the bar, panel or row that it belongs to; a state hides a word without room.
OUTSIDE = """root => [...root.querySelectorAll(
    '.mk-ask *, .mk-bar *, .mk-headline *, .mk-scope *, .mk-panel *, .mk-legend, .mk-title, .mk-error, .mk-handle')]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('svg, option, .mk-axis')
    && !one.parentElement.closest('.mk-segment'))
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => box.left < -24 || box.right > innerWidth + (one.closest('.mk-handle') ? 24 : 1))
  .map(([one, box]) => `${one.className || one.localName}: ${box.left} to ${box.right}`)"""
# A control of the clock's bar that another control covers, or that lies outside the clock.
CROWDED = """root => {
  const clock = root.querySelector('.mk-clock').getBoundingClientRect();
  const all = [...root.querySelectorAll('.mk-bar :is(button, select, input, summary)')]
    .filter((one) => one.checkVisibility() && !one.closest('.mk-sheet'));
  return all.filter((one) => {
    const box = one.getBoundingClientRect();
    if (box.left < clock.left || box.right > clock.right) return true;
    if (box.top < clock.top || box.bottom > clock.bottom) return true;
    const top = root.getRootNode().elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return !(one.contains(top) || top.contains(one));
  }).map((one) => one.className || one.textContent);
}"""
# Text of the data that takes its direction from what surrounds it: no ancestor up to the root sets it by itself.
BARE = """([root, words]) => {
  const found = [], walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (!words.some((word) => node.textContent.includes(word))) continue;
    const owner = node.parentElement;
    if (!owner.closest('[dir=auto], option, title')) found.push(owner.outerHTML.slice(0, 120));
  }
  return found;
}"""


def labelled(path: Path, name: dict[str, str], words: str) -> mk.Atlas:
    """The made atlas with the names of its sites, and `words` for every other text."""
    kinds = [{**kind, "label": words} for kind in SETTINGS["kinds"]]
    settings = {
        **SETTINGS,
        "title": words,
        "description": words,
        "labels": list(name),
        "credits": [words],
        "kinds": kinds,
        "states": [{**state, "label": words} for state in SETTINGS["states"]],
        "parties": [{**party, "label": words} for party in SETTINGS["parties"]],
        "chapters": [{**SETTINGS["chapters"][0], "label": words}],
    }
    names = {language: [one] for language, one in name.items()}
    towns = [
        feature("hilltown", point(46.75, 39.76), precision_m=600, names=names, note=words, coordinate_source=words),
        feature("dale", point(46.9, 39.5), precision_m=5000, names=names),
        feature("nowhere", None, names=names),
    ]
    roads = [feature("road", {"type": "LineString", "coordinates": [[46.4, 39.6], [46.6, 39.7]]}, names=names)]
    incidents = [{**row, "title": words, "text": words, "quote": words, "weather": words} for row in INCIDENTS]
    states = changed(STATES, 1, note=words)
    return mk.read(
        write_folder(
            path, settings=settings, layers={"towns": towns, "roads": roads}, incidents=incidents, states=states
        )
    )


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The addresses of a map with names of mixed directions, of one with names of 300 letters, and of our own."""
    folder = tmp_path_factory.mktemp("saved")
    atlases = {
        "mixed": labelled(folder / "mixed", {"ar": ARABIC, "he": HEBREW, "hy": ARMENIAN}, f"{HEBREW} / {ARMENIAN}"),
        "long": labelled(folder / "long", LONG, LONG["en"]),
        "own": mk.read(ROOT / "geo"),
    }
    for name, atlas in atlases.items():
        mk.draw(atlas).save(str(folder / f"{name}.html"))
    return {name: (folder / f"{name}.html").as_uri() for name in atlases}


def through_all(root: Locator) -> Iterator[str]:
    """Open what can be opened, one thing after the other."""
    yield "opened"
    if root.get_attribute("data-size") == "phone":
        unfold(root)
        yield "unfolded"
        root.locator(".mk-grabber").click()
    yield "incidents"
    root.locator(".mk-item-button").first.click()
    yield "incident"
    root.get_by_role("button", name="Back", exact=True).click()
    for name in ("chapters", "places"):
        show_list(root, name)
        yield name
    for place in (0, 1, -1):  # a point of its own, a site with an incident, a site with states
        root.locator(".mk-place").nth(place).click()
        root.locator(".mk-facts > summary").first.click()
        yield f"card {place}"
        root.get_by_role("button", name="Back", exact=True).click()
    root.locator("button.mk-undated").click()
    yield "undated"
    root.locator(".mk-close").click()
    root.locator(".mk-labels > summary").click()
    yield "menu"
    root.locator(".mk-labels > summary").press("Escape")
    root.locator(".mk-credits > summary").click()
    yield "credits"


@pytest.mark.parametrize(("name", "size"), alike(product(["mixed", "long"], ["wide", "phone"]), ("long", "phone")))
def test_nothing_is_pushed_out(browser: Browser, saved: dict[str, str], name: str, size: str) -> None:
    """With names of any script and length nothing is wider than the page, and every control keeps its place."""
    settings: dict[str, Any] = {"wide": {"viewport": WIDE}, "phone": FINGER}[size]
    found = {}
    with visit(browser, offline=True, **settings) as seen:
        root = open_map(seen.page, saved[name])
        for state in through_all(root):
            wide = seen.page.evaluate("document.documentElement.scrollWidth")
            found[state] = [*root.evaluate(OUTSIDE), *root.evaluate(CROWDED)]
            assert wide <= settings["viewport"]["width"], state
        assert seen.errors == []
    assert {state: faults for state, faults in found.items() if faults} == {}


def test_directions_do_not_mix(browser: Browser, saved: dict[str, str]) -> None:
    """Each text of the data finds its own direction: it, or what it stands in, says dir=auto."""
    bare = []
    with visit(browser, offline=True) as seen:
        root = open_map(seen.page, saved["mixed"])
        for _ in through_all(root):
            bare += root.evaluate(f"root => ({BARE})([root, {[ARABIC, HEBREW, ARMENIAN]}])")
    assert bare == []


@pytest.mark.parametrize(
    ("locale", "month", "short"),
    alike([("ar", "نوفمبر", "أبريل"), ("fr-FR", "novembre 2020", "avr."), ("ru-RU", "ноября 2020", "апр.")]),
)
def test_dates_follow_the_reader(browser: Browser, saved: dict[str, str], locale: str, month: str, short: str) -> None:
    """Months and numbers are those of the reader's language in headline, handles, axis, chapters and live region."""
    with visit(browser, offline=True, locale=locale, viewport={"width": 1440, "height": 900}) as seen:
        root = open_map(seen.page, saved["own"])
        number = seen.page.evaluate("new Intl.NumberFormat(navigator.language).format(28)")
        show_list(root, "chapters")
        assert month in root.locator(".mk-window").inner_text()
        assert month in window_texts(root)[0]
        expect(root.locator(".mk-axis")).to_contain_text(short)
        expect(root.locator(".mk-chapters li").first).to_contain_text(month.split(maxsplit=1)[0])
        expect(root.locator(".mk-voice")).to_contain_text(month)
        expect(root.locator(".mk-shown")).to_have_text(f"{number} shown")
        expect(root.locator(".mk-date").first).to_have_value("2020-11-01")


def test_an_english_reader_gets_one_order_of_day_and_month(browser: Browser, saved: dict[str, str]) -> None:
    """In the United States too the clock says the day before the month, as cards, captions and headline do."""
    with visit(browser, offline=True, locale="en-US", viewport={"width": 1440, "height": 900}) as seen:
        root = open_map(seen.page, f"{saved['own']}#when=2020-11-09/2020-12-12")
        expect(root.locator(".mk-window")).to_contain_text("9 November")
        expect(root.locator(".mk-window")).to_contain_text("12 December 2020")
        expect(root.locator(".mk-voice")).to_contain_text("12 December 2020")


def test_long_names_are_cut_on_the_map(browser: Browser, saved: dict[str, str]) -> None:
    """A name of 300 characters is shortened on the map's canvas, where it ends in three dots; local names too."""
    spy = """const ink = CanvasRenderingContext2D.prototype.fillText;
      globalThis.inked = [];
      CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
        globalThis.inked.push(text);
        return ink.call(this, text, ...rest);
      };"""
    with visit(browser, offline=True) as seen:
        seen.page.add_init_script(spy)
        open_map(seen.page, saved["long"])
        inked = set(seen.page.evaluate("globalThis.inked"))
        assert max(map(len, inked)) < 70
        assert {text[:2] for text in inked if text.endswith("\u2026")} == {"Wm", "ضص", "ԱԲ"}
