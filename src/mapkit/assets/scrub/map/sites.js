// Sites: lines, areas and points with their states.

import { overlaps } from '../data/days.js';
import { worldX, worldY } from '../data/mercator.js';
import { safeColour } from '../dom.js';
import { partsOf, pixelX, pixelY, tracePart } from './geometry.js';
import { DASHES } from './shapes.js';

export function readSites(island, model) {
  const sites = island.sites.map((site, index) => {
    const parts = partsOf(site.geometry);
    const point = !parts.length && site.lon != null;
    return { ...site, index, parts, point, area: parts.some((p) => p.closed),
      x: site.lon == null ? null : worldX(site.lon), y: site.lat == null ? null : worldY(site.lat),
      marks: [], states: [] };
  });
  for (let m = 0; m < model.marks.n; m++) {
    if (model.marks.site[m] >= 0 && sites[model.marks.site[m]]) sites[model.marks.site[m]].marks.push(m);
  }
  for (const state of island.states || []) if (sites[state.site]) sites[state.site].states.push(state);
  for (const site of sites) site.states.sort((a, b) => a.start - b.start || a.end - b.end);
  return sites;
}

export const isValid = (site, window) => !site.valid || overlaps(site.valid[0], site.valid[1], window);

/** What a site is at the end of the window, or the last it was within it. */
export function stateAt(site, window) {
  let best = null;
  for (const state of site.states) {
    if (!overlaps(state.start, state.end, window)) continue;
    const reach = Math.min(state.end, window[1]);
    if (!best || reach >= Math.min(best.end, window[1])) best = state;
  }
  return best;
}

/** Whether the look of a line, an area or a context feature has changed since this was asked last. */
export function timedLookChanged({ state: { window }, timedSites, world, timedLook }) {
  let at = 0, changed = false;
  const look = (now) => { if (timedLook[at] !== now) { timedLook[at] = now; changed = true; } at++; };
  for (const site of timedSites) {
    const state = stateAt(site, window);
    look(isValid(site, window) ? 1 + (state ? state.state + 1 : 0) : 0);
  }
  for (const feature of world.timed) look(overlaps(feature.start, feature.end, window) ? 1 : 0);
  return changed;
}

export function paintSites(app, ctx, view) {
  const { window } = app.state;
  const kinds = app.island.stateKinds || [];
  const shown = app.sites.filter((s) => s.parts.length && isValid(s, window));
  for (const site of shown.filter((s) => s.area)) {
    paintArea(app, ctx, view, site, kinds[(stateAt(site, window) || {}).state]);
  }
  for (const site of shown.filter((s) => !s.area)) {
    paintLine(app, ctx, view, site, kinds[(stateAt(site, window) || {}).state]);
  }
  ctx.setLineDash([]);
  for (const site of app.sites) {
    if (site.point && isValid(site, window) && !(app.cubes && quietDot(site))) paintDot(app, ctx, view, site);
  }
}

function paintArea(app, ctx, view, site, state) {
  const colour = state ? safeColour(state.colour) : app.theme.quiet;
  ctx.beginPath();
  for (const p of site.parts) tracePart(ctx, p, view);
  ctx.fillStyle = colour; ctx.globalAlpha = state ? 0.22 : 0.16; ctx.fill('evenodd');
  ctx.globalAlpha = 1; ctx.strokeStyle = colour;
  ctx.lineWidth = app.chosen.has(site.index) ? 3 : 1.4;
  ctx.setLineDash(DASHES[state && state.dash] || []);
  ctx.stroke();
}

function paintLine(app, ctx, view, site, state) {
  const chosen = app.chosen.has(site.index);
  ctx.lineJoin = 'round';
  ctx.beginPath();
  for (const p of site.parts) tracePart(ctx, p, view);
  ctx.setLineDash([]); ctx.lineCap = 'round';
  ctx.strokeStyle = chosen ? app.theme.ink : app.theme.halo; ctx.lineWidth = chosen ? 8 : state ? 6 : 4; ctx.stroke();
  if (chosen) { ctx.strokeStyle = app.theme.halo; ctx.lineWidth = 5.5; ctx.stroke(); }
  ctx.strokeStyle = state ? safeColour(state.colour) : app.theme.disputed;
  ctx.lineWidth = state ? 3 : 2;
  ctx.lineCap = state && state.dash === 'dotted' ? 'round' : 'butt';
  ctx.setLineDash(DASHES[state && state.dash] || []);
  ctx.stroke();
}

/** A named point that says nothing by itself: beside cells it would look like a place without incidents. */
export const quietDot = (site) => site.point && !site.states.length;

/** A quiet dot for a named point; a point with a state carries its colour. */
function paintDot(app, ctx, view, site) {
  const x = pixelX(site.x, view), y = pixelY(site.y, view);
  const state = stateAt(site, app.state.window);
  const kind = state && app.island.stateKinds[state.state];
  ctx.beginPath();
  ctx.arc(x, y, kind ? 4 : 2.6, 0, 2 * Math.PI);
  ctx.fillStyle = kind ? safeColour(kind.colour) : app.theme.label;
  ctx.fill();
  ctx.lineWidth = 1.2; ctx.strokeStyle = app.theme.halo; ctx.stroke();
}
