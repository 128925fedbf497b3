// What a pointer rests on, lit in list and map alike.

import { request } from '../frame.js';

/** Light the marks of an incident (`row`) or of a place (`row` null, perhaps with its `site`), or nothing (null). */
export function lightUp(app, lit) {
  const same = app.lit === lit || (app.lit && lit && app.lit.row === lit.row && app.lit.site === lit.site
    && app.lit.marks.size === lit.marks.size && [...lit.marks].every((m) => app.lit.marks.has(m)));
  if (same) return;
  app.lit = lit;
  lightLanes(app);
  request(app, 'lit', 'panel');
}

/** The lanes of the places that are lit. */
export function lightLanes({ clock: { lanes }, sites, lit }) {
  for (const lane of lanes.querySelectorAll('.mk-lane')) {
    const site = sites[lane.dataset.site];
    const held = lit && (lit.site === site.index || site.marks.some((m) => lit.marks.has(m)));
    lane.classList.toggle('mk-lit', Boolean(held));
  }
}
