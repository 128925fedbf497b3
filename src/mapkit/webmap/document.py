"""The map as one HTML file that opens from disk without a network, under a policy that allows nothing outside."""

import base64
import hashlib
import re
from html import escape

from mapkit.atlas import Atlas
from mapkit.dossier_words import against
from mapkit.drawing.shown import shown_by
from mapkit.filter_words import title_words
from mapkit.link import Link
from mapkit.naming import local_name
from mapkit.receipts.containers import HTML_START
from mapkit.receipts.receipt import receipt_json, receipt_line
from mapkit.webmap.atlas_inside import atlas_inside
from mapkit.webmap.folium_map import Verbatim, draw, figure_of, island_text
from mapkit.webmap.island import is_large_file
from mapkit.webmap.opening import WHOLE
from mapkit.words import date_words, place_words, sentence

# The space stands inside: a hidden element keeps its own padding.
_STYLES = (
    "#mapkit-texts div{padding:1rem 1.5rem;font:15px/1.45 system-ui,sans-serif;color:#1b2226;background:#fff}"
    "#mapkit-texts th,#mapkit-texts td{text-align:left;vertical-align:top;padding:.35rem .8rem .35rem 0}"
)
COUNTS_ONLY = "This file holds counts, by squares and days; the texts of the incidents are not in it."
_SHOWN = "#mapkit-texts{display:block;content-visibility:visible}"
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def page(atlas: Atlas, link: Link = WHOLE) -> str:
    """An HTML page with map, clock, cards, data and receipt inside, and its texts as a plain table.

    It opens as the link says. `mapkit.read` finds its atlas in it (`webmap.atlas_inside`).

    The table is shown to readers without JavaScript. To others it is hidden until the browser's own search finds
    something in it; browsers that do not know "until-found" hide it and search the cards alone.
    """
    drawn = draw(atlas, link=link)
    atlas = shown_by(atlas, link)
    figure = figure_of(drawn)
    figure.header.add_child(Verbatim(f"<title>{escape(title_words(atlas))}</title>"), name="mapkit_title")
    figure.html.add_child(Verbatim(_texts(atlas)), name="mapkit_table")
    figure.html.add_child(Verbatim(atlas_inside(atlas, island_text(drawn))), name="mapkit_atlas")
    figure.html.add_child(Verbatim(f"{HTML_START}{receipt_json(atlas)}</script>"), name="mapkit_receipt")
    html: str = figure.render()
    return html.replace("<html>", '<html lang="en">', 1).replace("<head>", f"<head>\n{_policy(html)}", 1)


def _policy(html: str) -> str:
    """A Content-Security-Policy that names each of the page's own scripts by its hash, so that no other can run."""
    hashes = (hashlib.sha256(script.encode()).digest() for script in _SCRIPT.findall(html))
    allowed = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in hashes)
    rules = (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )
    return f'<meta http-equiv="Content-Security-Policy" content="{rules}">'


def _texts(atlas: Atlas) -> str:
    """What is shown, in plain paragraphs and a table, with licence, credits and receipt."""
    terms = [f"Licence: {atlas.meta.licence}"] if atlas.meta.licence else []
    counts = [COUNTS_ONLY] if is_large_file(atlas) else []
    lines = [sentence(atlas), *counts, *terms, *atlas.meta.credits, receipt_line(atlas)]
    return (
        f"<style>{_STYLES}</style><noscript><style>{_SHOWN}</style></noscript>"
        f'<main id="mapkit-texts" hidden="until-found"><div><h1>{_cell(atlas.meta.title)}</h1>'
        f"{''.join(f'<p>{_cell(line)}</p>' for line in lines)}{_kinds(atlas) if counts else _table(atlas)}</div></main>"
    )


def _table(atlas: Atlas) -> str:
    rows = "".join(
        f"<tr><td>{_cell(date_words(row))}</td><td>{_place(atlas, row['site'])}</td>"
        f"<td>{_cell(row['title'])}</td><td>{against(row)}</td>"
        f"<td>{_cell(row['text'])}</td><td>{_said(atlas, row['id'])}</td></tr>"
        for row in atlas.records()
    )
    said = "What they say" if atlas.view.according else "Disputed"
    head = f"<tr><th>When</th><th>Where</th><th>What</th><th>{said}</th><th>Text</th><th>Who says so</th></tr>"
    return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _place(atlas: Atlas, site: str) -> str:
    """The name of a site and its local names, so that a search finds any of them."""
    local = local_name(atlas, atlas.places[site].names) if site in atlas.places else ""
    return "<br>".join(_cell(name) for name in (place_words(atlas, site), local) if name)


def _kinds(atlas: Atlas) -> str:
    """Of a large atlas: how many of each kind are shown."""
    labels = {kind.id: kind.label for kind in atlas.meta.kinds}
    counted = atlas.store.count(atlas.view, ("kind",)).items()
    rows = "".join(
        f"<tr><td>{_cell(labels.get(str(kind), kind))}</td><td>{count:,}</td></tr>" for kind, count in counted
    )
    return f"<table><thead><tr><th>Kind</th><th>Incidents</th></tr></thead><tbody>{rows}</tbody></table>"


def _said(atlas: Atlas, incident: str) -> str:
    claims = atlas.claims_by_incident.get(incident, ())
    return "<br>".join(_cell(f"{one.source.publisher or one.source.title} {one.stance}: {one.says}") for one in claims)


def _cell(text: object) -> str:
    return escape(str(text))
