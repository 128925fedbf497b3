// Facets: what each incident has that filters ask for, as typed arrays, of the island's columns or of its texts.
//
// A line is an incident of the page: those that are dated and placed by start, then the undated, then the unplaced; at
// last what nobody knew on the day that is asked.

import { STANCE_IDS } from './asked.js';
import { checkColumn, column } from './columns.js';
import { fold } from './fold.js';

export const TOLLS = ['killed', 'injured'];
export const BOUNDS = ['low', 'best', 'high'];

/** The rows of all lines. */
const rowsOf = ({ undated, unplaced }, { row }) => Int32Array.from([...row, ...undated, ...unplaced]);

const indexOf = (ids) => new Map(ids.map((id, place) => [id, place]));

/** Values of a column by code; null where they are with the host alone. */
const codedOf = (entry, n, name, buffer) => entry
  && { values: entry.values, codes: column(entry.codes, n, name, buffer) };

/** Codes of values that come one by one. */
function coding(values) {
  const known = new Map(), codes = Int32Array.from(values, (value) => {
    if (!known.has(value)) known.set(value, known.size);
    return known.get(value);
  });
  return { values: [...known.keys()], codes };
}

function factsOfColumns({ facets, buffer }) {
  const read = (name) => column(facets[name], facets.count, `facets.${name}`, buffer);
  const tolls = Object.fromEntries(TOLLS.map((toll) => [toll, BOUNDS.map((bound) => read(`${toll}_${bound}`))]));
  return {
    kind: read('kind'), site: read('site'), disputed: read('disputed'), ...tolls,
    precision: codedOf(facets.precision_m, facets.count, 'facets.precision_m', buffer), texts: null,
  };
}

function factsOfTexts({ texts }, rows) {
  const entries = Array.from(rows, (row) => texts[row]);
  const numbers = (toll, bound) => Int32Array.from(entries, ({ tolls }) => tolls[toll]?.[bound] ?? -1);
  return {
    kind: Int32Array.from(entries, ({ kind }) => kind), site: Int32Array.from(entries, ({ site }) => site ?? -1),
    disputed: Uint8Array.from(entries, ({ disputed }) => disputed),
    ...Object.fromEntries(TOLLS.map((toll) => [toll, BOUNDS.map((_, bound) => numbers(toll, bound))])),
    precision: coding(entries.map(({ precision_m: metres }) => metres)), texts: entries,
  };
}

/** Where the claims of each line lie among all of them. */
function claimsFrom(counts) {
  const from = new Uint32Array(counts.length + 1);
  for (let i = 0; i < counts.length; i++) from[i + 1] = from[i] + counts[i];
  return from;
}

/** Refuse an island whose facets lack a part. They are read when somebody filters; what is broken is told at once. */
export function checkFacets({ facets, texts, buffer }) {
  const { count, said, own, claims, precision_m: precision } = facets;
  const check = (col, name, length = count) => checkColumn(col, length, `facets.${name}`, buffer);
  check(claims, 'claims');
  for (const name of ['source', 'stance']) check(said[name], name, said.count);
  for (const [name, entry] of Object.entries(own)) if (entry) check(entry.codes, name);
  if (texts) return;
  if (precision) check(precision.codes, 'precision_m');
  const tolls = TOLLS.flatMap((toll) => BOUNDS.map((bound) => `${toll}_${bound}`));
  for (const name of ['kind', 'site', 'disputed', ...tolls]) check(facets[name], name);
}

export function readFacets(island, model) {
  if (island.facetsSeen) return island.facetsSeen();
  const { facets, buffer } = island, { count, said, sources } = facets, rows = rowsOf(island, model);
  const claimed = (name) => column(said[name], said.count, `said.${name}`, buffer);
  const layers = indexOf(island.layers.map(({ id }) => id)), parties = indexOf(island.parties.map(({ id }) => id));
  const own = Object.entries(facets.own).map(([name, entry]) => [name, codedOf(entry, count, `own.${name}`, buffer)]);
  return {
    size: count, rows, ...(island.texts ? factsOfTexts(island, rows) : factsOfColumns(island)),
    sources, source: claimed('source'), stance: claimed('stance'),
    from: claimsFrom(column(facets.claims, count, 'facets.claims', buffer)),
    partyOf: Int32Array.from(sources, ({ party }) => parties.get(party) ?? -1),
    layerOf: Int32Array.from(island.sites, ({ layer }) => layers.get(layer) ?? -1),
    own: Object.fromEntries(own), haystack: null, voices: null,
  };
}

/** The values of a column of the user's own; links of before name some without "own.". Null where the host has them. */
export const ownOf = ({ own }, name) => own[name] ?? own[`own.${name}`] ?? null;

/** What a search for words looks into, of each line; made when somebody searches. */
export function haystackOf(facets, island) {
  facets.haystack ||= facets.searched?.() || facets.texts.map(({ title, text, quote, id }, line) => {
    const site = facets.site[line], names = site < 0 ? [] : Object.values(island.sites[site].names).flat();
    return fold([title, text, quote, id, ...names].join('\n'));
  });
  return facets.haystack;
}

/** How many kinds of each facet there are to count, by name. */
export const widthsOf = ({ sources, own }, { kinds, parties, layers, sites }) => ({
  kind: kinds.length, site: sites.length, layer: layers.length, source: sources.length, party: parties.length,
  stance: STANCE_IDS.length * (parties.length + 1), disputed: 1,
  ...Object.fromEntries(Object.entries(own).map(([name, one]) => [`own.${name}`, one ? one.values.length : 0])),
});
