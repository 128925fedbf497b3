"""The app on any atlas: a server of its own, which gets ready while the browser still loads the page."""

import socket
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread

from streamlit.web import bootstrap

from mapkit.errors import MapkitError

PATIENCE_S = 5
SCRIPT = Path(__file__).with_name("script.py")
# What .streamlit/config.toml says, wherever the server is started: the page is for this machine.
SETTINGS = {
    "server.address": "127.0.0.1",
    "server.showEmailPrompt": False,
    "server.allowedHosts": ["127.0.0.1", "localhost"],
    "server.enableStaticServing": False,
    "browser.gatherUsageStats": False,
    "browser.serverAddress": "localhost",
    "client.showErrorDetails": "none",
    "client.toolbarMode": "minimal",
    "theme.light.primaryColor": "#0b5cad",
    "theme.dark.primaryColor": "#2a78bd",
}


def serve(path: str | Path, *, port: int = 8501, browser: bool = True, edit: bool = False) -> None:
    """Serve the atlas at `path` on the loopback address until the process is ended.

    `browser` opens one; `edit` lets the page write to the atlas.
    """
    Thread(target=_prepare, args=(str(path), port)).start()  # the end waits for it: libraries break when cut off
    settings = {**SETTINGS, "server.port": port, "server.headless": not browser}
    bootstrap.load_config_options(settings)
    bootstrap.run(str(SCRIPT), False, [str(path), *(["--edit"] if edit else [])], settings)


def _prepare(path: str, port: int) -> None:
    """Load what the first session needs, once the server answers; what is wrong with the atlas is told by the page."""
    _wait_for(port)
    from mapkit.app.page import prepare  # noqa: PLC0415 - it would keep the server from answering

    with suppress(MapkitError):
        prepare(path)


def _wait_for(port: int) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
