// The marks on the map: the way of drawing follows how many there are.

import { PALE, SHAPES_MAX, STAMPS_MAX } from '../constants.js';
import { paintCells } from './cells.js';
import { notchDensity, paintDensity } from './density.js';
import {
  collectVisible, mainKind, paintApart, paintChosen, paintMark, paintMoved, paintRing, paintStamps, paintStateRing,
  placeMarks,
} from './marks.js';
import { refreshRegions } from './regions.js';
import { sizeOf, traceShape } from './shapes.js';

/** The way of drawing follows the number to draw: in full while marks can be told apart, then stamps, then density. */
export function paintMarks(app, ctx, view) {
  placeMarks(app, view);
  if (app.badges) refreshRegions(app);
  const { counts } = app, { past } = counts;
  if (past) paintPast(app, ctx, past);
  if (app.cubes) { paintCells(app, ctx, view); return; }
  if (counts.visible > STAMPS_MAX) {
    paintDensity(app, ctx, counts, 1);
    notchDensity(app, ctx);
    paintChosen(app, ctx, view);
    return;
  }
  counts.dense = null;
  const n = collectVisible(app, counts);
  if (n > SHAPES_MAX) { paintStamps(app, ctx, view); return; }
  for (let k = 0; k < n; k++) paintRing(app, ctx, view, k);
  ctx.setLineDash([]);
  paintMoved(app, ctx, view);
  for (let k = 0; k < n; k++) paintStateRing(app, ctx, k);
  paintChosen(app, ctx, view);
  for (let k = 0; k < n; k++) paintMark(app, ctx, k);
  if (app.apart) for (let k = 0; k < n; k++) paintApart(app, ctx, k);
}

/** What is over stays, paler: a small shape of the main kind, under everything else. */
function paintPast(app, ctx, past) {
  if (past.visible > STAMPS_MAX && !app.cubes) { paintDensity(app, ctx, past, PALE); return; }
  past.dense = null;
  const { model: { grid }, kinds } = app;
  ctx.globalAlpha = PALE;
  for (let k = 0; k < past.places; k++) {
    const m = past.touched[k], kind = kinds[mainKind(app, past, m)];
    if (grid.cell[m] < 0) continue;
    ctx.beginPath();
    const r = app.cubes ? sizeOf(app, past.mark[m]) * 0.8 : Math.min(12, 5 * Math.sqrt(past.mark[m]));
    traceShape(ctx, kind.shape, grid.x[m], grid.y[m], r);
    ctx.fillStyle = kind.colour; ctx.fill();
  }
  ctx.globalAlpha = 1;
}
