// Pages of the incidents of a cell: asked from the server once the hand rests.

import { OPEN_END, OPEN_START, SIGN_AFTER } from '../constants.js';
import { el } from '../dom.js';
import { blockInSight } from '../map/in_sight.js';

export const PAGE_SIZE = 25;
const TYPED_AFTER = 250;                            // milliseconds

export function newPages(app) {
  const pages = {
    number: 0, key: null, base: null, from: 0, listed: 0, text: '', total: null, incidents: [], failed: '',
    waiting: false, timer: 0, late: 0,
  };
  pages.search = el('input', { type: 'search', class: 'mk-search', 'aria-label': 'Search in these incidents',
    placeholder: 'Search', maxlength: 200, 'data-key': 'search',
    on: { input: () => { pages.text = pages.search.value; askPage(app, TYPED_AFTER); } } });
  return pages;
}

/** What a page is asked of: the open cell, or all that is in sight. */
const openCell = (app) => app.state.spots.find((spot) => spot.cell)?.cell
  ?? (app.panel.view === 'incidents' ? blockInSight(app) : null);

export function forgetPage({ pages }) {
  if (!pages) return;
  Object.assign(pages, {
    key: null, base: null, from: 0, listed: 0, text: '', total: null, incidents: [], failed: '', waiting: false,
    number: pages.number + 1,
  });
  pages.search.value = '';
  clearTimeout(pages.timer); clearTimeout(pages.late);
}

/**
 * Ask for the page of the open cell, unless it is there or under way; what else is asked for begins at its first page.
 */
export function askPage(app, wait = 0) {
  const { pages, options, panel, state } = app, cell = app.cubes && openCell(app);
  if (!cell || !options.requestPage) return;
  const window = panel.allDates ? [OPEN_START, OPEN_END] : state.window.slice();
  const asked = { cell, window, certain: state.certainOnly, newest: panel.newest, text: pages.text.trim() };
  const base = JSON.stringify([asked, options.view ?? null]);
  if (base !== pages.base) { pages.base = base; pages.from = 0; }
  const key = `${base} ${pages.from}`;
  if (key === pages.key) return;
  pages.key = key;
  pages.number++;
  clearTimeout(pages.timer); clearTimeout(pages.late);
  pages.timer = setTimeout(() => {
    if (app.dead) return;
    pages.late = setTimeout(() => { pages.waiting = true; app.paint.panel(); }, SIGN_AFTER);
    options.requestPage({ number: pages.number, ...asked, from: pages.from, size: PAGE_SIZE });
  }, wait);
}

export function receivePage(app, { number, from, total, incidents, failed }) {
  const { pages } = app;
  if (number !== pages.number) return;
  clearTimeout(pages.late);
  Object.assign(pages, { waiting: false, failed: failed || '' });
  if (failed) pages.key = null; else Object.assign(pages, { from, listed: from, total, incidents });
  app.paint.panel();
}

export function turnPage(app, by) {
  app.pages.from = Math.max(0, app.pages.listed + by);
  askPage(app);
  app.panel.body.scrollTop = 0;
}
