"""Every format as bytes, for the tests of what leaves the house; pictures small, films left out unless asked for."""

from functools import cache
from pathlib import Path

from mapkit.atlas import Atlas
from mapkit.drawing.looks import FilmLook, Look
from mapkit.exporting.formats import FORMATS
from mapkit.exporting.snapshot import render
from mapkit.receipts.receipt import receipt_json
from mapkit.receipts.seal import BESIDE, sealed_beside

FILMS = (".gif", ".mp4", ".webm", ".frames.zip")
STILL = tuple(suffix for suffix in FORMATS if suffix not in FILMS)
DATA = (".html", ".geojson", ".csv", ".csv.zip", ".parquet", ".zip")
SMALL = Look(size="640x480")
SHORT = FilmLook(size="480x360", dpi=96, step="year")


def options(suffix: str) -> dict[str, Look | FilmLook]:
    """The options that make a format quick, where it takes any."""
    takes = FORMATS[suffix].takes.get("look")
    return {"look": SMALL} if takes is Look else {"look": SHORT} if takes is FilmLook else {}


@cache
def made_bytes(atlas: Atlas, suffix: str) -> bytes:
    """A rendered format; the same atlas is rendered once."""
    return render(atlas, suffix, **options(suffix))  # type: ignore[arg-type]


def put(atlas: Atlas, path: Path, suffix: str) -> Path:
    """A file of a format at `path` with its suffix, and beside it its receipt if it is a CSV."""
    path = path.with_name(path.name + suffix)
    path.write_bytes(made_bytes(atlas, suffix))
    if suffix == ".csv":
        text = sealed_beside(path.read_bytes(), receipt_json(atlas))
        path.with_name(path.name + BESIDE).write_text(text, "ascii")
    return path
