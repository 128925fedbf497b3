// The counts that a file carries: cubes of one box at a few zooms, coarsest first, out of which answers are cut.

import { receiveCube, receiveWhole } from './new_model.js';
import { bytesOf, IslandError } from '../data/columns.js';
import { blockOfBox, cellsOf, readCube } from '../data/cube.js';

const PAIRS = ['kind', 'certainty', 'disputed', 'first', 'length', 'count'];

/** The cubes of the island, each unpacked when it is wanted; null where a server is asked. */
export function newCarried({ carried }) {
  if (!carried) return null;
  const levels = carried.levels.map(({ zoom, data }) => ({ zoom, data, cube: null }));
  return { box: carried.box, levels, whole: carried.whole };
}

/** Answer a question of the page, and with the first the counts of the whole. */
export async function answerCarried(app, { number, box, zoom }) {
  const { carried: { levels, whole } } = app, wanted = cellsOf(box, zoom)[0];
  const level = levels.findLast((one) => one.zoom <= wanted) || levels[0];
  let answer = { failed: 'this file is damaged' };
  try {
    level.cube = level.cube || readCube(bytesOf(level.data));
    const cube = cutOut(await level.cube, box, wanted);
    answer = cube ? { cube } : { failed: 'this file holds none there' };
  } catch (error) { if (!(error instanceof IslandError)) throw error; }
  await receiveCube(app, { number, ...answer });
  if (whole && app.carried.whole) receiveWhole(app, { bytes: bytesOf(whole) });
  app.carried.whole = null;
}

/** The part of a cube that a box touches, in cells no finer than wanted; null where its block is elsewhere. */
function cutOut(cube, box, wanted) {
  const zoom = Math.min(wanted, cube.frame.zoom), by = 2 ** (cube.frame.zoom - zoom);
  const { columns, rows } = blockOfBox(box, zoom);
  const widest = cube.frame.columns.map(([low, high]) => [Math.floor(low / by), Math.ceil(high / by)]);
  const tall = cube.frame.rows.map((edge, end) => (end ? Math.ceil : Math.floor)(edge / by));
  const across = columns.flatMap((span) => widest.map((own) => common(span, own))).filter(([low, high]) => low < high);
  const down = common(rows, tall);
  if (!across.length || down[0] >= down[1]) return null;
  const holds = (x, y) => y >= down[0] && y < down[1] && across.some(([low, high]) => x >= low && x < high);
  const counted = {                                // at its edge a wider cell is not all there
    zoom: cube.frame.zoom, rows: common(down.map((edge) => edge * by), cube.frame.rows),
    columns: across.flatMap((span) => cube.frame.columns.map((own) => common(span.map((edge) => edge * by), own)))
      .filter(([low, high]) => low < high),
  };
  return { ...cells(cube, by, holds), counted, undated: cube.undated, unplaced: cube.unplaced,
    frame: { ...cube.frame, zoom, columns: across, rows: down } };
}

const common = ([a, b], [c, d]) => [Math.max(a, c), Math.min(b, d)];

/**
 * The cells that are held, `by` of the cube's side by side in one, and their pairs, which lie together cell by cell.
 */
function cells(cube, by, holds) {
  const number = new Map(), x = [], y = [], runs = [], { cell } = cube;
  let n = 0;
  for (let m = 0, from = 0, to = 0; m < cube.x.length; m++, from = to) {
    while (to < cell.length && cell[to] === m) to++;
    const column = Math.floor(cube.x[m] / by), row = Math.floor(cube.y[m] / by), key = row * 2 ** 24 + column;
    if (!holds(column, row)) continue;
    if (!number.has(key)) { number.set(key, x.length); x.push(column); y.push(row); }
    runs.push([from, to, number.get(key)]);
    n += to - from;
  }
  const found = { x: Uint32Array.from(x), y: Uint32Array.from(y) };
  for (const name of ['cell', ...PAIRS]) found[name] = new Uint32Array(n);
  let at = 0;
  for (const [from, to, place] of runs) {
    found.cell.fill(place, at, at + to - from);
    for (const name of PAIRS) found[name].set(cube[name].subarray(from, to), at);
    at += to - from;
  }
  return found;
}
