// The point of an incident that is being written: while the host asks for one, a press on the map sets it.

import { coordinateWords } from '../dom.js';
import { round } from '../host.js';
import { isBare } from '../map/hit_test.js';
import { note } from '../note.js';

/** What the host asks for: a point, `at` the one so far, only where the ground is `bare` or anywhere; null: nothing. */
export function setPick(app, asked) {
  app.pick = asked ? { at: asked.at || null, bare: Boolean(asked.bare) } : null;
  app.root.classList.toggle('mk-picking', Boolean(app.pick));
  drawCross(app);
}

function drawCross(app) {
  const { L, map, pick } = app;
  if (!pick || !pick.at) {
    if (app.cross) app.cross.remove();
    app.cross = null;
  } else if (app.cross) app.cross.setLatLng(pick.at);
  else {
    app.cross = L.marker(pick.at, {
      icon: L.divIcon({ className: 'mk-cross', iconSize: [34, 34] }), interactive: false, keyboard: false,
    }).addTo(map);
  }
}

function pickPoint(app, latlng) {
  const { lat, lng } = latlng.wrap(), at = [round(lat), round(lng)];
  app.pick.at = at;
  drawCross(app);
  note(app, `The point is ${coordinateWords(...at)}.`);
  app.options.onPick(at);
}

/** Take a press on the map as the point; whether it was one. */
export function pickAt(app, { latlng, containerPoint, originalEvent }) {
  const { pick } = app, coarse = originalEvent.pointerType === 'touch';
  if (!pick || (pick.bare && !isBare(app, containerPoint, coarse))) return false;
  pickPoint(app, latlng);
  return true;
}

/** Begin with what the host asks for; Enter on the map takes its middle, for who has no pointer. */
export function openPick(app) {
  const { map, options } = app;
  map.getContainer().addEventListener('keydown', (event) => {
    if (!app.pick || event.key !== 'Enter' || event.target !== map.getContainer()) return;
    event.preventDefault();
    pickPoint(app, map.getCenter());
  });
  setPick(app, options.pick);
}
