"""Pictures: what an atlas shows, as PNG, SVG or PDF, drawn without a browser and without a network.

The picture holds the title, the view in a sentence, the map with legend, scale and north, a small map that says where
it lies, the strip of time with the window marked, the credits and the receipt. The same atlas, view and look give the
same bytes, on any day and any machine with the same packages.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from mapkit.atlas import Atlas
from mapkit.drawing.looks import Look
from mapkit.drawing.shown import labelled
from mapkit.errors import MissingExtra

try:
    import matplotlib as mpl  # noqa: F401 - asked for here, so that its absence is told in one place
except ImportError as error:
    raise MissingExtra("picture", "matplotlib") from error

import numpy as np
from numpy.typing import NDArray

from mapkit.picture.about import texts
from mapkit.picture.dossier import draw_dossier
from mapkit.picture.page import draw_page
from mapkit.picture.sheet import Sheet, blank_sheet

SCREEN = Look()


def pixels(atlas: Atlas, look: Look = SCREEN) -> NDArray[np.uint8]:
    """What the atlas shows as colours: red, green, blue and opacity, shape (height, width, 4).

    Raises ExportError for a size with no room for a map, as all of these do, and MissingExtra without matplotlib.
    """
    with _drawn(atlas, look) as page:
        return page.pixels()


def png(atlas: Atlas, look: Look = SCREEN) -> bytes:
    """What the atlas shows as a PNG file."""
    with _drawn(atlas, look) as page:
        return page.png(texts(atlas))


def svg(atlas: Atlas, look: Look = SCREEN) -> bytes:
    """What the atlas shows as an SVG file. Its letters are outlines: every script is right where no font is installed.

    The words stand in its title, description and metadata.
    """
    from mapkit.picture.vector import svg_bytes  # noqa: PLC0415 - slow to load, and only vectors need it

    with _drawn(atlas, look) as page:
        return svg_bytes(page, texts(atlas))


def pdf(atlas: Atlas, look: Look = SCREEN) -> bytes:
    """What the atlas shows as a PDF file with its fonts inside; with `look.dossier` followed by every shown incident.

    Raises ExportError also for a dossier of more incidents than anybody prints.
    """
    from mapkit.picture.vector import pdf_bytes  # noqa: PLC0415 - slow to load, and only vectors need it

    with _drawn(atlas, look) as page:
        return pdf_bytes([page, *draw_dossier(seen(atlas, look))] if look.dossier else [page], texts(atlas))


@contextmanager
def _drawn(atlas: Atlas, look: Look) -> Iterator[Sheet]:
    with blank_sheet(*look.pixels, look.resolution) as page:
        draw_page(page, seen(atlas, look), look)
        yield page


def seen(atlas: Atlas, look: Look) -> Atlas:
    """The atlas with its names in the languages of the look."""
    return labelled(atlas, look.labels)
