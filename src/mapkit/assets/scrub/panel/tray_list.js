// The trays in the panel: what has no date or no place.

import { capital, el, plural } from '../dom.js';
import { heading, moreButton } from './panel.js';
import { rowList } from './row.js';
import { askTexts, textOf } from './texts.js';
import { trayCount, trayRows } from './trays.js';

export function trayList(app, tray) {
  if (app.cubes) return countedTray(app, tray);
  const rows = trayRows(app, tray), shown = rows.slice(0, app.panel.limit);
  const entries = shown.map((row) => textOf(app, row));
  askTexts(app);
  const { words, why } = TRAYS_TOLD[tray];
  return { key: JSON.stringify([tray, rows.length, shown, entries.map(Boolean), app.state.labels]), build: () => [
    heading(app, plural(rows.length, 'incident'),
      el('span', { class: 'mk-soft' }, ` ${words}${tray === 'unplaced' ? ' in this window' : ''}`)),
    el('p', { class: 'mk-soft' }, why),
    rowList(app, capital(words), shown.map((row, at) => ({ row, i: null, entry: entries[at] }))),
    rows.length > shown.length ? moreButton(app, rows.length - shown.length) : '',
  ] };
}

const UNDATED = 'These have no date, so no window shows them.';
const TRAYS_TOLD = {
  undated: { words: 'without a date', why: UNDATED },
  unplaced: { words: 'without a place', why: 'These have no place that can be drawn, so the map does not show them.' },
  later: { words: 'known later',
    why: 'Of these nobody whose day is known had told by the day that is asked. They are left out, and counted here.' },
  unsaid: { words: 'not known when said',
    why: 'Of these nobody knows when they were told, so they are taken for known on no day.' },
};
const UNPLACED = 'These have no place that can be drawn, at whatever time they were.';
const COUNTED = 'This file only counts them.';
const LISTED = 'They are only counted here: the table below the map and the exported tables list them.';

/** A large atlas tells how many these are; its table and its files hold them. */
function countedTray(app, tray) {
  const n = trayCount(app, tray);
  return { key: JSON.stringify([tray, n]), build: () => [
    heading(app, plural(n, 'incident'),
      el('span', { class: 'mk-soft' }, tray === 'undated' ? ' without a date' : ' without a place')),
    el('p', { class: 'mk-soft' }, `${tray === 'undated' ? UNDATED : UNPLACED} ${app.carried ? COUNTED : LISTED}`),
  ] };
}
