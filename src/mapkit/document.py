"""The map as one HTML file that opens from disk without a network, under a policy that allows nothing outside."""

import base64
import hashlib
import re
from html import escape

from mapkit.atlas import Atlas
from mapkit.maps import Verbatim, draw, figure_of
from mapkit.words import sentence, when_words

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def page(atlas: Atlas) -> str:
    """An HTML page with map, clock, cards and data inside, and a table for readers without JavaScript."""
    drawn = draw(atlas)
    figure = figure_of(drawn)
    figure.header.add_child(Verbatim(f"<title>{escape(atlas.meta.title)}</title>"), name="mapkit_title")
    figure.html.add_child(Verbatim(_table(atlas)), name="mapkit_table")
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


def _table(atlas: Atlas) -> str:
    """What is shown, as a plain table: the page's texts are found and read without JavaScript too."""
    rows = "".join(
        f"<tr><td>{_cell(when_words(row['when']))}</td><td>{_cell(row['site'])}</td>"
        f"<td>{_cell(row['title'])}</td><td>{_cell(row['text'])}</td><td>{_said(atlas, row['id'])}</td></tr>"
        for row in atlas.rows().to_dict("records")
    )
    head = "<tr><th>When</th><th>Where</th><th>What</th><th>Text</th><th>Who says so</th></tr>"
    return (
        f"<noscript><h1>{_cell(atlas.meta.title)}</h1><p>{_cell(sentence(atlas))}</p>"
        f"<table><thead>{head}</thead><tbody>{rows}</tbody></table></noscript>"
    )


def _said(atlas: Atlas, incident: str) -> str:
    claims = atlas.claims_by_incident.get(incident, ())
    return "<br>".join(_cell(f"{one.source.publisher or one.source.title} {one.stance}: {one.says}") for one in claims)


def _cell(text: object) -> str:
    return escape(str(text))
