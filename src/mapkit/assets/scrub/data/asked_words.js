// What is asked, in words, as `mapkit.filter_words` tells it.

import { ASKED_PARTS, leastOrigins, sortedIds, sortedPairs, UNDENIED } from './asked.js';
import { dayWords } from './days.js';

const NO_TEXT = '(empty)';
const BY = {
  reports: '{} reports', confirms: '{} confirms', disputes: '{} disputes', denies: '{} denies',
  withdraws: '{} withdraws',
};
const ANYBODY = 'somebody';
const NEVER_WORDS = 'nothing, for the filters exclude each other';

/** Six digits, as `format(number, "g")` writes them. */
function general(value) {
  if (!value) return '0';
  const [digits, exponent] = value.toExponential(5).split('e').map(Number);
  if (exponent >= -4 && exponent < 6) return String(+value.toPrecision(6));
  return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** "600 m", "6 km". */
const distanceWords = (metres) => (metres < 1000 ? `${general(metres)} m` : `${general(metres / 1000)} km`);

const inMarks = (words) => `\u201c${words}\u201d`;

/** "a", "a or b", "a, b or c". */
function either(words) {
  const most = words.slice(0, -1), last = words.at(-1);
  return most.length ? `${most.join(', ')} or ${last}` : last;
}

const tellIds = (before, after = '') => (sets, label) => sortedIds(sets).map((ids) =>
  (ids.length ? `${before}${either(ids.map(label))}${after}` : NEVER_WORDS));

const tellPairs = (told) => (sets, ...more) => sortedPairs(sets).map((pairs) =>
  (pairs.length ? `only ${told(pairs, ...more)}` : NEVER_WORDS));

function rangeWords([low, high], unit) {
  if (low > high) return 'an impossible number';
  if (low === high) return `exactly ${unit(low)}`;
  if (low === -Infinity) return `at most ${unit(high)}`;
  return high === Infinity ? `at least ${unit(low)}` : `${unit(low)} to ${unit(high)}`;
}

const tellRange = (before, after) => (range, _, unit) => [`only with ${before}${rangeWords(range, unit)}${after}`];

/** "1 independent voice", "2 independent voices". */
const voicesWords = (n, count) => `${count(n)} independent voice${n === 1 ? '' : 's'}`;

/** Whom a map is according to: a party, so many voices, or anybody where nobody denies it. */
export function lensWords(according, label, count) {
  const least = leastOrigins(according);
  if (least != null) return `${voicesWords(least, count)} or more`;
  return according === UNDENIED ? 'anybody, unless somebody denies it' : label(according);
}

/** The name of a column of the atlas's own as words: "actor_side" is "actor side". */
export const columnWords = (name) => name.replaceAll('_', ' ');

const PARTY_PARTS = ['stance', 'according'];       // whose labels are those of parties

const TELLERS = {
  kind: tellIds('only of the kind '),
  site: tellIds('only at '),
  source: tellIds('only what the source ', ' speaks of'),
  party: tellIds('only what ', ' says something of'),
  layer: tellIds('only at places of the layer '),
  stance: tellPairs((pairs, label) =>
    `what ${either(pairs.map(([stance, party]) => BY[stance].replace('{}', () => (party ? label(party) : ANYBODY))))}`),
  own: tellPairs((pairs) => `where ${either(pairs.map(([name, text]) =>
    `${columnWords(name)} is ${inMarks(text || NO_TEXT)}`))}`),
  text: (words) => (words.length ? [`text ${sortedIds([words])[0].map(inMarks).join(' and ')}`] : []),
  killed: tellRange('', ' killed'),
  injured: tellRange('', ' injured'),
  precision: tellRange('a place known to ', ''),
  disputed: (asked) => (asked ? ['only what is disputed'] : []),
  origins: (least, _, count) => [`only what ${voicesWords(least, count)} or more speak of`],
  according: (according, label, count) => [`according to ${lensWords(according, label, count)}`],
  known: (day) => [`as known on ${dayWords(day)}`],
};

/**
 * Every filter in words, in the order of the parts. `labels` gives for the name of a part a function from ids to their
 * labels, `people` the words of a number of people.
 */
export const wordsOf = (asked, labels, people) => ASKED_PARTS.filter((name) => asked[name] !== undefined)
  .flatMap((name) => TELLERS[name](asked[name], labels[PARTY_PARTS.includes(name) ? 'party' : name],
    name === 'precision' ? distanceWords : people));
