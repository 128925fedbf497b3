// The bar above the map: what can be asked, and what is.

import { makeChips, makeNotices, refreshChips } from './chips.js';
import { makeMenus, refreshMenus } from './menus_of_filters.js';
import { makeToggles, refreshToggles } from './toggles.js';
import { listenForSlash, makeSearch } from './search.js';
import { el } from '../dom.js';

export function makeBar(app) {
  const filters = el('div', { class: 'mk-filters', role: 'group', 'aria-label': 'Filters' },
    makeMenus(app), makeToggles(app));
  app.bar = el('div', { class: 'mk-bar' }, makeSearch(app), filters, makeChips());
  app.mapArea.append(...[makeNotices(app)].filter(Boolean));
  return app.bar;
}

/** What is set at first; what there is to count follows while nothing else is to do. */
export function openBar(app) {
  refreshChips(app);
  listenForSlash(app);
  (globalThis.requestIdleCallback || setTimeout)(() => { if (!app.dead) refreshBar(app); });
}

/** What is set, and how many each value would show: after a filter has changed, and when the hand rests. */
export function refreshBar(app) {
  refreshChips(app);
  refreshToggles(app);
  refreshMenus(app);
}
