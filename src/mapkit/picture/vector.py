"""Sheets as SVG and PDF files. The same sheets give the same bytes: no dates, no names by lot.

In SVG every letter is an outline, because a machine without fonts would show boxes for Armenian; its words stand in
title, description and metadata. In PDF the letters used are embedded as TrueType (Type 42), so text is text.
"""

import io
import json
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.backends.backend_svg import FigureCanvasSVG

from mapkit.picture.sheet import Sheet, storable

NAMESPACE = "urn:mapkit:about"
_OPENING = re.compile(r"<svg [^>]*>")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # what XML 1.0 cannot hold, not even escaped
_UNTOLD = dict.fromkeys(("Date", "Creator", "Format", "Type"))


def svg_bytes(sheet: Sheet, about: Mapping[str, str]) -> bytes:
    """The sheet as an SVG file with `about` in its metadata: title and description, and all of it as JSON.

    The JSON stands in the element `about` of NAMESPACE inside `metadata`.
    """
    stream = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": "mapkit"}):
        canvas: Any = FigureCanvasSVG(sheet.figure)
        canvas.print_svg(stream, metadata=_UNTOLD)
    return _OPENING.sub(lambda match: _opening(match[0], about), stream.getvalue(), count=1).encode()


def _opening(tag: str, about: Mapping[str, str]) -> str:
    """The opening tag with what an SVG says of itself after it; screen readers speak title and description."""
    title, words, everything = (
        escape(_NO_XML.sub("\ufffd", storable(text)), quote=False)
        for text in (about["Title"], about["Description"], _json(about))
    )
    return (
        f'{tag[:-1]} role="img" aria-labelledby="mapkit-title mapkit-words">\n'
        f' <title id="mapkit-title">{title}</title>\n'
        f' <desc id="mapkit-words">{words}</desc>\n'
        f' <metadata><about xmlns="{NAMESPACE}">{everything}</about></metadata>'
    )


def pdf_bytes(sheets: Sequence[Sheet], about: Mapping[str, str]) -> bytes:
    """The sheets as the pages of one PDF file, with `about` in its metadata: all of it as JSON are the keywords."""
    stream = io.BytesIO()
    told = {
        "Title": about["Title"],
        "Subject": about["Description"],
        "Author": about["Copyright"],
        "Keywords": _json(about),
        "Creator": about["Software"],
    }
    metadata = {**{key: storable(text) for key, text in told.items()}, "Producer": "mapkit", "CreationDate": None}
    with mpl.rc_context({"pdf.fonttype": 42}), PdfPages(stream, metadata=metadata) as pages:
        for sheet in sheets:
            pages.savefig(sheet.figure)
    return stream.getvalue()


def _json(about: Mapping[str, str]) -> str:
    return json.dumps({key: storable(text) for key, text in about.items()}, ensure_ascii=False)
