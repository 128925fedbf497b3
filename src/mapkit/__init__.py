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
    from mapkit.errors import AtlasError, ExportError, MapkitError, MissingExtra, ParseError, Problem
    from mapkit.importing.reading import read
    from mapkit.maps import draw
    from mapkit.opened import receipt
    from mapkit.publishing import Publish, published
    from mapkit.receipts import Receipt
    from mapkit.saving import write
    from mapkit.snapshots import Snapshot, snapshot
    from mapkit.timeindex import build
    from mapkit.verdicts import Verdict, verify
    from mapkit.view import View
    from mapkit.when import Window
    from mapkit.where import BBox

__version__ = "0.1.0"

__all__ = [
    "Atlas",
    "AtlasError",
    "BBox",
    "ExportError",
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
    "draw",
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
    "MapkitError": "errors",
    "MissingExtra": "errors",
    "ParseError": "errors",
    "Problem": "errors",
    "Publish": "publishing",
    "Receipt": "receipts",
    "Snapshot": "snapshots",
    "Verdict": "verdicts",
    "View": "view",
    "Window": "when",
    "build": "timeindex",
    "check": "checks",
    "draw": "maps",
    "published": "publishing",
    "read": "importing.reading",
    "receipt": "opened",
    "snapshot": "snapshots",
    "verify": "verdicts",
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
