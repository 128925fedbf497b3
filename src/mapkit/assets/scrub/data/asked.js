// What is asked beside window and box: the parts of `mapkit.view.View` as a plain object, and as its line of text.
//
// A part of ids is a list of sets of alternatives, one of each of which must hold; so are stances (each with a party,
// or '' for anybody) and values (each of a column). A range is its lowest and its highest number. What is not there is
// not asked.

import { iso } from './days.js';
import { foldedWords } from './fold.js';
import { readIso } from './typed.js';

export const STANCE_IDS = ['reports', 'confirms', 'disputes', 'denies', 'withdraws'];
export const UNDENIED = 'any-undenied';            // a lens beside those of parties
const NOTHING = [Infinity, -Infinity];      // the range that no number is in
const FARTHEST_M = 20037508.342789244;
const MOST_PEOPLE = 10 ** 9 - 1;
const MAX_ORIGINS = 1000;
const VOICES = /^(\d+)-origins$/;

const ESCAPED = /[!'()*]/g;                        // what encodeURIComponent leaves and a link does not

export const escaped = (text) => encodeURIComponent(text).replace(ESCAPED,
  (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** The order of texts by their characters, as Python has it; that of JavaScript is by halves of some of them. */
function byCharacters(one, other) {
  const left = [...one], right = [...other], at = left.findIndex((sign, k) => sign !== right[k]);
  if (at < 0) return left.length - right.length;
  return at >= right.length ? 1 : left[at].codePointAt(0) - right[at].codePointAt(0);
}

/** The order of lists of texts: by the first that differs, then by length. */
function byLists(one, other) {
  const at = one.findIndex((text, k) => text !== other[k]);
  if (at < 0) return one.length - other.length;
  return at >= other.length ? 1 : byCharacters(one[at], other[at]);
}

const distinct = (found, key) => [...new Map(found.map((one) => [key(one), one])).values()];
const pairKey = (pair) => JSON.stringify(pair);

/** Sets and what is in them, each once and in order. */
export const sortedIds = (sets) => sets.map((ids) => [...new Set(ids)].sort(byCharacters)).sort(byLists);
export const sortedPairs = (sets) => sets.map((pairs) => distinct(pairs, pairKey).sort(byLists))
  .sort((one, other) => byLists(one.flat(), other.flat()));

const idText = (ids) => [...new Set(ids)].sort(byCharacters).map(escaped).join(',');
const pairText = (lone) => ([first, second]) =>
  (lone && !second ? escaped(first) : `${escaped(first)}:${escaped(second)}`);
const pairsText = (lone) => (pairs) => distinct(pairs, pairKey).sort(byLists).map(pairText(lone)).join(',');
const setTexts = (write) => (sets) => [...new Set(sets.map(write))].sort();

/** A number as Python writes it. */
function plainNumber(value) {
  if (Number.isInteger(value) || value >= 1e-4) return String(value);
  const [digits, exponent] = value.toExponential().split('e-');
  return `${digits}e-${exponent.padStart(2, '0')}`;
}

function rangeText([low, high]) {
  if (low > high) return 'none';
  const [from, to] = [low, high].map((side) => (Number.isFinite(side) ? plainNumber(side) : ''));
  return from && from === to ? from : `${from}..${to}`;
}

const uniqueWords = (texts) => [...new Set(texts)].sort(byCharacters);

const readIds = (text) => [[...new Set(text.split(',').map(decodeURIComponent).filter(Boolean))]];

const readPairs = (check) => (text) => [text.split(',').filter(Boolean).map((one) => {
  const at = one.indexOf(':'), alone = at < 0, first = decodeURIComponent(alone ? one : one.slice(0, at));
  if (!check(first, alone)) throw new RangeError(one);
  return [first, alone ? '' : decodeURIComponent(one.slice(at + 1))];
})];

const peopleOf = (text) => (/^\d{1,9}$/.test(text) ? Number(text) : NaN);
const metresOf = (text) => {
  const value = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : NaN;
  return value >= 0 && value <= FARTHEST_M ? value : NaN;
};

const readRange = (number) => (text) => {
  const whole = unplussed(text), at = whole.indexOf('..');
  if (whole === 'none') return NOTHING;
  const [low, high] = at < 0 ? [whole, whole] : [whole.slice(0, at), whole.slice(at + 2)].map((side) => side.trim());
  const found = [low ? number(low) : -Infinity, high ? number(high) : Infinity];
  if (!(low || high) || !(found[0] <= found[1])) throw new RangeError(text);
  return found;
};

const unplussed = (text) => decodeURIComponent(text.replaceAll('+', ' '));

const readFlag = (text) => {
  if (text !== '1' && text !== '0') throw new RangeError(text);
  return text === '1';
};

const voicesNumber = (text) => {
  const value = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (!(value > 0 && value <= MAX_ORIGINS)) throw new RangeError(text);
  return value;
};

/** Through whom it is seen: a party, `any-undenied`, or `N-origins`. */
function readAccording(text) {
  const found = decodeURIComponent(text), voices = VOICES.exec(found);
  if (!found) throw new RangeError(text);
  if (voices) voicesNumber(voices[1]);
  return found;
}

/** A day; of a date that is wider the last one. */
function readKnown(text) {
  const { end } = readIso(text) || {};
  if (end === undefined) throw new RangeError(text);
  return end - 1;
}

/** There are no two lenses at once. */
function oneLens(one, other) {
  if (one !== other) throw new RangeError(other);
  return one;
}

const union = (one, other) => [...one, ...other];
const meetRanges = ([a, b], [c, d]) => (Math.max(a, c) <= Math.min(b, d) ? [Math.max(a, c), Math.min(b, d)] : NOTHING);

const idPart = { read: readIds, texts: setTexts(idText), both: union };
const pairPart = (lone, check) => ({ read: readPairs(check), texts: setTexts(pairsText(lone)), both: union });
const rangePart = (number) => ({ read: readRange(number), texts: (value) => [rangeText(value)], both: meetRanges });

// In the order of a view.
const PARTS_ASKED = {
  kind: idPart, site: idPart, source: idPart, party: idPart, layer: idPart,
  stance: pairPart(true, (stance) => STANCE_IDS.includes(stance)),
  own: pairPart(false, (_, alone) => !alone),
  text: {
    read: (text) => foldedWords(unplussed(text)),
    texts: (value) => (value.length ? [uniqueWords(value).map(escaped).join('+')] : []), both: union,
  },
  killed: rangePart(peopleOf), injured: rangePart(peopleOf), precision: rangePart(metresOf),
  disputed: { read: readFlag, texts: (value) => (value ? ['1'] : []), both: (one, other) => one || other },
  origins: { read: voicesNumber, texts: (value) => [String(value)], both: Math.max },
  according: { read: readAccording, texts: (value) => [escaped(value)], both: oneLens },
  known: { read: readKnown, texts: (value) => [iso(value)], both: Math.min },
};
// What is no filter but a lens: all data are seen through it.
export const LENSES = ['according', 'known'];
const someParts = (asked, chosen) => Object.fromEntries(Object.entries(asked).filter(([name]) => chosen(name)));

/** Of what is asked the lens alone, and all but it. */
export const lensAlone = (asked) => someParts(asked, (name) => LENSES.includes(name));
export const withoutLens = (asked) => someParts(asked, (name) => !LENSES.includes(name));

export const ASKED_PARTS = Object.keys(PARTS_ASKED);
export const ID_PARTS = ASKED_PARTS.filter((name) => PARTS_ASKED[name] === idPart);
export const RANGES = { killed: MOST_PEOPLE, injured: MOST_PEOPLE, precision: FARTHEST_M };

/** What is asked, as the text of a view. */
export const askedText = (asked) => ASKED_PARTS.filter((name) => asked[name] !== undefined)
  .flatMap((name) => PARTS_ASKED[name].texts(asked[name]).map((value) => `${name}=${value}`)).join('&');

/** Both at once. */
function narrowed(asked, other) {
  const found = { ...asked };
  for (const [name, value] of Object.entries(other)) {
    found[name] = found[name] === undefined ? value : PARTS_ASKED[name].both(found[name], value);
  }
  return found;
}

/** What a text asks, in `asked`, and its parts that cannot be read, in `odd`, as they stand there. */
export function readAsked(text) {
  let asked = {};
  const odd = [];
  for (const part of text.split('&')) {
    const at = part.indexOf('='), name = part.slice(0, at);
    if (!Object.hasOwn(PARTS_ASKED, name)) continue;
    try { asked = narrowed(asked, { [name]: PARTS_ASKED[name].read(part.slice(at + 1)) }); } catch { odd.push(part); }
  }
  if (asked.disputed === false) delete asked.disputed;
  if (asked.text && !asked.text.length) delete asked.text;
  return { asked, odd };
}

/** The number of `N-origins`; null for another lens. */
export function leastOrigins(according) {
  const found = VOICES.exec(according);
  return found && Number(found[1]);
}

/** Whether a range asks nothing. */
export const isWide = ([low, high]) => low === -Infinity && high === Infinity;
