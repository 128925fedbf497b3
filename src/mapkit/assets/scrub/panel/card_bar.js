// The bar of an incident's card: which of how many it is, the ones before and after it, its link, its text to copy.

import { listWindow } from '../data/listing.js';
import { placeOfRow } from '../data/model.js';
import { button, el, say } from '../dom.js';
import { isTooMuch } from '../frame.js';
import { numberWords } from '../numbers.js';
import { copyIncident } from './copy_text.js';
import { linkToThis } from './link_to_this.js';
import { openIncident } from './panel.js';
import { trayRows } from './trays.js';

const CARD_KEYS = { ArrowLeft: -1, ArrowRight: 1, k: -1, j: 1 };

/** The bar, made once: while one steps through incidents its buttons stay, and the focus on them. */
export function cardBar(app) {
  const back = button('Previous incident', { icon: 'back', class: 'mk-button', on: { click: () => stepBy(app, -1) } });
  const next = button('Next incident', { icon: 'forward', class: 'mk-button', on: { click: () => stepBy(app, 1) } });
  const place = el('span', { class: 'mk-position', role: 'status' });
  const copy = button('Copy as text', { icon: 'copy', class: 'mk-button mk-copy' });
  const link = el('span', { class: 'mk-link-place' });
  const element = el('div', { class: 'mk-steps-bar' }, back, next, place, link, copy);
  let order = null, shown = null;
  const update = (entry, i) => {
    const { row } = app.state;
    if (isTooMuch(app)) return;
    order = order || new Int32Array(app.model.n);
    const { words, before, after } = positionOf(app, row, i, order);
    say(place, words);
    back.disabled = before == null; next.disabled = after == null;
    if (shown === entry) return;
    shown = entry;
    copy.hidden = !entry;
    copy.onclick = () => copyIncident(app, entry, i);
    if (!app.cubes) link.replaceChildren(...[entry && linkToThis(app, row, entry.id)].filter(Boolean));
  };
  return { element, update };
}

/** Where an incident stands in the list that it is in, in words, and the rows of its neighbours there. */
function positionOf(app, row, i, order) {
  const { model, panel, state: { window, certainOnly } } = app, tray = panel.from?.tray;
  if (app.cubes) return amongListed(app.pages, row);
  if (tray) return inTray(trayRows(app, tray), row, tray);
  const n = i == null ? 0 : listWindow(model, window, certainOnly, order), list = order.subarray(0, n);
  if (i == null) return { words: '', before: null, after: null };
  const k = list.indexOf(i), rowOf = (place) => (place >= 0 && place < n ? model.row[list[place]] : null);
  if (k >= 0) return { words: countOf(k, n, 'in the window'), before: rowOf(k - 1), after: rowOf(k + 1) };
  let after = 0;
  while (after < n && list[after] < i) after++;
  return { words: 'not in the window', before: rowOf(after - 1), after: rowOf(after) };
}

function inTray(rows, row, words) {
  const k = rows.indexOf(row);
  const said = k < 0 ? '' : countOf(k, rows.length, words);
  return { words: said, before: rows[k - 1] ?? null, after: rows[k + 1] ?? null };
}

/** Of a large atlas the page that is listed is stepped through. */
function amongListed({ incidents, listed, total }, row) {
  const rows = incidents.map((one) => one.row), { words, before, after } = inTray(rows, row, '');
  return { words: words && countOf(listed + rows.indexOf(row), total, 'listed'), before, after };
}

const countOf = (k, n, words) => `${numberWords(k + 1)} of ${numberWords(n)} ${words}`;

/** To the incident before or after. */
function stepBy(app, by) {
  const { model, state: { row } } = app, i = placeOfRow(app, row);
  const { before, after } = positionOf(app, row, i < 0 ? null : i, new Int32Array(model.n));
  const to = by < 0 ? before : after;
  if (to != null) openIncident(app, to);
}

export function onCardKey(app, event) {
  const by = CARD_KEYS[event.key];
  if (!by || event.altKey || event.ctrlKey || event.metaKey || event.target.closest('textarea, input')) return;
  event.preventDefault();
  stepBy(app, by);
}
