// Chapters, and what the atlas says of itself: faces of the panel beside incidents and places.

import { windowWords } from '../data/days.js';
import { button, el, plural, text } from '../dom.js';
import { chapterNow, openChapter, stepChapter } from '../navigate.js';
import { heading, renderPanel } from './panel.js';

/** The chapters in order, each with its text; the one that is shown stands out, and buttons lead on from it. */
export function chapterFace(app) {
  const { chapters } = app.island, now = chapterNow(app);
  return {
    key: JSON.stringify(['chapters', now]),
    build: () => [
      heading(app, plural(chapters.length, 'chapter')),
      el('ol', { class: 'mk-chapters' }, chapters.map((chapter, place) => chapterItem(app, chapter, place, now))),
    ],
    foot: () => [chapterSteps(app)],
  };
}

function chapterItem(app, chapter, place, now) {
  return el('li', { 'aria-current': place === now ? 'step' : null }, el('button', {
    type: 'button', class: 'mk-place', 'data-key': `chapter-${place}`, on: { click: () => openChapter(app, chapter) },
  }, el('span', { class: 'mk-chapter-number', 'aria-hidden': 'true' }, String(place + 1)),
  el('span', { class: 'mk-place-name' }, text(chapter.label),
    el('span', { class: 'mk-state-note', dir: 'auto' }, windowWords(chapter.window)))),
  chapter.text ? el('p', { class: 'mk-chapter-text', dir: 'auto' }, chapter.text) : null);
}

/** To the chapter before and to the next; before the first was opened, *next* is the first. */
function chapterSteps(app) {
  const now = chapterNow(app), last = app.island.chapters.length - 1;
  const step = (label, by, end) => button('', { text: label, class: 'mk-toggle', 'data-key': label,
    disabled: end, on: { click: () => goOn(app, by) } });
  return el('div', { class: 'mk-chapter-steps' }, step('Previous', -1, now <= 0),
    step(now < 0 ? 'First chapter' : 'Next chapter', 1, now === last));
}

/** To another chapter, which comes into sight in the list; the focus stays on the way on, or goes to the way back. */
function goOn(app, by) {
  const { panel } = app;
  stepChapter(app, by);
  renderPanel(app);
  panel.body.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  const [back, on] = panel.foot.querySelectorAll('button'), [wanted, other] = by < 0 ? [back, on] : [on, back];
  (wanted.disabled ? other : wanted).focus();
}

/** What the atlas says of itself, where no page around the map does. */
export function aboutFace(app) {
  const { island } = app;
  return { key: 'about', build: () => [
    heading(app, 'About'),
    el('p', { class: 'mk-about', dir: 'auto' }, island.description || ''),
    ...[...(island.credits || []), island.licence].filter(Boolean)
      .map((line) => el('p', { class: 'mk-soft', dir: 'auto' }, line)),
  ] };
}
