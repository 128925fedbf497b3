"""Names of places in an opened table, and the sites that they may be: a person says which, one name at a time."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from mapkit.app.component import show_text
from mapkit.atlas import Atlas
from mapkit.importing.cells.vocabulary import missing, trimmed
from mapkit.importing.formats.sheet import Sheet
from mapkit.importing.mapping.table_map import TableMap
from mapkit.importing.site_names import Match, matches
from mapkit.names import all_names

MAX_NAMES = 200


def open_names(sheet: Sheet, mapping: TableMap, served: Atlas) -> Mapping[str, list[Match]]:
    """Names in the column of places that nobody confirmed yet and that a site may be, the most frequent first."""
    column = mapping.column("place")
    if not column:
        return {}
    names = Counter(trimmed(row[column]) for row in sheet.rows)
    asked = [name for name, _ in names.most_common(MAX_NAMES) if name and not missing(name)]
    found = {name: matches(name, served.places) for name in asked if name not in mapping.places}
    return {name: sites for name, sites in found.items() if sites}


def confirm_places(sheet: Sheet, mapping: TableMap, served: Atlas) -> TableMap | None:
    """Draw what confirms that a name is a site; the mapping with it once it is pressed, else None."""
    found = open_names(sheet, mapping, served)
    if not found:
        return None
    show_text(
        [("p", "Names that may be sites of the served atlas. A row goes to the site only if you say so.")], "own-places"
    )
    name_field, site_field, button = st.columns([2, 3, 1], vertical_alignment="bottom")
    name = name_field.selectbox("Name in your table", list(found), key=f"place-name-{len(found)}")
    why = {match.site: _words(served, match) for match in found[name]}
    site = site_field.selectbox("Site", list(why), format_func=why.__getitem__, key=f"place-site-{len(found)}-{name}")
    if button.button("It is this", key="own-confirm"):
        return replace(mapping, places={**mapping.places, name: site})
    return None


def _words(served: Atlas, match: Match) -> str:
    names = " · ".join(all_names(served.places[match.site].names)[:4]) or match.site
    return f"{names} ({match.site}): {match.why}"
