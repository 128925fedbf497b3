"""A Chromium that cannot leave this machine, for tests, benchmarks and pictures of the page."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

# The shell is the same browser without windows, and a page in it costs a sixth less of processor; who wants the whole
# one names it as MAPKIT_BROWSER, as `make late` and `make bench` do.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
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
# For pages of tests, which live a second: once a function is optimised nobody calls it any more. What is left out took
# a sixth of what it costs to open the app.
BRIEF = "--js-flags=--no-maglev,--no-turbofan"


def chromium_path(playwright: Playwright) -> str | None:
    """The path of a Chromium, none for Playwright's own, or an error with the line that installs one."""
    wanted = [os.environ.get("MAPKIT_BROWSER"), *NAMES]
    found = next((path for name in wanted if name and (path := shutil.which(name))), None)
    if found is None and not Path(playwright.chromium.executable_path).exists():
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
