// The head of the page: the atlas's title, and what the window shows in a sentence.

import { button, el, say } from './dom.js';
import { isTooMuch } from './frame.js';
import { setAsked } from './narrowing.js';
import { numberWords } from './numbers.js';
import { disputedCount, viewSentence } from './sentence.js';

export function makeHead(app) {
  return el('header', { class: 'mk-head' }, el('h1', { class: 'mk-title', dir: 'auto' }, app.island.title || ''),
    el('p', { class: 'mk-sentence', dir: 'auto' }));
}

/** A line that was needed once stays: else the map would move with the words of each window. */
function hold({ root, state }, line) {
  const key = `${root.clientWidth} ${JSON.stringify(state.asked)}`;
  if (line.dataset.held !== key) { line.dataset.held = key; line.style.minHeight = ''; }
  line.style.minHeight = `${line.offsetHeight}px`;
}

/** The sentence; how many are disputed is a button that leaves only these, where somebody can do so. */
export function renderHead(app) {
  const late = isTooMuch(app);
  app.head.classList.toggle('mk-late', late);
  if (late) return;
  const line = app.head.lastChild, count = disputedCount(app), words = viewSentence(app, count);
  if (!app.clock.drag && !app.clock.playing) hold(app, line);
  if (line.says === words) return;
  line.says = words;
  const press = `${numberWords(count)} disputed`, offered = count && !app.state.asked.disputed && !app.carried;
  const at = offered ? words.lastIndexOf(press) : -1;
  if (at < 0) { say(line, words); return; }
  line.replaceChildren(words.slice(0, at), button('', { text: press, class: 'mk-link mk-only-disputed',
    on: { click: () => setAsked(app, 'disputed', true) } }), words.slice(at + press.length));
}
