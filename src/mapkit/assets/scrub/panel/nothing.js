// Nothing found says why: what hides how many, each with a button that undoes just that.

import { hostedPart } from '../data/filters.js';
import { hiddenBy } from '../data/hidden.js';
import { wordsOf } from '../data/asked_words.js';
import { setWindow } from '../clock/window.js';
import { button, capital, el } from '../dom.js';
import { settle } from '../host.js';
import { clearAsked, dropBox, setAsked, setCertain } from '../narrowing.js';
import { numberWords } from '../numbers.js';
import { labelsIn, silentWords } from '../sentence.js';

const ofColumn = (name) => (pairs) => pairs.some(([column]) => `own.${column}` === name || column === name.slice(4));

/** What a name of `hiddenBy` stands for: in words, and how it is undone. */
function filterOf(app, name) {
  const { state: { asked, boxed }, options } = app;
  const words = (part, value) => wordsOf({ [part]: value }, labelsIn(app), numberWords).join('; ');
  if (name === 'host') {
    if (boxed && options.fixed) return [options.words.join('; '), () => dropBox(app)];
    const [[part, value]] = Object.entries(hostedPart(app.filters, asked));
    return [words(part, value), () => setAsked(app, part, null)];
  }
  if (!name.startsWith('own.')) return [words(name, asked[name]), () => setAsked(app, name, null)];
  const is = ofColumn(name);
  return [words('own', asked.own.filter(is)), () => setAsked(app, 'own', asked.own.filter((pairs) => !is(pairs)))];
}

function reasons(app) {
  const { state: { window, certainOnly }, clock } = app, found = hiddenBy(app.filters, window, certainOnly), told = [];
  for (const [name, count] of found.alone) {
    const [words, undo] = filterOf(app, name);
    told.push([`${numberWords(count)} hidden by “${words}”`, undo]);
  }
  if (found.several) told.push([`${numberWords(found.several)} hidden by several filters`, () => clearAsked(app)]);
  if (found.possible) told.push([`${numberWords(found.possible)} only possible`, () => setCertain(app, false)]);
  if (found.elsewhen) {
    told.push([`${numberWords(found.elsewhen)} at other times`, () => {
      setWindow(app, clock.domain.slice());
      settle(app);
    }]);
  }
  return told;
}

const isAsked = ({ state: { asked, certainOnly } }) => certainOnly || Object.keys(asked).length > 0;

/** What stands in the place of an empty list: {key, build}; why is told once the hand rests. */
export function whyNothing(app) {
  const moving = app.clock.drag || app.clock.playing;
  const first = app.model.n || app.cubes ? 'No incident in this window.' : 'Nothing here has both a date and a place.';
  let told = [];
  if (app.cubes) told = isAsked(app) ? [['Filters leave some out', () => clearAsked(app)]] : [];
  else if (!moving) told = reasons(app);
  const hint = moving || told.length ? '' : 'Widen it, or move it with the buttons below the map.';
  const words = [first, app.model.n ? hint : ''].filter(Boolean).join(' ');
  const silent = moving ? '' : silentWords(app);
  return { key: JSON.stringify([words, silent, told.map(([one]) => one)]), build: () => [
    el('p', { class: 'mk-soft' }, words),
    silent ? el('p', { class: 'mk-silent', dir: 'auto' }, `${capital(silent)}.`) : '',
    told.length ? el('ul', { class: 'mk-why' }, told.map(([one, undo]) => el('li', {}, `${one}: `,
      button('', { text: 'show', class: 'mk-link', 'aria-label': `Show: ${one}`, on: { click: undo } })))) : '',
  ] };
}
