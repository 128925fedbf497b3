// The clock's headline: the window, what is certain and what is possible, and what no window or no map shows.

import { binWords } from './bins.js';
import { shortWindowWords, windowWords } from '../data/days.js';
import { button, el, say } from '../dom.js';
import { numberWords } from '../numbers.js';
import { openTray } from '../panel/panel.js';
import { trayCount, TRAYS, TRAY_WORDS, traysNow } from '../panel/trays.js';
import { askedWords, countWords } from '../sentence.js';
import { isSmall } from '../size.js';

const TRAY_TITLES = {
  undated: 'Incidents without a date', unplaced: 'Incidents without a place',
  later: 'Incidents of which nobody had told by the day that is asked',
  unsaid: 'Incidents of which nobody knows when they were told',
};

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
  clock.trays = TRAYS.map((tray) => button('', { text: ' ', class: `mk-link mk-${tray}`,
    title: `${TRAY_TITLES[tray]}${tray === 'unplaced' && app.cubes ? ', at any time' : ''}`,
    on: { click: (event) => openTray(app, tray, event) } }));
  const counted = el('span', { class: 'mk-counted' }, said.number, ' ', said.words, ' ', said.past, ' ', said.steps);
  clock.headline.replaceChildren(el('span', { class: 'mk-now-shown' }, said.window, ' ', said.asked, ' ', counted),
    el('span', { class: 'mk-trays' }, clock.trays));
  return said;
}

export function renderHeadline(app) {
  const { clock, counts, state } = app;
  clock.said = clock.said || makeHeadline(app);
  const { said } = clock, small = isSmall(app), words = countWords(counts, state.certainOnly, small);
  const dates = small ? shortWindowWords : windowWords;
  say(said.window, app.model.n || app.cubes ? dates(state.window) : 'Nothing dated');
  say(said.asked, askedWords(app).join('; '));
  say(said.number, `${numberWords(counts.shown)} shown`);
  say(said.words, words && `\u00b7 ${words}`);
  say(said.past, counts.past?.size ? `\u00b7 ${numberWords(counts.past.size)} over` : '');
  say(said.steps, binWords(app) && `\u00b7 ${binWords(app)}`);
  const now = traysNow(app);
  TRAYS.forEach((tray, i) => {
    clock.trays[i].hidden = !now.includes(tray);
    if (clock.trays[i].hidden) return;
    const n = trayCount(app, tray);
    say(clock.trays[i], `${numberWords(n)} ${TRAY_WORDS[tray]}`);
    clock.trays[i].disabled = !n;
  });
}
