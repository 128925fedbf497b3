// What both views show, and what only one of them: three lists, worded by what the views ask otherwise.

import { listWindow } from '../data/listing.js';
import { isSpoken } from '../data/verdicts.js';
import { lensWords } from '../data/asked_words.js';
import { askedText } from '../data/asked.js';
import { capital, el } from '../dom.js';
import { numberWords } from '../numbers.js';
import { heading, moreButton } from '../panel/panel.js';
import { incidentRow } from '../panel/row.js';
import { askTexts, textOf } from '../panel/texts.js';
import { verdictSwatch } from '../panel/verdict_signs.js';
import { placeOfRow } from '../data/model.js';
import { labelsIn, viewSentence } from '../sentence.js';
import { verdictOfRow } from '../verdict_counts.js';

/** The rows that a view shows; of a lens those that are spoken of. */
function rowsOfView({ model, state: { window, certainOnly } }) {
  const order = new Int32Array(model.n), n = listWindow(model, window, certainOnly, order), found = [];
  for (let k = 0; k < n; k++) {
    if (!model.verdict || isSpoken(model.verdict[order[k]])) found.push(model.row[order[k]]);
  }
  return found;
}

/** Rows by side: in both, in one alone; `neither` counts those that are in a window and nobody speaks of. */
export function compareRows(left, right) {
  const ours = rowsOfView(left), theirs = rowsOfView(right), mine = new Set(ours), others = new Set(theirs);
  const lists = { both: ours.filter((row) => others.has(row)), left: ours.filter((row) => !others.has(row)),
    right: theirs.filter((row) => !mine.has(row)) };
  const shown = Math.max(left.counts.shown, right.counts.shown);
  return { ...lists, neither: Math.max(0, shown - lists.both.length - lists.left.length - lists.right.length) };
}

const sideLabel = (app) => lensWords(app.state.asked.according, labelsIn(app).party, numberWords);

/** What each list is called. */
function titlesOf(left, right) {
  const [one, two] = [left, right].map(({ state: { asked, window } }) => ({ ...asked, window: String(window) }));
  const names = [...new Set([...Object.keys(one), ...Object.keys(two)])];
  const differs = names.filter((name) => JSON.stringify(one[name]) !== JSON.stringify(two[name]));
  if (differs.join() === 'according' && one.according && two.according) {
    const [ours, theirs] = [left, right].map((app) => `${capital(sideLabel(app))} only`);
    return { both: 'Both speak of it', left: ours, right: theirs };
  }
  if (differs.join() === 'window') {
    return { both: 'In both windows', left: 'Only in the first', right: 'Only in the second' };
  }
  if (differs.join() === 'known') {
    return { both: 'Known on both days', left: 'Known on the first day only', right: 'Known on the second day only' };
  }
  return { both: 'In both views', left: 'Only in the first', right: 'Only in the second' };
}

/** The face of the panel: the three lists, each row with its sign on either side. */
export function comparedFace(app) {
  if (!app.beside?.lists) return { key: 'compared', build: () => [heading(app, 'Compare')] };
  const { other, lists } = app.beside, titles = titlesOf(app, other);
  const key = JSON.stringify(['compared', lists, titles, app.lens?.key, other.lens?.key, app.state.labels,
    askedText(app.state.asked), app.panel.limit]);
  return { key, build: () => [heading(app, summary(lists, titles)),
    ...['both', 'left', 'right'].flatMap((side) => listOf(app, other, side, titles[side], lists[side])),
    lists.neither ? el('p', { class: 'mk-soft' }, `Neither speaks of ${numberWords(lists.neither)}.`) : ''] };
}

/** Both views in words, and how many each list has. */
export function comparedSentence(app) {
  const { other, lists } = app.beside;
  return `First: ${viewSentence(app)} Second: ${viewSentence(other)} ${summary(lists, titlesOf(app, other))}.`;
}

const summary = (lists, titles) => ['both', 'left', 'right']
  .map((side) => `${titles[side]}: ${numberWords(lists[side].length)}`).join('; ');

function listOf(app, other, side, title, rows) {
  if (!rows.length) return [];
  const shown = rows.slice(0, app.panel.limit);
  const items = shown.map((row) => el('li', { class: 'mk-pair' },
    sideSign(app, row, side !== 'right'), sideSign(other, row, side !== 'left'),
    incidentRow(app, { row, i: iOf(app, row), entry: textOf(app, row) ?? textOf(other, row) })));
  askTexts(app);
  return [el('h3', { class: 'mk-label' }, `${title} `, el('span', { class: 'mk-soft' }, numberWords(rows.length))),
    el('ul', { class: 'mk-rows', 'aria-label': title }, items),
    rows.length > shown.length ? moreButton(app, rows.length - shown.length) : ''];
}

const iOf = (app, row) => { const i = placeOfRow(app, row); return i < 0 ? null : i; };

/** The mark of an incident as one side has it; where it is not there nothing, or the dot of who is silent. */
function sideSign(app, row, isThere) {
  const i = placeOfRow(app, row), entry = app.texts?.[row];
  const kind = entry ? app.kinds[entry.kind] : i >= 0 ? app.kinds[app.model.kind[i]] : null;
  if (!kind || i < 0 || !(isThere || app.model.verdict)) return el('span', { class: 'mk-no-sign' });
  return verdictSwatch(kind, verdictOfRow(app, row), Boolean(app.model.disputed[i]));
}
