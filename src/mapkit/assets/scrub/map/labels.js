// Labels: placed once a view, inked by the window.

import { SHAPES_MAX } from '../constants.js';
import { worldX, worldY } from '../data/mercator.js';
import { pixelX, pixelY } from './geometry.js';
import { labelBlocks } from './label_lines.js';
import { placedLabels } from './label_places.js';
import { placeRegions } from './regions.js';
import { radius } from './shapes.js';
import { isValid } from './sites.js';

const MOST = 140;                                  // labels
const TRIED = 400;
const RING_GAP = 1.1;                              // a state's ring around a mark
const SIGN_REACH = 8;                                    // half a state's sign, pixels
const DOT_REACH = 4;

/** What may be labelled, most important first; fixed while time moves, so labels stay put. */
function labelCandidates(app) {
  const taken = new Set(app.sites.flatMap((s) => Object.values(s.names || {}).flat().map((n) => n.toLowerCase())));
  const sites = app.sites.filter((s) => s.x != null && !s.region).map((site) => {
    const total = site.marks.reduce((sum, m) => sum + app.model.total[m], 0), reach = reachOf(site, total);
    return { names: site.names, x: site.x, y: site.y, site, total, reach, gap: Math.max(reach, DOT_REACH) + 2,
      zoom: total ? 0 : 7.5, weight: total ? 600 : 400, size: total ? 13 : 12 };
  });
  sites.sort((a, b) => b.total - a.total || a.site.index - b.site.index);
  const places = app.world.places.filter((f) => f.point)
    .filter((f) => !Object.values(f.names).flat().some((n) => taken.has(n.toLowerCase())))
    .sort((a, b) => a.rank - b.rank)
    .map((f) => ({ names: f.names, x: worldX(f.point[0]), y: worldY(f.point[1]), place: f, total: 0, reach: 3, gap: 5,
      zoom: 2.5 + f.rank * 0.7, weight: 400, size: 11.5 }));
  return [...sites, ...places].filter((c) => Object.values(c.names || {}).flat().length);
}

/** How far what is drawn at a site reaches, at most: while time moves a mark grows, and its name stays. */
function reachOf(site, total) {
  const ringed = site.point && site.states.length;
  if (total) return ringed ? Math.max(radius(total), 9) * RING_GAP + 7 : Math.max(radius(total), 9) * 1.2 + 2;
  return ringed ? SIGN_REACH : site.point ? DOT_REACH : 0;
}

const boxAround = (x, y, reach) => [x - reach, y - reach, x + reach, y + reach];

/** The boxes of what is drawn in sight: of marks and signs of states, and of mere dots. */
function drawnBoxes(app, near) {
  const { model: { grid, marks, total }, visible } = app, boxesOf = (some) => some.filter(({ reach }) => reach)
    .map((c) => boxAround(c.px, c.py, c.reach));
  const signs = boxesOf(near.filter((c) => c.reach > DOT_REACH));
  const dots = boxesOf(near.filter((c) => c.reach <= DOT_REACH));
  if (!app.cubes && visible.n <= SHAPES_MAX) {
    for (let m = 0; m < marks.n && signs.length <= TRIED; m++) {
      if (marks.site[m] < 0 && total[m] && grid.cell[m] >= 0) {
        signs.push(boxAround(grid.x[m], grid.y[m], Math.max(radius(total[m]), 9) * 1.2 + 2));
      }
    }
  }
  return { signs, dots };
}

const holds = ([left, top, right, bottom], { px, py }) => px > left - DOT_REACH && px < right + DOT_REACH
  && py > top - DOT_REACH && py < bottom + DOT_REACH;

/** What stands over the map and stays. */
const controlsOver = ({ mapArea, map, root }) => [...mapArea.children,
  ...mapArea.querySelectorAll('.leaflet-control'),
  ...root.querySelectorAll('.mk-legend > summary, .mk-places-button, .mk-seek')]
  .filter((one) => one !== map.getContainer() && !one.matches('.mk-tip, .mk-note, .mk-busy'));

/** The boxes of buttons and signs over the map, in pixels of the picture. */
function controlBoxes({ mapArea, map, root }, { padX, padY }) {
  const area = mapArea.getBoundingClientRect();
  return controlsOver({ mapArea, map, root }).map((one) => one.getBoundingClientRect())
    .filter(({ width, height }) => width && height && width * height < area.width * area.height / 2)
    .map((box) => [box.left - area.left + padX, box.top - area.top + padY,
      box.right - area.left + padX, box.bottom - area.top + padY]);
}

/** The labels of a view; they are placed anew only where something else than time has moved them. */
function placed(app, ctx, view) {
  app.candidates = app.candidates || labelCandidates(app);
  const { candidates, placedFor, state: { window } } = app;
  const there = candidates.filter((c) => view.zoom >= c.zoom && (!c.site || isValid(c.site, window)));
  const same = placedFor && placedFor.view === view && placedFor.candidates === candidates
    && placedFor.there.length === there.length && placedFor.there.every((c, k) => c === there[k]);
  if (same) return app.placed;
  app.placedFor = { view, candidates, there };
  const bounds = [view.padX + 1, view.padY + 1, view.width - view.padX - 1, view.height - view.padY - 1];
  const near = there.filter((c) => {
    c.px = pixelX(c.x, view); c.py = pixelY(c.y, view);
    return c.px > bounds[0] && c.py > bounds[1] && c.px < bounds[2] && c.py < bounds[3];
  }).slice(0, TRIED);
  for (const c of near) c.blocks = c.blocks || labelBlocks(ctx, c, app);
  const { signs, dots } = drawnBoxes(app, near), controls = controlBoxes(app, view);
  const apart = placeRegions(app, view, bounds, { signs, dots, controls });
  const open = near.filter((c) => !c.place || !apart.some((box) => holds(box, c)));   // a badge may lie on the basemap
  return placedLabels(open, bounds, [...signs, ...dots, ...controls, ...apart], MOST);
}

/** Bold names of places with something in the window; changes only the ink, never the place, of a label. */
const isActive = (app, c) => Boolean(c.site && c.site.marks.some((m) => app.counts.mark[m]));

/** Whether the ink of some label would be another one now. */
export function labelLookChanged(app) {
  for (const label of app.placed) if (label.c.total && label.active !== isActive(app, label.c)) return true;
  return false;
}

/** Labels make room for what opens over the map, and are measured anew once the page's font is here. */
export function watchLabels(app, paint) {
  const again = new ResizeObserver(() => { if (!app.dead) { app.placedFor = null; paint(); } });
  for (const one of controlsOver(app)) again.observe(one);
  if (document.fonts) document.fonts.ready.then(() => { app.candidates = null; paint(); });
}

export function paintLabels(app, ctx, view) {
  const { theme } = app;
  app.placed = placed(app, ctx, view);
  ctx.textBaseline = 'middle'; ctx.textAlign = 'left'; ctx.direction = 'ltr';
  ctx.lineJoin = 'round'; ctx.strokeStyle = theme.halo; ctx.lineWidth = 3.5;
  for (const label of app.placed) {
    const { c } = label;
    label.active = isActive(app, c);
    if (c.place) {
      ctx.beginPath(); ctx.arc(c.px, c.py, c.place.rank < 3 ? 2.2 : 1.6, 0, 2 * Math.PI);
      ctx.fillStyle = theme.label; ctx.fill();
    }
    paintLines(ctx, label, label.active ? theme.ink : theme.label, theme.label);
  }
}

function paintLines(ctx, { block, x, y, align }, ink, grey) {
  let top = y;
  for (const { text, font, local, width, height } of block.lines) {
    const left = x - width * align, middle = top + height / 2;
    ctx.font = font;
    ctx.strokeText(text, left, middle);
    ctx.fillStyle = local ? grey : ink;
    ctx.fillText(text, left, middle);
    top += height;
  }
}
