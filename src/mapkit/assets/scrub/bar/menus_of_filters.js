// The menus of filters: who says it, sources, places, stances, and more. They count while they are open.

import { countsOf, entry, filterMenu } from './filter_menu.js';
import { makeLensMenu, tellLens } from './lens_menu.js';
import { makeMore } from './more.js';
import { makeValueList } from './value_list.js';
import { STANCE_IDS } from '../data/asked.js';
import { labelOf } from '../dom.js';

const SAID_BY = {
  reports: 'Reported by', confirms: 'Confirmed by', disputes: 'Disputed by', denies: 'Denied by',
  withdraws: 'Withdrawn by',
};
function partyValues(app) {
  const found = countsOf(app, 'party');
  return app.island.parties.map(({ id, label }, k) => entry(app, 'party', id, label, found?.(k, id)));
}

/** Those of most incidents first, where that is known. */
const inOrder = (found, values) => (found ? values.sort((a, b) => b.count - a.count) : values);

function sourceValues(app) {
  const found = countsOf(app, 'source');
  return inOrder(found, app.island.facets.sources.map(({ id, title, publisher }, k) =>
    entry(app, 'source', id, title || id, found?.(k, id), title ? publisher : '')));
}

function layerValues(app) {
  const found = countsOf(app, 'layer');
  return app.island.layers.map(({ id, label }, k) => entry(app, 'layer', id, label, found?.(k, id)));
}

function siteValues(app) {
  const found = countsOf(app, 'site'), { island, state: { labels } } = app, layers = new Map(
    island.layers.map(({ id, label }) => [id, label]));
  return inOrder(found, island.sites.map(({ id, names, layer }, k) =>
    entry(app, 'site', id, labelOf(names, labels)[0] || id, found?.(k, id), layers.get(layer))));
}

function stanceValues(app) {
  const found = countsOf(app, 'stance'), by = [{ id: '', label: 'anybody' }, ...app.island.parties];
  return STANCE_IDS.flatMap((stance, s) => by.map(({ id, label }, p) => entry(app, 'stance', [stance, id],
    `${SAID_BY[stance]} ${label}`, found?.(s * by.length + p, id ? `${stance}:${id}` : stance))));
}

// Name, what it asks in, and its lists.
const MENUS = [
  ['Who says it', ['party'], [['Who says something of it', partyValues]]],
  ['Source', ['source'], [['Source', sourceValues]]],
  ['Place', ['layer', 'site'], [['Layer', layerValues], ['Place', siteValues]]],
  ['Stance', ['stance'], [['What one claim says', stanceValues]]],
];

export function makeMenus(app) {
  if (app.carried) return [];                      // counts by squares do not tell these apart
  const menus = MENUS.map(([label, asks, lists]) =>
    filterMenu(label, asks, lists.map(([of, read]) => makeValueList(of, () => read(app)))));
  return [makeLensMenu(app), ...menus, makeMore(app)].filter(Boolean);
}

export function refreshMenus(app) {
  for (const one of app.bar.querySelectorAll('.mk-filter-menu')) {
    one.classList.toggle('mk-set', one.asks.some((part) => app.state.asked[part] !== undefined));
    if (one.open) one.refresh();
    if (one.classList.contains('mk-lens')) tellLens(app, one);
  }
}
