// Finding places, incidents and sources by any of their words, in any script, without case and marks.

import { foldedWords } from './fold.js';

// How well something is met, the best first: its name, how a name begins, how words of one name begin, how words of all
// that is known of it begin, what stands anywhere in it, what stands in an incident's text.
const [EXACT, PREFIX, WORDS, ABOUT, WITHIN, IN_TEXT] = [0, 1, 2, 3, 4, 5];
const TYPES = ['place', 'incident', 'source'];
const NAME_JOINTS = /[-_/.,;:()\u00b7\u2014"\u201c\u201d]+/gu;   // they part words where somebody searches

const searchWords = (text) => foldedWords(text.replace(NAME_JOINTS, ' '));

/** An entry: its names as they are and as they are compared, and what else is known of it. */
function newEntry(type, key, names, about, text = '') {
  const folded = names.map((name) => searchWords(name));
  return { type, key, names, folded: folded.map((words) => words.join(' ')), words: folded,
    about: searchWords([...names, ...about].join(' ')), text };
}

/** Sites have the names of their layer and of their group too: a place is known by them. */
function placeEntries({ sites, layers }) {
  const labels = new Map(layers.map(({ id, label }) => [id, label]));
  return sites.map(({ id, names, sort, layer, part_of: group }, site) => newEntry('place', site,
    Object.values(names).flat().length ? [...new Set(Object.values(names).flat())] : [id],
    [id, sort, layer, labels.get(layer) || '', group || '']));
}

const incidentEntries = ({ texts }) => Object.values(texts || {}).map(({ row, id, title, text, quote }) =>
  newEntry('incident', row, [title || id], [id], searchWords(`${text} ${quote}`).join(' ')));

const sourceEntries = ({ facets: { sources } }) => sources.map(({ id, title, publisher }, place) =>
  newEntry('source', place, [title || id], [publisher, id]));

export const newSearchIndex = (island) =>
  [...placeEntries(island), ...incidentEntries(island), ...sourceEntries(island)];

const begin = (words, wanted) => wanted.every((word) => words.some((one) => one.startsWith(word)));

/** How well an entry meets what is wanted, and by which of its names; null where it does not. */
function metBy({ folded, words, about, text }, wanted, whole) {
  const name = (test) => folded.findIndex(test);
  const tests = [
    [EXACT, name((one) => one === whole)], [PREFIX, name((one) => one.startsWith(whole))],
    [WORDS, name((_, k) => begin(words[k], wanted))], [ABOUT, begin(about, wanted) ? 0 : -1],
    [WITHIN, name((one) => wanted.every((word) => one.includes(word)))],
    [IN_TEXT, text && wanted.every((word) => text.includes(word) || about.some((one) => one.includes(word))) ? 0 : -1],
  ];
  const found = tests.find(([, place]) => place >= 0);
  return found ? { rank: found[0], name: found[1] } : null;
}

/** What a text finds, the best first: {type, key, name}; at equal rank places come first, and short names. */
export function search(index, text, most) {
  const wanted = searchWords(text), whole = wanted.join(' ');
  if (!whole) return [];
  const found = [];
  for (const entry of index) {
    const met = metBy(entry, wanted, whole);
    if (!met) continue;
    const { type, key, names } = entry;
    found.push({ rank: met.rank, type, key, name: names[met.name], main: names[0] });
  }
  const order = ({ type }) => TYPES.indexOf(type);
  return found.sort((a, b) => a.rank - b.rank || order(a) - order(b) || a.name.length - b.name.length
    || a.key - b.key).slice(0, most);
}
