"""The page's exports in a real browser: every format with its options, and an export that brings back its view."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

import mapkit as mk
from support.browser import ROOT, Visit, open_map, window_texts
from support.examples import alike
from support.runs import idle


def dialog(page: Page, label: str) -> Locator:
    """The export dialog with a format chosen."""
    page.get_by_role("button", name="Export", exact=True).click()
    found = page.get_by_role("dialog")
    field = found.get_by_role("combobox", name="Format")
    field.click()
    page.get_by_role("option", name=label, exact=True).click()
    expect(field).to_have_value(label)
    return found


def made(page: Page, found: Locator, folder: Path) -> Path:
    """Make the file of the dialog and save it."""
    found.get_by_role("button", name="Make the file").click()
    save = found.get_by_role("button", name="Save mapkit-").first
    save.wait_for(timeout=60_000)
    idle(page)  # until the page's script has run, what it made may get another address
    with page.expect_download() as waiting:
        save.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


@pytest.mark.parametrize(
    ("label", "start"),
    alike(
        [
            ("Picture (PDF)", b"%PDF-"),
            ("Picture (SVG)", b"<?xml"),
            ("GeoParquet", b"PAR1"),
            ("Atlas in one file (ZIP)", b"PK"),
        ]
    ),
)
def test_a_format_is_made(seen: Visit, app: str, tmp_path: Path, label: str, start: bytes) -> None:
    """A format chosen in the dialog is made of what is shown, and verifies against the atlas."""
    open_map(seen.page, app + "?when=2022-12-12/2023-09-19")
    path = made(seen.page, dialog(seen.page, label), tmp_path)
    assert path.read_bytes().startswith(start)
    verdict = mk.verify(path, mk.read(ROOT / "geo"))
    assert (verdict.status, verdict.receipt.counts.shown) == ("same", 9)


def test_a_film_is_made(seen: Visit, app: str, tmp_path: Path) -> None:
    """A film chosen in the dialog, with its length in seconds, has a frame for each month shown and verifies."""
    open_map(seen.page, app + "?when=2022-12/2023-02")
    found = dialog(seen.page, "Film (GIF)")
    found.get_by_role("spinbutton", name="Seconds").fill("3")
    found.get_by_role("spinbutton", name="Seconds").press("Enter")
    path = made(seen.page, found, tmp_path)
    with Image.open(path) as film:
        pace = [film.seek(frame) or film.info["duration"] for frame in range(film.n_frames)]  # type: ignore[attr-defined]
    assert pace == [1000, 1000, 2500]  # milliseconds; the last frame stands longer
    verdict = mk.verify(path, mk.read(ROOT / "geo"))
    assert (verdict.status, verdict.receipt.view) == ("same", "when=2022-12-01/2023-02-28")


def test_what_is_kept_back_is_not_in_the_file(seen: Visit, app: str, tmp_path: Path) -> None:
    """Places on a grid and dropped texts, asked for in the dialog, leave neither the place nor the text in the file."""
    open_map(seen.page, app + "?when=2023-03")
    found = dialog(seen.page, "GeoJSON")
    found.get_by_text("For publication: blur, delay or leave out").click()
    found.get_by_role("spinbutton", name="Blur places").fill("20")
    found.get_by_text("What is kept back is looked for").click()  # leaves the field, which sends its value
    idle(seen.page)
    text = made(seen.page, found, tmp_path).read_text("utf-8")
    assert "Azerbaijani forces take a height" in text
    assert "46.6839" not in text


def test_a_dropped_export_restores_its_view(seen: Visit, app: str, tmp_path: Path) -> None:
    """A picture dropped into the page is checked, and its window and filters come back."""
    path = tmp_path / "old name {{7*7}}.png"
    mk.snapshot(mk.read(ROOT / "geo").filter(when="2020-12", kind="attack"), path)
    root = open_map(seen.page, app + "?when=2023")
    seen.page.get_by_role("button", name="Download", exact=True).click()
    seen.page.locator("input[type=file]").set_input_files(path)
    expect(seen.page.get_by_text("Same data: the file is whole")).to_be_visible()
    seen.page.get_by_role("button", name="Show its view").click()
    # the old map stays until the page has run
    expect(root.locator(".mk-shown").filter(has_text="1 shown")).to_have_count(1, timeout=20_000)
    expect(root).to_have_count(1)
    assert window_texts(root) == ("1 December 2020", "31 December 2020")
    seen.page.wait_for_url(lambda address: "when=2020-12" in address and "kind=attack" in address)


def test_a_dropped_file_of_others_is_told(seen: Visit, app: str, tmp_path: Path) -> None:
    """A file without a receipt, or of no format, gets a sentence and changes nothing."""
    path = tmp_path / "x.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    open_map(seen.page, app)
    seen.page.get_by_role("button", name="Download", exact=True).click()
    seen.page.locator("input[type=file]").set_input_files(path)
    expect(seen.page.get_by_text("This file cannot be opened: there is no receipt of mapkit")).to_be_visible()
