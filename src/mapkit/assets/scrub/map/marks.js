// Marks: where they lie, and how each is drawn: in full, or as a stamp.

import { CELL_PX, ROUGH_M } from '../constants.js';
import { latOf, worldX, worldY } from '../data/mercator.js';
import { gridMiddle, isDenied, isDisputed, isShown, spokenAt } from '../data/model.js';
import { metresPerPixel, pixelX, pixelY } from './geometry.js';
import { strokePath } from './pattern_paint.js';
import { RING } from './patterns.js';
import { refreshRegions } from './regions.js';
import { cellRadius, paintNotch, radius, traceShape } from './shapes.js';
import { stateAt, wornBy } from './sites.js';

const QUIET_PX = 3;                                // the radius of a dot for what nobody speaks of, who is asked

/** Put every mark on the picture of a view; what the bags hold in sight follows. */
export function placeMarks(app, view) {
  const { model: { marks, grid }, counts } = app, middle = (view.left + view.width / 2) / view.scale;
  if (grid.view === view) return;
  Object.assign(grid, { view, columns: Math.ceil(view.width / CELL_PX), rows: Math.ceil(view.height / CELL_PX) });
  for (let m = 0; m < marks.n; m++) {
    const wide = marks.x[m], x = (wide + Math.round(middle - wide)) * view.scale - view.left;
    const y = marks.y[m] * view.scale - view.top;
    grid.x[m] = x; grid.y[m] = y;
    grid.cell[m] = x >= 0 && y >= 0 && x < view.width && y < view.height
      ? Math.floor(y / CELL_PX) * grid.columns + Math.floor(x / CELL_PX) : -1;
  }
  for (const site of app.sites) if (site.region) for (const m of site.marks) grid.cell[m] = -1;   // no point: a badge
  for (const bag of [counts, counts.past]) if (bag) lookAgain(grid, bag);
}

function lookAgain(grid, bag) {
  bag.visible = 0;
  bag.dense = null;
  for (let k = 0; k < bag.places; k++) if (grid.cell[bag.touched[k]] >= 0) bag.visible++;
}

/** The marks in sight that hold something, large first, into app.visible; returns how many. */
export function collectVisible(app, bag) {
  const { model: { grid, rank, order }, visible } = app;
  let n = 0;
  for (let k = 0; k < bag.places; k++) if (grid.cell[bag.touched[k]] >= 0) visible.mark[n++] = rank[bag.touched[k]];
  visible.mark.subarray(0, n).sort();
  for (let k = 0; k < n; k++) {
    const m = visible.mark[k] = order[visible.mark[k]];
    visible.x[k] = grid.x[m]; visible.y[k] = grid.y[m];
  }
  visible.n = n;
  return n;
}

/** The kind that most of a mark's incidents are of that somebody speaks of who is asked. */
export function mainKind({ model }, counts, m) {
  const from = m * model.kinds, spoken = spokenKinds(model);
  let best = 0;
  for (let j = 1; j < spoken; j++) if (counts.kind[from + j] > counts.kind[from + best]) best = j;
  return counts.kind[from + best] || model.quiet < 0 ? best : model.quiet;
}

/** The kinds without the one of what nobody speaks of, who is asked. */
const spokenKinds = ({ kinds, quiet }) => (quiet < 0 ? kinds : quiet);

/** Hundreds of marks: each kind's shape, drawn once a size and copied; no shares, no numbers. */
export function paintStamps(app, ctx, view) {
  const { visible, counts } = app;
  for (let k = 0; k < visible.n; k++) {
    const m = visible.mark[k], count = spokenAt(app, counts, m), kind = mainKind(app, counts, m);
    const r = kind === app.model.quiet ? 2
      : Math.round(app.cubes ? cellRadius(app.model, count) * 0.85 : radius(count) * 0.7);
    const sign = isDenied(app, m) ? CROSSED : isDisputed(app, m) ? NOTCHED : PLAIN;
    const stamp = stampOf(app, kind, r, view.ratio, !counts.sure[m], sign);
    ctx.drawImage(stamp, visible.x[k] - stamp.side / 2, visible.y[k] - stamp.side / 2, stamp.side, stamp.side);
  }
  paintChosen(app, ctx, view);
}

const [PLAIN, NOTCHED, CROSSED] = [0, 1, 2];       // what a mark says of who is against

function stampOf(app, kind, r, ratio, faint, sign) {
  if (app.stamps.ratio !== ratio || app.stamps.halo !== app.theme.halo) {
    app.stamps = Object.assign(new Map(), { ratio, halo: app.theme.halo });
  }
  const key = (kind * 64 + r) * 8 + (faint ? 4 : 0) + sign;
  if (!app.stamps.has(key)) {
    const canvas = document.createElement('canvas'), side = Math.ceil(r * 2.9) + 4, ctx = canvas.getContext('2d');
    canvas.width = canvas.height = Math.ceil(side * ratio);
    canvas.side = side;
    ctx.scale(ratio, ratio);
    paintShape(app, ctx, app.kinds[kind], side / 2, side / 2, r, { faint, hollow: sign === CROSSED });
    if (sign === NOTCHED) paintNotch(ctx, app.kinds[kind].shape, side / 2, side / 2, r, app.theme.halo);
    if (sign === CROSSED) paintCross(ctx, side / 2, side / 2, r, app.theme);
    app.stamps.set(key, canvas);
  }
  return app.stamps.get(key);
}

/** A point that has a state and incidents: the state is a ring around the mark. */
export function paintStateRing(app, ctx, k) {
  const m = app.visible.mark[k], site = app.sites[app.model.marks.site[m]];
  const state = site && site.point && site.states.length ? stateAt(site, app.state.window) : null;
  if (!state) return;
  ctx.beginPath();
  ctx.arc(app.visible.x[k], app.visible.y[k], markRadius(app, m, onlyKind(app, m)) * 1.1 + 4, 0, 2 * Math.PI);
  ctx.strokeStyle = app.theme.halo; ctx.lineWidth = 4.5; ctx.stroke();
  strokePath(ctx, wornBy(app, state), app.theme, RING);
}

export function onlyKind(app, m) {
  const { model, counts } = app, spoken = spokenKinds(model);
  let found = -1;
  for (let k = 0, at = m * model.kinds; k < spoken; k++, at++) {
    if (!counts.kind[at]) continue;
    if (found >= 0) return -1;
    found = k;
  }
  return found < 0 ? model.quiet : found;
}

const markRadius = (app, m, kind) => (kind >= 0 && kind === app.model.quiet ? QUIET_PX
  : Math.max(radius(spokenAt(app, app.counts, m)), kind < 0 ? 9 : 0));

export function paintRing(app, ctx, view, k) {
  const { model, visible } = app, m = visible.mark[k];
  const r = model.marks.precision[m] / metresPerPixel(latOf(model.marks.y[m]), view);
  const kind = onlyKind(app, m);
  if (kind >= 0 && kind === model.quiet) return;
  if (!(r > markRadius(app, m, kind) + 2) || r > 2 * (view.width + view.height)) return;
  const colour = kind < 0 ? app.theme.label : app.kinds[kind].colour;
  ctx.beginPath();
  ctx.arc(visible.x[k], visible.y[k], r, 0, 2 * Math.PI);
  ctx.fillStyle = colour; ctx.globalAlpha = 0.05; ctx.fill();
  ctx.globalAlpha = 0.75; ctx.strokeStyle = colour; ctx.lineWidth = 1.2; ctx.setLineDash([4, 4]); ctx.stroke();
  ctx.globalAlpha = 1;
}

export function paintMark(app, ctx, k) {
  const { model, counts, visible } = app, m = visible.mark[k], count = spokenAt(app, counts, m);
  const kind = onlyKind(app, m), r = markRadius(app, m, kind), x = visible.x[k], y = visible.y[k];
  const crossed = isDenied(app, m), rough = count > 0 && model.marks.precision[m] >= ROUGH_M;
  const look = { hollow: rough || crossed, faint: !counts.sure[m] };
  if (kind >= 0 && kind === model.quiet) { paintQuiet(app, ctx, x, y); return; }
  if (kind < 0) paintDonut(app, ctx, m, x, y, r, look);
  else paintShape(app, ctx, app.kinds[kind], x, y, r, look);
  if (crossed) paintCross(ctx, x, y, r, app.theme);
  else if (isDisputed(app, m)) paintNotch(ctx, kind < 0 ? 'circle' : app.kinds[kind].shape, x, y, r, app.theme.halo);
  if (count < 2) return;
  const open = kind < 0 || look.hollow || look.faint;
  ctx.fillStyle = open ? app.theme.ink : app.kinds[kind].on;
  ctx.font = `600 ${r < 10 ? 10 : 12}px ${app.theme.font}`;
  ctx.textAlign = 'center'; ctx.textBaseline = 'middle';
  ctx.fillText(count > 9999 ? `${Math.round(count / 1000)}k` : count, x, y + 0.5);
}

/** What they do not speak of who are asked: a dot. */
export function paintQuiet({ theme }, ctx, x, y) {
  ctx.beginPath(); ctx.arc(x, y, QUIET_PX, 0, 2 * Math.PI);
  ctx.strokeStyle = theme.halo; ctx.lineWidth = 2.5; ctx.stroke();
  ctx.fillStyle = theme.quiet; ctx.fill();
}

/** Denied: a stroke across, from the lower left. */
export function paintCross(ctx, x, y, r, { ink, halo }) {
  const wide = r * 1.25 + 2;
  for (const [colour, line] of [[halo, 4], [ink, 1.8]]) {
    ctx.beginPath(); ctx.moveTo(x - wide, y + wide); ctx.lineTo(x + wide, y - wide);
    ctx.strokeStyle = colour; ctx.lineWidth = line; ctx.lineCap = 'round'; ctx.stroke();
  }
  ctx.lineCap = 'butt';
}

/** A ring around what only this one of two views shows. */
export function paintApart(app, ctx, k) {
  const { model, visible, apart, theme } = app, m = visible.mark[k], { from, list } = model.ofMark;
  let alone = false;
  for (let at = from[m]; at < from[m + 1] && !alone; at++) {
    alone = apart.has(model.row[list[at]]) && isShown(app, list[at]);
  }
  if (!alone) return;
  ctx.beginPath(); ctx.arc(visible.x[k], visible.y[k], markRadius(app, m, onlyKind(app, m)) + 6, 0, 2 * Math.PI);
  ctx.strokeStyle = theme.ink; ctx.lineWidth = 1.6; ctx.stroke();
}

/** From where an incident stands in the atlas a thin line to where they put it who are asked. */
export function paintMoved(app, ctx, view) {
  const { model: { grid, mark }, island: { moved }, theme } = app;
  if (!moved?.length) return;
  ctx.strokeStyle = theme.label; ctx.lineWidth = 1;
  for (const [i, column, row] of moved) {
    const m = mark[i];
    if (!isShown(app, i)) continue;
    const x = pixelX(gridMiddle(column), view), y = pixelY(gridMiddle(row), view);
    ctx.beginPath(); ctx.moveTo(x, y); ctx.lineTo(grid.x[m], grid.y[m]); ctx.stroke();
    ctx.beginPath(); ctx.arc(x, y, QUIET_PX, 0, 2 * Math.PI);
    ctx.fillStyle = theme.halo; ctx.fill(); ctx.stroke();
  }
}

export function paintShape(app, ctx, kind, x, y, r, { hollow, faint }) {
  ctx.beginPath();
  traceShape(ctx, kind.shape, x, y, r);
  ctx.lineJoin = 'round';
  ctx.strokeStyle = app.theme.halo; ctx.lineWidth = hollow || faint ? 4.5 : 2.5; ctx.stroke();
  if (hollow || faint) { ctx.fillStyle = app.theme.land; ctx.fill(); }
  if (!hollow) { ctx.globalAlpha = faint ? 0.35 : 1; ctx.fillStyle = kind.colour; ctx.fill(); }
  ctx.globalAlpha = hollow && faint ? 0.55 : 1;
  if (hollow || faint) { ctx.strokeStyle = kind.colour; ctx.lineWidth = hollow ? 2.2 : 1.2; ctx.stroke(); }
  ctx.globalAlpha = 1;
}

/** Several kinds: a ring whose arcs are the kinds' shares, the count in its middle. */
export function paintDonut(app, ctx, m, x, y, r, { hollow, faint, thin }) {
  const { model, counts, kinds, theme } = app, inner = r * (hollow ? 0.78 : thin ? 0.7 : 0.6);
  ctx.beginPath(); ctx.arc(x, y, r + 1.5, 0, 2 * Math.PI); ctx.fillStyle = theme.halo; ctx.fill();
  let turn = -Math.PI / 2;
  ctx.globalAlpha = faint ? 0.45 : 1;
  const all = spokenAt(app, counts, m);
  for (let k = 0; k < spokenKinds(model); k++) {
    const share = counts.kind[m * model.kinds + k] / all * 2 * Math.PI;
    if (!share) continue;
    ctx.beginPath(); ctx.moveTo(x, y); ctx.arc(x, y, r, turn, turn + share); ctx.closePath();
    ctx.fillStyle = kinds[k].colour; ctx.fill();
    turn += share;
  }
  ctx.globalAlpha = 1;
  ctx.beginPath(); ctx.arc(x, y, inner, 0, 2 * Math.PI); ctx.fillStyle = theme.land; ctx.fill();
}

/** What the open card is about: a ring around its marks, its rival places tied to it. */
export function paintChosen(app, ctx, view) {
  const { grid } = app.model;
  ctx.strokeStyle = app.theme.ink; ctx.lineWidth = 2;
  for (const spot of app.state.spots) if (spot.cell) paintSquare(app, ctx, view, spot.cell);
  for (const m of app.cubes ? [] : app.chosenMarks) {
    if (!app.counts.mark[m] || grid.cell[m] < 0) continue;
    ctx.beginPath();
    ctx.arc(grid.x[m], grid.y[m], markRadius(app, m, onlyKind(app, m)) * 1.2 + 7, 0, 2 * Math.PI);
    ctx.strokeStyle = app.theme.focus; ctx.lineWidth = 2.5; ctx.stroke();
  }
  ctx.strokeStyle = app.theme.ink; ctx.lineWidth = 2;
  for (const index of app.chosen) {
    if (app.sites[index].region) paintCircle(app, ctx, view, app.sites[index]);
    paintRivals(app, ctx, view, app.sites[index]);
  }
}

/** The circle in which a region lies, which is seen only while it is chosen. */
function paintCircle(app, ctx, view, { x, y, precision_m: metres }) {
  ctx.save();
  ctx.beginPath(); ctx.arc(pixelX(x, view), pixelY(y, view), metres / metresPerPixel(latOf(y), view), 0, 2 * Math.PI);
  ctx.fillStyle = app.theme.label; ctx.globalAlpha = 0.08; ctx.fill();
  ctx.globalAlpha = 0.75; ctx.strokeStyle = app.theme.label; ctx.lineWidth = 1.2; ctx.setLineDash([4, 4]); ctx.stroke();
  ctx.restore();
}

/** What a pointer rests on, here, in the list or on a lane: a ring; also round a place without a mark. */
export function paintLit(app, ctx, view) {
  const { lit, counts, model: { grid }, theme } = app;
  if (app.badges) refreshRegions(app);             // a region has no mark to light, but a badge
  if (!lit) return;
  ctx.strokeStyle = theme.focus; ctx.lineWidth = 2.5;
  const drawn = app.cubes ? [] : [...lit.marks].filter((m) => counts.mark[m] && grid.cell[m] >= 0);
  for (const m of drawn) ringAt(ctx, grid.x[m], grid.y[m], markRadius(app, m, onlyKind(app, m)) + 5);
  const site = app.sites[lit.site];
  if (!drawn.length && site?.x != null && !site.region) ringAt(ctx, pixelX(site.x, view), pixelY(site.y, view), 11);
}

function ringAt(ctx, x, y, size) {
  ctx.beginPath();
  ctx.arc(x, y, size, 0, 2 * Math.PI);
  ctx.stroke();
}

function paintRivals(app, ctx, view, site) {
  if (site.x == null) return;
  const x = pixelX(site.x, view), y = pixelY(site.y, view);
  if (site.point && !site.region && !site.marks.some((m) => app.counts.mark[m])) {
    ctx.beginPath(); ctx.arc(x, y, 9, 0, 2 * Math.PI); ctx.stroke();
  }
  for (const rival of site.rivals || []) {
    const rx = pixelX(worldX(rival.lon), view), ry = pixelY(worldY(rival.lat), view);
    ctx.beginPath(); ctx.moveTo(x, y); ctx.lineTo(rx, ry);
    ctx.lineWidth = 1; ctx.setLineDash([2, 3]); ctx.stroke(); ctx.setLineDash([]);
    ctx.beginPath(); traceShape(ctx, 'cross', rx, ry, 4.5);
    ctx.fillStyle = app.theme.halo; ctx.fill(); ctx.stroke();
  }
}

/** The open cell: a frame around it. */
function paintSquare(app, ctx, view, { zoom, columns, rows }) {
  const side = view.scale / 2 ** zoom, x = pixelX((columns[0] + columns[1]) / 2 / 2 ** zoom, view);
  const y = pixelY(rows[0] / 2 ** zoom, view);
  const wide = (columns[1] - columns[0]) * side, box = [x - wide / 2, y, wide, (rows[1] - rows[0]) * side];
  for (const [colour, line] of [[app.theme.halo, 4.5], [app.theme.ink, 2]]) {
    ctx.strokeStyle = colour; ctx.lineWidth = line; ctx.strokeRect(...box);
  }
}
