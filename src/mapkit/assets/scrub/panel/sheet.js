// The sheet of a phone: how high the panel stands over the map. Its handle is dragged, pressed, or stepped by arrows.

import { el } from '../dom.js';
import { request } from '../frame.js';
import { clamp } from '../numbers.js';
import { isFrame } from '../size.js';

const PEEK = 58;                                   // pixels: the handle and one line; as in scrub.css
const ABOVE = 16;                                  // pixels of the map that stay, for the handle; as there
const SHEET_HEIGHTS = ['peek', 'half', 'full'];
const HALF = { phone: 0.58, frame: 0.75 };         // of the room from the map's top to the clock; as in scrub.css
const DRAGGED = 6;                                 // pixels from which a press is a drag
const FLICK = 0.5;                                 // pixels a millisecond: the sheet goes on the way it was thrown
const RESTED = 80;                                 // milliseconds without a move, after which nothing is thrown
const HEIGHT_WORDS = { peek: 'folded', half: 'half', full: 'whole' };

/** The handle, and the bar below it as a larger one. */
export function makeGrabber(app, bar) {
  const grabber = el('button', { type: 'button', class: 'mk-grabber', on: {
    click: () => pressGrabber(app), keydown: (event) => onGrabberKey(app, event),
  } });
  for (const part of [grabber, bar]) listenToDrag(app, part);
  return grabber;
}

/** Let the sheet stand at one of its heights. In a frame the lowest is none at all. */
export function setSheet(app, height) {
  const { panel, root } = app;
  panel.height = height; panel.open = height !== 'peek';
  root.dataset.sheet = height;
  root.classList.toggle('mk-open', panel.open);
  panel.element.style.height = '';
  sayHeight(panel);
  request(app, 'panel');                           // more of the list is to be seen, or less
}

function sayHeight({ grabber, height }) {
  grabber.setAttribute('aria-label', `Height of the list: ${HEIGHT_WORDS[height]}`);
  grabber.setAttribute('aria-expanded', String(height !== 'peek'));
}

/** How high the sheet stands once it has come to rest, in pixels. */
export function sheetHeight(app, height = app.panel.height) {
  const peek = isFrame(app) ? 0 : PEEK, room = app.mapArea.clientHeight + peek;
  return { peek, half: room * HALF[isFrame(app) ? 'frame' : 'phone'], full: room - ABOVE }[height];
}

function pressGrabber(app) {
  setSheet(app, SHEET_HEIGHTS[(SHEET_HEIGHTS.indexOf(app.panel.height) + 1) % SHEET_HEIGHTS.length]);
}

function onGrabberKey(app, event) {
  const at = SHEET_HEIGHTS.indexOf(app.panel.height);
  const to = { ArrowUp: at + 1, ArrowDown: at - 1, Home: 0, End: SHEET_HEIGHTS.length - 1 }[event.key];
  if (to == null) return;
  event.preventDefault();
  setSheet(app, SHEET_HEIGHTS[clamp(to, 0, SHEET_HEIGHTS.length - 1)]);
}

function listenToDrag(app, part) {
  part.addEventListener('pointerdown', (event) => {
    if (!event.button && app.root.dataset.size === 'phone') holdSheet(app, event);
  });
  part.addEventListener('click', (event) => { if (app.panel.dragged) event.stopPropagation(); }, true);
}

/** Until the finger is lifted the sheet follows it, wherever on the page it goes. */
function holdSheet(app, { pointerId, clientY, timeStamp }) {
  const { height } = app.panel.element.getBoundingClientRect(), over = new AbortController();
  const hold = { from: clientY, height, y: clientY, at: timeStamp, speed: 0 };
  const listen = (type, act) => globalThis.addEventListener(type, (event) => {
    if (event.pointerId === pointerId) act(event);
  }, { signal: over.signal });
  listen('pointermove', (event) => {
    if (app.panel.dragged || Math.abs(event.clientY - hold.from) >= DRAGGED) dragSheet(app, hold, event);
  });
  for (const type of ['pointerup', 'pointercancel']) {
    listen(type, (event) => {
      over.abort();
      if (app.panel.dragged) dropSheet(app, event.timeStamp - hold.at < RESTED ? hold.speed : 0);
    });
  }
}

function dragSheet(app, hold, event) {
  const { panel } = app, wide = event.timeStamp - hold.at;
  if (wide > 0) hold.speed = (hold.y - event.clientY) / wide;
  Object.assign(hold, { y: event.clientY, at: event.timeStamp });
  panel.dragged = true;
  panel.element.classList.add('mk-dragged');
  const height = clamp(hold.height + hold.from - event.clientY, sheetHeight(app, 'peek'), sheetHeight(app, 'full'));
  panel.element.style.height = `${height}px`;
  request(app, 'panel');
}

/** To the nearest height, or to the next one the way that it was thrown. */
function dropSheet(app, speed) {
  const { panel } = app, now = parseFloat(panel.element.style.height);
  const stands = SHEET_HEIGHTS.map((height) => sheetHeight(app, height));
  const away = stands.map((stand) => Math.abs(stand - now)), nearest = away.indexOf(Math.min(...away));
  const thrown = speed > FLICK ? stands.findIndex((stand) => stand > now)
    : speed < -FLICK ? stands.findLastIndex((stand) => stand < now) : nearest;
  panel.element.classList.remove('mk-dragged');
  setTimeout(() => { panel.dragged = false; });    // the click that ends a drag is no press
  setSheet(app, SHEET_HEIGHTS[thrown < 0 ? nearest : thrown]);
}
