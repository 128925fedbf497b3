"""A headless Firefox that cannot leave this machine, spoken to in WebDriver BiDi (W3C), which it understands itself."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from support.driven import SECONDS, Driven

NAMES = ("firefox-esr", "firefox")
LISTENS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
WIDE = {"width": 1280, "height": 860}
# Everything but this machine goes to a proxy that is not there; nothing is looked for at a start.
SETTINGS = {
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "127.0.0.1",
    "app.update.disabledForTesting": True,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.server": "",
    "intl.accept_languages": "en-GB",
    "ui.prefersReducedMotion": 1,
}


def firefox_path() -> str | None:
    """The path of a Firefox; None where there is none."""
    names = (os.environ.get("MAPKIT_FIREFOX") or "", *NAMES)
    return next((path for name in names if (path := shutil.which(name))), None)


class Firefox(Driven):
    """A tab of a Firefox: pages opened, JavaScript evaluated, the pointer moved; `errors` are those of its pages."""

    def __init__(self, socket: ClientConnection) -> None:
        self.errors: list[str] = []
        self._socket, self._number = socket, 0
        self._send("session.new", capabilities={})
        self._send("session.subscribe", events=["log.entryAdded"])
        self._context = self._send("browsingContext.getTree")["contexts"][0]["context"]
        self.resize(WIDE)

    def resize(self, viewport: dict[str, int]) -> None:
        """Give the page a width and a height, in pixels."""
        self._send("browsingContext.setViewport", context=self._context, viewport=viewport)

    def open(self, address: str) -> None:
        """Open a page and wait until it has loaded."""
        self._send("browsingContext.navigate", context=self._context, url=address, wait="complete")

    def evaluate(self, script: str) -> Any:
        """What an expression in JavaScript gives, by JSON. RuntimeError if it throws."""
        wrapped = f"(async () => JSON.stringify(await ({script})))()"
        answer = self._send("script.evaluate", expression=wrapped, target={"context": self._context}, awaitPromise=True)
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"].get("value") or "null")

    def _act(self, mouse: dict[str, Any]) -> None:
        self._send("input.performActions", context=self._context, actions=[mouse])

    def _send(self, method: str, **given: Any) -> Any:
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": given}))
        while True:
            message = json.loads(self._socket.recv(timeout=SECONDS))
            if message.get("type") == "event":
                self._note(message["params"])
            elif message.get("id") == self._number:
                if message["type"] == "error":
                    raise RuntimeError(f"{method}: {message['error']}: {message['message']}")
                return message["result"]

    def _note(self, entry: dict[str, Any]) -> None:
        if entry.get("type") == "javascript" and entry.get("level") == "error":
            self.errors.append(str(entry.get("text")))


@contextmanager
def firefox(path: str) -> Iterator[Firefox]:
    """A Firefox with an empty profile; it ends with the block."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        profile = Path(folder)
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in SETTINGS.items())
        (profile / "user.js").write_text("\n".join(lines), "utf-8")
        told = profile / "told"
        command = [path, "--headless", "--no-remote", "--profile", folder, "--remote-debugging-port", "0"]
        with told.open("wb") as output:
            process = subprocess.Popen(command, stdout=output, stderr=output, env={**os.environ, "HOME": folder})
        try:
            with connect(f"{_address(told, process)}/session", max_size=None, compression=None) as socket:
                yield Firefox(socket)
        finally:
            process.terminate()
            process.wait(SECONDS)


def _address(told: Path, process: "subprocess.Popen[bytes]") -> str:
    """Where the browser listens. RuntimeError if it ends or says nothing for a minute."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and process.poll() is None:
        if found := LISTENS.search(told.read_text("utf-8", "replace")):
            return found[1]
        time.sleep(0.05)
    raise RuntimeError(f"Firefox does not listen: {told.read_text('utf-8', 'replace')[-500:]}")
