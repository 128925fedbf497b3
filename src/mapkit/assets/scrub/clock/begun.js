// What has just begun: named at the foot of the map while time moves, and lit on it.

import { dayWords } from '../data/days.js';
import { begunIn } from '../data/listing.js';
import { el, say } from '../dom.js';
import { swatch } from '../map/shapes.js';
import { lightUp } from '../panel/lit.js';
import { openIncident } from '../panel/panel.js';
import { textOf } from '../panel/texts.js';

const STAYS = 2600;                                // milliseconds

/** The window has moved by itself or by a step: name what has come in at the edge that moves ahead. */
export function tellBegun(app, before, window) {
  if (app.cubes) return;
  const ahead = window[1] > before[1] || window[0] > before[0];
  const [from, to] = ahead ? [Math.max(before[1], window[0]), window[1]] : [window[0], Math.min(before[0], window[1])];
  const i = from < to ? begunIn(app.model, from, to, ahead) : -1;
  if (i >= 0) nameBegun(app, i);
}

function nameBegun(app, i) {
  const { model, begun, kinds } = app, row = model.row[i], entry = textOf(app, row), kind = kinds[model.kind[i]];
  const title = entry?.title || kind?.label || '';
  if (begun.dataset.row !== String(row)) {
    begun.dataset.row = row;
    begun.replaceChildren(kind ? swatch(kind, Boolean(model.disputed[i])) : '',
      el('strong', { dir: 'auto' }, title), el('span', { class: 'mk-soft' }));
  }
  say(begun.lastChild, entry?.when_words || dayWords(model.start[i]));
  begun.hidden = false;
  lightUp(app, { row, marks: new Set([model.mark[i]]) });
  clearTimeout(app.begunTimer);
  app.begunTimer = setTimeout(() => forgetBegun(app), STAYS);
}

/** The caption goes, and with it its light. */
function forgetBegun(app) {
  clearTimeout(app.begunTimer);
  if (app.begun.hidden) return;
  app.begun.hidden = true;
  if (app.lit && String(app.lit.row) === app.begun.dataset.row) lightUp(app, null);
}

/** The caption, which opens what it names. */
export const makeBegun = (app) => el('button', { type: 'button', class: 'mk-begun', hidden: true,
  on: { click: (event) => openIncident(app, Number(app.begun.dataset.row), event) } });
