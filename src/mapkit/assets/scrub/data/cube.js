// View cubes: bytes to columns, and a cube as a model. Its marks are cells, its incidents pairs of bins with a weight.

import { CELLS_FINER, FINEST_CELLS, MAX_CELLS, NEVER, OPEN_END, OPEN_START } from '../constants.js';
import { IslandError } from './columns.js';
import { worldX, worldY } from './mercator.js';
import { finished, sortedBy } from './model.js';
import { clamp } from '../numbers.js';

const CUBE_MAGIC = 'MAPCUBE2';
const CUBE_COLUMNS = [
  ['x', 4], ['y', 4], ['cell', 2], ['kind', 2], ['certainty', 1], ['first', 2], ['length', 2], ['count', 4],
  ['undated', 8], ['unplaced', 8],
];
const [ONE_OF, OUTER, CORE] = [0, 2, 3];           // classes, as `mapkit.viewcube.lines` has them
const DISPUTE = 4;                                 // the bit beside a class
const CUBE_GAPS = ['cell', 'kind', 'first'];       // these travel as differences to the line before

/** The cube of its bytes, as `mapkit.viewcube.packed` writes them; an IslandError for bytes that are none. */
export async function readCube(bytes) {
  if (new TextDecoder().decode(bytes.subarray(0, CUBE_MAGIC.length)) !== CUBE_MAGIC) {
    throw new IslandError('they are no counts');
  }
  try {
    const stream = new Blob([bytes.subarray(CUBE_MAGIC.length)]).stream()
      .pipeThrough(new DecompressionStream('deflate'));
    return cubeOf(new Uint8Array(await new Response(stream).arrayBuffer()));
  } catch { throw new IslandError('they are cut short or damaged'); }
}

function cubeOf(plain) {
  const length = new DataView(plain.buffer).getUint32(0, true);
  const { frame, sizes } = JSON.parse(new TextDecoder().decode(plain.subarray(4, 4 + length)));
  const [cells, pairs, kinds] = sizes, cube = { frame };
  let at = 4 + length;
  for (const [name, width] of CUBE_COLUMNS) {
    const n = width === 8 ? kinds : name === 'x' || name === 'y' ? cells : pairs;
    if (at + n * width > plain.length) throw new IslandError('cut short');
    cube[name] = planes(plain, at, n, width);
    at += n * width;
  }
  cube.disputed = cube.certainty.map((low) => (low & DISPUTE ? 1 : 0));
  cube.certainty = cube.certainty.map((low) => low & ~DISPUTE);
  for (const name of CUBE_GAPS) {
    for (let i = 1; i < pairs; i++) cube[name][i] = (cube[name][i] + cube[name][i - 1]) & 0xffff;
  }
  return cube;
}

/** Numbers too wide for the operators on bits. */
const widePlanes = (bytes, at, n, width) => Float64Array.from({ length: n }, (_, i) => {
  let sum = 0;
  for (let plane = width; plane--;) sum = sum * 256 + bytes[at + plane * n + i];
  return sum;
});

/** A column whose lowest bytes come first, all of them, then all next ones. */
function planes(bytes, at, n, width) {
  if (width > 4) return widePlanes(bytes, at, n, width);
  const found = new Uint32Array(n);
  for (let plane = 0; plane < width; plane++) for (let i = 0; i < n; i++) found[i] |= bytes[at++] << 8 * plane;
  return found;
}

/** First days of the bins, from bin 0 (all that was before) on; the last is the day after everything. */
function binEdges({ start, width, bins }, domain) {
  const edge = Int32Array.from({ length: bins + 3 }, (_, b) => clamp(start + (b - 1) * width, domain[0], domain[1]));
  edge[0] = OPEN_START;
  edge[bins + 2] = OPEN_END + 1;
  return edge;
}

/**
 * The model of a cube over a clock's domain: everything begins with its first bin and ends with its last. A pair counts
 * as its class says (`mapkit.viewcube.lines`); those that only count as certain come after the others.
 */
export function cubeModel(cube, kinds, domain) {
  const { frame, x, y, count } = cube, cells = 2 ** frame.zoom, edge = binEdges(frame, domain);
  const order = sortedBy(cube.first), inner = order.filter((pair) => cube.certainty[pair] === CORE);
  const outer = inner.length ? order.filter((pair) => cube.certainty[pair] !== CORE) : order;
  const model = { ...emptyModel(outer.length, x.length, kinds, count.length), cube, frame };
  let before = 0, after = 0;
  for (let m = 0; m < x.length; m++) {
    model.marks.x[m] = (x[m] + 0.5) / cells; model.marks.y[m] = (y[m] + 0.5) / cells;
  }
  for (let i = 0; i < count.length; i++) {
    const pair = i < model.n ? outer[i] : inner[i - model.n], certainty = cube.certainty[pair];
    const first = cube.first[pair], last = (first + cube.length[pair]) & 0xffff;
    const mark = cube.cell[pair], kind = cube.kind[pair];
    if (mark >= x.length || kind >= kinds || last > frame.bins + 1 || certainty > CORE) {
      throw new IslandError('they are damaged');
    }
    if (!first) before++;
    if (last > frame.bins) after++;
    if (i < model.n) { model.start[i] = edge[first]; model.end[i] = edge[last + 1]; }
    const never = certainty === OUTER, [begins, ends] = certainty === ONE_OF ? [last, first] : [first, last];
    model.sureStart[i] = never ? NEVER : edge[begins]; model.sureEnd[i] = never ? NEVER : edge[ends + 1];
    model.mark[i] = mark; model.kind[i] = kind; model.weight[i] = count[pair]; model.disputed[i] = cube.disputed[pair];
  }
  // Windows may go as far as it can be told what they hold: to the ends of the bins, and on where nothing lies beyond.
  model.bins = { width: frame.width, start: frame.start,
    span: [before ? edge[1] : domain[0], after ? edge[frame.bins + 1] : domain[1]] };
  return finished(model);
}

export const emptyModel = (n, marks, kinds, size = n) => ({
  n, size, kinds,
  marks: {
    n: marks, x: new Float64Array(marks), y: new Float64Array(marks), site: new Int32Array(marks).fill(-1),
    precision: new Float32Array(marks),
  },
  start: new Int32Array(n), end: new Int32Array(n), sureStart: new Int32Array(size), sureEnd: new Int32Array(size),
  kind: new Uint16Array(size), mark: new Uint32Array(size), weight: new Uint32Array(size), row: new Int32Array(size),
  disputed: new Uint8Array(size),
});

/** The cells of a zoom that a box touches: one or two spans of columns, and rows, all half-open. */
export function blockOfBox([west, south, east, north], level) {
  const side = 2 ** level, at = (part) => clamp(Math.floor(part * side), 0, side - 1), a = at(worldX(west));
  const b = at(worldX(east));
  const across = a <= b + 1 ? [[0, side]] : [[0, b + 1], [a, side]];            // the antimeridian
  return { rows: [at(worldY(north)), at(worldY(south)) + 1], columns: west <= east ? [[a, b + 1]] : across };
}

/** The cells of a box at a zoom, as `Frame.of` in mapkit.viewcube chooses them: zoom, spans of columns, rows. */
export function cellsOf(box, zoom) {
  for (let level = Math.floor(clamp(zoom + CELLS_FINER, 0, FINEST_CELLS) / 2) * 2; ; level -= 2) {
    const { columns, rows } = blockOfBox(box, level);
    const wide = columns.reduce((sum, [low, high]) => sum + high - low, 0);
    if (level <= 0 || wide * (rows[1] - rows[0]) <= MAX_CELLS) return [level, columns, rows];
  }
}
