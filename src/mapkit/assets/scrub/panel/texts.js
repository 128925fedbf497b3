// What incidents say: at hand, or asked from the host.

import { changed } from '../data/lens_lines.js';

const SOON = 60;                                   // milliseconds in which what is missing is gathered

/** What an incident says, by its row; undefined while it has to come. */
export function textOf(app, row) {
  const entry = app.texts ? app.texts[row] : undefined, change = app.island.changes?.get(row);
  if (entry === undefined && app.options.requestTexts) app.wanted.add(row);
  return entry && change && !app.island.texts ? changed(entry, change) : entry;
}

/** Ask for what is missing; the answer comes by update({texts}). */
export function askTexts(app) {
  if (!app.wanted.size || app.textTimer) return;
  app.textTimer = setTimeout(() => {
    app.textTimer = 0;
    const rows = [...app.wanted];
    app.wanted.clear();
    if (!app.dead && rows.length) app.options.requestTexts(rows);
  }, SOON);
}
