// Lanes of who was watching when, or, where nobody says so, of the days on which they spoke.

import { spanStyle } from './scale.js';
import { overlaps, windowWords } from '../data/days.js';
import { el } from '../dom.js';
import { watchedName } from '../sentence.js';

export const LANES_OF = [['states', 'States of places'], ['speakers', 'Who spoke when']];

// How a span looks, and what it says.
const SPANS = {
  watching: ['solid', 'was watching'], partial: ['pale', 'was watching in part'], barred: ['hatched', 'was barred'],
  absent: ['hatched', 'was absent'], spoke: ['barred', 'said something'],
};
const EXPLAIN = 'Dark marks are days on which somebody said something, of whatever time. Paler and hatched bars are'
  + ' written down: watching, in part, barred or absent. Where nothing stands nobody knows who was watching.';

export function speakerLanes(app, clock) {
  const { speakers } = app.island;
  return [...speakers.map((one) => el('div', { class: 'mk-row mk-lane' },
    el('div', { class: 'mk-gutter', dir: 'auto', title: one.label }, one.label),
    el('div', { class: 'mk-lane-bar' }, one.spans.filter(([start, end]) => overlaps(start, end, clock.view))
      .map((span) => speakerSpan(app, clock, one, span))))),
  el('p', { class: 'mk-soft mk-lanes-note' }, EXPLAIN)];
}

function speakerSpan(app, clock, { label }, [start, end, status, places]) {
  const [look, did] = SPANS[status], at = places.map(watchedName(app));
  const words = `${label} ${did}${at.length ? ` at ${at.join(', ')}` : ''}, ${windowWords([start, end])}`;
  return el('span', { class: `mk-segment mk-in-${look}`, role: 'img', 'aria-label': words, title: words,
    style: spanStyle(clock, [start, end]) });
}
