"""The script of the map. Folium's part of it is kept between starts: it is always the same, and folium loads slowly."""

import hashlib
import sys
from contextlib import suppress
from importlib import metadata
from importlib.util import cache_from_source
from pathlib import Path

import streamlit as st

from mapkit.assets import asset, leaflet_script, scrub_script

WRITERS = ("folium", "branca", "jinja2")
MAPS = Path(__file__).parents[1] / "webmap" / "folium_map.py"


@st.cache_resource(show_spinner=False)
def map_script() -> bytes:
    """The whole script of the map: Leaflet, the clock, and what folium writes for an atlas that holds nothing.

    The island says where a map opens, so the script is the same for all atlases, and none leaves a trace in it.
    """
    wrapped = f"function foliumMap(L, mapkit) {{\n{_folium_part()}\n}}"
    return f"{leaflet_script()}\n{scrub_script()}\n{wrapped}\n{asset('component.js')}".encode()


def drawn() -> str:
    """What folium writes."""
    from mapkit.atlas import make_atlas  # noqa: PLC0415 - who has it from an earlier start needs none of this
    from mapkit.records import Meta  # noqa: PLC0415 - see above
    from mapkit.webmap.folium_map import draw, folium_script  # noqa: PLC0415 - see above

    return folium_script(draw(make_atlas(Meta("mapkit"), (), (), (), (), sources=(), context={})))


def kept_at() -> Path:
    """Where folium's part is kept: beside Python's compiled modules, where nobody writes who cannot change the code."""
    return Path(cache_from_source(str(MAPS))).with_suffix(".js")


def _folium_part() -> str:
    try:
        path, head = kept_at(), _head()
    except (OSError, NotImplementedError, metadata.PackageNotFoundError):  # modules that are no files, or frozen
        return drawn()
    with suppress(OSError, UnicodeDecodeError):
        first, _, script = path.read_bytes().decode().partition("\n")
        if first == f"// {head} {_sum(script)}":
            return script
    script = drawn()
    if not sys.dont_write_bytecode:
        with suppress(OSError):  # a folder that is only read is no hindrance
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(f"// {head} {_sum(script)}\n{script}".encode())
    return script


def _head() -> str:
    """What the part follows from: who writes it, in which version, and for which code."""
    writers = [f"{name}-{metadata.version(name)}" for name in WRITERS]
    return " ".join([*writers, hashlib.sha256(MAPS.read_bytes()).hexdigest()])


def _sum(script: str) -> str:
    return hashlib.sha256(script.encode()).hexdigest()
