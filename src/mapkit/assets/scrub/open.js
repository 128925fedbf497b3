// Opening what the host names: a site, or a row.

import { closePanel, openSpots } from './panel/panel.js';

export function openSite(app, id) {
  const site = app.sites.find((s) => s.id === id);
  if (!site) { if (app.state.spots.length) closePanel(app); return; }
  if (app.state.spots.length && app.state.spots[0].site === site.index) return;
  openSpots(app, [{ site: site.index, marks: site.marks.slice() }]);
}

export function openRow(app, row) {
  const i = app.model.row.indexOf(row), m = i < 0 ? -1 : app.model.mark[i];
  if (m >= 0 && app.model.marks.site[m] < 0) openSpots(app, [{ site: -1, marks: [m] }]);
}
