// The keys, on a press of `?`.

import { openDialog } from './dialog.js';
import { el } from './dom.js';

const KEYS = [
  ['/', 'Search'],
  ['?', 'These keys'],
  ['Space', 'On the clock: play, pause'],
  ['← →', 'On a handle: move it by a step; on the map: move the map'],
  ['Shift + ← →', 'On a handle: move the whole window by a step'],
  ['Page Up, Page Down', 'On a handle: by ten steps; in the list: by a page'],
  ['Home, End', 'On a handle: to the beginning, to the end; in the list: first, last'],
  ['+ −', 'On a handle: zoom the track; on the map: zoom the map'],
  ['0', 'On a handle: the whole track'],
  ['↑ ↓', 'In the list: from row to row; Enter opens it'],
  ['← →, k j', 'In the card of an incident: the one before, the next'],
  ['Escape', 'Close what is open'],
];

/** Show the list of keys, once. */
function showKeys(app) {
  if (app.root.querySelector('.mk-keys')) return;
  openDialog(app, 'Keys', { class: 'mk-dialog mk-keys' }, el('dl', { class: 'mk-dialog-body' },
    KEYS.map(([key, does]) => el('div', {}, el('dt', {}, key), el('dd', {}, does)))));
}

const WRITES = 'input, select, textarea, [contenteditable]';

/** `?` anywhere in the map but where somebody writes. */
export function onAnyKey(app, event) {
  if (event.key !== '?' || event.ctrlKey || event.metaKey || event.altKey) return;
  const [at] = event.composedPath();
  if (at.closest?.(WRITES)) return;
  event.preventDefault();
  showKeys(app);
}
