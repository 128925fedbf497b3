// The story on the map of a frame: the chapter that is shown, its text, and the ways to the next and the one before.

import { button, el, say } from './dom.js';
import { chapterNow, stepChapter } from './navigate.js';

/**
 * A strip on the map; null where there are no chapters. It is seen in a frame alone. A step unfolds the text where the
 * map has room beside it, until the reader folds it.
 */
export function makeStory(app) {
  const { chapters } = app.island;
  if (!chapters?.length) return null;
  const title = el('strong', { dir: 'auto' }), words = el('p', { dir: 'auto' });
  const told = el('details', { class: 'mk-story-told' }, el('summary', {}, title), words);
  let folded = false;
  told.firstChild.addEventListener('click', () => { folded = told.open; });
  const step = (label, icon, by) => button(label, { icon, class: 'mk-button', on: { click: () => {
    if (!folded && app.root.dataset.size !== 'phone') told.open = true;    // the map makes room for it
    stepChapter(app, by);
  } } });
  return el('section', { class: 'mk-story', 'aria-label': 'Chapters' },
    step('Previous chapter', 'back', -1),
    told,
    step('Next chapter', 'forward', 1));
}

/** What the strip says follows the window: another one is of no chapter. */
export function renderStory(app) {
  const { story, island: { chapters } } = app;
  if (!story) return;
  const now = chapterNow(app), [back, told, on] = story.children, chapter = chapters[now];
  say(told.querySelector('strong'), chapter ? `${now + 1} of ${chapters.length}: ${chapter.label}`
    : chapters.length === 1 ? '1 chapter' : `${chapters.length} chapters`);
  say(told.querySelector('p'), chapter?.text || '');
  told.classList.toggle('mk-story-bare', !chapter?.text);
  back.disabled = now <= 0;
  on.disabled = now === chapters.length - 1;
}
