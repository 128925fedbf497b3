// Legend, label menu.

import { refreshLanes } from './clock/lanes.js';
import { GREY, STAMPS_MAX } from './constants.js';
import { el, languageName, menu, svg, text } from './dom.js';
import { request } from './frame.js';
import { settle } from './host.js';
import { squareWords } from './map/cells.js';
import { stroke, swatch } from './map/shapes.js';

export function makeLegend(app) {
  const { island, model } = app, { used } = model;
  const item = (picture, words) => el('li', {}, picture, text(words));
  const states = new Set((island.states || []).map((s) => s.state));
  const symbol = (...shapes) => svg('svg', { viewBox: '0 0 16 16', class: 'mk-swatch', 'aria-hidden': 'true' },
    ...shapes);
  const circle = (more) => svg('circle', { cx: 8, cy: 8, r: 5, stroke: 'currentColor', fill: 'none', ...more });
  return el('details', { class: 'mk-legend' }, el('summary', {}, 'Legend'),
    el('ul', {}, app.kinds.filter((kind, k) => used[k]).map((kind) => item(swatch(kind), kind.label))),
    app.cubes ? el('p', { class: 'mk-squares' },
      model.frame ? `Counts by squares of ${squareWords(app)}` : 'Counts by squares') : null,
    states.size ? el('ul', {}, [...states].sort((a, b) => a - b)
      .map((s) => item(stroke(island.stateKinds[s] || {}), (island.stateKinds[s] || {}).label))) : null,
    el('details', { class: 'mk-symbols' }, el('summary', {}, 'How to read the marks'), app.cubes ? el('ul', {},
      item(symbol(circle({ r: 2, fill: 'currentColor' }),
        svg('circle', { cx: 8, cy: 8, r: 6, stroke: 'currentColor', fill: 'none' })),
        'a mark stands for all incidents of a square; the larger, the more'),
      item(symbol(circle({ 'stroke-width': 3, 'stroke-dasharray': '9 4' })),
        'several kinds: their shares, or the shape of the one that most are of'),
      item(symbol(circle({ fill: 'currentColor', 'fill-opacity': 0.3 })), 'may have been at another time'),
    ) : el('ul', {},
      item(symbol(circle({ 'stroke-width': 3, 'stroke-dasharray': '9 4' })), 'several kinds; the number counts'),
      item(symbol(circle({ fill: 'currentColor', 'fill-opacity': 0.3 })), 'may have been at another time'),
      model.marks.n > STAMPS_MAX ? item(symbol(svg('rect', { x: 6, y: 6, width: 4, height: 4, fill: 'currentColor' })),
        'thousands of places: squares in the mean colour of their kinds, stronger where there is more') : null,
      item(symbol(circle({ r: 6.5, 'stroke-dasharray': '2.5 2.5' })), 'ring: how well the place is known'),
      item(symbol(circle({ 'stroke-width': 2 })), 'hollow: known to 10 km or worse'),
      states.size ? item(symbol(circle({ r: 6.5, 'stroke-width': 1.5 }), circle({ r: 3, fill: 'currentColor' })),
        'state at the end of the window, around a mark') : null,
      item(symbol(svg('circle', { cx: 8, cy: 8, r: 2.6, fill: 'currentColor' })),
        'a place without incidents in the window'),
      app.world.disputed.length ? item(stroke({ colour: GREY, dash: 'dashed' }, 1.5), 'line in dispute') : null)));
}

export function makeLabelMenu(app) {
  const languages = app.island.languages || [];
  if (languages.length < 2) return null;
  return menu('Labels', 'mk-labels',
    el('fieldset', {}, el('legend', {}, 'Names on the map in'), languages.map((code) => {
      const box = el('input', { type: 'checkbox', value: code, checked: app.state.labels.includes(code),
        on: { change: () => {
        const rest = app.state.labels.filter((other) => other !== code);
        setLabels(app, box.checked ? [...rest, code] : rest);
        settle(app);
      } } });
      return el('label', {}, box, ` ${languageName(code)}`);
    })));
}

export function setLabels(app, labels) {
  app.state.labels = labels.slice();
  app.candidates = null;
  for (const box of app.root.querySelectorAll('.mk-labels input')) box.checked = labels.includes(box.value);
  refreshLanes(app);                               // named in the same languages
  app.panel.key = null;
  request(app, 'labels', 'clock');
}
