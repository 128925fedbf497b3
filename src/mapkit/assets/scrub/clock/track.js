// The track: two handles and the window between them, and the part of time that it shows.

import { meantWindow } from './bins.js';
import { knownHandle, setKnown } from './known.js';
import { movedBy, step, stopPlay, togglePlay } from './play.js';
import { dayAt } from './scale.js';
import { clockScope, follow, onDoubleClick, onWheel, pinchTo, showTrack, startPinch, zoomTrack } from './track_zoom.js';
import { setWindow, slide } from './window.js';
import { el } from '../dom.js';
import { settle } from '../host.js';
import { clamp } from '../numbers.js';

export function clockTrack(app, clock) {
  clock.pale = el('canvas', { class: 'mk-bars mk-pale', 'aria-hidden': 'true' });
  clock.full = el('canvas', { class: 'mk-bars mk-full', 'aria-hidden': 'true' });
  clock.selection = el('div', { class: 'mk-selection', title: 'Drag to move the window' });
  clock.grip = el('div', { class: 'mk-grip', title: 'Drag to move the window' });
  clock.handles = [0, 1].map((which) => el('div', {
    class: `mk-handle mk-handle-${which ? 'end' : 'start'}`, role: 'slider', tabindex: 0,
    'aria-label': which ? 'Window end' : 'Window start', 'aria-orientation': 'horizontal',
  }, el('span', { class: 'mk-knob' })));
  clock.axis = el('div', { class: 'mk-axis', 'aria-hidden': 'true' });
  clock.ticks = el('div', { class: 'mk-ticks' });
  clock.caption = el('div', { class: 'mk-gutter mk-caption' });
  clock.track = el('div', { class: 'mk-track' }, clock.pale, clock.full, clock.selection, clock.ticks, clock.handles,
    clock.axis, clock.grip, knownHandle(app, clock));
  listenToTrack(app, clock);
  clock.handles.forEach((handle, which) => {
    handle.addEventListener('keydown', (event) => onHandleKey(app, clock, which, event));
  });
  return [el('div', { class: 'mk-row mk-track-row' }, clock.caption, clock.track), clockScope(app, clock)];
}

/** Which part of the track a press takes hold of. */
function holdAt(clock, event) {
  const which = clock.handles.findIndex((handle) => handle.contains(event.target));
  if (which >= 0) return which ? 'end' : 'start';
  if (clock.known.contains(event.target)) return 'known';
  if (event.target === clock.selection || event.target === clock.grip) return 'both';
  return 'jump';
}

function listenToTrack(app, clock) {
  const { track } = clock;
  clock.at = (event) => event.clientX - track.getBoundingClientRect().left;
  track.addEventListener('pointerdown', (event) => onPress(app, clock, event));
  track.addEventListener('pointermove', (event) => onMove(app, clock, event));
  for (const type of ['pointerup', 'pointercancel', 'lostpointercapture']) {
    track.addEventListener(type, (event) => onRelease(app, clock, event));
  }
  track.addEventListener('wheel', (event) => onWheel(app, clock, event), { passive: false });
  track.addEventListener('dblclick', (event) => onDoubleClick(app, clock, event));
}

function onPress(app, clock, event) {
  if (event.button || !clock.width || event.target.closest('.mk-tick')) return;
  event.preventDefault();
  stopPlay(app, clock);
  clock.pointers.set(event.pointerId, clock.at(event));
  clock.track.setPointerCapture(event.pointerId);
  if (clock.pointers.size === 2) { startPinch(app, clock); return; }
  let part = holdAt(clock, event);
  // Of a double click, the first counts.
  if (!(event.timeStamp - clock.pressedAt < 500)) clock.before = app.state.window.slice();
  clock.pressedAt = event.timeStamp;
  if (part === 'jump') { jumpTo(app, clock, dayAt(clock, clock.at(event))); part = 'both'; }
  clock.drag = { part, day: dayAt(clock, clock.at(event)), window: app.state.window.slice(), id: event.pointerId };
  clock.element.classList.add('mk-dragging');
  if (part === 'known') clock.known.focus({ preventScroll: true });
  else if (part !== 'both') clock.handles[part === 'end' ? 1 : 0].focus({ preventScroll: true });
}

function onMove(app, clock, event) {
  if (clock.pointers.has(event.pointerId)) clock.pointers.set(event.pointerId, clock.at(event));
  if (clock.pinch) pinchTo(app, clock);
  else if (clock.drag && clock.drag.id === event.pointerId) dragTo(app, clock, dayAt(clock, clock.at(event)));
}

function onRelease(app, clock, event) {
  if (!clock.pointers.delete(event.pointerId)) return;
  clock.pinch = null;
  if (!clock.drag || clock.drag.id !== event.pointerId) return;
  clock.drag = null;
  clock.element.classList.remove('mk-dragging');
  settle(app);
}

function dragTo(app, clock, day) {
  const { part, window: [start, end], day: from } = clock.drag;
  if (part === 'known') setKnown(app, day - 1);
  else if (part === 'both') setWindow(app, slide(clock, [start, end], day - from));
  else moveEnd(app, clock, part === 'end' ? 1 : 0, (part === 'end' ? end : start) + day - from);
}

function jumpTo(app, clock, day) {
  const [start, end] = app.state.window;
  setWindow(app, slide(clock, [start, end], day - Math.floor((start + end) / 2)));
}

function moveEnd(app, clock, which, day) {
  const [start, end] = meantWindow(app), { domain } = clock;
  if (app.state.mode === 'instant') { setWindow(app, slide(clock, [start, end], day - (which ? end : start))); return; }
  setWindow(app, which ? [start, clamp(day, start + 1, domain[1])] : [clamp(day, domain[0], end - 1), end]);
}

function onHandleKey(app, clock, which, event) {
  const jumps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };
  const day = app.state.window[which];
  if (event.key in jumps && event.shiftKey) step(app, clock, jumps[event.key]);
  else if (event.key in jumps) moveEnd(app, clock, which, movedBy(app, clock, day, jumps[event.key], which));
  else if (event.key === 'Home') moveEnd(app, clock, which, clock.domain[0]);
  else if (event.key === 'End') moveEnd(app, clock, which, clock.domain[1]);
  else if (event.key === '+' || event.key === '-') zoomTrack(app, clock, event.key === '+' ? 0.5 : 2, day);
  else if (event.key === '0') showTrack(app, clock, clock.domain);
  else return;
  event.preventDefault();
  stopPlay(app, clock);
  follow(app, clock, app.state.window[which]);
  settle(app);
}

export function onClockKey(app, clock, event) {
  if (event.key !== ' ' || event.target.closest('button, input, select, a, summary')) return;
  event.preventDefault();
  togglePlay(app, clock);
}
