// The clock's headline: the window, what is certain and what is possible, and what no window or no map shows.

import { binWords } from './bins.js';
import { shortWindowWords, windowWords } from '../data/days.js';
import { button, el, say } from '../dom.js';
import { numberWords } from '../numbers.js';
import { openTray } from '../panel/panel.js';
import { trayCount } from '../panel/trays.js';
import { askedWords, countWords } from '../sentence.js';
import { isSmall } from '../size.js';

function makeHeadline(app) {
  const { clock } = app;
  const said = {
    window: el('strong', { class: 'mk-window', dir: 'auto' }), asked: el('span', { class: 'mk-asked', dir: 'auto' }),
    number: el('strong', { class: 'mk-shown' }),
    words: el('span', { class: 'mk-sure' }), past: el('span', { class: 'mk-over' }),
    steps: el('span', {
      class: 'mk-steps', title: 'Counted in whole steps of so many days. Zoom the track for finer ones.',
    }),
  };
  clock.trays = ['undated', 'unplaced'].map((tray) => button('', { text: ' ', class: `mk-link mk-${tray}`,
    title: tray === 'undated' ? 'Incidents without a date'
      : `Incidents without a place${app.cubes ? ', at any time' : ''}`,
    on: { click: (event) => openTray(app, tray, event) } }));
  const counted = el('span', { class: 'mk-counted' }, said.number, ' ', said.words, ' ', said.past, ' ', said.steps);
  clock.headline.replaceChildren(el('span', { class: 'mk-now-shown' }, said.window, ' ', said.asked, ' ', counted),
    el('span', { class: 'mk-trays' }, clock.trays));
  return said;
}

export function renderHeadline(app) {
  const { clock, counts, state } = app;
  clock.said = clock.said || makeHeadline(app);
  const { said } = clock, words = countWords(counts, state.certainOnly);
  const dates = isSmall(app) ? shortWindowWords : windowWords;
  say(said.window, app.model.n || app.cubes ? dates(state.window) : 'Nothing dated');
  say(said.asked, askedWords(app).join('; '));
  say(said.number, `${numberWords(counts.shown)} shown`);
  say(said.words, words && `\u00b7 ${words}`);
  say(said.past, counts.past?.size ? `\u00b7 ${numberWords(counts.past.size)} over` : '');
  say(said.steps, binWords(app) && `\u00b7 ${binWords(app)}`);
  ['undated', 'unplaced'].forEach((tray, i) => {
    const n = trayCount(app, tray);
    say(clock.trays[i], `${numberWords(n)} ${tray}`);
    clock.trays[i].disabled = !n;
  });
}
