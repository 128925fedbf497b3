// The window: what it may be, and what follows when it changes.

import { snapped } from './bins.js';
import { shift } from '../data/days.js';
import { request } from '../frame.js';
import { soon } from '../host.js';
import { clamp } from '../numbers.js';

/** What a mode makes of a window: which of its ends are tied. */
function tied(app, clock, [start, end], which) {
  const { domain } = clock, { mode } = app.state;
  if (mode === 'start') return [domain[0], end];
  if (mode === 'end') return [start, domain[1]];
  if (mode !== 'instant') return [start, end];
  const unit = clock.unit === 'incident' ? 'day' : clock.unit;
  if (which) return [clamp(shift(end, unit, -1), domain[0], end - 1), end];        // the end was typed: it stays
  return [start, clamp(shift(start, unit, 1), start + 1, domain[1])];
}

export function setWindow(app, wanted, which) {
  const { domain } = app.clock;
  let [start, end] = wanted.map((day) => clamp(Math.round(day), domain[0], domain[1]));
  if (end <= start) { end = Math.min(domain[1], start + 1); start = Math.min(start, end - 1); }
  const window = snapped(app, tied(app, app.clock, [start, end], which));
  if (window[0] === app.state.window[0] && window[1] === app.state.window[1]) return;
  app.state.window = window;
  request(app, 'counts');
  soon(app);
}

/** The window moved by days, kept whole inside the domain. */
export function slide({ domain }, [start, end], days) {
  const by = clamp(days, domain[0] - start, domain[1] - end);
  return [start + by, end + by];
}
