"""What lasts on the page: states, lines of the basemap, each shown as what it is on the window's last day."""

import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Locator, Page, expect

import mapkit as mk
from mapkit.drawing import patterns
from mapkit.drawing.standing import features_shown, states_shown
from mapkit.edtf import Days
from mapkit.lasting import Standing, chosen, standing
from support.browser import Visit, open_map, pixel_of, show_list
from support.examples import examples
from support.modules import load_modules
from support.repository import ROOT
from support.waiting import drawn, until

OFFLINE = True  # what is seen here has no network

CHOSEN = """(cases) => cases.map(([times, window]) => {
  const found = parts.chosen(times, window);
  return { standings: times.map((one) => parts.standing(one, window)),
    chosen: found && [times.indexOf(found.one), found.standing] };
})"""
WINDOWS = ("2020-11-01/2023-10-31", "2023-10-31/2023-10-31", "2020-12-01/2020-12-15", "2023-07-01/2023-07-15")
days = st.integers(0, 12)
times = st.builds(
    lambda start, wide, sure, rest: Days(start, start + sure, start + wide + 1 - rest, start + wide + 1),
    days, days, st.integers(0, 4), st.integers(0, 4),
)  # fmt: skip
cases = st.tuples(st.lists(times, max_size=4), st.tuples(days, days).map(lambda one: (one[0], sum(one) + 1)))


@pytest.fixture(scope="module")
def blank(browser: Browser) -> Iterator[Page]:
    """A blank page with the parts of the script that know what lasts and how it looks."""
    opened = browser.new_page()
    load_modules(opened, "data/standing", "map/patterns")
    yield opened
    opened.close()


@settings(max_examples=examples(20))
@given(st.lists(cases, min_size=10, max_size=40))
def test_the_page_stands_as_python(blank: Page, asked: list[tuple[list[Days], tuple[int, int]]]) -> None:
    """Whatever the days, the page and Python say the same of what holds, and of which of several is shown."""
    found = blank.evaluate(CHOSEN, [([one._asdict() for one in some], list(window)) for some, window in asked])
    for (some, (first, end)), said in zip(asked, found, strict=True):
        assert said["standings"] == [standing(one, first, end - 1) for one in some]
        best = chosen(some, first, end - 1)
        assert (said["chosen"] is None) == (best is None)
        if best:
            place, is_now = said["chosen"]
            assert (some[place], is_now) == (some[best[0]], best[1])


def test_the_page_has_the_same_patterns(blank: Page) -> None:
    """Strokes, areas and signs of each pattern are those of the pictures, number by number."""
    found = blank.evaluate("() => ({ ...parts })")
    for name in ("LINES", "AREAS", "DOTS"):
        table: dict[str, Any] = getattr(patterns, name)
        assert found[name] == {key: _plain(value) for key, value in table.items()}, name
    for name in ("OVER_LINE", "OVER_DOT"):
        assert found[name] == _plain(getattr(patterns, name))
    assert {name: found[name] for name in ("PALER", "HATCH", "DOT", "RING")} == {
        name: getattr(patterns, name) for name in ("PALER", "HATCH", "DOT", "RING")
    }


def _plain(value: Any) -> Any:
    """A record, or several, as the page has them: lists for tuples."""
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return _listed(asdict(value))


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _listed(one) for name, one in value.items()}
    return list(value) if isinstance(value, tuple) else value


def typed(root: Locator, window: str) -> None:
    """Set the window by its two date fields, the later one first."""
    first, last = window.split("/")
    for place, text in ((1, "2023-10-31"), (0, first), (1, last)):
        field = root.locator(".mk-date").nth(place)
        field.fill(text)
        field.press("Enter")


def expected_states(atlas: mk.Atlas, window: str) -> set[str]:
    """What the page should say of states for a window, by the states that Python shows."""
    seen = atlas.filter(when=window)
    labels = {kind.id: kind.label for kind in atlas.meta.states}
    said = set[str]()
    for one in states_shown(seen).values():
        words = labels[one.state.state]
        if one.standing == Standing.POSSIBLY:
            words += " (possibly)"
        if one.standing == Standing.OVER:
            words += " until"
        said.add(words)
    return said


@pytest.mark.parametrize("window", WINDOWS)
def test_the_list_says_what_holds_on_the_last_day(seen: Visit, saved: Path, geo: mk.Atlas, window: str) -> None:
    """List and legend name the states that hold on the window's last day, and what is over with its day."""
    root = open_map(seen.page, saved.as_uri())
    show_list(root, "places")
    typed(root, window)
    expect(root.locator(".mk-legend-day")).to_have_text(f"On {_last_day(window)}")
    expect(root.locator(".mk-panel")).not_to_have_attribute("aria-busy", "true")
    notes = root.locator("[data-spot^=s] .mk-state-note:not(.mk-against)")
    expected = expected_states(geo, window)
    until(seen.page, lambda: {_undated(note) for note in notes.all_inner_texts()}, lambda said: said == expected)
    lines = {one["properties"]["names"]["en"][0] for one, _ in features_shown(geo.filter(when=window), "disputed")}
    names = {one.inner_text().split("\n")[0] for one in root.locator("[data-spot^=o]").all()}
    assert names == {name for name in lines if not name.startswith("Area ")}
    root.locator(".mk-symbols > summary").click()
    drawn(root.page)
    legend = root.locator(".mk-lasting").inner_text()
    held = {words for words in expected_states(geo, window) if not words.endswith(("until", "(possibly)"))}
    labels = {kind.label for kind in geo.meta.states}
    possible = {words.removesuffix(" (possibly)") for words in expected_states(geo, window) if "(possibly)" in words}
    assert {label for label in labels if label in legend.splitlines()} == held | possible


def _undated(note: str) -> str:
    """What a note says without the day until when."""
    return note.split(" until ", maxsplit=1)[0] + " until" if " until " in note else note


def _last_day(window: str) -> str:
    day = mk.View.of(when=window).when.last
    return f"{day.day} {day:%B %Y}"


def test_what_is_over_says_until_when(seen: Visit, saved: Path) -> None:
    """A place that was held within the window says until when; in a window after that the list does not name it."""
    root = open_map(seen.page, saved.as_uri())
    show_list(root, "places")
    expect(root.locator(".mk-places").get_by_text("Held by Artsakh forces until 11 December 2020")).to_be_visible()
    typed(root, "2023-10-31/2023-10-31")
    expect(root.locator(".mk-panel").get_by_text("Held by Artsakh forces")).to_have_count(0)
    expect(root.locator(".mk-panel").get_by_text("until")).to_have_count(0)


def test_a_line_says_what_it_is_and_when(seen: Visit, saved: Path) -> None:
    """Legend, tip and card of a line tell its name, its dates, how well it is known and what it stands for."""
    root = open_map(seen.page, saved.as_uri())
    typed(root, "2023-07-01/2023-07-31")
    legend = root.locator(".mk-legend")
    root.locator(".mk-symbols > summary").click()
    expect(legend.get_by_text("Line of contact: 10 November 2020 to 20 September 2023")).to_be_visible()
    expect(legend.get_by_text("in dispute")).to_have_count(0)
    lon, lat = _on_the_line()
    seen.page.mouse.move(*pixel_of(seen.page, lon, lat))
    expect(root.locator(".mk-tip")).to_contain_text("10 November 2020 to 20 September 2023")
    expect(root.locator(".mk-tip")).to_contain_text("5 km")
    seen.page.mouse.click(*pixel_of(seen.page, lon, lat))
    card = root.locator(".mk-overlay")
    expect(card).to_contain_text("internationally recognised as part of Azerbaijan")
    expect(root.locator(".mk-panel-title")).to_have_text("Line of contact")
    expect(root.locator(".mk-panel-body .mk-local")).to_have_text("Təmas xətti · Շփման գիծ")
    typed(root, "2023-10-01/2023-10-31")
    expect(legend.get_by_text("Line of contact")).to_have_count(0)


def test_lines_are_named_as_places_are(seen: Visit, saved: Path) -> None:
    """A line of the basemap has the language of names in legend and list, with the local names below it."""
    root = open_map(seen.page, saved.as_uri() + "#when=2023-07&labels=ru")
    root.locator(".mk-symbols > summary").click()
    expect(root.locator(".mk-legend").get_by_text("Линия соприкосновения: 10 November 2020")).to_be_visible()
    show_list(root, "places")
    row = root.locator("[data-spot^=o]").filter(has_text="Линия соприкосновения")
    expect(row.locator(".mk-local")).to_have_text("Təmas xətti · Շփման գիծ")


def _on_the_line() -> tuple[float, float]:
    """A point of the line of contact of 2020-2023 where nothing else is near."""
    features = mk.read(ROOT / "geo").context["disputed"]["features"]
    (line,) = (one for one in features if one["properties"]["name"] == "Line of contact, 2020-2023")
    (lon, lat), (other, beside) = max(
        zip(line["geometry"]["coordinates"], line["geometry"]["coordinates"][1:], strict=False),
        key=lambda pair: abs(pair[0][0] - pair[1][0]) + abs(pair[0][1] - pair[1][1]),
    )
    return (lon + other) / 2, (lat + beside) / 2


def test_the_card_lists_all_states(seen: Visit, saved: Path, geo: mk.Atlas) -> None:
    """The card of a place has all of its states on one strip, and says which is shown for the window, and as what."""
    root = open_map(seen.page, saved.as_uri())
    typed(root, "2023-08-01/2023-08-05")
    show_list(root, "places")
    root.locator(".mk-place").filter(has_text="No traffic").first.click()
    count = sum(one.site == "lachin-corridor-2022" for one in geo.state_list)
    expect(root.locator(".mk-strip")).to_have_count(1)
    expect(root.locator(".mk-strip .mk-segment")).to_have_count(count)
    expect(root.locator(".mk-strip .mk-now")).to_have_attribute("aria-label", re.compile("No traffic"))
    expect(root.locator(".mk-state-now")).to_have_text("No traffic on 5 August 2023")
    expect(root.locator(".mk-states li")).to_have_count(count)
    typed(root, "2020-11-01/2023-10-31")
    expect(root.locator(".mk-state-now")).to_have_text("Limited traffic until 3 October 2023")
    expect(root.locator(".mk-strip .mk-now")).to_have_count(0)
