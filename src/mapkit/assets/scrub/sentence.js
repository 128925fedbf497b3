// The view in words.

import { askedText } from './data/asked.js';
import { wordsOf } from './data/asked_words.js';
import { windowWords } from './data/days.js';
import { disputedAt } from './data/model.js';
import { silenceWords } from './data/silence.js';
import { capital, labelOf, plural } from './dom.js';
import { verdictWords } from './verdict_counts.js';
import { squareWords } from './map/cells.js';
import { spotName } from './map/hit_test.js';
import { placesHeld, regionsNow } from './map/regions.js';
import { numberWords } from './numbers.js';
import { trayCount, TRAY_WORDS, traysNow } from './panel/trays.js';

/** How sure the dates are, where some leave it open; in one word where there is little room. */
export function countWords({ shown, certain, possible }, certainOnly, short = false) {
  const open = numberWords(possible - certain);
  if (certain === possible) return '';
  if (short && (certainOnly || shown)) return certainOnly ? `${open} possible left out` : `${open} possible`;
  if (certainOnly) return `${open} left out that may have been in this time`;
  return shown ? `${open} may have been at another time` : '';
}

/** What is asked for, in words: the window, and every filter, in the words that the host has for them. */
function scopeWords(app) {
  const { state, model } = app, when = model.n || app.cubes ? windowWords(state.window) : 'Nothing dated';
  return [when, ...askedWords(app), ...(state.certainOnly ? ['only what is certain'] : [])].join('; ');
}

// What was worded before, by what is asked, and labels by the data that have them: every frame tells them.
const wordedFor = new WeakMap();
const labelsFor = new WeakMap();

function madeOnce(known, key, make) {
  if (!known.has(key)) known.set(key, make());
  return known.get(key);
}

/** The filters in words: what the data were narrowed to, the box of a link, and what the reader asks. */
export const askedWords = (app) => [...app.island.asked, ...(app.state.boxed ? app.options.words || [] : []),
  ...madeOnce(wordedFor, app.state.asked, () => wordsOf(app.state.asked, labelsIn(app), numberWords))];

/** How ids are told, by the part that they stand in. */
export const labelsIn = ({ island }) => madeOnce(labelsFor, island, () => labelsOf(island));

function labelsOf(island) {
  const named = (list, name) => {
    const known = new Map(list.map((one) => [one.id, name(one)]));
    return (id) => known.get(id) ?? id;
  };
  const labelled = (list) => named(list, ({ label }) => label);
  return {
    kind: labelled(island.kinds), party: labelled(island.parties), layer: labelled(island.layers),
    site: named(island.sites, ({ id, names }) => labelOf(names, ['en'])[0] || id),
    source: named(island.facets.sources, ({ id, title }) => `\u201c${title || id}\u201d`),
  };
}

const listed = (...parts) => parts.filter(Boolean).join('&');

/** What is asked beside the window, as the text of a view; and the same with whether only what is certain is. */
export const filterText = ({ state, options }) => listed(state.boxed ? options.fixed : '', askedText(state.asked));
export const viewText = (app) => listed(filterText(app), app.state.certainOnly ? 'certain=1' : '');

/** How many of what the window shows some source disputes or denies. */
export function disputedCount(app) {
  let n = 0;
  for (const m of app.model.disputedOf.held) n += disputedAt(app, m);
  return n;
}

/** At how many places, and on which regions as a whole. */
function placesWords(app) {
  const whole = regionsNow(app), names = whole.map(({ index }) => spotName(app, { site: index })).join('; ');
  const places = placesHeld(app);
  const region = `on ${whole.length === 1 ? 'the whole region' : 'whole regions'} (${names})`;
  const at = places || !whole.length ? [`at ${plural(places, 'place')}`] : [];
  return ` ${[...at, ...(whole.length ? [region] : [])].join(' and ')}`;
}

/** The name of a place that somebody watched: a site by its number, a layer by its label. */
export const watchedName = (app) => (place) => (typeof place === 'number' ? spotName(app, { site: place }) : place);

/** What it means that nothing is here; "" where something is, or a filter hides it. */
export const silentWords = (app) => (app.counts.possible || app.cubes ? ''
  : silenceWords(app.island.speakers, app.state.asked, app.state.window, watchedName(app)));

/** The view in a sentence, the same in the live region, in pictures and for screen readers; `against` are disputed. */
export function viewSentence(app, against = disputedCount(app)) {
  const { counts, state, model } = app, words = countWords(counts, state.certainOnly);
  const places = model.frame ? ` in ${plural(counts.places, 'square')} of ${squareWords(app)}` : placesWords(app);
  const shown = counts.shown ? plural(counts.shown, 'incident') : 'no incident';
  const disputed = against && !model.verdict ? `; ${numberWords(against)} disputed` : '';
  const silent = silentWords(app);
  const trays = traysNow(app).map((tray) => `${numberWords(trayCount(app, tray))} ${TRAY_WORDS[tray]}`).join(', ');
  const said = [`${shown}${counts.places ? places : ''}`, ...verdictWords(app)].join(', ');
  return `${capital(scopeWords(app))}: ${said}${disputed}${words ? `; ${words}` : ''}${silent ? `; ${silent}` : ''}.`
    + ` ${trays}${app.cubes ? ' at any time' : ''}.`;
}
