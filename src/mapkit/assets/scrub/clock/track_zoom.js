// The part of time on the track: zoomed by wheel, pinch, double click and keys, moved along with the window.

import { dayAt, isZoomed } from './scale.js';
import { setWindow, slide } from './window.js';
import { MIN_VIEW } from '../constants.js';
import { askSoon } from '../cubes/requests.js';
import { binWidth, weightOf } from '../data/model.js';
import { button, el, say } from '../dom.js';
import { request } from '../frame.js';
import { settle } from '../host.js';
import { clamp, numberWords } from '../numbers.js';

/**
 * The part of time that the track opens with: all of it; but where the few first and last incidents alone stretch
 * it beyond use (a lone one in 1830), the part without them. The scope under the track counts what lies beyond.
 */
export function openingView(model, domain) {
  const { n, start, weight } = model, all = weight ? weight.subarray(0, n).reduce((sum, one) => sum + one, 0) : n;
  if (all < 5) return domain.slice();
  const spare = Math.max(1, Math.floor(all / 50)), from = start[entryAt(model, spare)];
  const to = start[entryAt(model, all - 1 - spare)] + binWidth({ model });
  const wide = domain[1] - domain[0], margin = Math.max(3, Math.round((to - from) / 20));
  if (!(to > from) || to - from + 2 * margin > wide / 5) return domain.slice();
  return within(domain, from - margin, to + margin);
}

/** The entry that the incident at a place belongs to, all of them counted by start. */
function entryAt({ weight }, place) {
  if (!weight) return place;
  let i = 0;
  for (let before = weight[0]; before <= place; before += weight[++i]);
  return i;
}

/** A width of the track in days, no narrower than two weeks and no wider than all of time. */
function viewWidth([start, end], days) {
  return clamp(days, Math.min(MIN_VIEW, end - start), end - start);
}

/** [start, end) as a part of the domain, no narrower than two weeks. */
export function within(domain, start, end) {
  const width = viewWidth(domain, end - start);
  const from = clamp(Math.round((start + end - width) / 2), domain[0], domain[1] - width);
  return [from, from + Math.round(width)];
}

export function showTrack(app, clock, [start, end]) {
  const view = within(clock.domain, start, end);
  if (view[0] === clock.view[0] && view[1] === clock.view[1]) return;
  clock.view = view;
  request(app, 'track', 'clock');
  askSoon(app);
  settle(app);
}

/** Show `factor` times as much of time, the given day (else the window's middle) staying where it is. */
export function zoomTrack(app, clock, factor, day) {
  const { view, domain } = clock, [start, end] = app.state.window;
  const fixed = clamp(day ?? (start + end) / 2, view[0], view[1]), wide = view[1] - view[0];
  const width = viewWidth(domain, wide * factor);
  const from = clamp(fixed - (fixed - view[0]) / wide * width, domain[0], domain[1] - width);
  showTrack(app, clock, [from, from + width]);
}

export function onWheel(app, clock, event) {
  const across = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
  const delta = event.deltaX || event.deltaY;
  if (!isZoomed(clock) && (across || event.deltaY > 0)) return;      // nothing to show beyond: the page may scroll
  event.preventDefault();
  const [from, to] = clock.view, by = (to - from) * delta / Math.max(1, clock.width);
  if (across) showTrack(app, clock, slide(clock, [from, to], by));
  else zoomTrack(app, clock, Math.exp(clamp(event.deltaY, -240, 240) / 400), dayAt(clock, clock.at(event)));
}

/** A double click shows a third of what is shown, around it; with shift, or at the narrowest, all of time. */
export function onDoubleClick(app, clock, event) {
  if (event.target.closest('.mk-tick, .mk-handle')) return;
  if (clock.before) setWindow(app, clock.before);                    // the first click of the two has moved it
  const narrowest = clock.view[1] - clock.view[0] <= MIN_VIEW;
  if (event.shiftKey || narrowest) showTrack(app, clock, clock.domain);
  else zoomTrack(app, clock, 1 / 3, dayAt(clock, clock.at(event)));
  settle(app);
}

export function startPinch(app, clock) {
  setWindow(app, clock.before);                    // the first finger may have moved it
  const [a, b] = [...clock.pointers.values()];
  clock.drag = null;
  clock.element.classList.remove('mk-dragging');
  clock.pinch = { from: Math.max(12, Math.abs(a - b)), day: dayAt(clock, (a + b) / 2), view: clock.view.slice() };
}

export function pinchTo(app, clock) {
  const [a, b] = [...clock.pointers.values()], { from, day, view } = clock.pinch;
  const width = (view[1] - view[0]) * from / Math.max(12, Math.abs(a - b));
  const left = day - (a + b) / 2 / clock.width * width;
  showTrack(app, clock, [left, left + width]);
}

/** Keep a day (else the edge of the window that leads) on the track. */
export function follow(app, clock, day) {
  const { view } = clock, [start, end] = app.state.window;
  const leading = app.state.mode === 'end' || clock.direction < 0 ? start : end;
  const wanted = day ?? leading;
  if (wanted >= view[0] && wanted <= view[1]) return;
  const wide = view[1] - view[0], from = wanted < view[0] ? wanted - wide * 0.2 : wanted - wide * 0.8;
  showTrack(app, clock, slide(clock, [Math.round(from), Math.round(from) + wide], 0));
}

// The scope: where the track lies in all of time, and how much lies beyond its ends.

export function clockScope(app, clock) {
  const show = (side) => {
    const { view, domain } = clock;
    showTrack(app, clock, side ? [view[0], domain[1]] : [domain[0], view[1]]);
  };
  const beyond = (side) => button('', {
    text: ' ', class: `mk-link mk-beyond-${side ? 'later' : 'earlier'}`, on: { click: () => show(side) },
  });
  clock.beyond = [beyond(0), beyond(1)];
  clock.part = el('div', { class: 'mk-scope-part' });
  clock.scope = el('div', { class: 'mk-row mk-scope-row', hidden: true }, el('div', { class: 'mk-gutter' }),
    el('div', { class: 'mk-scope' }, clock.beyond[0],
      el('div', { class: 'mk-scope-all', 'aria-hidden': 'true' }, clock.part), clock.beyond[1]));
  return clock.scope;
}

export function renderScope({ model, clock }) {
  const { view, domain } = clock, wide = domain[1] - domain[0];
  clock.scope.hidden = !isZoomed(clock);
  clock.part.style.left = `${(view[0] - domain[0]) / wide * 100}%`;
  clock.part.style.width = `${(view[1] - view[0]) / wide * 100}%`;
  if (clock.scope.hidden) return;
  let earlier = 0, later = 0;
  for (let i = 0; i < model.n; i++) {
    if (!model.passes[i]) continue;
    if (model.end[i] <= view[0]) earlier += weightOf(model, i);
    else if (model.start[i] >= view[1]) later += weightOf(model, i);
  }
  [earlier, later].forEach((count, side) => {
    say(clock.beyond[side], side ? `${numberWords(count)} later \u203a` : `\u2039 ${numberWords(count)} earlier`);
    clock.beyond[side].disabled = side ? view[1] >= domain[1] : view[0] <= domain[0];
  });
}
