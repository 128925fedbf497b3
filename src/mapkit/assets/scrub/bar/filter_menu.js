// What the menus of filters share: values that can be set, with how many each would show.

import { servedCounts } from './value_counts.js';
import { facetCounts } from '../data/filters.js';
import { menu } from '../dom.js';
import { setAsked } from '../narrowing.js';

const same = (one) => (other) => JSON.stringify(other) === JSON.stringify(one);

/** The last set of a part, which the menus change; those before it came with a link, and have chips. */
const lastSet = (app, part) => app.state.asked[part]?.at(-1) || [];

/** Put a value into the last set of a part, or take it out. */
function toggleIn(app, part, value, on) {
  const before = (app.state.asked[part] || []).slice(0, -1), last = lastSet(app, part), is = same(value);
  const rest = last.filter((one) => !is(one));
  const set = on ? [...rest, value] : rest;
  setAsked(app, part, set.length ? [...before, set] : before);
}

/** How many a value of a part would show, by its place in the island and its id; null where that is not known yet. */
export function countsOf(app, part) {
  const own = part.startsWith('own.') && !app.island.facets.own[part.slice('own.'.length)];
  if (app.filters && !own) {
    const counts = facetCounts(app.filters, [part], app.state.window, app.state.certainOnly)[part];
    return (place) => counts[place];
  }
  const counts = app.options.requestCounts && servedCounts(app, part);
  return counts ? (_, id) => counts[id] ?? 0 : null;
}

export const entry = (app, part, value, label, count, more) => ({
  key: JSON.stringify(value), label, more, count, set: lastSet(app, part).some(same(value)),
  toggle: (on) => toggleIn(app, part, value, on),
});

/** A menu that asks in some parts, whose content is made when it is opened. */
export function filterMenu(label, asks, content) {
  const made = menu(label, `mk-filter-menu mk-filter-${asks[0]}`, ...content.map(({ element }) => element));
  made.asks = asks;
  made.refresh = () => { for (const one of content) one.refresh(); };
  made.addEventListener('toggle', () => { if (made.open) made.refresh(); });
  return made;
}
