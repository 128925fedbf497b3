// State lanes: what each site was, in step with the track.

import { spanStyle } from './scale.js';
import { speakerLanes } from './speakers.js';
import { overlaps } from '../data/days.js';
import { activeElement, el, safeColour } from '../dom.js';
import { spotName } from '../map/hit_test.js';
import { goTo } from '../navigate.js';
import { lightLanes, lightUp } from '../panel/lit.js';
import { openSpots } from '../panel/panel.js';

export function clockLanes(app, clock) {
  clock.laneShade = el('div', { class: 'mk-lane-shade', 'aria-hidden': 'true' });
  const bySpeaker = clock.lanesOf === 'speakers', lanes = bySpeaker ? speakerLanes(app, clock) : siteLanes(app, clock);
  const settings = { role: 'group', tabindex: lanes.length ? 0 : null,
    'aria-label': bySpeaker ? 'Who spoke over time' : 'States over time' };
  return el('div', { class: 'mk-lanes', hidden: !lanes.length, ...settings }, lanes,
    el('div', { class: 'mk-row mk-shade-row' }, el('div', { class: 'mk-gutter' }),
      el('div', { class: 'mk-lane-area' }, clock.laneShade)));
}

const siteLanes = (app, clock) => app.sites.filter((site) => site.states.length).map((site) =>
  el('div', { class: 'mk-row mk-lane', 'data-site': site.index },
    el('div', { class: 'mk-gutter', dir: 'auto', title: spotName(app, { site: site.index }) },
      spotName(app, { site: site.index })),
    el('div', { class: 'mk-lane-bar' }, site.states.filter((s) => overlaps(s.start, s.end, clock.view))
      .map((s) => laneSegment(app, clock, site, s)))));

/** Lanes anew: the track shows another part of time, or names are in other languages. */
export function refreshLanes(app) {
  const old = app.clock.lanes, { scrollTop } = old;
  const key = old.contains(activeElement(app)) && activeElement(app).dataset.key;
  const lanes = app.clock.lanes = clockLanes(app, app.clock);
  old.replaceWith(lanes);
  lanes.scrollTop = scrollTop;
  lightLanes(app);
  const again = key && lanes.querySelector(`[data-key="${key}"]`);
  if (again) again.focus({ preventScroll: true });
}

/** A press on a state goes to the day on which it begins and opens its place; a pointer on it lights the place. */
function laneSegment(app, clock, site, state) {
  const kind = app.island.stateKinds[state.state] || {};
  const label = `${spotName(app, { site: site.index })}: ${kind.label}, ${state.when_words || ''}`;
  const light = () => lightUp(app, { row: null, marks: new Set(site.marks), site: site.index });
  const dark = () => lightUp(app, null);
  return el('button', {
    type: 'button', class: `mk-segment mk-in-${kind.pattern}${kind.colour ? ' mk-coloured' : ''}`,
    'aria-label': label, title: label, 'data-key': `lane-${site.index}-${state.start}`,
    style: { ...spanStyle(clock, [state.start, state.end]), '--mk-state': safeColour(kind.colour) },
    on: {
      click: (event) => {
        goTo(app, [state.start, state.end], false);
        openSpots(app, [{ site: site.index, marks: site.marks.slice() }], event);
      },
      pointerenter: light, pointerleave: dark, focus: light, blur: dark,
    } },
  el('span', { class: 'mk-segment-label', dir: 'auto' }, kind.label), unsure(state, clock.view));
}

/** The parts of a segment in which the state only possibly held. */
export function unsure({ start, sure_start, sure_end, end }, [v0, v1]) {
  const first = Math.max(start, v0), last = Math.min(end, v1), wide = last - first;
  const parts = sure_end <= sure_start ? [[start, end]] : [[start, sure_start], [sure_end, end]];
  return parts.map(([a, b]) => [Math.max(a, first), Math.min(b, last)]).filter(([a, b]) => b > a)
    .map(([a, b]) => el('span', { class: 'mk-unsure', 'aria-hidden': 'true',
      style: { left: `${(a - first) / wide * 100}%`, width: `${(b - a) / wide * 100}%` } }));
}
