// Two filters that are on or off, each with how many it leaves.

import { certainCounts, facetCounts } from '../data/filters.js';
import { button, el, say } from '../dom.js';
import { setAsked, setCertain } from '../narrowing.js';
import { numberWords } from '../numbers.js';

const makeToggle = (words, title, press) => button(title, { text: words, class: 'mk-menu-button mk-toggle-filter',
  'aria-pressed': 'false', on: { click: press } });

export function makeToggles(app) {
  const disputed = makeToggle('Disputed', 'Only what some source disputes or denies',
    () => setAsked(app, 'disputed', !app.state.asked.disputed));
  const certain = makeToggle('Certain only', 'Only what was in the window for certain, whatever its dates leave open',
    () => setCertain(app, !app.state.certainOnly));
  for (const one of [disputed, certain]) one.append(' ', el('span', { class: 'mk-number' }));
  disputed.classList.add('mk-filter-disputed'); certain.classList.add('mk-filter-certain');
  if (app.carried) disputed.hidden = true;         // what is undated or unplaced is not told apart by it
  return [disputed, certain];
}

export function refreshToggles(app) {
  const { bar, filters, state: { asked, certainOnly, window } } = app;
  const [disputed, certain] = bar.querySelectorAll('.mk-toggle-filter');
  disputed.setAttribute('aria-pressed', String(Boolean(asked.disputed)));
  certain.setAttribute('aria-pressed', String(certainOnly));
  if (!filters) { say(certain.lastChild, numberWords(app.counts.certain)); return; }
  say(disputed.lastChild, numberWords(facetCounts(filters, ['disputed'], window, certainOnly).disputed[0]));
  say(certain.lastChild, numberWords(certainCounts(filters, window).certain));
}
