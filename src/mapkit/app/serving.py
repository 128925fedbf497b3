"""The app on any atlas: a server of its own, which gets ready while the browser still loads the page."""

import gc
import signal
import socket
import time
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Thread, current_thread, main_thread
from typing import NoReturn

from streamlit.web import bootstrap

from mapkit.errors import MapkitError

PATIENCE_S = 5
HEALTH = "/_stcore/health"
SCRIPT = Path(__file__).with_name("script.py")
APP = "mapkit.app.host:app"  # of which the server knows the name, and imports it by that
# What .streamlit/config.toml says, wherever the server is started: the page is for this machine.
SETTINGS = {
    "server.address": "127.0.0.1",
    "server.headless": True,  # else Streamlit advertises its own wares over the page; we open the browser
    "server.showEmailPrompt": False,
    "server.fileWatcherType": "none",  # it would look through every module after every run of a page
    "server.allowedHosts": ["127.0.0.1", "localhost"],
    "server.enableStaticServing": False,
    "runner.postScriptGC": False,  # it would look at all that lives after every run; Python collects when it needs to
    "browser.gatherUsageStats": False,
    "browser.serverAddress": "localhost",
    "client.showErrorDetails": "none",
    "client.toolbarMode": "minimal",
    "theme.light.primaryColor": "#0b5cad",
    "theme.dark.primaryColor": "#2a78bd",
}


def serve(path: str | Path, *, port: int = 8501, browser: bool = True, edit: bool = False) -> None:
    """Serve the atlas at `path` on the loopback address until the process is ended.

    `browser` opens one; `edit` lets the page write to the atlas. Raises MapkitError for a port that is taken.
    """
    _refuse_taken(port)
    Thread(target=_prepare, args=(str(path), port, browser)).start()  # the end waits: libraries break when cut off
    settings = {**SETTINGS, "server.port": port}
    bootstrap.load_config_options(settings)
    with _ended_in_order():
        bootstrap.run_asgi_app(str(SCRIPT), APP, [str(path), *(["--edit"] if edit else [])], settings)


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Make an end by signal, Ctrl-C too, the program's usual end.

    The server closes in order, and then raises the signal that it was sent once more, for whoever heard it before it
    did. Nobody else would hear it: the process would be cut off, with what it was still loading.
    """

    def end(*_: object) -> NoReturn:
        raise SystemExit(0)

    heard = (signal.SIGTERM, signal.SIGINT) if current_thread() is main_thread() else ()
    before = {one: signal.signal(one, end) for one in heard}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a server that just ended is no hindrance
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise MapkitError(f"port {port} is taken: give another with --port") from error


def _prepare(path: str, port: int, browser: bool) -> None:
    """Load what the first session needs, once the server answers; what is wrong with the atlas is told by the page."""
    _wait_for(port)
    if browser:
        webbrowser.open(f"http://localhost:{port}/")
    from mapkit.app.page import prepare  # noqa: PLC0415 - it would keep the server from answering

    with suppress(MapkitError):
        prepare(path)
    gc.collect()
    gc.freeze()  # what is here to stay need not be looked at whenever garbage is collected


def _wait_for(port: int) -> None:
    """Wait until the server answers; that something listens comes earlier, and is no answer."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        asked = HTTPConnection("127.0.0.1", port, timeout=1)
        with suppress(OSError, HTTPException):
            asked.request("HEAD", HEALTH)
            asked.getresponse()
            return
        asked.close()
        time.sleep(0.02)
