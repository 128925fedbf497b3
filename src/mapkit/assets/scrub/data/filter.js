// What passes the filters that are neither time nor box, on the map and in the trays.

import { askedText, lensAlone } from './asked.js';
import { hostedPart, narrow, passesAll } from './filters.js';
import { applyFilter } from './model.js';

/**
 * What only the host can answer, as the text of a view: the box that a link narrows to, and what no page holds; both as
 * they have it who are asked.
 */
export function hostedText({ state: { asked, boxed }, options, filters }) {
  const parts = [boxed ? options.fixed : '', filters ? askedText(hostedPart(filters, asked)) : ''].filter(Boolean);
  if (!parts.length) return '';
  return [...parts, askedText(lensAlone(asked))].filter(Boolean).join('&');
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
  const passes = !filters ? passesCube(app) : filters.failed && ((line) => passesAll(filters, line));
  applyFilter(model, passes);
  let first = model.n;
  const tray = (rows) => {
    const from = first;
    first += rows.length;
    return passes ? rows.filter((_, k) => passes(from + k)) : rows;
  };
  app.trays = {
    undated: tray(undated), unplaced: tray(unplaced.map((row, k) => ({ row, days: days[k] }))),
    later: tray(island.later || []), unsaid: tray(island.unsaid || []),
  };
  app.candidates = null;
  app.panel.key = null;
}
