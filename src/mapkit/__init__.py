"""mapkit: look at dated, placed, sourced incidents on a map that scrubs through time.

    import mapkit as mk

    atlas = mk.read("geo")
    mk.draw(atlas.filter(when="2020-12")).save("mission.html")

Names are loaded when they are first used, so that `import mapkit` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mapkit.atlas import Atlas
    from mapkit.checks import check
    from mapkit.comparing import compare
    from mapkit.errors import AtlasError, ExportError, MapkitError, MissingExtra, ParseError, Problem
    from mapkit.exporting.snapshot import Snapshot, snapshot
    from mapkit.importing.read import read
    from mapkit.link import Link
    from mapkit.publishing.publish import Publish, published
    from mapkit.receipts.read import receipt
    from mapkit.receipts.receipt import Receipt
    from mapkit.receipts.verify import Verdict, verify
    from mapkit.saving import write
    from mapkit.silence import lanes
    from mapkit.timeindex import build
    from mapkit.view import View
    from mapkit.webmap.folium_map import draw
    from mapkit.when import Window
    from mapkit.where import BBox

__version__ = "0.1.0"

__all__ = [
    "Atlas",
    "AtlasError",
    "BBox",
    "ExportError",
    "Link",
    "MapkitError",
    "MissingExtra",
    "ParseError",
    "Problem",
    "Publish",
    "Receipt",
    "Snapshot",
    "Verdict",
    "View",
    "Window",
    "build",
    "check",
    "compare",
    "draw",
    "lanes",
    "published",
    "read",
    "receipt",
    "snapshot",
    "verify",
    "write",
]

_ROOMS = {
    "Atlas": "atlas",
    "AtlasError": "errors",
    "BBox": "where",
    "ExportError": "errors",
    "Link": "link",
    "MapkitError": "errors",
    "MissingExtra": "errors",
    "ParseError": "errors",
    "Problem": "errors",
    "Publish": "publishing.publish",
    "Receipt": "receipts.receipt",
    "Snapshot": "exporting.snapshot",
    "Verdict": "receipts.verify",
    "View": "view",
    "Window": "when",
    "build": "timeindex",
    "check": "checks",
    "compare": "comparing",
    "draw": "webmap.folium_map",
    "lanes": "silence",
    "published": "publishing.publish",
    "read": "importing.read",
    "receipt": "receipts.read",
    "snapshot": "exporting.snapshot",
    "verify": "receipts.verify",
    "write": "saving",
}


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"mapkit has no {name!r}")
    value = getattr(import_module(f"mapkit.{_ROOMS[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
