// Opening what the host or a link names: a site, or an incident by its row.

import { closePanel, openIncident, openSpots } from './panel/panel.js';

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

function rowOf({ texts }, id) {
  const entry = Object.values(texts || {}).find((one) => one.id === id);
  return entry ? entry.row : null;
}

/** Open the card of an incident; whether there is one. */
function openRow(app, row, id) {
  const { model, trays, state } = app;
  const known = model.row.includes(row) || Object.values(trays).flat().some((one) => one.row === row);
  if (app.cubes || !known) return false;
  openIncident(app, row);
  state.incident = id;
  return true;
}
