"""The script, the styles and the plain world that travel with every map; Leaflet comes from its own package."""

import base64
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import xstatic.pkg.leaflet

from mapkit.assets.script import joined

_HERE = Path(__file__).parent
_IMAGE = re.compile(r"url\((images/[a-z0-9-]+\.png)\)")
_REMARK = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPARE = re.compile(r"\s*([{};,])\s*")
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


@cache
def asset(name: str) -> str:
    """The text of a file of this folder."""
    return (_HERE / name).read_text("utf-8")


@cache
def scrub_script() -> str:
    """The layer and its clock as one script: the modules of scrub/, found from the one that mounts a map."""
    return joined(_HERE / "scrub" / "mount.js")


@cache
def world() -> dict[str, Any]:
    """The plain world as a FeatureCollection; features have a `kind`, "land" or "border"."""
    found: dict[str, Any] = json.loads(asset("world.geojson"))
    return found


@cache
def plain_world() -> dict[str, dict[str, Any]]:
    """The world that an atlas without a basemap of its own stands on, in the form of a basemap."""
    parts = {"land": "land", "borders": "border", "disputed": "disputed"}
    features = world()["features"]
    return {
        name: {"type": "FeatureCollection", "features": [one for one in features if one["properties"]["kind"] == kind]}
        for name, kind in parts.items()
    }


@cache
def leaflet_script() -> str:
    """Leaflet, without the line that would make a browser ask for its source map."""
    return _SOURCE_MAP.sub("", (_leaflet() / "leaflet.js").read_text("utf-8"))


@cache
def map_styles() -> str:
    """The styles of a map without remarks and spare spaces, Leaflet's images inside, so that nothing is fetched."""
    leaflet = _IMAGE.sub(_inlined, (_leaflet() / "leaflet.css").read_text("utf-8"))
    return _SPARE.sub(r"\1", _REMARK.sub("", f"{leaflet}\n{asset('scrub.css')}"))


def _leaflet() -> Path:
    return Path(xstatic.pkg.leaflet.BASE_DIR)


def _inlined(match: re.Match[str]) -> str:
    return f"url(data:image/png;base64,{base64.b64encode((_leaflet() / match[1]).read_bytes()).decode()})"
