// Sites: lines, areas and points, in the pattern of their states; what is over as hairlines.

import { ABSENT, ALWAYS, chosen, HOLDS, OVER, POSSIBLY, standing } from '../data/standing.js';
import { worldX, worldY } from '../data/mercator.js';
import { partsOf, pixelX, pixelY, tracePart } from './geometry.js';
import { dotSign, fillPath, lineSign, paintSign, strokePath } from './pattern_paint.js';

export function readSites(island, model) {
  const sites = island.sites.map((site, index) => {
    const parts = partsOf(site.geometry);
    const point = !parts.length && site.lon != null;
    return { ...site, index, parts, point, area: parts.some((p) => p.closed),
      x: site.lon == null ? null : worldX(site.lon), y: site.lat == null ? null : worldY(site.lat),
      marks: [], states: [] };
  });
  gatherMarks(sites, model);
  for (const state of island.states || []) if (sites[state.site]) sites[state.site].states.push(state);
  for (const site of sites) site.states.sort((a, b) => a.start - b.start || a.end - b.end);
  return sites;
}

/** Tell sites which marks stand for them. */
export function gatherMarks(sites, { marks }) {
  for (const site of sites) site.marks = [];
  for (let m = 0; m < marks.n; m++) sites[marks.site[m]]?.marks.push(m);
}

/** What a site itself is to the window. */
const siteStanding = (site, window) => standing(site.valid || ALWAYS, window);

/** Whether a site is there on the window's last day, or was in it. */
export const isValid = (site, window) => siteStanding(site, window) !== ABSENT;

/** The state of a site that is shown for a window, and what it is to it: {one, standing}; null where there is none. */
export const stateAt = (site, window) => chosen(site.states, window);

/** A state in words: what holds, what possibly does, what is over with its day. */
export function stateWords({ island }, { one, standing: found }) {
  const { label } = island.stateKinds[one.state];
  return found === OVER ? `${label} until ${one.until_words}` : found === POSSIBLY ? `${label} (possibly)` : label;
}

/** How a state of a site looks: its pattern, its colour if it has one, how it stands. */
export const wornBy = ({ island }, { one, standing: found }) => {
  const { pattern, colour } = island.stateKinds[one.state];
  return { pattern, colour, standing: found };
};

/** The small picture of a state of a site, in lists. */
export const stateSign = (site, worn) => (site.parts.length && !site.area ? lineSign(worn) : dotSign(worn));

/** How a site looks now, null where it has no state; one that is no longer there is over, whatever its state says. */
function siteLook(app, site) {
  const { window } = app.state, state = stateAt(site, window), worn = state && wornBy(app, state);
  return siteStanding(site, window) === OVER ? { ...worn, standing: OVER } : worn;
}

/** Whether the look of a line, an area or a context feature has changed since this was asked last. */
export function timedLookChanged({ state: { window }, timedSites, world, timedLook }) {
  let at = 0, changed = false;
  const look = (now) => { if (timedLook[at] !== now) { timedLook[at] = now; changed = true; } at++; };
  for (const site of timedSites) {
    const state = stateAt(site, window), own = state ? (state.one.state + 1) * 4 + state.standing : 0;
    look(own * 4 + siteStanding(site, window));
  }
  for (const feature of world.timed) look(standing(feature.span, window));
  return changed;
}

export function paintSites(app, ctx, view) {
  const shown = app.sites.filter((s) => s.parts.length && isValid(s, app.state.window));
  for (const site of shown.filter((s) => s.area)) paintArea(app, ctx, view, site, siteLook(app, site));
  for (const site of shown.filter((s) => !s.area)) paintLine(app, ctx, view, site, siteLook(app, site));
  const dots = app.sites.filter((s) => s.point && (!s.region || s.states.length) && isValid(s, app.state.window)
    && !(app.cubes && quietDot(s)))
    .map((site) => [site, siteLook(app, site)]);
  for (const [site] of dots.filter(([, worn]) => !worn)) paintDot(app, ctx, view, site, null);
  for (const [site, worn] of dots.filter(([, one]) => one)) paintDot(app, ctx, view, site, worn);
}

function paintArea(app, ctx, view, site, worn) {
  ctx.beginPath();
  for (const p of site.parts) tracePart(ctx, p, view);
  if (worn && worn.standing === OVER) strokePath(ctx, worn, app.theme);
  else if (worn) fillPath(ctx, worn, app.theme, [0, 0, view.width, view.height]);
  else {
    ctx.fillStyle = ctx.strokeStyle = app.theme.quiet;
    ctx.globalAlpha = 0.16; ctx.fill('evenodd'); ctx.globalAlpha = 1;
    ctx.lineWidth = 1.4; ctx.stroke();
  }
  if (!app.chosen.has(site.index)) return;
  ctx.beginPath();                                 // a hatching leaves another path
  for (const p of site.parts) tracePart(ctx, p, view);
  ctx.strokeStyle = app.theme.ink; ctx.lineWidth = 3; ctx.stroke();
}

function paintLine(app, ctx, view, site, worn) {
  const chosenNow = app.chosen.has(site.index);
  ctx.lineJoin = 'round';
  ctx.beginPath();
  for (const p of site.parts) tracePart(ctx, p, view);
  ctx.lineCap = 'round';
  ctx.strokeStyle = chosenNow ? app.theme.ink : app.theme.halo;
  ctx.lineWidth = chosenNow ? 10 : !worn ? 4 : worn.standing === OVER ? 3 : 7;
  ctx.stroke();
  if (chosenNow) { ctx.strokeStyle = app.theme.halo; ctx.lineWidth = 7.5; ctx.stroke(); }
  if (worn) { strokePath(ctx, worn, app.theme); return; }
  ctx.strokeStyle = app.theme.disputed; ctx.lineWidth = 2; ctx.lineCap = 'butt'; ctx.stroke();
}

/** A named point that says nothing by itself: beside cells it would look like a place without incidents. */
export const quietDot = (site) => site.point && !site.states.length;

/** A quiet dot for a named point; a point with a state carries its sign. */
function paintDot(app, ctx, view, site, worn) {
  const x = pixelX(site.x, view), y = pixelY(site.y, view);
  if (worn) { paintSign(ctx, worn, app.theme, x, y); return; }
  ctx.beginPath();
  ctx.arc(x, y, 2.6, 0, 2 * Math.PI);
  ctx.fillStyle = app.theme.label; ctx.fill();
  ctx.lineWidth = 1.2; ctx.strokeStyle = app.theme.halo; ctx.stroke();
}

/** Whether a state is there on the window's last day, surely or possibly. */
export const isThere = (state) => Boolean(state) && (state.standing === HOLDS || state.standing === POSSIBLY);
