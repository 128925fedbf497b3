// The menu of labels.

import { refreshLanes } from './clock/lanes.js';
import { el, languageName, menu } from './dom.js';
import { request } from './frame.js';
import { settle } from './host.js';

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
