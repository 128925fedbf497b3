// What the window shows as a plain table, for who reads by table or by ear; a title opens its incident.

import { TABLE_MAX } from '../constants.js';
import { windowWords } from '../data/days.js';
import { isCertain } from '../data/model.js';
import { openDialog } from '../dialog.js';
import { button, el } from '../dom.js';
import { numberWords } from '../numbers.js';
import { viewSentence } from '../sentence.js';
import { openIncident } from './panel.js';
import { placeName } from './row.js';
import { sourcesOf } from './sources_of.js';

const TABLE_HEAD = ['When', 'What', 'Where', 'Kind', 'Disputed', 'Certain', 'Sources'];

/** Show the incidents of a list as a table in a dialog; beyond a number of rows it says how many are left out. */
export function showTable(app, { order, n }) {
  const many = Math.min(n, TABLE_MAX), rows = [...order.subarray(0, many)];
  openDialog(app, 'Incidents as a table', { class: 'mk-dialog mk-as-table' },
    el('div', { class: 'mk-dialog-body', tabindex: 0, role: 'group', 'aria-label': 'Table' },
      el('table', {}, el('caption', { dir: 'auto' }, viewSentence(app)),
        el('thead', {}, el('tr', {}, TABLE_HEAD.map((words) => el('th', { scope: 'col' }, words)))),
        el('tbody', {}, rows.map((i) => tableRow(app, i)))),
      n > many ? el('p', { class: 'mk-soft' },
        `The first ${numberWords(many)} of ${numberWords(n)}, by date; the exported tables hold all.`) : ''));
}

function tableRow(app, i) {
  const { model, kinds, texts, state } = app, entry = texts?.[model.row[i]];
  const cells = [
    entry?.when_words || windowWords([model.start[i], model.end[i]]),
    placeName(app, i, entry),
    kinds[model.kind[i]]?.label || '',
    model.disputed[i] ? 'disputed' : 'not disputed',
    isCertain(model, i, state.window) ? 'certain' : 'only possibly',
    entry ? numberWords(sourcesOf(entry)) : '',
  ];
  const [when, ...rest] = cells.map((words) => el('td', { dir: 'auto' }, words));
  const opens = button('', { text: entry?.title || '', class: 'mk-link', on: { click: (event) => {
    event.target.closest('dialog').close();
    openIncident(app, model.row[i], event);
  } } });
  return el('tr', {}, when, el('th', { scope: 'row', dir: 'auto' }, entry ? opens : ''), rest);
}
