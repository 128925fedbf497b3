// What is set: a chip each with an × that undoes it, and one button for all.

import { ASKED_PARTS } from '../data/asked.js';
import { wordsOf } from '../data/asked_words.js';
import { button, capital, el, icon } from '../dom.js';
import { clearAsked, dropBox, setAsked, setCertain } from '../narrowing.js';
import { numberWords } from '../numbers.js';
import { labelsIn } from '../sentence.js';

const TOGGLED = ['disputed', 'according', 'known'];   // which a button of the bar tells itself where there is room
const SETS = ['kind', 'site', 'source', 'party', 'layer', 'stance', 'own'];

export const makeChips = () => el('ul', { class: 'mk-set-list', 'aria-label': 'Filters that are set', hidden: true,
  'data-key': '' });

/** What of a link nobody here can answer lies over the map's upper edge until it is read. */
export const makeNotices = (app) => (app.notices.length
  ? el('ul', { class: 'mk-notices', 'aria-label': 'What the link asks for and the map cannot show' },
    app.notices.map(noticeItem)) : null);

/** What a link asked and nobody here can answer; gone with a press. */
function noticeItem(words) {
  const gone = button('Close this note', { icon: 'close', class: 'mk-chip-close',
    on: { click: () => item.remove() } });
  const item = el('li', { class: 'mk-notice', role: 'status' }, el('span', { dir: 'auto' }, words), gone);
  return item;
}

/** All that is set, each in words, with what undoes it. */
function entriesOf(app) {
  const { state: { asked, certainOnly, boxed }, options } = app, labels = labelsIn(app), found = [];
  const told = (part, value) => wordsOf({ [part]: value }, labels, numberWords).join('; ');
  for (const part of ASKED_PARTS.filter((name) => asked[name] !== undefined)) {
    if (!SETS.includes(part)) {
      found.push([told(part, asked[part]), () => setAsked(app, part, null), TOGGLED.includes(part)]);
      continue;
    }
    for (const set of asked[part]) {
      found.push([told(part, [set]), () => setAsked(app, part, app.state.asked[part].filter((one) => one !== set))]);
    }
  }
  if (certainOnly) found.push(['only what is certain', () => setCertain(app, false), true]);
  if (boxed && options.fixed) found.push([options.words.join('; '), () => dropBox(app)]);
  return found;
}

/** How many filters are set. */
export const countSet = (app) => entriesOf(app).length;

export function refreshChips(app) {
  const list = app.bar.querySelector('.mk-set-list'), entries = entriesOf(app);
  const key = JSON.stringify(entries.map(([words]) => words));
  list.hidden = !entries.length;
  if (list.dataset.key === key) return;
  list.dataset.key = key;
  const inside = list.contains(list.getRootNode().activeElement);
  const clear = entries.length > 1 ? [clearItem(app, entries.every(([, , isToggle]) => isToggle))] : [];
  list.replaceChildren(...clear, ...entries.map(chip));
  if (inside) (list.querySelector('button') || app.bar.querySelector('button, summary')).focus();
}

const clearItem = (app, toggled) => el('li', { class: `mk-set-all${toggled ? ' mk-toggled' : ''}` },
  button('', { text: 'Clear', class: 'mk-link mk-clear', on: { click: () => clearAsked(app) } }));

/** Of what a toggle beside it shows there is a chip only where the toggle is not in sight. */
const chip = ([words, undo, isToggle]) => el('li', { class: isToggle ? 'mk-toggled' : null },
  el('button', { type: 'button', class: 'mk-set-chip', title: `${capital(words)}: take this filter away`,
    on: { click: undo } }, el('span', { dir: 'auto' }, capital(words)), icon('close')));
