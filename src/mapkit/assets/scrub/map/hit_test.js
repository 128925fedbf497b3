// What lies under the pointer.

import { SPOTS_MAX, STAMPS_MAX } from '../constants.js';
import { pointOf } from '../data/model.js';
import { beside, coordinateWords, labelOf, localOf, plural } from '../dom.js';
import { blockOf, blockWords, hitCells } from './cells.js';
import { distanceToPart, insideParts, pixelX, pixelY } from './geometry.js';
import { hitOverlays, overlayLocal, overlayName } from './overlays.js';
import { radius } from './shapes.js';
import { isValid, quietDot } from './sites.js';

/** Everything under a pixel of the map, nearest first: [{site: index or -1, marks, distance}]. */
export function spotsAt(app, point, coarse) {
  const view = app.layers.marks.view, reach = coarse ? 18 : 10;
  const corner = app.L.DomUtil.getPosition(app.layers.marks.canvas);
  const at = app.map.containerPointToLayerPoint(point).subtract(corner);
  const hits = [...hitMarks(app, at, reach), ...hitSites(app, at, view, reach), ...hitOverlays(app, at, view, reach)];
  if (!hits.length) hits.push(...hitAreas(app, at, view));
  return gather(app, meant(hits).sort((a, b) => a.distance - b.distance));
}

/** Of what is within reach the marks that the pixel lies on, where there are any: the rest is pressed beside them. */
function meant(hits) {
  const on = hits.filter((hit) => hit.on);
  return on.length ? on : hits;
}

/** Whether nothing but ground lies under a pixel: no mark, no site, no line; an area is ground. */
export const isBare = (app, point, coarse) => spotsAt(app, point, coarse).every(({ area }) => area);

function hitMarks(app, at, reach) {
  if (app.cubes) return app.model.frame ? hitCells(app, at) : [];
  return [app.counts, app.counts.past].flatMap((bag) => bag ? hitBag(app, bag, at, reach) : []);
}

function hitBag(app, bag, at, reach) {
  const hits = [], { model: { grid, marks } } = app, dense = bag.visible > STAMPS_MAX;
  for (let k = 0; k < bag.places; k++) {
    const m = bag.touched[k], wide = dense ? reach / 2 : Math.max(radius(bag.mark[m]) + 3, reach);
    if (grid.cell[m] < 0 || Math.abs(grid.x[m] - at.x) > wide || Math.abs(grid.y[m] - at.y) > wide) continue;
    const distance = Math.hypot(grid.x[m] - at.x, grid.y[m] - at.y);
    const on = !dense && distance <= radius(bag.mark[m]) + 2;
    if (distance <= wide) hits.push({ site: marks.site[m], mark: m, distance, on });
  }
  return hits;
}

function hitSites(app, at, view, reach) {
  const hits = [];
  for (const site of app.sites) {
    if (site.region || !isValid(site, app.state.window) || (app.cubes && quietDot(site))) continue;
    const distance = site.point ? Math.hypot(pixelX(site.x, view) - at.x, pixelY(site.y, view) - at.y)
      : Math.min(...site.parts.map((p) => distanceToPart(p, at.x, at.y, view)), Infinity);
    if (distance <= reach) hits.push({ site: site.index, distance: distance + (site.point ? 0 : 4) });
  }
  return hits;
}

function hitAreas(app, at, view) {
  const x = (at.x + view.left) / view.scale, y = (at.y + view.top) / view.scale;
  return app.sites.filter((s) => s.area && isValid(s, app.state.window))
    .filter((s) => insideParts(s.parts, x - Math.round(x - s.parts[0].xy[0]), y))
    .map((s) => ({ site: s.index, distance: 50, area: true }));
}

/** Hits of one site are one spot, with all marks of that site; more spots than can be told apart are one together. */
function gather(app, hits) {
  const spots = new Map();
  for (const { site, mark, overlay, distance, area } of hits) {
    const known = site >= 0 && app.sites[site];
    const key = overlay != null ? `overlay ${overlay}` : known ? site : -1 - mark;
    if (overlay != null) spots.set(key, { site: -1, marks: [], overlay, distance });
    else if (!spots.has(key)) {
      const marks = known ? app.sites[site].marks.slice() : [mark];
      spots.set(key, { site: known ? site : -1, marks, distance, area });
    }
  }
  const found = [...spots.values()];
  return found.length <= SPOTS_MAX ? found
    : [{ site: -1, marks: found.flatMap((spot) => spot.marks), distance: found[0].distance }];
}

/** The local names of a spot that is a site or a line of the basemap; "" for none. */
export function localWords(app, spot) {
  if (spot.overlay != null) return overlayLocal(app, app.overlays[spot.overlay]);
  const site = spot.site >= 0 && app.sites[spot.site];
  return site ? beside(localOf(site.names, app.state.labels, app.island.local)) : '';
}

export function spotName(app, spot) {
  if (spot.site >= 0) {
    const site = app.sites[spot.site];
    return beside(labelOf(site.names, app.state.labels)) || site.id;
  }
  if (spot.cell) return blockWords(spot.cell);
  if (spot.overlay != null) return overlayName(app, app.overlays[spot.overlay]);
  const m = spot.marks[0];
  if (app.cubes) return blockWords(blockOf(app.model, m));
  if (spot.marks.length > 1) return plural(spot.marks.length, 'place');
  return coordinateWords(...pointOf(app.model, m));
}
