// Two views beside each other: a second map with a lens and a window of its own, which moves with the first.

import { setWindow } from '../clock/window.js';
import { compareRows } from './lists.js';
import { lensAlone, withoutLens } from '../data/asked.js';
import { wordsOf } from '../data/asked_words.js';
import { button, capital, el, plural, say } from '../dom.js';
import { render, request } from '../frame.js';
import { settle } from '../host.js';
import { askAll } from '../narrowing.js';
import { numberWords } from '../numbers.js';
import { openFace } from '../panel/panel.js';
import { setSheet } from '../panel/sheet.js';
import { labelsIn } from '../sentence.js';
import { verdictWords } from '../verdict_counts.js';

/** What splits the map; pressed again, one map is left. */
export const compareButton = (app) => (app.cubes || app.options.companion ? null
  : button('Compare two views side by side', { text: 'Compare', class: 'mk-menu-button mk-compare',
    'aria-pressed': 'false', on: { click: () => toggleBeside(app) } }));

export const toggleBeside = (app) => (app.beside ? closeBeside(app) : openBeside(app, {}));

/** Put a second map beside the first; `initial` is how it opens, what it does not say is as in the first. */
export function openBeside(app, initial) {
  const { map, state, island, lens, options } = app, centre = map.getCenter();
  const place = el('div', { class: 'mk-map' }), frame = el('div', { class: 'mk-beside' }, place);
  app.root.classList.add('mk-comparing');
  app.root.append(frame);
  const second = app.L.map(place, { zoomControl: false, attributionControl: false });
  const { window, mode, certainOnly: certain, labels } = state;
  const shared = { asked: '', window, mode, certain, labels };
  const other = app.besides.open({ L: app.L, map: second, island: lens ? lens.island : island, container: frame,
    options: { companion: true, requestTexts: options.requestTexts,
      initial: { ...shared, ...initial, center: [centre.lat, centre.lng], zoom: map.getZoom() } } });
  const [first, words] = [0, 1].map(() => el('p', { class: 'mk-beside-words', dir: 'auto' }));
  other.top.append(other.clock.element.querySelector('.mk-dates'), words);
  app.root.append(el('div', { class: 'mk-side-words' }, first));
  app.beside = { other, words: [first, words], last: state.window, asked: null, moving: false, lists: null,
    onMove: null, follow: () => followFirst(app) };
  other.beside = { other: app, follow: () => { tellLists(app); settle(app); } };
  linkMaps(app, other);
  tellPressed(app, true);
  app.panel.tabs.compared.hidden = false;
  followFirst(app);
  request(app, 'counts', 'track', 'bar');
  openFace(app, 'compared');
  if (app.root.dataset.size === 'phone') setSheet(app, 'peek');
}

function closeBeside(app) {
  const { other, onMove } = app.beside;
  app.map.off('move', onMove);
  app.beside = null;
  app.apart = null;
  app.besides.close(other);
  for (const part of app.root.querySelectorAll('.mk-beside, .mk-side-words')) part.remove();
  app.root.classList.remove('mk-comparing');
  tellPressed(app, false);
  app.panel.tabs.compared.hidden = true;
  openFace(app, 'incidents');
  request(app, 'counts', 'marks');
}

function tellPressed(app, on) {
  for (const one of app.root.querySelectorAll('.mk-compare, .mk-compare-here')) one.setAttribute('aria-pressed', on);
}

/** Either map follows the other. */
function linkMaps(app, other) {
  const follows = (from, to) => () => {
    if (!app.beside || app.beside.moving || app.dead) return;
    app.beside.moving = true;
    to.map.setView(from.map.getCenter(), from.map.getZoom(), { animate: false });
    app.beside.moving = false;
  };
  app.beside.onMove = follows(app, other);
  app.map.on('move', app.beside.onMove);
  other.map.on('move', follows(other, app));
}

/** What a side shows, in few words. */
const sideWords = (app) => capital([...wordsOf(lensAlone(app.state.asked), labelsIn(app), numberWords),
  verdictWords(app).join(', ') || plural(app.counts.shown, 'incident')].join(': '));

/** The second moves by as many days as the first, and asks what the first asks, but for its lens. */
function followFirst(app) {
  const { beside, state: { window, asked, certainOnly } } = app, { other, last } = beside;
  const by = [window[0] - last[0], window[1] - last[1]];
  if (by[0] || by[1]) {
    beside.last = window;
    setWindow(other, [other.state.window[0] + by[0], other.state.window[1] + by[1]]);
  }
  const shared = JSON.stringify([withoutLens(asked), certainOnly]);
  if (shared !== beside.asked) {
    beside.asked = shared;
    askAll(other, { ...withoutLens(asked), ...lensAlone(other.state.asked) }, certainOnly);
  }
  if (other.dirty.has('counts')) render(other); else tellLists(app);     // what the second shows anew tells the lists
}

/** What stands on one side only has a ring, and the lists follow. */
function tellLists(app) {
  if (!app.beside) return;
  const { beside } = app, { other } = beside, lists = compareRows(app, other);
  beside.lists = lists;
  app.apart = new Set(lists.left);
  other.apart = new Set(lists.right);
  [app, other].forEach((one, side) => say(beside.words[side], sideWords(one)));
  request(app, 'marks', 'panel');
  request(other, 'marks');
}
