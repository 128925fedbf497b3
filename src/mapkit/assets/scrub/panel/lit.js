// What a pointer rests on, lit in list and map alike.

import { request } from '../frame.js';

/** Light the marks of an incident (`row`) or of a place (`row` null), or nothing (null). */
export function lightUp(app, lit) {
  const same = app.lit === lit || (app.lit && lit && app.lit.row === lit.row
    && app.lit.marks.size === lit.marks.size && [...lit.marks].every((m) => app.lit.marks.has(m)));
  if (same) return;
  app.lit = lit;
  request(app, 'lit', 'panel');
}
