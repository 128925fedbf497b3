// Labels: placed once a view, inked by the window.

import { worldX, worldY } from '../data/mercator.js';
import { joined, labelOf } from '../dom.js';
import { pixelX, pixelY } from './geometry.js';
import { radius } from './shapes.js';
import { isValid } from './sites.js';

/** What may be labelled, most important first; fixed while time moves, so labels stay put. */
function labelCandidates(app) {
  const { labels } = app.state;
  const taken = new Set(app.sites.flatMap((s) => Object.values(s.names || {}).flat().map((n) => n.toLowerCase())));
  const sites = app.sites.filter((s) => s.x != null).map((site) => {
    const total = site.marks.reduce((sum, m) => sum + app.model.total[m], 0);
    return { text: joined(labelOf(site.names, labels)), x: site.x, y: site.y, site, total, rank: -1,
      gap: total ? Math.min(radius(total), 14) + 4 : 6, zoom: total ? 0 : 7.5 };
  });
  sites.sort((a, b) => b.total - a.total || a.site.index - b.site.index);
  const places = app.world.places.filter((f) => f.point)
    .filter((f) => !Object.values(f.names).flat().some((n) => taken.has(n.toLowerCase())))
    .sort((a, b) => a.rank - b.rank)
    .map((f) => ({ text: joined(labelOf(f.names, labels)), x: worldX(f.point[0]), y: worldY(f.point[1]),
      place: f, rank: f.rank, gap: 5, zoom: 2.5 + f.rank * 0.7 }));
  return [...sites, ...places].filter((c) => c.text);
}

const fontOf = (candidate, theme) => candidate.site
  ? `${candidate.total ? '600 12.5' : '400 12'}px ${theme.font}`
  : `400 ${candidate.rank < 3 ? 12 : 11}px ${theme.font}`;

/** Greedy: each label takes the first of four places beside its point that is still free. */
function placeLabels(app, ctx, view) {
  const boxes = [], placed = [];
  const free = (box) => boxes.every((b) => box[0] > b[2] || box[2] < b[0] || box[1] > b[3] || box[3] < b[1]);
  app.candidates = app.candidates || labelCandidates(app);
  const near = app.candidates.filter((c) => view.zoom >= c.zoom && (!c.site || isValid(c.site, app.state.window)));
  for (const c of near) {
    c.px = pixelX(c.x, view); c.py = pixelY(c.y, view);
    c.near = c.px > view.padX && c.py > view.padY && c.px < view.width - view.padX && c.py < view.height - view.padY;
    if (c.near && c.site && c.total) boxes.push([c.px - 7, c.py - 7, c.px + 7, c.py + 7]);
  }
  for (const c of near) {
    if (!c.near || placed.length >= 140) continue;
    ctx.font = fontOf(c, app.theme);
    c.width = c.width || ctx.measureText(c.text).width;
    const spots = labelSpots(c).filter((s) => free(s.box));
    const spot = spots.find((s) => inSight(s.box, view)) || (c.total ? spots[0] : null);
    if (!spot) continue;
    boxes.push(spot.box);
    placed.push({ c, ...spot });
  }
  return placed;
}

const inSight = (box, view) => box[0] > view.padX && box[2] < view.width - view.padX
  && box[1] > view.padY && box[3] < view.height - view.padY;

function labelSpots({ px, py, gap, width: w }) {
  const h = 8;
  return [[px + gap, py], [px - gap - w, py], [px - w / 2, py + gap + 7], [px - w / 2, py - gap - 7]]
    .map(([x, y]) => ({ x, y, box: [x - 3, y - h, x + w + 3, y + h] }));
}

/** Bold names of places with something in the window; changes only the ink, never the place, of a label. */
const isActive = (app, c) => Boolean(c.site && c.site.marks.some((m) => app.counts.mark[m]));

/** Whether the ink of some label would be another one now. */
export function labelLookChanged(app) {
  for (const label of app.placed) if (label.c.total && label.active !== isActive(app, label.c)) return true;
  return false;
}

export function paintLabels(app, ctx, view) {
  const { theme } = app;
  app.placed = placeLabels(app, ctx, view);
  ctx.textBaseline = 'middle'; ctx.textAlign = 'left'; ctx.direction = 'ltr';
  ctx.lineJoin = 'round'; ctx.strokeStyle = theme.halo; ctx.lineWidth = 3.5;
  for (const label of app.placed) {
    const { c, x, y } = label;
    label.active = isActive(app, c);
    ctx.font = fontOf(c, theme);
    if (c.place) {
      ctx.beginPath(); ctx.arc(c.px, c.py, c.rank < 3 ? 2.2 : 1.6, 0, 2 * Math.PI);
      ctx.fillStyle = theme.label; ctx.fill();
    }
    ctx.strokeText(c.text, x, y);
    ctx.fillStyle = label.active ? theme.ink : theme.label;
    ctx.fillText(c.text, x, y);
  }
}
