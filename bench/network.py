"""What folium's pages ask of the network, answered from local copies of the npm packages; anything else is refused."""

import base64
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

CACHE = Path(tempfile.gettempdir()) / "mapkit-bench"
PACKAGES = (
    "leaflet@1.9.3",
    "jquery@3.7.1",
    "bootstrap@5.2.2",
    "leaflet.awesome-markers@2.0.5",
    "@fortawesome/fontawesome-free@6.2.0",
    "jquery-ui-dist@1.12.0",
    "iso8601-js-period@0.2.1",
    "leaflet-timedimension@1.1.1",
    "moment@2.18.1",
)
# How an address that folium asks for ends, and the file that answers; styles that no circle uses are answered empty.
ANSWERS = {
    "leaflet@1.9.3/dist/leaflet.js": "leaflet-1.9.3/dist/leaflet.js",
    "leaflet@1.9.3/dist/leaflet.css": "leaflet-1.9.3/dist/leaflet.css",
    "jquery-3.7.1.min.js": "jquery-3.7.1/dist/jquery.min.js",
    "bootstrap.bundle.min.js": "bootstrap-5.2.2/dist/js/bootstrap.bundle.min.js",
    "bootstrap.min.css": "bootstrap-5.2.2/dist/css/bootstrap.min.css",
    "leaflet.awesome-markers.js": "leaflet.awesome-markers-2.0.5/dist/leaflet.awesome-markers.js",
    "leaflet.awesome-markers.css": "leaflet.awesome-markers-2.0.5/dist/leaflet.awesome-markers.css",
    "all.min.css": "fortawesome-fontawesome-free-6.2.0/css/all.min.css",
    "jquery/3.7.1/jquery.min.js": "jquery-3.7.1/dist/jquery.min.js",
    "jquery-ui.min.js": "jquery-ui-dist-1.12.0/jquery-ui.min.js",  # folium names 1.10.2, which npm has not built
    "iso8601.min.js": "iso8601-js-period-0.2.1/iso8601.js",
    "leaflet.timedimension.min.js": "leaflet-timedimension-1.1.1/dist/leaflet.timedimension.min.js",
    "leaflet.timedimension.control.css": "leaflet-timedimension-1.1.1/dist/leaflet.timedimension.control.css",
    "moment.min.js": "moment-2.18.1/min/moment.min.js",
    "highlight.js/8.4/styles/default.min.css": "",
    "bootstrap-glyphicons.css": "",
    "leaflet.awesome.rotate.min.css": "",
}
TYPES = {".js": "text/javascript", ".css": "text/css"}


def fetch_packages() -> None:
    """Fetch the packages with npm and unpack them, where that is not done yet."""
    CACHE.mkdir(exist_ok=True)
    for package in PACKAGES:
        stem = package.lstrip("@").replace("/", "-").replace("@", "-")
        archive = CACHE / f"{stem}.tgz"
        if not archive.exists():
            subprocess.run(["npm", "pack", "--silent", package], cwd=CACHE, check=True, stdout=subprocess.DEVNULL)
        if not (CACHE / stem).exists():
            with tarfile.open(archive) as packed:
                packed.extractall(CACHE / stem, filter="data")


def keep_local(page: Page) -> list[str]:
    """Answer what the page asks over https from the packages, refuse the rest; returns the list of what it asked.

    What the page asks of its own server is not held up.
    """
    asked: list[str] = []
    wire = page.context.new_cdp_session(page)

    def answer(event: Mapping[str, Any]) -> None:
        asked.append(event["request"]["url"])
        method, given = _answer(urlsplit(event["request"]["url"]).path)
        wire.send(method, {"requestId": event["requestId"], **given})

    wire.on("Fetch.requestPaused", answer)
    wire.send("Fetch.enable", {"patterns": [{"urlPattern": "https://*"}]})
    return asked


def _answer(path: str) -> tuple[str, dict[str, Any]]:
    file = next((file for end, file in ANSWERS.items() if path.endswith(end)), None)
    if file is None:
        return "Fetch.failRequest", {"errorReason": "InternetDisconnected"}
    stem, _, inside = file.partition("/")
    body = (CACHE / stem / "package" / inside).read_bytes() if file else b""
    headers = {"Content-Type": TYPES[Path(path).suffix], "Access-Control-Allow-Origin": "*"}
    named = [{"name": name, "value": value} for name, value in headers.items()]
    return "Fetch.fulfillRequest", {
        "responseCode": 200,
        "responseHeaders": named,
        "body": base64.b64encode(body).decode(),
    }
