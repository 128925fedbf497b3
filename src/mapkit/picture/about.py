"""What a picture's file says of itself, beside what is to be seen."""

from collections.abc import Mapping

from mapkit.atlas import Atlas
from mapkit.filter_words import title_words
from mapkit.receipts.receipt import receipt, receipt_line


def texts(atlas: Atlas) -> Mapping[str, str]:
    """The receipt as keywords and texts: those of a PNG, and under the same names in the metadata of SVG and PDF."""
    about = receipt(atlas)
    return {
        "Title": title_words(atlas),
        "Description": about["sentence"],
        "Software": f"mapkit {about['version']}",
        "Copyright": " · ".join([about["licence"], *about["credits"]]),
        "mapkit:view": about["view"],
        "mapkit:digest": about["digest"],
        "mapkit:receipt": receipt_line(atlas),
    }


def in_words(atlas: Atlas) -> str:
    """The same in one text, for formats that have room for one remark."""
    about = texts(atlas)
    return " · ".join(
        part
        for part in (
            about["Title"],
            about["Description"],
            about["mapkit:view"],
            about["mapkit:receipt"],
            about["mapkit:digest"],
            about["Copyright"],
        )
        if part
    )
