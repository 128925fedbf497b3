// How many incidents each value of a menu would show, asked of the server where the page itself cannot count.

import { askedText } from '../data/asked.js';
import { request } from '../frame.js';
import { filterText } from '../sentence.js';

const COUNTS_SOON = 50;
const COUNTS_LATER = 1000;
const COUNTS_LOST = 8000;

/** What a part is counted under: all that is asked beside it. */
function countedUnder({ state: { asked, window, certainOnly, boxed } }, part) {
  const [name, column] = part.startsWith('own.') ? ['own', part.slice('own.'.length)] : [part];
  const own = asked.own?.filter((pairs) => !pairs.every(([of]) => of === column));
  return JSON.stringify([askedText({ ...asked, [name]: column && own }), window, certainOnly, boxed]);
}

/** The counts of a part by value; those of before until the new ones are here, null where there are none yet. */
export function servedCounts(app, part) {
  const { known } = app.valueCounts, key = countedUnder(app, part), before = known.get(part);
  if (before?.key !== key) {
    known.set(part, { key, counts: null, last: before?.counts || before?.last || null, failed: false });
    countsIn(app, COUNTS_SOON);
  }
  const { counts, last, failed } = known.get(part);
  return failed ? null : counts || last;
}

const isUncounted = ({ counts, failed }) => !counts && !failed;

function countsIn(app, wait) {
  clearTimeout(app.countsTimer);
  app.countsTimer = setTimeout(() => { if (!app.dead) askCounts(app); }, wait);
}

/** Ask for all that is not here, as long as a menu is open; what was asked under something else is forgotten. */
function askCounts(app) {
  const { valueCounts: all, state, options, bar } = app, open = bar.querySelector('.mk-filter-menu[open]');
  const missing = [...all.known].filter(([, one]) => isUncounted(one));
  all.sent = new Map(missing.filter(([part, { key }]) => open && key === countedUnder(app, part))
    .map(([part, { key }]) => [part, key]));
  for (const [part] of missing) if (!all.sent.has(part)) all.known.delete(part);
  bar.toggleAttribute('data-asking', all.sent.size > 0);
  if (!all.sent.size) return;
  all.number++;
  options.requestCounts({ number: all.number, parts: [...all.sent.keys()], view: filterText(app),
    window: state.window.slice(), certain: state.certainOnly });
  countsIn(app, COUNTS_LOST);
}

/** What is not known yet is asked for again; what cannot be counted has no numbers. */
export function receiveCounts(app, { number, counts, failed }) {
  const { known, sent, number: newest } = app.valueCounts;
  if (number !== newest) return;
  for (const [part, key] of sent) {
    const one = known.get(part);
    if (one?.key === key) Object.assign(one, { counts: counts?.[part], failed: Boolean(failed) });
  }
  const left = [...known.values()].some(isUncounted);
  app.bar.toggleAttribute('data-asking', left);
  if (left) countsIn(app, COUNTS_LATER); else clearTimeout(app.countsTimer);
  request(app, 'bar');
}
