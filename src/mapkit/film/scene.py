"""The frames of a film: the ground is drawn once for as long as it stays the same, on it the marks of each window."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mapkit.atlas import Atlas
from mapkit.drawing.looks import FilmLook
from mapkit.drawing.marks import cell_marks
from mapkit.drawing.standing import lasting, sites_shown, states_shown
from mapkit.drawing.style import LIGHT
from mapkit.film.counted import Counted, counted
from mapkit.film.times import windows
from mapkit.filter_words import filter_words, spoken_of
from mapkit.picture import seen
from mapkit.picture.badges import Badge, Whole, draw_badge, place_badges
from mapkit.picture.cells import (
    Scale,
    box_of_frame,
    draw_marks,
    place_marks,
    scale_of,
    shown_marks,
    squared,
    squares,
    zoom_of,
)
from mapkit.picture.frame import Frame, fit
from mapkit.picture.ground import CONTEXT, context_shown, draw_ground, on_frame
from mapkit.picture.labels import draw_labels
from mapkit.picture.legend import draw_legend
from mapkit.picture.lens_signs import draw_moves, moves_in
from mapkit.picture.letters import LEADING, Letters
from mapkit.picture.page import (
    EDGE,
    TITLE,
    Rooms,
    box_of,
    check_room,
    draw_edge,
    draw_footer,
    draw_receipt,
    draw_under,
    rooms_of,
    write,
)
from mapkit.picture.places import Drawn
from mapkit.picture.sheet import Sheet, drawing
from mapkit.picture.signs import entries
from mapkit.picture.strip import Bins, bins, draw_moment, draw_strip
from mapkit.picture.symbols import Doubt, Symbol, draw_over, points
from mapkit.regions import on_regions
from mapkit.when import Window
from mapkit.words import number_words, window_words

Pixels = NDArray[np.uint8]

DATE = Letters(17, LIGHT["ink"], bold=True)
COUNT = Letters(12, LIGHT["label"])
CORNER = (160.0, 75.0)  # CSS pixels that scale bar and arrow take at most
MAX_ASKED = 8  # lines of what is asked


@dataclass(frozen=True)
class Still:
    """One frame: the atlas in its window, and its colours, red, green and blue, shape (height, width, 3)."""

    atlas: Atlas
    pixels: Pixels


@dataclass
class Scene:
    """What all frames share: the sheet and its rooms, the whole atlas, all marks; and what its grounds depend on."""

    sheet: Sheet
    rooms: Rooms
    frame: Frame
    whole: Atlas
    marks: list[Symbol]
    strip: Bins | None
    asked: Sequence[str]
    date: float
    counted: Counted | None
    badges: list[Badge]  # where what stands for regions as a whole is told
    keys: list[Any] = field(default_factory=list)


def stills(atlas: Atlas, look: FilmLook) -> tuple[int, Iterator[Still]]:
    """How many frames there are, and the frames, each drawn when it is asked for. Raises ExportError."""
    named = seen(atlas, look.picture)
    times = windows(named, look)
    with drawing():
        scene = _scene(named, look, times)
    return len(times), _drawn(scene, look, times)


def _drawn(scene: Scene, look: FilmLook, times: Sequence[Window]) -> Iterator[Still]:
    for window in times:
        atlas = scene.whole.through(replace(scene.whole.view, when=window))
        with drawing():
            pixels = _draw(scene, atlas, look)
        yield Still(atlas, pixels)


def _scene(atlas: Atlas, look: FilmLook, times: Sequence[Window]) -> Scene:
    """The sheet with its rooms, and the marks of the whole time, which say where names may stand."""
    picture = look.picture
    sheet = Sheet(*picture.pixels, picture.resolution)
    check_room(sheet, picture)
    over = Window(min(one.start for one in times), max(one.end for one in times))
    whole = atlas.through(replace(atlas.view, when=over))
    asked = sheet.wrapped("; ".join(filter_words(atlas)), COUNT, sheet.width - 2 * EDGE, MAX_ASKED)
    top = EDGE + TITLE.size * LEADING + len(asked) * COUNT.size * LEADING
    rooms = rooms_of(sheet, whole, picture, (top + DATE.size * LEADING + 10, draw_footer(sheet, whole)))
    if len(rooms.legend) == 1:  # beside the map there is room for it up to the date
        left, _, right, low = rooms.legend[0]
        rooms = replace(rooms, legend=((left, top, right, low),))
    frame = fit(box_of(atlas, picture), rooms.map, look.projection)
    marks = shown_marks(frame, whole)
    made = counted(frame, whole, times) if squared(marks) else None
    held = {site: Whole(kinds) for site, kinds in on_regions(whole).items()}
    corner = (rooms.map[0], rooms.map[3] - CORNER[1], rooms.map[0] + CORNER[0], rooms.map[3])
    badges = place_badges(sheet, frame, whole, held, points(marks), [corner])
    return Scene(sheet, rooms, frame, whole, marks, bins(whole), asked, top + DATE.size, made, badges)


def _draw(scene: Scene, atlas: Atlas, look: FilmLook) -> Pixels:
    """One frame on its grounds, each of which is drawn anew only if something in it or under it has changed."""
    sheet = scene.sheet
    for depth, (key, draw) in enumerate(_grounds(atlas)):
        if scene.keys[depth : depth + 1] != [key]:
            del scene.keys[depth:]
            sheet.lift(depth)
            draw(scene, atlas, look)
            sheet.settle()
            scene.keys.append(key)
    if look.over:
        draw_over(sheet, scene.frame, atlas)
    draw_moves(sheet, scene.frame, atlas)
    draw_marks(sheet, scene.frame, points(_marks(scene, atlas)))
    now = on_regions(atlas)
    for badge in (one for one in scene.badges if one.site in now):
        draw_badge(sheet, atlas, badge, Whole(now[badge.site]))
    if scene.strip:
        draw_moment(sheet, scene.rooms.strip, scene.strip, atlas.view.when)
    sheet.text((EDGE, scene.date), window_words(atlas.view.when), DATE)
    sheet.text((scene.rooms.map[2], scene.date), _count_words(scene, atlas), COUNT, align="right")
    pixels = sheet.pixels()[..., :3]
    sheet.clear()
    return pixels


def _count_words(scene: Scene, atlas: Atlas) -> str:
    """How many incidents a frame shows: "4 incidents"; through those who are asked "3 of 4 incidents spoken of"."""
    shown = scene.counted.shown(atlas.view.when) if scene.counted else atlas.counts.shown
    words = number_words(shown, "incident")
    return f"{spoken_of(atlas):,} of {words} spoken of" if atlas.view.according and shown else words


def _marks(scene: Scene, atlas: Atlas) -> list[Symbol]:
    """The marks of one frame: squares if those of the whole time are."""
    if scene.counted:
        return scene.counted.marks(atlas)
    if not squared(scene.marks):
        return place_marks(scene.frame, atlas)
    table, scale = cell_marks(atlas, zoom_of(scene.frame), box_of_frame(scene.frame)), _scale(scene)
    return squares(scene.frame, atlas, table, scale.top if scale else 1)


def _scale(scene: Scene) -> Scale | None:
    """What the squares of all frames mean."""
    scale = scale_of(scene.frame, scene.marks)
    return scale and Scale.of(scale.side, scene.counted.top if scene.counted else scale.top)


def _grounds(atlas: Atlas) -> list[tuple[Any, Callable[[Scene, Atlas, FilmLook], None]]]:
    """The grounds of a frame from the lowest up: what each depends on, and what draws it."""
    features = [[(id(one), standing) for one, standing in context_shown(atlas, name)] for name in CONTEXT]
    states = sorted((site, one.state.state, one.standing) for site, one in states_shown(atlas).items())
    sites = [(site.id, standing) for site, standing in sites_shown(atlas)]
    return [(None, _draw_around), (features, _draw_land), ((states, sites), _draw_places)]


def _draw_around(scene: Scene, atlas: Atlas, look: FilmLook) -> None:  # noqa: ARG001 - the same for all frames
    """Title, filters, legend, strip, credits and receipt, which no frame changes."""
    sheet, rooms, whole = scene.sheet, scene.rooms, scene.whole
    y = write(sheet, sheet.wrapped(whole.meta.title, TITLE, sheet.width - 2 * EDGE, 1), EDGE, TITLE)
    write(sheet, scene.asked, y, COUNT)
    marks, scale = _with_doubt(scene.marks, look), _scale(scene)
    overlays = [one for one in context_shown(whole, "disputed") if on_frame(scene.frame, one[0])]
    moves = bool(moves_in(scene.frame, whole))
    explained = entries(
        whole, _all_states(whole), marks, overlays, counted=False, scale=scale, over=look.over, moves=moves
    )
    draw_legend(sheet, rooms.legend, explained)
    draw_strip(sheet, rooms.strip, whole.through(whole.view.without("when")))
    draw_footer(sheet, whole)
    draw_receipt(sheet, whole, whole.counts.shown - sum(one.whole for one in scene.marks), scale)


def _draw_land(scene: Scene, atlas: Atlas, look: FilmLook) -> None:  # noqa: ARG001 - land has one look
    draw_ground(scene.sheet, scene.frame, atlas)


def _draw_places(scene: Scene, atlas: Atlas, look: FilmLook) -> None:
    """Sites in their states, and names where the marks of all frames leave room, so that they stand still."""
    _, taken = draw_under(scene.sheet, scene.frame, atlas, look.picture)
    taken += [badge.box for badge in scene.badges]
    draw_labels(scene.sheet, scene.frame, scene.whole, points(scene.marks), taken)
    draw_edge(scene.sheet, scene.frame)


def _all_states(atlas: Atlas) -> Drawn:
    """The states that some frame may show, on lines and on dots, and whether one may be over or only possible."""
    lines, dots, (first, last) = set[str](), set[str](), atlas.shown_days
    over = possibly = False
    for state in atlas.state_list:
        site, days = atlas.places.get(state.site), lasting(state.when.text, atlas.last_day)
        if site and site.geometry and days.start <= last and days.end > first:
            (dots if site.geometry["type"].endswith("Point") else lines).add(state.state)
            over |= days.end <= last
            possibly |= max(days.start, first) < days.sure_start or days.sure_end < min(days.end, last + 1)
    return Drawn(frozenset(lines), frozenset(dots), possibly=possibly, some_over=over)


def _with_doubt(marks: Sequence[Symbol], look: FilmLook) -> list[Symbol]:
    """The marks of the whole time, with one that is only possibly in a frame's window: most dates are wider than it."""
    faint = [replace(one, doubt=Doubt(one.doubt.hollow, faint=True)) for one in marks[:1] if look.mode != "start"]
    return [*marks, *faint]
