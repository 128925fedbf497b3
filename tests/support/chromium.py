"""A Chromium that cannot leave this machine, for tests, benchmarks and pictures of the page."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)


def chromium_path(playwright: Playwright) -> str:
    """The path of a Chromium, or an error with the line that installs one."""
    wanted = [os.environ.get("MAPKIT_BROWSER"), *NAMES]
    found = next((path for name in wanted if name and (path := shutil.which(name))), None)
    if found is None and Path(playwright.chromium.executable_path).exists():
        found = playwright.chromium.executable_path
    if found is None:
        raise RuntimeError("no Chromium is here: run `make test`, or `playwright install chromium`")
    return found


@contextmanager
def chromium(*more: str) -> Iterator[Browser]:
    """A headless Chromium without a GPU; `more` arguments."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(playwright), args=[*ARGUMENTS, *more])
        try:
            yield browser
        finally:
            browser.close()
