// What passes the filters that are neither time nor box, on the map and in the trays.

import { askedText } from './asked.js';
import { hostedPart, narrow, passesAll } from './filters.js';
import { applyFilter } from './model.js';

/** What only the host can answer, as the text of a view: the box that a link narrows to, and what no page holds. */
export const hostedText = ({ state, options, filters }) => [
  state.boxed ? options.fixed : '', filters ? askedText(hostedPart(filters, state.asked)) : '',
].filter(Boolean).join('&');

/** Of counts in a file only the kinds can be told apart; a server that is asked for counts has filtered them. */
function passesCube({ carried, state: { asked }, kinds, model }) {
  if (!carried || !asked.kind) return null;
  const fits = kinds.map(({ id }) => asked.kind.every((ids) => ids.includes(id)));
  return (line) => fits[model.kind[line]];
}

/** Filter by what is asked now; what the host has told of last holds until it has told of this. */
export function setFilter(app) {
  const { filters, state, options, model, island: { undated, unplaced, unplaced_days: days } } = app;
  if (filters) narrow(filters, state.asked, hostedText(app) ? options.shown : null);
  const passes = filters ? (line) => passesAll(filters, line) : passesCube(app);
  applyFilter(model, passes);
  const inTray = (first) => (_, k) => !passes || passes(first + k);
  app.trays = {
    undated: undated.map((row) => ({ row })).filter(inTray(model.n)),
    unplaced: unplaced.map((row, i) => ({ row, days: days[i] })).filter(inTray(model.n + undated.length)),
  };
  app.candidates = null;
  app.panel.key = null;
}
