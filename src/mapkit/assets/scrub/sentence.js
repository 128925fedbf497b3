// The view in words.

import { windowWords } from './data/days.js';
import { plural } from './dom.js';
import { squareWords } from './map/cells.js';
import { numberWords } from './numbers.js';
import { trayCount } from './panel/trays.js';

export function countWords({ shown, certain, possible }, certainOnly) {
  if (certainOnly) return certain === possible ? 'all certain' : `certain only, up to ${numberWords(possible)}`;
  if (!shown) return '';
  if (certain === possible) return shown === 1 ? 'certain' : 'all certain';
  return `${numberWords(certain)} certain, up to ${numberWords(possible)}`;
}

/** The view in a sentence, the same in the live region, in pictures and for screen readers. */
export function viewSentence(app) {
  const { counts, state, model } = app, words = countWords(counts, state.certainOnly);
  const places = model.frame ? ` in ${plural(counts.places, 'square')} of ${squareWords(app)}`
    : ` at ${plural(counts.places, 'place')}`;
  const when = model.n || app.cubes ? windowWords(state.window) : 'Nothing dated';
  const shown = counts.shown ? plural(counts.shown, 'incident') : 'no incident';
  const trays = ['undated', 'unplaced'].map((tray) => `${numberWords(trayCount(app, tray))} ${tray}`).join(', ');
  return `${when}: ${shown}${counts.places ? places : ''}${words ? `, ${words}` : ''}.`
    + ` ${trays}${app.cubes ? ' at any time' : ''}.`;
}
