"""Names of places: in whose language they are, one choice for all that is named, and how they stand on the map."""

import zipfile
from collections.abc import Iterator
from itertools import product
from math import log2
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

import mapkit as mk
from mapkit.drawing.shown import labelled
from mapkit.link import Link
from mapkit.naming import local_name, name_of
from mapkit.records import Chapter, Site
from support.browser import ROOT, Visit, open_map, show_list, visit
from support.examples import alike
from support.modules import load_modules
from support.waiting import after

SIZES = [(1440, 900), (1024, 768), (640, 420), (390, 844)]
ISLAND = {"languages": ["en", "hy", "az", "ru", "zh-Hant"], "local": ["az", "hy"], "labels": [], "labelsFixed": False}
MADE_IN = {"labels": ["ru"]}
NOBODY = {"linked": None, "kept": None, "reader": []}
ASKED: list[tuple[dict[str, Any], dict[str, Any], list[str]]] = [
    ({"linked": ["hy"], "kept": "az", "reader": ["ru"]}, MADE_IN, ["hy"]),
    ({"kept": "az", "reader": ["ru"]}, MADE_IN, ["az"]),
    ({"kept": "local", "reader": ["ru"]}, {}, ["az", "hy"]),
    ({"kept": "local"}, {"local": []}, ["en"]),
    ({"kept": "fr,xx", "reader": ["ru"]}, {}, ["ru"]),
    ({"reader": ["hy"]}, MADE_IN, ["ru"]),
    ({"reader": ["fr-CA", "az-Latn-AZ", "ru"]}, {}, ["az"]),
    ({"reader": ["ZH-TW"]}, {}, ["zh-Hant"]),
    ({"reader": ["fr"]}, {}, ["en"]),
    ({}, {}, ["en"]),
    ({"linked": ["en"], "kept": "ru", "reader": ["ru"]}, {"labels": ["hy", "az"], "labelsFixed": True}, ["hy", "az"]),
]
# Every line of a label as it was inked last: its text, and the box of its ink in pixels of the page.
SPY = """const proto = CanvasRenderingContext2D.prototype, ink = proto.fillText, clear = proto.clearRect;
const onLabels = (ctx) => ctx.canvas.parentElement?.classList.contains('leaflet-mk-labels-pane');
globalThis.inked = [];
proto.clearRect = function (...box) {
  if (onLabels(this)) globalThis.inked = [];
  return clear.apply(this, box);
};
proto.fillText = function (text, x, y) {
  if (onLabels(this)) {
    const m = this.measureText(text), at = this.canvas.getBoundingClientRect();
    globalThis.inked.push({ text, box: [at.left + x - m.actualBoundingBoxLeft, at.top + y - m.actualBoundingBoxAscent,
      at.left + x + m.actualBoundingBoxRight, at.top + y + m.actualBoundingBoxDescent] });
  }
  return ink.call(this, text, x, y);
};"""
# What labels run into: another label, a control over the map, its edge, a mark (which alone has opaque pixels in its
# canvas, but for the land's colour inside).
COLLISIONS = """() => {
  const opaquePixels = (ctx, at, ratio, [left, top, right, bottom]) => {
    const size = [Math.ceil((right - left) * ratio), Math.ceil((bottom - top) * ratio)];
    const { data } = ctx.getImageData((left - at.left) * ratio, (top - at.top) * ratio, ...size);
    return data.filter((value, place) => place % 4 === 3 && value > 250).length;
  };
  const root = document.querySelector('.mk-root'), area = root.querySelector('.mk-map'), found = [];
  const edge = area.getBoundingClientRect(), lines = globalThis.inked;
  const inside = (box) => box[0] >= edge.left && box[1] >= edge.top && box[2] <= edge.right && box[3] <= edge.bottom;
  const meet = (a, b) => a[0] < b[2] - 1 && a[2] > b[0] + 1 && a[1] < b[3] - 1 && a[3] > b[1] + 1;
  const over = [...area.children, ...area.querySelectorAll('.leaflet-control, .mk-region'),
    ...root.querySelectorAll('.mk-legend > summary, .mk-places-button, .mk-seek')]
    .filter((one) => !one.matches('.leaflet-container, .mk-tip') && one.checkVisibility())
    .map((one) => [one.className, one.getBoundingClientRect()])
    .map(([name, box]) => [name, [box.left, box.top, box.right, box.bottom]]);
  const marks = area.querySelector('.leaflet-mk-marks-pane canvas'), at = marks.getBoundingClientRect();
  const ratio = marks.width / at.width, ctx = marks.getContext('2d');
  for (const badge of area.querySelectorAll('.mk-region')) {
    if (!badge.checkVisibility()) continue;
    const box = badge.getBoundingClientRect(), controls = over.filter(([name]) => !name.includes('mk-region'));
    const name = badge.textContent, own = [box.left, box.top, box.right, box.bottom];
    if (!inside(own)) found.push([name, 'edge']);
    for (const [control, other] of controls) if (meet(own, other)) found.push([name, control]);
    if (opaquePixels(ctx, at, ratio, own)) found.push([name, 'a mark']);
  }
  for (const [k, { text, box }] of lines.entries()) {
    if (!inside(box)) found.push([text, 'edge']);
    for (const other of lines.slice(k + 1)) if (meet(box, other.box)) found.push([text, other.text]);
    for (const [name, other] of over) if (meet(box, other)) found.push([text, name]);
    if (opaquePixels(ctx, at, ratio, box)) found.push([text, 'a mark']);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def modules(browser: Browser) -> Iterator[Page]:
    """A blank page with the parts of the script that choose languages and names."""
    opened = browser.new_page()
    load_modules(opened, "data/names", "dom")
    yield opened
    opened.close()


@pytest.mark.parametrize(("asked", "island", "languages"), ASKED)
def test_the_order_of_choosing(
    modules: Page, asked: dict[str, Any], island: dict[str, Any], languages: list[str]
) -> None:
    """Names are fixed by the atlas, or in the languages of link, this device, the map's maker, reader; English."""
    given = [{**ISLAND, **island}, {**NOBODY, **asked}]
    found = modules.evaluate("([island, asked]) => parts.openingLanguages(island, asked)", given)
    assert found["labels"] == languages
    assert found["chosen"] is (bool(asked.get("linked")) and not island.get("labelsFixed", False))


def test_page_and_files_name_alike(modules: Page, geo: mk.Atlas) -> None:
    """For each site and any choice of languages the page says name and local names as Python does."""
    chosen = [(), ("en",), ("hy",), ("ru", "az"), ("fr",), ("ka", "en")]
    for languages, (_, site) in product(chosen, geo.places.items()):
        words = words_of(geo, languages, site)
        names = {language: list(found) for language, found in site.names.items()}
        given = [names, list(languages) or ["en"], ["az", "hy"]]
        found = modules.evaluate(
            "([names, chosen, local]) => [parts.labelOf(names, chosen), parts.localOf(names, chosen, local)]", given
        )
        assert [" · ".join(one) for one in found] == words


def words_of(atlas: mk.Atlas, languages: tuple[str, ...], site: Site) -> list[str]:
    """The name and the local names that a file has."""
    seen = labelled(atlas, languages)
    return [name_of(seen, site.names), local_name(seen, site.names)]


def named(root: Locator) -> tuple[str, str]:
    """What the list of places and the lanes say."""
    show_list(root, "places")
    return root.locator(".mk-panel").inner_text(), root.locator(".mk-lanes").inner_text()


def choose(root: Locator, language: str) -> None:
    """Pick a language of names."""
    root.locator(".mk-labels > summary").click()
    root.locator(".mk-labels").get_by_label(language, exact=True).check()


def test_a_choice_is_for_all_and_stays(browser: Browser, mission: str) -> None:
    """English by default; a choice changes list, lanes and link at once, is there next time, a link goes first."""
    with visit(browser, offline=True) as seen:
        root = open_map(seen.page, mission)
        listed, lanes = named(root)
        assert "Hadrut" in listed
        assert "Սարսանգի" in listed  # beside the name
        assert "Russian-Turkish Joint Monitoring Centre" in lanes
        assert "labels" not in urlsplit(seen.page.url).fragment
        choose(root, "Armenian")
        expect(root.locator(".mk-lanes")).to_contain_text("Ստեփանակերտի օդանավակայան")
        expect(root.locator(".mk-labels > summary")).to_have_text("Armenian")
        seen.page.wait_for_function("() => location.hash.includes('labels=hy')")
        assert Link.parse(urlsplit(seen.page.url).fragment).labels == ("hy",)
        for address, language in ((mission, "Armenian"), (f"{mission}#labels=az", "Azerbaijani")):
            seen.page.goto("about:blank")
            root = open_map(seen.page, address)
            expect(root.locator(".mk-labels > summary")).to_have_text(language)
        choose(root, "Both local names")
        expect(root.locator(".mk-lanes")).to_contain_text("Xocalı hava limanı · Ստեփանակերտի օդանավակայան")
        assert seen.errors == []


def test_names_follow_the_reader(browser: Browser, mission: str) -> None:
    """A reader of Russian who chose nothing sees Russian names, and the link says nothing of it."""
    with visit(browser, offline=True, locale="ru-RU") as seen:
        root = open_map(seen.page, mission)
        assert "Гадрут" in named(root)[0]
        root.get_by_label("Step", exact=True).select_option("week")
        seen.page.wait_for_function("() => location.hash.includes('step=week')")
        assert "labels" not in urlsplit(seen.page.url).fragment


def test_a_map_opens_as_it_was_made(browser: Browser, geo: mk.Atlas, tmp_path: Path) -> None:
    """A map made with `labels`, drawn or written, opens with them, whatever its link and its reader say."""
    mk.draw(geo, labels="ru", link="labels=az&step=week").save(str(tmp_path / "drawn.html"))
    mk.snapshot(geo, tmp_path / "written.html", labels="ru", link="labels=az&step=week")
    with visit(browser, offline=True) as seen:
        for name in ("drawn", "written"):
            root = open_map(seen.page, (tmp_path / f"{name}.html").as_uri())
            expect(root.locator(".mk-labels > summary")).to_have_text("Russian")
            expect(root.get_by_label("Step", exact=True)).to_have_value("week")


def test_a_refused_memory_is_no_fault(browser: Browser, mission: str) -> None:
    """Where the browser keeps nothing for a page, names are still chosen, for this visit."""
    refuse = "Object.defineProperty(globalThis, 'localStorage', { get() { throw new DOMException('no'); } });"
    with visit(browser, offline=True) as seen:
        seen.page.add_init_script(refuse)
        root = open_map(seen.page, mission)
        choose(root, "Azerbaijani")
        expect(root.locator(".mk-lanes")).to_contain_text("Xocalı hava limanı")
        assert seen.errors == []


def test_fixed_names_cannot_be_switched(browser: Browser, tmp_path: Path) -> None:
    """Of an atlas that fixes its names, the page has them as they are fixed, whatever a link says, and no menu."""
    for file in (ROOT / "geo").rglob("*.*"):
        copy = tmp_path / "geo" / file.relative_to(ROOT / "geo")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    settings = tmp_path / "geo" / "atlas.toml"
    settings.write_text(settings.read_text("utf-8").replace("\nlabels =", "\nlabels_fixed = true\nlabels ="), "utf-8")
    mk.snapshot(mk.read(tmp_path / "geo"), tmp_path / "map.html")
    with visit(browser, offline=True) as seen:
        root = open_map(seen.page, (tmp_path / "map.html").as_uri() + "#labels=en")
        assert "Հադրութ · Hadrut" in named(root)[0]
        assert root.locator(".mk-labels, .mk-local:not(:empty)").count() == 0


def test_tables_follow_the_reader(browser: Browser, app: str) -> None:
    """What the page downloads has the names of the screen, those of the reader's language too."""
    with visit(browser, locale="ru-RU") as seen:
        open_map(seen.page, app + "?when=2020-12")
        seen.page.get_by_role("button", name="Download").first.click()
        with seen.page.expect_download() as coming:
            seen.page.get_by_role("button", name="CSV").first.click()
        with zipfile.ZipFile(coming.value.path()) as archive:
            table = archive.read("table.csv").decode("utf-8-sig")
        assert "Гадрут" in table
        assert "labels" not in urlsplit(seen.page.url).query


@pytest.mark.parametrize(("wide", "high"), alike(SIZES, SIZES[0], SIZES[-1]))
def test_names_stand_clear(browser: Browser, mission: str, geo: mk.Atlas, wide: int, high: int) -> None:
    """On any screen, and in window and box of each chapter, no name meets mark, control, edge or other name."""
    with visit(browser, offline=True, reduced_motion="reduce", viewport={"width": wide, "height": high}) as seen:
        seen.page.add_init_script(SPY)
        for chapter in (None, *geo.meta.chapters):
            seen.page.goto("about:blank")
            open_map(seen.page, mission + (shown_in(chapter, wide) if chapter else ""))
            check_names(seen, f"{wide} {chapter}", least=6 if wide > 640 else 3)


def shown_in(chapter: Chapter, wide: int) -> str:
    """The link to a chapter, its box as wide as a map of so many pixels."""
    place = ""
    if box := chapter.box:
        zoom = log2(wide * 360 / 256 / (box.east - box.west))
        place = f"&map={zoom:.2f}/{(box.south + box.north) / 2:.4f}/{(box.west + box.east) / 2:.4f}"
    return f"#when={chapter.when}{place}"


def check_names(seen: Visit, where: str, *, least: int) -> None:
    """Compare the boxes of all names that are inked with all that they may not meet."""
    after(seen.page, 150)
    texts = [one["text"] for one in seen.page.evaluate("globalThis.inked")]
    assert seen.page.evaluate(COLLISIONS) == [], where
    assert len(texts) >= least, where
    assert [text for text in texts if "\u2026" in text] == [], where
