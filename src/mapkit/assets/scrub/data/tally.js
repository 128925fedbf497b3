// Counting: which incidents a window holds, by mark and kind. Moving the window changes only what comes in or goes out.

import { CELL_SIZE } from '../constants.js';
import { lowerBound, weightOf } from './model.js';
import { VERDICT_WORDS } from './verdicts.js';

/**
 * How many incidents each mark holds, in all and of each kind, and which marks hold any (in no order); of how many they
 * say what, who are asked.
 */
export function newBag({ marks: { n }, kinds, verdict }) {
  return {
    mark: new Uint32Array(n), kind: new Uint32Array(n * kinds), touched: new Uint32Array(n), slot: new Uint32Array(n),
    places: 0, visible: 0, size: 0, dense: null, said: verdict ? new Uint32Array(VERDICT_WORDS.length) : null,
  };
}

function put(model, bag, i) {
  const m = model.mark[i], kind = model.kind[i], cell = model.grid.cell[m], weight = weightOf(model, i);
  const held = bag.mark[m];
  bag.kind[m * model.kinds + kind] += weight;
  bag.size += weight;
  if (bag.said) bag.said[model.verdict[i]] += weight;
  bag.mark[m] = held + weight;
  if (!held) {
    bag.slot[m] = bag.places;
    bag.touched[bag.places++] = m;
    if (cell >= 0) bag.visible++;
  }
  if (bag.dense && cell >= 0) blend(bag.dense, cell * CELL_SIZE, model.colours, kind * 3, weight);
}

function take(model, bag, i) {
  const m = model.mark[i], kind = model.kind[i], cell = model.grid.cell[m], weight = weightOf(model, i);
  bag.kind[m * model.kinds + kind] -= weight;
  bag.size -= weight;
  if (bag.said) bag.said[model.verdict[i]] -= weight;
  if ((bag.mark[m] -= weight) === 0) {
    const last = bag.touched[--bag.places];
    bag.touched[bag.slot[m]] = last;
    bag.slot[last] = bag.slot[m];
    if (cell >= 0) bag.visible--;
  }
  if (bag.dense && cell >= 0) blend(bag.dense, cell * CELL_SIZE, model.colours, kind * 3, -weight);
}

/** Add a colour to a cell of the density, or take it. */
export function blend(dense, at, colours, from, times) {
  dense[at] += times;
  dense[at + 1] += times * colours[from];
  dense[at + 2] += times * colours[from + 1];
  dense[at + 3] += times * colours[from + 2];
}

function empty(bag, kinds) {
  for (let k = 0; k < bag.places; k++) {
    const m = bag.touched[k];
    bag.mark[m] = 0;
    for (let j = m * kinds; j < (m + 1) * kinds; j++) bag.kind[j] = 0;
  }
  bag.places = bag.visible = bag.size = 0;
  for (const sums of [bag.dense, bag.said]) if (sums) sums.fill(0);
}

export function newCounts(model) {
  const more = { sure: new Uint32Array(model.marks.n), shown: 0, certain: 0, possible: 0, at: null, past: null };
  return Object.assign(newBag(model), more);
}

/**
 * Bring `counts` to a window [start, end): possible is what may have been in it, certain what was in it for certain.
 * Marks hold the one or the other. Counts anew, or only what the move changes where that is less.
 */
export function tally(model, counts, window, certainOnly) {
  const [start, end] = window, at = counts.at;
  const fresh = !at || at.filter !== model.filter || at.certainOnly !== certainOnly;
  const moves = fresh ? [] : [
    [outerDays(model), changePossible], [innerDays(model), changeSure],
  ];
  if (fresh || moveCost(moves, at, start, end) > lowerBound(model.start, end)) {
    countAnew(model, counts, start, end, certainOnly);
  } else {
    for (const [days, change] of moves) {
      shiftEnd(model, counts, days, change, at.end, end, at.start, certainOnly);
      shiftStart(model, counts, days, change, at.start, start, end, certainOnly);
    }
  }
  if (fresh) counts.at = { filter: model.filter, certainOnly, start, end };
  else { at.start = start; at.end = end; }
  counts.shown = certainOnly ? counts.certain : counts.possible;
  if (counts.past) tallyPast(model, counts.past, start);
}

/** The first and last days of lines, the orders that sort them (null: they are sorted), and both sorted. */
const outerDays = (model) => ({
  first: model.start, last: model.end, byFirst: null, firsts: model.start, byLast: model.byEnd, lasts: model.ends,
});
const innerDays = (model) => ({
  first: model.sureStart, last: model.sureEnd, byFirst: model.bySureStart, firsts: model.sureStarts,
  byLast: model.bySureEnd, lasts: model.sureEnds,
});

function countAnew(model, counts, start, end, certainOnly) {
  empty(counts, model.kinds);
  counts.sure.fill(0);
  counts.certain = counts.possible = 0;
  const last = lowerBound(model.start, end), sure = (i) => model.sureStart[i] < end && model.sureEnd[i] > start;
  for (let i = 0; i < last; i++) {
    if (model.end[i] <= start || !model.passes[i]) continue;
    changePossible(model, counts, i, true, certainOnly);
    if (sure(i)) changeSure(model, counts, i, true, certainOnly);
  }
  for (let i = model.n; i < model.size; i++) {
    if (model.passes[i] && sure(i)) changeSure(model, counts, i, true, certainOnly);
  }
}

/** One incident more, or one less, that was in the window for certain. */
function changeSure(model, counts, i, comes, certainOnly) {
  const m = model.mark[i], cell = model.grid.cell[m], change = comes ? weightOf(model, i) : -weightOf(model, i);
  counts.certain += change;
  counts.sure[m] += change;
  if (counts.dense && cell >= 0) counts.dense[cell * CELL_SIZE + 4] += change;
  if (!certainOnly) return;
  if (comes) put(model, counts, i); else take(model, counts, i);
}

/** One incident more, or one less, that may have been in the window. */
function changePossible(model, counts, i, comes, certainOnly) {
  counts.possible += comes ? weightOf(model, i) : -weightOf(model, i);
  if (certainOnly) return;
  if (comes) put(model, counts, i); else take(model, counts, i);
}

/** How many lines begin or end between two days. */
const between = (values, from, to) => Math.abs(lowerBound(values, to) - lowerBound(values, from));

const moveCost = (moves, at, start, end) => moves.reduce((sum, [{ firsts, lasts }]) =>
  sum + between(firsts, at.end, end) + between(lasts, at.start + 1, start + 1), 0);

/**
 * Move the end of a window from a day to another while its start stays. Of either sort of days, a line counts where it
 * begins before the window's end and ends after its start: the later the end, the more do. Those that begin between the
 * two days, and end after the start, are all that changes; for all others nothing does. Bisection finds the run of
 * them. That days may cross, as the sure ones of one day of several do, makes no difference.
 */
function shiftEnd(model, counts, { last, byFirst, firsts }, change, from, to, start, certainOnly) {
  const until = lowerBound(firsts, Math.max(from, to));
  for (let k = lowerBound(firsts, Math.min(from, to)); k < until; k++) {
    const i = byFirst ? byFirst[k] : k;
    if (model.passes[i] && last[i] > start) change(model, counts, i, to > from, certainOnly);
  }
}

/**
 * The same of the start, while the end stays: the later the start, the fewer count, and what changes ends between the
 * days. Half-open: what ends on the start itself is over, hence the + 1.
 */
function shiftStart(model, counts, { first, byLast, lasts }, change, from, to, end, certainOnly) {
  const until = lowerBound(lasts, Math.max(from, to) + 1);
  for (let k = lowerBound(lasts, Math.min(from, to) + 1); k < until; k++) {
    const i = byLast ? byLast[k] : k;
    if (model.passes[i] && first[i] < end) change(model, counts, i, to < from, certainOnly);
  }
}

/** Bring the bag of what is over to a day: everything that ended by then. */
function tallyPast(model, past, day) {
  const { ends, byEnd, passes } = model, until = lowerBound(ends, day + 1);
  if (past.filter !== model.filter) { empty(past, model.kinds); past.filter = model.filter; past.until = 0; }
  for (; past.until < until; past.until++) if (passes[byEnd[past.until]]) put(model, past, byEnd[past.until]);
  for (; past.until > until;) if (passes[byEnd[--past.until]]) take(model, past, byEnd[past.until]);
}
