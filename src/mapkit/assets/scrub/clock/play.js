// Modes, steps and playing.

import { atLeastABin } from './bins.js';
import { tellBegun } from './begun.js';
import { follow } from './track_zoom.js';
import { setWindow, slide } from './window.js';
import { PACE_PARTS } from '../constants.js';
import { BIN_DAYS, floorTo, shift } from '../data/days.js';
import { binWidth, lowerBound, weightOf } from '../data/model.js';
import { newBag } from '../data/tally.js';
import { icon } from '../dom.js';
import { request } from '../frame.js';
import { settle } from '../host.js';
import { clamp } from '../numbers.js';

export function setMode(app, mode) {
  app.state.mode = mode;
  setWindow(app, app.state.window);
  settle(app);
}

export function keepPast(app, on) {
  app.counts.past = on ? Object.assign(newBag(app.model), { filter: 0, until: 0 }) : null;
  request(app, 'counts');
}

export function step(app, clock, times) {
  const before = app.state.window.slice();
  stopPlay(app, clock);
  setWindow(app, stepped(app, clock, times));
  tellBegun(app, before, app.state.window);
  follow(app, clock);
  settle(app);
}

/** Whether a step would leave the window as it is. */
export const isStuck = (app, clock, times) => String(stepped(app, clock, times)) === String(app.state.window);

/** The window some steps of the calendar on, or at the next incident; months stay months. */
function stepped(app, clock, times) {
  const [start, end] = app.state.window, { domain, unit } = clock;
  if (app.state.mode === 'start') return [start, clamp(movedBy(app, clock, end, times, 1), start + 1, domain[1])];
  if (app.state.mode === 'end') return [clamp(movedBy(app, clock, start, times, 0), domain[0], end - 1), end];
  if (unit === 'incident') return slide(clock, [start, end], movedBy(app, clock, end, times, 1) - end);
  const from = atLeastABin(app, start, shift(start, unit, times), times);
  const even = floorTo(start, unit) === start && floorTo(end, unit) === end;
  const moved = [from, even ? shift(end, unit, times) : from + end - start];
  const beyondIt = moved[0] < domain[0] || moved[1] > domain[1];
  return beyondIt ? slide(clock, [start, end], times * (domain[1] - domain[0])) : moved;
}

/**
 * An edge of the window (0 its start, 1 its end) moved by steps of the calendar or to where the next incident begins.
 */
export function movedBy(app, clock, day, times, edge) {
  if (clock.unit !== 'incident') return atLeastABin(app, day, shift(day, clock.unit, times), times);
  let moved = day;
  for (let k = 0; k < Math.abs(times); k++) moved = nextIncident(app.model, moved, times > 0, edge) ?? moved;
  return moved;
}

/** The day on which the next (or the last) incident begins, as the window's start; as its end, the day after. */
function nextIncident({ n, start, passes }, day, ahead, edge) {
  let i = ahead ? lowerBound(start, day + 1 - edge) : lowerBound(start, day - edge) - 1;
  while (i >= 0 && i < n && !passes[i]) i += ahead ? 1 : -1;
  return i >= 0 && i < n ? start[i] + edge : null;
}

export const togglePlay = (app, clock) => clock.playing ? (stopPlay(app, clock), settle(app)) : startPlay(app, clock);

function showPlaying(clock, playing) {
  clock.playing = playing;
  clock.play.replaceChildren(icon(playing ? 'pause' : 'play'));
  clock.play.setAttribute('aria-label', playing ? 'Pause' : 'Play');
  clock.play.title = playing ? 'Pause' : 'Play';
}

/** One step of the chosen unit a second, at speed 1; smoothly, unless the reader wants less motion. */
function startPlay(app, clock) {
  if (atRest(app, clock)) rewind(app, clock);
  clock.pace = clock.unit === 'incident' ? eventPace((app.cubes && app.cubes.whole) || app.model, clock.domain) : null;
  showPlaying(clock, true);
  let before = null, owed = 0;
  const tick = (now) => {
    if (!clock.playing || app.dead) return;
    if (before != null) owed += Math.min(now - before, 250) / 1000 * clock.speed * daysASecond(app, clock);
    before = now;
    const bin = binWidth(app), calm = app.calm.matches ? Math.max(bin, daysASecond(app, clock)) : bin;
    const days = owed >= calm ? Math.floor(owed / bin) * bin : 0;
    owed -= days;
    if (days) advance(app, clock, days * clock.direction);
    if (clock.playing) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}

export function stopPlay(app, clock) { if (clock.playing) showPlaying(clock, false); }

/** The days of a unit; incidents have none of their own, and take a month's. */
const unitDays = (unit) => BIN_DAYS[unit === 'incident' ? 'month' : unit];

/**
 * Days that playing moves on in a second at speed 1: a unit; by incidents, few where many begin and many where few do.
 */
function daysASecond({ state }, { unit, pace, domain, direction }) {
  if (!pace) return unitDays(unit);
  const edge = state.mode === 'end' || direction < 0 ? state.window[0] : state.window[1];
  return pace[clamp(Math.floor((edge - domain[0]) / (domain[1] - domain[0]) * pace.length), 0, pace.length - 1)];
}

/**
 * Days a second in each part of time. The whole takes as long as it does by months, within 20 and 90 seconds; a fifth
 * of that is spent evenly, the rest where incidents begin, by the root of how many.
 */
function eventPace(model, domain) {
  const { n, start, passes } = model, wide = domain[1] - domain[0], parts = clamp(wide, 1, PACE_PARTS);
  const counts = new Float64Array(parts);
  for (let i = 0; i < n; i++) {
    if (passes[i]) counts[clamp(Math.floor((start[i] - domain[0]) / wide * parts), 0, parts - 1)] += weightOf(model, i);
  }
  const seconds = clamp(wide / BIN_DAYS.month, 20, 90);
  let sum = 0;
  for (let k = 0; k < parts; k++) sum += counts[k] = Math.sqrt(counts[k]);
  return counts.map((weight) => wide / parts / (seconds * (0.2 / parts + 0.8 * (sum ? weight / sum : 1 / parts))));
}

function atRest({ state: { window, mode } }, { domain, direction }) {
  if (direction > 0) return mode === 'end' ? window[0] >= domain[1] - 1 : window[1] >= domain[1];
  return mode === 'start' ? window[1] <= domain[0] + 1 : window[0] <= domain[0];
}

/** Back to where playing begins: the first part of time, or the last when playing backwards. */
function rewind(app, clock) {
  const { domain, unit, direction } = clock, [start, end] = app.state.window, { mode } = app.state;
  const whole = end - start > 0.8 * (domain[1] - domain[0]);         // nearly all of time has no room to move in
  const width = Math.min(whole ? Math.round(unitDays(unit)) : end - start, domain[1] - domain[0]);
  if (mode === 'end') setWindow(app, direction > 0 ? domain : [domain[1] - 1, domain[1]]);
  else if (mode === 'start') setWindow(app, direction > 0 ? [domain[0], domain[0] + 1] : domain);
  else setWindow(app, direction > 0 ? [domain[0], domain[0] + width] : [domain[1] - width, domain[1]]);
}

function advance(app, clock, days) {
  const { window } = app.state, [start, end] = window, { domain } = clock;
  if (app.calm.matches && clock.unit !== 'incident') setWindow(app, stepped(app, clock, Math.sign(days)));
  else if (app.state.mode === 'start') setWindow(app, [start, clamp(end + days, domain[0] + 1, domain[1])]);
  else if (app.state.mode === 'end') setWindow(app, [clamp(start + days, domain[0], domain[1] - 1), end]);
  else setWindow(app, slide(clock, [start, end], days));
  tellBegun(app, window, app.state.window);
  follow(app, clock);
  if (!atRest(app, clock)) return;
  if (clock.loop) rewind(app, clock);
  else { stopPlay(app, clock); settle(app); }
}
