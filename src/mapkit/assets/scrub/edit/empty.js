// An atlas that holds no incident yet: what to do first, in the place of a map of nothing.

import { button, el } from '../dom.js';
import { askedWords } from '../sentence.js';

const WAYS = [
  ['From a table', 'mapkit import TABLE --into FOLDER'],
  ['One by one', 'mapkit add FOLDER --when DATE --title TEXT \u2026'],
  ['On this page', 'mapkit serve FOLDER --edit'],
];

/** Whether there is nothing to show, whatever time and filters ask. */
function isEmpty(app) {
  const { island } = app, { incidents, undated, unplaced } = island;
  return !app.cubes && !(incidents.count + undated.length + unplaced.length) && !askedWords(app).length;
}

/** Say it in the map's place, where there is nothing else to say. */
export function showEmpty(app) {
  if (!isEmpty(app)) return;
  const { onEdit } = app.options, { sites } = app;
  app.root.classList.add('mk-nothing');
  app.root.classList.toggle('mk-bare', !sites.length);
  app.mapArea.append(el('section', { class: 'mk-empty', 'aria-label': 'No incidents yet' },
    el('h2', {}, 'This atlas has no incidents yet'),
    onEdit ? writeIt(onEdit) : el('p', {}, 'Put some into its folder, then open it again:'),
    onEdit ? null : el('dl', {}, WAYS.map(([name, command]) =>
      el('div', {}, el('dt', {}, name), el('dd', {}, el('code', {}, command)))))));
}

const writeIt = (onEdit) => [
  el('p', {}, 'Say what happened, when and where, and who says so. A click on the map says where.'),
  button('', { text: 'Add the first incident', class: 'mk-begin', on: { click: () => onEdit('') } }),
  el('p', { class: 'mk-soft' }, 'A whole table of incidents comes in with ',
    el('code', {}, 'mapkit import TABLE --into FOLDER'), '.'),
];
