// The view in words.

import { windowWords } from './data/days.js';
import { isCertain, isPossible } from './data/model.js';
import { plural } from './dom.js';
import { squareWords } from './map/cells.js';
import { numberWords } from './numbers.js';
import { trayCount } from './panel/trays.js';

/** How sure the dates are, where some leave it open. */
export function countWords({ shown, certain, possible }, certainOnly) {
  const open = numberWords(possible - certain);
  if (certain === possible) return '';
  if (certainOnly) return `${open} left out that may have been in this time`;
  return shown ? `${open} may have been at another time` : '';
}

/** What is asked for, in words: the window, and every filter, in the words that the host has for them. */
function scopeWords(app) {
  const { state, model } = app, when = model.n || app.cubes ? windowWords(state.window) : 'Nothing dated';
  return [when, ...askedWords(app), ...(state.certainOnly ? ['only what is certain'] : [])].join('; ');
}

/** The filters in words, as the host told them last, or as the data came with them. */
export const askedWords = ({ options, island }) => options.words ?? island.asked ?? [];

/** How many of what the window shows some source disputes or denies; of counts by squares nobody knows. */
export function disputedCount({ model, state: { window, certainOnly } }) {
  const inside = certainOnly ? isCertain : isPossible;
  let n = 0;
  for (const list of model.disputedOf.values()) {
    for (const i of list) if (model.passes[i] && inside(model, i, window)) n++;
  }
  return n;
}

/** The view in a sentence, the same in the live region, in pictures and for screen readers. */
export function viewSentence(app) {
  const { counts, state, model } = app, words = countWords(counts, state.certainOnly);
  const places = model.frame ? ` in ${plural(counts.places, 'square')} of ${squareWords(app)}`
    : ` at ${plural(counts.places, 'place')}`;
  const shown = counts.shown ? plural(counts.shown, 'incident') : 'no incident';
  const against = disputedCount(app), disputed = against ? `; ${numberWords(against)} disputed` : '';
  const trays = ['undated', 'unplaced'].map((tray) => `${numberWords(trayCount(app, tray))} ${tray}`).join(', ');
  return `${scopeWords(app)}: ${shown}${counts.places ? places : ''}${disputed}${words ? `; ${words}` : ''}.`
    + ` ${trays}${app.cubes ? ' at any time' : ''}.`;
}
