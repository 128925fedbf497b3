// What is told of the view: to readers once the hand rests, and to the host of the map.

import { BEHIND } from './constants.js';
import { hostedText } from './data/filter.js';
import { USUAL } from './data/names.js';
import { say } from './dom.js';
import { isLight } from './frame.js';
import { windowText } from './link.js';
import { askPage } from './panel/incident_pages.js';
import { viewSentence, viewText } from './sentence.js';

/** Words follow when the hand rests: pages of incidents after 120 ms, the live region after 300 ms. */
export function soon(app) {
  clearTimeout(app.restTimer); clearTimeout(app.voiceTimer);
  fallBehind(app);
  app.restTimer = setTimeout(() => {
    if (app.dead) return;
    app.paint.panel(); app.paint.legend(); app.paint.bar();
    if (!app.clock.playing && !app.clock.drag) askPage(app);
  }, 120);
  app.voiceTimer = setTimeout(() => { if (!app.dead && !app.clock.playing && !app.clock.drag) speak(app); }, 300);
}

/** A panel that is too much for each frame follows a little later, while time moves too, and is dim until it has. */
function fallBehind(app) {
  if (app.panelTimer || isLight(app)) return;
  app.panel.element.setAttribute('aria-busy', 'true');
  app.panelTimer = setTimeout(() => {
    app.panelTimer = 0;
    if (app.dead) return;
    app.paint.panel();
    app.panel.element.removeAttribute('aria-busy');
  }, BEHIND);
}

export function speak(app) {
  say(app.voice, viewSentence(app));
}

/** Tell the host once the reader has let go; nothing is sent during a drag or while playing. */
export function settle(app) {
  soon(app);
  clearTimeout(app.tellTimer);
  app.tellTimer = setTimeout(() => {
    if (app.dead || app.clock.drag || app.clock.playing) return;
    const state = stateOf(app), key = JSON.stringify(state);
    if (key === app.told) return;
    app.told = key;
    if (app.options.onChange) app.options.onChange(state);
  }, 120);
}

/** Whether the host is still to be told of what the reader did, or of what counts made of it. */
export const unsaid = (app) => app.tellTimer && app.told !== JSON.stringify(stateOf(app));

/**
 * Whether a map opened otherwise than its host asked: a mode has tied an end of the window, the track has no such days,
 * or names are in the language of a reader whom only this page knows.
 */
export const openedOtherwise = ({ state: { window, labels }, options: { initial } }) =>
  String(initial?.window ?? window) !== String(window) || String(labels) !== String(initial?.labels ?? USUAL);

/** Zoom, latitude and longitude as an attribute: where the map stands can be read from outside. */
export function tellPosition({ map, root }) {
  const { lat, lng } = map.getCenter();
  root.dataset.position = [map.getZoom(), lat, lng].map((x) => +x.toFixed(5)).join('/');
}

export const round = (degrees) => +degrees.toFixed(5);

const turn = (lon) => ((lon + 180) % 360 + 360) % 360 - 180;

/**
 * West, south, east and north of what the map shows, or of these pixels of the world at a zoom. Across the antimeridian
 * west is greater than east.
 */
export function boxOf(map, pixels = map.getPixelBounds(), zoom = map.getZoom()) {
  const { lng: west, lat: south } = map.unproject(pixels.getBottomLeft(), zoom);
  const { lng: east, lat: north } = map.unproject(pixels.getTopRight(), zoom);
  const wide = east - west >= 360;
  return [wide ? -180 : turn(west), south, wide ? 180 : turn(east), north].map(round);
}

/** The other of two views that are compared, as the text of a view. */
const besideText = (other) => `when=${windowText(other.state.window)}${[viewText(other)].filter(Boolean)
  .map((text) => `&${text}`).join('')}`;

export function stateOf(app) {
  const { map, state, sites, clock, counts } = app, centre = map.getCenter(), spot = state.spots[0];
  const { view, opened } = clock;
  return {
    view: viewText(app), asking: hostedText(app),
    window: state.window.slice(),
    box: boxOf(map), center: [round(centre.lat), round(turn(centre.lng))], zoom: round(map.getZoom()),
    site: spot && spot.site >= 0 ? sites[spot.site].id : null, row: state.row,
    labels: state.namesChosen ? state.labels.slice() : null, names: state.labels.slice(),
    incident: state.incident, mode: state.mode, step: clock.unit, speed: clock.speed, over: Boolean(counts.past),
    beside: app.beside && !app.options.companion ? besideText(app.beside.other) : null,
    track: view[0] === opened[0] && view[1] === opened[1] ? null : view.slice(),
  };
}
