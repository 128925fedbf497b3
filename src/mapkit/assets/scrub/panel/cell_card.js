// The card of a cell: its counts, and a page of its incidents.

import { EARTH_M } from '../constants.js';
import { latOf } from '../data/mercator.js';
import { button, el, plural } from '../dom.js';
import { cellKey } from '../map/cells.js';
import { numberWords } from '../numbers.js';
import { askPage, PAGE_SIZE, turnPage } from './incident_pages.js';
import { listTools } from './list_tools.js';
import { heading, renderPanel } from './panel.js';
import { rowList } from './row.js';

/** What a card of this cell says, so that it is made anew only when that has changed. */
export function cellState(app, spot) {
  return [cellKey(spot.cell), ...pageState(app), windowCount(app, spot)];
}

/** What a page of incidents says, so that it is made anew only when that has changed. */
function pageState({ pages }) {
  return [pages.number, pages.listed, pages.total, pages.failed, pages.waiting,
    pages.incidents.length, pages.key === null];
}

/** How many the mark of the cell holds in the window and in all; null where cells are others, or it is off the map. */
function windowCount({ model, counts }, { cell, marks }) {
  const { frame } = model, x = cell.columns[0], y = cell.rows[0];
  if (!frame || frame.zoom !== cell.zoom || y < frame.rows[0] || y >= frame.rows[1]
    || !frame.columns.some(([low, high]) => x >= low && x < high)) return null;
  return marks.length ? [counts.mark[marks[0]], model.total[marks[0]]] : [0, 0];
}

export function cellBody(app, spot) {
  const { options } = app, known = windowCount(app, spot);
  const counts = known && el('p', { class: 'mk-counts' },
    el('strong', {}, numberWords(known[0])), ' in this window, ', el('strong', {}, numberWords(known[1])), ' in all');
  const place = el('p', { class: 'mk-soft' }, `A square of ${blockSide(spot.cell)}`);
  if (!options.requestPage) {
    const words = 'The texts of these incidents are not in this file: it holds counts.';
    return [place, counts, el('p', { class: 'mk-soft' }, words)];
  }
  return [place, counts, ...pagedList(app)];
}

/** The incidents in the part of the map that is shown, a page at a time: a face of the panel. */
export function pagedFace(app) {
  return { key: JSON.stringify(['paged', app.counts.shown, ...pageState(app)]), build: () => [
    heading(app, plural(app.counts.shown, 'incident'), el('span', { class: 'mk-soft' }, ' in this window')),
    el('p', { class: 'mk-soft' }, 'Those in the part of the map that is shown. Move or zoom it to see others.'),
    ...pagedList(app),
  ].filter(Boolean) };
}

/** A page of incidents, with what turns, orders and searches it. */
function pagedList(app) {
  const { pages, panel } = app;
  return [
    pages.search, listTools(panel, () => { renderPanel(app); askPage(app); }),
    pages.waiting ? el('p', { class: 'mk-soft mk-working', role: 'status' }, 'Working') : null,
    pages.failed
      ? el('p', { class: 'mk-soft', role: 'status' }, `The list could not be loaded: ${pages.failed}.`) : null,
    pages.total === 0 ? el('p', { class: 'mk-soft' },
      pages.text.trim() ? 'Nothing here matches.' : 'Nothing in this window.') : null,
    pager(app),
    rowList(app, 'Incidents', pages.incidents.map((entry) => ({ row: entry.row, i: null, entry }))),
    pager(app),
  ].flat();
}

function blockSide({ zoom, rows }) {
  const metres = EARTH_M * Math.cos(latOf((rows[0] + rows[1]) / 2 / 2 ** zoom) * Math.PI / 180) / 2 ** zoom;
  return metres < 1000 ? `${Math.round(metres)} m` : `${numberWords(+(metres / 1000).toPrecision(2))} km`;
}

function pager(app) {
  const { pages } = app, { listed: from, total, incidents } = pages, last = from + incidents.length;
  if (!total) return null;
  const turn = (words, key, by) =>
    button('', { text: words, class: 'mk-toggle', 'data-key': key, on: { click: () => turnPage(app, by) } });
  const part = `${numberWords(from + 1)}\u2013${numberWords(last)} of ${numberWords(total)}`;
  return el('div', { class: 'mk-pager' },
    el('span', {}, total > PAGE_SIZE ? part : plural(total, 'incident')),
    from > 0 ? turn('Previous', 'previous', -PAGE_SIZE) : null,
    last < total ? turn(`Next ${Math.min(PAGE_SIZE, total - last)}`, 'next', PAGE_SIZE) : null);
}
