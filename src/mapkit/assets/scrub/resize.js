// What follows when the root, the map or the track has another size.

import { layoutClock } from './clock/histogram.js';
import { askSoon } from './cubes/requests.js';
import { request } from './frame.js';
import { stateOf, unsaid } from './host.js';
import { measure } from './size.js';

export function watchSize(app) {
  app.resize = new ResizeObserver(() => resized(app));
  app.resize.observe(app.root); app.resize.observe(app.mapArea); app.resize.observe(app.clock.track);
}

function resized(app) {
  if (app.dead || !measure(app)) return;
  const box = `${app.mapArea.clientWidth}x${app.mapArea.clientHeight}`, track = app.clock.track.clientWidth;
  if (box !== app.box) {
    const waiting = unsaid(app);
    app.box = box;
    const centre = app.map.getCenter();
    app.map.invalidateSize({ animate: false, pan: false });
    app.map.setView(centre, app.map.getZoom(), { reset: true });      // in the middle stays what was there
    askSoon(app);
    if (!waiting) app.told = JSON.stringify(stateOf(app));       // a new size is no act of the reader
  }
  if (track !== app.clock.width || app.clock.pale.clientHeight !== app.clock.height) {
    layoutClock(app); request(app, 'clock');
  }
}
