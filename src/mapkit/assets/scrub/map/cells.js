// Cells as marks: what number fits, which is under the pointer, what they are called.

import { EARTH_M, SHAPES_MAX } from '../constants.js';
import { latOf, lonOf, worldX, worldY } from '../data/mercator.js';
import { isDisputed } from '../data/model.js';
import { coordinateWords } from '../dom.js';
import { pixelX, pixelY } from './geometry.js';
import { collectVisible, mainKind, onlyKind, paintChosen, paintDonut, paintShape, paintStamps } from './marks.js';
import { cellRadius, cellSide, paintNotch } from './shapes.js';
import { clamp, LOCALE, numberWords } from '../numbers.js';

const SHORT = [1, 0].map((maximumFractionDigits) =>
  new Intl.NumberFormat(LOCALE, { notation: 'compact', maximumFractionDigits }));

/** Cells in sight: with their shares while that is quick, then as stamps. */
export function paintCells(app, ctx, view) {
  if (!app.model.frame) return;
  app.counts.dense = null;
  if (app.carried) paintCarried(app, ctx, view);
  const n = collectVisible(app, app.counts);
  if (n > SHAPES_MAX) { paintStamps(app, ctx, view); return; }
  paintChosen(app, ctx, view);
  for (let k = 0; k < n; k++) paintCell(app, ctx, k);
}

/** Discs in cells: shares where there is room, the main kind's shape where there is not; a number where it fits. */
function paintCell(app, ctx, k) {
  const { model, counts, visible, kinds, theme } = app, m = visible.mark[k], count = counts.mark[m];
  const r = cellRadius(model, count);
  const kind = onlyKind(app, m), x = visible.x[k], y = visible.y[k], look = { thin: true, faint: !counts.sure[m] };
  const ring = kind < 0 && r >= 8, main = kind < 0 ? mainKind(app, counts, m) : kind;
  if (ring) paintDonut(app, ctx, m, x, y, r, look);
  else paintShape(app, ctx, kinds[main], x, y, r * 0.9, look);
  if (isDisputed(app, m)) paintNotch(ctx, ring ? 'circle' : kinds[main].shape, x, y, ring ? r : r * 0.9, theme.halo);
  const number = r < 8 || count < 2 ? null : numberFits(count, r * (ring ? 2.2 : 2.5));
  if (!number) return;
  ctx.fillStyle = ring || look.faint ? theme.ink : kinds[kind].on;
  ctx.font = `600 ${number.size}px ${theme.font}`;
  ctx.textAlign = 'center'; ctx.textBaseline = 'middle';
  ctx.fillText(number.words, x, y + 0.5);
}

/** A count in the finest words that fit, and their size; null where none do. `room` is the size times the letters. */
function numberFits(count, room) {
  for (const words of count < 1000 ? [String(count)] : SHORT.map((format) => format.format(count))) {
    const size = Math.min(12, Math.floor(room / words.length));
    if (size >= 8) return { words, size };
  }
  return null;
}

export function hitCells({ model, counts }, at) {
  const { grid } = model, half = cellSide(model, grid.view) / 2, hits = [];
  for (let k = 0; k < counts.places; k++) {
    const m = counts.touched[k], across = Math.abs(grid.x[m] - at.x), down = Math.abs(grid.y[m] - at.y);
    if (grid.cell[m] >= 0 && across <= half && down <= half) {
      hits.push({ site: -1, mark: m, distance: Math.max(across, down) });
    }
  }
  return hits.slice(0, 1);
}

/** The block of cells that a mark of a cube is: one. */
export function blockOf({ frame, cube }, m) {
  return { zoom: frame.zoom, columns: [cube.x[m], cube.x[m] + 1], rows: [cube.y[m], cube.y[m] + 1] };
}

/** The marks of a model that lie in a block of cells or around it. */
export function marksOf({ frame, marks, cube }, { zoom, columns, rows }) {
  const found = [], by = 2 ** (frame.zoom - zoom);
  for (let m = 0; m < marks.n; m++) {
    const x = cube.x[m] / by, y = cube.y[m] / by, side = 1 / by;
    if (x < columns[1] && x + side > columns[0] && y < rows[1] && y + side > rows[0]) found.push(m);
  }
  return found;
}

/** Latitude and longitude of the middle of a block, in words as fine as it is. */
export function blockWords({ zoom, columns, rows }) {
  const cells = 2 ** zoom, digits = clamp(Math.ceil(zoom / 3.3 - 2), 0, 4);
  const lat = latOf((rows[0] + rows[1]) / 2 / cells), lon = lonOf((columns[0] + columns[1]) / 2 / cells);
  return coordinateWords(lat, lon, digits);
}

/** How wide a square is in the middle of the map. */
export function squareWords({ map, model: { frame } }) {
  if (!frame) return '';
  const metres = EARTH_M * Math.cos(map.getCenter().lat * Math.PI / 180) / 2 ** frame.zoom;
  const unit = metres < 1000 ? 1 : 1000;
  return `${numberWords(+(metres / unit).toPrecision(2))} ${unit === 1 ? 'm' : 'km'}`;
}

const INSIDE = 1e-9;                                // degrees

/**
 * West, south, east, north of the cells that are counted: the box of the view that the counts answer. A box holds its
 * edges, a cell only its west and north ones, so the others are drawn in by a tenth of a millimetre.
 */
export function frameBox({ frame, cube }) {
  const { zoom, columns, rows } = cube.counted || frame, cells = 2 ** zoom, [first, second] = columns;
  const east = first[1] === cells ? 180 : lonOf(first[1] / cells) - INSIDE;
  const south = rows[1] === cells ? -90 : latOf(rows[1] / cells) + INSIDE;
  return [lonOf((second || first)[0] / cells), south, east, rows[0] === 0 ? 90 : latOf(rows[0] / cells)];
}

/** Where the counts of the file end: a thin frame on the map. */
function paintCarried(app, ctx, view) {
  const [west, south, east, north] = app.carried.box, left = worldX(west);
  const wide = worldX(east < west ? east + 360 : east) - left;
  const x = pixelX(left + wide / 2, view) - wide * view.scale / 2, y = pixelY(worldY(north), view);
  ctx.strokeStyle = app.theme.label; ctx.lineWidth = 1; ctx.setLineDash([2, 4]);
  ctx.strokeRect(x, y, wide * view.scale, pixelY(worldY(south), view) - y);
  ctx.setLineDash([]);
}

export const cellKey = ({ zoom, columns, rows }) => `c${zoom}-${columns[0]}-${rows[0]}`;
