// The model: marks and incidents as typed arrays, sorted by start.

import { MAX_CELLS, SORT_MAX, STAMPS_MAX, VERSION } from '../constants.js';
import { column, IslandError } from './columns.js';
import { latOf, lonOf } from './mercator.js';
import { isAgainst, isDenial, isSpoken } from './verdicts.js';

const GRID = 2 ** 24;

/** The middle of a column or row of the grid, as a part of the world. */
export const gridMiddle = (place) => (place + 0.5) / GRID;

/** Latitude and longitude of a mark. */
export const pointOf = ({ marks }, m) => [latOf(marks.y[m]), lonOf(marks.x[m])];

/** Marks stand in the middle of their cell in the grid of zoom 24, which is 2.4 m wide at most. */
function readMarks({ marks, buffer }) {
  const n = marks.count, read = (name) => column(marks[name], n, `marks.${name}`, buffer);
  const across = read('x'), down = read('y'), x = new Float64Array(n), y = new Float64Array(n);
  for (let m = 0; m < n; m++) { x[m] = gridMiddle(across[m]); y[m] = gridMiddle(down[m]); }
  return { n, x, y, site: read('site'), precision: read('precision_m') };
}

/** Where each mark's incidents lie in one list (counting sort, so by start within a mark). */
function groupByMark(mark, n, marks) {
  const from = new Uint32Array(marks + 1);
  for (let i = 0; i < n; i++) from[mark[i] + 1]++;
  for (let m = 0; m < marks; m++) from[m + 1] += from[m];
  const next = from.slice(), list = new Uint32Array(n);
  for (let i = 0; i < n; i++) list[next[mark[i]]++] = i;
  return { from, list };
}

/** The lines that are `chosen` by mark, which begin in `list` at `from`; `held` are the marks that have any. */
function linesByMark({ size, mark, marks: { n } }, chosen) {
  const from = new Uint32Array(n + 2), held = [];
  for (let i = 0; i < size; i++) if (chosen(i)) from[mark[i] + 2]++;
  for (let m = 0; m < n; m++) { if (from[m + 2]) held.push(m); from[m + 2] += from[m + 1]; }
  const list = new Uint32Array(from[n + 1]);
  for (let i = 0; i < size; i++) if (chosen(i)) list[from[mark[i] + 1]++] = i;
  return { from, list, held };
}

export function checkIsland(island) {
  if (!island || typeof island !== 'object') throw new IslandError('there are none');
  if (island.version !== VERSION) {
    throw new IslandError(`they are version ${island.version}, this page reads version ${VERSION}`);
  }
  for (const part of ['marks', 'incidents', 'facets', 'kinds', 'sites', 'home']) {
    if (!island[part]) throw new IslandError(`"${part}" is missing`);
  }
}

export function readModel(island) {
  checkIsland(island);
  const marks = readMarks(island);
  const n = island.incidents.count;
  const model = { n, size: n, marks, kinds: Math.max(1, island.kinds.length) };
  const read = (name) => column(island.incidents[name], n, `incidents.${name}`, island.buffer);
  for (const name of ['start', 'kind', 'mark', 'disputed']) model[name] = read(name);
  model.row = readRows(island, n);
  if (island.incidents.end) takeDays(model, island.incidents); else readDays(model, island.incidents, read);
  if (island.incidents.verdict) bySpeakers(model, read('verdict'));
  return finished(model);
}

function readDays(model, incidents, read) {
  const { n, start, mark, kind, marks, kinds } = model, [days, late, early] = ['days', 'late', 'early'].map(read);
  model.oneDay = [incidents.late, incidents.early].every(({ dtype, offset }) => dtype === 'same' && offset === 0);
  for (const name of ['end', 'sureStart', 'sureEnd']) model[name] = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    model.end[i] = start[i] + days[i];
    model.sureStart[i] = model.end[i] - 1 - late[i];
    model.sureEnd[i] = start[i] + 1 + early[i];
    if (mark[i] >= marks.n || kind[i] >= kinds) {
      throw new IslandError('an incident points beyond the marks or the kinds');
    }
    if (i && start[i] < start[i - 1]) throw new IslandError('the incidents are not in order');
  }
}

/** Through a lens the days are there already; `like` is the model that has the same in the same order. */
function takeDays(model, { end, sureStart, sureEnd, oneDay, like }) {
  Object.assign(model, { end, sureStart, sureEnd, oneDay, like });
}

/** Through a lens what is not spoken of is as a kind of its own, the last one, and against is who is asked. */
function bySpeakers(model, verdict) {
  const { n, kind } = model, quiet = model.kinds++;
  Object.assign(model, { quiet, verdict, kind: new Uint16Array(n), disputed: new Uint8Array(n) });
  for (let i = 0; i < n; i++) {
    model.kind[i] = isSpoken(verdict[i]) ? kind[i] : quiet;
    model.disputed[i] = isAgainst(verdict[i]) ? 1 : 0;
  }
}

/**
 * A model with what follows from its columns. Its first `n` lines are incidents, with a first and a last day that may
 * be, and all `size` have two that are sure (`mapkit.edtf.Days`). Of one day of several these are the others, crossed:
 * where all are such, the orders are those of the others too.
 */
export function finished(model) {
  const { n, size, marks, oneDay, like, disputed, verdict } = model;
  const sorted = (name, make) => lazily(model, name, () => (like ? like[name] : make()));
  sorted('byEnd', () => sortedBy(model.end));
  sorted('ends', () => gathered(model.end, model.byEnd));
  sorted('bySureStart', () => (oneDay ? model.byEnd : sortedBy(model.sureStart)));
  sorted('sureStarts', () => gathered(model.sureStart, model.bySureStart));
  sorted('bySureEnd', () => (oneDay ? null : sortedBy(model.sureEnd)));
  sorted('sureEnds', () => (oneDay ? model.sureEnd : gathered(model.sureEnd, model.bySureEnd)));
  lazily(model, 'ofMark', () => groupByMark(model.mark, n, marks.n));
  lazily(model, 'disputedOf', () => linesByMark(model, (i) => disputed[i]));
  lazily(model, 'deniedOf', () => linesByMark(model, (i) => verdict && isDenial(verdict[i])));
  model.quiet ??= -1;                               // the kind of what is not spoken of, if there is one
  model.passes = new Uint8Array(size).fill(1);
  model.used = usedKinds(model);
  model.grid = newGrid(marks.n);
  return model;
}

/** A part of an object that is made when it is asked for: of the model what the first picture does without. */
export function lazily(model, name, make) {
  Object.defineProperty(model, name, { configurable: true, get: () => {
    const value = make();
    Object.defineProperty(model, name, { value });
    return value;
  } });
}

/** The values at some places, in their order. */
export const gathered = (values, order) => {
  const found = new values.constructor(order.length);
  for (let i = 0; i < order.length; i++) found[i] = values[order[i]];
  return found;
};

/** The order that sorts whole numbers (radix sort; equal ones keep their order). */
export function sortedBy(values) {
  const n = values.length;
  let order = new Uint32Array(n), next = new Uint32Array(n), least = Infinity, most = -Infinity;
  for (let i = 0; i < n; i++) { order[i] = i; least = Math.min(least, values[i]); most = Math.max(most, values[i]); }
  for (let shift = 0; shift < 32 && (most - least) >>> shift; shift += 11) {
    const from = new Uint32Array(2049);
    for (let i = 0; i < n; i++) from[((values[order[i]] - least) >>> shift & 2047) + 1]++;
    for (let k = 0; k < 2048; k++) from[k + 1] += from[k];
    for (let i = 0; i < n; i++) next[from[(values[order[i]] - least) >>> shift & 2047]++] = order[i];
    [order, next] = [next, order];
  }
  return order;
}

function usedKinds({ kind, kinds, n }) {
  const used = new Uint8Array(kinds);
  for (let i = 0; i < n; i++) used[kind[i]] = 1;
  return used;
}

/** The rows of the incidents; "rest" means all rows in order but the undated and the unplaced. */
function readRows({ incidents, buffer, undated, unplaced }, n) {
  if (incidents.row.dtype !== 'rest') return column(incidents.row, n, 'incidents.row', buffer);
  const apart = Int32Array.from([...undated, ...unplaced]).sort(), rows = new Int32Array(n);
  for (let i = 0, row = 0, k = 0; i < n; row++) if (apart[k] === row) k++; else rows[i++] = row;
  return rows;
}

/** First index whose value is >= x in an ascending array. */
export function lowerBound(values, x) {
  let low = 0, high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < x) low = middle + 1; else high = middle;
  }
  return low;
}

/** Whether an incident may have been in a window, and whether it was for certain. */
export const isPossible = (model, i, [start, end]) => model.start[i] < end && model.end[i] > start;
export const isCertain = (model, i, [start, end]) => model.sureStart[i] < end && model.sureEnd[i] > start;

/** The place in the model of an incident, by its row; -1 where it is not on the map, or cells are counted. */
export const placeOfRow = ({ model, cubes }, row) => (cubes ? -1 : model.row.indexOf(row));

/** The days of an incident: its first and last as far as they may be, and as far as they are sure. */
export const daysOf = (model, i) => ({
  start: model.start[i], sureStart: model.sureStart[i], sureEnd: model.sureEnd[i], end: model.end[i],
});

/** Whether a line counts in the window; one of `size` beyond `n` never as possible. */
const inWindow = (model, i, window, certainOnly) =>
  model.passes[i] && (certainOnly ? isCertain(model, i, window) : i < model.n && isPossible(model, i, window));

/** The lines that a mark shows in the window and some source disputes or denies: incidents, or those of a cube. */
export const disputedIn = ({ model, state: { window, certainOnly } }, m) =>
  Array.from(linesAt(model.disputedOf, m)).filter((i) => inWindow(model, i, window, certainOnly));

const linesAt = ({ from, list }, m) => list.subarray(from[m], from[m + 1]);

/** How many incidents of a mark that are shown some source disputes or denies. */
export function disputedAt({ model, state: { window, certainOnly } }, m) {
  const { from, list } = model.disputedOf;
  let sum = 0;
  for (let k = from[m]; k < from[m + 1]; k++) {
    if (inWindow(model, list[k], window, certainOnly)) sum += weightOf(model, list[k]);
  }
  return sum;
}

/** Whether a mark shows any such. */
export function isDisputed({ model, state: { window, certainOnly } }, m) {
  const { from, list } = model.disputedOf;
  for (let k = from[m]; k < from[m + 1]; k++) if (inWindow(model, list[k], window, certainOnly)) return true;
  return false;
}

/** How many incidents that a mark shows they speak of who are asked; all where nobody is. */
export const spokenAt = ({ model: { kinds, quiet } }, counts, m) =>
  counts.mark[m] - (quiet < 0 ? 0 : counts.kind[m * kinds + quiet]);

/** Whether all of these they deny. */
export function isDenied({ model, counts, state: { window, certainOnly } }, m) {
  let n = 0;
  for (const i of linesAt(model.deniedOf, m)) if (inWindow(model, i, window, certainOnly)) n++;
  return n > 0 && n === spokenAt({ model }, counts, m);
}

/** Whether one incident is shown in the window. */
export const isShown = ({ model, state: { window, certainOnly } }, i) => inWindow(model, i, window, certainOnly);

/** How many incidents an entry stands for: one, or those of a pair of bins. */
export const weightOf = (model, i) => (model.weight ? model.weight[i] : 1);

/** `fits` says of an incident whether it passes the filters that are neither time nor box; null where all do. */
export function applyFilter(model, fits) {
  const { n, size, passes, mark } = model, total = new Uint32Array(model.marks.n);
  for (let i = 0; i < size; i++) {
    passes[i] = !fits || fits(i) ? 1 : 0;
    if (passes[i] && i < n) total[mark[i]] += weightOf(model, i);
  }
  model.total = total;
  model.top = total.reduce((most, one) => Math.max(most, one), 1);
  model.filter = (model.filter || 0) + 1;          // what was counted before this is out of date
  // Large marks first, so that small ones stay on top and in reach; fixed while time moves.
  const order = new Uint32Array(total.length);
  for (let m = 0; m < order.length; m++) order[m] = m;
  if (total.length <= SORT_MAX) order.sort((a, b) => total[b] - total[a] || a - b);
  model.order = order;
  model.rank = new Uint32Array(total.length);
  for (let k = 0; k < total.length; k++) model.rank[order[k]] = k;
}

// Bins of time: windows end at their edges.

export const binWidth = ({ model }) => (model.bins ? model.bins.width : 1);

const VISIBLE_MAX = Math.max(STAMPS_MAX, MAX_CELLS);

/** Marks in sight that are drawn one by one; above so many it is a density. */
export const newVisible = (model) => ({
  n: 0, mark: new Uint32Array(model.marks.n), x: new Float32Array(VISIBLE_MAX), y: new Float32Array(VISIBLE_MAX),
});

/** What the first drag and the first click need, while nothing else is to do. */
export function soonReady(app) {
  const later = globalThis.requestIdleCallback || setTimeout;
  for (const name of ['ends', 'sureStarts', 'sureEnds', 'ofMark']) later(() => app.model[name]);
}

/** Where the marks lie in the picture: pixels, and the cell of the density; -1 is out of the picture. */
function newGrid(n) {
  return {
    view: null, x: new Float32Array(n), y: new Float32Array(n), cell: new Int32Array(n).fill(-1), columns: 0, rows: 0,
  };
}
