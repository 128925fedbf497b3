"""The app on any atlas by its own server."""

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from browser import ROOT, free_port, open_map, visit, wait_for
from playwright.sync_api import Browser, expect

from mapkit.app.serving import SETTINGS


@contextmanager
def serving(path: Path, folder: Path) -> Iterator[str]:
    """The address of the app on `path`, started in `folder`; it ends with the block."""
    port = free_port()
    words = f"from mapkit.app.serving import serve; serve({str(path)!r}, port={port}, browser=False)"
    server = subprocess.Popen([sys.executable, "-c", words], cwd=folder, stdout=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health", server)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(10)


def test_settings_are_those_of_the_repository() -> None:
    """The server has the settings that `streamlit run app.py` has here, but for the browser that it opens if asked."""
    found = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    flat = {f"{part}.{name}": value for part in ("server", "browser", "client") for name, value in found[part].items()}
    flat |= {f"theme.{name}.{key}": value for name, part in found["theme"].items() for key, value in part.items()}
    assert flat.pop("server.headless") is True
    assert flat == SETTINGS


def test_any_folder_is_served(browser: Browser, tmp_path: Path) -> None:
    """The atlas shows, whatever folder the server was started in."""
    with serving(ROOT / "geo", tmp_path) as address, visit(browser) as seen:
        root = open_map(seen.page, address)
        expect(root.locator(".mk-shown")).to_have_text("24 shown")
    assert seen.errors == []


def test_a_broken_folder_is_told(browser: Browser, tmp_path: Path) -> None:
    """What is wrong with the atlas is told by the page; the server lives on."""
    with serving(tmp_path / "none", tmp_path) as address, visit(browser) as seen:
        seen.page.goto(address)
        expect(seen.page.get_by_role("heading", level=1)).to_have_text("This atlas cannot be shown yet")
    assert seen.errors == []
