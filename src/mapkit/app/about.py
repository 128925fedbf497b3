"""The About page in plain lines: how dates and places were come by, sources, licence, what the map does not know."""

from collections import Counter

import pandas as pd

from mapkit.atlas import Atlas
from mapkit.names import label
from mapkit.words import BASIS_WORDS, ROUGH_M, number_words, precision_words

Lines = list[tuple[str, str]]


def about_lines(atlas: Atlas) -> Lines:
    """Lines of (tag, text), all counted from the atlas itself."""
    meta = atlas.meta
    rows = atlas.rows(status=None)
    return [
        ("h2", meta.title), ("p", meta.description),
        ("h2", "How the dates were come by"), *_dates(atlas, rows),
        ("h2", "How well the places are known"), *_places(atlas),
        ("h2", "Who says what"), *_claims(atlas),
        ("h2", "What this map does not know"), *_unknown(rows),
        ("h2", "Licence and credits"), ("p", f"Data: {meta.licence or 'no licence stated'}."),
        *(("li", one) for one in meta.credits),
        ("p", f"Digest of the data: sha256:{atlas.digest}"),
    ]  # fmt: skip


def _dates(atlas: Atlas, rows: pd.DataFrame) -> Lines:
    found = Counter(basis for basis, start in zip(rows["when_basis"], rows["start"], strict=True) if not pd.isna(start))
    lines: Lines = [
        ("li", f"{BASIS_WORDS.get(basis, 'no word on it')}: {number_words(count, 'incident')}")
        for basis, count in found.most_common()
    ]
    zone = f"Days are calendar days of {atlas.meta.calendar}. " if atlas.meta.calendar else ""
    return [("p", f"{zone}A date is never made more precise than its source: a month stays a month, and shows as "
                  "possible wherever the window only touches it."), *lines]  # fmt: skip


def _places(atlas: Atlas) -> Lines:
    sites = list(atlas.places.values())
    rough = [site for site in sites if site.precision_m and site.precision_m >= 3000]  # noqa: PLR2004 - worth naming
    named = [
        ("li", f"{label(site.names, ['en'], site.id)}: {precision_words(site.precision_m)}. {site.coordinate_source}")
        for site in sorted(rough, key=lambda site: -(site.precision_m or 0))
    ]
    return [("p", f"{number_words(len(sites), 'site')}. A dashed ring is as wide as the place is uncertain; from "
                  f"{ROUGH_M / 1000:g} km on there is no dot in it. Known only roughly:"), *named]  # fmt: skip


def _claims(atlas: Atlas) -> Lines:
    stances = Counter(claim.stance for claim in atlas.claim_list)
    parts = ", ".join(f"{count} {stance}" for stance, count in stances.most_common())
    claims, sources = number_words(len(atlas.claim_list), "claim"), number_words(len(atlas.source_list), "source")
    return [("p", f"{claims} of {sources} ({parts}). "
                  "The map takes no side: an incident is shown with everyone who reports or disputes it.")]  # fmt: skip


def _unknown(rows: pd.DataFrame) -> Lines:
    status = Counter(rows["status"])
    undated, unplaced = (number_words(status[name], "incident") for name in ("undated", "unplaced"))
    return [
        ("li", f"{undated} without a date, {unplaced} without a place."),
        ("li", "An empty place or month means that this atlas holds nothing there, not that nothing happened."),
    ]  # fmt: skip
