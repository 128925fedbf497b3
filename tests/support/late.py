"""Pages whose frames are late, as on a busy machine: who reads right after an action reads what was there before."""

import os
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

FRAME = int(os.environ.get("MAPKIT_LATE_FRAMES", "0"))  # milliseconds; `make late` sets it
# A frame comes so many milliseconds after it is asked for, with all that ask for it meanwhile; a timer, and the news
# that something has changed its size, a fifth of that after their time.
_SCRIPT = """(() => {
  const frame = %d, timer = frame / 5;
  const { setTimeout: later, requestAnimationFrame: ask, ResizeObserver: Observer } = window;
  let asked = new Map(), drawn = asked, last = 0;
  const draw = (now) => {
    [drawn, asked] = [asked, new Map()];
    for (const one of drawn.values()) try { one(now); } catch (error) { reportError(error); }
  };
  window.requestAnimationFrame = (one) => {
    if (!asked.size) later(() => ask(draw), frame);
    asked.set(++last, one);
    return last;
  };
  window.cancelAnimationFrame = (id) => { asked.delete(id); drawn.delete(id); };
  window.setTimeout = (run, wait = 0, ...given) => later(run, Number(wait) + timer, ...given);
  window.ResizeObserver = class extends Observer {
    constructor(tell) { super((...told) => later(() => tell.apply(this, told), timer)); }
  };
})();"""


def late(browser: Browser) -> Browser:
    """The browser, whose pages from now on are late if the environment says so."""
    if FRAME:
        made = browser.new_context

        def new_context(**settings: Any) -> BrowserContext:
            context = made(**settings)
            context.add_init_script(_SCRIPT % FRAME)
            return context

        def new_page(**settings: Any) -> Page:
            return new_context(**settings).new_page()

        browser.new_context, browser.new_page = new_context, new_page  # type: ignore[method-assign]
    return browser
