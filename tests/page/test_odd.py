"""Atlases that no one thinks of: of one incident, of none, of one day, of a thousand years; and dates typed badly."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

import mapkit as mk
from support.browser import Visit, open_map, visit, window_texts
from support.examples import alike
from support.made import SETTINGS, write_folder
from support.waiting import after, drawn

OFFLINE = True  # what is seen here has no network

PLAIN = {key: value for key, value in SETTINGS.items() if key not in ("window", "chapters", "home")}
DAYS = "root => [...root.querySelectorAll('.mk-handle')].map((one) => Number(one.getAttribute('aria-valuenow')))"
# Handles with the middle of the knob's edge outside the track, which is none when all is well.
LOST = """root => { const track = root.querySelector('.mk-track').getBoundingClientRect();
  return [...root.querySelectorAll('.mk-handle')].map((one) => one.getBoundingClientRect())
    .map((box, end) => end ? box.left : box.right)
    .filter((x) => !(x >= track.left - 1 && x <= track.right + 1)); }"""


def incidents(*days: str) -> list[dict[str, Any]]:
    """An incident at Hilltown on each of the days."""
    return [
        {"id": f"i{number}", "when": day, "site": "hilltown", "kind": "attack", "title": f"Number {number}"}
        for number, day in enumerate(days)
    ]


ODD: dict[str, tuple[list[dict[str, Any]], str, str]] = {  # incidents, what is shown, what is undated
    "one": (incidents("2021-05-04"), "1 shown", "0 undated"),
    "none": ([], "0 shown", "0 undated"),
    "one day": (incidents(*["2021-05-04"] * 5), "5 shown", "0 undated"),
    "undated": (incidents("", "", ""), "0 shown", "3 undated"),
    "a thousand years": (incidents("1020-03-01", "1500", "2020-06-05"), "3 shown", "0 undated"),
    "an outlier": (
        incidents("1830-06-01", *(f"202{k % 4}-{k % 12 + 1:02d}-11" for k in range(60))),
        "61 shown",
        "0 undated",
    ),
}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The addresses of the saved maps of the odd atlases, and of one of a few months to type dates into."""
    folder = tmp_path_factory.mktemp("odd")
    rows = {name: found for name, (found, _, _) in ODD.items()} | {
        "plain": incidents("2020-11-02", "2021-03-04", "2021-12-31")
    }
    return {name: _saved(folder, name, found) for name, found in rows.items()}


def _saved(folder: Path, name: str, rows: list[dict[str, Any]]) -> str:
    path = folder / f"{name}.html"
    atlas = mk.read(write_folder(folder / name, settings=PLAIN, incidents=rows, claims=[], states=[]))
    mk.draw(atlas).save(str(path))
    return path.as_uri()


def typed(root: Locator, which: int, words: str) -> str:
    """Type into a field of the clock; what is said at the field then, or nothing."""
    field = root.locator(".mk-date").nth(which)
    field.fill(words)
    field.press("Enter")
    drawn(root.page)
    error = root.locator(".mk-error").nth(which)
    return error.inner_text() if error.is_visible() else ""


@pytest.mark.parametrize("name", alike(ODD, "none", "one", "an outlier"))
def test_an_odd_atlas_opens(seen: Visit, saved: dict[str, str], name: str) -> None:
    """An odd atlas opens with both handles on the track and the right counts, and survives keys, steps and play."""
    _, shown, undated = ODD[name]
    root = open_map(seen.page, saved[name])
    expect(root.locator(".mk-shown")).to_have_text(shown)
    expect(root.locator("button.mk-undated")).to_have_text(undated)
    assert root.evaluate(LOST) == []
    for key in ("ArrowRight", "PageDown", "Home", "End", "+", "0", "Shift+ArrowRight"):
        root.get_by_role("slider", name="Window end").press(key)
        root.get_by_role("slider", name="Window start").press(key)
        drawn(seen.page)
        start, end = root.evaluate(DAYS)
        assert start < end
    root.get_by_role("button", name="Whole time span").click()
    expect(root.locator(".mk-shown")).to_have_text(shown)
    for button in ("Step forward", "Step back", "Play"):
        root.get_by_role("button", name=button).click(force=True)  # one that leads nowhere says so, and may be pressed
    after(seen.page, 150)
    if root.get_by_role("button", name="Pause").is_visible():
        root.get_by_role("button", name="Pause").click()
    drawn(seen.page)
    assert root.evaluate(LOST) == []


@pytest.mark.parametrize("name", alike(["one", "none", "one day", "a thousand years"], "none", "one day"))
def test_steps_by_incident_stay_in_time(seen: Visit, saved: dict[str, str], name: str) -> None:
    """In every mode steps from incident to incident leave a window of at least a day, within the time of the clock."""
    root = open_map(seen.page, saved[name])
    first, last = root.evaluate(DAYS)
    root.get_by_label("Step", exact=True).select_option("incident")
    for mode in ("instant", "start", "end", "window"):
        root.get_by_label("Mode", exact=True).select_option(mode)
        for button in ("Step forward", "Step back"):
            root.get_by_role("button", name=button).click(force=True)
            drawn(seen.page)
            start, end = root.evaluate(DAYS)
            assert first - 28 <= start < end <= last + 28


def test_an_outlier_does_not_squeeze_the_rest(seen: Visit, saved: dict[str, str]) -> None:
    """A lone incident of 1830 leaves the track to the crowd of 2020 and later; the scope row counts it and shows it."""
    root = open_map(seen.page, saved["an outlier"])
    expect(root.get_by_role("button", name="1 earlier")).to_be_visible()
    expect(root.locator(".mk-axis")).to_contain_text("2022")
    expect(root.locator(".mk-axis")).not_to_contain_text("1900")
    root.get_by_role("button", name="1 earlier").click()
    expect(root.locator(".mk-axis")).to_contain_text("1900")
    expect(root.locator(".mk-scope")).to_be_hidden()


def test_dates_are_typed_in_odd_atlases(seen: Visit, saved: dict[str, str]) -> None:
    """Typed dates work over a thousand years, on one day and where nothing is dated."""
    root = open_map(seen.page, saved["a thousand years"])
    assert typed(root, 1, "1600") == ""
    assert typed(root, 0, "1021") == ""
    assert window_texts(root) == ("1 January 1021", "31 December 1600")
    expect(root.locator(".mk-shown")).to_have_text("1 shown")
    root = open_map(seen.page, saved["one day"])
    assert typed(root, 0, "2021-05-04") == ""
    assert typed(root, 1, "2021-05-04") == ""
    expect(root.locator(".mk-shown")).to_have_text("5 shown")
    assert window_texts(root) == ("4 May 2021", "4 May 2021")
    root = open_map(seen.page, saved["undated"])
    assert typed(root, 0, "2021-05-04") != ""


@pytest.mark.parametrize(
    ("which", "words", "said"),
    [
        (0, "2021-12", "The first day cannot be after the last, 30 June 2021."),
        (1, "2020-12-31", "The last day cannot be before the first, 1 January 2021."),
        (1, "2031-01-01", "The data end on 31 December 2021."),
        (0, "2031-01-01", "The data end on 31 December 2021."),
        (0, "1999", "The data begin on 2 November 2020."),
        (1, "1999", "The data begin on 2 November 2020."),
        (0, "31/12/2020", "“31/12/2020”: write 2020-12-31."),
        (0, "12/31/2020", "“12/31/2020”: write 2020-12-31."),
        (0, "10.11.2020", "“10.11.2020”: write 2020-11-10 or 2020-10-11."),
        (0, "31/31/2020", "“31/31/2020” is not a date. Write it as 2020-12-31."),
        (0, "2021-02-30", "“2021-02-30” is not a date. Write it as 2020-12-31."),
        (0, "yesterday", "“yesterday” is not a date. Write it as 2020-12-31."),
        (0, "<img src=x>", "“<img src=x>” is not a date. Write it as 2020-12-31."),
        (1, "9" * 300, "is not a date. Write it as 2020-12-31."),
        (1, "", "No date is written here. Write it as 2020-12-31."),
    ],
)
def test_a_bad_date_is_told(typing: Locator, which: int, words: str, said: str) -> None:
    """What is no day of the atlas gets a sentence at its field, which says so to a screen reader, and moves nothing."""
    told = typed(typing, which, words)
    assert said in told
    assert len(told) < 120
    field = typing.locator(".mk-date").nth(which)
    assert field.get_attribute("aria-invalid") == "true"
    assert (
        field.evaluate("one => one.getRootNode().getElementById(one.getAttribute('aria-describedby')).innerText")
        == told
    )
    assert window_texts(typing) == ("1 January 2021", "30 June 2021")
    field.press("Escape")
    expect(field).to_have_value("2021-01-01" if which == 0 else "2021-06-30")


@pytest.fixture(scope="module")
def typing(browser: Browser, saved: dict[str, str]) -> Iterator[Locator]:
    """The map of one year and a bit with the first half of 2021 as its window."""
    with visit(browser, offline=True) as opened:
        root = open_map(opened.page, saved["plain"])
        assert (typed(root, 0, "2021-01"), typed(root, 1, "2021-06")) == ("", "")
        yield root
    assert opened.errors == []
