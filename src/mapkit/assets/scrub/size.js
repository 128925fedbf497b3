// How all is laid out: by the root's width, and as a frame where its address asks for one or it is low.

import { clamp } from './numbers.js';

const PHONE = 640;                                 // pixels: narrower than that is a phone,
const MEDIUM = 900;                                // and narrower than this has no panel beside the map
const LOW = 480;                                   // lower than that is a frame
const MAP_SHAPE = 0.62;                            // of a frame's map: height by width, and its bounds
const MAP_LEAST = 240;
const MAP_MOST = 560;

export const SEARCHES = 'Search places, incidents, sources';

const ASKED = /(?:^|[?#&])frame=1(?:&|$)/;

/** Whether the page's address asks for a frame, in its query or behind its #. */
export const frameAsked = () => ASKED.test(globalThis.location.search) || ASKED.test(globalThis.location.hash);

/** Lay all out as the root's size wants it; its width. */
export function measure(app) {
  const { root } = app, { clientWidth: width, clientHeight: height } = root;
  if (!width) return 0;
  if (app.options.companion) { root.dataset.size = 'wide'; return width; }
  const frame = app.frameAsked ? 'asked' : height < LOW ? 'low' : '';
  const size = width < PHONE ? 'phone' : width < MEDIUM || frame ? 'medium' : 'wide';
  if (root.dataset.size !== size || (root.dataset.frame || '') !== frame) {
    root.dataset.size = size;
    if (frame) root.dataset.frame = frame; else delete root.dataset.frame;
    app.legend.open = size !== 'phone' && !frame;
    for (const field of root.querySelectorAll('.mk-find')) field.placeholder = size === 'phone' ? 'Search' : SEARCHES;
  }
  tellHeight(app, width);
  return width;
}

export const isFrame = ({ root }) => 'frame' in root.dataset;

/** Whether there is so little room that controls are folded and dates said shortly. */
export const isSmall = ({ root }) => Boolean(root) && (root.dataset.size === 'phone' || 'frame' in root.dataset);

/**
 * Tell the page around a frame how high it would best be at this width, which follows from no height of the frame. One
 * that is low and was not asked for stays low.
 */
function tellHeight(app, width) {
  if (!isFrame(app) || globalThis.parent === globalThis.self || !(app.page || app.frameAsked)) return;
  const map = clamp(width * MAP_SHAPE, MAP_LEAST, MAP_MOST);
  const all = Math.round(map + app.head.offsetHeight + app.clock.element.offsetHeight);
  const height = app.frameAsked ? all : Math.min(all, LOW - 1);
  if (height === app.heightTold) return;
  app.heightTold = height;
  globalThis.parent.postMessage({ mapkit: 'height', height }, '*');
}
