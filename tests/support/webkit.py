"""A WebKit that cannot leave this machine, spoken to in WebDriver (W3C), on a screen that nobody sees."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from support.browser import free_port
from support.driven import SECONDS, Driven

WIDE = {"width": 1280, "height": 900}
LIBRARIES, BROWSERS = Path("/usr/lib"), "*/webkit2gtk-4.*/MiniBrowser"


def webkit_paths() -> tuple[str, str, str] | None:
    """The paths of a driver, of its browser and of a screen; None where one is missing."""
    driver, screen = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
    browser = next(map(str, sorted(LIBRARIES.glob(BROWSERS))), None)
    return (driver, browser, screen) if driver and browser and screen else None


class WebKit(Driven):
    """A window of a WebKit: pages opened, JavaScript evaluated, the pointer moved."""

    def __init__(self, address: str, browser: str) -> None:
        self._address = address
        wanted = {"webkitgtk:browserOptions": {"binary": browser, "args": ["--automation"]}}
        found = self._send("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self._session = f"/session/{found['sessionId']}"
        self._send("POST", f"{self._session}/window/rect", WIDE)

    def open(self, address: str) -> None:
        """Open a page and wait until it has loaded."""
        self._send("POST", f"{self._session}/url", {"url": address})

    def evaluate(self, script: str) -> Any:
        """What an expression in JavaScript gives, by JSON. RuntimeError if it throws."""
        found = self._send(
            "POST", f"{self._session}/execute/sync", {"script": f"return JSON.stringify({script})", "args": []}
        )
        return json.loads(found or "null")

    def _act(self, mouse: dict[str, Any]) -> None:
        self._send("POST", f"{self._session}/actions", {"actions": [mouse]})

    def close(self) -> None:
        """End the browser."""
        self._send("DELETE", self._session)

    def _send(self, method: str, path: str, given: Any = None) -> Any:
        body = None if given is None else json.dumps(given).encode()
        request = Request(self._address + path, body, {"Content-Type": "application/json"}, method=method)  # noqa: S310 - our own driver
        try:
            with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - our own driver
                return json.load(answer)["value"]
        except URLError as error:
            told = error.read().decode() if hasattr(error, "read") else str(error)
            raise RuntimeError(f"{method} {path}: {told}") from error


@contextmanager
def webkit(driver: str, browser: str, screen: str, folder: Path) -> Iterator[WebKit]:
    """A WebKit without a language, its home in `folder`, behind a proxy that is not there; it ends with the block."""
    number, port = f":{free_port() % 500 + 100}", free_port()
    away = "http://127.0.0.1:9"
    around = {"HOME": str(folder), "DISPLAY": number, "LANG": "C", "no_proxy": "127.0.0.1"}
    around |= {"http_proxy": away, "https_proxy": away}
    settings = {"WEBKIT_DISABLE_COMPOSITING_MODE": "1", "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    display = subprocess.Popen([screen, number, "-screen", "0", "1400x1000x24", "-nolisten", "tcp"], **quiet)  # type: ignore[call-overload]
    server = subprocess.Popen(  # type: ignore[call-overload]
        [driver, f"--port={port}", "--host=127.0.0.1"], env={**os.environ, **around, **settings}, **quiet
    )
    opened = None
    try:
        opened = _opened(f"http://127.0.0.1:{port}", browser)
        yield opened
    finally:
        if opened:
            with suppress(RuntimeError):
                opened.close()
        for process in (server, display):
            process.terminate()
            process.wait(SECONDS)


def _opened(address: str, browser: str) -> WebKit:
    """A window, as soon as the driver listens."""
    end = time.monotonic() + SECONDS
    while True:
        try:
            return WebKit(address, browser)
        except RuntimeError as error:
            if "refused" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.1)
