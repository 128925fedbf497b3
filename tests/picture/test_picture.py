import io
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from mapkit.atlas import Atlas
from mapkit.drawing.looks import Look
from mapkit.drawing.style import LIGHT
from mapkit.errors import ExportError
from mapkit.files import read
from mapkit.mercator import distance_m
from mapkit.picture import pixels as drawn
from mapkit.picture import png
from mapkit.picture.frame import Frame, around, fit, scale_bar
from mapkit.picture.ground import draw_ground, outlines
from mapkit.picture.labels import draw_labels
from mapkit.picture.letters import Letters, visible
from mapkit.picture.page import box_of
from mapkit.picture.places import Drawn, draw_sites
from mapkit.picture.sheet import Paint, Sheet, blank_sheet
from mapkit.picture.signs import HELD, NOTCHED, entries
from mapkit.picture.strip import bins
from mapkit.picture.symbols import draw_symbols, symbols
from mapkit.records import PATTERNS, SHAPES
from mapkit.where import LANDS, BBox
from mapkit.words import sentence
from support.made import CLAIMS, INCIDENTS, LAYERS, SETTINGS, STATES, changed, feature, point
from support.repository import ROOT

PAGE = (0.0, 0.0, 800.0, 500.0)
PALE_SLATE, SLATE = (0xD5, 0xDD, 0xE3), (0x52, 0x69, 0x7A)
HOSTILE = "$x^2$ \\frac{1}{2} {{7*7}} {% x <img onerror> </script> ${x} `y` \u202eevil\u202c \x00\x1b \ufeff 漢 🙂"
SCREEN, SMALL = Look(), Look(size="500x400", dpi=96)


def pixels(data: bytes) -> Any:
    """The picture as an array, shape (height, width, 3)."""
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def has(data: bytes, colour: str) -> bool:
    """Whether some pixel has exactly this colour."""
    wanted = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    return bool((pixels(data) == wanted).all(axis=2).any())


def legend(atlas: Atlas) -> list[str]:
    """The words of a picture's legend."""
    with blank_sheet(1600, 1000, 144) as page:
        frame = fit(box_of(atlas, SCREEN), PAGE)
        disputed, drawn = draw_ground(page, frame, atlas), draw_sites(page, frame, atlas)
        return [words for _, words in entries(atlas, drawn, symbols(frame, atlas), disputed)]


boxes = st.builds(
    lambda west, south, wide, high: BBox(west, south, west + wide, south + high),
    st.floats(-179, 100),
    st.floats(-80, 60),
    st.floats(0, 79),
    st.floats(0, 20),
)


@given(boxes)
def test_a_frame_shows_the_whole_box(box: BBox) -> None:
    """Every corner of the box lies in the frame, and the box in its middle."""
    frame = fit(box, PAGE)
    x, y = frame.project([box.west, box.east], [box.south, box.north])
    assert x.min() >= -1e-6
    assert x.max() <= 800 + 1e-6
    assert y.min() >= -1e-6
    assert y.max() <= 500 + 1e-6
    assert x.mean() == pytest.approx(400, abs=1e-6)
    assert y.mean() == pytest.approx(250, abs=1e-6)


def test_a_frame_is_web_mercator() -> None:
    """The world is a square, north is up, and the equator is in its middle."""
    frame = fit(BBox(-180, -85.0511287798066, 180, 85.0511287798066), (0, 0, 256, 256))
    assert frame.zoom == pytest.approx(0)
    assert np.column_stack(frame.project([-180, 0, 180], [85.0511287798066, 0, -85.0511287798066])) == pytest.approx(
        np.array([(0, 0), (128, 128), (256, 256)])
    )


def test_a_frame_crosses_the_antimeridian() -> None:
    """Places on both sides of 180 degrees lie beside each other in a box that crosses it."""
    frame = fit(BBox(178, -20, -178, -14), PAGE)
    (west, _), (east, _) = frame.place(179.5, -17), frame.place(-179.5, -17)
    assert 0 < west < 400 < east < 800


@given(boxes, st.floats(20, 400))
def test_the_scale_bar_is_right(box: BBox, longest: float) -> None:
    """The bar is as long as its metres on the ground at the latitude of the map's middle, and a round number."""
    frame = fit(around(box), PAGE)
    metres, length = scale_bar(frame, longest)
    assert longest / 2.5 - 1e-6 <= length <= longest + 1e-6
    assert f"{metres:e}"[0] in "125"
    degrees = length / frame.scale * 360
    if degrees < 5:  # along a parallel and along a great circle part company over long ways
        lat = frame.middle[1]
        assert float(distance_m(0, lat, degrees, lat)) == pytest.approx(metres, rel=0.01)


@given(st.floats(-170, 170), st.floats(-75, 75), st.floats(1, 500_000))
def test_a_ring_lies_at_its_distance(lon: float, lat: float, metres: float) -> None:
    """Every point of a precision ring is as far from the place as the precision says."""
    frame = Frame(PAGE, 0.0, 0.0, 1e6)
    x, y = frame.ring(lon, lat, metres).T / frame.scale
    lons, lats = (x - 0.5) * 360, np.degrees(np.arctan(np.sinh((0.5 - y) * 2 * np.pi)))
    assert distance_m(lon, lat, lons, lats) == pytest.approx(metres, rel=1e-3, abs=0.01)


def test_the_map_shows_what_is_asked_for(made: Atlas) -> None:
    """The box is the view's own if it has one, else the atlas's home, else what is shown, else LANDS."""
    homeless = replace(made, meta=replace(made.meta, home=None))
    assert box_of(made, SCREEN) == BBox(44, 38, 49, 42)
    for outer in ("-180,-90,180,90", "170,-90,160,90"):
        assert box_of(made.filter(where=outer).filter(where="46,39,47,40"), SCREEN) == BBox(46, 39, 47, 40)
    extent = homeless.extent
    assert extent is not None
    assert box_of(homeless, SCREEN).contains(extent.west, extent.south)
    assert box_of(homeless.filter(when="1999"), SCREEN) == LANDS


def test_a_picture_has_its_size(made: Atlas) -> None:
    """Width and height are in pixels, and more dots an inch make larger marks, not a larger picture."""
    assert pixels(png(made)).shape == (1000, 1600, 3)
    assert pixels(png(made, Look(size="640x480"))).shape == (480, 640, 3)
    small, large = (pixels(png(made, Look(size="1600x1200", dpi=dpi))) for dpi in (96, 192))
    assert (large == (0xD5, 0x5E, 0x00)).all(axis=2).sum() > 2 * (small == (0xD5, 0x5E, 0x00)).all(axis=2).sum()


@pytest.mark.parametrize(("size", "dpi"), [("300x200", 96), ("screen", 600), ("20000x20000", 96)])
def test_an_odd_size_is_refused(made: Atlas, size: str, dpi: float) -> None:
    """A picture without room for a map, or too large to draw, is refused."""
    with pytest.raises(ExportError):
        png(made, Look(size=size, dpi=dpi))


def test_incidents_carry_colour(made: Atlas) -> None:
    """What is shown is drawn in the colour of its kind; what is not shown is not."""
    attack, meeting = "#D55E00", "#0072B2"
    both = png(made.filter(when="2020-12/2021-01"))
    assert has(both, attack)
    assert has(both, meeting)
    one = png(made.filter(kind="meeting", when="2021-01"))
    assert not has(one, attack)
    assert has(one, meeting)


def test_the_ground_is_drawn(made: Atlas, geo: Atlas) -> None:
    """An atlas stands on its own basemap, or on the plain world if it has none."""
    for atlas in (made, geo):
        data = png(atlas)
        assert has(data, LIGHT["land"])
    assert has(png(made), LIGHT["sea"])


def test_the_file_says_what_it_is(made: Atlas) -> None:
    """The picture carries title, sentence, view, digest and program as texts, and no time."""
    atlas = made.filter(when="2020-12", kind="attack")
    texts = Image.open(io.BytesIO(png(atlas))).text  # type: ignore[attr-defined]
    assert texts.pop("Title") == "A made atlas (only of the kind Attack)"
    assert texts.pop("Description") == sentence(atlas)
    assert texts.pop("mapkit:view") == str(atlas.view) != ""
    assert texts.pop("mapkit:digest") == f"sha256:{atlas.digest}"
    assert texts.pop("Software") == "mapkit 0.1.0"
    assert texts.pop("Copyright") == "CC0 · made by a test"
    told = texts.pop("mapkit:receipt")
    assert told.startswith("shown 2 of 6 · possible 2 · undated 1 · unplaced 0 · outside 3 · data sha256:")
    assert texts == {}


def test_hostile_texts_are_drawn(folder: Callable[..., Path]) -> None:
    """Texts with mathtext, LaTeX, controls and characters of no font are drawn in every place, without a warning."""
    settings = {
        **SETTINGS,
        "title": HOSTILE,
        "credits": [HOSTILE],
        "licence": HOSTILE,
        "kinds": [{**kind, "label": HOSTILE} for kind in SETTINGS["kinds"]],
        "states": [{**state, "label": HOSTILE} for state in SETTINGS["states"]],
    }
    towns = [{**one, "properties": {**one["properties"], "names": {"hy": [HOSTILE]}}} for one in LAYERS["towns"]]
    context = {"places": [feature("", point(46, 40), names={"az": [HOSTILE]}, rank=0)]}
    atlas = read(folder(settings=settings, layers={"towns": towns}, context=context))
    data = png(atlas)
    assert Image.open(io.BytesIO(data)).text["Title"] == HOSTILE.replace("\0", "\ufffd")  # type: ignore[attr-defined]
    assert np.any(pixels(data) != pixels(png(replace(atlas, meta=replace(atlas.meta, title="x")))))


def test_every_sign_is_seen() -> None:
    """Characters of the map's scripts stay, breaks become blanks, and what cannot be seen or drawn becomes a box."""
    plain = "Շուշի · Şuşa · Шуша · Köhnə Tağlar İı – “$x^2$” …"
    assert visible(plain) == plain
    assert visible("a\tb\nc\u2028d") == "a b c d"
    assert visible("\x00\u202e\ufeff\ud800漢🙂") == "□" * 6


@given(st.text(max_size=60), st.floats(20, 300))
def test_lines_fit(text: str, width: float) -> None:
    """Wrapped text is no wider than asked, holds every character, or ends in an ellipsis."""
    letters = Letters(12, "#000000")
    with blank_sheet(500, 400, 96) as page:
        lines = page.wrapped(text, letters, width, 3)
        assert len(lines) <= 3
        assert all(page.text_width(line, letters) <= width or len(line) <= 2 for line in lines)
        whole = "".join(visible(text).split())
        if not lines or not lines[-1].endswith("…"):
            assert "".join("".join(lines).split()) == whole


def test_a_dollar_is_a_dollar(made: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    """No text goes through mathtext or LaTeX."""

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("mathtext was asked")

    monkeypatch.setattr("matplotlib.mathtext.MathTextParser.parse", refuse)
    monkeypatch.setattr("matplotlib.texmanager.TexManager.get_rgba", refuse)
    png(replace(made, meta=replace(made.meta, title="a $\\alpha$ b", credits=("$x$",))), SMALL)


def test_a_users_settings_change_nothing(made: Atlas) -> None:
    """Whatever a user has set up in matplotlib, the picture has the same bytes, and the settings stay."""
    before = png(made)
    with mpl.rc_context({"font.size": 30, "lines.scale_dashes": False, "axes.facecolor": "black", "text.usetex": True}):
        assert png(made) == before
        assert mpl.rcParams["font.size"] == 30


def test_the_same_bytes_twice(geo: Atlas) -> None:
    """The same atlas and view give the same bytes, also from two threads at once."""
    atlas, drawn = geo.filter(when="2020-12"), list[bytes]()
    threads = [threading.Thread(target=lambda: drawn.append(png(atlas))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert drawn == [png(atlas)] * 2


def test_pyplot_stays_out() -> None:
    """A picture needs no global figure manager and no display."""
    program = (
        "import sys; from mapkit.files import read; from mapkit.picture import png; png(read(sys.argv[1]));"
        "print('matplotlib.pyplot' in sys.modules)"
    )
    root = ROOT
    settings = {**os.environ, "PYTHONPATH": str(root / "src")}
    command = [sys.executable, "-W", "error", "-c", program, str(root / "geo")]
    assert subprocess.run(command, env=settings, capture_output=True, text=True, check=True).stdout == "False\n"


def test_without_matplotlib_it_says_what_to_install() -> None:
    """Where matplotlib is missing, the error holds the line that installs it."""
    program = (
        "import sys; sys.modules['matplotlib'] = None\n"
        "from mapkit.errors import MissingExtra\n"
        "try:\n    import mapkit.picture\nexcept MissingExtra as error:\n    print(error)"
    )
    settings = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", program], env=settings, capture_output=True, text=True, check=True)
    assert done.stdout == "this needs matplotlib: pip install 'mapkit[picture]'\n"


def test_what_was_not_there_is_not_drawn(folder: Callable[..., Path]) -> None:
    """A part of the basemap is drawn on the days of its validity, as over where these ended within the window."""
    line = {"type": "LineString", "coordinates": [[45, 39], [47, 41]]}
    about = {"name": "The line", "valid": "2020-03-01/2020-10-09"}
    atlas = read(folder(context={"disputed": [feature("", line, **about)]}))
    found = {}
    for window in ("2020-08", "2020", "2020-10-15", "2019"):
        seen = atlas.filter(when=window)
        with blank_sheet(1600, 1000, 144) as page:
            found[window] = [standing.name for _, standing in draw_ground(page, fit(box_of(atlas, SCREEN), PAGE), seen)]
        told = [words for words in legend(seen) if words.startswith("The line")]
        assert len(told) == len(found[window])
    assert found == {"2020-08": ["HOLDS"], "2020": ["OVER"], "2020-10-15": [], "2019": []}
    assert "The line: 1 March 2020 to 9 October 2020" in legend(atlas.filter(when="2020-08"))
    assert "The line: until 9 October 2020" in legend(atlas.filter(when="2020"))


def test_the_legend_says_what_is_over_and_until_when(geo: Atlas) -> None:
    """For 31 October 2023 the legend names no state as there that ended before, nor any line of contact."""
    day, years = legend(geo.filter(when="2023-10-31")), legend(geo.filter(when="2020-11-01/2023-10-31"))
    assert "Places on 31 October 2023" in day
    assert "Open" in day
    assert not any("until" in words or "Held by" in words or "contact" in words for words in day)
    labels = {kind.label for kind in geo.meta.states}
    assert labels & {*years} == labels & {*day}
    assert {"Limited traffic until 3 October 2023", "Open until 30 August 2022"} < {*years}
    assert "Held by Artsakh forces until December 2020 (3 places)" in years
    assert "Line of contact: until 20 September 2023" in years
    russian = legend(replace(geo, named=("ru",)).filter(when="2020-11-01/2023-10-31"))
    assert "Линия соприкосновения: until 20 September 2023" in russian
    assert "paler: only possibly" in legend(geo.filter(when="2020-12-15"))


def test_shapes_are_cut_to_the_frame() -> None:
    """A polygon of the whole world keeps its corners near the frame, and is drawn on both sides of the antimeridian."""
    world = {"type": "Polygon", "coordinates": [[[-180, -80], [180, -80], [180, 80], [-180, 80], [-180, -80]]]}
    parts = list(outlines(fit(BBox(179.99, 0, -179.99, 0.01), PAGE), world, "Polygon"))
    assert len(parts) == 2
    assert max(abs(part).max() for part in parts) < 2000


def test_marks_tell_how_sure_they_are(folder: Callable[..., Path]) -> None:
    """A mark is faint if nothing surely lies in the window and hollow if its place is rough; a known one has a ring."""
    rough = changed(changed(INCIDENTS, 0, precision_m=20_000), 2, precision_m="", when="[2020-12-12..2020-12-20]")
    atlas = read(folder(incidents=rough))
    frame = fit(box_of(atlas, SCREEN), PAGE)
    found = {one.site: one for one in symbols(frame, atlas.filter(when="2020-12/2021-02"))}
    assert found["hilltown"].doubt.hollow
    assert found["hilltown"].ring is not None
    assert not found["dale"].doubt.hollow
    assert found[""].ring is None
    assert not found[""].doubt.faint
    (faint,) = symbols(frame, atlas.filter(when="2020-12-15"))
    assert faint.doubt.faint


def test_a_mark_wears_the_state_of_its_place(folder: Callable[..., Path]) -> None:
    """A mark on a point in a state has a ring in its pattern that names keep off, and the legend tells of it."""
    states = [{**STATES[0], "site": "dale", "when": "2020/2022", "state": "open"}]
    view = {"when": "2021-01", "kind": "meeting"}
    held, free = (read(folder(states=rows)).filter(**view) for rows in (states, []))
    drawn, reach = list[Any](), list[float]()
    for atlas in (held, free):
        frame = fit(box_of(atlas, SCREEN), PAGE)
        (mark,) = symbols(frame, atlas)
        with blank_sheet(1600, 1000, 144) as page:
            draw_symbols(page, frame, [mark])
            drawn.append((np.abs(page.pixels()[..., :3].astype(int) - SLATE).sum(axis=2) < 120).sum())
        reach.append(mark.reach)
    assert drawn[0] > 50 > drawn[1] == 0
    assert reach[0] > reach[1] + 4
    assert [HELD in legend(atlas) for atlas in (held, free)] == [True, False]


def test_a_state_is_seen_where_two_sites_are_one_point(folder: Callable[..., Path]) -> None:
    """A dot in the pattern of its state lies on the plain dot of another site at the same point."""
    twins = [feature(name, point(46.9, 39.5), names={"en": [name]}) for name in ("hilltown", "dale", "nowhere")]
    states = [{**STATES[0], "site": "hilltown", "when": "2020/2022", "state": "open"}]
    atlas = read(folder(layers={"towns": twins}, incidents=[], claims=[], states=states))
    with blank_sheet(1600, 1000, 144) as page:
        draw_sites(page, fit(box_of(atlas, SCREEN), PAGE), atlas.filter(when="2021"))
        assert (page.pixels()[..., :3] == PALE_SLATE).all(axis=2).sum() > 40


def test_a_picture_fits_what_lies_across_the_antimeridian(folder: Callable[..., Path]) -> None:
    """Incidents on both sides of the antimeridian are a few degrees apart, not the whole world."""
    settings = {name: value for name, value in SETTINGS.items() if name != "home"}
    row = {"when": "2021", "kind": "attack", "title": "x", "lat": 10}
    rows = [{**row, "id": f"{lon}", "lon": lon} for lon in (179, -178)]
    atlas = read(folder(settings=settings, incidents=rows, claims=[], states=[]))
    box = box_of(atlas, SCREEN)
    assert (round(box.west, 2), round(box.east, 2)) == (178.76, -177.76)
    first, second = symbols(fit(box, PAGE), atlas)
    assert 100 < abs(first.x - second.x) < 800
    assert {one.x > 0 for one in (first, second)} == {True}
    far = [{**row, "id": f"far {lon}", "lon": lon} for lon in (-60, 60)]
    wide = read(folder(settings=settings, incidents=[*rows, *far], claims=[], states=[]))
    assert box_of(wide, SCREEN).crosses_antimeridian is False


def test_a_mark_counts_its_incidents(folder: Callable[..., Path]) -> None:
    """Incidents of one place are one mark with their number and the shares of their kinds."""
    more = [{**INCIDENTS[0], "id": f"more-{place}", "kind": "meeting" if place else "attack"} for place in range(3)]
    atlas = read(folder(incidents=[*INCIDENTS, *more])).filter(when="2020-12-08")
    (mark,) = symbols(fit(box_of(atlas, SCREEN), PAGE), atlas)
    assert mark.count == 4
    assert {kind.id: count for kind, count in mark.kinds} == {"attack": 2, "meeting": 2}
    assert {"several kinds, by share", "number of incidents"} <= set(legend(atlas))


def test_the_legend_explains_what_is_seen(made: Atlas) -> None:
    """The legend names the kinds and states that are on the map, with counts, and no others."""
    words = legend(made.filter(when="2020-12"))
    assert "Attack (2)" in words
    assert not any(one.startswith("Meeting") for one in words)
    assert "Open" in words
    assert "Blocked" not in words
    assert legend(made.filter(when="1999")) == []


def test_names_keep_apart(geo: Atlas) -> None:
    """No name on the map lies on another, on a mark, or beyond the edge."""
    written: list[tuple[float, float, float, float]] = []

    class Watched(Sheet):
        """A sheet that keeps the boxes of its lines of text."""

        def text(self, at: Any, text: str, letters: Letters, *, align: str = "left", middle: bool = False) -> None:
            width = self.text_width(text, letters)
            left = at[0] - width * {"left": 0.0, "center": 0.5, "right": 1.0}[align]
            written.append((left, at[1] - 0.7 * letters.size, left + width, at[1]))
            super().text(at, text, letters, align=align, middle=middle)

    page, frame = Watched(1600, 1000, 144), fit(box_of(geo, SCREEN), PAGE)
    found = symbols(frame, geo)
    count = draw_labels(page, frame, geo, found, [])
    marks = [(one.x - one.radius, one.y - one.radius, one.x + one.radius, one.y + one.radius) for one in found]
    assert count >= 15
    for place, one in enumerate(written):
        assert frame.holds(one[0], one[1])
        assert frame.holds(one[2], one[3])
        for other in [*written[place + 1 :], *marks]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_bars_count_what_may_have_begun_in_a_month(made: Atlas) -> None:
    """Each month counts the incidents that may have begun in it, by kind; what went on is a line on the days after."""
    found = bins(made.filter(when="2021-01"))
    assert found is not None
    assert found.unit == "month"
    assert len(found.edges) == 37  # the atlas's own window, November 2020 to October 2023
    assert found.counts.sum(axis=1).tolist() == [2, 1]
    assert found.counts[0].tolist()[:3] == [0, 2, 0]
    assert found.counts[1].tolist()[:3] == [0, 0, 1]
    assert found.below.tolist() == [one == 1 for one in range(36)]


@pytest.mark.parametrize("when", ["2020-01/2021-06", "2020-11-01/2023-10-31", "0900/2100", "../2020", "2022/.."])
def test_any_span_has_bars(folder: Callable[..., Path], when: str) -> None:
    """Long, open and ancient spans give edges that rise, few enough to draw, and count every incident."""
    settings = {key: value for key, value in SETTINGS.items() if key != "window"}
    atlas = read(folder(incidents=changed(INCIDENTS, 0, when=when), settings=settings))
    found = bins(atlas)
    assert found is not None
    assert (np.diff(found.edges) > 0).all()
    assert len(found.edges) <= 402
    assert found.below.any()
    wide = len(when.partition("/")[0]) <= len("2020")  # it may have begun on any of too many days to be in a bar
    assert found.counts.sum(axis=1).tolist() == [1 if wide else 2, 1]
    assert png(atlas, SMALL)


def test_many_marks_become_specks(folder: Callable[..., Path]) -> None:
    """More marks than can be told apart are drawn as specks, and the legend says what their colour means."""
    many = [
        {
            "id": f"i{place}",
            "when": "2021",
            "kind": "attack" if place % 3 else "meeting",
            "title": "x",
            "lon": 45 + place % 50 / 20,
            "lat": 39 + place // 50 / 20,
        }
        for place in range(2000)
    ]
    atlas = read(folder(incidents=many, claims=[]))
    assert "a speck has the colour of the most frequent kind there" in legend(atlas)
    assert "Attack (1,333)" in legend(atlas)
    assert has(png(atlas), "#D55E00")


def test_what_lies_beyond_the_edge_is_told(folder: Callable[..., Path]) -> None:
    """Incidents that are shown but lie outside the map's edges are counted in its receipt."""
    far = changed(INCIDENTS, 2, lon=2.35, lat=48.86)
    said: list[str] = []

    class Heard(Sheet):
        """A sheet that keeps what is written on it."""

        def text(self, at: Any, text: str, letters: Letters, *, align: str = "left", middle: bool = False) -> None:
            said.append(text)
            super().text(at, text, letters, align=align, middle=middle)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("mapkit.picture.sheet.Sheet", Heard)
        png(read(folder(incidents=far)))
    assert any("1 shown beyond the edge of this map" in text for text in said)
    assert any(text.startswith("A made atlas") for text in said)


def test_an_empty_answer_is_a_picture(made: Atlas) -> None:
    """A view that finds nothing, at no time or anywhere, still gives the map and its receipt."""
    for asked in ({"when": "1999"}, {"when": "none"}, {"kind": []}, {"where": "0,0,0,0"}):
        data = png(made.filter(**asked), SMALL)
        assert pixels(data).shape == (400, 500, 3)


def test_a_disc_is_cut_into_shares() -> None:
    """A slice begins at the top and goes clockwise."""
    with blank_sheet(100, 100, 96) as page:
        page.disc((50, 50), 40, Paint("#D55E00"), share=(0, 0.25))
        image = pixels(page.png({}))
    assert tuple(image[30, 70]) == (0xD5, 0x5E, 0x00)
    for x, y in ((30, 30), (30, 70), (70, 70)):
        assert tuple(image[y, x]) == (255, 255, 255)


def test_all_shapes_are_drawn(folder: Callable[..., Path]) -> None:
    """Every shape and every pattern that an atlas may name can be drawn, and no two patterns look the same."""
    kinds = [{"id": shape, "label": shape, "colour": "#D55E00", "shape": shape} for shape in SHAPES]
    states = [{"id": name, "label": name, "pattern": name} for name in PATTERNS]
    rows = [
        {"id": shape, "when": "2021", "kind": shape, "title": shape, "lon": 45 + place / 5, "lat": 40}
        for place, shape in enumerate(SHAPES)
    ]
    different = set()
    for name in PATTERNS:
        held = [{"site": site, "when": "2020/..", "state": name} for site in ("road", "lake", "dale")]
        atlas = read(
            folder(settings={**SETTINGS, "kinds": kinds, "states": states}, incidents=rows, claims=[], states=held)
        )
        with blank_sheet(1600, 1000, 144) as page:
            frame = fit(box_of(atlas, SCREEN), PAGE)
            draw_sites(page, frame, atlas.filter(when="2021"))
            different.add(page.pixels().tobytes())
            draw_symbols(page, frame, symbols(frame, atlas))
        assert len(symbols(frame, atlas)) == len(SHAPES)
    assert len(different) == len(PATTERNS)
    assert has(png(atlas), "#D55E00")


def test_what_is_over_stays_paler(made: Atlas) -> None:
    """With `over`, what has ended before the window is drawn in its kind's colour, paler, and the legend says so."""
    atlas = made.filter(when="2022")
    attack = np.array([0xD5, 0x5E, 0x00])
    pale = np.round(0.35 * attack + 0.65 * np.array([int(LIGHT["land"][at : at + 2], 16) for at in (1, 3, 5)]))
    with_it, without = (drawn(atlas, Look(over=over))[..., :3].astype(int) for over in (True, False))
    near = [(np.abs(one - pale).max(axis=2) <= 2).sum() for one in (with_it, without)]
    assert near[0] > 50 > near[1]
    nothing = made.filter(when="2019")
    assert (drawn(nothing, Look(over=True)) == drawn(nothing)).all()


def test_what_is_disputed_has_a_notch(folder: Callable[..., Path]) -> None:
    """A mark of what some source denies is cut at its upper right, down to its middle; the legend says so."""
    looks, home = {}, BBox(46, 39, 47.5, 40.5)
    for stance in ("denies", "confirms"):
        claims = [{**one, "stance": stance} if one["stance"] == "denies" else one for one in CLAIMS]
        atlas = read(folder(claims=claims)).filter(when="2020-12-08")
        with blank_sheet(600, 600, 96) as sheet:
            frame = fit(home, (0.0, 0.0, 600.0, 600.0), "mercator")
            (mark,) = symbols(frame, atlas)
            draw_symbols(sheet, frame, [mark])
            looks[stance] = sheet.pixels()[..., :3].astype(int)
        words = [text for _, text in entries(atlas, Drawn(frozenset(), frozenset()), [mark], [])]
        assert (NOTCHED in words) == (stance == "denies") == mark.disputed
    rows, columns = np.nonzero((looks["denies"] != looks["confirms"]).any(axis=2))
    assert len(rows) > 10
    assert columns.min() >= mark.x - 2
    assert rows.max() <= mark.y + 2
    assert (looks["denies"][rows, columns].mean(axis=0) > looks["confirms"][rows, columns].mean(axis=0)).all()
