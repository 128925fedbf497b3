"""The map and plain text as Streamlit components of the second kind; data reach them as data, never as code."""

import gzip
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from secrets import token_hex
from types import MappingProxyType
from typing import Any, NamedTuple

import streamlit as st
from streamlit.runtime import get_instance

from mapkit.app.map_script import map_script
from mapkit.app.pressed_row import PRESSED_ROW
from mapkit.assets import asset, map_styles
from mapkit.atlas import Atlas
from mapkit.filter_words import filters_alone
from mapkit.view import View
from mapkit.webmap.columns import pack
from mapkit.webmap.island import island, large_island, texts

TEXT_SCRIPT = """
export default function ({ parentElement, data }) {
  const box = parentElement.querySelector('.mk-text');
  const nodes = [];
  for (const [tag, text] of data.lines) {
    const known = ['h1', 'h2', 'li'].includes(tag) ? tag : 'p';
    const node = Object.assign(document.createElement(known), { dir: 'auto', textContent: text });
    if (tag === 'alert') { node.className = 'mk-wrong'; node.setAttribute('role', 'alert'); }
    if (tag !== 'li') { nodes.push(node); continue; }
    if (!nodes.length || nodes.at(-1).localName !== 'ul') nodes.push(document.createElement('ul'));
    nodes.at(-1).append(node);
  }
  box.replaceChildren(...nodes);
  document.getElementById('mapkit-first')?.remove();
}
"""
TEXT_STYLES = """
.mk-text { font-family: var(--st-font, system-ui, sans-serif); color: var(--st-text-color, inherit); }
.mk-text { overflow-wrap: anywhere; }
.mk-text h1 { font-size: clamp(1.05rem, 2.4vw, 1.45rem); line-height: 1.2; font-weight: 650; margin: 0 0 .2rem; }
.mk-text h2 { font-size: 1.05rem; font-weight: 650; margin: .9rem 0 .3rem; }
.mk-text p { margin: 0 0 .35rem; max-width: 75ch; line-height: 1.5; }
.mk-text .mk-wrong { color: var(--st-red-text-color, #a3261b); font-size: .875rem; }
.mk-text ul { margin: 0 0 .35rem; padding: 0; }
.mk-text li { margin: 0 0 .25rem; margin-inline-start: 1.2rem; max-width: 73ch; line-height: 1.5; }
"""

MAX_WANTED = 500
VALUES = "values"  # what the page asks of a column of the user's own
VALUE_COUNTS = "valueCounts"  # and of how many incidents each value of a menu would show
ALONE = (VALUES, VALUE_COUNTS)  # which every page may ask, not only that of a large atlas
MAX_INLINE = 500_000  # bytes of an island that come with the page itself
HEAD = 10  # bytes before the name in compressed data
HAS_NAME = 8  # the flag that says that there is one

Renderer = Callable[..., Any]


class Hosted(NamedTuple):
    """What only a server answers: the `rows` that pass what is `asked` of it, as a bitset, and `values` by column."""

    asked: str = ""
    rows: str | None = None
    values: Mapping[str, Sequence[str]] | None = None


@st.cache_resource(show_spinner=False)
def map_component() -> Renderer:
    """The map's component. A component's script travels with each of its answers, so this one fetches the map's."""
    styles = f"{map_styles()}\n{asset('component.css')}"
    return st.components.v2.component(
        "mapkit.map", html='<div class="mk-app"></div>', css=styles, js=asset("loader.js")
    )


@st.cache_resource(show_spinner=False)
def text_component() -> Renderer:
    """Lines of plain text: Streamlit's own text commands read markdown, which would load images that data name."""
    return st.components.v2.component(
        "mapkit.text", html='<div class="mk-text"></div>', css=TEXT_STYLES, js=TEXT_SCRIPT
    )


def show_text(lines: Sequence[tuple[str, str]], key: str) -> None:
    """Show lines of (tag, text); tags are h1, h2, li, p, and alert, which is in red and said at once."""
    text_component()(key=key, data={"lines": [list(line) for line in lines]})


def packed(atlas: Atlas) -> bytes:
    """The island of a whole atlas, compressed the same way every time; a large one stays with the server."""
    return gzip.compress(pack(large_island(atlas) if atlas.large else island(atlas)), 6, mtime=0)


def private(data: bytes) -> bytes:
    """Compressed data with a number of their own, drawn by lot, in the place of a file name (RFC 1952, section 2.3.1).

    A server names what it hands out by its bytes; with the number in them nobody else can know the name, not even who
    has the same data.
    """
    return data[:3] + bytes([data[3] | HAS_NAME]) + data[4:HEAD] + token_hex(16).encode() + b"\0" + data[HEAD:]


def show_map(  # noqa: PLR0913 - what is shown, how it is asked, and where it opens
    atlas: Atlas,
    data: bytes,
    *,
    own: bool,
    asked: View,
    hosted: Hosted,
    initial: Mapping[str, Any],
    opened: int,
    answers: Mapping[str, Any] | None = None,
    counts: Mapping[str, Any] | None = None,
    pick: Mapping[str, Any] | None = None,
    pressed: Mapping[str, Callable[[Any], None]] = MappingProxyType({}),
) -> Any:
    """Mount the map of the whole atlas and return what it last told: window, box, centre, zoom, site, labels.

    `data` is its island, `packed`; that of a session's `own` atlas is `private` too. `asked` are the filters, which the
    map owns, `hosted` is what it cannot answer of them, `initial` where it opens; a new `opened` opens it anew, and so
    does another atlas. A small island comes with the map, for a request of its own would wait behind those of the
    page's other widgets; later runs only name one that all sessions share. A small one of a session's own always comes
    so, and the server keeps no file of it. The row that was pressed in a table (`PRESSED_ROW`) opens its card, once.

    `counts` is what menus asked (`app.value_counts`). `pick` asks the reader for a point (`app.editing.asked_point`);
    `pressed` has what is called with each point that is `picked` and with each incident that somebody wants to `edit`.
    """
    key, wanted = map_key(atlas, opened), st.session_state.pop("wanted", None)
    payload = {
        **_files(data, key, own=own),
        **_filters(atlas, asked, hosted),
        "initial": dict(initial),
        "links": not own,
        "title": atlas.meta.title,
        "texts": texts(atlas, wanted) if wanted else None,
        "answers": answers,
        VALUE_COUNTS: counts,
        "pick": dict(pick) if pick else None,
        "edit": "edit" in pressed,
        "open": st.session_state.get(PRESSED_ROW),
    }
    return map_component()(key=key, data=payload, **_listeners(key, pressed))["view"]


def _filters(atlas: Atlas, asked: View, hosted: Hosted) -> dict[str, Any]:
    """What the page hears of filters: what it could not answer, the box of a link, and what counts are asked of."""
    boxed = View(where=asked.where)
    return {
        "shown": hosted.rows,
        "shownFor": hosted.asked,
        "values": hosted.values,
        "fixed": str(boxed),
        "words": filters_alone(atlas.filter(boxed)),
        "view": str(asked.without("when", "certain")),
    }


def _files(data: bytes, key: str, *, own: bool) -> dict[str, str | None]:
    """Where the page finds the script and the island, or the island itself."""
    small = len(data) <= MAX_INLINE
    first = small and (own or key not in st.session_state)
    return {
        "script": _address(map_script(), "text/javascript", "mapkit.script"),
        "island": "here" if own and small else _address(data, "application/gzip", "mapkit.island"),
        "packed": b64encode(data).decode() if first else None,
    }


def _listeners(key: str, pressed: Mapping[str, Callable[[Any], None]]) -> dict[str, Callable[[], None]]:
    """What is called when the map tells or asks something; Streamlit wants a listener for each."""
    asking = {f"on_{part}_change": partial(_ask, key, part) for part in ("cube", "page", "whole", *ALONE)}
    telling = {f"on_{part}_change": partial(_tell, key, part, pressed.get(part)) for part in ("picked", "edit")}
    return {"on_view_change": lambda: None, "on_wanted_change": partial(_remember, key), **asking, **telling}


def _tell(key: str, name: str, hear: Callable[[Any], None] | None) -> None:
    told = st.session_state[key][name]
    if hear and told is not None:
        hear(told)


def map_key(atlas: Atlas, opened: int) -> str:
    """The key of the map of an atlas: the `opened`-th that a session opens."""
    return f"map-{opened}-{atlas.digest[:12]}"


def asked_of(key: str) -> dict[str, Any]:
    """What the page of a large atlas's map has asked since this was called last, by name; of each the newest."""
    asked: dict[str, Any] = st.session_state.get(f"asked-{key}", {})
    return {name: asked.pop(name) for name in [*asked] if name not in ALONE}


def asked_last(key: str, name: str) -> Any:
    """What the page of a map has asked of this name since this was called last; None where it has not."""
    return st.session_state.get(f"asked-{key}", {}).pop(name, None)


def told_by(key: str) -> Any:
    """What the map of this key told last; None before it has."""
    return (st.session_state.get(key) or {}).get("view")


def _ask(key: str, name: str) -> None:
    if wanted := st.session_state[key][name]:
        st.session_state.setdefault(f"asked-{key}", {})[name] = wanted


def _address(data: bytes, mimetype: str, name: str) -> str:
    """Where this session can fetch a file from the server, which forgets it with the last session that shows it."""
    address: str = get_instance().media_file_mgr.add(data, mimetype, name)
    return address


def _remember(key: str) -> None:
    """Keep the rows whose texts the map asks for, until it is mounted in this run; no more than a card shows."""
    asked = st.session_state[key]["wanted"] or []
    st.session_state["wanted"] = [row for row in asked[:MAX_WANTED] if isinstance(row, int)]
