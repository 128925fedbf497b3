// The states of a place as one strip of time, with the window marked on it.

import { OPEN_END, OPEN_START } from '../constants.js';
import { axisWords } from '../clock/histogram.js';
import { unsure } from '../clock/lanes.js';
import { binUnit, dayWords, edges, floorTo } from '../data/days.js';
import { HOLDS, lastDayOf, OVER, POSSIBLY } from '../data/standing.js';
import { el, safeColour, say } from '../dom.js';
import { isThere, stateAt, stateSign } from '../map/sites.js';
import { goTo } from '../navigate.js';
import { clamp } from '../numbers.js';
import { sourceWords } from './claims.js';

const STRIP_WIDE = 320;                                  // pixels that a strip has about
const STRIP_AROUND = 0.03;                               // of its days, before and after the states
const DATE_LEAST = 58;                                  // and that a date on it needs

/** The days that a strip shows: all states, what has no end as far as the atlas goes, and some days around them. */
function stripView({ clock: { domain } }, { states }) {
  const first = Math.min(...states.map(({ start }) => (start > OPEN_START ? start : domain[0])));
  const last = Math.max(...states.map(({ end }) => (end < OPEN_END ? end : domain[1])), first + 1);
  const around = Math.ceil((last - first) * STRIP_AROUND);
  return [first - around, last + around];
}

/**
 * What a site was and when, with the window marked on it, which `follow` brings up to date. `days` are those of an
 * incident, which are marked too; where there are none it says what the site is on the window's last day.
 */
export function stateStrip(app, site, days = null) {
  if (!site.states.length) return null;
  const view = stripView(app, site), at = (day) => clamp((day - view[0]) / (view[1] - view[0]), 0, 1) * 100;
  const segments = site.states.map((state) => [state, stripSegment(app, state, view, at)]);
  const shade = el('div', { class: 'mk-strip-window', 'aria-hidden': 'true' });
  const words = days ? null : el('p', { class: 'mk-state-now' }, ...[0, 1].map(() => el('span', { dir: 'auto' })));
  const strip = el('div', { class: 'mk-strip' },
    el('div', { class: 'mk-strip-bar', role: 'group', 'aria-label': 'States over time' },
      segments.map(([, one]) => one), shade, days ? dayMark(days, at) : null),
    el('div', { class: 'mk-strip-axis', 'aria-hidden': 'true' }, axisMarks(view).map((mark) =>
      el('span', { class: mark.year ? 'mk-year' : null, style: { left: `${at(mark.day)}%` } }, mark.words))), words);
  strip.follow = () => {
    const { window } = app.state, now = stateAt(site, window), left = at(window[0]);
    shade.style.left = `${left}%`;
    shade.style.width = `${at(window[1]) - left}%`;
    for (const [state, one] of segments) one.classList.toggle('mk-now', isThere(now) && now.one === state);
    if (words) stateNow(app, now).forEach((said, part) => say(words.children[part], said));
  };
  strip.follow();
  return strip;
}

/** Bring the strips that are shown to the window. */
export function followStrips({ panel: { body } }) {
  for (const strip of body.querySelectorAll('.mk-strip')) strip.follow();
}

/** Where on the strip an incident lies. */
const dayMark = ({ start, end }, at) => el('div', { class: 'mk-strip-day', 'aria-hidden': 'true',
  style: { left: `${at(start)}%`, width: `${at(end) - at(start)}%` } });

function stripSegment(app, state, view, at) {
  const kind = app.island.stateKinds[state.state] || {}, a = at(state.start), b = at(state.end);
  const label = `${kind.label}, ${state.when_words || ''}`;
  return el('button', {
    type: 'button', class: `mk-segment mk-in-${kind.pattern}${kind.colour ? ' mk-coloured' : ''}`,
    'aria-label': label, title: label, 'data-key': `strip-${state.start}`,
    style: { left: `${a}%`, width: `${b - a}%`, '--mk-state': safeColour(kind.colour) },
    on: { click: () => goTo(app, [state.start, state.end], true) } },
  el('span', { class: 'mk-segment-label', dir: 'auto' }, kind.label), unsure(state, view));
}

/** Dates below a strip, those that have room. */
function axisMarks(view) {
  const unit = binUnit(view[1] - view[0], STRIP_WIDE, DATE_LEAST), pixels = STRIP_WIDE / (view[1] - view[0]);
  return [...edges(view, unit)]
    .filter((day) => day >= view[0] && (view[1] - day) * pixels > DATE_LEAST / 2)
    .map((day) => ({ day, words: axisWords(day, unit), year: floorTo(day, 'year') === day }));
}

/** The state on the window's last day, in words, and what it is then. */
function stateNow({ island, state: { window } }, now) {
  const day = dayWords(lastDayOf(window));
  if (!now) return ['', `No state known on ${day}`];
  const { label } = island.stateKinds[now.one.state];
  return [label, now.standing === OVER ? ` until ${now.one.until_words}`
    : now.standing === POSSIBLY ? `, possibly on ${day}` : ` on ${day}`];
}

/** All states of a site in words, newest first, with their sources. */
export function statesInWords(app, site, key) {
  if (!site.states.length) return null;
  return el('details', { class: 'mk-facts' }, el('summary', { 'data-key': key }, 'States, with their sources'),
    el('ol', { class: 'mk-states', 'aria-label': 'States' }, site.states.slice().reverse().map((state) => {
      const kind = app.island.stateKinds[state.state], { source, note } = state;
      return el('li', {}, stateSign(site, { ...kind, standing: HOLDS }), el('div', {},
        el('strong', { dir: 'auto' }, kind.label), ' ', el('span', {}, state.when_words),
        source ? el('div', { class: 'mk-soft' }, sourceWords(source)) : null,
        note ? el('div', { class: 'mk-soft', dir: 'auto' }, note) : null));
    })));
}
