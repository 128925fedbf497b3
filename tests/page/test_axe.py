"""axe-core on the saved map and on the app: nothing that it calls serious or critical, in both themes and sizes."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page

from support.browser import PHONE, WIDE, open_map, share, show_list, unfold, visit
from support.examples import alike
from support.runs import idle

FINGER = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
SETTINGS: dict[str, dict[str, Any]] = {
    "wide light": {},
    "wide dark": {"color_scheme": "dark"},
    "phone light": FINGER,
    "phone dark": {**FINGER, "color_scheme": "dark"},
}
# Streamlit's own markup, which is not ours to mend: its bars, its filters, its tabs and its tables.
STREAMLIT = [
    "stSkipToContent",
    "stHeader",
    "stToolbar",
    "stMultiSelect",
    "stTextInput",
    "stCheckbox",
    "stPopover",
    "stDataFrame",
    "stElementToolbar",
    "stTabs [role=tablist]",
]
# The canvases lie under everything that can be read, but axe takes them to lie above it, and tells no contrast then.
HIDE_CANVASES = """() => [document, ...[...document.querySelectorAll('*')].map((one) => one.shadowRoot)].filter(Boolean)
  .forEach((tree) => tree.querySelectorAll('.mk-canvas').forEach((one) => { one.style.visibility = 'hidden'; }))"""

# The contrast of a text with the nearest ground behind it, where axe leaves that to us: it does so for a character
# alone, for what a menu covers in part, and for a name whose cut-off end lies under something else.
CONTRAST = """(path) => {
  let element = document;
  for (const part of path.flat()) element = (element.shadowRoot || element).querySelector(part);
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const parts = (colour) => { context.clearRect(0, 0, 1, 1); context.fillStyle = colour; context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data]; };
  const linear = (part) => part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4;
  const weighed = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const light = (colour) => weighed(parts(colour));
  const ink = light(getComputedStyle(element).color);
  while (parts(getComputedStyle(element).backgroundColor)[3] < 200) {
    element = element.parentElement || element.getRootNode().host;
  }
  const ground = light(getComputedStyle(element).backgroundColor);
  return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
}"""


def examine(page: Page) -> dict[str, Any]:
    """What axe finds on the page but in Streamlit's own markup; it looks into open shadow roots by itself."""
    page.evaluate(HIDE_CANVASES)
    excluded = [[f'[data-testid="{name}"]' if " " not in name else _inside(name)] for name in STREAMLIT]
    wanted = {"resultTypes": ["violations", "incomplete"]}
    found: dict[str, Any] = Axe().run(page, {"include": [["html"]], "exclude": excluded}, wanted).response
    return found


def _inside(name: str) -> str:
    outer, inner = name.split(" ", 1)
    return f'[data-testid="{outer}"] {inner}'


def faults(page: Page) -> list[str]:
    """The serious and critical findings, and what axe cannot tell and we find wanting, as lines."""
    found = examine(page)
    grave = [rule for rule in found["violations"] if rule["impact"] in ("serious", "critical")]
    untold = {rule["id"]: rule["nodes"] for rule in found["incomplete"] if rule["impact"] in ("serious", "critical")}
    pale = [node for node in untold.pop("color-contrast", []) if page.evaluate(CONTRAST, node["target"]) < 4.5]
    assert {"color-contrast", "meta-viewport"} <= {rule["id"] for rule in found["passes"]}
    return [
        *(f"{rule['id']}: {_where(node)}" for rule in grave for node in rule["nodes"]),
        *(f"{rule} untold: {_where(node)}" for rule, nodes in untold.items() for node in nodes),
        *(f"pale: {_where(node)}" for node in pale),
    ]


def _where(node: dict[str, Any]) -> str:
    return f"{node['target']} {node['html'][:120]}"


def _open_places(root: Locator) -> None:
    show_list(root, "places")
    root.locator(".mk-place").first.wait_for()


def _open_incidents(root: Locator) -> None:
    show_list(root, "incidents")
    root.locator(".mk-item").first.wait_for()


def _open_signs(root: Locator) -> None:
    if root.get_attribute("data-size") == "phone":
        root.locator(".mk-grabber").press("Home")  # the sheet lies over the legend
        root.locator(".mk-legend > summary").click()
    root.locator(".mk-symbols > summary").click()


def _open_place(root: Locator) -> None:
    _open_places(root)
    root.locator(".mk-place").filter(has_text="Lachin corridor, new road").click()
    root.locator(".mk-rows .mk-item-button").first.wait_for()


def _open_card(root: Locator) -> None:
    _open_place(root)
    root.locator(".mk-rows .mk-item-button").first.click()
    root.locator(".mk-claim").first.wait_for()
    root.locator(".mk-incident .mk-facts > summary").click()


def _type_nonsense(root: Locator) -> None:
    unfold(root)
    root.locator(".mk-date").first.fill("10/11/2020")
    root.locator(".mk-date").first.press("Enter")
    root.locator(".mk-error").first.wait_for()


def _zoom(root: Locator) -> None:
    handle = root.get_by_role("slider").first
    for key in "++":
        handle.press(key)
    root.locator(".mk-scope").wait_for()


LOOKS = 4
UNDIMMED = """() => [...document.querySelectorAll('[data-stale]')].every(
  (one) => one.dataset.stale === 'false' && getComputedStyle(one).opacity === '1')"""
# What may be open, three times several things at once: axe takes its time.
STATES: dict[str, list[Callable[[Locator], object]]] = {
    "incidents, signs": [_open_incidents, _open_signs],
    "places, zoomed track, typed date that is none": [_open_places, _zoom, _type_nonsense],
    "card of a place": [_open_place],
    "card of an incident with its details, options": [
        _open_card,
        lambda root: root.locator(".mk-options > summary").click(),
    ],
    "sharing": [share],
    "undated, languages of names": [
        lambda root: root.locator("button.mk-undated").click(),
        lambda root: root.locator(".mk-labels > summary").click(),
    ],
}


def put_away(root: Locator) -> None:
    """Close what a state has opened."""
    if root.locator("dialog[open]").count():
        root.page.keyboard.press("Escape")
    root.get_by_role("slider").first.focus()
    root.page.keyboard.press("Escape")
    for menu in root.locator("details.mk-menu[open] > summary").all():
        menu.press("Escape")
    if root.locator(".mk-close").is_visible():
        root.locator(".mk-close").click()


@pytest.mark.parametrize("name", alike(SETTINGS, "wide light", "phone dark"))
def test_a_saved_map_passes_axe(browser: Browser, mission: str, name: str) -> None:
    """In no theme, size or state of the saved map does axe find anything serious, contrast (AA) included."""
    found: dict[str, list[str]] = {}
    with visit(browser, offline=True, **SETTINGS[name]) as seen:
        root = open_map(seen.page, mission)
        for state, changes in STATES.items():
            for change in changes:
                change(root)
            found[state] = faults(seen.page)
            put_away(root)
    assert {state: lines for state, lines in found.items() if lines} == {}


def settled_faults(page: Page) -> list[str]:
    """What axe finds in the app and finds again: while its script runs, Streamlit pales what it will draw anew."""
    found: list[str] = []
    for _ in range(LOOKS):
        idle(page)
        page.wait_for_function(UNDIMMED)
        if not (found := faults(page)):
            break
    return found


@pytest.mark.parametrize("name", alike(["wide light", "wide dark", "phone light"], "wide dark"))
def test_the_app_passes_axe(browser: Browser, app: str, name: str) -> None:
    """In the app axe finds nothing serious in the map, in its shadow root, nor in our texts around it.

    Silence means that nothing is wrong: a fault put into the map is found.
    """
    with visit(browser, **SETTINGS[name]) as seen:
        root = open_map(seen.page, app)
        seen.page.locator(".mk-head").get_by_role("heading", level=1).wait_for()
        _open_card(root)
        assert settled_faults(seen.page) == []
        width = SETTINGS[name].get("viewport", WIDE)["width"]
        seen.page.set_viewport_size({"width": width, "height": 4000})  # axe fails where a page has been scrolled
        seen.page.get_by_role("tab").first.press("End")  # the last tab, About
        seen.page.locator(".mk-text").get_by_role("heading", level=2).first.wait_for()
        assert settled_faults(seen.page) == []
        unfold(root)
        root.locator(".mk-shown").evaluate("element => element.setAttribute('style', 'color: #ccc; background: #fff')")
        root.locator(".mk-date").first.evaluate("element => element.removeAttribute('aria-label')")
        found = " ".join(faults(seen.page))
        assert "mk-shown" in found
        assert "mk-date" in found
