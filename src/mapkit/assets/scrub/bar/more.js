// More filters: words, tolls, how well places are known, and values in columns of the user's own.

import { countsOf, entry, filterMenu } from './filter_menu.js';
import { makeValueList } from './value_list.js';
import { isWide, RANGES } from '../data/asked.js';
import { columnWords } from '../data/asked_words.js';
import { foldedWords } from '../data/fold.js';
import { capital, el } from '../dom.js';
import { isServed, setAsked } from '../narrowing.js';

const EMPTY_VALUE = '(empty)';
const EDGES = ['least', 'most'];
const RANGE_WORDS = {
  killed: ['Killed, at least', 'Killed, at most'], injured: ['Injured, at least', 'Injured, at most'],
  precision: [null, 'Place known within (metres)'],
};
const UNKNOWN = 'Incidents without a stated number are left out: unknown is not zero.';

export function makeMore(app) {
  const texts = app.island.texts || isServed(app) ? [textField(app)] : [wordless()];
  const ranges = Object.keys(RANGES).map((part) => rangeFields(app, part));
  return filterMenu('More', ['text', ...Object.keys(RANGES), 'own'], [...texts, ...ranges, ...ownLists(app)]);
}

function wordless() {
  const words = 'This file does not hold the texts of its incidents, so words cannot be searched for.';
  return { element: el('p', { class: 'mk-soft' }, words), refresh() {} };
}

/** A field that asks when it is left, or by Enter; what it holds follows what is asked. */
function askingField(label, attributes, ask) {
  const input = el('input', { class: 'mk-search', ...attributes, on: { change: () => ask(input) } });
  return [el('label', { class: 'mk-asking' }, el('span', {}, label), input), input];
}

function textField(app) {
  const [element, input] = askingField('Words in titles, texts, quotes and names', { type: 'search' },
    ({ value }) => setAsked(app, 'text', foldedWords(value)));
  const refresh = () => {
    const asked = app.state.asked.text || [];
    if (foldedWords(input.value).sort().join() !== [...asked].sort().join()) input.value = asked.join(' ');
  };
  return { element, refresh };
}

function rangeFields(app, part) {
  const read = (input) => (input.value === '' ? null : input.valueAsNumber);
  const ask = () => {
    const [low, high] = inputs.map((input) => input && read(input));
    const range = [low ?? -Infinity, high ?? Infinity];
    setAsked(app, part, isWide(range) ? null : range[0] <= range[1] ? range : [range[1], range[0]]);
  };
  const fields = RANGE_WORDS[part].map((words) => words && askingField(words, {
    type: 'number', min: 0, max: Math.floor(RANGES[part]), step: 1, placeholder: 'Any', title: UNKNOWN,
    inputmode: 'numeric',
  }, (input) => { if (input.checkValidity()) ask(); else input.reportValidity(); }));
  const inputs = fields.map((field) => field && field[1]);
  const refresh = () => EDGES.forEach((_, side) => {
    const value = app.state.asked[part]?.[side], input = inputs[side];
    if (input && input !== input.getRootNode().activeElement) input.value = Number.isFinite(value) ? value : '';
  });
  return { element: el('div', { class: 'mk-range' }, fields.filter(Boolean).map(([label]) => label)), refresh };
}

/** A fold for each column; its values are listed when it is opened. */
function ownLists(app) {
  const columns = Object.entries(app.island.facets.own), listed = columns.filter(([, one]) => one || isServed(app));
  const lists = listed.map(([name, one]) => {
    const words = capital(columnWords(name));
    const list = makeValueList(words, () => (one ? ownValues(app, name) : askedValues(app, name)));
    const element = el('details', { class: 'mk-own-column' }, el('summary', { dir: 'auto' }, words), list.element);
    element.addEventListener('toggle', () => refresh());
    const refresh = () => { if (element.open) list.refresh(); };
    return { element, refresh };
  });
  const left = columns.length - listed.length;
  return left ? [...lists, unlisted(left)] : lists;
}

function unlisted(left) {
  const which = left === 1 ? 'One column has' : `${left} columns have`;
  return { refresh() {}, element: el('p', { class: 'mk-soft' }, `${which} too many values to pick from.`) };
}

const valueEntry = (app, name, value, count) => entry(app, 'own', [name, value], value || EMPTY_VALUE, count);

function ownValues(app, name) {
  const { values } = app.island.facets.own[name], found = countsOf(app, `own.${name}`);
  const known = values.map((value, k) => (value === null ? null : valueEntry(app, name, value, found(k))));
  return known.filter(Boolean).sort((a, b) => b.count - a.count);
}

/** The values that only the server knows, asked for once. */
function askedValues(app, name) {
  const known = app.ownValues[name], chosen = (app.state.asked.own || []).flat().filter(([column]) => column === name);
  if (!known && !app.valuesAsked.has(name)) { app.valuesAsked.add(name); app.options.requestValues(name); }
  const values = new Set([...(known || []), ...chosen.map(([, value]) => value)]);
  const found = known && countsOf(app, `own.${name}`);
  return [...values].map((value) => valueEntry(app, name, value, found?.(0, value)));
}
