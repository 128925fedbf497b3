"""Frames of a film of an atlas that is seen through a lens."""

import numpy as np
import pytest

from mapkit.atlas import Atlas
from mapkit.drawing.looks import FilmLook
from mapkit.film.scene import Still, stills
from mapkit.where import BBox
from picture.test_picture_parts import Heard
from support.said import said_atlas

LOOK = FilmLook(size="640x480", dpi=96, step="year", box=BBox(44, 38, 49, 42))


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    """The atlas of `support.said`, through nobody."""
    return said_atlas(tmp_path_factory.mktemp("said"))


def filmed(atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> tuple[list[Still], list[str]]:
    """The frames of a film of an atlas, and all that is written on them."""
    sheets: list[Heard] = []

    def kept(*size: float) -> Heard:
        sheets.append(Heard(*size))  # type: ignore[arg-type]
        return sheets[-1]

    monkeypatch.setattr("mapkit.film.scene.Sheet", kept)
    frames = list(stills(atlas, LOOK)[1])
    return frames, [words for sheet in sheets for words, _ in sheet.said]


def test_each_frame_has_the_signs_of_its_own_window(everybody: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the year in which all is denied a place is crossed; a frame says of how many of its incidents they speak."""
    frames, words = filmed(everybody.filter(according="south"), monkeypatch)
    assert {"8 of 11 incidents spoken of", "1 of 2 incidents spoken of", "According to South"} <= {*words}
    assert {"reported", "disputed", "denied", "reported and denied", "withdrawn", "not spoken of"} <= {*words}
    assert any(one.startswith("2 of 3 on ") for one in words)
    plain, others = filmed(everybody, monkeypatch)
    assert {"11 incidents", "2 incidents"} <= {*others}
    assert not any("spoken of" in one for one in others)
    counts = [one.atlas.counts.shown for one in frames]
    assert counts == [one.atlas.counts.shown for one in plain]
    for seen, bare, shown in zip(frames, plain, counts, strict=True):
        assert (seen.pixels != bare.pixels).any() or not shown


def test_a_film_through_a_lens_is_the_same_every_time(everybody: Atlas) -> None:
    """Two films of the same atlas through the same lens have the same pixels (law 4)."""
    south = everybody.filter(according="south")
    one, other = ([still.pixels for still in stills(south, LOOK)[1]] for _ in range(2))
    assert all(np.array_equal(first, second) for first, second in zip(one, other, strict=True))
