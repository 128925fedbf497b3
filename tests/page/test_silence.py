"""What the page says of an empty window is what Python says, and the lanes show who spoke and who was watching."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

import mapkit as mk
from mapkit.silence import silence_words
from support.browser import Visit, open_map

HEAD = "source,site,layer,when,status,note"
LINES = (
    ("herald,,,2021-11,watching,", "herald,dale,,2022-02,watching,", "ministry,,roads,2022-02-10/2022-02-20,barred,"),
    ("herald,,,2022-03,partial,", "ministry,,,2022,absent,"),
    (),
)
WINDOWS = ("2021-11", "2021-11-20/2022-02-12", "2022-02-10/2022-02-20", "2022-03", "2022-03-20/2022-04", "2022-06")


@pytest.mark.parametrize("rows", LINES)
def test_an_empty_window_says_who_was_watching(
    seen: Visit, folder: Callable[..., Path], tmp_path: Path, rows: tuple[str, ...]
) -> None:
    """Sentence and list of an empty window say who was watching and said nothing, who could not, or that nobody was."""
    files = {"reporting.csv": "\n".join([HEAD, *rows]) + "\n"} if rows else {}
    atlas, path = mk.read(folder(files=files)), tmp_path / "made.html"
    mk.snapshot(atlas, path, labels="en")
    for window in WINDOWS:
        seen.page.goto("about:blank")
        root = open_map(seen.page, f"{path.as_uri()}#when={window}")
        words = silence_words(atlas.filter(when=window))
        assert words
        expect(root.locator(".mk-sentence")).to_contain_text(f"; {words}.")
        expect(root.locator(".mk-silent")).to_have_text(f"{words[0].upper()}{words[1:]}.")


def test_lanes_of_who_spoke_stand_under_the_track(seen: Visit, mission: str) -> None:
    """A switch beside the steps shows a lane for each party and publisher, with the days on which it spoke."""
    root = open_map(seen.page, mission)
    root.get_by_label("Lanes below the track").select_option("Who spoke when")
    lanes = root.locator(".mk-lanes .mk-lane")
    expect(lanes.filter(has_text="Azerbaijan").locator(".mk-segment").first).to_have_attribute(
        "aria-label", "Azerbaijan said something, 10 November 2020"
    )
    expect(lanes.filter(has_text="Wikipedia").locator(".mk-segment")).to_have_attribute(
        "title", "Wikipedia was watching in part, 9 November 2020 – 3 October 2023"
    )
