import io
import json
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from mapkit import film
from mapkit.atlas import Atlas
from mapkit.drawing.looks import FilmLook
from mapkit.errors import ExportError, MissingExtra
from mapkit.files import read
from mapkit.film import ffmpeg
from mapkit.film.gif import hundredths, indexed, palette_of
from mapkit.film.scene import stills
from mapkit.film.times import span, windows
from mapkit.picture import png
from mapkit.picture.strip import bins
from mapkit.when import Window
from support.examples import alike
from support.exports import FILMS
from support.made import INCIDENTS, LAYERS, SETTINGS, changed
from support.same_bytes import FILMED, renderings

SMALL: dict[str, Any] = {"size": "500x400", "dpi": 96, "step": "year"}
YEARS = FilmLook(**SMALL)
FRAMES = 4  # of the made atlas, November 2020 to October 2023, by years
MAKERS = (film.gif, film.mp4, film.webm, film.stills_zip)


def frames_of(data: bytes, suffix: str, folder: Path) -> list[Any]:
    """The frames of a film, decoded by ffmpeg, shape (height, width, 3)."""
    path = folder / f"film{suffix}"
    path.write_bytes(data)
    command = [ffmpeg.find_ffmpeg(), "-v", "error", "-i", str(path), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    raw = subprocess.run(command, check=True, capture_output=True).stdout
    return list(np.frombuffer(raw, np.uint8).reshape(-1, 400, 500, 3))


def test_a_window_slides(made: Atlas) -> None:
    """In mode "window" each frame shows a step, or as many as the window is wide; they end with the time."""
    assert span(made) == Window.parse("2020-11-01/2023-10-31")
    assert list(map(str, windows(made, YEARS))) == [
        "2020-11-01/2020-12-31",
        "2021",
        "2022",
        "2023-01-01/2023-10-31",
    ]
    wide = windows(made, FilmLook(step="year", width=2))
    assert list(map(str, wide)) == [
        "2020-11-01/2020-12-31",
        "2020-11-01/2021-12-31",
        "2021-01-01/2022-12-31",
        "2022-01-01/2023-10-31",
    ]
    assert len(windows(made, FilmLook())) == 36


def test_a_film_from_the_start_only_grows(made: Atlas) -> None:
    """In mode "start" each frame shows all from the beginning on, in mode "instant" one step whatever the width."""
    grown = windows(made, FilmLook(mode="start", step="year"))
    assert [one.start for one in grown] == [date(2020, 11, 1)] * FRAMES
    assert [one.end for one in grown] == [one.end for one in windows(made, YEARS)]
    assert windows(made, FilmLook(mode="instant", step="year", width=3)) == windows(made, YEARS)


def test_a_film_stays_in_the_view(made: Atlas) -> None:
    """A film runs over the view's window; an open end is that of the data."""
    assert list(map(str, windows(made.filter(when="2020-12"), FilmLook(step="week")))) == [
        "2020-12-01/2020-12-06",
        "2020-12-07/2020-12-13",
        "2020-12-14/2020-12-20",
        "2020-12-21/2020-12-27",
        "2020-12-28/2020-12-31",
    ]
    assert span(made.filter(when="2021-01-15/..")) == Window.parse("2021-01-15/2023-10-31")


@pytest.mark.parametrize(
    ("when", "time"), [("2020-12-08/..", "2020-12-08"), ("../2020-12-31", "2020-12-31"), ("2020-12/2021-01", "")]
)
def test_open_ends_do_not_stretch_a_film(folder: Callable[..., Path], when: str, time: str) -> None:
    """An incident that has not ended, or that began nobody knows when, adds no years without a date to a film."""
    settings = {name: value for name, value in SETTINGS.items() if name != "window"}
    atlas = read(folder(settings=settings, incidents=[{**INCIDENTS[0], "when": when}], claims=[]))
    assert str(span(atlas)) == (time or "2020-12-01/2021-01-31")
    found = bins(atlas)
    assert found
    assert len(found.edges) <= 3


@given(st.sampled_from(["window", "start", "instant"]), st.sampled_from(["week", "month", "year"]), st.integers(1, 9))
def test_frames_cover_the_time(made: Atlas, mode: str, step: Any, width: int) -> None:
    """Whatever the pace, windows go forward from the first day to the last, and leave no day out of an even film."""
    whole = span(made)
    for pace in ("even", "events"):
        found = windows(made, FilmLook(mode=mode, step=step, width=width, pace=pace))
        ends = [one.end for one in found]
        assert ends == sorted(set(ends))
        assert ends[-1] == whole.end
        assert all(one.inside(whole) for one in found)
        if pace == "even":
            assert found[0].start == whole.start
            assert all(after.start <= before.end for before, after in pairwise(found))


def test_an_event_paced_film_lingers(made: Atlas) -> None:
    """With pace "events" more frames end where incidents begin than with an even pace, and no more in all."""
    even, paced = (windows(made, FilmLook(pace=pace)) for pace in ("even", "events"))
    busy = Window.parse("2020-11-25/2021-02")
    assert len(paced) <= len(even)
    counts = [sum(busy.start < one.end <= busy.end for one in found) for found in (even, paced)]
    assert counts[1] > 2 * counts[0]


def test_a_film_of_nothing_is_refused(made: Atlas, folder: Callable[..., Path]) -> None:
    """Where nothing is dated, where the view's window lies elsewhere, and for too many frames there is no film."""
    undated = read(folder(incidents=[{**one, "when": ""} for one in INCIDENTS]))
    with pytest.raises(ExportError, match="widen the view"):
        film.gif(undated, YEARS)
    with pytest.raises(ExportError, match="widen the view"):
        film.gif(made.filter(when="1999"), YEARS)
    long = read(folder(incidents=changed(INCIDENTS, 0, when="1500-01-01/2000")))
    with pytest.raises(ExportError, match="frames: take longer steps"):
        film.gif(long, FilmLook(step="day"))


def test_a_frame_shows_its_window(made: Atlas) -> None:
    """Each frame is drawn in the size asked for, with the marks of its own window and none of another."""
    count, drawn = stills(made, YEARS)
    found = list(drawn)
    assert (count, len(found)) == (FRAMES, FRAMES)
    attack = [(one.pixels[:, :400] == (0xD5, 0x5E, 0x00)).all(axis=2).sum() for one in found]
    assert {one.pixels.shape for one in found} == {(400, 500, 3)}
    assert [one.atlas.counts.shown for one in found] == [2, 1, 0, 0]
    assert attack[0] > attack[1]
    assert attack[2] < attack[0]


def test_the_ground_changes_with_the_states(made: Atlas) -> None:
    """What stands still is the same in all frames, and a site is drawn in the state of each window."""
    _, drawn = stills(made.filter(kind="meeting"), FilmLook(**{**SMALL, "step": "month"}))
    found = [one.pixels for one in drawn]
    before, after = found[3], found[15]  # February 2021, February 2022: nothing is shown in either, the road is open
    changed_rows = np.flatnonzero((before != after).any(axis=(1, 2)))
    assert changed_rows.max() < 400 - 20  # the receipt stands still
    assert (found[21] != found[22]).any()  # the road is gone in September 2022


def test_a_state_holds_only_in_the_frames_of_its_days(folder: Callable[..., Path]) -> None:
    """A frame shows a state that holds on its last day; one that ended within its window is over, before it is gone."""
    states = [{"site": "dale", "when": "2020-11-10/2021-06-30", "state": "open", "source": "", "note": ""}]
    layers = {"roads": LAYERS["roads"][1:]}  # without the road, which is gone in 2022
    _, drawn = stills(read(folder(incidents=INCIDENTS[:1], claims=[], states=states, layers=layers)), YEARS)
    found = [one.pixels for one in drawn]
    pale = [(one == (0xD5, 0xDD, 0xE3)).all(axis=2).sum() for one in found]  # the sign of what is open; legend too
    assert pale[0] > pale[1] == pale[2] == pale[3] > 0
    left = [one[90:250, 20:265] for one in found]  # the map
    assert (left[1] != left[2]).any()  # it is over in 2021
    assert (left[2] == left[3]).all()  # and not told of any more


def test_a_gif_is_an_animation(made: Atlas) -> None:
    """A GIF has a frame for each window, in its pace, repeats, and holds the colours of the atlas as they are."""
    told: list[tuple[int, int]] = []
    image = Image.open(io.BytesIO(film.gif(made, replace(YEARS, rate=4), lambda *step: told.append(step))))
    durations = []
    for number in range(image.n_frames):  # type: ignore[attr-defined]
        image.seek(number)
        durations.append(image.info["duration"])
    assert told == [(one, FRAMES) for one in range(1, FRAMES + 1)]
    assert sum(durations) == FRAMES * 250 + 1500
    assert image.info["loop"] == 0
    assert image.info["comment"].decode().startswith("A made atlas · All dates")
    image.seek(0)
    first = np.asarray(image.convert("RGB"))
    for colour in ((0xD5, 0x5E, 0x00), (255, 255, 255)):
        assert (first == colour).all(axis=2).any()


@pytest.mark.parametrize(("make", "suffix"), alike([(film.webm, ".webm"), (film.mp4, ".mp4")]))
def test_a_movie_plays(made: Atlas, tmp_path: Path, make: Any, suffix: str) -> None:
    """MP4 and WebM hold every frame, the last one longer, looking as it was drawn, and tell what they are."""
    data = make(made, YEARS)
    found = frames_of(data, suffix, tmp_path)
    drawn = [one.pixels for one in stills(made, YEARS)[1]]
    assert len(found) == FRAMES + 12
    for shown, meant in zip(found, drawn, strict=False):
        assert np.abs(shown.astype(int) - meant).mean() < 4
    assert b"A made atlas" in data
    assert b"data sha256:" in data


def test_a_film_has_its_length(made: Atlas) -> None:
    """Seconds set the pace; a length that would need an absurd one is refused before anything is drawn."""
    assert film.rate_of(replace(YEARS, seconds=2.0), FRAMES) == 2
    assert film.rate_of(YEARS, FRAMES) == 8
    with pytest.raises(ExportError, match=r"4 frames in 100 seconds are 0\.04 a second"):
        film.gif(made, replace(YEARS, seconds=100.0), lambda *_: pytest.fail("a frame was drawn"))


@given(st.floats(0.2, 50), st.integers(1, 300))
def test_hundredths_keep_the_pace(rate: float, count: int) -> None:
    """The times of a GIF's frames are whole hundredths of a second that together last as long as the frames do."""
    found = hundredths(rate, count)
    assert min(found) >= 2
    assert sum(found) == pytest.approx(count * 100 / rate, abs=1)


@given(st.integers(0, 2**32 - 1))
def test_exact_colours_stay(seed: int) -> None:
    """A pixel in one of the wanted colours has exactly that colour in the GIF."""
    noise = np.random.default_rng(seed).integers(0, 256, (12, 20, 3), np.uint8)
    noise[3:6] = (0x12, 0x34, 0x56)
    image = indexed(noise, palette_of([noise], ["#123456", "#FFFFFF", "#123456"])).convert("RGB")
    assert (np.asarray(image)[3:6] == (0x12, 0x34, 0x56)).all()


def test_a_sequence_is_a_picture_each(made: Atlas) -> None:
    """The frames as PNG files in a ZIP have names that sort, and each its own receipt."""
    with zipfile.ZipFile(io.BytesIO(film.stills_zip(made, YEARS))) as archive:
        assert archive.testzip() is None
        frames = {one.filename: archive.read(one) for one in archive.infolist()}
    assert list(frames) == [
        "00001-2020-11-01_2020-12-31.png",
        "00002-2021.png",
        "00003-2022.png",
        "00004-2023-01-01_2023-10-31.png",
    ]
    texts = Image.open(io.BytesIO(frames["00002-2021.png"])).text  # type: ignore[attr-defined]
    assert texts["mapkit:view"] == "when=2021"
    assert texts["Description"].startswith("2021: 1 incident")


class StoppedError(Exception):
    """What a reader raises who has seen enough."""


def _stopping(done: int, _: int) -> None:
    if done == 2:
        raise StoppedError


@pytest.mark.parametrize("make", MAKERS)
def test_a_film_can_be_stopped(made: Atlas, make: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What progress raises ends the film, and nothing half-written and no ffmpeg is left."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(StoppedError):
        make(made, YEARS, _stopping)
    with pytest.raises(ExportError, match="stopped after 1 of 4"):
        make(made, YEARS, lambda *_: False)
    assert list(tmp_path.iterdir()) == []
    assert png(made)  # no lock is left either


def test_a_stopped_sequence_ends(made: Atlas) -> None:
    """A sequence whose reader has seen enough ends with the reader's own error, and no lock is left."""
    with pytest.raises(StoppedError):
        film.stills_zip(made, YEARS, _stopping)
    assert png(made)


def test_without_ffmpeg_it_says_what_to_install(made: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where ffmpeg is missing, MP4 says what to install before it draws, and GIF works."""
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    for make in (film.mp4, film.webm):
        with pytest.raises(MissingExtra, match=r"pip install 'mapkit\[film\]'"):
            make(made, YEARS, lambda *_: pytest.fail("a frame was drawn"))
    assert film.gif(made, YEARS)[:6] == b"GIF89a"


def test_the_machines_ffmpeg_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package the ffmpeg on the path is taken."""
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    monkeypatch.setattr(shutil, "which", lambda name: f"/opt/{name}")
    assert ffmpeg.find_ffmpeg() == "/opt/ffmpeg"


def test_ffmpegs_own_words_are_told(made: Atlas, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """If ffmpeg gives up, the error holds what it said, and nothing is left."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setitem(ffmpeg.CODECS, ".mp4", ("-c:v", "no-such-codec"))
    with pytest.raises(ExportError, match=r"ffmpeg could not make the film: .+ncoder"):
        film.mp4(made, YEARS)
    assert list(tmp_path.iterdir()) == []


def test_odd_sizes_and_hostile_titles_are_filmed(made: Atlas) -> None:
    """A film may have an odd width, and a title that would be an option, or that no command line holds."""
    for title in ("-y /etc/x; $(id)", "a\0b\ud800=c\n", "ə" * 40_000):
        atlas = replace(made.filter(when="2021"), meta=replace(made.meta, title=title))
        assert film.mp4(atlas, FilmLook(size="501x401", dpi=96, step="year"))[4:8] == b"ftyp"


def test_the_same_film_twice(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Films have the same bytes in any time zone and with any hash seed."""
    one, other = ([found[suffix] for suffix in FILMED] for found in renderings(tmp_path_factory))
    assert one == other
    assert len(set(one)) == len(FILMED)
    assert len(FILMS) == len(MAKERS)


def test_two_films_at_once(made: Atlas) -> None:
    """Two threads that film and draw at once do not disturb each other."""
    made_there: list[bytes] = []
    thread = threading.Thread(target=lambda: made_there.append(film.gif(made, YEARS)))
    thread.start()
    here = film.gif(made, YEARS)
    thread.join()
    assert made_there == [here]


def test_names_of_frames_hold_no_text_of_the_data(made: Atlas) -> None:
    """A frame is named by its number and its window, whatever the data say."""
    with zipfile.ZipFile(io.BytesIO(film.stills_zip(made.filter(when="2021", text="second"), YEARS))) as archive:
        assert archive.namelist() == ["00001-2021.png"]
        assert json.dumps(archive.namelist()).isascii()
