// What a window shows, in the order of time, and how high the rows of a list of it stand.

import { dateOf, dayOf } from './days.js';
import { isCertain, isPossible, lowerBound } from './model.js';

/** The incidents that a window shows, by their first day, into `out`; returns how many. */
export function listWindow(model, window, certainOnly, out) {
  const until = lowerBound(model.start, window[1]), inside = certainOnly ? isCertain : isPossible;
  let n = 0;
  for (let i = 0; i < until; i++) if (model.passes[i] && inside(model, i, window)) out[n++] = i;
  return n;
}

/** Put the first `n` of an order in the order of their headings; what has the same keeps its own. */
export function byHead(heads, order, n) {
  const before = order.slice(0, n), ranks = [...new Set(Array.from(before, (i) => heads[i]))].sort((a, b) => a - b);
  let k = 0;
  for (const rank of ranks) for (const i of before) if (heads[i] === rank) order[k++] = i;
}

/** The year of each of some days, which are in order. */
export function yearsOf(days) {
  const years = new Int16Array(days.length);
  let year = 0, until = -Infinity;
  for (let i = 0; i < days.length; i++) {
    if (days[i] >= until) { year = dateOf(days[i]).getUTCFullYear(); until = dayOf(year + 1, 0, 1); }
    years[i] = year;
  }
  return years;
}

/**
 * Where each row of a list begins, in pixels, into `tops`, whose entry `n` is where the last one ends. A row that is
 * the first of its heading, a year or a verdict, has it above it.
 */
export function layRows(heads, order, n, heights, headHeight, tops) {
  let top = 0, head = null;
  for (let k = 0; k < n; k++) {
    const i = order[k], own = heads[i];
    tops[k] = top;
    top += heights[i] + (own === head ? 0 : headHeight);
    head = own;
  }
  tops[n] = top;
}

/** The row that a height lies in; the last one beyond the end. */
export function rowAt(tops, n, height) {
  let low = 0, high = n - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (tops[middle] <= height) low = middle; else high = middle - 1;
  }
  return Math.max(0, low);
}

/** The last incident that begins in [from, to) and passes the filters, or the first if time runs backwards; or -1. */
export function begunIn({ start, passes }, from, to, ahead) {
  const low = lowerBound(start, from), high = lowerBound(start, to);
  if (ahead) { for (let i = high - 1; i >= low; i--) if (passes[i]) return i; }
  else for (let i = low; i < high; i++) if (passes[i]) return i;
  return -1;
}
