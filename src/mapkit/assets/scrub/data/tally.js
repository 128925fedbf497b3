// Counting: which incidents a window holds, by mark and kind. Moving the window changes only what comes in or goes out.

import { CELL_SIZE } from '../constants.js';
import { lowerBound, weightOf } from './model.js';

/** How many incidents each mark holds, in all and of each kind, and which marks hold any (in no order). */
export function newBag({ marks: { n }, kinds }) {
  return {
    mark: new Uint32Array(n), kind: new Uint32Array(n * kinds), touched: new Uint32Array(n), slot: new Uint32Array(n),
    places: 0, visible: 0, size: 0, dense: null,
  };
}

function put(model, bag, i) {
  const m = model.mark[i], kind = model.kind[i], cell = model.grid.cell[m], weight = weightOf(model, i);
  const held = bag.mark[m];
  bag.kind[m * model.kinds + kind] += weight;
  bag.size += weight;
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
  if (bag.dense) bag.dense.fill(0);
}

export function newCounts(model) {
  const more = { sure: new Uint32Array(model.marks.n), shown: 0, certain: 0, possible: 0, at: null, past: null };
  return Object.assign(newBag(model), more);
}

/**
 * Bring `counts` to a window [start, end): what overlaps it is possible, what lies inside it certain. Marks hold the
 * one or the other. Counts anew, or only what the move changes where that is less.
 */
export function tally(model, counts, window, certainOnly) {
  const [start, end] = window, at = counts.at;
  const fresh = !at || at.filter !== model.filter || at.certainOnly !== certainOnly;
  if (fresh || moveCost(model, at, start, end) > lowerBound(model.start, end)) {
    countAnew(model, counts, start, end, certainOnly);
  } else {
    moveEdge(model, counts, at.end, end, at.start, true, certainOnly);
    moveEdge(model, counts, at.start, start, end, false, certainOnly);
  }
  if (fresh) counts.at = { filter: model.filter, certainOnly, start, end };
  else { at.start = start; at.end = end; }
  counts.shown = certainOnly ? counts.certain : counts.possible;
  if (counts.past) tallyPast(model, counts.past, start);
}

function countAnew(model, counts, start, end, certainOnly) {
  empty(counts, model.kinds);
  counts.sure.fill(0);
  counts.certain = counts.possible = 0;
  const last = lowerBound(model.start, end);
  for (let i = 0; i < last; i++) {
    if (model.end[i] <= start || !model.passes[i]) continue;
    changePossible(model, counts, i, true, certainOnly);
    if (model.start[i] >= start && model.end[i] <= end) changeSure(model, counts, i, true, certainOnly);
  }
}

/** One incident more, or one less, that lies inside the window. */
function changeSure(model, counts, i, comes, certainOnly) {
  const m = model.mark[i], cell = model.grid.cell[m], change = comes ? weightOf(model, i) : -weightOf(model, i);
  counts.certain += change;
  counts.sure[m] += change;
  if (counts.dense && cell >= 0) counts.dense[cell * CELL_SIZE + 4] += change;
  if (!certainOnly) return;
  if (comes) put(model, counts, i); else take(model, counts, i);
}

/** One incident more, or one less, that overlaps the window. */
function changePossible(model, counts, i, comes, certainOnly) {
  counts.possible += comes ? weightOf(model, i) : -weightOf(model, i);
  if (certainOnly) return;
  if (comes) put(model, counts, i); else take(model, counts, i);
}

/** How many incidents begin or end between two days. */
const between = (values, from, to) => Math.abs(lowerBound(values, to) - lowerBound(values, from));

function moveCost({ start: starts, ends }, at, start, end) {
  return between(starts, at.end, end) + between(ends, at.end + 1, end + 1)
    + between(ends, at.start + 1, start + 1) + between(starts, at.start, start);
}

/**
 * Move one edge of the window from a day to another while the other edge stays. The later the end, the more are in; the
 * later the start, the fewer. Those that begin between the days and those that end between them are all that changes.
 *
 * Take the end, which goes from one day to a later one. An incident that begins between the two overlapped nothing of
 * the window before and overlaps it now, if it ends after the window's start: it becomes possible. One that ends
 * between the two lay partly outside before and lies inside now, if it begins at the start or later: it becomes
 * certain. All others begin and end on the same side of both days, and nothing changes for them. Moved back, the same
 * ones go.
 *
 * At the start it is the other way round: what begins between the days stops or starts to be certain, what ends between
 * them stops or starts to be possible. `begun` and `ended` say which; bisection finds both runs, one in the order of
 * starts, one in the order of ends (half-open: an end on the day itself is outside, hence the + 1).
 */
function moveEdge(model, counts, from, to, other, isEnd, certainOnly) {
  if (from === to) return;
  const { start, end, passes, byEnd, ends } = model, low = Math.min(from, to), high = Math.max(from, to);
  const comes = (to > from) === isEnd, begun = isEnd ? changePossible : changeSure;
  const ended = isEnd ? changeSure : changePossible;
  const lastStart = lowerBound(start, high), lastEnd = lowerBound(ends, high + 1);
  for (let i = lowerBound(start, low); i < lastStart; i++) {
    if (passes[i] && (end[i] > other) === isEnd) begun(model, counts, i, comes, certainOnly);
  }
  for (let k = lowerBound(ends, low + 1); k < lastEnd; k++) {
    const i = byEnd[k];
    if (passes[i] && (start[i] >= other) === isEnd) ended(model, counts, i, comes, certainOnly);
  }
}

/** Bring the bag of what is over to a day: everything that ended by then. */
function tallyPast(model, past, day) {
  const { ends, byEnd, passes } = model, until = lowerBound(ends, day + 1);
  if (past.filter !== model.filter) { empty(past, model.kinds); past.filter = model.filter; past.until = 0; }
  for (; past.until < until; past.until++) if (passes[byEnd[past.until]]) put(model, past, byEnd[past.until]);
  for (; past.until > until;) if (passes[byEnd[--past.until]]) take(model, past, byEnd[past.until]);
}
