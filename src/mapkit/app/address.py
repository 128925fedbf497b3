"""The page's state and its address: what a link holds, and nothing else, decides what the page opens with."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner import get_script_run_ctx

from mapkit.errors import ParseError
from mapkit.link import Link, known_parts
from mapkit.view import View
from mapkit.when import Window, day_of

FRAMING = ("embed", "embed_options", "frame")  # parts of an address that say how the page stands in another one


def opened_link() -> Link:
    """The link in the address of this page. Raises ParseError that names the part."""
    return Link.parse(known_parts(_query()))


def put_link(link: Link) -> None:
    """Put a link into the address, letter by letter: `st.query_params` would percent-encode it once more."""
    context = get_script_run_ctx()
    kept = [part for part in _query().split("&") if part.partition("=")[0] in FRAMING]
    query = "&".join(filter(None, [str(link), *kept]))
    if context is None or query == _query():
        return
    message = ForwardMsg()
    message.page_info_changed.query_string = context.query_string = query
    context.enqueue(message)


def framed() -> bool:
    """Whether the address asks for the map alone, for a frame of another page."""
    return "frame=1" in _query().split("&")


def _query() -> str:
    context = get_script_run_ctx()
    return context.query_string.removeprefix("?") if context else ""


def told(link: Link, state: Mapping[str, Any] | None) -> Link:
    """The link after what the map told last; of its filters `asked.asked_now` has heard before."""
    if not state:
        return link
    view = link.view.without("when") & View(when=_window(state["window"]))
    lat, lon = state["center"]
    return replace(
        link,
        view=view,
        place=(state["zoom"], lat, lon),
        site=state.get("site") or "",
        incident=state.get("incident") or "",
        labels=tuple(state["labels"]) if state.get("labels") else link.labels,
        track=_window(state["track"]) if state.get("track") else None,
        beside=_view(state.get("beside")),
        **{name: state[name] for name in ("mode", "step", "speed", "over") if name in state},
    )


def names_told(link: Link, state: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The languages of names on the map: those that it told, which may follow the reader's, else the link's."""
    return tuple(state["names"]) if state and state.get("names") else link.labels or ()


def _view(text: Any) -> View | None:
    """The view that is compared with; what is none is not believed."""
    try:
        return View.parse(text) if isinstance(text, str) else None
    except ParseError:
        return None


def _window(days: Any) -> Window:
    return Window(*map(day_of, days))
