"""A picture of the page as a browser shows it, so that a change to it can be looked at: `python scripts/screenshot.py`.

The atlas is served from this checkout, opened in a headless Chromium that reaches nothing but this machine, and its
server ends with the script. It needs the extra `dev`. `--query` is what stands behind the question mark of a link.
"""

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))
sys.path.insert(0, str(ROOT / "bench"))

from measuring import serving  # noqa: E402 - where the benchmarks have their server

from support.browser import PHONE, WIDE, open_map  # noqa: E402 - what the tests do with pages
from support.chromium import chromium  # noqa: E402 - where the tests find their browser
from support.runs import idle  # noqa: E402 - and how they wait


def main() -> None:
    """Serve, open, save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, nargs="?", default=Path("page.png"))
    parser.add_argument("--atlas", type=Path, default=ROOT / "geo")
    parser.add_argument("--query", default="", help="such as 'when=2020-12&kind=attack'")
    parser.add_argument("--phone", action="store_true", help="a screen as small as a phone's")
    parser.add_argument("--dark", action="store_true", help="for a reader who likes it dark")
    options = parser.parse_args()
    scheme, size = "dark" if options.dark else "light", PHONE if options.phone else WIDE
    with chromium() as browser, serving(str(options.atlas.resolve())) as server:
        page = browser.new_page(viewport=size, color_scheme=scheme, reduced_motion="reduce", locale="en-GB")
        open_map(page, f"{server.address}?{options.query}")
        idle(page)
        page.screenshot(path=options.out)
    print(f"{options.out}: {size['width']} x {size['height']}")


if __name__ == "__main__":
    main()
