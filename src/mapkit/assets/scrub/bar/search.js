// The search: places, incidents and sources by any of their words. `/` comes here, arrows and Enter open.

import { foldedWords } from '../data/fold.js';
import { newSearchIndex, search } from '../data/search_index.js';
import { el, labelOf, text } from '../dom.js';
import { isServed, setAsked, switchOnly } from '../narrowing.js';
import { goToSite, openIncidentRow } from '../open.js';
import { SEARCHES } from '../size.js';

const MAX_HITS = 12;
const WORDS_OF = { place: 'Place', incident: 'Incident', source: 'Source', text: 'Text' };

/** A hit as it is listed: what it is, its name, the name that was found, and what a press does. */
function hitOf(app, { type, key, name, main }) {
  const { island, state: { labels } } = app;
  if (type === 'source') {
    const { id, publisher } = island.facets.sources[key];
    return { type, label: main, more: publisher, open: () => switchOnly(app, 'source', id) };
  }
  if (type === 'incident') {
    return { type, label: main, more: island.texts[key].when_words, open: (event) => openIncidentRow(app, key, event) };
  }
  const { names, layer } = island.sites[key], label = labelOf(names, labels)[0] || main;
  const of = island.layers.find(({ id }) => id === layer)?.label;
  return { type, label, more: [name, of].filter((one) => one && one !== label).join(', '),
    open: (event) => goToSite(app, key, event) };
}

/** What is found; and, where there is somebody to search them, the words as a filter of all texts. */
function hitsFor(app, words) {
  app.searchIndex = app.searchIndex || newSearchIndex(app.island);
  const hits = search(app.searchIndex, words, MAX_HITS).map((found) => hitOf(app, found));
  const asked = foldedWords(words);
  if (asked.length && (app.island.texts || isServed(app))) {
    hits.push({ type: 'text', label: `Search texts of all incidents for \u201c${words.trim()}\u201d`, more: '',
      open: () => setAsked(app, 'text', asked) });
  }
  return hits;
}

let searches = 0;                                  // of all maps of a page, for ids

export function makeSearch(app) {
  const id = `mk-search-${++searches}`, list = el('ul', { class: 'mk-hits', role: 'listbox', id, 'aria-label': 'Found',
    hidden: true });
  const said = el('p', { class: 'mk-found', role: 'status' });
  const input = el('input', { class: 'mk-search mk-find', type: 'search', role: 'combobox', autocomplete: 'off',
    placeholder: SEARCHES, spellcheck: 'false',
    'aria-label': 'Search places, incidents and sources', 'aria-autocomplete': 'list',
    'aria-expanded': 'false', 'aria-controls': id });
  const box = { app, input, list, said, hits: [], at: -1 };
  const on = (type, listen) => input.addEventListener(type, listen);
  on('input', () => refreshHits(box));
  on('focus', () => { if (input.value) refreshHits(box); });
  on('blur', () => closeHits(box));
  on('keydown', (event) => pressKey(box, event));
  list.addEventListener('pointerdown', (event) => event.preventDefault());   // the field keeps the focus until a click
  return el('div', { class: 'mk-finder', role: 'search' }, input, list, said);
}

function closeHits(box) {
  box.hits = []; box.at = -1;
  box.list.hidden = true;
  box.input.setAttribute('aria-expanded', 'false');
  box.input.removeAttribute('aria-activedescendant');
}

function refreshHits(box) {
  const { app, input, list, said } = box;
  if (!input.value.trim()) { closeHits(box); said.textContent = ''; return; }
  box.hits = hitsFor(app, input.value);
  box.at = box.hits.length ? 0 : -1;
  list.replaceChildren(...box.hits.map((hit, k) => hitItem(box, hit, k)));
  if (!box.hits.length) list.append(el('li', { class: 'mk-hit mk-soft' }, 'Nothing has this name.'));
  list.hidden = false;
  input.setAttribute('aria-expanded', String(box.hits.length > 0));
  said.textContent = `${box.hits.length} found`;
  mark(box);
}

const hitItem = (box, hit, k) => el('li', { class: 'mk-hit', role: 'option', id: `${box.list.id}-${k}`,
  'data-type': hit.type, on: { click: (event) => openHit(box, k, event) } },
el('span', { class: 'mk-hit-name' }, text(hit.label), hit.more ? el('span', { class: 'mk-soft', dir: 'auto' },
  ` ${hit.more}`) : null),
el('span', { class: 'mk-hit-type' }, WORDS_OF[hit.type]));

/** The one that Enter opens. */
function mark({ list, input, at, hits }) {
  [...list.children].forEach((item, k) => { if (hits[k]) item.setAttribute('aria-selected', String(k === at)); });
  if (at < 0) { input.removeAttribute('aria-activedescendant'); return; }
  input.setAttribute('aria-activedescendant', `${list.id}-${at}`);
  list.children[at].scrollIntoView({ block: 'nearest' });
}

function openHit(box, k, event) {
  const hit = box.hits[k];
  box.input.value = '';
  closeHits(box);
  box.input.blur();
  hit.open(event);
}

function pressKey(box, event) {
  const { key } = event, { hits, input } = box;
  if (key === 'Escape') {
    if (input.value || !box.list.hidden) event.stopPropagation();
    if (box.list.hidden) input.value = '';
    closeHits(box);
  } else if (key === 'Enter' && hits.length) openHit(box, Math.max(box.at, 0), { detail: 0 });
  else if ((key === 'ArrowDown' || key === 'ArrowUp') && !hits.length) refreshHits(box);
  else if (key === 'ArrowDown' || key === 'ArrowUp') {
    box.at = (box.at + (key === 'ArrowDown' ? 1 : hits.length - 1)) % hits.length;
    mark(box);
  } else return;
  event.preventDefault();
}

const TYPED_IN = 'input, textarea, select, [contenteditable]';

/** `/` goes to the search, wherever on the page nobody types; with several maps on it, only inside this one. */
export function listenForSlash(app) {
  app.onSlash = (event) => {
    const [target] = event.composedPath(), alone = document.querySelectorAll('.mk-root').length < 2;
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || target.matches?.(TYPED_IN)) return;
    if (!alone && !event.composedPath().includes(app.root)) return;
    event.preventDefault();
    const seek = app.root.querySelector('.mk-seek');           // which brings the field, where it is folded
    if (seek.checkVisibility()) seek.click(); else app.bar.querySelector('.mk-find').focus();
  };
  document.addEventListener('keydown', app.onSlash);
}
