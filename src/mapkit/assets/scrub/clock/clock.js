// The clock: its headline, its controls, its typed dates.

import { clockLanes } from './lanes.js';
import { LANES_OF } from './speakers.js';
import { isStuck, keepPast, setMode, step, togglePlay } from './play.js';
import { clockTrack, onClockKey } from './track.js';
import { openingView, showTrack, within, zoomTrack } from './track_zoom.js';
import { typedDate } from './typed_dates.js';
import { setWindow } from './window.js';
import { MIN_DAYS, MODES, OPEN_END, OPEN_START, SPEEDS, UNITS } from '../constants.js';
import { button, el, menu, say } from '../dom.js';
import { request } from '../frame.js';
import { settle } from '../host.js';

/**
 * The time the clock covers: the data's span and the opening window, never less than four weeks. A window without an
 * end reaches to the atlas's last day.
 */
function domainOf(island, initial) {
  const closed = (window) => window && window[1] > window[0] && window[0] > OPEN_START && window[1] < OPEN_END;
  const endless = [island.window, initial && initial.window].some((window) => window && window[1] >= OPEN_END);
  const otherwise = Object.values(island.lens?.own || {}).filter(({ when }) => when)
    .map(({ when: { days } }) => [days[0], days[3]]);                          // on which days somebody puts it
  const spans = [island.span, island.window, endless && [island.lastDay, island.lastDay + 1], ...otherwise]
    .filter(closed);
  const [start, end] = spans.length ? spans.reduce((a, b) => [Math.min(a[0], b[0]), Math.max(a[1], b[1])]) : [0, 1];
  const lack = Math.max(0, MIN_DAYS - (end - start));
  return [start - Math.floor(lack / 2), end + Math.ceil(lack / 2)];
}

export function makeClock(app) {
  const initial = app.options.initial || {};
  const clock = {
    domain: domainOf(app.island, initial), unit: initial.step || 'month', speed: initial.speed || 1,
    direction: 1, loop: false, playing: false, drag: null, lanesOf: 'states',
    pointers: new Map(),
  };
  clock.view = clock.opened = openingView(app.model, clock.domain);
  if (initial.track) clock.view = within(clock.domain, ...initial.track);
  clock.headline = el('div', { class: 'mk-headline' });
  const bar = clockBar(app, clock);
  clock.lanes = clockLanes(app, clock);
  clock.element = el('section', { class: 'mk-clock', 'aria-label': 'Time' }, clock.headline, bar,
    clockTrack(app, clock), clock.lanes);
  clock.element.addEventListener('keydown', (event) => onClockKey(app, clock, event));
  return clock;
}

function clockBar(app, clock) {
  clock.play = button('Play',
    { icon: 'play', class: 'mk-button mk-play', on: { click: () => togglePlay(app, clock) } });
  clock.back = button('Step back',
    { icon: 'back', class: 'mk-button mk-back', on: { click: () => step(app, clock, -1) } });
  clock.forward = button('Step forward',
    { icon: 'forward', class: 'mk-button mk-forward', on: { click: () => step(app, clock, 1) } });
  clock.whole = button('Whole time span',
    { icon: 'whole', class: 'mk-button mk-whole', on: { click: () => showWhole(app, clock) } });
  clock.unfold = unfoldButton(clock);
  return el('div', { class: 'mk-bar' },
    el('div', { class: 'mk-group' },
      clock.back, clock.play, clock.forward,
      choice('Step', 'mk-unit', UNITS, clock.unit, (unit) => {
        clock.unit = unit;
        setWindow(app, app.state.window);
        settle(app);
      }),
      choice('Speed', 'mk-speed', SPEEDS, clock.speed, (speed) => { clock.speed = Number(speed); settle(app); }),
      playMenu(app, clock),
      app.island.speakers?.length ? choice('Lanes below the track', 'mk-lanes-of', LANES_OF, clock.lanesOf, (of) => {
        clock.lanesOf = of;
        request(app, 'track', 'clock');
      }) : null),
    el('div', { class: 'mk-group mk-dates' },
      choice('Mode', 'mk-mode', MODES, app.state.mode, (mode) => setMode(app, mode)),
      typedDate(app, clock, 0), el('span', { class: 'mk-to', 'aria-hidden': 'true' }, '\u2013'),
      typedDate(app, clock, 1),
      clock.whole),
    clock.unfold);
}

/** Where there is little room: what is folded away of the clock, its steps, typed dates and lanes. */
function unfoldButton(clock) {
  const made = button('Steps, dates and states', { text: 'More', class: 'mk-toggle mk-unfold',
    'aria-expanded': 'false', on: { click: () => {
      const open = clock.element.classList.toggle('mk-unfolded');
      made.setAttribute('aria-expanded', String(open));
      say(made, open ? 'Less' : 'More');
    } } });
  return made;
}

function playMenu(app, clock) {
  const tick = (label, change, checked) => {
    const box = el('input', { type: 'checkbox', checked, on: { change: () => change(box.checked) } });
    return el('label', {}, box, ` ${label}`);
  };
  const zoom = (label, act) => button('', { text: label, class: 'mk-toggle', on: { click: act } });
  return menu('Options', 'mk-options', el('fieldset', {}, el('legend', {}, 'Playing'),
    tick('Repeat', (on) => { clock.loop = on; }),
    tick('Play backwards', (on) => { clock.direction = on ? -1 : 1; }),
    tick('Keep what is over, paler', (on) => { keepPast(app, on); settle(app); }, app.options.initial?.over)),
  el('fieldset', {}, el('legend', {}, 'Track'), el('div', { class: 'mk-tools' },
    zoom('Zoom in', () => zoomTrack(app, clock, 0.5)), zoom('Zoom out', () => zoomTrack(app, clock, 2)),
    zoom('Whole', () => showTrack(app, clock, clock.domain)))));
}

function choice(label, name, options, value, change) {
  const select = el('select',
    { class: `mk-select ${name}`, 'aria-label': label, title: label, on: { change: () => change(select.value) } },
    options.map(([key, words]) => el('option', { value: key, selected: String(key) === String(value) }, words)));
  return select;
}

/** Buttons that would do nothing are off; they keep the focus, so that a key pressed once too often loses no place. */
export function showStuck(app) {
  const { clock, state: { window } } = app, { domain, view } = clock;
  const whole = [window, view].every((part) => part[0] === domain[0] && part[1] === domain[1]);
  const stuck = [[clock.back, isStuck(app, clock, -1)], [clock.forward, isStuck(app, clock, 1)], [clock.whole, whole]];
  for (const [one, off] of stuck) one.setAttribute('aria-disabled', String(off));
}

/** The window and the track over all of time. */
function showWhole(app, clock) {
  showTrack(app, clock, clock.domain);
  setWindow(app, clock.domain);
  settle(app);
}
