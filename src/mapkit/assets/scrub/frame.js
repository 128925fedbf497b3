// Frames: what has changed is painted once, before the browser shows its next picture.

import { LIGHT, LIVE_MAX } from './constants.js';
import { tally } from './data/tally.js';
import { labelLookChanged } from './map/labels.js';
import { timedLookChanged } from './map/sites.js';

// In this order. `mount` puts the painters into `app.paint`: they ask for frames, so nothing here may import them.
const PAINTED = ['base', 'sites', 'marks', 'lit', 'labels', 'track', 'clock', 'legend', 'panel', 'bar'];

/** Whether the panel is made anew in the frame that changes what it says, so that list and map never disagree. */
export const isLight = ({ model, cubes }) => !cubes && model.n <= LIGHT && model.marks.n <= LIGHT;

/** Whether there is so much that words wait until the hand rests. */
export const isTooMuch = ({ model, clock }) => model.n > LIVE_MAX && Boolean(clock.drag || clock.playing);

/**
 * Ask for a repaint of some parts; all that is asked for before the next frame is done in it, and nothing while hidden.
 */
export function request(app, ...parts) {
  for (const name of parts) app.dirty.add(name);
  if (app.frame || app.dead || document.hidden) return;
  app.frame = requestAnimationFrame(() => {
    app.frame = 0;
    if (!app.dead) render(app);
  });
}

export function render(app) {
  const { dirty, paint } = app;
  if (dirty.has('counts')) {
    tally(app.model, app.counts, app.state.window, app.state.certainOnly);
    if (timedLookChanged(app)) dirty.add('base').add('sites').add('labels');
    dirty.add('legend');
    if (labelLookChanged(app)) dirty.add('labels');
    dirty.add('marks').add('lit').add('clock');
    if (isLight(app)) dirty.add('panel');
    app.beside?.follow();
  }
  for (const name of PAINTED) if (dirty.has(name)) paint[name]();
  dirty.clear();
}
