"""The About page in plain lines: how dates and places are known, sources, licence, what the map does not know."""

from collections import Counter

from mapkit.atlas import Atlas
from mapkit.names import label
from mapkit.store.stored_claims import StoredClaims
from mapkit.words import BASIS_WORDS, ROUGH_M, number_words, precision_words

Lines = list[tuple[str, str]]


def about_lines(atlas: Atlas) -> Lines:
    """Lines of (tag, text), all counted from the atlas itself."""
    meta = atlas.meta
    return [
        ("h2", meta.title),
        ("p", meta.description),
        ("h2", "Where the dates come from"),
        *_dates(atlas),
        ("h2", "How well the places are known"),
        *_places(atlas),
        ("h2", "Who says what"),
        *_claims(atlas),
        ("h2", "What this map does not know"),
        *_unknown(atlas),
        ("h2", "Licence and credits"),
        ("p", f"Data: {meta.licence or 'no licence stated'}."),
        *(("li", one) for one in meta.credits),
        ("p", f"Digest of the data: sha256:{atlas.digest}"),
    ]


def _dates(atlas: Atlas) -> Lines:
    sql = (
        'SELECT when_basis AS basis, count(*) AS n FROM incidents WHERE "start" IS NOT NULL GROUP BY when_basis '
        "ORDER BY n DESC, basis"
    )
    lines: Lines = [
        ("li", f"{BASIS_WORDS.get(row['basis'], 'not stated')}: {number_words(row['n'], 'incident')}")
        for row in atlas.store.run(sql, ()).to_pylist()
    ]
    zone = f"Days are calendar days of {atlas.meta.calendar}. " if atlas.meta.calendar else ""
    return [
        (
            "p",
            f"{zone}A date is never made more precise than its source: a month stays a month, and shows as "
            "possible wherever the window only touches it.",
        ),
        *lines,
    ]


def _places(atlas: Atlas) -> Lines:
    sites = list(atlas.places.values())
    rough = [site for site in sites if site.precision_m and site.precision_m >= 3000]  # noqa: PLR2004 - worth naming
    named = [
        ("li", f"{label(site.names, ['en'], site.id)}: {precision_words(site.precision_m)}. {site.coordinate_source}")
        for site in sorted(rough, key=lambda site: -(site.precision_m or 0))
    ]
    return [
        (
            "p",
            f"{number_words(len(sites), 'site')}. A dashed ring is as wide as the place is uncertain; from "
            f"{ROUGH_M / 1000:g} km on there is no dot in it. Known only roughly:",
        ),
        *named,
    ]


def _claims(atlas: Atlas) -> Lines:
    parts = ", ".join(f"{count:,} {stance}" for stance, count in _stances(atlas))
    claims, sources = number_words(len(atlas.claim_list), "claim"), number_words(len(atlas.source_list), "source")
    return [
        (
            "p",
            f"{claims} of {sources} ({parts}). "
            "The map takes no side: an incident is shown with everyone who reports or disputes it.",
        )
    ]


def _stances(atlas: Atlas) -> list[tuple[str, int]]:
    """How many claims of each stance there are, most first; claims of a large atlas stay in its store."""
    if isinstance(atlas.claim_list, StoredClaims):
        sql = "SELECT stance, count(*) AS n FROM claims GROUP BY stance ORDER BY n DESC, stance"
        return [(row["stance"], row["n"]) for row in atlas.store.run(sql, ()).to_pylist()]
    return Counter(claim.stance for claim in atlas.claim_list).most_common()


def _unknown(atlas: Atlas) -> Lines:
    undated, unplaced = (number_words(getattr(atlas.counts, name), "incident") for name in ("undated", "unplaced"))
    return [
        ("li", f"{undated} without a date, {unplaced} without a place."),
        ("li", "An empty place or month means that this atlas holds nothing there, not that nothing happened."),
    ]
