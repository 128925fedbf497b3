"""The server's application: Streamlit's own, but that its page shows title and outline before anything has loaded.

The server imports it by name, once `sys.argv` says which atlas is served.
"""

import sys
import tomllib
from contextlib import suppress
from html import escape
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from streamlit.starlette import App

from mapkit.app.early_map import SETTINGS, early_lines
from mapkit.assets import asset

SCRIPT = Path(__file__).with_name("script.py")
INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
ROOT = '<div id="root"></div>'
STYLES = ("page.css", "component.css", "first.css")
PARTS = ("top", "map", "panel", "clock")
ELSEWHERE = {"map", "open", "incident"}  # what of a link lets the map open elsewhere than at the atlas's own box


async def first_page(request: Request) -> HTMLResponse:
    """Streamlit's page; one that is no frame of another page has the outline of the map in it.

    The outline is the map's: `loader.js` takes it over once it is here. Whatever else comes takes its place.
    """
    text = INDEX.read_text("utf-8")
    if "frame" not in request.query_params:
        text = text.replace(ROOT, ROOT + outline(sys.argv[1], lines=not ELSEWHERE & {*request.query_params}), 1)
    return HTMLResponse(text, headers={"Cache-Control": "no-cache"})


def outline(path: str, *, lines: bool = True) -> str:
    """The title of the atlas at `path`, and where its map, list and clock will be, as HTML.

    With `lines` the map has those of its basemap, in grey.
    """
    drawn = early_lines(path) if lines else ""
    parts = "".join(f'<div class="mk-first-{name}">{drawn if name == "map" else ""}</div>' for name in PARTS)
    return (
        f"<style>{''.join(map(asset, STYLES))}</style>"
        "<noscript><style>#mapkit-first { display: none; }</style></noscript>"
        f'<div id="mapkit-first"><div class="mk-first" aria-busy="true">'
        f'<div class="mk-first-title">{escape(title_of(path))}</div>{parts}</div></div>'
        f"<script>{asset('first.js')}</script>"
    )


def title_of(path: str) -> str:
    """The title of the atlas folder at `path`; nothing where it has none, or none that can be read so early."""
    with suppress(OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        title = tomllib.loads((Path(path) / SETTINGS).read_text("utf-8")).get("title")
        return title if isinstance(title, str) else ""
    return ""


app = App(SCRIPT, routes=[Route("/", first_page)])
