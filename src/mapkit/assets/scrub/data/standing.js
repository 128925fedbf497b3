// What lasts for a time, and what it is to a window: there on its last day or not. As `lasting.py` in mapkit has it.

import { OPEN_END, OPEN_START } from '../constants.js';

export const ABSENT = 0;
export const OVER = 1;
export const POSSIBLY = 2;
export const HOLDS = 3;
export const ALWAYS = { start: OPEN_START, sure_start: OPEN_START, sure_end: OPEN_END + 1, end: OPEN_END + 1 };

/** A window without an end is closed after the atlas's last day. */
export const closedWindow = ([start, end], lastDay) => [start, end >= OPEN_END ? Math.max(start, lastDay) + 1 : end];

/** The last day of a window, for which what lasts is shown. */
export const lastDayOf = (window) => window[1] - 1;

/** What holds on the last day, what only possibly does, what ended within the window, what is not there. */
export function standing({ start, sure_start, sure_end, end }, window) {
  const last = lastDayOf(window);
  if (start <= last && last < end) return sure_start <= last && last < sure_end ? HOLDS : POSSIBLY;
  return window[0] < end && end <= last ? OVER : ABSENT;
}

/**
 * Which of several that last is shown for a window: {one, standing}, or null. What surely holds goes before what
 * possibly does, then what began later; where none holds, what ended last.
 */
export function chosen(times, window) {
  let best = null;
  for (const one of times) {
    const found = { one, standing: standing(one, window) };
    if (found.standing && (!best || !before(found, best))) best = found;
  }
  return best;
}

function before(a, b) {
  if (a.standing !== b.standing) return a.standing < b.standing;
  const [first, second] = a.standing === OVER ? ['end', 'start'] : ['start', 'end'];
  return a.one[first] - b.one[first] < 0 || (a.one[first] === b.one[first] && a.one[second] < b.one[second]);
}
