// Asking for cubes: when map, track or filters have changed.

import { isZoomed } from '../clock/scale.js';
import { ASK_AFTER, SIGN_AFTER } from '../constants.js';
import { cellsOf } from '../data/cube.js';
import { binWidth } from '../data/model.js';
import { boxOf } from '../host.js';
import { clamp } from '../numbers.js';

/** What the page keeps of cubes; null where the island holds the incidents themselves. */
export function newCubes({ cubes }) {
  if (!cubes) return null;
  return {
    number: 0, key: null, span: null, need: 0, wanted: null, meant: null, whole: null, bars: null, timer: 0, late: 0,
    ahead: null,
  };
}

/**
 * The span of days to ask for: all of time; of a zoomed track what it shows with a quarter on each side, and the
 * window. The one of the last cube serves on while it holds both, and the track has not been zoomed to half of it.
 */
export function spanNow(app) {
  const { clock, cubes } = app, { view: [first, last], domain } = clock;
  const window = cubes.wanted || cubes.meant || app.state.window;
  if (!isZoomed(clock)) return { span: domain.slice(), wide: Infinity };
  const need = [Math.min(first, window[0]), Math.max(last, window[1])], wide = need[1] - need[0];
  const spare = Math.ceil((last - first) / 4);
  const serves = cubes.span && need[0] >= cubes.span[0] && need[1] <= cubes.span[1]
    && (wide > cubes.need / 2 || binWidth(app) === 1);
  if (serves) return { span: cubes.span, wide: cubes.need };
  const low = clamp(Math.min(first - spare, window[0]), ...domain);
  return { span: [low, clamp(Math.max(last + spare, window[1]), ...domain)], wide };
}

/** Ask once the hand rests. */
export function askSoon(app) {
  if (!app.cubes) return;
  clearTimeout(app.cubes.timer);
  // Until what is shown is what was asked for: it can be read from outside.
  app.root.dataset.counting = '';
  app.cubes.timer = setTimeout(() => { if (!app.dead) ask(app); }, ASK_AFTER);
}

/** Nothing is awaited any more; it may be that something else is to be asked for. */
export function rest({ cubes, busy, root }) {
  clearTimeout(cubes.late);
  cubes.late = 0;
  busy.hidden = true;
  if (!cubes.timer) delete root.dataset.counting;
}

/** Ask while the map is still on its way: of a pan that Leaflet animates its end is known from its first step on. */
export function askAhead(app, zoomed) {
  if (!app.cubes) return;
  const { map } = app, pan = map._panAnim;
  if (zoomed) ask(app, boxOf(map, map.getPixelBounds(zoomed.center, zoomed.zoom), zoomed.zoom), zoomed.zoom);
  else if (pan && pan._inProgress && pan._offset !== app.cubes.ahead) {
    app.cubes.ahead = pan._offset;
    const corner = map.getPixelOrigin().subtract(pan._startPos.add(pan._offset));
    ask(app, boxOf(map, app.L.bounds(corner, corner.add(map.getSize()))));
  }
}

/** Ask for the cube of what is on screen, or will be, unless it is there or under way. */
export function ask(app, box = boxOf(app.map), zoom = app.map.getZoom()) {
  const { cubes, options } = app, { span, wide } = spanNow(app);
  const key = JSON.stringify([cellsOf(box, zoom), span, options.view ?? null]);
  clearTimeout(cubes.timer);
  cubes.timer = 0;
  if (key === cubes.key || !options.requestCube) { if (!cubes.late) rest(app); return; }
  app.root.dataset.counting = '';
  Object.assign(cubes, { key, span, need: wide, number: cubes.number + 1 });
  if (!cubes.late) cubes.late = setTimeout(() => { app.busy.hidden = false; }, SIGN_AFTER);
  options.requestCube({ number: cubes.number, box, zoom, span: span.slice() });
}
