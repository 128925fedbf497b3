// Opening what the host or a link names: a site, or an incident by its row.

import { overlaps } from './data/days.js';
import { closePanel, openSpots, openTray, renderPanel } from './panel/panel.js';

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

/** Open the card in which an incident stands, at the incident; whether there is one. */
function openRow(app, row, id) {
  const { model, panel, trays, state } = app, i = model.row.indexOf(row), m = i < 0 ? -1 : model.mark[i];
  const tray = ['undated', 'unplaced'].find((name) => trays[name].some((one) => one.row === row));
  if (app.cubes || (m < 0 && !tray)) return false;
  const site = m < 0 ? -1 : model.marks.site[m];
  if (m < 0) openTray(app, tray);
  else openSpots(app, [{ site, marks: site < 0 ? [m] : app.sites[site].marks.slice() }]);
  Object.assign(state, { row, incident: id });
  panel.seek = row;
  panel.allDates = m >= 0 && !overlaps(model.start[i], model.end[i], state.window);
  panel.limit = Infinity;
  renderPanel(app);
  return true;
}
