// In which order a list of a place is, and of which dates.

import { button, el } from '../dom.js';

export function listTools(panel, again) {
  return el('div', { class: 'mk-tools' },
    toggle(panel.newest ? 'Order: newest first' : 'Order: oldest first', 'order',
      () => { panel.newest = !panel.newest; again(); }),
    toggle(panel.allDates ? 'Dates: all' : 'Dates: this window', 'dates',
      () => { panel.allDates = !panel.allDates; again(); }));
}

const toggle = (label, key, click) =>
  button(label, { text: label, class: 'mk-toggle', 'data-key': `toggle-${key}`, on: { click } });
