// The card of one incident.

import { daysOf } from '../data/model.js';
import { heading } from './panel.js';
import { incidentCard } from './incident.js';
import { askTexts, textOf } from './texts.js';

export function incidentView(app) {
  const { model, state: { row, window, labels } } = app, entry = textOf(app, row), i = model.row.indexOf(row);
  askTexts(app);
  if (entry) app.state.incident = entry.id;
  const key = JSON.stringify(['incident', row, Boolean(entry), labels, i >= 0 && daysOf(model, i), window]);
  return { key, build: () => [heading(app), incidentCard(app, row, entry, i < 0 ? null : i, true)] };
}
