// The card of one incident.

import { daysOf, placeOfRow } from '../data/model.js';
import { el, text } from '../dom.js';
import { cardBar, onCardKey } from './card_bar.js';
import { bareIncident, incidentParts } from './incident.js';
import { heading } from './panel.js';
import { listedDays, onlyPossible } from './row.js';
import { followStrips } from './state_strip.js';
import { askTexts, textOf } from './texts.js';

export function incidentView(app) {
  const { model, panel, state: { row, labels } } = app, entry = textOf(app, row), place = placeOfRow(app, row);
  const i = place < 0 ? null : place;
  const days = i == null ? listedDays(entry) : daysOf(model, i);
  askTexts(app);
  if (entry && !app.cubes) app.state.incident = entry.id;      // which no link to a large atlas opens
  const key = JSON.stringify(['incident', row, Boolean(entry), labels, days,
    onlyPossible(app, days), app.lens?.key]);
  panel.steps = panel.steps || cardBar(app);
  return {
    key,
    build: () => [el('article', { class: 'mk-incident', 'data-id': entry?.id ?? null, 'data-row': row },
      heading(app, text(titleOf(app, entry, i))),
      ...(entry ? incidentParts(app, row, entry, { i, days }) : bareIncident(app, i)).filter(Boolean))],
    bar: panel.steps.element,
    keys: (event) => onCardKey(app, event),
    update: () => { panel.steps.update(entry, i); followStrips(app); },
  };
}


const titleOf = ({ kinds, model }, entry, i) => entry?.title || kinds[entry ? entry.kind : model.kind[i]]?.label || '';
