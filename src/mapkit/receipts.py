"""The receipt of an export: what it shows of what there is, from which data, asked how, and on what terms."""

from dataclasses import asdict
from typing import Any

from mapkit import __version__
from mapkit.atlas import Atlas
from mapkit.words import sentence

DIGEST_SIGNS = 16  # of the 64 in print; the file's metadata hold them all


def receipt(atlas: Atlas) -> dict[str, Any]:
    """Everything a reader needs to ask the same question of the same data again, as plain JSON values."""
    return {
        "version": __version__,
        "title": atlas.meta.title,
        "view": str(atlas.view),
        "sentence": sentence(atlas),
        "counts": asdict(atlas.counts),
        "digest": f"sha256:{atlas.digest}",
        "licence": atlas.meta.licence,
        "credits": list(atlas.meta.credits),
    }


def receipt_line(atlas: Atlas) -> str:
    """The receipt in one line, for people."""
    counts = atlas.counts
    parts = [
        f"shown {counts.shown:,} of {counts.all:,}", f"possible {counts.possible:,}", f"undated {counts.undated:,}",
        f"unplaced {counts.unplaced:,}", f"outside {counts.outside:,}", f"data sha256:{atlas.digest[:DIGEST_SIGNS]}…",
        f"mapkit {__version__}",
    ]  # fmt: skip
    return " · ".join(parts)
