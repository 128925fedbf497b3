// Opening what the host or a link names: a site, or an incident by its row.

import { placeOfRow, pointOf } from './data/model.js';
import { closePanel, openIncident, openSpots } from './panel/panel.js';

const NEAR_ZOOM = 10;                             // where a place that was looked for has its neighbours around it

export function openSite(app, id) {
  const site = app.sites.find((s) => s.id === id);
  if (!site) { if (app.state.spots.length) closePanel(app); return; }
  if (app.state.spots.length && app.state.spots[0].site === site.index) return;
  openSpots(app, [{ site: site.index, marks: site.marks.slice() }]);
}

/** What a map opens with: an incident, else a site. */
export function openInitial(app, { site, incident, row }) {
  const found = row ?? (incident ? rowOf(app, incident) : null);
  if (found != null && openRow(app, found, incident || null)) return;
  if (site) openSite(app, site);
}

/** Go to a place that was looked for: the map moves there, and its card opens. */
export function goToSite(app, index, event) {
  const { map } = app, { lat, lon, marks } = app.sites[index];
  const shown = lat != null && map.getBounds().pad(-0.1).contains([lat, lon]);
  if (lat != null && !shown) map.setView([lat, lon], Math.max(map.getZoom(), NEAR_ZOOM), { animate: false });
  openSpots(app, [{ site: index, marks: marks.slice() }], event);
}

/** The same of an incident. */
export function openIncidentRow(app, row, event) {
  const i = placeOfRow(app, row), [lat, lon] = i < 0 ? [] : pointOf(app.model, app.model.mark[i]);
  if (i >= 0 && !app.map.getBounds().contains([lat, lon])) {
    app.map.setView([lat, lon], Math.max(app.map.getZoom(), NEAR_ZOOM), { animate: false });
  }
  openIncident(app, row, event);
}

function rowOf({ texts }, id) {
  const entry = Object.values(texts || {}).find((one) => one.id === id);
  return entry ? entry.row : null;
}

/** Open the card of an incident, of a large atlas with what it says (`entry`); whether there is one. */
export function openRow(app, row, id, entry = null) {
  const { model, trays: { undated, unplaced, later, unsaid }, state } = app;
  const known = [model.row, undated, later, unsaid].some((rows) => rows.includes(row))
    || unplaced.some((one) => one.row === row);
  if (app.cubes ? !entry : !known) return false;
  if (entry) app.texts = { ...app.texts, [row]: entry };
  openIncident(app, row);
  state.incident = id;
  return true;
}
