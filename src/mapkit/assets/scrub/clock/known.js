// The thin second handle over the track: up to which day what was said counts.

import { xOf } from './scale.js';
import { dayWords } from '../data/days.js';
import { el, say } from '../dom.js';
import { setAsked } from '../narrowing.js';
import { clamp } from '../numbers.js';

/** The handle, and the hatched part of the track of which nothing was known; not to be seen until a day is asked. */
export function knownHandle(app, clock) {
  clock.unknown = el('div', { class: 'mk-unknown', hidden: true, 'aria-hidden': 'true' });
  clock.known = el('div', { class: 'mk-known-on', role: 'slider', tabindex: 0, hidden: true,
    'aria-label': 'As known on', 'aria-orientation': 'horizontal' }, el('span', { class: 'mk-known-day' }));
  clock.known.addEventListener('keydown', (event) => onKnownKey(app, event));
  return [clock.unknown, clock.known];
}

/** Ask for another day; at the end of time all is known. */
export function setKnown(app, day) {
  const { domain } = app.clock, known = clamp(day, domain[0], domain[1] - 1);
  if (known !== app.state.asked.known) setAsked(app, 'known', known);
}

function onKnownKey(app, event) {
  const { clock: { domain }, state: { asked: { known } } } = app;
  const days = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -30, PageUp: 30 };
  if (event.key in days) setKnown(app, known + days[event.key]);
  else if (event.key === 'Home') setKnown(app, domain[0]);
  else if (event.key === 'End') setKnown(app, domain[1] - 1);
  else if (event.key === 'Delete') { app.clock.handles[1].focus(); setAsked(app, 'known', null); }
  else return;
  event.preventDefault();
}

export function renderKnown({ clock, state: { asked: { known } } }) {
  const off = known == null;
  clock.known.hidden = clock.unknown.hidden = off;
  if (off) return;
  const x = clamp(xOf(clock, known + 1), 0, clock.width), words = `Known on ${dayWords(known)}`;
  clock.known.style.transform = `translateX(${x}px)`;
  clock.known.classList.toggle('mk-leftward', x > clock.width / 2);
  clock.unknown.style.left = `${x}px`;
  for (const [name, value] of [['min', clock.domain[0]], ['max', clock.domain[1] - 1], ['now', known]]) {
    clock.known.setAttribute(`aria-value${name}`, value);
  }
  clock.known.setAttribute('aria-valuetext', words);
  say(clock.known.firstChild, words);
}
