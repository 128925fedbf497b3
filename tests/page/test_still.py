"""The map stays as large as it is, whatever window it shows and whatever is said of it."""

import pytest
from playwright.sync_api import Browser

from support.browser import open_map, visit

SIZES = {"wide": {"width": 1440, "height": 900}, "medium": {"width": 1024, "height": 768}}
# The sizes that the map has had, after each of many windows.
WALK = """async (root) => {
  const map = root.querySelector('.mk-map'), seen = new Set(), [start, end] = root.querySelectorAll('.mk-date');
  const note = () => seen.add(`${map.clientWidth}x${map.clientHeight}`);
  new ResizeObserver(note).observe(map);
  const days = ['2020-09-27', '2020-12-08', '2021-10-09', '2022-12-12', '2023-03-25', '2023-09-19', '2023-10-31'];
  const type = (field, day) => { field.value = day; field.dispatchEvent(new Event('change')); };
  const rest = (ms) => new Promise((done) => setTimeout(done, ms));
  for (const first of days) {
    for (const last of days) {
      if (first > last) continue;
      type(end, '2023-10-31'); type(start, first); type(end, last);
      await rest(20); note();
    }
    await rest(200); note();
  }
  return [...seen];
}"""


@pytest.mark.parametrize("size", SIZES)
def test_no_window_moves_the_map(browser: Browser, mission: str, size: str) -> None:
    """In whatever window, while words and legend change, the map keeps its size, and so asks for nothing anew."""
    with visit(browser, viewport=SIZES[size]) as seen:
        root = open_map(seen.page, mission)
        sizes = root.evaluate(WALK)
        assert len(sizes) == 1, sizes
        assert seen.errors == []
