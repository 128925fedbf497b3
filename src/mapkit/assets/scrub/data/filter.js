// What passes the filters that are neither time nor box, on the map and in the trays.

import { askedText, LENSES } from './asked.js';
import { hostedPart, narrow, passesAll } from './filters.js';
import { applyFilter } from './model.js';

/**
 * What only the host can answer, as the text of a view: the box that a link narrows to, and what no page holds; both as
 * they have it who are asked.
 */
export function hostedText({ state: { asked, boxed }, options, filters }) {
  const parts = [boxed ? options.fixed : '', filters ? askedText(hostedPart(filters, asked)) : ''].filter(Boolean);
  if (!parts.length) return '';
  const seen = Object.fromEntries(LENSES.filter((name) => asked[name] != null).map((name) => [name, asked[name]]));
  return [...parts, askedText(seen)].filter(Boolean).join('&');
}

/** Of counts in a file only the kinds can be told apart; a server that is asked for counts has filtered them. */
function passesCube({ carried, state: { asked }, kinds, model }) {
  if (!carried || !asked.kind) return null;
  const fits = kinds.map(({ id }) => asked.kind.every((ids) => ids.includes(id)));
  return (line) => fits[model.kind[line]];
}

/** Filter by what is asked now; what the host has told of last holds until it has told of this. */
export function setFilter(app) {
  const { filters, state, options, model, island } = app, { undated, unplaced, unplaced_days: days } = island;
  if (filters) narrow(filters, state.asked, hostedText(app) ? options.shown : null);
  const passes = filters ? (line) => passesAll(filters, line) : passesCube(app);
  applyFilter(model, passes);
  let first = model.n;
  const tray = (rows, about = () => ({})) => {
    const from = first;
    first += rows.length;
    return rows.map((row, k) => ({ row, ...about(k) })).filter((_, k) => !passes || passes(from + k));
  };
  app.trays = {
    undated: tray(undated), unplaced: tray(unplaced, (k) => ({ days: days[k] })),
    later: tray(island.later || []), unsaid: tray(island.unsaid || []),
  };
  app.candidates = null;
  app.panel.key = null;
}
