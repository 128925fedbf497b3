// The filters that are neither time nor box: which lines pass, as the store answers, and what each value would show.

import { ASKED_PARTS, LENSES, STANCE_IDS } from './asked.js';
import { bytesOf } from './columns.js';
import { haystackOf, ownOf, readFacets, widthsOf } from './facets.js';
import { isCertain, isPossible, lowerBound } from './model.js';

const HOST = 0;                                    // the bit of what only the host can answer
const LAST_BIT = 31;
const FIRST_OWN = ASKED_PARTS.length + 1;          // each column that is asked for has a bit, as far as there are any

/**
 * `failed` has for each line a bit for each part that it does not pass, null where nothing is asked; `bits` says which.
 * `voices` counts those who speak of each line.
 */
export const newFilters = (island, model, voices) => ({
  island, model, voices, facets: null, asked: {}, bits: new Map(), failed: null, host: null, hostFor: '',
});

/** The facets, read when they are asked for. */
function facetsOf(filters) {
  filters.facets = filters.facets || readFacets(filters.island, filters.model);
  return filters.facets;
}

const ownName = ({ own }, name) => (Object.hasOwn(own, name) ? name : `own.${name}`);

/** The parts of what is asked that no page can answer by itself: words without texts, values that are not listed. */
export function hostedPart({ island }, asked) {
  const found = {}, own = (asked.own || []).filter((pairs) =>
    pairs.some(([name]) => !island.facets.own[name] && !island.facets.own[`own.${name}`]));
  if (own.length) found.own = own;
  if (asked.text && !island.texts) found.text = asked.text;
  return found;
}

/** Whether a line has one of the values of a set. */
const among = (values, known) => Uint8Array.from(known, (one) => values.includes(one));

function claimTest({ from }, fits) {
  return (line) => {
    for (let k = from[line]; k < from[line + 1]; k++) if (fits(k)) return true;
    return false;
  };
}

function rangeTest([low, high], least, most) {
  return (line) => least(line) <= high && most(line) >= low;      // of what is not stated both are no number
}

function tollTest([lows, bests, highs], range) {
  const known = (line) => Math.max(lows[line], bests[line], highs[line]) >= 0;
  const edge = (bounds, open) => (line) => {
    if (!known(line)) return NaN;
    return bests[line] >= 0 ? bests[line] : bounds[line] >= 0 ? bounds[line] : open;
  };
  return rangeTest(range, edge(lows, -Infinity), edge(highs, Infinity));
}

// Of a part and what is asked in it: the tests that a line must pass, all of them.
const TESTS = {
  kind: (sets, { kind }, { kinds }) => sets.map((ids) => {
    const fits = among(ids, kinds.map(({ id }) => id));
    return (line) => fits[kind[line]];
  }),
  site: (sets, { site }, { sites }) => sets.map((ids) => {
    const fits = Uint8Array.from(sites, (one) => ids.includes(one.id) || ids.includes(one.part_of));
    return (line) => fits[site[line]];
  }),
  layer: (sets, { site }, { sites }) => sets.map((ids) => {
    const fits = among(ids, sites.map(({ layer }) => layer));
    return (line) => fits[site[line]];
  }),
  source: (sets, facets) => sets.map((ids) => {
    const fits = among(ids, facets.sources.map(({ id }) => id));
    return claimTest(facets, (k) => fits[facets.source[k]]);
  }),
  party: (sets, facets) => sets.map((ids) => {
    const fits = among(ids, facets.sources.map(({ party }) => party));
    return claimTest(facets, (k) => fits[facets.source[k]]);
  }),
  stance: (sets, facets) => sets.map((pairs) => claimTest(facets, (k) => pairs.some(([stance, party]) =>
    STANCE_IDS[facets.stance[k]] === stance && (!party || facets.sources[facets.source[k]].party === party)))),
  own: (sets, facets) => sets.map((pairs) => {
    const columns = pairs.map(([name, text]) => ({ text, one: ownOf(facets, name) })).filter(({ one }) => one);
    return (line) => columns.some(({ text, one: { values, codes } }) => values[codes[line]] === text);
  }),
  text: (words, facets, island) => {
    const haystack = haystackOf(facets, island);
    return words.map((word) => (line) => haystack[line].includes(word));
  },
  killed: (range, { killed }) => [tollTest(killed, range)],
  injured: (range, { injured }) => [tollTest(injured, range)],
  precision: (range, { precision: { values, codes } }) => {
    const metres = (line) => values[codes[line]] ?? NaN;
    return [rangeTest(range, metres, metres)];
  },
  disputed: (_, { disputed }) => [(line) => disputed[line]],
  origins: (least, facets, island, filters) => {
    const counts = facets.voices ||= filters.voices();
    return [(line) => counts[line] >= least];
  },
};

/** The tests of all that is asked, each with the name of its bit: a column of the user's own has one of its own. */
function clausesOf(filters, asked) {
  const facets = facetsOf(filters), { island } = filters, hosted = hostedPart(filters, asked), found = [];
  for (const name of ASKED_PARTS) {
    if (asked[name] === undefined || LENSES.includes(name) || (name === 'text' && hosted.text)) continue;
    for (const [value, bit] of name === 'own' ? ownSets(facets, asked.own, hosted.own) : [[asked[name], name]]) {
      found.push([bit, TESTS[name](value, facets, island, filters)]);
    }
  }
  return found;
}

/** Sets of values by the name of their bit: that of their column, if they are of one. */
const ownSets = (facets, sets, hosted = []) => sets.filter((pairs) => !hosted.includes(pairs)).map((pairs) => {
  const names = new Set(pairs.map(([name]) => ownName(facets, name)));
  return [[pairs], names.size === 1 ? `own.${[...names][0]}` : 'own'];
});

/** The number of a name's bit; names of columns beyond the last share it. */
function bitOf(bits, name) {
  const place = ASKED_PARTS.indexOf(name);
  if (place >= 0) return place + 1;
  if (!bits.has(name)) bits.set(name, Math.min(FIRST_OWN + bits.size, LAST_BIT));
  return bits.get(name);
}

/** Ask anew. `host` is a base64 bitset over rows: what passes the parts that the page cannot answer. */
export function narrow(filters, asked, host = null) {
  Object.assign(filters, { asked, host: host == null ? null : bytesOf(host), bits: new Map(), failed: null });
  if (!filters.host && Object.keys(asked).every((name) => LENSES.includes(name))) return;
  const clauses = clausesOf(filters, asked), { size, rows } = facetsOf(filters), failed = new Uint32Array(size);
  for (const [name, tests] of clauses) {
    const flag = 1 << bitOf(filters.bits, name);
    for (let line = 0; line < size; line++) if (!tests.every((test) => test(line))) failed[line] |= flag;
  }
  const passes = (row) => (filters.host[row >> 3] >> (row & 7)) & 1;
  if (filters.host) for (let line = 0; line < size; line++) if (!passes(rows[line])) failed[line] |= 1 << HOST;
  filters.failed = failed;
}

export const passesAll = ({ failed }, line) => !failed || !failed[line];

/** The bits of the filters that the values of a facet are counted without: its own. */
function ownBits({ bits }, name) {
  const own = name.startsWith('own.');
  if (own && !bits.has(name)) return 0;
  return 1 << (own ? bits.get(name) : bitOf(bits, name));
}

// How a line is counted: what it adds to the counts of a facet.
const ADDERS = {
  kind: ({ kind }) => (counts, line) => { counts[kind[line]]++; },
  site: ({ site }) => (counts, line) => { if (site[line] >= 0) counts[site[line]]++; },
  layer: ({ site, layerOf }) => (counts, line) => { if (site[line] >= 0) counts[layerOf[site[line]]]++; },
  disputed: ({ disputed }) => (counts, line) => { if (disputed[line]) counts[0]++; },
  source: (facets) => ofClaims(facets, (add, k) => add(facets.source[k])),
  party: (facets) => ofClaims(facets, (add, k) => add(facets.partyOf[facets.source[k]])),
  stance: (facets, { parties }) => {
    const wide = parties.length + 1;
    return ofClaims(facets, (add, k) => {
      const first = facets.stance[k] * wide, party = facets.partyOf[facets.source[k]];
      add(first);
      if (party >= 0) add(first + party + 1);
    });
  },
};

/** What claims add, each value once for a line. */
function ofClaims({ from }, tell) {
  let last = null, counted = null;
  return (counts, line) => {
    if (counted !== counts) { counted = counts; last = new Int32Array(counts.length).fill(-1); }
    const add = (value) => { if (value >= 0 && last[value] !== line) { last[value] = line; counts[value]++; } };
    for (let k = from[line]; k < from[line + 1]; k++) tell(add, k);
  };
}

const ofOwn = ({ own }, name) => {
  const { codes } = own[name.slice('own.'.length)];
  return (counts, line) => { counts[codes[line]]++; };
};

/**
 * How many incidents of the window each value of some facets would show, under all other filters: typed arrays by name.
 * Stances are counted by anybody and then by each party, one after the other.
 */
export function facetCounts(filters, names, window, certainOnly) {
  const { island, model, failed } = filters, facets = facetsOf(filters), widths = widthsOf(facets, island);
  const found = Object.fromEntries(names.map((name) => [name, new Uint32Array(widths[name])]));
  const counters = names.map((name) => ({
    counts: found[name], except: failed ? ~ownBits(filters, name) : 0,
    add: name.startsWith('own.') ? ofOwn(facets, name) : ADDERS[name](facets, island),
  }));
  const inside = certainOnly ? isCertain : isPossible, until = lowerBound(model.start, window[1]);
  for (let line = 0; line < until; line++) {
    if (!inside(model, line, window)) continue;
    const bits = failed ? failed[line] : 0;
    for (const { counts, except, add } of counters) if (!(bits & except)) add(counts, line);
  }
  return found;
}

/** How many of what passes was in the window for certain, and how many may have been at another time. */
export function certainCounts({ model, failed }, window) {
  let certain = 0, open = 0;
  const until = lowerBound(model.start, window[1]);
  for (let line = 0; line < until; line++) {
    if ((failed && failed[line]) || !isPossible(model, line, window)) continue;
    if (isCertain(model, line, window)) certain++; else open++;
  }
  return { certain, open };
}
