// The filters that are neither time nor box: what passes, on the map and in the trays.

import { applyFilter } from './model.js';

export function setFilter(app, shown) {
  applyFilter(app.model, app.cubes ? null : shown);
  const days = app.island.unplaced_days || [], passes = ({ row }) => app.model.passesRow(row);
  app.trays = {
    undated: (app.island.undated || []).map((row) => ({ row })).filter(passes),
    unplaced: (app.island.unplaced || []).map((row, i) => ({ row, days: days[i] }))
      .filter(passes),
  };
  app.candidates = null;
  app.panel.key = null;
}
