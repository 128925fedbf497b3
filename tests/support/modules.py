"""The modules of the page's script as a browser loads them: file by file, from an address of their own."""

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route

from mapkit import assets

FOLDER = Path(assets.__file__).parent / "scrub"
ADDRESS = "http://127.0.0.1:9/"  # nobody is asked: the browser takes it for a safe place
LOAD = "async (names) => { globalThis.parts = Object.assign({}, ...await Promise.all(names.map((n) => import(n)))); }"


def serve_modules(page: Page, html: str = "<!doctype html><title>Modules</title>") -> None:
    """Open a page whose address has the modules beside it, in `scrub/`."""

    def answer(route: Route) -> None:
        name = urlsplit(route.request.url).path.removeprefix("/scrub/")
        if name.endswith(".js"):
            route.fulfill(path=FOLDER / name, content_type="text/javascript")
        else:
            route.fulfill(body=html, content_type="text/html")

    page.route(f"{ADDRESS}**", answer)
    page.goto(ADDRESS)


def load_modules(page: Page, *names: str) -> None:
    """Put all that these modules export on an empty page, as `parts`."""
    serve_modules(page)
    page.evaluate(LOAD, [f"/scrub/{name}.js" for name in names])
