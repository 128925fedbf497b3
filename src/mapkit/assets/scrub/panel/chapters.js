// Chapters, and what the atlas says of itself: faces of the panel beside incidents and places.

import { windowWords } from '../data/days.js';
import { el, plural, text } from '../dom.js';
import { openChapter } from '../navigate.js';
import { heading } from './panel.js';

const isNow = ({ state: { window } }, chapter) => chapter.window.every((day, end) => day === window[end]);

/** The chapters in order; the one whose window is shown stands out. */
export function chapterFace(app) {
  const { chapters } = app.island, now = chapters.findIndex((chapter) => isNow(app, chapter));
  return { key: JSON.stringify(['chapters', now]), build: () => [
    heading(app, plural(chapters.length, 'chapter')),
    el('ol', { class: 'mk-chapters' }, chapters.map((chapter, place) => chapterItem(app, chapter, place, now))),
  ] };
}

function chapterItem(app, chapter, place, now) {
  return el('li', { 'aria-current': place === now ? 'step' : null }, el('button', {
    type: 'button', class: 'mk-place', 'data-key': `chapter-${place}`, on: { click: () => openChapter(app, chapter) },
  }, el('span', { class: 'mk-chapter-number', 'aria-hidden': 'true' }, String(place + 1)),
  el('span', { class: 'mk-place-name' }, text(chapter.label),
    el('span', { class: 'mk-state-note', dir: 'auto' }, windowWords(chapter.window)))));
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
