"""Folium maps: `draw(atlas)` is a folium.Map with a time layer, which brings everything a page needs.

Folium draws what we wrote: the map, its zoom buttons, its scale, network tiles from a fixed list if asked. No text of
the data enters folium or branca, whose templates would run it; data travel as an island that no template touches.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import folium
from branca.element import Element, Figure, MacroElement
from jinja2 import Template

from mapkit.assets import leaflet_script, map_styles, scrub_script
from mapkit.atlas import Atlas
from mapkit.drawing.looks import languages
from mapkit.drawing.shown import shown_by
from mapkit.errors import ExportError
from mapkit.link import Link
from mapkit.view import View
from mapkit.webmap.columns import encode
from mapkit.webmap.island import island
from mapkit.webmap.opening import WHOLE, opening

TILES = {
    "openstreetmap": (
        "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
        '© <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a> contributors',
    )
}


VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1">'
_VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>')


class Verbatim(Element):
    """A piece of a page that stands as it is: no template is compiled from it or rendered with it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **_kwargs: Any) -> str:
        """The text itself."""
        return self.text


class TimeLayer(MacroElement):
    """Incidents, sites and clock of an atlas on a folium map. Its template is constant; the data stand beside it."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "mapkit.openFolium({{ this._parent.get_name() }}, '{{ this.get_name() }}');"
        "{% endmacro %}"
    )

    def __init__(self, atlas: Atlas, link: Link = WHOLE) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "TimeLayer"
        shown = opening(replace(link, view=View()))  # the island has the window of the view
        self.island = encode({**island(atlas), "opening": shown})

    def render(self, **kwargs: Any) -> Any:
        """Put the library into the page's head, the island into its body and the call that opens it into its script."""
        figure = figure_of(self)
        _let_pinch(figure)
        for name, text in _library().items():
            figure.header.add_child(Verbatim(text), name=name)
        text = f'<script type="application/json" id="{self.get_name()}">{self.island}</script>'
        figure.html.add_child(Verbatim(text), name=self.get_name())
        super().render(**kwargs)  # type: ignore[no-untyped-call]


def island_text(drawn: folium.Map) -> str:
    """The text of the island of a map with a time layer."""
    return next(one.island for one in drawn._children.values() if isinstance(one, TimeLayer))


def figure_of(element: Element) -> Figure:
    """The page that an element of folium stands in."""
    figure = element.get_root()
    if not isinstance(figure, Figure):
        raise TypeError("the layer stands in no map: add it to one first")
    return figure


def _let_pinch(figure: Figure) -> None:
    """Put a viewport in the place of the one that folium writes with a map, which forbids readers to zoom a page."""
    parts = figure.header._children
    for name, part in parts.items():
        if name.startswith("map_"):
            parts[name] = Verbatim(_VIEWPORT.sub(VIEWPORT, part.render()))


def _library() -> dict[str, str]:
    return {
        "mapkit_styles": f"<style>{map_styles()}</style>",
        "mapkit_leaflet": f"<script>{leaflet_script()}</script>",
        "mapkit_script": f"<script>{scrub_script()}</script>",
    }


def draw(
    atlas: Atlas, tiles: str | None = None, *, labels: Iterable[str] | str = (), link: Link | str = WHOLE
) -> folium.Map:
    """The atlas on a folium.Map with its clock; `.save(path)` writes one file that works without a network.

    `labels` are the languages of names (`"en"`, `"hy,az"`; none: the reader's). `link` is what the page has in its
    address: its view narrows the atlas, and the map opens as it says. Raises ParseError for a link of no page.
    `tiles="openstreetmap"` lays network tiles under it, which whoever opens the map then fetches. Raises ExportError
    for other tiles. The same atlas and view give the same bytes.
    """
    if tiles is not None and tiles not in TILES:
        raise ExportError(f"{tiles!r} is no tile layer of mapkit: use {', '.join(TILES)}, or none")
    drawn = _bare_map(atlas)
    if tiles is not None:
        address, credit = TILES[tiles]
        folium.TileLayer(address, attr=credit, name=tiles).add_to(drawn)
    link = Link.parse(link) if isinstance(link, str) else link
    atlas = shown_by(atlas, link, labels)
    drawn.add_child(TimeLayer(atlas, replace(link, labels=None) if languages(labels) else link))
    _fix_ids(drawn, hashlib.sha256(f"{atlas.digest} {atlas.view}".encode()).hexdigest()[:12])
    return drawn


def _bare_map(atlas: Atlas) -> folium.Map:
    """A folium map that asks no CDN for anything; the script of the time layer fits it to the atlas's box."""
    home = atlas.meta.home or atlas.extent
    centre = [(home.south + home.north) / 2, (home.west + home.east) / 2] if home else [20, 0]
    drawn = folium.Map(
        centre,
        tiles=None,
        zoom_start=7,
        min_zoom=1,
        max_zoom=18,
        control_scale=True,
        attributionControl=False,
        zoomSnap=0.25,
    )
    drawn.default_js, drawn.default_css = [], []  # on the instance: folium keeps them on the class
    return drawn


def _fix_ids(element: Element, stem: str) -> None:
    """Give an element and its children ids that follow from the data, where branca draws them by lot."""
    element._id = stem
    for place, (name, child) in enumerate(list(element._children.items())):
        _fix_ids(child, f"{stem}_{place}")
        del element._children[name]
        element.add_child(child, name=child.get_name())


def folium_script(drawn: folium.Map) -> str:
    """The script that folium wrote for a map, to be run where `L` and `mapkit` are at hand."""
    figure = figure_of(drawn)
    figure.render()
    script: str = figure.script.render()
    return script
