// Thousands of marks, drawn as one picture of colours.

import { CELL_PX, CELL_SIZE } from '../constants.js';
import { isDisputed } from '../data/model.js';
import { blend } from '../data/tally.js';

const NOTCH_PX = 2;                                // of a cell, from its upper right corner

/**
 * Thousands of marks: each cell of three pixels has the mean colour of what it holds, stronger where that is more. The
 * sums follow the window by themselves (`put` and `take`); they are made anew when the map has moved.
 */
export function paintDensity(app, ctx, bag, strength) {
  const { model: { grid }, density } = app, cells = grid.columns * grid.rows;
  if (!bag.dense) bag.dense = fillDense(app, bag, cells);
  if (density.canvas.width !== grid.columns || density.canvas.height !== grid.rows) resizeDensity(density, grid);
  shade(bag.dense, density.pixels, cells, strength);
  density.context.putImageData(density.image, 0, 0);
  ctx.imageSmoothingEnabled = false;
  ctx.drawImage(density.canvas, 0, 0, grid.columns * CELL_PX, grid.rows * CELL_PX);
}

/** Cells that show something disputed lack a corner; these few are looked for when they are drawn. */
export function notchDensity(app, ctx) {
  const { model: { disputedOf, grid }, theme } = app, notched = new Set();
  for (const m of disputedOf.held) if (grid.cell[m] >= 0 && isDisputed(app, m)) notched.add(grid.cell[m]);
  ctx.fillStyle = theme.halo;
  for (const cell of notched) {
    const x = (cell % grid.columns + 1) * CELL_PX - NOTCH_PX, y = Math.floor(cell / grid.columns) * CELL_PX;
    ctx.fillRect(x, y, NOTCH_PX, NOTCH_PX);
  }
}

export function newDensity() {
  const canvas = document.createElement('canvas');
  return { canvas, context: canvas.getContext('2d', { willReadFrequently: true }), image: null, pixels: null };
}

function resizeDensity(density, { columns, rows }) {
  density.canvas.width = columns; density.canvas.height = rows;
  density.image = density.context.createImageData(columns, rows);
  density.pixels = new Uint32Array(density.image.data.buffer);
}

function fillDense({ model }, bag, cells) {
  const { grid, kinds, colours } = model, dense = new Uint32Array(cells * CELL_SIZE);
  for (let k = 0; k < bag.places; k++) {
    const m = bag.touched[k], cell = grid.cell[m];
    if (cell < 0) continue;
    for (let j = 0; j < kinds; j++) {
      const count = bag.kind[m * kinds + j];
      if (count) blend(dense, cell * CELL_SIZE, colours, j * 3, count);
    }
    dense[cell * CELL_SIZE + 4] += bag.sure ? bag.sure[m] : bag.mark[m];
  }
  return dense;
}

const FAINT = 0.55;
const STRENGTH = Uint8Array.from({ length: 256 }, (_, count) => Math.min(255, 110 + 20 * Math.log2(count + 1)));

/** Cells to pixels, paler where nothing is certain (ABGR, as a little-endian Uint32 of an ImageData wants it). */
function shade(dense, pixels, cells, strength) {
  for (let c = 0, at = 0; c < cells; c++, at += CELL_SIZE) {
    const count = dense[at];
    if (!count) { pixels[c] = 0; continue; }
    const alpha = (dense[at + 4] ? 1 : FAINT) * strength * STRENGTH[count < 255 ? count : 255];
    const blueGreen = (dense[at + 3] / count) << 16 | (dense[at + 2] / count) << 8;
    pixels[c] = (alpha << 24 | blueGreen | dense[at + 1] / count) >>> 0;
  }
}
